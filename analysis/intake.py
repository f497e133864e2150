"""Intake: adding a document of the user's to the catalogue, with what was understood of it."""

import datetime
import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.catalogue import CATALOGUE, Catalogue, load_catalogue
from analysis.errors import AnalysisError
from analysis.passages import clean_text, find_turns
from analysis.reading import LAYOUTS, Reading, Roster, guess_language, read_document
from analysis.storage import DOCUMENTS, decode_text, read_bytes, write_atomic

_SAMPLE = 3
_HOSTS = {"Host", "主持人", "记者", "記者", "Q", "问", "問", "interviewer", "Moderator", "本刊", "采访者"}


@dataclass(frozen=True)
class Addition:
    """A document as it was understood, and the catalogue's text with its entries."""

    rendering: str
    catalogue_text: str
    content: bytes
    summary: str


def plan_addition(
    path: Path, *, conversation: str, rendering: str | None, labels: Mapping[str, str], date: datetime.date
) -> Addition:
    """Return what adding a file to a conversation, new or known, would write.

    rendering: id of the new rendering; made from conversation and language where not given. labels:
    what the document calls people whom the catalogue knows by other names. Errors: AnalysisError
    for a document that is catalogued already, an id that is taken, or people who do not speak in a
    known conversation.
    """
    content = read_bytes(path)
    text = decode_text(content, name=str(path))
    catalogue = load_catalogue()
    if known := catalogue.by_digest(content):
        raise AnalysisError(f"{path}: this document is in the catalogue already, as {known.id}; nothing was changed.")
    reading = read_document(text, name=str(path))
    language = guess_language(text)
    name = rendering or f"{conversation}-{language}"
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", name):
        raise AnalysisError(
            f"the id {name!r} is not made of small letters, digits and hyphens; give one with --rendering."
        )
    if name in {r.id for r in catalogue.renderings}:
        raise AnalysisError(f"there is a rendering {name!r} already; give this one another id with --rendering.")
    people = _match_people(reading, catalogue, conversation, labels)
    spellings = _find_spellings(text, reading, people)
    form = "article" if reading.layout == "quotations" else "transcript"
    entry: dict[str, object] = {
        "id": name,
        "conversation": conversation,
        "language": language,
        "form": form,
        "text_kind": "press report" if form == "article" else "verbatim",
        "title": path.stem,
        "publisher": "unknown",
        "published": date,
        "sha256": hashlib.sha256(content).hexdigest(),
        "layout": reading.layout,
    }
    if unknown := {label: person for label, person in spellings.items() if catalogue_knows(catalogue, label) != person}:
        entry["labels"] = unknown
    entries = _write_people(catalogue, conversation, people, date) + _write_table("rendering", entry)
    catalogue_text = CATALOGUE.read_text("utf-8").rstrip() + "\n" + entries
    return Addition(name, catalogue_text, content, _tell(text, reading, language, people))


def catalogue_knows(catalogue: Catalogue, name: str) -> str | None:
    """Return the speaker whom the catalogue calls so, or None."""
    return Roster.of({s.name: s.aliases for s in catalogue.speakers}).resolve(name)


def _find_spellings(text: str, reading: Reading, people: Mapping[str, str]) -> dict[str, str]:
    """Every spelling in the document that stands for one of the people, and the speaker it stands for."""
    guessed = LAYOUTS[reading.layout].guess(text)
    return {spelling: people[person] for spelling, person in guessed.people.items() if person in people}


def save_addition(addition: Addition) -> list[Path]:
    """Write the document to its place and the catalogue with its entries; return both paths.

    Errors: AnalysisError where the catalogue would no longer be sound; then nothing is written.
    """
    trial = write_atomic(CATALOGUE.with_suffix(".trial"), addition.catalogue_text)
    try:
        load_catalogue(trial)
    finally:
        trial.unlink()
    return [
        write_atomic(DOCUMENTS / f"{addition.rendering}.txt", addition.content),
        write_atomic(CATALOGUE, addition.catalogue_text),
    ]


def _match_people(
    reading: Reading, catalogue: Catalogue, conversation: str, labels: Mapping[str, str]
) -> dict[str, str]:
    """Each name that the document uses, and the speaker of the catalogue that it stands for, or itself."""
    names = list(dict.fromkeys(span.speaker for span in reading.spans if span.speaker))
    people = {name: labels.get(name) or catalogue_knows(catalogue, name) or name for name in names}
    existing = next((c for c in catalogue.conversations if c.id == conversation), None)
    strangers = [name for name, person in people.items() if existing and person not in existing.speakers]
    if existing and strangers:
        raise AnalysisError(
            f"{', '.join(strangers)}: not among the speakers of {conversation!r} ({', '.join(existing.speakers)});"
            f" say who is meant with --label {_quote(strangers[0] + '=' + existing.speakers[0])},"
            " or take another name for the conversation."
        )
    return people


def _write_people(catalogue: Catalogue, conversation: str, people: Mapping[str, str], date: datetime.date) -> str:
    """The entries of a new conversation and of its speakers whom the catalogue does not know."""
    if conversation in {c.id for c in catalogue.conversations}:
        return ""
    speakers = list(dict.fromkeys(people.values()))
    new = [person for person in speakers if person not in {s.name for s in catalogue.speakers}]
    entries = "".join(
        _write_table(
            "speaker",
            {
                "name": person,
                "name_zh": person,
                "role": "host" if person in _HOSTS else "guest",
                "aliases": [person],
            },
        )
        for person in new
    )
    titles = dict.fromkeys(("id", "title", "title_zh", "occasion", "occasion_zh"), conversation)
    return entries + _write_table("conversation", {**titles, "date": date, "speakers": speakers})


def _write_table(name: str, values: Mapping[str, object]) -> str:
    return f"\n[[{name}]]\n" + "".join(f"{key} = {_write_value(value)}\n" for key, value in values.items())


def _write_value(value: object) -> str:
    """A value as TOML writes it; a text as JSON does."""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, list):
        return f"[{', '.join(map(_write_value, value))}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_quote(key)} = {_write_value(item)}" for key, item in value.items()) + " }"
    return _quote(str(value))


def _quote(text: str) -> str:
    """A text as TOML writes it, which is as JSON does."""
    return json.dumps(text, ensure_ascii=False)


def _tell(text: str, reading: Reading, language: str, people: Mapping[str, str]) -> str:
    turns = find_turns(reading.spans)
    decode = LAYOUTS[reading.layout].decode
    characters: Counter[str] = Counter()
    for span in reading.spans:
        characters[span.kind] += sum(not character.isspace() for character in text[span.start : span.end])
    total = sum(characters.values())
    lines = [
        f"layout: {reading.layout}; language: {language}; {turns['turn'].nunique()} turns",
        "characters: " + ", ".join(f"{kind} {count / total:.0%}" for kind, count in characters.most_common()),
    ]
    for name, group in turns.groupby("speaker", sort=False):
        person = people[str(name)]
        lines.append(
            f"speaker: {name}{'' if person == name else f' (taken for {person})'}, {group['turn'].nunique()} turns"
        )
    for _, turn in turns[turns["turn"] <= _SAMPLE].groupby("turn"):
        words = clean_text(decode(text[turn["start"].iloc[0] : turn["end"].iloc[0]]))
        lines.append(f"  {turn['speaker'].iloc[0]}: {words[:60]}{'...' if len(words) > 60 else ''}")
    return "\n".join(lines)
