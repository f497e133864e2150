"""Revision: what a person corrected in the tables of documents and people goes into the catalogue."""

import datetime
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import tomlkit

from analysis.corpus.catalogue import parse_catalogue
from analysis.corpus.folder import CATALOGUE_FILE
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import read_text, write_atomic
from analysis.intake.entries import make_inline
from analysis.intake.overview import (
    DOCUMENT_COLUMNS,
    DOCUMENTS_FILE,
    PEOPLE_FILE,
    read_overview,
    save_overview,
)

_OF_RENDERING, _OF_TALK, _OF_PERSON = ("language", "layout"), ("title", "date"), ("role", "name_zh")
_OPTIONAL = ("layout", "date", "name_zh")


class _Catalogue:
    """A catalogue's text as it is changed, comments and the order of entries untouched, and what was changed."""

    def __init__(self, text: str) -> None:
        self.document: Any = tomlkit.parse(text)
        self.done: list[str] = []

    def list_entries(self, kind: str) -> Any:
        return self.document.get(kind, [])

    def find(self, kind: str, name: str, where: str) -> Any:
        key = "name" if kind == "speaker" else "id"
        for entry in self.list_entries(kind):
            if entry[key] == name:
                return entry
        raise AnalysisError(f"{where}: the catalogue has no {kind} {name!r}; correct it.")

    def set(self, kind: str, name: str, key: str, value: Any, where: str) -> None:
        """Set a key of an entry where it is not so already; an empty one that may be left out goes."""
        entry = self.find(kind, name, where)
        if entry.get(key, "") == value:
            return
        if value == "" and key in _OPTIONAL:
            del entry[key]
        else:
            entry[key] = value
        self.done.append(f"{kind} {name}: {key} = {value or '(none)'}")


def revise_catalogue(folder: Path) -> list[str]:
    """Put what was corrected in a corpus's documents.csv and people.csv into its catalogue; return what changed.

    Of a document its conversation (one that is there, or a new id for one of its own), title, date, language, layout
    and every column to compare by; of a person role and name_zh and, in same_as, whom he is the same person as.
    Comments in the catalogue and the order of its entries stay. Errors: AnalysisError where there are no such tables, a
    row names no entry, two rows of one conversation differ, or the catalogue would no longer be sound; then nothing is
    written.
    """
    if not (folder / DOCUMENTS_FILE).exists():
        raise AnalysisError(f"{folder / DOCUMENTS_FILE}: there is no such table; `new` and `add` write it.")
    path = folder / CATALOGUE_FILE
    text = read_text(path)
    parse_catalogue(text, name=str(path))
    catalogue = _Catalogue(text)
    documents, people = (read_overview(folder, file) for file in (DOCUMENTS_FILE, PEOPLE_FILE))
    _revise_documents(catalogue, documents, folder / DOCUMENTS_FILE)
    _revise_people(catalogue, people, folder / PEOPLE_FILE)
    if catalogue.done:
        text = tomlkit.dumps(catalogue.document)
        parse_catalogue(text, name=str(path))
        write_atomic(path, text)
        save_overview(folder, DOCUMENTS_FILE, documents)
        save_overview(folder, PEOPLE_FILE, people[people["same_as"].str.strip() == ""])
    return catalogue.done


