"""Themes: what people call the topics. Names in both languages, tied to the model they belong to."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.errors import AnalysisError
from analysis.passages import load_passages
from analysis.settings import SETTINGS
from analysis.storage import DATA, cached_table, decode_text, digest, read_bytes
from analysis.tables import ASSIGNMENTS, check_table
from analysis.topics import fit_topics, rank_words, smooth_vectors

THEMES_FILE = DATA / "themes.toml"
UNASSIGNED = "unassigned"
# A passage of a new conversation belongs to no theme when it is further from every topic than all
# but this share of the passages that the topics were made from.
_FURTHEST = 0.1


@dataclass(frozen=True)
class Theme:
    """A theme: its id, names, what it is about, and typical passages of each topic under it."""

    id: str
    name_en: str
    name_zh: str
    description_en: str
    description_zh: str
    anchors: list[list[str]]


@dataclass(frozen=True)
class Themes:
    """The themes of one model: which conversations and settings it was made with."""

    themes: list[Theme]
    conversations: list[str]

    def names(self, language: str = "en") -> dict[str, str]:
        """Return the name of each theme by its id, in "en" or "zh", "unassigned" included."""
        names = {t.id: t.name_en if language == "en" else t.name_zh for t in self.themes}
        return names | {UNASSIGNED: "unassigned" if language == "en" else "未归类"}


def load_themes(path: Path = THEMES_FILE) -> Themes:
    """Return the themes in a file.

    Errors: AnalysisError for a missing or unknown key, two themes of one id, or a model made with
    other settings than data/settings.toml has now.
    """
    try:
        raw = tomllib.loads(decode_text(read_bytes(path), name=str(path)))
        model = raw["model"]
        themes = [Theme(**entry) for entry in raw["theme"]]
        settings = {key: value for key, value in model.items() if key != "conversations"}
        conversations = list(model["conversations"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise AnalysisError(
            f"{path}: this is not a table of themes ({error}); it needs [model] and, for each theme, [[theme]] with"
            " id, name_en, name_zh, description_en, description_zh and anchors."
        ) from None
    for key, value in settings.items():
        if getattr(SETTINGS, key, None) != value:
            raise AnalysisError(
                f"{path}: the names belong to a model with {key} = {value!r}, and data/settings.toml has"
                f" {getattr(SETTINGS, key, 'no such key')!r}; set it back, or look at `python -m analysis table"
                " topics`, name the new topics and correct [model]."
            )
    ids = [theme.id for theme in themes]
    if len(set(ids)) < len(ids) or UNASSIGNED in ids:
        raise AnalysisError(f"{path}: two themes have one id, or one is called {UNASSIGNED!r}; rename it.")
    return Themes(themes, conversations)


def match_topics(topics: pd.DataFrame, themes: Themes) -> dict[int, str]:
    """Return the theme of each topic, by the typical passages that the themes' file names.

    Errors: AnalysisError where a topic holds the typical passages of no theme, or of two: then the
    model has moved away from the names, and they would be wrong.
    """
    topic_of = topics.set_index("passage_id")["topic"]
    found: dict[int, str] = {}
    problems = []
    for theme in themes.themes:
        for anchors in theme.anchors:
            homes = [int(topic_of[passage]) for passage in anchors if passage in topic_of.index]
            if len(set(homes)) != 1:
                problems.append(f"typical passages of {theme.id!r} lie in the topics {sorted(set(homes))}")
            elif found.setdefault(homes[0], theme.id) != theme.id:
                problems.append(f"topic {homes[0]} holds passages of {found[homes[0]]!r} and {theme.id!r}")
    unnamed = sorted(set(topic_of) - found.keys() - {-1})
    problems += [f"topic {topic} has no name" for topic in unnamed]
    if problems:
        raise AnalysisError(
            f"the topics have moved away from data/themes.toml: {'; '.join(problems[:4])}. Look at `python -m analysis"
            " table topics` and give each topic its theme, with three typical passages, in data/themes.toml."
        )
    return found


def assign_themes(passages: pd.DataFrame, themes: Themes | None = None) -> pd.DataFrame:
    """Return the topic, theme and place on the map of every passage (schema: ASSIGNMENTS).

    The topics are made from the conversations that the themes' file names; passages of others get
    the topic whose mean vector is nearest to theirs, or none where all are too far.
    """
    themes = themes or load_themes()
    known = passages["conversation"].isin(themes.conversations).to_numpy()
    fitted = fit_topics(passages[known].reset_index(drop=True))
    theme_of = match_topics(fitted, themes)
    topics = np.full(len(passages), -1)
    topics[known] = fitted["topic"]
    if not known.all():
        topics[~known] = _nearest_topics(passages, known, fitted["topic"].to_numpy())
    table = pd.DataFrame({"passage_id": passages["passage_id"].to_numpy(), "topic": topics})
    table["theme"] = [theme_of.get(int(topic), UNASSIGNED) for topic in topics]
    places = place_passages(passages, topics)
    table["x"], table["y"] = places["x"].to_numpy(), places["y"].to_numpy()
    return check_table(table, ASSIGNMENTS, name="assignments", cure="this is a fault of the project, please report it")


def load_themed_passages(*, corrected: bool = SETTINGS.use_corrections, everything: bool = False) -> pd.DataFrame:
    """Return the committed passages with their topic, theme and place on the map: one row per passage.

    corrected: see load_passages. everything: whether words that an article quotes from another
    occasion are among them, which belong to no total of the conversation.
    """
    passages = load_passages(corrected=corrected)
    themed = passages.merge(assign_themes(passages), on="passage_id", validate="1:1")
    return themed if everything else themed[~themed["elsewhere"]].reset_index(drop=True)


def _nearest_topics(passages: pd.DataFrame, known: np.ndarray, topics: np.ndarray) -> np.ndarray:
    vectors = smooth_vectors(passages)
    centres = np.stack([vectors[known][topics == topic].mean(axis=0) for topic in range(topics.max() + 1)])
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    own = (vectors[known] * centres[topics]).sum(axis=1)
    similarity = vectors[~known] @ centres.T
    nearest = similarity.argmax(axis=1)
    too_far = similarity.max(axis=1) < np.quantile(own, _FURTHEST)
    return np.where(too_far, -1, nearest)


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


def describe_topics(passages: pd.DataFrame, topics: pd.DataFrame) -> pd.DataFrame:
    """Return what is in each topic, without its name: one row per topic.

    Columns: topic, n_passages, share (of all words), words_en, words_zh (ten best), typical (ids of
    the three passages nearest to the topic's middle).
    """
    merged = passages.merge(topics[["passage_id", "topic"]], on="passage_id", validate="1:1")
    words = rank_words(merged, merged["topic"].tolist())
    vectors = smooth_vectors(passages)
    rows = []
    for topic, group in merged.groupby("topic"):
        members = vectors[group.index]
        nearest = np.argsort(-(members @ members.mean(axis=0)).round(6), kind="stable")[:3]
        row: dict[str, object] = {
            "topic": topic,
            "n_passages": len(group),
            "share": group["n_words"].sum() / merged["n_words"].sum(),
        }
        for language in ("en", "zh"):
            chosen = words[(words["topic"] == topic) & (words["language"] == language)]
            row[f"words_{language}"] = " ".join(chosen["word"])
        row["typical"] = " ".join(group["passage_id"].iloc[nearest])
        rows.append(row)
    return pd.DataFrame(rows)


def describe_themes(passages: pd.DataFrame, themes: Themes) -> pd.DataFrame:
    """Return what is in each theme: one row per theme, the largest first.

    passages: with their topic and theme. Columns: theme, name_en, name_zh, description_en,
    description_zh, topics, n_passages, share (of all words), words_en, words_zh.
    """
    codes = {theme.id: number for number, theme in enumerate(themes.themes)} | {UNASSIGNED: -1}
    words = rank_words(passages, [codes[theme] for theme in passages["theme"]])
    total = passages["n_words"].sum()
    rows = []
    for theme in themes.themes:
        group = passages[passages["theme"] == theme.id]
        chosen: Mapping[str, pd.Series] = {
            language: words[(words["topic"] == codes[theme.id]) & (words["language"] == language)]["word"]
            for language in ("en", "zh")
        }
        rows.append(
            {
                "theme": theme.id,
                "name_en": theme.name_en,
                "name_zh": theme.name_zh,
                "description_en": theme.description_en,
                "description_zh": theme.description_zh,
                "topics": " ".join(str(topic) for topic in sorted(group["topic"].unique())),
                "n_passages": len(group),
                "share": group["n_words"].sum() / total,
                "words_en": " ".join(chosen["en"]),
                "words_zh": " ".join(chosen["zh"]),
            }
        )
    return pd.DataFrame(rows).sort_values("share", ascending=False, ignore_index=True)
