"""Additions: documents of the user's into a corpus's catalogue, with what was understood and how sure that is."""

import datetime
import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.corpus.catalogue import Catalogue, is_id, load_catalogue, parse_catalogue
from analysis.corpus.folder import CATALOGUE_FILE, find_folder
from analysis.corpus.settings import load_settings
from analysis.ground.errors import AnalysisError
from analysis.ground.languages import guess_language, has_spaces
from analysis.ground.storage import DOCX, decode_document, decode_text, read_bytes, write_atomic
from analysis.intake.likeness import embed_document, find_same_words
from analysis.intake.people import find_person, guess_roles
from analysis.intake.prefaces import find_date, find_title, make_slug
from analysis.passages.cutting import clean_text, find_turns
from analysis.reading import Reading, Roster, read_document

SURE, LIKELY, GUESS = "sure", "likely", "a guess"
GUESSES_FILE = "guesses.csv"
_SAMPLE = 3
_HEAD = """# The catalogue: which conversations there are, who speaks in them, and in which published renderings.
# [[speaker]] name, role (a free word: guest, host, chair, witness), aliases; [[conversation]] id, title, date,
# speakers, columns (what else to compare by); [[rendering]] id, conversation, language, sha256, ... More keys: see
# data/README.md of the project.
"""


@dataclass(frozen=True)
class Guess:
    """What was understood of a document in one respect, how sure it is, and what it rests on."""

    entry: str
    id: str
    key: str
    value: str
    sure: str
    rests_on: str


@dataclass(frozen=True)
class Draft:
    """A corpus that documents are being added to: its folder, its catalogue and the catalogue's text.

    asking: roles of those who ask. vectors: of the documents added now, by the conversation they render.
    """

    folder: Path
    text: str
    catalogue: Catalogue
    asking: Sequence[str]
    vectors: Mapping[str, Sequence[np.ndarray]] = field(default_factory=dict)


@dataclass(frozen=True)
class Addition:
    """A document as it was understood: the draft with its entries, its content, and what was guessed of it."""

    rendering: str
    draft: Draft
    content: bytes
    summary: str
    guesses: list[Guess]


def open_or_begin(path: Path | None) -> Draft:
    """Return the corpus in a folder as one that can be added to; of a folder that has no catalogue yet, an empty one.

    Errors: AnalysisError where the catalogue is not sound, or of the old shape.
    """
    if path is not None and not (path / CATALOGUE_FILE).exists() and not (path / "documents.toml").exists():
        folder = path.absolute()
        title = json.dumps(folder.name.replace("-", " "), ensure_ascii=False)
        text = f"{_HEAD}\n[corpus]\ntitle = {title}\n"
        return Draft(folder, text, Catalogue([], [], []), load_settings().asking_roles)
    folder = find_folder(path)
    catalogue_path = folder / CATALOGUE_FILE
    settings = load_settings(folder / "settings.toml")
    text = decode_text(read_bytes(catalogue_path), name=str(catalogue_path))
    return Draft(folder, text, load_catalogue(catalogue_path), settings.asking_roles)


