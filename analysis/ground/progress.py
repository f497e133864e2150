"""Progress: how far a longer piece of work has come, shown in a terminal and in no file."""

from collections.abc import Iterable
from typing import TypeVar

from tqdm import tqdm

Step = TypeVar("Step")
_SILENT = 2.0  # seconds for which nothing is shown


def track(steps: Iterable[Step], what: str, *, total: int | None = None) -> Iterable[Step]:
    """Return the steps as they are, and show what is done and how many of them are.

    total: how many there are, where they cannot tell.
    """
    return tqdm(steps, total=total, desc=what, delay=_SILENT, leave=False, disable=None)
