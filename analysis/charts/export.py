"""Export: the one door through which a chart is saved, and what has to be there for its pictures."""

import base64
import functools
import html
import io
import json
import shutil
import subprocess
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import plotly.io as pio
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from plotly.io.base_renderers import MimetypeRenderer, PlotlyRenderer

from analysis.charts.browser import can_start, find_browser
from analysis.charts.frame import remove_menu
from analysis.charts.page import ENDINGS, render_chart_page
from analysis.charts.style import WIDTH
from analysis.charts.views import Views, name_view
from analysis.corpus.folder import Corpus
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import cached_table, digest, tell_path, write_atomic, write_table
from analysis.ground.wording import set_language

# Where a figure's strings are words that are shown, and where they are shown on hovering only.
_DRAWN = {"text", "title", "ticktext", "label", "texttemplate", "x", "y", "name"}
_HOVERED = {"hovertemplate", "customdata", "meta"}
# What stands for the picture beside a chart in a notebook; how large shrunk ones are, and how many colours they have.
_BESIDE, _SHRUNK, _COLOURS_SHRUNK, _COLOURS = "beside", 0.5, 48, 256
_NO_CHROME = (
    "figures are saved without PNG and SVG: neither Chrome nor Chromium was found;"
    " install one (Debian: apt-get install chromium) and run again."
)
_NO_START = (
    "figures are saved without PNG and SVG: the browser {} does not start; name another one as BROWSER_PATH, or install"
    " one (Debian: apt-get install chromium) and run again."
)
_NO_FONT = (
    "figures are saved without PNG and SVG: no font here has Chinese characters;"
    " install one (Debian: apt-get install fonts-noto-cjk) and run again."
)


class _PictureRenderer(MimetypeRenderer):
    """The picture beside an interactive chart: few colours, so that a notebook stays small in git."""

    def to_mimebundle(self, fig_dict: dict[str, object]) -> dict[str, str]:
        """Return the PNG of a figure, as plotly asks of a renderer."""
        picture = _draw(remove_menu(go.Figure(fig_dict)), _BESIDE)
        return {"image/png": base64.b64encode(picture).decode("ascii")}


def start_notebook(language: str) -> None:
    """Make charts in this notebook interactive, with a picture beside each where one can be drawn.

    language: of everything shown, "en" or "zh".
    """
    set_language(language)
    # Kaleido says this of every figure that it draws through its server, with a path of the machine.
    warnings.filterwarnings("ignore", message="The kopts argument is ignored")
    pio.renderers["picture"] = _PictureRenderer()
    # plotly's toolbar has a button that uploads a chart with all that is in it to somebody's server.
    pio.renderers["plotly_mimetype"] = PlotlyRenderer({"showSendToCloud": False, "displaylogo": False})
    pio.renderers.default = "plotly_mimetype+picture" if _start_export() else "plotly_mimetype"
    pd.set_option("display.max_colwidth", None)
    pd.set_option("display.precision", 3)


@functools.cache
def explain_no_pictures() -> str:
    """Return why charts cannot be saved as pictures here, and the cure; "" where they can."""
    browser = find_browser()
    if not browser:
        return _NO_CHROME
    if not can_start(browser):
        return _NO_START.format(tell_path(browser))
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


def _draw(figure: go.Figure, ending: str) -> bytes:
    """A picture of a figure, finished; what was drawn before is kept. ending: of a file, or _BESIDE."""
    spec = figure.to_json()

    def compute() -> pd.DataFrame:
        if ending == _BESIDE:
            return pd.DataFrame({"picture": [shrink_picture(_render(spec, "png"))]})
        return pd.DataFrame({"picture": [_describe(_render(spec, ending), ending, figure.layout.meta)]})

    finish = ["optimised", WIDTH, _SHRUNK, _COLOURS_SHRUNK, _COLOURS]
    parameters = {"ending": ending, "finish": finish, "drawn_with": _tell_drawing()}
    packages = ("plotly", "kaleido", "choreographer", "pillow")
    table = cached_table("picture", compute, inputs=[spec], parameters=parameters, packages=packages)
    picture: bytes = table["picture"].iloc[0]
    return picture


@functools.lru_cache(maxsize=4)  # of the chart that is being saved and shown
def _render(spec: str, ending: str) -> bytes:
    """What the browser draws of a figure, a PNG at twice the size."""
    scale = 2 if ending == "png" else 1
    picture: bytes = pio.to_image(json.loads(spec), ending, width=WIDTH, scale=scale, validate=False)
    return picture


