"""The house style: colours, fonts, the frame of a chart, and the one door through which it is saved."""

import base64
import functools
import html
import io
import os
import shutil
import subprocess
import textwrap
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio
from PIL import Image
from plotly.io.base_renderers import MimetypeRenderer

from analysis.catalogue import the_catalogue
from analysis.comparison import FEWEST_TURNS
from analysis.errors import AnalysisError
from analysis.settings import SETTINGS
from analysis.storage import FIGURES, write_atomic, write_table
from analysis.themes import load_themes

__all__ = ["FEWEST_TURNS"]

FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, Helvetica, Arial, sans-serif"
INK, QUIET, FAINT = "#1f2933", "#52606d", "#d9dee4"
GUEST = "#1f2933"
SEQUENTIAL = [[0.0, "#f7f9fb"], [0.25, "#c6d9e8"], [0.6, "#5e97bf"], [1.0, "#12486f"]]
# Okabe and Ito's colours, told apart by colour-blind readers too.
_HUES = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#e69f00")
WIDTH = 800
_CONFIG = {"displaylogo": False, "responsive": True, "modeBarButtonsToRemove": ["select2d", "lasso2d"]}
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


def conversation_title(conversation: str) -> str:
    """Return how charts call a conversation."""
    return next(c.title for c in the_catalogue().conversations if c.id == conversation)


def theme_labels() -> dict[str, str]:
    """Return the name of each theme in both languages, the Chinese one under the English one."""
    themes = load_themes()
    chinese = themes.names("zh")
    return {
        theme: f"{name}<br><span style='color:{QUIET};font-size:11px'>{chinese[theme]}</span>"
        for theme, name in themes.names("en").items()
    }


def guess_order(values: Sequence[str]) -> list[str]:
    """Return conversations in the order of the catalogue."""
    ids = [c.id for c in the_catalogue().conversations]
    return sorted(set(values), key=ids.index)


def percent(share: float) -> str:
    """Return a share as a whole percentage, or "under 1 %"."""
    return "under 1 %" if 0 < share < 0.005 else f"{share * 100:.0f} %"


def interval_note(unit: str = "exchanges") -> str:
    """Return what the footer says of a chart's intervals."""
    return (
        f"Intervals: {SETTINGS.confidence * 100:.0f} % bootstrap over {unit} ({SETTINGS.bootstrap_samples:,} samples),"
        " for these conversations as published."
    )


def wrap_quotation(text: str, *, longest: int = 260) -> str:
    """Return a quotation for hovering: cut, broken into lines, and harmless as HTML."""
    cut = text if len(text) <= longest else text[:longest].rstrip() + " …"
    wide = any("\u4e00" <= character <= "\u9fff" for character in cut)
    lines = textwrap.wrap(cut, 34 if wide else 68) or [""]
    return "<br>".join(html.escape(line, quote=False) for line in lines)


def frame_figure(
    figure: go.Figure,
    *,
    title: str,
    subtitle: str,
    footer: str,
    height: int,
    alt: str,
    left: int = 24,
    room_below: int = 0,
) -> go.Figure:
    """Return a copy of the figure in the house style.

    title: the finding. subtitle: measure, unit, population and n. footer: source and what the
    intervals are. alt: what someone who cannot see it should know. left, room_below: room for labels, pixels.
    """
    lines = textwrap.wrap(title, 76, break_on_hyphens=False)
    under = textwrap.wrap(subtitle, 108, break_on_hyphens=False)
    notes = textwrap.wrap(footer, 122, break_on_hyphens=False)
    has_controls = bool(figure.layout.updatemenus) or figure.layout.showlegend is not False
    top = 26 + 25 * len(lines) + 18 * len(under)
    bottom = 66 + 15 * len(notes) + room_below
    framed = go.Figure(figure)
    framed.update_layout(
        template="plotly_white",
        font={"family": FONT, "size": 13, "color": INK},
        margin={"t": top + (46 if has_controls else 18), "b": bottom, "l": left, "r": 24},
        height=height + top + bottom,
        hoverlabel={"align": "left", "bgcolor": "white", "bordercolor": FAINT, "font": {"family": FONT, "color": INK}},
        legend={"orientation": "h", "x": 0, "xanchor": "left", "y": 1, "yanchor": "bottom"},
        meta={"title": title, "subtitle": subtitle, "footer": footer, "alt": alt},
    )
    framed.update_xaxes(gridcolor=FAINT, zeroline=False, automargin=False, title_font_size=12, title_standoff=8)
    framed.update_yaxes(
        gridcolor="#eef1f4", zeroline=False, automargin=False, ticks="outside", ticklen=8, tickcolor="white"
    )
    texts = (
        ("<b>" + "<br>".join(lines) + "</b>", 18, INK, 1, "top", framed.layout.margin.t - 14),
        ("<br>".join(under), 13, QUIET, 1, "top", framed.layout.margin.t - 20 - 25 * len(lines)),
        ("<br>".join(notes), 11, QUIET, 0, "bottom", -bottom + 6),
    )
    for text, size, colour, y, anchor, shift in texts:
        framed.add_annotation(
            text=text, x=0, xref="paper", xanchor="left", xshift=16 - left, y=y, yref="paper", yanchor=anchor,
            yshift=shift, align="left", showarrow=False, font={"size": size, "color": colour},
        )  # fmt: skip
    return framed


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
    labels = [f"{speaker}<br><i>{conversation_title(conversation)}</i>" for conversation, speaker in groups]
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
    return raised.update_layout(legend={"y": 1.04}, margin={"t": raised.layout.margin.t + 14})


