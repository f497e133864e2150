"""Wording: what is shown is said in English and in Chinese; here is chosen in which."""

from collections.abc import Sequence

from analysis.ground.errors import AnalysisError

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


def list_some(items: Sequence[str], *, most: int = 3) -> str:
    """Return a list as it stands in a sentence, of which at the most so many are named: "a, b, c and 4 more".

    One more than that is named rather than counted: "1 more" is no shorter than a name.
    """
    if len(items) <= most + 1:
        return join_words(items)
    n_more = len(items) - most
    return say(f"{', '.join(items[:most])} and {n_more} more", f"{'、'.join(items[:most])}等 {len(items)} 个")


def percent(share: float) -> str:
    """Return a share as a whole percentage, or "under 1%"."""
    if 0 < share < 0.005:
        return say("under 1%", "不到 1%")
    return f"{share * 100:.0f}%"
