"""Language: what is shown is said in English and in Chinese; here is chosen in which."""

import functools
from collections.abc import Sequence

from analysis.catalogue import the_catalogue
from analysis.errors import AnalysisError
from analysis.themes import load_themes, name_in_sentence

LANGUAGES = ("en", "zh")
_chosen = ["en"]


def set_language(language: str) -> None:
    """Choose the language of everything shown from now on. Errors: AnalysisError for one that is neither en nor zh."""
    if language not in LANGUAGES:
        raise AnalysisError(f'the language is {language!r}; use "en" for English or "zh" for Chinese.')
    _chosen[0] = language


def the_language() -> str:
    """Return the language chosen, "en" or "zh"."""
    return _chosen[0]


def say(en: str, zh: str) -> str:
    """Return the one of two wordings that is in the language chosen."""
    return zh if the_language() == "zh" else en


def join_words(items: Sequence[str]) -> str:
    """Return a list as it stands in a sentence: "a, b and c"."""
    if len(items) < 2:
        return "".join(items)
    # Between Chinese quotation marks stands no comma, and around Latin words a space.
    comma = "" if all(item.startswith("“") and item.endswith("”") for item in items) else "、"
    and_zh = "和" if items[-2][-1:] >= "\u2e80" or comma == "" else " 和"
    gap = " " if items[-1][:1] < "\u2e80" and items[-1][:1] != "“" else ""
    return say(", ".join(items[:-1]) + " and " + items[-1], comma.join(items[:-1]) + and_zh + gap + items[-1])


def percent(share: float) -> str:
    """Return a share as a whole percentage, or "under 1%"."""
    if 0 < share < 0.005:
        return say("under 1%", "不到 1%")
    return f"{share * 100:.0f}%"


@functools.cache
def _conversations() -> dict[str, tuple[str, str]]:
    return {c.id: (c.title, c.title_zh) for c in the_catalogue().conversations}


@functools.cache
def _speakers() -> dict[str, tuple[str, str]]:
    return {s.name: (s.name, s.name_zh) for s in the_catalogue().speakers}


@functools.cache
def _themes() -> dict[str, tuple[str, str]]:
    en, zh = (load_themes().names(language) for language in LANGUAGES)
    return {theme: (en[theme], zh[theme]) for theme in en}


def name_conversation(conversation: str) -> str:
    """Return what a conversation is called, by its id."""
    return say(*_conversations()[conversation])


def name_speaker(speaker: str) -> str:
    """Return what a speaker is called, by the name that tables use."""
    return say(*_speakers()[speaker])


def name_theme(theme: str, *, inside: bool = False) -> str:
    """Return what a theme is called, by its id; inside: as it reads within a sentence, quoted in Chinese."""
    en, zh = _themes()[theme]
    return say(name_in_sentence(en), f"“{zh}”") if inside else say(en, zh)
