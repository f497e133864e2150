"""Said: what stands behind each label of a text, and whether it is such as somebody says."""

import re
from collections.abc import Mapping, Sequence

from analysis.reading.candidates import Candidate
from analysis.reading.shapes import HAN, rate_shape
from analysis.reading.stamps import TIME

URL = re.compile(r"^\W{0,40}(?:https?://|www\.|<a\s|[^\s@]++@[^\s.]++\.\S|[\d\s./:-]+$)")
_SENTENCE = re.compile(r"[.。！？!?…][\"”’」』)）*_]*$|[，,;；—-]$")
# A line of fewer characters is not one that a converter broke.
_BREAKS_FROM = 40
_GOES_ON = re.compile(r"[^\S\r\n]*+(?:\r\n|\r|\n)[^\S\r\n]*+(?P<words>[^\r\n]{1,240})")
# Between a name and what is said a time may stand on a line of its own.
_TIME_BELOW = re.compile(rf"{TIME.pattern}[^\S\r\n]*+[\r\n]\s*+")
_GOES_ON_BELOW = re.compile(
    r"[^\S\r\n]*+(?:\r\n|\r|\n)(?:[^\S\r\n]*+(?:\r\n|\r|\n))?[^\S\r\n]*+(?P<words>[^\r\n]{1,240})"
)
_LINE, _BLANK = re.compile(r"\S[^\r\n]*+"), re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*+(?:\r\n|\r|\n)")
_SOME_LINES, _LINES_ON = 20, 3
# So many characters of a line tell whether somebody says them.
_LONG_ENOUGH = 2_000


def find_said(text: str, candidates: Sequence[Candidate]) -> dict[int, str]:
    """What stands behind each candidate: the rest of its line, or the next line unless that is all label itself.

    A line that breaks off in the middle of a sentence, as converters break them, goes on in the next one.
    """
    whole = {c.start: c for c in candidates if c.end >= c.line_end}
    leads = {c.start for c in candidates if c.end < c.line_end and rate_shape(c.name) > -0.5}
    said: dict[int, str] = {}
    goes_on = _GOES_ON_BELOW if _is_double_spaced(text) else _GOES_ON
    for candidate in candidates:
        rest = _shorten(text, candidate.end, candidate.line_end).strip(" *_\t")
        if not rest:
            rest = _find_below(text, candidate.line_end, whole)
        elif candidate.line_end - _find_begin(text, candidate) >= _BREAKS_FROM and not is_said(rest):
            end = candidate.line_end
            for _ in range(_LINES_ON):
                next_line = goes_on.match(text, end)
                if next_line is None or next_line.start("words") in leads or is_said(rest):
                    break
                rest, end = f"{rest} {next_line['words']}", next_line.end()
        said[candidate.start] = rest
    return said


def _find_begin(text: str, candidate: Candidate) -> int:
    """Where the line of a candidate begins, or a place in it from which on it is long."""
    left = max(0, candidate.start - _BREAKS_FROM)
    return max(left, text.rfind("\n", left, candidate.start) + 1)


def _is_double_spaced(text: str) -> bool:
    """Whether between most lines of a text, which stop in the middle of sentences, there is a blank one."""
    lines = list(_LINE.finditer(text))
    spaced = sum(_BLANK.match(text, line.end()) is not None and not _SENTENCE.search(line.group()) for line in lines)
    return len(lines) >= _SOME_LINES and 2 * spaced > len(lines)


def _shorten(text: str, start: int, end: int) -> str:
    """The words of a piece, of a very long one only its beginning and its end."""
    half = _LONG_ENOUGH // 2
    return text[start:end] if end - start <= _LONG_ENOUGH else text[start : start + half] + text[end - half : end]


def _find_below(text: str, end: int, whole: Mapping[int, Candidate]) -> str:
    """The line below a label, "" where it is a label as well."""
    match = re.compile(r"\s*").match(text, end)
    place = match.end() if match else len(text)
    if timed := _TIME_BELOW.match(text, place):
        place = timed.end()
    words = text[place : place + 240].split("\n", 1)[0].strip()
    below = whole.get(place)
    if below is None:
        return words
    if below.style == "own":
        return "" if rate_shape(words) >= 1.2 else words
    return "" if rate_shape(below.name) > -2 else words


def is_said(words: str) -> bool:
    """Whether words are such as somebody says: a sentence or its beginning, no value of a field."""
    words = re.sub(r"[\[(（【][^\[\]()（）【】]*[\])）】]$", "", words).strip()
    if not words or URL.match(words):
        return False
    return bool(_SENTENCE.search(words)) or len(re.findall(r"\w", words)) >= (14 if HAN.search(words) else 45)
