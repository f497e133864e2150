"""Outputs: the charts of executed notebooks, as pieces of a page whose marks lead to their passages."""

import json
import re
from collections.abc import Sequence

import nbformat
from nbformat import NotebookNode

from analysis.charts.page import render_chart
from analysis.publishing.execution import CHART

SAVED = re.compile(r'save_figure\(corpus, \w+, "([\w-]+)"')


def find_charts(notebook: NotebookNode) -> list[tuple[str, str, str]]:
    """Return name, finding and alternative text of each saved chart of an executed notebook, in its order."""
    found = []
    for cell in notebook.cells:
        if saved := SAVED.search(cell.source):
            metas = [views[0].data[CHART]["layout"]["meta"] for views in group_views(cell)]
            found += [(saved[1], meta["title"], meta["alt"]) for meta in metas]
    return found


def name_picture(notebook: NotebookNode) -> str:
    """Return the file of the first chart that a notebook saves, for a preview; "" where it saves none."""
    found = find_charts(notebook)
    return f"{found[0][0]}.png" if found else ""


def mark_charts(notebook: NotebookNode, endings: Sequence[str]) -> tuple[NotebookNode, list[str]]:
    """Return a copy of a notebook with a mark in place of each chart, and the charts as pieces of a page.

    endings: of their files.
    """
    marked = nbformat.from_dict(notebook)
    charts: list[str] = []
    for cell in marked.cells:
        saved = SAVED.search(cell.source)
        for views in group_views(cell):
            figures = [output.data[CHART] for output in views]
            chart = render_output(figures, saved[1] if saved else "", "../", endings)
            views[0].data, views[0].metadata = NotebookNode({"text/plain": ""}), NotebookNode(chart=len(charts))
            cell.outputs = [output for output in cell.outputs if not any(output is other for other in views[1:])]
            charts.append(chart)
    return marked, charts


def group_views(cell: NotebookNode) -> list[list[NotebookNode]]:
    """Return the outputs of a cell that are charts, those together that are views of one."""
    groups: list[list[NotebookNode]] = []
    for output in cell.get("outputs", []):
        if CHART not in output.get("data", {}):
            continue
        if output.data[CHART]["layout"]["meta"].get("view"):
            groups[-1].append(output)
        else:
            groups.append([output])
    return groups


def render_output(figures: Sequence[NotebookNode], name: str, folder: str, endings: Sequence[str]) -> str:
    """Return a chart of a notebook, in all its views, as a piece of a page.

    name: of its files; folder: the way from the page to them.
    """
    shown = [{key: figure[key] for key in ("data", "layout")} for figure in figures]
    specs = [json.dumps(figure, ensure_ascii=False, separators=(",", ":")) for figure in shown]
    return render_chart(specs, name=name, level=3, folder=folder, endings=endings)
