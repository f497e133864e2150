"""The flow of words from conversation over theme to speaker."""

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.colors import hex_to_rgb

from analysis.charts.fitting import choose_title, label_person, label_talk, tell_person, tell_talk
from analysis.charts.frame import frame_figure
from analysis.charts.style import (
    FAINT,
    FEW,
    INK,
    ONE,
    conversation_colour,
    shorten,
    speaker_colour,
    tell_press_reports,
    theme_hues,
)
from analysis.comparison.verdicts import FEWEST_EXCHANGES
from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED
from analysis.ground.wording import join_words, percent, say
from analysis.passages.runs import count_exchanges
from analysis.passages.sampling import list_talks

_FLOW_HEIGHT, _FLOW_PAD = 620, 14
# So many of each are drawn, and all others as one.
_MOST = {"conversation": 11, "theme": 15, "speaker": 12}
# What all others together are called in the table; nothing in a catalogue is called so.
_OTHERS = "/others"
_THEME, _OTHER_STREAM = "#a9b4bf", "#9aa5b1"


def plot_flow(corpus: Corpus, passages: pd.DataFrame) -> go.Figure:
    """Return how the words flow from conversation through theme to speaker, each conversation as wide as another.

    passages: with their theme. A flow's width is its share of its conversation's words, the mean of the renderings. Of
    many conversations, themes or speakers the smaller ones are one stream. The colour is the conversation's or, of more
    conversations than colours, that of the five largest themes.
    """
    every = _measure_flows(passages)
    words = passages.groupby("conversation")["n_words"].sum()
    columns = _choose_nodes(corpus, every, words)
    flows = every.copy()
    for column, values in columns.items():
        flows[column] = flows[column].where(flows[column].isin(values), _OTHERS)
    n_others = {column: every[column].nunique() - sum(v != _OTHERS for v in vs) for column, vs in columns.items()}
    hues = theme_hues([theme for theme in columns["theme"] if theme not in (UNASSIGNED, _OTHERS)])
    by_theme = conversation_colour(corpus, columns["conversation"][0]) == ONE and len(columns["conversation"]) > 1
    nodes = [(column, value) for column, values in columns.items() for value in values]
    numbers = {node: number for number, node in enumerate(nodes)}
    names = {node: _name_node(corpus, *node, n_others) for node in nodes}
    heights = [
        place
        for column, values in columns.items()
        for place in _stack_nodes(flows.groupby(column)["share"].sum()[values], most=max(map(len, columns.values())))
    ]
    into = flows.groupby(["conversation", "theme"], as_index=False, sort=False)["share"].sum()
    onward = [*([] if by_theme else ["conversation"]), "theme", "speaker"]
    out_of = flows.groupby(onward, as_index=False, sort=False)["share"].sum()
    streams = [("conversation", "theme", row) for row in into.itertuples()]
    streams += [("theme", "speaker", row) for row in out_of.itertuples()]

    def colour(row: object) -> str:
        if by_theme:
            return hues.get(row.theme, _OTHER_STREAM)  # type: ignore[attr-defined]
        return conversation_colour(corpus, row.conversation)  # type: ignore[attr-defined]

    figure = go.Figure(
        go.Sankey(
            arrangement="fixed",
            textfont={"size": 12, "color": INK},
            node={
                "label": [names[node] for node in nodes],
                "x": [{"conversation": 0.01, "theme": 0.5, "speaker": 0.99}[column] for column, _ in nodes],
                "y": heights,
                "color": [_colour_node(corpus, *node, hues if by_theme else {}) for node in nodes],
                "pad": _FLOW_PAD,
                "thickness": 14,
                "line": {"width": 0},
                "customdata": [_tell_node(flows, names, *node) for node in nodes],
                "hovertemplate": "<b>%{label}</b><br>%{customdata}<extra></extra>",
            },
            link={
                "source": [numbers[source, getattr(row, source)] for source, _, row in streams],
                "target": [numbers[target, getattr(row, target)] for _, target, row in streams],
                "value": [row.share for _, _, row in streams],
                "color": [_fade(colour(row)) for _, _, row in streams],
                "customdata": [
                    f"<b>{names[source, getattr(row, source)]} → {names[target, getattr(row, target)]}</b>"
                    + (
                        f"<br>{_tell_part(names['conversation', row.conversation], row.share)}"
                        if getattr(row, "conversation", _OTHERS) != _OTHERS
                        else ""
                    )
                    for source, target, row in streams
                ],
                "hovertemplate": "%{customdata}<extra></extra>",
            },
        )
    )
    figure.update_layout(showlegend=False)
    exchanges = count_exchanges(passages)
    thin = {*exchanges.index[exchanges < FEWEST_EXCHANGES], *corpus.press_reports}
    full = every[~every["conversation"].isin(thin)]
    title = _tell_common(corpus, full if len(full) else every)
    coloured = (
        say("the five largest themes have colours", "最大的五个主题着色")
        if by_theme
        else say(f"the colour is the {corpus.unit}'s", f"颜色表示{corpus.unit}")
    )
    return frame_figure(
        corpus,
        figure,
        title=title,
        subtitle=say(
            f"The words of {len(passages)} passages from {corpus.unit} (left) through theme to speaker (right);"
            f" {coloured}.",
            f"{len(passages)} 个段落的话语，从{corpus.unit}（左）经主题流向说话人（右）；{coloured}。",
        ),
        footer=say(
            f"Every {corpus.unit} is drawn equally large, whatever its length; two renderings of a conversation are"
            " averaged. ",
            f"每{corpus.unit_zh}不论长短，画得一样大；同一场对话的两个版本取均值。",
        )
        + tell_press_reports(corpus),
        height=_FLOW_HEIGHT,
        room_below=-24,
        alt=say(
            f"Flow diagram from {corpus.units} through themes to speakers. ",
            f"流向图：从{corpus.unit}经主题到说话人。",
        )
        + title,
    )


