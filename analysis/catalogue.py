"""The catalogue: conversations, their published renderings, and who speaks in them."""

import datetime
import functools
import hashlib
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from analysis.errors import AnalysisError
from analysis.reading import LAYOUTS, Roster
from analysis.storage import DATA, DOCUMENTS, decode_text, guess_encoding, read_bytes, write_atomic

CATALOGUE = DATA / "documents.toml"
# What was done to what was said, from nothing to picking quotations out of it.
TEXT_KINDS = ("verbatim", "edited", "translated", "press report")
_LARGEST = 50_000_000  # bytes; no transcript is larger


@dataclass(frozen=True)
class Speaker:
    """A person, or a group that the documents do not tell apart."""

    name: str
    name_zh: str
    role: str
    aliases: list[str]


@dataclass(frozen=True)
class Conversation:
    """One conversation that took place, whatever was published of it."""

    id: str
    title: str
    title_zh: str
    occasion: str
    occasion_zh: str
    date: datetime.date
    speakers: list[str]


@dataclass(frozen=True)
class Rendering:
    """One published version of a conversation, which is one document; text_kind: one of TEXT_KINDS."""

    id: str
    conversation: str
    language: str
    form: str
    text_kind: str
    title: str
    publisher: str
    published: datetime.date
    sha256: str
    url: str = ""
    layout: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Catalogue:
    """All of them, in the order of the file."""

    speakers: list[Speaker]
    conversations: list[Conversation]
    renderings: list[Rendering]

    def roster(self, rendering: Rendering) -> Roster:
        """Return the spellings under which the people of a rendering may speak."""
        conversation = next(c for c in self.conversations if c.id == rendering.conversation)
        aliases = {s.name: list(s.aliases) for s in self.speakers if s.name in conversation.speakers}
        for label, name in rendering.labels.items():
            aliases[name].append(label)
        return Roster.of(aliases)

    def roles(self) -> dict[str, str]:
        """Return whether each speaker, by name, is guest or host."""
        return {speaker.name: speaker.role for speaker in self.speakers}

    def by_digest(self, content: bytes) -> Rendering | None:
        """Return the rendering whose document these bytes are, or None."""
        sha256 = hashlib.sha256(content).hexdigest()
        return next((r for r in self.renderings if r.sha256 == sha256), None)


_Row = TypeVar("_Row", Speaker, Conversation, Rendering)


def load_catalogue(path: Path = CATALOGUE) -> Catalogue:
    """Return the catalogue in a file.

    Errors: AnalysisError naming the entry for an unknown, missing or mistyped key, for two entries
    of one id, a name that no entry has, a speaker without an alias, or an alias of two speakers.
    """
    try:
        raw = tomllib.loads(decode_text(read_bytes(path), name=str(path)))
    except tomllib.TOMLDecodeError as error:
        raise AnalysisError(f"{path}: this is not valid TOML ({error}); correct that place.") from None
    unknown = set(raw) - {"speaker", "conversation", "rendering"}
    if unknown:
        raise AnalysisError(
            f"{path}: unknown key {min(unknown)!r}; the tables are [[speaker]], [[conversation]] and [[rendering]]."
        )
    catalogue = Catalogue(
        _rows(raw, "speaker", Speaker, path),
        _rows(raw, "conversation", Conversation, path),
        _rows(raw, "rendering", Rendering, path),
    )
    _check(catalogue, path)
    return catalogue


@functools.cache
def the_catalogue() -> Catalogue:
    """Return this project's own catalogue, read once."""
    return load_catalogue()


def _rows(raw: Mapping[str, Any], table: str, kind: type[_Row], path: Path) -> list[_Row]:
    known = {f.name: f for f in fields(kind)}
    needed = {name for name, f in known.items() if f.default is MISSING and f.default_factory is MISSING}
    entries = raw.get(table, [])
    if not isinstance(entries, list):
        raise AnalysisError(f"{path}: write [[{table}]] with two brackets, once for each entry.")
    rows = []
    for number, entry in enumerate(entries, 1):
        where = f"{path}: [[{table}]] number {number} ({entry.get('id') or entry.get('name') or 'no name'})"
        for key in entry.keys() - known.keys():
            raise AnalysisError(f"{where} has the unknown key {key!r}; the keys are {', '.join(known)}.")
        for key in sorted(needed - entry.keys()):
            raise AnalysisError(f"{where} lacks the key {key!r}; add it.")
        for key, value in entry.items():
            wanted = {"date": datetime.date, "published": datetime.date, "labels": dict}.get(key, str)
            wanted = list if key in ("aliases", "speakers") else wanted
            listed = not isinstance(value, list) or all(isinstance(item, str) for item in value)
            if not isinstance(value, wanted) or not listed:
                raise AnalysisError(f"{where}: {key!r} is {value!r}; expected {_article(wanted)}.")
        rows.append(kind(**entry))
    return rows


def _article(kind: type) -> str:
    return {
        str: "text in quotation marks",
        list: "a list of texts",
        dict: "a table of labels and names",
        datetime.date: "a date such as 2024-06-12",
    }[kind]


