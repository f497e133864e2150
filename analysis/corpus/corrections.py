"""Corrections: who is corrected to say what, where people decided against a document."""

from pathlib import Path

import pandas as pd

from analysis.corpus import columns
from analysis.corpus.catalogue import Catalogue
from analysis.corpus.csvfiles import read_csv
from analysis.ground.errors import AnalysisError

_CORRECTIONS = columns.Sheet(
    {
        "rendering": columns.text(),
        "start": columns.whole(),
        "end": columns.whole(),
        "speaker": columns.text(),
        "reason": columns.text(empty=True),
    }
)


def load_corrections(path: Path, catalogue: Catalogue) -> pd.DataFrame:
    """Return who is corrected to say what: one row per piece: rendering, start, end, speaker, reason.

    Empty where there is no such file. Errors: AnalysisError naming the row for a rendering or speaker that the
    catalogue lacks, or pieces that are empty or overlap.
    """
    conversations = {c.id: c for c in catalogue.conversations}
    speakers = {r.id: conversations[r.conversation].speakers for r in catalogue.renderings}
    table = read_csv(path, _CORRECTIONS, known={"rendering": speakers})
    last: dict[str, int] = {}
    for row in table.sort_values(["rendering", "start"]).itertuples(index=False):
        where = f"{path}: the correction of {row.rendering} at {row.start}"
        if row.speaker not in speakers[row.rendering]:
            raise AnalysisError(f"{where}: {row.speaker!r} does not speak in it; take a name from the catalogue.")
        if not last.get(row.rendering, 0) <= row.start < row.end:
            raise AnalysisError(f"{where}: it is empty or overlaps another; correct start and end.")
        last[row.rendering] = row.end
    return table
