"""The frame of a chart: title, subtitle, footer and menu, and how their lines break."""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import plotly.graph_objects as go

from analysis.charts.style import FAINT, FONT, INK, QUIET, WIDTH, count_letters, cut_text, wrap_text
from analysis.corpus.folder import Corpus
from analysis.ground.wording import list_some, say, the_language

_MENU_HEIGHT = 36
# What a chart is about: what is compared and counts; the same by conversation, whatever is compared; or all there is.
VIEW, RENDERINGS, EVERYTHING = "view", "renderings", "everything"
# How high a legend's line is, and how wide its entry is beside its name, and a letter of that.
_LEGEND_LINE, _LEGEND_MARK, _LETTER = 24, 41, 6.4


@dataclass(frozen=True)
class Choice:
    """An entry of a chart's menu: the traces that it shows, the texts that then hold, and what it changes besides.

    visible: of each trace. layout: keys and values as plotly's relayout takes them.
    """

    label: str
    visible: Sequence[bool]
    title: str
    subtitle: str
    layout: Mapping[str, object] = field(default_factory=dict)


def frame_figure(
    corpus: Corpus,
    figure: go.Figure,
    *,
    title: str = "",
    subtitle: str = "",
    footer: str = "",
    how: str = "",
    height: int,
    alt: str,
    left: int = 24,
    room_below: int = 0,
    choices: Sequence[Choice] = (),
    shown: int = 0,
    basis: str = VIEW,
) -> go.Figure:
    """Return a copy of the figure in the house style.

    title: the finding. subtitle: measure, unit, population and n. footer: what the intervals are; the source is
    added. how: how it was made, which a page shows behind a link and a picture leaves out. alt: what someone who cannot
    see it should know. left, room_below: room for labels, pixels. choices: the entries of a menu, of which the one
    shown gives title, subtitle and visible traces. basis: VIEW, or what a chart stays with whatever is compared. What
    is compared and what alone counts is added to the subtitle.
    A page shows the texts and the menu beside the chart and takes them out of it: meta has them, and how high they
    stand.
    """
    told = list(choices) or [Choice("", [True] * len(figure.data), title, subtitle)]
    seen = tell_view(corpus, basis=basis)
    told = [replace(choice, subtitle=join_sentences(choice.subtitle, seen)) for choice in told]
    wraps = [(_break(c.title, 78), _break(c.subtitle, 116)) for c in told]
    note = _typeset(footer.strip() + say(" ", "") + _name_source(corpus))
    notes = _break(note, 134)
    has_legend = figure.layout.showlegend is not False
    more_legend = (
        _LEGEND_LINE * (_count_legend_lines(figure, told[shown].visible, WIDTH - left - 24) - 1) if has_legend else 0
    )
    above = 46 + more_legend if has_legend else 18
    head = 26 + 25 * max(len(lines) for lines, _ in wraps) + 18 * max(len(under) for _, under in wraps)
    foot, menu = 20 + 15 * len(notes), _MENU_HEIGHT if choices else 0
    margin = {"t": head + menu + above, "b": foot + 46 + room_below, "l": left, "r": 24}
    framed = go.Figure(figure)
    framed.update_layout(
        template="none",
        font={"family": FONT, "size": 13, "color": INK},
        margin=margin,
        height=height + margin["t"] + margin["b"] - above + more_legend,
        dragmode=figure.layout.dragmode or False,
        hoverlabel={"align": "left", "bgcolor": "white", "bordercolor": FAINT, "font": {"family": FONT, "color": INK}},
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom"},
        meta={"title": _typeset(told[shown].title), "subtitle": _typeset(told[shown].subtitle), "alt": _typeset(alt),
              "footer": note, "how": _typeset(how.strip()), "language": the_language(), "head": head, "foot": foot,
              "menu": menu},
    )  # fmt: skip
    framed.update_xaxes(gridcolor=FAINT, zeroline=False, automargin=False, title_font_size=12, title_standoff=8)
    framed.update_yaxes(
        gridcolor="#eef1f4", zeroline=False, automargin=False, ticks="outside", ticklen=8, tickcolor="white"
    )
    for axis in (*framed.select_xaxes(), *framed.select_yaxes()):
        if isinstance(axis.tickvals, np.ndarray):
            # Pages read ticks, and an array would be packed; what is equal to what stands there would not be set.
            axis.tickvals, ticks = None, axis.tickvals.tolist()
            axis.tickvals = ticks
    first = len(framed.layout.annotations)
    lines, under = wraps[shown]
    below = margin["t"] - 20
    texts = (
        ("title", "<b>" + "<br>".join(lines) + "</b>", 18, INK, 1, "top", margin["t"] - 14),
        ("subtitle", "<br>".join(under), 13, QUIET, 1, "top", below - 25 * len(lines)),
        ("footer", "<br>".join(notes), 11, QUIET, 0, "bottom", 6 - margin["b"]),
    )
    for name, text, size, colour, y, anchor, shift in texts:
        framed.add_annotation(
            name=name, text=text, x=0, xref="paper", xanchor="left", xshift=16 - left, y=y, yref="paper",
            yanchor=anchor, yshift=shift, align="left", showarrow=False, font={"size": size, "color": colour},
        )  # fmt: skip
    if choices:
        buttons = [
            {"label": choice.label, "method": "update", "args": [
                {"visible": list(choice.visible)},
                {"meta.title": _typeset(choice.title), "meta.subtitle": _typeset(choice.subtitle),
                 f"annotations[{first}].text": "<b>" + "<br>".join(lines) + "</b>",
                 f"annotations[{first + 1}].text": "<br>".join(under),
                 f"annotations[{first + 1}].yshift": below - 25 * len(lines), **choice.layout},
            ]}
            for choice, (lines, under) in zip(choices, wraps, strict=True)
        ]  # fmt: skip
        place = {"x": 1, "xanchor": "right", "y": 1, "yanchor": "bottom", "bgcolor": "white"}
        pad = {"b": 38 + more_legend if has_legend else 6}
        framed.update_layout(updatemenus=[{"buttons": buttons, "active": shown, "pad": pad, **place}])
        for trace, visible in zip(framed.data, choices[shown].visible, strict=True):
            trace.visible = visible
        framed.update_layout(choices[shown].layout)
    return framed


