"""Attitude: the words that praise or complain, with what negates, strengthens, softens or outweighs them."""

import functools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from analysis.corpus.words import Words
from analysis.sentiment.names import mask_names

# A Chinese character or a word in Latin letters; else what ends a sentence or a clause.
_UNIT = re.compile(
    r"(?P<han>[\u4e00-\u9fff])|(?P<latin>[a-z0-9]+(?:['-][a-z0-9]+)*)"
    r"|(?P<sentence>[。！？!?…]+|\.(?=[\"'”’)]*(?:\s|$))|\n)|(?P<clause>[，,;；:：、—()（）])"
)
# How many units a negation reaches ahead, in each script, and how far the others do.
_REACH = {"han": 6, "latin": 4}
_NEAR = 1
_NEGATED, _STRONGER, _WEAKER = -0.6, 1.3, 0.6
_AFTER_CONTRAST, _BEFORE_CONTRAST, _CONCEDED = 1.25, 0.6, 0.6
_STRONG_VALUE = 1.4
# A word in Latin letters says about as much as so many Chinese characters.
_LATIN_LENGTH = 1.7

FEATURES = (
    "positive", "negative", "net", "net_for_length", "positive_for_length", "negative_for_length", "highest",
    "lowest", "net_last_sentence", "net_first_sentence", "exclamation", "question", "length", "none", "strong_praise",
    "strong_blame",
)  # fmt: skip


@dataclass(frozen=True)
class Attitude:
    """A word that praises or complains: where it stands in the text, and its value with all that bears on it."""

    start: int
    end: int
    word: str
    value: float
    sentence: int


class _Unit(NamedTuple):
    text: str
    start: int
    end: int
    script: str


@dataclass(frozen=True)
class _Lexicon:
    """Words of attitude by their units, each with kind and value, and how many units those have that begin with one."""

    words: dict[tuple[str, ...], tuple[str, float]]
    lengths: dict[str, list[int]]


@functools.cache
def _lexicon(words: Words) -> _Lexicon:
    known: dict[tuple[str, ...], tuple[str, float]] = {}
    for word, kind, value in words.attitudes:
        units = tuple(unit.text for sentence in _read_units(word) for clause in sentence for unit in clause)
        if units:
            known[units] = kind, value
    lengths: dict[str, set[int]] = {}
    for units in known:
        lengths.setdefault(units[0], set()).add(len(units))
    return _Lexicon(known, {first: sorted(found, reverse=True) for first, found in lengths.items()})


def _read_units(text: str) -> list[list[list[_Unit]]]:
    """The units of a text by sentence and clause."""
    sentences: list[list[list[_Unit]]] = [[[]]]
    for match in _UNIT.finditer(_lower(text)):
        kind = match.lastgroup or ""
        if kind in _REACH:
            sentences[-1][-1].append(_Unit(match.group(), match.start(), match.end(), kind))
        elif kind == "clause":
            sentences[-1].append([])
        else:
            sentences.append([[]])
    return [clauses for sentence in sentences if any(clauses := [clause for clause in sentence if clause])]


