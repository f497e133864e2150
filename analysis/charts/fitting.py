"""Fitting: names that fit into titles and rows however long they are, and charts that have nothing to show."""

import html
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
import plotly.graph_objects as go

from analysis.charts.frame import RENDERINGS, VIEW, Choice, frame_figure
from analysis.charts.style import (
    GUEST,
    HOST,
    MANY,
    QUIET,
    cut_text,
    hover_words,
    speaker_colour,
    wrap_text,
)
from analysis.corpus.folder import Corpus
from analysis.ground.languages import NAMES, WITH_TONE, has_spaces
from analysis.ground.wording import list_some, say

# So many marks a chart draws one by one; of more its file would grow too large.
MOST_MARKS = 4000
# Of more passages than this hovering shows no quotations, which make up most of a file.
MOST_QUOTED = 700
# Letters in a line of a title, and lines: what frame_figure breaks it into.
_TITLE_WIDTH, _TITLE_LINES = 78, 2


def escape(text: str) -> str:
    """Return a text that is harmless as HTML, for what plotly draws."""
    return html.escape(text, quote=False)


def tell_talk(corpus: Corpus, conversation: str, width: int = 28) -> str:
    """Return what a conversation is called, short enough for a title; not escaped."""
    return cut_text(corpus.name_conversation(conversation), width)


def tell_person(corpus: Corpus, speaker: str, width: int = 24) -> str:
    """Return what a speaker is called, short enough for a title; not escaped."""
    return cut_text(corpus.name_speaker(speaker), width)


def label_talk(corpus: Corpus, conversation: str, width: int = 28) -> str:
    """Return what a conversation is called, short enough for a label and harmless as HTML."""
    return escape(tell_talk(corpus, conversation, width))


def label_person(corpus: Corpus, speaker: str, width: int = 24) -> str:
    """Return what a speaker is called, short enough for a label and harmless as HTML."""
    return escape(tell_person(corpus, speaker, width))


def write_tenths(value: float) -> str:
    """Return a number with one digit after the point, never "-0.0"."""
    return f"{round(float(value), 1) + 0.0:.1f}"


def name_language(code: str) -> str:
    """Return what a language is called, by its code, or that where nobody has named it."""
    return say(*NAMES.get(code, (code, code)))


def count_length(n: float, language: str) -> str:
    """Return how long something said is, in the unit of its language: words, or characters where none are written."""
    some = "s" if n != 1 else ""
    if has_spaces(language):
        return say(f"{n:,.0f} word{some}", f"{n:,.0f} 个{'英文' if language == 'en' else ''}词")
    return say(f"{n:,.0f} character{some}", f"{n:,.0f} 字")


def list_untoned(passages: pd.DataFrame) -> list[str]:
    """Return the languages of passages, by name, whose tone is not validated."""
    return [name_language(code) for code in sorted(passages["language"].unique()) if code not in WITH_TONE]


def tell_untoned(passages: pd.DataFrame) -> str:
    """Return what a chart of tone says of languages whose tone is not validated; "" where there are none."""
    names = list_untoned(passages)
    if not names:
        return ""
    return say(f"Without tone: {list_some(names)}. ", f"没有语气评分：{list_some(names)}。")


def choose_title(*titles: str) -> str:
    """Return the first of some titles that fits into two lines, or else the last."""
    for title in titles:
        if len(wrap_text(title, _TITLE_WIDTH)) <= _TITLE_LINES:
            return title
    return titles[-1]


def rank_rows(summary: pd.DataFrame, enough: pd.Series, *, by: str) -> pd.DataFrame:
    """Return the rows that a chart of very many speakers shows, from below: of those with enough exchanges the largest.

    summary: with n_passages, indexed by conversation and speaker. by: the column that ranks them, the largest on top.
    """
    known = summary[enough].sort_values("n_passages", ascending=False, kind="stable")
    return known.head(MANY).sort_values(by, kind="stable")


def tell_few(n_few: int) -> str:
    """Return what the footer of such a chart says of speakers who are not drawn since they have too few exchanges."""
    if not n_few:
        return ""
    return say(f"Too few exchanges, not drawn: {n_few} more. ", f"问答太少，未画出：另有 {n_few} 个。")


def frame_few(corpus: Corpus, passages: pd.DataFrame) -> go.Figure:
    """Return the chart of speakers of whom nobody has enough exchanges for a mean or a median."""
    return frame_empty(
        corpus,
        title=say("No speaker has enough exchanges for an average", "没有哪位说话人的问答多到足以计算平均值"),
        why=say(
            f"too few exchanges of each speaker ({len(passages)} passages in all)",
            f"每位说话人的问答都太少（共 {len(passages)} 个段落）",
        ),
    )


