"""The reader of labelled transcripts: a name and a colon before what each person says."""

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass

from analysis.reading.repeats import is_said_again
from analysis.reading.scenery import (
    STAGE,
    Block,
    classify_line,
    find_blocks,
    is_capitalised,
    is_tail,
    is_title,
    mark_preamble,
)
from analysis.reading.spans import Span
from analysis.reading.speakers import Roster, merge_names

# A name, perhaps in bold and with a note in brackets before it, then a colon of either width.
_LABEL = re.compile(
    r"""^[ \t\u3000]*(?P<open>[>*_]*[ ]?[*_]*)
        (?:[(（【\[](?P<note>[^)）】\]\n]{1,12})[)）】\]][ ]*)?
        (?P<name>[^\s:：*_\[\]()（）<>|#“”"「」][^:：*_\[\]()<>|\n“”"「」。！？!?；;]{0,39}?)
        [ ]*[*_]{0,4}[ ]*[:：](?P<close>[*_]{0,4})""",
    re.VERBOSE | re.MULTILINE,
)
_NOT_A_NAME = re.compile(
    r"(?:说|说道|问道|表示|指出|强调|认为|提到|称|写道|said|says|asked|asks|added|adds|wrote|replied|told)$|^\d|https?$|//|[,，、]\s*\S+\s+\S+\s+\S+|^(?:[^\u4e00-\u9fff]*\s){6}"
    r"|^(?:文章作者|作者|发布时间|发布地|原文链接|封面图链接|来源|链接|关键词|编辑|注|例如|比如|其中|问题是"
    r"|key points?|note|source|author|date|url|published|example|for example|summary|p\.?s\.?)$",
    re.IGNORECASE,
)
_LONGEST_HAN_NAME = 12
_PREVIEW = re.compile(r"前言|预告|片头|引子|导语|精彩|preface|preview|teaser|cold open|highlight", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Label:
    """A label's place, the name in it, and whether a note calls what follows a preview."""

    start: int
    end: int
    name: str
    preview: bool = False


def guess_roster(text: str) -> Roster:
    """Return the people whose names label turns in `text`; nobody where it is not labelled.

    A name counts when it labels two lines or more, or when labels open most of the paragraphs.
    """
    candidates = {label.start: label.name for label in _find_candidates(text)}
    counts = Counter(candidates.values())
    used = Counter({name: n for name, n in counts.items() if n > 1}) or counts
    # Which blocks a label opens, and the name in it; None for the others.
    opened = [
        next((candidates[a] for a, _ in block.lines if a in candidates), None)
        for block in find_blocks(text, 0, len(text))
    ]
    places = [number for number, name in enumerate(opened) if name in used]
    if len(places) < 2:
        return Roster()
    first, last = places[0], places[-1]
    while first > 0 and opened[first - 1]:
        first -= 1
    while last + 1 < len(opened) and opened[last + 1]:
        last += 1
    talk = [name for name in opened[first : last + 1] if name]
    if len(talk) * 2 >= last + 1 - first:
        used += Counter(name for name in talk if name not in used)
    elif used is counts:
        return Roster()
    return Roster.of(merge_names(used), closed=False)


def unknown_labels(text: str, roster: Roster) -> list[tuple[str, int]]:
    """Return names that label turns of `text` but that the roster does not know, with counts."""
    guessed = guess_roster(text)
    strangers = Counter(
        label.name
        for label in _find_candidates(text)
        if guessed.resolve(label.name) and roster.resolve(label.name) is None
    )
    return strangers.most_common()


def find_labels(text: str, roster: Roster) -> list[Label]:
    """Return the labels of `text` in order: at the start of lines, and inside paragraphs.

    Inside a paragraph only a spelling that also stands at the start of a line counts, behind
    white space or the end of a sentence, because prose has colons after names too.
    """
    labels = [label for label in _find_candidates(text) if roster.resolve(label.name)]
    used = sorted({label.name for label in labels}, key=lambda name: (-len(name), name))
    if used:
        names = "|".join(re.escape(name) for name in used)
        inside = re.compile(rf"(?:(?<=[^\S\r\n])|(?<=[。！？!?”」]))(?P<name>{names})[ ]?[:：]")
        starts = [label.start for label in labels]
        for match in inside.finditer(text):
            number = bisect_right(starts, match.start()) - 1
            if number < 0 or labels[number].end <= match.start():
                labels.append(Label(match.start(), match.end(), match["name"]))
    return sorted(labels, key=lambda label: label.start)


def read_labels(text: str, roster: Roster) -> list[Span]:
    """Return marks for a labelled transcript: what precedes it, labels, speech, what follows it."""
    labels = find_labels(text, roster)
    if not labels:
        return []
    marks = mark_preamble(text, 0, labels[0].start)
    for number, label in enumerate(labels):
        following = labels[number + 1].start if number + 1 < len(labels) else len(text)
        end = _end_of_label(text, label, following)
        marks.append(Span(label.start, end, "label"))
        if label.preview and is_said_again(text[end:following], text[following:]):
            marks += [Span(a, b, "repeat") for block in find_blocks(text, end, following) for a, b in block.lines]
            continue
        last = number + 1 == len(labels)
        marks += _mark_turn(text, end, following, roster.resolve(label.name), last=last)
    return marks


def _find_candidates(text: str) -> list[Label]:
    found = []
    for match in _LABEL.finditer(text):
        name = match["name"].strip()
        han = sum("\u4e00" <= c <= "\u9fff" for c in name)
        if _NOT_A_NAME.search(name) or han > _LONGEST_HAN_NAME or not re.search(r"[^\W\d_]", name):
            continue
        start = match.start() + len(match.group()) - len(match.group().lstrip())
        end = match.end() if match["open"].strip(" >") else match.end() - len(match["close"])
        found.append(Label(start, end, name, bool(_PREVIEW.search(match["note"] or ""))))
    return found


def _end_of_label(text: str, label: Label, limit: int) -> int:
    """Where a label ends when a colon too many, or the name again, stands behind it."""
    parts = {label.name, *re.findall(r"[A-Za-z]{3,}", label.name)}
    again = "|".join(re.escape(part) for part in sorted(parts, key=len, reverse=True))
    match = re.compile(rf"\s*(?:(?:{again})\s*)?[:：]+").match(text, label.end, limit)
    return match.end() if match else label.end


def _mark_turn(text: str, start: int, end: int, speaker: str | None, *, last: bool) -> list[Span]:
    marks: list[Span] = []
    blocks = list(find_blocks(text, start, end))
    for number, block in enumerate(blocks):
        if last and number and is_tail(text, block):
            marks.append(Span(block.start, blocks[-1].end, "furniture"))
            break
        closing = not last and number > 0 and number + 1 == len(blocks)
        if closing and _is_heading_between_turns(text, block):
            marks.append(Span(block.start, block.end, "heading"))
            continue
        for left, right in block.lines:
            kind = classify_line(text[left:right])
            if kind:
                marks.append(Span(left, right, kind))
            else:
                marks += mark_speech(text, left, right, speaker)
    return marks


def mark_speech(text: str, start: int, end: int, speaker: str | None) -> list[Span]:
    """Return marks for words of one speaker, with the stage directions in them cut out."""
    marks: list[Span] = []
    position = start
    for match in STAGE.finditer(text, start, end):
        marks.append(Span(position, match.start(), "speech", speaker))
        marks.append(Span(match.start(), match.end(), "stage"))
        position = match.end()
    marks.append(Span(position, end, "speech", speaker))
    return [mark for mark in marks if text[mark.start : mark.end].strip()]


def _is_heading_between_turns(text: str, block: Block) -> bool:
    line = text[block.start : block.end]
    if len(block.lines) > 1 or not is_title(line) or STAGE.search(line):
        return False
    return bool(re.search("[\u4e00-\u9fff]", line)) or is_capitalised(line)
