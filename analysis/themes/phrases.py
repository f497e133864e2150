"""Phrases: what may name a theme: short runs of content words that occur, and that tell it from the other themes.

Candidates (candidates.py) are ranked by how much more often the theme's passages have them than the others do, and by
how near the phrase itself lies to the theme's middle (KeyBERT, Grootendorst 2020; BERTopic's KeyBERTInspired).
"""

import functools
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from analysis.ground.languages import simplify
from analysis.passages.embedding import embed_texts, free_of_language, keep_vectors, load_background, to_unit_length
from analysis.themes.candidates import find_candidates

# A phrase is looked at where so many passages of a theme that is not small have it, one in so many of a large one; so
# many of each theme's candidates are embedded.
_FEWEST, _MOST_CANDIDATES = 2, 40
_FEW_PASSAGES, _MANY_PASSAGES = 10, 400
# Phrases so near in meaning say the same, one in letters and one in characters even when less near.
_SAME_MEANING, _SAME_IN_ANOTHER_SCRIPT = 0.7, 0.6
# How much being near counts beside being frequent, and against a phrase that it is nearer to another theme.
_LEAST_NEAR, _OF_ANOTHER = 0.25, 2
# A longer phrase tells more than the one in it, where so many passages have it and it fits so well, as a share.
_ENOUGH, _AS_WELL = 3, 0.55
# So much more often than all others together a theme has what names it; what one other has nearly as often names it
# less, and so does what many of them have.
_OFTENER, _OFTEN_BESIDE = 2, 0.7
# By how much a phrase of several words reads more like a name than one word.
_MANY_WORDS = 0.3


@dataclass(frozen=True)
class Phrase:
    """A phrase of a theme: as it is mostly written, in how many of the theme's passages it is, and how well it fits.

    own: whether it lies nearer to this theme's middle than to any other's. vector: freed of its language. places: the
    numbers of the theme's texts that have it.
    """

    text: str
    n_passages: int
    score: float
    own: bool = True
    vector: np.ndarray | None = field(default=None, compare=False, repr=False)
    places: frozenset[int] = field(default=frozenset(), compare=False, repr=False)


def rank_phrases(
    texts: Sequence[str | Sequence[str]],
    groups: np.ndarray,
    middles: np.ndarray,
    *,
    language: str,
    names: Collection[str],
    model: str,
    central: np.ndarray | None = None,
    n_phrases: int = 12,
) -> dict[int, list[Phrase]]:
    """Return the phrases of each group of texts, the best first, none holding another's words.

    texts: of one language, each as it is or, where only its words are known, as these. groups: the number of each
    one's group. middles: mean vectors of the groups, freed of their language, shape (groups, dimensions). names: of the
    people who speak, which name no theme. central: which texts are typical of their group, all where not given: a
    phrase of a group that is not small stands in two of these, so that no single anecdote names it.
    """
    written_out = [text for text in texts if isinstance(text, str)]
    candidates = iter(find_candidates(written_out, language, names))
    found = [
        next(candidates) if isinstance(text, str) else {word: Counter([word]) for word in text if word not in names}
        for text in texts
    ]
    written: dict[str, Counter[str]] = defaultdict(Counter)
    held: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, (group, phrases) in enumerate(zip(groups.tolist(), found, strict=True)):
        for key, forms in phrases.items():
            written[key].update(forms)
            held[key][group].append(number)
    inside = np.ones(len(texts), dtype=bool) if central is None else central
    sizes = Counter(groups.tolist())
    rows: dict[int, list[tuple[float, str, Phrase]]] = {group: [] for group in sorted(sizes)}
    for key, places in held.items():
        of_many = " " in key or (len(key) > 3 and not key.isascii())
        total = sum(map(len, places.values()))
        often = {group: (len(here) + 0.5) / (sizes[group] + 1) for group, here in places.items()}
        for group, here in places.items():
            size, elsewhere, others = sizes[group], total - len(here), len(texts) - sizes[group]
            fewest = _FEWEST if size >= _FEW_PASSAGES else 1
            if inside[here].sum() < fewest or len(here) < round(size / _MANY_PASSAGES):
                continue
            apart = _set_apart(len(here), size, elsewhere, others)
            if len(here) * others >= _OFTENER * elsewhere * size and apart > 0:
                beside = [min(1, value / often[group]) for other, value in often.items() if other != group]
                alone = 1 - max(0, max(beside, default=0) - _OFTEN_BESIDE)
                rare = np.sqrt(1 - sum(beside) / max(len(sizes) - 1, 1))
                score = round(apart * (1 + _MANY_WORDS * of_many) * alone * rare, 6)
                text = _write(key, written[key])
                rows[group].append((score, key, Phrase(text, len(here), score, places=frozenset(here))))
    ranked = {
        group: [phrase for *_, phrase in sorted(mine, key=lambda row: (-row[0], row[1]))[:_MOST_CANDIDATES]]
        for group, mine in rows.items()
    }
    choose = functools.partial(_choose, middles=middles, language=language, model=model, most=n_phrases)
    return {group: choose(phrases, group) for group, phrases in ranked.items()}


