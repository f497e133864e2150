"""Saying, in Chinese of either script: who is the subject of a verb of saying in a clause of an article."""

import re
from collections.abc import Sequence
from typing import Literal

from analysis.reading.noun_phrases_zh import parse_phrase
from analysis.reading.saying import Saying, Subject
from analysis.reading.shapes import HAN
from analysis.reading.vocabulary_people import is_full_name
from analysis.reading.vocabulary_zh import (
    ADDRESSES,
    ADVERBS,
    IN_OFFICE,
    KIN,
    LEADS,
    LONGEST_NAME,
    LOOSE,
    OFFICE,
    PERSON,
    PLACE,
    RESIDENTS,
    STARTS_OBLIQUE,
    SURNAMES,
    TITLE_TAIL,
    VERB,
    VIEW,
)

_CUT = re.compile(r"[，,；;：:。！？!?\0“”「」]")
_PRONOUN = re.compile(r"(?:他们|她们|他們|她們|[他她])(?!人)")
_AUTHOR = re.compile(r"^(?:我们?|我們|笔者|筆者)(?!国|國|市|省|县|校|院|司)")
# Of many one or some: 他们中有人.
_SOME_OF = re.compile(r"(?:之|[当當])?中(?:[间間])?(?:的?(?:有的?人|有些人|[一不多少][些少数數]?[位名个個]?人?))")
_BRACKETS = re.compile(r"（[^（）]{0,60}）|\([^()]{0,60}\)")
# Two characters before a colon are a verb of saying, if who does it is somebody: 业内人士分析：.
_ANNOUNCES = re.compile(r"[\u4e00-\u9fff][^\W为為是下着著][：:]\s*$")
_MOST_VERBS = 12
# What somebody does or feels who has just spoken is told in so many characters.
_LONGEST_ACT = 40
_IS_KIN = re.compile(f"的{KIN}$")


def find_sayings(clause: str, names: re.Pattern[str] | None = None) -> list[Saying]:
    """Return the verbs of saying of a clause that have a subject before them in it, in order.

    names: finds the spellings of people who are known; others are taken for people too.
    """
    plain = _BRACKETS.sub(lambda match: " " * len(match.group()), clause)
    sayings: list[Saying] = []
    # A name's last character is no part of a verb: 传 in 黄先传说.
    verbs = list(VERB.finditer(names.sub(_hide_end, plain) if names else plain))
    for match in verbs if len(verbs) <= _MOST_VERBS else (*verbs[:3], *verbs[-3:]):
        ahead = _without_lead(ADVERBS.sub("", _CUT.split(plain[: match.start()])[-1].strip()))
        goes_on = bool(sayings) and not ahead
        subject = sayings[-1].subject if goes_on else _subject_before(plain[: match.start()], names)
        if subject is not None:
            sayings.append(Saying(subject, match.start(), match.end(), match.group() in LOOSE))
    if not sayings and (announced := _ANNOUNCES.search(plain)):
        subject = _read_phrase(_CUT.split(plain[: announced.start()])[-1].strip(), names)
        if subject is not None and (subject.kind != "role" or PERSON.search(subject.words)):
            sayings.append(Saying(subject, announced.start(), announced.end() - 1))
    if not sayings and (view := VIEW.search(plain)):
        subject = _read_phrase(view["who"], names)
        if subject is not None:
            sayings.append(Saying(subject, view.start("who"), view.end(), loose=True))
    return sayings


def _hide_end(name: re.Match[str]) -> str:
    """A name with another last character, unless that is a verb, which may stand behind a shorter name."""
    words = name.group()
    return words if VERB.match(words[-1]) else words[:-1] + "某"


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
    # What is only another verb of saying is nobody: 评论 in 评论指出.
    return parse_phrase(phrase) if phrase and not VERB.fullmatch(phrase) else None


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
        if kind == "pronoun" and (some := _SOME_OF.match(after)):
            return Subject("role", match.group() + some.group())
        owned = None if _more(mentions, match) else _owned_role(match.group(), after)
        if owned is not None:
            return owned
        if re.match(r"的(?!$)", after) and not _is_adverbial(after):
            continue
        if kind == "name" and _is_of_house(phrase, match, mentions):
            continue
        if kind == "name" and (further := _find_member(match.group(), after)):
            return further
        return Subject(kind, _whole_name(before, match.group(), after) if kind == "name" else match.group())
    return None


def _find_member(body: str, after: str) -> Subject | None:
    """Who speaks for what a name is part of: by name behind an office, or what the name and the word for a body are."""
    rest = _strip(after)
    if resident := RESIDENTS.match(rest):
        found = parse_phrase(rest[resident.end() :]) if len(rest) > resident.end() + 1 else None
        return found if found and found.kind == "name" else Subject("role", body + resident.group())
    if is_full_name(body) or len(rest) < 2 or not HAN.search(rest):
        return None
    if OFFICE.search(rest) and len(rest) <= LONGEST_NAME:
        return Subject("role", body + rest)
    found = parse_phrase(rest) if IN_OFFICE.search(rest) else None
    return found if found and found.kind == "name" else None


def _owned_role(owner: str, after: str) -> Subject | None:
    """Whom a phrase tells by whose mother, pupil or lawyer it is; by name where the name follows."""
    owned = re.match(rf"(?:的[^的，,]{{0,6}}?)?{KIN}", after)
    if owned is None or _is_adverbial(after) or (after[0] != "的" and TITLE_TAIL.search(owned.group())):
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


def _is_of_house(phrase: str, match: re.Match[str], mentions: Sequence[tuple[re.Match[str], str]]) -> bool:
    """Whether a name is that of the house in which somebody holds an office who is named behind it."""
    later = next((other for other, kind in mentions if kind == "name" and other.start() >= match.end()), None)
    between = phrase[match.end() : later.start()] if later else ""
    return bool(IN_OFFICE.search(between)) and not re.search("[和与與、对對向跟的]", between)


def _more(mentions: Sequence[tuple[re.Match[str], str]], match: re.Match[str]) -> bool:
    return any(other.start() >= match.end() and kind == "name" for other, kind in mentions)


def _is_adverbial(after: str) -> bool:
    """Whether a 的 behind a name belongs to a verb: it stands at the end of the phrase."""
    return after.rstrip().endswith("的") and after.count("的") == 1
