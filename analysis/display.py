"""Display: tables as notebooks show them, with headings and values in the language chosen, harmless as HTML."""

import datetime
import functools
import re
from collections.abc import Callable, Collection, Sequence

import pandas as pd
from pandas.io.formats.style import Styler

from analysis.catalogue import the_catalogue
from analysis.gists import find_gists
from analysis.language import name_conversation, name_speaker, name_theme, say
from analysis.storage import DATA

LABELS_FILE = DATA / "words" / "labels.csv"
_NAMES: dict[str, Callable[[str], str]] = {
    "conversation": name_conversation,
    "speaker": name_speaker,
    "theme": name_theme,
}
# Longer tables say how many rows they have, since a page lets them scroll.
_MANY = 12
_SHARES = ("share", "precision", "recall", "accuracy")


@functools.cache
def load_labels() -> dict[tuple[str, str], tuple[str, str]]:
    """Return what columns and values of tables are called: by kind ("column" or "value") and id, English, Chinese."""
    table = pd.read_csv(LABELS_FILE, keep_default_na=False)
    return {(row.kind, row.id): (row.en, row.zh) for row in table.itertuples(index=False)}


def _name(kind: str, identifier: str) -> str:
    found = load_labels().get((kind, identifier))
    return say(*found) if found else identifier


def name_column(column: str) -> str:
    """Return a column's heading, by the name that tables give it."""
    if column in {c.id for c in the_catalogue().conversations}:
        return name_conversation(column)
    for ending in ("_a", "_b"):
        if ("column", column) not in load_labels() and column.endswith(ending):
            return f"{_name('column', column.removesuffix(ending))} {ending[1].upper()}"
    return _name("column", column)


def name_value(value: str) -> str:
    """Return a value of a table in words: as a whole where it is known, or else piece by piece."""
    if ("value", value) in load_labels():
        return _name("value", value)
    if value in {s.name for s in the_catalogue().speakers}:
        return name_speaker(value)
    if match := re.fullmatch(r"(\d+) words", value):
        return say(value, f"{match[1]} 字")
    value = value.replace(">= ", "≥ ").replace("<= ", "≤ ")
    pieces = re.split(r"(, |: )", value)
    marks = {", ": say(", ", "，"), ": ": say(": ", "：")}
    return "".join(marks.get(piece) or _name("value", piece) for piece in pieces)


def _word(column: str, value: object) -> object:
    if isinstance(value, datetime.date) or not isinstance(value, str):
        return value
    if column == "attitude_words":
        return value.replace("=", " ").replace("|", say(", ", "，")).replace("-", "\N{MINUS SIGN}")
    stem = re.sub("_[ab]$", "", column)
    if stem in _NAMES:
        return _NAMES[stem](value) if value and value != "all themes" else name_value(value)
    return name_value(value)


def show_table(
    table: pd.DataFrame,
    columns: Sequence[str] | None = None,
    *,
    digits: int = 2,
    verbatim: Collection[str] = (),
    gist_of: str = "",
) -> Styler:
    """Return a table for showing: its headings and values in words, its numbers with so many digits.

    columns: which, in order; by default all. Shares are shown as percentages. verbatim: columns whose values are
    data (words, quotations) and stay as they are. gist_of: the column of passage ids whose turns' gists are shown
    after it. Words of documents are escaped, so that they stay words.
    """
    shown = table.reset_index(drop=not any(table.index.names))
    shown = shown[list(columns)] if columns else shown
    if gist_of:
        place = shown[gist_of].str.extract(r"^(?P<rendering>.*):(?P<turn>\d+)\.")
        turns = place.assign(turn=pd.to_numeric(place["turn"]).fillna(0).astype(int))
        shown = shown.copy()
        shown.insert(shown.columns.get_loc(gist_of) + 1, "gist", find_gists(turns))
    kept = {*verbatim, "gist", gist_of}
    words = pd.DataFrame(
        {name_column(c): shown[c] if c in kept else [_word(c, value) for value in shown[c]] for c in shown.columns},
        index=pd.RangeIndex(len(shown)),
    )
    shares = [name_column(c) for c in shown.columns if c.startswith(_SHARES) and shown[c].dtype == float]
    numbers = [name_column(c) for c in shown.columns if pd.api.types.is_numeric_dtype(shown[c])]
    styler = words.style.hide().format(escape="html", na_rep="·")
    styler = styler.format(lambda value: _write_number(value, digits), subset=numbers, na_rep="·")
    styler = styler.format("{:.0%}", subset=shares, na_rep="·")
    long = [name_column(c) for c in shown.columns if c in ("gist", "design") or c.startswith("quotation")]
    styler = styler.set_properties(subset=long, **{"min-width": "13em"})
    styler = styler.set_properties(subset=numbers, **{"text-align": "right", "font-variant-numeric": "tabular-nums"})
    return styler.set_caption(say(f"{len(words)} rows", f"共 {len(words)} 行")) if len(words) > _MANY else styler


def _write_number(value: float, digits: int) -> str:
    """A number with so many digits, a whole one without any, and with a real minus sign."""
    text = f"{value:.0f}" if float(value).is_integer() and abs(value) >= 10 else f"{value:.{digits}f}"
    return (f"{value}" if isinstance(value, int) else text).replace("-", "\N{MINUS SIGN}")
