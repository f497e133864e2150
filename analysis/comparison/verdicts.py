"""Verdicts: what can be said of differences, in these talks and beyond them.

Two questions are kept apart. Whether these talks differ, as they were published: all of them is known, so a difference
has to exceed only what reading, publishing and translating bring. And whether more talk of the kind would differ: then
it also has to be rarer than what comes about when runs of exchanges change sides by chance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.corpus.settings import Settings
from analysis.passages.intervals import find_detectable, find_difference_bounds
from analysis.passages.permutation import permute
from analysis.passages.runs import Sample, count_exchanges
from analysis.passages.sampling import CONVERSATIONS, EXCHANGES, FEWEST_CLUSTERS

# A conversation of fewer exchanges is shown apart, without an interval, and stands in no title.
FEWEST_EXCHANGES = 5
# Verdicts on a difference in these talks, and beyond them; the last three are of what is not judged.
DIFFERS, NOISE_UNKNOWN, UNLIKE, WITHIN_NOISE, UNSURE, UNFITTING, TOO_FEW, TOO_FEW_TALKS = (
    "differs",
    "differs, noise unknown",
    "differs, but the texts are unlike",
    "within the noise of reading and renderings",
    "cannot be told",
    "too much fits no theme",
    "too few exchanges",
    "too few conversations",
)
NOT_JUDGED = (UNFITTING, TOO_FEW, TOO_FEW_TALKS)
_HELD = (DIFFERS, NOISE_UNKNOWN)
_COLUMNS = (
    "difference", "effect", "here_low", "here_high", "noise", "here", "verdict_here",
    "ci_low", "ci_high", "p_value", "p_error", "q_value", "detectable", "beyond", "verdict",
)  # fmt: skip


# The columns that say which two conversations are compared, and which two sides of one.
PAIR, SIDES = ("conversation_a", "conversation_b"), ("conversation", "side_a", "side_b")


def find_thin(passages: pd.DataFrame) -> frozenset[str]:
    """Return the conversations, or groups, that are too thin to be judged: with fewer than FEWEST_EXCHANGES exchanges.

    They are shown, in grey and apart, and stand in no title.
    """
    counts = count_exchanges(passages)
    return frozenset(map(str, counts.index[counts < FEWEST_EXCHANGES]))


def take_judged(differences: pd.DataFrame, verdict: str) -> pd.DataFrame:
    """Return the rows of a comparison that are judged. verdict: verdict_here, of these talks, or verdict, beyond."""
    return differences[~differences[verdict].isin(NOT_JUDGED)]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two samples that are compared.

    names: of each column that says which pair it is (PAIR or SIDES), what stands there. renderings: the variance that
    publishing brings to their difference, shape (parts), NaN where it is unknown. unlike: whether one is known from
    press reports alone. unfitting: whether of one too much fits no theme. alone: in which parts each is a conversation
    by itself, or is set against all the others.
    """

    names: Mapping[str, str]
    one: Sample
    other: Sample
    renderings: np.ndarray
    unlike: bool
    unfitting: bool
    alone: np.ndarray


