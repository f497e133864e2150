"""Sampling: shares and means of groups of passages, with bootstrap samples behind them.

Words are never the unit of resampling (Lijffijt et al. 2016), nor are turns, since a question and its
answer are not independent: an exchange is drawn or left out whole. A conversation with two renderings is
the mean of the two, each weighing the same. They render the same talk, so they are no independent
samples: each bootstrap sample takes one of them, and an interval carries both the choice of exchanges
and the choice of rendering.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.corpus.settings import Settings


@dataclass(frozen=True, slots=True)
class Sample:
    """What a group has of each part: the estimate, the same by rendering, bootstrap samples, and exchanges.

    estimate: shape (parts); by_rendering: (renderings, parts); samples: (samples, parts); n_exchanges:
    (parts), how many each part rests on, of the rendering that has fewest.
    """

    estimate: np.ndarray
    by_rendering: np.ndarray
    samples: np.ndarray
    n_exchanges: np.ndarray


def draw_blocks(settings: Settings, n_blocks: int, *, key: str, samples: int = 0) -> np.ndarray:
    """Return how often each block is drawn in each bootstrap sample: shape (samples, blocks).

    samples: how many; by default as the settings say.

    The draw depends on nothing but the number of blocks and the key, on every machine.
    """
    samples = samples or settings.bootstrap_samples
    generator = np.random.Generator(np.random.PCG64(zlib.crc32(key.encode("utf-8"))))
    draws = generator.integers(0, n_blocks, size=(samples, n_blocks))
    counts = np.zeros((samples, n_blocks), dtype=np.float64)
    np.add.at(counts, (np.arange(samples)[:, None], draws), 1.0)
    return counts


def find_interval(settings: Settings, values: np.ndarray) -> np.ndarray:
    """Return the percentile interval of bootstrap values along their first axis: shape (2, ...)."""
    tail = (1 - settings.confidence) / 2
    interval: np.ndarray = np.nanquantile(values, [tail, 1 - tail], axis=0)
    return interval


def sample_ratios(
    settings: Settings, group: pd.DataFrame, numerators: np.ndarray, denominators: np.ndarray, *, key: str
) -> Sample:
    """Return the ratio of two sums over a group's passages, part by part, with bootstrap samples.

    numerators, denominators: shape (passages, parts); a share has the words of the part over all words,
    a mean the values over the number of passages. Groups of one conversation with one key are drawn
    alike, so that their differences are paired. NaN where a sample has nothing to divide by.
    """
    renderings = sorted(group["rendering"].unique())
    samples = np.empty((settings.bootstrap_samples, numerators.shape[1]))
    by_rendering, counts = [], []
    for number, rendering in enumerate(renderings):
        chosen = (group["rendering"] == rendering).to_numpy()
        exchanges = group["exchange"].to_numpy()[chosen]
        last = exchanges.max() + 1
        sums = [np.zeros((last, numerators.shape[1])) for _ in range(2)]
        for total, values in zip(sums, (numerators, denominators), strict=True):
            np.add.at(total, exchanges, values[chosen])
        present = np.unique(exchanges)
        drawn = draw_blocks(settings, len(present), key=f"{key}/{rendering}")[number :: len(renderings)]
        with np.errstate(invalid="ignore", divide="ignore"):
            by_rendering.append(sums[0].sum(axis=0) / sums[1].sum(axis=0))
            samples[number :: len(renderings)] = (drawn @ sums[0][present]) / (drawn @ sums[1][present])
        counts.append((sums[1][present] > 0).sum(axis=0))
    values = np.array(by_rendering)
    return Sample(values.mean(axis=0), values, samples, np.min(counts, axis=0))


def sample_parts(
    settings: Settings,
    group: pd.DataFrame,
    *,
    part: str,
    parts: Sequence[str],
    key: str,
    value: str | None = None,
) -> Sample:
    """Return each part's share of a group's words, or, with value, the mean of that column in each part."""
    one_hot = find_members(group, part, parts)
    if value is None:
        words = group["n_words"].to_numpy(dtype=np.float64)[:, None]
        return sample_ratios(settings, group, one_hot * words, np.broadcast_to(words, one_hot.shape), key=key)
    return sample_ratios(settings, group, one_hot * group[value].to_numpy(dtype=np.float64)[:, None], one_hot, key=key)


def find_members(group: pd.DataFrame, part: str, parts: Sequence[str]) -> np.ndarray:
    """Return which part each passage of a group is in: ones and zeros, shape (passages, parts)."""
    members: np.ndarray = group[part].to_numpy()[:, None] == np.array(parts, dtype=object)[None, :]
    return members.astype(np.float64)
