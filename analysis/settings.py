"""Settings: the choices that results depend on, read once from data/settings.toml."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from analysis.errors import AnalysisError
from analysis.storage import DATA, decode_text, read_bytes


@dataclass(frozen=True)
class Settings:
    """See data/settings.toml, which says of each what it does."""

    embedding_model: str
    passage_words_zh: int
    passage_words_en: int
    n_topics: int
    neighbours: int
    neighbour_weight: float
    topic_share: float
    stay_bonus: float
    use_corrections: bool
    bootstrap_samples: int
    confidence: float


def load_settings(path: Path = DATA / "settings.toml") -> Settings:
    """Return the settings in a file.

    Errors: AnalysisError for an unknown or missing key, or a value of another type.
    """
    try:
        raw = tomllib.loads(decode_text(read_bytes(path), name=str(path)))
    except tomllib.TOMLDecodeError as error:
        raise AnalysisError(f"{path}: this is not valid TOML ({error}); correct that place.") from None
    kinds = {f.name: f.type for f in fields(Settings)}
    for key in raw.keys() ^ kinds.keys():
        state = "unknown" if key in raw else "missing"
        raise AnalysisError(f"{path}: the key {key!r} is {state}; the keys are {', '.join(kinds)}.")
    for key, value in raw.items():
        wanted = (int, float) if kinds[key] is float else kinds[key]
        # To Python a truth value is a number too.
        if not isinstance(value, wanted) or isinstance(value, bool) != (wanted is bool):  # type: ignore[arg-type]
            raise AnalysisError(f"{path}: {key} is {value!r}; expected a value such as the one it had before.")
    return Settings(**raw)


SETTINGS = load_settings()
