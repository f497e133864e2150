"""Matching: the figures and names that two renderings of the same words do not have in common."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Generic, TypeVar

from analysis.corpus.words import Words
from analysis.versions.alignment import Link
from analysis.versions.quantities import COUNT, Quantity, find_quantities
from analysis.versions.sentences import SentencePair, fill_links
from analysis.versions.spellings import (
    Name,
    find_names,
    find_sound_alikes,
    is_garbled,
    is_known,
    is_same,
    measure_likeness,
)

# What is said within so many sentences counts as said; renderings move things by a sentence or two.
_NEAR = 2
# What one rendering alone is to have must not stand in the other within so many.
_FAR = 6
# Names with so many characters the same around them stand in the same place of their sentences.
_SAME_AROUND = 3
# How sure a find of each kind is where the sentences read alike: what reading found of them.
_EXCHANGED, _COUNTED, _NEARBY, _SAME_PLACE, _SOUND_ALIKE, _ALONE = 0.95, 0.85, 0.8, 0.75, 0.75, 0.7
# Units that name a time; one rendering alone having such a figure tells nothing.
_NO_CHANCE = 100
_CALENDAR = ("decade of the century", "century", "month of the year", "day of the month")

_Item = TypeVar("_Item", Quantity, Name)


@dataclass(frozen=True, slots=True)
class Place(Generic[_Item]):
    """A figure or name, and the number of its sentence."""

    sentence: int
    item: _Item


@dataclass(frozen=True, slots=True)
class Difference(Generic[_Item]):
    """A figure or name of a against one of b, None where one has none; link: the sentences compared."""

    link: Link
    a: Place[_Item] | None
    b: Place[_Item] | None
    confidence: float


@dataclass(frozen=True, slots=True)
class _Leftovers(Generic[_Item]):
    """What the two sides of a link do not have in common with the other side and its neighbourhood."""

    link: Link
    a: list[Place[_Item]]
    b: list[Place[_Item]]


def compare_figures(pair: SentencePair) -> list[Difference[Quantity]]:
    """Return the figures on which two renderings differ, and those that one alone has."""
    a, b = ([find_quantities(sentence.words) for sentence in side] for side in (pair.a, pair.b))
    strong_a, strong_b = ([[q for q in row if not q.weak] for row in side] for side in (a, b))
    leftovers = _find_leftovers(pair, strong_a, strong_b, _is_stated)
    found: list[Difference[Quantity]] = []
    for left in leftovers:
        near_a, near_b = _list_near(a, left.link.a, left.link.a_end, 0), _list_near(b, left.link.b, left.link.b_end, 0)
        for place in left.a:
            fitting = [y for y in left.b if _may_be_one(place.item, y.item, near_a, near_b)]
            said_before = any(d.link == left.link and d.a and d.a.item.equals(place.item) for d in found)
            if fitting and not said_before:
                best = min(fitting, key=lambda other: _rank_figures(place, other, left, found))
                sure = _COUNTED if COUNT in (place.item.unit, best.item.unit) else _EXCHANGED
                found.append(Difference(left.link, place, best, sure))
    found += _pair_nearby(leftovers, found, lambda x, y: x.unit == y.unit != COUNT)
    return found + _find_alone(leftovers, found, (a, b), is_said=_is_stated, is_telling=_is_quotable)


def _may_be_one(x: Quantity, y: Quantity, near_x: Sequence[Quantity], near_y: Sequence[Quantity]) -> bool:
    """Whether two figures may be of one thing.

    They may where their unit is the same, or their number is, too large to be chance, with another
    unit; a count may where the other side has not the bare number that it is.
    """
    if x.unit == y.unit != COUNT or (x.numbers == y.numbers and min(x.numbers) >= _NO_CHANCE):
        return True
    return x.fits(y) and not _is_stated(x, near_y) and not _is_stated(y, near_x)


def _rank_figures(
    place: Place[Quantity], other: Place[Quantity], left: _Leftovers[Quantity], found: list[Difference[Quantity]]
) -> tuple[bool, bool, int]:
    """What makes a figure the counterpart: of the same unit, not taken yet, in the same order."""
    taken = any(difference.b == other for difference in found)
    return place.item.unit != other.item.unit, taken, abs(left.a.index(place) - left.b.index(other))


def _is_stated(quantity: Quantity, others: Sequence[Quantity]) -> bool:
    """Whether others state a figure, the ends of a range also one by one."""
    if any(quantity.equals(other) for other in others):
        return True
    if quantity.vague:
        return False
    single = [replace(other, values=(v,)) for other in others if not other.vague for v in other.values]
    return all(any(replace(quantity, values=(v,)).equals(other) for other in single) for v in quantity.values)


def _is_quotable(place: Place[Quantity], _: Link) -> bool:
    """Whether a figure that one rendering alone has is one that a reader might quote."""
    quantity = place.item
    if quantity.unit in _CALENDAR or quantity.numbers in ((1.0,), (100.0,)):
        return False
    return quantity.unit != COUNT or quantity.vague or len(quantity.values) > 1 or quantity.values[0] >= 10


def compare_names(
    pair: SentencePair, languages: tuple[str, str], is_speaker: Callable[[str], bool], words: Words
) -> list[Difference[Name]]:
    """Return the names that two renderings spell unlike or exchange, and those that one alone has.

    languages: of a and of b. is_speaker: whether a name is one of the people who talk; that only one
    rendering has them addressed tells nothing.
    """
    sides = zip((pair.a, pair.b), languages, strict=True)
    a, b = ([find_names(sentence.words, language, words) for sentence in side] for side, language in sides)
    leftovers = _find_leftovers(pair, a, b, _is_named)
    found: list[Difference[Name]] = []
    for left in leftovers:
        # Of names that the other side has too, but less often, one may have been exchanged.
        more_a, more_b = (
            [place for place in places if place not in known]
            for places, known in zip(_find_surplus(left.link, a, b), (left.a, left.b), strict=True)
        )
        options = [
            (_compare_places(pair, (a, b), x, y, words), x, y)
            for xs, ys in ((left.a, left.b), (left.a, more_b), (more_a, left.b))
            for x in xs
            for y in ys
        ]
        for sure, x, y in sorted(options, key=lambda option: -option[0]):
            if sure > 0 and not any(x == difference.a or y == difference.b for difference in found):
                found.append(Difference(left.link, x, y, sure))
    found += _pair_nearby(leftovers, found, lambda x, y: measure_likeness(x, y, words) > 0)

    if languages == ("zh", "zh"):
        found += _find_sound_alikes(pair, found)

    def is_one_of_them(name: Name) -> bool:
        return is_speaker(name.text) or is_speaker(name.thing)

    def is_telling(place: Place[Name], link: Link) -> bool:
        # The other rendering may have an unknown name in the other script, or its translation.
        told = is_known(place.item, words) or is_garbled(place.item, words)
        return told and not place.item.weak and not is_one_of_them(place.item) and link.similarity > 0

    return found + _find_alone(leftovers, found, (a, b), is_said=_is_named, is_telling=is_telling)


def _find_sound_alikes(pair: SentencePair, found: list[Difference[Name]]) -> list[Difference[Name]]:
    """Chinese words written with other characters of the same sound, as speech recognition writes names."""
    alike: list[Difference[Name]] = []
    for link in pair.links:
        for i in range(link.a, link.a_end):
            for j in range(link.b, link.b_end):
                for one, other in find_sound_alikes(pair.a[i].words, pair.b[j].words):
                    x, y = Place(i, one), Place(j, other)
                    if not any(_overlaps(x, d.a) or _overlaps(y, d.b) for d in (*found, *alike)):
                        alike.append(Difference(link, x, y, _SOUND_ALIKE))
    return alike


def _overlaps(place: Place[Name], other: Place[Name] | None) -> bool:
    return (
        other is not None
        and place.sentence == other.sentence
        and place.item.start < other.item.end
        and other.item.start < place.item.end
    )


def _is_named(name: Name, others: Sequence[Name]) -> bool:
    return any(is_same(name, other) for other in others)


def _find_surplus(link: Link, a: list[list[Name]], b: list[list[Name]]) -> tuple[list[Place[Name]], list[Place[Name]]]:
    """The names of each side of a link that the other side lacks or has less often."""
    sides = [
        [Place(i, item) for i in range(first, last) for item in items[i]]
        for items, first, last in ((a, link.a, link.a_end), (b, link.b, link.b_end))
    ]
    surplus = []
    for mine, theirs in (sides, sides[::-1]):
        left = [place.item.thing for place in theirs]
        kept = []
        for place in mine:
            if place.item.thing in left:
                left.remove(place.item.thing)
            else:
                kept.append(place)
        surplus.append(kept)
    return surplus[0], surplus[1]


def _compare_places(
    pair: SentencePair,
    names: tuple[list[list[Name]], list[list[Name]]],
    x: Place[Name],
    y: Place[Name],
    words: Words,
) -> float:
    """How sure two names stand for one: they look or sound alike, or stand in the same place."""
    likeness = measure_likeness(x.item, y.item, words)
    if likeness:
        return _EXCHANGED * likeness
    if x.item.weak or y.item.weak or x.item.script != y.item.script:
        return 0.0
    before, after = zip(
        *(_look_around(side[place.sentence].words, place.item) for side, place in ((pair.a, x), (pair.b, y))),
        strict=True,
    )
    n_same = _count_same(*before) + _count_same(*after)
    listed = _find_listed(names[0], pair.a[x.sentence].words, x), _find_listed(names[1], pair.b[y.sentence].words, y)
    in_one_place = n_same >= _SAME_AROUND or (listed[0] != "" and listed[0] == listed[1])
    return _SAME_PLACE if in_one_place else 0.0


def _look_around(text: str, name: Name) -> tuple[str, str]:
    """What stands before a name, read backwards, and what stands after it."""
    return text[: name.start].rstrip()[::-1], text[name.end :].lstrip()


def _count_same(one: str, other: str) -> int:
    """With how many same characters two texts begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _find_listed(names: list[list[Name]], text: str, place: Place[Name]) -> str:
    """The thing named just before a name, or before it in a list; "" where there is none."""
    before = [name for name in names[place.sentence] if name.end <= place.item.start]
    joint = text[before[-1].end : place.item.start].strip() if before else "none"
    return before[-1].thing if joint in ("", ",", "，", "、", "and", "和", ", and") else ""


