"""The catalogue: conversations, their published renderings, and who speaks in them."""

import datetime
import functools
import hashlib
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from analysis.ground.errors import AnalysisError
from analysis.ground.languages import is_language
from analysis.ground.storage import DOCX, READ_ENCODINGS, is_id, parse_toml, read_text
from analysis.reading import LAYOUTS, Roster

# What a passage has of itself: no further column of a conversation or a person can be called so.
TAKEN = ("conversation", "speaker", "role", "side", "language", "publisher", "rendering", "theme")
# What was done to what was said, from nothing to picking quotations out of it.
TEXT_KINDS = ("verbatim", "edited", "translated", "press report")
_VALUE = str | int | float | datetime.date


@dataclass(frozen=True)
class Speaker:
    """A person, or a group that the documents do not tell apart; role: a free word, such as guest or chair.

    columns: what else people can be compared by.
    """

    name: str
    role: str
    name_zh: str = ""
    aliases: list[str] = field(default_factory=list)
    columns: Mapping[str, _VALUE] = field(default_factory=dict)


@dataclass(frozen=True)
class Conversation:
    """One conversation that took place, whatever was published of it; columns: what else it can be compared by."""

    id: str
    title: str
    speakers: list[str]
    title_zh: str = ""
    occasion: str = ""
    occasion_zh: str = ""
    date: datetime.date | None = None
    columns: Mapping[str, _VALUE] = field(default_factory=dict)


@dataclass(frozen=True)
class Rendering:
    """One published version of a conversation, which is one document; text_kind: one of TEXT_KINDS."""

    id: str
    conversation: str
    language: str
    sha256: str
    form: str = "transcript"
    text_kind: str = "verbatim"
    title: str = ""
    publisher: str = ""
    published: datetime.date | None = None
    url: str = ""
    layout: str = ""
    encoding: str = "utf-8"
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def file(self) -> str:
        """What the user's copy of its document is called."""
        return f"{self.id}.{DOCX if self.encoding == DOCX else 'txt'}"


@dataclass(frozen=True)
class About:
    """What a corpus says of itself as a whole: its title, the people whom it is about, and words to look up first."""

    title: str = ""
    title_zh: str = ""
    focus: list[str] = field(default_factory=list)
    query: str = ""


@dataclass(frozen=True)
class Catalogue:
    """All of them, in the order of the file."""

    speakers: list[Speaker]
    conversations: list[Conversation]
    renderings: list[Rendering]
    about: About = field(default_factory=About)

    def roster(self, rendering: Rendering) -> Roster:
        """Return the spellings under which the people of a rendering may speak."""
        conversation = self.conversation(rendering.conversation)
        places = sorted(self._places[name] for name in {*conversation.speakers} & {*self._places})
        aliases = {self.speakers[place].name: list(self.speakers[place].aliases) for place in places}
        for label, name in rendering.labels.items():
            aliases[name].append(label)
        return Roster.of(aliases)

    def roles(self) -> dict[str, str]:
        """Return the role of each speaker by name."""
        return {speaker.name: speaker.role for speaker in self.speakers}

    def conversation(self, name: str) -> Conversation:
        """Return a conversation by its id."""
        return self._conversations[name]

    def rendering(self, name: str) -> Rendering:
        """Return a rendering by its id."""
        return self._renderings[name]

    @functools.cached_property
    def _conversations(self) -> dict[str, Conversation]:
        return {conversation.id: conversation for conversation in self.conversations}

    @functools.cached_property
    def _renderings(self) -> dict[str, Rendering]:
        return {rendering.id: rendering for rendering in self.renderings}

    @functools.cached_property
    def _places(self) -> dict[str, int]:
        return {speaker.name: place for place, speaker in enumerate(self.speakers)}

    def by_digest(self, content: bytes) -> Rendering | None:
        """Return the rendering whose document these bytes are, or None."""
        sha256 = hashlib.sha256(content).hexdigest()
        return next((r for r in self.renderings if r.sha256 == sha256), None)


