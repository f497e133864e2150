"""Distinctive words: which words one conversation or speaker says more than the others do, and how surely.

Words cluster, so words are never the unit (Lijffijt et al. 2016): that is a run of exchanges, or a whole conversation.
What two renderings share counts once.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from analysis.corpus.folder import Corpus
from analysis.ground.languages import join_stop_words
from analysis.passages.runs import number_runs
from analysis.passages.sampling import CONVERSATIONS, EXCHANGES, FEWEST_CLUSTERS, list_talks
from analysis.passages.tokens import read_bag

# How many words the prior is worth: the more, the less a rare word can stand out.
_PRIOR_WORDS = 500.0
_FEWEST_TIMES = 4
_COLUMNS = ("word", "rate", "rate_others", "log_odds", "z", "ci_low", "ci_high", "q_value")


def rank_distinctive(corpus: Corpus, passages: pd.DataFrame, *, by: str) -> pd.DataFrame:
    """Return the words that set each group apart from all others in the same language.

    by: conversation or speaker. Returns: one row per language, group and word that is said at least
    four times: language, the column of by, word, rate and rate_others (times in a thousand words),
    log_odds (of the group against the others, shrunk by an informative Dirichlet prior), z, ci_low,
    ci_high, q_value (Benjamini and Hochberg 1995, over all rows); the surest word of each group first.
    The standard error behind the last four is the larger of two: that of Monroe, Colaresi and Quinn
    (2008, equation 20), which takes words for independent, and one that is robust to clusters (see find_cluster_error),
    which does not, but knows nothing of a word that one side never says. A cluster is a run of exchanges; of groups of
    conversations, both of which have eleven or more, a whole conversation, and the column unit says so.
    Misleads when a group has few exchanges.
    """
    tables = []
    for language, spoken in passages.groupby("language", sort=True):
        words = _find_words(spoken)
        counts = _count_words(spoken, words)
        if words and spoken[by].nunique() > 1:
            for name in sorted(spoken[by].unique()):
                mine = (spoken[by] == name).to_numpy()
                talks = [list_talks(spoken[side]).nunique() for side in (mine, ~mine)]
                beyond = min(talks) >= FEWEST_CLUSTERS and "talk" in spoken
                one, two = (_join_clusters(spoken[side], counts[side], beyond=beyond) for side in (mine, ~mine))
                table = _compare(corpus, one, two, words)
                if "talk" in spoken:
                    table["unit"] = CONVERSATIONS if beyond else EXCHANGES
                table.insert(0, by, name)
                table.insert(0, "language", language)
                tables.append(table)
    if not tables:
        return pd.DataFrame(columns=["language", by, *_COLUMNS])
    return _control(pd.concat(tables, ignore_index=True), by)


def _find_words(passages: pd.DataFrame) -> list[str]:
    counts = Counter(word for bag in passages["words"] for word in read_bag(bag))
    stop = join_stop_words(set(passages["language"]))
    return sorted(w for w, n in counts.items() if n >= _FEWEST_TIMES and len(w) > 1 and w not in stop)


def _count_words(passages: pd.DataFrame, words: Sequence[str]) -> csr_matrix:
    """How often each word is said in each passage, and in the last column all other words."""
    places = {word: number for number, word in enumerate(words)}
    rows: list[int] = []
    columns: list[int] = []
    values: list[int] = []
    for row, bag in enumerate(passages["words"]):
        found = Counter(places.get(word, len(words)) for word in read_bag(bag))
        rows += [row] * len(found)
        columns += found.keys()
        values += found.values()
    return csr_matrix((np.array(values, dtype=np.float64), (rows, columns)), shape=(len(passages), len(words) + 1))


def _join_clusters(passages: pd.DataFrame, counts: csr_matrix, *, beyond: bool) -> csr_matrix:
    """The counts of each run of each conversation, or of each whole one; of two renderings the mean."""
    clusters, weights = np.zeros(len(passages), dtype=int), np.ones(len(passages))
    first = 0
    for rows in passages.groupby(list_talks(passages), sort=True).indices.values():
        talk = passages.iloc[rows]
        clusters[rows] = first + (0 if beyond else number_runs(talk))
        weights[rows] = 1 / talk["rendering"].nunique()
        first = clusters[rows].max() + 1
    joined = csr_matrix((weights, (clusters, np.arange(len(passages)))), shape=(first, len(passages)))
    return joined @ counts


def _compare(corpus: Corpus, group: csr_matrix, others: csr_matrix, words: Sequence[str]) -> pd.DataFrame:
    from scipy.stats import norm

    one, two = (np.asarray(side.sum(axis=0)).ravel() for side in (group, others))
    # Where every word is in the list, none is left for the last column, whose logarithm nobody asks for.
    said = np.maximum(one + two, 1e-9)
    prior = _PRIOR_WORDS * said / said.sum()
    log_odds, error = find_log_odds(one, two, prior)
    clustered = np.hypot(find_cluster_error(group, prior), find_cluster_error(others, prior))
    error = np.maximum(error, clustered)
    reach = norm.ppf(0.5 + corpus.settings.confidence / 2) * error
    columns = {
        "word": [*words],
        "rate": 1000 * one[:-1] / one.sum(),
        "rate_others": 1000 * two[:-1] / two.sum(),
        "log_odds": log_odds[:-1],
        "z": (log_odds / error)[:-1],
        "ci_low": (log_odds - reach)[:-1],
        "ci_high": (log_odds + reach)[:-1],
    }
    return pd.DataFrame(columns)


def find_log_odds(one: np.ndarray, two: np.ndarray, prior: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the log odds ratio of each word and its standard error: Monroe, Colaresi and Quinn (2008), 16 and 20.

    one, two: how often each word is said on either side, words along the last axis. prior: how often
    each is taken to have been said before anything is counted.
    """
    sides = []
    for counts in (one, two):
        said = counts + prior
        sides.append(np.log(said) - np.log(said.sum(axis=-1, keepdims=True) - said))
    return sides[0] - sides[1], np.sqrt(1 / (one + prior) + 1 / (two + prior))


