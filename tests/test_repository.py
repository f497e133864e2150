"""The repository as a whole: what is locked, and what must not be in it."""

import re
import subprocess
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml

from analysis.ground.storage import NOTEBOOKS, ROOT

HAN_RUN, ENGLISH_RUN = 14, 9


def pins(lines: list[str]) -> dict[str, str]:
    found = (re.match(r"([A-Za-z0-9_.-]+)==([^\s;]+)", line.strip()) for line in lines)
    return {match[1].lower().replace("_", "-"): match[2] for match in found if match}


@pytest.fixture(scope="module")
def direct() -> dict[str, str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    found = pins(project["dependencies"])
    assert len(found) == len(project["dependencies"]), "every dependency is pinned with =="
    return found


def test_conda_gets_the_same_direct_dependencies(direct):
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    conda = [line for line in environment["dependencies"] if isinstance(line, str)]
    pip = next(line["pip"] for line in environment["dependencies"] if isinstance(line, dict))
    assert pins(conda) | pins(pip) == direct


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_the_locks_hold_the_direct_dependencies_and_no_address(direct, name):
    text = (ROOT / name).read_text("utf-8")
    locked = pins(text.splitlines())
    assert {package: locked.get(package) for package in direct} == direct
    assert not re.search(r"https?:|file:|--index|--extra-index|--find-links|@ ", text)
    assert text.count("--hash=sha256:") >= len(locked)
    assert not {"torch", "sentence-transformers", "umap-learn", "hdbscan"} & locked.keys()


def test_the_development_lock_agrees_with_the_other(direct):
    runtime = pins((ROOT / "requirements.txt").read_text("utf-8").splitlines())
    development = pins((ROOT / "requirements-dev.txt").read_text("utf-8").splitlines())
    assert runtime.items() <= development.items()


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("needs a git checkout")
    return [ROOT / name for name in listed.stdout.decode("utf-8").split("\0") if name and (ROOT / name).is_file()]


def han(text: str) -> str:
    return re.sub("[^\u4e00-\u9fff]", "", text)


def test_no_sentence_of_the_documents_is_in_the_repository(documents):
    chinese, english = set(), set()
    for text in documents.values():
        for line in text.splitlines():
            run = han(line)
            chinese.update(run[i : i + HAN_RUN] for i in range(len(run) - HAN_RUN + 1))
        words = re.findall(r"[a-z']+", text.lower())
        english.update(" ".join(words[i : i + ENGLISH_RUN]) for i in range(len(words) - ENGLISH_RUN + 1))
    guilty = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", "ignore")
        text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda match: chr(int(match[1], 16)), text)
        run, words = han(text), re.findall(r"[a-z']+", text.lower())
        if any(run[i : i + HAN_RUN] in chinese for i in range(len(run))) or any(
            " ".join(words[i : i + ENGLISH_RUN]) in english for i in range(len(words))
        ):
            guilty.append(path.name)
    assert guilty == []


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_in_git_is_executed_small_and_shows_pictures(path):
    assert path.stat().st_size < 1_000_000
    notebook = nbformat.read(path, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code)
    assert not any(output.output_type == "error" for cell in code for output in cell.outputs)
    charts = [o.data for cell in code for o in cell.outputs if "application/vnd.plotly.v1+json" in o.get("data", {})]
    assert charts
    assert all("image/png" in data for data in charts)
    assert not re.search(r"/(home|root|work|Users)/", path.read_text("utf-8"))


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_is_an_essay_with_short_cells(path):
    notebook = nbformat.read(path, as_version=4)
    assert notebook.cells[0].source.strip().endswith("?")
    headings = [line for cell in notebook.cells for line in cell.source.splitlines() if line.startswith("## ")]
    assert headings[-1] == "## Uncertainty and limits"
    for cell in notebook.cells:
        if cell.cell_type == "code":
            lines = [line for line in cell.source.splitlines() if line.strip()]
            assert len(lines) <= 13, cell.source
            assert not re.search(r"^\s*(def|class|try)\b", cell.source, re.MULTILINE)


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_table_takes_the_words_of_documents_for_words_and_not_for_html(path):
    """pandas writes a cell into the page as it stands unless it is told to escape it, as these do."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            assert ".style" not in cell.source, cell.source
            tables = [o for o in cell.outputs if "text/html" in o.get("data", {})]
            assert not tables or re.search(r"show_(?:table|cards)\(", cell.source), cell.source


def test_pictures_and_readme_of_the_figures_are_of_charts_that_notebooks_save():
    saved = {
        name
        for path in NOTEBOOKS.glob("*.ipynb")
        for cell in nbformat.read(path, as_version=4).cells
        for name in re.findall(r'save_figure\(corpus, \w+, "([\w-]+)"', cell.source)
    }
    figures = ROOT / "figures"
    pictures = {path.stem for path in (figures / "preview").glob("*.png")}
    assert {re.sub(r"-\d$", "", name) for name in pictures} == saved
    assert set(re.findall(r"^`([\w-]+)`: \[HTML\]", (figures / "README.md").read_text("utf-8"), re.M)) == saved
