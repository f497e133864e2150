"""Coding: what readers gave passages and sentences by hand, and how it is carried to passages of any length."""

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError
from analysis.storage import DATA, decode_text, read_bytes

CODING = DATA / "coding"
_THEME_COLUMNS = ["passage_id", "start", "end", "coder_a", "coder_b", "theme", "part"]
_TONE_COLUMNS = ["passage_id", "start", "end", "coder_a", "coder_b", "score", "part"]
_DISAGREEMENT_COLUMNS = [
    "kind", "type", "rendering_a", "start_a", "end_a", "value_a", "rendering_b", "start_b", "end_b", "value_b",
    "readers", "certainty",
]  # fmt: skip
_WRITTEN_COLUMNS = ["text_id", "language", "coder_a", "coder_b", "score", "text"]


def _read(path: Path, columns: list[str]) -> pd.DataFrame:
    table = pd.read_csv(io.StringIO(decode_text(read_bytes(path), name=str(path))))
    if table.columns.tolist() != columns:
        raise AnalysisError(f"{path}: the columns are {', '.join(table.columns)}; expected {', '.join(columns)}.")
    return table


def _read_scores(path: Path, columns: list[str]) -> pd.DataFrame:
    table = _read(path, columns)
    for column in ("coder_a", "coder_b", "score"):
        wrong = ~pd.to_numeric(table[column], errors="coerce").between(-2, 2)
        if wrong.any():
            line = int(np.flatnonzero(wrong)[0]) + 2
            raise AnalysisError(f"{path}, line {line}: {column} is no score from -2 to 2; correct that line.")
    return table


def load_theme_coding(path: Path = CODING / "themes.csv") -> pd.DataFrame:
    """Return the hand coding of themes: one row per passage.

    Columns: passage_id, start, end (its place in the document, as in the passages), coder_a,
    coder_b (two codings made independently of each other), theme (the two where they agree, a
    third reading where not), part (dev, test, or border: beside a cut, in neither). Errors:
    AnalysisError where the file is of another shape.
    """
    return _read(path, _THEME_COLUMNS)


def load_tone_coding(path: Path = CODING / "tone.csv") -> pd.DataFrame:
    """Return the hand coding of tone: one row per passage.

    Columns: as load_theme_coding, with score (the mean of the two codings, -2 to 2) for theme; the
    parts are those of the themes. Errors: AnalysisError where the file is of another shape, naming
    the line where a score is none.
    """
    return _read_scores(path, _TONE_COLUMNS)


def load_written(path: Path = CODING / "tone-written.csv") -> pd.DataFrame:
    """Return the texts written for this project with their tone as coded by hand: one row per text.

    Columns: text_id, language, coder_a, coder_b, score, text. Errors: as load_tone_coding.
    """
    return _read_scores(path, _WRITTEN_COLUMNS)


def load_disagreement_readings(path: Path = CODING / "disagreements.csv") -> pd.DataFrame:
    """Return where readers found two renderings of one conversation to disagree: one row per place.

    Columns: kind, type (differs, or one-sided), for each of two renderings its id, start, end and
    value, readers (how many of two found it), certainty (the least of theirs). Errors:
    AnalysisError where the file is of another shape.
    """
    return _read(path, _DISAGREEMENT_COLUMNS).fillna({"value_a": "", "value_b": ""})


def load_alignment_readings(path: Path = CODING / "alignment.csv") -> pd.DataFrame:
    """Return how readers judged links between renderings: one row per link, or passage left over.

    Columns: conversation, passages_a, passages_b (as align_renderings gives them), judgement (right, partly
    or wrong; of a passage left over: whether the other rendering lacks it). Errors: AnalysisError where
    the file is of another shape.
    """
    return _read(path, ["conversation", "passages_a", "passages_b", "judgement"]).fillna("")


def place_coding(coding: pd.DataFrame, passages: pd.DataFrame, *, columns: Sequence[str]) -> pd.DataFrame:
    """Return the coding for passages of any length: each gets that of the coded passage it shares most with.

    Returns: one row per passage that overlaps a coded one: passage_id, the columns asked for, part,
    and stretch: which run of one part it belongs to, the same name in both renderings.
    """
    rendering = coding["passage_id"].str.split(":").str[0]
    run = (rendering + coding["part"]).ne((rendering + coding["part"]).shift()).groupby(rendering).cumsum()
    start, end = coding["start"].to_numpy(), coding["end"].to_numpy()
    rows = []
    for passage in passages[["passage_id", "conversation", "rendering", "start", "end"]].itertuples():
        shared = np.minimum(end, passage.end) - np.maximum(start, passage.start)
        shared = np.where(rendering == passage.rendering, shared, 0)
        if len(shared) and shared.max() > 0:
            best = int(shared.argmax())
            values = coding.iloc[best]
            stretch = f"{passage.conversation}/{run.iloc[best]}"
            rows.append((passage.passage_id, *(values[column] for column in columns), values["part"], stretch))
    return pd.DataFrame(rows, columns=["passage_id", *columns, "part", "stretch"])
