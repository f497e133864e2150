"""Runs: shares and means of groups of passages, and the runs of talk that they rest on.

Neither words nor passages nor turns are independent, nor even exchanges: neighbouring ones share much of what they are
about. So a conversation is cut into runs of about five exchanges, and a run is the unit of whatever is said about more
than these words. A run holds what every rendering of the conversation has there: they render the same talk, and are no
independent samples. A conversation with two renderings is the mean of the two, each weighing the same.

A group of several conversations is their mean, each weighing as many passages as it has, since passages are about
equally long in every language and words are not. Where a group has eleven conversations or more, the conversation is
the unit: only then can something be said of others like them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.corpus.coding import CODED
from analysis.passages.sampling import FEWEST_CLUSTERS, list_talks

# Exchanges in a run. Chosen by simulation on talks like the shipped ones (bench/calibration.py): the shortest with
# which no more than one family in twenty has a false difference where neighbours are as alike as there.
RUN = 5
# How far shares of themes are off because passages may be read otherwise: the variance of a share, times the passages
# that it rests on, over p (1 - p). A reader gives a passage in twenty another theme than a reader before; what the
# machine brings was found on the shipped coding (measure_reading_error).
CODED_ERROR, MACHINE_ERROR = 0.1, 1.5


@dataclass(frozen=True, slots=True)
class Sample:
    """What a group has of each part, and what that rests on.

    sums, weights: shape (runs, parts): what is estimated is the ratio of their sums. talks: the conversation of each
    run, shape (runs,). by_talk: by conversation, what each of its renderings has, shape (renderings, parts).
    n_exchanges: (parts), how many each part rests on, of the rendering that has fewest; n_talks: (parts), in how many
    conversations. reading: (parts), the variance that comes of passages that may be read otherwise. renderings:
    (parts), how much of one rendering's variance is left in the estimate: 1, or 1/2 where there are two. is_share:
    whether the parts are shares of a whole, and not means.
    """

    sums: np.ndarray
    weights: np.ndarray
    talks: np.ndarray
    by_talk: Mapping[str, np.ndarray]
    n_exchanges: np.ndarray
    n_talks: np.ndarray
    reading: np.ndarray
    renderings: np.ndarray
    is_share: bool

    @property
    def estimate(self) -> np.ndarray:
        """What the group has of each part: shape (parts), NaN where there is nothing to divide by."""
        return divide(self.sums.sum(axis=0), self.weights.sum(axis=0))

    @property
    def is_of_many(self) -> np.ndarray:
        """Of which parts the conversation is the unit: those that eleven or more have, shape (parts)."""
        return self.n_talks >= FEWEST_CLUSTERS


def divide(sums: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the ratios, NaN where there is nothing to divide by."""
    with np.errstate(invalid="ignore", divide="ignore"):
        ratios: np.ndarray = np.where(weights > 0, sums / weights, np.nan)
    return ratios


def sample_parts(
    group: pd.DataFrame,
    *,
    part: str,
    parts: Sequence[str],
    value: str | None = None,
    per: str = "",
    error: float = 0.0,
    inside: np.ndarray | float = 1.0,
    run: int = RUN,
) -> Sample:
    """Return each part's share of a group's words, or, with value, the mean of that column in each part.

    per: a column that the value is divided by, sum by sum, so that a rate is estimated and not a mean.

    error: the variance with which another reader would give a passage another value. inside: 0 for passages that stand
    beside the group and are not of it, shape (passages, 1); groups of the same passages have the same runs. run: of how
    many exchanges.
    """
    if value is not None:
        values = group[value].to_numpy(dtype=np.float64)[:, None]
        members = _mark_members(group, part, parts) * inside * ~np.isnan(values)
        whole = members * group[per].to_numpy(dtype=np.float64)[:, None] if per else members
        numerators = members * np.nan_to_num(values)
        errors = np.full(len(group), error)
    else:
        words = group["n_words"].to_numpy(dtype=np.float64)[:, None] * inside
        numerators = _weigh_members(group, part, parts) * words
        whole = np.broadcast_to(words, numerators.shape)
        errors = np.zeros(len(group))
        if part == "theme" and "theme_source" in group:
            errors = np.where(group["theme_source"] == CODED, CODED_ERROR, MACHINE_ERROR)
        elif part == "theme" and "theme_error" in group:
            errors = group["theme_error"].to_numpy(dtype=np.float64)
    talks = list_talks(group).to_numpy()
    found = [
        _sample_talk(
            group[mine], numerators[mine], whole[mine], talk=talk, error=errors[mine].mean(), value=value, run=run
        )
        for talk in sorted(set(talks))
        for mine in [talks == talk]
    ]
    return found[0] if len(found) == 1 else pool(found)


def _mark_members(group: pd.DataFrame, part: str, parts: Sequence[str], *, column: str | None = None) -> np.ndarray:
    """Which part each passage is in: ones and zeros, shape (passages, parts)."""
    members: np.ndarray = group[column or part].to_numpy()[:, None] == np.array(parts, dtype=object)[None, :]
    return members.astype(np.float64)


def _weigh_members(group: pd.DataFrame, part: str, parts: Sequence[str]) -> np.ndarray:
    """How far each passage counts to each part when shares are estimated: shape (passages, parts).

    Ones and zeros but where a random draw of passages was coded. There a coded one stands for others, and adds what the
    machine got wrong: sums over passages are right although single rows leave 0 to 1. Source: design-based supervised
    learning (Egami et al. 2023).
    """
    members = _mark_members(group, part, parts)
    if part != "theme" or "theme_weight" not in group:
        return members
    guessed = _mark_members(group, part, parts, column="theme_model")
    return guessed + group["theme_weight"].to_numpy(dtype=np.float64)[:, None] * (members - guessed)


