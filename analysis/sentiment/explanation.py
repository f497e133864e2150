"""Explanation: which words move a text's score, and which words make two speakers differ."""

from collections.abc import Iterator, Sequence

import pandas as pd

from analysis.corpus.folder import Corpus
from analysis.corpus.words import Words
from analysis.ground.languages import WITH_TONE, join_stop_words
from analysis.passages.tokens import find_tokens
from analysis.sentiment import SCORERS, score_texts
from analysis.sentiment.attitude import find_attitudes
from analysis.sentiment.names import mask_names
from analysis.sentiment.tone import NEUTRAL, ToneScorer, fit_scorer, load_coded, measure_texts


def explain_texts(
    corpus: Corpus, texts: Sequence[str], languages: Sequence[str], *, passages: pd.DataFrame, n_words: int = 5
) -> Iterator[dict[str, object]]:
    """Yield for each text its language, score (-2 to 2), the ends low and high of its interval, raw score and words.

    passages: those that the scorer learns from, see load_coded. The raw score is snownlp (0 to 1) of Chinese and vader
    (-1 to 1) of English texts. words: see explain_score; n_words: how many at the most. A text without words has the
    score 0 and no interval (null); one in a language whose tone is not validated has no score either.
    """
    scorer = fit_scorer(load_coded(corpus, passages))
    features = measure_texts(texts, corpus.words)
    scores = scorer.score(features)
    low, high = scorer.find_interval(features, scores)
    raw = {name: score_texts(texts, languages, scorer=name) for name in SCORERS}
    for number, (text, language) in enumerate(zip(texts, languages, strict=True)):
        if language not in WITH_TONE:
            yield {"language": language, "score": None, "low": None, "high": None, "words": {}}
            continue
        name = next(name for name, other in SCORERS.items() if other.language == language)
        row: dict[str, object] = {"language": language, "score": NEUTRAL, "low": None, "high": None, name: None}
        if find_tokens(text, corpus.words):
            row |= {"score": float(scores[number]), "low": float(low[number]), "high": float(high[number])}
            row[name] = float(raw[name][number])
        words = explain_score(text, scorer, corpus.words, n_words=n_words) if n_words else []
        yield {**row, "words": dict(words)}


def explain_score(
    text: str, scorer: ToneScorer, words: Words, *, n_words: int = 5, tried: int = 12
) -> list[tuple[str, float]]:
    """Return the words of a text that move its score most: each with how much the score falls without it.

    tried: how many words are left out in turn, first those that praise or complain. Source:
    occlusion (Zeiler and Fergus 2014). Misleads when a word works only together with another.
    """
    masked = mask_names(text, words)
    places = _find_places(masked, words)[:tried]
    without = [masked[:start] + masked[end:] for start, end in places]
    scores = scorer.score(measure_texts([masked, *without], words))
    moved = [(masked[a:b], round(float(scores[0] - s), 3)) for (a, b), s in zip(places, scores[1:], strict=True)]
    return sorted([item for item in moved if item[1]], key=lambda item: -abs(item[1]))[:n_words]


def _find_places(text: str, words: Words) -> list[tuple[int, int]]:
    """Where the words of a text stand, those that praise or complain first, then what is no stop word."""
    places = [(found.start, found.end) for found in find_attitudes(text, words)]
    stop = join_stop_words(WITH_TONE)
    lowered, position = text.lower(), 0
    for token in find_tokens(text, words):
        start = lowered.find(token, position)
        if start < 0:
            continue
        position = start + len(token)
        if token not in stop and len(token) > 1 and all(position <= a or start >= b for a, b in places):
            places.append((start, position))
    return places
