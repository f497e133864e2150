"""The course of conversations: when each theme comes up, who speaks of it, and in what tone, in small multiples."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.fitting import add_colour_legend, choose_title, count_length, escape, tell_person, tell_talk
from analysis.charts.frame import RENDERINGS, frame_figure
from analysis.charts.style import (
    FAINT,
    INK,
    QUIET,
    SOME,
    THIN,
    complete_order,
    cut_text,
    hover_words,
    lead_to,
    shorten,
    speaker_colour,
    tell_capped,
    tell_progress,
)
from analysis.comparison.verdicts import FEWEST_EXCHANGES, find_thin
from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED
from analysis.corpus.view import by_talk
from analysis.ground.wording import list_some, percent, say
from analysis.sentiment.tone import HIGH, LOW, NEUTRAL

# So many passages are drawn, or the chart's file would grow too large; and so many renderings stand beside each other.
_MOST_BARS, _BESIDE = 5000, 2
# How high a theme's row is, the strip of tone above the rows, and what stands between two lines of panels, pixels.
_ROW, _STRIP, _GAP, _WITHIN = 15, 46, 76, 8
_SMOOTHING = 0.05
_REACH = 2 * _SMOOTHING
_FEWEST_FOR_LINE, _FEWEST_WITHIN_REACH, _STEPS = 8, 2, 120


def smooth_tone(position: np.ndarray, tone: np.ndarray, *, at: np.ndarray, width: float = _SMOOTHING) -> np.ndarray:
    """Return the local mean of tone at places of a talk, Gaussian weights: Nadaraya (1964), Watson (1964)."""
    weights = np.exp(-0.5 * ((at[:, None] - position[None, :]) / width) ** 2)
    smooth: np.ndarray = (weights @ tone) / weights.sum(axis=1)
    return smooth


@dataclass(frozen=True)
class _Panel:
    """Where a rendering is drawn: its number, and the places of its axes between 0 and 1.

    across: of both; rows: of the themes; strip: of the tone.
    """

    rendering: str
    number: int
    across: tuple[float, float]
    rows: tuple[float, float]
    strip: tuple[float, float]
    leftmost: bool


def plot_course(
    corpus: Corpus, passages: pd.DataFrame, *, order: Sequence[str], quotations: Sequence[str] | None = None
) -> go.Figure:
    """Return the passages of each rendering in order, two renderings beside each other: who speaks of which theme when.

    A row for each theme, and above the rows the tone as a line for each side, where it is known. Of more than twelve
    renderings the longest are drawn. What has too few exchanges is grey.
    """
    passages, order = by_talk(passages), complete_order(order, passages["theme"])
    every, renderings = corpus.order_renderings(passages["rendering"]), _choose_renderings(corpus, passages)
    quoted = pd.Series("" if quotations is None else quotations, index=passages.index)
    drawn = passages["rendering"].isin(renderings)
    table = passages[drawn].assign(hover=hover_words(corpus, passages[drawn], quoted[drawn].tolist()))
    thin = find_thin(passages)
    panels, height = _place_panels(corpus, renderings, n_rows=len(order))
    stacked, high = _place_panels(corpus, renderings, n_rows=len(order), beside=1)
    figure = go.Figure()
    for panel in panels:
        rows = table[table["rendering"] == panel.rendering]
        _add_passages(corpus, figure, rows, panel, order, thin=thin)
        _add_tone(corpus, figure, rows, panel, thin=thin)
        _add_axes(corpus, figure, rows, panel, order, thin=thin)
    add_colour_legend(corpus, figure, sorted(table["speaker"].unique()))
    figure.update_layout(barmode="overlay", showlegend=True)
    title, where = _tell_longest(corpus, table[~table["conversation"].isin(thin)], order)
    framed = frame_figure(
        corpus,
        figure,
        title=title,
        subtitle=say(
            f"Every passage of {len(renderings)} published renderings from beginning to end, as wide as its share of"
            " the words, in the row of its theme."
            f" The line above: how warm the talk is there, from {LOW:.0f} to {HIGH:.0f}.",
            f"{len(renderings)} 个发表版本的全部段落，从头到尾依次排列，宽度为字数占比，列在各自主题的一行。"
            f"上方的线：此处语气有多热情，从 {LOW:.0f} 到 {HIGH:.0f}。",
        )
        + (
            say(" Dotted: the publisher's headings.", "虚线：发布方所加的小标题。")
            if (table["chapter"] > 0).any()
            else ""
        ),
        footer=where
        + (
            say(
                f"Grey: fewer than {FEWEST_EXCHANGES} exchanges, not judged. ",
                f"灰色：问答不足 {FEWEST_EXCHANGES} 个，不作判断。",
            )
            if thin
            else ""
        )
        + tell_capped(len(renderings), len(every)),
        how=say(
            "A stretch is a run of neighbouring passages on one theme. The lines of tone smooth over about"
            f" {percent(_REACH)} of the talk to either side and break where a side has fewer than"
            f" {_FEWEST_WITHIN_REACH} passages within it; they have no intervals, so a wave may be noise. Where people"
            " coded the passages the tone is theirs, elsewhere it is as scored.",
            f"连续段：主题相同的一串相邻段落。语气线按前后各约 {percent(_REACH)} 的篇幅平滑，一方不足"
            f" {_FEWEST_WITHIN_REACH} 个段落处断开；未给区间，起伏可能只是噪声。有人工编码的段落用编码的语气，"
            "其余为原始评分。",
        ),
        height=height,
        basis=RENDERINGS,
        left=196,
        alt=say(
            "Small multiples, one for each rendering: passages in order by theme, shaded by who speaks, with a line of"
            " tone above.",
            "小型多图，每个版本一幅：段落按先后和主题排列，深浅区分说话的一方，上方为语气线。",
        ),
    )
    framed.layout.meta = {**framed.layout.meta, "narrow": _stack(stacked), "higher": high - height}
    return framed


def _stack(panels: Sequence[_Panel]) -> dict[str, object]:
    """What a narrow page changes of the layout, so that the panels stand one under the other."""
    changes: dict[str, object] = {}
    for panel in panels:
        axes = [_name_axis("x", panel.number), *(_name_axis("y", 2 * panel.number + n) for n in (0, 1))]
        for axis, place in zip(axes, (panel.across, panel.rows, panel.strip), strict=True):
            changes[f"{axis[0]}axis{axis[1:]}.domain"] = list(place)
            changes[f"{axis[0]}axis{axis[1:]}.showticklabels"] = True
        changes[f"annotations[{panel.number}].x"] = panel.across[0]
        changes[f"annotations[{panel.number}].y"] = panel.strip[1]
    return changes


def _choose_renderings(corpus: Corpus, passages: pd.DataFrame) -> list[str]:
    """The longest renderings, as many as a page and a file hold."""
    sizes = passages.groupby("rendering")["n_words"].agg(["sum", "size"]).sort_values("sum", ascending=False)
    fits = sizes["size"].cumsum() <= _MOST_BARS
    fits.iloc[0] = True
    return corpus.order_renderings(sizes.index[fits][:SOME])


def _place_panels(
    corpus: Corpus, renderings: Sequence[str], *, n_rows: int, beside: int = _BESIDE
) -> tuple[list[_Panel], int]:
    """The panels, so many beside each other, those of one conversation first, and how high all are, pixels."""
    by_conversation: dict[str, list[str]] = {}
    for name in renderings:
        by_conversation.setdefault(corpus.rendering(name).conversation, []).append(name)
    lines: list[list[str]] = []
    for names in by_conversation.values():
        alone = len(names) == 1 and lines and len(lines[-1]) < beside
        if alone and len({corpus.rendering(name).conversation for name in lines[-1]}) == len(lines[-1]):
            lines[-1] += names
        else:
            lines += [names[start : start + beside] for start in range(0, len(names), beside)]
    step = _ROW * n_rows + _STRIP + _WITHIN + _GAP
    height = step * len(lines)
    panels: list[_Panel] = []
    for number, line in enumerate(lines):
        foot = height - (number + 1) * step + _GAP / 3
        heights = [foot, foot + _ROW * n_rows, foot + _ROW * n_rows + _WITHIN, foot + _ROW * n_rows + _WITHIN + _STRIP]
        low, high, under, over = (value / height for value in heights)
        for place, name in enumerate(line):
            across = (0.0, 1.0) if beside == 1 else (0.0, 0.485) if place == 0 else (0.515, 1.0)
            panels.append(_Panel(name, len(panels), across, (low, high), (under, over), place == 0))
    return panels, height


def _name_axis(letter: str, number: int) -> str:
    return letter + (str(number + 1) if number else "")


def _add_passages(
    corpus: Corpus, figure: go.Figure, group: pd.DataFrame, panel: _Panel, order: Sequence[str], *, thin: frozenset[str]
) -> None:
    """The passages of a rendering, a trace for each colour, and the headings that its publisher set."""
    rows_of = {theme: len(order) - 1 - row for row, theme in enumerate(order)}
    width = group["n_words"] / max(group["n_words"].sum(), 1)
    begin = width.cumsum() - width
    axes = {"xaxis": _name_axis("x", panel.number), "yaxis": _name_axis("y", 2 * panel.number)}
    is_thin = group["conversation"].iloc[0] in thin
    colours = pd.Series([THIN if is_thin else speaker_colour(corpus, s) for s in group["speaker"]], group.index)
    for colour in colours.unique():
        rows = group[colours == colour]
        figure.add_bar(
            orientation="h", **axes, x=width[rows.index].round(5), base=begin[rows.index].round(5),
            y=[rows_of[theme] for theme in rows["theme"]], width=0.86, showlegend=False,
            marker={"color": colour, "line": {"width": 0}}, meta=lead_to(passages=rows["passage_id"]),
            customdata=[
                [row.passage_id, count_length(row.n_words, row.language), row.hover,
                 escape(corpus.name_speaker(row.speaker)),
                 escape(corpus.name_theme(row.theme))]
                for row in rows.itertuples()
            ],
            hovertemplate=say(
                "<b>%{customdata[3]}</b>, %{customdata[0]}<br>%{customdata[4]}, %{customdata[1]}",
                "<b>%{customdata[3]}</b>，%{customdata[0]}<br>%{customdata[4]}，%{customdata[1]}",
            )
            + "<br>%{customdata[2]}<extra></extra>",
        )  # fmt: skip
    begins = [begin[rows.index[0]] for chapter, rows in group.groupby("chapter") if chapter > 0]
    if begins:
        figure.add_scatter(
            x=[x for place in begins for x in (place, place, None)],
            y=[y for _ in begins for y in (-0.5, len(order) - 0.5, None)],
            mode="lines", **axes, line={"color": QUIET, "width": 1, "dash": "dot"}, showlegend=False, hoverinfo="skip",
        )  # fmt: skip


def _add_tone(corpus: Corpus, figure: go.Figure, group: pd.DataFrame, panel: _Panel, *, thin: frozenset[str]) -> None:
    """The local mean of each side's tone: as people coded it, or as scored where nobody did."""
    tone = group["coded_tone"].fillna(group["tone"])
    side = corpus.take_sides(group["speaker"])
    for name in corpus.sides[::-1]:
        mine = (side == name) & tone.notna()
        if mine.sum() < _FEWEST_FOR_LINE or group["conversation"].iloc[0] in thin:
            continue
        position = group.loc[mine, "position"].to_numpy()
        at = np.linspace(position.min(), position.max(), _STEPS)
        near = (np.abs(at[:, None] - position[None, :]) <= _REACH).sum(axis=1)
        smooth = smooth_tone(position, tone[mine].to_numpy(), at=at)
        figure.add_scatter(
            x=at.round(4), y=np.where(near >= _FEWEST_WITHIN_REACH, smooth, np.nan).round(3), mode="lines",
            xaxis=_name_axis("x", panel.number), yaxis=_name_axis("y", 2 * panel.number + 1), showlegend=False,
            line={"color": speaker_colour(corpus, str(group.loc[mine, "speaker"].iloc[0])), "width": 2},
            hovertemplate=escape(corpus.name_side(name, many=True)) + ": %{y:.1f}<extra></extra>",
        )  # fmt: skip


