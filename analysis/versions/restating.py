"""Restating: a figure as somebody wrote it, said again in the language chosen, and how far two of them lie apart."""

import csv
import functools
import io
import math

from analysis.ground.storage import decode_text, read_bytes
from analysis.ground.wording import say, the_language
from analysis.versions.quantities import COUNT, UNITS_FILE, YEAR, Quantity, find_quantities

_WORDS = {
    "en": ((1e12, " trillion"), (1e9, " billion"), (1e6, " million")),
    "zh": ((1e12, "万亿"), (1e8, "亿"), (1e4, "万")),
}
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_DATE, _PERCENT = "day of the year", "percent"


def restate(text: str) -> str:
    """Return the figure in a text in the words of the language chosen; "" where there is none, or several.

    So 3万亿美元 is "3 trillion US dollars". What is vague is given as its range; "" also for a unit that has no
    name in this language.
    """
    found = find_quantities(text)
    if len(found) != 1 or found[0].scale:
        return ""
    quantity = found[0]
    if quantity.unit == YEAR:
        return f"{quantity.values[0]:.0f}"
    if quantity.unit == _DATE:
        month, day = divmod(round(quantity.values[0]), 100)
        return say(f"{day} {_MONTHS[month - 1]}", f"{month}月{day}日") if 1 <= month <= 12 else ""
    unit = _choose_unit(quantity, the_language())
    if unit is None:
        return ""
    name, factor = unit
    # The upper end of what is vague stops short of the next power of ten.
    told = [_write_number((float(f"{value:.1g}") if quantity.vague else value) / factor) for value in quantity.values]
    numbers = say(" to ", "至").join(told)
    if quantity.vague:
        numbers = say(f"somewhere from {numbers}", f"大约{numbers}")
    return say(f"{numbers}{name if name == '%' else ' ' * bool(name) + name}", f"{numbers}{name}")


def measure_gap(one: str, other: str) -> float:
    """Return how many times the smaller of two figures the larger one is; NaN where that cannot be said."""
    pair = [find_quantities(text) for text in (one, other)]
    if any(len(found) != 1 or found[0].vague or len(found[0].values) != 1 for found in pair):
        return math.nan
    (a,), (b,) = pair
    low, high = sorted((a.values[0], b.values[0]))
    return high / low if a.unit == b.unit and low > 0 and a.unit not in (YEAR, _DATE) else math.nan


def _choose_unit(quantity: Quantity, language: str) -> tuple[str, float] | None:
    """What the unit is called, and what it is worth: the largest that leaves a number of one or more."""
    if quantity.unit == COUNT:
        return "", 1.0
    if quantity.unit == _PERCENT:
        return "%", 1.0
    known = _name_units(language).get(quantity.unit, ())
    fitting = [(name, factor) for name, factor in known if factor <= quantity.values[0] * 1.0001]
    return max(fitting or known[:1], key=lambda pair: pair[1], default=None)


@functools.cache
def _name_units(language: str) -> dict[str, tuple[tuple[str, float], ...]]:
    """The units that have a name in a language: what the first spelling of each is worth."""
    table = csv.DictReader(io.StringIO(decode_text(read_bytes(UNITS_FILE), name=str(UNITS_FILE))))
    names: dict[str, list[tuple[str, float]]] = {}
    for row in table:
        spellings = row["spellings"].split("|")
        mine = [word for word in spellings if (word[0] < "\u2e80") == (language == "en")]
        if mine and row["unit"]:
            names.setdefault(row["unit"], []).append((mine[0], float(row["factor"])))
    return {unit: tuple(sorted(found, key=lambda pair: pair[1])) for unit, found in names.items()}


def _write_number(value: float) -> str:
    for size, word in _WORDS[the_language()]:
        if value >= size:
            return f"{value / size:,.4g}{word}" if value < 1e16 else f"{value:.3g}"
    return f"{value:,.4g}" if value < 1e4 else f"{value:,.0f}"
