"""The report: intervals that hold, shares put right by what was drawn, and what codes buy as it was measured."""

from statistics import NormalDist

import numpy as np
import pandas as pd
import pytest

from analysis import open_corpus
from analysis.desk.estimates import correct_mean, measure_share
from analysis.desk.gain import list_whole_talks, load_gain, measure_talk, summarise_gain, tell_gain
from analysis.desk.report import join_codes, report_codes
from analysis.desk.sample import load_sample
from analysis.desk.settling import save_settled
from analysis.ground.storage import ROOT
from analysis.passages.intervals import find_wilson
from analysis.themes.assignment import assign_themes
from tests.desk.test_settling import settle_two


def test_wilsons_interval_is_that_of_a_published_example():
    # Newcombe (1998), Two-sided confidence intervals for the single proportion: 81 of 263, and 0 of 20.
    assert find_wilson(81 / 263, 263, NormalDist().inv_cdf(0.975)) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert find_wilson(0.0, 20, NormalDist().inv_cdf(0.975)) == pytest.approx((0.0, 0.1611), abs=5e-5)


def test_a_share_of_all_passages_is_certain_and_uneven_weights_make_it_less_so():
    right = np.array([1, 1, 0, 1, 1, 0, 1, 1], dtype=bool)
    assert measure_share(right, np.ones(8), 8, 0.95) == (0.75, 0.75, 0.75)
    even, uneven = (
        measure_share(right, weights, 80, 0.95) for weights in (np.full(8, 10.0), np.array([1.0] * 7 + [30]))
    )
    assert even[2] - even[1] < uneven[2] - uneven[1]


def test_a_corrected_share_has_the_variance_of_a_stratified_draw():
    generator = np.random.default_rng(0)
    strata = np.repeat(["x", "y"], [60, 30])
    coded = (generator.random(90) < 0.3).astype(float)
    machine = np.where(generator.random(90) < 0.8, coded, 1 - coded)
    weights = generator.uniform(1, 5, 90)
    values, variances = [], []
    for run in range(1500):
        order = np.random.default_rng(run).permutation(90)
        drawn = np.zeros(90, dtype=bool)
        drawn[[*order[order < 60][:20], *order[order >= 60][:10]]] = True
        found = correct_mean(machine, np.where(drawn, coded, np.nan), weights, strata, largest=1.0)
        values.append(found.value)
        variances.append(found.variance)
        assert found.cautious > found.variance
    assert np.mean(values) == pytest.approx(np.average(coded, weights=weights), abs=0.004)
    assert np.mean(variances) == pytest.approx(np.var(values), rel=0.1)
    whole = correct_mean(machine, coded, weights, strata, largest=1.0)
    assert whole.value == pytest.approx(np.average(coded, weights=weights))
    assert whole.variance == whole.cautious == 0


def test_an_error_that_was_not_drawn_is_not_taken_for_none():
    machine, strata = np.zeros(100), np.full(100, "x")
    coded = np.where(np.arange(100) < 30, 0.0, np.nan)
    found = correct_mean(machine, coded, np.ones(100), strata, largest=1.0)
    assert found.find_wald(0.95) == (0.0, 0.0)
    low, high = found.find_interval(0.95, low=0.0, high=1.0)
    assert low == 0.0
    # Three of a hundred, the rule of three (Hanley and Lippman-Hand 1983) would say ten.
    assert 0.03 < high < 0.1


@pytest.fixture
def settled(drawn, write_codes):
    """The drawn passages coded as the machine has them, but for three, which both coders call weather."""
    themes = assign_themes(drawn, drawn.measured).set_index("passage_id")["theme"]
    sample = load_sample(drawn, drawn.measured)
    given = themes.loc[sample["passage_id"]].tolist()
    wrong = [number for number, theme in enumerate(given) if theme != "weather"][:3]
    for name in ("ann", "ben"):
        write_codes(name, lambda number: ("weather" if number in wrong else given[number], 1))
    save_settled(drawn, settle_two(drawn))
    return open_corpus(drawn.folder)


def test_accuracy_is_of_the_drawn_passages_each_for_those_it_stands_for(settled):
    report = report_codes(settled, settled.measured).set_index(["figure", "group", "part"])
    whole = report.loc[("accuracy", "all", "")]
    table = join_codes(settled, settled.measured)
    drawn = table.dropna(subset=["coded"])
    stands_for = table.groupby("stratum").size() / drawn.groupby("stratum").size()
    weights = drawn["stratum"].map(stands_for)
    assert (drawn["machine"] != drawn["coded"]).sum() == 3
    assert whole["value"] == pytest.approx(np.average(drawn["machine"] == drawn["coded"], weights=weights))
    assert (whole["n_coded"], whole["n_passages"]) == (12, len(table))
    assert whole["low"] < whole["value"] < whole["high"]
    beside, elsewhere = (report.loc[("accuracy", name, "")] for name in ("beside a change of theme", "elsewhere"))
    assert beside["n_coded"] + elsewhere["n_coded"] == 12
    assert beside["n_passages"] + elsewhere["n_passages"] == len(table)


