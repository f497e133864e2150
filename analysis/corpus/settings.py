"""Settings: the choices that results depend on: the defaults of all corpora, and what one of them changes."""

import math
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from analysis.ground.errors import AnalysisError
from analysis.ground.languages import has_spaces
from analysis.ground.storage import COMMON, is_there, read_toml

DEFAULTS = COMMON / "settings.toml"
# Between which numbers each setting that is one lies.
_RANGES = {
    "passage_words": (5, 5_000), "passage_characters": (5, 10_000), "n_topics": (0, 1_000), "neighbours": (0, 100),
    "neighbour_weight": (0, 1), "stay_bonus": (0, 2), "least_fit": (0, 1), "least_fit_examples": (0, 1),
    "most_unassigned": (0, 1), "bootstrap_samples": (20, 100_000), "confidence": (0.5, 0.999),
}  # fmt: skip


@dataclass(frozen=True)
class Settings:
    """See data/common/settings.toml, which says of each what it does."""

    embedding_model: str
    passage_words: int
    passage_characters: int
    n_topics: int
    neighbours: int
    neighbour_weight: float
    stay_bonus: float
    least_fit: float
    least_fit_examples: float
    most_unassigned: float
    asking_roles: list[str]
    use_corrections: bool
    tone_greetings: bool
    bootstrap_samples: int
    confidence: float
    compare_by: str
    only: dict[str, Any]
    name_server: str
    name_model: str
    reader: str
    allow_remote: bool

    def aim_at(self, language: str) -> int:
        """Return how long a passage in a language is to be, in words or, without spaces, characters."""
        return self.passage_words if has_spaces(language) else self.passage_characters


def load_settings(path: Path | None = None) -> Settings:
    """Return the settings of a corpus: the defaults, and in their place what its own file says.

    path: that file; it may be missing. Errors: AnalysisError for an unknown key, one that the defaults lack, or a value
    of another type or out of its range.
    """
    raw = _read(DEFAULTS)
    missing = [field.name for field in fields(Settings) if field.name not in raw]
    if missing:
        raise AnalysisError(f"{DEFAULTS}: the key {missing[0]!r} is missing; bring the file back with git.")
    return Settings(**raw | (_read(path) if path and is_there(path) else {}))


def _read(path: Path) -> dict[str, Any]:
    raw = read_toml(path)
    kinds = {field.name: field.type for field in fields(Settings)}
    for key, value in raw.items():
        if key not in kinds:
            raise AnalysisError(f"{path}: the key {key!r} is unknown; the keys are {', '.join(kinds)}.")
        if not _fits(value, kinds[key]):
            raise AnalysisError(f"{path}: {key} is {value!r}; expected a value such as the one in {DEFAULTS}.")
        low, high = _RANGES.get(key, (-math.inf, math.inf))
        if key in _RANGES and not low <= value <= high:
            raise AnalysisError(f"{path}: {key} is {value!r}; expected a number from {low} to {high}.")
    return raw


def _fits(value: object, kind: object) -> bool:
    if kind == list[str]:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    if kind == dict[str, Any]:
        return isinstance(value, dict) and all(_is_filter(item) for item in value.values())
    wanted = (int, float) if kind is float else kind
    # To Python a truth value is a number too.
    return isinstance(value, wanted) and isinstance(value, bool) == (kind is bool)  # type: ignore[arg-type]


def _is_filter(value: object) -> bool:
    """Whether this can be what a column must be: a text or a number, or several of them."""
    return all(isinstance(item, str | int) for item in (value if isinstance(value, list) and value else [value]))