@functools.cache
def _tell_drawing() -> str:
    """What pictures hang on beside their figures: this machine's browser and its fonts."""
    browser = Path(find_browser()).resolve()
    fonts = subprocess.run(["fc-list"], capture_output=True, check=False).stdout if shutil.which("fc-list") else b""
    return digest(str(browser), str(browser.stat().st_mtime_ns), b"\n".join(sorted(fonts.splitlines())))


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
    for trace in drawn["data"]:
        for letter in ("x", "y"):
            axis = letter + "axis" + trace.get(letter + "axis", letter)[1:]
            if "ticktext" in drawn["layout"].get(axis, {}):
                trace.pop(letter, None)  # places on an axis that names them otherwise
    return [*walk(drawn["data"], False), *walk(drawn["layout"], False)]


def _describe(picture: bytes, ending: str, meta: Mapping[str, str]) -> bytes:
    """A picture with its alternative text in it, and a PNG with few colours, which makes it a third as large."""
    if ending == "png":
        told = PngInfo()
        told.add_itxt("Title", meta["title"])
        told.add_itxt("Description", meta["alt"])
        return _reduce_colours(picture, _COLOURS, told)
    if ending == "svg":
        title, alt = (html.escape(meta[key]) for key in ("title", "alt"))
        head = f'<svg role="img" aria-label="{alt}" '
        text = picture.decode("utf-8").replace("<svg ", head, 1)
        return text.replace(">", f"><title>{title}</title><desc>{alt}</desc>", 1).encode("utf-8")
    return picture


def _reduce_colours(picture: bytes, n_colours: int, info: PngInfo | None = None) -> bytes:
    """A PNG with so many colours; this way keeps the hues of the house style exact, others mix small areas."""
    image, small = Image.open(io.BytesIO(picture)).convert("RGB"), io.BytesIO()
    few = image.quantize(n_colours, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(small, format="PNG", optimize=True, pnginfo=info)
    return small.getvalue()


def shrink_picture(picture: bytes) -> bytes:
    """Return a PNG of save_figure at half its size and with fewer colours, small enough for git."""
    image, small = Image.open(io.BytesIO(picture)).convert("RGB"), io.BytesIO()
    size = round(image.width * _SHRUNK), round(image.height * _SHRUNK)
    image.resize(size, Image.Resampling.LANCZOS).save(small, format="PNG", compress_level=1)
    return _reduce_colours(small.getvalue(), _COLOURS_SHRUNK)


def save_figure(
    corpus: Corpus,
    figure: go.Figure | Views,
    name: str,
    *,
    rows: pd.DataFrame | Sequence[pd.DataFrame],
    folder: Path | None = None,
) -> list[Path]:
    """Save a chart as HTML, PNG (twice the size), SVG and PDF, with the rows behind it as CSV.

    rows: of a chart of several views those of each; the second view's picture and rows are called NAME-2. A Chinese
    figure goes into the folder zh beside the English ones; the data are the same. Returns the paths
    written, by default among the corpus's figures; the pictures are left out where no browser or font is there, see
    explain_no_pictures. Errors:
    AnalysisError for a figure without a title or a source, rows that hold a document's words, or characters that no
    font here has.
    """
    views = figure.figures if isinstance(figure, Views) else (figure,)
    tables = (rows,) if isinstance(rows, pd.DataFrame) else tuple(rows)
    folder, paths = folder or corpus.figures, []
    for number, (view, table) in enumerate(zip(views, tables, strict=True)):
        paths += _save_view(corpus, view, name_view(name, number), rows=table, folder=folder)
    if "html" in ENDINGS:
        page = render_chart_page([view.to_json() for view in views], name=name)
        paths.append(write_atomic(_find_home(views[0], folder) / f"{name}.html", page))
    return paths


def _find_home(figure: go.Figure, folder: Path) -> Path:
    """The folder of a figure's language."""
    return folder / "zh" if figure.layout.meta["language"] == "zh" else folder


def _save_view(corpus: Corpus, figure: go.Figure, name: str, *, rows: pd.DataFrame, folder: Path) -> list[Path]:
    """Save the pictures and the rows of one view."""
    meta = figure.layout.meta or {}
    if not meta.get("title") or not figure.layout.annotations:
        raise AnalysisError(f"the figure {name!r} has no title or no source; make it with frame_figure.")
    if "words_of" in rows.columns or any("quotation" in column for column in rows.columns):
        raise AnalysisError(f"the rows of {name!r} hold words of a document; leave that column out.")
    paths = [write_table(folder / f"{name}.csv", corpus.head_groups(rows).round(6))]
    if not _start_export():
        return paths
    if missing := find_missing_characters(figure):
        raise AnalysisError(
            f"no font here has {missing!r}, which the chart {name!r} shows; install one (Debian: apt-get install"
            " fonts-noto-cjk) and run again."
        )
    for ending in {"png", "svg", "pdf"} & {*ENDINGS}:
        path = _find_home(figure, folder) / f"{name}.{ending}"
        paths.append(write_atomic(path, _draw(remove_menu(figure), ending)))
    return paths
