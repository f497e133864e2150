"""Distinctive words: which words one conversation or speaker says more than the others do, and how surely.

Words cluster in exchanges, so words are never the unit of resampling (Lijffijt et al. 2016): whole
exchanges are drawn, of one rendering at a time. What two renderings share counts once.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.corpus.folder import Corpus
from analysis.ground.languages import join_stop_words
from analysis.passages.sampling import (
    CONVERSATIONS,
    EXCHANGES,
    FEWEST_CLUSTERS,
    draw_blocks,
    draw_talk,
    list_talks,
)
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
    (2008, equation 20), which takes words for independent, and that of a bootstrap over exchanges, which
    does not, but knows nothing of a word that one side never says. Of groups of conversations, both of
    which have eleven or more, whole conversations are drawn, and the column unit says so.
    Misleads when a group has few exchanges.
    """
    tables = []
    for language, spoken in passages.groupby("language", sort=True):
        words = _find_words(spoken)
        if words and spoken[by].nunique() > 1:
            for name in sorted(spoken[by].unique()):
                mine = spoken[by] == name
                sides = spoken[mine], spoken[~mine]
                beyond = min(list_talks(side).nunique() for side in sides) >= FEWEST_CLUSTERS and "talk" in spoken
                table = _compare(corpus, *sides, words, key=f"{language}/{name}", beyond=beyond)
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


def _compare(
    corpus: Corpus, group: pd.DataFrame, others: pd.DataFrame, words: Sequence[str], *, key: str, beyond: bool
) -> pd.DataFrame:
    from scipy.stats import norm

    one, one_samples = _count(corpus, group, words, key=f"{key}/one", beyond=beyond)
    two, two_samples = _count(corpus, others, words, key=f"{key}/others", beyond=beyond)
    # Where every word is in the list, none is left for the last column, whose logarithm nobody asks for.
    said = np.maximum(one + two, 1e-9)
    prior = _PRIOR_WORDS * said / said.sum()
    log_odds, error = find_log_odds(one, two, prior)
    samples = find_log_odds(one_samples, two_samples, prior)[0]
    error = np.maximum(error, samples.std(axis=0))
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


def _count(
    corpus: Corpus, group: pd.DataFrame, words: Sequence[str], *, key: str, beyond: bool
) -> tuple[np.ndarray, np.ndarray]:
    """How often each word is said, and last all other words, once each conversation; and bootstrap samples.

    beyond: whether these draw whole conversations.
    """
    places = {word: number for number, word in enumerate(words)}
    counts = np.zeros(len(words) + 1)
    samples = np.zeros((corpus.settings.bootstrap_samples, len(words) + 1))
    for name, talk in group.groupby(list_talks(group), sort=True):
        renderings = list(talk.groupby("rendering", sort=True))
        for number, (rendering, rows) in enumerate(renderings):
            matrix = np.zeros((rows["exchange"].nunique(), len(words) + 1))
            for exchange, bag in zip(pd.factorize(rows["exchange"])[0], rows["words"], strict=True):
                for word in read_bag(bag):
                    matrix[exchange, places.get(word, -1)] += 1
            counts += matrix.sum(axis=0) / len(renderings)
            if beyond:
                weights = draw_talk(corpus.settings, str(name))[number :: len(renderings), None]
                samples[number :: len(renderings)] += weights * matrix.sum(axis=0)
                continue
            drawn = draw_blocks(corpus.settings, len(matrix), key=f"{key}/{rendering}")[number :: len(renderings)]
            samples[number :: len(renderings)] += drawn @ matrix
    return counts, samples


def _control(table: pd.DataFrame, by: str) -> pd.DataFrame:
    from scipy.stats import false_discovery_control, norm

    table["q_value"] = false_discovery_control(2 * norm.sf(table["z"].abs().to_numpy()))
    order = table.assign(sure=-table["z"].abs().round(9)).sort_values(["language", by, "sure", "word"])
    return order.drop(columns="sure").reset_index(drop=True)
