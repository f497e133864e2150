"""Topics: what BERTopic finds in all passages together, whatever their language, in one model.

BERTopic's slots are filled so that the same passages always give the same topics: the stored
multilingual vectors, no reduction, Ward clustering, and class-based TF-IDF on the stored bags of
words. There is no random step in it.
"""

import importlib.util
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from analysis.corpus.folder import Corpus
from analysis.ground.errors import AnalysisError
from analysis.ground.languages import guess_language, join_stop_words
from analysis.ground.storage import cached_table, digest, write_atomic
from analysis.passages.embedding import embed_texts, free_of_language, free_vectors, load_background, to_unit_length
from analysis.passages.tokens import read_bag

# From this share of the length aimed at, a passage counts in full; a reply of a word still a little.
_FULL_WEIGHT_FROM, _LEAST_WEIGHT = 0.6, 0.05
_PACKAGES = ("bertopic", "scikit-learn", "numpy", "scipy")
# What a saved model is, none of it a pickle.
MODEL_FILES = ("topics.json", "config.json", "topic_embeddings.safetensors", "ctfidf.safetensors", "ctfidf_config.json")
_FEWEST_TOPICS, _MOST_TOPICS = 2, 40
# Ward's method takes memory by the square of what it clusters: of so many a few hundred megabytes.
_MOST_CLUSTERED = 6000


def smooth_vectors(corpus: Corpus, passages: pd.DataFrame, vectors: np.ndarray | None = None) -> np.ndarray:
    """Return each passage's vector with a share of its neighbours'.

    vectors: those of the passages, by default free_vectors.

    A passage is short, and what it is about is often said just before or after it in the same rendering; a short reply
    says hardly anything by itself, so a shorter passage weighs by the root of its length. How far the neighbours reach
    and how much they count is set in the settings. The result has unit length and is rounded, so that no later step
    hangs on the last bits of a float: shape (passages, dimensions).
    """
    settings = corpus.settings
    vectors = free_vectors(corpus, passages) if vectors is None else vectors
    aimed = passages["language"].map(settings.aim_at)
    length = np.clip(passages["n_words"] / (_FULL_WEIGHT_FROM * aimed), _LEAST_WEIGHT, 1).to_numpy(dtype=np.float64)
    weighted = vectors * np.sqrt(length)[:, None]
    rendering = passages["rendering"].to_numpy()
    smoothed = weighted.copy()
    for distance in range(1, min(settings.neighbours, len(passages) - 1) + 1):
        same = rendering[distance:] == rendering[:-distance]
        share = settings.neighbour_weight**distance
        smoothed[distance:][same] += share * weighted[:-distance][same]
        smoothed[:-distance][same] += share * weighted[distance:][same]
    return np.round(to_unit_length(smoothed), 6)


def choose_number(corpus: Corpus, n_passages: int) -> int:
    """Return into how many topics so many passages are cut: as the settings say, or else by their number.

    By number it is the square root, which is 10 of a hundred passages and 23 of five hundred. Errors: AnalysisError
    where the settings ask for as many topics as there are passages, or more.
    """
    wanted = corpus.settings.n_topics
    if wanted and n_passages <= wanted:
        raise AnalysisError(
            f"{n_passages} passages cannot be cut into {wanted} topics; lower n_topics in the corpus's settings.toml."
        )
    if n_passages <= _FEWEST_TOPICS:
        raise AnalysisError(f"{n_passages} passages are too few to find topics in; add documents to the corpus.")
    return wanted or int(np.clip(round(np.sqrt(n_passages)), _FEWEST_TOPICS, _MOST_TOPICS))


def find_topics(corpus: Corpus, passages: pd.DataFrame) -> pd.DataFrame:
    """Return each passage's topic: columns passage_id, topic (0 is the largest).

    Source: Grootendorst (2022), BERTopic, with Ward (1963) clustering in its clustering slot. Errors: see
    choose_number.
    Misleads when read as what was meant: a topic is a group of passages that read alike.
    """
    n_topics = choose_number(corpus, len(passages))
    vectors = smooth_vectors(corpus, passages)
    key = [digest(vectors.tobytes()), *passages["passage_id"], *passages["words"]]

    def compute() -> pd.DataFrame:
        return pd.DataFrame(
            {"passage_id": passages["passage_id"].to_numpy(), "topic": fit_model(corpus, passages).topics_}
        )

    return cached_table("topics", compute, inputs=key, parameters={"n_topics": n_topics}, packages=_PACKAGES)


