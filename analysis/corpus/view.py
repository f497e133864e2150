"""View: by what the conversations of a corpus are compared, and which of what is said counts at all."""

import datetime
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.corpus.catalogue import Catalogue
from analysis.ground.errors import AnalysisError
from analysis.ground.wording import list_some

CONVERSATION, SPEAKER, RENDERING = "conversation", "speaker", "rendering"
# What a group is called of whose conversations or people the catalogue says nothing in that column.
NOT_GIVEN = "not given"
# More conversations than this are grouped where nobody said what to compare by, into no more groups than this.
MOST_ALONE = 60
_BETWEEN = " · "


@dataclass(frozen=True)
class Column:
    """Something to compare by: of what it is a column, conversation, speaker or rendering, and the value of each."""

    of: str
    values: Mapping[str, str]

    def order(self) -> list[str]:
        """Return its values: numbers and dates by size, others as the catalogue has them, what is not given last."""
        known = [value for value in dict.fromkeys(self.values.values()) if value != NOT_GIVEN]
        by_size = sorted(known, key=float) if all(map(_is_number, known)) else known
        dates = all(map(_is_date, known))
        return [*(sorted(known) if dates else by_size), NOT_GIVEN]


@dataclass(frozen=True)
class View:
    """What is compared: groups by columns, of the passages that filters leave.

    by: the columns, several of them crossed; none where conversations are compared. only: the values that a column must
    have. chosen: whether by was chosen since there are so many conversations. groups: each group that there may be, in
    order, with its value in each column.
    """

    by: Mapping[str, Column] = field(default_factory=dict)
    only: Mapping[str, tuple[Column, Sequence[str]]] = field(default_factory=dict)
    chosen: bool = False
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_plain(self) -> bool:
        """Whether conversations are compared, and all that is said counts."""
        return not self.by and not self.only

    @property
    def parts_people(self) -> bool:
        """Whether those who speak in one conversation are in several groups."""
        return any(column.of == SPEAKER for column in self.by.values())

    @property
    def hears_some(self) -> bool:
        """Whether only some of those who speak in a conversation count."""
        return any(column.of == SPEAKER for column, _ in self.only.values())

    def see(self, passages: pd.DataFrame) -> pd.DataFrame:
        """Return the passages as they are seen: those that count, with their group in the place of the conversation.

        Where groups are compared the column talk has the conversation. Errors: AnalysisError where none is left.
        """
        kept = np.ones(len(passages), dtype=bool)
        for column, wanted in self.only.values():
            kept &= _take(passages, column).isin(wanted).to_numpy()
        seen = passages[kept].reset_index(drop=True)
        if seen.empty and len(passages):
            raise AnalysisError(
                f"nothing that was said is left by only: {self.describe_only()}; leave a part of it out."
            )
        if not self.by:
            return seen
        values = [_take(seen, column) for column in self.by.values()]
        names = [_BETWEEN.join(row) for row in zip(*values, strict=True)]
        return seen.assign(talk=seen["conversation"], conversation=names)

    def describe_by(self) -> str:
        """Return the columns compared by, as they are called in the catalogue."""
        return " × ".join(self.by)

    def describe_only(self) -> str:
        """Return the filters, as they are set."""
        return ", ".join(f"{name} = {' | '.join(wanted)}" for name, (_, wanted) in self.only.items())


def by_talk(passages: pd.DataFrame) -> pd.DataFrame:
    """Return passages with the conversation that each is of, for what stays by conversation whatever is compared."""
    return passages.assign(conversation=passages["talk"]).drop(columns="talk") if "talk" in passages else passages


