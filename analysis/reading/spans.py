"""Spans: a document cut into pieces, each of one kind, without gap or overlap."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, get_args

Kind = Literal["speech", "label", "narration", "heading", "stage", "furniture", "repeat"]
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a document: characters `start` up to `end`, its kind, and who speaks in it.

    Only speech has a speaker; every other kind has None. elsewhere: speech that was said on
    another occasion than the rest.
    """

    start: int
    end: int
    kind: Kind
    speaker: str | None = None
    elsewhere: bool = False


def partition(text: str, marks: Iterable[Span]) -> list[Span]:
    """Return spans that cover `text` exactly, made from marks on its visible characters.

    White space between two marks goes to the mark before it, at the beginning of the text to the
    first; visible characters that no mark covers become narration; neighbours of one kind and
    speaker become one. Marks must not overlap (ValueError).
    """
    pieces: list[Span] = []
    position = 0
    for mark in sorted((m for m in marks if m.end > m.start), key=lambda m: m.start):
        if mark.start < position:
            raise ValueError(f"marks overlap at {mark.start}")
        _append_gap(text, pieces, position, mark.start)
        _append(pieces, mark)
        position = mark.end
    _append_gap(text, pieces, position, len(text))
    if pieces and pieces[0].start > 0:
        first = pieces[0]
        pieces[0] = replace(first, start=0)
    return pieces


def _append_gap(text: str, pieces: list[Span], start: int, end: int) -> None:
    gap = text[start:end]
    if gap.strip():
        lead = len(gap) - len(gap.lstrip())
        _append(pieces, Span(start + lead, end, "narration"))
    elif pieces and gap:
        last = pieces[-1]
        pieces[-1] = _stretch(last, end)
    elif gap and end == len(text):
        pieces.append(Span(start, end, "furniture"))


def _append(pieces: list[Span], piece: Span) -> None:
    if pieces:
        last = pieces[-1]
        if last.end < piece.start:
            last = pieces[-1] = _stretch(last, piece.start)
        if (last.kind, last.speaker, last.elsewhere) == (piece.kind, piece.speaker, piece.elsewhere):
            pieces[-1] = _stretch(last, piece.end)
            return
    pieces.append(piece)


def _stretch(span: Span, end: int) -> Span:
    return Span(span.start, end, span.kind, span.speaker, span.elsewhere)


def mark_rest(text: str, marks: Iterable[Span], kind: Kind) -> list[Span]:
    """Return the marks, and one of `kind` for each visible piece of `text` between them."""
    filled: list[Span] = []
    position = 0
    for mark in [*sorted(marks, key=lambda mark: mark.start), Span(len(text), len(text), kind)]:
        gap = text[position : mark.start]
        if gap.strip():
            lead = len(gap) - len(gap.lstrip())
            filled.append(Span(position + lead, position + len(gap.rstrip()), kind))
        if mark.end > mark.start:
            filled.append(mark)
        position = max(position, mark.end)
    return filled
