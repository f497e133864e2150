"""Turns: from the labels that announce speakers to marks on the whole of a transcript."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.reading.links import TAGS, TARGET
from analysis.reading.parts import find_parts, find_sections
from analysis.reading.repeats import is_said_again
from analysis.reading.scenery import (
    CENTRED,
    STAGE,
    Block,
    classify_line,
    ends_sentence,
    find_blocks,
    find_paragraphs,
    find_tail,
    is_capitalised,
    is_ornament,
    is_title,
)
from analysis.reading.shapes import is_field
from analysis.reading.spans import Kind, Span
from analysis.reading.speakers import Roster
from analysis.reading.stamps import STAMP, TIME

# A paragraph in brackets from end to end tells what happens, it is not said.
_ASIDE = re.compile(r"^[(（\[【][^()（）\[\]【】]{2,120}[)）\]】]$")
_EDITED = re.compile(
    r"^\W*(?:this|the) (?:interview|conversation|transcript|discussion).{0,60}(?:edited|condensed)"
    r"|^\W*(?:edited|condensed) (?:and|for)|^\W*[(（]?(?:本文|以上|采访|对话|访谈).{0,20}(?:整理|编辑|删减|有删)"
    r"|^\W*以上(?:就)?(?:是|为|為).{0,30}(?:采访|採訪|访谈|訪談|对话|對話|演讲|演講|问答|問答)",
    re.IGNORECASE,
)
# What a minute-taker lists under a heading, and what a page pulls out of the talk to show it large, nobody says there.
_HEADING = re.compile(r"\s{0,3}#{1,6}\s")
# From here over all headings without words below them to whatever else stands there.
_HEADING_LINE = re.compile(r"^[ ]{0,3}\#{1,6}[ \t][^\r\n]*+(?:\s*+\#{1,6}[ \t][^\r\n]*+)*+\s*+", re.MULTILINE)
_SOME_HEADINGS, _NEARLY_ALL = 3, 0.75
# What is done in a play: in brackets behind a name, in a line that an odd bracket opens; and a line with its time.
_DIRECTED = re.compile(r"\s{0,3}[(（][^()（）\n]{1,120}[)）]")
_DIRECTION = re.compile(rf"{STAGE.pattern}|[(（][^()（）\n]{{1,120}}[)）]", re.IGNORECASE)
_ACTION = re.compile(r"〔(?![^〕\n]{1,200}〕)")
_UNDERLINE, _LONGEST_HEADING = re.compile(r"[ \t]*\r?\n[ \t]{0,3}(?:-{3,200}|={3,200})[ \t]*(?:\r?\n|$)"), 120
_SOME_DIRECTED, _OFTEN_DIRECTED, _SOME_STAMPED = 4, 0.08, 6
_STAMPED = re.compile(rf"[ \t]*(?:{STAMP.pattern}|{TIME.pattern})")
_ITEM = re.compile(r"\s*[-*+•]\s")
_PULLED = re.compile(r">\s*[“「\"][^\n]{1,300}[”」\"]|[“「][^“”「」\n]{4,120}[”」]")
_LISTED = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、]")
# Behind this nobody speaks any more.
_OVER = re.compile(
    r"\W*(?:end of (?:the )?(?:interview|transcript|recording|discussion)|(?:the )?(?:interview|meeting|session"
    r"|hearing) (?:ends|ended)"
    r"|(?:采访|採訪|访谈|訪談|对话|對話|会议|會議|录音|錄音|直播)(?:到此)?(?:结束|結束|完)|以上(?:就)?是本)",
    re.IGNORECASE,
)
# Below this, behind the last label, whoever wrote the text down speaks; where there are chapters it is one of them.
_AFTERWORD = re.compile(
    r"\W*(?:结语|結語|尾声|尾聲|[后後][记記]|[写寫]在最[后後]|[编編][后後]|afterword|epilogue)\W*", re.IGNORECASE
)
# A preview stands before these.
_FIRST_LABELS = 30
_ENDS_LINE = re.compile(r"[\r\n]")
_COLONS = re.compile(r"\s*+[:：]++")
_WORDS = re.compile(r"\s*+(?=\S)")
_PART = re.compile(r"[A-Za-z]{3,}")
_NUMBER = re.compile(r"\W*\d{1,2}\W*(?:\n[^\n。，]{1,40})?")
_NUMBERED_UNDER = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class _Manner:
    """How a document sets what stands between its labels.

    closes: what stands below a heading is nobody's, until the next label. directs: brackets hold what is done, as in a
    play. stamps: a line that begins with a time, and is no label, tells what happens, as in a chat. asides: what stands
    again and again in brackets right behind labels: from where somebody speaks. parts: where headings start below which
    nobody goes on.
    """

    closes: bool = False
    directs: bool = False
    stamps: bool = False
    asides: frozenset[str] = frozenset()
    parts: frozenset[int] = frozenset()
    rolled: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Label:
    """A label's place, the name in it, and whether a note calls what follows a preview.

    written: whether what follows is no speech, but the wording that the label names.
    """

    start: int
    end: int
    name: str
    preview: bool = False
    written: bool = False


def mark_turns(
    text: str,
    labels: Sequence[Label],
    roster: Roster,
    *,
    end: int,
    answering: Mapping[str, str] | None = None,
    rolled: frozenset[int] = frozenset(),
) -> list[Span]:
    """Return marks from the first label up to `end`: labels, speech, and what stands between.

    labels: in order, without overlap, every name known to the roster. answering: who says what stands below the
    paragraph of a label, by its name, where that is not who says the paragraph. rolled: where lines start that only
    list who did what.
    """
    marks: list[Span] = []
    manner = replace(_find_manner(text, labels), rolled=rolled)
    for number, label in enumerate(labels):
        last = number + 1 == len(labels)
        following = end if last else labels[number + 1].start
        stop = _end_of_label(text, label, following)
        if label.written:
            marks.append(Span(label.start, stop, "heading"))
            blocks = find_paragraphs(text, stop, following)
            marks += [Span(block.start, block.end, "narration") for block in blocks]
            continue
        if aside := manner.asides and _DIRECTED.match(text, stop, following):
            stop = aside.end() if aside.group().strip() in manner.asides else stop
        marks.append(Span(label.start, stop, "label"))
        if label.preview and number < _FIRST_LABELS and is_said_again(text[stop:following], text[following:]):
            marks += [Span(a, b, "repeat") for block in find_blocks(text, stop, following) for a, b in block.lines]
        else:
            speaker = roster.resolve(label.name)
            below = (answering or {}).get(label.name, speaker)
            marks += _mark_turn(text, stop, following, speaker, last=last, below=below, manner=manner)
    return marks


def _end_of_label(text: str, label: Label, limit: int) -> int:
    """Where a label ends when a colon too many, or the name again, stands behind it."""
    if match := _COLONS.match(text, label.end, limit):
        return match.end()
    words = _WORDS.match(text, label.end, limit)
    if words and text[words.end() : words.end() + 1] in label.name:
        for part in sorted({label.name, *_PART.findall(label.name)}, key=len, reverse=True):
            behind = words.end() + len(part)
            if text.startswith(part, words.end()) and (match := _COLONS.match(text, behind, limit)):
                return match.end()
    return label.end


def _ends_with_headings(text: str, labels: Sequence[Label]) -> bool:
    """Whether a heading ends a turn: nearly all that stand before a label have it right below them."""
    starts = {label.start for label in labels}
    headings = [
        match
        for match in (_HEADING_LINE.finditer(text, 0, labels[-1].start) if labels else ())
        if match.end() >= labels[0].start
    ]
    followed = sum(match.end() in starts for match in headings)
    return len(headings) >= _SOME_HEADINGS and followed >= _NEARLY_ALL * len(headings)


def _find_manner(text: str, labels: Sequence[Label]) -> _Manner:
    behind = [match.group().strip() for label in labels if (match := _DIRECTED.match(text, label.end))]
    directed = len(behind)
    stamped = sum(bool(_STAMPED.match(text, label.start)) for label in labels)
    return _Manner(
        closes=_ends_with_headings(text, labels),
        directs=directed >= max(_SOME_DIRECTED, _OFTEN_DIRECTED * len(labels)),
        asides=frozenset(words for words, count in Counter(behind).items() if count >= _SOME_DIRECTED),
        parts=_find_parts(text, labels),
        stamps=len(labels) >= _SOME_STAMPED and stamped >= _NEARLY_ALL * len(labels),
    )


def _find_parts(text: str, labels: Sequence[Label]) -> frozenset[int]:
    """Where headings start below which nobody of the labels goes on."""
    if not labels:
        return frozenset()
    return find_parts(text, labels[0].start) | find_sections(text, labels[0].start, labels[-1].start)


def _mark_turn(
    text: str, start: int, end: int, speaker: str | None, *, last: bool, below: str | None, manner: _Manner
) -> list[Span]:
    marks: list[Span] = []
    blocks = list(find_paragraphs(text, start, end))
    tail = find_tail(text, blocks, first=1) if last else len(blocks)
    if tail < len(blocks):
        marks.append(Span(blocks[tail].start, blocks[-1].end, "furniture"))
    before: Kind | None = None
    over = unfinished = headed = False
    for number, block in enumerate(blocks[:tail]):
        words = text[block.start : block.end]
        closing = not last and number > 0 and number + 1 == len(blocks)
        kind = _set_apart(words, before) if number and not over else None
        if number and (CENTRED.fullmatch(words) or block.start in manner.parts):
            kind, over = "heading", True
            marks.append(Span(block.start, block.end, kind))
            continue
        if over:
            kind = "heading" if _HEADING.match(words) else "narration"
        over = over or (last and number > 0 and bool(_OVER.match(words)))
        if last and number and not headed and _AFTERWORD.fullmatch(words):
            kind, over = "heading", True
        if kind is None and closing and _is_heading_between_turns(text, block):
            kind = "heading"
        before = kind or ("heading" if _HEADING.match(words) else None)
        headed = headed or before == "heading"
        over = over or (manner.closes and before == "heading")
        if kind:
            marks.append(Span(block.start, block.end, kind))
        else:
            behind = number == 0 and not _ENDS_LINE.search(text, start, block.start)
            marks += mark_speech(
                text, block, speaker if number == 0 else below, goes_on=unfinished, manner=manner, behind=behind
            )
        unfinished = kind is None and not ends_sentence(words)
    return marks


def _set_apart(words: str, before: Kind | None) -> Kind | None:
    """What a paragraph within a turn is, where it is not said: by its look, and by what the one before it was."""
    if _NUMBER.fullmatch(words) or (_LISTED.match(words) and is_title(words)) or _is_shouted(words):
        return "heading"
    if before == "heading" and _NUMBERED_UNDER.match(words) and "\n" not in words and is_title(words):
        return "heading"
    if before in ("heading", "narration") and (_ITEM.match(words) or _LISTED.match(words)):
        return "narration"
    return "narration" if _EDITED.match(words) or _PULLED.fullmatch(words) else None


def _is_shouted(words: str) -> bool:
    """Whether a paragraph is a heading in capitals, as the records of a hearing have them."""
    letters = re.findall(r"[^\W\d_]", words)
    return (
        len(letters) >= 8
        and len(words.split()) > 1
        and words.isupper()
        and len(words) < 200
        and not ends_sentence(words)
    )


def mark_speech(
    text: str,
    block: Block,
    speaker: str | None,
    *,
    whole: bool = False,
    goes_on: bool = False,
    manner: _Manner = _Manner(),
    behind: bool = False,
) -> list[Span]:
    """Return marks for a paragraph of one speaker: scenery by line, stage directions cut out.

    whole: every line is the speaker's, also one that looks like scenery. goes_on: whether the words before it are no
    whole sentence: a line that a converter broke there goes on in the next, whatever that looks like. manner: what the
    document's labels tell of the lines between them. behind: whether the first line stands behind its label: then it is
    said, whatever it looks like, unless it is a picture or a rule.
    """
    if (
        not whole
        and _ASIDE.match(text[block.start : block.end])
        and classify_line(text[block.start : block.end]) is None
    ):
        return [Span(block.start, block.end, "stage")]
    marks: list[Span] = []
    tags = [match.span() for match in TAGS.finditer(text, block.start, block.end)]
    for number, (left, right) in enumerate(block.lines):
        open_before = goes_on if number == 0 else not ends_sentence(text[slice(*block.lines[number - 1])])
        kind = None if whole or manner.stamps else classify_line(text[left:right])
        said = open_before or (behind and number == 0)
        if left in manner.rolled:
            kind = "furniture"
        elif kind == "furniture" and said and not is_ornament(text[left:right]):
            kind = None
        if kind is None and not whole and _is_event(text[left:right], manner):
            kind = "stage"
        elif kind is None and not whole and _is_underlined(text, left, right):
            kind = "heading"
        if kind:
            marks.append(Span(left, right, kind))
            continue
        marks += mark_line(text, left, right, speaker, manner, tags=tags)
    return [mark for mark in marks if text[mark.start : mark.end].strip()]


def mark_line(
    text: str,
    start: int,
    end: int,
    speaker: str | None,
    manner: _Manner = _Manner(),
    *,
    tags: Sequence[tuple[int, int]] = (),
) -> list[Span]:
    """Return marks for words of one speaker: what is done, where links lead, and tags cut out."""
    marks: list[Span] = []
    position = start
    within: list[tuple[int, int, Kind]] = [
        (max(a, start), min(b, end), "furniture") for a, b in tags if a < end and b > start
    ]
    for left, right, told in sorted([*_find_apart(text, start, end, manner), *within]):
        if left >= position:
            marks += [Span(position, left, "speech", speaker), Span(left, right, told)]
            position = right
    marks.append(Span(position, end, "speech", speaker))
    return [mark for mark in marks if mark.end > mark.start]


def _find_apart(text: str, start: int, end: int, manner: _Manner) -> list[tuple[int, int, Kind]]:
    """What within a line of speech is not said: what is done, and where a link leads."""
    done = _DIRECTION if manner.directs else STAGE
    apart: list[tuple[int, int, Kind]] = [(*match.span(), "stage") for match in done.finditer(text, start, end)]
    return sorted([*apart, *((*match.span(1), "furniture") for match in TARGET.finditer(text, start, end))])


def _is_underlined(text: str, left: int, right: int) -> bool:
    """Whether a line is a heading by the line of dashes right below it."""
    below = _UNDERLINE.match(text, right)
    if not below or right - left > _LONGEST_HEADING:
        return False
    line = text[left:right]
    return not ends_sentence(line) or line.startswith(("**", "__"))


def _is_event(line: str, manner: _Manner) -> bool:
    """Whether a line tells what is done in a play, or what happens in a chat: with its time, and no sentence."""
    return bool(_ACTION.match(line) or (manner.stamps and _STAMPED.match(line) and not ends_sentence(line)))


def _is_heading_between_turns(text: str, block: Block) -> bool:
    line = text[block.start : block.end]
    if len(block.lines) > 1 or not is_title(line) or STAGE.search(line):
        return False
    return bool(re.search("[\u4e00-\u9fff]", line)) or is_capitalised(line) or _is_headword(line)


def _is_headword(line: str) -> bool:
    """Whether a line is one long word with a capital, which is no reply."""
    return bool(re.fullmatch(r"[A-Z][a-z]{5,}", line)) and not is_field(line)
