"""Scenery: what stands around the talk on a page. Headings, stage directions, site furniture."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from analysis.reading.notices import ADVERTISEMENT, APPEAL, CAPTION, DATE, DATED, END, METADATA, TAIL
from analysis.reading.shapes import is_form_field
from analysis.reading.spans import Kind, Span

_LINK = re.compile(r"[\s\d、.*\-]*+!?\[")
# Where a link leads that the text names in brackets, as Markdown says it below the text.
_DEFINED = re.compile(r"\s{0,3}\[[^\]\n]{1,100}\]:\s{1,4}(?:<|https?://|/|#|\.)\S*")
_PICTURE = re.compile(r"\s*+\[?!\[")
_RULE = re.compile(r"^\s*+(?:(?:\\?[-*_=~—]\s*+){3,}+|(?:```|~~~)[`~]*+\s*+\w*+|</?\w[^<>]{0,200}>)\s*+$")
_TIME_LINE = re.compile(r"^\W*(?:\d{1,2}:)?\d{1,2}:\d\d\W+\S.{0,60}$|^\W*(?:\d{1,2}:)?\d{1,2}:\d\d\W*$|^\d+m \d+s$")
_FIELD = re.compile(r"[\W_]{0,4}(?P<name>[^\W\d_][^:：｜|\n]{0,15}?)[ ]?[:：｜|]\s*\S")
_HEADING_MARK = re.compile(r"^\s{0,3}#{1,6}\s")
_ITEM = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[)）、]|[•●■] ?\S")
# A heading of a gazette, set with blanks between its characters: below it stands what is read out or laid before all.
CENTRED = re.compile(r"[\u4e00-\u9fff](?:[ \t\u3000]{1,4}[\u4e00-\u9fff]){3,7}")
_DECORATIONS = "-=—~"
_STAGE_WORD = (
    r"掌声|掌聲|音乐|音樂|欢呼|歡呼|鼓掌|大笑|笑声|笑聲|笑|哈哈+|听不清|聽不清|停顿|停頓|全场|沉默"
    r"|applause|laughter|laughs?|laughing|chuckles?|music|cheer(?:s|ing)?|crosstalk|inaudible|pauses?|clapping"
    r"|coughs?|sighs?|silence|recess|end of (?:transcript|recording|interview)|unintelligible|indistinct|overlapping"
    r"|soundbite|编者注|編者註|译注|譯註|编注|注[:：]"
)
# In square brackets anything short and plain in the middle of talk is a direction; in round ones only
# the words for it, with a few others.
STAGE = re.compile(
    rf"[\[［【][^\]］】\n]{{0,16}}(?:{_STAGE_WORD})[^\]］】\n]{{0,16}}[\]］】](?![(\[])"
    rf"|(?<=[\w.,!?。，！？… ])\[[a-z][a-z ,'-]{{2,40}}\](?![(\[])"
    rf"|[(（]\s*[^()（）\n]{{0,6}}(?:{_STAGE_WORD})[^()（）\n]{{0,60}}\s*[)）]|\{{[a-z][a-z _-]{{2,30}}\}}|♪[^♪\n]*♪?",
    re.IGNORECASE,
)
_LONGEST_NOTICE, _LONGEST_HEADING = 100, 160
# A notice with a link in it is no longer than this; what is longer may be said.
_LONGEST_LINKED = 400
# No line of scenery is so long, but a rule or a list of links.
_LONGEST_LINE = 5_000
# Every reader asks again what short lines are.
_REMEMBERED = 300
_ENDS_PROSE = re.compile(r"[。！？!?；;，,][\s*_”’」』\"')）]*$|[.][\s*_”’\"')）]*$")
# Converters break lines at about 70 columns and more; a Chinese character takes two.
_BROKEN_FROM = 56
_ENDS_SENTENCE = re.compile(r"[。！？!?…；;：:，,][\s*_”’」』\"')）]*$|[.][\s*_”’\"')]*$")


@dataclass(frozen=True, slots=True)
class Block:
    """Lines without a blank one between them: where they stand, and each line's own place."""

    start: int
    end: int
    lines: tuple[tuple[int, int], ...]


def find_blocks(text: str, start: int, end: int) -> Iterator[Block]:
    """Yield the blocks of `text[start:end]` in order; lines hold no white space at their ends."""
    lines: list[tuple[int, int]] = []
    for match in re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)").finditer(text, start, end):
        line = match.group()
        if line.strip():
            left = match.start() + len(line) - len(line.lstrip())
            lines.append((left, left + len(line.strip())))
        elif lines:
            yield Block(lines[0][0], lines[-1][1], tuple(lines))
            lines = []
    if lines:
        yield Block(lines[0][0], lines[-1][1], tuple(lines))


