"""The explorer as a page: one HTML file beside plotly.js, which keeps its state in its address."""

import functools
import html
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.charts.frame import tell_view
from analysis.charts.page import PLOTLY_FILE, embed_json, load_asset
from analysis.charts.style import conversation_colour, speaker_colour
from analysis.corpus.folder import Corpus
from analysis.ground.wording import LANGUAGES, set_language, the_language

_HERE = Path(__file__).parent
_SCRIPTS = ("texts.js", "state.js", "charts.js", "view.js")


def load_explorer_data(
    corpus: Corpus, passages: pd.DataFrame, *, quotations: Sequence[str] | None = None
) -> dict[str, Any]:
    """Return all that the explorer shows, as JSON will have it.

    What it calls conversations are groups where these are compared. passages: themed and with tone. quotations: the
    words of each from the user's own copies, none where they may not be shown. Turns and passages are lists of columns,
    in the order of state.js; a tone that is not known is null.
    """
    words = quotations or [""] * len(passages)
    catalogue, themes = corpus.catalogue, corpus.themes
    renderings = [r for r in catalogue.renderings if r.id in set(passages["rendering"])]
    talks = [c for c in catalogue.conversations if c.id in {r.conversation for r in renderings}]
    groups = corpus.order_conversations(passages["conversation"])
    speakers = [s for s in catalogue.speakers if s.name in set(passages["speaker"])]
    en, zh = themes.names("en"), themes.names("zh")
    order = passages.groupby("theme")["n_words"].sum().sort_values(ascending=False, kind="stable").index.tolist()
    numbers = {r.id: n for n, r in enumerate(renderings)}
    names = [s.name for s in speakers]
    turns = passages.drop_duplicates(["rendering", "turn"])[["rendering", "turn", "speaker", "conversation"]]
    turns = turns.merge(corpus.gists, on=["rendering", "turn"], how="left").fillna("")
    places = {key: n for n, key in enumerate(zip(turns["rendering"], turns["turn"], strict=True))}
    width = passages["n_words"] / passages.groupby("rendering")["n_words"].transform("sum")
    begin = width.groupby(passages["rendering"]).cumsum() - width
    dates = [str(c.date) for c in talks if c.date]
    span = f", {min(dates)} to {max(dates)}" if dates else ""
    span_zh = f"（{min(dates)} 至 {max(dates)}）" if dates else ""
    counts = len(passages), len(renderings), len(talks)
    return {
        "title": {"en": corpus.catalogue.about.title or corpus.folder.name, "zh": corpus.catalogue.about.title_zh},
        "source": {
            "en": "{} passages of {} documents of {} conversations".format(*counts)
            + f"{span}. Measurements by conversation-themes; the texts are their authors'.",
            "zh": "{2} 场对话的 {1} 篇文档，共 {0} 个段落".format(*counts)
            + f"{span_zh}。测量由 conversation-themes 完成，原文归其作者所有。",
        },
        "view": _say_both(lambda: tell_view(corpus)),
        "grouped": bool(corpus.view.by),
        "conversations": [
            {
                "id": name,
                "name": _say_both(functools.partial(corpus.name_conversation, name)),
                "colour": conversation_colour(corpus, name),
            }
            for name in groups
        ],
        "speakers": [
            {"id": s.name, "name": {"en": s.name, "zh": s.name_zh or s.name}, "colour": speaker_colour(corpus, s.name)}
            for s in speakers
        ],
        "themes": [{"id": theme, "name": {"en": en[theme], "zh": zh[theme]}} for theme in order],
        "renderings": [{"id": r.id, "conversation": r.conversation, "language": r.language} for r in renderings],
        "turns": [
            [
                numbers[t.rendering], int(t.turn), names.index(t.speaker), t.gist_en, t.gist_zh,
                groups.index(t.conversation),
            ]
            for t in turns.itertuples()
        ],
        "passages": [
            [
                p.passage_id, places[p.rendering, p.turn], order.index(p.theme), round(p.x, 4), round(p.y, 4),
                round(b, 5), round(w, 5), int(p.n_words), *map(_round_tone, (p.tone, p.tone_low, p.tone_high)),
                " ".join(item.rpartition(":")[0] for item in p.words.split()), quotation,
            ]
            for p, b, w, quotation in zip(passages.itertuples(), begin, width, words, strict=True)
        ],
    }  # fmt: skip


def _say_both(tell: Callable[[], str]) -> dict[str, str]:
    """What is said in each language."""
    before, told = the_language(), {}
    for language in LANGUAGES:
        set_language(language)
        told[language] = tell()
    set_language(before)
    return told


def _round_tone(tone: float) -> float | None:
    return None if np.isnan(tone) else round(float(tone), 2)


def load_script() -> str:
    """Return the explorer's JavaScript: it defines mountExplorer(element, data, options)."""
    return "\n".join((_HERE / name).read_text("utf-8") for name in _SCRIPTS)


def load_style() -> str:
    """Return the explorer's style sheet; all of it lies under .explorer."""
    return (_HERE / "style.css").read_text("utf-8")


def render_explorer(data: dict[str, Any]) -> str:
    """Return the explorer as a page, which needs plotly.js beside it. data: load_explorer_data."""
    content = embed_json(json.dumps(data, ensure_ascii=False, separators=(",", ":")))
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(data["title"]["en"])}</title><link rel="icon" href="data:,">
<style>{load_asset("page.css")}
main {{ padding: .8rem 1rem }} .x-home {{ margin: 0 0 .4rem; font-size: .85rem }}
{load_style()}</style></head><body>
<main><p class="x-home"><a href="index.html">All pages</a> · <a href="zh/index.html" lang="zh-CN">全部页面</a></p>
<div id="explorer" class="explorer"><noscript>The explorer needs JavaScript. 浏览需要启用 JavaScript。</noscript></div>
</main>
<script type="application/json" id="explorer-data">{content}</script>
<script src="{PLOTLY_FILE}"></script>
<script>{load_script()}
const data = JSON.parse(document.getElementById("explorer-data").textContent);
const explorer = mountExplorer(document.getElementById("explorer"), data, {{
  address: location.hash,
  language: new URLSearchParams(location.hash.slice(1)).get("lang"),
  onAddress(address) {{
    history.replaceState(null, "", address ? "#" + address : location.pathname + location.search);
  }},
}});
document.querySelector(".x-home").hidden = self !== top;
addEventListener("hashchange", () => explorer.setAddress(location.hash));
</script></body></html>
"""
