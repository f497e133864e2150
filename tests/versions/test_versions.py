"""Versions: every passage in its place, what has no counterpart said so."""

import pandas as pd
import pytest

from analysis.versions.renderings import align_renderings


@pytest.fixture(scope="module")
def links(passages) -> pd.DataFrame:
    return align_renderings(passages)


def test_each_passage_stands_in_one_row_in_the_order_of_the_talk(passages, links):
    assert set(links["conversation"]) == {"databricks", "bg2"}
    for side in "ab":
        for rendering, rows in links.groupby(f"rendering_{side}", sort=False):
            listed = [name for names in rows[f"passages_{side}"] for name in names.split()]
            assert listed == passages.loc[passages["rendering"] == rendering, "passage_id"].tolist()


def test_a_row_without_a_counterpart_has_no_similarity(links):
    alone = (links["passages_a"] == "") | (links["passages_b"] == "")
    assert links["similarity"].isna().equals(alone)
    assert 0.8 < 1 - alone.mean() < 1
    assert links.loc[~alone, "similarity"].median() > 0.5


def test_what_one_rendering_leaves_out_is_missing_in_it(passages):
    """A rendering beside a copy of itself from which three passages are cut."""
    original = passages[passages["rendering"] == "bg2-zh-b"].iloc[:40]
    cut = original.iloc[[*range(10), *range(13, 40)]].assign(
        rendering="copy-zh", passage_id=lambda rows: rows["passage_id"].str.replace("bg2-zh-b", "copy-zh")
    )
    links = align_renderings(pd.concat([original, cut], ignore_index=True))
    missing = links.loc[links["passages_b"] == "", "passages_a"].tolist()
    assert missing == original["passage_id"].iloc[10:13].tolist()
    linked = links.dropna(subset=["similarity"])
    assert (linked["passages_a"].str.replace("bg2-zh-b", "copy-zh") == linked["passages_b"]).all()
