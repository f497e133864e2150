"""Theme shares of several conversations: a panel for each theme, the same rows in each."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from analysis.charts.fitting import escape, label_talk
from analysis.charts.frame import frame_figure, raise_panel_titles
from analysis.charts.style import (
    QUIET,
    choose_ends,
    conversation_colour,
    draw_interval,
    lead_to,
    note_here,
    shorten,
    tell_capped,
    tell_found_here,
    tell_noise_unknown,
    tell_press_reports,
)
from analysis.comparison.verdicts import NOT_JUDGED
from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED
from analysis.ground.wording import say
from analysis.passages.sampling import FEWEST_CLUSTERS

_COLUMNS, _MOST_PANELS = 3, 18
_LEFT, _ROW, _TITLE = 178, 15, 40
_TITLE_WIDTH = 29  # letters
_BAND, _GREY, _BAR = "#e9edf1", "#8a96a3", "#9fb3c6"


def plot_panels(
    corpus: Corpus,
    shares: pd.DataFrame,
    differences: pd.DataFrame,
    *,
    floors: pd.Series,
    speakers: str,
    title: str,
) -> go.Figure:
    """Return the shares of several conversations: see plot_theme_shares.

    floors: of the noise, by theme in the order of the panels, NaN where it is unknown. speakers: whose words they are.
    """
    order = _choose_themes(list(floors.index))
    conversations = corpus.order_conversations(shares["conversation"])[::-1]
    n_rows = -(-len(order) // _COLUMNS)
    height = n_rows * (_ROW * len(conversations) + _TITLE)
    figure = make_subplots(
        rows=n_rows, cols=_COLUMNS, shared_xaxes="all", shared_yaxes="all", horizontal_spacing=0.03,
        vertical_spacing=(_TITLE / height if n_rows > 1 else 0),
        subplot_titles=[shorten(corpus.name_theme(theme), _TITLE_WIDTH) for theme in order],
    )  # fmt: skip
    judged = {c: bool((~_take(differences, c)["verdict"].isin(NOT_JUDGED)).any()) for c in conversations}
    for number, theme in enumerate(order):
        rows = shares[shares["theme"] == theme].set_index("conversation").reindex(conversations).reset_index()
        place = {"row": number // _COLUMNS + 1, "col": number % _COLUMNS + 1}
        _add_panel(
            corpus, figure, rows, differences[differences["theme"] == theme], judged=judged, place=place, theme=theme
        )
        mean, floor = rows["share"].mean(), floors[theme]
        if floor > 0:
            figure.add_vrect(
                x0=max(0, mean - floor / 2), x1=mean + floor / 2, fillcolor=_BAND, line_width=0, layer="below", **place
            )
        figure.add_vline(x=mean, line={"color": QUIET, "width": 1, "dash": "dot"}, layer="below", **place)
    few = [c for c in conversations if not judged[c]]
    furthest = np.nanmax([*choose_ends(shares)[1], *shares["share"]])
    figure.update_xaxes(
        tickformat=".0%", range=[-0.03 * furthest, 1.03 * furthest], nticks=4, tickfont={"size": 11, "color": QUIET}
    )
    figure.update_yaxes(
        tickvals=list(range(len(conversations))),
        ticktext=[label_talk(corpus, c, 24) for c in conversations],
        tickfont={"size": 12},
        range=[-0.7, len(conversations) - 0.3],
    )
    figure.update_layout(showlegend=False)
    known = bool(floors.notna().any())
    framed = frame_figure(
        corpus,
        figure,
        title=title,
        subtitle=say(
            f"Share of each {corpus.unit}'s words by theme ({speakers}), {int(shares['n_passages'].sum())} passages."
            f" Dotted: the mean of the {corpus.units}. Filled: it differs from at least one other beyond these talks.",
            f"各{corpus.unit}的话语按主题的占比（{speakers}），{int(shares['n_passages'].sum())} 个段落。"
            f"虚线：各{corpus.count_zh}的均值。实心：推及这些对话之外，与至少另一{corpus.count_zh}有差异。",
        )
        + tell_band(known=known),
        footer=tell_capped(len(order), len(floors))
        + (
            say(
                f"Grey squares, not judged: fewer than {FEWEST_CLUSTERS} exchanges, or too much fits no theme. ",
                f"灰色方块：问答不足 {FEWEST_CLUSTERS} 个，或不属于任何主题的话语太多，不作判断。",
            )
            if few
            else ""
        )
        + tell_found_here(corpus)
        + note_here(corpus, shares),
        how=tell_tests(known=known) + tell_press_reports(corpus),
        height=height - _TITLE,
        left=_LEFT,
        alt=say("Dots with intervals: theme shares, a panel for each theme. ", "带区间的点图：每个主题一格。") + title,
    )
    narrow, high = _stack(len(order), _ROW * len(conversations))
    framed.layout.meta = {**framed.layout.meta, "narrow": narrow, "higher": high - (height - _TITLE)}
    return raise_panel_titles(framed, len(order))


def _stack(n_panels: int, high: int) -> tuple[dict[str, object], int]:
    """What a narrow page changes of the layout: panels, each so high, one under the other; and the height of all."""
    step = high + _TITLE
    whole = n_panels * step - _TITLE
    changes: dict[str, object] = {}
    for number in range(n_panels):
        top, axis = whole - number * step, "" if number == 0 else str(number + 1)
        changes |= {
            f"xaxis{axis}.domain": [0, 1],
            f"xaxis{axis}.showticklabels": number == n_panels - 1,
            f"yaxis{axis}.domain": [(top - high) / whole, top / whole],
            f"yaxis{axis}.showticklabels": True,
            f"annotations[{number}].x": 0,
            f"annotations[{number}].xanchor": "left",
            f"annotations[{number}].y": top / whole,
        }
    return changes, whole


def tell_band(*, known: bool) -> str:
    """Return what a subtitle says of the band of noise around a mean."""
    return (
        say(
            " Grey band: as wide as the noise floor; marks within it show no difference.",
            "灰带：宽度等于噪声基线，落在其中的点之间看不出差异。",
        )
        if known
        else tell_noise_unknown()
    )


def tell_tests(*, known: bool) -> str:
    """Return what a difference has to stand. known: whether the noise of publishing is."""
    if not known:
        return say(
            "A difference in these talks is larger than reading passages otherwise would bring; beyond them it is also"
            " rare when what is compared changes sides by chance (permutation; Benjamini and Hochberg, 5%). ",
            "就这几场对话而言的差异，大于换人判读带来的出入；推及其外，还须在随机对调双方的置换检验中罕见"
            "（Benjamini-Hochberg，5%）。",
        )
    return say(
        "A difference in these talks is larger than what reading and publishing otherwise would bring; beyond them it"
        " is also rare when what is compared changes sides by chance (permutation; Benjamini and Hochberg, 5%). ",
        "就这几场对话而言的差异，大于换人判读、换版本发表带来的出入；推及其外，还须在随机对调双方的置换检验中罕见"
        "（Benjamini-Hochberg，5%）。",
    )


def _add_panel(
    corpus: Corpus,
    figure: go.Figure,
    rows: pd.DataFrame,
    differences: pd.DataFrame,
    *,
    judged: dict[str, bool],
    place: dict[str, int],
    theme: str,
) -> None:
    """A theme's marks; rows: its shares, the lowest row first."""
    clear = differences[differences["beyond"].astype(bool)]
    differs = {*clear["conversation_a"], *clear["conversation_b"]}
    colours = [
        _GREY if theme == UNASSIGNED else conversation_colour(corpus, conversation)
        for conversation in rows["conversation"]
    ]
    figure.add_scatter(
        x=rows["share"],
        y=np.arange(len(rows)),
        mode="markers",
        cliponaxis=False,
        marker={
            "size": [8 if judged[c] else 6 for c in rows["conversation"]],
            "symbol": ["circle" if judged[c] else "square" for c in rows["conversation"]],
            "color": [k if c in differs else "white" for c, k in zip(rows["conversation"], colours, strict=True)],
            "line": {"color": colours, "width": 1.6},
        },
        error_x=draw_interval(rows["share"], *choose_ends(rows), colour=_BAR),
        meta=lead_to(themes=rows["theme"], conversations=rows["conversation"]),
        customdata=[
            [
                escape(corpus.name_conversation(row.conversation)),
                row.here_low,
                row.here_high,
                row.n_passages,
                row.n_turns,
            ]
            for row in rows.itertuples()
        ],
        hovertemplate=f"<b>%{{customdata[0]}}</b>{say(': ', '：')}{escape(corpus.name_theme(theme))}<br>"
        + say(
            "%{x:.1%} of its words, interval %{customdata[1]:.1%} to %{customdata[2]:.1%}"
            "<br>%{customdata[3]} passages in %{customdata[4]} turns<extra></extra>",
            "占其话语的 %{x:.1%}，区间 %{customdata[1]:.1%} 至 %{customdata[2]:.1%}"
            "<br>%{customdata[4]} 个话轮，共 %{customdata[3]} 个段落<extra></extra>",
        ),
        **place,
    )


def _choose_themes(order: list[str]) -> list[str]:
    """The first themes, as many as there are panels, and what is unassigned, last."""
    rest = [theme for theme in order if theme == UNASSIGNED]
    return [*[theme for theme in order if theme != UNASSIGNED][: _MOST_PANELS - len(rest)], *rest]


def _take(differences: pd.DataFrame, conversation: str) -> pd.DataFrame:
    return differences[differences[["conversation_a", "conversation_b"]].eq(conversation).any(axis=1)]
