"""Execution: the notebooks, run in either language."""

import itertools
import os
import queue
import re
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import nbformat
from jupyter_core.utils import run_sync
from nbformat import NotebookNode

from analysis.corpus.folder import Corpus
from analysis.ground.errors import AnalysisError
from analysis.ground.progress import track
from analysis.ground.storage import NOTEBOOKS, ROOT, read_text, write_atomic
from analysis.ground.wording import LANGUAGES
from analysis.publishing.prose import escape_markdown

_SWITCH = re.compile(r'^LANGUAGE = "en"', re.MULTILINE)
CHART = "application/vnd.plotly.v1+json"
_WIDGET = "application/vnd.jupyter.widget-view+json"
_WIDGET_NOTE = "*The explorer is drawn here when this notebook runs in JupyterLab; `make explore` opens it alone.*"
_AT_ONCE = 2  # a notebook keeps a core busy, and the browser that draws its pictures another one
_LONGEST = 1800  # seconds that a cell may take: a large corpus is compared in minutes
_MISSING = ("NameError",)
# What the notebooks are called of which pages are made; Jupyter calls a new one Untitled.ipynb.
_NUMBERED = "[0-9]*-*.ipynb"
# Where an object lies in memory, as Python tells it of one that has no other words.
_ADDRESS = re.compile(r" at 0x[0-9a-f]+(?=>)")
# What a kernel runs before each notebook.
_CLEAR = """get_ipython().reset(new_session=True)
from analysis.results import keep_open
keep_open()
del keep_open"""


@dataclass(frozen=True)
class Executed:
    """A notebook that was run: in which language, its file's name, the copy with outputs, and what failed in it."""

    language: str
    name: str
    notebook: NotebookNode
    failures: list[str]


def find_notebooks() -> list[Path]:
    """Return the notebooks of which pages are made, whose names begin with a number, in their order.

    Errors: AnalysisError where there are none.
    """
    found = sorted(NOTEBOOKS.glob(_NUMBERED))
    if not found:
        raise AnalysisError(f"{NOTEBOOKS}: there is no notebook in it; bring them back with git.")
    return found


def find_other_notebooks() -> list[Path]:
    """Return the notebooks that somebody keeps beside them, of which no pages are made."""
    return sorted({*NOTEBOOKS.glob("*.ipynb")} - {*NOTEBOOKS.glob(_NUMBERED)})


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


def _read_notebook(path: Path) -> NotebookNode:
    """A notebook in the form of today. Errors: AnalysisError where it is none."""
    try:
        notebook = nbformat.reads(read_text(path), as_version=4)
        nbformat.validate(notebook)
    except (ValueError, AttributeError, KeyError, TypeError, nbformat.ValidationError) as error:
        told = next(iter(str(error).splitlines()), "")[:120]
        raise AnalysisError(
            f"this is no notebook ({told}); bring it back with git, or call it otherwise: of what does not begin with"
            " a number no page is made."
        ) from None
    return notebook


