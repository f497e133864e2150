"""Settling: of two codings, and a third reading where they part, one coding on which all estimates rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.corpus.coding import DRAWN, THEMES, TONE
from analysis.corpus.csvfiles import read_csv, read_sheet
from analysis.corpus.folder import Corpus
from analysis.desk.agreement import TONE_PARTS_FROM
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import write_table


@dataclass(frozen=True)
class Settled:
    """What two coders gave and a third settled.

    themes, tone: rows for coding/themes.csv and tone.csv. waiting: passages that lack the third reading they need.
    """

    themes: pd.DataFrame
    tone: pd.DataFrame
    waiting: list[str]


def settle(coders: Sequence[pd.DataFrame], third: pd.DataFrame, sample: pd.DataFrame) -> Settled:
    """Return the coding of the passages that both coders coded.

    coders: the codes of two, as load_codes gives them. third: those of who read where they part, without rows where
    nobody did. sample: load_sample. A theme is what both gave, or else the third reading's. A tone is the mean of the
    two or, where they lie two points apart or more, the third reading's. Misleads where what one coder left open is
    what is hard: code all that is drawn.
    """
    a, b, c = (_index(codes) for codes in (*coders, third))
    both = [name for name in sample["passage_id"] if name in a.index and name in b.index]
    a, b, c = a.loc[both], b.loc[both], c.reindex(both)
    same, near = a["theme"] == b["theme"], (a["tone"] - b["tone"]).abs() < TONE_PARTS_FROM
    theme = a["theme"].where(same, c["theme"])
    score = ((a["tone"] + b["tone"]) / 2).where(near, c["tone"])
    place = sample.set_index("passage_id").loc[both, ["start", "end"]]
    themes = place.assign(coder_a=a["theme"], coder_b=b["theme"], theme=theme, part=DRAWN)
    tone = place.assign(coder_a=a["tone"].astype(int), coder_b=b["tone"].astype(int), score=score, part=DRAWN)
    waiting = [name for name in both if pd.isna(theme[name]) or pd.isna(score[name])]
    return Settled(themes.reset_index(), tone.reset_index(), waiting)


def _index(codes: pd.DataFrame) -> pd.DataFrame:
    """The codes that are whole, by passage."""
    whole = codes[(codes["theme"] != "") & (codes["tone"] != "")].set_index("passage_id")
    return whole.assign(tone=whole["tone"].astype(np.float64))


def choose_pair(coders: Sequence[str], *, named: Sequence[str] = (), third: str = "") -> tuple[str, str]:
    """Return which two coders are settled: those named, or the two there are beside the third.

    Errors: AnalysisError where there is no such pair, naming who coded.
    """
    free = [name for name in (named or coders) if name != third]
    if missing := [name for name in (*free, *([third] if third else [])) if name not in coders]:
        raise AnalysisError(
            f"nobody called {missing[0]!r} coded anything; those who did are {', '.join(coders) or 'none'}."
        )
    if len(free) != 2:
        raise AnalysisError(
            f"two coders are settled with each other, and there are {len(free)} ({', '.join(free) or 'none'}); let a"
            " second one code, or name the two with --coders and who read a third time with --third."
        )
    return free[0], free[1]


def save_settled(corpus: Corpus, settled: Settled) -> dict[Path, int]:
    """Put what is settled into coding/themes.csv and tone.csv; return how many rows each has of it.

    All that is there of other passages stays as it is written, and so does what was coded for another reason than that
    it was drawn. Nothing is written while passages wait for a third reading: the easy ones alone would flatter.
    Errors: AnalysisError where some wait.
    """
    if settled.waiting:
        raise AnalysisError(
            f"{len(settled.waiting)} passages wait for a third reading, {settled.waiting[0]} first; make a page for it"
            " with `code page --coder NAME --parted`, and settle with --third NAME. Nothing was written: without what"
            " is hard the machine and the coders would look better than they are."
        )
    written = {}
    for name, rows, schema in (("themes.csv", settled.themes, THEMES), ("tone.csv", settled.tone, TONE)):
        path = corpus.folder / "coding" / name
        read_csv(path, schema)
        before = read_sheet(path, list(schema.columns))[list(schema.columns)]
        others = before[before["part"] != DRAWN]
        fresh = rows[~rows["passage_id"].isin(others["passage_id"])].astype(str)
        old = before[(before["part"] == DRAWN) & ~before["passage_id"].isin(fresh["passage_id"])]
        write_table(path, _order(corpus, pd.concat([others, old, fresh], ignore_index=True)))
        written[path] = len(fresh)
    return written


def _order(corpus: Corpus, table: pd.DataFrame) -> pd.DataFrame:
    """Rows in the order of the catalogue and the document, as codings stand."""
    places: Mapping[str, int] = {rendering.id: n for n, rendering in enumerate(corpus.catalogue.renderings)}
    rank = table["passage_id"].str.rsplit(":", n=1).str[0].map(places).fillna(len(places))
    order = pd.DataFrame({"rank": rank, "start": table["start"].astype(int)}).sort_values(
        ["rank", "start"], kind="stable"
    )
    return table.loc[order.index].reset_index(drop=True)
