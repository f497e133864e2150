"""Comparison: shares of speech with intervals, and which differences are larger than the noise.

Words are never the unit of resampling: a turn is drawn or left out whole. A conversation with two
renderings is the mean of the two, each weighing the same. They render the same turns, so they are
no independent samples: each bootstrap sample takes one of them, and an interval carries both the
choice of turns and the choice of rendering. How far they lie apart is the noise that publishing,
translating and the method bring.
"""

import itertools
import zlib
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.settings import SETTINGS
from analysis.tables import SHARES, check_table

# Below this many turns a group gets no mark in a chart, only the words "too few".
FEWEST_TURNS = 5


def draw_turns(n_turns: int, *, key: str, samples: int = SETTINGS.bootstrap_samples) -> np.ndarray:
    """Return how often each turn is drawn in each bootstrap sample: shape (samples, turns).

    The draw depends on nothing but the number of turns and the key, on every machine.
    """
    generator = np.random.Generator(np.random.PCG64(zlib.crc32(key.encode("utf-8"))))
    draws = generator.integers(0, n_turns, size=(samples, n_turns))
    counts = np.zeros((samples, n_turns), dtype=np.float64)
    np.add.at(counts, (np.arange(samples)[:, None], draws), 1.0)
    return counts


def find_interval(values: np.ndarray, *, confidence: float = SETTINGS.confidence) -> np.ndarray:
    """Return the percentile interval of bootstrap values along their first axis: shape (2, ...)."""
    tail = (1 - confidence) / 2
    interval: np.ndarray = np.nanquantile(values, [tail, 1 - tail], axis=0)
    return interval


