"""Theme page: one page on which themes are read and edited, and which says beforehand what an edit moves."""

import json
import shlex
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from analysis.charts.page import embed_json, load_asset
from analysis.corpus.folder import SHIPPED
from analysis.corpus.themes import UNASSIGNED, Theme, Themes, write_themes
from analysis.ground.languages import NAMES
from analysis.ground.policy import render_policy
from analysis.ground.storage import write_atomic
from analysis.ground.wording import LANGUAGES, say, set_language, the_language
from analysis.passages.lengths import weigh_passages
from analysis.results import OpenCorpus
from analysis.themes.assignment import find_borderline
from analysis.themes.description import find_typical
from analysis.themes.foresight import foresee_moves
from analysis.themes.validity import measure_theme_stability

FILE = "themes.html"
_HERE = Path(__file__).parent
_N_TYPICAL, _N_BORDERLINE = 5, 3
_PAGE = """<!doctype html>
<html lang="{{ say('en', 'zh-CN') }}"><head><meta charset="utf-8">
{{ policy | safe }}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ words.title }}</title><link rel="icon" href="data:,"><style>{{ style | safe }}</style></head><body>
<header class="site"><nav aria-label="{{ say('Site', '站点') }}">
<a href="index.html">{{ say('All pages', '全部页面') }}</a> ·
<a href="{{ say('', '../') }}explorer.html#lang={{ say('en', 'zh') }}">{{ say('Explorer', '浏览') }}</a> ·
<a href="{{ say('zh/', '../') }}themes.html" lang="{{ say('zh-CN', 'en') }}">{{ say('中文', 'English') }}</a>
</nav></header>
<main class="themes"><h1>{{ words.title }}</h1><p>{{ words.told }}</p>
<noscript><p>{{ words.no_script }}</p></noscript>
<div id="themes"></div>
<section id="edits" aria-label="{{ words.edits }}"></section></main>
<script type="application/json" id="data">{{ data | safe }}</script><script>{{ script | safe }}</script></body></html>
"""


def save_theme_page(corpus: OpenCorpus, folder: Path, *, quote: bool) -> list[Path]:
    """Write the page in both languages into the folder of a site; return the paths.

    quote: whether it may show the words of passages, from the user's own copies.
    """
    data = _load_data(corpus, quote=quote)
    paths = []
    for language in LANGUAGES:
        set_language(language)
        home = folder / "zh" if language == "zh" else folder
        paths.append(write_atomic(home / FILE, _render(data)))
    set_language("en")
    return paths


def _render(data: Mapping[str, Any]) -> str:
    """The page in the language chosen; all that is not the project's own is in its data, and is shown as text."""
    from jinja2 import Environment

    words, script = _list_words(), (_HERE / "theme_page.js").read_text("utf-8")
    said = {**data, "words": words, "language": the_language()}
    return (
        Environment(autoescape=True)
        .from_string(_PAGE)
        .render(
            say=say,
            words=words,
            policy=render_policy(scripts=[script]),
            style=load_asset("page.css") + load_asset("site.css") + (_HERE / "theme_page.css").read_text("utf-8"),
            data=embed_json(json.dumps(said, ensure_ascii=False, separators=(",", ":"))),
            script=script,
        )
    )


def _load_data(corpus: OpenCorpus, *, quote: bool) -> dict[str, Any]:
    """What the page shows: themes with passages, and what each edit would move."""
    themes, passages = corpus.themes, corpus.everything
    moves, pairs = foresee_moves(corpus, corpus.measured, themes)
    stability = measure_theme_stability(corpus, corpus.measured, themes).set_index("theme")["stability"].dropna()
    borderline = find_borderline(corpus, passages, n=_N_BORDERLINE)
    typical = find_typical(corpus, passages, n=_N_TYPICAL)
    wanted = {*borderline["passage_id"], *(passage for ids in typical.values() for passage in ids)}
    shown = passages[passages["passage_id"].isin(wanted)]
    texts = corpus.quote(shown) if quote else [""] * len(shown)
    cards = {
        row.passage_id: {
            "id": row.passage_id,
            "text": text,
            "talk": corpus.name_conversation(row.conversation),
            "who": row.speaker,
        }
        for row, text in zip(shown.itertuples(), texts, strict=True)
    }
    counts = passages["theme"].value_counts()
    sizes = weigh_passages(corpus, passages).groupby(passages["theme"]).sum()
    near: dict[str, list[dict[str, str]]] = {}
    for row in borderline.itertuples():
        near.setdefault(row.theme, []).append({**cards[row.passage_id], "other": row.other})
    rows = [
        _show_theme(theme)
        | {
            "n": int(counts.get(theme.id, 0)),
            "share": round(float(sizes.get(theme.id, 0) / sizes.sum()), 4),
            "stability": round(float(stability[theme.id]), 2) if theme.id in stability else None,
            "typical": [cards[passage] for passage in typical.get(theme.id, [])],
            "borderline": near.get(theme.id, []),
        }
        for theme in themes.themes
    ]
    order = {theme.id: place for place, theme in enumerate(themes.themes)}
    rows.sort(key=lambda row: (-row["share"], order[row["id"]]))
    named = "" if corpus.folder == SHIPPED else f" --corpus {shlex.quote(corpus.folder.name)}"
    return {
        "themes": rows,
        "file": [_show_theme(theme) for theme in themes.themes],
        "head": write_themes(Themes(themes.themes)).split("\n[[theme]]")[0] + "\n",
        "unassigned": {"id": UNASSIGNED, "n": int(counts.get(UNASSIGNED, 0))},
        "moves": moves.to_numpy().tolist(),
        "pairs": [list(pair) for pair in pairs],
        "command": f"python -m analysis{named} theme",
    }


