"""Front matter: the fields that stand before a text, as YAML between dashes or as TOML between plus signs."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_FRONT = re.compile(
    r"\A\ufeff?\s{0,3}(?P<mark>---|\+\+\+)[ \t]*\r?\n(?P<body>.{1,20000}?)\r?\n(?:(?P=mark)|\.\.\.)[ \t]*(?:\r?\n|\Z)",
    re.DOTALL,
)


@dataclass(frozen=True)
class FrontMatter:
    """What stands before a text. fields: by name in small letters. body: how long it is. end: where the text begins."""

    fields: Mapping[str, Any]
    body: int
    end: int


def find_front_matter(text: str) -> FrontMatter | None:
    """Return the front matter of a text, None where it has none.

    Where it is not quite YAML or TOML, each line with a colon or a sign of equality is a field.
    """
    match = _FRONT.match(text)
    if not match or (":" not in match["body"] and "=" not in match["body"]):
        return None
    import yaml  # here, for a text without front matter does not pay for it

    is_yaml = match["mark"] == "---"
    try:
        fields = yaml.safe_load(match["body"]) if is_yaml else tomllib.loads(match["body"])
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict):
        mark = ":" if is_yaml else "="
        lines = [
            line.partition(mark)[::2] for line in match["body"].splitlines() if mark in line and line[:1].isalpha()
        ]
        fields = {name: value.strip().strip("\"'") for name, value in lines}
    named = {str(name).strip().casefold(): value for name, value in fields.items()}
    return FrontMatter(named, len(match["body"]), match.end())
