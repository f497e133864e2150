"""Charts of themes: their shares by conversation, with intervals, and in two renderings."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.frame import Choice, frame_figure
from analysis.charts.style import (
    conversation_colour,
    draw_interval,
    guess_order,
    interval_note,
    label_theme_rows,
)
from analysis.comparison import FEWEST_EXCHANGES, FEWEST_TURNS, TOO_FEW
from analysis.language import join_words, name_conversation, name_theme, say
from analysis.themes import UNASSIGNED

_NOISE = "#dfe5ea"


def order_themes(shares: pd.DataFrame) -> list[str]:
    """Return themes by the mean of their shares, the largest first, "unassigned" last."""
    means = shares.groupby("theme")["share"].mean().sort_values(ascending=False, kind="stable")
    return [theme for theme in means.index if theme != UNASSIGNED] + [t for t in means.index if t == UNASSIGNED]


def plot_theme_shares(
    shares: Mapping[str, pd.DataFrame],
    differences: Mapping[str, pd.DataFrame],
    *,
    order: list[str],
    n_passages: int,
    noise: pd.DataFrame,
) -> go.Figure:
    """Return the theme shares of the conversations side by side, with intervals.

    shares, differences: for each choice of speakers (its label as the menu shows it; the first is shown at
    first), measure_shares with whole conversation, and compare_conversations, both of themes. n_passages: of
    all speakers. noise: measure_noise of themes, of all speakers; its floor is drawn under each theme's marks.
    A mark is filled where its conversation differs from another one by the verdict of compare_conversations,
    and a square where no difference of its conversation can be judged.
    """
    figure, shown = go.Figure(), []
    for choice, table in shares.items():
        for number, conversation in enumerate(guess_order(table["conversation"].tolist())):
            rows = table[table["conversation"] == conversation].set_index("theme").loc[order].reset_index()
            colour = conversation_colour(conversation)
            mine = _take_differences(differences[choice], conversation)
            differs, judged = set(mine.loc[mine["clears"], "theme"]), (mine["verdict"] != TOO_FEW).any()
            enough = rows["n_turns_whole"].iloc[0] >= FEWEST_TURNS
            heights = np.arange(len(order))[::-1] + (1 - number) * 0.23
            label = name_conversation(conversation)
            if not enough:
                label += say(" (too few turns)", "（话轮太少）")
            elif not judged:
                label += say(" (not judged)", "（不作判断）")
            figure.add_scatter(
                x=rows["share"] if enough else [None] * len(rows),
                y=heights,
                mode="markers",
                cliponaxis=False,
                name=label,
                marker={
                    "size": 10 if judged else 8,
                    "symbol": "circle" if judged else "square",
                    "color": [colour if theme in differs else "white" for theme in rows["theme"]],
                    "line": {"color": colour, "width": 2 if judged else 1.2},
                },
                error_x=draw_interval(rows["share"], rows["ci_low"], rows["ci_high"], colour=colour)
                | ({} if judged else {"thickness": 0.8}),
                customdata=np.stack(
                    [
                        [name_theme(theme) for theme in rows["theme"]],
                        rows["ci_low"], rows["ci_high"], rows["n_passages"], rows["n_turns"],
                    ],
                    axis=1,
                ),
                hovertemplate=f"<b>{name_conversation(conversation)}</b>"
                + say(
                    f": %{{customdata[0]}}<br>%{{x:.1%}} of the words ({choice})"
                    "<br>interval %{customdata[1]:.1%} to %{customdata[2]:.1%}"
                    "<br>%{customdata[3]} passages in %{customdata[4]} turns<extra></extra>",
                    f"：%{{customdata[0]}}<br>占话语的 %{{x:.1%}}（{choice}）"
                    "<br>区间 %{customdata[1]:.1%} 至 %{customdata[2]:.1%}"
                    "<br>%{customdata[4]} 个话轮，共 %{customdata[3]} 个段落<extra></extra>",
                ),
            )  # fmt: skip
            shown.append(choice)
    floors = noise.set_index("theme")["floor"].reindex(order)
    figure.add_bar(
        orientation="h",
        x=floors,
        y=np.arange(len(order))[::-1],
        width=0.78,
        name=say("noise floor", "噪声基线"),
        marker={"color": _NOISE, "line": {"width": 0}},
        customdata=[[name_theme(theme), f"{floors[theme] * 100:.1f}"] for theme in order],
        hovertemplate=say(
            "<b>noise floor</b>: %{customdata[0]}<br>two renderings of one conversation differ by up to"
            " %{customdata[1]} points<extra></extra>",
            "<b>噪声基线</b>：%{customdata[0]}<br>同一对话的两个版本最多相差 %{customdata[1]} 个百分点<extra></extra>",
        ),
    )
    first, *_ = shares
    choices = [
        Choice(
            label=choice,
            visible=[*(owner == choice for owner in shown), True],
            title=_tell_leaders(differences[choice])
            + ("" if choice == first else say(f" ({choice})", f"（{choice}）")),
            subtitle=_tell_measure(choice, int(table["n_passages"].sum()), n_passages),
        )
        for choice, table in shares.items()
    ]
    furthest = max(
        table.loc[table["n_turns_whole"] >= FEWEST_TURNS, "ci_high"].to_numpy().max(initial=0.0)
        for table in shares.values()
    )
    figure.update_xaxes(
        tickformat=".0%", title=say("share of these words", "占这些话语的比例"), range=[0, 1.03 * furthest]
    )
    figure.update_yaxes(layer="below traces")  # or the ticks at 0% lie on the marks
    label_theme_rows(figure, order)
    return frame_figure(
        figure,
        choices=choices,
        footer=say(
            "A difference holds against its interval, the distance between two renderings of one conversation, and"
            " the number of comparisons (Benjamini and Hochberg, 5%). The grey bars are always those of all speakers"
            f" together. Squares, not judged: fewer than {FEWEST_EXCHANGES} exchanges; of SIGGRAPH there is only a"
            " press article. A share of exactly zero has no interval. ",
            "差异要成立，须同时经得起三重检验：自身的区间、同一对话两个版本间的距离、多重比较校正"
            "（Benjamini-Hochberg，5%）。灰条一律按全部说话人计算。"
            f"方块：问答不足 {FEWEST_EXCHANGES} 个，不作判断；SIGGRAPH 只有一篇新闻报道。占比恰为零的没有区间。",
        )
        + interval_note(),
        height=50 * len(order) + 30,
        left=228,
        alt=say(
            "Dot plot with intervals of theme shares in each conversation. ", "点图：各对话中每个主题的占比及其区间。"
        )
        + choices[0].title,
    )


def _tell_measure(choice: str, n_passages: int, n_all: int) -> str:
    """The subtitle for a choice of speakers: whose words, how many passages of all, and how to read the marks."""
    of_all = "" if n_passages == n_all else say(f" of {n_all}", f"，全部共 {n_all} 个")
    return say(
        f"Words by theme in each conversation ({choice}), {n_passages}{of_all} passages; two renderings of one"
        " conversation count as one. Filled: its difference from another conversation holds. Grey bar: noise floor;"
        " two marks closer together than its length show no difference.",
        f"各对话的话语按主题的占比（{choice}），{n_passages} 个段落{of_all}；同一场对话的两个版本合并为一场计。"
        "实心：与另一场对话的差异成立。灰条：噪声基线；两点相距不及灰条之长，便看不出差异。",
    )


def _take_differences(differences: pd.DataFrame, conversation: str) -> pd.DataFrame:
    return differences[differences[["conversation_a", "conversation_b"]].eq(conversation).any(axis=1)]


def _tell_leaders(differences: pd.DataFrame) -> str:
    """The finding: which conversation dwells on what more than which other one."""
    if not (differences["verdict"] != TOO_FEW).any():
        return say("No difference can be judged: too few exchanges", "问答太少，差异无从判断")
    told: dict[tuple[str, str], list[str]] = {}
    for row in differences[differences["clears"]].sort_values("difference", key=abs, ascending=False).itertuples():
        more, less = (row.conversation_a, row.conversation_b)[:: 1 if row.difference > 0 else -1]
        if row.theme != UNASSIGNED:
            told.setdefault((more, less), []).append(name_theme(row.theme, inside=True))
    if not told:
        return say(
            "No conversation dwells on a theme more than another by a difference that holds",
            "没有哪场对话谈某个主题明显多于另一场：差异均不成立",
        )
    return say("; ", "；").join(
        say(
            f"{name_conversation(more)} dwells more than {name_conversation(less)} on {join_words(names)}",
            f"{name_conversation(more)} 比 {name_conversation(less)} 更多谈及{join_words(names)}",
        )
        for (more, less), names in told.items()
    )


def plot_renderings(shares: pd.DataFrame, *, order: list[str]) -> go.Figure:
    """Return the theme shares of two renderings of each conversation side by side: the noise floor.

    shares: measure_shares with whole conversation, rendering and part theme.
    """
    figure = go.Figure()
    largest = ("", "", 0.0)
    for number, conversation in enumerate(guess_order(shares["conversation"].tolist())):
        table = shares[shares["conversation"] == conversation].pivot(index="theme", columns="rendering", values="share")
        if table.shape[1] < 2:
            continue
        colour = conversation_colour(conversation)
        heights = np.arange(len(order))[::-1] + 0.14 - 0.28 * (number % 2)
        table = table.loc[order]
        spread = table.max(axis=1) - table.min(axis=1)
        if spread.max() > largest[2]:
            largest = (conversation, str(spread.idxmax()), float(spread.max()))
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
                name=rendering,
                marker={"size": 9, "color": colour, "symbol": symbol, "line": {"width": 1, "color": "white"}},
                hovertemplate=f"<b>{rendering}</b><br>"
                + say("%{x:.1%} of its words", "占其话语的 %{x:.1%}")
                + "<extra></extra>",
            )
    figure.update_xaxes(
        tickformat=".0%", title=say("share of the rendering's words", "占该版本话语的比例"), rangemode="nonnegative"
    )
    label_theme_rows(figure, order)
    title = say("No conversation here has two renderings that differ", "这里没有哪场对话的两个版本有差别")
    if largest[2] > 0:
        where, theme, points = (
            name_conversation(largest[0]),
            name_theme(largest[1], inside=True),
            f"{largest[2] * 100:.1f}",
        )
        title = say(
            f"The share of a theme differs by up to {points} points between two renderings of one conversation"
            f" ({where}, {theme})",
            f"同一场对话的两个版本，同一主题的占比最多相差 {points} 个百分点（{where}，{theme}）",
        )
    return frame_figure(
        figure,
        title=title,
        subtitle=say(
            "Theme shares in the published renderings of each conversation that has more than one.",
            "凡有多个发表版本的对话，各版本的主题占比。",
        ),
        footer=say(
            "The same words, published twice: what differs here is noise of publishing, translation and method, and"
            " a difference between conversations has to be larger.",
            "同样的话发表了两次：这里的差别是编辑、翻译和方法带来的噪声，对话之间的差异须大于它。",
        ),
        height=42 * len(order) + 20,
        left=228,
        alt=say(
            "Paired dots of theme shares in the two renderings of each conversation.",
            "成对圆点图：每场对话两个版本的主题占比。",
        ),
    )
