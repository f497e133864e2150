"""Quantities: the figures that a text states, with their value and unit, in either language and any notation."""

import functools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from analysis.corpus.columns import Sheet, number, text
from analysis.corpus.csvfiles import read_csv
from analysis.corpus.words import split_spellings
from analysis.ground.storage import COMMON
from analysis.versions.numerals import MAGNITUDES, Numeral, find_numerals, read_bare

COUNT, YEAR = "", "year of the calendar"
UNITS_FILE = COMMON / "words" / "units.csv"
_UNITS = Sheet({"unit": text(empty=True), "factor": number(1e-12, 1e24), "spellings": text()}, key=["unit", "factor"])
_BETWEEN_ENDS = re.compile(r"\s?(?:到|至|[-–—~～、]|或者?|to|or)\s?", re.IGNORECASE)
_CURRENCIES = {
    "US$": "USD", "HK$": "HKD", "NT$": "TWD", "A$": "AUD", "C$": "CAD", "S$": "SGD", "$": "USD", "€": "EUR",
    "£": "GBP", "¥": "CNY", "￥": "CNY",
}  # fmt: skip
_CURRENCY = re.compile(r"((?:US|HK|NT|A|C|S)\$|[$€£¥￥])\s?$")
# "and more", which rounds and does not change a figure; and half a unit more.
_AND_MORE, _AND_HALF = re.compile(r"[多余来+]?\s?(?:多|以上)?"), re.compile("个?半")
_MORE_BEFORE = re.compile(r"(?:more than|over|upwards of|at least|above|超过|逾|至少)\s*$", re.IGNORECASE)
_MORE = re.compile(r"\s?(?:以上|多|余|and more|or more|plus)", re.IGNORECASE)
# What stands before a number of digits in a name: H100, DGX-1, Llama 3.
_NAME_BEFORE = re.compile(r"[A-Za-z]-?$|(?P<word>[A-Z][A-Za-z]+\s)$")
# Below this, a number without a unit is no figure: "both", "one of them". Above, none is a span of time: it
# counts what happens in a week.
_FEWEST, _MOST_TIMES = 10, 1e7
_LIKE_YEAR = re.compile("(?:19|20)[0-9]{2}")
# Units whose names stand for a scale, in a word such as these.
_SCALED = ("byte", "watt", "watt-hour", "metre", "flops", "hertz")
_SCALE = re.compile(
    r"([千兆吉太拍艾泽纳微毫厘公]{1,2}(?:字节|瓦时?|米|里|赫)|[KMGTPEZ]B|\b[A-Za-z]{4,12})\s?-?(?:级|scale\b)(?!别)"
)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure at a place of a text: its value, or the ends of its range, and its unit ("" for a count).

    A vague figure ("millions") has as ends the least and the most that it may mean. factor: what the
    unit as it is named is worth in the unit of the values. weak: whether it may be no figure, as in a
    name (H100) or a small number without a unit ("both", "one of them"); it can confirm another.
    at_least: whether it is said to be more. scale: whether it only names a scale ("exabyte-scale").
    """

    start: int
    end: int
    values: tuple[float, ...]
    unit: str
    vague: bool = False
    factor: float = 1.0
    weak: bool = False
    at_least: bool = False
    scale: bool = False

    @property
    def numbers(self) -> tuple[float, ...]:
        """The values as they are said, before the unit is taken into account."""
        return tuple(value / self.factor for value in self.values)

    def fits(self, other: "Quantity") -> bool:
        """Return whether two figures may be of one thing: of the same unit, or one of them without."""
        return self.unit == other.unit or (COUNT in (self.unit, other.unit) and YEAR not in (self.unit, other.unit))

    def equals(self, other: "Quantity") -> bool:
        """Return whether two figures say the same, in whatever notation and with the unit named or not."""
        if not self.fits(other):
            return False
        mine, theirs = (self.values, other.values) if self.unit == other.unit else (self.numbers, other.numbers)
        if self.scale or other.scale:
            return self.unit == other.unit and mine[0] <= theirs[-1] and theirs[0] <= mine[-1]
        if self.vague != other.vague:
            # "more than a million" and 上百万: the number is the least that the vague figure may mean.
            exact, vague, least = (theirs, mine, other) if self.vague else (mine, theirs, self)
            return least.at_least and len(exact) == 1 and math.isclose(vague[0], exact[0], rel_tol=0.1)
        # "dozens" are 几十; units are converted, years are not.
        near = 0.25 if self.vague else 0.0 if self.unit == YEAR else 0.01
        return len(mine) == len(theirs) and all(
            math.isclose(a, b, rel_tol=near) for a, b in zip(mine, theirs, strict=True)
        )


@functools.cache
def _units() -> tuple[re.Pattern[str], dict[str, tuple[str, float]]]:
    table = read_csv(UNITS_FILE, _UNITS, needed=True).itertuples(index=False)
    units = {s: (row.unit, row.factor) for row in table for s in split_spellings(row.spellings)}
    spelt = [
        re.escape(s) + (r"(?![A-Za-z])" if s[-1].isascii() and s[-1].isalpha() else "")
        for s in sorted(units, key=lambda s: (-len(s), s))
    ]
    return re.compile(rf"[\s-]?(?:of\s)?(?P<unit>{'|'.join(spelt)})"), units


def find_quantities(text: str) -> list[Quantity]:
    """Return the figures in a text in order, with their places in it.

    Amounts, counts, money, shares, multiples, spans of time, years, and ranges of them, in digits
    or words, Chinese or English; not ordinals. Values are in the first unit of each kind in
    data/words/units.csv; money stays in its currency. Misleads where a number stands for something
    else: "a hundred per cent sure".
    """
    plain = text.translate(_FULL_WIDTH)
    found: list[Quantity] = []
    for numeral in find_numerals(plain):
        quantity = _measure(numeral, plain)
        if found and quantity.start < found[-1].end:
            continue
        joined = _join(found[-1], quantity, plain) if found else None
        if joined:
            found[-1] = joined
        else:
            found.append(quantity)
    found = [replace(quantity, weak=quantity.weak or _is_too_small(quantity, plain)) for quantity in found]
    taken = {place for quantity in found for place in range(quantity.start, quantity.end)}
    found += [scale for scale in _find_scales(plain) if scale.start not in taken]
    return sorted(found, key=lambda quantity: quantity.start)


def _find_scales(text: str) -> Iterator[Quantity]:
    """Units that stand for a scale, without a number: 艾字节级, "exabyte-scale"."""
    pattern, units = _units()
    for match in _SCALE.finditer(text):
        named = pattern.fullmatch(match[1])
        if named and units[named["unit"]][0] in _SCALED:
            unit, factor = units[named["unit"]]
            yield Quantity(match.start(), match.end(), (factor, 999 * factor), unit, True, factor, scale=True)


def _is_too_small(quantity: Quantity, text: str) -> bool:
    """Whether a number is small and has no unit, or only the measure word of "a"."""
    if quantity.unit or quantity.vague or max(quantity.values) >= _FEWEST or max(quantity.values) % 1:
        return False
    named = (_units()[1].get(text[quantity.end - n : quantity.end]) for n in (1, 2))
    return quantity.values == (1.0,) or not any(unit and unit[0] == COUNT for unit in named)


def _measure(numeral: Numeral, text: str) -> Quantity:
    """A number with the unit that stands at it."""
    start, end, values, unit, factor = numeral.start, numeral.end, numeral.values, numeral.unit, 1.0
    if unit:
        return Quantity(start, end, values, unit, numeral.vague)
    pattern, units = _units()
    rounded, half = _AND_MORE.match(text, end), _AND_HALF.match(text, end)
    named = pattern.match(text, rounded.end() if rounded else end)
    if half and (later := pattern.match(text, half.end())) and units[later["unit"]][0] == "second":
        values, named = (values[0] + 0.5,), later
    if named and values[0] >= _MOST_TIMES and units[named["unit"]][0] == "second":
        named = None
    if numeral.rule == "digits" and not named and _is_part_of_name(text, start, end):
        return Quantity(start, end, values, COUNT, weak=True)
    if named:
        unit, factor = units[named["unit"]]
        if named["unit"] == "年" and len(text[start:end].strip()) == 4 and 1900 <= values[0] <= 2100:
            unit, factor = YEAR, 1.0
        elif unit == "second" and text[named.end() :].startswith("半"):
            values = (values[0] + 0.5,)
        values, end = tuple(value * factor for value in values), named.end()
    elif numeral.rule == "digits" and _LIKE_YEAR.fullmatch(text, start, end):
        unit = YEAR
    currency = _CURRENCY.search(text, max(0, start - 4), start)
    if currency and unit in (COUNT, "CNY", YEAR):
        unit, start = _CURRENCIES[currency[1]], currency.start()
    more = (
        bool(_MORE_BEFORE.search(text, max(0, numeral.start - 12), numeral.start)) or _MORE.match(text, end) is not None
    )
    more = more or bool(rounded and rounded.group().strip())
    return Quantity(start, end, values, unit, numeral.vague, factor, at_least=more)


def _is_part_of_name(text: str, start: int, end: int) -> bool:
    before = _NAME_BEFORE.search(text, max(0, start - 20), start)
    if before and before["word"]:
        return end - start < 5 and not _LIKE_YEAR.fullmatch(text, start, end)
    return bool(before) or bool(re.match("[A-Za-z]", text[end:]))


def _join(first: Quantity, second: Quantity, text: str) -> Quantity | None:
    """A range of two figures of a text, or years and months together; None where they are two."""
    one, other, joint = first.values[0], second.values[0], text[first.end : second.start]
    follows = joint in ("零", "又") or (not joint and text[second.start] == "零")
    if first.unit == second.unit == "second" and follows and second.factor < first.factor:
        return replace(first, end=second.end, values=(one + other,))
    if not _BETWEEN_ENDS.fullmatch(joint):
        return None
    if len(first.values) + len(second.values) > 2 or first.vague or second.vague or first.unit not in ("", second.unit):
        return None
    if first.unit == second.unit == COUNT and one + other == 100:
        return Quantity(first.start, second.end, (one, other), "percent")  # "50-50" splits a whole
    bare = read_bare(text[second.start : second.end])
    if bare and first.unit == COUNT and one == read_bare(text[first.start : first.end]):
        # "four to five years", "two to three million": the first leaves unit and magnitude to the second.
        lent = other / bare
        near = [one * lent / size for size in (1.0, *MAGNITUDES.values()) if one * lent / size < other * 0.9999]
        one = max(near, default=one)
    return replace(second, start=first.start, values=(one, other)) if one < other else None
