"""Columns: what a table of a corpus that people can edit may hold, said once and checked cell by cell as it is read.

A schema of pandera, as the tables that the program makes have, would take 6 ms a column: a second for all files.
"""

import datetime
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

# No count and no place in a document is larger.
_MOST = 10**9
# How a passage is called: by its rendering, the turn and the number in it.
_PASSAGE = r"[^:]+:\d{3,}\.\d{2,}"


@dataclass(frozen=True)
class Column:
    """A column: its type (str, int64 or float64), what a cell of it says, and what is expected, in words.

    read: of what is written in a cell; ValueError for what is no value of this column.
    """

    kind: str
    read: Callable[[str], object]
    expected: str


@dataclass(frozen=True)
class Sheet:
    """A table: its columns in their order; key: those that together tell a row from all others.

    spans: pairs of columns of which the second is no smaller than the first.
    """

    columns: Mapping[str, Column]
    key: Sequence[str] = ()
    spans: Sequence[tuple[str, str]] = ()

    @property
    def kinds(self) -> dict[str, str]:
        """The type of each column, by name."""
        return {name: column.kind for name, column in self.columns.items()}

    def empty(self) -> pd.DataFrame:
        """Return such a table without rows."""
        return pd.DataFrame({name: pd.Series([], dtype=column.kind) for name, column in self.columns.items()})


def text(*among: str, empty: bool = False) -> Column:
    """Return a column of texts. among: those that it may have, by default any. empty: whether it may have none."""
    return Column(
        "str", lambda told: _text(told, among, empty), f"one of {', '.join(among)}" if among else "some words"
    )


def _text(told: str, among: Sequence[str], empty: bool) -> str:
    if (among and told and told not in among) or not (empty or told.strip()):
        raise ValueError
    return told


def passage_id() -> Column:
    """Return a column of passages' ids."""
    return _matching(re.compile(_PASSAGE), "a passage's id, such as talk-en:001.01")


def passage_ids() -> Column:
    """Return a column with the ids of several passages in each row, or none."""
    return _matching(re.compile(rf"(?:{_PASSAGE}(?: {_PASSAGE})*)?"), "passages' ids with a blank between them")


def _matching(pattern: re.Pattern[str], expected: str) -> Column:
    return Column("str", lambda told: _match(pattern, told), expected)


def _match(pattern: re.Pattern[str], told: str) -> str:
    if not pattern.fullmatch(told):
        raise ValueError
    return told


def whole(low: int = 0, high: int = _MOST) -> Column:
    """Return a column of whole numbers."""
    return Column("int64", lambda told: _whole(told, low, high), f"a whole number, {low} to {high}")


def _whole(told: str, low: int, high: int) -> int:
    value = _number(told, low, high, empty=False)
    if value != int(value):
        raise ValueError
    return int(value)


def number(low: float, high: float, *, empty: bool = False) -> Column:
    """Return a column of numbers; empty: whether there may be none in a row."""
    return Column("float64", lambda told: _number(told, low, high, empty), f"a number from {low:g} to {high:g}")


def _number(told: str, low: float, high: float, empty: bool) -> float:
    value = float(told) if told.strip() and "_" not in told else math.nan
    if not (low <= value <= high or (empty and math.isnan(value))):
        raise ValueError
    return value


def date(*, empty: bool = False) -> Column:
    """Return a column of dates, as texts; empty: whether there may be none in a row."""
    return Column("str", lambda told: _date(told, empty), "a date: 2024-06-12")


def _date(told: str, empty: bool) -> str:
    if told or not empty:
        datetime.datetime.fromisoformat(told)
    return told
