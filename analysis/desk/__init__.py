"""Desk: passages drawn at random, coded blind by people, their agreement, what is settled, and what it buys.

In: measured passages, and the codes that people give them. Out: a corpus's codings, and what they say of the machine.
May import: ground, reading, corpus, passages, themes, sentiment.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from analysis.corpus.folder import Corpus
    from analysis.desk.widget import Desk


def open_desk(corpus: "Corpus", passages: "pd.DataFrame | None" = None, *, coder: str, parted: bool = False) -> "Desk":
    """Return the desk of one coder for a notebook's cell; every answer is saved at once to coding/coder-NAME.csv.

    passages: the measured ones, by default all of the corpus. parted: only those on which the other coders part, for a
    third reading. Errors: AnalysisError where nothing is drawn, or a document is missing.
    """
    from analysis.desk.widget import Desk
    from analysis.passages.stored import load_passages

    return Desk(corpus, load_passages(corpus) if passages is None else passages, coder=coder, parted=parted)
