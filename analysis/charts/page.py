"""Chart pages: a figure as HTML whose title, source and menus are the page's own, and which asks no network."""

import functools
import html
import json
import os
from collections.abc import Sequence
from pathlib import Path

from analysis.ground.wording import say

PLOTLY_FILE = "plotly.min.js"
# The files of a chart; ANALYSIS_ENDINGS names those that are wanted, where it is not all.
ENDINGS = tuple((os.environ.get("ANALYSIS_ENDINGS") or "html png svg pdf csv").split())
_HERE = Path(__file__).parent


@functools.cache
def load_asset(name: str) -> str:
    """Return the text of a style sheet or script that pages are made with."""
    return (_HERE / name).read_text("utf-8")


def embed_json(value: str) -> str:
    """Return JSON as it may stand in a script element, whatever words are in it."""
    return value.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def render_chart(spec: str, *, name: str, level: int, folder: str, endings: Sequence[str] = ENDINGS) -> str:
    """Return a figure as a piece of a page.

    spec: the figure as plotly's JSON, framed. name: of its files, "" where there are none. level: of the
    heading. folder: the path from the page to the folder of its files; a picture stands there until, or where
    no script can, the chart is drawn. endings: of those files; the data are the same in both languages and lie
    beside the English charts.
    """
    layout = json.loads(spec)["layout"]
    meta = {key: html.escape(str(value)) for key, value in layout["meta"].items()}
    files = say("This chart: ", "本图文件：") + " · ".join(
        f'<a href="{folder}{say("", "../") if ending == "csv" else ""}{name}.{ending}">{ending.upper()}</a>'
        for ending in endings
    )
    height = layout["height"] - layout["meta"]["head"] - layout["meta"]["foot"]
    picture = f'<img src="{folder}{name}.png" alt="{meta["alt"]}" width="800" loading="lazy">' if name else ""
    return (
        f'<figure class="chart" id="chart-{name}" data-name="{name}"><figcaption>'
        f'<h{level} class="chart-title">{meta["title"]}</h{level}><p>{meta["subtitle"]}</p></figcaption>'
        f'<div class="chart-box"><div class="plot" role="group" aria-label="{meta["alt"]}"'
        f' style="height:{height}px">{picture}</div></div>'
        f'<p class="chart-foot">{meta["footer"]}</p>'
        + (f'<p class="chart-files">{files}</p>' if name else "")
        + f'<script type="application/json">{embed_json(spec)}</script></figure>'
    )


def render_chart_page(spec: str, *, name: str) -> str:
    """Return a figure as a page of its own, which needs plotly.js in the folder of the English charts."""
    meta = json.loads(spec)["layout"]["meta"]
    other = say(f'<a href="zh/{name}.html" lang="zh-CN">中文</a>', f'<a href="../{name}.html" lang="en">English</a>')
    return f"""<!DOCTYPE html>
<html lang="{say("en", "zh-CN")}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(meta["title"])}</title><meta name="description" content="{html.escape(meta["alt"])}">
<link rel="icon" href="data:,"><style>{load_asset("page.css")}
body {{ max-width: 54rem; margin: 0 auto; padding: 1rem }}</style></head><body>
<main>{render_chart(spec, name=name, level=1, folder="")}</main>
<p class="chart-foot"><a href="index.html">{say("All charts and pages", "全部图表与页面")}</a> · {other}</p>
<script src="{say("", "../")}{PLOTLY_FILE}"></script><script>{load_asset("page.js")}</script>
</body></html>
"""
