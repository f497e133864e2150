"""The reader of talks: one named speaker for many paragraphs, perhaps with labelled questions after."""

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import replace

from analysis.reading.scenery import (
    STAGE,
    Block,
    ends_sentence,
    find_blocks,
    find_tail,
    is_title,
    mark_preamble,
    mark_prose,
)
from analysis.reading.spans import Span
from analysis.reading.speakers import Roster, find_names, is_role, normalise_name
from analysis.reading.turns import mark_speech

_ANNOUNCED = re.compile(
    r"^(?:speaker|主讲人|演讲人|讲者|主講人|演講人)[:：]|recorded at the|(?:full text|transcript|text) of (?:the "
    r"|his |her |their )?.{0,60}(?:speech|talk|keynote|remarks|address|lecture)"
    r"|(?:speech|talk|keynote|remarks|address|lecture) (?:by|of|from|given)|as prepared for delivery|\bkeynote\b"
    r"|(?:演讲|致辞|发言|讲话|主题报告)(?:全文|实录|原文|内容|稿)|以下(?:是|为).{0,40}(?:演讲|讲话|发言|致辞|分享)"
    r"|(?:演讲|致辞|演講|致詞)[:：]?\s*$|(?:演講|致詞)(?:全文|實錄)",
    re.IGNORECASE | re.MULTILINE,
)
_FIRST_PERSON = re.compile(
    r"\b(?:I|I'm|I've|my|me|we|we're|our|us|you|thank you)\b|我|咱|大家|各位|你们|你們|谢谢|謝謝", re.IGNORECASE
)
_QUESTIONS = re.compile(
    r"^\W*(?:Q ?& ?A|questions?(?: and answers?)?|问答|提问|現場問答|现场问答|问与答|問答)\b", re.IGNORECASE
)
# A paragraph in brackets that says itself who speaks: "[Audience member: ...]".
_ASKED = re.compile(r"[\[(（【]\s?(?P<who>[^:：\[\]\n]{2,30})[:：]\s?(?P<words>.+)[\])）】]", re.DOTALL)
_FEWEST_BLOCKS = 3
# So much of a talk is in the first or second person, paragraph by paragraph; of an article hardly any.
_SPOKEN = 0.35


def read_talk(text: str, front: int, roster: Roster | None, alone: str) -> tuple[list[Span], Roster]:
    """Return marks for a talk, with who gives it; nothing where there is no talk.

    front: where the front matter ends. alone: the one speaker whom the document names as its own, "" for nobody.
    """
    people = roster or (Roster.of({alone: []}, closed=False) if alone else _guess_speaker(text, front))
    if not people.people:
        return [], Roster()
    marks = mark_talk(text, people, end=len(text), start=front, announced=bool(alone))
    asking = {mark.speaker for mark in marks if mark.speaker} - set(people.people.values())
    wider = replace(people, people={**people.people, **{normalise_name(who): who for who in sorted(asking)}})
    return marks, wider if asking and not people.closed else people


def _guess_speaker(text: str, front: int) -> Roster:
    """Who gives a talk that is announced as one: the person named first before it."""
    blocks = list(find_blocks(text, front, len(text)))
    begin = _find_begin(text, blocks)
    names = find_names(text[front : blocks[begin].start]) if begin else Counter()
    return Roster.of({next(iter(names)): []}, closed=False) if names else Roster()


def mark_talk(text: str, roster: Roster, *, end: int, start: int = 0, announced: bool = False) -> list[Span]:
    """Return marks for `text[start:end]` where it is a talk by somebody of the roster.

    announced: whether the document names its one speaker, so that the text need not announce the talk.
    """
    blocks = list(find_blocks(text, start, end))
    begin = _find_first_person(text, blocks, 0) if announced else _find_begin(text, blocks)
    if begin is None:
        return []
    named = list(dict.fromkeys(roster.people.values()))
    speaker = named[0] if announced and named else _find_speaker(text[: blocks[begin].start], roster)
    if speaker is None:
        return []
    marks = mark_preamble(text, start, blocks[begin].start)
    tail = find_tail(text, blocks, first=begin + 1) if end == len(text) else len(blocks)
    if tail < len(blocks):
        marks.append(Span(blocks[tail].start, blocks[-1].end, "furniture"))
    for block in blocks[begin:tail]:
        words = text[block.start : block.end]
        asked = _ASKED.fullmatch(words)
        if asked and is_role(asked["who"]):
            marks.append(Span(block.start, block.start + asked.start("words"), "label"))
            marks.append(
                Span(block.start + asked.start("words"), block.start + asked.end("words"), "speech", asked["who"])
            )
        elif _QUESTIONS.match(words) or (
            len(block.lines) == 1 and is_title(words) and not STAGE.search(words) and not _FIRST_PERSON.search(words)
        ):
            marks.append(Span(block.start, block.end, "heading"))
        elif re.match(
            r"^\W*(?:he|she|they)\b.{0,40}(?:took|answered)|^.{0,30}(?:随后|之后|隨後).{0,30}(?:提问|问题|提問)", words
        ):
            marks += mark_prose(text, block)
        else:
            marks += mark_speech(text, block, speaker)
    return marks


def _find_begin(text: str, blocks: list[Block]) -> int | None:
    """The block that a talk begins with: behind its announcement, in the first person from there on."""
    voices = None
    for number, block in enumerate(blocks):
        announces = _ANNOUNCED.search(text[block.start : block.end])
        if announces and (number == 0 or block.end - block.start <= 400):
            voices = voices or _Voices(text, blocks)
            begin = voices.find_begin(number + 1)
            if begin is not None:
                return begin
    return None


def _find_first_person(text: str, blocks: list[Block], begin: int) -> int | None:
    """The first block from `begin` on in the first person, where half of what follows is, too."""
    return _Voices(text, blocks).find_begin(begin)


class _Voices:
    """The blocks of a text in the first person, and those that end as sentences do, by number."""

    def __init__(self, text: str, blocks: list[Block]) -> None:
        self._first = [number for number, block in enumerate(blocks) if _is_first_person(text, block)]
        first = set(self._first)
        self._whole = [n for n, block in enumerate(blocks) if ends_sentence(text[block.start : block.end])]
        self._spoken = [number for number in self._whole if number in first]

    def find_begin(self, begin: int) -> int | None:
        """Return the first block from `begin` on in the first person, where enough of what follows is, too."""
        place = bisect_left(self._first, begin)
        if place == len(self._first):
            return None
        begin = self._first[place]
        rest = len(self._whole) - bisect_left(self._whole, begin)
        spoken = len(self._spoken) - bisect_left(self._spoken, begin)
        return begin if rest >= _FEWEST_BLOCKS and spoken >= _SPOKEN * rest else None


def _is_first_person(text: str, block: Block) -> bool:
    return bool(_FIRST_PERSON.search(text, block.start, block.end)) and len(block.lines) > 0


def _find_speaker(before: str, roster: Roster) -> str | None:
    lowered = before.casefold()
    places = {name: lowered.find(name) for name in roster.spellings() if name in lowered}
    return roster.resolve(min(places, key=lambda name: places[name])) if places else None
