"""Themes: what people call what passages are about: names, descriptions and guiding phrases, in any languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomlkit

from analysis.ground.errors import AnalysisError
from analysis.ground.storage import is_id, parse_toml, read_text, write_atomic

UNASSIGNED = "unassigned"
_MANY_VALUED = ("name", "description", "seeds")
_PASSAGES = ("anchors", "examples")
_HEAD = """Themes: what passages are about. Names and descriptions can be edited freely; nothing is fitted anew.

[[theme]]  name_, description_ and seeds_ with the code of a language, of which one is enough. A passage gets the theme
whose seeds (short phrases) and examples (passages) it is nearest to. anchors: typical passages; the analysis stops when
they no longer get the theme. proposed = true: the program named them; take it out once you have looked at them."""
_UNASSIGNED_NAMES = {"en": "unassigned", "zh": "未归类"}


@dataclass(frozen=True)
class Theme:
    """A theme: its id, names and what it is about, by language, and what says so.

    seeds: phrases, by language. examples: ids of passages that are about it, which count as phrases do. anchors: ids of
    typical passages, by which it is seen whether the theme still stands where its name says.
    """

    id: str
    names: Mapping[str, str]
    descriptions: Mapping[str, str] = field(default_factory=dict)
    seeds: Mapping[str, list[str]] = field(default_factory=dict)
    anchors: list[str] = field(default_factory=list)
    examples: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Themes:
    """The themes of a corpus; proposed: whether the program proposed them, and nobody has looked at their names yet."""

    themes: list[Theme]
    proposed: bool = False

    def ids(self) -> list[str]:
        """Return the themes' ids in the order of the file."""
        return [theme.id for theme in self.themes]

    def names(self, language: str) -> dict[str, str]:
        """Return the name of each theme by its id, "unassigned" included, in a language or, failing that, another."""
        names = {t.id: choose_wording(t.names, language) for t in self.themes}
        return names | {UNASSIGNED: choose_wording(_UNASSIGNED_NAMES, language)}


def choose_wording(wordings: Mapping[str, str], language: str) -> str:
    """Return the one of some wordings that is in a language, or else the first of them, "" where there are none."""
    return wordings.get(language) or next(iter(wordings.values()), "")


def name_in_sentence(name: str) -> str:
    """Return a theme's English name as it reads within a sentence: "Open models" as "open models", "AI" as it is."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def load_themes(path: Path) -> Themes:
    """Return the themes in a file.

    Errors: AnalysisError for a missing, unknown or mistyped key, two themes of one id, or a theme without a name or
    seeds in any language.
    """
    return parse_themes(read_text(path), path)


def parse_themes(text: str, path: Path | str) -> Themes:
    """Return the themes in the text of such a file. path: what errors call it. Errors: see load_themes."""
    raw = parse_toml(text, name=str(path))
    entries, proposed = raw.get("theme", []), raw.get("proposed", False)
    if not isinstance(proposed, bool):
        raise AnalysisError(f"{path}: proposed is {proposed!r}; expected true or false.")
    if not isinstance(entries, list) or not entries or raw.keys() - {"theme", "proposed"}:
        raise AnalysisError(
            f"{path}: this is no table of themes; it needs [[theme]] for each theme, with id, name_en (or name_ and the"
            " code of another language) and seeds_en."
        )
    read = [_read_theme(entry, f"{path}: [[theme]] number {n}") for n, entry in enumerate(entries, 1)]
    themes = Themes(read, proposed=proposed)
    ids = themes.ids()
    if len(set(ids)) < len(ids) or UNASSIGNED in ids:
        raise AnalysisError(f"{path}: two themes have one id, or one is called {UNASSIGNED!r}; rename it.")
    return themes


def _read_theme(entry: Any, where: str) -> Theme:
    if not isinstance(entry, dict) or not isinstance(entry.get("id"), str) or not entry["id"]:
        raise AnalysisError(f'{where} has no id; add one, such as id = "energy".')
    if not is_id(entry["id"]):
        raise AnalysisError(f"{where}: {entry['id'][:60]!r} is no id; use letters, digits and hyphens.")
    where = f"{where} ({entry['id']})"
    read: dict[str, dict[str, Any]] = {kind: {} for kind in _MANY_VALUED}
    for key, value in entry.items():
        kind, _, language = key.partition("_")
        if kind in _MANY_VALUED and language:
            if not (_is_texts(value) if kind == "seeds" else isinstance(value, str)):
                raise AnalysisError(
                    f"{where}: {key} is {value!r}; expected {'a list of texts' if kind == 'seeds' else 'a text'}."
                )
            if value:
                read[kind][language] = value
        elif key in _PASSAGES:
            if not _is_texts(value):
                raise AnalysisError(f"{where}: {key} is {value!r}; expected a list of passages' ids.")
        elif key != "id":
            raise AnalysisError(
                f"{where} has the unknown key {key!r}; the keys are id, name_en, description_en, seeds_en,"
                " anchors, examples, and the same with other languages' codes."
            )
    if not read["name"]:
        raise AnalysisError(f"{where} has no name, in any language.")
    if not read["seeds"] and not entry.get("examples"):
        raise AnalysisError(
            f"{where} has no seeds; write a few short phrases that say what it is about, in any language."
        )
    passages = {key: entry.get(key, []) for key in _PASSAGES}
    return Theme(entry["id"], read["name"], read["description"], read["seeds"], **passages)


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def save_themes(path: Path, themes: Themes) -> Path:
    """Write themes to a file that load_themes reads."""
    return write_atomic(path, write_themes(themes))


def write_themes(themes: Themes) -> str:
    """Return the text of a file of themes."""
    document = tomlkit.document()
    for line in _HEAD.splitlines():
        document.add(tomlkit.comment(line) if line else tomlkit.nl())
    document.add(tomlkit.nl())
    if themes.proposed:
        document.add("proposed", tomlkit.item(True))
    entries = tomlkit.aot()
    for theme in themes.themes:
        entry = tomlkit.table()
        entry.add("id", theme.id)
        for kind, wordings in zip(_MANY_VALUED, (theme.names, theme.descriptions, theme.seeds), strict=True):
            for language, value in wordings.items():
                entry.add(f"{kind}_{language}", value)
        for key in _PASSAGES:
            if getattr(theme, key):
                entry.add(key, getattr(theme, key))
        entries.append(entry)
    document.add("theme", entries)
    return tomlkit.dumps(document)
