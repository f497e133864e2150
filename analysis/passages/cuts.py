"""Cuts: how the machine's themes come out where passages are cut shorter or longer than the settings have it."""

import dataclasses
import json

import pandas as pd

from analysis.corpus import columns
from analysis.corpus.csvfiles import read_csv
from analysis.corpus.folder import Corpus
from analysis.corpus.settings import Settings
from analysis.corpus.themes import UNASSIGNED, write_themes
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import digest
from analysis.passages.stored import describe_inputs, measured_path

# How long passages are in each other cut, in characters; in languages with spaces half as many words.
LENGTHS = (60, 160)
_CUTS = columns.Sheet(
    {
        "characters": columns.whole(min(LENGTHS), max(LENGTHS)),
        "rendering": columns.text(),
        "exchange": columns.whole(1),
        "theme": columns.text(),
        "n_words": columns.whole(),
        "n_passages": columns.whole(1),
        "made_from": columns.text(),
    },
    key=["characters", "rendering", "exchange", "theme"],
)


def cut_otherwise(settings: Settings, characters: int) -> Settings:
    """Return the settings with passages of another length."""
    return dataclasses.replace(settings, passage_characters=characters, passage_words=characters // 2)


def mark_cuts(corpus: Corpus) -> str:
    """Return the mark of what other cuts hang on: what the passages were measured from, and how themes are told."""
    settings = corpus.settings
    measured = [r for r in corpus.catalogue.renderings if measured_path(corpus, r).exists()]
    inputs = {
        "measured": [describe_inputs(corpus, rendering) for rendering in measured],
        "themes": write_themes(corpus.themes),
        "bounds": [settings.stay_bonus, settings.least_fit, settings.least_fit_examples],
        "neighbours": [settings.neighbours, settings.neighbour_weight],
        "lengths": LENGTHS,
    }
    return digest(json.dumps(inputs, sort_keys=True))[:16]


def load_cuts(corpus: Corpus) -> pd.DataFrame:
    """Return what each exchange has of each theme by the machine, where passages are cut otherwise: one row for each.

    Columns: characters (see LENGTHS), rendering, exchange, theme, n_words, n_passages, made_from. Without rows where
    nobody measured it, or it is of other documents, themes or settings than those that are there now.
    """
    path, cure = corpus.folder / "cuts.csv", "take the file away and run `make corpus`"
    renderings = [rendering.id for rendering in corpus.catalogue.renderings]
    table = read_csv(path, _CUTS, cure=cure)
    if table["made_from"].nunique() > 1:
        raise AnalysisError(f"{path}: its rows were made at several times; {cure}.")
    if table.empty or table["made_from"].iloc[0] != mark_cuts(corpus):
        return table.iloc[:0]
    return read_csv(
        path, _CUTS, known={"rendering": renderings, "theme": [*corpus.themes.ids(), UNASSIGNED]}, cure=cure
    )


def add_up(passages: pd.DataFrame, *, characters: int, made_from: str) -> pd.DataFrame:
    """Return what load_cuts gives, of passages with their theme."""
    groups = passages.groupby(["rendering", "exchange", "theme"], sort=True)["n_words"]
    table = groups.agg(["sum", "size"]).reset_index().rename(columns={"sum": "n_words", "size": "n_passages"})
    return table.assign(characters=characters, made_from=made_from).astype(_CUTS.kinds)[list(_CUTS.columns)]
