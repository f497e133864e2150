"""Turns: from the labels that announce speakers to marks on the whole of a transcript."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.reading.repeats import is_said_again
from analysis.reading.scenery import (
    STAGE,
    Block,
    classify_line,
    find_blocks,
    find_paragraphs,
    find_tail,
    is_capitalised,
    is_title,
)
from analysis.reading.spans import Span
from analysis.reading.speakers import Roster

# A paragraph in brackets from end to end tells what happens, it is not said.
_ASIDE = re.compile(r"^[(（\[【][^()（）\[\]【】]{2,120}[)）\]】]$")
_EDITED = re.compile(
    r"^\W*(?:this|the) (?:interview|conversation|transcript|discussion).{0,60}(?:edited|condensed)"
    r"|^\W*(?:edited|condensed) (?:and|for)|^\W*[(（]?(?:本文|以上|采访|对话|访谈).{0,20}(?:整理|编辑|删减|有删)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Label:
    """A label's place, the name in it, and whether a note calls what follows a preview."""

    start: int
    end: int
    name: str
    preview: bool = False


def mark_turns(text: str, labels: Sequence[Label], roster: Roster, *, end: int) -> list[Span]:
    """Return marks from the first label up to `end`: labels, speech, and what stands between.

    labels: in order, without overlap, every name known to the roster.
    """
    marks: list[Span] = []
    for number, label in enumerate(labels):
        last = number + 1 == len(labels)
        following = end if last else labels[number + 1].start
        stop = _end_of_label(text, label, following)
        marks.append(Span(label.start, stop, "label"))
        if label.preview and is_said_again(text[stop:following], text[following:]):
            marks += [Span(a, b, "repeat") for block in find_blocks(text, stop, following) for a, b in block.lines]
        else:
            marks += _mark_turn(text, stop, following, roster.resolve(label.name), last=last)
    return marks


def _end_of_label(text: str, label: Label, limit: int) -> int:
    """Where a label ends when a colon too many, or the name again, stands behind it."""
    parts = {label.name, *re.findall(r"[A-Za-z]{3,}", label.name)}
    again = "|".join(re.escape(part) for part in sorted(parts, key=len, reverse=True))
    match = re.compile(rf"\s*(?:(?:{again})\s*)?[:：]+").match(text, label.end, limit)
    return match.end() if match else label.end


def _mark_turn(text: str, start: int, end: int, speaker: str | None, *, last: bool) -> list[Span]:
    marks: list[Span] = []
    blocks = list(find_paragraphs(text, start, end))
    tail = find_tail(text, blocks, first=1) if last else len(blocks)
    if tail < len(blocks):
        marks.append(Span(blocks[tail].start, blocks[-1].end, "furniture"))
    for number, block in enumerate(blocks[:tail]):
        closing = not last and number > 0 and number + 1 == len(blocks)
        if closing and _is_heading_between_turns(text, block):
            marks.append(Span(block.start, block.end, "heading"))
        elif number and _EDITED.match(text[block.start : block.end]):
            marks.append(Span(block.start, block.end, "narration"))
        else:
            marks += mark_speech(text, block, speaker)
    return marks


def mark_speech(text: str, block: Block, speaker: str | None, *, whole: bool = False) -> list[Span]:
    """Return marks for a paragraph of one speaker: scenery by line, stage directions cut out.

    whole: every line is the speaker's, also one that looks like scenery.
    """
    if (
        not whole
        and _ASIDE.match(text[block.start : block.end])
        and classify_line(text[block.start : block.end]) is None
    ):
        return [Span(block.start, block.end, "stage")]
    marks: list[Span] = []
    for left, right in block.lines:
        kind = None if whole else classify_line(text[left:right])
        if kind:
            marks.append(Span(left, right, kind))
            continue
        position = left
        for match in STAGE.finditer(text, left, right):
            marks.append(Span(position, match.start(), "speech", speaker))
            marks.append(Span(match.start(), match.end(), "stage"))
            position = match.end()
        marks.append(Span(position, right, "speech", speaker))
    return [mark for mark in marks if text[mark.start : mark.end].strip()]


def _is_heading_between_turns(text: str, block: Block) -> bool:
    line = text[block.start : block.end]
    if len(block.lines) > 1 or not is_title(line) or STAGE.search(line):
        return False
    return bool(re.search("[\u4e00-\u9fff]", line)) or is_capitalised(line)