def _check(catalogue: Catalogue, path: Path) -> None:
    for table, ids in (
        ("speaker", [s.name for s in catalogue.speakers]),
        ("conversation", [c.id for c in catalogue.conversations]),
        ("rendering", [r.id for r in catalogue.renderings]),
    ):
        for name, count in Counter(ids).items():
            if count > 1:
                raise AnalysisError(f"{path}: {count} entries [[{table}]] are called {name!r}; rename all but one.")
    people = {s.name for s in catalogue.speakers}
    for speaker in catalogue.speakers:
        if not speaker.aliases:
            raise AnalysisError(f"{path}: the speaker {speaker.name!r} has no alias; list the spellings in use.")
        if speaker.role not in ("guest", "host"):
            raise AnalysisError(f"{path}: the role of {speaker.name!r} is {speaker.role!r}; use guest or host.")
    owners: dict[str, str] = {}
    for speaker in catalogue.speakers:
        for alias in speaker.aliases:
            if owners.setdefault(alias.casefold(), speaker.name) != speaker.name:
                raise AnalysisError(
                    f"{path}: {alias!r} is an alias of {owners[alias.casefold()]!r} and of {speaker.name!r};"
                    " keep it for one."
                )
    for conversation in catalogue.conversations:
        for name in conversation.speakers:
            if name not in people:
                raise AnalysisError(
                    f"{path}: conversation {conversation.id!r} names {name!r}, who is no [[speaker]]; add the entry."
                )
    conversations = {c.id: c for c in catalogue.conversations}
    for rendering in catalogue.renderings:
        where = f"{path}: rendering {rendering.id!r}"
        if rendering.conversation not in conversations:
            raise AnalysisError(f"{where}: there is no conversation {rendering.conversation!r}; add it.")
        if rendering.language not in ("en", "zh"):
            raise AnalysisError(f"{where}: the language is {rendering.language!r}; use en or zh.")
        if rendering.text_kind not in TEXT_KINDS:
            raise AnalysisError(
                f"{where}: text_kind is {rendering.text_kind!r}; use one of {', '.join(TEXT_KINDS)}, for what was done"
                " to what was said."
            )
        if rendering.layout and rendering.layout not in LAYOUTS:
            raise AnalysisError(f"{where}: there is no layout {rendering.layout!r}; use one of {', '.join(LAYOUTS)}.")
        for label, name in rendering.labels.items():
            if name not in conversations[rendering.conversation].speakers:
                raise AnalysisError(f"{where}: label {label!r} stands for {name!r}, who does not speak in it.")


def document_path(rendering: Rendering) -> Path:
    """Return where the user's copy of a rendering's document belongs."""
    return DOCUMENTS / f"{rendering.id}.txt"


def load_document(rendering: Rendering) -> str:
    """Return the text of the user's copy of a rendering.

    Errors: AnalysisError where it is missing or is not, byte for byte, the catalogue's document.
    """
    path = document_path(rendering)
    if not path.exists():
        raise AnalysisError(
            f"{path}: the document of {rendering.id} is not there; bring it with `make documents FROM=folder`."
        )
    content = read_bytes(path)
    text = decode_text(content, name=str(path))
    found = hashlib.sha256(content).hexdigest()
    if found != rendering.sha256:
        raise AnalysisError(
            f"{path}: its SHA-256 is {found[:12]}..., and the catalogue expects {rendering.sha256[:12]}... for"
            f" {rendering.id}{_explain_difference(content, rendering)}; bring the right copy with"
            " `make documents FROM=folder`, or correct data/documents.toml if the text was meant to change."
        )
    return text


def load_present_documents() -> dict[str, str]:
    """Return the text of each rendering that the user has a copy of.

    Errors: AnalysisError where a copy is not the catalogue's document.
    """
    return {r.id: load_document(r) for r in the_catalogue().renderings if document_path(r).exists()}


def find_documents(folder: Path, catalogue: Catalogue) -> list[Path]:
    """Copy the catalogue's documents found anywhere in a folder to their places; return those.

    Files are recognised by SHA-256, whatever they are called. Errors: AnalysisError for a folder
    that is not there, or, when those found are copied, naming the renderings that were not, and
    the files that would be theirs but for their encoding or line ends.
    """
    if not folder.is_dir():
        raise AnalysisError(f"{folder}: there is no such folder; give the one that holds the documents.")
    found: dict[str, bytes] = {}
    spoilt: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        # Links are left alone: a document must not lead to other files of this machine.
        if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
            continue
        content = path.read_bytes()
        rendering = catalogue.by_digest(content)
        if rendering:
            found[rendering.id] = content
        for candidate in catalogue.renderings:
            if not rendering and (difference := _explain_difference(content, candidate)):
                spoilt[candidate.id] = f"{path.name}{difference}"
    paths = [write_atomic(document_path(r), found[r.id]) for r in catalogue.renderings if r.id in found]
    missing = [r.id for r in catalogue.renderings if r.id not in found]
    if missing:
        hints = "".join(f" {spoilt[name]}." for name in missing if name in spoilt)
        raise AnalysisError(
            f"{folder}: {len(paths)} documents found and copied, but no file in it is that of {', '.join(missing)}"
            f" (compared by SHA-256 with data/documents.toml).{hints} Put an unchanged copy there and try again."
        )
    return paths


def _explain_difference(content: bytes, rendering: Rendering) -> str:
    """Say that bytes are the rendering's document in another encoding or with other line ends."""
    encoding = guess_encoding(content)
    try:
        text = content.decode(encoding) if encoding else ""
    except UnicodeDecodeError:
        return ""
    plain = text.replace("\r\n", "\n").encode("utf-8")
    if hashlib.sha256(plain).hexdigest() != rendering.sha256:
        return ""
    changes = [] if encoding == "utf-8" else [{"utf-8-sig": "a byte order mark"}.get(encoding, encoding.upper())]
    changes += ["Windows line ends"] if "\r\n" in text else []
    return f" is the right text of {rendering.id}, but saved with {' and '.join(changes)}"
