"""Reading: from the text of a document to spans that say who said what.

Only this package knows layouts. A reader gives marks for the visible characters it understands;
`spans.partition` makes of them a partition of the whole text.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping

from analysis.errors import AnalysisError
from analysis.reading.labels import guess_roster, read_labels, unknown_labels
from analysis.reading.quotations import guess_people, read_quotations
from analysis.reading.repeats import find_repeats
from analysis.reading.spans import KINDS, Kind, Span, partition
from analysis.reading.speakers import Roster

__all__ = ["KINDS", "LAYOUTS", "Kind", "Roster", "Span", "guess_language", "read_spans"]

_Reader = Callable[[str, Roster], list[Span]]
LAYOUTS: Mapping[str, tuple[_Reader, Callable[[str], Roster]]] = {
    "labels": (read_labels, guess_roster),
    "quotations": (read_quotations, guess_people),
}


def guess_language(text: str) -> str:
    """Return "zh" where Chinese characters are a fifth of the letters or more, else "en"."""
    han = sum("\u4e00" <= character <= "\u9fff" for character in text)
    letters = sum(character.isalpha() for character in text)
    return "zh" if han * 5 >= letters and han else "en"


def read_spans(text: str, *, name: str, roster: Roster | None = None, layout: str | None = None) -> list[Span]:
    """Return the spans of a document: a partition of `text`, in order.

    name: what error messages call the document. roster: the people who may speak; guessed where
    not given. layout: one of `LAYOUTS`; where not given, each is tried in their order.

    Errors: AnalysisError where no reader finds anybody speaking, or where a label recurs whose
    name the given roster does not know.
    """
    repeats = find_repeats(text)
    kept, offsets = _without(text, repeats)
    if layout is not None and layout not in LAYOUTS:
        raise AnalysisError(f"{name}: there is no layout {layout!r}; use one of {', '.join(LAYOUTS)}.")
    for reader, guess in [LAYOUTS[layout]] if layout else LAYOUTS.values():
        people = roster or guess(kept)
        marks = reader(kept, people)
        if any(mark.kind == "speech" for mark in marks):
            break
    else:
        raise AnalysisError(
            f"{name}: nobody speaks in it; looked for lines that begin with a speaker's name and a colon,"
            " and for quotations next to a name and a verb of saying. Check that it is a transcript or an"
            " article with quotations, and list its speakers with their aliases in data/documents.toml."
        )
    if roster and roster.closed and reader is read_labels:
        _refuse_strangers(kept, roster, name)
    marks = [piece for mark in marks for piece in _shift(mark, offsets)]
    marks += [Span(start, end, "repeat") for start, end in repeats]
    return partition(text, marks)


def _refuse_strangers(text: str, roster: Roster, name: str) -> None:
    for label, count in unknown_labels(text, roster):
        if count > 1:
            raise AnalysisError(
                f"{name}: {count} turns are labelled {label!r}, who is no speaker of this conversation in"
                " data/documents.toml; add the speaker, or add the name to a speaker's aliases."
            )


def _without(text: str, cuts: list[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """The text without the cuts, and for each kept piece its place there and its shift to here."""
    pieces, offsets, position, length = [], [], 0, 0
    for start, end in [*cuts, (len(text), len(text))]:
        offsets.append((length, position - length))
        pieces.append(text[position:start])
        length += start - position
        position = end
    return "".join(pieces), offsets


def _shift(mark: Span, offsets: list[tuple[int, int]]) -> list[Span]:
    """A mark on the text without cuts as marks on the whole text, split where something was cut."""
    places = [place for place, _ in offsets]
    pieces = []
    start = mark.start
    while start < mark.end:
        number = bisect_right(places, start) - 1
        stop = min(mark.end, places[number + 1] if number + 1 < len(places) else mark.end)
        shift = offsets[number][1]
        pieces.append(Span(start + shift, stop + shift, mark.kind, mark.speaker))
        start = stop
    return pieces