def judge_pairs(
    settings: Settings,
    pairs: Sequence[Pair],
    part: str,
    parts: Sequence[str],
    *,
    keys: Sequence[str] = PAIR,
    spread: float | None,
    in_groups: bool,
) -> pd.DataFrame:
    """Return the table that compare_conversations describes: one row per pair and part that both sides have.

    keys: the columns that say which pair it is. spread: the standard deviation of the values, None for shares.
    in_groups: whether the column unit is wanted. Where there is no pair the table has its columns and no row.
    """
    kind, level = "share" if spread is None else "mean", 1 - settings.confidence
    tables = [_describe(settings, pair, part, parts, spread=spread) for pair in pairs]
    known = [table["difference"].notna().to_numpy() for table in tables]
    unit = ["unit"] if in_groups else []
    names = [*keys, part, f"{kind}_a", f"{kind}_b", *_COLUMNS, *unit]
    if not any(mask.any() for mask in known):
        return pd.DataFrame(columns=names)
    table = pd.concat([table[mask] for table, mask in zip(tables, known, strict=True)], ignore_index=True)
    table = table.rename(columns={"value_a": f"{kind}_a", "value_b": f"{kind}_b"})
    here = control(table["p_here"], table["verdict_here"] == "")
    told = {WITHIN_NOISE: ~(here <= level), UNLIKE: table["unlike"], NOISE_UNKNOWN: table["noise"].isna()}
    held = np.select(list(told.values()), list(told), default=DIFFERS)
    table["verdict_here"] = table["verdict_here"].mask(table["verdict_here"] == "", held)
    judged = table["verdict"] == ""
    table["q_value"] = control(table["p_value"], judged)
    beyond = np.where(table["q_value"] <= level, table["verdict_here"], UNSURE)
    table["verdict"] = table["verdict"].mask(judged, beyond)
    table["here"], table["beyond"] = table["verdict_here"].isin(_HELD), table["verdict"].isin(_HELD)
    single = level / max(int(judged.sum()), 1)
    reach = [find_detectable(pair.one, pair.other, level=single) for pair in pairs]
    reach_known = np.concatenate([each[mask] for each, mask in zip(reach, known, strict=True)])
    table["detectable"] = np.fmax(reach_known, table["noise"])
    return table[names]


def _describe(settings: Settings, pair: Pair, part: str, parts: Sequence[str], *, spread: float | None) -> pd.DataFrame:
    """A pair's differences with their intervals and p values, and why one is not judged, "" where it is."""
    from scipy.stats import norm

    one, other = pair.one, pair.other
    a, b = one.estimate, other.estimate
    difference = a - b
    if spread is None:
        effect = np.subtract(*(2 * np.arcsin(np.sqrt(np.clip(side, 0, 1))) for side in (a, b)))
    else:
        effect = difference / max(spread, 1e-12)
    error = np.sqrt(one.reading + other.reading + np.nan_to_num(pair.renderings))
    reach = norm.ppf(0.5 + settings.confidence / 2) * error
    low, high = find_difference_bounds(settings, one, other)
    p_value, p_error = permute(one, other)
    fewest = np.minimum(one.n_exchanges, other.n_exchanges)
    unfitting = np.full(len(parts), pair.unfitting)
    many = one.is_of_many & other.is_of_many
    few = np.where(fewest < FEWEST_EXCHANGES, TOO_FEW, "")
    doubts = [unfitting, fewest < FEWEST_CLUSTERS, ~(many | pair.alone)]
    return pd.DataFrame(
        {
            **pair.names,
            part: list(parts),
            "value_a": a,
            "value_b": b,
            "difference": difference,
            "effect": effect,
            "here_low": difference - reach,
            "here_high": difference + reach,
            "noise": np.where(np.isnan(pair.renderings), np.nan, reach),
            "p_here": 2 * norm.sf(np.abs(difference) / np.maximum(error, 1e-12)),
            "verdict_here": np.where(unfitting, UNFITTING, few),
            "unlike": pair.unlike,
            "ci_low": low,
            "ci_high": high,
            "p_value": p_value,
            "p_error": p_error,
            "verdict": np.select(doubts, [UNFITTING, TOO_FEW, TOO_FEW_TALKS], default=""),
            "unit": np.where(many, CONVERSATIONS, EXCHANGES),
        }
    )


def control(p_values: pd.Series, judged: pd.Series) -> pd.Series:
    """Return the q values of those that are judged (Benjamini and Hochberg 1995), NaN of the others."""
    from scipy.stats import false_discovery_control

    controlled = pd.Series(np.nan, index=p_values.index)
    if judged.any():
        controlled[judged] = false_discovery_control(p_values[judged].to_numpy(dtype=np.float64))
    return controlled
