"""Quoted words: how long they are, and what the clause before them makes of them, in both languages."""

import itertools
import re

from analysis.reading.shapes import HAN
from analysis.reading.vocabulary_en import NAMED
from analysis.reading.vocabulary_zh import CALLED

_UNITS = re.compile(r"[\u4e00-\u9fff]|[^\W\d_\u4e00-\u9fff](?:\w|['’-](?=\w))*+")
# Articles and prepositions have no capital in a title.
_SMALL_WORD = 4
# So many words, or Chinese characters, are many; no more are counted.
ENOUGH = 40


def count_words(words: str) -> int:
    """Return how many words, or Chinese characters, there are."""
    return len(_UNITS.findall(words))


def is_long(inner: str, words: int, characters: int) -> bool:
    """Whether quoted words are at least so many, or so many Chinese characters."""
    units = [match.group() for match in itertools.islice(_UNITS.finditer(inner), ENOUGH)]
    han = sum(1 for unit in units if "\u4e00" <= unit[0] <= "\u9fff")
    return han >= characters or len(units) - han >= words or (han > 0 and len(units) >= characters)


def is_work(inner: str) -> bool:
    """Whether quoted words are set as the title of a work is in English: capitals throughout, and no whole sentence."""
    words = [word for word in re.findall(r"[A-Za-z][\w'’-]*+", inner) if len(word) > _SMALL_WORD]
    return len(words) > 1 and all(word[0].isupper() for word in words) and not HAN.search(inner)


def ends_clause(words: str) -> bool:
    """Whether the words before a quotation end a clause."""
    return words.rstrip().endswith((",", "，", ":", "：", "—", "–", "-", ";", "；"))


def is_called(words: str) -> bool:
    """Whether a clause before a quotation says that something is called so, or that it is an example."""
    return bool(CALLED.search(words) or NAMED.search(words))
