"""Numbered lines: records of courts and hearings print a number before each line, which nobody says."""

import itertools
import re

from analysis.reading.sources import Source, View

_NUMBERED = re.compile(r"^[ \t]*(?P<number>\d{1,3})(?:[ \t]{1,12}(?=\S)|[ \t]*$)", re.MULTILINE)
_LINE = re.compile(r"^[^\S\r\n]*+[^\r\n]", re.MULTILINE)
_LEAST = 0.4
_FEWEST = 20


def open_numbered(text: str) -> Source | None:
    """Return a text without the numbers of its lines, None where its lines are not numbered page by page."""
    numbers = {match.start(): match for match in _NUMBERED.finditer(text)}
    n_lines = sum(1 for _ in _LINE.finditer(text))
    steps = [int(match["number"]) for match in numbers.values()]
    following = sum(0 < b - a <= 3 or b <= 2 for a, b in itertools.pairwise(steps))
    if n_lines < _FEWEST or len(numbers) < _LEAST * n_lines or following < 0.8 * len(steps):
        return None
    view, position = View(text), 0
    for match in numbers.values():
        view.take(position, match.start())
        position = match.end()
    view.take(position, len(text))
    return view.close("numbered")
