"""Partial pooling: what is left of differences when the themes of a pair tell each other how large they are."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from analysis.comparison.pooling import PRIOR, pool_differences
from analysis.comparison.verdicts import TOO_FEW
from bench.calibration import simulate

PAIR = ["conversation_a", "conversation_b"]


def make_differences(found, error, verdict=""):
    reach = norm.ppf(0.975) * np.asarray(error)
    found = np.asarray(found)
    return pd.DataFrame(
        {
            "conversation_a": "a",
            "conversation_b": "b",
            "theme": [f"theme {number}" for number in range(len(found))],
            "difference": found,
            "ci_low": found - reach,
            "ci_high": found + reach,
            "verdict": verdict,
        }
    )


def test_what_is_known_stays_and_what_is_not_is_drawn_in(corpus):
    found = [0.1, -0.1, 0.1, -0.1, 0.1]
    table = pool_differences(corpus.settings, make_differences(found, [0.001, 0.001, 0.001, 0.001, 0.2]), pair=PAIR)
    assert table["share_left"].iloc[:4].min() > 0.99
    assert table["pooled"].iloc[:4].to_numpy() == pytest.approx(found[:4], rel=0.01)
    assert table["share_left"].iloc[4] < 0.3
    assert table["pooled_low"].iloc[4] < 0 < table["pooled_high"].iloc[4]


def test_the_mean_is_what_bayes_rule_gives(corpus):
    """By numerical integration over spread and difference at once, for three parts alike."""
    found, error = 0.05, 0.04
    spreads = np.linspace(0.0005, 4 * PRIOR, 2000)
    seen = norm.pdf(found, scale=np.sqrt(spreads**2 + error**2)) ** 3 * norm.pdf(spreads, scale=PRIOR)
    kept = (seen * spreads**2 / (spreads**2 + error**2)).sum() / seen.sum()
    table = pool_differences(corpus.settings, make_differences([found] * 3, [error] * 3), pair=PAIR)
    assert table["pooled"].to_numpy() == pytest.approx([kept * found] * 3, rel=0.01)


def test_what_is_not_judged_is_not_pooled_and_two_parts_tell_no_spread(corpus):
    few = make_differences([0.1, 0.2, 0.3], [0.1, 0.1, 0.1], verdict=TOO_FEW)
    assert pool_differences(corpus.settings, few, pair=PAIR).empty
    assert pool_differences(corpus.settings, make_differences([0.1, 0.2], [0.1, 0.1]), pair=PAIR).empty


def test_where_nothing_differs_little_is_left_of_what_chance_shows(corpus):
    from analysis.comparison.differences import compare_conversations

    themes = corpus.themes.ids()
    tables = [
        pool_differences(
            corpus.settings, compare_conversations(corpus, passages, part="theme", parts=themes), pair=PAIR
        )
        for passages in simulate(corpus, "stays on its theme", 12, seed=3)
    ]
    table = pd.concat(tables)
    assert (table["pooled"] ** 2).mean() < 0.1 * (table["difference"] ** 2).mean()
    assert not ((table["pooled_low"] > 0) | (table["pooled_high"] < 0)).any()
