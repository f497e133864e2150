"""Recutting: the machine's themes of the same documents in shorter and in longer passages, summed up by exchange."""

import copy

import pandas as pd

from analysis.corpus.documents import has_document
from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED
from analysis.intake.measuring import cut_and_embed
from analysis.passages.cuts import LENGTHS, add_up, cut_otherwise, mark_cuts
from analysis.passages.stored import measured_path
from analysis.themes.assignment import Guide, list_bounds


def measure_cuts(corpus: Corpus, passages: pd.DataFrame) -> pd.DataFrame | None:
    """Return what load_cuts gives, measured from the documents, None where one of them is not there.

    passages: measured, as they are cut by the settings; the themes' examples are among them.
    """
    renderings = [r for r in corpus.catalogue.renderings if measured_path(corpus, r).exists()]
    if not all(has_document(corpus, rendering) for rendering in renderings):
        return None
    themes, mark = corpus.themes, mark_cuts(corpus)
    seeds, bounds = Guide(corpus, passages).embed(themes), list_bounds(corpus, themes)
    tables = []
    for characters in LENGTHS:
        other = copy.copy(corpus)
        other.settings = cut_otherwise(corpus.settings, characters)
        cut = pd.concat([cut_and_embed(other, rendering) for rendering in renderings], ignore_index=True)
        found = Guide(other, cut).decode(seeds, bounds)
        themed = cut.assign(theme=[*map([*themes.ids(), UNASSIGNED].__getitem__, found)])
        tables.append(add_up(themed[~themed["elsewhere"]], characters=characters, made_from=mark))
    return pd.concat(tables, ignore_index=True)
