"""Disagreements: the places where two renderings of one conversation disagree, as they were found."""

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from analysis.corpus import columns
from analysis.corpus.csvfiles import read_csv

KINDS = ("figure", "name", "speaker", "omission")
# Where each of two renderings has what they disagree about, and what it has there.
PLACES = {
    "rendering_a": columns.text(), "start_a": columns.whole(), "end_a": columns.whole(),
    "value_a": columns.text(empty=True),
    "rendering_b": columns.text(), "start_b": columns.whole(), "end_b": columns.whole(),
    "value_b": columns.text(empty=True),
}  # fmt: skip
SPANS = [("start_a", "end_a"), ("start_b", "end_b")]
DISAGREEMENTS = columns.Sheet(
    {"kind": columns.text(*KINDS), **PLACES, "confidence": columns.number(0, 1)}, key=["kind", *PLACES], spans=SPANS
)


def load_disagreements(path: Path, renderings: Collection[str]) -> pd.DataFrame:
    """Return the stored table of disagreements (see find_disagreements); empty where there is no such file.

    renderings: those of the catalogue. Errors: AnalysisError where the file is of another shape, or names another one.
    """
    return read_csv(path, DISAGREEMENTS, known={"rendering_a": renderings, "rendering_b": renderings})
