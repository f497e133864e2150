"""Clauses: an article's paragraph as quotations and the pieces of sentences between them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.reading.quotation_marks import Quotation
from analysis.reading.saying_en import ABBREVIATION
from analysis.reading.scenery import Block

_END = re.compile(r"[。！？；]++|(?<![!?…])[!?…]++(?=\s|$)|(?<!\.)\.++(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of narration within one sentence. ended: whether the sentence ends with it."""

    start: int
    end: int
    ended: bool


def find_clauses(words: str, block: Block, quotations: Sequence[Quotation]) -> Iterator[Clause | Quotation]:
    """Yield the quotations that open in a paragraph and the clauses around them, in order.

    words: the text with its quotations blanked.
    """
    position = block.start
    for quotation in quotations:
        yield from _cut(words, position, quotation.start)
        yield quotation
        position = quotation.end
    if position < block.end:
        yield from _cut(words, position, block.end)


def find_paragraph_clauses(
    words: str, blocks: Sequence[Block], quotations: Sequence[Quotation]
) -> Iterator[list[Clause | Quotation]]:
    """Yield for each paragraph its quotations and clauses; paragraphs that one quotation joins are one."""
    number, position, items = 0, 0, list[Clause | Quotation]()
    for block in blocks:
        if block.end <= position:
            if block.end == position and items:
                yield items
                items = []
            continue
        first = number
        while number < len(quotations) and quotations[number].start < block.end:
            number += 1
        start = max(block.start, position)
        items += find_clauses(words, Block(start, block.end, ()), quotations[first:number])
        position = quotations[number - 1].end if number else 0
        if position <= block.end:
            yield items
            items = []
    if items:
        yield items


def _cut(words: str, start: int, end: int) -> Iterator[Clause]:
    position = start
    for match in _END.finditer(words, start, end):
        if match.group() == "." and _goes_on(words, position, match.end(), end):
            continue
        if words[position : match.end()].strip(" .。！？；!?…\n\r\t"):
            yield _trim(words, position, match.end(), ended=True)
        position = match.end()
    if words[position:end].strip():
        yield _trim(words, position, end, ended=False)


def _goes_on(words: str, start: int, place: int, end: int) -> bool:
    """Whether a sentence goes on behind a full stop: it ends an abbreviation, or a small letter follows."""
    following = words[place : min(end, place + 3)].lstrip()[:1]
    return bool(ABBREVIATION.search(words, max(start, place - 12), place)) or following.islower()


def _trim(words: str, start: int, end: int, *, ended: bool) -> Clause:
    piece = words[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = end - (len(piece) - len(piece.rstrip()))
    return Clause(left, right, ended)
