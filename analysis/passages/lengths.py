"""Lengths: what is said in several languages, in the unit of each, and in one that they share."""

import pandas as pd

from analysis.corpus.folder import Corpus
from analysis.ground.languages import NAMES, has_spaces
from analysis.ground.wording import join_words, say


def weigh_passages(corpus: Corpus, passages: pd.DataFrame) -> pd.Series:
    """Return how long each passage is in a unit that all languages share: 1 is what a passage is to be in its own.

    passages: with language and n_words, in words or, in languages without spaces, characters. A word is not as long as
    a character, so a sum over several languages is one of these weights. Misleads where the settings' lengths of a
    passage say as much in one language as in the other only roughly.
    """
    aims = {code: corpus.settings.aim_at(str(code)) for code in passages["language"].unique()}
    weights: pd.Series = passages["n_words"] / passages["language"].map(aims).astype("float64")
    return weights


def tell_lengths(n_words: pd.Series, languages: pd.Series) -> str:
    """Return how much was said, language by language in its own unit: "40 English words and 90 Chinese characters"."""
    told = []
    for code, n in n_words.groupby(languages, sort=False).sum().items():
        (name, name_zh), spaced = NAMES.get(str(code), (str(code), str(code))), has_spaces(str(code))
        unit, some = "word" if spaced else "character", "s" if n != 1 else ""
        told.append(say(f"{n:,} {name} {unit}{some}", f"{n:,} 个{name_zh}{'词' if spaced else '字'}"))
    return join_words(told)
