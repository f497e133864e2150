"""Calibration: how often intervals hold the truth, and how often something is found where nothing is, by simulation."""

import numpy as np
import pytest

from analysis.comparison.differences import compare_conversations
from analysis.comparison.shares import measure_shares
from analysis.passages import permutation
from analysis.passages.intervals import find_bounds, find_difference_bounds
from analysis.passages.permutation import permute
from analysis.passages.runs import RUN, number_runs, sample_parts
from bench.calibration import KINDS, PROCESSES, find_truth, measure_groups, simulate
from tests.comparison.test_comparison import chatter, make_talk, plain  # noqa: F401

N_TRIALS = 120


@pytest.fixture(scope="module", params=PROCESSES)
def simulated(corpus, request):
    """Pairs of samples of talks that are made in one way of the exchanges of a shipped one, as readers coded them."""
    themes = sorted(find_truth(corpus).index)
    return [
        tuple(sample_parts(passages[passages["conversation"] == name], part="theme", parts=themes) for name in "ab")
        for passages in simulate(corpus, request.param, N_TRIALS, seed=11)
    ]


def test_intervals_of_shares_hold_the_truth_as_often_as_they_say_however_alike_neighbours_are(corpus, simulated):
    truth = find_truth(corpus).sort_index().to_numpy()
    held = []
    for pair in simulated:
        for sample in pair:
            low, high = find_bounds(corpus.settings, sample)
            held.append((low <= truth) & (truth <= high))
    rare = truth < 0.035
    covered = np.array(held)
    assert 0.93 <= covered[:, ~rare].mean() <= 0.985
    assert covered[:, rare].mean() >= 0.95  # a rare theme is held by every honest interval of few exchanges


def test_intervals_of_differences_hold_nothing_where_there_is_nothing(corpus, simulated):
    held = []
    for one, other in simulated:
        low, high = find_difference_bounds(corpus.settings, one, other)
        held.append((low <= 0) & (high >= 0))
    assert np.mean(held) >= 0.95


def test_of_families_where_nothing_differs_hardly_one_in_twenty_has_a_difference(corpus, simulated, monkeypatch):
    """Of 120 families six are one in twenty; more than twelve come about in one case of a hundred and fifty."""
    from scipy.stats import false_discovery_control

    monkeypatch.setattr(permutation, "ARRANGEMENTS", 2000)
    false = sum(false_discovery_control(permute(one, other)[0]).min() <= 0.05 for one, other in simulated)
    assert false <= 12


@pytest.mark.parametrize("kind", KINDS)
def test_intervals_over_many_conversations_hold_the_truth_however_themes_come_in_them(corpus, kind):
    found = measure_groups(corpus, kind, (30, 12), 20)
    assert found["shares"] >= 0.92
    assert found["differences"] >= 0.92


def test_intervals_over_many_conversations_are_as_wide_as_these_differ(corpus):
    """A talk of forty exchanges is more than one draw where every conversation has about as much of a theme."""
    spread, heaped = (measure_groups(corpus, kind, (12, 12), 3) for kind in ("spread", "one a conversation"))
    assert spread["points wide"] < 20
    assert heaped["points wide"] > 50


def test_two_renderings_of_one_talk_do_not_differ_in_these_talks(corpus):
    """As if they were two conversations: what publishing brings is told by the other talk that was published twice."""
    passages = corpus.passages
    names = passages["conversation"].where(passages["conversation"] != "bg2", passages["rendering"])
    table = compare_conversations(corpus, passages.assign(conversation=names), part="theme", parts=corpus.themes.ids())
    same = table[(table["conversation_a"] == "bg2-zh-a") & (table["conversation_b"] == "bg2-zh-b")]
    assert len(same) == len(corpus.themes.ids())
    assert not same["here"].any()
    assert not same["beyond"].any()


def test_an_interval_of_these_talks_holds_what_another_reader_and_another_publisher_make_of_them(corpus):
    """Of each rendering the machine's shares, which err, against those that readers coded."""
    passages = corpus.passages
    machine = passages.assign(theme=passages["theme_model"], theme_source="machine")
    by = {"whole": ["rendering"], "part": "theme", "parts": corpus.themes.ids()}
    shares, truth = (measure_shares(corpus, table, **by) for table in (machine, passages))
    held = (shares["here_low"] <= truth["share"]) & (truth["share"] <= shares["here_high"])
    assert 0.85 <= held.mean() <= 1.0


def test_a_permutation_by_hand(plain):  # noqa: F811
    """Four runs of one talk are on bread and four of another are not: two of seventy arrangements part them so."""
    rows = [("a", "a-0", "Ann", turn, "bread", 10) for turn in range(4 * RUN)]
    rows += [("b", "b-0", "Ann", turn, "sport", 10) for turn in range(4 * RUN)]
    table = make_talk(rows)
    one, other = (
        sample_parts(table[table["conversation"] == name], part="theme", parts=["bread", "sport"]) for name in "ab"
    )
    p_value, error = permute(one, other)
    assert p_value.tolist() == pytest.approx([2 / 70, 2 / 70])
    assert error.tolist() == [0, 0]


def test_many_arrangements_are_drawn_and_the_error_of_that_is_told(plain):  # noqa: F811
    generator = np.random.default_rng(1)
    mixed = {"bread": 0.5, "sport": 0.5}
    table = make_talk(chatter("a", mixed, 80, generator) + chatter("b", mixed, 80, generator))
    one, other = (
        sample_parts(table[table["conversation"] == name], part="theme", parts=["bread", "sport"]) for name in "ab"
    )
    p_value, error = permute(one, other)
    assert error[0] == pytest.approx(np.sqrt(p_value[0] * (1 - p_value[0]) / permutation.ARRANGEMENTS), rel=0.01)
    assert np.array_equal(permute(one, other)[0], p_value)


def test_runs_have_as_many_exchanges_in_each_rendering_and_never_cut_one():
    rows = [("c", "c-a", "Ann", turn, "bread", 10) for turn in range(22)]
    rows += [("c", "c-b", "Ann", turn // 2, "bread", 10) for turn in range(90)]
    table = make_talk(rows)
    runs = number_runs(table)
    assert sorted(set(runs)) == [0, 1, 2, 3]
    by_exchange = table.assign(run=runs).groupby(["rendering", "exchange"])["run"]
    assert (by_exchange.nunique() == 1).all()
    sizes = by_exchange.first().groupby(["rendering"]).value_counts()
    assert sizes["c-a"].max() - sizes["c-a"].min() <= 1
    assert sizes["c-b"].max() - sizes["c-b"].min() <= 1
