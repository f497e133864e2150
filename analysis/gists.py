"""Gists: what is said in each turn, in the project's own words, in both languages."""

import io
from pathlib import Path

import pandas as pd

from analysis.errors import AnalysisError
from analysis.language import say
from analysis.storage import DATA, decode_text, read_bytes

GISTS_FILE = DATA / "gists.csv"
_COLUMNS = ["rendering", "turn", "gist_en", "gist_zh"]


def load_gists(path: Path = GISTS_FILE) -> pd.DataFrame:
    """Return the gists: one row per turn: rendering, turn, gist_en, gist_zh.

    Errors: AnalysisError where the file is missing, has other columns, an empty cell, or a turn twice.
    """
    try:
        table = pd.read_csv(io.StringIO(decode_text(read_bytes(path), name=str(path))), keep_default_na=False)
        table = table.astype({"turn": "int64"}) if table.columns.tolist() == _COLUMNS else table
    except (pd.errors.ParserError, ValueError) as error:
        raise AnalysisError(f"{path}: this is no table of gists ({error}); correct that line.") from None
    if table.columns.tolist() != _COLUMNS:
        raise AnalysisError(f"{path}: the columns are {', '.join(table.columns)}; expected {', '.join(_COLUMNS)}.")
    wrong = table[table.duplicated(["rendering", "turn"]) | (table[["gist_en", "gist_zh"]] == "").any(axis=1)]
    if len(wrong):
        row = wrong.iloc[0]
        raise AnalysisError(f"{path}: turn {row['turn']} of {row['rendering']} stands there twice or without words.")
    return table


def find_gists(turns: pd.DataFrame) -> list[str]:
    """Return the gist of the turn that each row belongs to, in the language chosen; "" where nobody wrote one.

    turns: with rendering and turn.
    """
    gists = load_gists().set_index(["rendering", "turn"])[say("gist_en", "gist_zh")].to_dict()
    return [gists.get(key, "") for key in zip(turns["rendering"], turns["turn"], strict=True)]
