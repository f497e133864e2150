"""Markup: pages of HTML, and transcripts in TEI and other XML that name the speaker in an element of its own.

The parser is the standard library's: it takes pages as they are, follows nothing, runs nothing, expands no entity of a
document's own, and says where each tag stands.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser

from analysis.reading.sources import Record, Source, View

_PAGE = re.compile(r"\s*(?:<!doctype html|<html[\s>]|<\?xml|<TEI[\s>]|<!DOCTYPE)", re.IGNORECASE)
_TAG = re.compile(r"</?(?:p|div|br|span|td|tr|li|h[1-6]|strong|b|dt|dd|section|article)\b[^<>]*>", re.IGNORECASE)
# What stands between these marks of XML is a page of its own.
_CDATA = re.compile(r"<!\[CDATA\[|\]\]>")
_SPOKEN = re.compile(r"<(?:u|sp|turn|speech|membercontribution)\b[^<>]*>|<speaker>", re.IGNORECASE)
_DROPPED = {"script", "style", "nav", "footer", "aside", "form", "button", "figure", "head", "noscript", "svg",
            "iframe", "select", "option", "template", "teiheader"}  # fmt: skip
_EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "sync",
          "pause", "shift", "incident", "vocal", "kinesic", "anchor", "pb", "lb", "background", "event",
          "who", "time"}  # fmt: skip
_PARAGRAPHS = {"p", "div", "section", "article", "blockquote", "ul", "ol", "table", "tr", "dl", "dd", "dt", "hr",
               "header", "main", "body", "pre", "figcaption", "details", "summary", "fieldset", "tbody"}  # fmt: skip
_SPACE = re.compile(r"(?<!\s)\s++")
_BOLD = {"b", "strong", "dt", "cite", "h7"}
# Classes by which pages set who speaks apart.
_NAMES = re.compile(r"(?:^|[\s_-])(?:speaker|interlocutor|who)(?:[\s_-]?name|[\s_-]?label)?(?:$|\s)", re.IGNORECASE)
_SPEECHES = ("u", "sp", "turn", "speech", "membercontribution")
# Elements of a transcript that tell what happens or who speaks.
_TOLD = ("stage", "note", "desc", "summary", "fw", "col")
# Elements within a line.
_INLINE = ("w", "pc", "c", "hi", "emph", "foreign", "i", "b", "em", "strong", "span", "name", "num", "choice", "time")
_LABELS = ("speaker", "persname", "from", "member")
_WHO = ("who", "speaker", "name", "nick", "user", "by")


def open_markup(text: str) -> Source | None:
    """Return the source that a page, or a transcript in XML, is; None where the text is neither.

    A page becomes text in which bold words, headings and lists are marked as Markdown does, so that what reads plain
    text reads it; what a page has beside its text is left out.
    """
    if not _PAGE.match(text.lstrip("\ufeff")) and not _is_tagged(text):
        return None
    text = _CDATA.sub(lambda mark: " " * len(mark.group()), text)
    if len(_SPOKEN.findall(text)) >= 2:
        speeches = _Speeches(text)
        speeches.feed(text)
        speeches.close()
        if sum(bool(record.who) for record in speeches.records) >= 2:
            return speeches.view.close("tei", records=speeches.records, labels=speeches.labels)
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


class _Positioned(HTMLParser):
    """A parser that knows where in the text it is."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.text = text
        self.view = View(text)
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self._dropped: list[str] = []

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _take(self, start: int, end: int) -> None:
        raise NotImplementedError

    def handle_data(self, data: str) -> None:
        start = self._here()
        if not self._dropped:
            self._take(start, start + len(data))

    def handle_charref(self, name: str) -> None:
        self._take_reference(name, "&#")

    def handle_entityref(self, name: str) -> None:
        self._take_reference(name, "&")

    def _take_reference(self, name: str, mark: str) -> None:
        start = self._here()
        end = start + len(mark) + len(name)
        if not self._dropped:
            self._take(start, end + (self.text[end : end + 1] == ";"))

    def _drop(self, tag: str) -> bool:
        """Whether an element and all in it is left out."""
        if tag in _DROPPED and tag not in _EMPTY:
            self._dropped.append(tag)
        return bool(self._dropped)

    def _undrop(self, tag: str) -> bool:
        if self._dropped and tag in self._dropped:
            del self._dropped[self._dropped.index(tag) :]
            return True
        return bool(self._dropped)


class _Page(_Positioned):
    """A page's text, its blocks as paragraphs, its headings, lists and bold words marked as in Markdown."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._pre = 0
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        at = self._here()
        if self._drop(tag):
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
        at = self._here()
        if self._undrop(tag):
            return
        if self._open and self._open[-1][0] == tag and self._open.pop()[1]:
            self.view.insert("**", at)
        if tag in _BOLD:
            self.view.insert("**" + ("\n\n" if tag in ("dt", "cite") else ""), at)
        elif re.fullmatch("h[1-6]", tag) or tag in _PARAGRAPHS or tag == "li":
            self.view.insert("\n\n", at)
        self._pre = max(0, self._pre - (tag == "pre"))

    def _take(self, start: int, end: int) -> None:
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


class _Speeches(_Positioned):
    """Who says what in a transcript whose elements say so: TEI's u and sp, a recogniser's Turn."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.records: list[Record] = []
        self.labels: list[tuple[int, int]] = []
        self._names: dict[str, str] = {}
        self._who: list[str] = []
        self._inside = ""
        self._person = self._announced = ""
        self._apart = True

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        fields = {name.rpartition(":")[2]: value or "" for name, value in attrs}
        if tag in ("person", "speaker", "tlcperson") and "id" in fields:
            self._person = fields["id"]
            if name := fields.get("name") or fields.get("showas"):
                self._names[self._person] = name
            return
        self._apart = self._apart or tag not in _INLINE
        if tag in _TOLD:
            self._dropped.append(tag)
            return
        if self._drop(tag):
            self._inside = tag if tag == "persname" else self._inside
            return
        if tag in _SPEECHES:
            who = next((fields[key] for key in _WHO if fields.get(key)), "").lstrip("#")
            self._who.append(who or self._announced)
        elif tag in _LABELS:
            self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        self._apart = self._apart or tag not in _INLINE
        if tag in _LABELS:
            self._inside = ""
        if self._undrop(tag):
            return
        if tag in _SPEECHES and self._who:
            self._who.pop()

    def handle_data(self, data: str) -> None:
        if self._inside == "persname" and self._person and data.strip():
            self._names.setdefault(self._person, " ".join(data.split()))
        super().handle_data(data)

    def _take(self, start: int, end: int) -> None:
        words = self.text[start:end]
        if not words.strip() and self.records and not self._apart and not self._inside:
            self.view.take(start, end)
            self.records[-1] = replace(self.records[-1], end=self.view.length)
        if words.strip() and self._inside == "member":
            self._announced = words.strip().rstrip(".:：")
            self.labels.append((start, end))
            return
        if not words.strip() or not self._who:
            return
        if self._inside in ("speaker", "from"):
            self._who[-1] = self._who[-1] or words.strip().rstrip(".:：")
            self.labels.append((start, end))
            return
        who = self._names.get(self._who[-1], self._who[-1])
        same = bool(self.records) and self.records[-1].who == who
        if same and not self._apart:
            begin = self.records.pop().start
        else:
            if self.records:
                self.view.insert("\n" if same else "\n\n", start)
            begin = self.view.length
        self.view.take_html(start, end)
        self.records.append(Record(begin, self.view.length, who))
        self._apart = False
