"""Views: one chart that is seen in several ways, one at a time on a page and one after the other elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass

import plotly.graph_objects as go


@dataclass(frozen=True)
class Views:
    """A chart's views, the first of which stands for it: framed figures, whose meta has the names of all and a number.

    A page has a button for each. Where there is no page, as in JupyterLab, they stand one beneath the other.
    """

    figures: tuple[go.Figure, ...]

    def _ipython_display_(self) -> None:
        for figure in self.figures:
            figure.show()


def join_views(figures: Mapping[str, go.Figure]) -> Views:
    """Return framed figures as the views of one chart. figures: by what their buttons say, the first shown at first."""
    joined = []
    for number, figure in enumerate(figures.values()):
        view = go.Figure(figure)
        view.layout.meta = {**figure.layout.meta, "views": list(figures), "view": number}
        joined.append(view)
    return Views(tuple(joined))


def name_view(name: str, number: int) -> str:
    """Return what a view's files are called, which for the first is the chart's name: `theme-shares-2`."""
    return f"{name}-{number + 1}" if number else name
