"""Explorer: map, list, reading view and search in one page or notebook cell, without any server.

In: passages with theme and tone. Out: one page with its folder, or a widget that hands its choice to Python.
May import: charts and every wing below.
"""

from analysis.explorer.data import ExplorerData, load_explorer_data
from analysis.explorer.page import save_page
from analysis.explorer.widget import Explorer

__all__ = ["Explorer", "ExplorerData", "load_explorer_data", "save_page"]
