"""Page: the desk as one HTML file, which loads nothing and sends nothing, for a coder who installs nothing."""

import functools
from pathlib import Path
from typing import Any

from analysis.corpus.folder import Corpus
from analysis.ground.policy import render_policy
from analysis.ground.storage import write_atomic
from analysis.ground.wording import say

_HERE = Path(__file__).parent
_START = """
const data = JSON.parse(document.getElementById("desk-data").textContent);
let kept = {};
try { kept = JSON.parse(localStorage.getItem(data.key)) ?? {}; } catch { kept = {}; }
mountDesk(document.getElementById("desk"), data, {
  codes: { ...data.codes, ...kept },
  keysOn: document,
  keep(codes) {
    try {
      localStorage.setItem(data.key, JSON.stringify(codes));
      return data.words.saved;
    } catch {
      return data.words.unsaved;
    }
  },
});
"""
_BODY_STYLE = """body { margin: 0 auto; padding: 0 1rem 2rem; max-width: 76rem }
h1 { position: absolute; clip-path: inset(50%) }
"""
_PAGE = """<!doctype html>
<html lang="{{ language }}"><head><meta charset="utf-8">
{{ policy | safe }}
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">
<title>{{ title }}</title><link rel="icon" href="data:,"><style>{{ style | safe }}</style></head><body>
<main><h1>{{ title }}</h1><div id="desk"><noscript>{{ noscript }}</noscript></div></main>
<script type="application/json" id="desk-data">{{ data | tojson }}</script>
<script>{{ script | safe }}</script></body></html>
"""


@functools.cache
def load_script() -> str:
    """Return the desk's JavaScript: it defines mountDesk(root, data, options)."""
    return (_HERE / "desk.js").read_text("utf-8")


@functools.cache
def load_style() -> str:
    """Return the desk's style sheet; all of it lies under .desk."""
    return (_HERE / "desk.css").read_text("utf-8")


def render_page(data: dict[str, Any]) -> str:
    """Return the desk as a page. data: make_cards.

    Its content security policy lets run what the page itself has, by its digest, and nothing else: no word of a
    document can be taken for markup or a script, and nothing is loaded or sent.
    """
    from jinja2 import Environment

    script, style = load_script() + _START, _BODY_STYLE + load_style()
    return (
        Environment(autoescape=True)
        .from_string(_PAGE)
        .render(
            data=data,
            language=say("en", "zh-CN"),
            title=say(f"Coding desk: {data['coder']}", f"编码台：{data['coder']}"),
            noscript=say("The desk needs JavaScript.", "编码台需要启用 JavaScript。"),
            script=script,
            style=style,
            policy=render_policy(scripts=[script], styles=[style]),
        )
    )


def save_page(corpus: Corpus, data: dict[str, Any]) -> Path:
    """Write the page of one coder and return its path.

    It has words of the documents, so it lies in build/desk/, which is never shared and which git ignores, by a file of
    its own, also where the corpus is in another repository.
    """
    folder = corpus.home / "build" / "desk"
    write_atomic(folder / ".gitignore", "*\n")
    return write_atomic(folder / f"{data['coder']}.html", render_page(data))
