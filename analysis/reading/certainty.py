"""Certainty: how the speaker of a quotation was found, and how often that is right."""

from collections.abc import Iterable, Mapping
from typing import Literal, get_args

# full name: a verb of saying beside it with somebody's whole name; name: with a part of a name, or a name of one word;
# role, pronoun: with one of these; office: with a role that stands for somebody named; carried: the second part of a
# quotation that somebody's verb parts; shared: before a clause and a colon that tell who says what follows; signed: a
# name behind a dash; subject: the subject of the clause before its colon; topic: with whom the sentence before begins;
# actor: who does something right behind it; next: with whom the next paragraph begins; follows: it begins a paragraph,
# and the one before ends with a quotation; resumed: it is a paragraph, and the one before ends with who says
# something; thing: in whatever way, but of something written, or in English of a body or a group, whom some who count
# take for nobody; namesake: likewise, but of one of several who share the name by which somebody is called; paragraph:
# after another quotation of its paragraph; last: whoever was spoken of last.
Way = Literal[
    "full name",
    "name",
    "role",
    "office",
    "pronoun",
    "carried",
    "shared",
    "signed",
    "subject",
    "topic",
    "actor",
    "next",
    "follows",
    "resumed",
    "thing",
    "namesake",
    "paragraph",
    "last",
]
# What share of the characters found so is right, as counted on articles of many outlets; of what was too seldom there
# to be counted, by what is most like it.
_MEASURED: Mapping[Way, float] = {
    "full name": 0.99,
    "name": 0.96,
    "paragraph": 0.98,
    "pronoun": 0.95,
    "carried": 0.9,
    "role": 0.88,
    "office": 0.75,
    "actor": 0.8,
    "last": 0.79,
    "next": 0.8,
    "follows": 0.8,
    "resumed": 0.95,
    "thing": 0.5,
    "namesake": 0.5,
}
_SELDOM = 0.95
RATES: Mapping[Way, float] = {way: _MEASURED.get(way, _SELDOM) for way in get_args(Way)}


def expect(found: Iterable[tuple[Way, int]]) -> float:
    """Return what share of quoted characters is likely to have the right speaker.

    found: for each quotation how its speaker was found, and how long it is.
    """
    pairs = list(found)
    total = sum(length for _, length in pairs)
    return sum(RATES[way] * length for way, length in pairs) / total if total else 1.0
