"""Revision: what a person corrected in the table of guesses goes into the catalogue."""

import datetime
import json
import re
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.corpus.catalogue import parse_catalogue
from analysis.corpus.csvfiles import read_csv
from analysis.corpus.folder import CATALOGUE_FILE
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import decode_text, read_bytes, write_atomic
from analysis.intake.additions import GUESSES_FILE

_COLUMNS = dict.fromkeys(("entry", "id", "key", "value", "sure", "rests_on"), "str")
_HEADER = re.compile(r"^\[\[(\w+)\]\][ \t]*$", re.MULTILINE)
_EDITABLE = {
    "speaker": ("role", "name_zh"),
    "conversation": ("title", "title_zh", "date", "occasion"),
    "rendering": ("title", "language", "publisher", "published", "text_kind", "layout"),
}
_DATES = ("date", "published")
_SAME = "same as"


def revise_catalogue(folder: Path) -> list[str]:
    """Put the values of a corpus's guesses.csv into its catalogue where they differ; return what changed, a line each.

    A row "speaker, A, same as, B" makes two speakers one, A, of whom B is then a spelling. Comments in the catalogue
    and the order of its entries stay. Errors: AnalysisError where there is no such table, a row names no entry or a key
    that cannot be set so, or the catalogue would no longer be sound; then nothing is written.
    """
    path = folder / GUESSES_FILE
    if not path.exists():
        raise AnalysisError(f"{path}: there is no such table; `add` writes it.")
    catalogue = folder / CATALOGUE_FILE
    text = before = decode_text(read_bytes(catalogue), name=str(catalogue))
    table: pd.DataFrame = read_csv(path, _COLUMNS)
    done: list[str] = []
    for line, row in enumerate(table.itertuples(index=False), 2):
        where = f"{path}, line {line}"
        if row.key == _SAME:
            text, told = _merge(text, row.id, row.value)
        elif row.key in _EDITABLE.get(row.entry, ()):
            text, told = _set(text, row, where)
        elif row.key != "id" or row.value != row.id:
            raise AnalysisError(f"{where}: {row.key!r} of a {row.entry} is set in {catalogue}, not in this table.")
        else:
            continue
        done += [told] if told else []
    if text != before:
        parse_catalogue(text, name=str(catalogue))
        write_atomic(catalogue, text)
    return done


def _find_block(text: str, entry: str, identifier: str) -> tuple[int, int] | None:
    """Where an entry of the catalogue stands: from its header to the next."""
    starts = [*_HEADER.finditer(text)]
    key = "name" if entry == "speaker" else "id"
    wanted = re.compile(rf"^{key}\s*=\s*{re.escape(_quote(identifier))}[ \t]*(?:#.*)?$", re.MULTILINE)
    for number, header in enumerate(starts):
        end = starts[number + 1].start() if number + 1 < len(starts) else len(text)
        if header[1] == entry and wanted.search(text, header.end(), end):
            return header.start(), end
    return None


def _set(text: str, row: Any, where: str) -> tuple[str, str]:
    """The catalogue's text with the value of a row of guesses set, and what was changed, "" where it was so already."""
    entry, identifier, key, value = row.entry, row.id, row.key, row.value.strip()
    place = _find_block(text, entry, identifier)
    if place is None:
        raise AnalysisError(f"{where}: the catalogue has no {entry} {identifier!r}; correct the id.")
    block = text[slice(*place)]
    old = re.search(rf"^{key}[ \t]*=[ \t]*(.*?)[ \t]*$", block, re.MULTILINE)
    if key in _DATES and value:
        try:
            written = datetime.date.fromisoformat(value).isoformat()
        except ValueError:
            raise AnalysisError(f"{where}: {value!r} is no date; write it as 2024-06-12.") from None
    else:
        written = _quote(value)
    if (old is None and not value) or (old and old[1] == written):
        return text, ""
    if not value:
        changed = re.sub(rf"^{key}\s*=.*\n", "", block, count=1, flags=re.MULTILINE)
    elif old:
        changed = block[: old.start()] + f"{key} = {written}" + block[old.end() :]
    else:
        changed = block.rstrip("\n") + f"\n{key} = {written}\n" + "\n" * (len(block) - len(block.rstrip("\n")) - 1)
    return text[: place[0]] + changed + text[place[1] :], f"{entry} {identifier}: {key} = {value or '(none)'}"


def _merge(text: str, kept: str, other: str) -> tuple[str, str]:
    """The catalogue's text with two speakers made one, and what was changed, "" where they were one already."""
    place = _find_block(text, "speaker", other)
    if place is None or kept == other:
        return text, ""
    block = text[slice(*place)]
    spelt = re.search(r"^aliases\s*=\s*\[(.*?)\]", block, re.MULTILINE | re.DOTALL)
    text = text[: place[0]] + text[place[1] :]
    mine = _find_block(text, "speaker", kept)
    if mine is None:
        raise AnalysisError(f"the catalogue has no speaker {kept!r}; correct the id in {GUESSES_FILE}.")
    own = text[slice(*mine)]
    added = ", ".join(filter(None, [_quote(other), spelt[1].strip(" ,\n") if spelt else ""]))
    if found := re.search(r"^aliases\s*=\s*\[(.*?)\]", own, re.MULTILINE | re.DOTALL):
        listed = ", ".join(filter(None, [found[1].strip(" ,\n"), added]))
        own = own[: found.start()] + f"aliases = [{listed}]" + own[found.end() :]
    else:
        own = own.rstrip("\n") + f"\naliases = [{added}]\n\n"
    text = text[: mine[0]] + own + text[mine[1] :]

    def rename(match: re.Match[str]) -> str:
        names = json.loads(f"[{match[1].strip(' ,')}]")
        renamed = dict.fromkeys(kept if name == other else name for name in names)
        return f"speakers = [{', '.join(map(_quote, renamed))}]"

    text = re.sub(r"^speakers\s*=\s*\[([^\]\n]*)\]", rename, text, flags=re.MULTILINE)
    text = re.sub(rf"(=\s*){re.escape(_quote(other))}(?=\s*[,}}])", lambda m: m[1] + _quote(kept), text)
    return text, f"speaker {kept}: {other} is the same person"


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
