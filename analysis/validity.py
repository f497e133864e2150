"""Validity: how far the topics and themes agree with readings by hand, measured on what chose nothing."""

import itertools
from typing import Any

import numpy as np
import pandas as pd
from tqdm import tqdm

from analysis.assignment import assign_themes, decode_themes, score_themes
from analysis.coding import load_theme_coding, place_coding
from analysis.sampling import find_interval
from analysis.settings import SETTINGS
from analysis.themes import load_themes
from analysis.topics import find_language_means, free_vectors, make_clusterer, smooth_vectors
from analysis.versions import align_renderings

# Which finds answer to which readings; readers put what stands in a missing statement under the statement.
_SAME_KIND = {("figure", "figure"), ("name", "name"), ("speaker", "speaker"), ("omission", "omission")} | {
    ("figure", "omission"),
    ("name", "omission"),
}
# Readers' places may lie so many characters beside those found.
_SLACK = 2


def measure_agreement(coding: pd.DataFrame) -> pd.Series:
    """Return how far the two codings agree: share_equal, kappa (Cohen 1960), nmi."""
    from sklearn.metrics import cohen_kappa_score, normalized_mutual_info_score

    a, b = coding["coder_a"], coding["coder_b"]
    return pd.Series(
        {
            "share_equal": float((a == b).mean()),
            "kappa": float(cohen_kappa_score(a, b)),
            "nmi": float(normalized_mutual_info_score(a, b)),
        }
    )


def measure_validity(topics: np.ndarray, themes: np.ndarray, coded: np.ndarray) -> pd.Series:
    """Return how far topics and named themes agree with a coding of the same passages.

    Returns: nmi, ari (of topics against the coding; both count an unassigned passage as a topic of
    its own kind), unassigned (share), accuracy and macro_f1 (of themes, in the coding's own ids).
    Misleads when the coding has few passages: see measure_accuracy_interval.
    """
    from sklearn.metrics import accuracy_score, adjusted_rand_score, f1_score, normalized_mutual_info_score

    return pd.Series(
        {
            "nmi": float(normalized_mutual_info_score(coded, topics)),
            "ari": float(adjusted_rand_score(coded, topics)),
            "unassigned": float((topics == -1).mean()),
            "accuracy": float(accuracy_score(coded, themes)),
            "macro_f1": float(f1_score(coded, themes, average="macro", labels=np.unique(coded), zero_division=0)),
        }
    )


def measure_accuracy_interval(right: np.ndarray, stretches: np.ndarray) -> tuple[float, float]:
    """Return the ends of the interval of an accuracy: bootstrap over whole stretches, percentiles.

    right: whether each passage got its coded theme. stretches: to which run of talk it belongs;
    neighbours are right or wrong together, so single passages would look surer than they are.
    Errors: nan twice where there are fewer than two stretches. Source: Davison and Hinkley (1997), 3.8.
    """
    groups = pd.Series(right).groupby(stretches).agg(["sum", "count"]).to_numpy()
    if len(groups) < 2:
        return float("nan"), float("nan")
    generator = np.random.Generator(np.random.PCG64(0))
    drawn = groups[generator.integers(len(groups), size=(SETTINGS.bootstrap_samples, len(groups)))].sum(axis=1)
    low, high = find_interval(drawn[:, 0] / drawn[:, 1])
    return float(low), float(high)


def measure_stability(passages: pd.DataFrame, *, runs: int = 20, share: float = 0.9) -> tuple[pd.Series, pd.DataFrame]:
    """Return how far topics and themes stay when passages change.

    Each run leaves out whole turns until so large a share of the passages is left, shuffles the
    renderings, and finds topics and themes anew. Returns: topics_ari and themes_ari (mean adjusted
    Rand index between the runs, on the passages that two of them share); and one row per theme:
    theme, stability (mean Jaccard index of its passages in a run and in the model that is shown).
    """
    from sklearn.metrics import adjusted_rand_score

    themes = load_themes()
    base = passages[passages["conversation"].isin(themes.conversations)].reset_index(drop=True)
    shown = assign_themes(base, check_anchors=False)["theme"].to_numpy()
    results = []
    for run in tqdm(range(runs), desc="measuring stability", delay=2, leave=False):
        kept = _leave_out_turns(base, share=share, seed=run)
        sample = base.loc[kept].reset_index(drop=True)
        topics = make_clusterer(SETTINGS.n_topics).fit_predict(smooth_vectors(sample))
        scores = score_themes(free_vectors(sample), themes, find_language_means(sample))
        decoded = decode_themes(scores, topics, sample["rendering"].to_numpy())
        results.append((pd.Series(topics, index=kept), pd.Series(np.array(themes.ids())[decoded], index=kept)))
    pairs = {"topics_ari": 0, "themes_ari": 1}
    agreement = {
        name: np.mean(
            [
                adjusted_rand_score(*(one[which].align(other[which], join="inner")))
                for one, other in itertools.combinations(results, 2)
            ]
        )
        for name, which in pairs.items()
    }
    rows = []
    for theme in themes.ids():
        overlaps = []
        for _, found in results:
            here, there = found == theme, pd.Series(shown[found.index] == theme, index=found.index)
            if (here | there).any():
                overlaps.append(float((here & there).sum() / (here | there).sum()))
        rows.append((theme, float(np.mean(overlaps))))
    return pd.Series(agreement, dtype=float), pd.DataFrame(rows, columns=["theme", "stability"])


