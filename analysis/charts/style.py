"""The house style: colours, fonts, the frame of a chart, and the one door through which it is saved."""

import base64
import functools
import html
import io
import os
import re
import shutil
import subprocess
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from plotly.io.base_renderers import MimetypeRenderer

from analysis.catalogue import the_catalogue
from analysis.charts.page import ENDINGS, render_chart_page
from analysis.errors import AnalysisError
from analysis.gists import find_gists
from analysis.language import join_words, name_conversation, name_speaker, say, set_language, the_language
from analysis.settings import SETTINGS
from analysis.storage import FIGURES, write_atomic, write_table
from analysis.themes import load_themes

FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, Helvetica, Arial, sans-serif"
INK, QUIET, FAINT = "#1f2933", "#52606d", "#d9dee4"
GUEST = "#1f2933"
SEQUENTIAL = [[0.0, "#f7f9fb"], [0.25, "#c6d9e8"], [0.6, "#5e97bf"], [1.0, "#12486f"]]
# Okabe and Ito's colours, told apart by colour-blind readers too.
_HUES = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00")
WIDTH = 800
_MENU_HEIGHT = 36
# What a line may not break within: a word or a Chinese character with the marks that open before and close after it.
_PIECES = re.compile(
    r"""[（《「『“‘"]*(?:[^\s\u2e80-\uffee“‘]+|[\u2e80-\uffee])[、。，：；！？）》」』”’",%]*\s*|\s+|\S"""
)
# Where a figure's strings are words that are shown, and where they are shown on hovering only.
_DRAWN = {"text", "title", "ticktext", "label", "texttemplate", "x", "y", "name"}
_HOVERED = {"hovertemplate", "customdata", "meta"}
_NO_CHROME = (
    "figures are saved without PNG and SVG: neither Chrome nor Chromium was found;"
    " install one (Debian: apt-get install chromium) and run again."
)
_NO_FONT = (
    "figures are saved without PNG and SVG: no font here has Chinese characters;"
    " install one (Debian: apt-get install fonts-noto-cjk) and run again."
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
        theme: f"{name}<br><span style='color:{QUIET};font-size:11px'>{below[theme]}</span>"
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


@dataclass(frozen=True)
class Choice:
    """An entry of a chart's menu: the traces that it shows, the texts that then hold, and what it changes besides.

    visible: of each trace. layout: keys and values as plotly's relayout takes them.
    """

    label: str
    visible: Sequence[bool]
    title: str
    subtitle: str
    layout: Mapping[str, object] = field(default_factory=dict)


def frame_figure(
    figure: go.Figure,
    *,
    title: str = "",
    subtitle: str = "",
    footer: str,
    height: int,
    alt: str,
    left: int = 24,
    room_below: int = 0,
    choices: Sequence[Choice] = (),
    shown: int = 0,
) -> go.Figure:
    """Return a copy of the figure in the house style.

    title: the finding. subtitle: measure, unit, population and n. footer: what the intervals are; the source is
    added. alt: what someone who cannot see it should know. left, room_below: room for labels, pixels. choices: the
    entries of a menu, of which the one shown gives title, subtitle and visible traces.
    A page shows the texts and the menu beside the chart and takes them out of it: meta has them, and how high they
    stand.
    """
    told = list(choices) or [Choice("", [True] * len(figure.data), title, subtitle)]
    wraps = [(wrap_text(_typeset(c.title), 78), wrap_text(_typeset(c.subtitle), 116)) for c in told]
    notes = wrap_text(_typeset(footer.strip() + say(" ", "") + _name_source()), 134)
    has_legend = figure.layout.showlegend is not False
    head = 26 + 25 * max(len(lines) for lines, _ in wraps) + 18 * max(len(under) for _, under in wraps)
    foot, menu = 20 + 15 * len(notes), _MENU_HEIGHT if choices else 0
    margin = {"t": head + menu + (46 if has_legend else 18), "b": foot + 46 + room_below, "l": left, "r": 24}
    framed = go.Figure(figure)
    framed.update_layout(
        template="none",
        font={"family": FONT, "size": 13, "color": INK},
        margin=margin,
        height=height + margin["t"] + margin["b"] - (46 if has_legend else 18),
        hoverlabel={"align": "left", "bgcolor": "white", "bordercolor": FAINT, "font": {"family": FONT, "color": INK}},
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom"},
        meta={"title": _typeset(told[shown].title), "subtitle": _typeset(told[shown].subtitle), "alt": _typeset(alt),
              "footer": _typeset(footer.strip() + say(" ", "") + _name_source()), "language": the_language(),
              "head": head, "foot": foot, "menu": menu},
    )  # fmt: skip
    framed.update_xaxes(gridcolor=FAINT, zeroline=False, automargin=False, title_font_size=12, title_standoff=8)
    framed.update_yaxes(
        gridcolor="#eef1f4", zeroline=False, automargin=False, ticks="outside", ticklen=8, tickcolor="white"
    )
    first = len(framed.layout.annotations)
    lines, under = wraps[shown]
    below = margin["t"] - 20
    texts = (
        ("title", "<b>" + "<br>".join(lines) + "</b>", 18, INK, 1, "top", margin["t"] - 14),
        ("subtitle", "<br>".join(under), 13, QUIET, 1, "top", below - 25 * len(lines)),
        ("footer", "<br>".join(notes), 11, QUIET, 0, "bottom", 6 - margin["b"]),
    )
    for name, text, size, colour, y, anchor, shift in texts:
        framed.add_annotation(
            name=name, text=text, x=0, xref="paper", xanchor="left", xshift=16 - left, y=y, yref="paper",
            yanchor=anchor, yshift=shift, align="left", showarrow=False, font={"size": size, "color": colour},
        )  # fmt: skip
    if choices:
        buttons = [
            {"label": choice.label, "method": "update", "args": [
                {"visible": list(choice.visible)},
                {"meta.title": _typeset(choice.title), "meta.subtitle": _typeset(choice.subtitle),
                 f"annotations[{first}].text": "<b>" + "<br>".join(lines) + "</b>",
                 f"annotations[{first + 1}].text": "<br>".join(under),
                 f"annotations[{first + 1}].yshift": below - 25 * len(lines), **choice.layout},
            ]}
            for choice, (lines, under) in zip(choices, wraps, strict=True)
        ]  # fmt: skip
        place = {"x": 1, "xanchor": "right", "y": 1, "yanchor": "bottom", "bgcolor": "white"}
        pad = {"b": 38 if has_legend else 6}
        framed.update_layout(updatemenus=[{"buttons": buttons, "active": shown, "pad": pad, **place}])
        for trace, visible in zip(framed.data, choices[shown].visible, strict=True):
            trace.visible = visible
        framed.update_layout(choices[shown].layout)
    return framed


def _typeset(text: str) -> str:
    """A text with a real minus sign before its negative numbers."""
    return re.sub(r"(?<![\w\d])-(?=\d)", "\N{MINUS SIGN}", text)


def _name_source() -> str:
    renderings = the_catalogue().renderings
    names = join_words([name_conversation(c.id) for c in the_catalogue().conversations])
    years = sorted({r.published.year for r in renderings})
    span = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    return say(
        f"Source: {len(renderings)} published renderings of {names}, {span}; measured by this project.",
        f"来源：{names} 的 {len(renderings)} 个已发表版本（{span} 年）；由本项目测量。",
    )


def remove_menu(figure: go.Figure) -> go.Figure:
    """Return a framed figure as it is printed: without its menu and the room for it."""
    height = figure.layout.meta["menu"]
    if not height:
        return figure
    printed = go.Figure(figure)
    printed.layout.updatemenus = []
    printed.layout.margin.t -= height
    printed.layout.height -= height
    for annotation in printed.layout.annotations:
        if annotation.name in ("title", "subtitle"):
            annotation.yshift -= height
    return printed


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


def raise_panel_titles(framed: go.Figure, n_panels: int) -> go.Figure:
    """Return a framed figure of several panels with room for their titles, which are its first annotations."""
    raised = go.Figure(framed)
    for annotation in raised.layout.annotations[:n_panels]:
        annotation.update(font={"size": 13, "color": INK}, yanchor="bottom")
    for annotation in raised.layout.annotations[n_panels:]:
        if annotation.name in ("title", "subtitle"):
            annotation.yshift += 14
    height, top = raised.layout.height + 14, raised.layout.margin.t + 14
    return raised.update_layout(legend={"y": 1.04}, margin={"t": top}, height=height)


class _PictureRenderer(MimetypeRenderer):
    """The picture beside an interactive chart: few colours, so that a notebook stays small in git."""

    def to_mimebundle(self, fig_dict: dict[str, object]) -> dict[str, str]:
        """Return the PNG of a figure, as plotly asks of a renderer."""
        printed = remove_menu(go.Figure(fig_dict))
        picture = pio.to_image(printed, format="png", width=WIDTH, scale=1.25, validate=False)
        return {"image/png": base64.b64encode(_reduce_colours(picture, 64)).decode("ascii")}


def start_notebook(language: str) -> None:
    """Make charts in this notebook interactive, with a picture beside each where one can be drawn.

    language: of everything shown, "en" or "zh".
    """
    set_language(language)
    # Kaleido says this of every figure that it draws through its server, with a path of the machine.
    warnings.filterwarnings("ignore", message="The kopts argument is ignored")
    pio.renderers["picture"] = _PictureRenderer()
    pio.renderers.default = "plotly_mimetype+picture" if _start_export() else "plotly_mimetype"
    pd.set_option("display.max_colwidth", None)
    pd.set_option("display.precision", 3)


@functools.cache
def explain_no_pictures() -> str:
    """Return why charts cannot be saved as pictures here, and the cure; "" where they can."""
    from choreographer.browsers.chromium import Chromium

    if not os.environ.get("BROWSER_PATH") and not Chromium.find_browser(skip_local=False):
        return _NO_CHROME
    if shutil.which("fc-list"):
        fonts = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, check=False)
        if not fonts.stdout.strip():
            return _NO_FONT
    return ""


