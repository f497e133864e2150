"""The house style: colours, fonts, names, and marks that several charts share."""

import html
import re
from collections.abc import Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.catalogue import the_catalogue
from analysis.gists import find_gists
from analysis.language import name_conversation, name_speaker, say
from analysis.settings import SETTINGS
from analysis.themes import load_themes

FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, Helvetica, Arial, sans-serif"
INK, QUIET, FAINT = "#1f2933", "#52606d", "#d9dee4"
GUEST = "#1f2933"
SEQUENTIAL = [[0.0, "#f7f9fb"], [0.25, "#c6d9e8"], [0.6, "#5e97bf"], [1.0, "#12486f"]]
# Okabe and Ito's colours, told apart by colour-blind readers too.
_HUES = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00")
WIDTH = 800

# What a line may not break within: a word or a Chinese character with the marks that open before and close after it.
_PIECES = re.compile(
    r"""[（《「『“‘"]*(?:[^\s\u2e80-\uffee“‘]+|[\u2e80-\uffee])[、。，：；！？）》」』”’",%]*\s*|\s+|\S"""
)


def conversation_colour(conversation: str) -> str:
    """Return the colour that a conversation has in every chart."""
    ids = [c.id for c in the_catalogue().conversations]
    return _HUES[ids.index(conversation) % len(_HUES)]


def speaker_colour(speaker: str) -> str:
    """Return the colour that a speaker has in every chart: a host's is the conversation's."""
    roles = the_catalogue().roles()
    for conversation in the_catalogue().conversations:
        if speaker in conversation.speakers and roles[speaker] == "host":
            return conversation_colour(conversation.id)
    return GUEST


def theme_labels() -> dict[str, str]:
    """Return the name of each theme in both languages, the one chosen above the other."""
    above, below = (load_themes().names(language) for language in say("en zh", "zh en").split())
    return {
        theme: f"{name}<br><span class='other' style='color:{QUIET};font-size:11px'>{below[theme]}</span>"
        for theme, name in above.items()
    }


def guess_order(values: Sequence[str]) -> list[str]:
    """Return conversations in the order of the catalogue."""
    ids = [c.id for c in the_catalogue().conversations]
    return sorted(set(values), key=ids.index)


def interval_note() -> str:
    """Return what the footer says of a chart's intervals."""
    level, samples = f"{SETTINGS.confidence * 100:.0f}", f"{SETTINGS.bootstrap_samples:,}"
    return say(
        f"Intervals: {level}% bootstrap over exchanges ({samples} samples), for these conversations as published.",
        f"区间：以一问一答为单位的自助法（{samples} 次抽样），置信度 {level}%，只针对这几场已发表的对话。",
    )


def tell_progress() -> str:
    """Return what an axis measures that runs along a rendering."""
    return say("share of the rendering's words spoken so far", "已说出的话占该版本的比例")


def wrap_text(text: str, width: int) -> list[str]:
    """Return a text in lines of at most so many letters' width; a Chinese character is as wide as two letters.

    A line breaks between words and between Chinese characters, never before a closing mark.
    """
    lines, line, used = [], "", 0
    for piece in _PIECES.findall(text):
        size = sum(1 + (character >= "\u2e80") for character in piece.rstrip())
        if line.strip() and used + size > width:
            lines.append(line.strip())
            line, used = "", 0
        line += piece
        used += size + (len(piece) - len(piece.rstrip()))
    return [*lines, line.strip()] if line.strip() else lines


def hover_words(rows: pd.DataFrame, quotations: Sequence[str] | None = None) -> list[str]:
    """Return what hovering shows of each passage: the gist of its turn and, where there is one, a quotation beneath.

    rows: with rendering and turn. It is cut, broken into lines, and harmless as HTML.
    """
    gists = find_gists(rows)
    told = zip(gists, quotations if quotations is not None else [""] * len(rows), strict=True)
    return [
        "<br>".join([*_escape_lines(gist), *(f"<i>{line}</i>" for line in _escape_lines(_cut(quotation)))])
        for gist, quotation in told
    ]


def _escape_lines(text: str) -> list[str]:
    return [html.escape(line, quote=False) for line in wrap_text(text, 68)]


def _cut(text: str, longest: int = 260) -> str:
    return text if len(text) <= longest else text[:longest].rstrip() + " …"


def draw_interval(middle: pd.Series, low: pd.Series, high: pd.Series, *, colour: str) -> dict[str, object]:
    """Return a trace's error bars from the ends of intervals around its values."""
    return {
        "type": "data",
        "symmetric": False,
        "array": high - middle,
        "arrayminus": middle - low,
        "color": colour,
        "thickness": 1.6,
        "width": 0,
    }


def label_theme_rows(figure: go.Figure, order: Sequence[str]) -> None:
    """Give a figure's vertical axis a row for each theme, the first on top, named in both languages."""
    names = theme_labels()
    figure.update_yaxes(
        tickvals=list(range(len(order))),
        ticktext=[names[theme] for theme in reversed(order)],
        range=[-0.6, len(order) - 0.4],
    )


def list_speakers(passages: pd.DataFrame) -> list[tuple[str, str]]:
    """Return each conversation and speaker of the passages, in the order of the catalogue from below."""
    return [
        (conversation, str(speaker))
        for conversation in guess_order(passages["conversation"].tolist())
        for speaker in sorted(passages.loc[passages["conversation"] == conversation, "speaker"].unique())
    ][::-1]


def spread_points(n_points: int) -> np.ndarray:
    """Return how far each point of a strip stands off its middle: the same passage always at the same height."""
    offsets: np.ndarray = ((np.arange(n_points) * 0.618) % 1 - 0.5) * 0.5
    return offsets


def label_speaker_rows(figure: go.Figure, groups: Sequence[tuple[str, str]], notes: Sequence[str]) -> None:
    """Give a figure's vertical axis a row for each conversation and speaker, with a note at its right end."""
    labels = [f"{name_speaker(s)}<br><i>{name_conversation(c)}</i>" for c, s in groups]
    figure.update_yaxes(tickvals=list(range(len(groups))), ticktext=labels, range=[-0.6, len(groups) - 0.4])
    for number, note in enumerate(notes):
        figure.add_annotation(
            x=1, xref="paper", y=number + 0.33, text=note, showarrow=False, xanchor="left", xshift=6,
            font={"size": 11, "color": QUIET}, width=90, align="left",
        )  # fmt: skip