def _measure_flows(passages: pd.DataFrame) -> pd.DataFrame:
    """The share of each conversation's words by theme and speaker, the mean of its renderings.

    A group of conversations is their mean, each weighing as many passages as it has (see sampling).
    """
    keys = ["conversation", "rendering"]
    flows = passages.groupby([*keys, "theme", "speaker"])["n_words"].sum().reset_index(name="share")
    flows["share"] /= flows.groupby(keys)["share"].transform("sum")
    sizes = passages.assign(talk=list_talks(passages)).groupby([*keys, "talk"]).size().reset_index(name="weight")
    alone = sizes.groupby(["conversation", "talk"])["weight"]
    # A conversation weighs the mean of its renderings' passages, and each rendering its part of that.
    sizes["weight"] = alone.transform("mean") / alone.transform("size")
    sizes["weight"] /= sizes.groupby("conversation")["weight"].transform("sum")
    flows["share"] *= flows.merge(sizes, on=keys, how="left")["weight"].to_numpy()
    return flows.groupby(["conversation", "theme", "speaker"])["share"].sum().reset_index()


def _choose_nodes(corpus: Corpus, flows: pd.DataFrame, words: pd.Series) -> dict[str, list[str]]:
    """The conversations, themes and speakers that are drawn, from above, and _OTHERS where there are more."""
    sizes = {
        "conversation": words,
        "theme": flows[flows["theme"] != UNASSIGNED].groupby("theme")["share"].sum(),
        "speaker": flows.groupby("speaker")["share"].sum(),
    }
    largest = {
        column: size.sort_values(ascending=False, kind="stable").index.tolist() for column, size in sizes.items()
    }
    # One more than the most is drawn rather than called "1 more".
    kept = {c: names[: _MOST[c]] if len(names) > _MOST[c] + 1 else names for c, names in largest.items()}
    columns = {
        "conversation": corpus.order_conversations(kept["conversation"]),
        "theme": kept["theme"],
        "speaker": [s.name for s in corpus.catalogue.speakers if s.name in set(kept["speaker"])],
    }
    columns = {
        column: [*values, *[_OTHERS] * (len(kept[column]) < len(largest[column]))] for column, values in columns.items()
    }
    unassigned = UNASSIGNED in set(flows["theme"])
    return columns | {"theme": [*columns["theme"], *[UNASSIGNED] * unassigned]}


def _name_node(corpus: Corpus, column: str, value: str, n_others: Mapping[str, int]) -> str:
    """What is written beside a node."""
    if value == _OTHERS:
        n_more = n_others[column]
        return say(f"{n_more} more", f"另有 {n_more} {'场' if column == 'conversation' else '项'}")
    names: dict[str, Callable[[], str]] = {
        "conversation": lambda: label_talk(corpus, value, 26),
        "theme": lambda: shorten(corpus.name_theme(value), 34),
        "speaker": lambda: label_person(corpus, value),
    }
    return names[column]()


def _colour_node(corpus: Corpus, column: str, value: str, hues: Mapping[str, str]) -> str:
    if value in (_OTHERS, UNASSIGNED):
        return FAINT
    if column == "theme":
        return hues.get(value, _THEME)
    return conversation_colour(corpus, value) if column == "conversation" else speaker_colour(corpus, value)


