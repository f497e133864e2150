"""Documents measured by several processes: the same tables whoever makes them, and nothing lost when one dies."""

import os
import shutil
import signal
from pathlib import Path

import dask
import pytest
from distributed import LocalCluster

from analysis import open_corpus
from analysis.corpus.catalogue import Rendering
from analysis.corpus.folder import Corpus
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import write_atomic
from analysis.intake import spreading
from analysis.intake.measuring import KEPT, LEFT_OUT, NEW, measure_corpus
from analysis.passages.stored import measured_path


@pytest.fixture(scope="module")
def cluster():
    """A scheduler with two worker processes, as somebody may have one already."""
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        LocalCluster(n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster,
    ):
        yield cluster.scheduler_address


@pytest.fixture
def unmeasured(tiny_folders, tmp_path):
    """A corpus of eight talks without its measurements; the folder of those that one process made."""
    shutil.copytree(tiny_folders["eight-talks"], tmp_path / "talks")
    shutil.move(tmp_path / "talks" / "measured", tmp_path / "by-one")
    return open_corpus(tmp_path / "talks"), tmp_path / "by-one"


def measure_deadly(corpus: Corpus, rendering: Rendering) -> tuple[str, str]:
    """Kill the process that measures the first document, each time; of the second only once."""
    first, second = corpus.catalogue.renderings[:2]
    mark = corpus.folder / "killed"
    if rendering.id == first.id or (rendering.id == second.id and not mark.exists()):
        if rendering.id == second.id:
            mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    write_atomic(measured_path(corpus, rendering), rendering.id)
    return NEW, ""


def test_two_processes_of_this_machine_give_the_same_tables_to_the_bit(unmeasured, monkeypatch):
    corpus, by_one = unmeasured
    monkeypatch.setattr(spreading, "_WORTH", 1)
    outcomes = list(measure_corpus(corpus, jobs=2))
    assert {outcome.state for outcome in outcomes} == {NEW}
    assert len(outcomes) == 8
    for path in sorted(by_one.glob("*.parquet")):
        assert (corpus.measured_folder / path.name).read_bytes() == path.read_bytes(), path.name
    monkeypatch.setattr(spreading, "measure_spread", None)
    again = list(measure_corpus(corpus, jobs=2))
    assert {outcome.state for outcome in again} == {KEPT}


def test_a_document_that_kills_its_process_is_left_out_and_the_others_are_measured(cluster, unmeasured):
    corpus, _ = unmeasured
    with spreading.find_workers(corpus, corpus.catalogue.renderings, scheduler=cluster) as client:
        told = {
            rendering.id: reason
            for rendering, _, reason in spreading.measure_spread(
                client, corpus, corpus.catalogue.renderings, measure_deadly
            )
        }
    first, *others = [rendering.id for rendering in corpus.catalogue.renderings]
    assert told[first] == f"{first}: measuring it ends its process, each time."
    assert {name: told[name] for name in others} == dict.fromkeys(others, "")
    assert (corpus.folder / "killed").exists()


def test_a_document_that_is_not_understood_stops_nothing_on_a_cluster(cluster, unmeasured):
    corpus, _ = unmeasured
    bad = corpus.catalogue.renderings[0]
    Path(corpus.documents, bad.file).write_text("Another text than the catalogue's.\n", "utf-8")
    outcomes = {outcome.rendering: outcome for outcome in measure_corpus(corpus, scheduler=cluster)}
    assert outcomes[bad.id].state == LEFT_OUT
    assert "SHA-256" in outcomes[bad.id].reason
    assert sum(outcome.state == NEW for outcome in outcomes.values()) == 7
    assert open_corpus(corpus.folder).left_out["rendering"].tolist() == [bad.id]


def test_what_a_worker_measured_with_other_words_is_not_taken(cluster, unmeasured, monkeypatch):
    corpus, _ = unmeasured
    monkeypatch.setattr(spreading, "describe_inputs", lambda *_: "another mark")
    outcomes = list(measure_corpus(corpus, scheduler=cluster))
    assert {outcome.state for outcome in outcomes} == {LEFT_OUT}
    assert "other versions" in outcomes[0].reason


def test_a_scheduler_that_does_not_answer_is_named(unmeasured, monkeypatch):
    corpus, _ = unmeasured
    monkeypatch.setattr(spreading, "_PATIENCE", 1)
    with pytest.raises(AnalysisError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        list(measure_corpus(corpus, scheduler="tcp://127.0.0.1:9"))
