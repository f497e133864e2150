"""Prefaces: what a document and its file's name say of title and date."""

import datetime
import re
from pathlib import Path

from analysis.reading import find_front_matter

_HEAD = 4000  # characters in which a title or a date stands
_PLAIN = (str, int, float, datetime.date)
_HEADING = re.compile(r"^#{1,2}[ \t]+(\S[^\n]{0,200})$", re.MULTILINE)
_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d)[-./_]?(0[1-9]|1[0-2])[-./_]?(0[1-9]|[12]\d|3[01])(?!\d)")
_HAN = re.compile(r"((?:19|20)\d\d)\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]")
_WORDS = re.compile(
    r"\b(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?("
    + "|".join(month[:3] + "[a-z]*" for month in _MONTHS)
    + r")\.?\s+(?:(\d{1,2})(?:st|nd|rd|th)?,?\s+)?((?:19|20)\d\d)\b",
    re.IGNORECASE,
)  # fmt: skip


def read_front_matter(text: str) -> dict[str, str]:
    """Return the plain fields that stand before a document, by name in small letters; of a list or table, ""."""
    front = find_front_matter(text)
    fields = front.fields if front else {}
    plain = {name: value if isinstance(value, _PLAIN) else "" for name, value in fields.items()}
    return {name: " ".join(str(value).split()) for name, value in plain.items()}


def find_title(text: str, path: Path) -> tuple[str, str]:
    """Return a document's title and where it was found: front matter, first heading or file name."""
    if title := read_front_matter(text).get("title"):
        return title, "front matter"
    match = _HEADING.search(text[:_HEAD])
    if match and not match[1].rstrip(" #").endswith((":", "：")):
        plain = re.sub(r"[*_`]+|\[([^\]]*)\]\([^)]*\)", r"\1", match[1]).strip(" #")
        return _ISO.sub("", plain).strip(" -–—:：") or plain, "first heading"
    words = re.sub(r"[-_.\s]+", " ", _ISO.sub(" ", path.stem)).strip()
    return words or path.stem, "file name"


def find_date(text: str, path: Path) -> tuple[datetime.date | None, str]:
    """Return the date that a document gives, and where it was found; None where it gives none: never today."""
    front = read_front_matter(text)
    for place, words in (
        ("front matter", front.get("date", "")),
        ("file name", path.stem),
        ("first heading", "\n".join(_HEADING.findall(text[:_HEAD])[:2])),
        ("its first lines", "\n".join(text[:_HEAD].splitlines()[:12])),
    ):
        if found := _read_date(words):
            return found, place
    return None, "no date in front matter, file name, headings or first lines"


def _read_date(words: str) -> datetime.date | None:
    found = []
    for pattern in (_HAN, _ISO):
        found += [(m.start(), int(m[1]), int(m[2]), int(m[3])) for m in pattern.finditer(words)]
    for m in _WORDS.finditer(words):
        month = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(m[2][:3].casefold()))
        if day := m[1] or m[3]:
            found.append((m.start(), int(m[4]), month, int(day)))
    for _, year, month, day in sorted(found):
        try:
            return datetime.date(year, month, day)
        except ValueError:
            continue
    return None
