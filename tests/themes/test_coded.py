"""Coded themes: what readers gave a passage stands, and a random draw puts the machine's shares right."""

import copy

import numpy as np
import pandas as pd
import pytest

from analysis.comparison.initiative import count_uptakes, find_stretches
from analysis.comparison.multiverse import CUT_ERROR, NEARLY_ALL, survey_ways
from analysis.comparison.shares import measure_shares
from analysis.corpus.coding import CODED, CORRECTED, DRAWN, MACHINE, place_coding
from analysis.corpus.themes import UNASSIGNED
from analysis.intake.measuring import cut_and_embed
from analysis.passages.cuts import LENGTHS, cut_otherwise, load_cuts
from analysis.passages.runs import CODED_ERROR, MACHINE_ERROR
from analysis.themes.assignment import Guide, list_bounds
from analysis.themes.coded import FEWEST_DRAWN, add_codes, name_source
from analysis.themes.validity import measure_reading_error
from tests.making import with_settings


class _Codings:
    """Codings in the place of a corpus's own."""

    def __init__(self, themes: pd.DataFrame) -> None:
        self.themes = themes


class _Coded:
    """The shipped corpus with other codings."""

    def __init__(self, corpus, coding: pd.DataFrame) -> None:
        self.themes, self.codings = corpus.themes, _Codings(coding)


@pytest.fixture(scope="module")
def machine(corpus):
    """The passages with the machine's themes alone."""
    everything = corpus.everything
    return everything.assign(theme=everything["theme_model"]).drop(
        columns=["theme_model", "theme_source", "theme_weight"]
    )


def draw_codes(corpus, passages: pd.DataFrame, n: int, *, seed: int) -> pd.DataFrame:
    """So many codes of each conversation, drawn by rendering and speaker as the desk draws them."""
    coding, generator = corpus.codings.themes.set_index("passage_id"), np.random.default_rng(seed)
    chosen = []
    for _, talk in passages.groupby("conversation"):
        for _, stratum in talk.groupby(["rendering", "speaker"]):
            size = max(1, round(n * len(stratum) / len(talk)))
            chosen += generator.choice(stratum["passage_id"].to_numpy(), size, replace=False).tolist()
    return coding.loc[chosen].reset_index().assign(part=DRAWN)


def test_every_estimate_rests_on_what_readers_gave(corpus):
    passages, coding = corpus.passages, corpus.codings.themes.set_index("passage_id")["theme"]
    assert (passages["theme"] == passages["passage_id"].map(coding)).all()
    assert set(passages["theme_source"]) == {CODED}
    assert 0.7 < (passages["theme"] == passages["theme_model"]).mean() < 0.9
    shares = corpus.make_table("theme_shares")
    assert set(shares["source"]) == {CODED}


def test_a_code_that_is_no_theme_any_more_counts_as_none(corpus, machine):
    coding = corpus.codings.themes.assign(theme=lambda t: t["theme"].replace("energy", "dropped"))
    coded = add_codes(_Coded(corpus, coding), machine)
    without = coded["passage_id"].isin(coding.loc[coding["theme"] == "dropped", "passage_id"])
    assert without.any()
    assert (coded.loc[without, "theme"] == coded.loc[without, "theme_model"]).all()
    assert (coded["theme_source"] == MACHINE).equals(without)


def test_what_readers_found_to_be_on_none_of_the_themes_is_unassigned(corpus, machine):
    coding = corpus.codings.themes.assign(theme=lambda t: t["theme"].replace("energy", UNASSIGNED))
    coded = add_codes(_Coded(corpus, coding), machine)
    outside = coded["passage_id"].isin(coding.loc[coding["theme"] == UNASSIGNED, "passage_id"])
    assert outside.any()
    assert set(coded.loc[outside, "theme"]) == {UNASSIGNED}
    assert set(coded["theme_source"]) == {CODED}


def test_where_nobody_coded_themes_are_the_machine_s_and_said_to_be(corpus, machine):
    plain = add_codes(_Coded(corpus, corpus.codings.themes.head(0)), machine)
    assert (plain["theme"] == plain["theme_model"]).all()
    assert name_source(plain) == MACHINE
    assert find_stretches(plain).empty, "who came first is not asked of the machine"
    assert count_uptakes(plain).empty