@functools.cache
def _start_export() -> bool:
    """Start the browser that draws pictures, once a process; return whether there is one."""
    if explain_no_pictures():
        return False
    import kaleido

    kaleido.start_sync_server(silence_warnings=True)
    return True


def find_missing_characters(figure: go.Figure) -> str:
    """Return the characters that a figure shows and no font here has; "" where all are there, or nobody can say."""
    wanted = sorted({c for text in list_texts(figure, hovers=False) for c in text if ord(c) > 0xFF})
    if not wanted or not shutil.which("fc-list") or _find_fonts(wanted):
        return ""
    return "".join(character for character in wanted if not _find_fonts([character]))


def _find_fonts(characters: Sequence[str]) -> bytes:
    """The fonts that have all of some characters."""
    pattern = ":charset=" + " ".join(f"{ord(character):x}" for character in characters)
    return subprocess.run(["fc-list", pattern, "family"], capture_output=True, check=False).stdout.strip()


def list_texts(figure: go.Figure, *, hovers: bool = True) -> list[str]:
    """Return every text that a figure shows: titles, labels, names, menus and, where wanted, what hovering shows."""
    keys = _DRAWN | _HOVERED if hovers else _DRAWN

    def walk(value: Any, shown: bool) -> Iterator[str]:
        if isinstance(value, str) and shown:
            yield value
        elif isinstance(value, dict):
            for key, part in value.items():
                if key != "template":
                    yield from walk(part, key in keys or key in ("title", "node") or (shown and key == "text"))
        elif isinstance(value, list | tuple | np.ndarray):
            for part in value:
                yield from walk(part, shown)

    drawn = figure.to_dict()
    for note in drawn["layout"].get("annotations", []):
        note.pop("name", None)  # it tells the notes of the frame apart
    return [*walk(drawn["data"], False), *walk(drawn["layout"], False)]


