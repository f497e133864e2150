"""Noun phrases, in Chinese: the name or the role that words are, by what jieba tells of them."""

import logging
import re
from functools import lru_cache

from analysis.ground.languages import simplify
from analysis.reading.saying import Subject
from analysis.reading.shapes import HAN
from analysis.reading.vocabulary_zh import (
    DOCUMENT,
    FOREIGN_CHARACTERS,
    IN_CHARGE,
    LONGEST_NAME,
    OFFICE,
    OFFICE_END,
    PERSON,
    SURNAMES,
    TIMES,
    TITLE_TAIL,
)

_LATIN = re.compile(r"[A-Z][\w.'’-]*(?:[ ·•][A-Z][\w.'’-]*)*")
_LATIN_LAST = re.compile(r"[\u4e00-\u9fff]\s?(?P<name>[A-Z][\w.'’-]{1,20}(?:[ ·•][A-Z][\w.'’-]{0,20}){1,3})$")
_FOREIGN = re.compile(r"[\u4e00-\u9fff]{1,12}(?:[·•‧・．][\u4e00-\u9fffA-Z.]{1,8})+")
_FOREIGN_SET = "".join(sorted(FOREIGN_CHARACTERS))
# Two characters for a body that has been named: 该局.
_THAT_BODY = re.compile("[该該][局校院署部会會社行所馆館台臺厂廠府]")
_NOBODY = re.compile("(?:[没沒]有?|[无無])人")


@lru_cache(maxsize=20_000)
def parse_phrase(phrase: str) -> Subject | None:
    """Return who a noun phrase is that no known name stands in: a name behind its titles, or a role."""
    if foreign := _FOREIGN.search(phrase):
        return Subject("name", trim_foreign(foreign.group()))
    if signed := _LATIN_LAST.search(phrase):
        return Subject("name", signed["name"])
    if not HAN.search(phrase) or (re.match(r"[A-Z]", phrase) and not re.search(r"[\u4e00-\u9fff]{2}", phrase)):
        latin = _LATIN.search(phrase)
        return Subject("name", latin.group()) if latin and not phrase[: latin.start()].strip() else None
    if _THAT_BODY.fullmatch(phrase):
        return Subject("role", phrase)
    if DOCUMENT.search(phrase):
        return Subject("role", phrase.rpartition("的")[2])
    tokens = _tag(phrase[-40:])
    head, start = _find_head(tokens)
    if not head:
        return None
    name = None if _is_office(head) else _find_name(head, tokens[start + len(head) :])
    if name and not re.search("[他她我你它们們]", name):
        return Subject("name", name)
    words = "".join(word for word, _ in head)
    if latin := _LATIN.fullmatch(words):
        return Subject("name", latin.group())
    owner = _find_owner(tokens[:start], words)
    return Subject("role", owner + words) if _may_speak(head) and not _NOBODY.match(words) else None


def trim_foreign(name: str) -> str:
    """Return a foreign name in Chinese characters without the words that stand before and behind it, others as is."""
    first, dot, rest = name.partition("·")
    last = rest.rpartition("·")[2]
    titled = OFFICE_END.match(first)
    head = re.search(f"[{_FOREIGN_SET}]+$", simplify(first))
    begin = titled.end() if titled else head.start() if head else 0
    tail = re.match(f".[{_FOREIGN_SET}]*", simplify(last)) if HAN.search(last) else None
    stop = len(name) - len(last) + tail.end() if tail else len(name)
    return name[begin:stop] if dot else name


def _tag(phrase: str) -> list[tuple[str, str]]:
    """The words of a phrase with jieba's tags, told on simplified characters, given as they are written."""
    import jieba.posseg

    jieba.setLogLevel(logging.WARNING)
    simple = simplify(phrase)
    if len(simple) != len(phrase):
        simple = phrase
    tokens, position = [], 0
    for word, flag in jieba.posseg.cut(simple):
        familiar = len(word) == 2 and word[0] in "老小" and word[1] in SURNAMES
        tokens.append((phrase[position : position + len(word)], "nr" if familiar else flag))
        position += len(word)
    return tokens


def _find_head(tokens: list[tuple[str, str]]) -> tuple[list[tuple[str, str]], int]:
    """The words of a noun phrase behind its last 的, up to what is no noun, and the number of the first."""
    begin = 0
    for number, (word, _) in enumerate(tokens[:-1]):
        if word == "的":
            begin = number + 1
    while begin < len(tokens) and tokens[begin][1][0] in "cdtufwx" and not _is_latin(tokens[begin][0]):
        begin += 1
    if _is_trade(tokens[begin : begin + 2]):
        begin += 1
    stop = begin
    while stop < len(tokens) and (
        tokens[stop][1][0] in "nmqljirabzsgxet"
        or tokens[stop][1] in ("vn", "eng", "zg", "ng")
        or _is_duty(tokens, stop)
    ):
        stop += 1
    return tokens[begin:stop], begin


