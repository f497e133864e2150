"""The flow of words from conversation over theme to speaker."""

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.colors import hex_to_rgb

from analysis.catalogue import the_catalogue
from analysis.charts.frame import frame_figure
from analysis.charts.style import (
    INK,
    conversation_colour,
    guess_order,
    speaker_colour,
)
from analysis.language import join_words, name_conversation, name_speaker, name_theme, percent, say
from analysis.themes import UNASSIGNED

_FLOW_HEIGHT, _FLOW_PAD = 620, 14


def plot_flow(passages: pd.DataFrame) -> go.Figure:
    """Return how the words flow from conversation through theme to speaker, each conversation as wide as another.

    passages: with their theme. A flow's width is its share of its conversation's words, the mean of the renderings.
    """
    words = passages.groupby(["conversation", "rendering", "theme", "speaker"])["n_words"].sum()
    shares = words / words.groupby("rendering").transform("sum")
    n_renderings = passages.groupby("conversation")["rendering"].nunique()
    flows = (
        shares.groupby(["conversation", "theme", "speaker"])
        .sum()
        .div(n_renderings, level="conversation")
        .reset_index(name="share")
    )
    sizes = flows.groupby("theme")["share"].sum().sort_values(ascending=False, kind="stable")
    columns = {
        "conversation": guess_order(flows["conversation"].tolist()),
        "theme": sorted(sizes.index, key=lambda theme: theme == UNASSIGNED),
        "speaker": [s.name for s in the_catalogue().speakers if s.name in set(flows["speaker"])],
    }
    nodes = [(column, value) for column, values in columns.items() for value in values]
    numbers = {node: number for number, node in enumerate(nodes)}
    names: dict[str, Callable[[str], str]] = {
        "conversation": name_conversation,
        "theme": name_theme,
        "speaker": name_speaker,
    }
    heights = [
        place
        for column, values in columns.items()
        for place in _stack_nodes(flows.groupby(column)["share"].sum()[values], most=max(map(len, columns.values())))
    ]
    into = flows.groupby(["conversation", "theme"], as_index=False)["share"].sum()
    streams = [("conversation", "theme", row) for row in into.itertuples()]
    streams += [("theme", "speaker", row) for row in flows.itertuples()]
    figure = go.Figure(
        go.Sankey(
            arrangement="fixed",
            textfont={"size": 12, "color": INK},
            node={
                "label": [names[column](value) for column, value in nodes],
                "x": [{"conversation": 0.01, "theme": 0.5, "speaker": 0.99}[column] for column, _ in nodes],
                "y": heights,
                "color": [
                    *map(conversation_colour, columns["conversation"]),
                    *["#a9b4bf"] * len(columns["theme"]),
                    *map(speaker_colour, columns["speaker"]),
                ],
                "pad": _FLOW_PAD,
                "thickness": 14,
                "line": {"width": 0},
                "customdata": [_tell_node(flows, column, value) for column, value in nodes],
                "hovertemplate": "<b>%{label}</b><br>%{customdata}<extra></extra>",
            },
            link={
                "source": [numbers[source, getattr(row, source)] for source, _, row in streams],
                "target": [numbers[target, getattr(row, target)] for _, target, row in streams],
                "value": [row.share for _, _, row in streams],
                "color": [_fade(conversation_colour(row.conversation)) for _, _, row in streams],
                "customdata": [
                    f"<b>{names[source](getattr(row, source))} → {names[target](getattr(row, target))}</b><br>"
                    + _tell_part(row.conversation, row.share)
                    for source, target, row in streams
                ],
                "hovertemplate": "%{customdata}<extra></extra>",
            },
        )
    )
    figure.update_layout(showlegend=False)
    title = _tell_common(flows, columns["conversation"])
    return frame_figure(
        figure,
        title=title,
        subtitle=say(
            f"The words of {len(passages)} passages from conversation (left) through theme to speaker (right); the"
            " colour is the conversation's.",
            f"{len(passages)} 个段落的话语，从对话（左）经主题流向说话人（右）；颜色表示对话。",
        ),
        footer=say(
            "Every conversation is drawn equally large, whatever its length; two renderings of a conversation are"
            " averaged. SIGGRAPH is a press article that quotes, so its streams are the editors' choice.",
            "每场对话不论长短，画得一样大；同一场对话的两个版本取均值。SIGGRAPH 是引述式报道，其流向取决于编辑的取舍。",
        ),
        height=_FLOW_HEIGHT,
        room_below=-24,
        alt=say("Flow diagram from conversations through themes to speakers. ", "流向图：从对话经主题到说话人。")
        + title,
    )


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


def _tell_node(flows: pd.DataFrame, column: str, value: str) -> str:
    """What hovering says of a node: who speaks how much of a conversation, or of which conversation it has how much."""
    rows = flows[flows[column] == value]
    if column == "conversation":
        return "<br>".join(
            f"{name_speaker(str(speaker))} {percent(share)}"
            for speaker, share in rows.groupby("speaker")["share"].sum().items()
        )
    parts = rows.groupby("conversation")["share"].sum()
    return "<br>".join(
        _tell_part(conversation, parts[conversation]) for conversation in guess_order(parts.index.tolist())
    )


def _tell_part(conversation: str, share: float) -> str:
    name, part = name_conversation(conversation), percent(share)
    return say(f"{part} of the words of {name}", f"占 {name} 话语的 {part}")


def _tell_common(flows: pd.DataFrame, conversations: Sequence[str]) -> str:
    """The finding: the theme that has most of even the conversation that gives it least, and who speaks of it."""
    table = flows.pivot_table(index="theme", columns="conversation", values="share", aggfunc="sum", fill_value=0)
    least = table.drop(UNASSIGNED, errors="ignore").min(axis=1)
    if not least.max() > 0:
        return say(
            f"No theme has words of all {len(conversations)} conversations",
            f"没有一个主题同时出现在全部 {len(conversations)} 场对话中",
        )
    theme = str(least.idxmax())
    spoken = flows[flows["theme"] == theme].groupby("speaker")["share"].sum()
    who, part = name_speaker(str(spoken.idxmax())), percent(spoken.max() / spoken.sum())
    parts = {c: percent(table.loc[theme, c]) for c in conversations}
    return say(
        f"{name_theme(theme)} is the broadest stream that all share: "
        + join_words([f"{share} of {name_conversation(c)}" for c, share in parts.items()])
        + f"; {who} speaks {part} of it",
        f"{name_theme(theme, inside=True)}是各场共有的最宽支流："
        + "、".join(f"{name_conversation(c)} 的 {share}" for c, share in parts.items())
        + f"，合计 {part} 出自{who}",
    )
