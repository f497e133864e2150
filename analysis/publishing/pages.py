"""Pages: the notebooks, the charts and the explorer as a folder of HTML that works with the network off."""

import functools
import html
import io
import itertools
import re
import shutil
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from analysis.charts.address import address
from analysis.charts.page import ENDINGS, PLOTLY_FILE, load_asset, render_preview
from analysis.corpus.folder import Corpus
from analysis.explorer import load_explorer_data, save_page
from analysis.ground.alone import clear_unfinished
from analysis.ground.policy import render_policy
from analysis.ground.storage import write_atomic
from analysis.ground.wording import LANGUAGES, say, set_language, the_language
from analysis.publishing.answers import tell_corpus
from analysis.publishing.colophon import list_texts, tell_citing, tell_making
from analysis.publishing.execution import CHART, Executed, execute_all
from analysis.publishing.glossary import explain_terms
from analysis.publishing.outputs import SAVED, find_charts, group_views, mark_charts, name_picture, render_output
from analysis.publishing.prose import escape_markdown, render_prose, tell_plainly
from analysis.publishing.story import Results, render_story, tell_finding
from analysis.publishing.theme_page import FILE as THEME_PAGE
from analysis.publishing.theme_page import save_theme_page
from analysis.results import OpenCorpus
from analysis.versions.disagreement import describe_disagreements
from analysis.versions.validity import report_disagreements

_HEADING = re.compile(r"<h2>(.*?)</h2>")
# The charts of the front page, and the pages that it leads to: of every disagreement, and of the methods.
_FRONT = ("speech-shares", "theme-shares", "tone")
_VERSIONS, _METHOD = "what-versions-disagree-about", "how-it-was-measured"
# What nbconvert makes of a notebook's cells: code folded away, charts and the explorer where their outputs are,
# and Markdown that came out of a cell, which may hold words of documents, without any HTML or script of theirs.
_TEMPLATE = """{% extends 'basic/index.html.j2' %}
{% block in_prompt %}{% endblock %}{% block empty_in_prompt %}{% endblock %}
{% block input %}{% if 'remark' not in cell.metadata.get('tags', []) %}<details
class="code"><summary>{{ resources.words.code }}</summary>{{ super() }}</details>
{% endif %}{% endblock %}
{% block data_markdown scoped %}{% if output.metadata.get('explorer') %}{{ resources.explorer }}{% else %}
{{ output.data['text/markdown'] | render_answer('remark' in cell.metadata.get('tags', [])) }}{% endif %}{% endblock %}
{% block data_html scoped %}{% if 'class="cards"' in output.data['text/html'] %}{{ super() }}
{% else %}<div class="table" tabindex="0" role="region"
aria-label="{{ resources.words.table }} {{ cell.execution_count }}">{{ super() }}</div>{% endif %}{% endblock %}
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
    corpus: Corpus,
    notebook: NotebookNode,
    *,
    name: str,
    language: str,
    endings: Sequence[str] = ENDINGS,
    neighbours: Sequence[tuple[str, str] | None] = (None, None),
) -> str:
    """Return an executed notebook as a page of the site, which asks nothing of any network.

    name: of its file, without ending; language: of its prose and charts; endings: of the files of its charts.
    neighbours: file and question of the page before and the one after. Charts come alive with plotly.js, which stands
    once beside all pages; without scripts their pictures and texts are there.
    """
    from jinja2 import DictLoader
    from nbconvert import HTMLExporter

    set_language(language)
    exporter = HTMLExporter(
        filters={"render_answer": _render_answer},
        template_name="basic",
        extra_loaders=[DictLoader({"page.html.j2": _TEMPLATE})],
        template_file="page.html.j2",
        exclude_anchor_links=True,
        exclude_output_prompt=True,
    )
    up, label = say("../", "../../"), say("Contents", "目录")
    marked, charts = mark_charts(notebook, endings)
    frame = say("The explorer", "浏览")
    link = html.escape(address(language=language, up=up))
    resources = {
        "charts": charts,
        "words": {"code": say("Code", "代码"), "table": say("Table", "表格")},
        "explorer": f'<p><a href="{link}">{say("Open the explorer", "打开浏览页")}</a></p>'
        f'<iframe class="explorer-frame" src="{link}" title="{frame}"></iframe>',
    }
    body, _ = exporter.from_notebook_node(marked, resources=resources)
    contents = "".join(
        f'<li><a href="#section-{number}">{title}</a></li>' for number, title in enumerate(_HEADING.findall(body), 1)
    )
    numbers = itertools.count(1)
    body = _HEADING.sub(lambda match: f'<h2 id="section-{next(numbers)}">{match[1]}</h2>', body)
    question, answer = find_question(notebook)
    turns = [
        f'<a rel="{rel}" href="{html.escape(other[0])}">{html.escape(arrow.format(other[1]))}</a>'
        for other, rel, arrow in zip(neighbours, ("prev", "next"), ("← {}", "{} →"), strict=True)
        if other
    ]
    around = say("Other pages", "其他页面")
    return _render_frame(
        corpus,
        title=question,
        description=answer,
        picture=f"../{name_picture(notebook)}",
        body=f'<div class="columns"><nav class="contents" aria-label="{label}"><details open><summary>{label}</summary>'
        f"<ol>{contents}</ol></details></nav><main>{explain_terms(body)}"
        f'<nav class="turns" aria-label="{around}">{"".join(turns)}</nav></main></div>',
        other=f"{say('../zh/pages/', '../../pages/')}{name}.html",
        home="../index.html",
        up=up,
    )


def _render_answer(text: str, is_remark: bool) -> str:
    """Markdown that came out of a cell; of an answer only its first sentence is in front, how sure it is folded."""
    front, _, sure = (text, "", "") if is_remark else text.partition("\n\n")
    label = say("How sure, and what else", "有多大把握，以及其他")
    fold = f'<details class="sure"><summary>{label}</summary>{render_prose(sure)}</details>' if sure else ""
    return f'<div class="answer">{render_prose(front)}{fold}</div>'


def find_question(notebook: NotebookNode) -> tuple[str, str]:
    """Return a notebook's first line, and the sentence by which its first output answers it, as plain text."""
    question = notebook.cells[0].source.splitlines()[0].lstrip("# ").strip()
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "text/markdown" in output.get("data", {}):
                front, *_ = output["data"]["text/markdown"].split("\n\n")
                return question, tell_plainly(front)
    return question, ""


