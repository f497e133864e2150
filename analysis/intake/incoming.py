"""Incoming: documents that are to be added, and what is known of each beforehand."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Incoming:
    """A document that is to be added, and what is known of it beforehand.

    name: its file's, with suffix. columns: what else its conversation can be compared by. roles: of people, where told.
    """

    name: str
    content: bytes
    columns: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    title: str = ""
    date: datetime.date | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
