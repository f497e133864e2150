"""Execution: the notebooks, run in a fresh kernel in either language."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from tqdm import tqdm

from analysis.errors import AnalysisError
from analysis.language import LANGUAGES
from analysis.storage import BUILD, DOCUMENTS, FIGURES, NOTEBOOKS, write_atomic

_SWITCH = re.compile(r'^LANGUAGE = "en"', re.MULTILINE)
CHART = "application/vnd.plotly.v1+json"
_WIDGET = "application/vnd.jupyter.widget-view+json"
_WIDGET_NOTE = "*The explorer is drawn here when this notebook runs in JupyterLab; `make explore` opens it alone.*"
_AT_ONCE = 2  # a notebook keeps a core busy, and the browser that draws its pictures another one


def find_notebooks() -> list[Path]:
    """Return the project's notebooks in their order. Errors: AnalysisError where there are none."""
    found = sorted(NOTEBOOKS.glob("*.ipynb"))
    if not found:
        raise AnalysisError(f"{NOTEBOOKS}: there is no notebook in it; bring them back with git.")
    return found


def translate_notebook(notebook: NotebookNode, language: str) -> NotebookNode:
    """Return a copy of a notebook in a language: its prose, and the switch in its first cell of code.

    The Chinese of a Markdown cell stands in the cell's metadata, under "zh". Errors: AnalysisError naming the cell
    that has none, or a notebook without the switch.
    """
    translated = nbformat.from_dict(notebook)
    if language == "en":
        return translated
    switched = 0
    for number, cell in enumerate(translated.cells):
        if cell.cell_type == "markdown":
            if "zh" not in cell.metadata:
                raise AnalysisError(f'cell {number} has no Chinese; write it in the cell\'s metadata, under "zh".')
            cell.source = cell.metadata["zh"]
        elif _SWITCH.search(cell.source):
            cell.source, switched = _SWITCH.sub(f'LANGUAGE = "{language}"', cell.source), switched + 1
    if not switched:
        raise AnalysisError('no cell says LANGUAGE = "en"; add the line before charts.start_notebook(LANGUAGE).')
    return translated


def execute_notebook(path: Path, *, environment: Mapping[str, str], language: str = "en") -> NotebookNode:
    """Return a notebook in a language with the outputs of a fresh run; the file is left as it is.

    Errors: AnalysisError naming the notebook, with the last line of what went wrong in it.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    try:
        notebook = translate_notebook(nbformat.read(path, as_version=4), language)
    except AnalysisError as error:
        raise AnalysisError(f"{path.name}: {error}") from None
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],  # it warns of its own transport on every start
        store_widget_state=False,
        resources={"metadata": {"path": str(NOTEBOOKS)}},
    )
    try:
        client.execute(env={**os.environ, **environment})
    except CellExecutionError as error:
        raise AnalysisError(f"{path.name}: a cell failed: {error.ename}: {error.evalue}.") from None
    return _without_traces(notebook)


def _without_traces(notebook: NotebookNode) -> NotebookNode:
    """The notebook without what differs from run to run, so that git shows only real changes."""
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = [o for o in cell.outputs if not (o.output_type == "stream" and o.name == "stderr")]
            for output in cell.outputs:
                if CHART in output.get("data", {}) and "image/png" in output.data:
                    output.metadata["image/png"] = {"alt": output.data[CHART]["layout"]["meta"]["alt"]}
                if _WIDGET in output.get("data", {}):
                    output.data = NotebookNode({"text/markdown": _WIDGET_NOTE})
                    output.metadata = NotebookNode(explorer=True)
    return notebook


def execute_all(
    *,
    figures: Path,
    with_documents: bool,
    languages: Sequence[str] = LANGUAGES,
    endings: Sequence[str] = ("png", "csv"),
) -> Iterator[tuple[str, str, NotebookNode]]:
    """Yield language, name and executed copy of each notebook in each language, in this order.

    figures: the folder that their charts are saved in; endings: of which files. with_documents: whether charts may
    quote the user's documents; what goes into git or to other people may not.
    """
    environment = {
        "ANALYSIS_DOCUMENTS": str(DOCUMENTS) if with_documents else "",
        "ANALYSIS_FIGURES": str(figures),
        "ANALYSIS_ENDINGS": " ".join(endings),
    }
    jobs = [(language, path) for language in languages for path in find_notebooks()]
    with ThreadPoolExecutor(_AT_ONCE) as workers:
        running = [
            workers.submit(execute_notebook, path, environment=environment, language=language)
            for language, path in jobs
        ]
        for done in tqdm(as_completed(running), total=len(jobs), desc="running notebooks", leave=False):
            if done.exception():
                workers.shutdown(cancel_futures=True)
                raise done.exception() or AssertionError
    for (language, path), result in zip(jobs, running, strict=True):
        yield language, path.name, result.result()


def refresh_notebooks() -> list[Path]:
    """Run every notebook without the documents and keep its outputs in it, as git holds them.

    Also refreshes the pictures that the READMEs show. Returns the paths written.
    """
    from analysis.charts import shrink_picture

    scratch = BUILD / "figures"
    done = list(execute_all(figures=scratch, with_documents=False, languages=("en",)))
    paths = [write_atomic(NOTEBOOKS / name, nbformat.writes(notebook) + "\n") for _, name, notebook in done]
    return paths + [
        write_atomic(FIGURES / "preview" / picture.name, shrink_picture(picture.read_bytes()))
        for picture in sorted(scratch.glob("*.png"))
    ]