def label_ranked_rows(
    corpus: Corpus, figure: go.Figure, groups: Sequence[tuple[str, str]], notes: Sequence[str]
) -> None:
    """Give a figure's vertical axis a row of one line for each conversation and speaker, with a note at its end."""
    labels = [f"{label_person(corpus, s, 17)} · <i>{label_talk(corpus, c, 16)}</i>" for c, s in groups]
    figure.update_yaxes(
        tickvals=list(range(len(groups))), ticktext=labels, tickfont_size=12, range=[-0.8, len(groups) - 0.2]
    )
    for number, note in enumerate(notes):
        figure.add_annotation(
            x=1, xref="paper", y=number, text=note, showarrow=False, xanchor="left", xshift=6,
            font={"size": 11, "color": QUIET},
        )  # fmt: skip


def name_colours(corpus: Corpus, speakers: Iterable[str]) -> dict[str, str]:
    """Return what each of the speakers' colours stands for in a legend: a side, or a group where people are grouped."""
    meant: dict[str, str] = {}
    for speaker in speakers:
        colour = speaker_colour(corpus, speaker)
        if colour in (GUEST, HOST):
            side = corpus.sides[1 if corpus.asks(speaker) else 0]
            meant[colour] = escape(cut_text(corpus.name_side(side, many=True), 24))
        else:
            meant.setdefault(colour, label_talk(corpus, corpus.find_group(speaker), 24))
    return dict(sorted(meant.items(), key=lambda entry: entry[0] == HOST))


def add_colour_legend(corpus: Corpus, figure: go.Figure, speakers: Iterable[str]) -> None:
    """Add to a figure's legend what the speakers' colours stand for, where there are too many to name."""
    for colour, name in name_colours(corpus, speakers).items():
        figure.add_scatter(
            x=[None], y=[None], mode="markers", name=name, marker={"symbol": "square", "size": 11, "color": colour},
            hoverinfo="skip",
        )  # fmt: skip


def frame_choices(
    corpus: Corpus,
    figure: go.Figure,
    choices: Sequence[Choice],
    *,
    shown: int = 0,
    footer: str,
    how: str = "",
    height: int,
    left: int,
    alt: str,
    room_below: int = 0,
    basis: str = VIEW,
) -> go.Figure:
    """Return frame_figure with a menu of some choices, or without one where there is only one to choose."""
    only = choices[0] if len(choices) == 1 else None
    if only:
        figure.update_layout(dict(only.layout))
    return frame_figure(
        corpus,
        figure,
        title=only.title if only else "",
        subtitle=only.subtitle if only else "",
        choices=() if only else choices,
        shown=0 if only else shown,
        footer=footer,
        how=how,
        height=height,
        left=left,
        alt=alt,
        room_below=room_below,
        basis=basis,
    )


def frame_unheard(corpus: Corpus, *, title: str) -> go.Figure:
    """Return the chart of something that cannot be told of some of those who speak alone."""
    return frame_empty(
        corpus,
        title=title,
        why=say("It takes all who speak; leave the filter out.", "须计入所有说话人；请去掉筛选。"),
        basis=RENDERINGS,
    )


def frame_empty(
    corpus: Corpus, *, title: str, why: str, subtitle: str = "", footer: str = "", basis: str = VIEW
) -> go.Figure:
    """Return a chart that has nothing to show and says so.

    title: the finding, which is that there is none. why: what stands in its middle, in a few words. subtitle: what the
    chart shows where there is something.
    """
    figure = go.Figure()
    figure.add_annotation(
        x=0.5, y=0.5, xref="paper", yref="paper", showarrow=False, font={"size": 15, "color": QUIET},
        text="<br>".join(escape(line) for line in wrap_text(why, 70)),
    )  # fmt: skip
    figure.update_xaxes(visible=False, range=[0, 1])
    figure.update_yaxes(visible=False, range=[0, 1])
    figure.update_layout(showlegend=False)
    return frame_figure(
        corpus,
        figure,
        title=title,
        subtitle=subtitle,
        footer=footer,
        height=120,
        alt=f"{title} ({why})",
        basis=basis,
    )


def hover_passages(corpus: Corpus, rows: pd.DataFrame, quotations: Sequence[str] | None) -> list[str]:
    """Return hover_words of each passage, without quotations where there are too many for a file."""
    return hover_words(corpus, rows, quotations if len(rows) <= MOST_QUOTED else None)


def rank_largest(sizes: Mapping[str, int], most: int) -> set[str]:
    """Return the names of the largest, at most so many; of equals the first."""
    ordered = sorted(sizes, key=lambda name: -sizes[name])
    return set(ordered[:most])
