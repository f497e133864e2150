"""The reader of news articles: narration with quoted speech, each quotation given to who said it."""

import itertools
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from dataclasses import dataclass

from analysis.reading.scenery import (
    Block,
    classify_line,
    ends_sentence,
    find_blocks,
    find_paragraphs,
    find_tail,
    mark_preamble,
    mark_prose,
)
from analysis.reading.spans import Span
from analysis.reading.speakers import SURNAMES, Roster, find_names, merge_names

_PAIRS = {"“": "”", "「": "」", "『": "』", '"': '"'}
_VERB_ZH = (
    "表示|说道|问道|笑道|笑说|说|称|指出|强调|认为|提到|反问|回答|回应|补充|解释|透露|坦言|直言|写道|谈到|调侃|感叹"
    "|炮轰|承认|介绍|宣布|总结|言论|写下|告诉|抱怨|回忆|喊|问|答|道|說|稱|強調|認為|反問|回應|補充|解釋|承認|告訴|回憶|問"
)
_VERB_EN = (
    "said|says|asked|asks|added|adds|told|tells|explained|explains|noted|notes|replied|replies|argued|argues|wrote"
    "|continued|joked|stressed|answered|recalled|admitted|insisted|warned|quipped|conceded|remarked|shouted|according"
)
_VERB = re.compile(rf"(?:{_VERB_ZH})|\b(?:{_VERB_EN})\b")
_PRONOUN = re.compile(r"[他她]|\b(?:he|she)\b", re.IGNORECASE)
_SAYS_NOW = re.compile(rf"(?:{_VERB.pattern})[\s:：,，]*$|[:：]\s*$")
# The clause behind a quotation ends with its sentence or where the next quotation opens.
_CLAUSE_END = re.compile(r"[。！？!?\0]|\.(?=\s|$)")
_FEWEST_SAID = 8
_HAN_SPEAKER = re.compile(rf"([{SURNAMES}][\u4e00-\u9fff]{{1,2}}?)(?:则|也|还|又|笑着|后来)?(?:{_VERB_ZH})")
_OTHER_OCCASION = re.compile(
    r"曾(?:经)?(?:公开)?(?:表示|说|称|指出|在)|此前|早前|之前曾|去年|前年|上个?月|上周|今年\d{1,2}月|\d{4}年|年前"
    r"|\b(?:last (?:year|month|week|spring|summer|fall|autumn|winter)|years? ago|months? ago"
    r"|earlier this (?:year|month)"
    r"|previously|once (?:said|told|wrote|described|called)|in (?:19|20)\d\d|had (?:said|told|written))\b",
    re.IGNORECASE,
)
_PRONOUNS = {"He", "She", "They", "It", "I", "We", "You", "Who", "This", "That", "But", "And", "Asked"}
# How far from a quotation, in characters, its speaker may be named.
_LOOK_BACK, _LOOK_AHEAD = 600, 300
# An article has named its people within so many characters of narration.
_NAMED_WITHIN = 30_000


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation's place, its marks included, and the paragraphs it opens and closes in."""

    start: int
    end: int
    opens_in: Block
    closes_in: Block


def find_quotations(text: str, blocks: list[Block]) -> list[Quotation]:
    """Return the quotations of the paragraphs in order, nested ones as part of the outer.

    One that is not closed in its paragraph goes on through the next ones until its closing mark;
    where another opens inside a later paragraph first, it was badly closed and ends with its own.
    """
    found: list[Quotation] = []
    opened: tuple[int, str, Block] | None = None
    for block in blocks:
        position = block.start
        while position < block.end:
            if opened is None:
                opening = _find_opening(text, position, block.end)
                if opening < 0:
                    break
                opened = (opening, _PAIRS[text[opening]], block)
                position = opening + 1
                continue
            start, closer, first = opened
            if position == block.start and text[position] == text[start]:
                position += 1
            closing = text.find(closer, position, block.end)
            reopening = text.find(text[start], position, block.end) if text[start] != closer else -1
            if reopening >= 0 and (closing < 0 or reopening < closing) and first is not block:
                found.append(Quotation(start, first.end, first, first))
                opened = None
                position = block.start if reopening == block.start else position
            elif closing >= 0:
                found.append(Quotation(start, closing + 1, first, block))
                opened = None
                position = closing + 1
            else:
                break
        if opened is not None and (text[opened[0]] == '"' or block is blocks[-1]):
            found.append(Quotation(opened[0], opened[2].end, opened[2], opened[2]))
            opened = None
    return found


def _find_opening(text: str, start: int, end: int) -> int:
    places = [place for mark in _PAIRS if (place := text.find(mark, start, end)) >= 0]
    return min(places, default=-1)


def guess_people(text: str) -> Roster:
    """Return the people that an article may give words to: those whom it names outside quotations.

    A surname, a first name, or a name behind its title stands for the one person who has it.
    """
    blocks = list(find_blocks(text, 0, len(text)))
    blanked = _blank(text, find_quotations(text, blocks))
    # Headlines have capitals, and words that look like names.
    prose = [block for block in find_paragraphs(text, 0, len(text)) if ends_sentence(text[block.start : block.end])]
    narration = "\n".join(blanked[block.start : block.end] for block in prose)
    names = Counter({name: n for name, n in find_names(narration[:_NAMED_WITHIN]).items() if not name.isupper()})
    names.update(match[1] for match in _HAN_SPEAKER.finditer(narration) if match[1] not in names)
    for name in [name for name in names if name[-1:] in "先说道则也又称问表還说說" and name[:-1] in names]:
        names[name[:-1]] += names.pop(name)
    spoken = re.compile(rf"\b(?:{_VERB_EN})\s([A-Z][\w'’-]+)\b|\b([A-Z][\w'’-]+)\s(?:{_VERB_EN})\b")
    single = {a or b for a, b in spoken.findall(narration)} - _PRONOUNS
    names.update(name for name in single if not any(name in full.split() for full in names))
    names.update(f"spokes{kind}" for kind in re.findall(r"\ban? spokes(man|woman|person)\b", narration))
    people = merge_names(names)
    owners = Counter(part for person in people for part in person.split() if " " in person)
    for person, spellings in people.items():
        if person.isascii() and " " in person:
            spellings += [part for part in person.split() if owners[part] == 1 and len(part) > 2]
    return Roster.of(people, closed=False)


