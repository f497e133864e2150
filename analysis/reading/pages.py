"""Pages: what print adds to a text, and nobody says: numbers before its lines, and on each page a head and a number.

Where a page ends a paragraph goes on, and where lines are numbered their indent tells where one begins.
"""

import itertools
import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.reading.scenery import ends_sentence
from analysis.reading.shapes import rate_shape
from analysis.reading.sources import Source, View

_LINE = re.compile(r"(?<![^\S\r\n\f])[^\S\r\n\f]*+\S[^\r\n\f]*+")
_NUMBERED = re.compile(r"[ \t]*(?P<number>\d{1,3})(?:[ \t]{1,40}(?=\S)|[ \t]*$)")
# Lines are numbered where so many of them are, and each number follows on the one before or begins anew.
_LEAST, _FOLLOWING, _FEWEST = 0.4, 0.8, 20
# A line that begins so many columns behind most others opens a paragraph.
_INDENT, _TAB = 2, 8
# A page's number stands in a line of its own or among few words, which are the same on every page; a clock is none.
_DIGITS = re.compile(r"(?<![\d:.])\d{1,5}(?![\d:]|\.\d)")
_LONGEST_HEAD = 100
_FEWEST_PAGES = 3
# Most pages follow on each other, and are no shorter than so many characters.
_NEXT_PAGE, _SHORTEST_PAGE = 0.7, 400
# Before so many of the pages' numbers a sentence breaks off; the numbers of chapters stand behind whole ones.
_BREAKING = 0.3
# So many lines above and below a page's number may be its head.
_NEAR = 2
_SHORT = 20
# No indent is deeper than so many characters.
_DEEPEST = 200


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is not blank: where it stands, without white space at its ends, and its number where it has one."""

    start: int
    end: int
    column: int
    number: int | None


def open_pages(text: str) -> Source | None:
    """Return a text without numbers of lines and without heads and numbers of pages, None where it has neither."""
    lines = _number_lines(text) or [
        _make_line(text, match.start(), match.end(), None) for match in _LINE.finditer(text)
    ]
    numbered = any(line.number is not None for line in lines)
    heads = _find_heads(text, [line for line in lines if line.number is None])
    if not numbered and not heads:
        return None
    columns = Counter(line.column for line in lines if line.number is not None and line.end > line.start)
    margin = min(columns, key=lambda column: (-columns[column], column), default=0)
    view, before, position = View(text), "", 0
    for line in lines:
        words = text[line.start : line.end]
        if line.start in heads or not words:
            continue
        if numbered:
            view.insert("\n\n" if line.column > margin + _INDENT else "\n", line.start)
            view.take(line.start, line.end)
        else:
            turned = bisect_left(heads, position) < bisect_left(heads, line.start)
            if turned:
                view.insert("\n\n" if ends_sentence(before) else "\n", line.start)
            # The first line of a page keeps its indent, which tells whether a paragraph begins with it.
            view.take(_begin_of(text, line.start) if turned else position, line.end)
        before, position = words, line.end
    return view.close("pages")


def _begin_of(text: str, place: int) -> int:
    """Where the line begins in which a place is."""
    left = max(0, place - _DEEPEST)
    return place - len(re.split(r"[\r\n\f]", text[left:place])[-1])


def _make_line(text: str, start: int, end: int, number: re.Match[str] | None) -> _Line:
    """A line without the white space around it, and without its number."""
    begin = start + (number.end() if number else 0)
    words = text[begin:end]
    left = begin + len(words) - len(words.lstrip())
    column = len(text[start:left].expandtabs(_TAB))
    return _Line(left, left + len(words.strip()), column, int(number["number"]) if number else None)


def _number_lines(text: str) -> list[_Line]:
    """The lines of a text whose lines are numbered page by page; none of another."""
    found = [(match, _NUMBERED.match(match.group())) for match in _LINE.finditer(text)]
    numbers = [int(number["number"]) for _, number in found if number]
    following = sum(0 < b - a <= 3 or b <= 2 for a, b in itertools.pairwise(numbers))
    few = len(found) < _FEWEST or len(numbers) < _LEAST * len(found)
    if few or following < _FOLLOWING * len(numbers):
        return []
    return [_make_line(text, match.start(), match.end(), number) for match, number in found]


def _find_heads(text: str, lines: Sequence[_Line]) -> list[int]:
    """Where the heads, feet and numbers of pages begin, in order."""
    short = [number for number, line in enumerate(lines) if line.end - line.start <= _LONGEST_HEAD]
    keys = {number: _DIGITS.sub("", text[lines[number].start : lines[number].end]).split() for number in short}
    paged = sorted(_find_paged(text, lines, keys))
    near = {number: abs(paged[_find_nearest(paged, number)] - number) for number in short} if paged else {}
    beside = Counter(" ".join(keys[number]) for number, distance in near.items() if distance <= _NEAR)
    every = Counter(" ".join(words) for words in keys.values())
    heads = set(paged)
    for number, distance in near.items():
        key = " ".join(keys[number])
        # What stands elsewhere as well is no head, but something that people say.
        if distance <= _NEAR and beside[key] >= _FEWEST_PAGES and 2 * beside[key] > every[key] and key:
            heads.add(number)
    return sorted(lines[number].start for number in heads)


def _find_nearest(ordered: Sequence[int], number: int) -> int:
    """The place of the number in a list that is nearest to another."""
    place = min(bisect_right(ordered, number), len(ordered) - 1)
    return place if place == 0 or ordered[place] - number <= number - ordered[place - 1] else place - 1


def _find_paged(text: str, lines: Sequence[_Line], keys: Mapping[int, Sequence[str]]) -> set[int]:
    """The lines with the number of a page: the same words each time, and numbers that follow on each other."""
    alike: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, words in keys.items():
        line = text[lines[number].start : lines[number].end]
        found = _DIGITS.findall(line)
        if len(found) in (1, 2) and rate_shape(line) <= 0 and not (words and ends_sentence(line)):
            for place, value in enumerate(found):
                alike[f"{place}/{len(found)} {' '.join(words)}"].append((number, int(value)))
    paged: set[int] = set()
    for group in alike.values():
        steps = [
            0 < b - a <= 2 and lines[second].start - lines[first].start >= _SHORTEST_PAGE
            for (first, a), (second, b) in itertools.pairwise(group)
        ]
        if len(group) < _FEWEST_PAGES or sum(steps) < _NEXT_PAGE * len(steps):
            continue
        if sum(_breaks_off(text, lines, number) for number, _ in group) >= _BREAKING * len(group):
            paged |= {number for number, _ in group}
    return paged


def _breaks_off(text: str, lines: Sequence[_Line], number: int) -> bool:
    """Whether one of the lines before the head of a page, or after the foot of one, is the first part of a sentence."""
    before = [text[line.start : line.end] for line in lines[max(0, number - _NEAR - 1) : number]]
    return bool(before) and not any(ends_sentence(line) for line in before if len(line) > _SHORT)