def test_a_random_draw_puts_the_machine_s_shares_right(corpus, machine):
    """Over many draws the mean of the corrected shares is the coding's, and the machine's is not."""
    talk = machine[machine["conversation"] == "bg2"]
    themes = corpus.themes.ids()

    def shares(passages: pd.DataFrame) -> np.ndarray:
        table = measure_shares(corpus, passages, whole=["conversation"], part="theme", parts=themes)
        return table["share"].to_numpy()

    truth = shares(corpus.passages[corpus.passages["conversation"] == "bg2"])
    drawn = []
    for seed in range(12):
        coded = add_codes(_Coded(corpus, draw_codes(corpus, talk, 120, seed=seed)), talk)
        assert name_source(coded) == CORRECTED
        drawn.append(shares(coded))
    off = np.abs(np.mean(drawn, axis=0) - truth).mean()
    machine_off = np.abs(shares(add_codes(_Coded(corpus, corpus.codings.themes.head(0)), talk)) - truth).mean()
    assert off < 0.6 * machine_off


def test_fewer_codes_than_help_correct_nothing(corpus, machine):
    talk = machine[machine["conversation"] == "bg2"]
    coded = add_codes(_Coded(corpus, draw_codes(corpus, talk, FEWEST_DRAWN // 2, seed=1)), talk)
    assert (coded["theme_weight"] == 1).all()
    assert name_source(coded) == MACHINE


def test_what_reading_brings_is_what_was_measured(corpus):
    found = measure_reading_error(corpus.passages, corpus.codings.themes)
    assert pytest.approx(MACHINE_ERROR, rel=0.15) == found["machine"]
    assert found["second reader"] < CODED_ERROR, "the two coders are of one school, so others will agree less"


def test_a_headline_holds_however_one_asks(corpus):
    ways = survey_ways(corpus, corpus.passages)
    assert set(ways["n_here"]) <= {24, 40}
    held = ways[ways["holds"]]
    assert (held["here_in"] >= NEARLY_ALL * held["n_here"]).all()
    assert ((held["least"] > 0) | (held["most"] < 0)).all()
    assert not ways.loc[ways["conversation_b"] == "siggraph", "here_in"].any(), "four exchanges are not judged"
    pair = ways[(ways["conversation_a"] == "bg2") & (ways["conversation_b"] == "databricks")].set_index("theme")
    assert pair["here_in"].idxmax() == "data"
    assert not pair["holds"].any(), "the machine finds none in passages of 160 characters"


def test_other_cuts_have_every_word_and_are_those_of_these_themes(corpus):
    cuts, passages = load_cuts(corpus), corpus.passages
    assert set(cuts["characters"]) == set(LENGTHS)
    words = passages.groupby(["rendering", "exchange"])["n_words"].sum()
    for characters, cut in cuts.groupby("characters"):
        pd.testing.assert_series_equal(cut.groupby(["rendering", "exchange"])["n_words"].sum(), words)
        longer = cut["n_words"].sum() / cut["n_passages"].sum() > passages["n_words"].mean()
        assert longer == (characters > corpus.settings.passage_characters)
    other = with_settings(corpus, stay_bonus=0.3)
    assert load_cuts(other).empty
    assert set(survey_ways(other, other.passages)["n_here"]) <= {12, 20}


def test_how_far_the_machine_is_off_in_other_cuts_is_what_was_measured(corpus, documents):
    seeds, bounds = Guide(corpus, corpus.measured).embed(corpus.themes), list_bounds(corpus, corpus.themes)
    ids = np.array([*corpus.themes.ids(), UNASSIGNED], dtype=object)
    for characters in LENGTHS:
        other = copy.copy(corpus)
        other.settings = cut_otherwise(corpus.settings, characters)
        cut = pd.concat([cut_and_embed(other, r) for r in corpus.catalogue.renderings], ignore_index=True)
        cut["theme_model"] = ids[Guide(other, cut).decode(seeds, bounds)]
        coded = place_coding(corpus.codings.themes, cut, columns=["theme", "coder_a", "coder_b"])
        found = measure_reading_error(cut.merge(coded[["passage_id", "theme"]], on="passage_id"), coded)
        assert found["machine"] == pytest.approx(CUT_ERROR[characters], rel=0.1)
