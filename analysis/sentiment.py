"""Sentiment: how warm or cool words sound, by the scorers that others use, and how far to trust them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from tqdm import tqdm


def _load_snownlp() -> Callable[[str], float]:
    from snownlp import sentiment

    return lambda text: float(sentiment.classify(text))


def _load_vader() -> Callable[[str], float]:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyser = SentimentIntensityAnalyzer()
    return lambda text: float(analyser.polarity_scores(text)["compound"])


@dataclass(frozen=True)
class Scorer:
    """A scorer: what it is called, the one language it reads, and its scale."""

    name: str
    language: str
    low: float
    neutral: float
    high: float
    load: Callable[[], Callable[[str], float]]


# Each on a scale of its own: they must never be compared with each other.
SCORERS: Mapping[str, Scorer] = {
    "snownlp": Scorer("SnowNLP", "zh", 0.0, 0.5, 1.0, _load_snownlp),
    "vader": Scorer("VADER", "en", -1.0, 0.0, 1.0, _load_vader),
}


def score_texts(texts: Sequence[str], languages: Iterable[str], *, scorer: str) -> np.ndarray:
    """Return a scorer's raw score per text, NaN for texts in a language that it does not read.

    snownlp: probability, 0 to 1, that a shopping review with these words is a good one (naive
    Bayes, SnowNLP's own model). vader: compound score, -1 to 1 (Hutto and Gilbert 2014).
    Misleads when read as the tone of an interview: SnowNLP saturates near 0 and 1 on passages,
    ignores negation, and hangs on names and length; VADER counts words out of their context.
    """
    chosen = SCORERS[scorer]
    score = chosen.load()
    progress = tqdm(texts, desc=f"scoring with {chosen.name}", delay=2, leave=False)
    return np.array(
        [
            score(text) if language == chosen.language else np.nan
            for text, language in zip(progress, languages, strict=True)
        ]
    )
