"""Who begins a stretch on a theme: the person in focus, or those who answer, and not those who ask."""

from collections.abc import Sequence

import pandas as pd
import plotly.graph_objects as go

from analysis.charts.fitting import choose_title, escape, frame_empty, frame_unheard, label_talk, tell_talk
from analysis.charts.frame import RENDERINGS, VIEW, frame_figure
from analysis.charts.style import (
    FEW,
    INK,
    ONE,
    choose_theme_height,
    complete_order,
    conversation_colour,
    cut_text,
    label_theme_rows,
    spread_points,
    spread_rows,
)
from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED
from analysis.ground.wording import list_some, percent, say

# Fewer stretches than this say nothing about who raises a theme.
_FEWEST_STRETCHES = 4


def plot_raised(corpus: Corpus, raised: pd.DataFrame, *, order: Sequence[str]) -> go.Figure:
    """Return, for each theme, how often the person in focus, or who answers, and nobody else began a stretch.

    raised: count_raised. A mark is the mean of a conversation's renderings, each counted by itself. Of more than four
    conversations a bold dot is all of them together, and a faint one each that has stretches enough.
    """
    if corpus.view.hears_some:
        return frame_unheard(corpus, title=say("Who raises a theme is not to be seen", "看不出由谁提起主题"))
    if raised.empty:
        return _frame_uncoded(corpus)
    order = complete_order(order, raised["theme"])
    counts = _count_focus(corpus, raised)
    conversations = corpus.order_conversations(raised["conversation"])
    figure, name = go.Figure(), cut_text(corpus.name_focus(), 30)
    enough = counts["fewest"] >= _FEWEST_STRETCHES
    single = len(conversations) <= FEW
    if single:
        _add_single(corpus, figure, counts, order=order)
        often = counts.loc[enough, "share"]
    else:
        together = _join(counts)
        _add_together(corpus, figure, counts, together, order=order)
        often = together.loc[together["fewest"] >= _FEWEST_STRETCHES, "share"]
        often.index = pd.MultiIndex.from_arrays([[""] * len(often), often.index])
    figure.add_vline(x=0.5, line={"color": "#9aa5b1", "dash": "dot", "width": 1}, layer="below")
    figure.update_xaxes(
        range=[-0.04, 1.2], tickformat=".0%", tickvals=[0, 0.2, 0.4, 0.6, 0.8, 1],
        title=say(f"stretches begun by {escape(name)}", f"由{escape(name)}提起的连续段"),
    )  # fmt: skip
    label_theme_rows(corpus, figure, order)
    return frame_figure(
        corpus,
        figure,
        title=_tell_raised(corpus, often),
        subtitle=_tell_counted(corpus, counts),
        footer=_tell_few(corpus, enough, single=single),
        height=choose_theme_height(len(order), usual=44) * len(order) + 20,
        basis=RENDERINGS if corpus.view.parts_people else VIEW,
        left=228,
        alt=say(
            f"Dots: share of stretches on each theme that {name} began, by {corpus.unit}.",
            f"点图：各{corpus.unit}中每个主题由{name}提起的连续段比例。",
        ),
    )


def _frame_uncoded(corpus: Corpus) -> go.Figure:
    """The chart where no rendering was coded throughout."""
    return frame_empty(
        corpus,
        title=say(
            "Who raises a theme is told only where passages were coded", "只有经人工编码的段落才能说由谁提起主题"
        ),
        why=say(
            "At a change of theme the machine is wrong in one case of three, so it is not asked who came first.",
            "主题转换处，机器判定三次错一次，因此不据此判断谁先提起。",
        ),
        subtitle=say(
            "Who begins a run of passages on a theme, in renderings of which every passage was coded by reading.",
            "在每个段落都经人工编码的版本中，各主题的连续段由谁开头。",
        ),
        basis=RENDERINGS if corpus.view.parts_people else VIEW,
    )


