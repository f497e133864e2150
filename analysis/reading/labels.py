"""The reader of labelled transcripts: a name before what each person says.

Three styles of label are known: a name and a colon, a name in brackets, and a name on a line of
its own. Those that a document uses are read together, so that its parts may differ.
"""

import itertools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from analysis.reading.quotations import guess_people, read_quotations
from analysis.reading.repeats import is_said_again
from analysis.reading.scenery import STAGE, find_blocks, find_paragraphs, is_furniture, mark_preamble
from analysis.reading.spans import Span
from analysis.reading.speakers import Roster, bare_name, find_main_name, is_han_name, merge_names
from analysis.reading.talks import mark_talk
from analysis.reading.turns import Label, mark_turns

_TIME = r"[\[(（<]?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?[\])）>]?"
_NAME = r"[^\s:：*_\[\]()（）<>|#“”\"「」【】\d][^:：*_\[\]()（）<>|\n“”\"「」【】。！？!?；;]{0,49}?"
# A name and a colon of either width; before it a time or a note in brackets, behind it a title in
# brackets or a time, all of it perhaps in bold.
_COLON = re.compile(
    rf"""^[ \t\u3000]*(?P<open>(?:\#{{1,6}}[ ]+)?[>*_-]*[ ]?[*_]*)
        (?:{_TIME}[ \t]*[-–—]?[ \t]*)?
        (?:[(（【\[](?P<note>[^)）】\]\n]{{1,12}})[)）】\]][ ]*)?
        (?P<name>{_NAME})
        [ ]*(?:[(（](?!\d)(?P<title>[^()（）\n]{{1,40}})[)）])?[ ]*(?:{_TIME})?
        [ ]*[*_]{{0,4}}[ ]*(?:[:：](?!//)(?<!\d[:：](?=\d))|(?<=\b[QA])\.(?=[ ]))
        (?P<close>[*_]{{0,4}})(?:[ \t]*{_TIME}(?=\s))?""",
    re.VERBOSE | re.MULTILINE,
)
_BRACKETS = re.compile(
    rf"^[ \t\u3000]*[*_]*(?P<bracket>[\[【<])(?P<name>{_NAME})[\]】>][*_]*(?!\()"
    rf"(?:[ \t]*{_TIME})?[ \t]*(?:[:：])?(?P<close>[*_]*)",
    re.MULTILINE,
)
_OWN_LINE = re.compile(
    rf"""^[ \t\u3000]*(?P<open>[*_]*)(?:(?P<before>{_TIME})[ \t]+)?
        (?P<name>[^\W\d_][^:：,，。！？!?；;“”"\[\]()（）#*|\n]{{0,39}}?)
        (?:[ \t]*[·|-]?[ \t]*(?P<after>{_TIME}))?[*_]*[ \t]*\r?$""",
    re.VERBOSE | re.MULTILINE,
)
_NOT_A_NAME = re.compile(
    r"(?:说|说道|问道|表示|指出|强调|认为|提到|称|写道|道|是|说过)$"
    r"|\b(?:said|says|asked|asks|added|adds|wrote|replied|told|is|are|was|that|this|the|and|of|to|it|you)$"
    r"|^\d|https?$|//"
    r"|^(?:文章作者|作者|发布时间|发布地|原文链接|封面图链接|来源|链接|关键词|编辑|责任编辑|翻译|校对|注|编者按|編者按|字号|整理|编译|地点|访谈地点|采访地点|访谈时间|采访时间|延伸閱讀|延伸阅读"
    r"|相关阅读|相關閱讀|推荐阅读|下期预告|广告|廣告|图|圖|摄影|撰文|文|分享|分享到|责编|记者按|导语|导读|小结|例如|比如|其中"
    r"|问题是|时间|地点|标题|摘要|本文|时长|嘉宾介绍|出品|策划|监制|日期|标签|分类"
    r"|key points?|notes?|editor'?s note|source|author|date|url|published|example|for example|summary|p\.?s\.?"
    r"|tags?|filed under|related|read more|photo|image|credits?|advertisement|sponsored|subscribe|share|topics?"
    r"|recording|audio|video|watch|download|updated|by|posted|category|duration|location|listen"
    r"|transcript|speakers?|participants|guests?|part \w+)$",
    re.IGNORECASE,
)
_NO_NAME_WORD = re.compile(
    r"\b(?:with|for|of|the|and|in|on|at|minutes?|questions?|story|part|chapter|episode|week|sync|action|notes?|series"
    r"|update|news|report|review|summary|agenda|background|introduction|conclusion|abstract|contents)\b",
    re.IGNORECASE,
)
_HAN_ROLE = re.compile(
    r"主持|记者|記者|嘉宾|听众|觀眾|观众|聽眾|主播|采访|本刊|众人|队员|学员|提问者|^[问答問]$|旁白|发言人|网友|教练|老师"
)
_ROLE = re.compile(
    r"^(?:audience|caller|host|guest|moderator|narrator|question|man|woman|voice|student|reporter"
    r"|interviewer|crowd)\b",
    re.IGNORECASE,
)
_PREVIEW = re.compile(r"前言|预告|片头|引子|导语|精彩|preface|preview|teaser|cold open|highlight", re.IGNORECASE)
_ANSWERS, _QUESTIONS = {"A", "答", "a"}, {"Q", "问", "問", "q"}
_LONGEST_HAN_NAME, _LONGEST_LATIN_NAME = 12, 5