def plan_addition(
    draft: Draft,
    path: Path,
    *,
    conversation: str | None,
    rendering: str | None,
    date: datetime.date | None,
    roster: Roster | None = None,
    layout: str | None = None,
) -> Addition:
    """Return what adding a file would write.

    conversation: id of one that is known, which the file must render, or of a new one; where not given, the file's
    words tell whether they are those of a known one. rendering: id of the new rendering. date: when it took place,
    where the document does not say. roster, layout: who speaks in it, with what it calls them, and how it is set, where
    that is not to be guessed.
    Errors: AnalysisError for a document that is catalogued already, ids that are taken or cannot be a file's name, and
    a document that renders another conversation than the one named.
    """
    content = read_bytes(path)
    text, encoding = decode_document(content, name=str(path))
    catalogue = draft.catalogue
    if known := catalogue.by_digest(content):
        raise AnalysisError(f"{path}: this document is in the catalogue already, as {known.id}; nothing was changed.")
    reading = read_document(text, name=str(path), roster=roster, layout=layout)
    language = guess_language(text)
    title, title_from = find_title(text, path)
    vectors = embed_document(reading, language)
    talk, guess = _choose_conversation(draft, path, vectors, conversation=conversation, title=title)
    is_new = talk not in {c.id for c in catalogue.conversations}
    name = rendering or _make_id(f"{talk}-{language}", {r.id for r in catalogue.renderings})
    for identifier in (talk, name):
        if not is_id(identifier):
            raise AnalysisError(f"the id {identifier!r} cannot be a file's name; use letters, digits and hyphens.")
    if name in {r.id for r in catalogue.renderings}:
        raise AnalysisError(f"there is a rendering {name!r} already; give this one another id with --rendering.")
    guesses = [guess, Guess("rendering", name, "language", language, LIKELY, "its letters and words")]
    guesses.append(
        Guess("rendering", name, "layout", reading.layout, *_tell_reading(reading, given=layout is not None))
    )
    if encoding not in ("utf-8", DOCX):
        rests_on = "its bytes, or what it says itself"
        guesses.append(Guess("rendering", name, "encoding", encoding, LIKELY, rests_on))
    people, about = _match_people(draft, reading, talk, set(roster.people.values()) if roster else set())
    guesses += about
    entries = ""
    if is_new:
        found, date_from = (date, "as given") if date else find_date(text, path)
        guesses.append(
            Guess("conversation", talk, "title", title, LIKELY if title_from != "file name" else GUESS, title_from)
        )
        told = found.isoformat() if found else ""
        guesses.append(
            Guess("conversation", talk, "date", told, (SURE if date else LIKELY) if found else GUESS, date_from)
        )
        entries, roles = _write_people(draft, reading, text, talk, people, title=title, date=found)
        guesses += roles
    spellings = {s: people[p] for s, p in reading.roster.people.items() if p in people}
    is_article = reading.layout == "quotations"
    entry: dict[str, object] = {
        "id": name,
        "conversation": talk,
        "language": language,
        "form": "article" if is_article else "transcript",
        "text_kind": "press report" if is_article else "verbatim",
        "title": title,
        "sha256": hashlib.sha256(content).hexdigest(),
        "layout": reading.layout,
        **({"encoding": encoding} if encoding != "utf-8" else {}),
    }
    listed = _parse(draft, draft.text.rstrip() + "\n" + entries)
    if unknown := {label: person for label, person in spellings.items() if _resolve(listed, label) != person}:
        entry["labels"] = unknown
    text_after = draft.text.rstrip() + "\n" + entries + _write_table("rendering", entry)
    kept = {**draft.vectors, talk: [*draft.vectors.get(talk, []), vectors]}
    after = replace(draft, text=text_after, catalogue=_parse(draft, text_after), vectors=kept)
    return Addition(name, after, content, _tell(path, text, reading, language, people), guesses)


def _tell_reading(reading: Reading, *, given: bool) -> tuple[str, str]:
    """How sure the reading of a document is, and what that rests on."""
    if given:
        return SURE, "as given"
    told = f"confidence {reading.confidence:.2f}"
    if reading.is_doubted:
        return GUESS, f"{told}: {reading.tell_doubt()}"
    return LIKELY, "; ".join([told, *reading.reasons])


def save_addition(draft: Draft, addition: Addition) -> Draft:
    """Write the document to its place, the catalogue and the table of guesses; return the new draft."""
    after, folder = addition.draft, draft.folder
    write_atomic(folder / "documents" / after.catalogue.rendering(addition.rendering).file, addition.content)
    write_atomic(folder / CATALOGUE_FILE, after.text)
    path = folder / GUESSES_FILE
    rows = pd.DataFrame([vars(guess) for guess in addition.guesses])
    if path.exists():
        rows = pd.concat([pd.read_csv(path, dtype=str, keep_default_na=False), rows], ignore_index=True)
    write_atomic(path, _order(rows).to_csv(index=False, lineterminator="\n"))
    return after


def list_guesses(guesses: Sequence[Sequence[Guess]]) -> str:
    """Return what was guessed of documents as lines, what is least sure first."""
    rows = _order(pd.DataFrame([vars(guess) for each in guesses for guess in each]))
    lines = [
        f"  {row.sure:8} {row.entry} {row.id}: {row.key} = {row.value or '(not found)'}   ({row.rests_on})"
        for row in rows.itertuples()
    ]
    return "\n".join(["What was understood, the least sure first:", *lines])


def _order(rows: pd.DataFrame) -> pd.DataFrame:
    ranks = {GUESS: 0, LIKELY: 1, SURE: 2}
    return rows.sort_values("sure", key=lambda sure: sure.map(ranks).fillna(0), kind="stable").reset_index(drop=True)


def _parse(draft: Draft, text: str) -> Catalogue:
    """The catalogue that a text is. Errors: AnalysisError where it is not sound."""
    return parse_catalogue(text, name=str(draft.folder / CATALOGUE_FILE))


def _resolve(catalogue: Catalogue, name: str) -> str | None:
    """The speaker whom the catalogue calls so, or None."""
    return Roster.of({s.name: s.aliases for s in catalogue.speakers}).resolve(name)


def _make_id(wanted: str, taken: set[str]) -> str:
    return next(name for name in (wanted, *(f"{wanted}-{n}" for n in range(2, 1000))) if name not in taken)