def find_paragraphs(text: str, start: int, end: int) -> Iterator[Block]:
    """Yield paragraphs in order: blocks, cut after each line where a line is a paragraph of its own.

    Lines that a converter broke are long and stop in the middle of a sentence; where most lines of
    a block do, it is one paragraph, but for the lines that can be nothing but scenery.
    """
    for block in find_blocks(text, start, end):
        ended = [bool(_ENDS_SENTENCE.search(text[a:b])) for a, b in block.lines[:-1]]
        broken = 2 * sum(ended) < len(ended)
        lines: list[tuple[int, int]] = []
        for left, right in block.lines:
            line = text[left:right]
            alone = classify_line(line) is not None
            if (alone or _ITEM.match(line)) and lines:
                yield Block(lines[0][0], lines[-1][1], tuple(lines))
                lines = []
            lines.append((left, right))
            if alone or not (broken or (measure_width(line) >= _BROKEN_FROM and not _ENDS_SENTENCE.search(line))):
                yield Block(lines[0][0], right, tuple(lines))
                lines = []
        if lines:
            yield Block(lines[0][0], lines[-1][1], tuple(lines))


def measure_width(line: str) -> int:
    """Return how many columns a line takes; a character of Chinese takes two."""
    return sum(2 if character > "\u2e80" else 1 for character in line)


def ends_sentence(text: str) -> bool:
    """Whether a text ends as a sentence or a clause does."""
    return bool(_ENDS_SENTENCE.search(text))


def is_title(text: str, *, longest: int = 30) -> bool:
    """Whether a line reads like a title: short, and not ended like a sentence or a clause.

    longest: how many words it may have; a Chinese character counts as one.
    """
    words = text.strip(" *_#\t")
    if not words or _ENDS_SENTENCE.search(words) or "\n" in words:
        return False
    return len(re.findall(r"[\u4e00-\u9fff]|[A-Za-z0-9']+", words)) <= longest


def is_capitalised(text: str) -> bool:
    """Whether a title in Latin letters is set in capitals, as headings between paragraphs are."""
    words = re.findall(r"[A-Za-z]+", text)
    long_words = [word for word in words if len(word) > 3]
    return bool(long_words) and all(word[0].isupper() for word in long_words) and len(words) > 1


def classify_line(line: str) -> Kind | None:
    """Return heading or furniture for a line that can be nothing else, or None.

    People say dates and "subscribe" too: a line that ends as a sentence does, or is long, is not
    taken for a notice.
    """
    if len(line) <= _REMEMBERED:
        return _classify_short_line(line)
    if _RULE.match(line) or _is_links(line):
        return "furniture"
    return _classify_words(line) if len(line) <= _LONGEST_LINE else None


@lru_cache(maxsize=1 << 18)
def _classify_short_line(line: str) -> Kind | None:
    return "furniture" if _RULE.match(line) or _is_links(line) else _classify_words(line)


def _classify_words(line: str) -> Kind | None:
    if _TIME_LINE.match(line) or ADVERTISEMENT.match(line):
        return "furniture"
    if _is_decorated(line) or CENTRED.fullmatch(line) or (_HEADING_MARK.match(line) and not _is_paragraph(line)):
        return "heading"
    if _is_field_line(line) or END.match(line):
        return "furniture"
    notice = _is_metadata(line) or APPEAL.search(line) or CAPTION.match(line)
    linked = "://" in line and measure_width(line) <= _LONGEST_LINKED
    if notice and (linked or (measure_width(line) <= _LONGEST_NOTICE and not _ENDS_PROSE.search(line))):
        return "furniture"
    return None


def _is_paragraph(line: str) -> bool:
    """Whether a line is a whole paragraph, whatever marks of a heading its site gives it."""
    return measure_width(line) > _LONGEST_HEADING and ends_sentence(line)


def _is_metadata(line: str) -> bool:
    return bool(METADATA.match(line) or DATED.search(line))


def _is_links(line: str) -> bool:
    """Whether a line begins and ends with a link, begins with a picture, or is short and ends with one to elsewhere."""
    if _PICTURE.match(line):
        return True
    words = line.rstrip()
    if _DEFINED.match(words) or (words.startswith("->") and "://" in words):
        return True
    if not words.endswith(")"):
        return False
    last = len(words) - len(words.rsplit(None, 1)[-1])
    few = measure_width(words[: max(0, words.rfind("[", 0, last + 1))]) <= _BROKEN_FROM
    heads = [("](http://", last), ("](https://", last)] if few else []
    if opening := _LINK.match(words):
        heads.append(("](", max(last, opening.end())))
    places = ((words.find(head, begin), len(head)) for head, begin in heads)
    return any(place >= 0 and place + size < len(words) - 1 for place, size in places)


def _is_decorated(line: str) -> bool:
    """Whether a line's words stand between two runs of the same mark, as in == Title ==."""
    words = line.strip()
    mark = words[:1]
    if not mark or mark not in _DECORATIONS or not (words.startswith(2 * mark) and words.endswith(2 * mark)):
        return False
    inner = words.strip(mark)
    left, right = len(inner) - len(inner.lstrip()), len(inner.rstrip())
    if right <= left:
        return len(inner) > 1
    first = left - (inner[left] in _DECORATIONS)
    last = right - (inner[right - 1] not in _DECORATIONS)
    if first == last:
        first, last = (first - 1, last) if first else (first, last + 1)
    return 0 <= first < last < len(inner) and "\n" not in inner[first + 1 : last]


