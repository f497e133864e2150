"""Versions: two renderings of one conversation side by side, passage by passage."""

import itertools

import numpy as np
import pandas as pd

from analysis.passages.embedding import to_unit_length
from analysis.passages.stored import stack_vectors
from analysis.versions.alignment import align_pieces


def align_renderings(passages: pd.DataFrame) -> pd.DataFrame:
    """Return which passages of two renderings of one conversation say the same, and which have no counterpart.

    Returns: one row per link or passage left over, in the order of the talk: conversation, rendering_a, passages_a,
    rendering_b, passages_b (ids, several divided by a space, "" for none), similarity (cosine of their vectors freed of
    what the conversation's renderings in that language share, NaN where nothing corresponds). Each passage stands in
    one row. Source: see align_pieces. Misleads where renderings give the words in another order: links cannot cross.
    """
    vectors, ids = _free_of_talk(passages), passages["passage_id"].to_numpy()
    lengths = passages["n_words"].to_numpy()
    rows = []
    for conversation, group in passages.groupby("conversation", sort=False):
        for a, b in itertools.combinations(group["rendering"].unique(), 2):
            one, other = (np.flatnonzero(passages["rendering"] == name) for name in (a, b))
            links = align_pieces(vectors[one], vectors[other], lengths[one].tolist(), lengths[other].tolist())
            next_a = next_b = 0
            for link in [*links, None]:
                end_a, end_b = (link.a, link.b) if link else (len(one), len(other))
                rows += [(conversation, a, ids[one[i]], b, "", np.nan) for i in range(next_a, end_a)]
                rows += [(conversation, a, "", b, ids[other[j]], np.nan) for j in range(next_b, end_b)]
                if link:
                    mine, theirs = ids[one[link.a : link.a_end]], ids[other[link.b : link.b_end]]
                    rows.append((conversation, a, " ".join(mine), b, " ".join(theirs), round(link.similarity, 3)))
                    next_a, next_b = link.a_end, link.b_end
    columns = ["conversation", "rendering_a", "passages_a", "rendering_b", "passages_b", "similarity"]
    return pd.DataFrame(rows, columns=columns)


def _free_of_talk(passages: pd.DataFrame) -> np.ndarray:
    """The vectors without the mean of their conversation's renderings in their language, of unit length.

    What a whole conversation is about, and its language, tell no passage of it from another.
    """
    vectors = stack_vectors(passages)
    for rows in passages.groupby(["conversation", "language"], sort=False).indices.values():
        vectors[rows] -= vectors[rows].mean(axis=0)
    return to_unit_length(vectors)
