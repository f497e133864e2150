"""Greetings: passages that greet, welcome or thank, told by where they stand and by their words."""

import functools

import numpy as np
import pandas as pd

from analysis.corpus.columns import Sheet, text
from analysis.corpus.csvfiles import read_csv
from analysis.ground.languages import WITH_TONE
from analysis.ground.storage import COMMON
from analysis.passages.tokens import read_bag

_WORDS_FILE = COMMON / "words" / "greetings.csv"
_WORDS = Sheet({"language": text(*WITH_TONE), "word": text()}, key=["language", "word"])
# What share of a passage's words such words must be: in the first and last twentieth of the talk, and between them.
_EDGE, _SHARE_AT_EDGE, _SHARE = 0.05, 0.015, 0.08


def find_greetings(passages: pd.DataFrame) -> np.ndarray:
    """Return which passages greet, welcome or thank: shape (passages,), truth values.

    Set by the shipped corpus's development part, whose coded theme of greetings also has small talk: 14 of the 15 found
    are of it, and 14 of its 33 are found. Misleads where thanks are few words in a long passage: these are not found.
    """
    known = {language: set(words) for language, words in _load_words().groupby("language")["word"]}
    spoken = zip(passages["language"], passages["words"], strict=True)
    counts = np.array([sum(word in known.get(language, ()) for word in read_bag(bag)) for language, bag in spoken])
    share = counts / passages["n_words"].to_numpy()
    position = passages["position"].to_numpy()
    at_edge = (position < _EDGE) | (position > 1 - _EDGE)
    return np.asarray(share >= np.where(at_edge, _SHARE_AT_EDGE, _SHARE))


@functools.cache
def _load_words() -> pd.DataFrame:
    return read_csv(_WORDS_FILE, _WORDS, needed=True)
