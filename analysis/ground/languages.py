"""Languages: what has to be known of a language before anything is measured in it."""

import functools
import re
from collections.abc import Collection
from typing import Any

from analysis.ground.storage import COMMON, read_lines

# Languages written without spaces between words, in which length is counted in characters.
_WITHOUT_SPACES = frozenset({"zh", "ja", "th", "lo", "km", "my"})
# How languages that people read with this project are called, in English and in Chinese.
NAMES = {
    "en": ("English", "英文"), "zh": ("Chinese", "中文"), "de": ("German", "德文"), "es": ("Spanish", "西班牙文"),
    "fr": ("French", "法文"), "ja": ("Japanese", "日文"), "it": ("Italian", "意大利文"),
    "pt": ("Portuguese", "葡萄牙文"),
    "ru": ("Russian", "俄文"), "ko": ("Korean", "韩文"), "nl": ("Dutch", "荷兰文"), "pl": ("Polish", "波兰文"),
    "ar": ("Arabic", "阿拉伯文"), "tr": ("Turkish", "土耳其文"), "th": ("Thai", "泰文"),
}  # fmt: skip
# Those whose tone this project has validated against readings by hand.
WITH_TONE = ("en", "zh")
_ENOUGH = 20_000  # characters tell a language; a book would only take longer
_FEW_LETTERS = 40  # in these, English is the best guess for plain letters
# From so many of the Chinese characters that simplifying changes, a text is in traditional ones.
_TRADITIONAL_FROM = 0.05


def is_language(code: str) -> bool:
    """Return whether a text is a language's code: two or three small letters (ISO 639)."""
    return re.fullmatch("[a-z]{2,3}", code) is not None


def has_spaces(language: str) -> bool:
    """Return whether a language puts spaces between words; else a character counts as a word."""
    return language not in _WITHOUT_SPACES


def guess_language(text: str) -> str:
    """Return the language that most of a text is in, as its code (ISO 639-1).

    Chinese characters in a fifth of the letters make a text Chinese, or Japanese where there is kana among them: a
    Chinese text about software is full of Latin letters. All else is told by py3langid (Lui and Baldwin 2012,
    langid.py). Misleads with texts of a few words, and with languages that are nearly one.
    """
    letters = [character for character in text if character.isalpha()]
    han = sum("\u4e00" <= character <= "\u9fff" for character in letters)
    kana = sum("\u3040" <= character <= "\u30ff" for character in letters)
    if 5 * (han + kana) >= len(letters) and letters:
        return "ja" if 10 * kana >= han + kana else "zh"
    if all(character < "\u0080" for character in letters) and len(letters) < _FEW_LETTERS:
        return "en"
    import py3langid

    return str(py3langid.classify(text[:_ENOUGH])[0])


@functools.cache
def _converter() -> Any:
    import opencc

    return opencc.OpenCC("t2s")


def simplify(text: str) -> str:
    """Return a Chinese text in simplified characters; any other text stays as it is.

    What segments, embeds and scores Chinese was made for simplified characters: a sentence and its translation are
    farther apart in the traditional ones. Source: OpenCC, conversion from traditional to simplified.
    """
    return str(_converter().convert(text))


@functools.cache
def list_variants() -> tuple[str, str]:
    """Return the traditional characters that have a simplified form, and these forms in the same order."""
    characters = [chr(code) for code in range(0x4E00, 0xA000)]
    pairs = [(c, simple) for c in characters if (simple := simplify(c)) != c and len(simple) == 1]
    return "".join(c for c, _ in pairs), "".join(simple for _, simple in pairs)


def is_traditional(text: str) -> bool:
    """Return whether a Chinese text is written in traditional characters."""
    beginning = [character for character in text[:_ENOUGH] if "\u4e00" <= character <= "\u9fff"]
    plain = "".join(beginning)
    changed = sum(a != b for a, b in zip(plain, simplify(plain), strict=False)) if plain else 0
    return changed > _TRADITIONAL_FROM * len(plain)


def simplify_pieces(pieces: list[str], document: str, language: str) -> list[str]:
    """Return pieces of a document, in simplified characters where it is Chinese in traditional ones."""
    return [simplify(piece) for piece in pieces] if language == "zh" and is_traditional(document) else pieces


@functools.cache
def load_stop_words(language: str) -> frozenset[str]:
    """Return the words of a language that say nothing about a theme.

    For English and Chinese they are the project's own lists, for others those of the package stop-words; of a language
    that has neither, none.
    """
    if language in WITH_TONE:
        return frozenset(read_lines(COMMON / "words" / f"stopwords-{language}.txt"))
    from stop_words import StopWordError, get_stop_words

    try:
        return frozenset(word.casefold() for word in get_stop_words(language))
    except StopWordError:
        return frozenset()


def join_stop_words(languages: Collection[str]) -> frozenset[str]:
    """Return the stop words of languages together with those of English, whose words stand in texts of any language."""
    return frozenset().union(*map(load_stop_words, {*languages, "en"}))
