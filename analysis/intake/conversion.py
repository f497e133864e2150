"""Conversion: a folder of the shape that corpora had before becomes a corpus."""

import json
from pathlib import Path

from analysis.corpus.folder import CATALOGUE_FILE
from analysis.corpus.settings import DEFAULTS
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import COMMON, read_toml, write_atomic

_OLD_CATALOGUE, _OLD_MEASUREMENTS = "documents.toml", "passages.parquet"
_RENAMED = {"passage_words_zh": "passage_characters", "passage_words_en": "passage_words"}


def convert_folder(folder: Path) -> list[str]:
    """Make a corpus of a folder of the old shape, in its place; return what was done, a line each.

    The catalogue gets its new name, the settings keep only what differs from the defaults, lists of words that are the
    shared ones to the last byte go, and so do the old measurements, which `corpus` makes anew. Errors: AnalysisError
    where the folder is not of the old shape.
    """
    old = folder / _OLD_CATALOGUE
    if not old.exists() or (folder / CATALOGUE_FILE).exists():
        raise AnalysisError(
            f"{folder}: this is no corpus of the old shape, which has a {_OLD_CATALOGUE}; nothing was done."
        )
    done = []
    settings = folder / "settings.toml"
    if settings.exists():
        kept = _find_changes(settings)
        lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in kept.items()]
        write_atomic(settings, "# What this corpus changes of data/common/settings.toml.\n" + "\n".join(lines) + "\n")
        done.append(f"{settings}: keeps {', '.join(kept) or 'nothing'}, which differs from the defaults")
    for path in sorted((folder / "words").glob("*")):
        shared = COMMON / "words" / path.name
        if shared.is_file() and path.is_file() and shared.read_bytes() == path.read_bytes():
            path.unlink()
            done.append(f"{path}: removed; all corpora share it now")
    if (measurements := folder / _OLD_MEASUREMENTS).exists():
        measurements.unlink()
        done.append(f"{measurements}: removed; `corpus` measures the documents anew")
    old.rename(folder / CATALOGUE_FILE)
    return [*done, f"{folder / CATALOGUE_FILE}: was {_OLD_CATALOGUE}"]


def _find_changes(path: Path) -> dict[str, object]:
    """The settings of an old file that differ from the defaults, by the names that they have now."""
    defaults = read_toml(DEFAULTS)
    named = {_RENAMED.get(key, key): value for key, value in read_toml(path).items()}
    return {key: value for key, value in named.items() if key in defaults and value != defaults[key]}
