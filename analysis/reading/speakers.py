"""Speakers: which name in a document is which person."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

_ROLES = ("嘉宾", "主持人", "主讲人", "记者", "主播")


def normalise_name(name: str) -> str:
    """Return a name as it is compared: one space between words, no marks at its ends, lower case."""
    return re.sub(r"\s+", " ", name).strip(" \t*_#>-–—:：,，.").casefold()


@dataclass(frozen=True)
class Roster:
    """The people of a document: every spelling of a name, and the person it stands for.

    closed: whether the spellings were given (by the catalogue), so that nobody else may speak.
    """

    people: Mapping[str, str] = field(default_factory=dict)
    closed: bool = False

    @classmethod
    def of(cls, spellings: Mapping[str, Iterable[str]], *, closed: bool = True) -> "Roster":
        """Return a roster from each person's spellings; the person's own name is one of them."""
        people = {}
        for person, names in spellings.items():
            for name in (person, *names):
                people[normalise_name(name)] = person
        return cls(people, closed)

    def resolve(self, name: str) -> str | None:
        """Return the person that a name stands for, with a role put before it or not, or None."""
        wanted = normalise_name(name)
        if wanted in self.people:
            return self.people[wanted]
        for role in _ROLES:
            rest = wanted.removeprefix(role).strip()
            if rest != wanted and rest in self.people:
                return self.people[rest]
        return None

    def spellings(self) -> list[str]:
        """Return all spellings, longest first, so that a full name is found before its part."""
        return sorted(self.people, key=lambda name: (-len(name), name))


def merge_names(counts: Counter[str]) -> dict[str, list[str]]:
    """Return people with their spellings, guessed from the names that label a document's turns.

    A name that holds another one whole (a title or a role put to it, or the surname alone) is the
    same person; the person is called by the spelling used most.
    """
    people: dict[str, list[str]] = {}
    for name, _ in sorted(counts.items(), key=lambda item: (-item[1], _with_role(item[0]), -len(item[0]), item[0])):
        owner = next((person for person in people if _same_person(name, person)), None)
        people.setdefault(owner or name, []).append(name)
    return people


def _with_role(name: str) -> bool:
    return any(name.startswith(role) and name != role for role in _ROLES)


def _same_person(name: str, other: str) -> bool:
    a, b = normalise_name(name), normalise_name(other)
    if re.search("[\u4e00-\u9fff]", a + b):
        short, long = sorted((a, b), key=len)
        return short == long or (long.endswith(short) and long.removesuffix(short).strip() in _ROLES)
    words_a, words_b = (set(re.findall(r"\w+", words)) for words in (a, b))
    return words_a <= words_b or words_b <= words_a
