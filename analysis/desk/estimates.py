"""Estimates: shares and means of passages some of which were coded, with intervals that hold for few codes."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from analysis.passages.intervals import find_wilson
from analysis.sentiment.correction import correct_scores


@dataclass(frozen=True)
class Estimate:
    """A corrected share or mean: its value, its variance, and that with one more error of the machine's."""

    value: float
    variance: float
    cautious: float

    def find_wald(self, confidence: float) -> tuple[float, float]:
        """Return the ends of the usual interval. Misleads for rare themes: errors that were not drawn count as none."""
        reach = _quantile(confidence) * self.variance**0.5
        return self.value - reach, self.value + reach

    def find_wilson(self, confidence: float) -> tuple[float, float]:
        """Return the ends of Wilson's interval for the number of codes that would be as sure in a plain draw."""
        share = min(max(self.value, 0.0), 1.0)
        inner = min(max(share, self.cautious), 1 - self.cautious)
        number = inner * (1 - inner) / self.cautious if self.cautious > 0 else np.inf
        low, high = find_wilson(share, number, _quantile(confidence))
        return float(low), float(high)

    def find_interval(self, confidence: float, *, low: float, high: float) -> tuple[float, float]:
        """Return the ends of the interval that is shown, within the scale: see correct_mean."""
        reach = _quantile(confidence) * self.cautious**0.5
        return max(self.value - reach, low), min(self.value + reach, high)


def _quantile(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)


def measure_share(right: np.ndarray, weights: np.ndarray, n_all: int, confidence: float) -> tuple[float, float, float]:
    """Return a share of drawn passages and the ends of its interval: Wilson's, with the effective number.

    right: of each drawn passage. weights: how many it stands for. n_all: how many there are to draw from. The effective
    number is Kish's (1965), over the share that was not drawn; where all are coded nothing is uncertain. Misleads when
    taken for other talks: it is about these passages.
    """
    share = float(np.average(right, weights=weights))
    left = 1 - len(right) / n_all
    number = weights.sum() ** 2 / (weights**2).sum() / left if left > 0 else np.inf
    low, high = find_wilson(share, float(number), _quantile(confidence))
    return share, float(low), float(high)


def correct_mean(
    machine: np.ndarray, coded: np.ndarray, weights: np.ndarray, strata: np.ndarray, *, largest: float
) -> Estimate:
    """Return the mean of what a machine gave, put right by what was drawn and coded.

    machine: of each passage. coded: NaN where not. weights: of the passages, such as their words; they are made to sum
    to one. strata: see correct_scores, which gives the estimate. largest: the largest error that there can be, 0 where
    errors are many and small. The variance is that of a stratified draw with the correction for a finite population.
    The cautious one counts one more passage than was drawn, on which the machine errs by the largest error: a rare
    error that was not drawn is not taken for none. What intervals hold with it and without stands in
    data/common/desk.csv.
    """
    weights = weights / weights.sum()
    value = float(weights @ correct_scores(machine, coded, strata))
    drawn = ~np.isnan(coded)
    errors = np.where(drawn, weights * (np.nan_to_num(coded) - machine), 0.0)
    variance, n_all, n_drawn = 0.0, len(machine), int(drawn.sum())
    pooled = float(errors[drawn].var(ddof=1)) if n_drawn > 1 else 0.0
    for stratum in np.unique(strata):
        mine = strata == stratum
        size, n = int(mine.sum()), int((mine & drawn).sum())
        spread = float(errors[mine & drawn].var(ddof=1)) if n > 1 else pooled
        variance += size**2 * (1 - n / size) * spread / n
    missed = n_all**2 * (1 - n_drawn / n_all) * largest**2 * float((weights**2).mean()) / (n_drawn * (n_drawn + 1))
    return Estimate(value, variance, variance + missed)
