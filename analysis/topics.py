"""Topics: what BERTopic finds in all passages together, both languages in one model.

BERTopic's slots are filled so that the same passages always give the same topics: the stored
multilingual vectors, no reduction, Ward clustering, and class-based TF-IDF on the stored bags of
words. There is no random step in it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError
from analysis.passages import stack_vectors
from analysis.settings import SETTINGS
from analysis.storage import cached_table, digest
from analysis.tokens import load_stop_words, read_bag

# From this share of the length aimed at, a passage counts in full; a reply of a word still a little.
_FULL_WEIGHT_FROM, _LEAST_WEIGHT = 0.6, 0.05
_PACKAGES = ("bertopic", "scikit-learn", "numpy", "scipy")


def free_vectors(passages: pd.DataFrame) -> np.ndarray:
    """Return each passage's vector freed of its language, of unit length: shape (passages, dimensions).

    Taking each language's mean away lets passages meet that say the same in two languages
    (Libovicky, Rosa and Fraser 2020).
    Misleads when a language has few passages: its mean is then mostly what they are about.
    """
    return free_of_language(stack_vectors(passages), passages["language"], find_language_means(passages))


def free_of_language(vectors: np.ndarray, languages: Iterable[str], means: Mapping[str, np.ndarray]) -> np.ndarray:
    """Return vectors without their language's mean, of unit length; of a language without a mean nothing is taken."""
    nothing = np.zeros(vectors.shape[1])
    return to_unit_length(vectors - np.stack([means.get(language, nothing) for language in languages]))


def find_language_means(passages: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return the mean vector of each language's passages; of one that has fewer than two, nothing."""
    vectors = stack_vectors(passages)
    means = {}
    for language in passages["language"].unique():
        chosen = (passages["language"] == language).to_numpy()
        means[language] = vectors[chosen].mean(axis=0) if chosen.sum() > 1 else np.zeros(vectors.shape[1])
    return means


def smooth_vectors(passages: pd.DataFrame) -> np.ndarray:
    """Return each passage's vector, freed of its language, with a share of its neighbours'.

    The language is taken away as in free_vectors. A passage is short, and what it is about is often said just
    before or after it in the same rendering; a short reply says hardly anything by itself, so a
    shorter passage weighs by the root of its length. How far the neighbours reach and how much they count
    is set in data/settings.toml. The result has unit length and is rounded, so that no later step
    hangs on the last bits of a float: shape (passages, dimensions).
    """
    vectors = free_vectors(passages)
    aimed = passages["language"].map({"zh": SETTINGS.passage_words_zh, "en": SETTINGS.passage_words_en})
    length = np.clip(passages["n_words"] / (_FULL_WEIGHT_FROM * aimed), _LEAST_WEIGHT, 1).to_numpy(dtype=np.float64)
    weighted = vectors * np.sqrt(length)[:, None]
    rendering = passages["rendering"].to_numpy()
    smoothed = weighted.copy()
    for distance in range(1, min(SETTINGS.neighbours, len(passages) - 1) + 1):
        same = rendering[distance:] == rendering[:-distance]
        share = SETTINGS.neighbour_weight**distance
        smoothed[distance:][same] += share * weighted[:-distance][same]
        smoothed[:-distance][same] += share * weighted[distance:][same]
    return np.round(to_unit_length(smoothed), 6)


def to_unit_length(vectors: np.ndarray) -> np.ndarray:
    """Return vectors of length 1; one that is all zeros stays so."""
    lengths: np.ndarray = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return vectors / lengths


def fit_topics(passages: pd.DataFrame, *, n_topics: int = SETTINGS.n_topics) -> pd.DataFrame:
    """Return each passage's topic: columns passage_id, topic (0 is the largest; -1 unassigned).

    Source: Grootendorst (2022), BERTopic, with Ward (1963) clustering in its clustering slot.
    Errors: AnalysisError where there are fewer passages than topics.
    Misleads when read as what was meant: a topic is a group of passages that read alike.
    """
    if len(passages) <= n_topics:
        raise AnalysisError(
            f"{len(passages)} passages cannot be cut into {n_topics} topics; lower n_topics in data/settings.toml."
        )
    vectors = smooth_vectors(passages)
    key = [digest(vectors.tobytes()), *passages["passage_id"], *passages["words"]]

    def compute() -> pd.DataFrame:
        model = _make_model(n_topics)
        topics, _ = model.fit_transform(passages["words"].tolist(), vectors)
        return pd.DataFrame({"passage_id": passages["passage_id"].to_numpy(), "topic": topics})

    return cached_table("topics", compute, inputs=key, parameters={"n_topics": n_topics}, packages=_PACKAGES)


def make_clusterer(n_topics: int) -> Any:
    """Return what stands in BERTopic's clustering slot: Ward's method, the same result every time."""
    from sklearn.cluster import AgglomerativeClustering

    return AgglomerativeClustering(n_clusters=n_topics, linkage="ward")


def _make_model(n_topics: int) -> Any:
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from bertopic.dimensionality import BaseDimensionalityReduction

    class Precomputed(BaseEmbedder):
        """A backend that is never asked: without one, BERTopic would fall back to TF-IDF in silence."""

        def embed(self, documents: list[str], verbose: bool = False) -> np.ndarray:
            raise AnalysisError("the topics are made from the stored vectors; none are computed while fitting.")

    return BERTopic(
        # "english" would strip every Chinese character from the topics' words.
        language="multilingual",
        embedding_model=Precomputed(),
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=make_clusterer(n_topics),
        vectorizer_model=_make_vectorizer(),
        calculate_probabilities=False,
    )


def _make_vectorizer() -> Any:
    from sklearn.feature_extraction.text import CountVectorizer

    return CountVectorizer(tokenizer=_topic_words, token_pattern=None, lowercase=False)


def _topic_words(bag: str) -> list[str]:
    stop = load_stop_words("en") | load_stop_words("zh")
    return [word for word in read_bag(bag) if word not in stop and len(word) > 1]


def rank_words(passages: pd.DataFrame, topics: Sequence[int], *, n_words: int = 10) -> pd.DataFrame:
    """Return the words that set each topic apart, by language, from its passages in that language.

    Returns: one row per language, topic and rank: language, topic, rank, word, weight (class-based
    TF-IDF, Grootendorst 2022). Topics without passages in a language have no rows in it.
    """
    from bertopic.vectorizers import ClassTfidfTransformer

    rows = []
    for language in sorted(passages["language"].unique()):
        chosen = (passages["language"] == language).to_numpy()
        labels = np.asarray(topics)[chosen]
        bags = pd.Series(passages["words"].to_numpy()[chosen]).groupby(labels).agg(" ".join)
        vectorizer = _make_vectorizer()
        counts = vectorizer.fit_transform(bags)
        weights = ClassTfidfTransformer(reduce_frequent_words=True).fit(counts).transform(counts)
        names = vectorizer.get_feature_names_out()
        for number, topic in enumerate(bags.index):
            row = np.round(weights[number].toarray().ravel(), 8)
            best = np.lexsort((names, -row))[:n_words]
            rows += [(language, int(topic), rank, names[i], row[i]) for rank, i in enumerate(best, 1) if row[i] > 0]
    return pd.DataFrame(rows, columns=["language", "topic", "rank", "word", "weight"])
