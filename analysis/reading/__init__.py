"""Reading: a document to spans that say who said what. Only this wing knows layouts.

In: the text of a document. Out: spans, a partition of it. May import: ground.
A reader gives marks for the visible characters it understands; `spans.partition` makes a partition of them.
"""

import html
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from analysis.ground.errors import AnalysisError
from analysis.reading.labels import guess_roster, read_labels, unknown_labels
from analysis.reading.questions import guess_interviewee, read_questions
from analysis.reading.quotations import guess_people, read_quotations
from analysis.reading.records import decode_json, decode_table, guess_record_speakers, is_json, read_records
from analysis.reading.repeats import find_repeats
from analysis.reading.spans import KINDS, Kind, Span, partition
from analysis.reading.speakers import Roster, normalise_name
from analysis.reading.subtitles import guess_subtitle_speakers, read_subtitles
from analysis.reading.talks import guess_speaker, read_talk

__all__ = ["KINDS", "LAYOUTS", "Kind", "Reading", "Roster", "Span", "normalise_name", "read_document"]


def _as_it_stands(words: str) -> str:
    return words


def _decode_subtitle(words: str) -> str:
    return html.unescape(words)


@dataclass(frozen=True)
class Layout:
    """A way in which documents are set, and how it is read.

    read: gives marks for a text and its people, none where the text is not set so. guess: finds
    the people. decode: turns a piece of the document into the words that it stands for.
    """

    read: Callable[[str, Roster], list[Span]]
    guess: Callable[[str], Roster]
    decode: Callable[[str], str] = _as_it_stands


# In the order in which they are tried: first those that nothing else looks like.
LAYOUTS: Mapping[str, Layout] = {
    "json": Layout(
        lambda text, roster: read_records(text, roster) if is_json(text) else [], guess_record_speakers, decode_json
    ),
    "table": Layout(
        lambda text, roster: [] if is_json(text) else read_records(text, roster), guess_record_speakers, decode_table
    ),
    "subtitles": Layout(read_subtitles, guess_subtitle_speakers, _decode_subtitle),
    "labels": Layout(read_labels, guess_roster),
    "questions": Layout(read_questions, guess_interviewee),
    "talk": Layout(read_talk, guess_speaker),
    "quotations": Layout(read_quotations, guess_people),
}


@dataclass(frozen=True)
class Reading:
    """A document that was read: its spans, and how it was understood."""

    spans: list[Span]
    layout: str


def read_document(text: str, *, name: str, roster: Roster | None = None, layout: str | None = None) -> Reading:
    """Return the reading of a document: its spans, a partition of `text`, and its layout.

    name: what error messages call the document. roster: the people who may speak; guessed where
    not given. layout: one of `LAYOUTS`; where not given, each is tried in their order.

    Errors: AnalysisError where no reader finds anybody speaking, or where a label recurs whose
    name the given roster does not know.
    """
    repeats = find_repeats(text)
    kept, offsets = _without(text, repeats)
    if layout is not None and layout not in LAYOUTS:
        raise AnalysisError(f"{name}: there is no layout {layout!r}; use one of {', '.join(LAYOUTS)}.")
    for chosen in [layout] if layout else LAYOUTS:
        people = roster or LAYOUTS[chosen].guess(kept)
        marks = LAYOUTS[chosen].read(kept, people)
        if any(mark.kind == "speech" for mark in marks):
            break
    else:
        raise AnalysisError(
            f"{name}: nobody speaks in it; looked for records with a field of speakers, subtitles, names before a"
            " colon, in brackets or on lines of their own, questions in bold, a talk that is announced, and for"
            " quotations next to a name and a verb of saying. Check that it is a transcript or an article with"
            " quotations; if it is, declare it in the catalogue: speakers with their aliases, and the layout."
        )
    if roster and roster.closed and chosen == "labels" and (strangers := _find_strangers(kept, roster, name)):
        marks = LAYOUTS[chosen].read(kept, replace(roster, people={**roster.people, **strangers}))
    marks = [piece for mark in marks for piece in _shift(mark, offsets)]
    marks += [Span(start, end, "repeat") for start, end in repeats]
    return Reading(partition(text, marks), chosen)


def _find_strangers(text: str, roster: Roster, name: str) -> dict[str, str]:
    """The labels of nobody in the roster under which nothing is said, such as a break, each standing for itself.

    Errors: AnalysisError where somebody speaks under such a label.
    """
    unknown = [(label, count) for label, count in unknown_labels(text, roster) if count > 1]
    if not unknown:
        return {}
    guessed = guess_roster(text)
    heard = {mark.speaker for mark in read_labels(text, guessed) if mark.kind == "speech"}
    for label, count in unknown:
        if (guessed.resolve(label) or label) in heard:
            raise AnalysisError(
                f"{name}: {count} turns are labelled {label!r}, who is no speaker of this conversation in"
                " the catalogue; add the speaker, or add the name to a speaker's aliases."
            )
    return {normalise_name(label): label for label, _ in unknown}


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
        pieces.append(replace(mark, start=start + shift, end=stop + shift))
        start = stop
    return pieces
