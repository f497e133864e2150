"""Tables: transcripts kept as rows (CSV, TSV, Markdown) with a column of speakers and one of words."""

import re
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from analysis.ground.errors import AnalysisError
from analysis.reading.shapes import rate_shape
from analysis.reading.sources import Record, Source, View, name_speaker
from analysis.reading.vocabulary import (
    NOBODY,
    SPEAKER_FIELDS,
    SPEAKER_PARTS,
    WORD_FIELDS,
    WORD_PARTS,
    find_rank,
    plain_key,
)

_DELIMITERS = ",\t;|"
_RULE = re.compile(r"^[\s|:\-]*+$")
_BARRED = re.compile(r"^[ \ufeff]*+\|", re.MULTILINE)
_SAMPLE = 200
# The head is one of so many first rows.
_HEADS = 3
# No transcript has more columns, a longer field, or so many fields whose quotation marks stay open.
_MOST_COLUMNS, _LONGEST_FIELD, _MOST_OPEN = 500, 100_000, 500
# Without a head, so many rows must name somebody, by names that look as much like it.
_FEWEST_ROWS, _LIKE_A_NAME = 4, 0.8
# A column without a known name holds speakers when this much of it recurs, and words when it is this long on average.
_RECURRING, _LONG = 0.5, 12


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell's place in the document, its quotation marks left out."""

    start: int
    end: int
    quoted: bool


_Row = list[_Cell]


def open_table(text: str) -> Source | None:
    """Return the source that a table is, None where the text is none with a column of speakers and one of words.

    Errors: AnalysisError for a row with more cells than the head, which a comma in unquoted words makes.
    """
    for delimiter in _guess_delimiters(text):
        rows = _split_markdown(text) if delimiter == "|" else _split(text, delimiter, most=_SAMPLE + _HEADS)
        if len(rows) < 2 or not 2 <= len(rows[0]) <= _MOST_COLUMNS:
            continue
        head, words, speaker = _find_head(text, rows)
        is_named = words is not None and speaker is not None and words != speaker
        if not is_named and not _is_even(rows):
            continue
        is_headless = words is None and speaker is None
        first = 0 if is_headless else head + 1
        columns = None if is_named else _guess_columns(text, rows[first:], speaker)
        if columns and is_headless and delimiter not in "\t|" and not _is_sure(text, rows, *columns):
            columns = None
        if columns is None and words is None:
            continue
        rows = rows if delimiter == "|" else _split(text, delimiter)
        if words is not None and speaker is not None and is_named:
            _check(text, rows[head:], delimiter)
            return _build(text, rows[head + 1 :], words, speaker, notes=[])
        if columns and rows:
            words, speaker = columns
            told = f"no column is named as speaker and words; read number {speaker + 1} and {words + 1} as these"
            return _build(text, rows[first:], words, speaker, notes=[told])
        if words is not None and rows:
            _check(text, rows[head:], delimiter)
            return _build(text, rows[head + 1 :], words, None, notes=[])
    return None


def _is_sure(text: str, rows: Sequence[_Row], words: int, speaker: int) -> bool:
    """Whether rows without a head are no prose cut at its commas: fields are quoted, all speakers are people."""
    names = {_read(text, row[speaker]).strip() for row in rows if len(row) > speaker}
    quoted = any(row[words].quoted for row in _full(rows, words))
    return quoted and len(rows) >= _FEWEST_ROWS and all(rate_shape(name) >= _LIKE_A_NAME for name in names)


def _guess_delimiters(text: str) -> list[str]:
    """What may part the cells: bars around rows wherever these begin, else by the first line, the commonest first."""
    head = text.lstrip("\ufeff \r\n").split("\n", 1)[0]
    barred = ["|"] if _BARRED.search(text) else []
    return barred + [mark for mark in sorted(_DELIMITERS, key=head.count, reverse=True) if mark != "|" and mark in head]


def _split(text: str, delimiter: str, *, most: int = sys.maxsize) -> list[_Row]:
    """The rows of a text, as RFC 4180 has them; a field that is quoted may hold the end of a line.

    most: how many rows are wanted.
    """
    mark = re.escape(delimiter)
    quoted = rf'[ \ufeff]*+"(?P<quoted>(?:[^"]|""){{0,{_LONGEST_FIELD}}}+)"[ \t]*+'
    cell = re.compile(rf"{quoted}(?={mark}|\r?\n|\r|$)|(?P<plain>[^{mark}\r\n]*+)")
    rows: list[_Row] = []
    row: _Row = []
    position = n_open = 0
    while position <= len(text) and len(rows) < most and len(row) <= _MOST_COLUMNS and n_open < _MOST_OPEN:
        match = cell.match(text, position)
        assert match is not None
        name = "quoted" if match.start("quoted") >= 0 else "plain"
        n_open += name == "plain" and text.startswith('"', position)
        row.append(_Cell(match.start(name), match.end(name), name == "quoted"))
        position = match.end()
        if text[position : position + 1] != delimiter:
            if len(row) > 1 or row[0].end > row[0].start:
                rows.append(row)
            row = []
            position += text.startswith("\r\n", position)
        position += 1
    return rows if n_open < _MOST_OPEN and len(row) <= _MOST_COLUMNS else []


