"""Phrases: what may name a theme: short runs of content words that occur, and that tell it from the other themes.

Candidates are what a reader would take for the name of a thing: in Chinese runs of nouns (jieba's parts of speech), in
languages with spaces runs of one to three words between function words, more often after an article or a preposition
than after a pronoun. They are ranked by how much more often the theme's passages have them than the others do, and by
how near the phrase itself lies to the theme's middle (KeyBERT, Grootendorst 2020; BERTopic's KeyBERTInspired).
"""

import logging
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.ground.languages import has_spaces, join_stop_words
from analysis.passages.embedding import embed_texts, free_of_language, keep_vectors, load_background

_WORD = re.compile(r"[^\W\d_](?:[^\W_]|['’&+-](?=[^\W_]))*\+*")
_LONGEST = 3
# In English what stands behind these is a thing, and behind those a deed.
_ARTICLES = frozenset({"a", "an", "the", "this", "my", "your", "our", "their", "its", "his", "her"})
_BEFORE_A_THING = _ARTICLES | frozenset(
    {
        "that",
        "these",
        "those",
        "any",
        "of",
        "in",
        "on",
        "for",
        "about",
        "with",
        "from",
        "by",
        "into",
        "as",
        "no",
        "some",
    }
)
_BEFORE_A_DEED = frozenset(
    {"i", "you", "he", "she", "we", "they", "it", "to", "who", "can", "could", "will", "would", "should", "may"}
    | {"might", "must", "do", "don't", "not"}
)
# "I'm", "you're", "the president's" name nothing.
_SHORTENED = re.compile(r"['’](?:m|re|ll|ve|d|t|s)$", re.IGNORECASE)
_ADVERB = re.compile(r"(?!(?:al|anoma|assemb|butterf|fami|jel|monopo|ol|re|sup)ly$)[a-z]{3,}ly$")
_NOUNS = ("n", "vn", "eng", "j", "l", "i")
# A phrase is looked at where so many passages of a theme that is not small have it, one in so many of a large one; so
# many of each theme's candidates are embedded.
_FEWEST, _MOST_CANDIDATES = 2, 40
_FEW_PASSAGES, _MANY_PASSAGES = 10, 400
# Phrases so near in meaning say the same.
_SAME_MEANING = 0.7
# So much more often than the others a theme has what names it: what all speak of names none.
_OFTENER = 2
# By how much a phrase of several words reads more like a name than one word.
_MANY_WORDS = 0.3


@dataclass(frozen=True)
class Phrase:
    """A phrase of a theme: as it is mostly written, in how many of the theme's passages it is, and how well it fits."""

    text: str
    n_passages: int
    score: float


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
    found = [
        _find_candidates(text, language, names)
        if isinstance(text, str)
        else {word: Counter([word]) for word in text if word not in names}
        for text in texts
    ]
    written: dict[str, Counter[str]] = defaultdict(Counter)
    held: dict[str, Counter[int]] = defaultdict(Counter)
    typical: dict[str, Counter[int]] = defaultdict(Counter)
    inside = np.ones(len(texts), dtype=bool) if central is None else central
    for group, phrases, counts in zip(groups.tolist(), found, inside.tolist(), strict=True):
        for key, forms in phrases.items():
            written[key].update(forms)
            held[key][group] += 1
            typical[key][group] += counts
    sizes = Counter(groups.tolist())
    rows: dict[int, list[tuple[float, str, int]]] = {group: [] for group in sorted(sizes)}
    for key, counts in held.items():
        of_many = " " in key or (len(key) > 3 and not key.isascii())
        for group, here in counts.items():
            size, elsewhere, others = sizes[group], counts.total() - here, len(texts) - sizes[group]
            fewest = _FEWEST if size >= _FEW_PASSAGES else 1
            if typical[key][group] < fewest or here < round(size / _MANY_PASSAGES):
                continue
            apart = _set_apart(here, size, elsewhere, others)
            if here * others >= _OFTENER * elsewhere * size and apart > 0:
                rows[group].append((round(apart * (1 + _MANY_WORDS * of_many), 6), key, here))
    ranked = {
        group: [
            Phrase(_write(key, written[key]), here, score)
            for score, key, here in sorted(mine, key=lambda row: (-row[0], row[1]))[:_MOST_CANDIDATES]
        ]
        for group, mine in rows.items()
    }
    return {group: _choose(phrases, middles[group], language, model, n_phrases) for group, phrases in ranked.items()}


