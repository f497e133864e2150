"""Cells: a table as CSV, in which no text is one that a spreadsheet would run."""

import re

import pandas as pd

# A spreadsheet runs a cell that begins so, in some languages also with the wide form of the sign.
_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# What begins like a formula and is none.
_NUMBER = re.compile(r"-\d+(?:\.\d+)?")


def disarm(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose texts no spreadsheet takes for a formula: an apostrophe goes before one that begins so.

    It is the guard that spreadsheets themselves know. It also goes before such a text that has some already, so that
    bare_cell gives back what was there. Misleads when another program reads such a text: it has the apostrophe.
    """
    guarded = {
        name: [_guard(cell) if isinstance(cell, str) else cell for cell in frame[name]]
        for name in frame
        if frame[name].map(lambda cell: isinstance(cell, str)).any()
    }
    return frame.assign(**guarded).rename(columns=_guard)


def _guard(cell: str) -> str:
    return f"'{cell}" if cell.lstrip("'").startswith(_RUN) and not _NUMBER.fullmatch(cell) else cell


def bare_cell(cell: str) -> str:
    """Return a cell without the apostrophe that disarm put before it."""
    return cell[1:] if cell[:1] == "'" and cell.lstrip("'").startswith(_RUN) else cell


def write_cells(table: pd.DataFrame, *, digits: int | None = None) -> str:
    """Return a table as CSV without its index, disarmed. digits: how many numbers have behind the point, or all."""
    form = None if digits is None else f"%.{digits}f"
    return str(disarm(table).to_csv(index=False, float_format=form, lineterminator="\n"))


def print_cells(table: pd.DataFrame, *, digits: int | None = None) -> None:
    """Print a table as write_cells has it."""
    print(write_cells(table, digits=digits), end="")
