"""Places: where passages lie on a map, near those that read alike."""

import numpy as np
import pandas as pd

from analysis.ground.storage import cached_table, digest

# With how many neighbours each passage wants to lie together; chosen with the measure of measure_neighbours.
_PERPLEXITY = 50
# Of more passages than this an even sample is laid out, and each of the others is put among its nearest of the sample.
_MOST_LAID_OUT, _NEAREST, _AT_ONCE = 5000, 5, 10_000
# For three passages there is nothing to lay out.
_FEWEST = 10


def place_passages(vectors: np.ndarray) -> pd.DataFrame:
    """Return a place on a map for each passage, near those whose words read alike: columns x, y.

    vectors: of each passage by itself, of unit length, so that passages lie together by what they say and not since
    they follow one another. Source: t-SNE (van der Maaten and Hinton 2008) begun from principal components (Kobak and
    Berens 2019), in one thread, so that the map is the same each time. Of more than 5,000 passages an even sample is
    laid out, and the others put at the median of their five nearest in it.
    Misleads when axes, distances between clouds or their sizes are given a meaning: only who lies near whom means
    something, and a tenth of that is wrong (see measure_neighbours).
    """
    rounded = np.round(vectors, 6)

    def compute() -> pd.DataFrame:
        chosen = np.unique(np.linspace(0, len(rounded) - 1, min(len(rounded), _MOST_LAID_OUT)).astype(int))
        laid_out = _lay_out(rounded[chosen])
        # Which way an axis points is free: the passage furthest from the middle is put at its right.
        laid_out = laid_out * np.sign(laid_out[np.abs(laid_out).argmax(axis=0), [0, 1]])
        places = np.zeros((len(rounded), 2))
        places[chosen] = laid_out
        others = np.setdiff1d(np.arange(len(rounded)), chosen)
        sample = rounded[chosen].T
        for start in range(0, len(others), _AT_ONCE):
            rows = others[start : start + _AT_ONCE]
            nearest = np.argpartition(-(rounded[rows] @ sample), _NEAREST, axis=1)[:, :_NEAREST]
            places[rows] = np.median(laid_out[nearest], axis=1)
        return pd.DataFrame({"x": places[:, 0].round(3), "y": places[:, 1].round(3)})

    packages = ("openTSNE", "scikit-learn", "numpy", "scipy")
    return cached_table("map", compute, inputs=[digest(rounded.tobytes())], parameters={}, packages=packages)


def _lay_out(vectors: np.ndarray) -> np.ndarray:
    """The map of all of some passages; of very few, in a line."""
    if len(vectors) < _FEWEST:
        return np.stack([np.arange(len(vectors), dtype=np.float64), np.zeros(len(vectors))], axis=1)
    from openTSNE import TSNE

    perplexity = min(_PERPLEXITY, (len(vectors) - 1) / 3)
    layout = TSNE(
        perplexity=perplexity, initialization="pca", metric="cosine", neighbors="exact", n_jobs=1, random_state=0,
        negative_gradient_method="bh",
    ).fit(vectors)  # fmt: skip
    places: np.ndarray = np.asarray(layout, dtype=np.float64)
    return places


def measure_neighbours(vectors: np.ndarray, places: np.ndarray, *, n: int = 10) -> tuple[float, float]:
    """Return how well a map keeps who is near to whom: trustworthiness and continuity, 1 for wholly, about 0.5 for not.

    The first falls where strangers lie together, the second where neighbours lie apart; n: how many neighbours count.
    Source: Venna and Kaski (2001).
    """
    from sklearn.manifold import trustworthiness

    return (
        float(trustworthiness(vectors, places, n_neighbors=n)),
        float(trustworthiness(places, vectors, n_neighbors=n)),
    )
