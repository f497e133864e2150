"""Colophon: how the pages were made, of which texts, how they are cited, and under which terms."""

import hashlib
import html
import re
import tomllib

from analysis.corpus.folder import Corpus
from analysis.corpus.labels import name_value
from analysis.ground.storage import ROOT
from analysis.ground.wording import say
from analysis.passages.stored import measured_path
from analysis.results import OpenCorpus


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


def tell_citing(corpus: Corpus) -> str:
    """Return how these pages are cited, and under which terms they may be used, as HTML."""
    version, method, mark = _read_making(corpus)
    title = html.escape(corpus.title())
    return say(
        f"Cite as: <cite>{title}</cite>. conversation-themes {version}, method of {method}, measurements {mark}."
        " The measurements, charts and words of these pages may be used under the MIT licence of the project; the"
        " texts, and what is quoted of them, are their authors'.",
        f"引用格式：<cite>{title}</cite>。conversation-themes {version}，方法版本 {method}，测量数据 {mark}。"
        "这些页面的测量、图表和文字按本项目的 MIT 许可证使用；原文及其引文归各自作者所有。",
    )


def list_texts(corpus: OpenCorpus) -> str:
    """Return the published texts as HTML, each with its address where the catalogue has one, and those left out."""
    entries = []
    for rendering in corpus.catalogue.renderings:
        told = [rendering.title, name_value(corpus, rendering.publisher), str(rendering.published or "")]
        named = html.escape(say(", ", "，").join(dict.fromkeys(filter(None, told))) or rendering.id)
        linked = rendering.url.startswith(("http://", "https://"))
        source = (
            f'<a href="{html.escape(rendering.url)}" rel="noopener noreferrer external">{named}</a>'
            if linked
            else named
        )
        entries.append(
            f"<li>{html.escape(corpus.name_conversation(rendering.conversation))}{say(': ', '：')}{source}</li>"
        )
    missing = "".join(
        f"<li>{html.escape(row.rendering)}: {html.escape(row.reason)}</li>" for row in corpus.left_out.itertuples()
    )
    left_out = f"<h3>{say('Left out', '未计入的文档')}</h3><ul>{missing}</ul>" if missing else ""
    return f"<ul>{''.join(entries)}</ul>{left_out}"
