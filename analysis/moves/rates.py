"""Rates: how often somebody does something, with its interval, and how far renderings of the same words lie apart."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.corpus.folder import Corpus
from analysis.passages.intervals import find_bounds
from analysis.passages.runs import Sample, sample_parts

# What every table of moves says of an estimate: see estimate.
COLUMNS = ("ci_low", "ci_high", "least", "most", "noise", "n_exchanges")


def estimate(
    corpus: Corpus, group: pd.DataFrame, value: str, *, per: str = "", scale: float = 1.0, most: float = np.inf
) -> dict[str, Any]:
    """Return the mean of a column of a group, or its sum over that of another, and how sure it is.

    group: rows with conversation, rendering and exchange. per: the other column. scale: what the result is multiplied
    by. most: what it cannot exceed; nor is it under 0, where it has a most. Returns: value, the mean of the renderings
    of each conversation, each weighing the same; ci_low, ci_high (t over runs of exchanges, NaN of fewer than three);
    least, most: of one conversation published twice, what its renderings have; noise: the largest distance between
    renderings of one conversation, NaN where none has two; n_exchanges: of the rendering that has fewest.
    """
    sample = sample_parts(group.assign(all="all"), part="all", parts=["all"], value=value, per=per)
    low, high = (float(ends[0]) * scale for ends in find_bounds(corpus.settings, sample))
    if np.isfinite(most) or per:
        low, high = max(low, 0.0), min(high, most)
    least, highest, noise = _compare_renderings(sample)
    return {
        "value": float(sample.estimate[0]) * scale,
        "ci_low": low,
        "ci_high": high,
        "least": least * scale,
        "most": highest * scale,
        "noise": noise * scale,
        "n_exchanges": int(sample.n_exchanges[0]),
    }


def estimate_share(corpus: Corpus, group: pd.DataFrame, has: pd.Series) -> dict[str, Any]:
    """Return the share of the rows of a group that have something, and how sure it is.

    has: which rows do. Returns: as estimate; the interval is that of shares (see find_bounds).
    """
    marked = group.assign(has=np.where(has, "yes", "no"), n_words=1)
    sample = sample_parts(marked, part="has", parts=["yes", "no"])
    low, high = (float(ends[0]) for ends in find_bounds(corpus.settings, sample))
    least, most, noise = _compare_renderings(sample)
    return {
        "value": float(sample.estimate[0]), "ci_low": low, "ci_high": high, "least": least, "most": most,
        "noise": noise, "n_exchanges": int(sample.n_exchanges[0]),
    }  # fmt: skip


def _compare_renderings(sample: Sample) -> tuple[float, float, float]:
    """What the renderings of a single conversation have at least and at most, and the largest distance of any two."""
    twice = [values[:, 0] for values in sample.by_talk.values() if (~np.isnan(values[:, 0])).sum() > 1]
    if not twice:
        return np.nan, np.nan, np.nan
    noise = max(float(np.nanmax(values) - np.nanmin(values)) for values in twice)
    if len(sample.by_talk) > 1:
        return np.nan, np.nan, noise
    return float(np.nanmin(twice[0])), float(np.nanmax(twice[0])), noise
