"""Spellings: the names in a text, and which spellings are of one thing."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import jellyfish

from analysis.corpus.words import Words
from analysis.ground.languages import load_stop_words
from analysis.versions.quantities import find_quantities

_HAN = re.compile("[\u4e00-\u9fff]")
_CAPITAL = r"(?:[A-Z]|[a-z]+(?=[A-Z0-9]))[A-Za-z0-9+&]*(?:[.’'-][A-Za-z0-9]+)*"
_LATIN = re.compile(
    rf"(?<![A-Za-z0-9])(?:{_CAPITAL}(?:\s(?:{_CAPITAL}|\d{{1,3}}(?:\.\d)?(?![\d%A-Za-z]|[.,]\d|\s?[万亿千百倍年月日个位名块种家台次天])))*"
    r"|[a-z]+(?:\.[a-z]+)?(?![A-Za-z]))"
)
# Characters that render the sounds of names; others, such as 和 and 都, end one.
_SOUND = "[^\\W\\da-zA-Z的和都也是说在这那有与跟对给就把被让曾还很从向先他她我你们]"
_TRANSLITERATED = re.compile(f"{_SOUND}{{1,5}}(?:[·•・]{_SOUND}{{1,5}})+")
_SENTENCE_START = re.compile(r"(?:^|[.!?:“\"]\s*)$")
_IN_BRACKETS = re.compile("[(（][^)）]*$")
# Two spellings this alike, or with sounds that differ in one place at the most, may be of one thing.
_ALIKE = 0.85
_FEWEST_SOUNDS = 4
# No known spelling has more words.
_MOST_WORDS = 3


@dataclass(frozen=True, slots=True)
class Name:
    """A name at a place of a text; thing is the same for all known spellings of one thing.

    weak: whether it may be none, as a word that begins a sentence, or stands in brackets, which explain
    what stands before them.
    """

    start: int
    end: int
    text: str
    thing: str
    weak: bool = False

    @property
    def script(self) -> str:
        """Whether it is written in Chinese characters or in Latin letters."""
        return "han" if _HAN.search(self.text) else "latin"


def _fold(spelling: str) -> str:
    """A spelling without what is no difference: case, spaces, hyphens, the s of a plural."""
    folded = re.sub(r"[\s\-_·•・.'’]", "", re.sub("['’]s$", "", spelling)).casefold()
    return folded[:-1] if len(folded) > 3 and folded.endswith("s") and not folded.endswith("ss") else folded


@functools.cache
def _things(words: Words) -> tuple[dict[str, str], dict[str, list[str]], re.Pattern[str]]:
    """The thing of each known spelling, the spellings of each thing, and a pattern of those in Chinese."""
    things = {_fold(word): "" for word in load_stop_words("en")}
    things |= {_fold(spelling): thing for thing, known in words.spellings for spelling in known}
    spellings = {thing: list(known) for thing, known in words.spellings if thing}
    chinese = [spelling for _, known in words.spellings for spelling in known if _HAN.search(spelling)]
    # Without a known spelling the pattern must match nothing, and not everywhere.
    pattern = "|".join(map(re.escape, sorted(chinese, key=len, reverse=True))) or r"(?!)"
    return things, spellings, re.compile(pattern)


def find_names(text: str, language: str, words: Words) -> list[Name]:
    """Return the names in a text in order: known ones in either script, and what looks like one.

    In Chinese, words in Latin letters and transliterated names with a dot look like names; in
    English, words with a capital inside a sentence. Known spellings are those of the words given,
    also those that are no names, such as AI.
    """
    things, _, known = _things(words)
    figures = {i for q in find_quantities(text) if not q.weak for i in range(q.start, q.end)}
    found = [Name(m.start(), m.end(), m.group(), things[_fold(m.group())]) for m in known.finditer(text)]
    dotted = {name.start for name in found if "·" in name.text}
    for match in _TRANSLITERATED.finditer(text):
        inside = [name for name in found if match.start() <= name.start < match.end()]
        if not any(name.start in dotted for name in inside):
            found = [name for name in found if name not in inside]
            found.append(Name(match.start(), match.end(), match.group(), _fold(match.group())))
    for run in _LATIN.finditer(text):
        for left, right in _split_run(run.group(), things):
            start, end = run.start() + left, run.start() + right
            spelling = text[start:end]
            thing = things.get(_fold(spelling))
            if language == "en" and spelling.islower() and spelling.isalpha():
                continue
            if thing == "" or start in figures:
                continue
            if thing is None and not _looks_like_name(spelling, language):
                continue
            weak = thing is None and language == "en" and bool(_SENTENCE_START.search(text[:start]))
            found.append(Name(start, end, spelling, _fold(spelling) if thing is None else thing, weak))
    return sorted(
        (replace(name, weak=name.weak or bool(_IN_BRACKETS.search(text[: name.start]))) for name in found),
        key=lambda name: name.start,
    )


def is_known(name: Name, words: Words) -> bool:
    """Return whether a name is among the known spellings."""
    return name.thing in _things(words)[1]


def _split_run(run: str, things: dict[str, str]) -> list[tuple[int, int]]:
    """The parts of a run of words in capitals: the longest known spellings, and what lies between them."""
    words = [m.span() for m in re.finditer(r"\S+", run)]
    parts: list[tuple[int, int]] = []
    i, begun = 0, None
    while i < len(words):
        longest = min(_MOST_WORDS, len(words) - i)
        known = [n for n in range(longest, 0, -1) if _fold(run[words[i][0] : words[i + n - 1][1]]) in things]
        if known:
            if begun is not None:
                parts.append((begun, words[i - 1][1]))
            parts.append((words[i][0], words[i + known[0] - 1][1]))
            i, begun = i + known[0], None
        else:
            begun = words[i][0] if begun is None else begun
            i += 1
    return parts if begun is None else [*parts, (begun, words[-1][1])]


def _looks_like_name(spelling: str, language: str) -> bool:
    if language == "zh":
        return len(spelling) > (3 if spelling.isalpha() and spelling.islower() else 1)
    return len(spelling) > 1 and bool(re.search("[A-Z0-9]", spelling))


def is_garbled(name: Name, words: Words) -> bool:
    """Return whether a name is none of the known spellings, but one of them with a slip or two."""
    things, _, _ = _things(words)
    folded = _fold(name.text)
    if is_known(name, words) or len(folded) < _FEWEST_SOUNDS or name.script == "han":
        return False
    slips = max(1, len(folded) // 4)
    return any(
        thing and jellyfish.damerau_levenshtein_distance(folded, known) <= slips
        for known, thing in things.items()
        if abs(len(known) - len(folded)) <= slips
    )


def find_sound_alikes(one: str, other: str) -> list[tuple[Name, Name]]:
    """Return Chinese names of two sentences that sound the same and are written differently.

    What is a name on one side at least is told by jieba's tagging; it stands in its own sentence
    and not in the other one. Sounds by pypinyin, without tones.
    """
    found = [*_match_sounds(one, other), *((b, a) for a, b in _match_sounds(other, one))]
    return [pair for i, pair in enumerate(found) if not any(_overlap(pair[0], earlier[0]) for earlier in found[:i])]


def _overlap(one: Name, other: Name) -> bool:
    return one.start < other.end and other.start < one.end


def _match_sounds(one: str, other: str) -> Iterator[tuple[Name, Name]]:
    sounds = [_find_sound(character) for character in other]
    for start, word in _find_tagged_names(one):
        n, sound = len(word), [_find_sound(character) for character in word]
        if word in other:
            continue
        for place in range(len(other) - n + 1):
            match = other[place : place + n]
            if sounds[place : place + n] == sound and match not in one:
                yield Name(start, start + n, word, word), Name(place, place + n, match, match)


@functools.cache
def _find_sound(character: str) -> str:
    """How a Chinese character is said, without its tone; of those said in several ways, the first."""
    from pypinyin import lazy_pinyin

    return str(lazy_pinyin(character)[0]) if _HAN.match(character) else character


@functools.cache
def _find_tagged_names(text: str) -> list[tuple[int, str]]:
    """The Chinese names in a text, by jieba's part-of-speech tags for names."""
    import jieba.posseg

    start, found = 0, []
    for word, tag in jieba.posseg.lcut(text):
        if tag[:2] in ("nr", "ns", "nt", "nz") and len(word) > 1 and all(_HAN.match(c) for c in word):
            found.append((start, word))
        start += len(word)
    return found


