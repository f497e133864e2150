"""The reader of subtitles, SubRip and WebVTT: a speaker is named only where the speaker changes."""

import io
import re
from collections import Counter

from analysis.reading.scenery import STAGE
from analysis.reading.spans import Span, mark_rest
from analysis.reading.speakers import Roster, bare_name, merge_names

_TIMES = re.compile(r"^\s*(?:\d+:)?\d{1,2}:\d\d[.,]\d{1,3}\s+-->", re.MULTILINE)
_CHANGE = re.compile(
    r"\s*(?P<sign>>>+|[-–—]|&gt;&gt;)?\s*"
    r"(?:(?P<name>[A-Z\u4e00-\u9fff][^:：\n<>\[\]]{0,29}?)\s*[:：](?!\d)|[\[(](?P<boxed>[A-Z\u4e00-\u9fff][^\])\n]{0,29})[\])]\s*:?)?\s*"
)
_TAG = re.compile(r"<[^<>\n]*>|♪")


def read_subtitles(text: str, roster: Roster) -> list[Span]:
    """Return marks for subtitles: words by speaker, names as labels, times and numbers as furniture.

    A change of speaker without a name (">>" or a dash) goes to the other of the last two.
    """
    marks: list[Span] = []
    recent: list[str] = []
    for start, end, voice in _find_lines(text):
        if voice and (person := roster.resolve(voice)):
            _speak(recent, person)
        position = start
        tag = _TAG.match(text, position, end)
        position = tag.end() if tag else position
        change = _CHANGE.match(text, position, end)
        if change:
            named = change["name"] or change["boxed"]
            person = roster.resolve(bare_name(named)) if named else None
            if person:
                _speak(recent, person)
                marks.append(Span(position, change.end(), "label"))
                position = change.end()
            elif change["sign"] and (not named or change["name"]):
                _speak(recent, recent[1] if len(recent) > 1 else "Speaker 2" if recent else "Speaker 1")
                sign = change.end("sign")
                marks.append(Span(position, sign, "label"))
                position = sign
        marks += _mark_words(text, position, end, recent[0] if recent else None)
    return mark_rest(text, marks, "furniture") if any(mark.kind == "speech" for mark in marks) else []


def guess_subtitle_speakers(text: str) -> Roster:
    """Return the people whom voice tags or labels at the start of a line name."""
    names: Counter[str] = Counter()
    for start, end, voice in _find_lines(text):
        tag = _TAG.match(text, start, end)
        change = _CHANGE.match(text, tag.end() if tag else start, end)
        named = change and (change["name"] or change["boxed"])
        if voice:
            names[bare_name(voice)] += 1
        elif named and not STAGE.match(f"[{named}]") and len(named.split()) <= 4 and not _is_sentence(named):
            names[bare_name(named)] += 1
    if any(">>" in text[start:end] or "&gt;&gt;" in text[start:end] for start, end, _ in _find_lines(text)):
        names.update(["Speaker 1", "Speaker 2"])
    return Roster.of(merge_names(names), closed=False)


def _is_sentence(name: str) -> bool:
    return bool(re.search(r"[,，。.?？!！]\s", name)) or (name.rsplit(maxsplit=1)[-1].islower() and " " in name)


def _speak(recent: list[str], person: str) -> None:
    """Put a person first in the list of the last two speakers."""
    if not recent or recent[0] != person:
        recent[:] = [person, *recent][:2]


def _find_lines(text: str) -> list[tuple[int, int, str | None]]:
    """The place of each line of words, and the voice that its caption names."""
    if len(_TIMES.findall(text)) < 2:
        return []
    import webvtt

    form = "vtt" if text.lstrip("\ufeff").startswith("WEBVTT") else "srt"
    try:
        captions = webvtt.from_buffer(io.StringIO(text.lstrip("\ufeff")), format=form).captions
    except webvtt.errors.MalformedFileError:
        return []
    lines, position = [], 0
    for caption in captions:
        for number, line in enumerate(caption.lines):
            place = text.find(line, position) if line.strip() else -1
            if place >= 0:
                lines.append((place, place + len(line), caption.voice if number == 0 else None))
                position = place + len(line)
    return lines


def _mark_words(text: str, start: int, end: int, speaker: str | None) -> list[Span]:
    """Marks for the words of a line without its tags; nobody's words are narration."""
    marks, position = [], start
    cuts = [(m.start(), m.end(), "furniture") for m in _TAG.finditer(text, start, end)]
    cuts += [(m.start(), m.end(), "stage") for m in STAGE.finditer(text, start, end)]
    for left, right, kind in [*sorted(cuts), (end, end, "furniture")]:
        if left < position:
            continue
        if text[position:left].strip():
            words = Span(position, left, "speech", speaker) if speaker else Span(position, left, "narration")
            marks.append(words)
        if right > left:
            marks.append(Span(left, right, kind))  # type: ignore[arg-type]
        position = right
    return marks
