"""The reader of news articles: narration with quoted speech, each quotation given to who said it."""

import itertools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.reading.article_people import find_people
from analysis.reading.attribution import Attribution
from analysis.reading.cast import Cast
from analysis.reading.certainty import RATES, expect
from analysis.reading.links import blank_targets
from analysis.reading.quotation_marks import Quotation, find_quotations
from analysis.reading.scenery import (
    Block,
    classify_line,
    find_blocks,
    find_paragraphs,
    find_tail,
    mark_preamble,
    mark_prose,
)
from analysis.reading.spans import Span
from analysis.reading.speakers import Roster

__all__ = ["Quotation", "find_quotations", "guess_people", "read_quotations"]

_OTHER_OCCASION = re.compile(
    r"曾(?:经)?(?:公开)?(?:表示|说|称|指出|在)|此前|早前|之前曾|去年|前年|上个?月|上周|今年\d{1,2}月|\d{4}年|年前"
    r"|\b(?:last (?:year|month|week|spring|summer|fall|autumn|winter)|years? ago|months? ago"
    r"|earlier this (?:year|month)"
    r"|previously|once (?:said|told|wrote|described|called)|in (?:19|20)\d\d|had (?:said|told|written))\b",
    re.IGNORECASE,
)
# No line of scenery, and no article, is so long, in characters.
_LONGEST_LINE, LONGEST_ARTICLE = 20_000, 300_000
# What is found in ways that are less often right is told.
_GUESSED = 0.9
# Marks of emphasis are no part of a sentence.
_TITLE = re.compile(r"《[^《》\n]{1,60}(?<![报報刊社])》")
_QUOTED_BLOCK = re.compile(r"^[ ]{0,3}>[> ]{0,8}", re.MULTILINE)
_EMPHASIS = str.maketrans("*_", "  ")


def guess_people(text: str) -> Roster:
    """Return the people that an article may give words to: those who say something, and those whom it names.

    A surname, a first name, or a name behind its title stands for the one person who has it. In a text longer than
    LONGEST_ARTICLE nobody is looked for.
    """
    if len(text) > LONGEST_ARTICLE:
        return Roster()
    blocks, plain = _find_body(text), blank_targets(text)
    quotations = find_quotations(plain, blocks)
    return find_people(_blank(plain, quotations), blocks, quotations)


def _find_body(text: str) -> list[Block]:
    """The paragraphs of an article that may hold quotations: none that can be nothing but scenery."""
    body: list[Block] = []
    for block in find_blocks(text, 0, len(text)):
        if any(b - a > _LONGEST_LINE for a, b in block.lines):
            body += [Block(a, b, ((a, b),)) for a, b in block.lines]
        else:
            paragraphs = find_paragraphs(text, block.start, block.end)
            body += [each for each in paragraphs if all(classify_line(text[a:b]) is None for a, b in each.lines)]
    return body


def _blank(text: str, quotations: Sequence[Quotation]) -> str:
    """The text with quoted words and titles of works blanked: whom they name is not the speaker."""
    pieces, position = [], 0
    for quotation in quotations:
        pieces += [text[position : quotation.start], "\0" * (quotation.end - quotation.start)]
        position = quotation.end
    words = _QUOTED_BLOCK.sub(lambda match: " " * len(match.group()), "".join(pieces) + text[position:])
    words = words.translate(_EMPHASIS)
    return _TITLE.sub(lambda match: "《" + " " * (len(match.group()) - 2) + "》", words)


@dataclass(frozen=True)
class Article:
    """Marks of an article, what share of the quoted characters is likely to have the right speaker, and where the
    quotations are that a verb of saying gives to somebody by name; and to whom quotations are given that no verb tells,
    who has most of them first.
    """

    marks: Sequence[Span]
    expected: float = 1.0
    told: Sequence[Span] = ()
    guessed: Sequence[str] = ()


def read_quotations(text: str, roster: Roster) -> list[Span]:
    """Return the marks of read_article."""
    return list(read_article(text, roster).marks)


def read_article(text: str, roster: Roster) -> Article:
    """Return marks for an article: quotations with their speaker, and all else as narration.

    With a roster that is not closed, whoever else says something speaks too, by the name or the role that the
    article gives. A text longer than LONGEST_ARTICLE is no article.
    """
    blocks = list(find_blocks(text, 0, len(text))) if len(text) <= LONGEST_ARTICLE else []
    if not blocks or (roster.closed and not roster.people):
        return Article([])
    body, plain = _find_body(text), blank_targets(text)
    quotations = find_quotations(plain, body)
    attribution = Attribution(text, _blank(plain, quotations), Cast(roster))
    attributed = list(attribution.attribute(body, quotations))
    said = [
        Span(
            each.quotation.start,
            each.quotation.end,
            "speech",
            each.person,
            _is_elsewhere(attribution.beside(each.quotation)),
        )
        for each in attributed
    ]
    tail = _find_end(text, blocks, said)
    end = blocks[tail].start if tail < len(blocks) else len(text)
    said = [span for span in said if span.end <= end]
    if not said:
        return Article([])
    named = {each.quotation.start for each in attributed if each.way in ("full name", "name", "carried", "paragraph")}
    told = [span for span in said if span.start in named]
    expected = expect((each.way, each.quotation.end - each.quotation.start) for each in attributed)
    guessed = Counter[str]()
    for each in attributed:
        if RATES[each.way] < _GUESSED:
            guessed[each.person] += each.quotation.end - each.quotation.start
    return Article(_mark_article(text, blocks, tail, said), expected, told, [who for who, _ in guessed.most_common()])


def _is_elsewhere(clauses: Sequence[str]) -> bool:
    """Whether the narration beside a quotation says that it comes from another occasion."""
    return any(_OTHER_OCCASION.search(clause) for clause in clauses)


def _find_end(text: str, blocks: Sequence[Block], said: Sequence[Span]) -> int:
    """The block with which what a site puts under an article begins: one behind which nobody speaks any more."""
    last = max((span.end for span in said), default=0)
    first = next((number for number, block in enumerate(blocks) if block.start >= last), len(blocks))
    return find_tail(text, blocks, first=max(first, 1))


def _mark_article(text: str, blocks: Sequence[Block], tail: int, said: list[Span]) -> list[Span]:
    first = next(number for number, block in enumerate(blocks) if block.end > said[0].start)
    marks = mark_preamble(text, 0, blocks[first].start)
    ends = [span.end for span in said]
    for block in blocks[first:tail]:
        position = block.start
        for span in itertools.islice(said, bisect_right(ends, block.start), None):
            if span.start >= block.end:
                break
            if text[position : span.start].strip():
                marks.append(Span(position, span.start, "narration"))
            position = max(position, span.end)
        if position == block.start:
            marks += mark_prose(text, block)
        elif text[position : block.end].strip():
            marks.append(Span(position, block.end, "narration"))
    marks += [Span(block.start, block.end, "furniture") for block in blocks[tail:]]
    return marks + said
