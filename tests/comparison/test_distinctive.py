"""Distinctive words: hand-computed log odds, known answers, and what must not look surer than it is."""

import numpy as np
import pandas as pd
import pytest

from analysis.comparison.distinctive import find_log_odds, rank_distinctive


def talk(rows: list[tuple[str, str, int, str]]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["conversation", "rendering", "turn", "words"])
    return table.assign(language="en", speaker=table["conversation"], exchange=table["turn"])


def turns(name: str, bags: list[str], *, rendering: str = "") -> list[tuple[str, str, int, str]]:
    return [(name, rendering or f"{name}-en", number, bag) for number, bag in enumerate(bags, 1)]


def test_log_odds_are_those_computed_by_hand():
    log_odds, error = find_log_odds(np.array([3.0, 7.0]), np.array([1.0, 9.0]), np.array([1.0, 1.0]))
    assert log_odds[0] == pytest.approx(np.log(4 / 8) - np.log(2 / 10))
    assert error[0] == pytest.approx(np.sqrt(1 / 4 + 1 / 2))


def test_a_word_of_one_side_stands_out_and_a_shared_one_does_not(corpus):
    said = talk(turns("a", ["energy:3 shared:2 common:4"] * 12) + turns("b", ["valley:3 shared:2 common:4"] * 12))
    table = rank_distinctive(corpus, said, by="conversation").set_index(["conversation", "word"])
    assert table.loc[("a", "energy"), "ci_low"] > 0
    assert table.loc[("b", "energy"), "ci_high"] < 0
    assert table.loc[("a", "energy"), "q_value"] < 0.05
    assert abs(table.loc[("a", "shared"), "z"]) < 0.5
    assert table.loc[("a", "energy"), "rate"] == pytest.approx(1000 * 3 / 9)
    assert table.loc[("a", "energy"), "rate_others"] == 0


def test_a_word_of_a_single_turn_is_less_sure_than_one_of_many(corpus):
    """Both are said twelve times; words in one turn are one event."""
    bags = ["burst:12 filler:20"] + ["spread:1 filler:20"] * 12
    said = talk(turns("a", bags) + turns("b", ["filler:20 other:1"] * 13))
    table = rank_distinctive(corpus, said, by="conversation").set_index(["conversation", "word"])
    assert table.loc[("a", "burst"), "rate"] == pytest.approx(table.loc[("a", "spread"), "rate"])
    assert table.loc[("a", "burst"), "z"] < table.loc[("a", "spread"), "z"]


def test_a_second_rendering_does_not_double_the_evidence(corpus):
    bags = ["energy:2 filler:9", "filler:12 energy:1", "filler:7"] * 4
    once = talk(turns("a", bags) + turns("b", ["filler:12"] * 12))
    twice = talk(turns("a", bags, rendering="a-1") + turns("a", bags, rendering="a-2") + turns("b", ["filler:12"] * 12))
    one, two = (
        rank_distinctive(corpus, c, by="conversation").set_index(["conversation", "word"]) for c in (once, twice)
    )
    assert two.loc[("a", "energy"), "rate"] == pytest.approx(one.loc[("a", "energy"), "rate"])
    assert two.loc[("a", "energy"), "log_odds"] == pytest.approx(one.loc[("a", "energy"), "log_odds"])
    assert two.loc[("a", "energy"), "z"] == pytest.approx(one.loc[("a", "energy"), "z"], rel=0.15)


def test_the_real_conversations_differ_where_a_reader_knows_it(corpus, themed):
    table = rank_distinctive(corpus, themed, by="conversation")
    first = table[(table["log_odds"] > 0) & (table["language"] == "zh")].groupby("conversation")["word"].first()
    assert first["databricks"] == "数据"
    assert first["siggraph"] == "开放"
    assert (table["ci_low"] <= table["log_odds"]).all()
    assert table["q_value"].between(0, 1).all()
