"""Theme shares of a few conversations, side by side in a row for each theme."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.fitting import escape, frame_choices, label_talk, tell_talk
from analysis.charts.frame import Choice
from analysis.charts.panels import tell_tests
from analysis.charts.style import (
    INK,
    THIN,
    choose_ends,
    choose_theme_height,
    conversation_colour,
    draw_interval,
    label_theme_rows,
    lead_to,
    note_here,
    spread_rows,
    tell_found_here,
    tell_noise_unknown,
    tell_press_reports,
)
from analysis.comparison.multiverse import find_firmest
from analysis.comparison.verdicts import FEWEST_EXCHANGES, NOT_JUDGED, UNFITTING
from analysis.corpus.folder import Corpus
from analysis.ground.wording import say

_NOISE = "#dfe5ea"


def plot_beside(
    corpus: Corpus,
    shares: Mapping[str, pd.DataFrame],
    differences: Mapping[str, pd.DataFrame],
    *,
    order: Sequence[str],
    n_passages: int,
    floors: pd.Series,
    titles: Mapping[str, str],
    ways: pd.DataFrame | None,
) -> go.Figure:
    """Return the shares of a few conversations: see plot_theme_shares.

    floors: of the noise, by theme, NaN where it is unknown. titles: the finding of each choice. ways: see
    find_firmest; the difference that it finds is written beside its mark.
    """
    figure, shown, squares = go.Figure(), [], False
    first, *_ = shares
    conversations = corpus.order_conversations(shares[first]["conversation"])
    offsets = dict(zip(conversations, spread_rows(len(conversations), most=0.23), strict=True))
    alone = len(conversations) == 1
    for choice, table in shares.items():
        for conversation in corpus.order_conversations(table["conversation"]):
            rows = table[table["conversation"] == conversation].set_index("theme").reindex(list(order)).reset_index()
            mine = _take_differences(differences[choice], conversation)
            differs = set(mine.loc[mine["here"].astype(bool), "theme"])
            beyond = set(mine.loc[mine["beyond"].astype(bool), "theme"])
            enough = rows["n_exchanges_whole"].max() >= FEWEST_EXCHANGES
            judged = alone or bool((~mine["verdict_here"].isin(NOT_JUDGED)).any())
            squares |= not judged
            colour = conversation_colour(corpus, conversation) if judged else THIN
            low, high = choose_ends(rows)
            edges = [INK if theme in beyond else colour for theme in rows["theme"]]
            heights = np.arange(len(order))[::-1] + offsets.get(conversation, 0)
            label = label_talk(corpus, conversation)
            if not enough:
                label += say(" (too few exchanges)", "（问答太少）")
            elif not judged:
                label += say(" (not judged)", "（不作判断）")
            figure.add_scatter(
                x=rows["share"],
                y=heights,
                mode="markers",
                cliponaxis=False,
                name=label,
                marker={
                    "size": 10 if judged else 8,
                    "symbol": "circle" if judged else "square",
                    "color": [colour if alone or theme in differs else "white" for theme in rows["theme"]],
                    "line": {"color": edges, "width": 2 if judged else 1.2},
                },
                error_x=draw_interval(rows["share"], low, high, colour=colour),
                meta=lead_to(themes=rows["theme"], conversations=[conversation] * len(rows))
                if choice == first
                else None,
                customdata=np.stack(
                    [
                        [escape(corpus.name_theme(theme)) for theme in rows["theme"]],
                        rows["here_low"], rows["here_high"], rows["n_passages"], rows["n_turns"], rows["ci_low"],
                        rows["ci_high"],
                    ],
                    axis=1,
                ),
                hovertemplate=f"<b>{escape(corpus.name_conversation(conversation))}</b>"
                + say(
                    f": %{{customdata[0]}}<br>%{{x:.1%}} of the words ({escape(choice)})"
                    "<br>in these talks %{customdata[1]:.1%} to %{customdata[2]:.1%}, read or published otherwise"
                    "<br>in more such talk %{customdata[5]:.1%} to %{customdata[6]:.1%}"
                    "<br>%{customdata[3]} passages in %{customdata[4]} turns<extra></extra>",
                    f"：%{{customdata[0]}}<br>占话语的 %{{x:.1%}}（{escape(choice)}）"
                    "<br>就这几场对话而言，换人判读或换版本：%{customdata[1]:.1%} 至 %{customdata[2]:.1%}"
                    "<br>同类谈话再多一些：%{customdata[5]:.1%} 至 %{customdata[6]:.1%}"
                    "<br>%{customdata[4]} 个话轮，共 %{customdata[3]} 个段落<extra></extra>",
                ),
            )  # fmt: skip
            shown.append(choice)
        firmest = find_firmest(differences[choice], ways if choice == first else None)
        if firmest is not None:
            told = _tell_firmest(corpus, firmest, table, order, offsets)
            figure.add_scatter(
                x=[told[0]], y=[told[1]], mode="text", text=[told[2]], textposition="middle right", cliponaxis=False,
                textfont={"size": 12, "color": INK}, showlegend=False, hoverinfo="skip",
            )  # fmt: skip
            shown.append(choice)
    known = bool(floors.notna().any())
    if known:
        _add_floors(corpus, figure, floors)
    choices = [
        Choice(
            label=choice,
            visible=[*(owner == choice for owner in shown), *[True] * known],
            title=titles[choice],
            subtitle=_tell_measure(
                corpus, choice, int(table["n_passages"].sum()), n_passages, known=known, alone=alone
            ),
        )
        for choice, table in shares.items()
    ]
    furthest = max(np.nanmax([*choose_ends(table)[1], *table["share"], 0.0]) for table in shares.values())
    figure.update_xaxes(
        tickformat=".0%", title=say("share of these words", "占这些话语的比例"), range=[0, 1.03 * (furthest or 1)]
    )
    if alone:
        figure.update_layout(showlegend=False)
    figure.update_yaxes(layer="below traces")  # or the ticks at 0% lie on the marks
    label_theme_rows(corpus, figure, order)
    bars = say("The grey bars are always those of all speakers together. ", "灰条一律按全部说话人计算。")
    unfitting = any((table["verdict_here"] == UNFITTING).any() for table in differences.values())
    return frame_choices(
        corpus,
        figure,
        choices,
        footer=(_tell_squares(unfitting=unfitting) if squares else "")
        + tell_found_here(corpus)
        + note_here(corpus, pd.concat(list(shares.values()))),
        how=("" if alone else tell_tests(known=known) + (bars if known else "")) + tell_press_reports(corpus),
        height=choose_theme_height(len(order)) * len(order) + 30,
        left=228,
        alt=say(
            f"Dot plot with intervals of theme shares in each {corpus.unit}. ",
            f"点图：各{corpus.unit}中每个主题的占比及其区间。",
        )
        + choices[0].title,
    )


def _tell_firmest(
    corpus: Corpus,
    row: pd.Series,
    shares: pd.DataFrame,
    order: Sequence[str],
    offsets: Mapping[str, float],
) -> tuple[float, float, str]:
    """What stands beside the upper mark of a difference: its place, and by how much it lies above the other one."""
    more, less = (row["conversation_a"], row["conversation_b"])[:: 1 if row["difference"] > 0 else -1]
    mark = shares[(shares["conversation"] == more) & (shares["theme"] == row["theme"])].iloc[0]
    end = choose_ends(shares.loc[[mark.name]])[1].iloc[0]
    points = f"{abs(row['difference']) * 100:.0f}"
    told = say(
        f"{points} points above {tell_talk(corpus, less, 20)}", f"比 {tell_talk(corpus, less, 20)} 高 {points} 个百分点"
    )
    place = len(order) - 1 - list(order).index(row["theme"]) + offsets.get(more, 0.0)
    return float(np.nanmax([end, mark["share"]])), place, f"\N{NO-BREAK SPACE}\N{LEFTWARDS ARROW} {escape(told)}"


def _add_floors(corpus: Corpus, figure: go.Figure, floors: pd.Series) -> None:
    places = np.arange(len(floors))[::-1][floors.notna().to_numpy()]  # what fits no theme has no noise of its own
    floors = floors.dropna()
    names = [escape(corpus.name_theme(theme)) for theme in floors.index]
    figure.add_bar(
        orientation="h",
        x=floors,
        y=places,
        width=0.78,
        name=say("noise floor", "噪声基线"),
        marker={"color": _NOISE, "line": {"width": 0}},
        customdata=[[name, f"{floor * 100:.1f}"] for name, floor in zip(names, floors, strict=True)],
        hovertemplate=say(
            "<b>noise floor</b>: %{customdata[0]}<br>so far apart, %{customdata[1]} points, two conversations may lie"
            "<br>by how they were published alone<extra></extra>",
            "<b>噪声基线</b>：%{customdata[0]}<br>仅因发表方式不同，两场对话就可能相差"
            " %{customdata[1]} 个百分点<extra></extra>",
        ),
    )


def _tell_squares(*, unfitting: bool) -> str:
    or_unfitting = say(", or too much fits no theme", "，或不属于任何主题的话语太多") if unfitting else ""
    return say(
        f"Grey squares, not judged: fewer than {FEWEST_EXCHANGES} exchanges{or_unfitting}. ",
        f"灰色方块：问答不足 {FEWEST_EXCHANGES} 个{or_unfitting}，不作判断。",
    )


def _tell_measure(corpus: Corpus, choice: str, n_passages: int, n_all: int, *, known: bool, alone: bool) -> str:
    """The subtitle for a choice of speakers: whose words, how many passages of all, and how to read the marks."""
    of_all = "" if n_passages == n_all else say(f" of {n_all}", f"，全部共 {n_all} 个")
    measure = say(
        f"Words by theme in each {corpus.unit} ({choice}), {n_passages}{of_all} passages; two renderings of one"
        " conversation count as one.",
        f"各{corpus.unit}的话语按主题的占比（{choice}），{n_passages} 个段落{of_all}；"
        "同一场对话的两个版本合并为一场计。",
    )
    if alone:
        return measure
    bar = say(
        " Grey bar: noise floor; two marks closer together than its length show no difference.",
        "灰条：噪声基线；两点相距不及灰条之长，便看不出差异。",
    )
    unknown = tell_noise_unknown()
    filled = say(
        f" Filled: it differs from another {corpus.unit} in these talks; ringed in black: beyond them too.",
        f"实心：就这几场对话而言，与另一{corpus.unit_zh}有差异；黑圈：推及更多同类谈话也成立。",
    )
    return measure + filled + (bar if known else unknown)


def _take_differences(differences: pd.DataFrame, conversation: str) -> pd.DataFrame:
    return differences[differences[["conversation_a", "conversation_b"]].eq(conversation).any(axis=1)]
