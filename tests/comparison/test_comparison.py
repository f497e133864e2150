"""Shares, intervals, differences and scores: hand-computed answers and conservation."""

import numpy as np
import pandas as pd
import pytest

from analysis.comparison.differences import MOST_PAIRED, compare_conversations, compare_sides
from analysis.comparison.initiative import count_raised, count_uptakes, find_stretches, mark_prompted
from analysis.comparison.multiverse import find_firmest
from analysis.comparison.shares import measure_noise, measure_shares
from analysis.comparison.verdicts import (
    DIFFERS,
    NOISE_UNKNOWN,
    TOO_FEW,
    UNFITTING,
    UNLIKE,
    WITHIN_NOISE,
)
from analysis.corpus.folder import REST
from analysis.corpus.themes import UNASSIGNED
from analysis.passages.cutting import number_exchanges
from analysis.passages.intervals import find_bounds
from analysis.passages.runs import sample_parts
from analysis.passages.sampling import draw_blocks, find_interval
from analysis.sentiment import SCORERS, score_texts
from analysis.sentiment.summary import summarise_scores
from tests.making import make_corpus, with_settings, write_catalogue


def make_talk(rows: list[tuple[str, str, str, int, str, int]]) -> pd.DataFrame:
    columns = ["conversation", "rendering", "speaker", "turn", "theme", "n_words"]
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(passage_id=table.index.astype(str), exchange=table["turn"], language="en")


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """A corpus of many conversations that nothing is known of: their rows are made up, test by test."""
    folder = tmp_path_factory.mktemp("plain")
    names = ["a", "b", "c", "d", "press", *(f"t{n:02d}" for n in range(14))]
    people = {"Ann": "guest", "Bob": "guest", "Cid": "guest", "Hal": "host"}
    return make_corpus(
        folder, write_catalogue(people, {name: list(people) for name in names}, kinds={"press": "press report"})
    )


