"""Alignment: which pieces of one rendering say what pieces of another rendering say."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

# What leaving a piece without a counterpart costs: two pieces are linked when they read more alike.
_GAP = 0.3
# What a link may lose in likeness by a piece that is taken in, as a share of the usual likeness of links.
_MOST_LOSS = 0.05
# Pieces that may be taken together on either side; renderings cut and join sentences differently.
_MOVES = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2))


@dataclass(frozen=True, slots=True)
class Link:
    """Pieces `a` up to `a_end` of one text and `b` up to `b_end` of another, and how alike they read."""

    a: int
    a_end: int
    b: int
    b_end: int
    similarity: float


def align_pieces(
    vectors_a: np.ndarray, vectors_b: np.ndarray, lengths_a: Sequence[int], lengths_b: Sequence[int]
) -> list[Link]:
    """Return the links between two texts' pieces, in order and without crossing.

    vectors: shape (pieces, dimensions), of unit length. lengths: words of each piece. Pieces that
    have no counterpart are in no link. Dynamic programming over similarity, many to many, in the
    manner of Gale and Church (1993) with sentence vectors in place of lengths (Thompson and Koehn
    2019, Vecalign). Misleads when a text was set in another order: links cannot cross.
    """
    n_a, n_b = len(vectors_a), len(vectors_b)
    gains = {
        move: _gain(vectors_a, vectors_b, np.asarray(lengths_a, float), np.asarray(lengths_b, float), move)
        for move in _MOVES
    }
    best = np.zeros((n_a + 1, n_b + 1))
    moves = np.zeros((n_a + 1, n_b + 1), dtype=np.int8)
    for i in range(1, n_a + 1):
        # All ways into a row that do not come from its own left, for the whole row at once.
        options = [best[i - 1]]
        for p, q in _MOVES:
            row = np.full(n_b + 1, -np.inf)
            if i >= p and n_b >= q:
                row[q:] = best[i - p, : n_b + 1 - q] + gains[p, q][i - p, : n_b + 1 - q]
            options.append(row)
        stacked = np.stack(options)
        best[i], moves[i] = stacked.max(axis=0), stacked.argmax(axis=0)
        # Pieces of b that are passed over.
        reached = np.maximum.accumulate(best[i])
        moves[i][reached > best[i]] = -1
        best[i] = reached
    links = []
    i, j = n_a, n_b
    while i > 0 and j > 0:
        move = moves[i, j]
        if move == -1:
            j -= 1
        elif move == 0:
            i -= 1
        else:
            p, q = _MOVES[move - 1]
            i, j = i - p, j - q
            links.append(Link(i, i + p, j, j + q, float(gains[p, q][i, j] / _weight(p, q) + _GAP)))
    a = np.asarray(vectors_a), np.asarray(lengths_a, float)
    b = np.asarray(vectors_b), np.asarray(lengths_b, float)
    widened = _take_in(links[::-1], a, b)
    return [_swap(link) for link in _take_in([_swap(link) for link in widened], b, a)]


def _take_in(links: list[Link], a: tuple[np.ndarray, np.ndarray], b: tuple[np.ndarray, np.ndarray]) -> list[Link]:
    """Take pieces of a that have no counterpart into the links beside them, where they belong to one.

    a, b: vectors and lengths of each text's pieces. A piece belongs to a link that reads hardly less
    alike with it than without: a text that tells something more briefly has one piece for many.
    """
    least = -_MOST_LOSS * float(np.median([link.similarity for link in links])) if links else 0.0
    taken: list[Link] = []
    for number, link in enumerate(links):
        before = taken[-1].a_end if taken else 0
        after = links[number + 1].a if number + 1 < len(links) else len(a[0])
        best = Link(link.a, link.a_end, link.b, link.b_end, _compare(a, b, link))
        for step, more in ((0, 1), (-1, 0)):
            while before <= best.a + step and best.a_end + more <= after:
                wider = Link(best.a + step, best.a_end + more, best.b, best.b_end, 0.0)
                reads = _compare(a, b, wider)
                if reads < best.similarity + least:
                    break
                best = replace(wider, similarity=reads)
        taken.append(best)
    return taken


def _swap(link: Link) -> Link:
    return Link(link.b, link.b_end, link.a, link.a_end, link.similarity)


def _compare(a: tuple[np.ndarray, np.ndarray], b: tuple[np.ndarray, np.ndarray], link: Link) -> float:
    """How alike the pieces of a link, taken together on either side, read."""
    ranges = (a, link.a, link.a_end), (b, link.b, link.b_end)
    one, other = (_joined(vectors[i:j], lengths[i:j], j - i)[0] for (vectors, lengths), i, j in ranges)
    return round(float(one @ other), 6)


def _weight(p: int, q: int) -> float:
    return (p + q) / 2


def _gain(
    vectors_a: np.ndarray, vectors_b: np.ndarray, lengths_a: np.ndarray, lengths_b: np.ndarray, move: tuple[int, int]
) -> np.ndarray:
    """What linking p pieces from i on with q pieces from j on brings: shape (n_a - p + 1, n_b - q + 1)."""
    p, q = move
    if len(vectors_a) < p or len(vectors_b) < q:
        return np.zeros((0, 0))
    similarity = _joined(vectors_a, lengths_a, p) @ _joined(vectors_b, lengths_b, q).T
    return (np.round(similarity, 6) - _GAP) * _weight(p, q)


def _joined(vectors: np.ndarray, lengths: np.ndarray, n: int) -> np.ndarray:
    """The vector of each n neighbouring pieces together, the longer ones weighing more."""
    weighted = vectors * np.sqrt(lengths)[:, None]
    total = sum(weighted[k : len(weighted) - n + 1 + k] for k in range(n))
    joined: np.ndarray = np.asarray(total)
    return joined / np.maximum(np.linalg.norm(joined, axis=1, keepdims=True), 1e-12)
