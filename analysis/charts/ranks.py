"""Theme shares of many conversations: one theme at a time, the conversations ranked."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.fitting import escape, frame_choices, label_talk, tell_talk
from analysis.charts.frame import Choice
from analysis.charts.panels import tell_band, tell_tests
from analysis.charts.style import (
    MANY,
    ONE,
    QUIET,
    SOME,
    choose_ends,
    choose_height,
    cut_text,
    draw_interval,
    lead_to,
    note_here,
    tell_capped,
    tell_found_here,
    tell_press_reports,
)
from analysis.comparison.verdicts import FEWEST_EXCHANGES, NOT_JUDGED
from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED
from analysis.ground.wording import percent, say
from analysis.passages.sampling import FEWEST_CLUSTERS

_BAND, _GREY, _BAR = "#e9edf1", "#8a96a3", "#9fb3c6"


def plot_ranks(
    corpus: Corpus, shares: pd.DataFrame, differences: pd.DataFrame, *, floors: pd.Series, speakers: str
) -> go.Figure:
    """Return the shares of many conversations, of which a menu shows one theme: see plot_theme_shares.

    floors: of the noise, by theme in the order of the menu, NaN where it is unknown. speakers: whose words they are.
    """
    n_passages = shares.groupby("conversation")["n_passages"].sum().sort_values(ascending=False, kind="stable")
    drawn = shares[shares["conversation"].isin(n_passages.index[:MANY])]
    n_all, n_drawn = len(n_passages), min(len(n_passages), MANY)
    rest = [theme for theme in floors.index if theme == UNASSIGNED]
    order = [*[theme for theme in floors.index if theme != UNASSIGNED][:SOME], *rest]
    known = bool(floors.notna().any())
    figure, choices, each = go.Figure(), [], 3 if known else 2
    for number, theme in enumerate(order):
        rows = drawn[drawn["theme"] == theme].sort_values("share", kind="stable")
        mean = float(shares.loc[shares["theme"] == theme, "share"].mean())
        mine = differences[differences["theme"] == theme].set_index("conversation_a")
        _add_ranks(corpus, figure, rows, mine, mean=mean, floor=floors[theme] if known else None)
        name = corpus.name_theme(theme)
        choices.append(
            Choice(
                label=cut_text(name, 36),
                visible=[owner == number for owner in np.repeat(np.arange(len(order)), each)],
                title=_tell_theme(corpus, shares, mine, theme),
                subtitle=say(
                    f"Share of {name} in each {corpus.unit}'s words ({speakers}), ranked,"
                    f" {int(shares['n_passages'].sum())} passages. Dotted: the mean of all {corpus.count_units(n_all)}."
                    " Filled: it differs from the mean of the others beyond these talks.",
                    f"各{corpus.unit}的话语中“{name}”的占比（{speakers}），由高到低，"
                    f"共 {int(shares['n_passages'].sum())} 个段落。"
                    f"虚线：全部 {n_all} {corpus.count_zh}的均值。"
                    f"实心：推及这些对话之外，与其余各{corpus.count_zh}的均值有差异。",
                )
                + tell_band(known=known),
                layout={"yaxis.ticktext": [label_talk(corpus, c, 30) for c in rows["conversation"]]},
            )
        )
    named = drawn[drawn["theme"].isin(order)]
    furthest = np.nanmax([*choose_ends(named)[1], *named["share"]])
    figure.update_xaxes(
        tickformat=".0%", title=say("share of these words", "占这些话语的比例"),
        range=[-0.02 * furthest, 1.03 * furthest],
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=list(range(n_drawn)), range=[-0.7, n_drawn - 0.3], tickfont={"size": 12}, layer="below traces"
    )
    figure.update_layout(showlegend=False, barmode="overlay")
    n_themes = sum(theme != UNASSIGNED for theme in floors.index)
    menu = say(
        f"The menu has the {SOME} largest of {n_themes} themes. ", f"菜单只列 {n_themes} 个主题中最大的 {SOME} 个。"
    )
    return frame_choices(
        corpus,
        figure,
        choices,
        footer=tell_capped(n_drawn, n_all)
        + say(
            f"Squares, not judged: fewer than {FEWEST_CLUSTERS} exchanges, or too much fits no theme. ",
            f"方块：问答不足 {FEWEST_CLUSTERS} 个，或不属于任何主题的话语太多，不作判断。",
        )
        + tell_found_here(corpus)
        + note_here(corpus, shares),
        how=(menu if n_themes > SOME else "") + tell_tests(known=known) + tell_press_reports(corpus),
        height=choose_height(n_drawn, usual=24) * n_drawn + 20,
        left=228,
        alt=say(
            f"Ranked dots with intervals: the share of a theme in each {corpus.unit}. ",
            f"带区间的排序点图：一个主题在各{corpus.unit_zh}中的占比。",
        )
        + choices[0].title,
    )


def _add_ranks(
    corpus: Corpus,
    figure: go.Figure,
    rows: pd.DataFrame,
    differences: pd.DataFrame,
    *,
    mean: float,
    floor: float | None,
) -> None:
    """A theme's band of noise where that is known, the mean, and a mark for each row; differences: by conversation."""
    ends, span = [-0.7, len(rows) - 0.3], len(rows) + 0.4
    if floor is not None:
        low = max(0.0, mean - floor / 2)
        figure.add_bar(
            x=[mean + floor / 2 - low], base=[low], y=[sum(ends) / 2], width=[span], orientation="h",
            marker={"color": _BAND, "line": {"width": 0}}, hoverinfo="skip",
        )  # fmt: skip
    figure.add_scatter(
        x=[mean, mean], y=ends, mode="lines", line={"color": QUIET, "width": 1, "dash": "dot"}, hoverinfo="skip"
    )
    grey = (rows["theme"] == UNASSIGNED).all()
    colour = _GREY if grey else ONE
    holds = differences["beyond"].reindex(rows["conversation"]).fillna(False).astype(bool).to_numpy()
    verdicts = differences["verdict"].reindex(rows["conversation"])
    judged = (verdicts.notna() & ~verdicts.isin(NOT_JUDGED)).to_numpy()
    figure.add_scatter(
        x=rows["share"],
        y=np.arange(len(rows)),
        mode="markers",
        cliponaxis=False,
        marker={
            "size": np.where(judged, 8, 6),
            "symbol": np.where(judged, "circle", "square"),
            "color": np.where(holds, colour, "white"),
            "line": {"color": colour, "width": 1.6},
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
        hovertemplate="<b>%{customdata[0]}</b><br>"
        + say(
            "%{x:.1%} of its words, interval %{customdata[1]:.1%} to %{customdata[2]:.1%}"
            "<br>%{customdata[3]} passages in %{customdata[4]} turns<extra></extra>",
            "占其话语的 %{x:.1%}，区间 %{customdata[1]:.1%} 至 %{customdata[2]:.1%}"
            "<br>%{customdata[4]} 个话轮，共 %{customdata[3]} 个段落<extra></extra>",
        ),
    )


def _tell_theme(corpus: Corpus, shares: pd.DataFrame, differences: pd.DataFrame, theme: str) -> str:
    """The finding about a theme: in how many conversations it differs from the rest, and which has most of it."""
    mine = shares[(shares["theme"] == theme) & (shares["n_exchanges_whole"] >= FEWEST_EXCHANGES)]
    n_all, n_hold = shares["conversation"].nunique(), int(differences["beyond"].sum())
    name = corpus.name_theme(theme)
    differ = say(
        f"{n_hold} of {n_all} {corpus.units} {'differs' if n_hold == 1 else 'differ'} from the rest"
        if n_hold
        else f"no {corpus.unit} differs from the rest",
        f"{n_all} {corpus.count_zh}中有 {n_hold} {corpus.count_zh}与其余各{corpus.count_zh}有差异"
        if n_hold
        else f"没有哪{corpus.count_zh}与其余各{corpus.count_zh}的差异成立",
    )
    if mine.empty:
        return say(f"{name}: {differ}", f"{name}：{differ}")
    top = mine.loc[mine["share"].idxmax()]
    where, part = tell_talk(corpus, top["conversation"], 36), percent(top["share"])
    return say(
        f"{name}: {differ}; the most, {part} of the words, is in {where}",
        f"{name}：{differ}；最多的是 {where}，占话语的 {part}",
    )
