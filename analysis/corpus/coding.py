"""Coding: what readers gave passages and sentences by hand, and how it is carried to passages of any length."""

import dataclasses
import functools
from collections.abc import Collection, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.corpus import columns
from analysis.corpus.columns import Sheet
from analysis.corpus.csvfiles import read_csv
from analysis.corpus.disagreements import KINDS, PLACES, SPANS
from analysis.ground.languages import WITH_TONE
from analysis.ground.storage import COMMON

WRITTEN_FILE = COMMON / "tone" / "written.csv"
# The part of passages that were coded because they were drawn at random.
DRAWN = "drawn"
_PART = columns.text("dev", "test", "border", DRAWN)
_PLACE = {"passage_id": columns.passage_id(), "start": columns.whole(), "end": columns.whole()}
# A coder gives whole points, and the score can be the mean of two.
_POINT = dataclasses.replace(columns.whole(-2, 2), kind="float64")
_SCORES = {"coder_a": _POINT, "coder_b": _POINT, "score": columns.number(-2, 2)}
THEMES = columns.Sheet(
    {**_PLACE, "coder_a": columns.text(), "coder_b": columns.text(), "theme": columns.text(), "part": _PART},
    key=["passage_id"],
    spans=[("start", "end")],
)
TONE = columns.Sheet({**_PLACE, **_SCORES, "part": _PART}, key=["passage_id"], spans=[("start", "end")])
_DISAGREEMENTS = columns.Sheet(
    {
        "kind": columns.text(*KINDS),
        "type": columns.text("differs", "one-sided"),
        **PLACES,
        "readers": columns.whole(1, 2),
        "certainty": columns.text("sure", "likely", "borderline"),
    },
    key=["kind", *PLACES],
    spans=SPANS,
)
_KIND = columns.text("none", "open", "closed", "choice", "tag")
_QUESTIONS = columns.Sheet(
    {
        "passage_id": columns.passage_id(),
        "start": columns.whole(-1),
        **dict.fromkeys(("coder_a", "coder_b", "kind"), _KIND),
        "part": _PART,
    },
    key=["passage_id", "start"],
)
_MARKERS = columns.Sheet(
    {
        "passage_id": columns.passage_id(),
        "move": columns.text("hedge", "assent"),
        "phrase": columns.text(empty=True),
        "n": columns.whole(1),
        "part": _PART,
    },
    key=["passage_id", "move", "phrase"],
)
_ALIGNMENT = columns.Sheet(
    {
        "conversation": columns.text(),
        "passages_a": columns.passage_ids(),
        "passages_b": columns.passage_ids(),
        "judgement": columns.text("right", "partly", "wrong"),
    },
    key=["conversation", "passages_a", "passages_b"],
)
_TRIALS = columns.Sheet(
    {
        "what": columns.text(),
        "design": columns.text(),
        **{
            name: columns.number(-1, 1, empty=True)
            for name in ("nmi_dev", "nmi_test", "ari_test", "unassigned_test", "accuracy_dev", "accuracy_test",
                         "macro_f1_test")
        },
        "kept": columns.text("yes", "no"),
    },
    key=["what", "design"],
)  # fmt: skip
_WRITTEN = columns.Sheet(
    {"text_id": columns.text(), "language": columns.text(*WITH_TONE), **_SCORES, "text": columns.text()},
    key=["text_id"],
)
# What a theme rests on: a coding by reading, the machine, or the machine put right by passages drawn and coded.
CODED, MACHINE, CORRECTED = "coded", "machine", "corrected"


class Codings:
    """The readings by hand in a corpus's folder, each table empty where there is no such file."""

    def __init__(self, folder: Path, renderings: Collection[str], conversations: Collection[str]) -> None:
        self.folder = folder
        self._renderings, self._conversations = renderings, conversations

    def _read(self, name: str, schema: Sheet) -> pd.DataFrame:
        of_renderings = ("passage_id", "passages_a", "passages_b", "rendering_a", "rendering_b")
        known = {column: self._renderings for column in of_renderings if column in schema.columns}
        if "conversation" in schema.columns:
            known["conversation"] = self._conversations
        return read_csv(self.folder / name, schema, known=known)

    @functools.cached_property
    def themes(self) -> pd.DataFrame:
        """The hand coding of themes: one row per passage.

        Columns: passage_id, start, end (its place in the document, as in the passages), coder_a, coder_b (two codings
        made independently of each other), theme (the two where they agree, a third reading where not), part (dev,
        test, or border: beside a cut, in neither; or drawn: at random, by rendering and speaker).
        """
        return self._read("themes.csv", THEMES)

    @functools.cached_property
    def tone(self) -> pd.DataFrame:
        """The hand coding of tone: as themes, with score (the mean of the two codings, -2 to 2) for theme."""
        return self._read("tone.csv", TONE)

    @functools.cached_property
    def disagreements(self) -> pd.DataFrame:
        """Where readers found two renderings of one conversation to disagree: one row per place.

        Columns: kind, type (differs, or one-sided), for each of two renderings its id, start, end and value, readers
        (how many of two found it), certainty (the least of theirs).
        """
        return self._read("disagreements.csv", _DISAGREEMENTS)

    @functools.cached_property
    def questions(self) -> pd.DataFrame:
        """The hand coding of questions: one row per question, and one per passage that has none.

        Columns: passage_id, start (where the sentence begins, in characters of the passage's words, -1 where there is
        none), coder_a, coder_b (two readings), kind (none, open, closed, choice or tag), part (dev or test).
        """
        return self._read("questions.csv", _QUESTIONS)

    @functools.cached_property
    def markers(self) -> pd.DataFrame:
        """The hand coding of hedges and assents in the passages of questions: one row per passage, move and phrase.

        Columns: passage_id, move (hedge or assent), phrase ("" for assents), n (how many), part.
        """
        return self._read("markers.csv", _MARKERS)

    @functools.cached_property
    def alignment(self) -> pd.DataFrame:
        """How readers judged links between renderings: one row per link, or passage left over.

        Columns: conversation, passages_a, passages_b (as align_renderings gives them), judgement (right, partly or
        wrong; of a passage left over: whether the other rendering lacks it).
        """
        return self._read("alignment.csv", _ALIGNMENT)

    @functools.cached_property
    def trials(self) -> pd.DataFrame:
        """The designs that were tried on the coding, one row each: what, design, figures reached, kept (yes or no)."""
        return self._read("trials.csv", _TRIALS)


def load_written(path: Path = WRITTEN_FILE) -> pd.DataFrame:
    """Return the texts written for this project with their tone as coded by hand: one row per text.

    Columns: text_id, language, coder_a, coder_b, score, text. Errors: AnalysisError where the file is of another shape,
    naming the line where a score is none.
    """
    return read_csv(path, _WRITTEN, needed=True)


def place_coding(coding: pd.DataFrame, passages: pd.DataFrame, *, columns: Sequence[str]) -> pd.DataFrame:
    """Return the coding for passages of any length: each gets that of the coded passage it shares most with.

    Returns: one row per passage that overlaps a coded one: passage_id, the columns asked for, part, and stretch: which
    run of one part it belongs to, the same name in both renderings.
    """
    coding = coding.assign(rendering=coding["passage_id"].str.split(":").str[0])
    coding = coding.sort_values(["rendering", "start"], kind="stable").reset_index(drop=True)
    rendering = coding["rendering"]
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
