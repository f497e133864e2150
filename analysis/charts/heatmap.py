"""Heat maps of themes, with their values printed, by conversation or by speaker."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.fitting import choose_title, escape, frame_empty, label_person, label_talk, tell_person, tell_talk
from analysis.charts.frame import frame_figure
from analysis.charts.style import (
    MANY,
    MOST_UPRIGHT,
    SEQUENTIAL,
    SOME,
    UNJUDGED,
    choose_height,
    choose_theme_height,
    shorten,
    tell_capped,
    tell_press_reports,
    theme_labels,
)
from analysis.comparison.verdicts import FEWEST_EXCHANGES
from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED
from analysis.ground.wording import list_some, percent, say
from analysis.passages.sampling import FEWEST_CLUSTERS

# So many themes stand side by side.
_MOST_THEMES = 24
# So many letters stand beside each other under all columns.
_LETTERS = 78
_Group = tuple[str, str]


def plot_theme_heatmap(corpus: Corpus, shares: pd.DataFrame, *, order: Sequence[str]) -> go.Figure:
    """Return a heat map, with its values printed, of what conversations, or each speaker in them, are about.

    shares: measure_shares of themes with whole conversation, or conversation and speaker. Up to a dozen of them are
    columns, themes are rows; more are rows, those alike beside each other, and themes are columns.
    """
    by_speaker = "speaker" in shares
    table = shares if by_speaker else shares.assign(speaker="")
    every = _list_groups(corpus, table)
    n_passages = table.groupby(["conversation", "speaker"])["n_passages"].sum()
    largest = set(n_passages.sort_values(ascending=False, kind="stable").index[:MANY])
    groups = [group for group in every if group in largest]
    sizes = table.groupby(["conversation", "speaker"])["n_exchanges_whole"].max()
    exchanges = sizes.reindex(groups).astype(int).tolist()
    values = table.pivot_table(index="theme", columns=["conversation", "speaker"], values="share", sort=False)
    values = values.reindex(index=list(order), columns=pd.MultiIndex.from_tuples(groups))
    grid = values.to_numpy(dtype=float, copy=True)
    enough = grid.copy()
    enough[:, [n < FEWEST_EXCHANGES for n in exchanges]] = np.nan
    if np.isnan(enough).all():
        return frame_empty(
            corpus,
            title=say(
                f"No {corpus.unit} or speaker has exchanges enough",
                f"没有哪{corpus.unit_zh}或哪位说话人的问答够多",
            ),
            why=say(f"Each has fewer than {FEWEST_EXCHANGES} exchanges.", f"问答都不足 {FEWEST_EXCHANGES} 个。"),
            subtitle=_tell_measure(corpus, by_speaker=by_speaker, rows=False),
        )
    many = len(groups) > SOME
    figure, height, room_below = (_draw_rows if many else _draw_columns)(corpus, grid, groups, list(order), exchanges)
    figure.update_layout(showlegend=False)
    return frame_figure(
        corpus,
        figure,
        title=_tell_narrowest(corpus, enough, groups, list(order)),
        subtitle=_tell_measure(corpus, by_speaker=by_speaker, rows=many),
        footer=say(
            f"Grey: fewer than {FEWEST_EXCHANGES} exchanges, not judged. ",
            f"灰色：问答不足 {FEWEST_EXCHANGES} 个，不作判断。",
        )
        * (min(exchanges) < FEWEST_EXCHANGES)
        + tell_capped(len(groups), len(every))
        + (
            say(
                f" Columns: the {_MOST_THEMES} largest of {len(order)} themes.",
                f"各列：{len(order)} 个主题中最大的 {_MOST_THEMES} 个。",
            )
            if many and len(order) > _MOST_THEMES
            else ""
        ),
        how=_tell_reading(corpus, table, exchanges, rows=many),
        height=height,
        left=264 if many and by_speaker else 228,
        room_below=room_below,
        alt=say(
            f"Heat map with printed values: themes by speaker and {corpus.unit}.",
            f"热力图（标有数值）：主题按说话人和{corpus.unit}。",
        )
        if by_speaker
        else say(
            f"Heat map with printed values: themes by {corpus.unit}.",
            f"热力图（标有数值）：主题按{corpus.unit}。",
        ),
    )


def _list_groups(corpus: Corpus, table: pd.DataFrame) -> list[_Group]:
    """The conversations, or each speaker in them, those who answer first."""
    pairs = table[["conversation", "speaker"]].drop_duplicates()
    return [
        (conversation, str(speaker))
        for conversation in corpus.order_conversations(pairs["conversation"])
        for speaker in sorted(pairs.loc[pairs["conversation"] == conversation, "speaker"], key=corpus.asks)
    ]


def _draw_columns(
    corpus: Corpus, grid: np.ndarray, groups: Sequence[_Group], order: Sequence[str], sizes: Sequence[int]
) -> tuple[go.Figure, int, int]:
    """The heat map with a row for each theme, how high it is, and how much room it needs beneath."""
    upright = len(groups) <= MOST_UPRIGHT
    labels = [
        _label_upright(corpus, group, n, width=min(28, _LETTERS // len(groups)))
        if upright
        else _label_slanting(corpus, group, n)
        for group, n in zip(groups, sizes, strict=True)
    ]
    names = theme_labels(corpus)
    printed = [["" if np.isnan(v) else f"{v:.0%}" if v else "·" for v in row] for row in grid[::-1]]
    figure = go.Figure(
        _heat(
            corpus,
            grid[::-1], printed, few=np.array([[n < FEWEST_EXCHANGES for n in sizes]]),
            by_speaker=bool(groups[0][1]),
            x=_place(groups), y=list(order[::-1]),
            customdata=[
                [_name_cell(corpus, theme, group, n) for group, n in zip(groups, sizes, strict=True)]
                for theme in order[::-1]
            ],
            meta={"leads": [[_lead(theme, group) for group in groups] for theme in order[::-1]]},
        )
    )  # fmt: skip
    height = min(42, choose_theme_height(len(order)))
    if height < 34:
        names = {theme: shorten(corpus.name_theme(theme), 34) for theme in order}
    figure.update_xaxes(
        side="bottom", showgrid=False, tickangle=0 if upright else -35, tickvals=_place(groups), type="category",
        ticktext=labels,
    )  # fmt: skip
    figure.update_yaxes(
        showgrid=False, type="category", tickvals=list(order), ticktext=[names[theme] for theme in order]
    )
    return figure, height * len(order), (54 if groups[0][1] else 10) if upright else 80


def _draw_rows(
    corpus: Corpus, grid: np.ndarray, groups: Sequence[_Group], order: Sequence[str], sizes: Sequence[int]
) -> tuple[go.Figure, int, int]:
    """The heat map with a row for each of many groups, those with the same main theme beside each other."""
    rest = [theme for theme in order if theme == UNASSIGNED]
    themes = [*[theme for theme in order if theme != UNASSIGNED][: _MOST_THEMES - len(rest)], *rest]
    cells = grid[[list(order).index(theme) for theme in themes]].T
    known = np.nan_to_num(cells, nan=-1.0)
    main = known.argmax(axis=1)
    rows = sorted(range(len(groups)), key=lambda row: (known[row].max() < 0, main[row], -known[row].max()))[::-1]
    printed = [["" if np.isnan(v) else f"{v * 100:.0f}" if v else "·" for v in row] for row in cells[rows]]
    height = choose_height(len(groups), usual=28)
    figure = go.Figure(
        _heat(
            corpus,
            cells[rows], printed, few=np.array([[sizes[row] < FEWEST_EXCHANGES] for row in rows]),
            by_speaker=bool(groups[0][1]),
            x=themes, y=_place([groups[row] for row in rows]),
            customdata=[[_name_cell(corpus, theme, groups[row], sizes[row]) for theme in themes] for row in rows],
            meta={"leads": [[_lead(theme, groups[row]) for theme in themes] for row in rows]},
            textfont={"size": max(9, min(12, height - 6, 240 // len(themes)))},
        )
    )  # fmt: skip
    figure.update_xaxes(
        side="bottom", showgrid=False, tickangle=-35, type="category", tickvals=themes, tickfont={"size": 12},
        ticktext=[shorten(corpus.name_theme(theme), 24) for theme in themes],
    )  # fmt: skip
    figure.update_yaxes(
        showgrid=False, type="category", tickvals=_place([groups[row] for row in rows]), tickfont={"size": 12},
        ticktext=[_label_row(corpus, *groups[row]) for row in rows],
    )  # fmt: skip
    return figure, height * len(groups), 92


def _lead(theme: str, group: _Group) -> dict[str, list[str]]:
    """What a cell stands for: see lead_to."""
    whole = {"themes": [theme], "conversations": [group[0]]}
    return whole | {"speakers": [group[1]]} if group[1] else whole


def _place(groups: Sequence[_Group]) -> list[str]:
    """What an axis calls groups; their labels may be alike."""
    return ["/".join(group) for group in groups]


def _heat(
    corpus: Corpus,
    z: np.ndarray,
    printed: Sequence[Sequence[str]],
    *,
    few: np.ndarray,
    by_speaker: bool,
    **options: object,
) -> list[go.Heatmap]:
    """The cells of those that have exchanges enough in colour, and of the few in grey. few: which, to fit z."""
    hover = "%{customdata}<br>" + (
        say("%{z:.1%} of this speaker's words there", f"占此人在该{corpus.unit}中话语的 %{{z:.1%}}")
        if by_speaker
        else say(f"%{{z:.1%}} of this {corpus.unit}'s words", f"占该{corpus.unit}话语的 %{{z:.1%}}")
    )
    return [
        go.Heatmap(
            z=np.where(few == is_few, z, np.nan),
            colorscale=UNJUDGED if is_few else SEQUENTIAL,
            zmin=0,
            zmax=float(np.nanmax(np.where(few, np.nan, z))),
            showscale=False,
            text=np.where(few == is_few, np.array(printed, dtype=object), ""),
            texttemplate="%{text}",
            hovertemplate=hover + "<extra></extra>",
            xgap=2,
            ygap=2,
            **options,
        )
        for is_few in (True, False)
    ]


def _tell_narrowest(corpus: Corpus, grid: np.ndarray, groups: Sequence[_Group], order: Sequence[str]) -> str:
    """The finding: which conversation or speaker keeps most to one theme."""
    named = grid.copy()
    named[[theme == UNASSIGNED for theme in order]] = np.nan
    if np.isnan(named).all():
        return say("No words fit a theme", "没有话语属于任何主题")
    row, column = (int(place) for place in np.unravel_index(np.nanargmax(named), named.shape))
    where, who = tell_talk(corpus, groups[column][0]), groups[column][1]
    theme, part = corpus.name_theme(order[row], inside=True), percent(named[row, column])
    if who:
        who = tell_person(corpus, who)
        told = say(
            f"At {where}, {part} of the words of {who} are on {theme}",
            f"在 {where}，{who}自己的话语有 {part} 谈{theme}",
        )
        return choose_title(
            told + say(": nobody else keeps as much to one theme", "，集中程度最高") * (len(groups) > 1), told
        )
    if len(groups) == 1:
        return say(f"{part} of the words of {where} are on {theme}", f"{where} 有 {part} 的话语谈{theme}")
    return say(
        f"{where} keeps most to one theme: {part} of its words are on {theme}",
        f"{where} 最集中于一个主题：{part} 的话语谈{theme}",
    )


def _tell_measure(corpus: Corpus, *, by_speaker: bool, rows: bool) -> str:
    line, line_zh = ("row", "行") if rows else ("column", "列")
    printed = say(" Numbers: percent.", "数字为百分比。") if rows else ""
    if by_speaker:
        measure = say(
            f"Share of each speaker's own words in a {corpus.unit} by theme; each {line} adds up to 100%.",
            f"每位说话人在一{corpus.unit_zh}中的话语按主题的占比；每{line_zh}合计 100%。",
        )
    else:
        measure = say(
            f"Share of each {corpus.unit}'s words by theme; each {line} adds up to 100%.",
            f"每{corpus.unit_zh}的话语按主题的占比；每{line_zh}合计 100%。",
        )
    order = say(" Those with the same main theme stand together.", "主要主题相同的排在一起。") if rows else ""
    return measure + printed + order


def _tell_reading(corpus: Corpus, table: pd.DataFrame, sizes: Sequence[int], *, rows: bool) -> str:
    """What the footer says of how to read the map, and what in it is shaky."""
    line, line_zh = ("row", "行") if rows else ("column", "列")
    exchanges = table.groupby("conversation")["n_exchanges_whole"].max()
    few = [name for name in corpus.order_conversations(exchanges.index) if exchanges[name] < FEWEST_CLUSTERS]
    listed = (
        [
            say(
                f"The shares of {tell_talk(corpus, name)} rest on {exchanges[name]} exchanges. ",
                f"{tell_talk(corpus, name)} 的占比仅来自 {exchanges[name]} 个问答。",
            )
            for name in few
        ]
        if len(few) < 4
        else [
            say(
                f"Of fewer than {FEWEST_CLUSTERS} exchanges: {list_some([tell_talk(corpus, name) for name in few])}. ",
                f"问答不足 {FEWEST_CLUSTERS} 个的：{list_some([tell_talk(corpus, name) for name in few])}。",
            )
        ]
    )
    return (
        say(
            "Two renderings of a conversation are averaged. A dot: not a word. Few exchanges make a"
            f" {line} shaky: the smallest has {min(sizes)}. ",
            f"同一场对话的两个版本取均值。圆点：只字未提。问答少的一{line_zh}不够稳：最少的只有 {min(sizes)} 个。",
        )
        + tell_press_reports(corpus)
        + "".join(listed)
    )


def _name_cell(corpus: Corpus, theme: str, group: _Group, n_exchanges: int) -> str:
    """What hovering says of a cell, but for its value."""
    conversation, speaker = (escape(name) for name in (corpus.name_conversation(group[0]), group[1]))
    who = f"<b>{escape(corpus.name_speaker(group[1]))}</b><br>{conversation}" if speaker else f"<b>{conversation}</b>"
    size = say(f" ({n_exchanges} exchanges)", f"（{n_exchanges} 个问答）")
    return f"{who}{size}<br>{escape(corpus.name_theme(theme))}"


def _tell_size(n_exchanges: int) -> str:
    return say(f"{n_exchanges} exchanges", f"{n_exchanges} 个问答")


def _label_upright(corpus: Corpus, group: _Group, n_exchanges: int, *, width: int) -> str:
    """What stands under one of a few columns, in lines of so many letters."""
    conversation, speaker = group
    talk, size = label_talk(corpus, conversation, width), _tell_size(n_exchanges)
    if not speaker:
        return f"<b>{talk}</b><br>{size}"
    name = label_person(corpus, speaker)
    return f"<b>{say(name.replace(' ', '<br>', 1), name)}</b><br>{talk}<br>{size}"


def _label_slanting(corpus: Corpus, group: _Group, n_exchanges: int) -> str:
    """What stands under one of several columns."""
    conversation, speaker = group
    few = say(" (too few)", "（太少）") if n_exchanges < FEWEST_EXCHANGES else ""
    if not speaker:
        return label_talk(corpus, conversation, 22) + few
    return f"{label_person(corpus, speaker, 20)}{few}<br><i>{label_talk(corpus, conversation, 20)}</i>"


def _label_row(corpus: Corpus, conversation: str, speaker: str) -> str:
    if not speaker:
        return label_talk(corpus, conversation, 30)
    return f"{label_person(corpus, speaker, 16)} · <i>{label_talk(corpus, conversation, 18)}</i>"
