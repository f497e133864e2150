"""Markup: pages of HTML, and transcripts in TEI and other XML that say who speaks."""

import re
from collections.abc import Sequence

from analysis.reading.parsing import Positioned
from analysis.reading.records import open_records
from analysis.reading.sources import Source
from analysis.reading.speeches import open_speeches
from analysis.reading.xml_tree import parse_xml

_PAGE = re.compile(r"\s*(?:<!doctype html|<html[\s>]|<\?xml|<TEI[\s>]|<!DOCTYPE)", re.IGNORECASE)
_TAG = re.compile(r"</?(?:p|div|br|span|td|tr|li|h[1-6]|strong|b|dt|dd|section|article)\b[^<>]*>", re.IGNORECASE)
_HTML = re.compile(r"<html\b|<!doctype html", re.IGNORECASE)
# What stands between these marks of XML is a page of its own.
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_PARAGRAPHS = {"p", "div", "section", "article", "blockquote", "ul", "ol", "table", "tr", "dl", "dd", "dt", "hr",
               "header", "main", "body", "pre", "figcaption", "details", "summary", "fieldset", "tbody"}  # fmt: skip
_SPACE = re.compile(r"(?<!\s)\s++")
_BOLD = {"b", "strong", "dt", "cite", "h7"}
# Classes by which pages set who speaks apart.
_NAMES = re.compile(r"(?:^|[\s_-])(?:speaker|interlocutor|who)(?:[\s_-]?name|[\s_-]?label)?(?:$|\s)", re.IGNORECASE)


def open_markup(text: str) -> Source | None:
    """Return the source that a page, or a transcript in XML, is; None where the text is neither.

    A page becomes text in which bold words, headings and lists are marked as Markdown does, so that what reads plain
    text reads it; what a page has beside its text is left out.
    """
    is_whole = _PAGE.match(text.lstrip("\ufeff"))
    if not is_whole and not _is_tagged(text):
        return None
    text = _CDATA.sub(lambda mark: " " * len(mark.group()), text)
    if speeches := open_speeches(text):
        return speeches
    if is_whole and not _HTML.search(text) and (records := open_records(text, parse_xml(text), "tei")):
        return records
    page = _Page(text)
    page.feed(text)
    page.close()
    return page.view.close("html")


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
        self._pre = 0
        self._open: list[tuple[str, bool]] = []

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
            self.view.insert("\n\n**" if tag in ("dt", "cite") else "**", at)
        elif tag in _PARAGRAPHS:
            self.view.insert("\n\n", at)
        self._pre += tag == "pre"
        if tag in ("span", "div", "p", "a"):
            names = any(name in ("class", "itemprop") and _NAMES.search(value or "") for name, value in attrs)
            self._open.append((tag, names))
            if names:
                self.view.insert("\n\n**", at)

    def handle_endtag(self, tag: str) -> None:
        at = self.here()
        if self.undrop(tag):
            return
        if self._open and self._open[-1][0] == tag and self._open.pop()[1]:
            self.view.insert("**", at)
        if tag in _BOLD:
            self.view.insert("**" + ("\n\n" if tag in ("dt", "cite") else ""), at)
        elif re.fullmatch("h[1-6]", tag) or tag in _PARAGRAPHS or tag == "li":
            self.view.insert("\n\n", at)
        self._pre = max(0, self._pre - (tag == "pre"))

    def take(self, start: int, end: int) -> None:
        """Add text; an end of a line in a page's source is a blank."""
        if self._pre:
            self.view.take_html(start, end)
            return
        position = start
        for match in _SPACE.finditer(self.text, start, end):
            if "\n" not in match.group():
                continue
            self.view.take_html(position, match.start())
            self.view.stand(" ", match.start(), match.end())
            position = match.end()
        self.view.take_html(position, end)
