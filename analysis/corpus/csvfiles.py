"""CSV files: the tables of a corpus that people edit, read with one kind of error."""

import codecs
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from analysis.ground.errors import AnalysisError
from analysis.ground.storage import decode_text, read_bytes, write_atomic

# A spreadsheet runs a cell that begins so, in some languages also with the wide form of the sign.
_RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def read_csv(path: Path, columns: Mapping[str, str]) -> pd.DataFrame:
    """Return a table of a corpus; where there is no such file, one without rows.

    columns: their names in order, each with its type (str, int64 or float64; a text is never missing, but ""). Errors:
    AnalysisError for other columns, or naming the line of a value of another type.
    """
    if not path.exists():
        return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in columns.items()})
    table = _read_texts(path)
    if table.columns.tolist() != list(columns):
        raise AnalysisError(f"{path}: the columns are {', '.join(table.columns)}; expected {', '.join(columns)}.")
    for name, kind in columns.items():
        if kind == "str":
            continue
        values = pd.to_numeric(table[name].replace("", "nan"), errors="coerce")
        given = table[name].str.strip().str.casefold().isin(["", "nan"]) & (kind == "float64")
        wrong = ~given & (values.isna() | ((values % 1 != 0) & (kind == "int64")))
        if wrong.any():
            line = int(wrong.to_numpy().argmax()) + 2
            raise AnalysisError(f"{path}, line {line}: {name} is {table[name].iloc[line - 2]!r}; expected a number.")
        table[name] = values.astype(kind)
    return table


def read_sheet(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """Return a table as spreadsheets keep it, every value a text; where there is no file, one without rows.

    columns: those that it has to have. It may have others, begin with a byte order mark and part its cells with
    semicolons or tabs. Errors: AnalysisError naming a column that is missing.
    """
    if not path.exists():
        return pd.DataFrame(columns=list(columns), dtype=str)
    table = _read_texts(path).rename(columns=_bare)
    if missing := [name for name in columns if name not in table]:
        raise AnalysisError(f"{path}: the column {missing[0]!r} is missing; it needs {', '.join(columns)}.")
    return table.map(_bare)


def _bare(cell: str) -> str:
    """A cell without the apostrophe that disarm puts before it."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in _RUN else cell


def disarm(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose texts no spreadsheet takes for a formula: an apostrophe goes before one that begins so.

    It is the guard that spreadsheets themselves know. Misleads when such a text is read back, but by read_sheet: it has
    the apostrophe.
    """
    guarded = {
        name: [_guard(cell) if isinstance(cell, str) else cell for cell in frame[name]]
        for name in frame
        if frame[name].map(lambda cell: isinstance(cell, str)).any()
    }
    return frame.assign(**guarded).rename(columns=_guard)


def _guard(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RUN) else cell


def write_sheet(path: Path, table: pd.DataFrame) -> Path:
    """Write a table for spreadsheets: with a byte order mark, and an apostrophe before what they would run."""
    return write_atomic(path, "\ufeff" + disarm(table).to_csv(index=False, lineterminator="\n"))


def _read_texts(path: Path) -> pd.DataFrame:
    """A table with every value as it is written. Errors: AnalysisError where it is none."""
    content = read_bytes(path)
    try:
        text = decode_text(content.removeprefix(codecs.BOM_UTF8), name=str(path))
        head = text.partition("\n")[0]
        separator = max(",;\t", key=head.count)
        return pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, sep=separator)
    except (pd.errors.ParserError, ValueError) as error:
        raise AnalysisError(f"{path}: this is no table ({' '.join(str(error).split())}); correct that line.") from None
