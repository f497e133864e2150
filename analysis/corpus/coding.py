"""Coding: what readers gave passages and sentences by hand, and how it is carried to passages of any length."""

import functools
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.corpus.csvfiles import read_csv
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import COMMON, decode_text, read_bytes

_PLACE = {"passage_id": "str", "start": "int64", "end": "int64"}
_THEME_COLUMNS = {**_PLACE, "coder_a": "str", "coder_b": "str", "theme": "str", "part": "str"}
_TONE_COLUMNS = {**_PLACE, "coder_a": "float64", "coder_b": "float64", "score": "float64", "part": "str"}
_DISAGREEMENT_COLUMNS = {
    "kind": "str", "type": "str", "rendering_a": "str", "start_a": "int64", "end_a": "int64", "value_a": "str",
    "rendering_b": "str", "start_b": "int64", "end_b": "int64", "value_b": "str", "readers": "int64",
    "certainty": "str",
}  # fmt: skip
_QUESTION_COLUMNS = {
    "passage_id": "str", "start": "int64", "coder_a": "str", "coder_b": "str", "kind": "str", "part": "str",
}  # fmt: skip
_MARKER_COLUMNS = {"passage_id": "str", "move": "str", "phrase": "str", "n": "int64", "part": "str"}
_ALIGNMENT_COLUMNS = dict.fromkeys(("conversation", "passages_a", "passages_b", "judgement"), "str")
_WRITTEN_COLUMNS = {
    "text_id": "str", "language": "str", "coder_a": "float64", "coder_b": "float64", "score": "float64", "text": "str",
}  # fmt: skip
WRITTEN_FILE = COMMON / "tone" / "written.csv"
# The part of passages that were coded because they were drawn at random.
DRAWN = "drawn"
# What a theme rests on: a coding by reading, the machine, or the machine put right by passages drawn and coded.
CODED, MACHINE, CORRECTED = "coded", "machine", "corrected"


class Codings:
    """The readings by hand in a corpus's folder, each table empty where there is no such file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @functools.cached_property
    def themes(self) -> pd.DataFrame:
        """The hand coding of themes: one row per passage.

        Columns: passage_id, start, end (its place in the document, as in the passages), coder_a, coder_b (two codings
        made independently of each other), theme (the two where they agree, a third reading where not), part (dev,
        test, or border: beside a cut, in neither; or drawn: at random, by rendering and speaker).
        """
        return read_csv(self.folder / "themes.csv", _THEME_COLUMNS)

    @functools.cached_property
    def tone(self) -> pd.DataFrame:
        """The hand coding of tone: as themes, with score (the mean of the two codings, -2 to 2) for theme."""
        return _read_scores(self.folder / "tone.csv", _TONE_COLUMNS)

    @functools.cached_property
    def disagreements(self) -> pd.DataFrame:
        """Where readers found two renderings of one conversation to disagree: one row per place.

        Columns: kind, type (differs, or one-sided), for each of two renderings its id, start, end and value, readers
        (how many of two found it), certainty (the least of theirs).
        """
        return read_csv(self.folder / "disagreements.csv", _DISAGREEMENT_COLUMNS)

    @functools.cached_property
    def questions(self) -> pd.DataFrame:
        """The hand coding of questions: one row per question, and one per passage that has none.

        Columns: passage_id, start (where the sentence begins, in characters of the passage's words, -1 where there is
        none), coder_a, coder_b (two readings), kind (none, open, closed, choice or tag), part (dev or test).
        """
        return read_csv(self.folder / "questions.csv", _QUESTION_COLUMNS)

    @functools.cached_property
    def markers(self) -> pd.DataFrame:
        """The hand coding of hedges and assents in the passages of questions: one row per passage, move and phrase.

        Columns: passage_id, move (hedge or assent), phrase ("" for assents), n (how many), part.
        """
        return read_csv(self.folder / "markers.csv", _MARKER_COLUMNS)

    @functools.cached_property
    def alignment(self) -> pd.DataFrame:
        """How readers judged links between renderings: one row per link, or passage left over.

        Columns: conversation, passages_a, passages_b (as align_renderings gives them), judgement (right, partly or
        wrong; of a passage left over: whether the other rendering lacks it).
        """
        return read_csv(self.folder / "alignment.csv", _ALIGNMENT_COLUMNS)

    @functools.cached_property
    def trials(self) -> pd.DataFrame:
        """The designs that were tried on the coding, one row each, with whatever columns their authors kept."""
        path = self.folder / "trials.csv"
        return (
            pd.read_csv(io.StringIO(decode_text(read_bytes(path), name=str(path)))) if path.exists() else pd.DataFrame()
        )


def _read_scores(path: Path, columns: Mapping[str, str]) -> pd.DataFrame:
    table = read_csv(path, columns)
    for column in ("coder_a", "coder_b", "score"):
        wrong = ~table[column].between(-2, 2)
        if wrong.any():
            line = int(np.flatnonzero(wrong)[0]) + 2
            raise AnalysisError(f"{path}, line {line}: {column} is no score from -2 to 2; correct that line.")
    return table


def load_written(path: Path = WRITTEN_FILE) -> pd.DataFrame:
    """Return the texts written for this project with their tone as coded by hand: one row per text.

    Columns: text_id, language, coder_a, coder_b, score, text. Errors: AnalysisError where the file is of another shape,
    naming the line where a score is none.
    """
    return _read_scores(path, _WRITTEN_COLUMNS)


def place_coding(coding: pd.DataFrame, passages: pd.DataFrame, *, columns: Sequence[str]) -> pd.DataFrame:
    """Return the coding for passages of any length: each gets that of the coded passage it shares most with.

    Returns: one row per passage that overlaps a coded one: passage_id, the columns asked for, part, and stretch: which
    run of one part it belongs to, the same name in both renderings.
    """
    rendering = coding["passage_id"].str.split(":").str[0]
    run = (rendering + coding["part"]).ne((rendering + coding["part"]).shift()).groupby(rendering).cumsum()
    start, end = coding["start"].to_numpy(), coding["end"].to_numpy()
    rows = []
    coded = passages["rendering"].isin(set(rendering))
    for passage in passages.loc[coded, ["passage_id", "conversation", "rendering", "start", "end"]].itertuples():
        shared = np.minimum(end, passage.end) - np.maximum(start, passage.start)
        shared = np.where(rendering == passage.rendering, shared, 0)
        if shared.max() > 0:
            best = int(shared.argmax())
            values = coding.iloc[best]
            stretch = f"{passage.conversation}/{run.iloc[best]}"
            rows.append((passage.passage_id, *(values[column] for column in columns), values["part"], stretch))
    return pd.DataFrame(rows, columns=["passage_id", *columns, "part", "stretch"])