def _count_focus(corpus: Corpus, raised: pd.DataFrame) -> pd.DataFrame:
    """By conversation and theme: share (mean of its renderings), fewest stretches of one, n_mine and n_all (means), and
    told: the counts of each rendering.
    """
    mine = raised["n_raised"].where(corpus.is_focus(raised["speaker"]), 0)
    by = ["conversation", "theme", "rendering"]
    each = raised.assign(n_mine=mine).groupby(by).agg(n_mine=("n_mine", "sum"), n_all=("n_stretches", "first"))
    each["share"] = each["n_mine"] / each["n_all"]
    each["told"] = [_tell_count(n_mine, n_all) for n_mine, n_all in each[["n_mine", "n_all"]].itertuples(index=False)]
    groups = each.groupby(["conversation", "theme"])
    found = groups[["share", "n_mine", "n_all"]].mean()
    return found.assign(fewest=groups["n_all"].min(), told=groups["told"].agg(say(", ", "，").join))


def _join(counts: pd.DataFrame) -> pd.DataFrame:
    """The same by theme, of all conversations together; told: whole stretches of a conversation's mean rendering."""
    sums = counts.groupby("theme")[["n_mine", "n_all"]].sum()
    told = [_tell_count(round(n_mine), round(n_all)) for n_mine, n_all in sums.itertuples(index=False)]
    return sums.assign(share=sums["n_mine"] / sums["n_all"], fewest=sums["n_all"], told=told)


def _tell_count(n_mine: int, n_all: int) -> str:
    return say(f"{n_mine} of {n_all}", f"{n_all} 段中 {n_mine} 段")


def _add_single(corpus: Corpus, figure: go.Figure, counts: pd.DataFrame, *, order: Sequence[str]) -> None:
    """A mark for each of a few conversations and themes, with its counts."""
    name = escape(corpus.name_focus())
    conversations = corpus.order_conversations(counts.index.get_level_values("conversation"))
    for conversation, offset in zip(conversations, spread_rows(len(conversations), most=0.24), strict=True):
        rows = counts.loc[conversation]
        rows = rows[rows["fewest"] >= _FEWEST_STRETCHES].reindex([t for t in order if t in rows.index]).dropna()
        figure.add_scatter(
            x=rows["share"],
            y=[len(order) - 1 - order.index(theme) + offset for theme in rows.index],
            mode="markers+text",
            cliponaxis=False,
            text=rows["told"],
            textposition="middle right",
            textfont={"size": 11, "color": INK},
            name=label_talk(corpus, conversation),
            marker={"size": 10, "color": conversation_colour(corpus, conversation)},
            hovertemplate="<b>%{fullData.name}</b><br>"
            + say(f"{name} began %{{text}}", f"由{name}提起：%{{text}}")
            + "<extra></extra>",
        )


def _add_together(
    corpus: Corpus, figure: go.Figure, counts: pd.DataFrame, together: pd.DataFrame, *, order: Sequence[str]
) -> None:
    """A faint mark for each of many conversations and themes that has enough, and a bold one for all together."""
    name = escape(corpus.name_focus())
    rows = {theme: len(order) - 1 - row for row, theme in enumerate(order)}
    single = counts[counts["fewest"] >= _FEWEST_STRETCHES]
    began = say(f"{name} began %{{customdata[1]}}", f"由{name}提起：%{{customdata[1]}}") + "<extra></extra>"
    figure.add_scatter(
        x=single["share"],
        y=[rows[theme] for _, theme in single.index] + spread_points(len(single)) * 0.9,
        mode="markers",
        name=say(f"one {corpus.unit} with at least {_FEWEST_STRETCHES} stretches on it",
                 f"一{corpus.unit_zh}（该主题至少 {_FEWEST_STRETCHES} 段）"),
        marker={"size": 6, "color": ONE, "opacity": 0.3},
        customdata=[
            [escape(corpus.name_conversation(conversation)), told]
            for (conversation, _), told in single["told"].items()
        ],
        hovertemplate="<b>%{customdata[0]}</b><br>" + began,
    )  # fmt: skip
    drawn = together[together["fewest"] >= _FEWEST_STRETCHES]
    figure.add_scatter(
        x=drawn["share"],
        y=[rows[theme] for theme in drawn.index],
        mode="markers+text",
        cliponaxis=False,
        text=drawn["told"],
        textposition="middle right",
        textfont={"size": 11, "color": INK},
        name=say(f"all {corpus.units} together", f"全部{corpus.unit}合计"),
        marker={"size": 11, "color": ONE, "line": {"color": "white", "width": 1}},
        customdata=[[say(f"all {corpus.units} together", f"全部{corpus.unit}合计"), told] for told in drawn["told"]],
        hovertemplate="<b>%{customdata[0]}</b><br>" + began,
    )


