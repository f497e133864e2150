"""Quotation marks: where quoted words stand in an article, however well they are closed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.reading.scenery import Block

_CLOSERS = {"“": "”", "「": "」", "『": "』", "«": "»"}
_CURLY = re.compile("[“”「」『』]")
# Of many marks in a row the last ones will do.
_DOUBLE = re.compile('[“”「」『』«»"](?![“”「」『』«»"]{3})')
# British articles quote in single marks; what stands inside a word or behind one may be an apostrophe.
_SINGLE = re.compile(
    r"(?P<opens>(?<![\w'’.,])['‘](?=[\w(\[£$]))|(?P<closes>(?<=[,.!?…—])['’](?!\w)|(?<=\w)['’](?=[,.;:)](?!\w)))"
    r"|(?P<may_close>(?<=\w)['’](?=\s))"
)
_ENDS = re.compile(r"[。！？!?….][”’\"')）]*+(?=\s)|[。！？]")
_WORDS = re.compile(r"[^\W_]")
_FEWEST_SINGLE = 3
# How a paragraph begins all of which is said, and how often that is to be seen.
_TOLD = re.compile(r"[^\s，。：:；“”「」『』\"]{1,20}(?:[說说]|表示|指出|[认認][为為])[：:][ \u3000]*+(?=[^\s“「『\"])")
_FEWEST_TOLD = 2
# Over so many paragraphs nobody is quoted without a break.
_FARTHEST = 30


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation's place, its marks included, and the paragraphs it opens and closes in."""

    start: int
    end: int
    opens_in: Block
    closes_in: Block


def find_quotations(text: str, blocks: Sequence[Block]) -> list[Quotation]:
    """Return the quotations of the paragraphs in order, nested ones as part of the outer.

    One that is not closed in its paragraph goes on where the next paragraph opens again, or where
    a later one closes it before any other opens; else it ends with its own. Within a paragraph a
    wrong mark may close it. Marks without words between them are none. Where paragraphs begin with
    who says all the rest of them, that is quoted, too.
    """
    plain = _unify(text, blocks)
    found: list[Quotation] = []
    told = _find_told(text, blocks)
    number = 0
    while number < len(blocks):
        block = blocks[number]
        number += 1
        if block.start in told:
            found.append(Quotation(told[block.start], block.end, block, block))
            continue
        for start, closing in _pair(plain, block):
            if closing is not None:
                found.append(Quotation(start, closing, block, block))
                continue
            last, end = _find_far_end(plain, blocks, number - 1, plain[start])
            found.append(Quotation(start, end, block, blocks[last]))
            if last >= number:
                rest = Block(end, blocks[last].end, ((end, blocks[last].end),))
                pairs = _pair(plain, rest) if end < rest.end else ()
                found += [Quotation(a, b or rest.end, blocks[last], blocks[last]) for a, b in pairs]
                number = last + 1
    return [quotation for quotation in found if _WORDS.search(text, quotation.start, quotation.end)]


def _find_told(text: str, blocks: Sequence[Block]) -> dict[int, int]:
    """Where paragraphs begin, and in each the words that are said to its end, without marks: X說：……, as on the radio.

    One alone may be a paragraph that goes on to tell something else.
    """
    openings = [(block, _TOLD.match(text, block.start, block.end)) for block in blocks]
    told = {block.start: opening.end() for block, opening in openings if opening and opening.end() < block.end}
    return told if len(told) >= _FEWEST_TOLD else {}


def _unify(text: str, blocks: Sequence[Block]) -> str:
    """A text of the same length in which single marks and typists' marks that quote are curly double ones."""
    if "``" in text:
        text = text.replace("``", "“ ").replace("''", " ”")
    text = _turn_round(text.replace("＂", '"'), blocks)
    singles = sum(1 for match in _SINGLE.finditer(text) if match["closes"])
    if singles < _FEWEST_SINGLE or singles < len(_DOUBLE.findall(text)):
        return text
    places: dict[int, str] = {}
    for number, block in enumerate(blocks):
        goes_on = any(_SINGLE.match(text, later.start) for later in blocks[number + 1 : number + 3])
        places.update(_pair_single(text, block, goes_on=goes_on))
    return "".join(places.get(place, character) for place, character in enumerate(text))


def _turn_round(text: str, blocks: Sequence[Block]) -> str:
    """The text with those closing marks changed that open, and what then closes, as in ”words“ or ”words”."""
    places: dict[int, str] = {}
    for block in blocks:
        depth, turned = 0, ""
        for match in _CURLY.finditer(text, block.start, block.end):
            mark, place = match.group(), match.start()
            if turned:
                places[place], turned = turned, ""
            elif mark in _CLOSERS:
                depth += 1
            elif depth:
                depth -= 1
            elif _may_begin(text, place, block) and _CURLY.search(text, place + 1, block.end):
                opener = next(opener for opener, closer in _CLOSERS.items() if closer == mark)
                places[place], turned = opener, mark
    return "".join(places.get(place, character) for place, character in enumerate(text)) if places else text


def _may_begin(text: str, place: int, block: Block) -> bool:
    """Whether a mark stands where words begin: at the beginning, or behind a clause, right before a letter."""
    before = text[place - 1] if place > block.start else "："
    return before in "：:，," and text[place + 1 : place + 2].isalnum()