_Row = TypeVar("_Row", Speaker, Conversation, Rendering, About)


def load_catalogue(path: Path) -> Catalogue:
    """Return the catalogue in a file.

    Errors: AnalysisError naming the entry for an unknown, missing or mistyped key, for two entries of one id, an id
    that could not be a file's name, a name that no entry has, or an alias of two speakers.
    """
    return parse_catalogue(read_text(path), name=str(path))


def parse_catalogue(text: str, *, name: str) -> Catalogue:
    """Return the catalogue that a text is. name: what errors call it. Errors: see load_catalogue."""
    path, raw = Path(name), parse_toml(text, name=name)
    unknown = set(raw) - {"corpus", "speaker", "conversation", "rendering"}
    if unknown:
        raise AnalysisError(
            f"{path}: unknown key {min(unknown)!r}; the tables are [corpus], [[speaker]], [[conversation]] and"
            " [[rendering]]."
        )
    if not isinstance(about := raw.get("corpus", {}), dict):
        raise AnalysisError(f"{path}: write [corpus] with one bracket, once.")
    catalogue = Catalogue(
        _rows(raw, "speaker", Speaker, path),
        _rows(raw, "conversation", Conversation, path),
        _rows(raw, "rendering", Rendering, path),
        _row(about, About, f"{path}: [corpus]"),
    )
    _check(catalogue, path)
    return catalogue


