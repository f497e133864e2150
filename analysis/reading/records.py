"""The reader of transcripts kept as records: JSON of speech recognition, and tables (CSV, TSV)."""

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.reading.spans import Span, mark_rest
from analysis.reading.speakers import Roster, merge_names

_TEXT = ("text", "utterance", "content", "transcript", "sentence", "message", "line", "内容", "文本", "发言", "话语")
_SPEAKER = (
    "speaker",
    "speaker_name",
    "speaker_label",
    "speaker_id",
    "name",
    "role",
    "who",
    "发言人",
    "说话人",
    "讲话人",
)
_NAMED = ("name", "label", "display_name", "full_name", "姓名")
_ID = ("id", "speaker", "speaker_id", "key")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null')


@dataclass(frozen=True, slots=True)
class _Value:
    """A field's value and its place in the text, quotation marks left out."""

    value: str
    start: int
    end: int


_Record = dict[str, _Value]


def read_records(text: str, roster: Roster) -> list[Span]:
    """Return marks for records: each record's words by its speaker, its speaker field as label."""
    marks: list[Span] = []
    speaker: str | None = None
    for record in _find_records(text):
        words = _pick(record, _TEXT)
        who = _pick(record, _SPEAKER)
        if who and who.value.strip():
            speaker = roster.resolve(_called(who.value))
            marks.append(Span(who.start, who.end, "label"))
        if words and words.value.strip() and speaker:
            marks.append(Span(words.start, words.end, "speech", speaker))
    return mark_rest(text, marks, "furniture") if any(mark.kind == "speech" for mark in marks) else []


def guess_record_speakers(text: str) -> Roster:
    """Return the people that the speaker fields name, by the names that a map of speakers gives."""
    records = list(_find_records(text))
    ids = Counter(_called(who.value) for record in records if (who := _pick(record, _SPEAKER)) and who.value.strip())
    named = _find_speaker_map(text, set(ids))
    people: dict[str, list[str]] = {}
    for person, spellings in merge_names(ids).items():
        people.setdefault(named.get(person, person), []).extend(spellings)
    return Roster.of(people, closed=False)


def decode_json(words: str) -> str:
    """Return what a piece of a JSON string stands for."""
    try:
        return str(json.loads(f'"{words}"', strict=False))
    except json.JSONDecodeError:
        return words


def decode_table(words: str) -> str:
    """Return what a piece of a quoted field stands for."""
    return words.replace('""', '"')


def is_json(text: str) -> bool:
    """Whether a text is JSON, or a line of it for each record."""
    stripped = text.lstrip("\ufeff").strip()
    if stripped[:1] not in ("{", "["):
        return False
    try:
        json.loads(stripped)
    except json.JSONDecodeError:
        try:
            return all(isinstance(json.loads(line), dict) for line in stripped.splitlines() if line.strip())
        except json.JSONDecodeError:
            return False
    except RecursionError:
        return False
    return True


def _called(speaker: str) -> str:
    return f"Speaker {speaker}" if speaker.isdigit() else speaker.strip()


def _pick(record: _Record, keys: tuple[str, ...]) -> _Value | None:
    return next((record[key] for key in keys if key in record), None)


def _find_records(text: str) -> Iterator[_Record]:
    yield from (_find_json_records(text) if is_json(text) else _find_table_records(text))


def _find_json_records(text: str) -> Iterator[_Record]:
    """Objects with words in them, in order. An object that holds the others repeats their words."""
    objects = list(_find_objects(text))
    outer = sum(depth == 0 for depth, _ in objects) == 1
    for depth, record in objects:
        if _pick(record, _TEXT) and not (outer and depth == 0 and len(objects) > 1):
            yield record


def _find_objects(text: str) -> Iterator[tuple[int, _Record]]:
    """Every JSON object with its own values that are text or numbers, and how deep it lies, as it closes."""
    stack: list[tuple[str, _Record]] = []
    keys: list[str | None] = []
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token in "{[":
            stack.append((token, {}))
            keys.append(None)
        elif token in "}]" and stack:
            opened, record = stack.pop()
            keys.pop()
            if opened == "{":
                yield len(stack), record
        elif token == "," and keys:
            keys[-1] = None
        elif stack and stack[-1][0] == "{" and token != ":":
            if keys[-1] is None:
                keys[-1] = decode_json(token[1:-1]).casefold()
            elif token.startswith('"'):
                stack[-1][1][keys[-1]] = _Value(decode_json(token[1:-1]), match.start() + 1, match.end() - 1)
            elif token[0].isdigit() or token[0] == "-":
                stack[-1][1][keys[-1]] = _Value(token, match.start(), match.end())


def _find_speaker_map(text: str, ids: set[str]) -> dict[str, str]:
    """Names of speakers by the ids that the records use."""
    named: dict[str, str] = {}
    if not is_json(text):
        return named
    lowered = {identifier.casefold(): identifier for identifier in ids}
    for _, record in _find_objects(text):
        for key, value in record.items():
            if key in lowered and not value.value.isdigit():
                named[lowered[key]] = value.value
        identifier, name = _pick(record, _ID), _pick(record, _NAMED)
        if identifier and name and _called(identifier.value) in ids and not _pick(record, _TEXT):
            named[_called(identifier.value)] = name.value
    return named


def _find_table_records(text: str) -> Iterator[_Record]:
    """Rows of a table whose first row names a column of speakers and one of words."""
    head = text.lstrip("\ufeff").split("\n", 1)[0].strip().casefold()
    delimiter = max(",\t;|", key=head.count)
    columns = [column.strip().strip('"') for column in head.split(delimiter)]
    if not set(columns) & set(_TEXT) or not set(columns) & set(_SPEAKER):
        return
    position = 0
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return
    for number, row in enumerate(rows):
        record: _Record = {}
        for column, value in zip(columns, row, strict=False):
            places = [(text.find(form, position), form) for form in {value, value.replace('"', '""')}]
            place, form = min((p for p in places if p[0] >= 0), default=(-1, ""))
            if place < 0:
                return
            position = place + len(form)
            record[column] = _Value(value, place, position)
        if number:
            yield record
