"""Noun phrases, in English: the name, the pronoun or the role that words of a clause are."""

import re
from collections.abc import Sequence

from analysis.reading.given_names import find_gender
from analysis.reading.saying import Subject
from analysis.reading.vocabulary_en import (
    ADVERBS,
    AUXILIARIES,
    DAYS,
    DETERMINERS,
    NO_SUBJECTS,
    PARTICLES,
    PERSONAL,
    POSSESSIVES,
    PREPOSITIONS,
    RELATIVES,
    SOMEBODY,
    VERBS,
    opens,
    owns,
)
from analysis.reading.vocabulary_people import is_body, is_person

_OFFICE = re.compile(r"(?:man|woman|person|or|er|ist|yst|ary|[ae]nt|chief|head|boss|coach|captain)$")


def phrase_ending(words: Sequence[str], last: int) -> Subject | None:
    """Return the noun phrase that ends with a word, or where a preposition governs it the one before that."""
    word = words[last].lower()
    if word in PERSONAL or (word == "it" and last == 0):
        return Subject("name", words[last]) if _is_surname(words, last) else Subject("pronoun", word)
    if word in SOMEBODY and (last == 0 or words[last - 1] == ","):
        return Subject("role", words[last])
    if word in NO_SUBJECTS | PREPOSITIONS or not words[last][0].isalpha():
        return None
    start = last
    if words[last][0].isupper():
        while start > 0 and (_is_capitalised(words[start - 1]) or _is_particle(words, start - 1)):
            start -= 1
        start = _skip_openers(words, start, last + 1)
        if start > last:
            return None
        body = _find_whole_body(words, start)
        subject = Subject("name", " ".join(words[body : last + 1])) if body else _name_or_role(words, start, last + 1)
    else:
        while start > 0 and last - start < 6 and _is_in_phrase(words[start - 1]):
            start -= 1
            if words[start].lower() in DETERMINERS or owns(words[start]):
                break
        for number in range(start + 1, last):
            if words[number].lower() in AUXILIARIES | {"have", "has", "had"}:
                return phrase_ending(words, number - 1)
        subject = _make_role(words[start : last + 1])
        if words[start].lower() not in DETERMINERS and start > 0 and not owns(words[start]):
            return subject if last - start < 2 and words[start - 1] == "," else None
    if start > 1 and words[start - 1].lower() in PREPOSITIONS:
        return phrase_ending(words, start - 2)
    return subject


def _find_whole_body(words: Sequence[str], start: int) -> int:
    """Where the name of a body begins that has two parts at its end: Board of Rivers and Lakes; 0 for no body."""
    number = start - 2
    if number < 3 or words[start - 1] != "and" or not _is_capitalised(words[number]):
        return 0
    while number > 0 and _is_capitalised(words[number]):
        number -= 1
    if words[number].lower() not in ("of", "on", "for"):
        return 0
    head = begin = number - 1
    while begin > 0 and _is_capitalised(words[begin - 1]):
        begin -= 1
    begin = _skip_openers(words, begin, head)
    return begin if head > 0 and _is_capitalised(words[head]) and is_body(words[head]) else 0


def _is_surname(words: Sequence[str], number: int) -> bool:
    """Whether a pronoun is a surname: with a capital in the middle of a sentence."""
    before = words[number - 1] if number else ""
    return words[number][0].isupper() and (before == "," or before[-1:].isalpha())


def _name_or_role(words: Sequence[str], start: int, stop: int) -> Subject:
    """A name, or what a capital and an article tell somebody is: the Ohio Republican."""
    subject = Subject("name", " ".join(words[start:stop]))
    article = words[start - 1].lower() if start else ""
    if article in ("a", "an", "the", "another", "one") and is_person(words[stop - 1]):
        return Subject("role", subject.words, article == "the")
    return subject


def _is_in_phrase(word: str) -> bool:
    return word[0].isalpha() and word.lower() not in PREPOSITIONS | RELATIVES | VERBS


def _is_capitalised(word: str) -> bool:
    return word[0].isupper() and not owns(word)


def _is_particle(words: Sequence[str], number: int) -> bool:
    return words[number] in PARTICLES and number > 0 and _is_capitalised(words[number - 1])


def _skip_openers(words: Sequence[str], start: int, stop: int) -> int:
    while start < stop and opens(words[start]):
        start += 1
    return start


def _make_role(words: Sequence[str]) -> Subject:
    kept = list(words)
    while len(kept) > 1 and kept[0].lower() in DETERMINERS - POSSESSIVES - {"another", "other"}:
        del kept[0]
    return Subject("role", " ".join(kept), words[0].lower() == "the")


def phrase_behind(words: Sequence[str], verb: int) -> Subject | None:
    """Return the noun phrase behind a verb ("said the owner, Ann Lee"), None where an object or a time stands there."""
    stop = verb + 1
    while stop < len(words) and stop - verb < 12 and _goes_on(words, stop):
        stop += 1
    head = words[verb + 1 : stop]
    if not head:
        return None
    if head[0].lower() in PERSONAL:
        return Subject("pronoun", head[0].lower())
    if head[0].lower() in ("i", "we"):
        return Subject("role", head[0])
    if head[0].lower() in NO_SUBJECTS:
        return None
    if resident := _placed_name(words, stop):
        return resident
    if _is_capitalised(head[-1]) or head[-1].endswith((".",)):
        start = len(head) - 1
        while start > 0 and (_is_capitalised(head[start - 1]) or _is_particle(head, start - 1)):
            start -= 1
        while start < len(head) and head[start].lower() in DAYS | {"the", "a", "an"}:
            start += 1
        return Subject("name", " ".join(head[start:])) if start < len(head) else _trim_day(head)
    if named := _apposed_name(words, stop):
        return named
    if len(head) > 1 or head[0].endswith("s"):
        return _make_role(head) if head[0].lower() in DETERMINERS or head[0][0].isupper() or len(head) == 1 else None
    return None