def _tell_counted(corpus: Corpus, counts: pd.DataFrame) -> str:
    """The subtitle: what is counted, and the share over all themes."""
    conversations = corpus.order_conversations(counts.index.get_level_values("conversation"))
    sums = counts.groupby("conversation")[["n_mine", "n_all"]].sum()
    share = sums["n_mine"] / sums["n_all"]
    overall = (
        say(", ", "、").join(f"{tell_talk(corpus, c)} {percent(share[c])}" for c in conversations)
        if len(conversations) <= FEW
        else percent(sums["n_mine"].sum() / sums["n_all"].sum())
    )
    side = corpus.name_side(corpus.catalogue.roles()[corpus.focus]) if corpus.focus else ""
    whose = say(f"the {side}'s", side) if side else say(f"by {corpus.name_focus()}", corpus.name_focus())
    return say(
        f"Share of the stretches (runs of passages that readers coded as one theme) whose first passage is {whose}:"
        f" the mean of a conversation's renderings, whose counts stand beside it. All themes: {overall}.",
        f"各主题的连续段（人工编码为同一主题的一串段落）中，首个段落出自{whose}的比例：取同一场对话各版本的均值，"
        f"各版本的计数写在旁边。所有主题：{overall}。",
    )


def _tell_few(corpus: Corpus, enough: pd.Series, *, single: bool) -> str:
    """The footer: which cases have too few stretches for a mark."""
    has_any = enough.groupby("conversation").any()
    unmarked = [tell_talk(corpus, c) for c in corpus.order_conversations(has_any.index) if not has_any[c]]
    few = int((~enough).sum())
    return say(
        "Counts so small that no interval is claimed. "
        * single
        + f"Fewer than {_FEWEST_STRETCHES} stretches in a rendering: no mark, too few ({few} cases)."
        " Whoever speaks more begins more. ",
        "计数太小，故不给区间。" * single
        + f"某一版本不足 {_FEWEST_STRETCHES} 段者太少，不画点（{few} 例）。说得越多，提起的也越多。",
    ) + (
        say(
            f"Without any mark{'' if single else ' of its own'}: {list_some(unmarked)}. ",
            f"一个点也没有的：{list_some(unmarked)}。",
        )
        if unmarked
        else ""
    )


def _tell_raised(corpus: Corpus, shares: pd.Series) -> str:
    """The finding: where who is in focus begins the most stretches and where the fewest.

    shares: by conversation, "" for all together, and theme.
    """
    named = shares[shares.index.get_level_values(1) != UNASSIGNED]
    if named.empty:
        return say("Too few stretches on any theme to say who raises it", "各主题的连续段都太少，看不出由谁提起")
    who, begin = cut_text(corpus.name_focus(), 30), "begins" if corpus.focus else "begin"
    high, low = percent(named.max()), percent(named.min())
    starting = who[:1].upper() + who[1:]
    if high == low:
        return say(
            f"{starting} {begin} {high} of the stretches on every theme", f"每个主题的连续段都有 {high} 由{who}提起"
        )
    ends = [named.idxmax(), named.idxmin()]
    full, brief = (
        [
            say(
                f"{corpus.name_theme(theme, inside=True)}{f' at {tell_talk(corpus, talk)}' if talk and placed else ''}",
                f"{f'{tell_talk(corpus, talk)} 中' if talk and placed else ''}{corpus.name_theme(theme, inside=True)}",
            )
            for talk, theme in ends
        ]
        for placed in (True, False)
    )
    return choose_title(
        *(
            say(
                f"{starting} {begin} {high} of the stretches on {most}, and {low} of those on {least}",
                f"{most}的连续段有 {high} 由{who}提起，{least}的只有 {low}",
            )
            for most, least in (full, brief)
        )
    )