def _show_theme(theme: Theme) -> dict[str, Any]:
    return {
        "id": theme.id,
        "names": dict(theme.names),
        "descriptions": dict(theme.descriptions),
        "seeds": {language: list(seeds) for language, seeds in theme.seeds.items()},
        "anchors": theme.anchors,
        "examples": theme.examples,
    }


def _list_words() -> dict[str, Any]:
    """The words of the page itself, in the language chosen; {} is where something stands."""
    return {
        "title": say("Edit the themes", "编辑主题"),
        "told": say(
            "Read what is typical of each theme and what lies at its border; call it what it is, merge what is one,"
            " split what is two, drop what is none. The page says beforehand which passages move, counted from the"
            " themes as they are now, each edit by itself; it changes nothing: it hands you commands, or a file.",
            "读一读每个主题的典型段落和边缘段落：名不副实就改名，本是一个就合并，其实两个就拆分，不成主题就删去。"
            "页面会先说明哪些段落会移动（按现在的主题逐项计算）；它本身不改动任何东西，只给出命令或文件。",
        ),
        "no_script": say("Editing needs JavaScript.", "编辑需要 JavaScript。"),
        "edits": say("What you chose", "已选的编辑"),
        "unassigned": say("none", "未归类"),
        "comma": say(", ", "，"),
        "move": say('{} from "{}" to "{}"', "{} 段由“{}”到“{}”"),
        "others": say("{} between others", "其余主题之间 {} 段"),
        "moves": say("{} passages move: {}.", "将移动 {} 段：{}。"),
        "no_moves": say("No passage moves.", "没有段落移动。"),
        "one_theme": say("One theme of {} passages.", "合为一个主题，共 {} 段。"),
        "also": say("Besides, {} passages move: {}.", "此外移动 {} 段：{}。"),
        "nothing_else": say("Nothing else moves.", "别处没有移动。"),
        "not_counted": say(
            "Not counted beforehand in a corpus of this size; the command says it without --write.",
            "语料较大，未预先计算；命令不加 --write 时会说明。",
        ),
        "by_command": say(
            "What it moves, the command says without --write.", "会移动哪些段落，命令不加 --write 时会说明。"
        ),
        "figures": say("{} of the words · {} passages · stability {}", "占话语 {} · {} 段 · 稳定性 {}"),
        "seeds": say("Phrases that say what it is about", "说明其内容的短语"),
        "typical": say("Typical passages", "典型段落"),
        "borderline": say("Borderline passages", "边缘段落"),
        "nearly": say('nearly "{}"', "接近“{}”"),
        "no_text": say(
            "(its document is not here: make documents FROM=folder)", "（文档不在：make documents FROM=文件夹）"
        ),
        "rename": say("Name ({})", "名称（{}）"),
        "do_rename": say("Rename", "改名"),
        "merge": say("Merge with", "合并"),
        "do_merge": say("Merge", "合并"),
        "drop": say("Drop it", "删去"),
        "do_drop": say("Drop", "删去"),
        "split": say("Split it", "拆分"),
        "do_split": say("Split in two", "一分为二"),
        "seed": say("Add a phrase", "添加短语"),
        "do_seed": say("Add", "添加"),
        "phrase": say("a few words that say what it is about", "几个字，说明它讲什么"),
        "language": say("language", "语言"),
        "languages": {code: say(*NAMES[code]) for code in NAMES},
        "did_rename": say('"{}" is called "{}"', "“{}”改称“{}”"),
        "did_merge": say('"{}" is merged with "{}"', "“{}”与“{}”合并"),
        "did_drop": say('"{}" is dropped', "删去“{}”"),
        "did_split": say('"{}" is split', "拆分“{}”"),
        "did_seed": say('"{}" has the phrase "{}" too', "“{}”添加短语“{}”"),
        "undo": say("take back", "撤回"),
        "chosen": say("What you chose: {}", "已选的编辑：{}"),
        "none": say("Nothing yet.", "还没有。"),
        "commands": say("Commands", "命令"),
        "copy": say("Copy the commands", "复制命令"),
        "copied": say("Copied", "已复制"),
        "download": say("Download themes.toml", "下载 themes.toml"),
        "how": say(
            "Run the commands where the project is, or put the file in the place of the corpus's themes.toml; then"
            " `make`.",
            "在项目所在处运行命令，或以此文件替换语料的 themes.toml；然后运行 `make`。",
        ),
        "how_split": say(
            "A split is done by its command alone; the file has all the rest. Then `make`.",
            "拆分只能由命令完成；文件包含其余编辑。然后运行 `make`。",
        ),
        "left": say("{} passages fit no theme. New ones for them: ", "{} 段不属于任何主题。为其提出新主题："),
    }