def _set_apart(here: int, size: int, elsewhere: int, others: int) -> float:
    """By how many standard errors a phrase is more frequent here: log odds with half an occurrence added to each.

    Source: Monroe, Colaresi and Quinn (2008), Fightin' Words, with a flat prior.
    """
    a, b, c, d = here + 0.5, size - here + 0.5, elsewhere + 0.5, others - elsewhere + 0.5
    return float((np.log(a / b) - np.log(c / d)) / np.sqrt(1 / a + 1 / b + 1 / c + 1 / d))


def _write(key: str, forms: Counter[str]) -> str:
    """A phrase as it is mostly written."""
    return min(forms.items(), key=lambda item: (-item[1], item[0]))[0] if forms else key


def _choose(phrases: list[Phrase], middle: np.ndarray, language: str, model: str, n: int) -> list[Phrase]:
    """The best phrases by how they set the group apart and lie near its middle, no two of the same words."""
    if not phrases:
        return []
    texts = [phrase.text for phrase in phrases]
    vectors = keep_vectors(texts, lambda: embed_texts(texts, model=model), model=model).astype(np.float64)
    freed = free_of_language(vectors, [language] * len(texts), background=load_background(model))
    near = np.clip(freed @ (middle / max(np.linalg.norm(middle), 1e-12)), 0, None)
    scores = [round(phrase.score * (0.25 + float(cosine)), 6) for phrase, cosine in zip(phrases, near, strict=True)]
    chosen: list[Phrase] = []
    taken: list[int] = []
    for number in sorted(range(len(phrases)), key=lambda n: (-scores[n], texts[n])):
        phrase = Phrase(texts[number], phrases[number].n_passages, scores[number])
        says_again = bool(taken) and float((freed[taken] @ freed[number]).max()) >= _SAME_MEANING
        if not says_again and not any(_share_words(phrase.text, other.text) for other in chosen):
            chosen.append(phrase)
            taken.append(number)
        if len(chosen) == n:
            break
    return chosen


def _share_words(one: str, other: str) -> bool:
    """Whether one phrase says again what the other says."""
    if " " not in one + other and not (one + other).isascii():
        return one in other or other in one
    stems = [{word.casefold()[:5] for word in phrase.split()} for phrase in (one, other)]
    return bool(stems[0] & stems[1])


def _find_candidates(text: str, language: str, names: Collection[str]) -> dict[str, Counter[str]]:
    """The phrases in a text that may name something, each with the forms in which it is written there."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    pairs = _find_spaced(text, language, names) if has_spaces(language) else _find_han(text, language, names)
    for key, form in pairs:
        found[key][form] += 1
    return found


def _find_spaced(text: str, language: str, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Runs of up to three content words; in English one word alone only where it stands as a thing does."""
    stop = join_stop_words({language})
    words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]
    for first in range(len(words)):
        gap = text[words[first - 1][2] : words[first][1]] if first else ""
        before = words[first - 1][0].casefold() if gap == " " else ""
        if language == "en" and before in _BEFORE_A_DEED:
            continue
        run: list[str] = []
        for number in range(first, min(first + _LONGEST, len(words))):
            word = words[number][0]
            if number > first and text[words[number - 1][2] : words[number][1]] != " ":
                break
            if word.casefold() in stop or word.casefold() in names or len(word) < 2 or _SHORTENED.search(word):
                break
            run.append(word)
            plain = word.islower() or (gap != " " and not word[1:2].isupper())
            alone = language == "en" and len(run) == 1 and plain and _is_no_thing(word, before)
            if (len(run) > 1 or len(word) > 3 or word.isupper()) and not alone:
                form = " ".join(run)
                yield form.casefold(), form if gap == " " or run[0][1:2].isupper() else form.casefold()


def _is_no_thing(word: str, before: str) -> bool:
    """Whether an English word alone does not stand as the name of a thing does."""
    needed = _ARTICLES if word.endswith("ing") else _BEFORE_A_THING
    owned = before.endswith(("'s", "’s"))
    return not (owned or before in needed) or bool(_ADVERB.match(word))


def _find_han(text: str, language: str, names: Collection[str]) -> Iterator[tuple[str, str]]:
    """Runs of nouns of two to eight characters."""
    import jieba
    import jieba.posseg

    jieba.setLogLevel(logging.WARNING)
    stop = join_stop_words({language})
    tagged = [(pair.word, pair.flag) for pair in jieba.posseg.cut(text)]
    for first in range(len(tagged)):
        run = ""
        for word, flag in tagged[first : first + _LONGEST]:
            if not flag.startswith(_NOUNS) or word.casefold() in stop or word.casefold() in names:
                break
            run += word
            if 2 <= len(run) <= 8 or (run.isascii() and len(run) > 1):
                yield run.casefold(), run
