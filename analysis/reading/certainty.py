"""Certainty: how the speaker of a quotation was found, and how often that is right."""

from typing import Literal

# full name: a verb of saying beside it with somebody's whole name; name: with a part of a name, or a name of one word;
# role, pronoun: with one of these; carried: the second part of a quotation that somebody's verb parts; signed: a name
# behind a dash; subject: the subject of the clause before its colon; actor: who does something right behind it; next:
# with whom the next paragraph begins; follows: it begins a paragraph, and the one before ends with a quotation;
# paragraph: after another quotation of its paragraph; last: whoever was spoken of last.
Way = Literal[
    "full name",
    "name",
    "role",
    "pronoun",
    "carried",
    "signed",
    "subject",
    "actor",
    "next",
    "follows",
    "paragraph",
    "last",
]
