"""Shares, intervals, differences and scores: hand-computed answers and conservation."""

import numpy as np
import pandas as pd
import pytest

from analysis.comparison import (
    compare_conversations,
    count_raised,
    draw_turns,
    find_interval,
    find_stretches,
    measure_noise,
    measure_shares,
)
from analysis.sentiment import SCORERS, score_texts
from analysis.sentiment.summary import summarise_scores
from analysis.settings import SETTINGS


def corpus(rows: list[tuple[str, str, str, int, str, int]]) -> pd.DataFrame:
    columns = ["conversation", "rendering", "speaker", "turn", "theme", "n_words"]
    return pd.DataFrame(rows, columns=columns).assign(passage_id=lambda t: t.index.astype(str))


TALK = corpus(
    [
        ("c", "c-a", "Ann", 1, "bread", 10),
        ("c", "c-a", "Bob", 2, "bread", 20),
        ("c", "c-a", "Bob", 2, "sport", 30),
        ("c", "c-a", "Ann", 3, "sport", 40),
        ("c", "c-b", "Ann", 1, "bread", 60),
        ("c", "c-b", "Bob", 2, "sport", 40),
        ("d", "d-a", "Ann", 1, "sport", 50),
        ("d", "d-a", "Cid", 2, "sport", 50),
    ]
)


def test_shares_by_hand():
    shares = measure_shares(TALK, whole=["rendering"], part="theme").set_index(["rendering", "theme"])
    assert shares["share"].to_dict() == {
        ("c-a", "bread"): 0.3, ("c-a", "sport"): 0.7,
        ("c-b", "bread"): 0.6, ("c-b", "sport"): 0.4,
        ("d-a", "bread"): 0.0, ("d-a", "sport"): 1.0,
    }  # fmt: skip
    assert shares.loc[("c-a", "bread"), ["n_words", "n_turns", "n_passages", "n_turns_whole"]].tolist() == [30, 2, 2, 3]


def test_renderings_of_a_conversation_weigh_the_same_whatever_their_length():
    shares = measure_shares(TALK, whole=["conversation"], part="theme").set_index(["conversation", "theme"])["share"]
    assert shares["c", "bread"] == pytest.approx((0.3 + 0.6) / 2)


@pytest.mark.parametrize("whole", [["conversation"], ["rendering"], ["conversation", "speaker"]])
@pytest.mark.parametrize("part", ["theme", "speaker"])
def test_shares_of_a_whole_sum_to_one_inside_their_intervals(themed, whole, part):
    if part in whole:
        return
    shares = measure_shares(themed, whole=whole, part=part)
    assert np.allclose(shares.groupby(whole)["share"].sum(), 1)
    assert (shares["ci_low"] <= shares["share"]).all()
    assert (shares["share"] <= shares["ci_high"]).all()
    assert shares["n_words"].sum() == themed["n_words"].sum()


def test_a_bootstrap_draws_as_many_turns_as_there_are_the_same_every_time():
    drawn = draw_turns(7, key="x", samples=500)
    assert (drawn.sum(axis=1) == 7).all()
    assert np.array_equal(drawn, draw_turns(7, key="x", samples=500))
    assert not np.array_equal(drawn, draw_turns(7, key="y", samples=500))
    assert drawn.mean() == pytest.approx(1)


def test_an_interval_covers_the_truth_about_as_often_as_it_says():
    """Turns of equal length from a known mixture: the interval of the share must hold it."""
    generator = np.random.default_rng(1)
    hits = 0
    for trial in range(200):
        themes = np.where(generator.random(60) < 0.3, "bread", "sport")
        talk = corpus([(f"t{trial}", "r", "Ann", turn, theme, 10) for turn, theme in enumerate(themes, 1)])
        row = measure_shares(talk, whole=["conversation"], part="theme", parts=["bread", "sport"]).iloc[0]
        hits += row["ci_low"] <= 0.3 <= row["ci_high"]
    assert 0.89 <= hits / 200 <= 0.99


