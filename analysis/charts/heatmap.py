"""Heat maps of themes, with their values printed, by conversation or by speaker."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.charts.frame import frame_figure
from analysis.charts.style import (
    INK,
    SEQUENTIAL,
    guess_order,
    speaker_colour,
    theme_labels,
)
from analysis.comparison import FEWEST_EXCHANGES, FEWEST_TURNS
from analysis.language import name_conversation, name_speaker, name_theme, percent, say


def plot_theme_heatmap(shares: pd.DataFrame, *, order: list[str]) -> go.Figure:
    """Return a heat map, with its values printed, of what conversations, or each speaker in them, are about.

    shares: measure_shares of themes with whole conversation, or conversation and speaker.
    """
    by_speaker = "speaker" in shares
    table = shares if by_speaker else shares.assign(speaker="")
    pairs = table[["conversation", "speaker"]].drop_duplicates()
    columns = [
        (conversation, speaker)
        for conversation in guess_order(pairs["conversation"].tolist())
        for speaker in sorted(
            pairs.loc[pairs["conversation"] == conversation, "speaker"], key=lambda name: speaker_colour(name) != INK
        )
    ]
    indexed = table.set_index(["conversation", "speaker", "theme"])
    values = np.array([[indexed.loc[(c, s, theme), "share"] for c, s in columns] for theme in order])
    turns = [int(indexed.loc[(c, s, order[0]), "n_turns_whole"]) for c, s in columns]
    values[:, [n < FEWEST_TURNS for n in turns]] = np.nan
    exchanges = table.groupby("conversation")["n_exchanges_whole"].max()
    names = theme_labels()
    figure = go.Figure(
        go.Heatmap(
            z=values[::-1],
            x=[_label_column(c, s, n) for (c, s), n in zip(columns, turns, strict=True)],
            y=[names[theme] for theme in order[::-1]],
            colorscale=SEQUENTIAL,
            zmin=0,
            zmax=float(np.nanmax(values)),
            showscale=False,
            text=[["" if np.isnan(v) else f"{v:.0%}" if v else "·" for v in row] for row in values[::-1]],
            texttemplate="%{text}",
            hovertemplate="%{x}<br>%{y}<br>"
            + (
                say("%{z:.1%} of this speaker's words there", "占此人在该对话中话语的 %{z:.1%}")
                if by_speaker
                else say("%{z:.1%} of this conversation's words", "占该对话话语的 %{z:.1%}")
            )
            + "<extra></extra>",
            xgap=2,
            ygap=2,
        )
    )
    figure.update_layout(showlegend=False)
    figure.update_xaxes(side="bottom", showgrid=False, tickangle=0)
    figure.update_yaxes(showgrid=False)
    row, column = np.unravel_index(np.nanargmax(values), values.shape)
    where, who = name_conversation(columns[column][0]), columns[column][1]
    theme, part = name_theme(order[row], inside=True), percent(values[row, column])
    if by_speaker:
        title = say(
            f"At {where}, {part} of the words of {name_speaker(who)} are on {theme}: nobody else keeps as much to one"
            " theme",
            f"在 {where}，{name_speaker(who)}自己的话语有 {part} 谈{theme}，集中程度最高",
        )
    else:
        title = say(
            f"{where} keeps most to one theme: {part} of its words are on {theme}",
            f"{where} 最集中于一个主题：{part} 的话语谈{theme}",
        )
    return frame_figure(
        figure,
        title=title,
        subtitle=say(
            "Share of each speaker's own words in a conversation by theme; each column adds up to 100%.",
            "每位说话人在一场对话中的话语按主题的占比；每列合计 100%。",
        )
        if by_speaker
        else say(
            "Share of each conversation's words by theme; each column adds up to 100%.",
            "每场对话的话语按主题的占比；每列合计 100%。",
        ),
        footer=say(
            "Two renderings of a conversation are averaged. A dot: not a word. Few turns make a column shaky:"
            f" the smallest has {min(turns)}. SIGGRAPH is a press article that quotes.",
            f"同一场对话的两个版本取均值。圆点：只字未提。话轮少的一列不够稳：最少的只有 {min(turns)} 个。"
            "SIGGRAPH 是引述式报道。",
        )
        + "".join(
            say(
                f" The shares of {name_conversation(str(conversation))} rest on {n} exchanges.",
                f"{name_conversation(str(conversation))} 的占比仅来自 {n} 个问答。",
            )
            for conversation, n in exchanges[exchanges < FEWEST_EXCHANGES].items()
        ),
        height=42 * len(order),
        left=228,
        room_below=54 if by_speaker else 10,
        alt=say(
            "Heat map with printed values: themes by speaker and conversation.",
            "热力图（标有数值）：主题按说话人和对话。",
        )
        if by_speaker
        else say("Heat map with printed values: themes by conversation.", "热力图（标有数值）：主题按对话。"),
    )


def _label_column(conversation: str, speaker: str, n_turns: int) -> str:
    """What stands under a column of the heat map; speaker: "" where the column is a whole conversation."""
    turns = say(f"{n_turns} turns", f"{n_turns} 个话轮")
    if n_turns < FEWEST_TURNS:
        turns = say("too few turns", "话轮太少")
    if not speaker:
        return f"<b>{name_conversation(conversation)}</b><br>{turns}"
    name = say(name_speaker(speaker).replace(" ", "<br>"), name_speaker(speaker))
    return f"<b>{name}</b><br>{name_conversation(conversation)}<br>{turns}"