def _lower(text: str) -> str:
    """The text in lower case, every character in its place."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := character.lower()) == 1 else character for character in text)
    return lowered.replace("’", "'")


def _find_marks(units: Sequence[_Unit], lexicon: _Lexicon) -> list[tuple[int, int, str, float]]:
    """The words of the list in a clause, longest first: first unit, unit after the last, kind, value."""
    marks, place = [], 0
    texts = [unit.text for unit in units]
    while place < len(units):
        for length in lexicon.lengths.get(texts[place], ()):
            found = lexicon.words.get(tuple(texts[place : place + length]))
            if found and place + length <= len(units):
                marks.append((place, place + length, *found))
                place += length
                break
        else:
            place += 1
    return marks


def find_attitudes(text: str, words: Words) -> list[Attitude]:
    """Return the attitude words of a text in either language, each with its value where it stands.

    A negation ahead of a word in its clause turns and weakens it, words of degree beside it scale
    it; what follows a "but" counts more than what precedes it. Source of the rules: Taboada et al.
    (2011), Lexicon-based methods for sentiment analysis. Misleads with irony, and where a
    negation stands far from what it negates.
    """
    return _find_attitudes(text, _read_units(text), words)


def _find_attitudes(text: str, sentences: Sequence[list[list[_Unit]]], words: Words) -> list[Attitude]:
    found = []
    for number, sentence in enumerate(sentences):
        marks = [_find_marks(clause, _lexicon(words)) for clause in sentence]
        contrasts = [place for place, clause in enumerate(marks) if any(mark[2] == "contrast" for mark in clause)]
        for place, (clause, clause_marks) in enumerate(zip(sentence, marks, strict=True)):
            weight = 1.0
            if contrasts:
                weight = _AFTER_CONTRAST if place >= contrasts[-1] else _BEFORE_CONTRAST
            if any(mark[2] == "concession" for mark in clause_marks):
                weight *= _CONCEDED
            for order, (first, after, kind, value) in enumerate(clause_marks):
                if kind == "attitude" and value:
                    factor = _find_factor(clause_marks[:order], first, _REACH[clause[first].script])
                    start, end = clause[first].start, clause[after - 1].end
                    found.append(Attitude(start, end, text[start:end], value * factor * weight, number))
    return found


def _find_factor(before: Sequence[tuple[int, int, str, float]], first: int, reach: int) -> float:
    """What the marks ahead of a word in its clause make of its value."""
    factor = 1.0
    for _, after, kind, _ in before:
        distance = first - after
        if kind == "negation" and distance <= reach:
            factor *= _NEGATED
        elif kind == "strong" and distance <= _NEAR:
            factor *= _STRONGER
        elif kind == "weak" and distance <= _NEAR:
            factor *= _WEAKER
    return factor


def measure_attitudes(texts: Sequence[str], words: Words) -> np.ndarray:
    """Return the attitude words of each text, names out of sight, as numbers named in FEATURES: shape (texts, 16)."""
    return (
        np.stack([_measure(mask_names(text, words), words) for text in texts])
        if texts
        else np.zeros((0, len(FEATURES)))
    )


def list_attitudes(text: str, words: Words) -> str:
    """Return the attitude words of a text with their values as one line, sorted: word=value|word=value."""
    found = find_attitudes(mask_names(text, words), words)
    return "|".join(sorted(f"{attitude.word.lower()}={attitude.value:.3g}" for attitude in found))


def _measure(text: str, words: Words) -> np.ndarray:
    sentences = _read_units(text)
    found = _find_attitudes(text, sentences, words)
    values = np.array([attitude.value for attitude in found])
    units = [unit for sentence in sentences for clause in sentence for unit in clause]
    length = sum(1.0 if unit.script == "han" else _LATIN_LENGTH for unit in units)
    positive, negative = float(values[values > 0].sum()), -float(values[values < 0].sum())
    last = sum(attitude.value for attitude in found if attitude.sentence == len(sentences) - 1)
    first = sum(attitude.value for attitude in found if attitude.sentence == 0)
    return np.array(
        [
            math.log1p(positive),
            math.log1p(negative),
            math.tanh((positive - negative) / 2),
            3 * (positive - negative) / math.sqrt(length + 10),
            15 * positive / (length + 15),
            15 * negative / (length + 15),
            values.max(initial=0),
            -values.min(initial=0),
            math.tanh(last / 2),
            math.tanh(first / 2),
            float("!" in text or "！" in text),
            float(text.rstrip("\"'”’」 ").endswith(("?", "？"))),
            math.log(length + 5) / 5,
            float(not found),
            float((values >= _STRONG_VALUE).any()),
            float((values <= -_STRONG_VALUE).any()),
        ]
    )
