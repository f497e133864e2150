"""Incoming: conversations as other programs keep them, made into documents to add, with what is known beforehand."""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from analysis.corpus.catalogue import TAKEN, make_slug
from analysis.ground.errors import AnalysisError
from analysis.intake import convokit, talk_tables
from analysis.intake.talks import LONGEST_VALUE, Plain, Said, Talk, keep_plain, mend, write_document
from analysis.reading import Roster, plain_key

_TITLE_FIELDS = ("title", "conversationtitle", "episodetitle", "talktitle", "标题", "標題", "题目", "題目")
_DATE_FIELDS = ("date", "conversationdate", "published", "publishedat", "airdate", "日期")
_ROLE_FIELD = "role"
_LONGEST_TITLE = 300
_ISO = re.compile(r"\s*(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:$|[T\s])")
_WHOLE, _DECIMAL = re.compile(r"-?(?:0|[1-9]\d{0,14})"), re.compile(r"-?(?:0|[1-9]\d{0,14})\.\d{1,15}")
# Seconds since 1970 that are a date of after 1973; what counts records or seconds of a recording is less.
_FIRST_SECOND, _LAST_SECOND = 100_000_000, 4_200_000_000


@dataclass(frozen=True)
class Incoming:
    """A document that is to be added, and what is known of it beforehand.

    name: its file's name, with suffix. content: UTF-8 JSON: records with speaker and text, and time and meta where
    known; one document a conversation. columns: what else its conversation can be compared by. roles: of people, where
    told. people: everybody who speaks in it, as its records call them, with what they can be compared by. notes: what
    was left out, as sentences without their full stops.
    """

    name: str
    content: bytes
    columns: Mapping[str, Plain] = field(default_factory=dict)
    title: str = ""
    date: datetime.date | None = None
    roles: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, Mapping[str, Plain]] = field(default_factory=dict)
    notes: Sequence[str] = ()

    @property
    def roster(self) -> Roster:
        """The people who speak in it, and nobody else: to read it with."""
        return Roster.of({name: [] for name in self.people})


def tells_convokit(folder: Path) -> bool:
    """Return whether a folder is a ConvoKit corpus, by what is in it."""
    return convokit.is_convokit(folder)


def tells_talks(path: Path) -> bool:
    """Return whether a file is a table of several conversations, by what is in it and not by its name."""
    return talk_tables.is_talk_table(path)


def read_convokit(folder: Path) -> list[Incoming]:
    """Return the documents that a ConvoKit corpus is, one a conversation.

    Meta of an utterance stays in its record; that of a conversation or a speaker becomes a column where it is plain,
    but for titles, dates and roles, which are taken for that. Errors: AnalysisError naming file and line.
    """
    return _make_all(convokit.read_talks(folder), str(folder))


def read_table_of_talks(path: Path) -> list[Incoming]:
    """Return the documents that a table of conversations in a file is: CSV, TSV, Parquet, JSON or JSON lines.

    Columns that have one value throughout each conversation become columns of it; the others stay in the records.
    Errors: AnalysisError naming the line, or the columns where one of conversation, speaker and text is missing.
    """
    return _make_all(talk_tables.read_talks(path), str(path))


def find_table_of_talks(path: Path) -> list[Incoming] | None:
    """Return read_table_of_talks of a file that tells_talks, and None of another; it is read once.

    Errors: AnalysisError naming the line of a table that is damaged.
    """
    talks = talk_tables.find_talks(path)
    return None if talks is None else _make_all(talks, str(path))


def read_frame_of_talks(frame: pd.DataFrame, *, name: str = "frame") -> list[Incoming]:
    """Return the documents that a frame of conversations is, one row a record. name: what errors call it.

    Errors: see read_table_of_talks.
    """
    return _make_all(talk_tables.sort_talks(frame.to_dict("records"), name), name)