def _is_office(head: list[tuple[str, str]]) -> bool:
    word, flag = head[-1]
    return len(word) > 1 and not flag.startswith("nr") and bool(OFFICE.search(word))


def _is_trade(tokens: list[tuple[str, str]]) -> bool:
    """Whether two words are one for somebody by what they do, cut in two: 撑 + 船人."""
    if len(tokens) < 2 or len(tokens[0][0]) > 1:
        return False
    return tokens[0][1] == "v" and len(tokens[1][0]) > 1 and bool(PERSON.search(tokens[1][0]))


def _is_duty(tokens: list[tuple[str, str]], number: int) -> bool:
    """Whether a verb says what the person does whom the last word names: 负责 in 负责同志."""
    return number + 2 == len(tokens) and tokens[number][1][0] == "v" and bool(PERSON.search(tokens[-1][0]))


def _is_latin(word: str) -> bool:
    return bool(re.match("[A-Za-z]", word))


def _find_name(head: list[tuple[str, str]], rest: list[tuple[str, str]]) -> str | None:
    """The name at the end of a noun phrase: a surname and what follows, or what its titles leave over."""
    for number, (word, flag) in enumerate(head):
        tail = "".join(word for word, _ in head[number:])
        if number + 1 < len(head) and len(word) > 1 and not flag.startswith("nr") and word[0] not in SURNAMES:
            continue
        surname = simplify(word[0]) in SURNAMES or word[0] in SURNAMES
        if not surname and any(flag.startswith("nr") and word[0] in SURNAMES for word, flag in head[number + 1 :]):
            continue
        if flag.startswith("nr") and word not in ("师傅", "師傅", "老师", "老師", "祝福") and len(tail) <= 8:
            return _join_name(head[number:], rest)
        if surname and 2 <= len(tail) <= LONGEST_NAME and (len(word) == 1 or len(tail) == len(word)) and flag[0] != "n":
            return tail
        if surname and len(word) == 1 and 2 <= len(tail) <= LONGEST_NAME:
            return tail
        if surname and len(tail) == 1 and len(rest) == 1 and len(rest[0][0]) == 2:
            return word + rest[0][0]
    left = [word for word, _ in [*head, *rest]]
    while left and len(left[0]) > 1:
        del left[0]
    over = "".join(left)
    titled = len(left) < len(head) + len(rest)
    rare = any(word == left[0] and flag == "zg" for word, flag in head) if left else False
    if titled and 2 <= len(over) <= 3 and (rare or all(len(word) == 1 for word in left) or over[0] in SURNAMES):
        return over
    if titled and 2 <= len(over) <= 6 and not set(over) - FOREIGN_CHARACTERS:
        return over
    if len(head) > 1 and 2 <= len(head[-1][0]) <= 6 and not set(simplify(head[-1][0])) - FOREIGN_CHARACTERS:
        return head[-1][0]
    whole = "".join(word for word, _ in head)
    return whole if 2 <= len(whole) <= 3 and re.search("[姐哥叔伯总總]$", whole) and len(head) > 1 else None


def _join_name(head: list[tuple[str, str]], rest: list[tuple[str, str]]) -> str:
    """A name that jieba cut in pieces, its form of address with it."""
    name = head[0][0]
    for word, flag in head[1:]:
        titled = bool(TITLE_TAIL.search(word))
        if len(name) + len(word) > (6 if titled else LONGEST_NAME):
            break
        if len(name) > 1 and not titled and not flag.startswith("nr"):
            break
        name += word
    if len(name) == 1 and rest and len(rest[0][0]) <= 2:
        name += rest[0][0]
    return name


def _find_owner(tokens: list[tuple[str, str]], head: str) -> str:
    """Whose somebody is, or of which office, as written before the head: 刘小军的 in 刘小军的母亲."""
    if len(tokens) >= 2 and tokens[-1][0] == "的" and tokens[-2][1].startswith("nr") and len(tokens[-2][0]) > 1:
        return tokens[-2][0] + "的"
    if len(tokens) >= 2 and tokens[-1][0] == "的" and IN_CHARGE.search(head) and OFFICE.search(tokens[-2][0]):
        return "".join(word for word, _ in tokens)
    return ""


def _may_speak(head: list[tuple[str, str]]) -> bool:
    """Whether a noun phrase is somebody or a body that speaks, not a time, a number or a pronoun for a thing."""
    word, flag = head[-1]
    if (len(word) == 4 and flag[0] in "il") or TIMES.search(word):
        return False
    if PERSON.search(word) and len("".join(word for word, _ in head)) > 2:
        return True
    if flag[0] in "tmrqabs" and word not in ("对方", "對方", "大家", "本人", "自己", "有人", "谁", "有的人"):
        return False
    return len("".join(word for word, _ in head)) >= 2
