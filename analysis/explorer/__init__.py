"""Explorer: map, course, shares and reading view in one page or notebook cell, without any server.

In: passages with theme and tone. Out: one page, or a widget that hands its choice to Python.
May import: charts and every wing below.
"""

from analysis.explorer.page import load_explorer_data, render_explorer
from analysis.explorer.widget import Explorer

__all__ = ["Explorer", "load_explorer_data", "render_explorer"]
