"""Description: what is in each topic and theme, in tables for people."""

import itertools
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED
from analysis.passages.lengths import weigh_passages
from analysis.passages.tokens import read_bag
from analysis.themes.topics import rank_words, smooth_vectors


def describe_topics(corpus: Corpus, passages: pd.DataFrame, topics: pd.DataFrame) -> pd.DataFrame:
    """Return what is in each topic, without its name: one row per topic.

    Columns: topic, n_passages, share (of all that is said, see weigh_passages), words_ and the code of each language
    of the passages (ten best), typical (ids of the three passages nearest to the topic's middle).
    """
    merged = passages.merge(topics[["passage_id", "topic"]], on="passage_id", validate="1:1")
    words = rank_words(merged, merged["topic"].tolist())
    vectors, sizes = smooth_vectors(corpus, passages), weigh_passages(corpus, merged)
    rows = []
    for topic, group in merged.groupby("topic"):
        nearest = _nearest(vectors[group.index])
        row: dict[str, object] = {
            "topic": topic,
            "n_passages": len(group),
            "share": sizes[group.index].sum() / sizes.sum(),
        }
        for language in list_languages(passages):
            chosen = words[(words["topic"] == topic) & (words["language"] == language)]
            row[f"words_{language}"] = " ".join(chosen["word"])
        row["typical"] = " ".join(group["passage_id"].iloc[nearest])
        rows.append(row)
    return pd.DataFrame(rows)


def list_languages(passages: pd.DataFrame) -> list[str]:
    """Return the languages of passages, in the order of their codes."""
    return sorted(map(str, passages["language"].unique()))


def describe_themes(corpus: Corpus, passages: pd.DataFrame) -> pd.DataFrame:
    """Return what is in each theme: one row per theme, the largest first.

    passages: with their topic and theme. Columns: theme, name_ and description_ with the code of each language that
    themes are named in ("" of a theme that is not), topics, n_passages, share (of all that is said, see
    weigh_passages), for each language of the passages words_ and coherence_ and its code (see measure_coherence),
    diversity (share of its words that no other theme has), typical (ids of the three passages nearest to the theme's
    middle).
    """
    themes, languages = corpus.themes, list_languages(passages)
    codes = {theme.id: number for number, theme in enumerate(themes.themes)} | {UNASSIGNED: -1}
    words = rank_words(passages, [codes[theme] for theme in passages["theme"]])
    named = sorted({language for theme in themes.themes for language in theme.names})
    vectors, sizes = smooth_vectors(corpus, passages), weigh_passages(corpus, passages)
    bags = {
        language: [frozenset(read_bag(bag)) for bag in passages.loc[passages["language"] == language, "words"]]
        for language in languages
    }
    rows = []
    for theme in themes.themes:
        group = passages[passages["theme"] == theme.id]
        chosen: Mapping[str, pd.Series] = {
            language: words[(words["topic"] == codes[theme.id]) & (words["language"] == language)]["word"]
            for language in languages
        }
        rows.append(
            {
                "theme": theme.id,
                **{f"name_{language}": theme.names.get(language, "") for language in named},
                **{f"description_{language}": theme.descriptions.get(language, "") for language in named},
                "topics": " ".join(str(topic) for topic in sorted(group["topic"].unique())),
                "n_passages": len(group),
                "share": sizes[group.index].sum() / sizes.sum(),
                **{f"words_{language}": " ".join(chosen[language]) for language in languages},
                **{f"coherence_{n}": measure_coherence(chosen[n], bags[n]) for n in languages},
                "diversity": _share_of_own(words, codes[theme.id]),
                "typical": " ".join(group["passage_id"].iloc[_nearest(vectors[group.index])]),
            }
        )
    return pd.DataFrame(rows).sort_values("share", ascending=False, ignore_index=True, kind="stable")


def measure_coherence(words: Sequence[str], bags: Sequence[Collection[str]]) -> float:
    """Return how often words stand in one passage: mean NPMI over their pairs, -1 to 1.

    bags: the words of each passage of a language. Source: Bouma (2009), Lau, Newman and Baldwin (2014); here each
    passage is one window. NaN for fewer than two words. Misleads when taken for validity: readers do not follow it
    (Hoyle et al. 2021).
    """
    holders = [{place for place, bag in enumerate(bags) if word in bag} for word in words]
    values = []
    for one, other in itertools.combinations(holders, 2):
        both, n = len(one & other), len(bags)
        if not both:
            values.append(-1.0)
        elif both < n:
            values.append(float(np.log(both * n / (len(one) * len(other))) / -np.log(both / n)))
    return round(float(np.mean(values)), 6) if values else float("nan")


def _share_of_own(words: pd.DataFrame, code: int) -> float:
    mine = words[words["topic"] == code]
    others = set(words.loc[words["topic"] != code, "word"])
    return float((~mine["word"].isin(others)).mean()) if len(mine) else float("nan")


def find_typical(corpus: Corpus, passages: pd.DataFrame, *, n: int) -> dict[str, list[str]]:
    """Return the ids of the n passages nearest to each theme's middle. passages: with their theme."""
    vectors = smooth_vectors(corpus, passages)
    places = passages.groupby("theme", sort=False).indices
    return {
        str(theme): passages["passage_id"].iloc[rows[_nearest(vectors[rows], n)]].tolist()
        for theme, rows in places.items()
    }


def _nearest(vectors: np.ndarray, n: int = 3) -> np.ndarray:
    """The members of a group nearest to its middle."""
    if not len(vectors):
        return np.array([], dtype=int)
    return np.argsort(-(vectors @ vectors.mean(axis=0)).round(6), kind="stable")[:n]
