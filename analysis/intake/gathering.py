"""Gathering: the documents in a folder and its subfolders, and what their places and names tell them apart by."""

import datetime
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from analysis.ground.errors import AnalysisError
from analysis.ground.storage import read_bytes
from analysis.intake.incoming import Incoming, find_table_of_talks, read_convokit, tells_convokit

# What documents' files end in; all else in a folder is counted and left alone.
SUFFIXES = frozenset(
    {".txt", ".text", ".md", ".markdown", ".html", ".htm", ".xml", ".tei", ".eaf", ".trs", ".json", ".jsonl"}
    | {".srt", ".vtt", ".sbv", ".csv", ".tsv", ".docx", ".cha", ".parquet"}
)
_LARGEST = 50_000_000
_SERIES = re.compile(r"^[\W_]*((?:[^\W\d_]+[-_. ]+)*?[^\W\d_]+)[-_. ]*(?=\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
# A part of the names is a column where it has so many values, and so large a share of the files one that others have.
_FEWEST_VALUES, _MOST_VALUES, _MOSTLY_SHARED = 2, 60, 0.8


def gather_documents(folder: Path, names: Sequence[str] = ()) -> tuple[list[Incoming], list[str]]:
    """Return the documents of a folder in the order of their paths, and what was left alone and why, a line each.

    A ConvoKit corpus or a table of several conversations is as many documents as it has conversations. names: what the
    levels of subfolders are called as columns, the outermost first; "" takes a level for none. By default one level is
    "folder", several "folder 1", "folder 2", and one whose names are all years is "year". Where the files' names begin
    with words that several share, these are the column "series". Links are not followed. Errors: AnalysisError where
    the folder is none, or has no document.
    """
    if not folder.is_dir():
        raise AnalysisError(f"{folder}: there is no such folder; name the one that the documents are in.")
    if tells_convokit(folder):
        return _tell_notes(read_convokit(folder), str(folder))
    paths, others, left = [], Counter[str](), []
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.is_symlink() or not path.is_file() or any(part.startswith(".") for part in parts):
            continue
        if path.suffix.casefold() not in SUFFIXES:
            others[path.suffix.casefold() or "no suffix"] += 1
        else:
            paths.append(path)
    if others:
        told = ", ".join(f"{n} {suffix}" for suffix, n in others.most_common(6))
        left.append(f"{folder}: {others.total()} file(s) of other kinds were not looked at ({told})")
    columns = _find_columns([path.relative_to(folder) for path in paths], names)
    documents: list[Incoming] = []
    for path, mine in zip(paths, columns, strict=True):
        found, beside = _read_file(path, str(path.relative_to(folder)))
        documents += [replace(document, columns={**mine, **document.columns}) for document in found]
        left += beside
    if not documents:
        raise AnalysisError(f"{folder}: there is no document in it ({'; '.join(left) or 'it is empty'}).")
    return documents, left


def _read_file(path: Path, name: str) -> tuple[list[Incoming], list[str]]:
    """The document that a file is, or those of a table of conversations, and what was left out of it and why."""
    try:
        if path.is_file() and path.stat().st_size > _LARGEST:
            raise AnalysisError(f"{path}: it is larger than {_LARGEST / 1e6:.0f} MB; split it.")
        talks = find_table_of_talks(path) if path.is_file() else None
        if talks is not None:
            return _tell_notes(talks, str(path))
        return [Incoming(name, read_bytes(path))], []
    except AnalysisError as error:
        return [], [str(error)]


def _tell_notes(documents: list[Incoming], name: str) -> tuple[list[Incoming], list[str]]:
    """Documents with what was left out of them, each kind of it once."""
    notes = Counter(note for document in documents for note in document.notes)
    return documents, [f"{name}: {note} ({n} conversation(s))" for note, n in notes.items()]


def _find_columns(paths: Sequence[Path], names: Sequence[str]) -> list[dict[str, str | int | float | bool]]:
    """What each path tells its document apart by: subfolders, and the words that its name begins with."""
    depth = max((len(path.parts) - 1 for path in paths), default=0)
    levels = [[path.parts[n] if n < len(path.parts) - 1 else "" for path in paths] for n in range(depth)]
    found: dict[str, list[str]] = {}
    for number, values in enumerate(levels):
        if len(set(values)) < _FEWEST_VALUES:
            continue
        if number < len(names):
            name = names[number]
        elif all(_YEAR.fullmatch(value) for value in values if value):
            name = "year"
        else:
            name = "folder" if depth == 1 else f"folder {number + 1}"
        if name:
            found[name] = values
    series = [m[1] if (m := _SERIES.match(path.stem)) else "" for path in paths]
    counts = Counter(series)
    shared = sum(n for value, n in counts.items() if value and n > 1)
    if (
        _FEWEST_VALUES <= len(counts) <= _MOST_VALUES
        and shared >= _MOSTLY_SHARED * len(paths)
        and not any(_is_same_split(series, values) for values in found.values())
    ):
        found["series"] = series
    return [{name: values[n] for name, values in found.items() if values[n]} for n in range(len(paths))]


def _is_same_split(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two columns put the same documents together."""
    pairs = set(zip(one, other, strict=True))
    return len(pairs) == len(set(one)) == len(set(other))


def take_files(paths: Sequence[Path], names: Sequence[str] = ()) -> tuple[list[Incoming], list[str]]:
    """Return the documents of files and folders that a user names, and what was left alone and why, a line each."""
    documents: list[Incoming] = []
    left: list[str] = []
    for path in paths:
        try:
            found, beside = gather_documents(path, names) if path.is_dir() else _read_file(path, str(path))
        except AnalysisError as error:
            found, beside = [], [str(error)]
        documents += found
        left += beside
    return documents, left


def with_facts(document: Incoming, *, date: datetime.date | None) -> Incoming:
    """Return a document with what a user says of it, where he does."""
    return replace(document, date=date) if date else document