def _set_apart(here: int, size: int, elsewhere: int, others: int) -> float:
    """By how many standard errors a phrase is more frequent here: log odds with half an occurrence added to each.

    Source: Monroe, Colaresi and Quinn (2008), Fightin' Words, with a flat prior.
    """
    a, b, c, d = here + 0.5, size - here + 0.5, elsewhere + 0.5, others - elsewhere + 0.5
    return float((np.log(a / b) - np.log(c / d)) / np.sqrt(1 / a + 1 / b + 1 / c + 1 / d))


def _write(key: str, forms: Counter[str]) -> str:
    """A phrase as it is mostly written."""
    return min(forms.items(), key=lambda item: (-item[1], item[0]))[0] if forms else key


def _choose(
    phrases: list[Phrase], group: int, *, middles: np.ndarray, language: str, model: str, most: int
) -> list[Phrase]:
    """The best phrases by how they set the group apart and lie near its middle, no two of the same words."""
    if not phrases:
        return []
    texts = [simplify(phrase.text) if language == "zh" else phrase.text for phrase in phrases]
    vectors = keep_vectors(texts, lambda: embed_texts(texts, model=model), model=model).astype(np.float64)
    freed = free_of_language(vectors, [language] * len(texts), background=load_background(model))
    near = np.round(freed @ to_unit_length(middles).T, 6)
    nearest_other = np.delete(near, group, axis=1).max(axis=1, initial=-1)
    lead = near[:, group] - nearest_other
    fit = (_LEAST_NEAR + np.clip(near[:, group], 0, None)) * np.clip(1 + _OF_ANOTHER * lead, 0.2, 1)
    found = [
        replace(phrase, score=round(phrase.score * float(fit[n]), 6), own=bool(lead[n] >= 0), vector=freed[n])
        for n, phrase in enumerate(phrases)
    ]
    found.sort(key=lambda phrase: (-phrase.score, phrase.text))
    fuller = [phrase for phrase in found if _tells_more(phrase, found[0])]
    chosen: list[Phrase] = []
    for phrase in fuller[:1] + found:
        if not any(says_again(phrase, other) for other in chosen):
            chosen.append(phrase)
        if len(chosen) == most:
            break
    return chosen


def _tells_more(one: Phrase, other: Phrase) -> bool:
    """Whether a phrase is another one, a word, with more words, and fits about as well."""
    if " " in other.text:
        return False
    held = other.text in (one.text.split() if " " in one.text or one.text.isascii() else one.text)
    return held and one != other and one.n_passages >= _ENOUGH and one.score >= _AS_WELL * other.score


def says_again(one: Phrase, other: Phrase) -> bool:
    """Return whether a phrase says what another one says: by its words, or by its meaning."""
    if _share_words(one.text, other.text):
        return True
    if one.vector is None or other.vector is None:
        return False
    bound = _SAME_MEANING if one.text.isascii() == other.text.isascii() else _SAME_IN_ANOTHER_SCRIPT
    return float(one.vector @ other.vector) >= bound


def _share_words(one: str, other: str) -> bool:
    """Whether one phrase says again what the other says."""
    if " " not in one + other and not (one + other).isascii():
        return one in other or other in one
    stems = [{word.casefold()[:5] for word in phrase.split()} for phrase in (one, other)]
    return bool(stems[0] & stems[1])
