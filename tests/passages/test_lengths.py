"""Lengths: words of one language are never added to characters of another."""

import re

import pandas as pd
import pytest

from analysis.comparison.shares import measure_shares
from analysis.ground.wording import set_language
from analysis.passages.lengths import tell_lengths, weigh_passages
from analysis.publishing import answers
from analysis.themes.description import describe_themes


def test_how_much_was_said_is_told_in_the_unit_of_each_language():
    n_words, languages = pd.Series([30, 1000, 5, 1]), pd.Series(["en", "zh", "en", "ja"])
    told = tell_lengths(n_words, languages)
    assert told == "35 English words, 1,000 Chinese characters and 1 Japanese character"
    set_language("zh")
    assert tell_lengths(n_words, languages) == "35 个英文词、1,000 个中文字和 1 个日文字"


def test_lengths_of_two_languages_are_weighed_by_what_a_passage_is_in_each(corpus):
    passages = pd.DataFrame({"language": ["en", "zh"], "n_words": [50, 100]})
    assert (corpus.settings.passage_words, corpus.settings.passage_characters) == (50, 100)
    assert weigh_passages(corpus, passages).tolist() == [1.0, 1.0]


def test_what_is_chosen_is_told_without_a_sum_over_languages(corpus):
    told = answers.tell_passages(corpus, corpus.passages)
    sums = corpus.passages.groupby("language")["n_words"].sum()
    assert f"{sums['en']:,} English words and {sums['zh']:,} Chinese characters" in told or (
        f"{sums['zh']:,} Chinese characters and {sums['en']:,} English words" in told
    )
    assert f"{sums.sum():,}" not in told
    assert not re.search(r"\d words", told)


def test_shares_over_two_languages_have_no_count_of_words(corpus):
    shares = measure_shares(corpus, corpus.passages, whole=["conversation"], part="theme").set_index("conversation")
    assert shares.loc["databricks", "n_words"].isna().all()
    assert shares.loc["bg2", "n_words"].sum() == corpus.passages.query("conversation == 'bg2'")["n_words"].sum()


def test_the_share_of_a_theme_in_all_weighs_a_word_as_more_than_a_character(corpus):
    passages = corpus.passages
    described = describe_themes(corpus, passages).set_index("theme")["share"]
    units = passages["n_words"].where(passages["language"] == "zh", 2.0 * passages["n_words"])
    wanted = units.groupby(passages["theme"]).sum() / units.sum()
    assert described.to_dict() == pytest.approx(wanted.reindex(described.index).to_dict())
    assert described.sum() == pytest.approx(1)
