"""The tables: each can be made of any corpus, whatever of it is missing."""

import html

import pandas as pd
import pytest

from analysis.ground.errors import AnalysisError
from analysis.results import RESULTS, add_quotations
from tests.conftest import TINY
from tests.making import with_settings


@pytest.fixture(scope="module")
def quick(tiny):
    """The corpora written for the tests, with fewer samples behind their intervals."""
    return {name: with_settings(corpus, bootstrap_samples=100) for name, corpus in tiny.items()}


@pytest.mark.parametrize("name", RESULTS)
@pytest.mark.parametrize("corpus_name", TINY)
def test_every_table_can_be_made_of_a_corpus_that_has_no_more_than_documents(quick, corpus_name, name):
    """None of the three has gists, corrections, disagreements, codings or remarks, and one has no themes."""
    table = quick[corpus_name].make_table(name)
    assert isinstance(table, pd.DataFrame)
    assert len(table.columns) > 0
    if name in ("passages", "topics", "themes", "theme_shares", "speech_shares", "tone", "conversations", "unassigned"):
        assert len(table) > 0


def test_what_nobody_wrote_is_empty_and_said_to_be(tiny):
    corpus = tiny["eight-talks"]
    assert corpus.gists.empty
    assert corpus.corrections.empty
    assert corpus.disagreements.empty
    assert corpus.remarks == {}
    assert corpus.codings.themes.empty
    assert corpus.themes.proposed
    assert all(theme.names["zh"] for theme in corpus.themes.themes)
    assert corpus.passages["corrected_tone"].isna().all()
    assert corpus.passages["tone"].notna().all()


def test_what_is_left_out_is_named_with_its_reason(tiny):
    table = tiny["sixty-talks"].make_table("left_out")
    assert table["rendering"].tolist() == ["talk-60-en"]
    assert "nobody speaks in it" in table["reason"].iloc[0]
    assert tiny["two-talks"].make_table("left_out").empty


def test_a_wrong_name_lists_the_tables(tiny):
    with pytest.raises(AnalysisError, match="no table 'nonsense'; the tables are passages, topics"):
        tiny["two-talks"].make_table("nonsense")
    pd.testing.assert_frame_equal(
        tiny["two-talks"].make_table("Theme Shares"), tiny["two-talks"].make_table("theme_shares")
    )


def test_words_are_quoted_from_the_documents_of_the_same_corpus(tiny):
    quoted = add_quotations(tiny["two-talks"], tiny["two-talks"].make_table("topics"))
    documents = (tiny["two-talks"].folder / "documents").iterdir()
    said = "".join("".join(html.unescape(path.read_text("utf-8")).split()) for path in documents)
    begins = ["".join(line.split())[:15] for text in quoted["quotation"] for line in text.splitlines()]
    assert len(begins) >= len(quoted)
    assert [begin for begin in begins if begin not in said] == []