def test_the_interval_of_a_share_carries_the_distance_of_renderings():
    """Long uniform renderings: each alone is certain, and the two disagree."""
    a = [("c", "c-a", "Ann", turn, "bread" if turn % 5 else "sport", 10) for turn in range(1, 101)]
    b = [("c", "c-b", "Ann", turn, "bread" if turn % 2 else "sport", 10) for turn in range(1, 101)]
    row = measure_shares(corpus(a + b), whole=["conversation"], part="theme").set_index("theme").loc["bread"]
    assert row["share"] == pytest.approx(0.65)
    assert row["ci_low"] < 0.5
    assert row["ci_high"] > 0.8


def test_percentile_intervals():
    assert find_interval(np.arange(101.0), confidence=0.9).tolist() == pytest.approx([5, 95])
    assert SETTINGS.confidence == 0.95


def test_noise_is_the_largest_distance_between_renderings_of_one_conversation():
    noise = measure_noise(TALK, part="theme").set_index("theme")
    assert noise["noise"].round(6).to_dict() == {"bread": 0.3, "sport": 0.3}
    assert noise["conversation"].tolist() == ["c", "c"]


def test_a_difference_is_called_one_only_beyond_interval_and_noise():
    def talk(name: str, share: float, renderings: int, apart: float = 0.0) -> list:
        return [
            (name, f"{name}-{r}", "Ann", turn, "bread" if turn / 200 < share + apart * r else "sport", 10)
            for r in range(renderings)
            for turn in range(200)
        ]

    quiet = corpus(talk("a", 0.2, 2) + talk("b", 0.5, 1))
    noisy = corpus(talk("a", 0.1, 2, apart=0.35) + talk("b", 0.5, 1))
    alike = corpus(talk("a", 0.48, 2) + talk("b", 0.5, 1))
    clears = [
        compare_conversations(t, part="theme").set_index("theme")["clears"]["bread"] for t in (quiet, noisy, alike)
    ]
    assert clears == [True, False, False]


def test_stretches_and_who_began_them():
    stretches = find_stretches(TALK)
    first = stretches[stretches["rendering"] == "c-a"]
    assert first[["theme", "speaker", "n_words"]].values.tolist() == [["bread", "Ann", 30], ["sport", "Bob", 70]]
    assert first[["start", "end"]].values.ravel().tolist() == pytest.approx([0, 0.3, 0.3, 1])
    raised = count_raised(stretches).set_index(["conversation", "theme", "speaker"])["n_raised"]
    assert raised.to_dict() == {("c", "bread", "Ann"): 2, ("c", "sport", "Bob"): 2, ("d", "sport", "Ann"): 1}


def test_stretches_cover_each_rendering_without_gap(themed):
    for _, group in find_stretches(themed).groupby("rendering"):
        assert group["start"].iloc[0] == 0
        assert group["end"].iloc[-1] == pytest.approx(1)
        assert np.allclose(group["start"].to_numpy()[1:], group["end"].to_numpy()[:-1], atol=2e-6)


def test_scores_are_summarised_by_hand():
    talk = corpus([("c", "c-a", "Ann", turn, "bread", 10) for turn in range(5)])
    talk["snownlp"] = [0.001, 0.2, 0.5, 0.7, 0.999]
    row = summarise_scores(talk, by=["speaker"], scorer="snownlp").iloc[0]
    assert row[["median", "q25", "q75", "share_extreme", "n_passages", "n_turns"]].tolist() == [
        0.5,
        0.2,
        0.7,
        0.4,
        5,
        5,
    ]
    assert row["ci_low"] < 0.5 < row["ci_high"]


def test_groups_without_scores_have_no_row(themed):
    table = summarise_scores(themed, by=["conversation"], scorer="vader")
    assert table["conversation"].tolist() == ["databricks"]


def test_scorers_give_their_own_raw_scores_and_nothing_for_the_other_language():
    from snownlp import SnowNLP

    texts = ["这家店的面包非常好吃，我很喜欢！", "I love this wonderful bread.", "I hate this awful bread."]
    snownlp = score_texts(texts, ["zh", "en", "en"], scorer="snownlp")
    assert snownlp[0] == SnowNLP(texts[0]).sentiments
    assert np.isnan(snownlp[1:]).all()
    vader = score_texts(texts, ["zh", "en", "en"], scorer="vader")
    assert np.isnan(vader[0])
    assert vader[1] > 0.5 > -0.5 > vader[2]
    assert set(SCORERS) == {"snownlp", "vader"}
