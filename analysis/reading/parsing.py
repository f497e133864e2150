"""Parsing: pages and XML tag by tag, each with its place in the text.

The parser is the standard library's: it takes pages as they are, follows nothing, runs nothing, expands no entity of a
document's own, and says where each tag stands.
"""

import re
from html.parser import HTMLParser

from analysis.reading.sources import View

_DROPPED = {"script", "style", "nav", "footer", "aside", "form", "button", "figure", "head", "noscript", "svg",
            "iframe", "select", "option", "template", "teiheader"}  # fmt: skip
_EMPTY = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr", "sync",
          "pause", "shift", "incident", "vocal", "kinesic", "anchor", "pb", "lb", "background", "event",
          "who", "time"}  # fmt: skip
# What stands at the foot of these is not the site's.
_ARTICLES = {"article", "main"}
# Elements within a line.
INLINE = ("w", "pc", "c", "hi", "emph", "foreign", "i", "b", "em", "strong", "span", "name", "num", "choice", "time")


class Positioned(HTMLParser):
    """A parser that knows where in the text it is."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=False)
        self.text = text
        self.view = View(text)
        self._lines = [0, *(match.end() for match in re.finditer("\n", text))]
        self.dropped: list[str] = []
        self._articles = 0

    def here(self) -> int:
        """Return where in the text the parser is."""
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def take(self, start: int, end: int) -> None:
        """Take words as they come, with their place."""
        raise NotImplementedError

    def handle_data(self, data: str) -> None:
        """Take words, unless they are in what is left out."""
        start = self.here()
        if not self.dropped:
            self.take(start, start + len(data))

    def handle_charref(self, name: str) -> None:
        """Take the number of a character."""
        self._take_reference(name, "&#")

    def handle_entityref(self, name: str) -> None:
        """Take the name of a character."""
        self._take_reference(name, "&")

    def _take_reference(self, name: str, mark: str) -> None:
        start = self.here()
        end = start + len(mark) + len(name)
        if not self.dropped:
            self.take(start, end + (self.text[end : end + 1] == ";"))

    def drop(self, tag: str) -> bool:
        """Return whether an element and all in it is left out."""
        self._articles += tag in _ARTICLES
        if tag in _DROPPED and tag not in _EMPTY and not (tag == "footer" and self._articles > 0):
            self.dropped.append(tag)
        return bool(self.dropped)

    def undrop(self, tag: str) -> bool:
        """Return whether the end of an element is left out with it."""
        self._articles -= tag in _ARTICLES
        if self.dropped and tag in self.dropped:
            del self.dropped[self.dropped.index(tag) :]
            return True
        return bool(self.dropped)
