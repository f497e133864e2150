"""Merging: which of the names that label turns are spellings of one person."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from analysis.reading.shapes import HAN, initials
from analysis.reading.speakers import ROLES, SURNAMES, TITLE_ZH, is_role, normalise_name

_LATIN_TITLE = re.compile(
    r"^(?:mr|mrs|ms|miss|dr|prof|professor|sir|president|senator|representative|rep|secretary|judge|justice|general|admiral"
    r"|colonel|captain|governor|mayor|director|hon|honou?rable|chair(?:man|woman|person)?|commissioner|ambassador|minister"
    r"|delegate|host|guest)\.?\s+(?=\S)",
    re.IGNORECASE,
)
_GENDERED = re.compile(r"^(mr|mrs|ms)\.?\s", re.IGNORECASE)
# First names of so many characters that differ by one are the same; shorter ones are often two people's.
_LONG_FIRST = 3
# Of names that begin alike so many are compared; no conversation has more.
_MOST_ALIKE = 500


def merge_names(counts: Counter[str], others: Iterable[str] = ()) -> dict[str, list[str]]:
    """Return people with their spellings, guessed from the names that label a document's turns.

    A name that is part of another (a surname alone, initials, a name without its title) is the same person where it can
    be only one; the person is called by the fullest spelling without a title. others: names that label no turn, but by
    which somebody who does may be called.
    """
    people: dict[str, list[str]] = {}
    named = {*counts, *others}
    index = _Index(named)
    for name in sorted(named, key=lambda name: (_is_titled(name), -len(normalise_name(name)), -counts[name], name)):
        owners, whole = index.find_owners(name)
        owners = whole if len(whole) == 1 and _shortens(name, whole[0]) else owners
        if len(owners) == 1:
            people[owners[0]].append(name)
        else:
            people[name] = [name]
            index.add(name)
    return {person: spellings for person, spellings in people.items() if any(name in counts for name in spellings)}


def merge_spellings(counts: Counter[str]) -> dict[str, list[str]]:
    """Return people with their spellings, of names that a form keeps: what differs by more than spelling is another."""
    people: dict[str, list[str]] = defaultdict(list)
    for name, _ in counts.most_common():
        people[normalise_name(name)].append(name)
    return {spellings[0]: spellings for spellings in people.values()}


class _Index:
    """The people found so far, by what a name has in common with the names that stand for the same person."""

    def __init__(self, names: Iterable[str]) -> None:
        """names: all that are to be merged."""
        plain = {name: normalise_name(name) for name in names}
        self._people: set[str] = set()
        self._plain: dict[str, list[str]] = defaultdict(list)
        self._words: dict[str, list[str]] = defaultdict(list)
        self._initials: dict[str, list[str]] = defaultdict(list)
        self._forward = sorted((words, name) for name, words in plain.items())
        self._backward = sorted((words[::-1], name) for name, words in plain.items() if HAN.search(words))
        split = [(words, name) for name in plain if (words := _split(plain[name]))]
        self._first = sorted((words[0], name) for words, name in split)
        self._last = sorted((words[-1], name) for words, name in split)

    def add(self, person: str) -> None:
        """Add somebody, by the fullest spelling."""
        words = _split(normalise_name(person))
        self._people.add(person)
        self._plain[normalise_name(person)].append(person)
        self._initials[initials(" ".join(words))].append(person)
        for word in dict.fromkeys(words):
            self._words[word].append(person)

    def find_owners(self, name: str) -> tuple[list[str], list[str]]:
        """Return who a name may stand for, and of these who have more words than one; of many the first few."""
        owners: list[str] = []
        whole: list[str] = []
        rivals = bool(self._initials.get(normalise_name(name)))
        for person in dict.fromkeys(self._find_alike(name)):
            if _same_person(name, person):
                owners.append(person)
                if len(normalise_name(person).split()) > 1:
                    whole.append(person)
                if len(owners) > 1 and (len(whole) > 1 or not rivals):
                    break
        return owners, whole

    def _find_alike(self, name: str) -> Iterator[str]:
        """Yield everybody who may be called by a name, and others."""
        plain = normalise_name(name)
        yield from self._plain.get(plain, ())
        words = _split(plain)
        if words:
            yield from self._initials.get("".join(words), ())
            yield from min((self._words.get(word, ()) for word in words), key=len)
        if len(words) > 1:
            first, last = _starting(self._first, words[0]), _starting(self._last, words[-1])
            yield from self._among(first if len(first) <= len(last) else last)
        for cut in range(1, len(plain)):
            yield from self._plain.get(plain[cut:], ())
        if HAN.search(plain):
            if "·" in plain:
                yield from self._among(_starting(self._backward, plain[plain.index("·") :][::-1]))
            titled = TITLE_ZH.sub("", plain)
            if titled != plain or (len(plain) == 1 and plain in SURNAMES):
                yield from self._among(_starting(self._forward, titled))
        yield from self._among(_starting(self._backward, plain[::-1]))

    def _among(self, found: Iterable[tuple[str, str]]) -> Iterator[str]:
        return (name for _, name in found if name in self._people)


def _starting(ordered: Sequence[tuple[str, str]], beginning: str) -> Sequence[tuple[str, str]]:
    """Of names in order, by their words, those whose words start so."""
    first = bisect_left(ordered, (beginning, ""))
    last = bisect_left(ordered, (beginning + "\U0010ffff", ""), first)
    return ordered[first : min(last, first + _MOST_ALIKE)]


def _split(plain: str) -> list[str]:
    return re.findall(r"\w+", _LATIN_TITLE.sub("", plain))


def _shortens(name: str, person: str) -> bool:
    """Whether a name is the initials of a person's, so that another short form of it is no rival."""
    return initials(normalise_name(person)) == normalise_name(name)


