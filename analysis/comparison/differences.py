"""Differences: conversations, groups of them, and the two sides of one, compared part by part."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.comparison.shares import measure_renderings
from analysis.comparison.verdicts import SIDES, Pair, judge_pairs
from analysis.corpus.folder import REST, Corpus
from analysis.passages.runs import Sample, pool, sample_groups, sample_parts, scale
from analysis.passages.sampling import list_talks
from analysis.themes.assignment import measure_unassigned

# Of more conversations than this, each is compared with all others together and not with each of them.
MOST_PAIRED = 12


def compare_conversations(
    corpus: Corpus,
    passages: pd.DataFrame,
    *,
    part: str,
    parts: Sequence[str] | None = None,
    value: str | None = None,
    error: float = 0.0,
) -> pd.DataFrame:
    """Return the difference between each two conversations in each part, and what can be said of it.

    Of more than twelve conversations each is compared with the mean of all others, which is called "the rest".
    value: None for shares of words, or the column whose mean in each part is compared; error: the variance with which
    another reader would give a passage another value. Returns: one row per pair and part: conversation_a,
    conversation_b, part, share_a, share_b (mean_a, mean_b for a value), difference (a minus b), effect (its size:
    Cohen's h for shares, for means the difference in standard deviations of the passages).

    In these talks as they were published: here_low, here_high (interval by reading and renderings), noise (half of it,
    NaN where no conversation has two renderings), here (whether the difference is beyond that, controlled for the
    number of comparisons by Benjamini and Hochberg 1995) and verdict_here. Nothing is said of a conversation of fewer
    than five exchanges, or, for themes, of which more than most_unassigned of the words have none; texts of unlike
    kinds do not differ by what was said alone.

    Beyond these talks: ci_low, ci_high (see find_difference_bounds), p_value with its Monte Carlo error p_error (see
    permute), q_value (controlled, over the rows that can be judged, NaN in the others), detectable (how large a
    difference must be to be found with a power of 80 % at the level that so many comparisons leave), beyond (whether
    it differs here and its q value is no more than 1 less the confidence) and verdict. Two conversations are judged by
    runs of exchanges, from eleven exchanges of the sparser rendering on, and the claim is about more of such talk;
    groups of conversations by whole ones, from eleven on either side on, and the claim is about others like them.
    Misleads when read as "this guest always".
    """
    parts = sorted(passages[part].unique()) if parts is None else list(parts)
    samples = sample_groups(passages, part=part, parts=parts, value=value, error=error)
    renderings = measure_renderings(samples.values(), len(parts))
    reports, unfitting = _find_reports(corpus, passages), _find_unfitting(corpus, passages, part)
    pairs = []
    for a, b, one, other in _list_pairs(samples):
        others = set(samples) - {a} if b == REST else {b}
        pairs.append(
            Pair(
                names={"conversation_a": a, "conversation_b": b},
                one=one,
                other=other,
                renderings=renderings * (one.renderings + other.renderings),
                unlike=(a in reports) != (others <= reports),
                unfitting=a in unfitting or b in unfitting,
                alone=(one.n_talks <= 1) & ((other.n_talks <= 1) | (b == REST)),
            )
        )
    spread = None if value is None else float(passages[value].std())
    return judge_pairs(corpus.settings, pairs, part, parts, spread=spread, in_groups="talk" in passages)


def _list_pairs(samples: Mapping[str, Sample]) -> Iterator[tuple[str, str, Sample, Sample]]:
    """The pairs of conversations that are compared, or each one and the mean of all others, each weighing the same."""
    if len(samples) <= MOST_PAIRED:
        for a, b in itertools.combinations(samples, 2):
            yield a, b, samples[a], samples[b]
        return
    for name, sample in samples.items():
        yield name, REST, scale(sample), pool([scale(samples[other]) for other in samples if other != name])


def compare_sides(
    corpus: Corpus, passages: pd.DataFrame, *, part: str, parts: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return the difference between those who answer and those who ask in a conversation in the share of each part.

    Returns: as compare_conversations, with conversation, side_a (who answers) and side_b (who asks) in place of the two
    conversations; what publishing brings is how far renderings lie apart in that difference. Conversations in which one
    side does not speak are left out.
    """
    parts = sorted(passages[part].unique()) if parts is None else list(parts)
    sides, unfitting = corpus.take_sides(passages["speaker"]), _find_unfitting(corpus, passages, part)
    both: dict[str, tuple[Sample, Sample]] = {}
    for name, group in passages.groupby("conversation", sort=True):
        mine = sides[group.index]
        if mine.nunique() == len(corpus.sides):
            one, other = (
                sample_parts(group, part=part, parts=parts, inside=(mine == side).to_numpy(dtype=np.float64)[:, None])
                for side in corpus.sides
            )
            both[str(name)] = one, other
    apart = [
        replace(one, by_talk={talk: values - other.by_talk[talk] for talk, values in one.by_talk.items()})
        for one, other in both.values()
    ]
    renderings = measure_renderings(apart, len(parts))
    pairs = [
        Pair(
            names={"conversation": name, "side_a": corpus.sides[0], "side_b": corpus.sides[1]},
            one=one,
            other=other,
            renderings=renderings * one.renderings,
            unlike=False,
            unfitting=name in unfitting,
            alone=one.n_talks <= 1,
        )
        for name, (one, other) in both.items()
    ]
    return judge_pairs(corpus.settings, pairs, part, parts, keys=SIDES, spread=None, in_groups="talk" in passages)


def _find_reports(corpus: Corpus, passages: pd.DataFrame) -> set[str]:
    """The groups that are known from press reports alone."""
    others = passages.loc[~list_talks(passages).isin(corpus.press_reports), "conversation"]
    return set(map(str, passages["conversation"])) - set(map(str, others))


def _find_unfitting(corpus: Corpus, passages: pd.DataFrame, part: str) -> set[str]:
    """The conversations of whose words too many have no theme, where themes are compared."""
    if part != "theme":
        return set()
    share = measure_unassigned(corpus, passages)
    return set(map(str, share.index[share > corpus.settings.most_unassigned]))
