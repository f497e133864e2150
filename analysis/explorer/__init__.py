"""The explorer: map, course, shares and reading view in one page or notebook cell, without any server."""

from analysis.explorer.page import load_explorer_data, render_explorer
from analysis.explorer.widget import Explorer

__all__ = ["Explorer", "load_explorer_data", "render_explorer"]
