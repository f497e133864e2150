"""Pages: notebooks executed, and rendered as single HTML files that work with the network off."""

import html
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from tqdm import tqdm

from analysis.catalogue import the_catalogue
from analysis.errors import AnalysisError
from analysis.storage import BUILD, DOCUMENTS, FIGURES, NOTEBOOKS, write_atomic

_PREVIEW = "theme-shares"
_PLOTLY = "application/vnd.plotly.v1+json"
# nbconvert's own template asks a network for MathJax, Mermaid and widgets; none is used here.
_TEMPLATE = """{% extends 'lab/index.html.j2' %}
{% block html_head_js %}<script>PLOTLY</script>
<style>body { max-width: 62rem; margin: auto } .jp-Cell-inputWrapper { overflow-x: auto }</style>{% endblock %}
{% block html_head_js_mathjax %}{% endblock %}
{% block html_head_js_mermaidjs %}{% endblock %}
{% block jupyter_widgets %}{% endblock %}
"""


def find_notebooks() -> list[Path]:
    """Return the project's notebooks in their order. Errors: AnalysisError where there are none."""
    found = sorted(NOTEBOOKS.glob("*.ipynb"))
    if not found:
        raise AnalysisError(f"{NOTEBOOKS}: there is no notebook in it; bring them back with git.")
    return found


def execute_notebook(path: Path, *, environment: Mapping[str, str]) -> NotebookNode:
    """Return a notebook with the outputs of a fresh run; the file is left as it is.

    Errors: AnalysisError naming the notebook, with the last line of what went wrong in it.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = nbformat.read(path, as_version=4)
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
    return notebook


def execute_all(*, figures: Path, with_documents: bool) -> Iterator[tuple[str, NotebookNode]]:
    """Yield each notebook's name and its executed copy.

    figures: the folder that its charts are saved in. with_documents: whether charts may quote the
    user's documents; what goes into git may not.
    """
    environment = {
        "ANALYSIS_DOCUMENTS": str(DOCUMENTS) if with_documents else "",
        "ANALYSIS_FIGURES": str(figures),
    }
    for path in (progress := tqdm(find_notebooks(), leave=False)):
        progress.set_description(f"running {path.name}")
        yield path.name, execute_notebook(path, environment=environment)


def refresh_notebooks() -> list[Path]:
    """Run every notebook without the documents and keep its outputs in it, as git holds them.

    Also refreshes the picture that the README shows. Returns the paths written.
    """
    scratch = BUILD / "figures"
    done = dict(execute_all(figures=scratch, with_documents=False))
    paths = [write_atomic(NOTEBOOKS / name, nbformat.writes(notebook) + "\n") for name, notebook in done.items()]
    picture = scratch / f"{_PREVIEW}.png"
    if picture.exists():
        paths.append(write_atomic(FIGURES / "preview" / picture.name, picture.read_bytes()))
    return paths


def render_page(notebook: NotebookNode, *, title: str) -> str:
    """Return an executed notebook as one HTML page that asks nothing of any network.

    plotly.js is in it once, however many charts there are.
    """
    from jinja2 import DictLoader
    from nbconvert import HTMLExporter
    from plotly.offline import get_plotlyjs

    exporter = HTMLExporter(
        template_name="lab",
        extra_loaders=[DictLoader({"offline.html.j2": _TEMPLATE})],
        template_file="offline.html.j2",
        language_code="en",
        embed_images=True,
        exclude_input_prompt=True,
        exclude_output_prompt=True,
    )
    resources = {"metadata": {"name": title}}
    page, _ = exporter.from_notebook_node(_with_drawn_charts(notebook), resources=resources)
    # Put in last: its text would make the templates slow.
    page = page.replace("<script>PLOTLY</script>", f"<script>{get_plotlyjs()}</script>", 1)
    return str(page)


def _with_drawn_charts(notebook: NotebookNode) -> NotebookNode:
    import plotly.io as pio

    drawn = nbformat.from_dict(notebook)
    for cell in drawn.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if _PLOTLY in data:
                figure = dict(data[_PLOTLY])
                figure.pop("config", None)
                chart = pio.to_html(
                    figure,
                    include_plotlyjs=False,
                    include_mathjax=False,
                    full_html=False,
                    validate=False,
                    config={"displaylogo": False, "responsive": True},
                )
                output["data"] = {"text/html": chart}
    return drawn


def save_pages(notebooks: dict[str, NotebookNode]) -> list[Path]:
    """Write a page for each executed notebook, and an index of pages and figures; return the paths.

    The executed notebooks themselves are kept in build/notebooks.
    """
    paths, entries = [], []
    for name, notebook in notebooks.items():
        question, answer = _find_question(notebook)
        write_atomic(BUILD / "notebooks" / name, nbformat.writes(notebook) + "\n")
        page = FIGURES / "pages" / f"{Path(name).stem}.html"
        paths.append(write_atomic(page, render_page(notebook, title=question)))
        entries.append((f"pages/{page.name}", question, answer))
    return [*paths, write_atomic(FIGURES / "index.html", _render_index(entries))]


def _find_question(notebook: NotebookNode) -> tuple[str, str]:
    """A notebook's first line, and the answer that its first output gives, as plain text."""
    question = notebook.cells[0].source.splitlines()[0].lstrip("# ").strip()
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "text/markdown" in output.get("data", {}):
                return question, output["data"]["text/markdown"].replace("**", "")
    return question, ""


def _find_title(path: Path) -> str:
    """The title in a page's head, as it stands there."""
    with path.open(encoding="utf-8") as page:
        match = re.search("<title>(.*?)</title>", page.read(4000), re.DOTALL)
    return match[1] if match else html.escape(path.stem)


def _render_index(entries: list[tuple[str, str, str]]) -> str:
    items = "".join(
        f'<li><a href="{html.escape(link)}">{html.escape(question)}</a><p>{html.escape(answer)}</p></li>'
        for link, question, answer in entries
    )
    figures = "".join(
        f'<li><a href="{path.name}">{_find_title(path)}</a></li>'
        for path in sorted(FIGURES.glob("*.html"))
        if path.name != "index.html"
    )
    renderings = "".join(
        f"<li>{html.escape(r.title)}, {html.escape(r.publisher)}, {r.published}</li>"
        for r in the_catalogue().renderings
    )
    return f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Themes and tone of three conversations with Jensen Huang</title>
<link rel="icon" href="data:,">
<style>
body {{ font: 16px/1.55 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", Helvetica, Arial, sans-serif;
  color: #1f2933; max-width: 44rem; margin: 2rem auto; padding: 0 1rem }}
a {{ color: #12486f }} ol li a {{ font-weight: 600 }} p {{ margin: .2rem 0 1rem; color: #52606d }}
footer {{ margin-top: 2rem; font-size: 13px; color: #52606d }}
</style></head><body>
<h1>Themes and tone of three conversations with Jensen Huang</h1>
<ol>{items}</ol>
<h2>Single charts</h2>
<ul>{figures}</ul>
<footer><p>Made from measurements of these published texts, which are their authors':</p><ul>{renderings}</ul></footer>
</body></html>
"""