def guess_roster(text: str) -> Roster:
    """Return the people whose names label turns in `text`; nobody where it is not labelled.

    A name counts when it labels two turns or more, or when labels open most of the paragraphs.
    """
    labels = list(_used_labels(text))
    counts = Counter(label.name for label in labels)
    if not counts:
        return Roster()
    people = merge_names(counts)
    return Roster.of(
        {_find_answerer(text, person, people, labels[0].start): names for person, names in people.items()}, closed=False
    )


def _find_answerer(text: str, person: str, people: Mapping[str, object], end: int) -> str:
    """Who "A" is in an interview, where its introduction names one person above all; else the label."""
    if person not in _ANSWERS or not set(people) & _QUESTIONS:
        return person
    return find_main_name(text[:end]) or person


def unknown_labels(text: str, roster: Roster) -> list[tuple[str, int]]:
    """Return names that label turns of `text` but that the roster does not know, with counts."""
    strangers = Counter(label.name for label in _used_labels(text) if roster.resolve(label.name) is None)
    return strangers.most_common()


def find_labels(text: str, roster: Roster) -> list[Label]:
    """Return the labels of `text` in order: at the start of lines, and inside paragraphs.

    Inside a paragraph only a spelling that also stands at the start of a line counts, behind
    white space or the end of a sentence, because prose has colons after names too.
    """
    styles = [find for find in _STYLES if find is not _find_own_lines or roster.closed or _is_used(text, find)]
    labels = _in_order(label for find in styles for label in find(text) if roster.resolve(label.name))
    if labels and _is_in_headline(text, labels[0]):
        del labels[0]
    used = sorted({label.name for label in labels}, key=lambda name: (-len(name), name))
    if used:
        names = "|".join(re.escape(name) for name in used)
        inside = re.compile(rf"(?:(?<=[^\S\r\n])|(?<=[。！？!?”」]))(?P<name>{names})[ ]?[:：]")
        starts = [label.start for label in labels]
        for match in inside.finditer(text):
            number = bisect_right(starts, match.start()) - 1
            if number < 0 or labels[number].end <= match.start():
                labels.append(Label(match.start(), match.end(), match["name"]))
    return _in_order(labels)


def read_labels(text: str, roster: Roster) -> list[Span]:
    """Return marks for a labelled transcript: what precedes it, labels, speech, what follows it."""
    labels = find_labels(text, roster)
    if not labels:
        return []
    begin = labels[0].start
    opening = mark_talk(text, roster, end=begin) or _mark_quoted(text, roster, end=begin)
    return (opening or mark_preamble(text, 0, begin)) + mark_turns(text, labels, roster, end=len(text))


def _mark_quoted(text: str, roster: Roster, *, end: int) -> list[Span]:
    """Marks for an introduction that quotes somebody; what is only quoted ahead is a repeat."""
    people = roster if roster.closed else Roster({**guess_people(text[:end]).people, **roster.people})
    return [
        Span(mark.start, mark.end, "repeat")
        if mark.kind == "speech" and is_said_again(text[mark.start : mark.end], text[end:])
        else mark
        for mark in read_quotations(text[:end], people)
    ]


def _in_order(labels: Iterable[Label]) -> list[Label]:
    """Labels by their place; of two that overlap, the one that begins first, or is longer."""
    kept: list[Label] = []
    for label in sorted(labels, key=lambda label: (label.start, -label.end)):
        if not kept or label.start >= kept[-1].end:
            kept.append(label)
    return kept


def _find_colons(text: str) -> list[Label]:
    return [
        _make_label(text, match, closes=bool(match["open"].strip(" >#-")), note=match["note"])
        for match in _COLON.finditer(text)
        if _is_name(match["name"])
    ]


