"""Sampling: shares and means of groups of passages, with bootstrap samples behind them.

Words are never the unit of resampling (Lijffijt et al. 2016), nor are turns, since a question and its
answer are not independent: an exchange is drawn or left out whole. A conversation with two renderings is
the mean of the two, each weighing the same. They render the same talk, so they are no independent
samples: each bootstrap sample takes one of them, and an interval carries both the choice of exchanges
and the choice of rendering.

A group of several conversations is their mean, each weighing as many passages as it has, since passages are about
equally long in every language and words are not. From eleven conversations on there is a second bootstrap, which draws
whole conversations: only that one can say something of others like them.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.corpus.settings import Settings

# With fewer clusters than this even a cluster bootstrap is too sure of itself (Webb 2014): with fewer exchanges nothing
# is judged, and with fewer conversations nothing is claimed beyond them.
FEWEST_CLUSTERS = 11
# Numbers that lie no farther apart than this are the same.
_SAME = 1e-9
# What an interval draws anew.
EXCHANGES, CONVERSATIONS = "exchanges", "conversations"


@dataclass(frozen=True, slots=True)
class Sample:
    """What a group has of each part: the estimate, bootstrap samples, and what they rest on.

    estimate: shape (parts); by_talk: by conversation, what each of its renderings has, shape (renderings, parts);
    samples: (samples, parts), exchanges drawn; beyond: the same, whole conversations drawn; n_exchanges: (parts), how
    many each part rests on, of the rendering that has fewest; n_talks: (parts), in how many conversations.
    """

    estimate: np.ndarray
    by_talk: Mapping[str, np.ndarray]
    samples: np.ndarray
    beyond: np.ndarray
    n_exchanges: np.ndarray
    n_talks: np.ndarray


def list_talks(passages: pd.DataFrame) -> pd.Series:
    """Return the conversation that each passage is of, also where the column of that name has the group compared."""
    return passages["talk"] if "talk" in passages else passages["conversation"]


def weigh_talks(passages: pd.DataFrame) -> dict[str, float]:
    """Return how much each conversation weighs in a group: how many passages a rendering of it has."""
    renderings = passages.groupby(list_talks(passages).rename("weighed"))["rendering"]
    return {str(talk): float(found.size / found.nunique()) for talk, found in renderings}


def draw_talk(settings: Settings, talk: str) -> np.ndarray:
    """Return how much a conversation weighs in each bootstrap sample that draws whole conversations: shape (samples,).

    The Bayesian bootstrap (Rubin 1981): the weights are exponential, and hang on nothing but the conversation's name,
    so that groups that share conversations are drawn alike.
    """
    generator = np.random.Generator(np.random.PCG64(zlib.crc32(f"talk/{talk}".encode())))
    return generator.standard_exponential(settings.bootstrap_samples, method="inv")


def choose_draws(sides: Sequence[Sample]) -> tuple[list[np.ndarray], np.ndarray]:
    """Return the bootstrap samples with which some groups are compared, and of which parts conversations are drawn.

    Whole conversations are drawn where each of the groups has eleven or more, else exchanges within them. Where none of
    a group's conversations has a part, its samples do not differ: permute_talks tells chance from a difference there.
    """
    whole = np.min([side.n_talks for side in sides], axis=0) >= FEWEST_CLUSTERS
    return [np.where(whole, side.beyond, side.samples) for side in sides], whole


def permute_talks(settings: Settings, one: Sample, other: Sample, weights: Mapping[str, float]) -> np.ndarray:
    """Return how often a difference as large comes about when conversations change sides by chance: shape (parts,).

    A permutation test (Fisher 1935), two-sided, which holds also for a part that one side lacks. weights: of each
    conversation. 0, which says nothing, where the sides share conversations or one of them has fewer than eleven.
    """
    n_parts = len(one.estimate)
    if set(one.by_talk) & set(other.by_talk) or min(len(one.by_talk), len(other.by_talk)) < FEWEST_CLUSTERS:
        return np.zeros(n_parts)
    talks = {**one.by_talk, **other.by_talk}
    values = np.array([known.mean(axis=0) for known in talks.values()])
    weight = np.array([weights[talk] for talk in talks])[:, None] * ~np.isnan(values)
    values = np.nan_to_num(values)
    generator = np.random.Generator(np.random.PCG64(zlib.crc32("/".join(talks).encode())))
    sides = np.zeros((settings.bootstrap_samples + 1, len(talks)))
    sides[:, : len(one.by_talk)] = 1.0
    sides[1:] = generator.permuted(sides[1:], axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = [(side @ (weight * values)) / (side @ weight) for side in (sides, 1.0 - sides)]
    gaps = np.abs(means[0] - means[1])
    as_large: np.ndarray = (gaps >= gaps[0] - _SAME).sum(axis=0)
    return np.where(np.isnan(gaps[0]), 0.0, as_large / len(sides))


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
    talks = list_talks(group).to_numpy()
    samples, weights = [], []
    for talk in sorted(set(talks)):
        mine = talks == talk
        samples.append(_sample_talk(settings, group[mine], numerators[mine], denominators[mine], talk=talk, key=key))
        weights.append((denominators[mine] > 0).sum(axis=0) / group["rendering"][mine].nunique())
    return samples[0] if len(samples) == 1 else _pool_talks(settings, samples, np.array(weights))


def _sample_talk(
    settings: Settings, group: pd.DataFrame, numerators: np.ndarray, denominators: np.ndarray, *, talk: str, key: str
) -> Sample:
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
    values, n_exchanges = np.array(by_rendering), np.min(counts, axis=0)
    return Sample(values.mean(axis=0), {talk: values}, samples, samples, n_exchanges, (n_exchanges > 0).astype(int))


def _pool_talks(settings: Settings, samples: Sequence[Sample], weights: np.ndarray) -> Sample:
    """The mean of several conversations. weights: how many passages each has of each part, shape (talks, parts)."""
    by_talk = {talk: values for sample in samples for talk, values in sample.by_talk.items()}
    whole = [np.zeros_like(samples[0].samples) for _ in range(2)]
    for (talk, values), weight in zip(by_talk.items(), weights, strict=True):
        # As among exchanges, each sample takes one of the renderings.
        taken = values[np.arange(settings.bootstrap_samples) % len(values)]
        drawn = draw_talk(settings, talk)[:, None] * np.where(np.isnan(taken), 0.0, weight)
        whole[0] += drawn * np.nan_to_num(taken)
        whole[1] += drawn
    with np.errstate(invalid="ignore", divide="ignore"):
        beyond = whole[0] / whole[1]
    return Sample(
        _weigh([sample.estimate for sample in samples], weights),
        by_talk,
        _weigh([sample.samples for sample in samples], weights),
        beyond,
        np.sum([sample.n_exchanges for sample in samples], axis=0),
        np.sum([sample.n_talks for sample in samples], axis=0),
    )


def _weigh(values: Sequence[np.ndarray], weights: np.ndarray) -> np.ndarray:
    """The weighted mean of what conversations have; of a part that some lack, of the others."""
    total, used = np.zeros_like(values[0]), np.zeros_like(values[0])
    for value, weight in zip(values, weights, strict=True):
        known = ~np.isnan(value)
        total += np.where(known, np.nan_to_num(value) * weight, 0.0)
        used += known * weight
    with np.errstate(invalid="ignore", divide="ignore"):
        mean: np.ndarray = total / used
    return mean


def sample_parts(
    settings: Settings,
    group: pd.DataFrame,
    *,
    part: str,
    parts: Sequence[str],
    key: str,
    value: str | None = None,
    weights: np.ndarray | float = 1.0,
) -> Sample:
    """Return each part's share of a group's words, or, with value, the mean of that column in each part.

    weights: of its passages, 0 for those that are drawn with the group and not of it, shape (passages, 1).
    """
    one_hot = find_members(group, part, parts) * weights
    if value is None:
        words = group["n_words"].to_numpy(dtype=np.float64)[:, None]
        whole = np.broadcast_to(words * weights, one_hot.shape)
        return sample_ratios(settings, group, one_hot * words, whole, key=key)
    return sample_ratios(settings, group, one_hot * group[value].to_numpy(dtype=np.float64)[:, None], one_hot, key=key)


def find_members(group: pd.DataFrame, part: str, parts: Sequence[str]) -> np.ndarray:
    """Return which part each passage of a group is in: ones and zeros, shape (passages, parts)."""
    members: np.ndarray = group[part].to_numpy()[:, None] == np.array(parts, dtype=object)[None, :]
    return members.astype(np.float64)


def sample_groups(
    settings: Settings, passages: pd.DataFrame, *, part: str, parts: Sequence[str], value: str | None = None
) -> dict[str, Sample]:
    """Return sample_parts of each group that is compared, by its name.

    Where groups share conversations, such as two roles, they are drawn alike, exchange by exchange: a question and its
    answer are not independent.
    """
    names = passages["conversation"]
    groups = {str(name): passages[names == name] for name in sorted(names.unique())}
    if "talk" not in passages:
        return {
            name: sample_parts(settings, group, part=part, parts=parts, key=name, value=value)
            for name, group in groups.items()
        }
    found = {}
    for name, group in groups.items():
        around = passages[passages["rendering"].isin(group["rendering"])]
        mine = (around["conversation"] == name).to_numpy(dtype=np.float64)[:, None]
        found[name] = sample_parts(settings, around, part=part, parts=parts, key="", value=value, weights=mine)
    return found