def _trim_day(head: Sequence[str]) -> Subject | None:
    kept = [word for word in head if word.lower() not in DAYS]
    return _make_role(kept) if kept and kept[0].lower() in DETERMINERS and len(kept) > 1 else None


def _goes_on(words: Sequence[str], number: int) -> bool:
    word = words[number]
    if word in PARTICLES and number + 1 < len(words) and words[number + 1][0].isupper():
        return True
    return word[0].isalnum() and word.lower() not in PREPOSITIONS | RELATIVES and not word[0].isdigit()


def _placed_name(words: Sequence[str], stop: int) -> Subject | None:
    """The name behind a place in two parts and what somebody is there: said Hull, Ohio, baker Ann Lee."""
    comma = next((number for number in range(stop + 2, min(stop + 5, len(words))) if words[number] == ","), None)
    if words[stop : stop + 1] != [","] or comma is None or not all(map(_is_capitalised, words[stop + 1 : comma])):
        return None
    return _officer(words, comma + 1)


def _apposed_name(words: Sequence[str], stop: int) -> Subject | None:
    """The name behind a role and its comma: said the owner of the mill, Ann Lee."""
    number = stop
    while number < len(words) and number - stop < 8 and words[number] != ",":
        if words[number] in (".", ";", ":") or words[number].lower() in ("who", "whose", "and"):
            return None
        number += 1
    run = []
    for word in words[number + 1 : number + 6]:
        if not (_is_capitalised(word) or word in PARTICLES):
            break
        run.append(word)
    return Subject("name", " ".join(run)) if len(run) > 1 and not opens(run[0]) else None


def main_subject(words: Sequence[str]) -> Subject | None:
    """Return the subject of a sentence: the first name that no preposition, possessive or participle governs."""
    chunks: list[list[str]] = [[]]
    for word in words:
        if word in (",", "—", "–", ";", "(", ")", ":"):
            chunks.append([])
        else:
            chunks[-1].append(word)
    begin = 0
    for number, chunk in enumerate(chunks):
        if number and len(chunk) > 1 and chunk[0].lower() in ("and", "but", "while") and _leading_phrase(chunk[1:]):
            begin = number
    role = None
    for chunk in chunks[begin:]:
        found = _leading_phrase(chunk)
        if found is not None and found.kind != "role":
            return found
        role = role or found
    return role


def _officer(words: Sequence[str], stop: int) -> Subject | None:
    """Whose name follows an office behind a body's name: Acme sales director Ann Lee."""
    end = stop
    while end < len(words) and end - stop < 4 and words[end].isalpha() and words[end].islower():
        end += 1
    if end == stop or end == len(words) or not _OFFICE.search(words[end - 1]):
        return None
    last = end
    while last < len(words) and _is_capitalised(words[last]):
        last += 1
    return Subject("name", " ".join(words[end:last])) if last > end else None


def _is_participle(words: Sequence[str]) -> bool:
    """Whether words begin with what somebody does or has had done, and no name: no Fred Hull, no Hull-based baker."""
    return words[0].endswith(("ing", "ed")) and "-" not in words[0] and not find_gender(" ".join(words[:2]))


def _is_noun(words: Sequence[str]) -> bool:
    """Whether a word in small letters may be the noun that a name before it describes: the Hull captain."""
    if not words or not words[0].isalpha() or not words[0].islower():
        return False
    return words[0] not in PREPOSITIONS | RELATIVES | VERBS | ADVERBS | AUXILIARIES


def _leading_phrase(chunk: Sequence[str]) -> Subject | None:
    """The noun phrase with which a piece between commas begins, None where it begins with something else."""
    words = list(chunk)
    while words and words[0].lower() in ("and", "but", "so", "then", "yet", "still", "meanwhile", "while", "later"):
        del words[0]
    if not words or words[0].lower() in (PREPOSITIONS | RELATIVES) or not words[0][0].isalpha():
        return None
    if words[0].lower() in PERSONAL:
        return Subject("pronoun", words[0].lower())
    if words[0].lower() in ("i", "we"):
        return Subject("role", words[0])
    if words[0].lower() in NO_SUBJECTS or _is_participle(words):
        return None
    for number, word in enumerate(words[:7]):
        if word.lower() in PREPOSITIONS | RELATIVES or (number and word.lower() in VERBS | ADVERBS | AUXILIARIES):
            return _make_role(words[:number]) if words[0].lower() in DETERMINERS and number > 1 else None
        if number and words[0].lower() in DETERMINERS and word.islower() and is_person(word):
            compound = number + 1 < len(words) and words[number + 1].islower() and is_person(words[number + 1])
            return _make_role(words[: number + 1 + compound])
        if _is_capitalised(word) and not opens(word):
            stop = number + 1
            while stop < len(words) and (_is_capitalised(words[stop]) or _is_particle([*words, ""], stop)):
                stop += 1
            while words[stop - 1] in PARTICLES:
                stop -= 1
            if stop < len(words) and words[stop][0].isupper():
                return None
            if further := _officer(words, stop):
                return further
            if words[0].lower() in DETERMINERS | {"the"} and _is_noun(words[stop : stop + 1]):
                return _make_role(words[: stop + 1])
            return Subject("name", " ".join(words[number:stop]))
        if owns(word):
            return None
    whole = words[0].lower() in DETERMINERS and 1 < len(words) <= 5
    return _make_role(words) if whole else None