def _pair_single(text: str, block: Block, *, goes_on: bool) -> Iterator[tuple[int, str]]:
    """Yield the single marks of a paragraph that quote, each with the double one that says so.

    goes_on: whether a paragraph soon opens a quotation, so that this one need not close its last.
    """
    opened = closing = -1
    surely = False
    for match in _SINGLE.finditer(text, block.start, block.end):
        if match["closes"] and opened >= 0:
            closing, surely = match.start(), True
        elif match["may_close"] and opened >= 0 and closing < 0:
            closing = match.start()
            continue
        if opened >= 0 and closing >= 0 and (match["closes"] or match["opens"]):
            yield opened, "“"
            yield closing, "”"
            opened = -1
        if match["opens"]:
            opened, closing, surely = match.start(), -1, False
    left_open = goes_on and opened >= 0 and not surely and _ends_open(text, opened, block)
    if opened >= 0 and closing >= 0 and not left_open:
        yield opened, "“"
        yield closing, "”"
    elif opened >= 0 and (text[opened] == "‘" or left_open):
        yield opened, "“"


def _ends_open(text: str, opened: int, block: Block) -> bool:
    """Whether a paragraph that a mark opens, or a clause before it announces, ends as a sentence does."""
    announced = text[block.start : opened].rstrip()[-1:] in ("", ":", ",")
    return announced and text[block.end - 1] in ".!?…"


def _pair(text: str, block: Block) -> Iterator[tuple[int, int | None]]:
    """Yield the quotations of a paragraph: start and end, None for the end where the last stays open."""
    marks = [match.start() for match in _DOUBLE.finditer(text, block.start, block.end)]
    number = 0
    while number < len(marks):
        start = marks[number]
        number += 1
        if not _can_open(text, start, block):
            continue
        closing = _find_closing(text, marks, number, text[start], block)
        if closing is None:
            yield start, None
            return
        if closing < 0:
            yield start, _last_sentence_end(text, start, marks[-closing])
            number = -closing
        else:
            yield start, marks[closing] + 1
            number = closing + 1


def _can_open(text: str, place: int, block: Block) -> bool:
    """Whether a mark may open a quotation: a closing one not, nor a straight one behind a letter and before a blank."""
    if text[place] in _CLOSERS:
        return True
    if text[place] != '"':
        return False
    before = text[place - 1] if place > block.start else " "
    after = text[place + 1] if place + 1 < block.end else " "
    return not (after.isspace() and before.isascii() and not before.isspace())


def _clearly_opens(text: str, place: int) -> bool:
    before, after = text[place - 1 : place], text[place + 1 : place + 2]
    return before == " " and after.isascii() and after.isalnum()


def _find_closing(text: str, marks: list[int], number: int, mark: str, block: Block) -> int | None:
    """Return which mark closes one that opens, negative where another opens instead, None where nothing does."""
    if mark == '"':
        n = next((n for n in range(number, len(marks)) if text[marks[n]] == mark), None)
        return -n if n is not None and _clearly_opens(text, marks[n]) else n
    closer, depth, straight = _CLOSERS[mark], 0, None
    for n in range(number, len(marks)):
        this = text[marks[n]]
        if this == closer:
            if depth == 0:
                return n
            depth -= 1
        elif this == '"' and straight is None and depth == 0 and _stands_behind_words(text, marks[n], block):
            straight = n
        elif this == mark and depth == 0:
            if _closes_wrongly(text, marks[n], block):
                return n
            if straight is not None:
                return straight
            if not _is_closed_twice(text, marks, n, mark):
                return -n
            depth += 1
    return straight


def _stands_behind_words(text: str, place: int, block: Block) -> bool:
    """Whether a straight mark stands where a quotation closes: behind a point, or at the end."""
    return text[place - 1] in "。！？，,.!?…" or place + 1 >= block.end


def _closes_wrongly(text: str, place: int, block: Block) -> bool:
    """Whether an opening mark stands where one should close: behind a point, with no blank before it."""
    if text[place - 1] not in "。！？，,.!?…":
        return False
    after = text[place + 1 : place + 2]
    return place + 1 >= block.end or after.isspace() or "\u4e00" <= after <= "\u9fff"


def _is_closed_twice(text: str, marks: list[int], number: int, mark: str) -> bool:
    """Whether of the next three marks two close, so that the one at `number` opens a quotation in a quotation."""
    following = [text[place] for place in marks[number + 1 : number + 3]]
    return following == [_CLOSERS[mark]] * 2


def _last_sentence_end(text: str, start: int, limit: int) -> int:
    ends = [match.end() for match in _ENDS.finditer(text, start, limit)]
    return ends[-1] if ends else start + len(text[start:limit].rstrip())


def _find_far_end(text: str, blocks: Sequence[Block], number: int, mark: str) -> tuple[int, int]:
    """Return the paragraph in which a quotation ends that its own does not close, and the place where it ends."""
    closer = _CLOSERS.get(mark, mark)
    last = number
    for n in range(number + 1, min(len(blocks), number + _FARTHEST)):
        block = blocks[n]
        again = text[block.start] == mark
        if again:
            last = n
        begin = block.start + 1 if again else block.start
        closing = text.find(closer, begin, block.end)
        if closing < 0 and not again and n + 1 < len(blocks) and text[blocks[n + 1].start] == mark != closer:
            break
        if mark == closer and closing > begin and _clearly_opens(text, closing) and again:
            return n, _last_sentence_end(text, begin, closing)
        opening = text.find(mark, begin, block.end) if mark != closer else -1
        if closing >= 0 and (opening < 0 or closing < opening) and (again or mark != closer):
            return n, closing + 1
        if opening >= 0 or (closing >= 0 and not again) or (not again and mark == '"'):
            break
    return last, blocks[last].end
