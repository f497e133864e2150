"""Saying, in Chinese of either script: who is the subject of a verb of saying in a clause of an article."""

import logging
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from analysis.ground.languages import simplify
from analysis.reading.saying import Saying, Subject
from analysis.reading.shapes import HAN
from analysis.reading.vocabulary_zh import (
    ADDRESSES,
    ADVERBS,
    FOREIGN_CHARACTERS,
    IN_CHARGE,
    KIN,
    LEADS,
    LOOSE,
    OFFICE,
    PERSON,
    PLACE,
    STARTS_OBLIQUE,
    SURNAMES,
    VERB,
    VIEW,
)

_CUT = re.compile(r"[，,；;：:。！？!?\0“”「」]")
_PRONOUN = re.compile(r"(?:他们|她们|他們|她們|[他她])(?!人)")
_AUTHOR = re.compile(r"^(?:我们?|我們|笔者|筆者)(?!国|國|市|省|县|校|院|司)")
_BRACKETS = re.compile(r"（[^（）]{0,60}）|\([^()]{0,60}\)")
_LATIN = re.compile(r"[A-Z][\w.'’-]*(?:[ ·•][A-Z][\w.'’-]*)*")
_FOREIGN = re.compile(r"[\u4e00-\u9fff]{1,12}(?:[·•‧・．][\u4e00-\u9fffA-Z.]{1,8})+")
_TITLE_TAIL = re.compile(
    r"(?:先生|女士|小姐|教授|博士|老师|老師|师傅|師傅|阿姨|大爷|大妈|奶奶|爷爷|总|總|姐|哥|叔|伯)$"
)
_LONGEST_NAME = 4
_MOST_VERBS = 12
# What somebody does or feels who has just spoken is told in so many characters.
_LONGEST_ACT = 40
_NOBODY = re.compile("(?:[没沒]有?|[无無])人")
_IS_KIN = re.compile(f"的{KIN}$")


def find_sayings(clause: str, names: re.Pattern[str] | None = None) -> list[Saying]:
    """Return the verbs of saying of a clause that have a subject before them in it, in order.

    names: finds the spellings of people who are known; others are taken for people too.
    """
    plain = _BRACKETS.sub(lambda match: " " * len(match.group()), clause)
    sayings: list[Saying] = []
    verbs = list(VERB.finditer(plain))
    for match in verbs if len(verbs) <= _MOST_VERBS else (*verbs[:3], *verbs[-3:]):
        ahead = _without_lead(ADVERBS.sub("", _CUT.split(plain[: match.start()])[-1].strip()))
        goes_on = bool(sayings) and not ahead
        subject = sayings[-1].subject if goes_on else _subject_before(plain[: match.start()], names)
        if subject is not None:
            sayings.append(Saying(subject, match.start(), match.end(), match.group() in LOOSE))
    if not sayings and (view := VIEW.search(plain)):
        subject = _read_phrase(view["who"], names)
        if subject is not None:
            sayings.append(Saying(subject, view.start("who"), view.end(), loose=True))
    return sayings


def _without_lead(phrase: str) -> str:
    lead = LEADS.match(phrase)
    return phrase[lead.end() :] if lead else phrase


def find_subject(clause: str, names: re.Pattern[str] | None = None) -> Subject | None:
    """Return the person with whom a sentence begins, known by name or as a pronoun."""
    for chunk in _CUT.split(clause):
        if STARTS_OBLIQUE.match(chunk.strip()):
            continue
        subject = _known_subject(_without_lead(chunk.strip()), names)
        if subject is not None:
            return subject
    return None


def find_actor(clause: str, names: re.Pattern[str] | None = None) -> Subject | None:
    """Return who does or feels something in a short clause: a person by name, or by whose relative it is."""
    for chunk in _CUT.split(clause) if len(clause) <= _LONGEST_ACT else ():
        subject = _read_phrase(chunk.strip(), names)
        if subject is not None and (subject.kind != "role" or _IS_KIN.search(subject.words)):
            return subject
    return None


def _subject_before(words: str, names: re.Pattern[str] | None) -> Subject | None:
    """The subject of a verb, from what its sentence says before it."""
    chunks = [chunk.strip() for chunk in _CUT.split(words)]
    subject = _read_phrase(chunks[-1], names)
    if subject is not None:
        return subject
    rest = _without_lead(ADVERBS.sub("", chunks[-1]))
    if STARTS_OBLIQUE.match(chunks[-1]) and len(chunks) == 1:
        return None
    for chunk in chunks[:-1]:
        found = _read_phrase(chunk, names)
        if found is not None and found.kind != "role":
            return found
    return _read_phrase(chunks[-2], names) if len(chunks) > 1 and not rest else None


def _read_phrase(chunk: str, names: re.Pattern[str] | None) -> Subject | None:
    """Who does what a piece between commas tells: somebody known, else the noun phrase at its head."""
    phrase = _without_lead(chunk)
    known = _known_subject(phrase, names)
    if known is not None:
        return known
    if STARTS_OBLIQUE.match(phrase) and "的" not in phrase:
        return None
    phrase = _strip(phrase)
    return _parse_phrase(phrase) if phrase else None


def _strip(phrase: str) -> str:
    """A phrase without whom its verb addresses and without the adverbs at its end."""
    if addressed := ADDRESSES.search(phrase):
        phrase = phrase[: addressed.start()]
    if (place := PLACE.search(phrase)) and place.start() >= 2:
        phrase = phrase[: place.start()]
    return ADVERBS.sub("", re.sub(r"[的地]$", "", phrase.strip())).strip()


