"""Every notebook, in both languages, on the corpora that were written for the tests; `make check-rest` runs it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from analysis import open_corpus
from analysis.corpus.view import MOST_ALONE
from analysis.ground.storage import ROOT
from analysis.intake.measuring import measure_corpus
from analysis.publishing.execution import execute_all, find_notebooks
from analysis.results import OpenCorpus
from tests.conftest import TINY
from tests.making import make_corpus

LATE = (
    "Vera: What grew this year?\n\nOtto: Beans, mostly. The frost was late and the beds were deep.\n\nVera: And now?\n"
)


def run(corpus: OpenCorpus, figures: Path) -> None:
    done = list(execute_all(corpus, figures=figures, quote=True, endings=("csv",)))
    assert [failure for executed in done for failure in executed.failures] == []
    assert sorted({executed.name for executed in done}) == [path.name for path in find_notebooks()]
    assert len(done) == 2 * len(find_notebooks())
    assert len(list(figures.glob("*.csv"))) >= 15


def copy_corpus(folder: Path, copy: Path, *, settings: str = "") -> Path:
    shutil.copytree(folder, copy)
    if settings:
        (copy / "settings.toml").write_text(settings, "utf-8")
    return copy


@pytest.mark.parametrize("name", [name for name in TINY if name != "two-talks"])
def test_every_notebook_runs_on_any_corpus(name, tiny, tmp_path):
    run(tiny[name], tmp_path)


def test_two_commands_lead_from_a_folder_of_files_to_a_site(tmp_path):
    """As the README says them, with nothing measured and nothing answered."""
    files, folder = Path(__file__).parent / "corpora" / "two-talks" / "documents", tmp_path / "talks"
    for command in (["new", str(folder), "--from", str(files)], ["--corpus", str(folder), "figures"]):
        run_it = [sys.executable, "-m", "analysis", *command]
        done = subprocess.run(run_it, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert "Traceback" not in done.stderr
    corpus = open_corpus(folder)
    assert corpus.has_themes
    assert len(corpus.passages) > 20
    pages = {path.name for path in (folder / "figures" / "pages").glob("*.html")}
    assert pages == {path.with_suffix(".html").name for path in find_notebooks()}
    for page in ("index.html", "zh/index.html", "explorer.html", "explorer/core.js", "themes.html"):
        assert (folder / "figures" / page).is_file(), page


def test_every_notebook_runs_of_answers_alone_by_who_speaks(tiny_folders, tmp_path):
    told = 'compare_by = "speaker"\nonly = { side = "answering" }\n'
    corpus = open_corpus(copy_corpus(tiny_folders["eight-talks"], tmp_path / "corpus", settings=told))
    run(corpus, tmp_path / "figures")


def test_every_notebook_runs_on_very_many_conversations_which_are_grouped(tiny_folders, tmp_path):
    """Two talks more than sixty: nobody said by what to compare, so it is the first column of the catalogue."""
    folder = copy_corpus(tiny_folders["sixty-talks"], tmp_path / "corpus")
    catalogue = (folder / "catalogue.toml").read_text("utf-8")
    documents = {}
    for person, role in (("Vera Lund", "host"), ("Otto Brandt", "guest")):
        catalogue += f'[[speaker]]\nname = "{person}"\nrole = "{role}"\naliases = ["{person.split()[0]}"]\n'
    for name in ("late-1", "late-2"):
        catalogue += f'[[conversation]]\nid = "{name}"\ntitle = "Beans of {name}"\nspeakers = '
        catalogue += '["Vera Lund", "Otto Brandt"]\ncolumns = { series = "garden" }\n'
        catalogue += (
            f'[[rendering]]\nid = "{name}-en"\nconversation = "{name}"\nlanguage = "en"\nsha256 = "{name}-en"\n'
        )
        documents[f"{name}-en"] = LATE * (3 if name == "late-1" else 4)
    corpus = make_corpus(folder, catalogue, documents=documents)
    for _ in measure_corpus(corpus):
        pass
    corpus = open_corpus(folder)
    assert len(corpus.catalogue.conversations) > MOST_ALONE
    assert corpus.view.chosen
    assert corpus.groups == ["radio", "hearing", "briefing", "garden"]
    run(corpus, tmp_path / "figures")
