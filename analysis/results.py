"""Results: every table of the project by its name."""

from collections.abc import Callable, Mapping
from dataclasses import asdict

import pandas as pd

from analysis import comparison, initiative
from analysis.assignment import load_themed_passages
from analysis.catalogue import the_catalogue
from analysis.coding import load_alignment_readings, load_disagreement_readings, load_theme_coding, load_tone_coding
from analysis.description import describe_themes, describe_topics
from analysis.disagreement import load_disagreements, load_doubtful
from analysis.distinctive import rank_distinctive
from analysis.errors import AnalysisError
from analysis.passages import load_corrections, load_passages, load_quotations
from analysis.sentiment import SCORERS, summary
from analysis.sentiment.correction import add_tone
from analysis.sentiment.validity import compare_scorers, find_worst_errors, report_tone
from analysis.themes import load_themes
from analysis.topics import fit_topics
from analysis.validity import measure_stability, report_alignment, report_disagreements, report_themes
from analysis.versions import align_renderings


def _topics(passages: pd.DataFrame) -> pd.DataFrame:
    """Made without the themes' names, so that it can be looked at when they no longer fit."""
    known = passages[passages["conversation"].isin(load_themes().conversations)].reset_index(drop=True)
    return describe_topics(known, fit_topics(known))


def _themes(passages: pd.DataFrame) -> pd.DataFrame:
    _, stability = measure_stability(load_passages())
    return describe_themes(passages, load_themes()).merge(stability, on="theme")


