"""Coded: where readers coded a passage its theme is theirs, and the machine's stands beside it."""

import numpy as np
import pandas as pd

from analysis.corpus.coding import CODED, CORRECTED, DRAWN, MACHINE, place_coding
from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED

# From so many coded passages of a conversation on, drawn at random, they put right the machine's shares; below about
# fifty they make shares worse (data/common/desk.csv).
FEWEST_DRAWN = 80


def add_codes(corpus: Corpus, passages: pd.DataFrame) -> pd.DataFrame:
    """Return the passages with the theme that readers gave them, where they did.

    passages: with the theme that assign_themes gave them. Columns that are new: theme_model (what assign_themes gave),
    theme_source (coded or machine), theme_weight: for how many passages a coded one speaks when shares are estimated.
    It is 1 but for passages drawn at random, FEWEST_DRAWN or more of a conversation, of which only some are coded: then
    the passages of their stratum (rendering and speaker) over those of it that are coded. A code that is neither a
    theme of the corpus nor "unassigned", such as one that was dropped, counts as none.
    """
    placed = place_coding(corpus.codings.themes, passages, columns=["theme"])
    placed = placed[placed["theme"].isin([*corpus.themes.ids(), UNASSIGNED])].set_index("passage_id")
    codes = passages["passage_id"].map(placed["theme"])
    drawn = passages["passage_id"].map(placed["part"]) == DRAWN
    known = codes.notna()
    return passages.assign(
        theme=codes.where(known, passages["theme"]),
        theme_model=passages["theme"],
        theme_source=np.where(known, CODED, MACHINE),
        theme_weight=np.where(drawn, _weigh_drawn(passages, known, drawn), 1.0),
    )


def _weigh_drawn(passages: pd.DataFrame, known: pd.Series, drawn: pd.Series) -> pd.Series:
    """How many passages each drawn one speaks for, where enough of its conversation were drawn, else one."""
    strata = [passages["rendering"], passages["speaker"]]
    stands_for = known.groupby(strata).transform("size") / known.groupby(strata).transform("sum").clip(lower=1)
    enough = drawn.groupby(passages["conversation"]).transform("sum") >= FEWEST_DRAWN
    return stands_for.where(enough, 1.0)


def name_source(group: pd.DataFrame) -> str:
    """Return what the themes of a group of passages rest on: coded, corrected or machine."""
    if (group["theme_source"] == CODED).all():
        return CODED
    return CORRECTED if (group["theme_weight"] > 1).any() else MACHINE
