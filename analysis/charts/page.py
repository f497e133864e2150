"""Chart pages: a figure as HTML whose title, source and menus are the page's own, and which asks no network."""

import base64
import functools
import html
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from analysis.ground.policy import render_policy
from analysis.ground.wording import say

PLOTLY_FILE = "plotly.min.js"
# The files of a chart; ANALYSIS_ENDINGS names those that are wanted, where it is not all.
ENDINGS = tuple((os.environ.get("ANALYSIS_ENDINGS") or "html png svg pdf csv").split())
_HERE = Path(__file__).parent
# Of a heat map's columns a phone shows so many cells each, the largest.
_MOST_RANKED = 6
_TAG = re.compile(r"<[^>]*>")


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
    beside the English charts. A heat map is on narrow pages a list of each column's largest cells.
    """
    figure = json.loads(spec)
    layout = figure["layout"]
    meta = {key: html.escape(str(value)) for key, value in layout["meta"].items()}
    height = layout["height"] - layout["meta"]["head"] - layout["meta"]["foot"]
    tall = layout["height"] - layout["meta"]["menu"]
    size = f'width="800" height="{tall}" loading="lazy"'
    picture = f'<img src="{folder}{name}.png" alt="{meta["alt"]}" {size}>' if name else ""
    ranked = "".join(_rank_cells(figure))
    how = f"<details><summary>{say('How this was made', '制作说明')}</summary><p>{meta['how']}</p></details>"
    return (
        f'<figure class="chart{" has-ranks" if ranked else ""}" id="chart-{name}" data-name="{name}"><figcaption>'
        f'<h{level} class="chart-title">{meta["title"]}</h{level}><p>{meta["subtitle"]}</p></figcaption>'
        f'<div class="chart-box"><div class="plot" role="group" aria-label="{meta["alt"]}"'
        f' style="height:{height}px">{picture}</div></div>'
        + (f'<div class="ranks">{ranked}</div>' if ranked else "")
        + f'<p class="follow"></p><p class="chart-foot">{meta["footer"]}</p><div class="chart-files">'
        + (how if meta["how"] else "")
        + (_list_files(name, folder, endings) if name else "")
        + f'</div><script type="application/json">{embed_json(spec)}</script></figure>'
    )


def _list_files(name: str, folder: str, endings: Sequence[str]) -> str:
    """Links to a chart's files, a button that saves it as it is seen, and the code that shows it elsewhere."""
    files = " · ".join(
        f'<a href="{folder}{say("", "../") if ending == "csv" else ""}{name}.{ending}">{ending.upper()}</a>'
        for ending in endings
    )
    save = f'<button type="button" class="save" hidden>{say("Save as PNG", "保存为 PNG 图片")}</button>'
    told = f"<p>{say('This chart: ', '本图文件：')}{files} {save}</p>"
    if "html" not in endings:
        return told
    code = f'<iframe src="{folder}{name}.html" width="100%" height="620" loading="lazy" style="border:0"></iframe>'
    return (
        told + f'<details class="embed"><summary>{say("Embed this chart", "嵌入本图")}</summary>'
        f"<pre><code>{html.escape(code)}</code></pre></details>"
    )


def _rank_cells(figure: Mapping[str, Any]) -> Iterator[str]:
    """The columns of a figure's heat maps, each as a list of its largest cells."""
    heats = [trace for trace in figure["data"] if trace.get("type") == "heatmap"]
    if not heats:
        return
    axes = [figure["layout"][f"{letter}axis"] for letter in "xy"]
    columns, rows = (dict(zip(axis["tickvals"], axis["ticktext"], strict=True)) for axis in axes)
    # What is judged was drawn over what is not, and comes first here.
    for trace in heats[::-1]:
        grid = np.nan_to_num(_read_grid(trace["z"]))
        for number, column in enumerate(trace["x"]):
            printed = [line[number] for line in trace["text"]]
            lines = zip(grid[:, number], trace["y"], printed, strict=True)
            cells = [(value, row, text) for value, row, text in lines if value > 0]
            largest = sorted(cells, key=lambda cell: -cell[0])[:_MOST_RANKED]
            most = max((value for value, *_ in largest), default=1.0)
            items = "".join(
                f'<li><span>{_join_lines(rows.get(row, row))}</span><i style="width:{80 * value / most:.0f}%"></i>'
                f"<b>{_join_lines(text)}</b></li>"
                for value, row, text in largest
            )
            if items:
                yield f"<section><h4>{_join_lines(columns.get(column, column))}</h4><ol>{items}</ol></section>"


def _read_grid(value: Any) -> np.ndarray:
    """A grid of numbers as plotly writes it: packed, or as lists in which None is nothing."""
    if not isinstance(value, dict):
        return np.array(value, dtype=float)
    packed = np.frombuffer(base64.b64decode(value["bdata"]), dtype=value["dtype"])
    return packed.reshape([int(part) for part in value["shape"].split(",")]).astype(float)


def _join_lines(label: str) -> str:
    """A label of a chart in one line, without what stands under it in the other language; it is escaped already."""
    lines = [line for line in str(label).split("<br>") if "class='other'" not in line]
    return " ".join(_TAG.sub("", line) for line in lines if line)


def render_chart_page(spec: str, *, name: str) -> str:
    """Return a figure as a page of its own, which needs plotly.js in the folder of the English charts."""
    meta = json.loads(spec)["layout"]["meta"]
    other = say(f'<a href="zh/{name}.html" lang="zh-CN">中文</a>', f'<a href="../{name}.html" lang="en">English</a>')
    return f"""<!DOCTYPE html>
<html lang="{say("en", "zh-CN")}"><head><meta charset="utf-8">
{render_policy(scripts=[load_asset("page.js")], beside=True)}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(meta["title"])}</title>{render_preview(meta["title"], meta["alt"], picture=f"{name}.png")}
<link rel="icon" href="data:,"><style>{load_asset("page.css")}
body {{ max-width: 54rem; margin: 0 auto; padding: 1rem }}</style></head><body>
<main>{render_chart(spec, name=name, level=1, folder="")}</main>
<p class="chart-foot"><a href="index.html">{say("All charts and pages", "全部图表与页面")}</a> · {other}</p>
<script src="{say("", "../")}{PLOTLY_FILE}"></script><script>{load_asset("page.js")}</script>
</body></html>
"""


def render_preview(title: str, description: str, *, picture: str) -> str:
    """Return what a messenger shows of a page that somebody sends: title, text and picture, all beside the page."""
    told = {
        "og:type": "article", "og:title": title, "og:description": description, "og:image": picture,
        "og:locale": say("en_GB", "zh_CN"),
    }  # fmt: skip
    metas = "".join(f'<meta property="{key}" content="{html.escape(value)}">' for key, value in told.items())
    return (
        f'<meta name="description" content="{html.escape(description)}">'
        f'<meta name="twitter:card" content="summary_large_image">{metas}'
    )
