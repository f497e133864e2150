"""Gists: what is said in each turn, in the words of the corpus's authors."""

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from analysis.corpus import columns
from analysis.corpus.csvfiles import read_csv
from analysis.ground.errors import AnalysisError

_GISTS = columns.Sheet(
    {
        "rendering": columns.text(),
        "turn": columns.whole(1),
        "gist_en": columns.text(empty=True),
        "gist_zh": columns.text(empty=True),
    },
    key=["rendering", "turn"],
)


def load_gists(path: Path, renderings: Collection[str]) -> pd.DataFrame:
    """Return the gists: one row per turn: rendering, turn, gist_en, gist_zh; empty where there is no such file.

    A gist in one language stands in the other column too where that is empty. renderings: those of the catalogue.
    Errors: AnalysisError where the file has other columns, another rendering, a row without words, or a turn twice.
    """
    table = read_csv(path, _GISTS, known={"rendering": renderings})
    table[["gist_en", "gist_zh"]] = table[["gist_en", "gist_zh"]].apply(lambda gists: gists.str.strip())
    for column, other in (("gist_en", "gist_zh"), ("gist_zh", "gist_en")):
        table[column] = table[column].where(table[column] != "", table[other])
    wrong = table[table["gist_en"] == ""]
    if len(wrong):
        row = wrong.iloc[0]
        raise AnalysisError(
            f"{path}: turn {row['turn']} of {row['rendering']} stands there without words; write some, or take the"
            " line out."
        )
    return table


def find_gists(gists: pd.DataFrame, turns: pd.DataFrame, *, language: str) -> list[str]:
    """Return the gist of the turn that each row belongs to, in a language; "" where nobody wrote one.

    gists: load_gists. turns: with rendering and turn.
    """
    known = gists.set_index(["rendering", "turn"])[f"gist_{language}"].to_dict()
    return [known.get(key, "") for key in zip(turns["rendering"], turns["turn"], strict=True)]
