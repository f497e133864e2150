"""Markup: pages of HTML, and transcripts in TEI and other XML that say who speaks."""

import re
from collections import Counter
from collections.abc import Sequence

from analysis.reading.front_matter import find_front_matter
from analysis.reading.parsing import Positioned
from analysis.reading.records import open_records
from analysis.reading.sources import Source
from analysis.reading.speeches import open_speeches
from analysis.reading.xml_tree import parse_xml

_PAGE = re.compile(r"\s*(?:<!doctype html|<html[\s>]|<\?xml|<TEI[\s>]|<!DOCTYPE)", re.IGNORECASE)
_ROOT = re.compile(r"\ufeff?\s*+<([A-Za-z][\w.:-]{0,60}+)[^<>]{0,2000}>")
_TAG = re.compile(r"</?(?:p|div|br|span|td|tr|li|h[1-6]|strong|b|dt|dd|section|article)\b[^<>]*>", re.IGNORECASE)
_HTML = re.compile(r"<html\b|<!doctype html", re.IGNORECASE)
# What stands between these marks of XML is a page of its own.
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_PARAGRAPHS = {"p", "div", "section", "article", "blockquote", "ul", "ol", "table", "tr", "dl", "dd", "dt", "hr",
               "header", "main", "body", "pre", "figcaption", "details", "summary", "fieldset", "tbody"}  # fmt: skip
_SPACE = re.compile(r"(?<!\s)\s++")
_BOLD = {"b", "strong", "dt", "cite", "h7"}
# Classes by which pages set who speaks apart.
_NAMES = re.compile(
    r"(?:^|[\s_-])(?:speaker|interlocutor|who|from(?=[\s_-]?name)|sender|nick)(?:[\s_-]?name|[\s_-]?label)?(?:$|\s)",
    re.IGNORECASE,
)


def open_markup(text: str) -> Source | None:
    """Return the source that a page, or a transcript in XML, is; None where the text is neither.

    A page becomes text in which bold words, headings and lists are marked as Markdown does, so that what reads plain
    text reads it; what a page has beside its text is left out.
    """
    is_page = bool(_PAGE.match(text.lstrip("\ufeff"))) or _is_tagged(text)
    if not is_page and not _is_closed(text):
        return None
    text = _CDATA.sub(lambda mark: " " * len(mark.group()), text)
    if speeches := open_speeches(text):
        return speeches
    if not _HTML.search(text) and (records := open_records(text, parse_xml(text), "tei")):
        return records
    if not is_page:
        return None
    page = _Page(text)
    page.feed(text)
    page.close()
    return page.view.close("html")


def _is_closed(text: str) -> bool:
    """Whether a text is one element of XML from its first character to its last, though it does not say so."""
    root = _ROOT.match(text)
    return root is not None and text.rstrip().endswith(f"</{root[1]}>")


def _is_tagged(text: str) -> bool:
    """Whether a text without a page's head is one all the same: as many tags as a page has."""
    n_tags, n_characters = 0, len(text)
    for _ in _TAG.finditer(text):
        n_tags += 1
    return n_tags >= 6 and n_tags * 400 >= n_characters


class _Page(Positioned):
    """A page's text, its blocks as paragraphs, its headings, lists and bold words marked as in Markdown."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        # Before a page its site may keep what it says of it, line by line.
        front = find_front_matter(text)
        self._front = front.end if front else 0
        self._pre = 0
        self._open: list[tuple[str, bool]] = []
        self._n_open: Counter[str] = Counter()
        self._emphasis_begins = False

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        at = self.here()
        if self.drop(tag):
            return
        if tag == "br":
            self.view.insert("\n", at)
        elif re.fullmatch("h[1-6]", tag):
            self.view.insert("\n\n" + "#" * int(tag[1]) + " ", at)
        elif tag == "li":
            self.view.insert("\n\n- ", at)
        elif tag in ("td", "th"):
            self.view.insert(" \t", at)
        elif tag in _BOLD:
            self._emphasise("\n\n**" if tag in ("dt", "cite") else "**", at)
        elif tag in _PARAGRAPHS:
            self.view.insert("\n\n", at)
        self._pre += tag == "pre"
        if tag in ("span", "div", "p", "a"):
            names = any(name in ("class", "itemprop") and _NAMES.search(value or "") for name, value in attrs)
            self._open.append((tag, names))
            self._n_open[tag] += 1
            if names:
                self._emphasise("\n\n**", at)

    def _emphasise(self, mark: str, at: int) -> None:
        self.view.insert(mark, at)
        self._emphasis_begins = True

    def handle_endtag(self, tag: str) -> None:
        at = self.here()
        if self.undrop(tag):
            return
        if self._close(tag):
            self.view.insert("**", at)
        if tag in _BOLD:
            self.view.insert("**" + ("\n\n" if tag in ("dt", "cite") else ""), at)
        elif re.fullmatch("h[1-6]", tag) or tag in _PARAGRAPHS or tag == "li":
            self.view.insert("\n\n", at)
        self._pre = max(0, self._pre - (tag == "pre"))

    def _close(self, tag: str) -> bool:
        """Close an element with all that its author left open in it: whether one of them was a name."""
        was_name, closed = False, not self._n_open[tag]
        while not closed:
            name, is_name = self._open.pop()
            self._n_open[name] -= 1
            was_name, closed = was_name or is_name, name == tag
        return was_name

    def take(self, start: int, end: int) -> None:
        """Add text; an end of a line in a page's source is a blank."""
        if self._pre:
            self.view.take_html(start, end)
            return
        if start < self._front:
            self.view.take(start, min(end, self._front))
            start = min(end, self._front)
        if self._emphasis_begins:
            start += len(self.text[start:end]) - len(self.text[start:end].lstrip())
            self._emphasis_begins = start >= end
        position = start
        for match in _SPACE.finditer(self.text, start, end):
            if "\n" not in match.group():
                continue
            self.view.take_html(position, match.start())
            self.view.stand(" ", match.start(), match.end())
            position = match.end()
        self.view.take_html(position, end)