def _find_brackets(text: str) -> list[Label]:
    return [
        _make_label(text, match, closes=True)
        for match in _BRACKETS.finditer(text)
        if _is_name(match["name"])
        and not STAGE.match(f"[{match['name']}]")
        and text[match.end() : match.end() + 1] != "("
    ]


def _find_own_lines(text: str) -> list[Label]:
    """Names on lines of their own. Only what looks like a name from afar: prose has short lines too."""
    return [
        _make_label(text, match, closes=True)
        for match in _OWN_LINE.finditer(text)
        if _is_name(match["name"]) and (match["before"] or match["after"] or _looks_like_a_name(match["name"]))
    ]


_STYLES: tuple[Callable[[str], list[Label]], ...] = (_find_colons, _find_brackets, _find_own_lines)


def _make_label(text: str, match: re.Match[str], *, closes: bool, note: str | None = None) -> Label:
    start = match.start() + len(match.group()) - len(match.group().lstrip())
    end = match.end() if closes or "close" not in match.re.groupindex else match.end() - len(match["close"])
    return Label(start, end, bare_name(match["name"]), bool(_PREVIEW.search(note or "")))


def _is_name(name: str) -> bool:
    name = name.strip()
    bare = bare_name(name)
    han = sum("\u4e00" <= character <= "\u9fff" for character in bare)
    words = len(re.findall(r"[^\W\d_]+", bare)) if not han else 0
    if not bare or _NOT_A_NAME.search(bare) or han > _LONGEST_HAN_NAME or words > _LONGEST_LATIN_NAME:
        return False
    return bool(re.search(r"[^\W\d_]", bare)) and not re.search(r"[，、]", bare)


def _looks_like_a_name(name: str) -> bool:
    if re.search("[\u4e00-\u9fff]", name):
        return is_han_name(name) or bool(_HAN_ROLE.search(name))
    words = name.split()
    proper = all(word[0].isupper() for word in words) and not _NO_NAME_WORD.search(name)
    return len(words) <= 4 and (proper or bool(_ROLE.search(name)))


def _is_named(label: Label | None) -> bool:
    return label is not None and _looks_like_a_name(label.name)


def _is_used(text: str, find: Callable[[str], list[Label]]) -> bool:
    return bool(_used_in_style(text, find))


def _used_labels(text: str) -> list[Label]:
    """The labels of every style that the document uses; lines of their own only without others."""
    found = _in_order(label for find in _STYLES[:-1] for label in _used_in_style(text, find))
    return found or _used_in_style(text, _find_own_lines)


def _used_in_style(text: str, find: Callable[[str], list[Label]]) -> list[Label]:
    """The labels of a style that name somebody twice or more, and those between and beside them."""
    candidates = _in_order(find(text))
    counts = Counter(label.name for label in candidates)
    repeated = {name for name, n in counts.items() if n > 1}
    used = repeated or set(counts)
    opened = _find_openings(text, {label.start: label for label in candidates})
    places = [number for number, label in enumerate(opened) if label and label.name in used]
    alone = find is _find_own_lines
    if len(places) < (4 if alone else 2) or (alone and len(repeated) < 2):
        return []
    first, last = places[0], places[-1]
    while first > 0 and _is_named(opened[first - 1]):
        first -= 1
    while last + 1 < len(opened) and _is_named(opened[last + 1]):
        last += 1
    talk = [label for label in opened[first : last + 1] if label]
    dense = len(talk) * 2 >= last + 1 - first
    if not dense and not repeated:
        return []
    begin, end = talk[0].start, talk[-1].start
    kept = [
        label
        for label in candidates
        if label.name in repeated
        or (not alone and begin <= label.start <= end and _ROLE.search(label.name))
        or (dense and not alone and begin <= label.start <= end and _looks_like_a_name(label.name))
    ]
    return kept[1:] if kept and _is_in_headline(text, kept[0]) else kept


def _is_in_headline(text: str, label: Label) -> bool:
    """Whether a name and a colon stand in a page's headline, over its date, and not before talk."""
    blocks = list(itertools.islice(find_paragraphs(text, 0, len(text)), 4))
    return label.start == blocks[0].start and any(
        is_furniture(text[block.start : block.end]) and not _COLON.match(text, block.start) for block in blocks[1:]
    )


def _find_openings(text: str, labels: Mapping[int, Label]) -> list[Label | None]:
    """The text as paragraphs, which a label also begins: the label of each, None for those without."""
    opened: list[Label | None] = []
    for block in find_blocks(text, 0, len(text)):
        inside = [labels[start] for start, _ in block.lines if start in labels]
        if not inside or inside[0].start != block.start:
            opened.append(None)
        opened += inside
    return opened
