"""Places: where passages lie on a map, near those that read alike."""

import numpy as np
import pandas as pd

from analysis.ground.storage import cached_table, digest
from analysis.passages.embedding import to_unit_length

# Above so many passages multidimensional scaling takes minutes; its beginning, classical scaling, has to do.
_MOST_SCALED = 1500


def place_passages(vectors: np.ndarray, topics: np.ndarray) -> pd.DataFrame:
    """Return a place on a map for each passage, near those that read alike: columns x, y.

    vectors: smooth_vectors. Each is drawn half-way to the mean of its topic, so that topics stand apart; then metric
    multidimensional scaling, begun from classical scaling, without a random step. Of many passages it is classical
    scaling alone.
    Misleads when the axes are given a meaning: only nearness means something, and much of it is
    lost in two dimensions.
    """
    drawn = vectors.copy()
    for topic in np.unique(topics[topics >= 0]):
        mean = vectors[topics == topic].mean(axis=0)
        drawn[topics == topic] += mean / np.linalg.norm(mean)
    drawn = np.round(to_unit_length(drawn), 6)

    def compute() -> pd.DataFrame:
        from sklearn.decomposition import PCA
        from sklearn.manifold import MDS

        if len(drawn) > _MOST_SCALED:
            places = PCA(n_components=2, svd_solver="full").fit_transform(drawn)
        else:
            scaling = MDS(n_components=2, n_init=1, init="classical_mds", max_iter=1000, eps=1e-7, random_state=0)
            places = scaling.fit_transform(drawn)
        # Which way an axis points is free: the passage furthest from the middle is put at its right.
        places *= np.sign(places[np.abs(places).argmax(axis=0), [0, 1]])
        return pd.DataFrame({"x": places[:, 0].round(3), "y": places[:, 1].round(3)})

    inputs = [digest(drawn.tobytes())]
    return cached_table("map", compute, inputs=inputs, parameters={}, packages=("scikit-learn", "numpy", "scipy"))
