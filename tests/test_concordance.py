"""Concordance: words where they stand, meaning across the languages, and both without the documents."""

import csv
import io

import pandas as pd
import pytest

from analysis import concordance
from analysis.__main__ import main
from analysis.concordance import find_passages
from analysis.errors import AnalysisError


@pytest.fixture(scope="module")
def toned(themed) -> pd.DataFrame:
    return themed.assign(tone=0.0)


@pytest.fixture
def no_documents(monkeypatch):
    monkeypatch.setattr(concordance, "load_quotations", lambda passages: [""] * len(passages))


def test_words_are_found_without_the_documents(toned, no_documents):
    table = find_passages(toned, "carbon capture", n_near=3)
    said = table[table["match"] == "words"]["passage_id"]
    bags = toned.set_index("passage_id").loc[said, "words"]
    assert len(said) > 0
    assert all({"carbon", "capture"} <= {item.rpartition(":")[0] for item in bag.split()} for bag in bags)
    assert (table["quotation"] == "").all()


def test_with_the_documents_words_stand_as_they_are_asked_for(toned, documents):
    table = find_passages(toned, "Accelerated Computing", n_near=0)
    assert len(table) > 0
    assert table["quotation"].str.lower().str.contains("accelerated computing").all()


@pytest.mark.parametrize(
    ("query", "theme", "other_language"),
    [
        ("open source models", "models", "zh"),
        ("碳捕获与能源", "energy", "en"),
        ("巨大的数据中心集群", "clusters", "zh"),
    ],
)
def test_meaning_is_found_across_the_languages(toned, no_documents, query, theme, other_language):
    table = find_passages(toned, query, n_near=12)
    near = table[table["match"] == "meaning"].merge(toned[["passage_id", "language"]], on="passage_id")
    assert (near["theme"] == theme).mean() >= 0.25
    assert other_language in set(near["language"])
    assert near["similarity"].is_monotonic_decreasing


def test_no_passage_is_listed_twice(toned, no_documents):
    table = find_passages(toned, "energy", n_near=40)
    assert not table["passage_id"].duplicated().any()
    assert (table["match"] == "meaning").sum() == 40


def test_a_query_without_words_is_refused(toned):
    with pytest.raises(AnalysisError, match="no words"):
        find_passages(toned, "…")


def test_the_command_prints_a_table(capsys):
    assert main(["find", "safety", "regulation", "--near", "5"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert len(rows) >= 5
    assert {"match", "passage_id", "speaker", "theme", "tone", "quotation"} <= rows[0].keys()
