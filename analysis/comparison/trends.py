"""Trends: what themes and tone do over the dates of the conversations, and how sure that is."""

import datetime
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.comparison.verdicts import TOO_FEW_TALKS, UNSURE, control
from analysis.corpus.folder import Corpus
from analysis.passages.intervals import find_bounds, measure_spread
from analysis.passages.runs import Sample, sample_parts
from analysis.passages.sampling import CONVERSATIONS, EXCHANGES, FEWEST_CLUSTERS, draw_talk, find_interval

SHARE, TONE, ALL_THEMES = "share", "tone", "all themes"
RISES, FALLS = "rises", "falls"
# Through fewer dates no line is drawn.
FEWEST_DATES = 3
_DATED = ["measure", "theme", "date", "conversation", "value", "ci_low", "ci_high", "n_exchanges", "n_passages"]
_TRENDS = [
    "measure", "theme", "n_conversations", "first_date", "last_date", "per_year", "ci_low", "ci_high", "unit",
    "p_value", "q_value", "verdict",
]  # fmt: skip
_DAYS = 365.25


def measure_dated(corpus: Corpus, passages: pd.DataFrame, *, parts: Sequence[str]) -> pd.DataFrame:
    """Return what each conversation with a date has of each theme, and its tone, in the order of the dates.

    passages: by conversation. Returns: one row per measure, theme and conversation: measure (share of the words, or
    tone, which is over all themes and of those who answer), theme, date, conversation, value, ci_low, ci_high
    (by runs of exchanges, see find_bounds), n_exchanges, n_passages. Empty where no conversation has a date.
    """
    rows = []
    for measure, theme, talks in _sample_measures(corpus, passages, parts):
        for talk, date, sample, number, n_passages in talks:
            low, high = (float(ends[number]) for ends in find_bounds(corpus.settings, sample))
            value, n_exchanges = float(sample.estimate[number]), int(sample.n_exchanges[number])
            rows.append((measure, theme, date, talk, value, low, high, n_exchanges, n_passages))
    return pd.DataFrame(rows, columns=_DATED)


def find_trends(corpus: Corpus, passages: pd.DataFrame, *, parts: Sequence[str]) -> pd.DataFrame:
    """Return by how much each theme's share, and the tone, rises or falls in a year.

    passages: by conversation. Returns: one row per measure and theme: measure, theme (see measure_dated),
    n_conversations, first_date, last_date, per_year (the slope of the line through the conversations, each weighing
    as many passages as it has), ci_low, ci_high, unit (whole conversations where there are eleven or more, drawn by a
    bootstrap, which reaches beyond them, else runs of exchanges within them), p_value, q_value (Benjamini and Hochberg
    1995, of those that are judged), verdict: rises, falls, not sure, or, of fewer than eleven, too few conversations: a
    few that differ are no trend. Empty where fewer than three dates are known.
    Misleads when the conversations of different years are of different kinds: a line knows nothing of that.
    """
    rows, level = [], 1 - corpus.settings.confidence
    for measure, theme, talks in _sample_measures(corpus, passages, parts):
        known = [found for found in talks if not np.isnan(found[2].estimate[found[3]])]
        dates = [date for _, date, *_ in known]
        if len(set(dates)) < FEWEST_DATES:
            continue
        years = np.array([date.toordinal() for date in dates]) / _DAYS
        weights = np.array([float(found[4]) for found in known])
        beyond = len(known) >= FEWEST_CLUSTERS
        values = np.array([sample.estimate[number] for _, _, sample, number, _ in known])
        slope = float(_fit_slopes(years, values[:, None], weights[:, None])[0])
        low, high, p_value = (_draw_slopes if beyond else _scatter_slope)(corpus, known, years, weights, slope)
        unit = CONVERSATIONS if beyond else EXCHANGES
        row = [measure, theme, len(known), min(dates), max(dates), slope, low, high]
        rows.append([*row, unit, p_value, np.nan, UNSURE if beyond else TOO_FEW_TALKS])
    table = pd.DataFrame(rows, columns=_TRENDS)
    judged = table["verdict"] != TOO_FEW_TALKS
    table["q_value"] = control(table["p_value"], judged)
    sure = judged & (table["q_value"] <= level)
    table.loc[sure, "verdict"] = np.where(table.loc[sure, "per_year"] > 0, RISES, FALLS)
    return table


