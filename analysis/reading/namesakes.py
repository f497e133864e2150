"""Namesakes: which of the names in an article are one person's, and which two people share."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from analysis.reading.vocabulary_people import bare_name

# How somebody is called whose first name an article does not tell.
_ADDRESSED = re.compile("(?:先生|女士|小姐|太太)$")
# A first name that is cut short has at least so many letters.
_SHORTEST_GIVEN = 3


def part_namesakes(words: str, people: dict[str, list[str]]) -> None:
    """Make those people of their own who are only ever called by surname, before anybody of that name is named."""
    for person, names in list(people.items()):
        first = words.find(person)
        for name in names:
            if _ADDRESSED.search(name) and name != person and words.count(name, 0, max(first, 0)) > 1:
                people[person] = [other for other in people[person] if other != name]
                people[name] = [name]


def merge_foreign(people: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return people with those joined of whom one is called by a part of the other's name: 马克 and 马克·李."""
    owners = defaultdict(list)
    for person in people:
        for part in person.split("·") if "·" in person else ():
            owners[part].append(person)
    merged = {person: list(names) for person, names in people.items() if len(owners[person]) != 1}
    for person, names in people.items():
        if len(owners[person]) == 1 and owners[person][0] in merged:
            merged[owners[person][0]] += [person, *names]
    return merged


def merge_latin(names: Iterable[str]) -> dict[str, list[str]]:
    """Return people with their spellings: a surname, or a first name, is of the one person whose full name has it."""
    spellings: dict[str, set[str]] = defaultdict(set)
    for name in names:
        spellings[bare_name(name)].add(name)
    full = [bare for bare in spellings if " " in bare]
    people: dict[str, list[str]] = {}
    for bare in sorted(spellings, key=lambda bare: (-len(bare.split()), -len(bare), bare)):
        owners = [owner for owner in _find_owners(bare, full) if owner in people]
        if len(owners) == 1:
            people[owners[0]] += spellings[bare]
        elif not owners or " " in bare:
            people[bare] = sorted(spellings[bare])
    return people


def _find_owners(bare: str, full: Sequence[str]) -> list[str]:
    """The longer names that a name may be short for: by its end first, else by first name or without the middle one.

    Whose first name is cut short is the same person: Dan Roe is Daniel Roe.
    """
    words = bare.split()
    longer = [name for name in full if len(name.split()) > len(words)]
    by_end = [name for name in longer if name.split()[-len(words) :] == words]
    by_start = [name for name in longer if name.split()[0] == words[0] and words[-1] in (words[0], name.split()[-1])]
    familiar = [name for name in full if len(words) > 1 and name != bare and _is_familiar(words, name.split())]
    return by_end or by_start or familiar


def _is_familiar(words: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether a name is another with its first name cut short."""
    return len(words[0]) >= _SHORTEST_GIVEN and whole[0].startswith(words[0]) and whole[1:] == words[1:]
