"""Validity: how far the topics and themes agree with readings by hand, measured on what chose nothing."""

import itertools
from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.corpus.coding import place_coding
from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED, Themes
from analysis.ground.progress import track
from analysis.passages.sampling import find_interval
from analysis.themes.assignment import assign_themes, guide_themes
from analysis.themes.topics import choose_number, make_clusterer, smooth_vectors

# With so many passages a run takes seconds, and fewer tell enough.
_MANY_PASSAGES, _FEW_RUNS = 1500, 5


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
            "unassigned": float((themes == UNASSIGNED).mean()),
            "accuracy": float(accuracy_score(coded, themes)),
            "macro_f1": float(f1_score(coded, themes, average="macro", labels=np.unique(coded), zero_division=0)),
        }
    )


def measure_accuracy_interval(corpus: Corpus, right: np.ndarray, stretches: np.ndarray) -> tuple[float, float]:
    """Return the ends of the interval of an accuracy: bootstrap over whole stretches, percentiles.

    right: whether each passage got its coded theme. stretches: to which run of talk it belongs;
    neighbours are right or wrong together, so single passages would look surer than they are.
    Errors: nan twice where there are fewer than two stretches. Source: Davison and Hinkley (1997), 3.8.
    """
    groups = pd.Series(right).groupby(stretches).agg(["sum", "count"]).to_numpy()
    if len(groups) < 2:
        return float("nan"), float("nan")
    generator = np.random.Generator(np.random.PCG64(0))
    drawn = groups[generator.integers(len(groups), size=(corpus.settings.bootstrap_samples, len(groups)))].sum(axis=1)
    low, high = find_interval(corpus.settings, drawn[:, 0] / drawn[:, 1])
    return float(low), float(high)


def measure_reading_error(passages: pd.DataFrame, coding: pd.DataFrame) -> dict[str, float]:
    """Return how far shares of themes are off by whose reading they rest on: see runs.MACHINE_ERROR for the measure.

    passages: with theme as coded and theme_model. coding: the two codings of each. Returns: machine (its shares in each
    rendering against the coding's) and second reader (half of the squared distance of the two coders' shares).
    """
    merged = passages.merge(coding[["passage_id", "coder_a", "coder_b"]], on="passage_id")
    errors = {}
    for name, one, other, halves in (
        ("machine", "theme_model", "theme", 1),
        ("second reader", "coder_a", "coder_b", 2),
    ):
        off, spread = 0.0, 0.0
        for _, rows in merged.groupby("rendering"):
            words = rows["n_words"] / rows["n_words"].sum()
            shares = [words.groupby(rows[column]).sum() for column in (one, other)]
            apart, mean = shares[0].sub(shares[1], fill_value=0.0), shares[1]
            off += float((apart**2).sum()) / halves * len(rows)
            spread += float((mean * (1 - mean)).sum())
        errors[name] = off / spread
    return errors


def measure_stability(
    corpus: Corpus, passages: pd.DataFrame, *, runs: int = 20, share: float = 0.9
) -> tuple[pd.Series, pd.DataFrame]:
    """Return how far topics and themes stay when passages change.

    Each run leaves out whole turns until so large a share of the passages is left, shuffles the
    renderings, and finds topics and themes anew. Returns: topics_ari and themes_ari (mean adjusted
    Rand index between the runs, on the passages that two of them share); and one row per theme:
    theme, stability (mean Jaccard index of its passages in a run and in the model that is shown).
    """
    from sklearn.metrics import adjusted_rand_score

    themes = corpus.themes
    base, ids = passages.reset_index(drop=True), np.array([*themes.ids(), UNASSIGNED], dtype=object)
    shown = ids[guide_themes(corpus, base, themes)]
    n_topics = choose_number(corpus, len(base))
    results = []
    for run in track(range(min(runs, _FEW_RUNS) if len(base) > _MANY_PASSAGES else runs), "measuring stability"):
        kept = _leave_out_turns(base, share=share, seed=run)
        sample = base.loc[kept].reset_index(drop=True)
        topics = make_clusterer(min(n_topics, len(sample) - 1)).fit_predict(smooth_vectors(corpus, sample))
        guided = ids[guide_themes(corpus, sample, themes)]
        results.append((pd.Series(topics, index=kept), pd.Series(guided, index=kept)))
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
    table = _rate_overlaps(themes, shown, [guided for _, guided in results])
    return pd.Series(agreement, dtype=float), table


