"""Scenery: what stands around the talk on a page. Headings, stage directions, site furniture."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.reading.spans import Kind, Span

_DATE = r"(?:19|20)\d\d\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}"
_METADATA = re.compile(
    rf"""^\W*(?:
        (?:文章)?作者 | 发布时间 | 发布地 | 发布日期 | 原文链接 | 封面图链接 | 来源 | 责任编辑 | 编辑 | 关键词
      | (?:原)?视频来源 | 素材来源 | \S{{0,4}}传送 | 链接 | 地址 | 日期 | 时间
      | author | published | date | source | url | link | keywords | tags | copyright
      )\s*[:：]
      | ^\W*{_DATE} | {_DATE}\s+\d{{1,2}}:\d\d | ^\W*https?://""",
    re.VERBOSE | re.IGNORECASE,
)
_APPEAL = re.compile(
    r"关注公众号|点赞|转发支持|扫码|阅读约需|资料图|图源|图片来源|未经授权|登录后|联系负责人|下一篇"
    r"|sign up for|subscribe to|click here|all rights reserved|share this article",
    re.IGNORECASE,
)
_LINKS = re.compile(r"^(?:[\s\d、.*\-]*!?\[.*\]\(\S+\)\s*)+$|^\s*!\[|\]\(https?://\S+\)\s*$", re.DOTALL)
_RULE = re.compile(r"^\s*(?:(?:\\?[-*_=~—]\s*){3,})\s*$")
_TIME_LINE = re.compile(r"^\W*(?:\d{1,2}:)?\d{1,2}:\d\d\W+\S.{0,60}$")
_TAIL = re.compile(
    r"^\W*(?:往期|相关阅读|相关推荐|推荐阅读|热门推荐|热门文章|延伸阅读|关键词|责任编辑|免责声明|版权"
    r"|打印|评论|阅读\s*\(|登录后|下一篇|上一篇|原视频来源|素材来源|分享到"
    r"|related (?:articles|stories|posts)|read more|recommended|more from|copyright|comments?\b|share this"
    r"|--END)",
    re.IGNORECASE,
)
_HEADING_MARK = re.compile(r"^\s{0,3}#{1,6}\s")
_DECORATED = re.compile(r"^\s*([-=—~])\1+\s*[^-=—~].*[^-=—~]\s*\1{2,}\s*$")
_STAGE_WORD = (
    r"掌声|音乐|欢呼|鼓掌|大笑|笑声|笑|哈哈+|听不清|停顿|全场"
    r"|applause|laughter|laughs?|laughing|chuckles?|music|cheer(?:s|ing)?|crosstalk|inaudible|pause|clapping"
)
STAGE = re.compile(
    rf"[\[［【][^\]］】\n]{{0,16}}(?:{_STAGE_WORD})[^\]］】\n]{{0,16}}[\]］】]"
    rf"|[(（]\s*(?:{_STAGE_WORD}|[,，、\s])+\s*[)）]",
    re.IGNORECASE,
)
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
    """Return heading or furniture for a line that can be nothing else, or None."""
    if _RULE.match(line) or _LINKS.search(line) or _METADATA.search(line) or _TIME_LINE.match(line):
        return "furniture"
    if _APPEAL.search(line) and len(line) < 120:
        return "furniture"
    if _HEADING_MARK.match(line) or _DECORATED.match(line):
        return "heading"
    return None


def is_tail(text: str, block: Block) -> bool:
    """Whether a block begins what a site puts under an article: links, comments, its own notices."""
    first = text[slice(*block.lines[0])]
    return bool(_TAIL.match(first) or _RULE.match(first) or (_METADATA.search(first) and len(first) < 200))


def mark_preamble(text: str, start: int, end: int) -> list[Span]:
    """Return marks for what stands before the talk: title, by-line, an editor's summary.

    The block with the date and what stands above it are the site's, except the title.
    """
    blocks = list(find_blocks(text, start, end))
    dated = [_holds_date(text, block) for block in blocks]
    date = dated.index(True) if True in dated[:6] else None
    marks: list[Span] = []
    titled = False
    for number, block in enumerate(blocks):
        whole = text[block.start : block.end]
        beside_date = date is not None and abs(number - date) == 1 and _is_headline(whole)
        if beside_date and not titled:
            marks.append(Span(block.start, block.end, "heading"))
        elif date is not None and number <= date:
            marks.append(Span(block.start, block.end, "furniture"))
        else:
            marks += mark_prose(text, block)
        titled = titled or marks[-1].kind == "heading"
    return marks


def mark_prose(text: str, block: Block) -> list[Span]:
    """Return marks for one block of a page's own text: heading, furniture or narration by line."""
    if len(block.lines) == 1 and _is_plain_heading(text[block.start : block.end]):
        return [Span(block.start, block.end, "heading")]
    return [Span(a, b, classify_line(text[a:b]) or "narration") for a, b in block.lines]


def _is_plain_heading(line: str) -> bool:
    if classify_line(line):
        return False
    return is_title(line) or bool(re.fullmatch(r"[A-Z][A-Za-z]+(?: [A-Z][A-Za-z]+){0,2}:", line))


def _is_headline(line: str) -> bool:
    marked = bool(_HEADING_MARK.match(line))
    return classify_line(line) in (None, "heading") and (marked or is_title(line, longest=50))


def _holds_date(text: str, block: Block) -> bool:
    return any(_METADATA.search(text[a:b]) and re.search(_DATE, text[a:b]) for a, b in block.lines)
