"""Subtitles, SubRip and WebVTT: a speaker is named only where the speaker changes.

No parser of subtitles says where in the file a line stands, which is what a reading needs; so the few rules of the two
forms are here.
"""

import html
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from analysis.reading.scenery import STAGE
from analysis.reading.shapes import is_field, rate_label
from analysis.reading.sources import Record, Source, View
from analysis.reading.speakers import bare_name

_CLOCK = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_TIMES = re.compile(rf"^[ \t]*+{_CLOCK}[ \t]*+-->[ \t]*+{_CLOCK}[^\r\n]*+", re.MULTILINE)
_LINE = re.compile(r"[^\r\n]++")
_VOICE = re.compile(r"<v(?:\.[\w.]+)?[ \t]+([^<>\n]{1,80})>|<[^<>\n]{0,80}>|\{\\[^{}\n]{1,40}\}|♪")
_SIGN = re.compile(r"(?:>>+|&gt;&gt;(?:&gt;)?|[-–—](?=[\s\w\"'“¿¡]))[ \t]*+")
_NAMED = re.compile(
    r"(?:([^\W\d_][^:：\n<>\[\]]{0,39}?)[ \t]?[:：](?![\d/])|[\[(]([^\W\d_][^\])\n]{0,29})[\])][ \t]?:?)[ \t]*+"
)
_HEADER = re.compile(r"(?:\ufeff?WEBVTT|Kind:|Language:|NOTE\b|STYLE\b|REGION\b|X-TIMESTAMP)")
# Where fewer cues than this share name a speaker or mark a change, most of the others are somebody else's.
# No cue has so long a line; behind that nobody else is looked for.
_LONGEST_LINE = 5_000
_SPARSE, _FEW = 0.05, 0.12
# Unless hardly a name follows itself, and none is long to come: then each stands where the speaker changes.
_AGAIN, _LONGEST_GAP = 0.1, 0.25
SPARSE, ALTERNATE = "few speakers are named", "two unnamed speakers are taken to alternate"
FIRST, SECOND = "Speaker 1", "Speaker 2"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of words of a cue."""

    cue: int
    start: int
    end: int


@dataclass(slots=True)
class _Piece:
    """Words that one speaker has in a line.

    change: whether a sign says that the speaker changes, without a name. boxed: whether the name stands in brackets.
    goes_on: whether it begins a line that the one above it in the cue runs into.
    """

    start: int
    end: int
    name: str
    change: bool
    boxed: bool
    label: tuple[int, int] | None
    voiced: bool
    goes_on: bool


def open_subtitles(text: str) -> Source | None:
    """Return the source that subtitles are, None where the text has no two cues."""
    times = list(_TIMES.finditer(text))
    if len(times) < 2:
        return None
    lines = _find_lines(text, times)
    go_on = {
        line.start for before, line in pairwise(lines) if before.cue == line.cue and text[before.end - 1].isalnum()
    }
    pieces = [piece for line in lines for piece in _split_line(text, line, goes_on=line.start in go_on)]
    names = _accept_names(text, pieces)
    return _build(text, lines, pieces, names)


def _find_lines(text: str, times: Sequence[re.Match[str]]) -> list[_Line]:
    """The lines of words of each cue: without the number or name of the next one, and without notes between cues."""
    lines = []
    bounds = [*(match.start() for match in times[1:]), len(text)]
    for cue, (match, bound) in enumerate(zip(times, bounds, strict=True)):
        found = [(m.start(), m.end()) for m in _LINE.finditer(text, match.end(), bound) if m.group().strip()]
        if found and bound < len(text) and text.count("\n", found[-1][1], bound) <= 1:
            above = found[-2][1] if len(found) > 1 else match.end()
            if text.count("\n", above, found[-1][0]) > 1 or text[slice(*found[-1])].strip().isdigit():
                found.pop()
        noted = False
        for number, (start, end) in enumerate(found):
            apart = number > 0 and text.count("\n", found[number - 1][1], start) > 1
            noted = (noted and not apart) or bool(_HEADER.match(text, start))
            if apart and bound == len(text):
                break
            if not noted:
                words = text[start:end]
                left = start + len(words) - len(words.lstrip())
                lines.append(_Line(cue, left, left + len(words.strip())))
    return lines


def _split_line(text: str, line: _Line, *, goes_on: bool) -> list[_Piece]:
    """The pieces of a line: at each voice, at signs of change at its beginning and behind the end of a sentence."""
    starts: list[tuple[int, int, str, bool]] = []
    stop = min(line.end, line.start + _LONGEST_LINE)
    for match in _VOICE.finditer(text, line.start, stop):
        if match[1]:
            starts.append((match.start(), match.end(), match[1].strip(), False))
    for match in re.compile(r"(?:^|(?<=[.?!…。！？] ))(?=>>|[-–—]|&gt;)").finditer(text[line.start : stop]):
        place = line.start + match.start()
        if sign := _SIGN.match(text, place, line.end):
            starts.append((place, sign.end(), "", True))
    starts = [(line.start, line.start, "", False), *sorted(starts)]
    pieces = []
    for number, (begin, inside, voice, signed) in enumerate(starts):
        end = starts[number + 1][0] if number + 1 < len(starts) else line.end
        tag = _VOICE.match(text, inside, end)
        position = tag.end() if tag and not tag[1] else inside
        change = signed
        if not voice and not change and position == inside == begin and (sign := _SIGN.match(text, position, end)):
            position, change = sign.end(), True
        named = None if voice else _NAMED.match(text, position, end)
        name = voice or (bare_name(named[1] or named[2]) if named else "")
        label = (begin, inside) if voice else ((begin, named.end()) if named else None)
        if end > begin or number == 0:
            boxed = named is not None and named[2] is not None
            begins = named.end() if named else position
            pieces.append(_Piece(begins, end, name, change, boxed, label, bool(voice), goes_on and begin == line.start))
    return [piece for piece in pieces if piece.end > piece.start or piece.name]


def _accept_names(text: str, pieces: Sequence[_Piece]) -> set[str]:
    """The names that are speakers': of voices, and of labels that recur or look like a person's.

    What stands once, where the line above runs into it, is the end of what is said there: "she asked this / question:".
    """
    counts = Counter(piece.name for piece in pieces if piece.name and not piece.voiced)
    inside = {piece.name for piece in pieces if piece.name and piece.goes_on and counts[piece.name] == 1}
    voices = {piece.name for piece in pieces if piece.voiced}
    # Where most lines begin with a name, a name in small letters or one that stands once is no accident.
    bonus = 1.5 if 2 * sum(counts.values()) > len(pieces) else 0.0
    accepted = {
        name
        for name, count in counts.items()
        if name not in inside
        and not STAGE.match(f"[{name}]")
        and not is_field(name)
        and rate_label(name, count) + bonus > 0
    }
    if not voices and sum(counts[name] for name in accepted) < 2:
        return set()
    return accepted | voices


def _build(text: str, lines: Sequence[_Line], pieces: Sequence[_Piece], names: set[str]) -> Source:
    view = View(text)
    records: list[Record] = []
    labels: list[tuple[int, int]] = []
    repeats: list[tuple[int, int]] = []
    recent: list[str] = []
    n_cues = len({line.cue for line in lines})
    n_changes = sum(piece.change for piece in pieces)
    signs = n_changes >= max(1 if names else 2, _SPARSE * n_cues)
    shown = _find_rolled(text, lines)
    for piece in pieces:
        if any(start <= piece.start and piece.end <= end for start, end in shown.get(piece.end, ())):
            repeats.append((piece.start, piece.end))
            continue
        if piece.name in names:
            _speak(recent, piece.name)
            if piece.label:
                labels.append(piece.label)
        else:
            if piece.name and piece.label:
                piece.start = piece.label[0]
            if piece.change and signs:
                _speak(recent, recent[1] if len(recent) > 1 else SECOND if recent else FIRST)
                if sign := _SIGN.match(text, piece.start, piece.end):
                    labels.append((piece.start, sign.end()))
                    piece.start = sign.end()
        who = recent[0] if recent else ""
        if not _plain(text[piece.start : piece.end]).strip():
            continue
        if records:
            view.insert("\n" if records[-1].who == who else "\n\n", piece.start)
        begin = view.length
        _take(view, text, piece.start, piece.end)
        records.append(Record(begin, view.length, who))
    notes = []
    mine = [piece for piece in pieces if piece.name in names]
    # In a box a film names who is out of sight, and leaves all others to the picture.
    few = 0.5 if mine and all(piece.boxed for piece in mine) else _FEW
    sparse = len(mine) + n_changes * signs * (few == _FEW) < few * n_cues
    if names and sparse and (few != _FEW or not _mark_changes(mine, lines, n_cues)):
        notes.append(f"{SPARSE}: {len(mine)} of {n_cues} cues name one")
    if signs and not names:
        notes.append(f"{ALTERNATE}: changes of speaker are marked, and more than two would be mixed up")
    return view.close("subtitles", records=records, labels=labels, repeats=repeats, notes=notes)


def _mark_changes(named: Sequence[_Piece], lines: Sequence[_Line], n_cues: int) -> bool:
    """Whether names stand just where the speaker changes: names put at random would follow themselves often."""
    n_again = sum(before.name == piece.name for before, piece in pairwise(named))
    cues = [line.cue for line in lines]
    starts = [line.start for line in lines]
    places = [cues[bisect_right(starts, piece.start) - 1] for piece in named]
    longest = max(after - before for before, after in pairwise([0, *places, n_cues]))
    return n_again <= _AGAIN * len(named) and longest <= _LONGEST_GAP * n_cues


def _find_rolled(text: str, lines: Sequence[_Line]) -> dict[int, list[tuple[int, int]]]:
    """Lines that a cue shows again from the cue before it, by where they end."""
    found: dict[int, list[tuple[int, int]]] = {}
    by_cue: dict[int, list[_Line]] = {}
    for line in lines:
        by_cue.setdefault(line.cue, []).append(line)
    for cue, mine in by_cue.items():
        above = [_plain(text[line.start : line.end]).strip() for line in by_cue.get(cue - 1, [])]
        current = [_plain(text[line.start : line.end]).strip() for line in mine]
        n_same = next((n for n in range(min(len(above), len(current)), 0, -1) if above[-n:] == current[:n]), 0)
        if n_same and (len(current) > n_same or len(above) > n_same or len(" ".join(current[:n_same]).split()) > 3):
            for line in mine[:n_same]:
                found.setdefault(line.end, []).append((line.start, line.end))
    return found


def _plain(words: str) -> str:
    return html.unescape(_VOICE.sub("", words))


def _take(view: View, text: str, start: int, end: int) -> None:
    """Add the words of a line without its tags."""
    position = start
    for match in _VOICE.finditer(text, start, end):
        view.take_html(position, match.start())
        position = match.end()
    view.take_html(position, end)


def _speak(recent: list[str], person: str) -> None:
    """Put a person first in the list of the last two speakers."""
    if not recent or recent[0] != person:
        recent[:] = [person, *recent][:2]
