"""Charts of differences: which there are in these talks, and which beyond them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.difference_maps import plot_matrix, plot_rests
from analysis.charts.fitting import choose_title, escape, frame_choices, frame_empty, label_talk, tell_talk
from analysis.charts.frame import Choice
from analysis.charts.style import (
    FEW,
    INK,
    QUIET,
    THIN,
    choose_theme_height,
    complete_order,
    conversation_colour,
    draw_interval,
    interval_note,
    label_theme_rows,
    tell_found_here,
    tell_noise_unknown,
)
from analysis.comparison.verdicts import FEWEST_EXCHANGES, NOT_JUDGED, TOO_FEW
from analysis.corpus.folder import REST, Corpus
from analysis.corpus.labels import name_value
from analysis.corpus.themes import UNASSIGNED
from analysis.ground.wording import list_some, say

# The interval of what more such talk might show.
_THIN = "#b8c2cc"


def plot_differences(corpus: Corpus, differences: pd.DataFrame, *, ways: pd.DataFrame | None = None) -> go.Figure:
    """Return the differences of theme shares between conversations, and which of them hold.

    differences: compare_conversations of themes. ways: survey_ways; a title names only differences that hold in nearly
    all of them. Of up to four conversations the pair that has most to say is shown at
    first; a menu has the others, each with its own finding. Of more, a matrix says how many differences of each pair
    hold beyond these talks; where each is compared with the rest, a map has conversations by themes.
    """
    if differences.empty:
        return _frame_nothing(corpus)
    if (differences["conversation_b"] == REST).any():
        return plot_rests(corpus, differences)
    if len({*differences["conversation_a"], *differences["conversation_b"]}) > FEW:
        return plot_matrix(corpus, differences)
    by = ["conversation_a", "conversation_b", "theme"]
    if ways is not None and len(ways):
        told = [*by, "n_lengths", "here_in", "n_here", "holds"]
        differences = differences.merge(ways[told], on=by, how="left")
    return _plot_pairs(corpus, differences)


def _frame_nothing(corpus: Corpus) -> go.Figure:
    """The chart where there is nothing to compare."""
    alone = len(corpus.groups) == 1
    return frame_empty(
        corpus,
        title=say(
            f"No difference to measure: there is one {corpus.unit} alone",
            f"没有差异可量：只有一{corpus.unit_zh}",
        )
        if alone
        else say(
            f"No difference to measure: fewer than two {corpus.units} have words",
            f"没有差异可量：有话语的{corpus.unit}不足两{corpus.count_zh}",
        ),
        why=say(
            "A difference needs two conversations; add another one.", "至少要有两场对话才谈得上差异；请再添加一场。"
        )
        if not corpus.view.by
        else say(
            "A difference needs two groups; compare by another column.", "至少要有两组才谈得上差异；请换一列分组。"
        ),
        subtitle=say(
            f"Differences of the shares of words of each theme between {corpus.units}.",
            f"各{corpus.unit}之间各主题话语占比之差。",
        ),
    )


def _plot_pairs(corpus: Corpus, differences: pd.DataFrame) -> go.Figure:
    """The differences of each pair of a few conversations, theme by theme."""
    pairs = list(differences.groupby(["conversation_a", "conversation_b"], sort=False).groups)
    n_judged = {pair: int((~_take(differences, pair)["verdict_here"].isin(NOT_JUDGED)).sum()) for pair in pairs}
    first = max(pairs, key=lambda pair: n_judged[pair])
    ranked = _take(differences, first).sort_values("difference", ascending=False)["theme"].tolist()
    order = complete_order(ranked, differences["theme"])[::-1]
    known = bool(differences["noise"].notna().any())
    figure, owners, choices = go.Figure(), [], []
    labels = {(a, b): f"{tell_talk(corpus, a)} {say('minus', '减')} {tell_talk(corpus, b)}" for a, b in pairs}
    for pair in pairs:
        rows = _take(differences, pair).set_index("theme").reindex(order).rename_axis("theme").reset_index()
        rows["height"] = np.arange(len(order))
        owners += [pair] * _add_pair(corpus, figure, rows.dropna(subset=["difference"]), pair)
    for pair in pairs:
        title, subtitle = _tell_pair(corpus, _take(differences, pair), pair, known=known)
        measured = say(f"{escape(labels[pair])}, points", f"{escape(labels[pair])}（百分点）")
        visible = [owner == pair for owner in owners]
        choices.append(Choice(labels[pair], visible, title, subtitle, {"xaxis.title.text": measured}))
    figure.add_vline(x=0, line={"color": INK, "width": 1})
    furthest = 1.25 * np.nanmax(np.abs(differences[["here_low", "here_high", "difference"]].to_numpy(dtype=float)))
    figure.update_xaxes(range=[-furthest, furthest])
    ticks = np.arange(-5, 6) / 5
    figure.update_xaxes(tickvals=ticks, ticktext=[_points(x, digits=0) for x in ticks])
    label_theme_rows(corpus, figure, order[::-1])
    sides_shown = _name_sides(corpus, first)
    return frame_choices(
        corpus,
        figure,
        choices,
        shown=pairs.index(first),
        footer=say(
            "Thick: how far a difference may lie off as passages might have been read and talks published otherwise."
            " Thin: what more such talk might show; longer ones are cut. ",
            "粗线：换人判读、换版本发表时差异可能的出入。细线：同类谈话再多一些可能的结果，过长者截断。",
        )
        + tell_found_here(corpus)
        + (interval_note(corpus, differences) + say(" ", "") if "unit" in differences else ""),
        how=say(
            "Control of both verdicts: Benjamini and Hochberg, 5%. ",
            "两项判断都做多重比较校正（Benjamini-Hochberg，5%）。",
        )
        + _tell_unjudged([(labels[pair], _take(differences, pair)) for pair in pairs if not n_judged[pair]]),
        height=choose_theme_height(len(order), usual=38) * len(order) + 20,
        left=228,
        alt=say(
            f"Dots with intervals: differences of theme shares between {sides_shown}"
            f"{', over a grey band of noise' if known else ''}.",
            f"带区间的点图：{sides_shown} 各主题占比之差{'，灰色带为噪声' if known else ''}。",
        ),
    )


def _add_pair(corpus: Corpus, figure: go.Figure, rows: pd.DataFrame, pair: tuple[str, str]) -> int:
    """A pair's traces: what more such talk might show, and the differences; returns how many traces they are."""
    before = len(figure.data)
    figure.add_scatter(
        x=rows[["ci_low", "ci_high"]].assign(end=np.nan).to_numpy(dtype=float).ravel(),
        y=np.repeat(rows["height"].to_numpy(dtype=float), 3), mode="lines",
        line={"color": _THIN, "width": 1}, showlegend=False, hoverinfo="skip",
    )  # fmt: skip
    names = [escape(corpus.name_conversation(side)) for side in pair]
    thin = bool(rows["verdict_here"].isin(NOT_JUDGED).all())
    for side, sign in ((pair[0], 1), (pair[1], -1), ("", 0)):
        # The legend shows a trace's first mark: one that holds, where there is one, and has the side's colour.
        part = rows[np.sign(rows["difference"]) == sign].sort_values("here", ascending=False, kind="stable")
        part = part.sort_values("theme", key=lambda themes: themes == UNASSIGNED, kind="stable")
        colour = THIN if thin else conversation_colour(corpus, side) if side else QUIET
        lines = [QUIET if theme == UNASSIGNED else colour for theme in part["theme"]]
        effects = [f"{h:.2f}".replace("-", "\N{MINUS SIGN}") for h in part["effect"]]
        more = label_talk(corpus, side) if side else ""
        figure.add_scatter(
            x=part["difference"], y=part["height"], mode="markers",
            name=say(f"more in {more}", f"{more} 更多") if side else say("as much in either", "两边一样多"),
            marker={"size": 11,
                    "color": [line if clear else "white" for clear, line in zip(part["here"], lines, strict=True)],
                    "line": {"color": [INK if b else line for b, line in zip(part["beyond"], lines, strict=True)],
                             "width": 2}},
            error_x=draw_interval(part["difference"], part["here_low"], part["here_high"], colour=colour)
            | {"thickness": 3},
            meta={"leads": [{"themes": [theme], "conversations": list(pair)} for theme in part["theme"]]},
            customdata=np.stack(
                [[escape(corpus.name_theme(theme)) for theme in part["theme"]], part["share_a"], part["share_b"],
                 part["here_low"].map(_points), part["here_high"].map(_points),
                 part["ci_low"].map(_points), part["ci_high"].map(_points), effects,
                 [_tell_ways(corpus, row) for row in part.to_dict("records")],
                 [name_value(corpus, verdict) for verdict in part["verdict"]], part["difference"].map(_points)], axis=1
            ),
            hovertemplate=f"<b>%{{customdata[0]}}</b><br>{names[0]} %{{customdata[1]:.1%}}"
            + say(", ", "，")
            + f"{names[1]} %{{customdata[2]:.1%}}<br>"
            + say(
                "difference %{customdata[10]} points, effect (Cohen's h) %{customdata[7]}<br>"
                "in these talks: %{customdata[8]}, interval %{customdata[3]} to %{customdata[4]}<br>"
                "beyond them: %{customdata[9]}, interval %{customdata[5]} to %{customdata[6]}",
                "差异 %{customdata[10]} 个百分点，效应量（Cohen's h）%{customdata[7]}<br>"
                "就这几场对话：%{customdata[8]}，区间 %{customdata[3]} 至 %{customdata[4]}<br>"
                "推及其外：%{customdata[9]}，区间 %{customdata[5]} 至 %{customdata[6]}",
            )
            + "<extra></extra>",
        )  # fmt: skip
    return len(figure.data) - before


