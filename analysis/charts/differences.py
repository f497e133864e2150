"""Charts of differences: which are larger than their interval and than the noise of renderings."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.frame import Choice, frame_figure
from analysis.charts.style import FAINT, INK, QUIET, conversation_colour, draw_interval, interval_note, label_theme_rows
from analysis.comparison import FEWEST_EXCHANGES, TOO_FEW
from analysis.display import name_value
from analysis.language import name_conversation, name_theme, say


def plot_differences(differences: pd.DataFrame) -> go.Figure:
    """Return the differences of theme shares between two conversations against the noise floor.

    differences: compare_conversations of themes. The pair that has most to say is shown at first; a
    menu has the others, each with its own finding.
    """
    pairs = list(differences.groupby(["conversation_a", "conversation_b"], sort=False).groups)
    n_judged = {pair: int((_take(differences, pair)["verdict"] != TOO_FEW).sum()) for pair in pairs}
    first = max(pairs, key=lambda pair: n_judged[pair])
    order = _take(differences, first).sort_values("difference")["theme"].tolist()
    figure, owners = go.Figure(), []
    for pair in pairs:
        rows = _take(differences, pair).set_index("theme").reindex(order).reset_index()
        rows["height"] = np.arange(len(order))
        figure.add_bar(
            orientation="h", x=2 * rows["noise"], base=-rows["noise"], y=rows["height"], width=0.86,
            marker={"color": FAINT, "line": {"width": 0}}, showlegend=False, hoverinfo="skip",
        )  # fmt: skip
        figure.add_scatter(
            x=[*rows["detectable"], *-rows["detectable"]], y=[*rows["height"], *rows["height"]], mode="markers",
            marker={"symbol": "line-ns", "size": 12, "line": {"width": 1.4, "color": QUIET}}, showlegend=False,
            customdata=[_points(x) for x in [*rows["detectable"], *-rows["detectable"]]],
            hovertemplate=say("a difference this large would be found with a power of 80%: %{customdata} points",
                              "能以 80% 的检验功效发现的差异：%{customdata} 个百分点") + "<extra></extra>",
        )  # fmt: skip
        sides = ((pair[0], 1), (pair[1], -1), ("", 0))
        for side, sign in sides:
            # The legend shows a trace's first mark: one that holds, where there is one.
            part = rows[np.sign(rows["difference"]) == sign].sort_values("clears", ascending=False, kind="stable")
            colour = conversation_colour(side) if side else QUIET
            effects = [f"{h:.2f}".replace("-", "\N{MINUS SIGN}") for h in part["effect"]]
            figure.add_scatter(
                x=part["difference"], y=part["height"], mode="markers",
                name=say(f"more in {name_conversation(side)}", f"{name_conversation(side)} 更多") if side
                else say("not sure", "不能确定"),
                marker={"size": 11, "color": [colour if clear else "white" for clear in part["clears"]],
                        "line": {"color": colour, "width": 2}},
                error_x=draw_interval(part["difference"], part["ci_low"], part["ci_high"], colour=colour),
                customdata=np.stack(
                    [part["theme"].map(name_theme), part["share_a"], part["share_b"], part["ci_low"].map(_points),
                     part["ci_high"].map(_points), part["noise"] * 100, effects,
                     part["verdict"].map(name_value), part["difference"].map(_points)], axis=1
                ),
                hovertemplate=f"<b>%{{customdata[0]}}</b><br>{name_conversation(pair[0])} %{{customdata[1]:.1%}}"
                + say(", ", "，")
                + f"{name_conversation(pair[1])} %{{customdata[2]:.1%}}<br>"
                + say(
                    "difference %{customdata[8]} points, interval %{customdata[3]} to %{customdata[4]}<br>noise floor"
                    " %{customdata[5]:.1f} points, effect (Cohen's h) %{customdata[6]}",
                    "差异 %{customdata[8]} 个百分点，区间 %{customdata[3]} 至 %{customdata[4]}<br>"
                    "噪声基线 %{customdata[5]:.1f} 个百分点，效应量（Cohen's h）%{customdata[6]}",
                )
                + "<br>%{customdata[7]}<extra></extra>",
            )  # fmt: skip
        owners += [pair] * (2 + len(sides))
    labels = {(a, b): f"{name_conversation(a)} {say('minus', '减')} {name_conversation(b)}" for a, b in pairs}
    choices = []
    for pair in pairs:
        title, subtitle = _tell_pair(_take(differences, pair), pair)
        measured = say(f"{labels[pair]}, points", f"{labels[pair]}（百分点）")
        visible = [owner == pair for owner in owners]
        choices.append(Choice(labels[pair], visible, title, subtitle, {"xaxis.title.text": measured}))
    figure.add_vline(x=0, line={"color": INK, "width": 1})
    figure.update_layout(barmode="overlay")
    ticks = np.arange(-5, 6) / 5
    figure.update_xaxes(tickvals=ticks, ticktext=[_points(x, digits=0) for x in ticks])
    label_theme_rows(figure, order[::-1])
    unjudged = say(", ", "、").join(labels[pair] for pair in pairs if not n_judged[pair])
    sides_shown = _name_sides(first)
    return frame_figure(
        figure,
        choices=choices,
        shown=pairs.index(first),
        footer=interval_note()
        + say(" Control: Benjamini and Hochberg, 5%. ", "多重比较校正：Benjamini-Hochberg，5%。")
        + (
            say(
                f"Not judged, with fewer than {FEWEST_EXCHANGES} exchanges: {unjudged}.",
                f"问答不足 {FEWEST_EXCHANGES} 个、不作判断的：{unjudged}。",
            )
            if unjudged
            else ""
        ),
        height=38 * len(order) + 20,
        left=228,
        alt=say(
            f"Dots with intervals: differences of theme shares between {sides_shown}, over a grey band of noise.",
            f"带区间的点图：{sides_shown} 各主题占比之差，灰色带为噪声。",
        ),
    )


def _tell_pair(rows: pd.DataFrame, pair: tuple[str, str]) -> tuple[str, str]:
    """The title and subtitle of a pair: which differences hold, or why none can be judged."""
    sides, reach = _name_sides(pair), f"{rows['detectable'].median() * 100:.0f}"
    measure = say(
        f"Differences of the shares of words of {len(rows)} themes, in percentage points. ",
        f"{len(rows)} 个主题话语占比之差，单位为百分点。",
    )
    power = say(
        f" Ticks: how large a difference must be to be found with a power of 80% (median {reach} points).",
        f"短竖线：差异要多大，才能以 80% 的检验功效发现（中位数 {reach} 个百分点）。",
    )
    if (rows["verdict"] == TOO_FEW).all():
        return (
            say(
                f"None of these differences can be judged: {sides} do not both have {FEWEST_EXCHANGES} exchanges",
                f"这些差异都无法判断：{sides} 至少有一方不足 {FEWEST_EXCHANGES} 个问答",
            ),
            measure
            + say(
                "All hollow: not judged. Grey: the noise, the distance between two renderings of one conversation.",
                "一律空心：不作判断。灰色为噪声，即同一场对话两个版本之间的差距。",
            )
            + power,
        )
    clear = rows[rows["clears"]].sort_values("difference", key=abs, ascending=False)
    told = say("; ", "").join(name_theme(t, inside=True) for t in clear["theme"])
    return (
        say(
            f"{len(clear)} of {len(rows)} differences between {sides} hold",
            f"{sides} 的 {len(rows)} 项差异中有 {len(clear)} 项成立",
        )
        + (say(f": {told}", f"：{told}") if told else ""),
        measure
        + say(
            "Filled: it holds, that is, it differs from zero after control for the number of comparisons, and the"
            " estimate, not its whole interval, lies beyond the noise (grey), the distance between two renderings of"
            " one conversation.",
            "实心：差异成立，即经多重比较校正后不为零，且估计值（不要求整个区间）超出噪声（灰色，即同一场对话"
            "两个版本之间的差距）。",
        )
        + power,
    )


def _name_sides(pair: tuple[str, str]) -> str:
    return f"{name_conversation(pair[0])} {say('and', '与')} {name_conversation(pair[1])}"


def _points(share: float, *, digits: int = 1) -> str:
    """A difference of shares in percentage points; nothing has no sign."""
    points = round(share * 100, digits)
    return f"{points:+.{digits}f}".replace("-", "\N{MINUS SIGN}") if points else "0"


def _take(differences: pd.DataFrame, pair: tuple[str, str]) -> pd.DataFrame:
    return differences[(differences["conversation_a"] == pair[0]) & (differences["conversation_b"] == pair[1])]