def _number_rows(table: pd.DataFrame, path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """Each row, its values without blanks at their ends, and what errors call it."""
    for line, row in enumerate(table.to_dict("records"), 2):
        yield f"{path}, line {line}", {str(key): str(value).strip() for key, value in row.items()}


def _revise_documents(catalogue: _Catalogue, documents: pd.DataFrame, path: Path) -> None:
    columns = [str(name) for name in documents if name not in DOCUMENT_COLUMNS]
    told: dict[tuple[str, str], str] = {}
    for where, row in _number_rows(documents, path):
        rendering, talk = row["rendering"], row["conversation"]
        for key in _OF_RENDERING:
            catalogue.set("rendering", rendering, key, row[key], where)
        _move(catalogue, rendering, talk, row, where)
        for key in (*_OF_TALK, *columns):
            value = told.setdefault((talk, key), row[key])
            if value != row[key]:
                raise AnalysisError(f"{where}: {key} of {talk!r} is {row[key]!r}, and above {value!r}; make it one.")
        for key in _OF_TALK:
            catalogue.set("conversation", talk, key, _read_date(row[key], where) if key == "date" else row[key], where)
        _set_columns(catalogue, talk, {name: row[name] for name in columns}, where)


def _read_date(value: str, where: str) -> datetime.date | str:
    try:
        return datetime.date.fromisoformat(value) if value else ""
    except ValueError:
        raise AnalysisError(f"{where}: {value!r} is no date; write it as 2024-06-12.") from None


def _set_columns(catalogue: _Catalogue, talk: str, values: dict[str, str], where: str) -> None:
    """Set what a conversation can be compared by; a value that is as before stays of its type."""
    entry = catalogue.find("conversation", talk, where)
    before = dict(entry.get("columns", {}))
    kept = {name for name, value in before.items() if str(value) == values.get(name)}
    after = {name: before[name] if name in kept else value for name, value in values.items()}
    after = {name: value for name, value in {**before, **after}.items() if value != ""}
    if after == before:
        return
    entry.pop("columns", None)
    if after:
        entry["columns"] = make_inline(after)
    catalogue.done.append(
        f"conversation {talk}: columns = {', '.join(f'{k} {v}' for k, v in after.items()) or '(none)'}"
    )


def _move(catalogue: _Catalogue, rendering: str, talk: str, row: dict[str, str], where: str) -> None:
    """Let a rendering be of another conversation, which is there already or begins with it."""
    entry = catalogue.find("rendering", rendering, where)
    before = str(entry["conversation"])
    if before == talk:
        return
    old = catalogue.find("conversation", before, where)
    found = next((c for c in catalogue.list_entries("conversation") if c["id"] == talk), None)
    if found is None:
        new = tomlkit.table()
        new.update({"id": talk, "title": row["title"] or talk, "speakers": list(old["speakers"])})
        catalogue.list_entries("conversation").append(new)
    else:
        found["speakers"] = list(dict.fromkeys([*found["speakers"], *old["speakers"]]))
    entry["conversation"] = talk
    if not any(r["conversation"] == before for r in catalogue.list_entries("rendering")):
        catalogue.list_entries("conversation").remove(old)
    catalogue.done.append(f"rendering {rendering}: conversation = {talk}")


def _revise_people(catalogue: _Catalogue, people: pd.DataFrame, path: Path) -> None:
    for where, row in _number_rows(people, path):
        if row["same_as"]:
            _merge(catalogue, row["same_as"], row["name"], where)
        else:
            for key in _OF_PERSON:
                catalogue.set("speaker", row["name"], key, row[key], where)


def _merge(catalogue: _Catalogue, kept: str, other: str, where: str) -> None:
    """Make two speakers one, of whom the other's name is then a spelling."""
    mine, gone = (catalogue.find("speaker", name, where) for name in (kept, other))
    if kept == other:
        raise AnalysisError(f"{where}: same_as is the name itself; leave it empty, or name another person.")
    mine["aliases"] = list(dict.fromkeys([*mine.get("aliases", []), other, *gone.get("aliases", [])]))
    catalogue.list_entries("speaker").remove(gone)
    for talk in catalogue.list_entries("conversation"):
        if other in talk["speakers"]:
            talk["speakers"] = _rename(talk["speakers"], kept, other)
    for rendering in catalogue.list_entries("rendering"):
        for label, person in list(rendering.get("labels", {}).items()):
            if person == other:
                rendering["labels"][label] = kept
    about = catalogue.document.get("corpus", {})
    if other in about.get("focus", []):
        about["focus"] = _rename(about["focus"], kept, other)
    catalogue.done.append(f"speaker {kept}: {other} is the same person")


def _rename(names: Iterable[str], kept: str, other: str) -> list[str]:
    return list(dict.fromkeys(kept if name == other else str(name) for name in names))