def add_menu(figure: go.Figure, choices: Mapping[str, Sequence[bool]], *, shown: str) -> None:
    """Give a figure a menu: each choice names the traces that it shows."""
    buttons = [
        {"label": label, "method": "restyle", "args": [{"visible": list(visible)}]}
        for label, visible in choices.items()
    ]
    place = {"x": 1, "xanchor": "right", "y": 1.0, "yanchor": "bottom", "pad": {"b": 4}, "bgcolor": "white"}
    figure.update_layout(updatemenus=[{"buttons": buttons, "active": list(choices).index(shown), **place}])


class _PictureRenderer(MimetypeRenderer):
    """The picture beside an interactive chart: few colours, so that a notebook stays small in git."""

    def to_mimebundle(self, fig_dict: dict[str, object]) -> dict[str, str]:
        """Return the PNG of a figure, as plotly asks of a renderer."""
        picture = Image.open(io.BytesIO(pio.to_image(fig_dict, format="png", width=WIDTH, scale=1.5, validate=False)))
        small = io.BytesIO()
        picture.convert("RGB").quantize(96, dither=Image.Dither.NONE).save(small, format="PNG", optimize=True)
        return {"image/png": base64.b64encode(small.getvalue()).decode("ascii")}


def start_notebook() -> None:
    """Make charts in this notebook interactive, with a picture beside it where one can be drawn."""
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


def save_figure(figure: go.Figure, name: str, *, rows: pd.DataFrame, folder: Path = FIGURES) -> list[Path]:
    """Save a figure as HTML, PNG (twice the size) and SVG, with the rows behind it as CSV.

    Returns the paths written; the pictures are left out where no browser or font is there, see
    explain_no_pictures. Errors: AnalysisError for a figure without a title or a source, or rows that
    hold a document's words.
    """
    meta = figure.layout.meta or {}
    if not meta.get("title") or not figure.layout.annotations:
        raise AnalysisError(f"the figure {name!r} has no title or no source; make it with frame_figure.")
    if "words_of" in rows.columns or any("quotation" in column for column in rows.columns):
        raise AnalysisError(f"the rows of {name!r} hold words of a document; leave that column out.")
    page = figure.to_html(include_plotlyjs=True, include_mathjax=False, config=_CONFIG)
    head = f'<html lang="en"><head><meta charset="utf-8" /><title>{html.escape(meta["title"])}</title></head>'
    page = page.replace('<html>\n<head><meta charset="utf-8" /></head>', head, 1)
    paths = [
        write_atomic(folder / f"{name}.html", page),
        write_table(folder / f"{name}.csv", rows.round(6)),
    ]
    if _start_export():
        for ending, scale in (("png", 2), ("svg", 1)):
            picture = figure.to_image(format=ending, width=WIDTH, scale=scale)
            paths.append(write_atomic(folder / f"{name}.{ending}", picture))
    return paths