def _shares(whole: list[str], part: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    return lambda passages: comparison.measure_shares(passages, whole=whole, part=part)


def _tone(by: list[str]) -> Callable[[pd.DataFrame], pd.DataFrame]:
    return lambda passages: summary.summarise_tone(add_tone(passages), by=by)


def _tone_words(passages: pd.DataFrame) -> pd.DataFrame:
    shifts = summary.shift_words_by_conversation(passages)
    return pd.concat([table.assign(conversation=name) for name, table in shifts.items()], ignore_index=True)


def _take_guest(passages: pd.DataFrame) -> pd.DataFrame:
    roles = the_catalogue().roles()
    return passages[passages["speaker"].map(roles) == "guest"]


def _unprompted(passages: pd.DataFrame) -> pd.DataFrame:
    return comparison.compare_conversations(_take_guest(passages[~initiative.mark_prompted(passages)]), part="theme")


def _speech_differences(passages: pd.DataFrame) -> pd.DataFrame:
    roles = the_catalogue().roles()
    return comparison.compare_conversations(passages.assign(side=passages["speaker"].map(roles)), part="side")


def _tone_differences(passages: pd.DataFrame) -> pd.DataFrame:
    toned = _take_guest(add_tone(passages))
    overall = toned.assign(theme="all themes")
    return comparison.compare_conversations(
        pd.concat([overall, toned], ignore_index=True), part="theme", value="corrected_tone"
    )


def _sentiment(passages: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    return pd.concat(
        [summary.summarise_scores(passages, by=by, scorer=scorer) for scorer in SCORERS], ignore_index=True
    )


def make_result(name: str, *, corrected: bool) -> pd.DataFrame:
    """Return a table of the project by its name, made with or without the corrections of who speaks.

    Errors: AnalysisError naming the tables there are.
    """
    wanted = name.strip().lower().replace(" ", "_").replace("-", "_")
    if wanted == "topics":
        return _topics(load_passages())
    if wanted not in RESULTS:
        raise AnalysisError(f"there is no table {name!r}; the tables are {', '.join(RESULTS)}.")
    return RESULTS[wanted][1](load_themed_passages(corrected=corrected, everything=wanted == "passages"))


def add_quotations(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with the words of each passage that it names, from the user's own copies of the documents.

    Columns of passage ids, passage_id and typical, are followed by quotation; several passages'
    words stand one to a line. Errors: AnalysisError where the table names no passages.
    """
    named = [column for column in ("passage_id", "typical") if column in table]
    if not named:
        raise AnalysisError("this table names no passages, so there is nothing to quote; leave out --quote.")
    passages = load_passages()
    words = dict(zip(passages["passage_id"], load_quotations(passages), strict=True))
    ids = table[named[0]].str.split(" ")
    return table.assign(quotation=["\n".join(words.get(passage, "") for passage in row).strip() for row in ids])


RESULTS: Mapping[str, tuple[str, Callable[[pd.DataFrame], pd.DataFrame]]] = {
    "passages": (
        "one row per passage: where it stands, who speaks, topic, theme, tone, raw scores",
        lambda passages: add_tone(passages).drop(columns=["vector", "tone_vector", "attitude"]),
    ),
    "topics": ("one row per topic: size, words in each language, typical passages", _topics),
    "themes": (
        "one row per theme: names, size, words in each language, coherence, stability",
        _themes,
    ),
    "theme_coding": ("one row per passage: its theme as coded by hand, twice", lambda _: load_theme_coding()),
    "themes_report": (
        "how far the themes agree with readings by hand",
        lambda _: report_themes(load_passages()),
    ),
    "renderings": (
        "one row per rendering, as catalogued",
        lambda _: pd.DataFrame([asdict(r) for r in the_catalogue().renderings]).drop(columns="labels"),
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
        lambda passages: comparison.compare_conversations(passages, part="theme"),
    ),
    "theme_differences_unprompted": (
        "the same of what the guest says on themes that no host brought up in that exchange",
        _unprompted,
    ),
    "side_differences": (
        "difference of guest and host of each conversation in each theme's share of their words",
        lambda passages: comparison.compare_sides(passages, part="theme"),
    ),
    "speech_differences": (
        "difference between each two conversations in how much guest and host speak",
        _speech_differences,
    ),
    "tone_differences": (
        "difference of the guest's tone between each two conversations, by theme and overall, with interval and noise",
        _tone_differences,
    ),
    "noise": (
        "distance of two renderings of one conversation in each theme's share, and the noise floor",
        lambda passages: comparison.measure_noise(passages, part="theme"),
    ),
    "uptakes": (
        "how often what one speaker raises is taken up by the next, by conversation and theme",
        initiative.count_uptakes,
    ),
    "distinctive_words": (
        "the words that set each conversation apart from the others, with interval",
        lambda passages: rank_distinctive(passages, by="conversation"),
    ),
    "distinctive_words_by_speaker": (
        "the words that set each speaker apart from the others, with interval",
        lambda passages: rank_distinctive(passages, by="speaker"),
    ),
    "stretches": (
        "one row per run of passages on one theme, and who began it",
        initiative.find_stretches,
    ),
    "raised": (
        "how often each speaker began a stretch on each theme",
        lambda passages: initiative.count_raised(initiative.find_stretches(passages)),
    ),
    "tone": (
        "tone by conversation, rendering and speaker: averages as scored and as corrected, with intervals",
        _tone(["conversation", "rendering", "speaker"]),
    ),
    "tone_by_speaker": ("the same by conversation and speaker", _tone(["conversation", "speaker"])),
    "tone_by_theme": ("the same by conversation, speaker and theme", _tone(["conversation", "speaker", "theme"])),
    "tone_words": ("one row per conversation and word: what it adds to guest and host sounding unlike", _tone_words),
    "tone_coding": ("one row per passage: its tone as coded by hand, twice", lambda _: load_tone_coding()),
    "tone_scorers": (
        "one row per scorer and language: how far it agrees with the coding, on the test part",
        lambda _: compare_scorers(load_passages()),
    ),
    "tone_errors": ("the ten worst errors of the test part", lambda _: find_worst_errors(load_passages())),
    "tone_report": ("how far the tone agrees with readings by hand", lambda _: report_tone(load_passages())),
    "sentiment": (
        "raw scores by conversation, rendering and speaker",
        lambda passages: _sentiment(passages, ["conversation", "rendering", "speaker"]),
    ),
    "sentiment_by_theme": (
        "raw scores by conversation and theme",
        lambda passages: _sentiment(passages, ["conversation", "theme"]),
    ),
    "alignment": (
        "which passages of two renderings of one conversation say the same, and which have no counterpart",
        align_renderings,
    ),
    "alignment_report": (
        "how readers judged these links, and the passages left over",
        lambda passages: report_alignment(align_renderings(passages), load_alignment_readings()),
    ),
    "disagreements": (
        "what two renderings of one conversation disagree about: figures, names, speakers, what is left out",
        lambda _: load_disagreements(),
    ),
    "disagreements_report": (
        "how far these disagreements are those that readers found",
        lambda _: report_disagreements(load_disagreements(), load_disagreement_readings()),
    ),
    "doubtful_attributions": (
        "places where two renderings give the same words to different people",
        lambda _: load_doubtful(),
    ),
    "corrections": ("who is corrected to say what, and why", lambda _: load_corrections(the_catalogue())),
}
