"""Export: a corpus into a file or folder of the user's, in one of the forms of the field."""

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.ground.cells import write_cells
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import write_atomic
from analysis.ground.wording import list_some
from analysis.interchange.convokit import FILES, save_convokit
from analysis.interchange.frames import frame_codings, frame_passages
from analysis.results import OpenCorpus
from analysis.themes.topics import MODEL_FILES, save_model


@dataclass(frozen=True)
class Exported:
    """What was written: where, what is in it, and the renderings whose words are not in it since they are not there."""

    path: Path
    content: str
    without_words: Sequence[str] = ()

    def tell_missing(self) -> str:
        """Return what is missing and the cure as a sentence, "" where nothing is."""
        if not self.without_words:
            return ""
        return (
            f"without words, since the documents are not there: {list_some(self.without_words, most=12)}; bring them"
            " with `make documents FROM=folder` and export again"
        )


def _save_convokit(corpus: OpenCorpus, path: Path) -> Exported:
    _check_folder(path, FILES)
    save_convokit(corpus, path)
    return Exported(path, "a ConvoKit corpus: open it with convokit.Corpus(filename=...)")


def _save_csv(corpus: OpenCorpus, path: Path) -> Exported:
    _check_file(path)
    frame = frame_passages(corpus)
    _write_csv(path, frame.drop(columns="vector"))
    return Exported(path, f"{len(frame)} passages as CSV", _find_silent(frame))


def _save_parquet(corpus: OpenCorpus, path: Path) -> Exported:
    _check_file(path)
    frame = frame_passages(corpus)
    stream = io.BytesIO()
    frame.to_parquet(stream, index=False, compression="zstd")
    write_atomic(path, stream.getvalue())
    return Exported(path, f"{len(frame)} passages as Parquet, with vectors and places on the map", _find_silent(frame))


def _save_bertopic(corpus: OpenCorpus, path: Path) -> Exported:
    _check_folder(path, MODEL_FILES)
    model = corpus.topic_model
    save_model(model, path)
    return Exported(path, f"{len(set(model.topics_))} topics: open them with bertopic.BERTopic.load(...)")


def _save_codings(corpus: OpenCorpus, path: Path) -> Exported:
    _check_file(path)
    frame = frame_codings(corpus)
    _write_csv(path, frame)
    return Exported(path, f"{len(frame)} passages coded by hand, as CSV", _find_silent(frame))


# What a corpus can be exported as: what it is for, and how it is written.
FORMS: Mapping[str, tuple[str, Callable[[OpenCorpus, Path], Exported]]] = {
    "convokit": ("a folder as ConvoKit keeps corpora: utterances, speakers, conversations", _save_convokit),
    "csv": ("one row a passage, for spreadsheets", _save_csv),
    "parquet": (
        "one row a passage with vector and place on the map, for embedding-atlas and datamapplot",
        _save_parquet,
    ),
    "bertopic": ("the topics as a saved BERTopic model", _save_bertopic),
    "codings": ("one row a passage that was coded by hand, with what each coder gave", _save_codings),
}


def export(corpus: OpenCorpus, form: str, path: Path | str) -> Exported:
    """Write a corpus in one of FORMS to a file, or into a folder that is new, empty or of that form.

    The words come from the user's own copies of the documents. Errors: AnalysisError for another form, or a place where
    something else is.
    """
    if form not in FORMS:
        raise AnalysisError(f"there is no form {form!r}; the forms are {', '.join(FORMS)}.")
    return FORMS[form][1](corpus, Path(path))


def _write_csv(path: Path, frame: pd.DataFrame) -> None:
    write_atomic(path, write_cells(frame))


def _check_file(path: Path) -> None:
    if path.is_dir():
        raise AnalysisError(f"{path}: this is a folder; name the file to write.")


def _check_folder(path: Path, files: Sequence[str]) -> None:
    if path.exists() and not path.is_dir():
        raise AnalysisError(f"{path}: this is a file; name a folder that is new or empty.")
    if strangers := [found.name for found in path.glob("*") if found.name not in files]:
        raise AnalysisError(f"{path}: there is something else in this folder ({min(strangers)}); name one that is new.")


def _find_silent(frame: pd.DataFrame) -> list[str]:
    """The renderings none of whose rows has words."""
    has_words = (frame["text"] != "").groupby(frame["rendering"], sort=False).any()
    return [str(name) for name, some in has_words.items() if not some]
