"""Descriptions: what an English article says that its people are, so that "the mayor" is whom it called so before."""

from collections.abc import Iterator, Sequence

from analysis.reading.vocabulary_en import (
    ADVERBS,
    DETERMINERS,
    PARTICLES,
    PREPOSITIONS,
    RELATIVES,
    VERBS,
    opens,
    owns,
)
from analysis.reading.vocabulary_people import RANKS, is_person

_SAME = (
    ("gov", "governor"),
    ("sen", "senator", "lawmaker"),
    ("rep", "representative", "congressman", "congresswoman", "lawmaker"),
    ("boss", "manager", "chief", "head", "director", "leader"),
    ("spokesman", "spokeswoman", "spokesperson"),
    ("chairman", "chairwoman", "chair"),
    ("lawyer", "attorney"),
    ("r", "republican"),
    ("d", "democrat", "democratic"),
)
_LONGEST = 8


def find_kin(word: str) -> frozenset[str]:
    """Return the words that may stand for the same office as one in small letters, itself among them."""
    return frozenset([word, *(other for same in _SAME if word in same for other in same)])


def find_descriptions(words: Sequence[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the names of a clause, given as words, with their titles, and for each the words for what the person is.

    Those are in small letters.
    """
    number = 0
    while number < len(words):
        if not _is_named(words[number]):
            number += 1
            continue
        stop = number + 1
        while stop < len(words) and (_is_named(words[stop]) or _links(words, stop)):
            stop += 1
        start = number
        while start < stop and opens(words[start]):
            start += 1
        name = start
        for place in range(start, stop - 1):
            if words[place].lower().strip(".") in RANKS:
                name = place + 1
        if name < stop:
            titles = [*_before(words, start), *words[start:name]]
            told = {*titles, *_behind(words, stop), *_apposed(words, start, stop)}
            if told:
                yield " ".join(words[start:stop]), frozenset(word.lower().strip(".") for word in told)
        number = stop


def _is_named(word: str) -> bool:
    return word[0].isupper() and not owns(word)


def _links(words: Sequence[str], number: int) -> bool:
    return words[number] in PARTICLES and number + 1 < len(words) and _is_named(words[number + 1])


def _is_plain(word: str) -> bool:
    return word[0].isalpha() and word.lower() not in PREPOSITIONS | RELATIVES | VERBS | ADVERBS


def _before(words: Sequence[str], start: int) -> Sequence[str]:
    """The office right before a name: press secretary Ann Lee."""
    begin = start
    while begin > 0 and start - begin < 4 and words[begin - 1].islower() and _is_plain(words[begin - 1]):
        begin -= 1
    kept = [word for word in words[begin:start] if word not in DETERMINERS]
    return kept if kept and is_person(kept[-1]) else []


def _behind(words: Sequence[str], stop: int) -> Sequence[str]:
    """What somebody is, between commas or in brackets behind the name: Ann Lee, an Ohio Republican; (R-Ohio)."""
    if stop + 1 >= len(words) or words[stop] not in (",", "("):
        return []
    party = words[stop + 1].split("-")
    if party[0] in ("R", "D"):
        return ["Republican" if party[0] == "R" else "Democrat", *party[1:]]
    return _noun(words[stop + 1 : stop + 1 + _LONGEST])


def _apposed(words: Sequence[str], start: int, stop: int) -> Sequence[str]:
    """What somebody is, before the comma before the name: The fund's head, Ann Lee, said."""
    if start < 2 or words[start - 1] != "," or (stop < len(words) and words[stop] not in (",", ".")):
        return []
    begin = start - 1
    while begin > 0 and start - begin <= 2 * _LONGEST and words[begin - 1] not in (",", ";", ":"):
        begin -= 1
    phrase = words[begin : start - 1]
    owner = next((place for place, word in enumerate(phrase) if owns(word)), None)
    if owner is not None:
        return _noun(["the", *phrase[owner + 1 :]])
    return _noun(phrase) if phrase and phrase[0].lower() in DETERMINERS | {"its"} else []


def _noun(phrase: Sequence[str]) -> Sequence[str]:
    """The words of a noun phrase up to its head, none where that is nobody's office or trade."""
    stop = 0
    while stop < len(phrase) and _is_plain(phrase[stop]):
        stop += 1
    kept = [word for word in phrase[:stop] if word.lower() not in DETERMINERS | {"its", "former", "now", "then"}]
    if not kept or (phrase[0][0].isupper() and not is_person(phrase[0]) and phrase[0].lower() not in DETERMINERS):
        return []
    return kept if is_person(kept[-1]) else []
