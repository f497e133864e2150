"""The house style: colours, fonts, names, and marks that several charts share."""

import html
import re
from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from analysis.comparison.verdicts import FEWEST_EXCHANGES
from analysis.corpus.folder import Corpus
from analysis.corpus.gists import find_gists
from analysis.corpus.themes import UNASSIGNED
from analysis.ground.wording import list_some, say, the_language
from analysis.passages.sampling import CONVERSATIONS, FEWEST_CLUSTERS

FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, Helvetica, Arial, sans-serif"
INK, QUIET, FAINT = "#1f2933", "#52606d", "#d9dee4"
# People are told apart by lightness, conversations by hue: who answers is dark, who asks is light.
GUEST, HOST = "#1f2933", "#8593a1"
# What is too thin to be judged is in this grey, in every chart.
THIN = "#b3bcc6"
# Where nothing can be judged, a cell is grey.
UNJUDGED = [[0, "#dcdfe3"], [1, "#dcdfe3"]]
SEQUENTIAL = [[0.0, "#f7f9fb"], [0.25, "#c6d9e8"], [0.6, "#5e97bf"], [1.0, "#12486f"]]
# Okabe and Ito's colours, told apart by colour-blind readers too.
_HUES = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00")
WIDTH = 800
# The one colour of all conversations where there are more than colours.
ONE = "#3a6ea5"
# So many passages are told of on hovering, in so many bytes.
_MOST_HOVERED, _MOST_BYTES = 1500, 500_000
_MOST_IN_TWO_LINES = 18

# What a line may not break within: a word or a Chinese character with the marks that open before and close after it.
_PIECES = re.compile(
    r"""[（《「『“‘"]*(?:[^\s\u2e80-\uffee“‘]+|[\u2e80-\uffee])[、。，：；！？）》」』”’",%]*\s*|\s+|\S"""
)


# Up to so many conversations stand side by side in one row; up to so many in small multiples and heat maps; up to so
# many in ranked rows. A chart shows no more rows than the last, the largest ones, and says so.
FEW, SOME, MANY = 4, 12, 60
# So many columns can be named without slanting their names.
MOST_UPRIGHT = 6


def conversation_colour(corpus: Corpus, conversation: str) -> str:
    """Return the colour that a conversation or a group has in every chart; of more than colours all have one.

    Where groups are compared, a conversation has that of its group, if it is in one alone.
    """
    names = corpus.groups
    name = conversation if conversation in names else corpus.find_group(conversation)
    return _HUES[names.index(name)] if len(names) <= len(_HUES) and name in names else ONE


def speaker_colour(corpus: Corpus, speaker: str) -> str:
    """Return the shade that a speaker has in every chart: of who answers it is dark, of who asks light.

    Where speakers are compared, each has the colour of their group, if there are colours enough.
    """
    if corpus.view.parts_people and (colour := conversation_colour(corpus, corpus.find_group(speaker))) != ONE:
        return colour
    return HOST if corpus.asks(speaker) else GUEST


def lead_to(**columns: Iterable[str]) -> dict[str, list[dict[str, list[str]]]]:
    """Return a trace's meta that says which passages each of its marks stands for, from columns of equal length.

    columns: passages (ids), conversations, speakers, themes, renderings, queries; "" is none. A page makes of it where
    a click on a mark leads.
    """
    rows = zip(*columns.values(), strict=True)
    return {"leads": [{key: [value] for key, value in zip(columns, row, strict=True) if value} for row in rows]}


def theme_hues(themes: Sequence[str]) -> dict[str, str]:
    """Return a colour for each of the first few themes given, which are the largest; the others are drawn faint."""
    return dict(zip(themes, _HUES, strict=False))


def theme_labels(corpus: Corpus) -> dict[str, str]:
    """Return the name of each theme, and beneath it that in the other language where it has one."""
    above, below = (corpus.themes.names(language) for language in say("en zh", "zh en").split())
    return {
        theme: _break_label(name)
        + (f"<br><span class='other' style='color:{QUIET};font-size:11px'>{second}</span>" if second else "")
        for theme, name in above.items()
        for second in [html.escape(below[theme], quote=False) if below[theme] != name else ""]
    }


def _break_label(name: str, width: int = 32) -> str:
    """A label in at most two lines, harmless as HTML."""
    lines = wrap_text(name, width)
    kept = lines if len(lines) <= 2 else [lines[0], lines[1] + " …"]
    return "<br>".join(html.escape(line, quote=False) for line in kept)


def spread_rows(n_marks: int, *, room: float = 0.7, most: float = 0.24) -> np.ndarray:
    """Return how far each of so many marks in one row stands off its middle, the first on top: none leaves the row."""
    step = min(most, room / max(n_marks - 1, 1))
    offsets: np.ndarray = ((n_marks - 1) / 2 - np.arange(n_marks)) * step
    return offsets