def _make_all(talks: Sequence[Talk], name: str) -> list[Incoming]:
    if not talks:
        raise AnalysisError(f"{name}: there is no conversation in it; check that it is the right one.")
    # No column of people can be called as one of conversations is.
    taken = {name for talk in talks for name in _name_columns(keep_plain(talk.about)[0])}
    return [_make_incoming(talk, number, taken) for number, talk in enumerate(talks, 1)]


def _make_incoming(talk: Talk, number: int, taken: set[str]) -> Incoming:
    about, left_out = keep_plain(talk.about)
    left_out += [key for key, value in about.items() if len(str(value)) > LONGEST_VALUE]
    title_key = next((key for key in about if plain_key(key) in _TITLE_FIELDS), None)
    title = " ".join(mend(str(about.pop(title_key))).split())[:_LONGEST_TITLE] if title_key is not None else ""
    date_key = next((key for key in about if plain_key(key) in _DATE_FIELDS and _read_date(about[key])), None)
    date = _read_date(about.pop(date_key)) if date_key is not None else _date_records(talk.said)
    content, fields = write_document(talk.said)
    notes = []
    if left_out := [key for key in left_out if key != title_key]:
        notes.append(f"of the conversation these are more than a short value and are left out: {', '.join(left_out)}")
    if fields:
        notes.append(
            f"of its records these are more than a plain value, or longer than what is said: {', '.join(fields)}"
        )
    roles, people = {}, {}
    nested: dict[str, None] = {}
    for person, told in talk.people.items():
        plain, more = keep_plain(told)
        nested |= dict.fromkeys(more)
        role = plain.pop(_ROLE_FIELD, "")
        if isinstance(role, str) and role.strip():
            roles[person] = " ".join(mend(role).split())[:LONGEST_VALUE]
        people[person] = _name_columns(
            {key: value for key, value in plain.items() if key not in convokit.NAMED}, taken=taken
        )
    if nested:
        notes.append(f"of people these are more than a plain value and are left out: {', '.join(nested)}")
    if date_key is None and date:
        notes.append("its date is that of its first record")
    slug = make_slug(talk.id) or make_slug(title) or "talk"
    name = f"{number:05d}-{slug}.json"
    return Incoming(name, content, _name_columns(about), title, date, roles, people, notes)


def _name_columns(values: Mapping[str, Plain], *, taken: set[str] | None = None) -> dict[str, Plain]:
    """Values short enough to compare by, under names that a catalogue can have.

    taken: names that mean something else.
    """
    columns: dict[str, Plain] = {}
    for key, value in values.items():
        if len(str(value)) > LONGEST_VALUE:
            continue
        name = re.sub(r"[\s,=]+", "_", mend(key).strip()) or "column"
        if name in TAKEN or name in (taken or ()):
            name = f"speaker_{name}" if taken is not None else f"given_{name}"
        unique, n = name, 1
        while unique in columns:
            n += 1
            unique = f"{name}_{n}"
        columns[unique] = _read_number(mend(value)) if isinstance(value, str) else value
    return columns


def _read_number(text: str) -> Plain:
    """A text as the number that it is, or itself."""
    plain = text.strip()
    if _WHOLE.fullmatch(plain):
        return int(plain)
    return float(plain) if _DECIMAL.fullmatch(plain) else plain


def _read_date(value: Plain) -> datetime.date | None:
    match = _ISO.match(value) if isinstance(value, str) else None
    try:
        return datetime.date(int(match[1]), int(match[3]), int(match[4])) if match else None
    except ValueError:
        return None


def _date_records(said: Sequence[Said]) -> datetime.date | None:
    """The day of the first record that says when it was by the clock of the world and not of the recording."""
    for one in said[:1]:
        try:
            seconds = float(one.time) if isinstance(one.time, str | int | float) else 0.0
        except (ValueError, OverflowError):
            return _read_date(str(one.time))
        seconds = seconds / 1000 if seconds > _LAST_SECOND else seconds
        if _FIRST_SECOND <= seconds <= _LAST_SECOND:
            return datetime.datetime.fromtimestamp(seconds, tz=datetime.UTC).date()
    return None
