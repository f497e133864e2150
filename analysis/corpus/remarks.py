"""Remarks: sentences of notebooks that are true of one corpus alone."""

from collections.abc import Mapping
from pathlib import Path

from analysis.ground.errors import AnalysisError
from analysis.ground.storage import is_there, read_toml


def load_remarks(path: Path) -> Mapping[tuple[str, str], Mapping[str, str]]:
    """Return remarks by notebook and section, each by language; none where there is no such file.

    The file has a table for each notebook, by its name, and in it one for each section with en and zh. Errors:
    AnalysisError where it is of another shape.
    """
    if not is_there(path):
        return {}
    raw, found = read_toml(path), {}
    for notebook, sections in raw.items():
        for section, wordings in sections.items() if isinstance(sections, dict) else [("", None)]:
            if not isinstance(wordings, dict) or not all(isinstance(text, str) for text in wordings.values()):
                raise AnalysisError(
                    f"{path}: {notebook}, {section}: expected a table such as [{notebook}.{section or 'section'}] with"
                    ' en = "..." and zh = "...".'
                )
            found[notebook, section] = wordings
    return found
