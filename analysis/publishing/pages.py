"""Pages: the notebooks, the charts and the explorer as a folder of HTML that works with the network off."""

import hashlib
import html
import io
import itertools
import json
import re
import shutil
import tomllib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import mistune
import nbformat
from nbformat import NotebookNode

from analysis.charts.page import ENDINGS, PLOTLY_FILE, load_asset, render_chart
from analysis.corpus.folder import Corpus
from analysis.corpus.labels import name_value
from analysis.explorer import load_explorer_data, save_page
from analysis.ground.alone import clear_unfinished
from analysis.ground.storage import ROOT, write_atomic
from analysis.ground.wording import LANGUAGES, say, set_language
from analysis.passages.stored import measured_path
from analysis.publishing.answers import tell_corpus
from analysis.publishing.execution import CHART, Executed, execute_all
from analysis.publishing.theme_page import FILE as THEME_PAGE
from analysis.publishing.theme_page import save_theme_page
from analysis.results import OpenCorpus

_SAVED = re.compile(r'save_figure\(corpus, \w+, "([\w-]+)"')
_HEADING = re.compile(r"<h2>(.*?)</h2>")
# What nbconvert makes of a notebook's cells: code folded away, charts and the explorer where their outputs are,
# and Markdown that came out of a cell, which may hold words of documents, without any HTML or script of theirs.
_TEMPLATE = """{% extends 'basic/index.html.j2' %}
{% block in_prompt %}{% endblock %}{% block empty_in_prompt %}{% endblock %}
{% block input %}{% if 'remark' not in cell.metadata.get('tags', []) %}<details
class="code"><summary>{{ resources.words.code }}</summary>{{ super() }}</details>
{% endif %}{% endblock %}
{% block data_markdown scoped %}{% if output.metadata.get('explorer') %}{{ resources.explorer }}{% else %}
<div class="answer">{{ output.data['text/markdown'] | render_answer }}</div>{% endif %}{% endblock %}
{% block data_html scoped %}<div class="table" tabindex="0" role="region"
aria-label="{{ resources.words.table }} {{ cell.execution_count }}">{{ super() }}</div>{% endblock %}
{% block data_text scoped %}{% if 'chart' in output.metadata %}{{ resources.charts[output.metadata['chart']] }}
{% else %}{{ super() }}{% endif %}{% endblock %}
"""
_GALLERY = """# figures/

`make` writes here, in English and, in the folder `zh`, in Chinese; git ignores all of it but this page and the small
pictures in `preview/`.

- `index.html` leads to the notebooks as pages (`pages/`), the explorer (`explorer.html`) and every chart; all of it
  works with the network off, and stays together, since one `plotly.min.js` serves all.
- For each chart there is `NAME.html` (interactive), `NAME.png` (twice the size), `NAME.svg`, `NAME.pdf` and `NAME.csv`
  (the rows behind it).

Below is every chart with its finding, which is computed from the data. 下面是全部图表及其结论，结论由数据计算得出。
"""


@dataclass(frozen=True)
class _Page:
    """One notebook as a page: its place from the language's folder, question and answer as plain text, its charts."""

    link: str
    question: str
    answer: str
    charts: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Site:
    """A site that was written: its executed notebooks, and what failed in them."""

    notebooks: list[Executed]

    @property
    def failures(self) -> list[str]:
        """What failed, a line each."""
        return [failure for executed in self.notebooks for failure in executed.failures]


