"""Titling: which phrases of a theme are its name, the same thing in each of its languages and in no two themes."""

import itertools
from collections.abc import Mapping, Sequence

from analysis.themes.phrases import Phrase

# A second phrase must fit so well, as a share of the first, and stand in one passage with it and so often in it or a
# neighbour; in another language it must lie so near to the one it stands for. So many are looked at for the first.
_AS_GOOD, _TOGETHER, _SAME_THING, _LOOKED_AT = 0.6, 3, 0.5, 6
_JOINED = {"en": " and ", "zh": "与"}


def choose_titles(themes: Sequence[Mapping[str, Sequence[Phrase]]]) -> list[dict[str, list[Phrase]]]:
    """Return the one or two phrases that are each theme's name, in each of its languages.

    themes: the phrases of each theme by language, the best first, the language that most of it is in first. A name is
    what fits best there and has its like in the other languages. A second phrase is added that fits about as well, lies
    nearest to this theme of all, and stands beside the first one in passages; in another language one that says the
    same. No two themes are called alike: the one that a phrase fits better has it.
    """
    titles: list[dict[str, list[Phrase]]] = [{} for _ in themes]
    taken: set[tuple[str, str]] = set()
    order = sorted(
        range(len(themes)), key=lambda n: -max((p.score for found in themes[n].values() for p in found), default=0)
    )
    for number in order:
        left = {
            language: [phrase for phrase in found if (language, phrase.text.casefold()) not in taken] or list(found)
            for language, found in themes[number].items()
            if found
        }
        titles[number] = _choose(left) if left else {}
        taken |= {(language, title[0].text.casefold()) for language, title in titles[number].items()}
    return titles


def _choose(found: Mapping[str, Sequence[Phrase]]) -> dict[str, list[Phrase]]:
    """The title of one theme, by language."""
    main, *others = found
    firsts = max(
        itertools.product(*(found[language][:_LOOKED_AT] for language in found)),
        key=lambda chosen: _rate(chosen, [found[language][0].score for language in found]),
    )
    titles = {language: [first] for language, first in zip(found, firsts, strict=True)}
    second = next((phrase for phrase in found[main] if _goes_with(phrase, firsts[0])), None)
    if second is not None:
        titles[main].append(second)
        for language, first in zip(others, firsts[1:], strict=True):
            like = [p for p in found[language] if p != first and _measure_likeness(p, second) >= _SAME_THING]
            titles[language] += like[:1]
    return titles


def _rate(chosen: Sequence[Phrase], best: Sequence[float]) -> float:
    """How well phrases of several languages name one theme: how they fit, and how far they are one thing."""
    fit = sum(phrase.score / max(score, 1e-9) for phrase, score in zip(chosen, best, strict=True))
    return round(fit + sum(_measure_likeness(chosen[0], other) for other in chosen[1:]), 6)


def _goes_with(phrase: Phrase, first: Phrase) -> bool:
    """Whether a phrase is a second half of a name."""
    if phrase == first or not phrase.own or phrase.score < _AS_GOOD * first.score:
        return False
    near = {place + step for place in first.places for step in (-1, 0, 1)}
    return not phrase.places.isdisjoint(first.places) and len(phrase.places & near) >= _TOGETHER


def _measure_likeness(one: Phrase, other: Phrase) -> float:
    """How near the meanings of two phrases lie, in whichever languages."""
    return float(one.vector @ other.vector) if one.vector is not None and other.vector is not None else 0.0


def join_title(title: Sequence[Phrase], language: str) -> str:
    """Return a name made of phrases, as a heading has it."""
    joined = _JOINED.get(language, ", ").join(phrase.text for phrase in title)
    return joined[:1].upper() + joined[1:]
