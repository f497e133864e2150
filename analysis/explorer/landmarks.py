"""Landmarks: the names on the explorer's map, of themes and, nearer by, of what is said at a place."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from analysis.corpus.folder import Corpus
from analysis.corpus.gists import find_gists
from analysis.corpus.themes import UNASSIGNED
from analysis.ground.languages import join_stop_words
from analysis.ground.wording import LANGUAGES
from analysis.passages.tokens import find_tokens, read_bag

# The map is looked at through grids this fine: the first finds where a theme is densest, the others what is said where.
_THEME_GRID, _WORD_GRIDS = 16, (5, 10, 20, 40)
# A second place of a theme has so much of its densest, and lies so many cells away.
_SECOND, _APART = 0.5, 4
# So many passages of a cell say a word that names it, and so large a part of them.
_FEWEST, _LEAST_SHARE = 3, 0.15


def find_landmarks(corpus: Corpus, passages: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the names on the map, the more important first.

    Returns: of each x, y, level (0: a theme where it is densest; 1: where it is again; 2 and more: words, for a map
    that is drawn so much larger), theme (its id, "" of words), and en, zh: words that set its passages apart, most of
    them (BERTopic's class-based TF-IDF, Grootendorst 2022, of a cell of the map), from gists where there are some.
    Misleads where words are taken for a name that somebody gave.
    """
    if passages.empty:
        return []
    spot = passages[["x", "y"]].to_numpy(dtype=np.float64)
    low, size = spot.min(axis=0), max(float(np.ptp(spot, axis=0).max()), 1e-9)
    scaled = (spot - low) / size
    found = _place_themes(passages, spot, scaled)
    bags = {language: _count_words(corpus, passages, language) for language in LANGUAGES}
    for level, grid in enumerate(_WORD_GRIDS, 2):
        found += _name_cells(spot, scaled, grid, level, bags)
    return found


def _find_cells(scaled: np.ndarray, grid: int) -> np.ndarray:
    return np.minimum((scaled * grid).astype(int), grid - 1)


def _place_themes(passages: pd.DataFrame, spot: np.ndarray, scaled: np.ndarray) -> list[dict[str, Any]]:
    cells, themes = _find_cells(scaled, _THEME_GRID), passages["theme"].to_numpy()
    found = []
    for theme in passages["theme"].value_counts().index.drop(UNASSIGNED, errors="ignore"):
        mine = np.flatnonzero(themes == theme)
        counts = np.zeros((_THEME_GRID + 2, _THEME_GRID + 2))
        np.add.at(counts, (cells[mine, 0] + 1, cells[mine, 1] + 1), 1)
        around = sum(
            counts[1 + a : _THEME_GRID + 1 + a, 1 + b : _THEME_GRID + 1 + b] for a in (-1, 0, 1) for b in (-1, 0, 1)
        )
        ranked = np.argsort(-np.asarray(around).ravel(), kind="stable")
        peaks = [np.array(divmod(int(ranked[0]), _THEME_GRID))]
        most = np.asarray(around).ravel()[ranked[0]]
        for place in ranked[1:]:
            cell = np.array(divmod(int(place), _THEME_GRID))
            if np.asarray(around).ravel()[place] < max(_SECOND * most, _FEWEST):
                break
            if np.abs(cell - peaks[0]).max() >= _APART:
                peaks.append(cell)
                break
        for level, peak in enumerate(peaks):
            near = mine[np.abs(cells[mine] - peak).max(axis=1) <= 1]
            x, y = spot[near].mean(axis=0)
            found.append({"x": float(x), "y": float(y), "level": level, "theme": str(theme)})
    return sorted(found, key=lambda landmark: landmark["level"])


def _count_words(corpus: Corpus, passages: pd.DataFrame, language: str) -> tuple[sparse.csr_matrix, list[str]]:
    """Which words each passage has, those of the gist of its turn or its own in a language; and the words."""
    gists = find_gists(corpus.gists, passages, language=language)
    own = passages["language"].eq(language)
    said = [set(read_bag(bag)) if mine else set() for bag, mine in zip(passages["words"], own, strict=True)]
    lists: Sequence[Iterable[str]] = said
    stop = set(join_stop_words([language]))
    if any(gists):
        turns = {gist: find_tokens(gist, corpus.words, language=language) for gist in set(gists)}
        # A gist begins with what is done there ("Asks ..."); where most talk is in that language, nobody's own words
        # are such as nobody says.
        stop |= {words[0] for words in turns.values() if words}
        spoken = set().union(*said) if own.mean() > 0.5 else None
        lists = [[word for word in turns[gist] if spoken is None or word in spoken] for gist in gists]
    named = {
        part for s in corpus.catalogue.speakers for name in (s.name, s.name_zh) for part in name.casefold().split()
    }
    vocabulary: dict[str, int] = {}
    rows, columns = [], []
    for row, words in enumerate(lists):
        for word in set(words):
            if len(word) > 1 and word not in stop and word not in named and not word[0].isdigit():
                rows.append(row)
                columns.append(vocabulary.setdefault(word, len(vocabulary)))
    shape = len(passages), max(len(vocabulary), 1)
    return sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape), list(vocabulary)


def _name_cells(
    spot: np.ndarray, scaled: np.ndarray, grid: int, level: int, bags: dict[str, tuple[sparse.csr_matrix, list[str]]]
) -> list[dict[str, Any]]:
    cells = _find_cells(scaled, grid)
    keys, where = np.unique(cells[:, 0] * grid + cells[:, 1], return_inverse=True)
    inside = sparse.csr_matrix((np.ones(len(where)), (where, np.arange(len(where)))))
    sizes = np.bincount(where)
    middles = (inside @ spot) / sizes[:, None]
    names = {}
    for language, (matrix, vocabulary) in bags.items():
        counts = (inside @ matrix).tocsr()
        total = np.asarray(counts.sum(axis=0)).ravel()
        weight = np.log(1 + counts.sum() / max(len(keys), 1) / np.maximum(total, 1))
        names[language] = [_choose_words(counts[cell], weight, sizes[cell], vocabulary) for cell in range(len(keys))]
    found = []
    for cell in np.argsort(-sizes, kind="stable"):
        en, zh = (names[language][cell] for language in LANGUAGES)
        if en or zh:
            x, y = middles[cell]
            found.append({"x": float(x), "y": float(y), "level": level, "theme": "", "en": en or zh, "zh": zh or en})
    return found


def _choose_words(row: sparse.csr_matrix, weight: np.ndarray, size: int, vocabulary: list[str]) -> str:
    """The one or two words that set a cell apart, "" where none is said often enough."""
    often = row.data >= max(_FEWEST, _LEAST_SHARE * size)
    words, counts = row.indices[often], row.data[often]
    ranked = sorted(zip(-counts * weight[words], (vocabulary[word] for word in words), strict=True))[:2]
    return " · ".join(word for _, word in ranked)
