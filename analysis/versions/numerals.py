"""Numerals: the ways to write a number, in digits and words, Chinese and English, and what each is worth."""

import itertools
import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cn2an
from text_to_num import text2num

# No number that is meant to be read is longer than these bounds; without them hostile text would be slow.
_DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,6}(?!\d)|\d{1,18})(?:\.\d{1,9})?"
_HAN = "零〇一二两三四五六七八九"
MAGNITUDES = {"十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8, "兆": 1e12}
# Before the name of a unit these belong to the unit: kilo, mega, giga.
_BIG = "(?:[十百万亿]|千(?![瓦克米赫])(?!兆[瓦字赫])|兆(?![瓦字赫兆]))"
_SCALES = {
    "dozen": 12, "ten": 1e1, "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
    "k": 1e3, "m": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "t": 1e12,
}  # fmt: skip
_SCALE = "(?:hundred|thousand|million|billion|trillion)"
_ONES = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_TEENS = "thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_WORD = rf"(?:(?:{_TENS})(?:[- ](?:{_ONES}))?|{_TEENS}|{_ONES})"
_SEVERAL = "(?:several|many|some|a few|a couple of|tens of|dozens of|hundreds of|thousands of)"
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_ORDINAL = "(?:st|nd|rd|th)?"
_PAIRS = {f"{a}{b}": (n, n + 1) for n, (a, b) in enumerate(itertools.pairwise("一二三四五六七八九"), 1)} | {
    "两三": (2, 3), "一两": (1, 2)
}  # fmt: skip
_MULTIPLES = {"一倍": 2, "番": 2, "倍": 2, "twice": 2, "doub": 2, "trip": 3, "quadr": 4, "magnitude": 10, "数量级": 10}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
# Units before which "a few" and "half" are figures: a few kilometres, but not a few people.
_UNIT = (
    "(?:个?小时|个?月|个?星期|年|周|天|分钟|毫秒|微秒|纳秒|公里|纳米|[KMGTPEZ]B(?![A-Za-z])"
    r"|(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?|milliseconds?|kilomet\w+|miles?|nanomet\w+|(?:kilo|mega|giga|tera|peta|exa)bytes?)\b)"
)
_MONEY = "[美欧日港]?元|美金|英镑"


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number at a place of a text; rule: how it is written; unit: where its writing implies one, else ""."""

    start: int
    end: int
    rule: str
    values: tuple[float, ...]
    unit: str
    vague: bool


_Value = tuple[tuple[float, ...], str, bool]


def _count(*values: float, vague: bool = False) -> _Value:
    return values, "", vague


def _multiply(text: str) -> float:
    """What the magnitudes at the end of a number come to: 万亿 is a million millions."""
    return math.prod(MAGNITUDES[character] for character in text)


def _read_vague(text: str) -> _Value:
    """Some hundreds, "millions": from so much to so much."""
    if text == "十几":
        return _count(10, 19, vague=True)
    size = _multiply(text.lstrip("好几数上"))
    return _count(size if text[0] == "上" else 2 * size, 9.99 * size, vague=True)


def _read_many(text: str) -> _Value:
    words = re.findall(r"dozen|ten|hundred|thousand|million|billion|trillion", text.casefold())
    size = math.prod(_SCALES[word] for word in words)
    return _count(2 * size, 9.99 * size, vague=True)


def _read_percent(text: str) -> _Value:
    number = text.removeprefix("百分之")
    return ((2.0, 9.0), "percent", True) if number in "几数" else ((read_number(number),), "percent", False)


def _read_part(text: str) -> _Value:
    whole, _, part = text.partition("分之")
    return (100 * read_number(part) / read_number(whole),), "percent", False


def _read_ratio(text: str) -> _Value:
    return (100 * int(text[0]) / int(text[-1]),), "percent", False


def _read_tenths(text: str) -> _Value:
    whole, _, rest = text.partition("成")
    more = 5.0 if rest == "半" else read_number(rest) if rest else 0.0
    return (10 * read_number(whole) + more,), "percent", False


def _read_fraction(text: str) -> _Value:
    """A third, three quarters, one in four."""
    first, *_, last = re.split(r"[\s-]", text.casefold())
    part = 1.0 if first in ("a", "an") else read_number(first)
    whole = next((n for word, n in _PARTS.items() if last.startswith(word)), 0) or read_number(last)
    return (100 * part / whole,), "percent", False


def _read_decade(text: str) -> _Value:
    years = 10 * 365.25 * 86400
    return ((2 * years, 9 * years), "second", True) if text[-1] in "sS" else ((years,), "second", False)


def _read_date(text: str) -> _Value:
    numbers = [int(read_number(number)) for number in re.findall(rf"\d+|[{_HAN}十]+", text)]
    named = [n for n, month in enumerate(_MONTHS.split("|"), 1) if month in text.casefold()]
    month, day = (*named, *numbers)[:2]
    return (100.0 * month + day,), "day of the year", False


def _read_pair(text: str) -> _Value:
    return _count(*(number * _multiply(text[2:]) for number in _PAIRS[text[:2]]))


def _read_multiple(text: str) -> _Value:
    return (float(next(v for said, v in _MULTIPLES.items() if said in text.casefold())),), "times", False


def _read_coins(text: str) -> _Value:
    """Coins of a currency: 块 for one, 毛 for a tenth, then hundredths."""
    whole, _, rest = text.rpartition("块")
    tenths, _, hundredths = rest.partition("毛")
    parts = (whole, 1.0), (tenths, 0.1), (hundredths, 0.01)
    return _count(sum(read_number(number) * worth for number, worth in parts if number))


def _read_dollars(text: str) -> _Value:
    return (1 + read_number(text[len("a dollar ") :]) / 100,), "USD", False


def _read_dozen(text: str) -> _Value:
    how_many, _ = text.rsplit(maxsplit=1)
    return _count(12 * (1 if how_many.casefold() == "a" else read_number(how_many)))


def _read_plain(text: str) -> _Value:
    return _count(read_number(text))


# Each way to write a number: its pattern, and what reads it. The first that fits a place counts.
_RULES: dict[str, tuple[str, Callable[[str], _Value]]] = {
    "date": (rf"(?:\d{{1,2}}|[{_HAN}十]{{1,2}})\s?月\s?(?:\d{{1,2}}|[{_HAN}十]{{1,3}})\s?[日号]"
             rf"|\b(?:{_MONTHS})\s\d{{1,2}}{_ORDINAL}\b"
             rf"|\b\d{{1,2}}{_ORDINAL}\s(?:of\s)?(?:{_MONTHS})\b", _read_date),
    "vague": (rf"好?[几数]{_BIG}{{1,6}}|(?<!千)上{_BIG}{{1,6}}(?!次)|十几", _read_vague),
    "percent": (rf"百分之(?:[{_HAN}十百点]{{1,9}}|{_DIGITS}|[几数])", _read_percent),
    "ratio": (r"(?<![\d/.])[1-9]/[2-9](?![\d/])", _read_ratio),
    "part": (rf"(?:[{_HAN}十]{{1,9}}|[千万])分之[{_HAN}十]{{1,9}}", _read_part),
    "tenths": (rf"[一二两三四五六七八九1-9]成[{_HAN}半]?(?![立为功本长熟员分果就都百千])", _read_tenths),
    "fraction": (rf"\ban? (?:third|quarter|fifth|tenth)(?= of\b|[^\w\s-]|$)"
                 rf"|\b(?:{_ONES})[ -](?:half|thirds?|quarters?|fifths?|tenths?)\b"
                 rf"|\b(?:{_ONES}) (?:in|out of) (?:every )?(?:{_ONES})\b", _read_fraction),
    "and_half": (rf"\b(?:{_WORD}|{_DIGITS}) and a half\b", lambda text: _count(read_number(text[:-11]) + 0.5)),
    "decade": (r"\bdecades?\b", _read_decade),
    "half": (r"一半|(?<!first )(?<!second )(?<!and a )\bhalf\b(?!\s(?:an?|past)\s)(?!-)",
             lambda _: ((50.0,), "percent", False)),
    "multiple": (r"翻了?一番|翻了?一倍|翻倍|翻番|(?:一个)?数量级|\b(?:twice|(?:an )?orders? of magnitude"
                 r"|(?:doubl|tripl|quadrupl)(?:e|es|ed|ing))\b", _read_multiple),
    "factor": (rf"\bfactor of (?:{_WORD}|{_DIGITS})", lambda text: ((read_number(text[10:]),), "times", False)),
    "few": (rf"(?:好几|几|数)(?={_UNIT})|\b(?:several|a few|a couple of)(?=\s{_UNIT})",
            lambda _: _count(2, 9, vague=True)),
    "or_two": (rf"\ban?\s(?={_UNIT}\sor\stwo\b)", lambda _: _count(1, 2)),
    "half_unit": (rf"半(?={_UNIT})|\bhalf\san?\s(?={_UNIT})", lambda _: _count(0.5)),
    "coins": (rf"(?<!牛)(?:[{_HAN}十百]{{1,9}}块(?=[{_HAN}]毛))?[{_HAN}]毛[{_HAN}]?(?![病线孩驴衣])", _read_coins),
    "dollars": (rf"\ba\sdollar\s{_WORD}\b", _read_dollars),
    "dozen": (rf"\b(?:a|{_WORD})\sdozen\b", _read_dozen),
    "pair": (rf"(?<![{_HAN}十百千万年])(?:{'|'.join(_PAIRS)}){_BIG}{{0,6}}(?![{_HAN}])", _read_pair),
    "mixed": (rf"{_DIGITS}(?:[多余来]|\s?个(?=[万亿]))?\s?{_BIG}[{_HAN}十百千万亿]{{0,24}}", _read_plain),
    "han": (rf"(?<![第唯{_HAN}])[{_HAN}十百千万亿]{{0,24}}[{_HAN}十百]"
            rf"(?:点[{_HAN}]{{1,9}}|[多余来](?={_BIG})|个(?=[万亿]))?{_BIG}{{0,6}}"
            "(?!分(?![钟之]))", _read_plain),
    "bare": (rf"(?<![第多余来几数上{_HAN}十百千\d])(?:[百千万]{_BIG}|[百千万亿])(?=倍|{_MONEY}|人|名|台|家|辆|次)",
             _read_plain),
    "many": (rf"\b(?:{_SEVERAL}\s(?:{_SCALE}s?(?:\sof)?\s?){{1,4}}"
             rf"|(?:{_SCALE}s|dozens)(?:\sof\s{_SCALE}s?){{0,4}})\b", _read_many),
    "digits": (rf"{_DIGITS}(?:(?:k|m|bn|tn|b|t)(?![A-Za-z])|[\s-]?{_SCALE}(?:\s{_SCALE}){{0,4}}(?![A-Za-z]))?",
               _read_plain),
    "words": (rf"\b(?:half\sa\s{_SCALE}|(?:an?\s|{_WORD}[- ])?{_SCALE}(?:[- ](?:and\s)?(?:{_WORD}|{_SCALE})){{0,9}}"
              rf"|{_WORD})(?=[^A-Za-z]|fold|$)", _read_plain),
}  # fmt: skip
_NUMBER = re.compile("|".join(f"(?P<{name}>{pattern})" for name, (pattern, _) in _RULES.items()), re.IGNORECASE)
_BARE = re.compile(rf"{_DIGITS}|[{_HAN}十]{{1,9}}|{_WORD}", re.IGNORECASE)


def find_numerals(text: str) -> Iterator[Numeral]:
    """Yield the numbers in a text in order. Numerals in a row that are no number are passed over."""
    for match in _NUMBER.finditer(text):
        rule = str(match.lastgroup)
        try:
            values, unit, vague = _RULES[rule][1](match.group())
        except (ValueError, KeyError, OverflowError):  # KeyError: cn2an, for some of what it cannot read
            continue
        yield Numeral(*match.span(), rule, values, unit, vague)


def read_number(text: str) -> float:
    """Return a number in digits, Chinese numerals (by cn2an) or English words (by text2num).

    Errors: ValueError or KeyError for what is no number.
    """
    text = text.strip()
    if not text.isascii():
        return _read_han(re.sub(r"[\s,多余来个]", "", text))
    if digits := re.match(_DIGITS, text):
        scales = re.findall("[a-z]+", text[digits.end() :].casefold())
        return float(digits.group().replace(",", "")) * math.prod(_SCALES[scale] for scale in scales)
    words = re.sub(r"^an?\s", "", text.casefold())
    if words.startswith("half a "):
        return _SCALES[words.removeprefix("half a ")] / 2
    return _SCALES[words] if words in _SCALES else float(text2num(words, "en"))


def read_bare(text: str) -> float:
    """Return the number that a text has first, before its magnitude and unit, or 1."""
    match = _BARE.search(text)
    return read_number(match.group()) if match else 1.0


def _read_han(text: str) -> float:
    size = re.search("[十百千万亿兆]*$", text)
    bare = text[: size.start()] if size else text
    if not bare or re.fullmatch(r"\d+(?:\.\d+)?", bare):
        return float(bare or 1) * _multiply(text[len(bare) :])
    numeral = text.replace("两", "二").replace("〇", "零")
    last = MAGNITUDES["兆"] if numeral.endswith("兆") else 1.0  # which cn2an does not know
    return float(cn2an.cn2an(numeral.removesuffix("兆"), "smart")) * last