def _tell_unjudged(pairs: Sequence[tuple[str, pd.DataFrame]]) -> str:
    """What the footer says of pairs of which nothing can be judged, and why."""
    few = [label for label, rows in pairs if (rows["verdict_here"] == TOO_FEW).all()]
    unfitting = [label for label, rows in pairs if not (rows["verdict_here"] == TOO_FEW).all()]
    told = ""
    if few:
        # Two or three stand there as they are: "and" between names that have a "minus" in them reads badly.
        listed = say(", ", "、").join(few) if len(few) < 4 else list_some(few)
        told += say(
            f"Not judged, with fewer than {FEWEST_EXCHANGES} exchanges: {listed}.",
            f"问答不足 {FEWEST_EXCHANGES} 个、不作判断的：{listed}。",
        )
    if unfitting:
        listed = say(", ", "、").join(unfitting) if len(unfitting) < 4 else list_some(unfitting)
        told += say(
            f"{' ' if few else ''}Not judged, with too much that fits no theme: {listed}.",
            f"不属于任何主题的话语太多、不作判断的：{listed}。",
        )
    return told


def _tell_pair(corpus: Corpus, rows: pd.DataFrame, pair: tuple[str, str], *, known: bool) -> tuple[str, str]:
    """The title and subtitle of a pair: which differences hold, or why none can be judged."""
    sides = _name_sides(corpus, pair)
    measure = say(
        f"Differences of the shares of words of {len(rows)} themes, in percentage points. ",
        f"{len(rows)} 个主题话语占比之差，单位为百分点。",
    )
    if rows["verdict_here"].isin(NOT_JUDGED).all():
        title = (
            say(
                f"None of these differences can be judged: {sides} do not both have {FEWEST_EXCHANGES} exchanges",
                f"这些差异都无法判断：{sides} 至少有一方不足 {FEWEST_EXCHANGES} 个问答",
            )
            if (rows["verdict_here"] == TOO_FEW).all()
            else say(
                f"None of these differences can be judged: of {sides} too much fits no theme",
                f"这些差异都无法判断：{sides} 至少有一方不属于任何主题的话语太多",
            )
        )
        return title, measure + say("All hollow: not judged.", "一律空心：不作判断。")
    here = rows[rows["here"]].sort_values("difference", key=abs, ascending=False)
    firm = here[here["holds"].eq(True)] if "holds" in here else here
    names = [corpus.name_theme(theme, inside=True) for theme in firm["theme"] if theme != UNASSIGNED]
    held = say(
        f"In these talks {sides} differ in {len(here)} of {len(rows)} themes",
        f"就这几场对话而言，{sides} 在 {len(rows)} 个主题中的 {len(here)} 个上有差异",
    )
    beyond = _tell_beyond(rows)
    if "holds" in here:
        held += (
            say(f"; however one asks in {len(names)}", f"；换任何问法都成立的有 {len(names)} 个")
            if names
            else say("; in none however one asks", "；没有一个换任何问法都成立")
        )
    named = [held + _list_themes(names, most) + beyond for most in (3, 2, 1)] if names else []
    title = choose_title(*named, held + beyond)
    filled = say(
        "Filled: in these talks it is larger than reading passages and publishing talks otherwise would bring."
        " Ringed in black: beyond these talks too, since it hardly comes about when runs of exchanges change sides.",
        "实心：就这几场对话而言，差异大于换人判读、换版本发表带来的出入。黑圈：推及其外也成立，"
        "即随机对调连续几个问答时很少出现这样大的差异。",
    )
    tried = "holds" in rows and rows["n_lengths"].max() > 1
    lengths = say(", shorter or longer passages", "、段落长短") if tried else ""
    ways = (
        say(
            f" However one asks: in nine of ten ways or more ({int(rows['n_here'].max())}: readers' or the machine's"
            f" themes{lengths}, words or passages, each choice of renderings).",
            f"换任何问法：在 {int(rows['n_here'].max())} 种问法（人工或机器的主题{lengths}、按字数或段落数、"
            "各种版本组合）中至少九成成立。",
        )
        if "holds" in rows
        else ""
    )
    reach = f"{rows['detectable'].median() * 100:.0f}"
    power = say(
        f" To be found beyond them four times in five a difference must be about {reach} points (median).",
        f"要在五次中有四次推及其外，差异须约达 {reach} 个百分点（中位数）。",
    )
    return title, measure + filled + ways + ("" if known else tell_noise_unknown()) + power


