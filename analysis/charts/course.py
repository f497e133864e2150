"""The course of a conversation: when each theme comes up, and who speaks of it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.fitting import MOST_NAMED, escape, frame_choices, label_person, tell_talk
from analysis.charts.frame import RENDERINGS, Choice
from analysis.charts.style import (
    GUEST,
    QUIET,
    SOME,
    choose_theme_height,
    complete_order,
    conversation_colour,
    cut_text,
    hover_words,
    label_theme_rows,
    speaker_colour,
    tell_progress,
)
from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED
from analysis.corpus.view import by_talk
from analysis.ground.wording import say

# So many renderings a footer lists one by one; so many passages are drawn, or the chart's file would grow too large.
_MOST_LISTED, _MOST_BARS = 5, 5000


def plot_course(
    corpus: Corpus, passages: pd.DataFrame, *, order: Sequence[str], quotations: Sequence[str] | None = None
) -> go.Figure:
    """Return each rendering's passages in order, a row for each theme, coloured by speaker.

    The longest rendering is shown; a menu changes to the others, of which it has at most the twelve longest.
    """
    passages, order = by_talk(passages), complete_order(order, passages["theme"])
    every, renderings = corpus.order_renderings(passages["rendering"]), _choose_renderings(corpus, passages)
    quoted = pd.Series("" if quotations is None else quotations, index=passages.index)
    drawn = passages["rendering"].isin(renderings)
    hovers = hover_words(corpus, passages[drawn], quoted[drawn].tolist())
    table = passages[drawn].assign(hover=hovers)
    first = table.groupby("rendering")["n_words"].sum().idxmax()
    figure, owners, choices = go.Figure(), [], []
    for rendering in renderings:
        owners += [rendering] * _add_rendering(corpus, figure, table[table["rendering"] == rendering], order)
    figure.update_layout(barmode="overlay")
    figure.update_xaxes(range=[0, 1], tickformat=".0%", title=tell_progress())
    label_theme_rows(corpus, figure, order)
    changes = {
        rendering: int((group["theme"] != group["theme"].shift()).sum())
        for rendering, group in table.groupby("rendering")
    }
    for rendering in renderings:
        rows = table[table["rendering"] == rendering]
        where, n_themes = tell_talk(corpus, rows["conversation"].iloc[0]), rows["theme"].nunique()
        n_themes -= UNASSIGNED in set(rows["theme"])
        choices.append(
            Choice(
                label=cut_text(f"{tell_talk(corpus, rows['conversation'].iloc[0], 24)} · {rendering}", 48),
                visible=[owner == rendering for owner in owners],
                title=say(
                    f"{where} ({rendering}) moves through {n_themes} themes in {changes[rendering]} stretches",
                    f"{where}（{rendering}）谈及 {n_themes} 个主题，分成 {changes[rendering]} 个连续段",
                ),
                subtitle=say(
                    f"The {len(rows)} passages of {rendering}, one published rendering, in order: as wide as their"
                    " share of the words, in the row of their theme, coloured by speaker.",
                    f"发表版本 {rendering} 的 {len(rows)} 个段落依次排列，宽度为字数占比，"
                    "列在各自主题的一行，按说话人着色。",
                )
                + (
                    say(" Dotted: the publisher's headings.", "虚线：发布方所加的小标题。")
                    if (rows["chapter"] > 0).any()
                    else ""
                ),
            )
        )
    listed = say(", ", "、").join(f"{rendering} {changes[rendering]}" for rendering in renderings)
    return frame_choices(
        corpus,
        figure,
        choices,
        shown=renderings.index(first),
        footer=say("A stretch is a run of neighbouring passages on one theme. ", "连续段：主题相同的一串相邻段落。")
        + (say(f"Stretches: {listed}. ", f"各版本的连续段数：{listed}。") if len(renderings) <= _MOST_LISTED else "")
        + (
            say(
                f"The menu has the {len(renderings)} longest of {len(every)} renderings. ",
                f"共 {len(every)} 个版本，菜单只列最长的 {len(renderings)} 个。",
            )
            if len(renderings) < len(every)
            else ""
        ),
        height=choose_theme_height(len(order), usual=40) * len(order) + 20,
        basis=RENDERINGS,
        left=228,
        alt=say(
            "Timeline of the passages of one rendering by theme, coloured by speaker.",
            "时间线：一个版本的段落按主题分行排列，按说话人着色。",
        ),
    )


def _choose_renderings(corpus: Corpus, passages: pd.DataFrame) -> list[str]:
    """The longest renderings, as many as a menu and a file hold."""
    sizes = passages.groupby("rendering")["n_words"].agg(["sum", "size"]).sort_values("sum", ascending=False)
    fits = sizes["size"].cumsum() <= _MOST_BARS
    fits.iloc[0] = True
    return corpus.order_renderings(sizes.index[fits][:SOME])


def _add_rendering(corpus: Corpus, figure: go.Figure, group: pd.DataFrame, order: Sequence[str]) -> int:
    """A rendering's traces, one for each speaker and one of headings; returns how many they are."""
    before, rows_of = len(figure.data), {theme: len(order) - 1 - row for row, theme in enumerate(order)}
    width = group["n_words"] / max(group["n_words"].sum(), 1)
    begin = width.cumsum() - width
    for name, colour, mine in _colour_speakers(corpus, group):
        rows = group[mine]
        figure.add_bar(
            orientation="h",
            x=width[mine],
            base=begin[mine],
            y=[rows_of[theme] for theme in rows["theme"]],
            width=0.72,
            name=name,
            marker={"color": colour, "line": {"width": 0}},
            customdata=np.stack(
                [
                    rows["passage_id"],
                    rows["n_words"],
                    rows["hover"],
                    [escape(corpus.name_speaker(speaker)) for speaker in rows["speaker"]],
                ],
                axis=1,
            ),
            hovertemplate=say(
                "<b>%{customdata[3]}</b>, %{customdata[0]}<br>%{customdata[1]} words",
                "<b>%{customdata[3]}</b>，%{customdata[0]}<br>%{customdata[1]} 字",
            )
            + "<br>%{customdata[2]}<extra></extra>",
        )
    begins = [begin[rows.index[0]] for chapter, rows in group.groupby("chapter") if chapter > 0]
    figure.add_scatter(
        x=[x for place in begins for x in (place, place, None)],
        y=[y for _ in begins for y in (-0.5, len(order) - 0.5, None)],
        mode="lines",
        line={"color": QUIET, "width": 1, "dash": "dot"},
        name=say("headings", "小标题"),
        showlegend=bool(begins),
        hoverinfo="skip",
    )
    return len(figure.data) - before


def _colour_speakers(corpus: Corpus, group: pd.DataFrame) -> list[tuple[str, str, pd.Series]]:
    """Name, colour and passages of each speaker of a rendering or, of many, of each side."""
    speakers = sorted(map(str, group["speaker"].unique()))
    if len(speakers) <= MOST_NAMED:
        return [
            (label_person(corpus, speaker), speaker_colour(corpus, speaker), group["speaker"] == speaker)
            for speaker in speakers
        ]
    asking = group["speaker"].map(corpus.asks).astype(bool)
    colour = conversation_colour(corpus, group["conversation"].iloc[0])
    names = [escape(cut_text(corpus.name_side(side, many=True), 24)) for side in corpus.sides]
    told = [(names[0], GUEST, ~asking), (names[1], colour, asking)]
    return [side for side in told if side[2].any()]
