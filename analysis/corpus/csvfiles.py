"""CSV files: the tables of a corpus that people edit, read with one kind of error."""

import io
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from analysis.ground.errors import AnalysisError
from analysis.ground.storage import decode_text, read_bytes


def read_csv(path: Path, columns: Mapping[str, str]) -> pd.DataFrame:
    """Return a table of a corpus; where there is no such file, one without rows.

    columns: their names in order, each with its type (str, int64 or float64; a text is never missing, but ""). Errors:
    AnalysisError for other columns, or naming the line of a value of another type.
    """
    if not path.exists():
        return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in columns.items()})
    try:
        text = decode_text(read_bytes(path), name=str(path))
        table = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    except (pd.errors.ParserError, ValueError) as error:
        raise AnalysisError(f"{path}: this is no table ({' '.join(str(error).split())}); correct that line.") from None
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
