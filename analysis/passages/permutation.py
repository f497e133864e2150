"""Permutation: how often a difference as large comes about when runs, or conversations, change sides by chance."""

import itertools
import math
import zlib
from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.passages.runs import Sample, divide, join_runs

# So many arrangements are tried, or all where there are no more.
ARRANGEMENTS = 20_000
# Numbers that lie no farther apart than this are the same.
_SAME = 1e-9


def permute(one: Sample, other: Sample) -> tuple[np.ndarray, np.ndarray]:
    """Return the p value of each difference between two samples, two-sided, and its Monte Carlo error: shape (parts).

    A permutation test (Fisher 1935), which holds also for a part that one side lacks. What changes sides is a run of
    exchanges, since neighbours are alike, or a whole conversation where both sides have eleven or more. In a
    conversation that both sides share, such as that of guest and host, each run's two parts change places. All
    arrangements where there are no more than ARRANGEMENTS (the error is then 0), else so many at random, the same every
    time. NaN where a part is nowhere.
    """
    many = one.is_of_many & other.is_of_many
    runs = _permute(one, other)
    if not many.any():
        return runs
    talks = _permute(join_runs(one), join_runs(other))
    return np.where(many, talks[0], runs[0]), np.where(many, talks[1], runs[1])


def _permute(one: Sample, other: Sample) -> tuple[np.ndarray, np.ndarray]:
    shared = set(one.by_talk) & set(other.by_talk)
    with_both = [pd.Index(sample.talks).isin(list(shared)) for sample in (one, other)]
    alone = [~mask for mask in with_both]
    n_pairs, n_one, n_other = with_both[0].sum(), alone[0].sum(), alone[1].sum()
    # Rows: a pair's part on the first side, its part on the second, and runs of one side alone.
    stacked = []
    for name in ("sums", "weights"):
        a, b = getattr(one, name), getattr(other, name)
        stacked.append(np.vstack([a[with_both[0]], b[with_both[1]], a[alone[0]], b[alone[1]]]))
    as_large, n_tried = np.zeros(stacked[0].shape[1]), 0
    observed = np.zeros(0)
    n_all = _count(n_pairs, n_one, n_other)
    for first in _arrange(n_pairs, n_one, n_other, key="/".join([*one.by_talk, "-", *other.by_talk])):
        sides = [divide(side @ stacked[0], side @ stacked[1]) for side in (first, 1.0 - first)]
        gaps = np.abs(sides[0] - sides[1])
        observed = observed if n_tried else gaps[0]
        as_large += (gaps >= observed - _SAME).sum(axis=0)
        n_tried += len(first)
    p_value = np.where(np.isnan(observed), np.nan, as_large / n_tried)
    is_exact = n_all <= ARRANGEMENTS
    return p_value, np.zeros(len(p_value)) if is_exact else np.sqrt(p_value * (1 - p_value) / n_tried)


def _count(n_pairs: int, n_one: int, n_other: int) -> int:
    """How many arrangements there are."""
    return int(2 ** min(int(n_pairs), 64)) * math.comb(int(n_one + n_other), int(n_one))


def _arrange(n_pairs: int, n_one: int, n_other: int, *, key: str) -> Iterator[np.ndarray]:
    """Which rows are on the first side: zeros and ones, shape (arrangements, rows), in portions; first as it is."""
    n_alone = n_one + n_other
    as_it_is = np.concatenate([np.ones(n_pairs), np.zeros(n_pairs), np.ones(n_one), np.zeros(n_other)])[None, :]
    if _count(n_pairs, n_one, n_other) <= ARRANGEMENTS:
        flips = np.array(list(itertools.product((1.0, 0.0), repeat=n_pairs))).reshape(2**n_pairs, n_pairs)
        chosen = np.array(list(itertools.combinations(range(n_alone), n_one)), dtype=int)
        singles = np.zeros((len(chosen), n_alone))
        singles[np.arange(len(chosen))[:, None], chosen.reshape(len(chosen), n_one)] = 1.0
        # Both begin with the arrangement as it is.
        both = [np.repeat(flips, len(singles), axis=0), np.tile(singles, (len(flips), 1))]
        yield np.hstack([both[0], 1.0 - both[0], both[1]])
        return
    generator = np.random.Generator(np.random.PCG64(zlib.crc32(key.encode())))
    yield as_it_is
    for _ in range(ARRANGEMENTS // 1000):
        flips = generator.integers(0, 2, size=(1000, n_pairs)).astype(np.float64)
        singles = generator.permuted(np.repeat(as_it_is[:, 2 * n_pairs :], 1000, axis=0), axis=1)
        yield np.hstack([flips, 1.0 - flips, singles])
