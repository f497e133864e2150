"""What redoes what: each change makes anew what hangs on it, and nothing else (the table in analysis/README.md)."""

import importlib.metadata

import pandas as pd
import pytest

from analysis import open_corpus
from analysis.corpus.folder import SHIPPED
from analysis.ground import storage
from analysis.ground.storage import cached_table, digest_code, find_version, write_atomic
from analysis.moves import stored as moves
from analysis.passages.cuts import mark_cuts
from analysis.passages.stored import describe_inputs
from analysis.themes.topics import find_topics
from tests.making import cut_shipped

ZH, EN = "databricks-zh", "databricks-en"
MEASURED, MOVES, CUTS, NOTHING = {f"measured {ZH}", f"measured {EN}"}, {f"moves {ZH}", f"moves {EN}"}, {"cuts"}, set()
ALL = MEASURED | MOVES | CUTS


def list_marks(folder):
    corpus = open_corpus(folder)
    found = {"cuts": mark_cuts(corpus)}
    for name in (ZH, EN):
        rendering = corpus.catalogue.rendering(name)
        found[f"measured {name}"] = describe_inputs(corpus, rendering)
        found[f"moves {name}"] = moves._describe_finding(corpus, rendering)
    return found


@pytest.fixture
def folder(tmp_path):
    return cut_shipped(tmp_path / "talks", ["databricks"]).folder


def replace(name, old, new):
    def change(folder):
        path = folder / name
        text = path.read_text("utf-8")
        assert old in text
        write_atomic(path, text.replace(old, new, 1))

    return change


def append(name, line):
    def change(folder):
        path = folder / name
        write_atomic(path, (path.read_text("utf-8") if path.exists() else "") + line + "\n")

    return change


@pytest.mark.parametrize(
    ("change", "redone"),
    [
        (append("settings.toml", "passage_words = 40"), ALL),
        (append("settings.toml", "bootstrap_samples = 100"), NOTHING),
        (append("settings.toml", 'compare_by = "role"'), NOTHING),
        (append("settings.toml", "least_fit = 0.5"), CUTS),
        (append("settings.toml", "neighbours = 2"), CUTS),
        (append("settings.toml", 'asking_roles = ["guest"]'), ALL),
        (append("words/names.csv", "Lantern Trust,organisation"), ALL),
        (append("words/terms-zh.txt", "灯塔"), ALL),
        (append("words/spellings.csv", "Lantern,Lantern|灯笼"), MOVES),
        (append("corrections.csv", f"{EN},10,20,Ali Ghodsi,tried"), {f"measured {EN}", f"moves {EN}"} | CUTS),
        (append("gists.csv", f"rendering,turn,gist_en,gist_zh\n{EN},1,says so,说"), NOTHING),
        (append("themes.toml", '[[theme]]\nid = "x"\nname_en = "X"\nseeds_en = ["x"]'), CUTS),
        (replace("catalogue.toml", 'title = "', 'title = "Another '), NOTHING),
    ],
)
def test_a_change_redoes_exactly_what_hangs_on_it(folder, change, redone):
    before = list_marks(folder)
    change(folder)
    after = list_marks(folder)
    assert {name for name in before if before[name] != after[name]} == redone


def test_another_document_redoes_its_own_measurements_alone(folder):
    rendering = open_corpus(folder).catalogue.rendering(EN)
    before = list_marks(folder)
    replace("catalogue.toml", rendering.sha256, "0" * 64)(folder)
    after = list_marks(folder)
    assert {name for name in before if before[name] != after[name]} == {f"measured {EN}", f"moves {EN}"} | CUTS


@pytest.mark.parametrize(
    ("package", "redone"), [("jieba", ALL), ("onnxruntime", ALL), ("cn2an", MOVES), ("plotly", NOTHING)]
)
def test_another_version_of_a_package_redoes_what_it_measured(folder, monkeypatch, package, redone):
    before, version = list_marks(folder), importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "99" if name == package else version(name))
    find_version.cache_clear()
    after = list_marks(folder)
    find_version.cache_clear()
    assert {name for name in before if before[name] != after[name]} == redone


@pytest.mark.parametrize("shared", ["UNITS_FILE", "markers.FILE"])
def test_a_list_of_figures_or_hedges_redoes_moves(folder, monkeypatch, tmp_path, shared):
    before = list_marks(folder)
    path = moves.UNITS_FILE if shared == "UNITS_FILE" else moves.markers.FILE
    other = write_atomic(tmp_path / path.name, path.read_text("utf-8") + "\n# changed\n")
    monkeypatch.setattr(f"analysis.moves.stored.{shared}", other)
    after = list_marks(folder)
    assert {name for name in before if before[name] != after[name]} == MOVES


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setattr(storage, "CACHE", tmp_path / "cache")
    made = []

    def compute():
        made.append(1)
        return pd.DataFrame({"a": [len(made)]})

    def ask(**options):
        return cached_table("t", compute, **{"inputs": ["x"], "parameters": {}, **options})["a"].item()

    return ask


def test_what_is_kept_is_made_again_where_an_input_a_parameter_or_the_code_changed(kept, monkeypatch):
    assert [kept(), kept()] == [1, 1]
    assert [kept(inputs=["y"]), kept(parameters={"n": 1}), kept()] == [2, 3, 1]
    monkeypatch.setattr(storage, "digest_code", lambda function: "other code")
    assert [kept(), kept()] == [4, 4]


@pytest.mark.parametrize("damage", [b"", b"garbage", b"PAR1 cut"])
def test_a_damaged_cache_is_made_again(kept, damage):
    assert kept() == 1
    path = next(storage.CACHE.iterdir())
    path.write_bytes(damage)
    assert [kept(), kept()] == [2, 2]
    path.unlink()
    path.mkdir()
    assert [kept(), kept()] == [3, 4]


def test_a_cache_that_cannot_be_written_is_done_without(kept, monkeypatch, tmp_path):
    (tmp_path / "cache").write_text("a file in its place")
    assert [kept(), kept()] == [1, 2]


def test_the_code_that_counts_is_the_functions_and_what_it_imports():
    def own():
        return None

    assert digest_code(find_topics) != digest_code(own)
    assert digest_code(find_topics) == digest_code(find_topics)


def test_the_shipped_measurements_are_of_the_corpus_as_it_is():
    corpus = open_corpus(SHIPPED)
    assert len(corpus.measured) > 500
    assert len(corpus.moves) > 500
