"""Validity: how far the moves that are found are those that readers coded."""

from collections.abc import Iterator

import pandas as pd

from analysis.corpus.coding import Codings
from analysis.moves.questions import CLOSED, KINDS
from analysis.moves.stored import ASSENT, HEDGE, QUESTION

# What readers tell apart and is counted as another kind: choices are too rare to be measured.
_COUNTED_AS = {"choice": CLOSED}
_ALL = "all questions"


def report_moves(codings: Codings, passages: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """Return how far questions, hedges and assents agree with a coding by reading.

    moves: load_moves. Returns: one row per part of the coding, language and kind: part (dev: what the rules were
    written with; test: what they had not seen, scored once), language, kind (each of questions, all questions of
    whatever kind, hedge, assent), n_read (coded), n_found, precision and recall, NaN where there is nothing to divide
    by. A question is found where one of its kind begins at the same place; hedges are matched by their phrases and
    assents by their number, passage by passage. Misleads with small n: of ten found, one more or less is ten points.
    """
    rows = []
    language = passages.set_index("passage_id")["language"]
    coded = codings.questions[codings.questions["passage_id"].isin(language.index)]
    for part, read in coded.groupby("part", sort=True):
        ids = read["passage_id"].drop_duplicates()
        for code, mine in ids.groupby(ids.map(language)):
            in_part = moves[moves["passage_id"].isin(mine)]
            gold = read[read["passage_id"].isin(mine) & (read["kind"] != "none")]
            gold = gold.assign(kind=gold["kind"].replace(_COUNTED_AS))
            marked = codings.markers[codings.markers["passage_id"].isin(mine)]
            for kind, n_read, n_found, n_right in (
                *_match_questions(gold, in_part[in_part["move"] == QUESTION]),
                *_match_markers(marked, in_part),
            ):
                rows.append(
                    {
                        "part": part,
                        "language": code,
                        "kind": kind,
                        "n_read": n_read,
                        "n_found": n_found,
                        "precision": n_right / n_found if n_found else float("nan"),
                        "recall": n_right / n_read if n_read else float("nan"),
                    }
                )
    return pd.DataFrame(rows, columns=["part", "language", "kind", "n_read", "n_found", "precision", "recall"])


def _match_questions(gold: pd.DataFrame, found: pd.DataFrame) -> Iterator[tuple[str, int, int, int]]:
    """For each kind and all of them: how many were read, found, and both."""
    for kind in (*KINDS, _ALL):
        one, other = (table if kind == _ALL else table[table["kind"] == kind] for table in (gold, found))
        both = one[["passage_id", "start"]].merge(other[["passage_id", "start"]])
        yield kind, len(one), len(other), len(both)


def _match_markers(marked: pd.DataFrame, moves: pd.DataFrame) -> Iterator[tuple[str, int, int, int]]:
    """The same of hedges and assents."""
    for move in (HEDGE, ASSENT):
        keys = ["passage_id", "phrase"] if move == HEDGE else ["passage_id"]
        read = marked[marked["move"] == move].groupby(keys)["n"].sum()
        found = moves[moves["move"] == move].rename(columns={"what": "phrase"}).groupby(keys).size()
        one, other = read.align(found, fill_value=0)
        yield move, int(one.sum()), int(other.sum()), int(one.where(one < other, other).sum())
