"""Results: every table of the project by its name."""

from collections.abc import Callable, Mapping
from dataclasses import asdict

import pandas as pd

from analysis import comparison
from analysis.catalogue import the_catalogue
from analysis.passages import load_passages
from analysis.sentiment import SCORERS
from analysis.themes import describe_themes, describe_topics, load_themed_passages, load_themes
from analysis.topics import fit_topics


def _passages() -> pd.DataFrame:
    return load_themed_passages().drop(columns="vector")


def _topics() -> pd.DataFrame:
    """Made without the themes' names, so that it can be looked at when they no longer fit."""
    passages = load_passages()
    known = passages[passages["conversation"].isin(load_themes().conversations)].reset_index(drop=True)
    return describe_topics(known, fit_topics(known))


def _shares(whole: list[str], part: str) -> Callable[[], pd.DataFrame]:
    return lambda: comparison.measure_shares(load_themed_passages(), whole=whole, part=part)


def _sentiment(by: list[str]) -> pd.DataFrame:
    passages = load_themed_passages()
    return pd.concat(
        [comparison.summarise_scores(passages, by=by, scorer=scorer) for scorer in SCORERS], ignore_index=True
    )


RESULTS: Mapping[str, tuple[str, Callable[[], pd.DataFrame]]] = {
    "passages": ("one row per passage: where it stands, who speaks, topic, theme, raw scores", _passages),
    "topics": ("one row per topic: size, words in each language, typical passages", _topics),
    "themes": (
        "one row per theme: names, size, words in each language",
        lambda: describe_themes(load_themed_passages(), load_themes()),
    ),
    "renderings": (
        "one row per rendering, as catalogued",
        lambda: pd.DataFrame([asdict(r) for r in the_catalogue().renderings]).drop(columns="labels"),
    ),
    "speech_shares": (
        "share of each rendering's words by speaker",
        _shares(["conversation", "rendering"], "speaker"),
    ),
    "theme_shares": ("share of each conversation's words by theme", _shares(["conversation"], "theme")),
    "theme_shares_by_rendering": (
        "share of each rendering's words by theme",
        _shares(["conversation", "rendering"], "theme"),
    ),
    "theme_shares_by_speaker": (
        "share of each speaker's words in a conversation by theme",
        _shares(["conversation", "speaker"], "theme"),
    ),
    "theme_differences": (
        "difference of theme shares between each two conversations, with interval and noise",
        lambda: comparison.compare_conversations(load_themed_passages(), part="theme"),
    ),
    "noise": (
        "distance of two renderings of one conversation in each theme's share",
        lambda: comparison.measure_noise(load_themed_passages(), part="theme"),
    ),
    "stretches": (
        "one row per run of passages on one theme, and who began it",
        lambda: comparison.find_stretches(load_themed_passages()),
    ),
    "raised": (
        "how often each speaker began a stretch on each theme",
        lambda: comparison.count_raised(comparison.find_stretches(load_themed_passages())),
    ),
    "sentiment": (
        "raw scores by conversation, rendering and speaker",
        lambda: _sentiment(["conversation", "rendering", "speaker"]),
    ),
    "sentiment_by_theme": ("raw scores by conversation and theme", lambda: _sentiment(["conversation", "theme"])),
}
