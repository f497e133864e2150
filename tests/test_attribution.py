"""Doubtful attributions, corrections, and adding a document: as a user meets them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.alignment import align_pieces
from analysis.catalogue import load_catalogue, the_catalogue
from analysis.disagreement import find_disagreements, load_disagreements, load_doubtful
from analysis.errors import AnalysisError
from analysis.passages import load_corrections, load_passages
from analysis.results import make_result
from analysis.storage import DATA, ROOT, write_atomic

TRANSCRIPTS = Path(__file__).parent / "transcripts"


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


def test_the_committed_table_is_what_the_documents_give(documents):
    pd.testing.assert_frame_equal(find_disagreements(the_catalogue()), load_disagreements(), atol=0.011)


# Places where, by reading both renderings, one gives a whole sentence to the wrong person.
KNOWN = [
    ("bg2-zh-b", 4080), ("bg2-zh-b", 7510), ("bg2-zh-b", 13748), ("bg2-zh-b", 14330), ("bg2-zh-b", 14420),
    ("bg2-zh-b", 14625), ("bg2-zh-b", 17960), ("bg2-zh-b", 18000), ("bg2-zh-b", 18440), ("databricks-en", 22270),
]  # fmt: skip


def test_known_mistakes_of_the_documents_are_found_and_little_else():
    table = load_doubtful()
    found = [
        (table["rendering_b"] == rendering) & (table["start_b"] <= offset) & (offset < table["end_b"])
        for rendering, offset in KNOWN
    ]
    assert all(rows.any() for rows in found)
    assert len(table) <= 1.5 * len(KNOWN)
    assert table["confidence"].between(0, 1).all()
    assert (table["speaker_a"] != table["speaker_b"]).all()


def test_corrections_move_only_the_speaker_and_any_table_can_be_made_with_them():
    plain, corrected = load_passages(), load_passages(corrected=True)
    changed = plain["speaker"] != corrected["speaker"]
    assert changed.sum() == len(load_corrections(the_catalogue()))
    pd.testing.assert_frame_equal(plain.drop(columns="speaker"), corrected.drop(columns="speaker"))
    shares = [
        make_result("speech shares", corrected=yes).set_index(["rendering", "speaker"])["n_words"]
        for yes in (False, True)
    ]
    assert shares[0]["bg2-zh-b", "BG2 hosts"] < shares[1]["bg2-zh-b", "BG2 hosts"]
    assert shares[0].sum() == shares[1].sum()


def test_a_passage_lies_wholly_inside_a_correction_or_outside():
    passages = load_passages()
    for row in load_corrections(the_catalogue()).itertuples():
        mine = passages[passages["rendering"] == row.rendering]
        touching = mine[(mine["start"] < row.end) & (mine["end"] > row.start)]
        assert len(touching) > 0
        assert ((touching["start"] >= row.start) & (touching["end"] <= row.end)).all()
        assert (touching["corrected_speaker"] == row.speaker).all()


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("nowhere,1,2,Ali Ghodsi,x", "no such rendering"),
        ("databricks-zh,1,2,Mark Zuckerberg,x", "'Mark Zuckerberg' does not speak in it"),
        ("databricks-zh,4980,4983,Ali Ghodsi,x", "empty or overlaps"),
        ("databricks-zh,9,9,Ali Ghodsi,x", "empty or overlaps"),
    ],
)
def test_a_correction_that_does_not_fit_is_refused(row, told, tmp_path):
    text = (DATA / "corrections.csv").read_text("utf-8")
    with pytest.raises(AnalysisError, match=told):
        load_corrections(the_catalogue(), write_atomic(tmp_path / "corrections.csv", f"{text}{row}\n"))


def test_words_quoted_from_another_occasion_are_kept_and_left_out_of_totals():
    everything = make_result("passages", corrected=False)
    assert everything.loc[everything["elsewhere"], "rendering"].tolist() == ["siggraph-zh"]
    shares = make_result("speech_shares", corrected=False)
    siggraph = shares[shares["rendering"] == "siggraph-zh"]["n_words"].sum()
    here = everything[(everything["rendering"] == "siggraph-zh") & ~everything["elsewhere"]]["n_words"].sum()
    assert siggraph == here


@pytest.fixture
def own_project(tmp_path) -> Path:
    """A copy of the project's data, which a user may change."""
    shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("*.txt.tmp"))
    return tmp_path


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "ANALYSIS_ROOT": str(root), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "analysis", *arguments]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "name",
    [
        "a01a_beekeeping_podcast.txt",
        "a17b_speakers_map_zh.json",
        "a15a_salvage.srt",
        "b22_museum_app.csv",
        "b16_news_zh_metro.txt",
    ],
)
def test_adding_a_conversation_takes_one_command(name, own_project):
    done = run(own_project, "add", str(TRANSCRIPTS / name), "--conversation", "mine", "--date", "2025-03-01")
    assert done.returncode == 0, done.stderr
    assert "layout:" in done.stdout
    assert "speaker:" in done.stdout
    assert "documents.toml and correct" in done.stdout
    added = load_catalogue(own_project / "data" / "documents.toml")
    rendering = added.renderings[-1]
    assert rendering.conversation == "mine"
    copy = own_project / "data" / "documents" / f"{rendering.id}.txt"
    assert copy.read_bytes() == (TRANSCRIPTS / name).read_bytes()
    read = run(own_project, "read", "--turns", str(copy))
    assert read.returncode == 0
    again = run(own_project, "add", str(TRANSCRIPTS / name), "--conversation", "mine")
    assert again.returncode == 2
    assert "already" in again.stderr


def test_a_dry_run_writes_nothing_and_strangers_are_asked_for(own_project):
    before = (own_project / "data" / "documents.toml").read_bytes()
    document = str(TRANSCRIPTS / "a01a_beekeeping_podcast.txt")
    assert run(own_project, "add", document, "--conversation", "mine", "--dry-run").returncode == 0
    refused = run(own_project, "add", document, "--conversation", "bg2", "--rendering", "bg2-en")
    assert refused.returncode == 2
    assert "--label" in refused.stderr
    assert (own_project / "data" / "documents.toml").read_bytes() == before


def test_an_added_conversation_gets_the_themes_that_are_there(own_project, documents):
    document = str(TRANSCRIPTS / "a01a_beekeeping_podcast.txt")
    assert run(own_project, "add", document, "--conversation", "bees").returncode == 0
    made = run(own_project, "corpus")
    assert made.returncode == 0, made.stderr
    table = run(own_project, "table", "theme_shares")
    assert table.returncode == 0, table.stderr
    bees = [line for line in table.stdout.splitlines() if line.startswith("bees,")]
    assert sum(float(line.split(",")[2]) for line in bees) == pytest.approx(1)