def _render_frame(
    corpus: Corpus, *, title: str, description: str, picture: str, body: str, other: str, home: str, up: str
) -> str:
    """A page of the site around its body: links, style, what a messenger shows of it, how it was made, scripts."""
    leave = say(f'<a href="{other}" lang="zh-CN">中文</a>', f'<a href="{other}" lang="en">English</a>')
    explorer = html.escape(address(language=the_language(), up=up))
    links = " · ".join(
        [
            f'<a href="{home}">{say("All pages", "全部页面")}</a>',
            f'<a href="{explorer}">{say("Explorer", "浏览")}</a>',
            leave,
        ]
    )
    return f"""<!DOCTYPE html>
<html lang="{say("en", "zh-CN")}"><head><meta charset="utf-8">
{render_policy(scripts=[load_asset("page.js")], beside=True)}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title>{render_preview(title, description, picture=picture)}<link rel="icon" href="data:,">
<style>{load_asset("page.css")}{load_asset("site.css")}</style></head><body>
<header class="site"><nav aria-label="{say("Site", "站点")}">{links}</nav></header>
{body}
<footer class="site"><p>{tell_making(corpus)}</p><p>{tell_citing(corpus)}</p></footer>
<script src="{up}{PLOTLY_FILE}"></script><script>{load_asset("page.js")}</script>
</body></html>
"""


def _gather_results(corpus: OpenCorpus, *, quote: bool) -> Results:
    """What the front page is told from. quote: whether it may have the words around a disagreement."""
    found = describe_disagreements(corpus, corpus.disagreements, corpus.measured)
    if not quote:
        found = found.assign(quotation_a="", quotation_b="")
    return Results(
        shares=corpus.make_table("theme_shares"),
        differences=corpus.make_table("theme_differences"),
        ways=corpus.make_table("multiverse"),
        speech=corpus.make_table("speech_shares"),
        tone=corpus.make_table("tone_by_speaker"),
        disagreements=found,
        report=report_disagreements(found, corpus.codings.disagreements),
    )


