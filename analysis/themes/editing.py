"""Editing: what a person does to themes, and what that moves, seen before it is done."""

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED, Theme, Themes, save_themes
from analysis.ground.errors import AnalysisError
from analysis.passages.lengths import weigh_passages
from analysis.themes.assignment import assign_themes, guide_themes
from analysis.themes.naming import name_themes
from analysis.themes.proposal import describe_groups, suggest_themes
from analysis.themes.topics import make_clusterer, smooth_vectors


@dataclass(frozen=True)
class Edit:
    """Themes as they would be, and what moves: nothing is done until it is saved.

    moves: one row for each two themes between which passages move: theme_before, theme_after, n_passages, share (of all
    words), passages (ids, at most five).
    """

    themes: Themes
    moves: pd.DataFrame
    path: Path

    def save(self) -> Path:
        """Write the themes to the corpus's file; return its path. A corpus that is open has to be opened again."""
        return save_themes(self.path, self.themes)


def rename_theme(corpus: Corpus, passages: pd.DataFrame, theme: str, name: str, *, language: str = "en") -> Edit:
    """Return an edit by which a theme is called otherwise in one language; no passage moves."""
    found = _find(corpus.themes, theme)
    return _edit(corpus, passages, {theme: [replace(found, names={**found.names, language: name})]})


def add_seeds(corpus: Corpus, passages: pd.DataFrame, theme: str, phrases: Sequence[str], *, language: str) -> Edit:
    """Return an edit by which a theme has further phrases that say what it is about."""
    found = _find(corpus.themes, theme)
    seeds = list(dict.fromkeys([*found.seeds.get(language, []), *phrases]))
    return _edit(corpus, passages, {theme: [replace(found, seeds={**found.seeds, language: seeds})]})


def drop_theme(corpus: Corpus, passages: pd.DataFrame, theme: str) -> Edit:
    """Return an edit by which a theme is gone: its passages go to the nearest of the others, or to none."""
    _find(corpus.themes, theme)
    if len(corpus.themes.themes) < 2:
        raise AnalysisError(f"{theme!r} is the only theme; a corpus needs one.")
    return _edit(corpus, passages, {theme: []})


def merge_themes(corpus: Corpus, passages: pd.DataFrame, themes: Sequence[str]) -> Edit:
    """Return an edit by which several themes are one, which is called as the first of them."""
    found = [_find(corpus.themes, theme) for theme in themes]
    if len({theme.id for theme in found}) < 2:
        raise AnalysisError("name two themes or more to merge.")
    return _edit(corpus, passages, {found[0].id: [join_themes(found)], **{theme.id: [] for theme in found[1:]}})


def join_themes(found: Sequence[Theme]) -> Theme:
    """Return the theme that several are when they are merged: the first, with the phrases and examples of all."""
    languages = dict.fromkeys(language for theme in found for language in theme.seeds)
    return replace(
        found[0],
        seeds={language: [seed for theme in found for seed in theme.seeds.get(language, [])] for language in languages},
        examples=list(dict.fromkeys(example for theme in found for example in theme.examples)),
    )


def split_theme(corpus: Corpus, passages: pd.DataFrame, theme: str) -> Edit:
    """Return an edit by which a theme is two, as its passages fall apart (Ward's method), each with a proposed name."""
    _find(corpus.themes, theme)
    themed = assign_themes(corpus, passages, check_anchors=False)["theme"].to_numpy()
    mine = passages[themed == theme].reset_index(drop=True)
    if len(mine) < 4:
        raise AnalysisError(f"{theme!r} has {len(mine)} passages, which are too few to be split.")
    groups = make_clusterer(2).fit_predict(smooth_vectors(corpus, mine))
    others = {other.id for other in corpus.themes.themes if other.id != theme}
    return _edit(corpus, passages, {theme: describe_groups(corpus, mine, groups, taken=others)})


def name_by_model(corpus: Corpus, passages: pd.DataFrame) -> tuple[Edit, list[str]]:
    """Return an edit by which a language model names all themes, and the ids of those that keep their names."""
    named, kept = name_themes(corpus, passages, corpus.themes)
    return _edit(corpus, passages, {theme.id: [theme] for theme in named.themes}), kept


def add_suggested(corpus: Corpus, passages: pd.DataFrame) -> Edit:
    """Return an edit by which what fits no theme gets themes of its own (suggest_themes).

    Errors: AnalysisError where too little fits none.
    """
    themed = passages.merge(assign_themes(corpus, passages, check_anchors=False)[["passage_id", "theme"]])
    found = suggest_themes(corpus, themed, corpus.themes).themes
    if not found:
        raise AnalysisError("hardly anything fits no theme, so no new one is suggested.")
    return _edit(corpus, passages, {}, added=found)


def _find(themes: Themes, wanted: str) -> Theme:
    for theme in themes.themes:
        if theme.id == wanted or wanted in theme.names.values():
            return theme
    raise AnalysisError(f"there is no theme {wanted!r}; the themes are {', '.join(themes.ids())}.")


def _edit(
    corpus: Corpus, passages: pd.DataFrame, changed: Mapping[str, Sequence[Theme]], added: Sequence[Theme] = ()
) -> Edit:
    """The edit that puts other themes in the place of some, and adds some at the end."""
    before = corpus.themes
    kept = [new for theme in before.themes for new in changed.get(theme.id, [theme])]
    after = Themes([*kept, *added], before.proposed)
    return Edit(after, _list_moves(corpus, passages, before, after), corpus.themes_file)


def _list_moves(corpus: Corpus, passages: pd.DataFrame, before: Themes, after: Themes) -> pd.DataFrame:
    """Between which themes passages move: see Edit."""
    names = [np.array([*themes.ids(), UNASSIGNED], dtype=object) for themes in (before, after)]
    guide = functools.partial(guide_themes, corpus, passages)
    old, new = (ids[guide(themes)] for ids, themes in zip(names, (before, after), strict=True))
    moved = passages.assign(theme_before=old, theme_after=new)[old != new]
    sizes = weigh_passages(corpus, passages)
    rows = [
        (*pair, len(mine), sizes[mine.index].sum() / sizes.sum(), " ".join(mine["passage_id"].head(5)))
        for pair, mine in moved.groupby(["theme_before", "theme_after"], sort=True)
    ]
    table = pd.DataFrame(rows, columns=["theme_before", "theme_after", "n_passages", "share", "passages"])
    return table.sort_values("n_passages", ascending=False, kind="stable", ignore_index=True)
