"""Colophon: how the pages were made, of which texts, how they are cited, and under which terms."""

import hashlib
import html
import re
import tomllib

from analysis.corpus.folder import Corpus
from analysis.corpus.labels import name_value
from analysis.corpus.reader import choose_reader, find_fault
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
    themes = say(", guided by phrases", "，以短语引导")
    if corpus.themes.proposed:
        themes = say(", joined and named by the program", "，由程序归并并命名")
    tone = say(
        "a list of attitude words, and ridge regression on a transformer's vectors, learned from texts coded by hand",
        "态度词表，以及在 Transformer 向量上、由人工编码的文本学得的岭回归",
    )
    themes += _tell_reader(corpus, "themes")
    tone += _tell_reader(corpus, "tone")
    if not corpus.codings.tone.empty:
        tone += say("; where passages are coded, averages are the coding's", "；有人工编码的段落，均值以编码为准")
    return say(
        f"Made with conversation-themes {version} (method of {method}) from measurements {mark} of {n}"
        f" texts{span}. Themes: BERTopic on multilingual sentence vectors{themes}. Tone: {tone}."
        " Intervals: over runs of exchanges, or whole conversations.",
        f"由 conversation-themes {version}（方法版本 {method}）根据 {n} 篇文本{span_zh}的测量数据"
        f" {mark} 制成。主题：多语言句向量上的 BERTopic{themes}。语气：{tone}。"
        "区间：以连续几个问答或整场对话为单位。",
    )


def _tell_reader(corpus: Corpus, of: str) -> str:
    """Whether a larger reader has taken the place of the project's own way; of: themes or tone."""
    choice = choose_reader(corpus)
    if choice is None or find_fault(corpus, of):
        return ""
    return say(f"; read by {html.escape(choice.model)}", f"；由 {html.escape(choice.model)} 判读")


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
