"""Themes: what people call what passages are about. Names in both languages, and who gets which."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from analysis.errors import AnalysisError
from analysis.storage import DATA, decode_text, read_bytes

THEMES_FILE = DATA / "themes.toml"
UNASSIGNED = "unassigned"


@dataclass(frozen=True)
class Theme:
    """A theme: its id, names, what it is about, phrases that say so, and typical passages."""

    id: str
    name_en: str
    name_zh: str
    description_en: str
    description_zh: str
    seeds_en: list[str]
    seeds_zh: list[str]
    anchors: list[str]


@dataclass(frozen=True)
class Themes:
    """The themes of one model, and which conversations its topics are made from."""

    themes: list[Theme]
    conversations: list[str]

    def ids(self) -> list[str]:
        """Return the themes' ids in the order of the file."""
        return [theme.id for theme in self.themes]

    def names(self, language: str = "en") -> dict[str, str]:
        """Return the name of each theme by its id, in "en" or "zh", "unassigned" included."""
        names = {t.id: t.name_en if language == "en" else t.name_zh for t in self.themes}
        return names | {UNASSIGNED: "unassigned" if language == "en" else "未归类"}


def name_in_sentence(name: str) -> str:
    """Return a theme's English name as it reads within a sentence: "Open models" as "open models", "AI" as it is."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def load_themes(path: Path = THEMES_FILE) -> Themes:
    """Return the themes in a file.

    Errors: AnalysisError for a missing or unknown key, two themes of one id, or a theme without
    seeds.
    """
    try:
        raw = tomllib.loads(decode_text(read_bytes(path), name=str(path)))
        themes = [Theme(**entry) for entry in raw["theme"]]
        conversations = list(raw["model"]["conversations"])
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise AnalysisError(
            f"{path}: this is not a table of themes ({error}); it needs [model] and, for each theme, [[theme]] with"
            f" {', '.join(field.name for field in fields(Theme))}."
        ) from None
    ids = [theme.id for theme in themes]
    if len(set(ids)) < len(ids) or UNASSIGNED in ids:
        raise AnalysisError(f"{path}: two themes have one id, or one is called {UNASSIGNED!r}; rename it.")
    bare = [theme.id for theme in themes if not (theme.seeds_en and theme.seeds_zh)]
    if bare:
        raise AnalysisError(f"{path}: {', '.join(bare)} has no seeds in one language; write a few short phrases.")
    return Themes(themes, conversations)
