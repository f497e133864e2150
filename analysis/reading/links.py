"""Links, as Markdown writes them, and tags within it: what of them is read, and what only says where they lead."""

import re

# Where a link leads, with the title that a pointer on it shows, behind the words of the link.
TARGET = re.compile(
    r"\[[^\[\]\n]{1,300}(\]\((?:[^()\s]|\([^()\s]{0,100}\)){1,500}(?: \"[^\"\n]{0,300}\")?\)|\]\[[^\[\]\n]{1,100}\])"
)
# What of HTML is left in a text and nobody says, over more lines than one as well.
TAGS = re.compile(
    r"</?(?:a|img|br|hr|span|div|p|figure|figcaption|iframe|video|audio|source|small|center|font)\b[^<>]{0,1000}>",
    re.IGNORECASE,
)


def blank_targets(text: str) -> str:
    """Return a text of the same length in which links are but their words: marks in a target quote nobody."""
    pieces, position = [], 0
    for match in TARGET.finditer(text):
        begin, end = match.span(1)
        pieces += [text[position : match.start()], " ", text[match.start() + 1 : begin], " " * (end - begin)]
        position = end
    return "".join(pieces) + text[position:]