def _is_field_line(line: str) -> bool:
    """Whether a line is a field of a form or a credit, with its value, and no sentence that somebody says."""
    field = _FIELD.match(line)
    return (
        field is not None
        and is_form_field(field["name"])
        and not _ENDS_PROSE.search(line)
        and measure_width(line) <= _LONGEST_NOTICE
    )


def _classify_page_line(line: str) -> Kind | None:
    """The same for a line that stands outside all talk, where nobody speaks of dates or appeals."""
    return _classify_short_page_line(line) if len(line) <= _REMEMBERED else classify_line(line)


@lru_cache(maxsize=1 << 18)
def _classify_short_page_line(line: str) -> Kind | None:
    kind = classify_line(line)
    if kind is None and len(line) < 160:
        if _is_metadata(line) or APPEAL.search(line) or CAPTION.match(line) or re.fullmatch("[a-z]{2,20}", line):
            return "furniture"
        if len(line) < 110 and re.search(DATE, line) and not ends_sentence(line):
            return "furniture"
    return kind


def is_ornament(line: str) -> bool:
    """Whether a line is a rule, a time, a picture or a field, which stands where it likes, even within a sentence."""
    if _RULE.match(line) or _TIME_LINE.match(line) or ADVERTISEMENT.match(line) or _is_field_line(line):
        return True
    return _PICTURE.match(line) is not None


def is_furniture(line: str) -> bool:
    """Whether a line outside all talk is the site's own: a date, a by-line, a notice."""
    return _classify_page_line(line) == "furniture"


def find_tail(text: str, blocks: Sequence[Block], *, first: int) -> int:
    """Return the block, from `first` on, with which what a site puts under an article begins.

    That is links, comments, its own notices; a line of metadata only where no sentence follows.
    Where there is none it is the number of blocks.
    """
    short = len(blocks)
    while short > 0 and not re.search(r"[。！？.!?][”」』\"]?$", text[blocks[short - 1].start : blocks[short - 1].end]):
        short -= 1
    for number in range(first, len(blocks)):
        block = blocks[number]
        line = text[slice(*block.lines[0])]
        notice = _classify_page_line(line) == "furniture" and len(line) < 200 and number >= short
        if TAIL.match(line) or _RULE.match(line) or notice:
            return number
    return len(blocks)


def mark_preamble(text: str, start: int, end: int) -> list[Span]:
    """Return marks for what stands before the talk: title, by-line, an editor's summary.

    The block with the date and what stands above it are the site's, except the title.
    """
    blocks = list(find_paragraphs(text, start, end))
    dated = [_holds_date(text, block) for block in blocks]
    date = dated.index(True) if True in dated[:6] else None
    near = [] if date is None else [date - 1, date + 1]
    places = [n for n in [*near, 0] if 0 <= n < len(blocks) and _is_headline(text[blocks[n].start : blocks[n].end])]
    marks: list[Span] = []
    for number, block in enumerate(blocks):
        if places and number == places[0]:
            marks.append(Span(block.start, block.end, "heading"))
        elif date is not None and number <= date:
            marks.append(Span(block.start, block.end, "furniture"))
        else:
            marks += mark_prose(text, block)
    return marks


def mark_prose(text: str, block: Block) -> list[Span]:
    """Return marks for one block of a page's own text: heading, furniture or narration by paragraph."""
    marks = []
    for paragraph in find_paragraphs(text, block.start, block.end):
        words = text[paragraph.start : paragraph.end]
        kind = _classify_page_line(words)
        if kind is None and STAGE.fullmatch(words):
            kind = "stage"
        elif len(paragraph.lines) == 1 and _is_plain_heading(words):
            kind = "heading"
        marks.append(Span(paragraph.start, paragraph.end, kind or "narration"))
    return marks


def _is_plain_heading(line: str) -> bool:
    if _classify_page_line(line) or re.match(r"^[>\s]*[-—–•·*]", line):
        return False
    return is_title(line) or bool(re.fullmatch(r"[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+){0,2}:", line))


def _is_headline(line: str) -> bool:
    """Whether a line may be a page's title: not its site's name, but it may ask or exclaim."""
    marked = bool(_HEADING_MARK.match(line))
    words = len(re.findall(r"[\u4e00-\u9fff]|[A-Za-z0-9']+", line))
    plain = is_title(re.sub(r"[?!？！…]+\W*$", "", line), longest=50) and (
        words >= 5 or (words >= 2 and line.isascii())
    )
    return _classify_page_line(line) in (None, "heading") and (marked or plain)


def _holds_date(text: str, block: Block) -> bool:
    return any(_classify_page_line(text[a:b]) == "furniture" and re.search(DATE, text[a:b]) for a, b in block.lines)