def _blank(text: str, quotations: list[Quotation]) -> str:
    """The text with quoted words blanked: a person named in a quotation is not its speaker."""
    pieces, position = [], 0
    for quotation in quotations:
        pieces += [text[position : quotation.start], "\0" * (quotation.end - quotation.start)]
        position = quotation.end
    return "".join(pieces) + text[position:]


def read_quotations(text: str, roster: Roster) -> list[Span]:
    """Return marks for an article: quotations with their speaker, and all else as narration."""
    blocks = list(find_blocks(text, 0, len(text)))
    if not blocks or not roster.people:
        return []
    tail = find_tail(text, blocks, first=3)
    body = [block for block in blocks[:tail] if all(classify_line(text[a:b]) is None for a, b in block.lines)]
    quotations = find_quotations(text, body)
    narration = _Narration(text, quotations, roster)
    said = [
        Span(quotation.start, quotation.end, "speech", speaker, narration.is_elsewhere(quotation))
        for quotation in quotations
        if (speaker := narration.attribute(quotation))
    ]
    if not said:
        return []
    first = next(n for n, block in enumerate(blocks) if block.end > said[0].start)
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


class _Narration:
    """What an article says outside its quotations, and whom it names there."""

    def __init__(self, text: str, quotations: list[Quotation], roster: Roster) -> None:
        self._text = text
        self._words = _blank(text, quotations)
        # A name in Latin letters is a word of its own; Chinese has no marks between words.
        names = "|".join(
            rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name) for name in roster.spellings()
        )
        found = list(re.finditer(names, self._words, re.IGNORECASE))
        self._places = [match.start() for match in found]
        self._people = [roster.resolve(match.group()) for match in found]

    def attribute(self, quotation: Quotation) -> str | None:
        """Return who says a quotation, None where it is no speech or nobody is named."""
        start = max(quotation.opens_in.start, quotation.start - _LOOK_BACK)
        _, quoted, opening = self._words[start : quotation.start].rpartition("\0")
        after = self._words[quotation.end : min(quotation.closes_in.end, quotation.end + _LOOK_AHEAD)]
        clause = re.split(_CLAUSE_END, after, maxsplit=1)[0]
        words = self._text[quotation.start + 1 : quotation.end - 1].strip()
        broken_off = len(words) >= 2 and words[-1] in ",，" and bool(_VERB.search(clause))
        if not broken_off and not _is_said(words, opening):
            return None
        from_after = None
        for part in (re.split("[,，]", clause.lstrip(",， "), maxsplit=1)[0], clause):
            if from_after is None and _VERB.search(part):
                begin = quotation.end + after.index(part)
                from_after = self._named_between(begin, begin + len(part))
                if from_after is None and _PRONOUN.search(part):
                    from_after = self._named_last(quotation.start)
        from_before = self._named_before(quotation, start)
        if _introduces(opening) and (quoted or opening.strip()):
            return from_before or from_after
        alone = not quoted and not opening.strip() and not after.strip(" \n\0")
        return from_after or from_before or (self._named_last(quotation.start) if alone else None)

    def is_elsewhere(self, quotation: Quotation) -> bool:
        """Whether the narration beside a quotation says that it comes from another occasion."""
        start = max(quotation.opens_in.start, quotation.start - _LOOK_BACK)
        before = re.split(r"[。！？!?\0]|\.\s", self._words[start : quotation.start])[-1]
        after = re.split(_CLAUSE_END, self._words[quotation.end : quotation.closes_in.end][:_LOOK_AHEAD], maxsplit=1)[0]
        return any(_VERB.search(clause) and _OTHER_OCCASION.search(clause) for clause in (before, after))

    def _named_last(self, position: int) -> str | None:
        """The person whom the narration named last before a place."""
        number = bisect_left(self._places, position) - 1
        return self._people[number] if number >= 0 else None

    def _named_between(self, start: int, end: int) -> str | None:
        number = bisect_left(self._places, start)
        return self._people[number] if number < len(self._places) and self._places[number] < end else None

    def _named_before(self, quotation: Quotation, start: int) -> str | None:
        """The person named last before a quotation in its paragraph; for a pronoun, before that."""
        number = bisect_left(self._places, quotation.start) - 1
        if number < 0:
            return None
        in_paragraph = self._places[number] >= start
        return self._people[number] if in_paragraph or _PRONOUN.search(self._words, start, quotation.start) else None


def _is_said(words: str, opening: str) -> bool:
    """Whether quoted words are somebody's speech, not a name or a term in quotation marks."""
    if re.search(r"[。！？!?…]$|\.$", words.strip()) and len(words) >= 4:
        return True
    if len(words) >= _FEWEST_SAID and re.search(r"[，,。；;]", words):
        return True
    return len(words) >= 4 and bool(_SAYS_NOW.search(opening))


def _introduces(opening: str) -> bool:
    return bool(_VERB.search(opening) or opening.rstrip().endswith((":", "：")))