def is_same(one: Name, other: Name) -> bool:
    """Return whether two names are of one thing, be it that one of them has more words: "Llama", "Llama 3"."""
    fewer, more = sorted((set(one.text.casefold().split()), set(other.text.casefold().split())), key=len)
    return one.thing == other.thing or fewer < more


def measure_likeness(one: Name, other: Name, words: Words) -> float:
    """Return how much two names of different things look, or sound, like spellings of one: 0 to 1, 0 for unlike.

    Letters by Jaro-Winkler similarity, sounds by metaphones (jellyfish). A name in the other script is
    compared by the known spellings of its thing.
    """
    _, spellings, _ = _things(words)
    best = 0.0
    for a in {one.text, *spellings.get(one.thing, [])}:
        for b in {other.text, *spellings.get(other.thing, [])}:
            if bool(_HAN.search(a)) == bool(_HAN.search(b)) and (a == one.text or b == other.text):
                best = max(best, _compare(_fold(a), _fold(b)))
    return best


def _compare(a: str, b: str) -> float:
    if min(len(a), len(b)) < 2:
        return 0.0
    letters = float(jellyfish.jaro_winkler_similarity(a, b))
    if letters >= _ALIKE:
        return letters
    if min(len(a), len(b)) < _FEWEST_SOUNDS or _HAN.search(a):
        return 0.0
    one, other = jellyfish.metaphone(a), jellyfish.metaphone(b)
    apart, longest = jellyfish.levenshtein_distance(one, other), max(len(one), len(other))
    return 0.9 * (1 - apart / longest) if apart <= 1 and longest >= 3 else 0.0
