"""Disagreements: the places where two renderings of one conversation disagree, as they were found."""

from pathlib import Path

import pandas as pd

from analysis.corpus.csvfiles import read_csv

KINDS = ("figure", "name", "speaker", "omission")
COLUMNS = {
    "kind": "str", "rendering_a": "str", "start_a": "int64", "end_a": "int64", "value_a": "str",
    "rendering_b": "str", "start_b": "int64", "end_b": "int64", "value_b": "str", "confidence": "float64",
}  # fmt: skip


def load_disagreements(path: Path) -> pd.DataFrame:
    """Return the stored table of disagreements (see find_disagreements); empty where there is no such file.

    Errors: AnalysisError where the file is of another shape.
    """
    return read_csv(path, COLUMNS)
