"""Tokens: the words of a text, in both languages, as bags of counts."""

import functools
import logging
import re
from collections import Counter
from collections.abc import Iterator

from analysis.storage import DATA

_LATIN = re.compile(r"[a-z][a-z0-9]*(?:['’.+&-][a-z0-9]+)*\+*|\d+(?:[.,]\d+)*%?", re.IGNORECASE)
_HAN = re.compile("[\u4e00-\u9fff]+")


@functools.cache
def _segmenter() -> "jieba.Tokenizer":  # type: ignore[name-defined]  # noqa: F821
    import jieba

    jieba.setLogLevel(logging.WARNING)
    segmenter = jieba.Tokenizer()
    for term in _load_words("terms-zh.txt"):
        segmenter.add_word(term)
    return segmenter


@functools.cache
def load_stop_words(language: str) -> frozenset[str]:
    """Return the words of a language ("en" or "zh") that say nothing about a theme."""
    return frozenset(_load_words(f"stopwords-{language}.txt"))


def _load_words(name: str) -> list[str]:
    lines = (DATA / "words" / name).read_text(encoding="utf-8").splitlines()
    return [line.strip().casefold() for line in lines if line.strip() and not line.startswith("#")]


def find_tokens(text: str) -> list[str]:
    """Return the words of a text in order, lower-cased.

    Runs of Chinese characters are segmented by jieba with the terms of this field
    (data/words/terms-zh.txt); words in Latin letters, which both languages have, and figures are
    taken as they stand.
    """
    tokens: list[str] = []
    position = 0
    for match in _LATIN.finditer(text):
        tokens += _segment(text[position : match.start()])
        tokens.append(match.group().casefold().replace("’", "'"))
        position = match.end()
    return tokens + _segment(text[position:])


def _segment(text: str) -> list[str]:
    return [word for run in _HAN.findall(text) for word in _segmenter().cut(run)]


def make_bag(tokens: list[str]) -> str:
    """Return tokens as one line of word:count, sorted, which no longer tells their order."""
    counts = Counter(token for token in tokens if not token[0].isdigit())
    return " ".join(sorted(f"{word}:{count}" for word, count in counts.items()))


def read_bag(bag: str) -> Iterator[str]:
    """Yield each word of a bag as many times as it is counted."""
    for item in bag.split():
        word, _, count = item.rpartition(":")
        yield from [word] * int(count)


def count_words(text: str) -> int:
    """Return the length of a text in words, a Chinese character counting as one."""
    return len(_LATIN.findall(text)) + sum(len(run) for run in _HAN.findall(text))
