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

from analysis.charts.address import link_leads
from analysis.charts.views import name_view
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


def render_chart(specs: Sequence[str], *, name: str, level: int, folder: str, endings: Sequence[str] = ENDINGS) -> str:
    """Return a chart as a piece of a page.

    specs: its views as plotly's JSON, framed; of several a button shows each. name: of its files, "" where there are
    none. level: of the heading. folder: the path from the page to the folder of its files; a picture stands there
    until, or where no script can, the chart is drawn, and on paper one of each view. endings: of those files; the data
    are the same in both languages and lie beside the English charts, as does the explorer, to which marks lead. A heat
    map is on narrow pages a list of each column's largest cells.
    """
    figures = [_link_marks(json.loads(spec), up=folder + say("", "../")) for spec in specs]
    first = figures[0]["layout"]
    meta = {key: html.escape(str(value)) for key, value in first["meta"].items()}
    height = first["height"] - first["meta"]["head"] - first["meta"]["foot"]
    pictures = [_show_picture(figure, name_view(name, n), folder) if name else "" for n, figure in enumerate(figures)]
    ranked = ["".join(_rank_cells(figure)) for figure in figures]
    lists = "".join(
        f'<div class="ranks" data-view="{n}"{" hidden" if n else ""}>{told}</div>'
        for n, told in enumerate(ranked)
        if told
    )
    labels = first["meta"].get("views", [])
    buttons = "".join(
        f'<button type="button" aria-pressed="{"false" if n else "true"}">{html.escape(label)}</button>'
        for n, label in enumerate(labels)
    )
    switch = (
        f'<div class="views" role="group" aria-label="{say("View", "视图")}" hidden>{buttons}</div>' if labels else ""
    )
    how = (
        f'<details><summary>{say("How this was made", "制作说明")}</summary><p class="how">{meta["how"]}</p></details>'
    )
    return (
        f'<figure class="chart{" has-ranks" if ranked[0] else ""}" id="chart-{name}" data-name="{name}"><figcaption>'
        f'<h{level} class="chart-title">{meta["title"]}</h{level}><p>{meta["subtitle"]}</p></figcaption>'
        f'{switch}<div class="chart-box"><div class="plot" role="group" aria-label="{meta["alt"]}"'
        f' style="height:{height}px">{pictures[0]}</div></div>{"".join(pictures[1:])}{lists}'
        f'<p class="follow"></p><p class="chart-foot">{meta["footer"]}</p><div class="chart-files">'
        + (how if any(figure["layout"]["meta"]["how"] for figure in figures) else "")
        + (_list_files(name, folder, endings, labels) if name else "")
        + "</div>"
        + "".join(f'<script type="application/json">{embed_json(_write(figure))}</script>' for figure in figures)
        + "</figure>"
    )


def _link_marks(figure: dict[str, Any], *, up: str) -> dict[str, Any]:
    """A figure whose marks have the address of their passages, where the explorer lies beside the charts."""
    for trace in figure["data"]:
        if isinstance(trace.get("meta"), dict) and "leads" in trace["meta"]:
            trace["meta"]["leads"] = link_leads(trace["meta"]["leads"], up=up)
    return figure


def _write(figure: Mapping[str, Any]) -> str:
    return json.dumps(figure, ensure_ascii=False, separators=(",", ":"))


def _show_picture(figure: Mapping[str, Any], name: str, folder: str) -> str:
    """The picture of a view; of the second and further ones it is there for paper alone."""
    layout = figure["layout"]
    meta, kind = layout["meta"], ' class="paper"' if layout["meta"].get("view") else ""
    size = f'width="800" height="{layout["height"] - meta["menu"]}" loading="lazy"'
    return f'<img{kind} src="{folder}{name}.png" alt="{html.escape(meta["alt"])}" {size}>'


def _list_files(name: str, folder: str, endings: Sequence[str], labels: Sequence[str]) -> str:
    """Links to a chart's files, a button that saves it as it is seen, and the code that shows it elsewhere.

    labels: of its views, where it has several; each has pictures and data of its own.
    """
    told = f"<p>{say('This chart: ', '本图文件：')}{_link_files(name, folder, endings)}"
    for number, label in enumerate(labels[1:], 1):
        apart = [ending for ending in endings if ending != "html"]
        told += f" · {html.escape(label)}{say(': ', '：')}{_link_files(name_view(name, number), folder, apart)}"
    told += f' <button type="button" class="save" hidden>{say("Save as PNG", "保存为 PNG 图片")}</button></p>'
    if "html" not in endings:
        return told
    code = f'<iframe src="{folder}{name}.html" width="100%" height="620" loading="lazy" style="border:0"></iframe>'
    return (
        told + f'<details class="embed"><summary>{say("Embed this chart", "嵌入本图")}</summary>'
        f"<pre><code>{html.escape(code)}</code></pre></details>"
    )


def _link_files(name: str, folder: str, endings: Sequence[str]) -> str:
    return " · ".join(
        f'<a href="{folder}{say("", "../") if ending == "csv" else ""}{name}.{ending}">{ending.upper()}</a>'
        for ending in endings
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
        leads = (trace.get("meta") or {}).get("leads") or [[""] * len(trace["x"])] * len(trace["y"])
        for number, column in enumerate(trace["x"]):
            printed, linked = ([line[number] for line in part] for part in (trace["text"], leads))
            lines = zip(grid[:, number], trace["y"], printed, linked, strict=True)
            cells = [cell for cell in lines if cell[0] > 0]
            largest = sorted(cells, key=lambda cell: -cell[0])[:_MOST_RANKED]
            most = max((value for value, *_ in largest), default=1.0)
            items = "".join(
                f"<li><span>{_link(_join_lines(rows.get(row, row)), lead)}</span>"
                f'<i style="width:{80 * value / most:.0f}%"></i><b>{_join_lines(text)}</b></li>'
                for value, row, text, lead in largest
            )
            if items:
                yield f"<section><h4>{_join_lines(columns.get(column, column))}</h4><ol>{items}</ol></section>"


def _link(label: str, lead: str) -> str:
    return f'<a href="{html.escape(lead)}">{label}</a>' if lead else label


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


def render_chart_page(specs: Sequence[str], *, name: str) -> str:
    """Return a chart, its views as in render_chart, as a page of its own, which needs plotly.js in the folder of the
    English charts.
    """
    meta = json.loads(specs[0])["layout"]["meta"]
    other = say(f'<a href="zh/{name}.html" lang="zh-CN">中文</a>', f'<a href="../{name}.html" lang="en">English</a>')
    return f"""<!DOCTYPE html>
<html lang="{say("en", "zh-CN")}"><head><meta charset="utf-8">
{render_policy(scripts=[load_asset("page.js")], beside=True)}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(meta["title"])}</title>{render_preview(meta["title"], meta["alt"], picture=f"{name}.png")}
<link rel="icon" href="data:,"><style>{load_asset("page.css")}
body {{ max-width: 54rem; margin: 0 auto; padding: 1rem }}</style></head><body>
<main>{render_chart(specs, name=name, level=1, folder="")}</main>
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
