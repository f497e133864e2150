"""Intervals: how far a share, a mean or a difference of two may lie off, by the runs of talk that it rests on."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.corpus.settings import Settings
from analysis.passages.runs import Sample, divide, join_runs

_POWER = 0.8
# What fewer conversations than these have may come in heaps, and too few of them are seen to tell how large.
_FEW_HAVING = 3


@dataclass(frozen=True, slots=True)
class Spread:
    """How sure the parts of a sample are, each of shape (parts): variance, df (degrees of freedom of that), and number:
    how many independent draws a share is worth, NaN of means.
    """

    variance: np.ndarray
    df: np.ndarray
    number: np.ndarray


def measure_spread(sample: Sample, *, many: np.ndarray | None = None) -> Spread:
    """Return how far a sample's parts would scatter in other talk of its kind, or read and published otherwise.

    many: of which parts the conversation is the unit, by default as the sample says. Runs of each conversation scatter
    about its own value; of eleven conversations or more, the conversations about theirs together (linearised ratio,
    Cochran 1977, 6.10 and 10.4). How many independent draws a share is worth is told by all shares together, since a
    rare one has hardly any variance of its own, and by its own where that is fewer; never more than the exchanges that
    there are, nor, of what one or two conversations of many have, than the share that comes most in heaps is worth. NaN
    where there is a single run, and of means where there are two: how far two lie apart by chance says next to nothing.
    """
    within, df = _scatter_runs(sample)
    between, n_talks = _scatter_talks(sample)
    many = sample.is_of_many if many is None else many
    variance = np.where(many, between, within) + sample.reading + _scatter_renderings(sample)
    df = np.where(many, n_talks - 1, df)
    if not sample.is_share:
        return Spread(np.where(df > 1, variance, np.nan), df, np.full(len(df), np.nan))
    share = np.clip(np.nan_to_num(sample.estimate), 0, 1)
    binary, known = share * (1 - share), ~np.isnan(variance)
    number = divide(np.full(len(share), binary[known].sum()), np.full(len(share), variance[known].sum()))
    own = divide(binary, variance)
    number = np.fmin(number, np.where(variance > 0, own, np.inf))
    rare = many & ((join_runs(sample).sums > 0).sum(axis=0) < _FEW_HAVING)
    seen = own[many & ~rare & (variance > 0)]
    number = np.where(rare, np.minimum(number, np.maximum(seen.min(initial=np.inf), n_talks)), number)
    number = np.clip(number, 1, np.maximum(sample.n_exchanges, 1))
    pieces = divide(variance[known].sum() ** 2, np.array((variance[known] ** 2).sum()))
    # Satterthwaite (1946): the sum of several variances is known better than one of them.
    df = df * np.maximum(np.nan_to_num(pieces, nan=1.0), 1)
    return Spread(variance, df, np.where(df > 0, number, np.nan))


def _scatter_runs(sample: Sample) -> tuple[np.ndarray, np.ndarray]:
    """The variance of the estimate by the runs of each conversation, and its degrees of freedom."""
    total = sample.weights.sum(axis=0)
    variance, df, lone = (np.zeros(len(total)) for _ in range(3))
    rests = _leave_rests(sample)
    for talk in dict.fromkeys(sample.talks):
        mine = sample.talks == talk
        weights = sample.weights[mine]
        # Of shares every run says something, also one that lacks a part; a mean has only those that it is in.
        n_runs = np.full(len(total), mine.sum()) if sample.is_share else (weights > 0).sum(axis=0)
        variance += np.where(n_runs > 1, n_runs / np.maximum(n_runs - 1, 1), 0) * (rests[mine] ** 2).sum(axis=0)
        if sample.is_share:
            value = np.nan_to_num(divide(sample.sums[mine].sum(axis=0), weights.sum(axis=0)))
            part = weights.sum(axis=0) / np.maximum(total, 1e-12)
            lone += np.where(n_runs == 1, part**2 * value * (1 - value), 0)
        df += np.maximum(n_runs - 1, 0)
    return np.where(df > 0, variance + lone, np.nan), df


def _leave_rests(sample: Sample) -> np.ndarray:
    """How far each run draws the estimate away from the value of its own conversation: shape (runs, parts)."""
    total, rests = sample.weights.sum(axis=0), np.zeros_like(sample.sums)
    for talk in dict.fromkeys(sample.talks):
        mine = sample.talks == talk
        sums, weights = sample.sums[mine], sample.weights[mine]
        value = np.nan_to_num(divide(sums.sum(axis=0), weights.sum(axis=0)))
        rests[mine] = np.nan_to_num(divide(sums - value * weights, total[None, :]))
    return rests


def _scatter_talks(sample: Sample) -> tuple[np.ndarray, np.ndarray]:
    """The variance of the estimate by its conversations, and how many these are."""
    talks = join_runs(sample)
    rests, n_talks = _pull(talks), (talks.weights > 0).sum(axis=0)
    return n_talks / np.maximum(n_talks - 1, 1) * (rests**2).sum(axis=0), n_talks


def _pull(sample: Sample) -> np.ndarray:
    """How far each run draws the estimate to its own side: shape (runs, parts)."""
    away = sample.sums - np.nan_to_num(sample.estimate) * sample.weights
    return np.nan_to_num(divide(away, sample.weights.sum(axis=0)[None, :]))


def _correlate(one: Sample, other: Sample) -> np.ndarray:
    """How far two groups rise and fall together: their correlation over runs or talks, 0 where they share none."""
    shared = set(one.by_talk) & set(other.by_talk)
    if not shared:
        return np.zeros(one.sums.shape[1])
    many = one.is_of_many & other.is_of_many
    by_run = _correlate_rests(one, other, _leave_rests(one), _leave_rests(other), shared)
    talks = join_runs(one), join_runs(other)
    return np.where(many, _correlate_rests(*talks, _pull(talks[0]), _pull(talks[1]), shared), by_run)


def _correlate_rests(one: Sample, other: Sample, mine: np.ndarray, theirs: np.ndarray, shared: set[str]) -> np.ndarray:
    together = [rests[pd.Index(sample.talks).isin(list(shared))] for sample, rests in ((one, mine), (other, theirs))]
    size = np.sqrt((mine**2).sum(axis=0) * (theirs**2).sum(axis=0))
    return np.clip(np.nan_to_num(divide((together[0] * together[1]).sum(axis=0), size)), -1, 1)


def _scatter_renderings(sample: Sample) -> np.ndarray:
    """The variance of the estimate that comes of publishing it once more, by conversations published twice."""
    total = sample.weights.sum(axis=0)
    variance = np.zeros(len(total))
    for talk, values in sample.by_talk.items():
        known = (~np.isnan(values)).sum(axis=0)
        part = sample.weights[sample.talks == talk].sum(axis=0) / np.maximum(total, 1e-12)
        apart = np.nansum((values - np.nan_to_num(np.nansum(values, axis=0) / np.maximum(known, 1))) ** 2, axis=0)
        variance += part**2 * np.where(known > 1, apart / np.maximum(known - 1, 1) / np.maximum(known, 1), 0)
    return variance


def find_bounds(settings: Settings, sample: Sample) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of the interval of each part of a sample, each of shape (parts).

    Of shares the score interval (Wilson 1927) with the number of independent draws that the talk is worth in the place
    of a sample size, as Korn and Graubard (1998) do for surveys, and the t quantile of its degrees of freedom: it holds
    also for a part that the talk lacks. Of means the t interval over runs. NaN where there is a single run.
    """
    from scipy.stats import t

    spread, estimate = measure_spread(sample), sample.estimate
    if sample.is_share:
        return _find_share_bounds(settings, estimate, spread)
    with np.errstate(invalid="ignore"):
        z = t.ppf(0.5 + settings.confidence / 2, np.where(spread.df > 0, spread.df, np.nan))
        reach = z * np.sqrt(spread.variance)
    return estimate - reach, estimate + reach