def _add_axes(
    corpus: Corpus, figure: go.Figure, group: pd.DataFrame, panel: _Panel, order: Sequence[str], *, thin: frozenset[str]
) -> None:
    across, rows, strip = (_name_axis("x", panel.number), *(_name_axis("y", 2 * panel.number + n) for n in (0, 1)))
    names = [shorten(corpus.name_theme(theme), 30) for theme in reversed(order)]
    key = {axis: f"{axis[0]}axis{axis[1:]}" for axis in (across, rows, strip)}
    left = {"showticklabels": panel.leftmost}
    figure.update_layout(
        {
            key[across]: {"domain": panel.across, "anchor": rows, "range": [0, 1], "tickformat": ".0%",
                          "tickvals": [0, 0.5] if panel.leftmost else [0.5, 1], "tickfont": {"size": 11},
                          "showgrid": False},
            key[rows]: {"domain": panel.rows, "anchor": across, "range": [-0.5, len(order) - 0.5],
                        "tickvals": list(range(len(order))), "ticktext": names, "tickfont": {"size": 11}, **left},
            key[strip]: {"domain": panel.strip, "anchor": across, "range": [LOW, HIGH],
                         "tickvals": [LOW, NEUTRAL, HIGH], "tickfont": {"size": 9}, **left},
        }
    )  # fmt: skip
    talk = group["conversation"].iloc[0]
    if talk in thin:
        figure.update_layout({key[strip]: {"visible": False}})
    else:
        figure.add_shape(
            type="line", x0=0, x1=1, y0=NEUTRAL, y1=NEUTRAL, xref=across, yref=strip, line={"color": FAINT, "width": 1}
        )
    few = say(" (too few exchanges)", "（问答太少）") if talk in thin else ""
    figure.add_annotation(
        x=panel.across[0], y=panel.strip[1], xref="paper", yref="paper", xanchor="left", yanchor="bottom", yshift=4,
        text=f"<b>{escape(tell_talk(corpus, talk, 22))}</b> · {escape(cut_text(panel.rendering, 20))}{few}",
        showarrow=False, font={"size": 12, "color": QUIET if few else INK},
    )  # fmt: skip
    if panel.number == 0:
        figure.update_layout({key[across]: {"title": tell_progress()}})