# A conversation with its date: what the sample has in one place, and of how many passages.
_Talk = tuple[str, datetime.date, Sample, int, int]


def _sample_measures(
    corpus: Corpus, passages: pd.DataFrame, parts: Sequence[str]
) -> list[tuple[str, str, list[_Talk]]]:
    """Each measure and theme, with the conversations that have a date in their order."""
    dates = {c.id: c.date for c in corpus.catalogue.conversations if c.date}
    dated = passages[passages["conversation"].isin(dates)]
    names = sorted(dated["conversation"].unique(), key=lambda name: (dates[name], name))
    answers = dated[~dated["speaker"].map(corpus.asks)] if len(dated) else dated
    # What is corrected and what is as scored lie on different footings.
    value = "corrected_tone" if len(answers) and answers["corrected_tone"].notna().all() else "tone"
    toned = answers.dropna(subset=[value]).assign(theme=ALL_THEMES)
    found = []
    for measure, rows, themes, column in ((SHARE, dated, list(parts), None), (TONE, toned, [ALL_THEMES], value)):
        groups = {name: rows[rows["conversation"] == name] for name in names}
        samples = {
            name: sample_parts(group, part="theme", parts=themes, value=column)
            for name, group in groups.items()
            if len(group)
        }
        for number, theme in enumerate(themes):
            talks = [(name, dates[name], sample, number, len(groups[name])) for name, sample in samples.items()]
            found.append((measure, theme, talks))
    return found


def _draw_slopes(
    corpus: Corpus, known: Sequence[_Talk], years: np.ndarray, weights: np.ndarray, slope: float
) -> tuple[float, float, float]:
    """The ends of a slope's interval and its p value, by a bootstrap that draws whole conversations."""
    values = np.array([sample.estimate[number] for _, _, sample, number, _ in known])
    drawn = np.array([draw_talk(corpus.settings, talk) for talk, *_ in known])
    slopes = _fit_slopes(years, np.broadcast_to(values[:, None], drawn.shape), drawn * weights[:, None])
    low, high = find_interval(corpus.settings, slopes)
    past = min(int((slopes <= 0).sum()), int((slopes >= 0).sum()))
    p_value = min(1.0, 2 * (past + 1) / (int((~np.isnan(slopes)).sum()) + 1))
    return min(float(low), slope), max(float(high), slope), p_value


def _scatter_slope(
    corpus: Corpus, known: Sequence[_Talk], years: np.ndarray, weights: np.ndarray, slope: float
) -> tuple[float, float, float]:
    """The same of a few conversations, by how their own values scatter: a slope is a weighted sum of them."""
    from scipy.stats import t

    spreads = [(measure_spread(sample), number) for _, _, sample, number, _ in known]
    variance = np.array([spread.variance[number] for spread, number in spreads])
    df = sum(float(spread.df[number]) for spread, number in spreads)
    middle = np.average(years, weights=weights)
    lever = weights * (years - middle) / (weights * (years - middle) ** 2).sum()
    error = float(np.sqrt((lever**2 * np.nan_to_num(variance)).sum()))
    reach = float(t.ppf(0.5 + corpus.settings.confidence / 2, df)) * error if df > 0 else np.nan
    return slope - reach, slope + reach, float(2 * t.sf(abs(slope) / max(error, 1e-12), max(df, 1)))


def _fit_slopes(years: np.ndarray, values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The slope of the weighted line through values, shape (conversations, samples), for each sample."""
    kept = np.where(np.isnan(values), 0.0, weights)
    total = kept.sum(axis=0)
    filled = np.nan_to_num(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        middle = (kept * years[:, None]).sum(axis=0) / total
        apart = years[:, None] - middle
        mean = (kept * filled).sum(axis=0) / total
        slopes: np.ndarray = (kept * apart * (filled - mean)).sum(axis=0) / (kept * apart**2).sum(axis=0)
    return slopes
