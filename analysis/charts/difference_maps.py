"""Differences of many conversations: how many hold between each two, or where each differs from the rest."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.fitting import choose_title, escape, label_talk, tell_talk
from analysis.charts.frame import frame_figure
from analysis.charts.panels import tell_tests
from analysis.charts.style import (
    MANY,
    SEQUENTIAL,
    UNJUDGED,
    choose_height,
    complete_order,
    interval_note,
    shorten,
    tell_capped,
    tell_found_here,
    tell_noise_unknown,
)
from analysis.comparison.verdicts import NOT_JUDGED
from analysis.corpus.folder import Corpus
from analysis.corpus.labels import name_value
from analysis.corpus.themes import UNASSIGNED
from analysis.ground.wording import say
from analysis.passages.sampling import FEWEST_CLUSTERS

_DIVERGING = [[0, "#8c510a"], [0.25, "#d8b365"], [0.5, "#ffffff"], [0.75, "#5ab4ac"], [1, "#01665e"]]
_MOST_COLUMNS = 16


def plot_matrix(corpus: Corpus, differences: pd.DataFrame) -> go.Figure:
    """Return how many differences hold between each two of several conversations: see plot_differences."""
    order = corpus.order_conversations({*differences["conversation_a"], *differences["conversation_b"]})
    places = {name: number for number, name in enumerate(order)}
    n_held = np.full((len(order), len(order)), np.nan)
    grey = np.full_like(n_held, np.nan)
    told = np.full(n_held.shape, "", dtype=object)
    counts = {}
    for (a, b), rows in differences.groupby(["conversation_a", "conversation_b"], sort=False):
        held, judged = rows[rows["beyond"].astype(bool)], (~rows["verdict"].isin(NOT_JUDGED)).any()
        if judged:
            counts[str(a), str(b)] = len(held)
        for one, other, sign in ((a, b, 1), (b, a, -1)):
            cell = places[str(one)], places[str(other)]
            (n_held if judged else grey)[cell] = len(held) if judged else 1
            told[cell] = _tell_cell(corpus, str(one), str(other), rows if judged else rows[:0], sign)
    labels = [label_talk(corpus, name, 30) for name in order]
    columns = [label_talk(corpus, name, 22) for name in order]
    figure = go.Figure(
        [
            go.Heatmap(
                x=order, y=order[::-1], z=values[::-1],
                colorscale=scale, zmin=0, zmax=max(1, np.nanmax([0, *n_held.ravel()])),
                showscale=False, xgap=2, ygap=2, customdata=told[::-1], hovertemplate="%{customdata}<extra></extra>",
                text=[[f"{v:.0f}" if written and not np.isnan(v) else "" for v in row] for row in values[::-1]],
                texttemplate="%{text}",
                meta={"leads": [[{"conversations": sorted({a, b})} for a in order] for b in order[::-1]]},
            )
            for values, scale, written in ((grey, UNJUDGED, False), (n_held, SEQUENTIAL, True))
        ]
    )  # fmt: skip
    figure.update_layout(showlegend=False)
    figure.update_xaxes(type="category", tickvals=order, ticktext=columns, tickangle=-35, showgrid=False, side="bottom")
    figure.update_yaxes(type="category", tickvals=order, ticktext=labels, showgrid=False)
    n_themes, known = differences["theme"].nunique(), bool(differences["noise"].notna().any())
    title = _tell_matrix(corpus, counts, n_themes)
    return frame_figure(
        corpus,
        figure,
        title=title,
        subtitle=say(
            f"How many of the differences of {n_themes} theme shares hold between each two {corpus.units}; hovering"
            " lists them. Grey: not judged.",
            f"每两{corpus.unit_zh}之间，{n_themes} 个主题占比的差异有几项成立；悬停可见是哪几项。灰色：不作判断。",
        )
        + ("" if known else tell_noise_unknown()),
        footer=tell_found_here(corpus),
        how=_tell_holding(corpus, differences, known=known),
        height=choose_height(len(order), usual=38) * len(order),
        left=228,
        room_below=80,
        alt=say(
            f"Matrix of {corpus.units} by {corpus.units}: how many differences hold. ",
            f"{corpus.unit}两两对照的矩阵：成立的差异数。",
        )
        + title,
    )


def _tell_holding(corpus: Corpus, differences: pd.DataFrame, *, known: bool) -> str:
    """What the footer says of when a difference holds and when it is not judged."""
    return (
        tell_tests(known=known)
        + say(
            f"Not judged: fewer than {FEWEST_CLUSTERS} exchanges, or too much fits no theme. ",
            f"不作判断：问答不足 {FEWEST_CLUSTERS} 个，或不属于任何主题的话语太多。",
        )
        + (interval_note(corpus, differences) if "unit" in differences else "")
    )


def _tell_cell(corpus: Corpus, one: str, other: str, judged: pd.DataFrame, sign: int) -> str:
    """What hovering says of two conversations: the differences that hold, of those that can be judged."""
    names = say(" and ", " 与 ").join(escape(tell_talk(corpus, name, 60)) for name in (one, other))
    if judged.empty:
        return f"<b>{names}</b><br>{say('not judged', '不作判断')}"
    rows = judged[judged["beyond"].astype(bool)].sort_values("difference", key=abs, ascending=False)
    lines = [
        f"{escape(corpus.name_theme(row.theme))} {tell_points(sign * row.difference)}" for row in rows[:12].itertuples()
    ]
    n_more = len(rows) - len(lines)
    if n_more:
        lines.append(say(f"and {n_more} more", f"另有 {n_more} 项"))
    head = say(
        f"{len(rows)} of {len(judged)} differences hold (points)",
        f"{len(judged)} 项差异中 {len(rows)} 项成立（百分点）",
    )
    return "<br>".join([f"<b>{names}</b>", head, *lines])


def _tell_matrix(corpus: Corpus, counts: dict[tuple[str, str], int], n_themes: int) -> str:
    """The finding: in how many pairs something differs, and in which most."""
    if not counts:
        return say(
            f"No difference between two {corpus.units} can be judged",
            f"没有哪两{corpus.unit_zh}之间的差异可以判断",
        )
    n_differ = sum(count > 0 for count in counts.values())
    if not n_differ:
        return say(
            f"No difference holds between any of {len(counts)} pairs of {corpus.units}",
            f"{len(counts)} 对{corpus.unit}之间，没有一项差异成立",
        )
    widest = max(counts, key=lambda pair: counts[pair])
    one, other = (tell_talk(corpus, name) for name in widest)
    return say(
        f"{n_differ} of {len(counts)} pairs of {corpus.units} differ in a theme; {one} and {other} in most:"
        f" {counts[widest]} of {n_themes}",
        f"{len(counts)} 对{corpus.unit}中，{n_differ} 对至少有一个主题差异成立；{one} 与 {other} 最多："
        f"{n_themes} 个主题中有 {counts[widest]} 个",
    )


def plot_rests(corpus: Corpus, differences: pd.DataFrame) -> go.Figure:
    """Return where each of many conversations differs from the rest: see plot_differences."""
    held = differences[differences["beyond"].astype(bool)]
    sizes = differences.groupby("theme")["share_a"].mean().sort_values(ascending=False, kind="stable")
    ranked = complete_order(sizes.index, [])
    rest = [theme for theme in ranked if theme == UNASSIGNED]
    themes = [*[theme for theme in ranked if theme != UNASSIGNED][: _MOST_COLUMNS - len(rest)], *rest]
    n_themes = len(ranked)
    every = corpus.order_conversations(differences["conversation_a"])
    largest = held["difference"].abs().groupby(held["conversation_a"]).max().reindex(every).fillna(0)
    judged = (~differences["verdict"].isin(NOT_JUDGED)).groupby(differences["conversation_a"]).any().reindex(every)
    order = sorted(every, key=lambda name: (not judged[name], -largest[name]))[:MANY]
    table = differences.set_index(["conversation_a", "theme"])
    cells = pd.MultiIndex.from_product([order, themes])
    shape = (len(order), len(themes))
    found = table.reindex(cells)
    values = (found["difference"].to_numpy(dtype=float) * 100).reshape(shape)
    clears = found["beyond"].eq(True).to_numpy().reshape(shape)
    unjudged = (found["verdict"].isna() | found["verdict"].isin(NOT_JUDGED)).to_numpy().reshape(shape)
    grey = np.where(unjudged, 1.0, np.nan)
    values = np.where(unjudged, np.nan, values)
    furthest = float(np.nanmax([1.0, *np.abs(values[~np.isnan(values)])]))
    told = np.array(
        [
            _tell_rest(corpus, conversation, theme, row)
            for (conversation, theme), row in zip(cells, found.itertuples(), strict=True)
        ],
        dtype=object,
    ).reshape(shape)
    row_height = choose_height(len(order), usual=30)
    size = max(8, min(12, row_height - 6, 300 // len(themes)))
    figure = go.Figure(
        [
            go.Heatmap(
                x=themes, y=order[::-1], z=part[::-1],
                colorscale=scale, zmin=-furthest, zmax=furthest, showscale=False, xgap=1, ygap=1,
                customdata=told[::-1], hovertemplate="%{customdata}<extra></extra>",
                text=np.where(written, _print_points(values), "")[::-1], texttemplate="%{text}",
                textfont={"size": size},
                meta={"leads": [[{"themes": [t], "conversations": [c]} for t in themes] for c in order[::-1]]},
            )
            for part, scale, written in ((grey, UNJUDGED, np.zeros(shape, dtype=bool)), (values, _DIVERGING, clears))
        ]
    )  # fmt: skip
    figure.update_layout(showlegend=False)
    figure.update_xaxes(
        type="category", tickvals=themes, ticktext=[shorten(corpus.name_theme(theme), 24) for theme in themes],
        tickangle=-35, showgrid=False, tickfont={"size": 12}, side="bottom",
    )  # fmt: skip
    figure.update_yaxes(
        type="category", tickvals=order, ticktext=[label_talk(corpus, name, 30) for name in order],
        showgrid=False, tickfont={"size": 12},
    )  # fmt: skip
    known = bool(differences["noise"].notna().any())
    title = _tell_rests(corpus, held, len(every), differences)
    return frame_figure(
        corpus,
        figure,
        title=title,
        subtitle=say(
            f"Difference of each {corpus.unit}'s theme shares from the mean of all others, percentage points: green"
            " more, brown less. Printed: it holds. Grey: not judged. Rows by their largest difference that holds.",
            f"各{corpus.unit}的主题占比与其余各{corpus.count_zh}均值之差（百分点）：绿色为多，棕色为少。印出数字：差异成立。"
            "灰色：不作判断。各行按成立的最大差异排列。",
        )
        + ("" if known else tell_noise_unknown()),
        footer=tell_found_here(corpus)
        + tell_capped(len(order), len(every))
        + (
            say(
                f"Columns: the {len(themes)} largest of {n_themes} themes. ",
                f"各列：{n_themes} 个主题中最大的 {len(themes)} 个。",
            )
            if len(themes) < n_themes
            else ""
        ),
        how=_tell_holding(corpus, differences, known=known),
        height=row_height * len(order),
        left=228,
        room_below=92,
        alt=say(
            f"Heat map: {corpus.units} by themes, where each differs from the rest. ",
            f"热力图：各{corpus.unit}在哪些主题上与其余各{corpus.count_zh}不同。",
        )
        + title,
    )


def tell_points(share: float) -> str:
    """Return a difference of shares in whole percentage points, with its sign."""
    return f"{share * 100:+.0f}".replace("-", "\N{MINUS SIGN}")


def _print_points(values: np.ndarray) -> np.ndarray:
    """Percentage points with their sign, "" where there are none."""
    printed = [["" if np.isnan(v) else f"{v:+.0f}".replace("-", "\N{MINUS SIGN}") for v in row] for row in values]
    return np.array(printed, dtype=object)


def _tell_rest(corpus: Corpus, conversation: str, theme: str, row: object) -> str:
    """What hovering says of a conversation and a theme."""
    head = f"<b>{escape(tell_talk(corpus, conversation, 60))}</b>{say(': ', '：')}{escape(corpus.name_theme(theme))}"
    if pd.isna(row.difference):  # type: ignore[attr-defined]
        return f"{head}<br>{say('not judged', '不作判断')}"
    return f"{head}<br>" + say(
        f"{tell_points(row.difference)} points: {row.share_a:.0%}, others {row.share_b:.0%}"  # type: ignore[attr-defined]
        f"<br>{name_value(corpus, row.verdict)}",  # type: ignore[attr-defined]
        f"{tell_points(row.difference)} 个百分点：{row.share_a:.0%}，其余 {row.share_b:.0%}"  # type: ignore[attr-defined]
        f"<br>{name_value(corpus, row.verdict)}",  # type: ignore[attr-defined]
    )


def _tell_rests(corpus: Corpus, held: pd.DataFrame, n_all: int, differences: pd.DataFrame) -> str:
    """The finding: how many conversations differ from the rest, and where most."""
    if differences["verdict"].isin(NOT_JUDGED).all():
        return say("No difference from the rest can be judged", f"与其余各{corpus.count_zh}的差异都无法判断")
    if held.empty:
        return say(
            f"No difference of {corpus.count_units(n_all)} from the rest holds",
            f"{corpus.count_units(n_all)}与其余各{corpus.count_zh}的差异均不成立",
        )
    n_held = held["conversation_a"].nunique()
    top = held.loc[held["difference"].abs().idxmax()]
    where, theme = tell_talk(corpus, top["conversation_a"], 36), corpus.name_theme(top["theme"], inside=True)
    points = abs(round(top["difference"] * 100))
    more = top["difference"] > 0
    told = say(
        f"{n_held} of {n_all} {corpus.units} differ from the rest in a theme",
        f"{corpus.count_units(n_all)}中，{n_held} {corpus.count_zh}至少在一个主题上与其余各{corpus.count_zh}有差异",
    )
    most = say(
        f"; {where} most: {points} points {'more' if more else 'less'} on {theme}",
        f"；{where} 差得最多：谈{theme}{'多' if more else '少'} {points} 个百分点",
    )
    return choose_title(told + most, told)