def _known_subject(phrase: str, names: re.Pattern[str] | None) -> Subject | None:
    if author := _AUTHOR.match(phrase):
        return Subject("role", author.group())
    mentions: list[tuple[re.Match[str], Literal["name", "pronoun"]]] = []
    mentions += [(match, "name") for match in names.finditer(phrase)] if names else []
    mentions += [(match, "pronoun") for match in _PRONOUN.finditer(phrase)]
    mentions.sort(key=lambda pair: (pair[0].start(), -pair[0].end()))
    addressed = False
    for match, kind in mentions:
        before, after = phrase[: match.start()], phrase[match.end() :]
        if re.search(r"(?:让|讓|使)$", before) and not ADVERBS.sub("", after.strip()):
            return Subject(kind, match.group())
        if re.search(r"(?:对|對|向|跟|与|與|和|同|给|給|告诉|告訴|问|問|被|把|让|讓|称|稱|据|據)$", before):
            addressed = addressed or not re.search(r"[与與和同跟]$", before)
            continue
        if addressed and "的" not in before:
            continue
        owned = None if _more(mentions, match) else _owned_role(match.group(), after)
        if owned is not None:
            return owned
        if re.match(r"的(?!$)", after) and not _is_adverbial(after):
            continue
        return Subject(kind, _whole_name(before, match.group(), after) if kind == "name" else match.group())
    return None


def _owned_role(owner: str, after: str) -> Subject | None:
    """Whom a phrase tells by whose mother, pupil or lawyer it is; by name where the name follows."""
    owned = re.match(rf"(?:的[^的，,]{{0,6}}?)?{KIN}", after)
    if owned is None or _is_adverbial(after) or (after[0] != "的" and _TITLE_TAIL.search(owned.group())):
        return None
    further = _read_phrase(after[owned.end() :], None) if len(after) > owned.end() + 1 else None
    return further if further and further.kind == "name" else Subject("role", owner + owned.group())


def _whole_name(before: str, name: str, after: str) -> str:
    """A name with what was cut off it: its surname, its last character before a verb, what follows a dot."""
    if dotted := re.match(r"(?:·[\u4e00-\u9fff]+)+", after):
        return name + dotted.group()
    if len(name) != 2 or not HAN.match(name):
        return name
    if name[0] not in SURNAMES and before[-1:] and before[-1] in SURNAMES:
        return before[-1] + name
    rest = _strip(after)
    return name + rest if name[0] in SURNAMES and len(rest) == 1 and rest == after and HAN.match(rest) else name


def _more(mentions: Sequence[tuple[re.Match[str], str]], match: re.Match[str]) -> bool:
    return any(other.start() >= match.end() and kind == "name" for other, kind in mentions)


def _is_adverbial(after: str) -> bool:
    """Whether a 的 behind a name belongs to a verb: it stands at the end of the phrase."""
    return after.rstrip().endswith("的") and after.count("的") == 1


@lru_cache(maxsize=20_000)
def _parse_phrase(phrase: str) -> Subject | None:
    """Who a noun phrase is that no known name stands in: a name behind its titles, or a role."""
    if foreign := _FOREIGN.search(phrase):
        known = re.search(f"[{''.join(sorted(FOREIGN_CHARACTERS))}]+$", simplify(foreign.group().split("·")[0]))
        return Subject("name", foreign.group()[known.start() if known else 0 :])
    if not HAN.search(phrase) or (re.match(r"[A-Z]", phrase) and not re.search(r"[\u4e00-\u9fff]{2}", phrase)):
        latin = _LATIN.search(phrase)
        return Subject("name", latin.group()) if latin and not phrase[: latin.start()].strip() else None
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


def _tag(phrase: str) -> list[tuple[str, str]]:
    """The words of a phrase with jieba's tags, told on simplified characters, given as they are written."""
    import jieba.posseg

    jieba.setLogLevel(logging.WARNING)
    simple = simplify(phrase)
    if len(simple) != len(phrase):
        simple = phrase
    tokens, position = [], 0
    for word, flag in jieba.posseg.cut(simple):
        tokens.append((phrase[position : position + len(word)], flag))
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
        if (
            surname
            and 2 <= len(tail) <= _LONGEST_NAME
            and (len(word) == 1 or len(tail) == len(word))
            and flag[0] != "n"
        ):
            return tail
        if surname and len(word) == 1 and 2 <= len(tail) <= _LONGEST_NAME:
            return tail
    left = [word for word, _ in [*head, *rest]]
    while left and len(left[0]) > 1:
        del left[0]
    over = "".join(left)
    titled = len(left) < len(head) + len(rest)
    if titled and 2 <= len(over) <= 3 and (all(len(word) == 1 for word in left) or over[0] in SURNAMES):
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
        titled = bool(_TITLE_TAIL.search(word))
        if len(name) + len(word) > (6 if titled else _LONGEST_NAME):
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
    if len(word) == 4 and flag[0] in "il":
        return False
    if PERSON.search(word) and len("".join(word for word, _ in head)) > 2:
        return True
    if flag[0] in "tmrqabs" and word not in ("对方", "對方", "大家", "本人", "自己", "有人", "谁", "有的人"):
        return False
    return len("".join(word for word, _ in head)) >= 2