def _split_markdown(text: str) -> list[_Row]:
    rows = []
    for line in re.finditer(r"^[ \ufeff]*+\|[^\r\n]*+", text, re.MULTILINE):
        if _RULE.match(line.group()):
            continue
        bars = [match.start() for match in re.finditer(r"(?<!\\)\|", line.group())]
        ends = [*bars[1:], *([len(line.group())] if line.group()[bars[-1] + 1 :].strip() else [])]
        rows.append([_strip(text, line.start() + a + 1, line.start() + b) for a, b in zip(bars, ends, strict=False)])
    outside = sum(bool(line.strip()) and not line.lstrip(" \ufeff").startswith("|") for line in text.splitlines())
    return rows if len(rows) > outside else []


def _strip(text: str, start: int, end: int) -> _Cell:
    words = text[start:end]
    left = start + len(words) - len(words.lstrip())
    return _Cell(left, max(left, start + len(words.rstrip())), quoted=False)


def _find_head(text: str, rows: Sequence[_Row]) -> tuple[int, int | None, int | None]:
    """Which of the first rows is the head, and which of its columns hold words and speakers, as far as it says so."""
    found: tuple[int, int | None, int | None] = (0, None, None)
    for number, row in enumerate(rows[:_HEADS]):
        words, speaker = find_named_columns([_read(text, cell) for cell in row])
        if words is not None and speaker is not None:
            return number, words, speaker
        if found[1:] == (None, None) and (words is not None or speaker is not None):
            found = (number, words, speaker)
    return found


def find_named_columns(head: Sequence[str]) -> tuple[int | None, int | None]:
    """Return which columns hold words and which speakers, as far as their names in the head say so."""
    keys = [plain_key(name) for name in head]
    return _find_named(keys, WORD_FIELDS, WORD_PARTS), _find_named(keys, SPEAKER_FIELDS, SPEAKER_PARTS)


def _find_named(keys: Sequence[str], known: Collection[str], parts: str) -> int | None:
    ranked = [(rank, number) for number, key in enumerate(keys) if (rank := find_rank(key, known, parts)) is not None]
    return min(ranked)[1] if ranked else None


def _check(text: str, rows: Sequence[_Row], delimiter: str) -> None:
    for row in rows[1:]:
        if len(row) > len(rows[0]) and any(cell.end > cell.start for cell in row[len(rows[0]) :]):
            line = text.count("\n", 0, row[0].start) + 1
            raise AnalysisError(
                f"line {line} has {len(row)} fields, the head has {len(rows[0])}; put texts that hold"
                f" {'commas' if delimiter == ',' else repr(delimiter)} in quotation marks."
            )


def _is_even(rows: Sequence[_Row]) -> bool:
    """Whether nearly all rows have as many cells as the first, as no prose has."""
    sample = rows[:_SAMPLE]
    return len(sample) >= 3 and sum(len(row) == len(rows[0]) for row in sample) >= 0.9 * len(sample)


def _guess_columns(text: str, rows: Sequence[_Row], speaker: int | None) -> tuple[int, int] | None:
    """Which column holds words and which speakers, by what is in them."""
    sample = [row for row in rows[:_SAMPLE] if len(row) == len(rows[0])]
    return guess_columns(
        [[_read(text, row[number]).strip() for row in sample] for number in range(len(rows[0]))], speaker
    )


def guess_columns(columns: Sequence[Sequence[str]], speaker: int | None) -> tuple[int, int] | None:
    """Return which of columns, all as long, holds words and which speakers, by what is in them; None where none can.

    speaker: the one of speakers where that is known.
    """
    long = [sum(map(len, column)) / len(column) for column in columns]
    words = max(range(len(columns)), key=lambda number: (number != speaker, long[number]))
    if speaker is not None:
        return words, speaker
    recurring = [
        number
        for number, column in enumerate(columns)
        if number != words
        and len(set(column)) <= _RECURRING * len(column)
        and len(set(column)) > 1
        and all(re.search(r"[^\W\d_]", value) for value in column if value)
        and long[number] < long[words] / 2
    ]
    return (words, recurring[0]) if recurring and long[words] >= _LONG else None


def _read(text: str, cell: _Cell) -> str:
    words = text[cell.start : cell.end]
    return words.replace('""', '"') if cell.quoted else words


def _build(text: str, rows: Sequence[_Row], words: int, speaker: int | None, *, notes: Sequence[str]) -> Source:
    """speaker: the column of those who speak, None where there is none."""
    view = View(text)
    records: list[Record] = []
    labels: list[tuple[int, int]] = []
    who = ""
    for row in _full(rows, max(words, speaker or 0)):
        if speaker is not None and (named := _read(text, row[speaker]).strip().strip(":：").strip()):
            who = "" if named.casefold() in NOBODY else name_speaker(named)
            labels.append((row[speaker].start, row[speaker].end))
        if not _read(text, row[words]).strip():
            continue
        if records:
            view.insert("\n" if records[-1].who == who else "\n\n", row[words].start)
        begin = view.length
        if row[words].quoted:
            view.take_field(row[words].start, row[words].end)
        else:
            view.take(row[words].start, row[words].end)
        records.append(Record(begin, view.length, who))
    return view.close("table", records=records, labels=labels, notes=notes)


def _full(rows: Sequence[_Row], last: int) -> Iterator[_Row]:
    return (row for row in rows if len(row) > last)