def _sample_talk(
    group: pd.DataFrame,
    numerators: np.ndarray,
    denominators: np.ndarray,
    *,
    talk: str,
    error: float,
    value: str | None,
    run: int,
) -> Sample:
    runs = number_runs(group, run=run)
    sums = np.zeros((2, runs.max() + 1, numerators.shape[1]))
    by_rendering, n_exchanges = [], []
    for _, rows in sorted(group.groupby("rendering").indices.items()):
        total = denominators[rows].sum(axis=0)
        by_rendering.append(divide(numerators[rows].sum(axis=0), total))
        for kind, each in enumerate((numerators, denominators)):
            # Each rendering counts as much as the other, however many words it has.
            np.add.at(sums[kind], runs[rows], each[rows] / np.where(total > 0, total, 1.0))
        exchanges = pd.factorize(group["exchange"].to_numpy()[rows])[0]
        held = np.zeros((exchanges.max() + 1, numerators.shape[1]))
        np.add.at(held, exchanges, denominators[rows])
        n_exchanges.append((held > 0).sum(axis=0))
    values, fewest = np.array(by_rendering), np.min(n_exchanges, axis=0)
    n_with = np.maximum((~np.isnan(values)).sum(axis=0), 1)
    size = (denominators > 0).sum(axis=0) / group["rendering"].nunique()
    sums *= size / n_with
    spread = np.ones(len(size)) if value else _spread_share(divide(sums[0].sum(axis=0), sums[1].sum(axis=0)))
    return Sample(
        sums=sums[0],
        weights=sums[1],
        talks=np.full(sums.shape[1], talk, dtype=object),
        by_talk={talk: values},
        n_exchanges=fewest,
        n_talks=(fewest > 0).astype(int),
        reading=error * spread / np.maximum(size, 1),
        renderings=1 / n_with,
        is_share=value is None,
    )


def _spread_share(share: np.ndarray) -> np.ndarray:
    """The variance of one draw with a share; a correction may carry a share a little out of its range."""
    within = np.clip(np.nan_to_num(share), 0, 1)
    return within * (1 - within)


def number_runs(group: pd.DataFrame, *, run: int = RUN) -> np.ndarray:
    """Return the number of the run that each passage of one conversation is in, from 0.

    run: exchanges in one, in the rendering that has fewest; there are two where that has two exchanges.
    Each run has as many exchanges of a rendering as the others, however many words these have: runs as long as each
    other in words are cut where talk stays, and find differences where there are none.
    """
    n_exchanges = int(group.groupby("rendering")["exchange"].nunique().min())
    n_runs = max(min(2, n_exchanges), round(n_exchanges / run))
    runs = np.zeros(len(group), dtype=int)
    for rows in group.groupby("rendering").indices.values():
        exchanges = pd.factorize(group["exchange"].to_numpy()[rows], sort=True)[0]
        runs[rows] = exchanges * n_runs // (exchanges.max() + 1)
    return runs


def count_exchanges(passages: pd.DataFrame) -> pd.Series:
    """Return how many exchanges each conversation, or group, rests on: of its renderings that have fewest."""
    talks = list_talks(passages).rename("talk")
    counts = passages.groupby([passages["conversation"], talks, passages["rendering"]])["exchange"].nunique()
    fewest: pd.Series = counts.groupby(level=[0, 1]).min().groupby(level=0).sum()
    return fewest


def pool(samples: Sequence[Sample]) -> Sample:
    """Return the mean of several conversations or groups; of a part that some lack, that of the others."""
    weights = np.array([sample.weights.sum(axis=0) for sample in samples])
    shares = np.nan_to_num(divide(weights, weights.sum(axis=0)))
    return Sample(
        sums=np.vstack([sample.sums for sample in samples]),
        weights=np.vstack([sample.weights for sample in samples]),
        talks=np.concatenate([sample.talks for sample in samples]),
        by_talk={talk: values for sample in samples for talk, values in sample.by_talk.items()},
        n_exchanges=np.sum([sample.n_exchanges for sample in samples], axis=0),
        n_talks=np.sum([sample.n_talks for sample in samples], axis=0),
        reading=(shares**2 * [sample.reading for sample in samples]).sum(axis=0),
        renderings=(shares**2 * [sample.renderings for sample in samples]).sum(axis=0),
        is_share=samples[0].is_share,
    )


def join_runs(sample: Sample) -> Sample:
    """Return the sample with one run for each conversation."""
    names = np.array(list(dict.fromkeys(sample.talks)), dtype=object)
    runs = (names[:, None] == sample.talks[None, :]).astype(np.float64)
    return replace(sample, sums=runs @ sample.sums, weights=runs @ sample.weights, talks=names)


def scale(sample: Sample) -> Sample:
    """Return the sample with a total weight of one in each part, as it is pooled where each group weighs the same."""
    total = np.maximum(sample.weights.sum(axis=0), 1e-12)
    return replace(sample, sums=sample.sums / total, weights=sample.weights / total)


def sample_groups(
    passages: pd.DataFrame, *, part: str, parts: Sequence[str], value: str | None = None, error: float = 0.0
) -> dict[str, Sample]:
    """Return sample_parts of each group that is compared, by its name.

    Groups that share conversations, such as two roles, have the same runs there: a question and its answer are not
    independent.
    """
    names = passages["conversation"]
    found = {}
    for name in sorted(names.unique()):
        mine = names == name
        around = passages[passages["rendering"].isin(passages.loc[mine, "rendering"])] if "talk" in passages else None
        group = passages[mine] if around is None else around
        inside = 1.0 if around is None else mine[around.index].to_numpy(dtype=np.float64)[:, None]
        found[str(name)] = sample_parts(group, part=part, parts=parts, value=value, error=error, inside=inside)
    return found