def _tell_longest(corpus: Corpus, table: pd.DataFrame, order: Sequence[str]) -> tuple[str, str]:
    """The finding: the longest stretch on one theme; and, for the footer, how many stretches each rendering has."""
    if table.empty:
        return say("No conversation has exchanges enough to be judged", "没有哪场对话的问答多到可以判断"), ""
    change = (table["theme"] != table["theme"].shift()) | (table["rendering"] != table["rendering"].shift())
    width = table["n_words"] / table.groupby("rendering")["n_words"].transform("sum")
    keys = [change.cumsum().rename("stretch"), table["rendering"], table["conversation"], table["theme"]]
    stretches = width.groupby(keys, sort=False).agg(["sum", "size"]).reset_index()
    named = stretches[stretches["theme"] != UNASSIGNED]
    counts = stretches.groupby("rendering", sort=False).size()
    few = counts.head(4) if len(counts) <= 4 else counts.head(0)
    told = say(", ", "、").join(f"{cut_text(str(name), 24)} {n}" for name, n in few.items())
    listed = say(f"Stretches on one theme: {told}. ", f"同一主题的连续段数：{told}。") if told else ""
    if named.empty:
        return say("No words fit a theme", "没有话语属于任何主题"), listed
    longest = named.loc[named["sum"].idxmax()]
    where, share = tell_talk(corpus, longest["conversation"]), percent(longest["sum"])
    theme = corpus.name_theme(longest["theme"], inside=True)
    rows = table[(table["rendering"] == longest["rendering"]) & (table["theme"] == longest["theme"])]
    who = list_some([tell_person(corpus, str(name)) for name in rows["speaker"].unique()], most=1)
    return choose_title(
        say(
            f"{where} stays longest on one theme: {share} of a rendering at a stretch is on {theme} ({who})",
            f"在一个主题上停留最久的是 {where}：一个版本中连续 {share} 的话都在谈{theme}（{who}）",
        ),
        say(f"{where} stays longest on one theme: {share} at a stretch", f"{where} 一口气谈得最久：连续 {share}"),
    ), listed