def choose_height(n_rows: int, *, usual: int, least: int = 17) -> int:
    """Return how high a row is, pixels: as usual for up to a dozen, less for more, so that a page still holds them."""
    return usual if n_rows <= SOME else max(least, round(usual * SOME / n_rows))


def tell_capped(n_shown: int, n_all: int) -> str:
    """Return what a footer says where a chart shows only the largest of many; "" where it shows all."""
    if n_shown >= n_all:
        return ""
    return say(
        f"The {n_shown} largest of {n_all} are drawn; the table (CSV) has all. ",
        f"共 {n_all} 项，图中只画最大的 {n_shown} 项；表格（CSV）列出全部。",
    )


def choose_ends(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the ends of the intervals to draw of shares: of these talks or, where whole conversations are the unit,
    of others like them; none where there are too few exchanges.
    """
    many = rows["unit"] == CONVERSATIONS if "unit" in rows else pd.Series(False, index=rows.index)
    enough = rows["n_exchanges_whole"] >= FEWEST_EXCHANGES
    low, high = (rows[f"ci_{end}"].where(many, rows[f"here_{end}"]).where(enough) for end in ("low", "high"))
    return low, high


def note_here(corpus: Corpus, table: pd.DataFrame) -> str:
    """Return what the footer says of the intervals that choose_ends gives. table: the shares."""
    level = f"{corpus.settings.confidence * 100:.0f}"
    here = say(
        f"Intervals, {level}%: how far these shares may lie off as passages might have been read and talks published"
        " otherwise",
        f"区间（{level}%）：换人判读、换版本发表时占比可能的出入",
    )
    if "unit" in table and (table["unit"] == CONVERSATIONS).any():
        here += say(
            f"; of groups of {FEWEST_CLUSTERS} conversations or more, how far those of others like them may",
            f"；有 {FEWEST_CLUSTERS} 场及以上对话的组，则为同类对话可能的出入",
        )
    return here + say(". ", "。")


def interval_note(corpus: Corpus, table: pd.DataFrame | None = None) -> str:
    """Return what the footer says of a chart's intervals and how far they reach. table: its rows, with unit if any."""
    level = f"{corpus.settings.confidence * 100:.0f}"
    units = set() if table is None or "unit" not in table else set(table["unit"])
    if units == {CONVERSATIONS}:
        return say(
            f"Intervals: {level}%, over whole conversations: they reach beyond these, to others like them.",
            f"区间：置信度 {level}%，以整场对话为单位，结论可推及这些对话之外的同类对话。",
        )
    if CONVERSATIONS in units:
        return say(
            f"Intervals: {level}%, over whole conversations where there are {FEWEST_CLUSTERS} or more, and only there"
            " beyond these; else over runs of exchanges.",
            f"区间：置信度 {level}%，有至少 {FEWEST_CLUSTERS} 场对话时以整场对话为单位，"
            "仅此时结论可推及这些对话之外，否则以连续几个问答为单位。",
        )
    return say(
        f"Intervals: {level}%, over runs of exchanges: what more talk of this kind might show.",
        f"区间：置信度 {level}%，以连续几个问答为单位，即同类谈话再多一些可能的结果。",
    )


def tell_press_reports(corpus: Corpus) -> str:
    """Return what a footer says of conversations that are known from press reports alone; "" where there are none."""
    names = [cut_text(corpus.name_conversation(name), 40) for name in corpus.press_reports]
    if not names:
        return ""
    one = len(names) == 1
    return say(
        f"{list_some(names)} {'is a press article that quotes' if one else 'are press articles that quote'}:"
        " what stands in it was chosen by editors. ",
        f"{list_some(names)} 是引述式报道，内容取决于编辑的取舍。",
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
        size = count_letters(piece.rstrip())
        if line.strip() and used + size > width:
            lines.append(line.strip())
            line, used = "", 0
        line += piece
        used += size + (len(piece) - len(piece.rstrip()))
    return [*lines, line.strip()] if line.strip() else lines


def hover_words(corpus: Corpus, rows: pd.DataFrame, quotations: Sequence[str] | None = None) -> list[str]:
    """Return what hovering shows of each passage: the gist of its turn and, where there is one, a quotation beneath.

    rows: with rendering and turn. It is cut, broken into lines, and harmless as HTML. A chart's file has to stay small:
    of many rows only the gists are shown, of very many nothing but where they stand.
    """
    if len(rows) > _MOST_HOVERED:
        return [""] * len(rows)
    gists = find_gists(corpus.gists, rows, language=the_language())
    told = zip(gists, quotations if quotations is not None else [""] * len(rows), strict=True)
    hovers = [
        "<br>".join([*_escape_lines(gist), *(f"<i>{line}</i>" for line in _escape_lines(_cut(quotation)))])
        for gist, quotation in told
    ]
    heavy = sum(len(hover.encode("utf-8")) for hover in hovers) > _MOST_BYTES
    return hover_words(corpus, rows) if heavy and quotations is not None else hovers


def count_letters(text: str) -> int:
    """Return how wide a text is in letters; a Chinese character is as wide as two."""
    return sum(1 + (character >= "\u2e80") for character in text)


def cut_text(text: str, width: int) -> str:
    """Return a text of at most about so many letters' width, between words where it can be; not escaped."""
    lines = wrap_text(text, width)
    first = lines[0] if lines else ""
    used, kept = 0, ""
    for character in first:
        used += count_letters(character)
        if used > width:
            break
        kept += character
    return kept if kept == text.strip() else f"{kept.rstrip(' ,;:，、；：')} …"


def shorten(text: str, width: int) -> str:
    """Return a text cut to about so many letters' width, harmless as HTML; a Chinese character is as wide as two."""
    return html.escape(cut_text(text, width), quote=False)


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


def label_theme_rows(corpus: Corpus, figure: go.Figure, order: Sequence[str]) -> None:
    """Give a figure's vertical axis a row for each theme, the first on top, named in both languages.

    Where there are too many rows for two lines each, they are named in one. A row of what is unassigned is grey.
    """
    names = theme_labels(corpus)
    if len(order) > _MOST_IN_TWO_LINES:
        names = {theme: shorten(corpus.name_theme(theme), 34) for theme in order}
    figure.update_yaxes(
        tickvals=list(range(len(order))),
        ticktext=[names[theme] for theme in reversed(order)],
        range=[-0.6, len(order) - 0.4],
    )
    if UNASSIGNED in order:
        row = len(order) - 1 - order.index(UNASSIGNED)
        figure.add_hrect(y0=row - 0.5, y1=row + 0.5, fillcolor="#f0f2f4", line_width=0, layer="below")


def choose_theme_height(n_themes: int, *, usual: int = 50) -> int:
    """Return how high a theme's row is, pixels: as usual while its name stands in two lines, less where it has one."""
    return min(usual, choose_height(n_themes, usual=62, least=27))


def list_speakers(corpus: Corpus, passages: pd.DataFrame) -> list[tuple[str, str]]:
    """Return each conversation and speaker of the passages, in the order of the catalogue from below."""
    return [
        (conversation, str(speaker))
        for conversation in corpus.order_conversations(passages["conversation"])
        for speaker in sorted(passages.loc[passages["conversation"] == conversation, "speaker"].unique())
    ][::-1]


def spread_points(n_points: int) -> np.ndarray:
    """Return how far each point of a strip stands off its middle: the same passage always at the same height."""
    offsets: np.ndarray = ((np.arange(n_points) * 0.618) % 1 - 0.5) * 0.5
    return offsets


def label_speaker_rows(
    corpus: Corpus, figure: go.Figure, groups: Sequence[tuple[str, str]], notes: Sequence[str]
) -> None:
    """Give a figure's vertical axis a row for each conversation and speaker, with a note at its right end."""
    labels = [
        f"{shorten(corpus.name_speaker(s), 22)}<br><i>{shorten(corpus.name_conversation(c), 24)}</i>" for c, s in groups
    ]
    figure.update_yaxes(tickvals=list(range(len(groups))), ticktext=labels, range=[-0.6, len(groups) - 0.4])
    for number, note in enumerate(notes):
        figure.add_annotation(
            x=1, xref="paper", y=number + 0.33, text=note, showarrow=False, xanchor="left", xshift=6,
            font={"size": 11, "color": QUIET}, width=90, align="left",
        )  # fmt: skip


def complete_order(order: Sequence[str], themes: Iterable[str]) -> list[str]:
    """Return an order of themes with those of some others that it lacks, "unassigned" last."""
    every = [*dict.fromkeys([*order, *themes])]
    return sorted(every, key=lambda theme: theme == UNASSIGNED)


def tell_noise_unknown() -> str:
    """Return what a subtitle or footer says where nobody can tell how large the noise is."""
    return say(" Noise unknown: no conversation has two renderings.", "噪声未知：没有哪场对话有两个版本。")


def tell_found_here(corpus: Corpus) -> str:
    """Return what a footer says where themes are topics found in the very passages that are compared, else ""."""
    if not corpus.themes.proposed:
        return ""
    return say(
        "These themes are topics found in these very passages, which makes differences look larger: written"
        " themes are a fairer test. ",
        "这些主题就是在同一批段落里找出的话题，差异因此显得偏大：事先写定的主题才是更公平的检验。",
    )
