"""Rolls: what has the look of a label and stands before no speech. Lists of who was there, and what was read out."""

import re
from collections import Counter
from collections.abc import Sequence
from statistics import median

from analysis.reading.candidates import Candidate
from analysis.reading.scenery import ends_sentence
from analysis.reading.shapes import rate_shape
from analysis.reading.speakers import normalise_name

_PARTS = re.compile(r"[、,，;；/\s]+")
# So many lines of offices with names are a roll, if most of the offices stand nowhere else before a colon.
_FEWEST_LINES, _MOSTLY = 3, 2 / 3
# No indent is deeper than so many characters.
_DEEPEST = 200
# Of labels that come so often, where there are so many of them, nearly all are set in by more than the usual line.
_OFTEN, _SOME_LABELS, _NEARLY_ALL, _SET_IN = 3, 10, 0.95, 3
_INDENTED = re.compile(r"^([^\S\r\n]*+)\S", re.MULTILINE)
_HEADING, _SOME_HEADINGS = re.compile(r"^ {0,3}(#{1,6})[ \t]+\S", re.MULTILINE), 4
_SECOND_ITEM = re.compile(r"^[\s#>*-]{0,8}B[.．、]", re.MULTILINE)
_QUESTIONS = {"Q", "QUESTION", "问", "問"}
# What a label says that is put before the wording of a bill.
_WORDING = re.compile(
    r"(?:[條条]文|草案|修正案|[動动][議议]|[決决][議议](?:文)?|版本|等[\d一二三四五六七八九十]*人?所?提案)$"
)


def drop_lists(text: str, candidates: Sequence[Candidate]) -> tuple[list[Candidate], set[int]]:
    """Return the candidates without those that stand in a list, in a headline, or within a paragraph.

    And where the lines of rolls start, which nobody says.
    """
    rolled = _find_rolls(text, candidates)
    listed = rolled | _find_flush(text, candidates) | _find_headlines(text, candidates) | _find_items(text, candidates)
    return [candidate for candidate in candidates if candidate.start not in listed], rolled


def _find_rolls(text: str, candidates: Sequence[Candidate]) -> set[int]:
    """Where candidates start that are lines of a roll: offices with who held them, one below the other."""
    counts = Counter(normalise_name(candidate.name) for candidate in candidates if candidate.style == "colon")
    rolled: set[int] = set()
    run: list[Candidate] = []
    for candidate in (*(each for each in candidates if each.style == "colon"), None):
        if candidate and _names_somebody(text, candidate) and (not run or _follows(text, run[-1], candidate)):
            run.append(candidate)
            continue
        once = sum(counts[normalise_name(each.name)] == 1 for each in run)
        if len(run) >= _FEWEST_LINES and once >= _MOSTLY * len(run):
            rolled |= {each.start for each in run}
        run = [candidate] if candidate and _names_somebody(text, candidate) else []
    return rolled


def is_wording(name: str) -> bool:
    """Return whether a label says that the wording of a bill or a motion follows, which is read out and nobody's."""
    return bool(_WORDING.search(name))


def _names_somebody(text: str, candidate: Candidate) -> bool:
    """Whether names stand behind a label, and nothing that is said."""
    words = text[candidate.end : min(candidate.line_end, candidate.end + 200)].strip(" \t\u3000*_")
    parts = [part for part in _PARTS.split(words) if part]
    return bool(parts) and not ends_sentence(words) and 2 * sum(rate_shape(part) > 0 for part in parts) > len(parts)


def _follows(text: str, before: Candidate, candidate: Candidate) -> bool:
    return not text[before.line_end : candidate.start].strip()


def _find_flush(text: str, candidates: Sequence[Candidate]) -> set[int]:
    """Where candidates start that stand within a paragraph, where first lines are set in and labels open them."""
    counts = Counter(candidate.name for candidate in candidates if candidate.style == "colon")
    often = [c for c in candidates if c.style == "colon" and counts[c.name] >= _OFTEN]
    if len(often) < _SOME_LABELS:
        return set()
    usual = median(len(match[1].expandtabs()) for match in _INDENTED.finditer(text))
    deep = [_indent(text, candidate) > usual + _SET_IN for candidate in often]
    if sum(deep) < _NEARLY_ALL * len(deep):
        return set()
    return {candidate.start for candidate in candidates if _indent(text, candidate) <= usual + _SET_IN}


def _indent(text: str, candidate: Candidate) -> int:
    left = max(0, candidate.start - _DEEPEST)
    line = re.split(r"[\r\n]", text[left : candidate.start])[-1].expandtabs()
    return len(line) - len(line.lstrip())


def _find_headlines(text: str, candidates: Sequence[Candidate]) -> set[int]:
    """Where candidates start that are headlines with a name: most headings of their level have none."""
    levels = Counter(len(match[1]) for match in _HEADING.finditer(text))
    named = [candidate for candidate in candidates if candidate.heading and candidate.style in ("colon", "letter")]
    labelled = Counter(candidate.heading for candidate in named)
    return {
        candidate.start
        for candidate in named
        if levels[candidate.heading] >= _SOME_HEADINGS
        and 2 * labelled[candidate.heading] < levels[candidate.heading]
        and not ends_sentence(text[candidate.end : candidate.line_end].strip() or ".")
    }


def _find_items(text: str, candidates: Sequence[Candidate]) -> set[int]:
    """Where candidates start that are items of a list, A. and B., where no question stands before any answer."""
    asked = any(candidate.name.upper() in _QUESTIONS for candidate in candidates)
    return (
        set()
        if asked or not _SECOND_ITEM.search(text)
        else {c.start for c in candidates if c.style == "letter" and c.name.upper() == "A"}
    )