def measure_theme_stability(corpus: Corpus, passages: pd.DataFrame, themes: Themes) -> pd.DataFrame:
    """Return how far each theme stays when a tenth of the turns is left out: columns theme, stability (0 to 1).

    It is the mean Jaccard index of its passages in five runs and in the model that is shown. Misleads where it is read
    as validity: what is stable need not be what people mean.
    """
    base, ids = passages.reset_index(drop=True), np.array([*themes.ids(), UNASSIGNED], dtype=object)
    shown, results = ids[guide_themes(corpus, base, themes)], []
    for run in range(_FEW_RUNS):
        kept = _leave_out_turns(base, share=0.9, seed=run)
        sample = base.loc[kept].reset_index(drop=True)
        results.append(pd.Series(ids[guide_themes(corpus, sample, themes)], index=kept))
    return _rate_overlaps(themes, shown, results)


def _rate_overlaps(themes: Themes, shown: np.ndarray, results: Sequence[pd.Series]) -> pd.DataFrame:
    """How far each theme has in some runs the passages that it has in the model that is shown."""
    rows = []
    for theme in themes.ids():
        overlaps = []
        for found in results:
            here, there = found == theme, pd.Series(shown[found.index] == theme, index=found.index)
            if (here | there).any():
                overlaps.append(float((here & there).sum() / (here | there).sum()))
        rows.append((theme, float(np.mean(overlaps)) if overlaps else float("nan")))
    return pd.DataFrame(rows, columns=["theme", "stability"])


def _leave_out_turns(passages: pd.DataFrame, *, share: float, seed: int) -> np.ndarray:
    """The passages that are left, in the order of their renderings, which is shuffled."""
    generator = np.random.Generator(np.random.PCG64(seed))
    turns = (passages["rendering"] + "/" + passages["turn"].astype(str)).to_numpy()
    order = generator.permutation(np.unique(turns))
    sizes = pd.Series(turns).value_counts()[order].cumsum()
    is_left = pd.Index(turns).isin(order[: int((sizes <= share * len(passages)).sum())])
    renderings = generator.permutation(passages["rendering"].unique())
    places = passages.groupby("rendering", sort=False).indices
    return np.concatenate([places[name][is_left[places[name]]] for name in renderings])


def report_themes(corpus: Corpus, passages: pd.DataFrame, stability: pd.Series) -> pd.DataFrame:
    """Return all figures of validity and stability of the model as it is set: columns figure, value, to_reach.

    stability: the first of measure_stability. Of a corpus that nobody coded only stability is known.
    """
    coding = corpus.codings.themes
    assigned = assign_themes(corpus, passages, check_anchors=False)
    rows: list[tuple[str, float, str]] = []
    if len(coding):
        agreement = measure_agreement(coding)
        rows += [
            ("passages coded by hand", len(coding), ">= 300"),
            ("agreement of the two codings, Cohen's kappa", agreement["kappa"], ""),
            ("agreement of the two codings, NMI", agreement["nmi"], ""),
        ]
    rows.append(("number of topics", assigned["topic"].nunique(), "<= 25"))
    rows += _report_accuracy(corpus, passages, assigned)
    reordered, _ = measure_stability(corpus, passages, share=1)
    rows.append(("mean ARI of topics, 20 shuffled orders of the renderings", reordered["topics_ari"], ">= 0.85"))
    rows.append(("mean ARI of themes, 20 shuffled orders of the renderings", reordered["themes_ari"], ">= 0.85"))
    rows.append(("mean ARI of topics, 20 runs without a tenth of the turns", stability["topics_ari"], ""))
    rows.append(("mean ARI of themes, 20 runs without a tenth of the turns", stability["themes_ari"], ">= 0.85"))
    return pd.DataFrame(rows, columns=["figure", "value", "to_reach"])


def _report_accuracy(corpus: Corpus, passages: pd.DataFrame, assigned: pd.DataFrame) -> list[tuple[str, float, str]]:
    """How far topics and themes agree with the coding: on the part that chose the design, and on the other."""
    placed = place_coding(corpus.codings.themes, passages, columns=["theme"])
    merged = placed.merge(assigned, on="passage_id", suffixes=("", "_found"))
    if merged.empty:
        return []
    place = merged["passage_id"].str.split(":").str[0] + merged["part"]
    stretches = (place != place.shift()).cumsum()
    targets = {"nmi": ">= 0.65", "unassigned": "<= 0.08", "accuracy": ">= 0.75"}
    rows: list[tuple[str, float, str]] = []
    for part in ("dev", "test"):
        chosen = merged[merged["part"] == part]
        if chosen.empty:
            continue
        found = measure_validity(
            chosen["topic"].to_numpy(), chosen["theme_found"].to_numpy(), chosen["theme"].to_numpy()
        )
        rows += [(f"{name}, {part} part", value, targets.get(name, "")) for name, value in found.items()]
        interval = measure_accuracy_interval(
            corpus, (chosen["theme"] == chosen["theme_found"]).to_numpy(), stretches[chosen.index].to_numpy()
        )
        rows += [
            (f"accuracy, {part} part, {end} end of interval", value, "")
            for end, value in zip(("lower", "upper"), interval, strict=True)
        ]
    return rows
