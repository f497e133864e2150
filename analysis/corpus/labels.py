"""Labels: what the columns and values of tables are called in words."""

import functools
import re

from analysis.corpus.columns import Sheet, text
from analysis.corpus.csvfiles import read_csv
from analysis.corpus.folder import Corpus
from analysis.ground.storage import COMMON
from analysis.ground.wording import say

LABELS_FILE = COMMON / "words" / "labels.csv"
_LABELS = Sheet({"kind": text("column", "value"), **{name: text() for name in ("id", "en", "zh")}}, key=["kind", "id"])


@functools.cache
def load_labels() -> dict[tuple[str, str], tuple[str, str]]:
    """Return what columns and values of tables are called: by kind ("column" or "value") and id, English, Chinese."""
    table = read_csv(LABELS_FILE, _LABELS, needed=True)
    return {(row.kind, row.id): (row.en, row.zh) for row in table.itertuples(index=False)}


def _name(kind: str, identifier: str) -> str:
    found = load_labels().get((kind, identifier))
    return say(*found) if found else identifier


def name_column(corpus: Corpus, column: str) -> str:
    """Return a column's heading, by the name that tables give it."""
    if column in corpus.view.groups or column in {c.id for c in corpus.catalogue.conversations}:
        return corpus.name_conversation(column)
    for ending in ("_a", "_b"):
        if ("column", column) not in load_labels() and column.endswith(ending):
            return f"{_name('column', column.removesuffix(ending))} {ending[1].upper()}"
    return _name("column", column)


def name_value(corpus: Corpus, value: str) -> str:
    """Return a value of a table in words: as a whole where it is known, or else piece by piece."""
    if ("value", value) in load_labels():
        return _name("value", value)
    if value in {s.name for s in corpus.catalogue.speakers}:
        return corpus.name_speaker(value)
    if match := re.fullmatch(r"(\d+) (words|characters)", value):
        return say(value, f"{match[1]} {'词' if match[2] == 'words' else '字'}")
    value = value.replace(">= ", "≥ ").replace("<= ", "≤ ")
    pieces = re.split(r"(, |: )", value)
    marks = {", ": say(", ", "，"), ": ": say(": ", "：")}
    return "".join(marks.get(piece) or _name("value", piece) for piece in pieces)
