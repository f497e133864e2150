"""Doubtful attributions and corrections: as a user meets them."""

import numpy as np
import pandas as pd
import pytest

from analysis.corpus.corrections import load_corrections
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import write_atomic
from analysis.passages.stored import load_passages
from analysis.results import OpenCorpus
from analysis.versions.alignment import align_pieces
from analysis.versions.disagreement import find_disagreements, list_doubtful


def unit(rows: list[list[float]]) -> np.ndarray:
    vectors = np.array(rows, dtype=float)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_alignment_by_hand():
    """The second of a's pieces is two in b, and b has one more that a lacks."""
    a = unit([[1, 0, 0, 0], [0, 1, 1, 0], [0, 0, 0, 1]])
    b = unit([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [-1, -1, -1, -1], [0, 0, 0, 1]])
    links = [(k.a, k.a_end, k.b, k.b_end) for k in align_pieces(a, b, [5, 10, 5], [5, 5, 5, 5, 5])]
    assert links == [(0, 1, 0, 1), (1, 2, 1, 3), (2, 3, 4, 5)]


def test_alignment_of_a_text_with_itself_links_every_piece_to_itself(passages):
    rows = passages[passages["rendering"] == "databricks-zh"].head(30)
    vectors = np.stack(rows["vector"].tolist()).astype(float)
    links = align_pieces(vectors, vectors, rows["n_words"].tolist(), rows["n_words"].tolist())
    assert all((link.a, link.a_end) == (link.b, link.b_end) for link in links)
    assert sum(link.a_end - link.a for link in links) == 30


def test_the_committed_table_is_what_the_documents_give(corpus, documents):
    """But for places that are nearly a tie, which fall to the other side where a processor of another kind rounds."""
    place = ["kind", "rendering_a", "start_a", "end_a", "rendering_b", "start_b", "end_b"]
    found, kept = find_disagreements(corpus), corpus.disagreements
    both = kept.merge(found, on=place, how="outer", suffixes=("_kept", "_found"), indicator=True)
    alone = both[both["_merge"] != "both"]
    assert len(alone) <= 0.1 * len(kept)
    assert not (alone[["confidence_kept", "confidence_found"]] >= 0.75).any(axis=None)
    same = both[both["_merge"] == "both"]
    assert (same["confidence_kept"] - same["confidence_found"]).abs().max() <= 0.011
    for column in set(kept) - {*place, "confidence"}:
        pd.testing.assert_series_equal(same[f"{column}_kept"], same[f"{column}_found"], check_names=False)


# Places where, by reading both renderings, one gives a whole sentence to the wrong person.
KNOWN = [
    ("bg2-zh-b", 4080), ("bg2-zh-b", 7510), ("bg2-zh-b", 13748), ("bg2-zh-b", 14330), ("bg2-zh-b", 14420),
    ("bg2-zh-b", 14625), ("bg2-zh-b", 17960), ("bg2-zh-b", 18000), ("bg2-zh-b", 18440), ("databricks-en", 22270),
]  # fmt: skip


def test_known_mistakes_of_the_documents_are_found_and_little_else(corpus):
    table = list_doubtful(corpus)
    found = [
        (table["rendering_b"] == rendering) & (table["start_b"] <= offset) & (offset < table["end_b"])
        for rendering, offset in KNOWN
    ]
    assert all(rows.any() for rows in found)
    assert len(table) <= 1.5 * len(KNOWN)
    assert table["confidence"].between(0, 1).all()
    assert (table["speaker_a"] != table["speaker_b"]).all()


def test_corrections_move_only_the_speaker_and_any_table_can_be_made_with_them(corpus):
    plain, corrected = load_passages(corpus), load_passages(corpus, corrected=True)
    changed = plain["speaker"] != corrected["speaker"]
    assert changed.sum() == len(corpus.corrections)
    pd.testing.assert_frame_equal(plain.drop(columns="speaker"), corrected.drop(columns="speaker"))
    shares = [
        OpenCorpus(corpus.folder, None, corrected=yes)
        .make_table("speech shares")
        .set_index(["rendering", "speaker"])["n_words"]
        for yes in (False, True)
    ]
    assert shares[0]["bg2-zh-b", "BG2 hosts"] < shares[1]["bg2-zh-b", "BG2 hosts"]
    assert shares[0].sum() == shares[1].sum()


def test_a_passage_lies_wholly_inside_a_correction_or_outside(corpus, passages):
    assert len(corpus.corrections) > 0
    for row in corpus.corrections.itertuples():
        mine = passages[passages["rendering"] == row.rendering]
        touching = mine[(mine["start"] < row.end) & (mine["end"] > row.start)]
        assert len(touching) > 0
        assert ((touching["start"] >= row.start) & (touching["end"] <= row.end)).all()
        assert (touching["corrected_speaker"] == row.speaker).all()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("nowhere,1,2,Ali Ghodsi,x", "'nowhere'; the corpus has none of that name"),
        ("databricks-zh,1,2,Mark Zuckerberg,x", "'Mark Zuckerberg' does not speak in it"),
        ("databricks-zh,4980,4983,Ali Ghodsi,x", "empty or overlaps"),
        ("databricks-zh,9,9,Ali Ghodsi,x", "empty or overlaps"),
    ],
)
def test_a_correction_that_does_not_fit_is_refused(row, told, corpus, tmp_path):
    text = (corpus.folder / "corrections.csv").read_text("utf-8")
    with pytest.raises(AnalysisError, match=told):
        load_corrections(write_atomic(tmp_path / "corrections.csv", f"{text}{row}\n"), corpus.catalogue)


def test_words_quoted_from_another_occasion_are_kept_and_left_out_of_totals(corpus):
    everything = corpus.make_table("passages")
    assert everything.loc[everything["elsewhere"], "rendering"].tolist() == ["siggraph-zh"]
    shares = corpus.make_table("speech_shares")
    siggraph = shares[shares["rendering"] == "siggraph-zh"]["n_words"].sum()
    here = everything[(everything["rendering"] == "siggraph-zh") & ~everything["elsewhere"]]["n_words"].sum()
    assert siggraph == here
