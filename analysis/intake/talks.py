"""Talks: conversations that another program keeps many of together, and each as a document of its own."""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeGuard

from analysis.reading import NOBODY, WORD_FIELDS, is_speaker_field, name_speaker, normalise_name, plain_key

Plain = str | int | float | bool
# A text that is longer tells of a conversation, but nobody compares by it.
LONGEST_VALUE = 200
# By these names readers of records know people from what they are numbered by.
_NUMBERING = {"id", "key", "spkid"}
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class Said:
    """A record: who says what ("" where nobody is named), when (None where that is not known), and what else it has."""

    speaker: str
    text: str
    time: Plain | None = None
    more: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Talk:
    """A conversation as it is kept: its id, its records in order, and what is said of it and of each person."""

    id: str
    said: Sequence[Said]
    about: Mapping[str, object] = field(default_factory=dict)
    people: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


def is_plain(value: object) -> TypeGuard[Plain]:
    """Return whether a value is one text, number or truth, and not none, a list, a table or no number."""
    return isinstance(value, str | int) or (isinstance(value, float) and math.isfinite(value))


def keep_plain(values: Mapping[str, object]) -> tuple[dict[str, Plain], list[str]]:
    """Return the values that are plain and not empty, and the names of those that are more than that."""
    kept = {key: value for key, value in values.items() if is_plain(value) and str(value).strip()}
    return kept, [key for key, value in values.items() if isinstance(value, list | dict | tuple) and value]


def mend(text: str) -> str:
    """Return a text with halves of characters, which no file can hold, as the sign for what is lost."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") if _SURROGATE.search(text) else text


def call_people(names: Iterable[str]) -> dict[str, str]:
    """Return what each speaker is called in documents, by the name that is kept: a number gets a word before it.

    Names that readers take for one, such as Ann and ANN, are told apart by a number behind them.
    """
    called: dict[str, str] = {}
    taken: set[str] = set()
    for name in dict.fromkeys(names):
        plain = name_speaker(re.sub(r"\s+", " ", mend(name)).strip().strip(":：").strip())
        if not plain or plain.casefold() in NOBODY:
            called[name] = ""
            continue
        plain = plain if normalise_name(plain) else f"Speaker {plain}"
        wanted, n = plain, 1
        while normalise_name(wanted) in taken:
            n += 1
            wanted = f"{plain} ({n})"
        taken.add(normalise_name(wanted))
        called[name] = wanted
    return called


def write_document(said: Sequence[Said]) -> tuple[bytes, list[str]]:
    """Return records as a document, JSON in UTF-8 with one record a line, and the names of the fields it leaves out.

    A record has speaker, text, time where it is known, and under meta what else is plain. A reader of records goes by
    what the fields hold, so a field with more text than what is said has is left out, and one that is called as words
    or people are is renamed.
    """
    n_spoken = sum(len(_quote(one.text)) for one in said if one.speaker)
    lengths: dict[str, int] = {}
    left_out: dict[str, None] = {}
    for one in said:
        kept, nested = keep_plain(one.more)
        left_out |= dict.fromkeys(nested)
        for key, value in kept.items():
            lengths[key] = lengths.get(key, 0) + (len(_quote(value)) if isinstance(value, str) else 0)
    left_out |= {key: None for key, length in lengths.items() if n_spoken and length > n_spoken}
    lines = [_write_record(one, left_out) for one in said]
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode("utf-8"), list(left_out)


def _write_record(one: Said, left_out: Mapping[str, None]) -> str:
    record = {"speaker": _quote(one.speaker)} if one.speaker else {}
    record["text"] = _quote(one.text)
    if one.time is not None and is_plain(one.time):
        record["time"] = _write(one.time)
    more = {_rename(key): value for key, value in keep_plain(one.more)[0].items() if key not in left_out}
    if more:
        record["meta"] = "{" + ", ".join(f"{_quote(key)}: {_write(value)}" for key, value in more.items()) + "}"
    return "{" + ", ".join(f'"{key}": {value}' for key, value in record.items()) + "}"


def _rename(key: str) -> str:
    plain = plain_key(key)
    known = plain in WORD_FIELDS or plain.removesuffix("s") in WORD_FIELDS or is_speaker_field(plain)
    return f"meta_{key}" if known or plain in _NUMBERING else key


def _write(value: Plain) -> str:
    return _quote(value) if isinstance(value, str) else json.dumps(value)


def _quote(text: str) -> str:
    """A text as JSON writes it; one that is JSON itself so that no reader takes it for more than a text."""
    quoted = json.dumps(mend(text), ensure_ascii=False)
    return quoted.replace("{", "\\u007b") if text.lstrip()[:1] in ("{", "[") else quoted