def render_page(
    corpus: Corpus, notebook: NotebookNode, *, name: str, language: str, endings: Sequence[str] = ENDINGS
) -> str:
    """Return an executed notebook as a page of the site, which asks nothing of any network.

    name: of its file, without ending; language: of its prose and charts; endings: of the files of its charts. Charts
    come alive with plotly.js, which stands once beside all pages; without scripts their pictures and texts are there.
    """
    from jinja2 import DictLoader
    from nbconvert import HTMLExporter

    set_language(language)
    exporter = HTMLExporter(
        filters={"render_answer": mistune.create_markdown(escape=True)},
        template_name="basic",
        extra_loaders=[DictLoader({"page.html.j2": _TEMPLATE})],
        template_file="page.html.j2",
        exclude_anchor_links=True,
        exclude_output_prompt=True,
    )
    up, label = say("../", "../../"), say("Contents", "目录")
    marked, charts = _mark_charts(notebook, endings)
    address, frame = f"{up}explorer.html#lang={language}", say("The explorer", "浏览")
    resources = {
        "charts": charts,
        "words": {"code": say("Code", "代码"), "table": say("Table", "表格")},
        "explorer": f'<p><a href="{address}">{say("Open the explorer", "打开浏览页")}</a></p>'
        f'<iframe class="explorer-frame" src="{address}" title="{frame}"></iframe>',
    }
    body, _ = exporter.from_notebook_node(marked, resources=resources)
    contents = "".join(
        f'<li><a href="#section-{number}">{title}</a></li>' for number, title in enumerate(_HEADING.findall(body), 1)
    )
    numbers = itertools.count(1)
    body = _HEADING.sub(lambda match: f'<h2 id="section-{next(numbers)}">{match[1]}</h2>', body)
    question, _ = find_question(notebook)
    return _render_frame(
        corpus,
        title=question,
        body=f'<div class="columns"><nav class="contents" aria-label="{label}"><details open><summary>{label}</summary>'
        f"<ol>{contents}</ol></details></nav><main>{body}</main></div>",
        other=f"{say('../zh/pages/', '../../pages/')}{name}.html",
        home="../index.html",
        up=up,
    )


def _mark_charts(notebook: NotebookNode, endings: Sequence[str]) -> tuple[NotebookNode, list[str]]:
    """A copy of a notebook with a mark in place of each chart, and the charts as pieces of a page."""
    marked = nbformat.from_dict(notebook)
    charts: list[str] = []
    for cell in marked.cells:
        for output in cell.get("outputs", []):
            if CHART in output.get("data", {}):
                figure = {key: output.data[CHART][key] for key in ("data", "layout")}
                saved = _SAVED.search(cell.source)
                spec = json.dumps(figure, ensure_ascii=False, separators=(",", ":"))
                name = saved[1] if saved else ""
                chart = render_chart(spec, name=name, level=3, folder="../", endings=endings)
                output.data, output.metadata = NotebookNode({"text/plain": ""}), NotebookNode(chart=len(charts))
                charts.append(chart)
    return marked, charts


def find_question(notebook: NotebookNode) -> tuple[str, str]:
    """Return a notebook's first line, and the answer that its first output gives, as plain text."""
    question = notebook.cells[0].source.splitlines()[0].lstrip("# ").strip()
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "text/markdown" in output.get("data", {}):
                return question, output["data"]["text/markdown"].replace("**", "").replace("*", "")
    return question, ""


def _render_frame(corpus: Corpus, *, title: str, body: str, other: str, home: str, up: str) -> str:
    """A page of the site around its body: links, style, the line that says how it was made, scripts."""
    leave = say(f'<a href="{other}" lang="zh-CN">中文</a>', f'<a href="{other}" lang="en">English</a>')
    language = say("en", "zh")
    links = " · ".join(
        [
            f'<a href="{home}">{say("All pages", "全部页面")}</a>',
            f'<a href="{up}explorer.html#lang={language}">{say("Explorer", "浏览")}</a>',
            leave,
        ]
    )
    return f"""<!DOCTYPE html>
<html lang="{say("en", "zh-CN")}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title><link rel="icon" href="data:,">
<style>{load_asset("page.css")}{load_asset("site.css")}</style></head><body>
<header class="site"><nav aria-label="{say("Site", "站点")}">{links}</nav></header>
{body}
<footer class="site"><p>{tell_making(corpus)}</p></footer>
<script src="{up}{PLOTLY_FILE}"></script><script>{load_asset("page.js")}</script>
</body></html>
"""