def _stack_nodes(sizes: pd.Series, *, most: int) -> list[float]:
    """How far down the middle of each node of a column lies, 0 to 1; most: nodes in the fullest column.

    The nodes of every column spread over the full height, with equal gaps.
    """
    room = _FLOW_PAD * (most - 1) / _FLOW_HEIGHT
    heights = sizes / sizes.sum() * (1 - room)
    gap = room / max(len(sizes) - 1, 1)
    begin = 0.0 if len(sizes) > 1 else room / 2
    middles: list[float] = (begin + heights.cumsum() - heights / 2 + gap * np.arange(len(sizes))).tolist()
    return middles


def _fade(colour: str) -> str:
    red, green, blue = hex_to_rgb(colour)
    return f"rgba({red},{green},{blue},0.35)"


def _tell_node(flows: pd.DataFrame, names: Mapping[tuple[str, str], str], column: str, value: str) -> str:
    """What hovering says of a node: who speaks how much of a conversation, or of which conversation it has how much."""
    rows = flows[flows[column] == value]
    other = "speaker" if column == "conversation" else "conversation"
    parts = rows.groupby(other)["share"].sum()
    told = [node for node in names if node[0] == other and node[1] in parts.index and node[1] != _OTHERS]
    if value == _OTHERS and column == "conversation":
        return ""
    return "<br>".join(
        f"{names[node]} {percent(parts[node[1]])}"
        if column == "conversation"
        else _tell_part(names[node], parts[node[1]])
        for node in told
    )


def _tell_part(name: str, share: float) -> str:
    part = percent(share)
    return say(f"{part} of the words of {name}", f"占 {name} 话语的 {part}")


def _tell_common(corpus: Corpus, flows: pd.DataFrame) -> str:
    """The finding: the theme that all share or, of many conversations, most of them, and who speaks of it."""
    conversations = corpus.order_conversations(flows["conversation"])
    table = flows.pivot_table(index="theme", columns="conversation", values="share", aggfunc="sum", fill_value=0)
    table = table.drop(UNASSIGNED, errors="ignore")
    if table.empty:
        return say("No words fit a theme", "没有话语属于任何主题")
    if len(conversations) > FEW:
        return _tell_widespread(corpus, table)
    least = table.min(axis=1)
    if not least.max() > 0:
        return say(
            f"No theme has words of all {corpus.count_units(len(conversations))}",
            f"没有一个主题同时出现在全部 {corpus.count_units(len(conversations))}中",
        )
    theme = str(least.idxmax())
    spoken = flows[flows["theme"] == theme].groupby("speaker")["share"].sum()
    who, part = tell_person(corpus, str(spoken.idxmax())), percent(spoken.max() / spoken.sum())
    parts = {tell_talk(corpus, c): percent(table.loc[theme, c]) for c in conversations}
    shared = say("that they share: ", "") if len(conversations) > 1 else say(": ", "")
    shares = (
        join_words([f"{share} of {name}" for name, share in parts.items()]),
        "、".join(f"{name} 的 {share}" for name, share in parts.items()),
    )
    broadest = say(
        f"{corpus.name_theme(theme)} is the broadest stream {shared}".replace(" :", ":") + shares[0],
        f"{corpus.name_theme(theme, inside=True)}是{f'各{corpus.count_zh}共有的' if len(parts) > 1 else ''}最宽支流："
        + shares[1],
    )
    spoken_by = say(f"; {who} speaks {part} of it", f"，合计 {part} 出自{who}")
    return choose_title(broadest + spoken_by, broadest)


def _tell_widespread(corpus: Corpus, table: pd.DataFrame) -> str:
    """The finding about many conversations; table: shares, themes by conversations."""
    n_with = (table > 0).sum(axis=1)
    mean = table.mean(axis=1)
    theme = str(pd.DataFrame({"n": n_with, "mean": mean}).sort_values(["n", "mean"]).index[-1])
    name, part = corpus.name_theme(theme), percent(mean[theme])
    return say(
        f"{name[:1].upper()}{name[1:]} runs through most {corpus.units}: {n_with[theme]} of {table.shape[1]},"
        f" with {part} of the words on average",
        f"{corpus.name_theme(theme, inside=True)}流经的{corpus.unit}最多："
        f"{table.shape[1]} {corpus.count_zh}中有 {n_with[theme]} {corpus.count_zh}，"
        f"平均占话语的 {part}",
    )