def tell_view(corpus: Corpus, *, basis: str = VIEW) -> str:
    """Return what a subtitle says of what is compared and what alone counts; "" where it is all, by conversation.

    basis: see frame_figure. Columns are called as they are given.
    """
    view, told = corpus.view, []
    if basis == EVERYTHING and not view.is_plain:
        return say("Of all that is said, neither grouped nor filtered.", "计入全部话语，不分组也不筛选。")
    if view.by:
        by = view.describe_by()
        told.append(
            say(
                f"By conversation, not {by}, since order, dates or renderings of each are shown.",
                f"按对话而不按 {by} 分组，因为所示为各场的先后、日期或版本。",
            )
            if basis == RENDERINGS
            else say(f"Groups: {by}.", f"分组：{by}。")
        )
    if view.only:
        told.append(say(f"Only {view.describe_only()}.", f"只计 {view.describe_only()}。"))
    return join_sentences(*told)


def join_sentences(*sentences: str) -> str:
    """Return sentences one after another, in English with a space between them."""
    return say(" ", "").join(sentence.strip() for sentence in sentences if sentence.strip())


def _count_legend_lines(figure: go.Figure, visible: Sequence[bool], room: int) -> int:
    """How many lines the legend of the visible traces needs in so many pixels."""
    lines, used = 1, 0.0
    for trace, drawn in zip(figure.data, visible, strict=True):
        if not drawn or trace.showlegend is False or not trace.name:
            continue
        width = _LEGEND_MARK + _LETTER * count_letters(trace.name)
        if used and used + width > room:
            lines, used = lines + 1, 0.0
        used += width
    return lines


def _typeset(text: str) -> str:
    """A text as it is read: plain, though a chart may have escaped it, and with a real minus sign before numbers."""
    return re.sub(r"(?<![\w\d])-(?=\d)", "\N{MINUS SIGN}", html.unescape(text))


def _break(text: str, width: int) -> list[str]:
    """A text in lines as plotly draws them: whatever words it has, none of them is HTML."""
    return [html.escape(line, quote=False) for line in wrap_text(_typeset(text), width)]


def _name_source(corpus: Corpus) -> str:
    renderings = corpus.catalogue.renderings
    names = list_some([cut_text(corpus.name_conversation(c.id), 40) for c in corpus.catalogue.conversations])
    years = sorted({r.published.year for r in renderings if r.published})
    span = "–".join(dict.fromkeys(map(str, (years[0], years[-1])))) if years else ""
    return say(
        f"Source: {len(renderings)} published rendering{'s' * (len(renderings) != 1)} of {names}"
        f"{f', {span}' if span else ''}; measured by this project.",
        f"来源：{names} 的 {len(renderings)} 个已发表版本{f'（{span} 年）' if span else ''}；由本项目测量。",
    )


def remove_menu(figure: go.Figure) -> go.Figure:
    """Return a framed figure as it is printed: without its menu and the room for it."""
    height = figure.layout.meta["menu"]
    if not height:
        return figure
    printed = go.Figure(figure)
    printed.layout.updatemenus = []
    printed.layout.margin.t -= height
    printed.layout.height -= height
    for annotation in printed.layout.annotations:
        if annotation.name in ("title", "subtitle"):
            annotation.yshift -= height
    return printed


def raise_panel_titles(framed: go.Figure, n_panels: int) -> go.Figure:
    """Return a framed figure of several panels with room for their titles, which are its first annotations."""
    raised = go.Figure(framed)
    for annotation in raised.layout.annotations[:n_panels]:
        annotation.update(font={"size": 13, "color": INK}, yanchor="bottom")
    for annotation in raised.layout.annotations[n_panels:]:
        if annotation.name in ("title", "subtitle"):
            annotation.yshift += 14
    height, top = raised.layout.height + 14, raised.layout.margin.t + 14
    return raised.update_layout(legend={"y": 1.04}, margin={"t": top}, height=height)
