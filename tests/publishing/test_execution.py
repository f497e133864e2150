"""Execution: the project's notebooks are run by the project's own Python, whatever else is there."""

import json
import sys

import nbformat
import pytest

from analysis.ground.errors import AnalysisError
from analysis.ground.storage import NOTEBOOKS
from analysis.publishing import execution
from analysis.publishing.execution import Kernel, find_notebooks, find_other_notebooks


def write_notebook(path, *sources):
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), path)
    return path


def test_a_kernel_that_somebody_installed_as_python3_is_not_run(tmp_path, monkeypatch):
    folder = tmp_path / "jupyter" / "kernels" / "python3"
    folder.mkdir(parents=True)
    foreign = {"argv": ["/bin/false", "{connection_file}"], "display_name": "Python 3", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(foreign), "utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "jupyter"))
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    kernel = Kernel({})
    try:
        done = kernel.run(write_notebook(tmp_path / "1-who.ipynb", "import sys", "print(sys.executable)", "object()"))
    finally:
        kernel.stop()
    assert done.failures == []
    assert done.notebook.cells[1].outputs[0].text == f"{sys.executable}\n"
    assert done.notebook.cells[2].outputs[0].data["text/plain"] == "<object>"


def test_notebooks_that_somebody_keeps_beside_them_are_left_alone(tmp_path, monkeypatch):
    assert find_other_notebooks() == []
    assert [path.name for path in find_notebooks()] == sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
    monkeypatch.setattr(execution, "NOTEBOOKS", tmp_path)
    mine = [write_notebook(tmp_path / name, "1 / 0") for name in ("Untitled.ipynb", "my-2-notes.ipynb")]
    (tmp_path / "empty.ipynb").touch()
    ours = write_notebook(tmp_path / "1-who.ipynb", "x = 1")
    assert find_notebooks() == [ours]
    assert find_other_notebooks() == [tmp_path / "Untitled.ipynb", tmp_path / "empty.ipynb", mine[1]]


@pytest.mark.parametrize("content", ["", "{", "<<<<<<< HEAD\n{}", "[]", "{}", '{"cells": 3, "nbformat": 4}', "null"])
def test_a_damaged_notebook_is_told_in_one_sentence(content, tmp_path):
    path = tmp_path / "1-who.ipynb"
    path.write_text(content, "utf-8")
    kernel = Kernel({})
    with pytest.raises(AnalysisError, match=r"^1-who\.ipynb: [^\n]*(?:bring it back with git|empty)"):
        kernel.run(path)