def _leave_out_turns(passages: pd.DataFrame, *, share: float, seed: int) -> np.ndarray:
    """The passages that are left, in the order of their renderings, which is shuffled."""
    generator = np.random.Generator(np.random.PCG64(seed))
    turns = (passages["rendering"] + "/" + passages["turn"].astype(str)).to_numpy()
    order = generator.permutation(np.unique(turns))
    sizes = pd.Series(turns).value_counts()[order].cumsum()
    left = set(order[: int((sizes <= share * len(passages)).sum())])
    renderings = generator.permutation(passages["rendering"].unique())
    kept = [np.flatnonzero((passages["rendering"] == r).to_numpy() & np.isin(turns, list(left))) for r in renderings]
    return np.concatenate(kept)


def report_themes(passages: pd.DataFrame) -> pd.DataFrame:
    """Return all figures of validity and stability of the model as it is set: columns figure, value, to_reach."""
    coding = load_theme_coding()
    assigned = assign_themes(passages, check_anchors=False)
    merged = place_coding(coding, passages, columns=["theme"]).merge(assigned, on="passage_id", suffixes=("", "_found"))
    place = merged["passage_id"].str.split(":").str[0] + merged["part"]
    stretches = (place != place.shift()).cumsum()
    agreement = measure_agreement(coding)
    rows: list[tuple[str, float, str]] = [
        ("passages coded by hand", len(coding), ">= 300"),
        ("agreement of the two codings, Cohen's kappa", agreement["kappa"], ""),
        ("agreement of the two codings, NMI", agreement["nmi"], ""),
        ("number of topics", assigned["topic"].nunique(), "<= 25"),
    ]
    targets = {"nmi": ">= 0.65", "unassigned": "<= 0.08", "accuracy": ">= 0.75"}
    for part in ("dev", "test"):
        chosen = merged[merged["part"] == part]
        found = measure_validity(
            chosen["topic"].to_numpy(), chosen["theme_found"].to_numpy(), chosen["theme"].to_numpy()
        )
        rows += [(f"{name}, {part} part", value, targets.get(name, "")) for name, value in found.items()]
        interval = measure_accuracy_interval(
            (chosen["theme"] == chosen["theme_found"]).to_numpy(), stretches[chosen.index].to_numpy()
        )
        rows += [
            (f"accuracy, {part} part, {end} end of interval", value, "")
            for end, value in zip(("lower", "upper"), interval, strict=True)
        ]
    links = find_aligned(passages)
    for pair, group in links.groupby("pair", sort=False):
        theme_of = assigned.set_index("passage_id")["theme"]
        same = theme_of[group["passage_a"]].to_numpy() == theme_of[group["passage_b"]].to_numpy()
        rows.append((f"aligned passages with the same theme, {pair}", float(same.mean()), ">= 0.80"))
        rows.append(
            (f"Jensen-Shannon distance of theme profiles, {pair}", _profile_distance(passages, assigned, group), "")
        )
    reordered, _ = measure_stability(passages, share=1)
    rows.append(("mean ARI of topics, 20 shuffled orders of the renderings", reordered["topics_ari"], ">= 0.85"))
    rows.append(("mean ARI of themes, 20 shuffled orders of the renderings", reordered["themes_ari"], ">= 0.85"))
    stability, _ = measure_stability(passages)
    rows.append(("mean ARI of topics, 20 runs without a tenth of the turns", stability["topics_ari"], ""))
    rows.append(("mean ARI of themes, 20 runs without a tenth of the turns", stability["themes_ari"], ">= 0.85"))
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


def _profile_distance(passages: pd.DataFrame, assigned: pd.DataFrame, links: pd.DataFrame) -> float:
    from scipy.spatial.distance import jensenshannon

    themed = passages[["passage_id", "rendering", "n_words"]].merge(assigned, on="passage_id")
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
