"""Comparison: shares and means with intervals, and which differences are larger than the noise.

How far two renderings of one conversation lie apart is the noise that publishing, translating and the
method bring; a difference between conversations has to exceed it. What all this can claim is about
these conversations, not about all that this guest says.
"""

import itertools
import warnings
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.corpus.folder import REST, Corpus
from analysis.corpus.schemas import SHARES, check_table
from analysis.corpus.themes import UNASSIGNED
from analysis.passages.sampling import (
    CONVERSATIONS,
    EXCHANGES,
    FEWEST_CLUSTERS,
    Sample,
    choose_draws,
    find_interval,
    find_members,
    list_talks,
    permute_talks,
    sample_groups,
    sample_parts,
    sample_ratios,
    weigh_talks,
)

# Below this many turns a group gets no mark in a chart, only the words "too few".
FEWEST_TURNS = 5
# Verdicts on a difference, from one that a sceptic has to accept to those that nobody can tell.
DIFFERS, NOISE_UNKNOWN, UNLIKE, WITHIN_NOISE, UNSURE, UNFITTING, TOO_FEW = (
    "differs",
    "differs, noise unknown",
    "differs, but the texts are unlike",
    "within the noise of renderings",
    "not sure",
    "too much fits no theme",
    "too few exchanges",
)
NOT_JUDGED = (UNFITTING, TOO_FEW)
# Of more conversations than this, each is compared with all others together and not with each of them.
MOST_PAIRED = 12
_POWER = 0.8
_COMPARED = ("value_a", "value_b", "noise", "few", "unlike", "unfitting")
_JUDGED = (
    "difference", "effect", "ci_low", "ci_high", "noise", "p_value", "q_value", "detectable", "verdict", "clears",
)  # fmt: skip


