"""Parts: headings of a document that goes on behind its talk, as reports and letters do that hold an interview."""

import re

from analysis.reading.scenery import ends_sentence

_HEADING = re.compile(r"^[ \t\u3000*#]*+(?P<number>[一二三四五六七八九十]{1,3})、[^\n。；]{2,40}$", re.MULTILINE)
_MARKED = re.compile(r"^(?P<level>#{1,6})[ \t]++\S[^\n]*+", re.MULTILINE)
_DIGITS = {numeral: number for number, numeral in enumerate("一二三四五六七八九", 1)}
# So many characters below a heading are told there, not only listed.
_SOME_PROSE = 200


def find_parts(text: str, begin: int) -> frozenset[int]:
    """Return where the headings start behind which a part of its own begins, none where a document has but chapters.

    Chapters of a talk begin with it. Where parts with prose below them stand before the first label, at `begin`, and
    the ones behind it are counted on from there, what stands in a part before its labels is nobody's.
    """
    parts: list[tuple[int, int, int]] = []
    for match in _HEADING.finditer(text):
        number = _read_numeral(match["number"])
        if number == 1:
            # What is counted anew was a list of contents before.
            parts = [(number, match.start(), match.end())]
        elif parts and number == parts[-1][0] + 1:
            parts.append((number, match.start(), match.end()))
    before = [part for part in parts if part[2] < begin]
    if not before or len(before) == len(parts):
        return frozenset()
    stops = [start for _, start, _ in before[1:]] + [min(begin, parts[len(before)][1])]
    told = any(_holds_prose(text[end:stop]) for (_, _, end), stop in zip(before, stops, strict=True))
    starts = (text.index(next(iter(text[a:b].split())), a) for _, a, b in parts)
    return frozenset(starts) if told else frozenset()


def find_sections(text: str, begin: int, last: int) -> frozenset[int]:
    """Return where the sections of a Markdown document start behind the one in which all labels stand.

    The labels stand from `begin` to `last`. None where they stand in several sections, which are then chapters, or
    where no section of its own, with prose below it, stands before theirs.
    """
    headings = [(len(match["level"]), match.start(), match.end()) for match in _MARKED.finditer(text)]
    above = [heading for heading in headings if heading[1] < begin]
    if not above:
        return frozenset()
    level = min(above[-1][0], *(heading[0] for heading in headings if begin < heading[1] < last), 7)
    if level < above[-1][0]:
        return frozenset()
    sections = [heading for heading in headings if heading[0] == level]
    before = [heading for heading in sections if heading[1] < begin]
    stops = [start for _, start, _ in before[1:]]
    told = any(_holds_prose(text[end:stop]) for (_, _, end), stop in zip(before, stops, strict=False))
    if not told or any(begin < start < last for _, start, _ in sections):
        return frozenset()
    return frozenset(start for depth, start, _ in headings if start > last and depth <= level)


def _holds_prose(words: str) -> bool:
    lines = [line for line in words.splitlines() if ends_sentence(line)]
    return sum(map(len, lines)) >= _SOME_PROSE


def _read_numeral(numeral: str) -> int:
    """The number that Chinese numerals up to ninety-nine stand for, 0 for none."""
    tens, ten, ones = numeral.rpartition("十")
    if any(digit not in _DIGITS for digit in tens + ones) or max(len(tens), len(ones)) > 1:
        return 0
    return (10 * _DIGITS.get(tens, 1) if ten else 0) + _DIGITS.get(ones, 0)
