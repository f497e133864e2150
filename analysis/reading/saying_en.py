"""Saying, in English: who is the subject of a verb of saying in a clause of an article."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.reading import descriptions
from analysis.reading.noun_phrases_en import main_subject, phrase_behind, phrase_ending
from analysis.reading.saying import Saying, Subject
from analysis.reading.vocabulary_en import (
    ADVERBS,
    ARTICLES,
    AUXILIARIES,
    BASES,
    DOCUMENTS,
    LOOSE,
    NO_SUBJECTS,
    PERSONAL,
    PLURALS,
    POSSESSIVES,
    PREPOSITIONS,
    RELATIVES,
    SOMEBODY,
    VERBS,
    WRITTEN,
    owns,
)

ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|Rep|Reps|Sen|Sens|Gov|Lt|Col|Gen|Sgt|Capt|Cmdr|Maj|Adm|Rev|Fr|Hon|St|Jr|Sr|Inc|Ltd"
    r"|Corp|Co|No|vs|etc|approx|dept|est|Jan|Feb|Mar|Apr|Aug|Sept|Oct|Nov|Dec|a\.m|p\.m|U\.S|U\.K|Ph\.D|e\.g|i\.e)"
    r"|(?<![\w])[A-Z])\.$"
)
_WORD = re.compile(
    r"(?:Mr|Mrs|Ms|Mx|Dr|Prof|Reps?|Sens?|Gov|Lt|Col|Gen|Sgt|Capt|Maj|Adm|Rev|St|Jr|Sr|Inc|Ltd|Corp|Co|[A-Z])\.(?=[\s,])|(?:[A-Z]\.){2,6}"
    r"|\w(?:\w|['’.-](?=\w))*+['’]?|[^\w\s]"
)
_MOST_WORDS = 120


def find_sayings(clause: str) -> list[Saying]:
    """Return the verbs of saying of a clause that have a subject in it, in order."""
    words = list(_WORD.finditer(clause))[:_MOST_WORDS]
    texts = [word.group() for word in words]
    sayings = []
    for number, word in enumerate(texts):
        subject = _find_subject(texts, number)
        if subject is not None:
            sayings.append(Saying(subject, words[number].start(), words[number].end(), word.lower() in LOOSE))
    return sayings


def find_subject(clause: str) -> Subject | None:
    """Return the subject of a sentence, whatever it says of it."""
    return main_subject(_WORD.findall(clause)[:_MOST_WORDS])


def find_descriptions(clause: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the names of a clause, each with the words in small letters for what the person is."""
    return descriptions.find_descriptions(_WORD.findall(clause)[:_MOST_WORDS])


def read_name(words: str) -> Subject | None:
    """Return whom words name that begin with a name, as behind a dash."""
    found = phrase_behind(["―", *_WORD.findall(words)[:12]], 0)
    return found if found and found.kind == "name" else None


def _find_subject(words: Sequence[str], verb: int) -> Subject | None:
    word = words[verb].lower()
    if word == "to" and verb and words[verb - 1].lower() == "according":
        return phrase_behind(words, verb)
    if word in WRITTEN:
        return _find_document(words, verb)
    if word not in VERBS or (verb and not words[verb].islower()) or (verb and _is_passive(words, verb)):
        return None
    if verb and _is_noun_behind(words[verb - 1], word):
        return None
    if word.endswith("ing"):
        return main_subject(words[:verb])
    opens = all(word in ",—–-―" for word in words[:verb])
    if opens or (words[verb - 1] == "," and word not in LOOSE and _names_next(words, verb)):
        return None if word in ("told", "tells") else phrase_behind(words, verb)
    return _phrase_before(words, verb)


def _is_noun_behind(before: str, word: str) -> bool:
    """Whether what looks like a verb is a noun by the word before it: the remarks, of state, Ohio state senators."""
    plain = before.lower()
    if plain in ARTICLES | POSSESSIVES | PREPOSITIONS - {"to"} or owns(before):
        return True
    many = before.endswith("s") or plain in SOMEBODY | PERSONAL | ADVERBS | RELATIVES | PLURALS
    return word in BASES and before[0].isalpha() and not many


def _is_passive(words: Sequence[str], verb: int) -> bool:
    last = verb - 1
    while last > 0 and _is_adverb(words[last]) and words[last].lower() not in AUXILIARIES:
        last -= 1
    return words[verb].lower() not in ("says", "say", "saying") and words[last].lower() in AUXILIARIES | {"to"}


def _is_adverb(word: str) -> bool:
    return word.lower() in ADVERBS or (word.endswith("ly") and word.islower())


def _names_next(words: Sequence[str], verb: int) -> bool:
    following = words[verb + 1 : verb + 2]
    return bool(following) and following[0][:1].isupper() and not main_subject(words[:verb])


def _find_document(words: Sequence[str], verb: int) -> Subject | None:
    """What is written that reads or states something: the letter, their report of May."""
    if all(word in ",—–-―" for word in words[:verb]):
        found = phrase_behind(words, verb)
        return found if found and found.words.split()[-1].lower() in DOCUMENTS else None
    comma = words.index(",", 0, verb) if "," in words[:verb] else verb
    place = next((place for place in range(comma) if words[place].lower() in DOCUMENTS), None)
    return None if place is None else Subject("role", words[place])


def _find_relative(words: Sequence[str], last: int) -> int | None:
    """The place of a "who" whose clause goes on to a word: the guest who found the bell."""
    for number in range(last, 0, -1):
        if not words[number][0].isalpha():
            return None
        if words[number] == "who":
            return number if any(word.lower() in VERBS for word in words[number + 1 : last]) else None
    return None


def _phrase_before(words: Sequence[str], verb: int) -> Subject | None:
    """The noun phrase that ends before a verb, or whose apposition does."""
    last = verb - 1
    while last >= 0 and _is_adverb(words[last]):
        last -= 1
    if last < 0:
        return None
    word = words[last].lower()
    if (relative := _find_relative(words, last)) is not None:
        told = phrase_ending(words, relative - 1)
        return replace(told, definite=False) if told else None
    if word == "who":
        end = last - 2 if last and words[last - 1] == "," else last - 1
        return phrase_ending(words, end) if end >= 0 else None
    if word in ",)—–-" or word in ("and", "then", "but", "or"):
        return main_subject(words[:last])
    return phrase_ending(words, last) or (None if word in NO_SUBJECTS else main_subject(words[:verb]))