def measure_shares(
    corpus: Corpus, passages: pd.DataFrame, *, whole: Sequence[str], part: str, parts: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return what share of each whole's words each part has, with bootstrap intervals over exchanges.

    A whole of several conversations is their mean (see sampling); where each has eleven or more, whole conversations
    are drawn, and the column unit says so.

    whole: columns that name a whole, for example conversation, or rendering and speaker. part: the
    column that divides it, for example theme; parts: its values, also those that these passages
    lack. Returns: one row per whole and part, also for parts
    that a whole lacks unless there are very many: the columns of whole, part, share, ci_low, ci_high (0 to 1), n_words,
    n_turns, n_passages (of the part). The shares of a whole sum to 1. n_turns_whole and
    n_exchanges_whole say how much the interval rests on.
    Misleads when a whole has few exchanges: the interval then knows only those few.
    """
    everywhere = sorted(passages[part].unique()) if parts is None else list(parts)
    # Of many parts most of which are in one whole alone, such as speakers, each whole has only its own.
    spread = passages.drop_duplicates([*whole, part]).groupby(part).size()
    by_whole = parts is None and len(everywhere) > MOST_PAIRED and spread.median() == 1
    samples, mine = {}, {}
    for name, group in passages.groupby(list(whole), sort=True):
        mine[name] = sorted(group[part].unique()) if by_whole else everywhere
        key = "/".join(map(str, name))
        samples[name] = sample_parts(corpus.settings, group, part=part, parts=mine[name], key=key)
    beyond = min(int(sample.n_talks.max()) for sample in samples.values()) >= FEWEST_CLUSTERS
    rows = []
    for name, group in passages.groupby(list(whole), sort=True):
        sample = samples[name]
        low, high = find_interval(corpus.settings, sample.beyond if beyond else sample.samples)
        turns = group.groupby(["rendering", "turn"]).ngroups
        for number, value in enumerate(mine[name]):
            members = group[group[part] == value]
            rows.append(
                {
                    **dict(zip(whole, name, strict=True)),
                    part: value,
                    "share": sample.estimate[number],
                    "ci_low": min(low[number], sample.estimate[number]),
                    "ci_high": max(high[number], sample.estimate[number]),
                    "n_words": int(members["n_words"].sum()),
                    "n_turns": members.groupby(["rendering", "turn"]).ngroups,
                    "n_passages": len(members),
                    "n_turns_whole": turns,
                    "n_exchanges_whole": int(sample.n_exchanges[number]),
                    **_name_unit(passages, beyond),
                }
            )
    table = pd.DataFrame(rows)
    return check_table(table, SHARES, name=f"shares of {part}", cure="this is a fault of the project, please report it")


def _name_unit(passages: pd.DataFrame, beyond: bool) -> dict[str, str]:
    """The column unit, which only groups of conversations need: one conversation has nothing but exchanges to draw."""
    return {"unit": CONVERSATIONS if beyond else EXCHANGES} if "talk" in passages else {}


def measure_noise(
    corpus: Corpus, passages: pd.DataFrame, *, part: str, parts: Sequence[str] | None = None, value: str | None = None
) -> pd.DataFrame:
    """Return how far two renderings of one conversation lie apart in each part.

    value: as in sample_parts. Returns: one row per part: part, noise (the largest distance between
    renderings of one conversation), the conversation it comes from, and floor: the larger of this and
    the root mean square of all such distances, since two conversations may lie together in one part
    by chance. Empty where no conversation has two renderings.
    """
    parts = sorted(passages[part].unique()) if parts is None else list(parts)
    samples = sample_groups(corpus.settings, passages, part=part, parts=parts, value=value)
    return _find_noise(samples, part, parts)


def _find_noise(samples: Mapping[str, Sample], part: str, parts: Sequence[str]) -> pd.DataFrame:
    distances = [
        (talk, values.max(axis=0) - values.min(axis=0))
        for sample in samples.values()
        for talk, values in sample.by_talk.items()
        if len(values) > 1
    ]
    known = np.array([d for _, distance in distances for d in distance if not np.isnan(d)])
    usual = float(np.sqrt(np.mean(known**2))) if len(known) else np.nan
    rows = []
    for number, name in enumerate(parts):
        here = [(distance[number], talk) for talk, distance in distances if not np.isnan(distance[number])]
        if here:
            noise, widest = max(here, key=lambda pair: pair[0])
            rows.append((name, noise, widest, max(noise, usual)))
    return pd.DataFrame(rows, columns=[part, "noise", "conversation", "floor"])


def compare_conversations(
    corpus: Corpus, passages: pd.DataFrame, *, part: str, parts: Sequence[str] | None = None, value: str | None = None
) -> pd.DataFrame:
    """Return the difference between each two conversations in each part, and what can be said of it.

    Of more than twelve conversations each is compared with the mean of all others, which is called "the rest".
    value: None for shares of words, or the column whose mean in each part is compared. Returns: one row per pair
    and part: conversation_a, conversation_b, part, share_a, share_b (mean_a, mean_b for a value), difference (a
    minus b), effect (its size: Cohen's h for shares, for means the difference in standard deviations of the
    passages), ci_low, ci_high, noise (the floor of measure_noise, NaN where it is unknown since no conversation has
    two renderings), p_value (bootstrap, two-sided; between groups of eleven conversations or more the larger of
    that and of a permutation of conversations between them), q_value (Benjamini and Hochberg 1995, over the rows
    that can be judged, NaN in the others), detectable (how large a difference must be to be found with a power of
    80 %, and beyond the noise), verdict, and clears: whether the verdict is that it differs. For that the q value
    has to be below 1 less the confidence, the difference larger than the noise where that is known, both
    conversations known from texts of a like kind and from at least eleven exchanges and, for themes, no more than
    the settings' most_unassigned of either side's words without a theme. Misleads when read as "this guest always":
    it is about these conversations, as published.
    """
    parts = sorted(passages[part].unique()) if parts is None else list(parts)
    samples = sample_groups(corpus.settings, passages, part=part, parts=parts, value=value)
    floors = _find_noise(samples, part, parts).set_index(part)["floor"]
    reports, unfitting = _find_reports(corpus, passages), _find_unfitting(corpus, passages, part)
    rows, gaps, chances = [], [], []
    weights = weigh_talks(passages)
    for a, b, one, other in _list_pairs(samples):
        others = set(samples) - {a} if b == REST else {b}
        (mine, theirs), beyond = choose_draws((one, other))
        chance = np.where(beyond, permute_talks(corpus.settings, one, other, weights), 0.0)
        for number, name in enumerate(parts):
            rows.append(
                {
                    "conversation_a": a,
                    "conversation_b": b,
                    part: name,
                    "value_a": one.estimate[number],
                    "value_b": other.estimate[number],
                    "noise": floors.get(name, np.nan),
                    "few": min(one.n_exchanges[number], other.n_exchanges[number]) < FEWEST_CLUSTERS,
                    "unlike": (a in reports) != (others <= reports),
                    "unfitting": a in unfitting or (b in unfitting),
                    **_name_unit(passages, beyond[number]),
                }
            )
            gaps.append(mine[:, number] - theirs[:, number])
            chances.append(chance[number])
    table = pd.DataFrame(
        rows, columns=["conversation_a", "conversation_b", part, *_COMPARED, *_name_unit(passages, False)]
    )
    spread = None if value is None else float(passages[value].std())
    return _judge(corpus, table.assign(chance=chances), np.array(gaps), spread=spread)


def _list_pairs(samples: Mapping[str, Sample]) -> Iterator[tuple[str, str, Sample, Sample]]:
    """The pairs of conversations that are compared, or each one and the mean of all others."""
    if len(samples) <= MOST_PAIRED:
        for a, b in itertools.combinations(samples, 2):
            yield a, b, samples[a], samples[b]
        return
    for name, sample in samples.items():
        others = [other for other in samples if other != name]
        yield name, REST, sample, _average([samples[other] for other in others])


def _average(samples: Sequence[Sample]) -> Sample:
    """What several conversations have on average, each weighing the same; of a part that some lack, of the others."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of a part that all lack there is no mean
        estimate = np.nanmean([sample.estimate for sample in samples], axis=0)
        drawn = np.nanmean([sample.samples for sample in samples], axis=0)
        beyond = np.nanmean([sample.beyond for sample in samples], axis=0)
    n_exchanges = np.sum([sample.n_exchanges for sample in samples], axis=0)
    # Each of them weighs the same, so each has to have conversations enough.
    n_talks = np.min([sample.n_talks for sample in samples], axis=0)
    by_talk = {talk: values for sample in samples for talk, values in sample.by_talk.items()}
    return Sample(estimate, by_talk, drawn, beyond, n_exchanges, n_talks)


def compare_sides(
    corpus: Corpus, passages: pd.DataFrame, *, part: str, parts: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return the difference between those who answer and those who ask in a conversation in the share of each part.

    Returns: as compare_conversations, with conversation, side_a (who answers) and side_b (who asks) in place of the two
    conversations; the noise is how far two renderings of one conversation lie apart in that difference. Conversations
    in which one side does not speak are left out.
    """
    parts = sorted(passages[part].unique()) if parts is None else list(parts)
    sides, unfitting = corpus.take_sides(passages["speaker"]), _find_unfitting(corpus, passages, part)
    both: dict[str, tuple[Sample, Sample]] = {}
    for name, group in passages.groupby("conversation", sort=True):
        if sides[group.index].nunique() < len(corpus.sides):
            continue
        # With one key both sides are drawn exchange by exchange.
        answering, asking = (
            sample_ratios(
                corpus.settings, group, *_weigh_side(group, part, parts, sides[group.index] == side), key=str(name)
            )
            for side in corpus.sides
        )
        both[str(name)] = answering, asking
    apart = {
        name: Sample(
            g.estimate - h.estimate,
            {talk: values - h.by_talk[talk] for talk, values in g.by_talk.items()},
            g.samples - h.samples,
            g.beyond - h.beyond,
            np.minimum(g.n_exchanges, h.n_exchanges),
            np.minimum(g.n_talks, h.n_talks),
        )
        for name, (g, h) in both.items()
    }
    floors = _find_noise(apart, part, parts).set_index(part)["floor"]
    draws = {name: choose_draws([sample]) for name, sample in apart.items()}
    rows = [
        {
            "conversation": conversation,
            "side_a": corpus.sides[0],
            "side_b": corpus.sides[1],
            part: name,
            "value_a": answering.estimate[number],
            "value_b": asking.estimate[number],
            "noise": floors.get(name, np.nan),
            "few": apart[conversation].n_exchanges[number] < FEWEST_CLUSTERS,
            "unlike": False,
            "unfitting": conversation in unfitting,
            **_name_unit(passages, draws[conversation][1][number]),
        }
        for conversation, (answering, asking) in both.items()
        for number, name in enumerate(parts)
    ]
    gaps = np.array([column for (drawn,), _ in draws.values() for column in drawn.T])
    columns = ["conversation", "side_a", "side_b", part, *_COMPARED, *_name_unit(passages, False)]
    return _judge(corpus, pd.DataFrame(rows, columns=columns), gaps, spread=None)


def _weigh_side(group: pd.DataFrame, part: str, parts: Sequence[str], mine: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Numerators and denominators of the shares of one side's words, over all passages of a group."""
    words = group["n_words"].to_numpy(dtype=np.float64) * mine.to_numpy()
    one_hot = find_members(group, part, parts)
    return one_hot * words[:, None], np.broadcast_to(words[:, None], one_hot.shape)


def _find_reports(corpus: Corpus, passages: pd.DataFrame) -> set[str]:
    """The groups that are known from press reports alone."""
    others = passages.loc[~list_talks(passages).isin(corpus.press_reports), "conversation"]
    return set(map(str, passages["conversation"])) - set(map(str, others))


def _find_unfitting(corpus: Corpus, passages: pd.DataFrame, part: str) -> set[str]:
    """The conversations of whose words too many have no theme, where themes are compared."""
    if part != "theme":
        return set()
    words = passages["n_words"].groupby(passages["conversation"]).sum()
    none = passages["n_words"].where(passages["theme"] == UNASSIGNED, 0).groupby(passages["conversation"]).sum()
    share = none / words
    return set(map(str, share.index[share > corpus.settings.most_unassigned]))


def _judge(corpus: Corpus, table: pd.DataFrame, gaps: np.ndarray, *, spread: float | None) -> pd.DataFrame:
    """The table with difference, interval, effect, p and q values and verdict, without what is not known.

    gaps: bootstrap samples of each row's difference, shape (rows, samples). spread: of the values, None
    for shares. q values are over the rows that rest on exchanges enough to be judged.
    """
    from scipy.stats import false_discovery_control, norm

    kind = "share" if spread is None else "mean"
    known = (table["value_a"].notna() & table["value_b"].notna()).to_numpy()
    if not known.any():
        names = [name for name in table.columns if name not in (*_COMPARED, "chance")]
        return pd.DataFrame(columns=[*names, f"{kind}_a", f"{kind}_b", *_JUDGED])
    table, gaps = table[known].reset_index(drop=True), gaps[known]
    difference = table["value_a"] - table["value_b"]
    if spread is None:
        a, b = (2 * np.arcsin(np.sqrt(table[side].clip(0, 1))) for side in ("value_a", "value_b"))
        effect = a - b
    else:
        effect = difference / max(spread, 1e-12)
    low, high = find_interval(corpus.settings, gaps.T)
    beyond = np.minimum((gaps <= 0).sum(axis=1), (gaps >= 0).sum(axis=1))
    p_value = np.minimum(1.0, 2 * (beyond + 1) / ((~np.isnan(gaps)).sum(axis=1) + 1))
    p_value = np.maximum(p_value, table.pop("chance").to_numpy(dtype=np.float64)) if "chance" in table else p_value
    few, unfitting = table["few"].to_numpy(dtype=bool), table["unfitting"].to_numpy(dtype=bool)
    enough = ~few & ~unfitting
    q_value = np.full(len(table), np.nan)
    if enough.any():
        q_value[enough] = false_discovery_control(p_value[enough])
    level = 1 - corpus.settings.confidence
    reach = (norm.ppf(1 - level / 2) + norm.ppf(_POWER)) * np.nanstd(gaps, axis=1)
    doubts = {
        TOO_FEW: few,
        UNFITTING: unfitting,
        UNSURE: ~(q_value <= level),
        WITHIN_NOISE: (difference.abs() <= table["noise"]).to_numpy(),
        UNLIKE: table["unlike"].to_numpy(dtype=bool),
        NOISE_UNKNOWN: table["noise"].isna().to_numpy(),
    }
    judged = table.drop(columns=["few", "unlike", "unfitting", "noise"]).assign(
        difference=difference,
        effect=effect,
        ci_low=np.fmin(low, difference),
        ci_high=np.fmax(high, difference),
        noise=table["noise"],
        p_value=p_value,
        q_value=q_value,
        detectable=np.fmax(reach, table["noise"]),
        verdict=np.select(list(doubts.values()), list(doubts), default=DIFFERS),
    )
    judged["clears"] = judged["verdict"].isin([DIFFERS, NOISE_UNKNOWN])
    return judged.rename(columns={"value_a": f"{kind}_a", "value_b": f"{kind}_b"})
