"""Mentions: the names and figures of a text: who and what it speaks of, and what amounts it states."""

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from analysis.corpus.words import Words
from analysis.ground.languages import WITH_TONE, load_stop_words
from analysis.versions.quantities import Quantity, find_quantities
from analysis.versions.spellings import find_names, is_known

PERSON, OTHER = "person", "other"
_LATIN_PART = re.compile("[A-Z][a-z]{2,}")


def know_people(words: Words, people: Mapping[str, str]) -> Words:
    """Return words whose spellings also have every listed name, and the people of a conversation.

    people: whom each spelling of a speaker's name stands for. A given name or surname in Latin letters stands for them
    too, where it is one person's and no common word.
    """
    listed = {_fold(spelling) for _, known in words.spellings for spelling in known}
    spelt: dict[str, list[str]] = {}
    parts: dict[str, set[str]] = {}
    for spelling, person in people.items():
        spelt.setdefault(person, []).append(spelling)
        for part in spelling.split():
            if _LATIN_PART.fullmatch(part) and part.casefold() not in load_stop_words("en"):
                parts.setdefault(part, set()).add(person)
    for part, whom in parts.items():
        if len(whom) == 1:
            spelt[next(iter(whom))].append(part)
    added = []
    for name, known in [*spelt.items(), *((name, [name]) for _, name in words.names)]:
        if own := [spelling for spelling in known if _fold(spelling) not in listed]:
            added.append((name, tuple(own)))
            listed |= {_fold(spelling) for spelling in own}
    return replace(words, spellings=words.spellings + tuple(added))


def _fold(spelling: str) -> str:
    """A spelling as the lists compare it: without case, spaces and marks."""
    return re.sub(r"[\W_]", "", spelling).casefold()


@functools.cache
def _kinds(words: Words) -> dict[str, str]:
    """What each thing is, by its spellings among the names: a person or an organisation."""
    kinds = {_fold(name): kind for kind, name in words.names}
    found: dict[str, str] = {}
    for thing, known in words.spellings:
        kind = next((kinds[_fold(s)] for s in (thing, *known) if _fold(s) in kinds), OTHER)
        if found.get(thing, OTHER) == OTHER:
            found[thing] = kind
    return found


def find_mentions(text: str, language: str, words: Words) -> Iterator[tuple[int, int, str, str]]:
    """Yield the names in a text, in order: start, end, kind (person, organisation, or other) and the thing named.

    words: see know_people. All spellings of a thing, in either script, give the same thing. A name is one that the
    lists have: what merely looks like a name is none. In languages other than English and Chinese the same, of names
    in Latin letters. Misleads where a name is also a common word, and of a person who is only called "he".
    """
    kinds = _kinds(words)
    for name in find_names(text, language if language in WITH_TONE else "en", words):
        if is_known(name, words):
            yield name.start, name.end, kinds[name.thing], name.thing


def find_figures(text: str, language: str) -> Iterator[Quantity]:
    """Yield the figures that a text in English or Chinese states, in order: see find_quantities; in other languages
    none. Small numbers without a unit, and numbers in names, are none.
    """
    if language in WITH_TONE:
        yield from (quantity for quantity in find_quantities(text) if not quantity.weak)