def _read_making(corpus: Corpus) -> tuple[str, str, str]:
    """Version of the project, date of its last change of method, and mark of the corpus's measurements."""
    version = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    dates = re.findall(r"^- (\d{4}-\d\d-\d\d)\.", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    total = hashlib.sha256()
    for path in (measured_path(corpus, rendering) for rendering in corpus.catalogue.renderings):
        total.update(path.read_bytes() if path.exists() else b"")
    return version, max(dates), total.hexdigest()[:8]


def tell_making(corpus: Corpus) -> str:
    """Return the line that says how a page was made: data, version, method."""
    version, method, mark = _read_making(corpus)
    published = [r.published for r in corpus.catalogue.renderings if r.published]
    n = len(corpus.catalogue.renderings)
    span = f" published {min(published)} to {max(published)}" if published else ""
    span_zh = f"（发表于 {min(published)} 至 {max(published)}）" if published else ""
    coded = say("; learned from texts and passages coded by hand", "，以人工编码的文本和段落为准")
    if corpus.codings.tone.empty:
        coded = say(
            "; learned from texts coded by hand, not calibrated on this corpus",
            "，以人工编码的文本为准，未按这份语料校准",
        )
    themes = say(", guided by phrases", "，以短语引导")
    if corpus.themes.proposed:
        themes = say(", joined and named by the program", "，由程序归并并命名")
    return say(
        f"Made with conversation-themes {version} (method of {method}) from measurements {mark} of {n}"
        f" texts{span}. Themes: BERTopic on multilingual sentence vectors{themes}. Tone: support"
        f" vectors{coded}. Intervals: bootstrap over exchanges.",
        f"由 conversation-themes {version}（方法版本 {method}）根据 {n} 篇文本{span_zh}的测量数据"
        f" {mark} 制成。主题：多语言句向量上的 BERTopic{themes}。语气：支持向量回归{coded}。"
        "区间：以问答为单位的自助法。",
    )


def find_charts(notebook: NotebookNode) -> list[tuple[str, str, str]]:
    """Return name, finding and alternative text of each saved chart of an executed notebook, in its order."""
    found = []
    for cell in notebook.cells:
        if saved := _SAVED.search(cell.source):
            metas = [o.data[CHART]["layout"]["meta"] for o in cell.outputs if CHART in o.get("data", {})]
            found += [(saved[1], meta["title"], meta["alt"]) for meta in metas]
    return found


def _render_index(corpus: OpenCorpus, pages: Sequence[_Page]) -> str:
    title = corpus.title()
    items = "".join(
        f'<li><a href="{html.escape(page.link)}">{html.escape(page.question)}</a><p>{html.escape(page.answer)}</p></li>'
        for page in pages
    )
    gallery = "".join(
        f'<li><a href="{page.link}#chart-{name}"><img src="{name}.png" alt="{html.escape(alt)}" width="400"'
        f' loading="lazy"><span>{html.escape(finding)}</span></a></li>'
        for page in pages
        for name, finding, alt in page.charts
    )
    entries = [
        [corpus.name_conversation(r.conversation), r.title, name_value(corpus, r.publisher), str(r.published or "")]
        for r in corpus.catalogue.renderings
    ]
    renderings = "".join(
        f"<li>{html.escape(say(', ', '，').join(dict.fromkeys(filter(None, entry))))}</li>" for entry in entries
    )
    missing = "".join(
        f"<li>{html.escape(row.rendering)}: {html.escape(row.reason)}</li>" for row in corpus.left_out.itertuples()
    )
    left_out = f"<h2>{say('Left out', '未计入的文档')}</h2><ul>{missing}</ul>" if missing else ""
    about = mistune.create_markdown(escape=True)(tell_corpus(corpus, corpus.left_out))
    explorer = f"{say('', '../')}explorer.html#lang={say('en', 'zh')}"
    body = f"""<main class="index"><h1>{html.escape(title)}</h1>{about}
<p class="lead"><a href="{explorer}">{say("Explore the passages yourself", "自己浏览各段落")}</a>{
        say(": a map, the course of each conversation, and who said what.", "：段落地图、对话进程，以及谁说了什么。")
    }</p>
<p><a href="{THEME_PAGE}">{say("Edit the themes", "编辑主题")}</a>{
        say(": what each is about, and what an edit would move.", "：每个主题讲什么，编辑会移动什么。")
    }</p>
<h2>{say("Questions and answers", "问题与答案")}</h2><ol class="questions">{items}</ol>
<h2>{say("All charts", "全部图表")}</h2><ul class="gallery">{gallery}</ul>
<h2>{say("The texts", "文本")}</h2><p>{
        say(
            "Measurements of these published texts, which are their authors':",
            "测量所依据的已发表文本，其权利归各自作者：",
        )
    }</p><ul>{renderings}</ul>{left_out}</main>"""
    other, home = say("zh/index.html", "../index.html"), "index.html"
    return _render_frame(corpus, title=title, body=body, other=other, home=home, up=say("", "../"))


def save_site(
    corpus: OpenCorpus, notebooks: Sequence[Executed], folder: Path, *, endings: Sequence[str] = ENDINGS
) -> list[Path]:
    """Write a page for each executed notebook, and an index in each language; return the paths.

    notebooks: whose charts, the explorer and plotly.js are in the folder already; endings: of the charts' files. The
    executed notebooks themselves are kept in the corpus's build folder.
    """
    paths = []
    for language in LANGUAGES:
        home = folder / "zh" if language == "zh" else folder
        pages = []
        for each in (each for each in notebooks if each.language == language):
            stem = Path(each.name).stem
            kept = corpus.home / "build" / "notebooks" / language / each.name
            write_atomic(kept, nbformat.writes(each.notebook) + "\n")
            page = render_page(corpus, each.notebook, name=stem, language=language, endings=endings)
            paths.append(write_atomic(home / "pages" / f"{stem}.html", page))
            pages.append(_Page(f"pages/{stem}.html", *find_question(each.notebook), find_charts(each.notebook)))
        set_language(language)
        paths.append(write_atomic(home / "index.html", _render_index(corpus, pages)))
    set_language("en")
    return paths


def make_site(corpus: OpenCorpus, folder: Path, *, quote: bool = True, endings: Sequence[str] = ENDINGS) -> Site:
    """Run every notebook on a corpus in both languages and write charts, pages and explorer into a folder.

    quote: whether charts and explorer may quote the user's own copies. endings: of the charts' files.
    """
    clear_unfinished(folder)
    site = Site(list(execute_all(corpus, figures=folder, quote=quote, endings=endings)))
    save_explorer(corpus, folder, quote=quote)
    save_theme_page(corpus, folder, quote=quote)
    save_site(corpus, site.notebooks, folder, endings=endings)
    return site


def save_explorer(corpus: OpenCorpus, folder: Path, *, quote: bool) -> Path:
    """Write the explorer, and plotly.js for the pages beside it, into a folder; return the explorer's path."""
    from plotly.offline import get_plotlyjs

    write_atomic(folder / PLOTLY_FILE, get_plotlyjs())
    data = load_explorer_data(corpus, corpus.passages, quotations=corpus.quote(corpus.passages) if quote else None)
    return save_page(data, folder)


def save_gallery(corpus: Corpus, folder: Path, notebooks: Sequence[Executed]) -> Path:
    """Write README.md of the figures: each chart with its finding in both languages; return its path.

    notebooks: those of make_site.
    """
    entries = []
    english, chinese = (
        [chart for each in notebooks if each.language == language for chart in find_charts(each.notebook)]
        for language in LANGUAGES
    )
    findings = {name: finding for name, finding, _ in chinese}
    preview = "preview/" if (folder / "preview").is_dir() else ""
    for name, finding, alt in english:
        files = " · ".join(f"[{ending.upper()}]({name}.{ending})" for ending in ENDINGS)
        entries.append(
            f"## {finding}\n\n{findings.get(name, '')}\n\n![{alt}]({preview}{name}.png)\n\n`{name}`: {files} ·"
            f" 中文: [HTML](zh/{name}.html) · [PNG](zh/{name}.png)\n"
        )
    return write_atomic(folder / "README.md", _GALLERY + "\n" + "\n".join(entries))


def make_share(corpus: OpenCorpus, *, quote: bool) -> tuple[Path, Path, list[str]]:
    """Write the folder to share and its zip; return both, and what failed.

    quote: whether it quotes the documents, which are their authors'. Charts are in it as pictures, as data
    and, interactive, in the pages; pages of their own and vector files are in figures/.
    """
    folder = corpus.home / "share"
    archive = folder.with_suffix(".zip")
    # An archive with quotations must not stay under the name of one without, if this run does not come to its end.
    archive.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    site = make_site(corpus, folder, quote=quote, endings=("png", "csv"))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as bundle:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                # A fixed date, so that the same pages give the same archive.
                entry = zipfile.ZipInfo(f"share/{path.relative_to(folder).as_posix()}", (2024, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.external_attr = 0o644 << 16  # whoever serves the pages may read them
                bundle.writestr(entry, path.read_bytes())
    return folder, write_atomic(archive, packed.getvalue()), site.failures
