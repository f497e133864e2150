"""Concordance: words where they stand, meaning across the languages, and both without the documents."""

import csv
import io

import pandas as pd
import pytest

from analysis.__main__ import main
from analysis.comparison.concordance import find_passages
from analysis.ground.errors import AnalysisError
from analysis.results import OpenCorpus


@pytest.fixture(scope="module")
def toned(themed) -> pd.DataFrame:
    return themed.assign(tone=0.0)


@pytest.fixture(scope="module")
def bare(corpus):
    """The shipped corpus as one opens it who has no documents."""
    return OpenCorpus(corpus.folder, None)


def test_words_are_found_without_the_documents(bare, toned):
    table = find_passages(bare, toned, "carbon capture", n_near=3)
    said = table[table["match"] == "words"]["passage_id"]
    bags = toned.set_index("passage_id").loc[said, "words"]
    assert len(said) > 0
    words = [{item.rpartition(":")[0] for item in bag.split()} for bag in bags]
    assert all({"carbon", "capture"} <= bag or any("碳捕" in word for word in bag) for bag in words)
    assert (table["quotation"] == "").all()


def test_with_the_documents_words_stand_as_they_are_asked_for(corpus, toned, documents):
    table = find_passages(corpus, toned, "Accelerated Computing", n_near=0)
    assert len(table) > 0
    said = table["quotation"].str.lower()
    assert (said.str.contains("accelerated computing") | said.str.contains("加速计算")).all()


@pytest.mark.parametrize(
    ("one", "other"), [("open source", "开源"), ("open-source", "开放源代码"), ("Flywheels", "飞轮")]
)
def test_a_concept_is_found_by_either_language_alike(corpus, bare, toned, one, other):
    """Its two terms are one question, with the documents and without."""
    for opened in (corpus, bare):
        found, again = (find_passages(opened, toned, query, n_near=0) for query in (one, other))
        assert len(found) > 10
        assert found["passage_id"].tolist() == again["passage_id"].tolist()
        assert set(found["passage_id"].str.split("-").str[1].str[:2]) == {"en", "zh"}


@pytest.mark.parametrize(
    ("query", "theme", "other_language"),
    [
        ("open source models", "models", "zh"),
        ("碳捕获与能源", "energy", "en"),
        ("巨大的数据中心集群", "clusters", "zh"),
    ],
)
def test_meaning_is_found_across_the_languages(bare, toned, query, theme, other_language):
    table = find_passages(bare, toned, query, n_near=12)
    near = table[table["match"] == "meaning"].merge(toned[["passage_id", "language"]], on="passage_id")
    assert (near["theme"] == theme).mean() >= 0.25
    assert other_language in set(near["language"])
    assert near["similarity"].is_monotonic_decreasing


def test_no_passage_is_listed_twice(bare, toned):
    table = find_passages(bare, toned, "energy", n_near=40)
    assert not table["passage_id"].duplicated().any()
    assert (table["match"] == "meaning").sum() == 40


def test_a_query_without_words_is_refused(bare, toned):
    with pytest.raises(AnalysisError, match="no words"):
        find_passages(bare, toned, "…")


def test_the_command_prints_a_table(capsys):
    assert main(["find", "safety", "regulation", "--near", "5"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) >= 5
    assert {"match", "passage_id", "speaker", "theme", "tone", "quotation"} <= rows[0].keys()


def test_traditional_characters_find_what_is_said_in_simplified_ones(bare, toned):
    plain, traditional = (find_passages(bare, toned, query, n_near=0) for query in ("数据中心", "數據中心"))
    assert len(plain) > 10
    assert traditional["passage_id"].tolist() == plain["passage_id"].tolist()


def test_words_of_a_third_language_are_found(tiny):
    talks = tiny["sixty-talks"]
    german = talks.passages[talks.passages["language"] == "de"]
    table = find_passages(talks, german, "Geerntet", n_near=2)
    assert "words" in set(table["match"])
    assert table.loc[table["match"] == "words", "quotation"].str.casefold().str.contains("geerntet").all()
    assert table["tone"].isna().all()
