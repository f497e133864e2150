"""First look: one page of what was understood of documents, and of their themes before anything else is measured."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from analysis.charts.page import load_asset
from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED, Themes
from analysis.ground.policy import render_policy
from analysis.ground.storage import write_atomic
from analysis.ground.wording import say
from analysis.intake.measuring import cut_and_embed
from analysis.intake.overview import DOCUMENTS_FILE, PEOPLE_FILE, list_gains, order_doubtful, read_overview
from analysis.passages.lengths import tell_lengths, weigh_passages
from analysis.themes.assignment import guide_themes
from analysis.themes.proposal import propose_themes
from analysis.themes.validity import measure_theme_stability

FILE = "first-look.html"
# So many conversations, or values of a column, stand beside each other.
_MOST_GROUPS = 8
_DOCUMENT_COLUMNS = (
    "look_at", "sure", "conversation", "title", "date", "language", "layout", "speakers", "turns", "words",
)  # fmt: skip
_PEOPLE_COLUMNS = ("look_at", "sure", "name", "role", "spellings", "conversations", "turns", "words")
_STYLE = """
main { max-width: 76rem; margin: 0 auto; padding: 0 1.2rem 3rem }
.scroll { overflow-x: auto } table { border-collapse: collapse; font-size: .84rem }
th, td { padding: .3rem .7rem .3rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid var(--faint) }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums } td.look { min-width: 16rem }
td.share { background: linear-gradient(90deg, #b7d5ea var(--share), transparent var(--share)); min-width: 6.5rem }
td.theme { min-width: 14rem } small { color: var(--quiet) } ol { padding-left: 1.3rem }
"""
_PAGE = """<!doctype html>
<html lang="{{ language }}"><head><meta charset="utf-8">
{{ policy | safe }}
<meta name="viewport" content="width=device-width">
<title>{{ title }}</title><style>{{ style | safe }}</style></head><body><main>
<h1>{{ title }}</h1><p>{{ told }}</p>
{% if gains %}<h2>{{ words.gains }}</h2><ol>{% for gain in gains %}<li>{{ gain }}</li>{% endfor %}</ol>{% endif %}
{% if shares is not none %}<h2>{{ words.themes }}</h2><p>{{ words.themes_told }}</p>
<div class="scroll" tabindex="0"><table><thead><tr><th>{{ words.theme }}</th>
<th class="number">{{ words.stability }}</th>
{% for name in shares.columns %}<th>{{ name }}</th>{% endfor %}</tr></thead><tbody>
{% for theme, row in shares.iterrows() %}<tr><td class="theme">{{ theme }}</td>
<td class="number">{{ '%.2f' % stability[theme] if theme in stability else '–' }}</td>
{% for share in row %}<td class="share number" style="--share: {{ '%.1f' % (100 * share) }}%">
{{ '%.0f' % (100 * share) }} %</td>{% endfor %}</tr>{% endfor %}</tbody></table></div>{% endif %}
{% for heading, told, table in tables %}<h2>{{ heading }}</h2><p>{{ told }}</p>
<div class="scroll" tabindex="0"><table><thead><tr>{% for name in table.columns %}<th>{{ name.replace('_', ' ') }}</th>
{% endfor %}</tr></thead><tbody>{% for row in table.itertuples(index=False) %}<tr>{% for cell in row %}
<td{% if loop.first %} class="look"{% endif %}>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</tbody></table></div>
{% endfor %}</main></body></html>
"""


def save_first_look(corpus: Corpus) -> Path:
    """Write the page into the corpus's folder and return its path.

    Only meaning is measured for it, in seconds; what is measured is kept for `corpus`. Whatever a document said stands
    there as text, and the page loads nothing.
    """
    from jinja2 import Environment

    documents, people = (read_overview(corpus.folder, file) for file in (DOCUMENTS_FILE, PEOPLE_FILE))
    passages = pd.concat([cut_and_embed(corpus, each) for each in corpus.catalogue.renderings], ignore_index=True)
    shares, stability = _measure_themes(corpus, passages) if len(passages) > _MOST_GROUPS else (None, {})
    n_talks = documents["conversation"].nunique()
    lengths = tell_lengths(pd.to_numeric(documents["words"]), documents["language"])
    words = {
        "gains": say("Worth bettering, what gains most first", "值得改进之处，收益大者在前"),
        "themes": say("Themes at a first look", "主题初览"),
        "themes_told": say(
            "Share of the words of each; proposed by the program and named by phrases of their own. Stability, from 0"
            " to 1: how much of a theme stays when a tenth of the turns is left out. Without intervals: `make` measures"
            " these, and the tone, and makes a page on which themes are edited.",
            "各占其话语的份额；由程序提出，以各自特有的短语为名。稳定性（0 到 1）：略去十分之一的发言后保持不变的程度。"
            "此处没有区间：区间与语气由 `make` 测量，编辑主题的页面也由它生成。",
        ),
        "theme": say("theme", "主题"),
        "stability": say("stability", "稳定性"),
    }
    page = (
        Environment(autoescape=True)
        .from_string(_PAGE)
        .render(
            language=say("en", "zh"),
            policy=render_policy(),
            title=corpus.title(),
            style=load_asset("page.css") + _STYLE,
            told=say(
                f"{len(documents)} documents, {n_talks} conversations, {len(people)} people, {lengths}.",
                f"{len(documents)} 份文档，{n_talks} 场对话，{len(people)} 人，共 {lengths}。",
            ),
            gains=list_gains(documents, people),
            words=words,
            shares=shares,
            stability=stability,
            tables=_list_tables(documents, people),
        )
    )
    return write_atomic(corpus.folder / FILE, page)


def _list_tables(documents: pd.DataFrame, people: pd.DataFrame) -> Sequence[tuple[str, str, pd.DataFrame]]:
    """The two tables with their headings, what is doubtful first."""
    more = [name for name in documents if name not in (*_DOCUMENT_COLUMNS, "rendering", "file", "rests_on")]
    told = say("The same stands in {}, to be corrected there; `revise` puts it into the catalogue.",
               "与 {} 相同，可在其中更正；`revise` 会写入目录。")  # fmt: skip
    return [
        (say("Documents", "文档"), told.format(DOCUMENTS_FILE), order_doubtful(documents)[[*_DOCUMENT_COLUMNS, *more]]),
        (say("People", "人物"), told.format(PEOPLE_FILE), order_doubtful(people)[[*_PEOPLE_COLUMNS]]),
    ]


def _measure_themes(corpus: Corpus, passages: pd.DataFrame) -> tuple[pd.DataFrame, Mapping[str, float]]:
    """What share of the words of each group has each theme, the largest first, a column a group; and its stability."""
    themes = corpus.themes if corpus.has_themes else propose_themes(corpus, passages)
    numbers = guide_themes(corpus, passages, themes)
    names = [_name(themes, theme) for theme in [*themes.ids(), UNASSIGNED]]
    words = weigh_passages(corpus, passages).groupby([numbers, _group(corpus, passages)]).sum().unstack(fill_value=0)
    order = words.sum(axis=1).sort_values(ascending=False, kind="stable").index
    shares = (words / words.sum()).loc[order]
    shares.index = pd.Index([names[number] for number in order])
    stability = measure_theme_stability(corpus, passages, themes).dropna()
    return shares, dict(
        zip([_name(themes, theme) for theme in stability["theme"]], stability["stability"], strict=True)
    )


def _name(themes: Themes, theme: str) -> str:
    return say(themes.names("en")[theme], themes.names("zh")[theme])


def _group(corpus: Corpus, passages: pd.DataFrame) -> pd.Series:
    """What stands beside each other: conversations or, of many, the first column with few values, else all together."""
    talks = {c.id: c for c in corpus.catalogue.conversations}
    if len(talks) <= _MOST_GROUPS:
        return passages["conversation"].map(lambda name: talks[name].title)
    for column in dict.fromkeys(name for talk in talks.values() for name in talk.columns):
        values = passages["conversation"].map(lambda name, column=column: str(talks[name].columns.get(column, "–")))
        if 2 <= values.nunique() <= _MOST_GROUPS:
            return values
    return pd.Series(say("all", "全部"), index=passages.index)
