"""Validity: how far two renderings get the same themes, and what is found agrees with readings by hand."""

import itertools
from typing import Any

import numpy as np
import pandas as pd

from analysis.versions.renderings import align_renderings

# Which finds answer to which readings; readers put what stands in a missing statement under the statement.
_SAME_KIND = {("figure", "figure"), ("name", "name"), ("speaker", "speaker"), ("omission", "omission")} | {
    ("figure", "omission"),
    ("name", "omission"),
}
# Readers' places may lie so many characters beside those found.
_SLACK = 2


def report_aligned_themes(passages: pd.DataFrame) -> pd.DataFrame:
    """Return how far two renderings of one conversation get the same themes: columns figure, value, to_reach.

    passages: with their theme. Empty where no conversation has two renderings.
    """
    rows: list[tuple[str, float, str]] = []
    theme_of = passages.set_index("passage_id")["theme"]
    for pair, group in find_aligned(passages).groupby("pair", sort=False):
        same = theme_of[group["passage_a"]].to_numpy() == theme_of[group["passage_b"]].to_numpy()
        rows.append((f"aligned passages with the same theme, {pair}", float(same.mean()), ">= 0.80"))
        rows.append((f"Jensen-Shannon distance of theme profiles, {pair}", _profile_distance(passages, group), ""))
    return pd.DataFrame(rows, columns=["figure", "value", "to_reach"])


def find_aligned(passages: pd.DataFrame) -> pd.DataFrame:
    """Return which passages of two renderings of one conversation say the same.

    Returns: one row per pair of passages in one link: pair (the renderings), passage_a, passage_b.
    """
    rows = []
    for link in align_renderings(passages).dropna(subset=["similarity"]).itertuples():
        pair = f"{link.rendering_a} / {link.rendering_b}"
        for a, b in itertools.product(link.passages_a.split(" "), link.passages_b.split(" ")):
            rows.append((pair, a, b))
    return pd.DataFrame(rows, columns=["pair", "passage_a", "passage_b"])


def _profile_distance(themed: pd.DataFrame, links: pd.DataFrame) -> float:
    from scipy.spatial.distance import jensenshannon

    profiles = [
        themed[themed["rendering"] == passage.split(":")[0]].groupby("theme")["n_words"].sum()
        for passage in (links["passage_a"].iloc[0], links["passage_b"].iloc[0])
    ]
    first, second = profiles[0].align(profiles[1], fill_value=0)
    return float(jensenshannon(first, second, base=2))


def report_alignment(alignment: pd.DataFrame, readings: pd.DataFrame) -> pd.DataFrame:
    """Return how readers judged the links between renderings, and the passages left over.

    alignment: align_renderings. readings: load_alignment_readings. Returns: one row per conversation and
    what (links, or passages left over): n_read (those read that are still in the alignment), right,
    partly, wrong, share_right. Misleads where the alignment has changed since: n_read is then small.
    """
    keys = ["conversation", "passages_a", "passages_b"]
    read = readings.merge(alignment[keys], on=keys)
    what = np.where(read["passages_a"].ne("") & read["passages_b"].ne(""), "links", "passages left over")
    counts = (
        read.groupby(["conversation", pd.Series(what, name="what")])["judgement"].value_counts().unstack(fill_value=0)
    )
    counts = counts.reindex(columns=["right", "partly", "wrong"], fill_value=0)
    counts.insert(0, "n_read", counts.sum(axis=1))
    return counts.assign(share_right=counts["right"] / counts["n_read"]).reset_index()


def report_disagreements(found: pd.DataFrame, readings: pd.DataFrame) -> pd.DataFrame:
    """Return how far the disagreements found are those that readers found: one row per kind, and one for all.

    found: find_disagreements. readings: load_disagreement_readings, or a table with its kind, type and
    places. Returns: kind, n_read (places that readers found), n_found, precision (share of what is
    found that readers found too), recall (share of what readers found that is found), recall_differs
    (the same of places where both renderings have a value). A find is right where its place overlaps
    one that was read, on a side that has a value; a figure or name inside a statement that was left
    out is right too.
    Misleads where readers overlooked something: it then counts against the precision.
    """
    kinds = list(dict.fromkeys(readings["kind"]))
    hits = np.array([[_is_hit(f, r) for r in readings.itertuples()] for f in found.itertuples()]).reshape(
        len(found), len(readings)
    )
    right, reached = np.asarray(hits.any(axis=1)), np.asarray(hits.any(axis=0))
    rows = []
    for name in (*kinds, "all"):
        mine = found["kind"].isin(kinds if name == "all" else [name]).to_numpy()
        read = readings["kind"].isin(kinds if name == "all" else [name]).to_numpy()
        differs = read & (readings["type"] == "differs").to_numpy()
        rows.append(
            {
                "kind": name,
                "n_read": int(read.sum()),
                "n_found": int(mine.sum()),
                "precision": float(right[mine].mean()) if mine.any() else np.nan,
                "recall": float(reached[read].mean()) if read.any() else np.nan,
                "recall_differs": float(reached[differs].mean()) if differs.any() else np.nan,
            }
        )
    return pd.DataFrame(rows)


def _is_hit(found: Any, read: Any) -> bool:
    if (found.kind, read.kind) not in _SAME_KIND:
        return False
    a, b = (
        getattr(found, f"start_{side}") <= getattr(read, f"end_{side}") + _SLACK
        and getattr(read, f"start_{side}") <= getattr(found, f"end_{side}") + _SLACK
        for side in ("a", "b")
    )
    if found.kind == "speaker":
        return a and b
    told = [read.end_a > read.start_a, read.end_b > read.start_b]
    return bool((a and found.value_a and told[0]) or (b and found.value_b and told[1]))