def _rows(raw: Mapping[str, Any], table: str, kind: type[_Row], path: Path) -> list[_Row]:
    entries = raw.get(table, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise AnalysisError(f"{path}: write [[{table}]] with two brackets, once for each entry.")
    return [
        _row(entry, kind, f"{path}: [[{table}]] number {n} ({entry.get('id') or entry.get('name') or 'no name'})")
        for n, entry in enumerate(entries, 1)
    ]


def _row(entry: Mapping[str, Any], kind: type[_Row], where: str) -> _Row:
    known = {f.name: f for f in fields(kind)}
    needed = {name for name, f in known.items() if f.default is MISSING and f.default_factory is MISSING}
    for key in entry.keys() - known.keys():
        raise AnalysisError(f"{where} has the unknown key {key!r}; the keys are {', '.join(known)}.")
    for key in sorted(needed - entry.keys()):
        raise AnalysisError(f"{where} lacks the key {key!r}; add it.")
    for key, value in entry.items():
        wanted, told = _expect(key)
        if not isinstance(value, wanted) or type(value) is datetime.datetime or not _is_plain(key, value):
            raise AnalysisError(f"{where}: {key!r} is {value!r}; expected {told}.")
    return kind(**entry)


def _expect(key: str) -> tuple[type, str]:
    if key in ("date", "published"):
        return datetime.date, "a date such as 2024-06-12"
    if key in ("aliases", "speakers", "focus"):
        return list, "a list of texts"
    if key in ("labels", "columns"):
        return dict, 'a table, such as { Host = "Ann Poe" }'
    return str, "text in quotation marks"


def _is_plain(key: str, value: Any) -> bool:
    """Whether what a list or a table holds is what it may hold."""
    if isinstance(value, list):
        return all(isinstance(item, str) for item in value)
    if isinstance(value, dict):
        return all(isinstance(item, str if key == "labels" else _VALUE) for item in value.values())
    return True


def _check(catalogue: Catalogue, path: Path) -> None:
    for table, ids in (
        ("speaker", [s.name for s in catalogue.speakers]),
        ("conversation", [c.id for c in catalogue.conversations]),
        ("rendering", [r.id for r in catalogue.renderings]),
    ):
        for name, count in Counter(ids).items():
            if count > 1:
                raise AnalysisError(f"{path}: {count} entries [[{table}]] are called {name!r}; rename all but one.")
            if table != "speaker" and not is_id(name):
                raise AnalysisError(
                    f"{path}: the id {name!r} of a [[{table}]] cannot be a file's name; use letters, digits and"
                    " hyphens."
                )
    _check_people(catalogue, path)
    _check_columns(catalogue, path)
    conversations = {c.id: c for c in catalogue.conversations}
    for rendering in catalogue.renderings:
        where = f"{path}: rendering {rendering.id!r}"
        if rendering.conversation not in conversations:
            raise AnalysisError(f"{where}: there is no conversation {rendering.conversation!r}; add it.")
        if not is_language(rendering.language):
            raise AnalysisError(f"{where}: the language is {rendering.language!r}; use a code such as en, zh or de.")
        if rendering.text_kind not in TEXT_KINDS:
            raise AnalysisError(
                f"{where}: text_kind is {rendering.text_kind!r}; use one of {', '.join(TEXT_KINDS)}, for what was done"
                " to what was said."
            )
        if rendering.encoding not in READ_ENCODINGS:
            raise AnalysisError(
                f"{where}: there is no encoding {rendering.encoding!r}; use one of {', '.join(READ_ENCODINGS)}."
            )
        if rendering.layout and rendering.layout not in LAYOUTS:
            raise AnalysisError(f"{where}: there is no layout {rendering.layout!r}; use one of {', '.join(LAYOUTS)}.")
        for label, name in rendering.labels.items():
            if name not in conversations[rendering.conversation].speakers:
                raise AnalysisError(f"{where}: label {label!r} stands for {name!r}, who does not speak in it.")


def make_slug(title: str, longest: int = 40) -> str:
    """Return a title as an id: small letters, digits and hyphens, whole words, about so long at the most."""
    words = re.findall(r"[^\W_]+", title.casefold())
    slug = ""
    for word in words:
        if slug and len(slug) + len(word) >= longest:
            break
        slug = f"{slug}-{word}" if slug else word[:longest]
    return slug


def find_free_id(wanted: str, taken: Collection[str]) -> str:
    """Return an id that is not taken: the one that is wanted, or that with a number behind it."""
    return next(name for name in (wanted, *(f"{wanted}-{n}" for n in range(2, 100_000))) if name not in taken)


def _check_people(catalogue: Catalogue, path: Path) -> None:
    people = {s.name for s in catalogue.speakers}
    for speaker in catalogue.speakers:
        if not speaker.name.strip() or not speaker.role.strip():
            raise AnalysisError(f"{path}: the speaker {speaker.name!r} has no name or no role; write one.")
    owners: dict[str, str] = {}
    for speaker in catalogue.speakers:
        for alias in (speaker.name, *speaker.aliases):
            if owners.setdefault(alias.casefold(), speaker.name) != speaker.name:
                raise AnalysisError(
                    f"{path}: {alias!r} is an alias of {owners[alias.casefold()]!r} and of {speaker.name!r};"
                    " keep it for one."
                )
    for named, where in _list_named(catalogue):
        if strangers := [name for name in named if name not in people]:
            raise AnalysisError(f"{path}: {where} names {strangers[0]!r}, who is no [[speaker]]; add the entry.")


def _check_columns(catalogue: Catalogue, path: Path) -> None:
    talks = {name for c in catalogue.conversations for name in c.columns}
    for kind, name in (
        (kind, name)
        for kind, names in (
            ("conversation", talks),
            ("speaker", {name for s in catalogue.speakers for name in s.columns}),
        )
        for name in sorted(names)
    ):
        if name in TAKEN or (kind == "speaker" and name in talks):
            raise AnalysisError(
                f"{path}: a column of a [[{kind}]] is called {name!r}, which already means something else; rename it."
            )


def _list_named(catalogue: Catalogue) -> list[tuple[Collection[str], str]]:
    found: list[tuple[Collection[str], str]] = [(c.speakers, f"conversation {c.id!r}") for c in catalogue.conversations]
    return [*found, (catalogue.about.focus, "focus")]