def _are_alike(name: str, other: str) -> bool:
    """Whether two foreign names in Chinese are one, with another character for the same sound: 埃莉诺, 埃丽诺."""
    first, _, last = name.partition("·")
    second, _, same = other.partition("·")
    if not last or last != same or len(first) != len(second) or len(first) < _LONG_FIRST:
        return False
    return sum(a != b for a, b in zip(first, second, strict=True)) == 1


def _is_titled(name: str) -> bool:
    with_role = any(name.casefold().startswith(role) and name.casefold() != role for role in ROLES)
    return with_role or bool(TITLE_ZH.search(name) or _LATIN_TITLE.search(name))


def _same_person(name: str, other: str) -> bool:
    a, b = normalise_name(name), normalise_name(other)
    if a == b:
        return True
    if not HAN.search(a + b) and (is_role(a) or is_role(b)):
        return False
    titles = {match[1].casefold() for words in (name, other) if (match := _GENDERED.match(words))}
    if len(titles) > 1 and titles != {"mrs", "ms"}:
        return False
    if HAN.search(a + b):
        short, long = sorted((a, b), key=len)
        if len(a) == 1 and a in SURNAMES and b.startswith(a):
            return True
        plain = TITLE_ZH.sub("", a)
        if plain != a and plain and b.startswith(plain):
            return True
        if _are_alike(a, b):
            return True
        added = long.removesuffix(short)
        return long.endswith(short) and bool(added.strip() in ROLES or TITLE_ZH.search(added.upper()))
    words_a, words_b = (re.findall(r"\w+", _LATIN_TITLE.sub("", words)) for words in (a, b))
    if not words_a or not words_b or any(word.isdigit() for word in words_a + words_b):
        return False
    shortened = len(words_a) == len(words_b) > 1 and all(b.startswith(a) for a, b in zip(words_a, words_b, strict=True))
    return set(words_a) <= set(words_b) or shortened or "".join(words_a) == initials(" ".join(words_b))
