"""Row files: tables in files as rows, whatever form they have: by what is in a file and not by its name."""

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet

from analysis.ground.errors import AnalysisError
from analysis.ground.storage import DOCX, decode_document, guess_encoding

LARGEST = 500_000_000
_LONGEST_LINE, _HEAD = 20_000_000, 4_000
_PARQUET, _PICKLES = b"PAR1", (b"\x02", b"\x03", b"\x04", b"\x05")
_DELIMITERS = "\t,;|"
_KEY = re.compile(r'"((?:[^"\\]|\\.){1,100})"\s*:')


def list_columns(path: Path) -> list[str]:
    """Return the columns that a table's first characters name, so that not all of a file has to be read to know them.

    Of what is no table these are any words.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith(_PARQUET):
        try:
            return [str(name) for name in pyarrow.parquet.read_schema(path).names]
        except (OSError, ValueError):
            return []
    text = _decode_head(head).lstrip("\ufeff \r\n")
    if text[:1] in ("{", "["):
        return list(dict.fromkeys(_KEY.findall(text)))
    first = text.split("\n", 1)[0]
    return [cell.strip('" \r') for cell in first.split(_find_delimiter(first))]


def _decode_head(head: bytes) -> str:
    """The first characters of a file; its last character may be cut in two. "" of what is no text."""
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        encoding = guess_encoding(head[: head.rfind(b"\n")] if b"\n" in head else head)
        return head.decode(encoding, "ignore") if encoding not in ("", DOCX) else ""


def read_rows(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the rows of a table, each a value by its column: CSV, TSV, Parquet, JSON or JSON lines.

    Errors: AnalysisError, naming the line where one is damaged or too long, for a pickle, and for what is too large.
    """
    if (size := path.stat().st_size) > LARGEST:
        raise AnalysisError(f"{path}: it has {size:,} bytes, more than {LARGEST:,}; cut the table into several.")
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith(_PARQUET):
        try:
            yield from pd.read_parquet(path).to_dict("records")
        except (OSError, ValueError, TypeError, NotImplementedError) as error:
            raise AnalysisError(
                f"{path}: this is no sound Parquet table ({' '.join(str(error).split())[:200]})."
            ) from None
        return
    if head[:1] == b"\x80" and head[1:2] in _PICKLES:
        raise AnalysisError(f"{path}: this is a pickle, which can run code and is not read; save the table as Parquet.")
    text, _ = decode_document(path.read_bytes(), name=str(path))
    if text.lstrip()[:1] == "[":
        yield from _check_list(_parse(text, str(path)), str(path))
    elif text.lstrip()[:1] == "{":
        for number, line in enumerate(text.split("\n"), 1):
            where = f"{path}, line {number}"
            if len(line) > _LONGEST_LINE:
                raise AnalysisError(f"{where}: it is longer than {_LONGEST_LINE:,} characters, which no record is.")
            if line.strip():
                yield from _check_list([_parse(line, where)], where)
    else:
        yield from _read_csv(text, str(path))


def _check_list(values: Any, where: str) -> Sequence[Mapping[str, Any]]:
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        raise AnalysisError(
            f"{where}: expected JSON objects, one for each record, with conversation, speaker and text."
        )
    return values


def _parse(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise AnalysisError(f"{where}: this is no valid JSON ({error.msg}, column {error.colno}).") from None
    except (ValueError, RecursionError):
        raise AnalysisError(f"{where}: this JSON is nested too deeply or has too long a number.") from None


def _read_csv(text: str, name: str) -> Iterator[Mapping[str, Any]]:
    with _allow_long_fields():
        reader = csv.reader(
            io.StringIO(text, newline=""), delimiter=_find_delimiter(text.split("\n", 1)[0]), strict=True
        )
        head: list[str] = []
        try:
            for row in reader:
                if not any(row):
                    continue
                if head and len(row) != len(head):
                    raise AnalysisError(
                        f"{name}, line {reader.line_num}: it has {len(row)} fields, the head has {len(head)}; put texts"
                        " that hold the mark between fields in quotation marks."
                    )
                if head:
                    yield dict(zip(head, row, strict=True))
                else:
                    head = [cell.strip() for cell in row]
        except csv.Error as error:
            raise AnalysisError(
                f"{name}, line {reader.line_num}: this is no table ({error}); correct that line."
            ) from None


@contextmanager
def _allow_long_fields() -> Iterator[None]:
    before = csv.field_size_limit(_LONGEST_LINE)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _find_delimiter(head: str) -> str:
    return max(_DELIMITERS, key=head.count)
