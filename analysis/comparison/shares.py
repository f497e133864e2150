"""Shares: what part of a whole's words is on each theme or by each speaker, and the noise of publishing it twice."""

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from analysis.corpus.folder import Corpus
from analysis.corpus.schemas import SHARES, check_table
from analysis.passages.intervals import find_bounds
from analysis.passages.runs import Sample, sample_groups, sample_parts
from analysis.passages.sampling import CONVERSATIONS, EXCHANGES, FEWEST_CLUSTERS
from analysis.themes.coded import name_source

# Of more parts than this, of which most are in one whole alone, such as speakers, each whole has only its own.
_MANY_PARTS = 12


def measure_shares(
    corpus: Corpus, passages: pd.DataFrame, *, whole: Sequence[str], part: str, parts: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return what share of each whole's words each part has, with its interval.

    whole: columns that name a whole, for example conversation, or rendering and speaker. part: the column that divides
    it, for example theme; parts: its values, also those that these passages lack. Returns: one row per whole and part,
    also for parts that a whole lacks unless there are very many: the columns of whole, part, share, here_low, here_high
    (0 to 1, interval of these talks as read and published otherwise), ci_low, ci_high (of other talk of the kind, NaN
    where there is one exchange alone), n_words (of one language, else none), n_turns, n_passages (of the part),
    n_turns_whole and n_exchanges_whole (what the latter rests on); of themes, source: coded, corrected or machine; of
    groups, unit: conversations where a whole has eleven or more, else exchanges. The shares of a whole sum to 1.
    """
    everywhere = sorted(passages[part].unique()) if parts is None else list(parts)
    spread = passages.drop_duplicates([*whole, part]).groupby(part).size()
    by_whole = parts is None and len(everywhere) > _MANY_PARTS and spread.median() == 1
    groups = dict(list(passages.groupby(list(whole), sort=True)))
    named = {name: sorted(group[part].unique()) if by_whole else everywhere for name, group in groups.items()}
    samples = {name: sample_parts(group, part=part, parts=named[name]) for name, group in groups.items()}
    renderings = 0.0 if by_whole else np.nan_to_num(measure_renderings(samples.values(), len(everywhere)))
    rows = []
    for name, group in groups.items():
        sample, mine = samples[name], named[name]
        low, high = find_bounds(corpus.settings, sample)
        share = np.clip(sample.estimate, 0, 1)
        reach = _find_reach(corpus, sample.reading + renderings * sample.renderings)
        turns, alike = group.groupby(["rendering", "turn"]).ngroups, group["language"].nunique() == 1
        source = {"source": name_source(group)} if part == "theme" and "theme_source" in group else {}
        for number, value in enumerate(mine):
            members = group[group[part] == value]
            unit = {"unit": CONVERSATIONS if sample.is_of_many[number] else EXCHANGES} if "talk" in passages else {}
            rows.append(
                {
                    **dict(zip(whole, name, strict=True)),
                    part: value,
                    "share": share[number],
                    "here_low": max(share[number] - reach[number], 0.0),
                    "here_high": min(share[number] + reach[number], 1.0),
                    "ci_low": low[number],
                    "ci_high": high[number],
                    # Words of one language are no characters of another.
                    "n_words": int(members["n_words"].sum()) if alike else pd.NA,
                    "n_turns": members.groupby(["rendering", "turn"]).ngroups,
                    "n_passages": len(members),
                    "n_turns_whole": turns,
                    "n_exchanges_whole": int(sample.n_exchanges[number]),
                    **source,
                    **unit,
                }
            )
    table = pd.DataFrame(rows).astype({"n_words": "Int64"} if rows else {})
    return check_table(table, SHARES, name=f"shares of {part}", cure="this is a fault of the project, please report it")


def measure_noise(
    corpus: Corpus, passages: pd.DataFrame, *, part: str, parts: Sequence[str] | None = None, value: str | None = None
) -> pd.DataFrame:
    """Return how far two renderings of one conversation lie apart in each part.

    value: as in sample_parts. Returns: one row per part: part, noise (the largest distance between renderings of one
    conversation), the conversation it comes from, and floor: how far two conversations, each the mean of two
    renderings, lie apart by publishing alone, nineteen times in twenty. Empty where no conversation has two renderings.
    """
    parts = sorted(passages[part].unique()) if parts is None else list(parts)
    samples = sample_groups(passages, part=part, parts=parts, value=value)
    floors = _find_reach(corpus, measure_renderings(samples.values(), len(parts)))
    rows = []
    for number, name in enumerate(parts):
        apart = [
            (float(np.ptp(values[:, number])), talk)
            for sample in samples.values()
            for talk, values in sample.by_talk.items()
            if len(values) > 1 and not np.isnan(values[:, number]).any()
        ]
        if apart:
            rows.append((name, *max(apart, key=lambda pair: pair[0]), floors[number]))
    return pd.DataFrame(rows, columns=[part, "noise", "conversation", "floor"])


def _find_reach(corpus: Corpus, variance: np.ndarray) -> np.ndarray:
    """Half the interval of what is off by such a variance."""
    from scipy.stats import norm

    reach: np.ndarray = norm.ppf(0.5 + corpus.settings.confidence / 2) * np.sqrt(variance)
    return reach


def measure_renderings(samples: Iterable[Sample], n_parts: int) -> np.ndarray:
    """Return the variance between renderings of one conversation: shape (parts), NaN where none has two.

    A part's own or, where that is smaller, that of all parts that rest on exchanges enough: few conversations are
    published twice, and two renderings may lie together in one part by chance.
    """
    known, enough = [], []
    for sample in samples:
        for values in sample.by_talk.values():
            if len(values) > 1:
                known.append(np.var(values, axis=0, ddof=1))
                enough.append(sample.n_exchanges >= FEWEST_CLUSTERS)
    if not known:
        return np.full(n_parts, np.nan)
    found = np.ma.masked_invalid(known)
    dense = np.ma.masked_where(~np.array(enough), found)
    usual = (dense if dense.count() else found).mean()
    larger: np.ndarray = np.maximum(found.mean(axis=0).filled(0.0), usual)
    return larger
