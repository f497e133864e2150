"""Sources: what a document's characters stand for, and where each of these words stands in the document.

A form (JSON, a table, subtitles, a page of HTML, TEI) wraps the words in characters of its own. The view is
what is left without them, and a source has the way back. Of plain text the view is the document itself.
"""

import functools
import html
import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from analysis.reading.spans import Span

TAG = re.compile(r"<[^<>]{1,1000}>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MARKUP = re.compile(f"{TAG.pattern}|{_ENTITY.pattern}")
_ESCAPE = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")

# Marks that quote, as they stand in a view.
_QUOTES = "\"“”‘’'「」『』«»"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece of the view begins, and the characters of the document that it stands for.

    verbatim: whether it is those very characters; else it stands for them as a whole, as an entity does, or, where they
    are none, is the reader's own.
    """

    view: int
    start: int
    end: int
    verbatim: bool


@dataclass(frozen=True, slots=True)
class Record:
    """Words that a form gives to somebody: their place in the view, and who it says speaks, "" where it is silent."""

    start: int
    end: int
    who: str


@dataclass(frozen=True)
class Source:
    """A document as it is read.

    form: plain, json, table, subtitles, html or tei. text: the view. places: its pieces in order, none for plain text.
    records: where the form itself says who speaks. labels: where in the document it says so. repeats: characters of the
    document that say again what stands before. notes: what whoever uses the reading has to be told.
    """

    form: str
    text: str
    places: Sequence[Place] = ()
    records: Sequence[Record] = ()
    labels: Sequence[tuple[int, int]] = ()
    repeats: Sequence[tuple[int, int]] = ()
    notes: Sequence[str] = ()

    @property
    def is_plain(self) -> bool:
        """Whether the view is the document itself."""
        return self.form == "plain"

    @property
    def names_somebody(self) -> bool:
        """Whether the form itself says of some words who says them."""
        return any(record.who for record in self.records)

    @functools.cached_property
    def _views(self) -> list[int]:
        return [place.view for place in self.places]

    @functools.cached_property
    def _starts(self) -> list[int]:
        return [place.start for place in self.places]

    def _stop(self, number: int) -> int:
        """Where in the view a piece ends."""
        return self.places[number + 1].view if number + 1 < len(self.places) else len(self.text)

    def find_view(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the view that the characters `start` up to `end` of the document stand for."""
        if self.is_plain:
            return start, end
        found = list(self._find_pieces(start, end))
        return (found[0][0], found[-1][1]) if found else (0, 0)

    def take_words(self, start: int, end: int) -> str:
        """Return the words that the characters `start` up to `end` of the document stand for."""
        if self.is_plain:
            return self.text[start:end]
        left, right = self.find_view(start, end)
        return self.text[left:right]

    def _find_pieces(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The pieces of the view that have characters within a stretch of the document."""
        for number in range(max(0, bisect_right(self._starts, start) - 1), len(self.places)):
            place = self.places[number]
            if place.start >= end:
                break
            left, right = place.view, self._stop(number)
            if place.verbatim:
                left, right = left + max(0, start - place.start), right - max(0, place.end - end)
            if place.end > start and right > left and place.end > place.start:
                yield left, right

    def find_document(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the stretches of the document that characters of the view stand for, neighbours joined."""
        if self.is_plain:
            return [(start, end)]
        found: list[tuple[int, int]] = []
        for number in range(max(0, bisect_right(self._views, start) - 1), len(self.places)):
            place = self.places[number]
            if place.view >= end:
                break
            left, right = place.start, place.end
            if place.verbatim:
                left, right = left + max(0, start - place.view), min(right, place.start + end - place.view)
            if right > left and self._stop(number) > start:
                if found and found[-1][1] == left:
                    left = found.pop()[0]
                found.append((left, right))
        return found

    def find_stretch(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the document from the first to the last character that some of the view stand for."""
        found = self.find_document(start, end)
        return (found[0][0], found[-1][1]) if found else (0, 0)

    def nest(self, inner: "Source") -> "Source":
        """Return the source of this one's document that another source, which is of this one's view, is."""
        if self.is_plain:
            return inner
        places = [piece for place in inner.places for piece in self._carry(place)]
        labels = [self.find_stretch(*label) for label in inner.labels]
        repeats = [self.find_stretch(*repeat) for repeat in inner.repeats]
        return replace(inner, places=places, labels=labels, repeats=repeats)

    def _carry(self, place: Place) -> Iterator[Place]:
        """A place in this view as places in the document."""
        number = max(0, bisect_right(self._views, place.start) - 1)
        if place.end == place.start or not place.verbatim:
            start, end = self.find_stretch(place.start, place.end)
            at = self.places[number].start + self.places[number].verbatim * (place.start - self.places[number].view)
            yield Place(place.view, *((start, end) if end > start else (at, at)), verbatim=False)
            return
        while number < len(self.places) and self.places[number].view < place.end:
            own = self.places[number]
            left, right = max(own.view, place.start), min(self._stop(number), place.end)
            view = place.view + left - place.start
            if own.verbatim and right > left:
                yield Place(view, own.start + left - own.view, own.start + right - own.view, verbatim=True)
            elif right > left:
                yield Place(view, own.start, own.end, verbatim=False)
            number += 1

    def place_marks(self, marks: Sequence[Span], *, quoted: bool = False) -> list[Span]:
        """Return marks on the view as marks on the document.

        quoted: whether all speech stands between quotation marks, which are no words where the document spells them
        out, as HTML does with &quot;.
        """
        if self.is_plain:
            return list(marks)
        return [
            Span(start, end, mark.kind, mark.speaker, mark.elsewhere)
            for mark in marks
            for start, end in self.find_document(*(self._without_marks(mark) if quoted else (mark.start, mark.end)))
        ]

    def _without_marks(self, mark: Span) -> tuple[int, int]:
        """Where a mark stands, without the spelt quotation marks at its ends."""
        start, end = mark.start, mark.end
        if mark.kind == "speech":
            while start < end and self.text[start] in _QUOTES and self._is_spelt(start):
                start += 1
            while start < end and self.text[end - 1] in _QUOTES and self._is_spelt(end - 1):
                end -= 1
        return start, end

    def _is_spelt(self, place: int) -> bool:
        """Whether a character of the view stands for several of the document."""
        return not self.places[max(0, bisect_right(self._views, place) - 1)].verbatim


def name_speaker(label: str) -> str:
    """Return the name of somebody whom a record calls so: a number is no name, and gets one."""
    return f"Speaker {label}" if label.isdigit() else html.unescape(label)


class View:
    """A view while it is made: pieces of the document one after the other, in the document's order."""

    def __init__(self, document: str) -> None:
        self.document = document
        self.length = 0
        self._words: list[str] = []
        self._places: list[Place] = []

    def take(self, start: int, end: int) -> None:
        """Add characters of the document as they are."""
        self._add(self.document[start:end], start, end, verbatim=True)

    def stand(self, words: str, start: int, end: int) -> None:
        """Add words that characters of the document stand for as a whole."""
        self._add(words, start, end, verbatim=False)

    def insert(self, words: str, at: int) -> None:
        """Add words of the reader's own, such as the end of a line."""
        self._add(words, at, at, verbatim=False)

    def take_json(self, start: int, end: int) -> None:
        """Add what stands between the quotation marks of a JSON string."""
        self._take_by(_ESCAPE, _unescape_json, start, end)

    def take_html(self, start: int, end: int) -> None:
        """Add text in which characters may stand as HTML's names."""
        self._take_by(_ENTITY, html.unescape, start, end)

    def take_markup(self, start: int, end: int) -> None:
        """Add text without the tags in it."""
        self._take_by(_MARKUP, lambda mark: "" if mark.startswith("<") else html.unescape(mark), start, end)

    def take_field(self, start: int, end: int) -> None:
        """Add what stands between the quotation marks of a table's field."""
        self._take_by(re.compile('""'), lambda _: '"', start, end)

    def _take_by(self, pattern: re.Pattern[str], decode: Callable[[str], str], start: int, end: int) -> None:
        position = start
        for match in pattern.finditer(self.document, start, end):
            self.take(position, match.start())
            self.stand(decode(match.group()), match.start(), match.end())
            position = match.end()
        self.take(position, end)

    def _add(self, words: str, start: int, end: int, *, verbatim: bool) -> None:
        if words:
            self._words.append(words)
            self._places.append(Place(self.length, start, end, verbatim))
            self.length += len(words)

    def close(
        self,
        form: str,
        *,
        records: Sequence[Record] = (),
        labels: Sequence[tuple[int, int]] = (),
        repeats: Sequence[tuple[int, int]] = (),
        notes: Sequence[str] = (),
    ) -> Source:
        """Return the source that this view is of."""
        return Source(form, "".join(self._words), self._places, records, labels, repeats, notes)


def open_characters(text: str) -> Source | None:
    """Return the source of a text that spells characters by HTML's names, and is no page; None where it spells none."""
    if not _ENTITY.search(text):
        return None
    view = View(text)
    view.take_html(0, len(text))
    return view.close("html")


def _unescape_json(escape: str) -> str:
    """What an escape of JSON stands for; half of a pair stands for nothing that can be written."""
    try:
        words = str(json.loads(f'"{escape}"', strict=False))
    except json.JSONDecodeError:
        return escape
    return _SURROGATE.sub("\ufffd", words)