def _render_index(
    corpus: OpenCorpus, results: Results, pages: Sequence[_Page], notebooks: Sequence[Executed], endings: Sequence[str]
) -> str:
    """The front page: its story, the explorer, the questions that the pages answer, and the texts."""
    up = say("", "../")
    link = functools.partial(address, language=the_language(), up=up)
    figures = {
        saved[1]: [output.data[CHART] for output in views]
        for each in notebooks
        for cell in each.notebook.cells
        if (saved := SAVED.search(cell.source)) and saved[1] in _FRONT
        for views in group_views(cell)
    }
    charts = {name: render_output(views, name, "", endings) for name, views in figures.items()}
    versions, method = (
        next((page.link for page in pages if marker in page.link), pages[-1].link) for marker in (_VERSIONS, _METHOD)
    )
    story = render_story(corpus, results, charts=charts, link=link, versions=versions)
    items = "".join(f'<li><a href="{html.escape(page.link)}">{html.escape(page.question)}</a></li>' for page in pages)
    about = render_prose(tell_corpus(corpus, corpus.left_out))
    body = f"""<main class="index">{explain_terms(story)}
<h2>{say("Look yourself", "自己看")}</h2>
<p class="lead"><a href="{html.escape(link())}">{say("Explore the passages", "浏览各段落")}</a>{
        say(": a map, the course of each conversation, and who said what.", "：段落地图、对话进程，以及谁说了什么。")
    }</p>
<p class="further">{
        say(
            "Each mark of a chart leads to the passages behind it. Further questions:",
            "图中每个标记都通向它背后的段落。其他问题：",
        )
    }</p>
<ol class="questions">{items}</ol>
<h2>{say("How it was made", "制作说明")}</h2>{about}
<p><a href="{html.escape(method)}">{say("Methods, and how far they can be believed", "方法，以及可信到什么程度")}</a> ·
<a href="{THEME_PAGE}">{say("Edit the themes", "编辑主题")}</a></p>
<h3>{say("The texts", "文本")}</h3><p>{
        say(
            "Measurements of these published texts, which are their authors':",
            "测量所依据的已发表文本，其权利归各自作者：",
        )
    }</p>{list_texts(corpus)}</main>"""
    other, home = say("zh/index.html", "../index.html"), "index.html"
    return _render_frame(
        corpus, title=corpus.title(), description=tell_finding(corpus, results), picture=f"{_FRONT[1]}.png", body=body,
        other=other, home=home, up=up,
    )  # fmt: skip


def save_site(
    corpus: OpenCorpus,
    notebooks: Sequence[Executed],
    folder: Path,
    *,
    quote: bool = False,
    endings: Sequence[str] = ENDINGS,
) -> list[Path]:
    """Write a page for each executed notebook, and an index in each language; return the paths.

    notebooks: whose charts, the explorer and plotly.js are in the folder already; quote: whether the index may quote
    the user's own copies; endings: of the charts' files. The executed notebooks themselves are kept in the corpus's
    build folder.
    """
    paths, results = [], _gather_results(corpus, quote=quote)
    for language in LANGUAGES:
        home = folder / "zh" if language == "zh" else folder
        mine = [each for each in notebooks if each.language == language]
        pages = [
            _Page(f"pages/{Path(each.name).stem}.html", *find_question(each.notebook), find_charts(each.notebook))
            for each in mine
        ]
        beside = [None, *((Path(page.link).name, page.question) for page in pages), None]
        for number, each in enumerate(mine):
            stem = Path(each.name).stem
            kept = corpus.home / "build" / "notebooks" / language / each.name
            write_atomic(kept, nbformat.writes(each.notebook) + "\n")
            page = render_page(
                corpus, each.notebook, name=stem, language=language, endings=endings,
                neighbours=(beside[number], beside[number + 2]),
            )  # fmt: skip
            paths.append(write_atomic(home / "pages" / f"{stem}.html", page))
        set_language(language)
        paths.append(write_atomic(home / "index.html", _render_index(corpus, results, pages, mine, endings)))
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
    save_site(corpus, site.notebooks, folder, quote=quote, endings=endings)
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
            f"## {escape_markdown(finding)}\n\n{escape_markdown(findings.get(name, ''))}\n\n"
            f"![{escape_markdown(alt)}]({preview}{name}.png)\n\n`{name}`: {files} ·"
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
