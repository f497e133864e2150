"""The explorer as a page: one HTML file with a folder of scripts beside it, which keeps its state in its address."""

import base64
import html
import json
from pathlib import Path

from analysis.charts.address import EXPLORER_FILE
from analysis.charts.page import load_asset
from analysis.explorer.data import ExplorerData
from analysis.ground.policy import render_policy
from analysis.ground.storage import write_atomic

FOLDER = "explorer"
_HERE = Path(__file__).parent
_SCRIPTS = (
    "texts.js",
    "store.js",
    "search.js",
    "state.js",
    "paint.js",
    "map.js",
    "reading.js",
    "picture.js",
    "view.js",
)


def load_script() -> str:
    """Return the explorer's JavaScript: it defines mountExplorer(element, meta, options)."""
    return "\n".join((_HERE / name).read_text("utf-8") for name in _SCRIPTS)


def load_style() -> str:
    """Return the explorer's style sheet; all of it lies under .explorer."""
    return (_HERE / "style.css").read_text("utf-8")


def save_page(data: ExplorerData, folder: Path) -> Path:
    """Write the explorer into a folder: explorer.html, and a folder with its scripts and data; return the page's path.

    Works from a file, without a server and any network.
    """
    home, meta = folder / FOLDER, json.dumps(data.meta | {"folder": FOLDER}, ensure_ascii=False, separators=(",", ":"))
    for old in home.glob("*.js"):
        old.unlink()
    write_atomic(home / "explorer.js", f"{load_script()}\n{(_HERE / 'start.js').read_text('utf-8')}")
    page_style = load_asset("page.css")
    own = "main { padding: .8rem 1rem } .x-home { margin: 0 0 .4rem; font-size: .85rem }"
    write_atomic(home / "explorer.css", f"{page_style}\n{own}\n{load_style()}")
    write_atomic(home / "meta.js", f"window.explorerMeta = {meta};\n")
    for name, content in data.parts.items():
        write_atomic(home / f"{name}.js", f'explorerPart("{name}", "{base64.b64encode(content).decode()}");\n')
    return write_atomic(folder / EXPLORER_FILE, render_explorer(data))


def render_explorer(data: ExplorerData) -> str:
    """Return the explorer's page, which needs its folder beside it (see save_page)."""
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
{render_policy(beside=True)}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(data.meta["title"]["en"])}</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="{FOLDER}/explorer.css"></head><body>
<main><p class="x-home"><a href="index.html">All pages</a> · <a href="zh/index.html" lang="zh-CN">全部页面</a></p>
<div id="explorer" class="explorer"><noscript>The explorer needs JavaScript. 浏览需要启用 JavaScript。</noscript></div>
</main>
<script src="{FOLDER}/meta.js"></script>
<script src="{FOLDER}/explorer.js"></script>
</body></html>
"""