def make_view(
    catalogue: Catalogue,
    *,
    by: str | Sequence[str],
    only: Mapping[str, str | int | Sequence[str | int]],
    sides: Mapping[str, str],
) -> View:
    """Return what is compared. by: columns, or one text that names them with commas; of nothing but conversation, or of
    nothing and up to sixty conversations, these are compared. sides: of each speaker, for the column side.

    Errors: AnalysisError naming a column or a value that is not there, and those that are.
    """
    columns = list_columns(catalogue, sides)
    named = [name.strip() for name in (by.split(",") if isinstance(by, str) else by) if name.strip()]
    wanted = list(dict.fromkeys(named)) or propose_by(catalogue, columns)
    chosen = {name: _find(columns, name, "compare_by") for name in wanted}
    if set(chosen) == {CONVERSATION}:
        chosen = {}
    kept = {
        name: (_find(columns, name, "only"), [str(v) for v in ([value] if isinstance(value, str | int) else value)])
        for name, value in only.items()
    }
    for name, (column, values) in kept.items():
        if strangers := [value for value in values if value not in column.order()]:
            there = list_some(column.order()[:-1], most=12)
            raise AnalysisError(f"only: {name} is never {strangers[0]!r} in this corpus; its values are {there}.")
    orders = [column.order() for column in chosen.values()]
    groups = {_BETWEEN.join(row): row for row in itertools.product(*orders)} if chosen else {}
    return View(chosen, kept, bool(chosen) and not named, groups)


def list_columns(catalogue: Catalogue, sides: Mapping[str, str]) -> dict[str, Column]:
    """Return everything that can be compared by, by name: what the catalogue says of talks, people and documents.

    The year is that of the date, where no column of conversations is called so.
    """
    talks, people, renderings = catalogue.conversations, catalogue.speakers, catalogue.renderings
    found = {
        CONVERSATION: Column(CONVERSATION, {c.id: c.id for c in talks}),
        SPEAKER: Column(SPEAKER, {s.name: s.name for s in people}),
        "role": Column(SPEAKER, {s.name: s.role for s in people}),
        "side": Column(SPEAKER, dict(sides)),
        "language": Column(RENDERING, {r.id: r.language for r in renderings}),
        "publisher": Column(RENDERING, {r.id: r.publisher or NOT_GIVEN for r in renderings}),
    }
    for name in dict.fromkeys(name for c in talks for name in c.columns):
        found.setdefault(name, Column(CONVERSATION, {c.id: str(c.columns.get(name, NOT_GIVEN)) for c in talks}))
    for name in dict.fromkeys(name for s in people for name in s.columns):
        found.setdefault(name, Column(SPEAKER, {s.name: str(s.columns.get(name, NOT_GIVEN)) for s in people}))
    years = {c.id: str(c.date.year) if c.date else NOT_GIVEN for c in talks}
    found.setdefault("year", Column(CONVERSATION, years))
    return found


def propose_by(catalogue: Catalogue, columns: Mapping[str, Column]) -> list[str]:
    """Return the column that groups very many conversations: the first of their own with two to sixty values, or the
    year; none where there is none, or there are not so many.
    """
    if len(catalogue.conversations) <= MOST_ALONE:
        return []
    own = dict.fromkeys(name for c in catalogue.conversations for name in c.columns)
    for name in (*own, "year"):
        if columns[name].of == CONVERSATION and 2 <= len(columns[name].order()) - 1 <= MOST_ALONE:
            return [name]
    return []


def _find(columns: Mapping[str, Column], name: str, key: str) -> Column:
    if name not in columns:
        raise AnalysisError(
            f"{key}: there is no column {name!r} in this corpus; there are {list_some(list(columns), most=20)}. Others"
            " stand in the catalogue, under columns of a conversation or a speaker."
        )
    return columns[name]


def _take(passages: pd.DataFrame, column: Column) -> pd.Series:
    """The value of each passage in a column."""
    return passages[column.of].map(column.values).fillna(NOT_GIVEN)


def _is_number(value: str) -> bool:
    try:
        float(value)
    except ValueError:
        return False
    return True


def _is_date(value: str) -> bool:
    try:
        datetime.date.fromisoformat(value)
    except ValueError:
        return False
    return True