def _find_share_bounds(settings: Settings, estimate: np.ndarray, spread: Spread) -> tuple[np.ndarray, np.ndarray]:
    from scipy.stats import t

    with np.errstate(invalid="ignore"):
        z = t.ppf(0.5 + settings.confidence / 2, np.where(spread.df > 0, spread.df, np.nan))
        share = np.clip(estimate, 0, 1)
        low, high = find_wilson(share, spread.number, z)
    return np.where(np.isnan(low), low, np.fmin(low, share)), np.where(np.isnan(high), high, np.fmax(high, share))


def find_wilson(
    share: np.ndarray | float, number: np.ndarray | float, z: np.ndarray | float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of the score interval (Wilson 1927) of shares, each of their shape.

    number: of independent draws that a share is as sure as; z: the quantile that the interval reaches to.
    """
    middle = (share + z**2 / (2 * number)) / (1 + z**2 / number)
    reach = z / (1 + z**2 / number) * np.sqrt(share * (1 - share) / number + z**2 / (4 * number**2))
    return np.clip(middle - reach, 0, 1), np.clip(middle + reach, 0, 1)


def find_difference_bounds(settings: Settings, one: Sample, other: Sample) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of the interval of one less the other, each of shape (parts).

    Of shares by the ends of both intervals (Newcombe 1998, method 10), of means by Welch's t. Where two groups share
    conversations, as guests and hosts do, by t with their correlation over the runs that they share, and of shares the
    variance of Agresti and Caffo (2000).
    """
    from scipy.stats import t

    gap, many = one.estimate - other.estimate, one.is_of_many & other.is_of_many
    together = _correlate(one, other)
    a, b = measure_spread(one, many=many), measure_spread(other, many=many)
    if one.is_share and not together.any():
        (low_a, high_a), (low_b, high_b) = (
            _find_share_bounds(settings, sample.estimate, spread) for sample, spread in ((one, a), (other, b))
        )
        return gap - np.hypot(one.estimate - low_a, high_b - other.estimate), gap + np.hypot(
            high_a - one.estimate, other.estimate - low_b
        )
    variances = [
        _spread_adjusted(sample.estimate, spread) if sample.is_share else spread.variance
        for sample, spread in ((one, a), (other, b))
    ]
    with np.errstate(invalid="ignore", divide="ignore"):
        crossed = 2 * together * np.sqrt(variances[0] * variances[1])
        variance = np.maximum(variances[0] + variances[1] - crossed, 0.0)
        df = (variances[0] + variances[1]) ** 2 / (variances[0] ** 2 / a.df + variances[1] ** 2 / b.df)
        reach = t.ppf(0.5 + settings.confidence / 2, df) * np.sqrt(variance)
    return gap - reach, gap + reach


def _spread_adjusted(estimate: np.ndarray, spread: Spread) -> np.ndarray:
    """The variance of a share with two draws more on either side (Agresti and Caffo 2000)."""
    share = (np.clip(estimate, 0, 1) * spread.number + 2) / (spread.number + 4)
    variance: np.ndarray = share * (1 - share) / (spread.number + 4)
    return variance


def find_detectable(one: Sample, other: Sample, *, level: float) -> np.ndarray:
    """Return how large a difference must be to be found with a power of 80 % at a level, shape (parts).

    level: of a single test, controlled for how many there are. Of shares the variance is that of their mean with two
    draws more on either side (Agresti and Caffo 2000): where both lack a part, little is known of it.
    """
    from scipy.stats import norm

    reach = norm.ppf(1 - level / 2) + norm.ppf(_POWER)
    a, b = measure_spread(one), measure_spread(other)
    if not one.is_share:
        return reach * np.sqrt(a.variance + b.variance)
    drawn = np.clip(one.estimate, 0, 1) * a.number + np.clip(other.estimate, 0, 1) * b.number
    share = (drawn + 2) / (a.number + b.number + 4)
    found: np.ndarray = reach * np.sqrt(share * (1 - share) * (1 / a.number + 1 / b.number))
    return found
