"""Talk tables: one table of many conversations, a record a row, with columns of conversation, speaker and text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.ground.errors import AnalysisError
from analysis.intake.row_files import LARGEST, list_columns, read_rows
from analysis.intake.talks import LONGEST_VALUE, Said, Talk, call_people, is_plain, mend
from analysis.reading import find_named_columns, plain_key

# How columns are called that say which conversation a row is of, the surest first.
_CONVERSATION_FIELDS = (
    "rendering", "conversationid", "conversation", "convoid", "convo", "convid", "dialogueid", "dialogid", "talkid",
    "talk", "episodeid", "episode", "interviewid", "interview", "hearingid", "hearing", "meetingid", "meeting",
    "debateid", "debate", "sessionid", "session", "transcriptid", "documentid", "docid", "document", "threadid",
    "thread", "chatid", "callid", "caseid", "recordingid", "filename", "file", "对话", "對話", "会话", "會話", "场次",
    "場次", "节目", "節目", "访谈", "訪談", "采访", "採訪", "期",
)  # fmt: skip
_TEXT = "text"
_TIME_FIELDS = ("time", "timestamp", "start", "starttime", "begin", "时间", "時間")
_ROLE_FIELDS = ("role", "speakerrole", "角色", "身份")


@dataclass(frozen=True)
class Columns:
    """Which columns of a table say which conversation a record is of, who speaks, and what is said."""

    talk: str
    speaker: str
    text: str


def is_talk_table(path: Path) -> bool:
    """Return whether a file is a table of several conversations, by its columns and by how many each has rows.

    A table whose rows are damaged further down is one, too, so that the damage is told.
    """
    return _holds_talks(_read_rows(path)[0])


def find_talks(path: Path) -> list[Talk] | None:
    """Return the conversations of a table in a file, which is read once, and None of a file that is no such table.

    Errors: AnalysisError, naming the line, for a table that is damaged.
    """
    rows, damage = _read_rows(path)
    if not _holds_talks(rows):
        return None
    if damage is not None:
        raise damage
    return sort_talks(rows, str(path))


def _read_rows(path: Path) -> tuple[list[Mapping[str, Any]], AnalysisError | None]:
    """The rows of a file that may be a table of conversations, and what is wrong behind the last of them."""
    rows: list[Mapping[str, Any]] = []
    try:
        if path.is_file() and path.stat().st_size <= LARGEST and find_columns(list_columns(path)):
            for row in read_rows(path):
                rows.append(row)
    except OSError:
        return [], None
    except AnalysisError as error:
        return rows, error
    return rows, None


def read_talks(path: Path) -> list[Talk]:
    """Return the conversations of a table in a file: CSV, TSV, Parquet, JSON or JSON lines; see sort_talks.

    Errors: AnalysisError, naming the line where one is damaged, for a file that is no such table.
    """
    if not path.is_file():
        raise AnalysisError(f"{path}: there is no such file; check the name.")
    return sort_talks(list(read_rows(path)), str(path))


def sort_talks(rows: Sequence[Mapping[str, Any]], name: str) -> list[Talk]:
    """Return rows sorted into their conversations, these in the order of their first rows.

    What is the same in all rows of each conversation is said of it; a role that each person has throughout one is said
    of the person; all else stays with the record. Errors: AnalysisError naming the columns that are there where one is
    missing, or the first record that names no conversation.
    """
    columns = list(dict.fromkeys(column for row in rows for column in row))
    found = find_columns(columns)
    if found is None:
        raise AnalysisError(
            f"{name}: expected columns of conversation, speaker and text; there are"
            f" {', '.join(map(str, columns[:12])) or 'none'}. Rename those that are meant."
        )
    parts: dict[str, list[dict[str, Any]]] = {}
    for number, row in enumerate(rows, 1):
        values = {column: _make_plain(value) for column, value in row.items()}
        talk = _read_text(values.get(found.talk))
        if talk.strip():
            parts.setdefault(talk, []).append(values)
        elif _read_text(values.get(found.text)).strip():
            raise AnalysisError(
                f"{name}: record {number} does not say which conversation it is of; fill the column {found.talk!r}."
            )
    rest = [column for column in columns if column not in (found.talk, found.speaker, found.text)]
    shared = [column for column in rest if all(_is_one([row.get(column) for row in part]) for part in parts.values())]
    others = [column for column in rest if column not in shared]
    return [_make_talk(talk, part, found, shared=shared, others=others) for talk, part in parts.items()]


def find_columns(columns: Sequence[str]) -> Columns | None:
    """Return the columns of conversation, speaker and text, by their names; None where one is missing."""
    keys = [plain_key(str(column)) for column in columns]
    talks = [columns[keys.index(key)] for key in _CONVERSATION_FIELDS if key in keys]
    if not talks:
        return None
    rest = [column for column in columns if column != talks[0]]
    text, speaker = find_named_columns([str(column) for column in rest])
    # What recognisers show beside the text, such as display, is in a table of others rather a remark on it.
    text = next((number for number, column in enumerate(rest) if plain_key(str(column)) == _TEXT), text)
    if text is None or speaker is None or text == speaker:
        return None
    return Columns(talks[0], rest[speaker], rest[text])


def _make_talk(
    talk: str, rows: Sequence[Mapping[str, Any]], columns: Columns, *, shared: Sequence[str], others: Sequence[str]
) -> Talk:
    """shared: columns that are said of the conversation; others: those that are said of a record."""
    time = next((column for column in others if plain_key(str(column)) in _TIME_FIELDS), None)
    role = next((column for column in (*others, *shared) if plain_key(str(column)) in _ROLE_FIELDS), None)
    called = [_read_text(row.get(columns.speaker)) for row in rows]
    names = call_people(called)
    roles: dict[str, set[str]] = {name: set() for name in names.values() if name}
    said = []
    for who, row in zip(called, rows, strict=True):
        if names[who] and role is not None:
            roles[names[who]].add(_read_text(row.get(role)))
        more = {str(column): row.get(column) for column in others if column != time}
        said.append(
            Said(names[who], _read_text(row.get(columns.text)), row.get(time) if time is not None else None, more)
        )
    about = {str(column): next((row[column] for row in rows if row.get(column) is not None), None) for column in shared}
    people = {name: {"role": next(iter(found))} if len(found) == 1 else {} for name, found in roles.items()}
    return Talk(talk, said, about, people)


def _read_text(value: Any) -> str:
    """A cell as text; a whole number that stands beside missing ones is kept as 3.0, and is 3."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return mend(str(value)) if is_plain(value) else ""


def _is_one(values: Sequence[Any]) -> bool:
    """Whether values are one and the same short one, or none."""
    if all(value is None or value == "" for value in values):
        return True
    return all(is_plain(value) and value == values[0] and len(str(value)) <= LONGEST_VALUE for value in values)


def _make_plain(value: Any) -> Any:
    """A cell as Python has it: none for what is missing, a date as it is written."""
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, str | list | dict | tuple):
        return value
    if pd.isna(value):
        return None
    return value.isoformat() if hasattr(value, "isoformat") else value


def _holds_talks(rows: Sequence[Mapping[str, Any]]) -> bool:
    found = find_columns(list(rows[0])) if rows else None
    if found is None:
        return False
    n_talks = len({_read_text(row.get(found.talk)) for row in rows} - {""})
    return n_talks > 1 and len(rows) >= 2 * n_talks