class Kernel:
    """A process of this Python that runs notebooks one after the other, each in a namespace of its own.

    Packages, corpora and their tables are loaded once: what a notebook finds is as in a fresh process, as long as no
    file of the corpus changes meanwhile. environment: what its notebooks find in theirs besides this process's.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        from jupyter_client.kernelspec import KernelSpec
        from jupyter_client.manager import AsyncKernelManager

        # It warns of its own transport on every start. A kernel that somebody installed as "python3" is not asked.
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", "--log-level=ERROR"]
        self._manager = AsyncKernelManager()
        self._manager._kernel_spec = KernelSpec(argv=command, language="python", display_name="Python")
        self._environment = {**os.environ, "PYTHONPATH": str(ROOT), **environment}

    def run(self, path: Path, *, language: str = "en") -> Executed:
        """Return a notebook in a language with the outputs of a run; the file is left as it is.

        A cell that fails leaves a note in its place, and the others run. Errors: AnalysisError naming a notebook that
        cannot be run at all.
        """
        from nbclient import NotebookClient

        try:
            notebook = translate_notebook(_read_notebook(path), language)
        except AnalysisError as error:
            raise AnalysisError(f"{path.name}: {error}") from None
        notebook.cells.insert(0, nbformat.v4.new_code_cell(_CLEAR))
        client = NotebookClient(
            notebook,
            km=self._manager,
            timeout=_LONGEST,
            store_widget_state=False,
            allow_errors=True,
            resources={"metadata": {"path": str(NOTEBOOKS)}},
        )
        client.execute(env=self._environment)
        client.kc.stop_channels()
        del notebook.cells[0]
        return Executed(language, path.name, _without_traces(notebook), _note_failures(notebook, path.name, language))

    def stop(self) -> None:
        """End the process."""
        if self._manager.has_kernel:
            run_sync(self._manager.shutdown_kernel)(now=True)


def _note_failures(notebook: NotebookNode, name: str, language: str) -> list[str]:
    """Put a note in place of each error in an executed notebook; return what failed, a line each."""
    failures = []
    for number, cell in enumerate(notebook.cells):
        for output in cell.get("outputs", []):
            if output.output_type != "error":
                continue
            said = re.sub(r"\s+", " ", f"{output.ename}: {output.evalue}")[:300]
            if output.ename not in _MISSING:  # what an earlier failure left undefined is told once
                failures.append(f"{name} ({language}), cell {number}: {said}")
            begins = {"en": "**This part could not be made** for this corpus: ", "zh": "**这一部分无法生成**："}[
                language
            ]
            told = {"text/markdown": begins + escape_markdown(said)}
            note = nbformat.v4.new_output("display_data", told, metadata={"failed": True})
            cell.outputs = [o for o in cell.outputs if o.output_type != "error"] + [note]
    return failures


def _without_traces(notebook: NotebookNode) -> NotebookNode:
    """The notebook without what differs from run to run, so that git shows only real changes."""
    notebook.metadata.pop("widgets", None)
    numbers = itertools.count(1)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.execution_count = next(numbers)
            cell.outputs = [o for o in cell.outputs if not (o.output_type == "stream" and o.name == "stderr")]
            for output in cell.outputs:
                if "text/plain" in output.get("data", {}):
                    output.data["text/plain"] = _ADDRESS.sub("", output.data["text/plain"])
                if CHART in output.get("data", {}) and "image/png" in output.data:
                    output.metadata["image/png"] = {"alt": output.data[CHART]["layout"]["meta"]["alt"]}
                if _WIDGET in output.get("data", {}):
                    output.data = NotebookNode({"text/markdown": _WIDGET_NOTE})
                    output.metadata = NotebookNode(explorer=True)
    return notebook


def execute_all(
    corpus: Corpus,
    *,
    figures: Path,
    quote: bool,
    languages: Sequence[str] = LANGUAGES,
    endings: Sequence[str] = ("png", "csv"),
) -> Iterator[Executed]:
    """Yield each notebook in each language, run on a corpus, in this order.

    figures: the folder that their charts are saved in; endings: of which files. quote: whether charts may quote the
    user's documents; what goes into git or to other people may not.
    """
    environment = {
        "ANALYSIS_CORPUS": str(corpus.folder),
        "ANALYSIS_DOCUMENTS": str(corpus.documents) if quote and corpus.documents else "",
        "ANALYSIS_FIGURES": str(figures),
        "ANALYSIS_ENDINGS": " ".join(endings),
    }
    paths, kernels = find_notebooks(), [Kernel(environment) for _ in range(_AT_ONCE)]
    free: queue.SimpleQueue[Kernel] = queue.SimpleQueue()
    for kernel in kernels:
        free.put(kernel)

    def run(path: Path) -> list[Executed]:
        kernel = free.get()
        try:
            return [kernel.run(path, language=language) for language in languages]
        finally:
            free.put(kernel)

    try:
        with ThreadPoolExecutor(_AT_ONCE) as workers:
            running = [workers.submit(run, path) for path in paths]
            for done in track(as_completed(running), "running notebooks", total=len(paths)):
                if done.exception():
                    workers.shutdown(cancel_futures=True)
                    raise done.exception() or AssertionError
    finally:
        for kernel in kernels:
            kernel.stop()
    for number in range(len(languages)):
        for result in running:
            yield result.result()[number]


def refresh_notebooks(corpus: Corpus) -> tuple[list[Path], list[str]]:
    """Run every notebook without the documents and keep its outputs in it, as git holds them.

    Also refreshes the pictures that the READMEs show; those of charts that are no longer drawn go. Returns the paths
    written, and what failed.
    """
    from analysis.charts import shrink_picture

    scratch = corpus.home / "build" / "figures"
    shutil.rmtree(scratch, ignore_errors=True)
    done = list(execute_all(corpus, figures=scratch, quote=False, languages=("en",)))
    paths = [write_atomic(NOTEBOOKS / each.name, nbformat.writes(each.notebook) + "\n") for each in done]
    previews = corpus.figures / "preview"
    pictures = [
        write_atomic(previews / picture.name, shrink_picture(picture.read_bytes()))
        for picture in sorted(scratch.glob("*.png"))
    ]
    for gone in {*previews.glob("*.png")} - {*pictures} if pictures else ():
        gone.unlink()
    return paths + pictures, [failure for each in done for failure in each.failures]
