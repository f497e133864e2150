"""Overview: the tables of what was understood of documents and people, what is doubtful first, to be corrected.

`documents.csv` has a row a document, `people.csv` one a person. What to look at stands in the first column, each doubt
with its kind; a spreadsheet can edit them, and `revise` puts what may be corrected into the catalogue.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.corpus.csvfiles import read_sheet, write_sheet

SURE, LIKELY, GUESS = "sure", "likely", "a guess"
DOCUMENTS_FILE, PEOPLE_FILE = "documents.csv", "people.csv"
DOCUMENT_COLUMNS = (
    "look_at", "sure", "rendering", "conversation", "title", "date", "language", "layout", "speakers", "turns", "words",
    "file", "rests_on",
)  # fmt: skip
PEOPLE_COLUMNS = (
    "look_at", "sure", "name", "same_as", "role", "name_zh", "spellings", "conversations", "turns", "words", "rests_on"
)  # fmt: skip
_JOINT = " | "
_SHOWN = 25


@dataclass(frozen=True)
class Kind:
    """A kind of doubt: how much of what is concluded hangs on it, from 0 to 1, and what correcting it gains."""

    weight: float
    gains: str


KINDS: Mapping[str, Kind] = {
    "who speaks": Kind(1.0, "who said what, on which all else rests"),
    "same talk": Kind(0.6, "no talk counts twice, and two renderings of one are compared"),
    "same person": Kind(0.5, "a person's words are together"),
    "role": Kind(0.5, "who asks and who answers, and so who raised a theme"),
    "language": Kind(0.3, "its words are cut and scored as they have to be"),
    "date": Kind(0.2, "themes and tone are followed over time"),
    "title": Kind(0.05, "charts and pages call it by its name"),
}


@dataclass(frozen=True)
class Doubt:
    """What somebody should look at, and why."""

    kind: str
    told: str

    def __str__(self) -> str:
        """The doubt as it stands in a table."""
        return f"{self.kind}: {self.told.replace('|', '/')}"


def tell_doubts(doubts: Sequence[Doubt]) -> dict[str, str]:
    """Return the columns look_at and sure of an entry: what makes it a guess is a doubt of some weight."""
    heaviest = max((KINDS[doubt.kind].weight for doubt in doubts), default=0.0)
    sure = GUESS if heaviest >= KINDS["language"].weight else LIKELY
    return {"look_at": _JOINT.join(map(str, doubts)), "sure": sure}


def read_overview(folder: Path, file: str) -> pd.DataFrame:
    """Return one of the two tables of a corpus's folder, every value a text; without rows where there is none."""
    columns = DOCUMENT_COLUMNS if file == DOCUMENTS_FILE else PEOPLE_COLUMNS
    return read_sheet(folder / file, columns)


def save_overview(folder: Path, file: str, rows: pd.DataFrame) -> None:
    """Write one of the two tables, what most hangs on first."""
    write_sheet(folder / file, order_doubtful(rows))


def order_doubtful(rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows with those first whose doubts concern most: their weight times the words."""
    weights = [sum(KINDS[kind].weight for kind, _ in _list_doubts(told)) for told in rows["look_at"]]
    concerned = pd.Series(weights, index=rows.index, dtype=float) * pd.to_numeric(rows["words"]).clip(lower=1)
    return rows.loc[concerned.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)


def _list_doubts(told: str) -> Iterator[tuple[str, str]]:
    """The doubts of a row, each as its kind and its words; of what a user wrote there himself none."""
    for each in told.split(_JOINT):
        kind, colon, words = each.partition(": ")
        if colon and kind in KINDS:
            yield kind, words


def list_gains(documents: pd.DataFrame, people: pd.DataFrame) -> list[str]:
    """Return what is worth bettering, a sentence each, in the order of what it gains.

    A kind of doubt weighs as much as hangs on it (KINDS) times the share of all words that it concerns.
    """
    total = max(pd.to_numeric(documents["words"]).sum(), 1)
    concerned: dict[str, list[tuple[float, str, str]]] = {}
    for table, entry, file in ((documents, "rendering", DOCUMENTS_FILE), (people, "name", PEOPLE_FILE)):
        for row in table.to_dict("records"):
            for kind, _ in _list_doubts(row["look_at"]):
                concerned.setdefault(kind, []).append((float(row["words"]), row[entry], file))
    told = []
    for kind, rows in concerned.items():
        share = sum(words for words, _, _ in rows) / total
        names = [name for _, name, _ in sorted(rows, key=lambda row: -row[0])]
        shown = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        told.append(
            (
                KINDS[kind].weight * share,
                f"{kind} ({share:.0%} of the words; {shown}; in {rows[0][2]}): then {KINDS[kind].gains}.",
            )
        )
    return [sentence for _, sentence in sorted(told, key=lambda each: -each[0])]


def list_documents(documents: pd.DataFrame) -> str:
    """Return the table of documents as lines for a terminal, what is doubtful first."""
    people = documents["speakers"].map(lambda names: len(names.split("; ")))
    return _list_rows(documents.assign(speakers=people), ("layout", "speakers", "rendering"), DOCUMENTS_FILE)


def list_people(people: pd.DataFrame) -> str:
    """Return the table of people as lines for a terminal, what is doubtful first."""
    return _list_rows(people.rename(columns={"conversations": "talks"}), ("role", "talks", "name"), PEOPLE_FILE)


def _list_rows(table: pd.DataFrame, columns: tuple[str, str, str], file: str) -> str:
    """The rows of a table as lines. columns: of what kind an entry is, how many it has of the other, and its name."""
    kind, count, name = columns
    rows = order_doubtful(table)
    lines = [f"{'sure':8} {kind:10} {count:>8} {'turns':>6} {'words':>8}  {name}, and what to look at"]
    for row in rows.head(_SHOWN).to_dict("records"):
        told = f": {row['look_at']}" if row["look_at"] else ""
        lines.append(
            f"{row['sure']:8} {row[kind]:10} {row[count]:>8} {row['turns']:>6} {row['words']:>8}  {row[name]}{told}"
        )
    if len(rows) > _SHOWN:
        lines.append(f"... and {len(rows) - _SHOWN} more in {file}")
    return "\n".join(lines)
