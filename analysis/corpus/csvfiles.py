"""CSV files: the tables of a corpus that people edit, read with one kind of error."""

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

import pandas as pd

from analysis.corpus.columns import Sheet
from analysis.ground.cells import bare_cell, write_cells
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import is_there, read_text, write_atomic


def read_csv(
    path: Path,
    sheet: Sheet,
    *,
    known: Mapping[str, Collection[str]] | None = None,
    needed: bool = False,
    cure: str = "correct that line",
) -> pd.DataFrame:
    """Return a table as its sheet has it; a text is never missing, but "".

    Where there is no such file it has no rows. known: of columns that name something elsewhere, what there is; of a
    passage's id it is the rendering. needed: whether it belongs to the project, so that it has to be there and to have
    rows. Errors: AnalysisError for other columns, or naming the first line that does not fit, what stands there, what
    was expected and the cure.
    """
    if not needed and not is_there(path):
        return sheet.empty()
    lines, (head, *rows) = _read_rows(path)
    if head != list(sheet.columns):
        raise AnalysisError(f"{path}: the columns are {_list(head)}; expected {', '.join(sheet.columns)}.")
    if needed and not rows:
        raise AnalysisError(f"{path}: there are no rows in it; bring the file back with git.")
    cells = {name: [row[place] for row in rows] for place, name in enumerate(head)}
    found: dict[str, list[Any]] = {}
    for name, column in sheet.columns.items():
        found[name] = []
        for line, cell in zip(lines, cells[name], strict=True):
            try:
                found[name].append(column.read(cell))
            except ValueError:
                _refuse(f"{path}, line {line}", name, cell, f"expected {column.expected}", cure)
    for start, end in sheet.spans:
        for line, first, last in zip(lines, found[start], found[end], strict=True):
            if last < first:
                _refuse(f"{path}, line {line}", end, str(last), f"{start} is larger", cure)
    for name, names in (known or {}).items():
        for line, cell in zip(lines, cells[name], strict=True):
            if cell and (cell.partition(":")[0] if name.startswith("passage") else cell) not in names:
                _refuse(f"{path}, line {line}", name, cell, "the corpus has none of that name", cure)
    seen = set[tuple[str, ...]]()
    for line, row in zip(lines, zip(*(cells[name] for name in sheet.key), strict=True), strict=False):
        if row in seen:
            _refuse(
                f"{path}, line {line}", sheet.key[0], row[0], f"a line before has the same {', '.join(sheet.key)}", cure
            )
        seen.add(row)
    return pd.DataFrame({name: pd.Series(found[name], dtype=kind) for name, kind in sheet.kinds.items()})


def _refuse(place: str, column: str, cell: str, why: str, cure: str) -> NoReturn:
    raise AnalysisError(f"{place}: {column} is {cell[:80]!r}; {why}; {cure}.")


def _list(columns: Iterable[str]) -> str:
    told = ", ".join(columns)
    return told if len(told) <= 200 else f"{told[:200]}..."


def read_sheet(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """Return a table as spreadsheets keep it, every value a text; where there is no file, one without rows.

    columns: those that it has to have. It may have others, begin with a byte order mark and part its cells with
    semicolons or tabs. Errors: AnalysisError naming a column that is missing.
    """
    if not is_there(path):
        return pd.DataFrame(columns=list(columns), dtype=str)
    _, (head, *rows) = _read_rows(path)
    table = pd.DataFrame(rows, columns=head, dtype=str)
    if missing := [name for name in columns if name not in table]:
        raise AnalysisError(f"{path}: the column {missing[0]!r} is missing; it needs {', '.join(columns)}.")
    return table


def write_sheet(path: Path, table: pd.DataFrame) -> Path:
    """Write a table for spreadsheets: with a byte order mark, and an apostrophe before what they would run."""
    return write_atomic(path, "\ufeff" + write_cells(table))


def _read_rows(path: Path) -> tuple[list[int], list[list[str]]]:
    """The head and the rows of a table, every value as it is written but for what disarms it, and the rows' lines.

    Errors: AnalysisError where it is no table.
    """
    text = read_text(path)
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        for row in filter(None, reader):
            if rows and len(row) != len(rows[0]):
                raise AnalysisError(
                    f"{path}, line {reader.line_num}: it has {len(row)} values, and the head {len(rows[0])}; put"
                    " quotation marks around values with commas, and correct that line."
                )
            rows.append([bare_cell(cell) for cell in row])
            lines.append(reader.line_num)
    except csv.Error as error:
        raise AnalysisError(f"{path}, line {reader.line_num}: this is no table ({error}); correct that line.") from None
    if not rows or len(set(rows[0])) < len(rows[0]):
        raise AnalysisError(f"{path}: the head has a column twice, or there is none; correct line 1.")
    return lines[1:], rows