def _find_leftovers(
    pair: SentencePair,
    a: list[list[_Item]],
    b: list[list[_Item]],
    is_said: Callable[[_Item, Sequence[_Item]], bool],
) -> list[_Leftovers[_Item]]:
    """What each link, and each sentence without one, leaves over on either side."""
    found = []
    for link in fill_links(pair):
        near_a, near_b = _list_near(a, link.a, link.a_end, _NEAR), _list_near(b, link.b, link.b_end, _NEAR)
        only_a = [Place(i, x) for i in range(link.a, link.a_end) for x in a[i] if not is_said(x, near_b)]
        only_b = [Place(j, y) for j in range(link.b, link.b_end) for y in b[j] if not is_said(y, near_a)]
        found.append(_Leftovers(link, only_a, only_b))
    return found


def _list_near(items: list[list[_Item]], first: int, last: int, reach: int) -> list[_Item]:
    return [item for row in items[max(0, first - reach) : last + reach] for item in row]


def _pair_nearby(
    leftovers: list[_Leftovers[_Item]], found: list[Difference[_Item]], fits: Callable[[_Item, _Item], bool]
) -> list[Difference[_Item]]:
    """Pair what is left over in one link with what is left over in a neighbouring one."""
    pairs: list[Difference[_Item]] = []
    rest = [y for left in leftovers for y in left.b if not any(y == d.b for d in found)]
    for left in leftovers:
        for x in left.a:
            near = [y for y in rest if left.link.b - _NEAR <= y.sentence < left.link.b_end + _NEAR]
            fitting = [y for y in near if fits(x.item, y.item)]
            if fitting and not any(x == d.a for d in found) and not any(fitting[0] == d.b for d in pairs):
                pairs.append(Difference(left.link, x, fitting[0], _NEARBY))
    return pairs


def _find_alone(
    leftovers: list[_Leftovers[_Item]],
    found: list[Difference[_Item]],
    sides: tuple[list[list[_Item]], list[list[_Item]]],
    *,
    is_said: Callable[[_Item, Sequence[_Item]], bool],
    is_telling: Callable[[Place[_Item], Link], bool],
) -> list[Difference[_Item]]:
    """What one rendering alone has, and nobody within a good many sentences of the other."""
    alone: list[Difference[_Item]] = []
    paired = [*(d.a for d in found), *(d.b for d in found)]
    for left in leftovers:
        # A value that is told once of a link is not told again.
        told: list[_Item] = [p.item for d in found if d.link == left.link for p in (d.a, d.b) if p]
        near: list[_Item] = _list_near(sides[1], left.link.b, left.link.b_end, _FAR)
        for x in left.a:
            if x not in paired and not is_said(x.item, near + told) and is_telling(x, left.link):
                alone.append(Difference(left.link, x, None, _ALONE))
        near = _list_near(sides[0], left.link.a, left.link.a_end, _FAR)
        for y in left.b:
            if y not in paired and not is_said(y.item, near + told) and is_telling(y, left.link):
                alone.append(Difference(left.link, None, y, _ALONE))
    return alone