def test_shares_are_put_right_towards_what_was_coded(settled):
    report = report_codes(settled, settled.measured)
    shares = report[(report["figure"] == "theme share") & (report["part"] == "weather")]
    assert (shares["value"] >= shares["machine"]).all()
    assert (shares["value"] > shares["machine"]).any()
    assert (shares["low"] >= 0).all()
    assert (shares["low"] <= shares["value"]).all()
    tone = report[report["figure"] == "mean tone"].set_index("group")
    for talk, group in join_codes(settled, settled.measured).groupby("conversation"):
        # Every code is 1: what the machine says of the drawn ones is put right to that, stratum by stratum.
        means = (
            group.groupby("stratum")["tone"].mean() - group.dropna(subset=["score"]).groupby("stratum")["tone"].mean()
        )
        right = 1 + np.average(means, weights=group.groupby("stratum").size())
        assert tone.loc[talk, "value"] == pytest.approx(right)
        assert abs(tone.loc[talk, "value"] - 1) < abs(tone.loc[talk, "machine"] - 1)


def test_where_one_speaker_is_not_coded_yet_the_rendering_is_the_stratum(drawn, write_codes):
    speakers = drawn.measured.set_index("passage_id")["speaker"]
    ids = load_sample(drawn, drawn.measured)["passage_id"]
    coded = [number for number, name in enumerate(ids) if speakers[name] != "Tobias Wren"]
    for name in ("ann", "ben"):
        write_codes(name, numbers=coded)
    save_settled(drawn, settle_two(drawn))
    opened = open_corpus(drawn.folder)
    table = join_codes(opened, opened.measured)
    assert table.groupby("conversation")["stratum"].nunique().to_dict() == {"beekeeper": 1, "ferry": 2}
    report = report_codes(opened, opened.measured)
    assert report[report["figure"] == "theme share"]["value"].notna().all()


def test_what_was_picked_and_not_drawn_is_no_measure_of_the_machine(settled):
    path = settled.folder / "coding" / "themes.csv"
    path.write_text(path.read_text("utf-8").replace(",drawn", ",dev"), "utf-8")
    assert report_codes(open_corpus(settled.folder), settled.measured).empty


def test_where_all_is_coded_the_shares_are_the_coding(corpus):
    report = corpus.make_table("coding_report")
    shares = report[report["figure"] == "theme share"]
    assert np.allclose(shares["low"], shares["value"])
    coding = corpus.codings.themes.set_index("passage_id")["theme"]
    for talk, group in corpus.measured[~corpus.measured["elsewhere"]].groupby("conversation"):
        told = shares[shares["group"] == talk].set_index("part")["value"]
        words = group["n_words"] / group.groupby("rendering")["n_words"].transform("sum") / group["rendering"].nunique()
        real = words.groupby(group["passage_id"].map(coding)).sum()
        assert told[real.index].tolist() == pytest.approx(real.tolist())
    accuracy = report[report["figure"] == "accuracy"].set_index("group")["value"]
    assert accuracy["beside a change of theme"] < accuracy["all"] < accuracy["elsewhere"]


def test_what_codes_buy_is_what_a_cell_measured_anew_says(corpus):
    gain = load_gain()
    talks = list_whole_talks(corpus, corpus.measured)
    assert sorted(set(gain["n_passages"])) == sorted({len(talk) for talk in talks})
    smallest = min(talks, key=len)
    row = gain[gain["n_passages"] == len(smallest)].iloc[0]
    anew = measure_talk(corpus, smallest, n_codes=int(row["n_codes"]), runs=int(row["runs"]))
    assert anew == pytest.approx(row.to_dict(), abs=6e-5)


def test_the_stored_gain_bears_out_what_the_readme_says():
    gain = summarise_gain(load_gain()).set_index("n_codes")
    assert gain.loc[30, "share_corrected"] > gain.loc[30, "share_machine"]
    assert gain.loc[80, "share_corrected"] < 0.7 * gain.loc[80, "share_machine"]
    assert (gain["share_corrected"] < gain["share_coded"]).all()
    assert (gain["share_held"] > 0.93).all()
    assert gain.loc[30, "share_wald"] < 0.7
    assert gain["tone_held"].between(0.92, 0.97).all()
    readme = (ROOT / "README.md").read_text("utf-8")
    for n, row in gain.iterrows():
        shares = [100 * row[f"share_{name}"] for name in ("machine", "coded", "corrected", "reach")]
        told = " | ".join(f"{share:.1f}" for share in shares).replace(" |", " points |" if n == 15 else " |", 1)
        assert f"| {n} | {told} | {100 * row['share_held']:.0f} % | {row['tone_corrected']:.2f} |" in readme
    rows = tell_gain(load_gain())
    assert {len(row) for row in rows} == {len(rows[0])}
    assert [row[0] for row in rows[1:]] == [str(n) for n in gain.index]


def test_two_talks_of_one_size_count_alike():
    gain = pd.concat([load_gain()] * 2, ignore_index=True)
    assert summarise_gain(gain).equals(summarise_gain(load_gain()))
