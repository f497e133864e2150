"""Tokens: the words of a text in any language, as bags of counts."""

import functools
import logging
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from analysis.corpus.words import Words

_HAN, _KANA, _THAI = "\u4e00-\u9fff", "\u3040-\u30ff", "\u0e00-\u0eff"
# A letter of a script that puts spaces between words.
_LETTER = rf"(?![{_HAN}{_KANA}{_THAI}])[^\W\d_]"
_SPACED = re.compile(rf"{_LETTER}(?:{_LETTER}|\d)*(?:['’.+&-](?:{_LETTER}|\d)+)*\+*|\d+(?:[.,]\d+)*%?")
_RUN = re.compile(f"[{_HAN}]+|[{_KANA}]+|[{_THAI}]+")
_JAPANESE = re.compile("[\u30a0-\u30ff]+|[\u3040-\u309f]+")


@functools.cache
def _segmenter(terms: tuple[str, ...]) -> Any:
    import jieba

    jieba.setLogLevel(logging.WARNING)
    segmenter = jieba.Tokenizer()
    for term in terms:
        segmenter.add_word(term)
    return segmenter


def find_tokens(text: str, words: Words, *, language: str = "zh") -> list[str]:
    """Return the words of a text in order, lower-cased.

    Words in letters, which stand in texts of every language, and figures are taken as they are. Runs of Chinese
    characters are segmented by jieba with the corpus's terms; in Japanese a run of one script is a word, so kanji and
    katakana stay whole. language: of the text, which tells the two apart.
    """
    tokens: list[str] = []
    position = 0
    for match in _SPACED.finditer(text):
        tokens += _segment(text[position : match.start()], words, language)
        tokens.append(match.group().casefold().replace("’", "'"))
        position = match.end()
    return tokens + _segment(text[position:], words, language)


def _segment(text: str, words: Words, language: str) -> list[str]:
    found: list[str] = []
    for run in _RUN.findall(text):
        if language != "ja" and "\u4e00" <= run[0] <= "\u9fff":
            found += _segmenter(words.terms).cut(run)
        else:
            found += _JAPANESE.findall(run) or [run]
    return found


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
    """Return the length of a text in words; of a script without spaces, a character counts as one."""
    return len(_SPACED.findall(text)) + sum(len(run) for run in _RUN.findall(text))