def _describe(picture: bytes, ending: str, meta: Mapping[str, str]) -> bytes | str:
    """A picture with its alternative text in it, and a PNG with few colours, which makes it a third as large."""
    if ending == "png":
        told = PngInfo()
        told.add_itxt("Title", meta["title"])
        told.add_itxt("Description", meta["alt"])
        return _reduce_colours(picture, 256, told)
    if ending == "svg":
        title, alt = (html.escape(meta[key]) for key in ("title", "alt"))
        head = f'<svg role="img" aria-label="{alt}" '
        text = picture.decode("utf-8").replace("<svg ", head, 1)
        return text.replace(">", f"><title>{title}</title><desc>{alt}</desc>", 1)
    return picture


def _reduce_colours(picture: bytes, n_colours: int, info: PngInfo | None = None) -> bytes:
    """A PNG with so many colours; this way keeps the hues of the house style exact, others mix small areas."""
    image, small = Image.open(io.BytesIO(picture)).convert("RGB"), io.BytesIO()
    few = image.quantize(n_colours, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE)
    few.save(small, format="PNG", optimize=True, pnginfo=info)
    return small.getvalue()


def shrink_picture(picture: bytes) -> bytes:
    """Return a PNG of save_figure at half its size and with fewer colours, small enough for git."""
    image, half = Image.open(io.BytesIO(picture)).convert("RGB"), io.BytesIO()
    image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS).save(half, format="PNG")
    return _reduce_colours(half.getvalue(), 48)


def save_figure(figure: go.Figure, name: str, *, rows: pd.DataFrame, folder: Path = FIGURES) -> list[Path]:
    """Save a figure as HTML, PNG (twice the size), SVG and PDF, with the rows behind it as CSV.

    A Chinese figure goes into the folder zh beside the English ones; the data are the same. Returns the paths
    written; the pictures are left out where no browser or font is there, see explain_no_pictures. Errors:
    AnalysisError for a figure without a title or a source, rows that hold a document's words, or characters that no
    font here has.
    """
    meta = figure.layout.meta or {}
    if not meta.get("title") or not figure.layout.annotations:
        raise AnalysisError(f"the figure {name!r} has no title or no source; make it with frame_figure.")
    if "words_of" in rows.columns or any("quotation" in column for column in rows.columns):
        raise AnalysisError(f"the rows of {name!r} hold words of a document; leave that column out.")
    home = folder / "zh" if meta["language"] == "zh" else folder
    paths = [write_table(folder / f"{name}.csv", rows.round(6))]
    if "html" in ENDINGS:
        paths.append(write_atomic(home / f"{name}.html", render_chart_page(figure.to_json(), name=name)))
    if not _start_export():
        return paths
    if missing := find_missing_characters(figure):
        raise AnalysisError(
            f"no font here has {missing!r}, which the chart {name!r} shows; install one (Debian: apt-get install"
            " fonts-noto-cjk) and run again."
        )
    for ending in {"png", "svg", "pdf"} & {*ENDINGS}:
        picture = remove_menu(figure).to_image(format=ending, width=WIDTH, scale=2 if ending == "png" else 1)
        paths.append(write_atomic(home / f"{name}.{ending}", _describe(picture, ending, meta)))
    return paths