def _choose_conversation(
    draft: Draft, path: Path, vectors: np.ndarray, *, conversation: str | None, title: str
) -> tuple[str, Guess]:
    """The id of the conversation that a document renders: a known one only where its words are the same."""
    same, share = find_same_words(draft.folder, draft.catalogue, draft.vectors, vectors)
    known = {c.id for c in draft.catalogue.conversations}
    told = f"{share:.0%} of it matches what is known of {same}" if same else "its words are nobody else's here"
    if conversation in known and conversation != same:
        raise AnalysisError(
            f"{path}: its words are not those of {conversation!r} ({told}). Another episode is another"
            " conversation: leave"
            " --conversation out, or give a new id with it."
        )
    if conversation:
        return conversation, Guess("conversation", conversation, "id", conversation, SURE, "as given")
    if same:
        return same, Guess("conversation", same, "id", same, LIKELY, f"the same talk published again: {told}")
    name = _make_id(make_slug(title) or make_slug(path.stem) or "talk", known)
    return name, Guess("conversation", name, "id", name, LIKELY, f"a conversation of its own: {told}")


def _match_people(
    draft: Draft, reading: Reading, conversation: str, given: Set[str]
) -> tuple[dict[str, str], list[Guess]]:
    """Each name that the document uses, and the speaker that it stands for: one who is given or known, or itself."""
    names = list(dict.fromkeys(span.speaker for span in reading.spans if span.speaker))
    catalogue, guesses = draft.catalogue, []
    existing = next((c for c in catalogue.conversations if c.id == conversation), None)
    candidates = [s for s in catalogue.speakers if existing is None or s.name in existing.speakers]
    people: dict[str, str] = {}
    for name in names:
        person, sure, rests_on = find_person(name, candidates)
        if sure != SURE:
            if name in given:
                person = name
            else:
                guesses.append(Guess("speaker", person, "same as", name, sure, rests_on))
        people[name] = person
    strangers = [name for name, person in people.items() if existing and person not in existing.speakers]
    if existing and strangers:
        raise AnalysisError(
            f"{', '.join(strangers)}: not among the speakers of {conversation!r} ({', '.join(existing.speakers)});"
            f" say who is meant with --label {_quote(strangers[0] + '=' + existing.speakers[0])}."
        )
    return people, guesses


def _write_people(
    draft: Draft,
    reading: Reading,
    text: str,
    conversation: str,
    people: Mapping[str, str],
    *,
    title: str,
    date: datetime.date | None,
) -> tuple[str, list[Guess]]:
    """The entries of a new conversation and of its speakers whom the catalogue does not know, and their roles."""
    speakers = list(dict.fromkeys(people.values()))
    known = draft.catalogue.roles()
    turns = find_turns(reading.spans).assign(speaker=lambda rows: rows["speaker"].map(people))
    words = [clean_text(reading.source.take_words(a, b)) for a, b in zip(turns["start"], turns["end"], strict=True)]
    roles = guess_roles(turns.assign(words=words), draft.asking, known)
    guesses = []
    entries = ""
    for person in speakers:
        if person in known:
            continue
        role, sure, rests_on = roles[person]
        guesses.append(Guess("speaker", person, "role", role, sure, rests_on))
        aliases = [name for name, other in people.items() if other == person and name != person]
        entries += _write_table("speaker", {"name": person, "role": role, "aliases": aliases})
    entry: dict[str, object] = {"id": conversation, "title": title, "speakers": speakers}
    return entries + _write_table("conversation", entry | ({"date": date} if date else {})), guesses


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
    """A text as TOML writes it, which is as JSON does but for the character that deletes."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _tell(path: Path, text: str, reading: Reading, language: str, people: Mapping[str, str]) -> str:
    turns = find_turns(reading.spans)
    characters: Counter[str] = Counter()
    for span in reading.spans:
        characters[span.kind] += sum(not character.isspace() for character in text[span.start : span.end])
    total = sum(characters.values())
    unit = "words" if has_spaces(language) else "characters"
    lines = [
        f"{path.name}: layout {reading.layout}; language: {language}; {turns['turn'].nunique()} turns; length"
        f" in {unit}",
        "characters: " + ", ".join(f"{kind} {count / total:.0%}" for kind, count in characters.most_common()),
    ]
    for name, group in turns.groupby("speaker", sort=False):
        person = people[str(name)]
        taken = "" if person == name else f" (taken for {person})"
        lines.append(f"speaker: {name}{taken}, {group['turn'].nunique()} turns")
    for _, turn in turns[turns["turn"] <= _SAMPLE].groupby("turn"):
        words = clean_text(reading.source.take_words(turn["start"].iloc[0], turn["end"].iloc[0]))
        lines.append(f"  {turn['speaker'].iloc[0]}: {words[:60]}{'...' if len(words) > 60 else ''}")
    return "\n".join(lines)