def measure_shares(
    passages: pd.DataFrame, *, whole: Sequence[str], part: str, parts: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return what share of each whole's words each part has, with bootstrap intervals over turns.

    whole: columns that name a whole, for example conversation, or rendering and speaker. part: the
    column that divides it, for example theme; parts: its values, also those that these passages
    lack. Returns: one row per whole and part, also for parts
    that a whole lacks: the columns of whole, part, share, ci_low, ci_high (0 to 1), n_words,
    n_turns, n_passages (of the part). The shares of a whole sum to 1. n_turns_whole says how many
    turns the interval rests on.
    Misleads when a whole has few turns: the interval then knows only those few.
    """
    parts = sorted(passages[part].unique()) if parts is None else list(parts)
    rows = []
    for name, group in passages.groupby(list(whole), sort=True):
        estimate, samples = _share_samples(group, part, parts, key="/".join(map(str, name)))
        low, high = find_interval(samples)
        turns = group.groupby(["rendering", "turn"]).ngroups
        for number, value in enumerate(parts):
            members = group[group[part] == value]
            rows.append(
                {
                    **dict(zip(whole, name, strict=True)),
                    part: value,
                    "share": estimate[number],
                    "ci_low": min(low[number], estimate[number]),
                    "ci_high": max(high[number], estimate[number]),
                    "n_words": int(members["n_words"].sum()),
                    "n_turns": members.groupby(["rendering", "turn"]).ngroups,
                    "n_passages": len(members),
                    "n_turns_whole": turns,
                }
            )
    table = pd.DataFrame(rows)
    return check_table(table, SHARES, name=f"shares of {part}", cure="this is a fault of the project, please report it")


def _share_samples(group: pd.DataFrame, part: str, parts: Sequence[str], *, key: str) -> tuple[np.ndarray, np.ndarray]:
    """A whole's shares, the mean over its renderings, and bootstrap samples from each in turn."""
    renderings = list(group.groupby("rendering", sort=True))
    estimates = []
    samples = np.empty((SETTINGS.bootstrap_samples, len(parts)))
    for number, (rendering, rows) in enumerate(renderings):
        words = rows.pivot_table(index="turn", columns=part, values="n_words", aggfunc="sum", fill_value=0)
        matrix = words.reindex(columns=parts, fill_value=0).to_numpy(dtype=np.float64)
        drawn = draw_turns(len(matrix), key=f"{key}/{rendering}") @ matrix
        estimates.append(matrix.sum(axis=0) / matrix.sum())
        samples[number :: len(renderings)] = (drawn / drawn.sum(axis=1, keepdims=True))[number :: len(renderings)]
    return np.mean(estimates, axis=0), samples


def measure_noise(passages: pd.DataFrame, *, part: str, parts: Sequence[str] | None = None) -> pd.DataFrame:
    """Return how far two renderings of one conversation lie apart in the share of each part.

    Returns: one row per part: part, noise (the largest difference between renderings of one
    conversation, in share), and the conversation it comes from.
    """
    shares = measure_shares(passages, whole=["conversation", "rendering"], part=part, parts=parts)
    spread = shares.groupby(["conversation", part])["share"].agg(lambda s: s.max() - s.min())
    doubled = passages.groupby("conversation")["rendering"].nunique().loc[lambda n: n > 1].index
    table = spread[spread.index.get_level_values("conversation").isin(doubled)].reset_index(name="noise")
    largest = table.sort_values([part, "noise"]).groupby(part).tail(1)
    return largest[[part, "noise", "conversation"]].reset_index(drop=True)


def compare_conversations(passages: pd.DataFrame, *, part: str, parts: Sequence[str] | None = None) -> pd.DataFrame:
    """Return the difference between each two conversations in the share of each part.

    Returns: one row per pair and part: conversation_a, conversation_b, part, share_a, share_b,
    difference (a minus b), ci_low, ci_high, noise (see measure_noise), and clears: whether the
    interval excludes zero and the difference is larger than the noise.
    Misleads when read as "this guest always": it is about these conversations, as published.
    """
    parts = sorted(passages[part].unique()) if parts is None else list(parts)
    groups = {name: _share_samples(group, part, parts, key=name) for name, group in passages.groupby("conversation")}
    noise = measure_noise(passages, part=part, parts=parts).set_index(part)["noise"].reindex(parts).fillna(0.0)
    rows = []
    for a, b in itertools.combinations(sorted(groups), 2):
        difference = groups[a][0] - groups[b][0]
        low, high = find_interval(groups[a][1] - groups[b][1])
        for number, value in enumerate(parts):
            outside = low[number] > 0 or high[number] < 0
            rows.append(
                {
                    "conversation_a": a,
                    "conversation_b": b,
                    part: value,
                    "share_a": groups[a][0][number],
                    "share_b": groups[b][0][number],
                    "difference": difference[number],
                    "ci_low": low[number],
                    "ci_high": high[number],
                    "noise": noise.iloc[number],
                    "clears": bool(outside and abs(difference[number]) > noise.iloc[number]),
                }
            )
    return pd.DataFrame(rows)


def find_stretches(passages: pd.DataFrame) -> pd.DataFrame:
    """Return the stretches of a conversation on one theme, and who began each.

    A stretch is a run of neighbouring passages of a rendering with one theme; its first speaker
    raised it. Returns: one row per stretch: conversation, rendering, stretch, theme, speaker (who
    began it), start and end (position, 0 to 1), n_passages, n_words.
    """
    rows = []
    for rendering, group in passages.groupby("rendering", sort=False):
        number = (group["theme"] != group["theme"].shift()).cumsum()
        middle = group["n_words"].cumsum() / group["n_words"].sum()
        for stretch, run in group.groupby(number):
            rows.append(
                {
                    "conversation": run["conversation"].iloc[0],
                    "rendering": rendering,
                    "stretch": int(stretch),
                    "theme": run["theme"].iloc[0],
                    "speaker": run["speaker"].iloc[0],
                    "start": round(middle[run.index[0]] - run["n_words"].iloc[0] / group["n_words"].sum(), 6),
                    "end": round(middle[run.index[-1]], 6),
                    "n_passages": len(run),
                    "n_words": int(run["n_words"].sum()),
                }
            )
    return pd.DataFrame(rows)


def count_raised(stretches: pd.DataFrame) -> pd.DataFrame:
    """Return how often each speaker began a stretch on each theme.

    Returns: one row per conversation, theme and speaker: n_raised, and share_raised of all the
    stretches on that theme in that conversation (its renderings together).
    """
    counts = stretches.groupby(["conversation", "theme", "speaker"]).size().reset_index(name="n_raised")
    total = counts.groupby(["conversation", "theme"])["n_raised"].transform("sum")
    counts["share_raised"] = counts["n_raised"] / total
    return counts
