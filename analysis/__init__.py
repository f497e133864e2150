"""Themes and tone of published conversations, speaker by speaker, and how sure one can be."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from analysis.results import OpenCorpus

__version__ = "0.3.0"


def open_corpus(
    path: "Path | str | None" = None, *, corrected: bool | None = None, greetings: bool | None = None
) -> "OpenCorpus":
    """Open a corpus; see analysis.results.open_corpus, which is imported only here, so that `read` starts at once."""
    from analysis import results

    return results.open_corpus(path, corrected=corrected, greetings=greetings)
