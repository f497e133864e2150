"""Turns: each rendering from beginning to end, as bars as wide as what was said, in the colours of who said it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.fitting import count_length, label_person, name_colours, tell_person, tell_talk
from analysis.charts.style import INK, hover_words, speaker_colour
from analysis.corpus.folder import Corpus
from analysis.ground.wording import percent, say

# Of many renderings each is drawn in so many steps: a stretch that is narrower than one would not be seen.
_STEPS = 300
# What stands beneath the turn that fills most of a rendering.
LONGEST_MARK = "\N{BLACK UP-POINTING TRIANGLE}"


@dataclass(frozen=True)
class Bar:
    """A bar of a row: how far its middle lies above the row's, and how high it is; a row is 1 high."""

    middle: float
    height: float


UPPER, BETWEEN, LOWER, _BELOW = Bar(0.15, 0.34), -0.07, Bar(-0.24, 0.25), -0.37


def list_turns(passages: pd.DataFrame) -> pd.DataFrame:
    """Return one row per turn of some renderings: with speaker, conversation, n_words, and begin and width as shares
    of what its rendering has.
    """
    by = ["rendering", "turn", "speaker", "conversation"]
    turns = passages.groupby(by, sort=False)["n_words"].sum().reset_index()
    total = turns.groupby("rendering")["n_words"].transform("sum")
    turns = turns[total > 0].assign(width=turns["n_words"] / total)
    turns["begin"] = turns.groupby("rendering")["width"].cumsum() - turns["width"]
    return turns


def draw_turns(
    corpus: Corpus,
    figure: go.Figure,
    turns: pd.DataFrame,
    passages: pd.DataFrame,
    places: Mapping[str, float],
    *,
    thin: frozenset[str],
) -> None:
    """Add each turn of list_turns to a figure, a trace for each speaker. thin: conversations that are not judged."""
    ids = passages.groupby(["rendering", "turn"], sort=False)["passage_id"].agg(list).to_dict()
    hovers = pd.Series(hover_words(corpus, turns), index=turns.index)
    for speaker, rows in turns.groupby("speaker"):
        figure.add_bar(
            orientation="h",
            y=[places[rendering] + LOWER.middle for rendering in rows["rendering"]],
            x=rows["width"].round(5),
            base=rows["begin"].round(5),
            width=LOWER.height,
            name=label_person(corpus, str(speaker)),
            showlegend=False,
            marker={
                "color": speaker_colour(corpus, str(speaker)),
                "line": {"color": "white", "width": 0.4},
                "opacity": [0.4 if talk in thin else 1.0 for talk in rows["conversation"]],
            },
            meta={"leads": [{"passages": list(ids[key])} for key in zip(rows["rendering"], rows["turn"], strict=True)]},
            customdata=[
                [row.rendering, row.turn, count_length(row.n_words, corpus.rendering(row.rendering).language), hover]
                for row, hover in zip(rows.itertuples(), hovers[rows.index], strict=True)
            ],
            hovertemplate=say(
                "<b>%{fullData.name}</b><br>%{customdata[0]}, turn %{customdata[1]}: %{customdata[2]}",
                "<b>%{fullData.name}</b><br>%{customdata[0]}，第 %{customdata[1]} 个话轮：%{customdata[2]}",
            )
            + "<br>%{customdata[3]}<extra></extra>",
        )


def draw_steps(corpus: Corpus, figure: go.Figure, turns: pd.DataFrame, places: Mapping[str, float]) -> None:
    """Add of each rendering, step by step, the colour of whoever is speaking then, a trace for each colour."""
    runs: dict[str, list[tuple[float, float, float]]] = {}
    for rendering, rows in turns.groupby("rendering", sort=False):
        at = (np.arange(_STEPS) + 0.5) / _STEPS
        colours = np.array([speaker_colour(corpus, name) for name in rows["speaker"]], dtype=object)
        found = colours[np.searchsorted(rows["begin"].to_numpy(), at, side="right") - 1]
        starts = np.flatnonzero(np.r_[True, found[1:] != found[:-1]])
        place = places[str(rendering)] + LOWER.middle
        for start, end in zip(starts, [*starts[1:], _STEPS], strict=True):
            runs.setdefault(found[start], []).append((place, start / _STEPS, (end - start) / _STEPS))
    names = name_colours(corpus, sorted(turns["speaker"].unique()))
    for colour, stretches in runs.items():
        rows = pd.DataFrame(stretches, columns=["place", "begin", "width"])
        figure.add_bar(
            orientation="h", y=rows["place"], x=rows["width"].round(4), base=rows["begin"].round(4), name=names[colour],
            width=LOWER.height, showlegend=False, marker={"color": colour, "line": {"width": 0}},
            hovertemplate="<b>%{fullData.name}</b><extra></extra>",
        )  # fmt: skip


def tell_steps() -> str:
    """Return what turns drawn in steps leave out."""
    return say(
        f"Turns of one side that follow each other are drawn as one; what is shorter than 1/{_STEPS} of a rendering may"
        " be hidden. ",
        f"同一方相邻的话轮连成一条；短于一个版本 1/{_STEPS} 的话轮可能画不出来。",
    )


def mark_longest(
    corpus: Corpus,
    figure: go.Figure,
    turns: pd.DataFrame,
    places: Mapping[str, float],
    *,
    thin: frozenset[str],
    marked: bool,
) -> str:
    """Mark the turn that fills most of a rendering beneath it, where marked; return what a subtitle says of it.

    thin: conversations that are too thin to be judged, which have it only where all are.
    """
    full = turns[~turns["conversation"].isin(thin)]
    full = full if len(full) else turns
    longest = full.loc[full["width"].idxmax()]
    source = corpus.rendering(longest["rendering"])
    length = count_length(longest["n_words"], source.language)
    if marked:
        middle = longest["begin"] + longest["width"] / 2
        left = middle < 0.5
        told = f"{LONGEST_MARK} {length}" if left else f"{length} {LONGEST_MARK}"
        figure.add_annotation(
            name="longest", text=told, x=middle, y=places[longest["rendering"]] + _BELOW, showarrow=False,
            xanchor="left" if left else "right", xshift=-6 if left else 6, yanchor="top", yshift=3,
            font={"size": 11, "color": INK},
        )  # fmt: skip
    who, part = tell_person(corpus, longest["speaker"]), percent(longest["width"])
    where, is_article = tell_talk(corpus, source.conversation, 40), source.form == "article"
    of = f"the {where} article" if is_article else f"one rendering of {where}"
    of_zh = f"{where} " + ("报道" if is_article else "一个版本")
    sign = f" ({LONGEST_MARK})" if marked else ""
    return say(
        f"The longest turn{sign}, {length} by {who}, fills {part} of {of}.",
        f"最长的话轮{f'（{LONGEST_MARK}）' if marked else ''}：{who}，{length}，占 {of_zh}话语的 {part}。",
    )
