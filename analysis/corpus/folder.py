"""The corpus: one folder, opened once and handed on to whatever works on it."""

import functools
import os
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.corpus.catalogue import Catalogue, Conversation, Rendering, load_catalogue
from analysis.corpus.coding import Codings
from analysis.corpus.corrections import load_corrections
from analysis.corpus.disagreements import load_disagreements
from analysis.corpus.gists import load_gists
from analysis.corpus.remarks import load_remarks
from analysis.corpus.settings import Settings, load_settings
from analysis.corpus.themes import Themes, load_themes, name_in_sentence
from analysis.corpus.view import NOT_GIVEN, View, make_view
from analysis.corpus.words import Words, load_words
from analysis.ground.errors import AnalysisError
from analysis.ground.languages import NAMES
from analysis.ground.storage import ROOT, is_there
from analysis.ground.wording import say, the_language

# The corpus that a clone has, which is shown where no other is named.
SHIPPED = ROOT / "data" / "huang-2024"
CATALOGUE_FILE = "catalogue.toml"
_OLD_FILES = ("documents.toml", "passages.parquet")
# What all other conversations together are called in tables, where one is compared with them.
REST = "the rest"


class Corpus:
    """What a corpus's folder says, read where it is asked for, and what its conversations and people are called.

    folder: the corpus's. documents: where the user's copies of the documents are, None to work as if there were none.
    Everything but the catalogue may be missing: a table is then empty, which says so.
    """

    def __init__(self, folder: Path, documents: Path | None) -> None:
        self.folder = folder
        self.documents = documents
        self.catalogue: Catalogue = load_catalogue(folder / CATALOGUE_FILE)
        self.settings: Settings = load_settings(folder / "settings.toml")

    @property
    def home(self) -> Path:
        """The folder under which what is made of the corpus is written: figures/, share/, build/."""
        return ROOT if self.folder == SHIPPED else self.folder

    @property
    def figures(self) -> Path:
        """The folder of charts and pages; ANALYSIS_FIGURES names another one."""
        return Path(os.environ.get("ANALYSIS_FIGURES") or self.home / "figures").absolute()

    @functools.cached_property
    def words(self) -> Words:
        """The words of the languages and this corpus's own; no name of its people must carry tone."""
        return self._add_people({speaker.name for speaker in self.catalogue.speakers})

    def words_of(self, conversation: str) -> Words:
        """Return the words that a conversation is measured with: no stranger's name is among them, so none moves it."""
        return self._add_people(set(self._conversations[conversation].speakers))

    @functools.cached_property
    def _listed_words(self) -> Words:
        return load_words(self.folder / "words")

    def _add_people(self, people: Collection[str]) -> Words:
        speakers = [speaker for speaker in self.catalogue.speakers if speaker.name in people]
        named = [name for speaker in speakers for name in (speaker.name, *speaker.aliases)]
        roles = {role.casefold() for role in (*self.settings.asking_roles, *(speaker.role for speaker in speakers))}
        return self._listed_words.with_people(name for name in named if name.casefold() not in roles)

    @functools.cached_property
    def themes(self) -> Themes:
        """The themes that people named."""
        return load_themes(self.themes_file)

    @property
    def themes_file(self) -> Path:
        """Where people name the themes; it may be missing."""
        return self.folder / "themes.toml"

    @property
    def has_themes(self) -> bool:
        """Whether the file of themes is there, whatever is in it."""
        return is_there(self.themes_file)

    @functools.cached_property
    def gists(self) -> pd.DataFrame:
        """What is said in each turn, in the authors' words: see load_gists; empty where nobody wrote any."""
        return load_gists(self.folder / "gists.csv", self._renderings)

    @functools.cached_property
    def corrections(self) -> pd.DataFrame:
        """Who is corrected to say what: see load_corrections."""
        return load_corrections(self.folder / "corrections.csv", self.catalogue)

    @functools.cached_property
    def disagreements(self) -> pd.DataFrame:
        """What two renderings of one conversation disagree about, as `corpus` found it: see load_disagreements."""
        return load_disagreements(self.folder / "disagreements.csv", self._renderings)

    @functools.cached_property
    def codings(self) -> Codings:
        """Readings by hand, each of them empty where nobody made it."""
        return Codings(self.folder / "coding", self._renderings, self._conversations)

    @functools.cached_property
    def remarks(self) -> Mapping[tuple[str, str], Mapping[str, str]]:
        """Sentences that are true of this corpus alone, by notebook and section, each by language."""
        return load_remarks(self.folder / "remarks.toml")

    @property
    def left_out_file(self) -> Path:
        """Where `corpus` writes which documents it could not measure, and why."""
        return self.measured_folder / "left-out.csv"

    @property
    def measured_folder(self) -> Path:
        """Where the measurements are, one file a rendering."""
        return self.folder / "measured"

    @property
    def moves_folder(self) -> Path:
        """Where the moves are, questions, hedges, names and the like, one file a rendering."""
        return self.folder / "moves"

    @functools.cached_property
    def view(self) -> View:
        """What is compared, and which passages count, as the settings say."""
        return self.look(by=self.settings.compare_by, only=self.settings.only)

    def look(self, *, by: str | Sequence[str], only: Mapping[str, Any]) -> View:
        """Return a view of this corpus. Errors: see make_view."""
        sides = {s.name: "asking" if self.asks(s.name) else "answering" for s in self.catalogue.speakers}
        return make_view(self.catalogue, by=by, only=only, sides=sides)

    def name_conversation(self, conversation: str) -> str:
        """Return what a conversation is called, by its id, or a group; REST is all others together."""
        if conversation == REST:
            return say("the rest", f"其余各{self.count_zh}")
        if conversation in self.view.groups:
            pairs = zip(self.view.by, self.view.groups[conversation], strict=True)
            return " · ".join(self._name_value(column, value) for column, value in pairs)
        found = self._conversations[conversation]
        return say(found.title, found.title_zh or found.title)

    def _name_value(self, column: str, value: str) -> str:
        """What a value that groups are made by is called: where it is no name that we know, as it is given."""
        if value == NOT_GIVEN:
            return say(f"{column} not given", f"{column} 未注明")
        if column == "conversation":
            found = self._conversations[value]
            return say(found.title, found.title_zh or found.title)
        if column == "language":
            return say(*NAMES.get(value, (value, value)))
        if column == "speaker":
            return self.name_speaker(value)
        return self.name_side(value) if column in ("role", "side") else value

    @property
    def groups(self) -> list[str]:
        """What is compared, in order: the ids of the conversations."""
        return list(self._conversations)

    @functools.cached_property
    def _groups_of(self) -> Mapping[str, str]:
        """The group of each conversation and speaker that is in one alone."""
        if len(self.view.by) != 1:
            return {}
        column = next(iter(self.view.by.values()))
        return column.values

    def find_group(self, name: str) -> str:
        """Return the group that a conversation or a speaker is in, "" where it is in several or in none."""
        return self._groups_of.get(name, "")

    def head_groups(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return a table whose columns say group, and not conversation, where groups are what stands in them."""
        talks = [column for column in ("conversation", "conversation_a", "conversation_b") if column in table]
        grouped = [column for column in talks if self.view.by and table[column].isin(self.view.groups).any()]
        names = {column: column.replace("conversation", "group") for column in grouped}
        return table.rename(columns=names | ({"talk": "conversation"} if "talk" in table else {}))

    @property
    def unit(self) -> str:
        """What is compared, in a word: a conversation, or a group."""
        return say("group", "组") if self.view.by else say("conversation", "对话")

    @property
    def units(self) -> str:
        """The same of several."""
        return say("groups", "组") if self.view.by else say("conversations", "对话")

    @property
    def unit_zh(self) -> str:
        """The same in Chinese after a number or another counting word."""
        return "组" if self.view.by else "场对话"

    @property
    def count_zh(self) -> str:
        """What it is counted by in Chinese."""
        return self.unit_zh[:1]

    def count_units(self, n: int) -> str:
        """Return so many of what is compared, in words."""
        return say(f"{n} {self.unit if n == 1 else self.units}", f"{n} {self.unit_zh}")

    def name_speaker(self, speaker: str) -> str:
        """Return what a speaker is called, by the name that tables use."""
        return say(speaker, self._chinese_names.get(speaker) or speaker)

    def name_theme(self, theme: str, *, inside: bool = False) -> str:
        """Return what a theme is called, by its id; inside: as it reads within a sentence, quoted in Chinese."""
        name = self.themes.names(the_language())[theme]
        if inside and self.themes.proposed:
            return say(f'"{name}"', f"“{name}”")
        return say(name_in_sentence(name), f"“{name}”") if inside else name

    def gloss(self, word: str) -> str:
        """Return what a word of the one language means in the other, for who reads that; "" where nobody has said."""
        return self._glosses[the_language()].get(word.casefold(), "")

    @functools.cached_property
    def _glosses(self) -> dict[str, dict[str, str]]:
        pairs = self.words.list_meanings()
        return {"en": dict(pairs), "zh": {en.casefold(): zh for zh, en in pairs}}

    @functools.cached_property
    def _conversations(self) -> dict[str, Conversation]:
        return {c.id: c for c in self.catalogue.conversations}

    @functools.cached_property
    def _chinese_names(self) -> dict[str, str]:
        return {s.name: s.name_zh for s in self.catalogue.speakers}

    @functools.cached_property
    def _renderings(self) -> dict[str, Rendering]:
        return {r.id: r for r in self.catalogue.renderings}

    def rendering(self, name: str) -> Rendering:
        """Return the catalogue's entry of a rendering by its id."""
        return self._renderings[name]

    def order_conversations(self, names: Iterable[str]) -> list[str]:
        """Return conversations in the order of the catalogue, or groups in that of their values, each once."""
        wanted = set(names)
        return [name for name in dict.fromkeys([*self.view.groups, *self._conversations]) if name in wanted]

    def order_renderings(self, names: Iterable[str]) -> list[str]:
        """Return renderings in the order of the catalogue, each once."""
        wanted = set(names)
        return [name for name in self._renderings if name in wanted]

    @functools.cached_property
    def press_reports(self) -> list[str]:
        """The conversations that are known from press reports alone, which pick what they quote."""
        kinds: dict[str, set[str]] = {}
        for rendering in self.catalogue.renderings:
            kinds.setdefault(rendering.conversation, set()).add(rendering.text_kind)
        return [name for name in self._conversations if kinds.get(name) == {"press report"}]

    @functools.cached_property
    def _asking(self) -> frozenset[str]:
        roles = {role.casefold() for role in self.settings.asking_roles}
        return frozenset(s.name for s in self.catalogue.speakers if s.role.casefold() in roles)

    def asks(self, speaker: str) -> bool:
        """Return whether a speaker is one of those who ask and lead, by role; all others answer."""
        return speaker in self._asking

    @functools.cached_property
    def sides(self) -> tuple[str, str]:
        """What those who answer are called in tables, and those who ask: by their role where all have the same."""
        roles = [{s.role for s in self.catalogue.speakers if self.asks(s.name) == asking} for asking in (False, True)]
        answering, asking = (next(iter(found)) if len(found) == 1 else "" for found in roles)
        return answering or "answering", asking or "asking"

    def take_sides(self, speakers: pd.Series) -> pd.Series:
        """Return which of the two sides each speaker is on."""
        answering, asking = self.sides
        return speakers.map(lambda name: asking if self.asks(name) else answering)

    @functools.cached_property
    def focus(self) -> str:
        """The one person whom the corpus is about, "" where there is none.

        The one that the catalogue names, or else who alone answers in more than half of several conversations.
        """
        if self.catalogue.about.focus:
            return self.catalogue.about.focus[0]
        talks = [c.speakers for c in self.catalogue.conversations]
        often = [
            s.name
            for s in self.catalogue.speakers
            if not self.asks(s.name) and 2 * sum(s.name in speakers for speakers in talks) > max(len(talks), 2)
        ]
        return often[0] if len(often) == 1 else ""

    def is_focus(self, speakers: pd.Series) -> pd.Series:
        """Return which speakers are the person in focus or, where there is none, on the side that answers."""
        return speakers == self.focus if self.focus else ~speakers.isin(self._asking)

    def name_focus(self) -> str:
        """Return what the person in focus is called or, where there is none, the side that answers."""
        return self.name_speaker(self.focus) if self.focus else self.name_side(self.sides[0], many=True)

    def name_others(self) -> str:
        """Return what all are called who are not in focus."""
        return say("the others", "其他人")

    def name_side(self, side: str, *, many: bool = False) -> str:
        """Return what a side is called in words; many: of several people."""
        names = {
            "guest": ("guests" if many else "guest", "嘉宾"),
            "host": ("hosts" if many else "host", "主持人"),
            "witness": ("witnesses" if many else "witness", "证人"),
            "chair": ("chairs" if many else "chair", "主席"),
            "reporter": ("reporters" if many else "reporter", "记者"),
            "answering": ("those who answer", "回答的一方"),
            "asking": ("those who ask", "提问的一方"),
        }
        return say(*names.get(side, (side, side)))

    def title(self) -> str:
        """Return what the corpus is called."""
        about = self.catalogue.about
        return say(about.title or self.folder.name, about.title_zh or about.title or self.folder.name)


def find_folder(path: Path | str | None) -> Path:
    """Return the folder of the corpus that is meant: the one named, that of ANALYSIS_CORPUS, or the shipped one.

    Errors: AnalysisError where it is not there, has no catalogue, or is of the shape that corpora had before.
    """
    folder = Path(path or os.environ.get("ANALYSIS_CORPUS") or SHIPPED).absolute()
    if not folder.is_dir():
        raise AnalysisError(f"{folder}: there is no such folder; name that of a corpus, which has a {CATALOGUE_FILE}.")
    if not (folder / CATALOGUE_FILE).exists():
        if any((folder / name).exists() for name in _OLD_FILES):
            raise AnalysisError(
                f"{folder}: this corpus is of the old shape; convert it with `python -m analysis convert {folder}`."
            )
        raise AnalysisError(
            f"{folder}: there is no {CATALOGUE_FILE} in it, so it is no corpus, or half of one was copied;"
            " begin one with"
            f" `python -m analysis --corpus {folder} add FILE`, or copy it whole."
        )
    return folder


def find_documents_folder(folder: Path) -> Path | None:
    """Return where the documents of a corpus are; ANALYSIS_DOCUMENTS names another folder, or, empty, none."""
    named = os.environ.get("ANALYSIS_DOCUMENTS")
    if named is None:
        return folder / "documents"
    return Path(named).absolute() if named else None
