"""Display: tables as notebooks show them, with headings and values in the language chosen, harmless as HTML."""

import datetime
import functools
import html
import re
from collections.abc import Callable, Collection, Sequence

import numpy as np
import pandas as pd
from pandas.io.formats.style import Styler

from analysis.corpus.folder import Corpus
from analysis.corpus.gists import find_gists
from analysis.corpus.labels import name_column, name_value
from analysis.ground.cells import write_cells
from analysis.ground.storage import digest
from analysis.ground.wording import say, the_language
from analysis.moves.speaking_of import name_thing

# What decides stands first.
_DECIDING = ("verdict", "holds")
# Longer tables say how many rows they have, since a page lets them scroll.
_MANY, _MOST = 12, 120
_SHARES = ("share", "precision", "recall", "accuracy")
_TOTALS = ("all themes", "the rest")


def _word(corpus: Corpus, column: str, value: object) -> object:
    if isinstance(value, bool | np.bool_):
        return say("yes", "是") if value else say("no", "否")
    if isinstance(value, datetime.date) or not isinstance(value, str):
        return value
    if column == "attitude_words":
        return value.replace("=", " ").replace("|", say(", ", "，")).replace("-", "\N{MINUS SIGN}")
    stem = re.sub("_(?:[ab]|before|after)$", "", column)
    names: dict[str, Callable[[str], str]] = {
        "conversation": corpus.name_conversation, "speaker": corpus.name_speaker, "theme": corpus.name_theme,
        "side": corpus.name_side, "group": corpus.name_conversation, "answers": corpus.name_speaker,
        "thing": functools.partial(name_thing, corpus),
    }  # fmt: skip
    if stem in names and value and value not in _TOTALS:
        return names[stem](value)
    return name_value(corpus, value)


def show_table(
    corpus: Corpus,
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
    after it, where there are any. Columns that the table has not are left out; of very many rows the first are shown.
    What decides stands first, what is the same in every row beneath the table, and what says nothing nowhere. Words of
    documents are escaped, so that they stay words.
    """
    shown = table.reset_index(drop=not any(table.index.names))
    shown = corpus.head_groups(shown[[column for column in columns if column in shown]] if columns else shown)
    n_rows, shown = len(shown), shown.head(_MOST)
    deciding = [column for column in shown if column.startswith(_DECIDING)]
    shown = shown[[*deciding, *(column for column in shown if column not in deciding)]]
    same = _find_same(shown, kept={*verbatim, gist_of})
    shown = shown.drop(columns=[*same, *_find_empty(shown)])
    if gist_of and len(corpus.gists):
        place = shown[gist_of].astype(str).str.extract(r"^(?P<rendering>.*):(?P<turn>\d+)\.")
        turns = place.assign(turn=pd.to_numeric(place["turn"]).fillna(0).astype(int))
        shown = shown.copy()
        shown.insert(
            shown.columns.get_loc(gist_of) + 1, "gist", find_gists(corpus.gists, turns, language=the_language())
        )
    kept = {*verbatim, "gist", gist_of}
    words = pd.DataFrame(
        {
            name_column(corpus, c): shown[c] if c in kept else [_word(corpus, c, value) for value in shown[c]]
            for c in shown.columns
        },
        index=pd.RangeIndex(len(shown)),
    )
    shares = [name_column(corpus, c) for c in shown.columns if c.startswith(_SHARES) and shown[c].dtype == float]
    numbers = [name_column(corpus, c) for c in shown.columns if _is_number(shown[c])]
    styler = words.style.hide().format(escape="html", na_rep="·").format_index(escape="html", axis=1)
    # pandas gives each table a random name for its styles, and so another page each time.
    styler = styler.set_uuid(digest(write_cells(words))[:10])
    styler = styler.format(lambda value: _write_number(value, digits), subset=numbers, na_rep="·")
    styler = styler.format("{:.0%}", subset=shares, na_rep="·")
    long = [name_column(corpus, c) for c in shown.columns if c in ("gist", "design") or c.startswith("quotation")]
    styler = styler.set_properties(subset=long, **{"min-width": "13em"})
    styler = styler.set_properties(subset=numbers, **{"text-align": "right", "font-variant-numeric": "tabular-nums"})
    texts = [column for column in words if column not in numbers]
    styler = styler.set_properties(subset=texts, **{"text-align": "left"})
    styler = styler.set_table_styles([{"selector": "th", "props": [("text-align", "left")]}])
    told = [f"{name_column(corpus, c)}{say(': ', '：')}{_word(corpus, c, value)}" for c, value in same.items()]
    told += [_tell_length(n_rows)] * (n_rows > _MANY or not n_rows)
    return styler.set_caption(html.escape(say("; ", "；").join(told))) if told else styler


def _find_same(table: pd.DataFrame, *, kept: Collection[str]) -> dict[str, object]:
    """The columns of words that say the same in every row of a table of several, and what they say."""
    if len(table) < 2:
        return {}
    named = [c for c in table if c not in kept and not _is_number(table[c])]
    values = {c: table[c].iloc[0] for c in named if table[c].map(repr).nunique() == 1}
    return {c: value for c, value in values.items() if isinstance(value, str | bool | np.bool_) and value != ""}


def _find_empty(table: pd.DataFrame) -> list[str]:
    """The columns of words that say nothing in any row."""
    named = [c for c in table if not _is_number(table[c])] if len(table) else []
    return [c for c in named if table[c].map(lambda value: isinstance(value, str) and not value).all()]


def _is_number(column: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column))


def _tell_length(n_rows: int) -> str:
    """What stands over a table of none or of many rows."""
    if not n_rows:
        return say("There is nothing to list here in this corpus.", "这份语料中没有可列出的内容。")
    if n_rows > _MOST:
        return say(f"The first {_MOST} of {n_rows} rows", f"共 {n_rows} 行，只列前 {_MOST} 行")
    return say(f"{n_rows} rows", f"共 {n_rows} 行")


def _write_number(value: float, digits: int) -> str:
    """A number with so many digits, a whole one without any, and with a real minus sign."""
    text = f"{value:.0f}" if float(value).is_integer() and abs(value) >= 10 else f"{value:.{digits}f}"
    return (f"{value}" if isinstance(value, int) else text).replace("-", "\N{MINUS SIGN}")