TALK = make_talk(
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


def test_shares_by_hand(plain):
    shares = measure_shares(plain, TALK, whole=["rendering"], part="theme").set_index(["rendering", "theme"])
    assert shares["share"].round(12).to_dict() == {
        ("c-a", "bread"): 0.3, ("c-a", "sport"): 0.7,
        ("c-b", "bread"): 0.6, ("c-b", "sport"): 0.4,
        ("d-a", "bread"): 0.0, ("d-a", "sport"): 1.0,
    }  # fmt: skip
    assert shares.loc[("c-a", "bread"), ["n_words", "n_turns", "n_passages", "n_turns_whole"]].tolist() == [30, 2, 2, 3]


def test_renderings_of_a_conversation_weigh_the_same_whatever_their_length(plain):
    shares = measure_shares(plain, TALK, whole=["conversation"], part="theme").set_index(["conversation", "theme"])[
        "share"
    ]
    assert shares["c", "bread"] == pytest.approx((0.3 + 0.6) / 2)


@pytest.mark.parametrize("whole", [["conversation"], ["rendering"], ["conversation", "speaker"]])
@pytest.mark.parametrize("part", ["theme", "speaker"])
def test_shares_of_a_whole_sum_to_one_inside_their_intervals(plain, themed, whole, part):
    if part in whole:
        return
    shares = measure_shares(plain, themed, whole=whole, part=part)
    assert np.allclose(shares.groupby(whole)["share"].sum(), 1)
    assert (shares["ci_low"] <= shares["share"]).all()
    assert (shares["share"] <= shares["ci_high"]).all()
    assert shares["n_passages"].sum() == len(themed)
    alike = themed.groupby(whole)["language"].transform("nunique") == 1
    assert shares["n_words"].sum() == themed.loc[alike, "n_words"].sum() > 0


def test_a_bootstrap_draws_as_many_turns_as_there_are_the_same_every_time(corpus):
    drawn = draw_blocks(corpus.settings, 7, key="x", samples=500)
    assert (drawn.sum(axis=1) == 7).all()
    assert np.array_equal(drawn, draw_blocks(corpus.settings, 7, key="x", samples=500))
    assert not np.array_equal(drawn, draw_blocks(corpus.settings, 7, key="y", samples=500))
    assert drawn.mean() == pytest.approx(1)


def test_an_interval_covers_the_truth_about_as_often_as_it_says(plain):
    """Turns of equal length from a known mixture: the interval of the share must hold it."""
    generator = np.random.default_rng(1)
    hits = 0
    for trial in range(200):
        themes = np.where(generator.random(60) < 0.3, "bread", "sport")
        talk = make_talk([(f"t{trial}", "r", "Ann", turn, theme, 10) for turn, theme in enumerate(themes, 1)])
        row = measure_shares(plain, talk, whole=["conversation"], part="theme", parts=["bread", "sport"]).iloc[0]
        hits += row["ci_low"] <= 0.3 <= row["ci_high"]
    assert 0.89 <= hits / 200 <= 0.99


def test_the_interval_of_a_share_carries_the_distance_of_renderings(plain):
    """Long uniform renderings: each alone is certain, and the two disagree."""
    a = [("c", "c-a", "Ann", turn, "bread" if turn % 5 else "sport", 10) for turn in range(1, 101)]
    b = [("c", "c-b", "Ann", turn, "bread" if turn % 2 else "sport", 10) for turn in range(1, 101)]
    row = measure_shares(plain, make_talk(a + b), whole=["conversation"], part="theme").set_index("theme").loc["bread"]
    assert row["share"] == pytest.approx(0.65)
    assert row["ci_low"] < 0.5
    assert row["ci_high"] > 0.8


def test_percentile_intervals(corpus):
    assert corpus.settings.confidence == 0.95
    assert find_interval(corpus.settings, np.arange(201.0)).tolist() == pytest.approx([5, 195])
    narrower = with_settings(corpus, confidence=0.9).settings
    assert find_interval(narrower, np.arange(101.0)).tolist() == pytest.approx([5, 95])


def test_noise_is_the_largest_distance_between_renderings_of_one_conversation(plain):
    noise = measure_noise(plain, TALK, part="theme").set_index("theme")
    assert noise["noise"].round(6).to_dict() == {"bread": 0.3, "sport": 0.3}
    assert noise["conversation"].tolist() == ["c", "c"]


def test_a_difference_is_called_one_only_beyond_interval_and_noise(plain):
    def talk(name: str, share: float, renderings: int, apart: float = 0.0) -> list:
        return [
            (name, f"{name}-{r}", "Ann", turn, "bread" if turn / 200 < share + apart * r else "sport", 10)
            for r in range(renderings)
            for turn in range(200)
        ]

    quiet = make_talk(talk("a", 0.2, 2) + talk("b", 0.5, 1))
    noisy = make_talk(talk("a", 0.1, 2, apart=0.35) + talk("b", 0.5, 1))
    alike = make_talk(talk("a", 0.48, 2) + talk("b", 0.5, 1))
    beyond = [
        compare_conversations(plain, t, part="theme").set_index("theme")["beyond"]["bread"]
        for t in (quiet, noisy, alike)
    ]
    assert beyond == [True, False, False]


def chatter(name: str, shares: dict[str, float], n: int, generator: np.random.Generator, renderings: int = 1) -> list:
    """Exchanges of random themes, the same in each rendering."""
    themes = generator.choice(list(shares), p=list(shares.values()), size=n)
    return [(name, f"{name}-{r}", "Ann", t, theme, 10) for r in range(renderings) for t, theme in enumerate(themes)]


def test_an_exchange_is_drawn_whole(plain):
    """Eighty turns that come in eight exchanges of one theme each are eight pieces of evidence, not eighty."""
    apart = make_talk([("c", "c-a", "Ann", turn, ("bread", "sport")[turn % 2], 10) for turn in range(80)])
    themes = apart["turn"].map(lambda turn: ("bread", "sport", "sport", "bread")[turn // 10 % 4])
    together = apart.assign(exchange=apart["turn"] // 10, theme=themes)
    widths = []
    for table in (apart, together):
        sample = sample_parts(table, part="theme", parts=["bread", "sport"])
        low, high = find_bounds(plain.settings, sample)
        widths.append(high[0] - low[0])
        assert sample.estimate.tolist() == pytest.approx([0.5, 0.5])
    assert widths[1] > 2 * widths[0]


def test_few_exchanges_unlike_texts_and_noise_are_no_differences(plain):
    generator = np.random.default_rng(3)
    bread, sport = {"bread": 0.9, "sport": 0.1}, {"bread": 0.2, "sport": 0.8}
    many = make_talk(chatter("a", bread, 60, generator, 2) + chatter("b", sport, 60, generator))
    assert set(compare_conversations(plain, many, part="theme")["verdict"]) == {DIFFERS}
    few = make_talk(chatter("a", bread, 60, generator) + chatter("b", sport, 10, generator))
    table = compare_conversations(plain, few, part="theme")
    assert set(table["verdict"]) == {TOO_FEW}
    assert table["q_value"].isna().all()
    report = many.assign(conversation=many["conversation"].replace("b", "press"))
    table = compare_conversations(plain, report, part="theme")
    assert set(table["verdict"]) == {UNLIKE}
    assert not table["beyond"].any()
    apart = {"bread": 0.95, "sport": 0.05}, {"bread": 0.6, "sport": 0.4}
    halves = [(*row[:1], f"a-{r}", *row[2:]) for r in (0, 1) for row in chatter("a", apart[r], 400, generator)]
    noisy = make_talk(halves + chatter("b", {"bread": 0.5, "sport": 0.5}, 400, generator))
    assert set(compare_conversations(plain, noisy, part="theme")["verdict"]) == {WITHIN_NOISE}


def test_with_many_comparisons_of_nothing_hardly_any_is_called_a_difference(plain):
    """Twenty themes, equal in both conversations: controlled, a false alarm is rare in all forty trials."""
    shares = {f"theme {n:02d}": 1 / 20 for n in range(20)}
    alarms = 0
    for trial in range(40):
        generator = np.random.default_rng(trial)
        table = make_talk(chatter("a", shares, 60, generator) + chatter("b", shares, 60, generator))
        alarms += compare_conversations(plain, table, part="theme", parts=sorted(shares))["beyond"].any()
    assert alarms <= 4


def test_a_difference_as_large_as_said_to_be_detectable_is_found_about_as_often_as_said(plain):
    generator = np.random.default_rng(5)

    def compare(apart: float) -> pd.Series:
        a, b = {"bread": 0.3 + apart, "sport": 0.7 - apart}, {"bread": 0.3, "sport": 0.7}
        table = make_talk(chatter("a", a, 60, generator) + chatter("b", b, 60, generator))
        return compare_conversations(plain, table, part="theme").set_index("theme").loc["bread"]

    detectable = np.mean([compare(0.0)["detectable"] for _ in range(20)])
    assert 0.18 < detectable < 0.3  # by the normal approximation: 2.8 * sqrt(2 * 0.3 * 0.7 / 60) = 0.234
    found = np.mean([compare(detectable)["p_value"] < 0.05 for _ in range(120)])
    assert 0.68 <= found <= 0.92


def test_means_are_compared_like_shares(plain):
    generator = np.random.default_rng(7)
    table = make_talk(chatter("a", {"bread": 1}, 60, generator) + chatter("b", {"bread": 1}, 60, generator))
    tone = np.where(table["conversation"] == "a", 1.0, 0.0) + generator.normal(0, 0.5, len(table))
    row = compare_conversations(plain, table.assign(tone=tone), part="theme", value="tone").iloc[0]
    assert row["mean_a"] - row["mean_b"] == pytest.approx(row["difference"])
    assert row["difference"] == pytest.approx(1, abs=0.25)
    assert row["effect"] == pytest.approx(row["difference"] / tone.std(ddof=1))
    assert row["verdict"] == NOISE_UNKNOWN


def test_where_nothing_is_published_twice_the_noise_is_unknown_and_said_to_be(plain):
    generator = np.random.default_rng(11)
    bread, sport = {"bread": 0.9, "sport": 0.1}, {"bread": 0.2, "sport": 0.8}
    table = compare_conversations(
        plain, make_talk(chatter("a", bread, 60, generator) + chatter("b", sport, 60, generator)), part="theme"
    )
    assert table["noise"].isna().all()
    assert set(table["verdict"]) == {"differs, noise unknown"} == {NOISE_UNKNOWN}
    assert table["beyond"].all()
    assert table["detectable"].notna().all()
    assert measure_noise(plain, make_talk(chatter("a", bread, 60, generator)), part="theme").empty


@pytest.mark.parametrize(("unassigned", "judged"), [(0.28, True), (0.33, False)])
def test_where_too_much_fits_no_theme_no_difference_is_judged(plain, unassigned, judged):
    """Of a hundred exchanges so many have no theme; the settings allow thirty in a hundred."""
    themes = [UNASSIGNED] * round(100 * unassigned)
    themes += ["bread"] * (100 - len(themes))
    rows = [("a", "a-0", "Ann", turn, theme, 10) for turn, theme in enumerate(themes)]
    rows += [("b", "b-0", "Ann", turn, "sport", 10) for turn in range(100)]
    rows += [("c", "c-0", "Ann", turn, "bread", 10) for turn in range(100)]
    table = compare_conversations(plain, make_talk(rows), part="theme").set_index(
        ["conversation_a", "conversation_b", "theme"]
    )
    with_a = table.loc["a"]
    assert set(with_a["verdict"] == "too much fits no theme") == {not judged}
    assert with_a["beyond"].any() == judged
    assert with_a["q_value"].notna().all() == judged
    assert table.loc[("b", "c", "bread"), "verdict"] == NOISE_UNKNOWN
    by_speaker = compare_conversations(plain, make_talk(rows), part="speaker")
    assert UNFITTING not in set(by_speaker["verdict"])


def test_sides_are_not_judged_where_too_much_fits_no_theme(plain):
    rows = [
        ("a", "a-0", ("Ann", "Hal")[turn % 2], turn, UNASSIGNED if turn % 3 == 0 else "bread", 10) for turn in range(90)
    ]
    table = compare_sides(plain, make_talk(rows).assign(exchange=lambda t: t["turn"] // 2), part="theme")
    assert set(table["verdict"]) == {UNFITTING}
    assert not table["beyond"].any()


def test_many_conversations_are_each_compared_with_the_rest(plain):
    generator = np.random.default_rng(13)
    names = [f"t{n:02d}" for n in range(14)]
    assert len(names) > MOST_PAIRED
    plenty = {"bread": 0.9, "sport": 0.1}, {"bread": 0.4, "sport": 0.6}
    rows = [row for n, name in enumerate(names) for row in chatter(name, plenty[n > 0], 60, generator)]
    table = compare_conversations(plain, make_talk(rows), part="theme").set_index(["conversation_a", "theme"])
    assert set(table["conversation_b"]) == {REST} == {"the rest"}
    assert len(table) == 14 * 2
    shares = measure_shares(plain, make_talk(rows), whole=["conversation"], part="theme").set_index(
        ["conversation", "theme"]
    )
    others = shares["share"].xs("bread", level="theme").drop("t00").mean()
    row = table.loc[("t00", "bread")]
    assert row["share_b"] == pytest.approx(others)
    assert row["difference"] == pytest.approx(shares["share"]["t00", "bread"] - others)
    assert row["ci_low"] < row["difference"] < row["ci_high"]
    assert row["beyond"]
    assert not table.drop(index=[("t00", "bread"), ("t00", "sport")])["beyond"].any()
    twelve = make_talk([row for row in rows if row[0] not in names[12:]])
    assert len(compare_conversations(plain, twelve, part="theme")) == 12 * 11 / 2 * 2


def test_guest_and_host_are_compared_within_a_conversation(corpus):
    table = compare_sides(corpus, corpus.passages, part="theme")
    assert set(table["conversation"]) == {"databricks", "bg2", "siggraph"}
    assert set(zip(table["side_a"], table["side_b"], strict=True)) == {("guest", "host")}
    shares = measure_shares(corpus, corpus.passages, whole=["conversation", "speaker"], part="theme")
    huang = shares[shares["speaker"] == "Jensen Huang"].set_index(["conversation", "theme"])["share"]
    for row in table.itertuples():
        assert row.share_a == pytest.approx(huang.get((row.conversation, row.theme), 0.0))
    assert (table.groupby("conversation")["share_b"].sum().round(9) == 1).all()
    assert (table["ci_low"] <= table["difference"]).all()
    assert (table["difference"] <= table["ci_high"]).all()


def test_exchanges_by_hand():
    speakers = ["Guest", "Host", "Other host", "Guest", "Host", "Guest", "Guest 2", "Host"]
    assert number_exchanges(speakers, {"Host", "Other host"}) == [1, 2, 2, 2, 3, 3, 3, 4]
    assert number_exchanges(["A", "B", "A", "B", "A"], set()) == [1, 1, 2, 2, 3]
    assert number_exchanges([], {"Host"}) == []


def test_uptakes_by_hand():
    talk = make_talk(
        [
            ("c", "c-a", "Ann", 1, "bread", 10),
            ("c", "c-a", "Bob", 2, "bread", 10),
            ("c", "c-a", "Bob", 2, "sport", 10),
            ("c", "c-a", "Ann", 3, "music", 10),
            ("c", "c-a", "Bob", 4, "bread", 10),
        ]
    )
    table = count_uptakes(talk).set_index(["theme", "speaker"])
    assert table[["n_initiated", "n_taken_up", "first"]].to_dict("index") == {
        ("bread", "Ann"): {"n_initiated": 1, "n_taken_up": 1, "first": True},
        ("bread", "Bob"): {"n_initiated": 1, "n_taken_up": 0, "first": False},
        ("music", "Ann"): {"n_initiated": 1, "n_taken_up": 0, "first": True},
        ("sport", "Bob"): {"n_initiated": 1, "n_taken_up": 0, "first": True},
    }


def test_what_a_host_brings_up_is_prompted_and_all_else_is_not(plain):
    host, guest = "Hal", "Ann"
    rows = [
        ("c", "c-a", host, 1, "bread", 5), ("c", "c-a", guest, 2, "bread", 5), ("c", "c-a", guest, 2, "sport", 5),
        ("c", "c-a", host, 3, "sport", 5), ("c", "c-a", guest, 4, "bread", 5),
    ]  # fmt: skip
    talk = make_talk(rows).assign(exchange=[1, 1, 1, 2, 2])
    assert mark_prompted(plain, talk).tolist() == [True, True, False, True, False]


def test_where_nothing_is_to_be_compared_a_table_has_its_columns_and_no_row(plain):
    """Whoever speaks of nothing unprompted but in one talk has no difference, and charts say so."""
    alone = make_talk([("c", "c-a", name, turn, "bread", 5) for turn, name in enumerate(["Ann", "Bob"] * 3)])
    both = make_talk([(talk, f"{talk}-a", "Ann", turn, "bread", 5) for turn in range(6) for talk in "cd"])
    found = compare_conversations(plain, alone, part="theme")
    assert found.empty
    assert list(found.columns) == list(compare_conversations(plain, both, part="theme").columns)
    assert find_firmest(found, None) is None
    sides = compare_sides(plain, alone[alone["speaker"] == "Ann"], part="theme")
    assert sides.empty
    assert list(sides.columns) == list(compare_sides(plain, alone, part="theme").columns)


def test_stretches_and_who_began_them():
    stretches = find_stretches(TALK)
    first = stretches[stretches["rendering"] == "c-a"]
    assert first[["theme", "speaker", "n_words"]].values.tolist() == [["bread", "Ann", 30], ["sport", "Bob", 70]]
    assert first[["start", "end"]].values.ravel().tolist() == pytest.approx([0, 0.3, 0.3, 1])
    raised = count_raised(stretches).set_index(["rendering", "theme", "speaker"])[["n_raised", "n_stretches"]]
    assert {key: tuple(counts) for key, counts in raised.T.to_dict("list").items()} == {
        ("c-a", "bread", "Ann"): (1, 1), ("c-a", "sport", "Bob"): (1, 1), ("c-b", "bread", "Ann"): (1, 1),
        ("c-b", "sport", "Bob"): (1, 1), ("d-a", "sport", "Ann"): (1, 1),
    }  # fmt: skip


def test_stretches_cover_each_rendering_without_gap(themed):
    for _, group in find_stretches(themed).groupby("rendering"):
        assert group["start"].iloc[0] == 0
        assert group["end"].iloc[-1] == pytest.approx(1)
        assert np.allclose(group["start"].to_numpy()[1:], group["end"].to_numpy()[:-1], atol=2e-6)


def test_scores_are_summarised_by_hand(plain):
    talk = make_talk([("c", "c-a", "Ann", turn, "bread", 10) for turn in range(5)])
    talk["snownlp"] = [0.001, 0.2, 0.5, 0.7, 0.999]
    row = summarise_scores(plain, talk, by=["speaker"], scorer="snownlp").iloc[0]
    assert row[["median", "q25", "q75", "share_extreme", "n_passages", "n_turns"]].tolist() == [
        0.5,
        0.2,
        0.7,
        0.4,
        5,
        5,
    ]
    assert row["ci_low"] < 0.5 < row["ci_high"]


def test_groups_without_scores_have_no_row(corpus, themed):
    table = summarise_scores(corpus, themed, by=["conversation"], scorer="vader")
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
