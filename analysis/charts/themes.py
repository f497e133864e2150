"""Charts of themes: their shares by conversation, with intervals, and in two renderings."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.beside import plot_beside
from analysis.charts.fitting import choose_title, frame_empty, tell_talk
from analysis.charts.frame import RENDERINGS, frame_figure
from analysis.charts.panels import plot_panels
from analysis.charts.ranks import plot_ranks
from analysis.charts.style import (
    FEW,
    ONE,
    SOME,
    choose_theme_height,
    conversation_colour,
    label_theme_rows,
    lead_to,
    shorten,
    spread_rows,
    theme_hues,
)
from analysis.comparison.verdicts import NOT_JUDGED, UNFITTING
from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED
from analysis.ground.wording import list_some, percent, say

# So many conversations are drawn to show the noise; and so many renderings, which all stand in the legend.
_MOST_DOUBLED, _MOST_RENDERINGS = 4, 8


def order_themes(shares: pd.DataFrame) -> list[str]:
    """Return themes by the mean of their shares, the largest first, "unassigned" last."""
    means = shares.groupby("theme")["share"].mean().sort_values(ascending=False, kind="stable")
    return [theme for theme in means.index if theme != UNASSIGNED] + [t for t in means.index if t == UNASSIGNED]


def plot_theme_shares(
    corpus: Corpus,
    shares: Mapping[str, pd.DataFrame],
    differences: Mapping[str, pd.DataFrame],
    *,
    order: Sequence[str],
    n_passages: int,
    noise: pd.DataFrame,
    ways: pd.DataFrame | None = None,
) -> go.Figure:
    """Return the theme shares of the conversations, with intervals: side by side, in panels, or theme by theme.

    shares, differences: for each choice of speakers (its label as the menu shows it; the first is shown at
    first), measure_shares with whole conversation, and compare_conversations, both of themes. n_passages: of
    all speakers. noise: measure_noise of themes, of all speakers; its floor is drawn under each theme's marks. ways:
    survey_ways; the first title names only differences that hold in nearly all of them.
    Of up to four conversations a mark is filled where its conversation differs from another one in these talks, and
    ringed where beyond them; of more it is filled where it differs beyond them. It is a square where no difference of
    its conversation can be judged. Of more than four conversations only the first
    choice is drawn: up to twelve in a panel for each theme; of more, a menu shows one theme at a time.
    """
    spoken = {choice: table for choice, table in shares.items() if len(table)}
    floors = noise.set_index("theme")["floor"].astype("float64").reindex(list(order))
    first, *_ = spoken
    titles = {}
    for choice, table in spoken.items():
        whose = "" if choice == first else say(f" ({choice})", f"（{choice}）")
        firm = ways if choice == first else None
        told = _tell_leaders(corpus, table, differences[choice], firm)
        titles[choice] = choose_title(*(title + whose for title in told))
    n_conversations = spoken[first]["conversation"].nunique()
    if n_conversations <= FEW:
        return plot_beside(
            corpus, spoken, differences, order=order, n_passages=n_passages, floors=floors, titles=titles, ways=ways
        )
    if n_conversations <= SOME:
        return plot_panels(
            corpus, spoken[first], differences[first], floors=floors, speakers=first, title=titles[first]
        )
    return plot_ranks(corpus, spoken[first], differences[first], floors=floors, speakers=first)


def _tell_leaders(
    corpus: Corpus, shares: pd.DataFrame, differences: pd.DataFrame, ways: pd.DataFrame | None
) -> list[str]:
    """The finding, in wordings ever shorter: which conversation dwells on what more than which other one.

    ways: those that hold however one asks, of which alone is told; None where that was not asked.
    """
    if shares["conversation"].nunique() == 1:
        named = shares[shares["theme"] != UNASSIGNED]
        if named.empty:
            return [say("No words fit a theme", "没有话语属于任何主题")]
        row = named.loc[named["share"].idxmax()]
        where, theme = tell_talk(corpus, row["conversation"]), corpus.name_theme(row["theme"], inside=True)
        return [
            say(
                f"{percent(row['share'])} of the words of {where} are on {theme}: no theme has more",
                f"{where} 有 {percent(row['share'])} 的话语谈{theme}，为各主题之最",
            )
        ]
    # Of a few, what is said is about these talks; of more, what stands out beyond them.
    few = shares["conversation"].nunique() <= FEW
    held, verdict = ("here", "verdict_here") if few else ("beyond", "verdict")
    if differences[verdict].isin(NOT_JUDGED).all():
        unfitting = len(differences) and (differences[verdict] == UNFITTING).any()
        return [
            say("No difference can be judged: too much fits no theme", "不属于任何主题的话语太多，差异无从判断")
            if unfitting
            else say("No difference can be judged: too few exchanges", "问答太少，差异无从判断")
        ]
    told: dict[tuple[str, str], list[str]] = {}
    kept = differences[differences[held].astype(bool)]
    n_here = int((kept["theme"] != UNASSIGNED).sum())
    if few and ways is not None and len(ways):
        by = ["conversation_a", "conversation_b", "theme"]
        kept = kept.merge(ways.loc[ways["holds"], by], on=by)
    for row in kept.sort_values("difference", key=abs, ascending=False).itertuples():
        more, less = (row.conversation_a, row.conversation_b)[:: 1 if row.difference > 0 else -1]
        if row.theme != UNASSIGNED:
            told.setdefault((more, less), []).append(corpus.name_theme(row.theme, inside=True))
    if not told and few and n_here:
        n_judged = int(((differences["theme"] != UNASSIGNED) & ~differences[verdict].isin(NOT_JUDGED)).sum())
        return [
            say(
                f"{n_here} of {n_judged} differences of themes hold in these talks, none in every way of asking",
                f"就这些对话而言，{n_judged} 项主题差异中有 {n_here} 项成立，但没有一项换任何问法都成立",
            )
        ]
    if not told:
        return [
            say(
                f"No {corpus.unit} dwells on a theme more than another however one asks",
                f"换任何问法都成立的差异，一项也没有：没有哪{corpus.unit_zh}谈某个主题多于另一{corpus.count_zh}",
            )
            if few
            else say(
                f"No {corpus.unit} dwells on a theme more than another beyond these talks",
                f"推及这些对话之外，没有哪{corpus.unit_zh}谈某个主题多于另一{corpus.count_zh}",
            )
        ]
    # As many pairs and themes as two lines hold.
    tried = ((3, 3), (2, 3), (2, 2), (1, 3), (1, 1))
    return [_tell_pairs(corpus, told, n_pairs, n_themes) for n_pairs, n_themes in tried]


def _tell_pairs(corpus: Corpus, told: Mapping[tuple[str, str], list[str]], n_pairs: int, n_themes: int) -> str:
    """Who dwells more than whom on what, of some pairs, and of how many more pairs the like could be said."""
    clauses = []
    for (more, less), themes in list(told.items())[:n_pairs]:
        one, other, names = tell_talk(corpus, more), tell_talk(corpus, less), list_some(themes, most=n_themes)
        clauses.append(say(f"{one} dwells more than {other} on {names}", f"{one} 比 {other} 更多谈及{names}"))
    named = {frozenset(pair) for pair in list(told)[:n_pairs]}
    n_more = len({frozenset(pair) for pair in told} - named)
    pairs = say("pair differs" if n_more == 1 else "pairs differ", "")
    more_pairs = say(f"; {n_more} more {pairs}", f"；另有 {n_more} 对也有差异") if n_more else ""
    return say("; ", "；").join(clauses) + more_pairs


def plot_renderings(corpus: Corpus, shares: pd.DataFrame, *, order: Sequence[str]) -> go.Figure:
    """Return the theme shares of two renderings of each conversation side by side: the noise floor.

    shares: measure_shares with whole conversation, rendering and part theme. Of more than four conversations with two
    renderings those are drawn whose renderings lie farthest apart.
    """
    tables = _pair_renderings(corpus, shares, order)
    subtitle = say(
        "Theme shares in the published renderings of each conversation that has more than one.",
        "凡有多个发表版本的对话，各版本的主题占比。",
    )
    if not tables:
        return frame_empty(
            corpus,
            title=say(
                "No conversation here was published twice: the noise is unknown", "这里没有哪场对话发表过两次：噪声未知"
            ),
            why=say(
                "Only two renderings of one conversation show how much publishing, translating and the method move.",
                "只有同一场对话的两个版本，才能显示编辑、翻译和方法带来多大变动。",
            ),
            subtitle=subtitle,
        )
    spreads = {name: table.max(axis=1) - table.min(axis=1) for name, table in tables.items()}
    drawn = _choose_doubled(corpus, tables, spreads)
    widest = max(drawn, key=lambda name: spreads[name].max())
    hues = theme_hues(drawn) if conversation_colour(corpus, drawn[0]) == ONE else {}
    figure = go.Figure()
    offsets = spread_rows(len(drawn), most=0.28)
    for conversation, offset in zip(drawn, offsets, strict=True):
        table, colour = tables[conversation], hues.get(conversation) or conversation_colour(corpus, conversation)
        heights = np.arange(len(order))[::-1] + offset
        for theme, height in zip(order, heights, strict=True):
            figure.add_scatter(
                x=table.loc[theme], y=[height] * table.shape[1], mode="lines", showlegend=False, hoverinfo="skip",
                line={"color": colour, "width": 2},
            )  # fmt: skip
        for rendering, symbol in zip(table.columns, ("circle", "diamond", "square"), strict=False):
            figure.add_scatter(
                x=table[rendering],
                y=heights,
                mode="markers",
                cliponaxis=False,
                name=shorten(rendering, 24),
                marker={"size": 9, "color": colour, "symbol": symbol, "line": {"width": 1, "color": "white"}},
                meta=lead_to(themes=order, renderings=[rendering] * len(order)),
                hovertemplate=f"<b>{rendering}</b><br>"
                + say("%{x:.1%} of its words", "占其话语的 %{x:.1%}")
                + "<extra></extra>",
            )
    figure.update_xaxes(
        tickformat=".0%", title=say("share of the rendering's words", "占该版本话语的比例"), rangemode="nonnegative"
    )
    label_theme_rows(corpus, figure, order)
    points = spreads[widest].max() * 100
    title = say("No conversation here has two renderings that differ", "这里没有哪场对话的两个版本有差别")
    if points > 0:
        where = tell_talk(corpus, widest)
        theme = corpus.name_theme(str(spreads[widest].idxmax()), inside=True)
        title = say(
            f"The share of a theme differs by up to {points:.1f} points between two renderings of one conversation"
            f" ({where}, {theme})",
            f"同一场对话的两个版本，同一主题的占比最多相差 {points:.1f} 个百分点（{where}，{theme}）",
        )
    if len(drawn) < len(tables):
        subtitle += say(
            f" Drawn: the {len(drawn)} of {len(tables)} whose renderings lie farthest apart.",
            f"共 {len(tables)} 场，只画版本间相差最大的 {len(drawn)} 场。",
        )
    return frame_figure(
        corpus,
        figure,
        title=title,
        subtitle=subtitle,
        how=say(
            "The same words, published twice: what differs here is noise of publishing, translation and method, and"
            " a difference between conversations has to be larger.",
            "同样的话发表了两次：这里的差别是编辑、翻译和方法带来的噪声，对话之间的差异须大于它。",
        ),
        height=choose_theme_height(len(order), usual=42) * len(order) + 20,
        basis=RENDERINGS,
        left=228,
        alt=say(
            "Paired dots of theme shares in the two renderings of each conversation.",
            "成对圆点图：每场对话两个版本的主题占比。",
        ),
    )


def _pair_renderings(corpus: Corpus, shares: pd.DataFrame, order: Sequence[str]) -> dict[str, pd.DataFrame]:
    """Themes by renderings of each conversation that has several."""
    found = {}
    for conversation in corpus.order_conversations(shares["conversation"]):
        mine = shares[shares["conversation"] == conversation]
        if mine["rendering"].nunique() > 1:
            found[conversation] = mine.pivot(index="theme", columns="rendering", values="share").reindex(list(order))
    return found


def _choose_doubled(corpus: Corpus, tables: Mapping[str, pd.DataFrame], spreads: Mapping[str, pd.Series]) -> list[str]:
    """The conversations that are drawn: those whose renderings lie farthest apart, as many as a legend holds."""
    chosen: list[str] = []
    for name in sorted(tables, key=lambda name: -spreads[name].max())[:_MOST_DOUBLED]:
        if sum(tables[other].shape[1] for other in (*chosen, name)) <= _MOST_RENDERINGS or not chosen:
            chosen.append(name)
    return corpus.order_conversations(chosen)