def find_cluster_error(counts: csr_matrix, prior: np.ndarray) -> np.ndarray:
    """Return the standard error of the log odds of each word on one side, whose clusters are not alike: shape (words).

    counts: how often each cluster says each word, shape (clusters, words), all words together being all that is said.
    Source: linearisation, as for a ratio in survey sampling (Cochran 1977, 6.3 and 11.7): what each cluster adds to the
    log odds, spread about its mean. 0 for a single cluster, of which nothing is known.
    """
    n_clusters = counts.shape[0]
    if n_clusters < 2:
        return np.zeros(counts.shape[1])
    lengths = np.asarray(counts.sum(axis=1)).ravel()
    said = np.asarray(counts.sum(axis=0)).ravel()
    unsaid = 1 / (lengths.sum() + prior.sum() - said - prior)
    slope = 1 / (said + prior) + unsaid
    # A cluster adds slope * its count - unsaid * its length; few clusters say a word, so squares are summed sparsely.
    squares = np.asarray(counts.multiply(counts).sum(axis=0)).ravel()
    products = np.asarray(counts.T @ lengths).ravel()
    total = slope**2 * squares - 2 * slope * unsaid * products + unsaid**2 * (lengths**2).sum()
    mean = (slope * said - unsaid * lengths.sum()) / n_clusters
    variance = (total - n_clusters * mean**2) * n_clusters / (n_clusters - 1)
    return np.sqrt(np.maximum(variance, 0))


def _control(table: pd.DataFrame, by: str) -> pd.DataFrame:
    from scipy.stats import false_discovery_control, norm

    table["q_value"] = false_discovery_control(2 * norm.sf(table["z"].abs().to_numpy()))
    order = table.assign(sure=-table["z"].abs().round(9)).sort_values(["language", by, "sure", "word"])
    return order.drop(columns="sure").reset_index(drop=True)