def fit_model(corpus: Corpus, passages: pd.DataFrame) -> Any:
    """Return the BERTopic model of a corpus's passages, fitted: its own methods work on it.

    Its documents are the passages' bags of words. transform gives new texts, of which each stands by itself, the topic
    whose mean is nearest. Errors: see choose_number.
    """
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from bertopic.dimensionality import BaseDimensionalityReduction

    class Freed(BaseEmbedder):
        """The vectors of new texts, freed of their language as those of the passages are."""

        def embed(self, documents: list[str], verbose: bool = False) -> np.ndarray:
            model = corpus.settings.embedding_model
            vectors = embed_texts(list(documents), model=model).astype(np.float64)
            languages = [guess_language(text) for text in documents]
            return free_of_language(vectors, languages, background=load_background(model))

    model = BERTopic(
        # "english" would strip every Chinese character from the topics' words.
        language="multilingual",
        # Without a backend, BERTopic would fall back to TF-IDF in silence.
        embedding_model=Freed(),
        umap_model=BaseDimensionalityReduction(),
        hdbscan_model=make_clusterer(choose_number(corpus, len(passages))),
        vectorizer_model=_make_vectorizer(passages),
        calculate_probabilities=False,
    )
    return model.fit(passages["words"].tolist(), smooth_vectors(corpus, passages))


def save_model(model: Any, folder: Path) -> Path:
    """Write a fitted model into a folder, as JSON and safetensors; return the folder.

    BERTopic.load gives from it the same topics, sizes and words. Errors: AnalysisError where the package safetensors is
    not installed.
    Misleads when new texts are put to it: they then get the topic whose vector is nearest by whatever embedding model
    the user brings.
    """
    if importlib.util.find_spec("safetensors") is None:
        raise AnalysisError("saving topics needs the package safetensors; install it with `pip install safetensors`.")
    with tempfile.TemporaryDirectory() as temporary:
        # Without an embedding model BERTopic warns; with one of no known name it keeps none.
        model.save(temporary, serialization="safetensors", save_ctfidf=True, save_embedding_model=True)
        for name in MODEL_FILES:
            write_atomic(folder / name, (Path(temporary) / name).read_bytes())
    return folder


def make_clusterer(n_topics: int) -> Any:
    """Return what stands in BERTopic's clustering slot: Ward's method, the same result every time.

    It can also predict: a new vector belongs to the cluster whose mean is nearest. Of more vectors than Ward's method
    holds in memory an even sample is clustered, and the others are predicted.
    """
    from sklearn.cluster import AgglomerativeClustering

    class Ward(AgglomerativeClustering):
        def fit(self, vectors: np.ndarray, y: object = None) -> "Ward":
            chosen = np.unique(np.linspace(0, len(vectors) - 1, _MOST_CLUSTERED).round().astype(int))
            sample = vectors[chosen]
            super().fit(sample)
            means = [sample[self.labels_ == label].mean(axis=0) for label in range(self.n_clusters_)]
            self.means_ = to_unit_length(np.stack(means))
            if len(sample) < len(vectors):
                self.labels_: np.ndarray = self.predict(vectors)
            return self

        def predict(self, vectors: np.ndarray) -> np.ndarray:
            nearest: np.ndarray = np.round(vectors @ self.means_.T, 6).argmax(axis=1)
            return nearest

    return Ward(n_clusters=n_topics, linkage="ward")


def _make_vectorizer(passages: pd.DataFrame) -> Any:
    from sklearn.feature_extraction.text import CountVectorizer

    stop = join_stop_words(set(passages["language"]))

    def list_words(bag: str) -> list[str]:
        return [word for word in read_bag(bag) if word not in stop and len(word) > 1]

    return CountVectorizer(tokenizer=list_words, token_pattern=None, lowercase=False)


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
        vectorizer = _make_vectorizer(passages)
        try:
            counts = vectorizer.fit_transform(bags)
        except ValueError:  # not a word that is no stop word
            continue
        weights = ClassTfidfTransformer(reduce_frequent_words=True).fit(counts).transform(counts)
        names = vectorizer.get_feature_names_out()
        for number, topic in enumerate(bags.index):
            row = np.round(weights[number].toarray().ravel(), 8)
            best = np.lexsort((names, -row))[:n_words]
            rows += [(language, int(topic), rank, names[i], row[i]) for rank, i in enumerate(best, 1) if row[i] > 0]
    return pd.DataFrame(rows, columns=["language", "topic", "rank", "word", "weight"])


def ask_chat_model(client: Any, model: str, prompt: str, phrases: Sequence[str], texts: Sequence[str]) -> str:
    """Return what a chat model answers about a topic, asked by BERTopic's own representation class.

    client: an openai.OpenAI. prompt: with [KEYWORDS] and [DOCUMENTS], which phrases and texts take the place of.
    """
    from bertopic.representation import OpenAI

    # The class would choose typical documents by itself; these are chosen already.
    chosen = SimpleNamespace(
        _extract_representative_docs=lambda *_: ({0: list(texts)}, None, None, None), verbose=False
    )
    representation = OpenAI(client, model=model, prompt=prompt, nr_docs=len(texts))
    answers = representation.extract_topics(chosen, pd.DataFrame(), None, {0: [(phrase, 1.0) for phrase in phrases]})
    return str(answers[0][0][0])