def _tell_ways(corpus: Corpus, row: Mapping[str, Any]) -> str:
    """What hovering says of a difference in these talks, and in how many ways of asking it holds."""
    verdict = name_value(corpus, row["verdict_here"])
    if "n_here" not in row or np.isnan(row["n_here"]):
        return verdict
    here_in, n_here = int(row["here_in"]), int(row["n_here"])
    return verdict + say(f", in {here_in} of {n_here} ways of asking", f"，{n_here} 种问法中 {here_in} 种成立")


def _tell_beyond(rows: pd.DataFrame) -> str:
    """What a title says of the differences beyond these talks."""
    n_beyond = int(rows["beyond"].sum())
    if rows["verdict"].isin(NOT_JUDGED).all():
        return say("; beyond them nothing is judged", "；推及其外不作判断")
    if not n_beyond:
        return say("; beyond them nothing can be told", "；推及其外则无从判断")
    return say(f"; beyond them in {n_beyond}", f"；推及其外有 {n_beyond} 个")


def _list_themes(names: Sequence[str], most: int) -> str:
    """The themes that a title names, and of how many more the same is true."""
    n_more = len(names) - most
    more = say(f" and {n_more} more", f"等 {len(names)} 项") if n_more > 0 else ""
    return say(": ", "：") + say("; ", "").join(names[:most]) + more


def _name_sides(corpus: Corpus, pair: tuple[str, str]) -> str:
    return f"{tell_talk(corpus, pair[0])} {say('and', '与')} {tell_talk(corpus, pair[1])}"


def _points(share: float, *, digits: int = 1) -> str:
    """A difference of shares in percentage points; nothing has no sign."""
    points = round(share * 100, digits)
    return f"{points:+.{digits}f}".replace("-", "\N{MINUS SIGN}") if points else "0"


def _take(differences: pd.DataFrame, pair: tuple[str, str]) -> pd.DataFrame:
    return differences[(differences["conversation_a"] == pair[0]) & (differences["conversation_b"] == pair[1])]
