"""Sentiment: how warm or cool words sound, by the scorers that others use, and how far to trust them.

In: texts, or measured passages and a corpus's codings. Out: raw scores, tone with its interval, averages, word shifts.
May import: ground, corpus, passages. Only this wing imports snownlp and its kin.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.sentiment.snownlp_batch import score_snownlp


def _score_vader(texts: Sequence[str]) -> list[float]:
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyser = SentimentIntensityAnalyzer()
    return [float(analyser.polarity_scores(text)["compound"]) for text in texts]


@dataclass(frozen=True)
class Scorer:
    """A scorer: what it is called, the one language it reads, and its scale."""

    name: str
    language: str
    low: float
    neutral: float
    high: float
    score: Callable[[Sequence[str]], list[float]]


# Each on a scale of its own: they must never be compared with each other.
SCORERS: Mapping[str, Scorer] = {
    "snownlp": Scorer("SnowNLP", "zh", 0.0, 0.5, 1.0, score_snownlp),
    "vader": Scorer("VADER", "en", -1.0, 0.0, 1.0, _score_vader),
}


def score_texts(texts: Sequence[str], languages: Iterable[str], *, scorer: str) -> np.ndarray:
    """Return a scorer's raw score per text, NaN for texts in a language that it does not read.

    snownlp: probability, 0 to 1, that a shopping review with these words is a good one (naive
    Bayes, SnowNLP's own model). vader: compound score, -1 to 1 (Hutto and Gilbert 2014).
    Misleads when read as the tone of an interview: SnowNLP saturates near 0 and 1 on passages,
    ignores negation, and hangs on names and length; VADER counts words out of their context.
    """
    chosen = SCORERS[scorer]
    scores = np.full(len(texts), np.nan)
    mine = [number for number, language in enumerate(languages) if language == chosen.language]
    if mine:
        scores[mine] = chosen.score([texts[number] for number in mine])
    return scores
