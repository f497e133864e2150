"""Validity: how far scorers of tone agree with readings by hand, measured on what no scorer has seen."""

import functools
from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.corpus.coding import load_written, place_coding
from analysis.corpus.folder import Corpus
from analysis.passages.sampling import draw_blocks, find_interval
from analysis.sentiment import SCORERS
from analysis.sentiment.attitude import FEATURES
from analysis.sentiment.tone import NEGATIVE_TO, POSITIVE_FROM, score_passages

_LANGUAGES = {"zh": ["zh"], "en": ["en"], "both": ["zh", "en"]}
# Raw scorers' own bounds between negative, neutral and positive, in the order of their scales.
_BOUNDS = {
    "snownlp": (0.4, 0.6),
    "vader": (-0.05, 0.05),
    "attitude_words": (-0.05, 0.05),
    "tone": (NEGATIVE_TO, POSITIVE_FROM),
}
_NET = FEATURES.index("net")


def measure_agreement(coding: pd.DataFrame) -> pd.Series:
    """Return how far two codings of tone agree: share_equal, kappa (Cohen's, quadratic weights), spearman."""
    from sklearn.metrics import cohen_kappa_score

    a, b = coding["coder_a"], coding["coder_b"]
    return pd.Series(
        {
            "share_equal": float((a == b).mean()),
            "kappa": float(cohen_kappa_score(a, b, weights="quadratic")),
            "spearman": _rank_correlation(a.to_numpy(), b.to_numpy()),
        }
    )


def classify(scores: np.ndarray, negative_to: float, positive_from: float) -> np.ndarray:
    """Return -1, 0 or 1 for each score: negative, neutral, positive."""
    return (scores >= positive_from).astype(int) - (scores <= negative_to).astype(int)


def _rank_correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Spearman's, NaN where one of the two is constant."""
    from scipy.stats import rankdata

    if len(a) < 3 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return float("nan")
    return float(np.corrcoef(rankdata(a), rankdata(b))[0, 1])


def _bootstrap(
    corpus: Corpus, stretches: pd.Series, measure: Callable[[np.ndarray], float], *, key: str
) -> tuple[float, float]:
    """The interval of a measure of rows over whole stretches of talk, both renderings of a stretch together."""
    codes, names = pd.factorize(stretches)
    members = [np.flatnonzero(codes == code) for code in range(len(names))]
    if len(members) < 2 or np.isnan(measure(np.arange(len(codes)))):
        return float("nan"), float("nan")
    drawn = draw_blocks(corpus.settings, len(members), key=key, samples=1000).astype(int)
    rows = [np.concatenate([np.tile(members[m], n) for m, n in enumerate(counts) if n]) for counts in drawn]
    low, high = find_interval(corpus.settings, np.array([measure(row) for row in rows]))
    return float(low), float(high)


def compare_scorers(corpus: Corpus, passages: pd.DataFrame, *, part: str = "test") -> pd.DataFrame:
    """Return how far each scorer agrees with the coding of one part.

    Scorers: snownlp and vader as they come, attitude_words (praise less blame, without learning),
    tone (the project's own), and always_positive. Returns: one row per scorer and language (zh, en,
    both) that has coded passages: n_passages, spearman (rank correlation with the mean coded score), accuracy (of three
    classes), each with _low and _high: bootstrap over stretches of talk.
    Misleads when the part is taken for all interviews: it is talk of this corpus.
    """
    table = _join_coding(corpus, passages)
    table = table[table["part"] == part].assign(
        attitude_words=lambda rows: [values[_NET] for values in rows["attitude"]], always_positive=1.0
    )
    rows = []
    for scorer in ("always_positive", "snownlp", "vader", "attitude_words", "tone"):
        reads = [SCORERS[scorer].language] if scorer in SCORERS else ["zh", "en", "both"]
        for language in reads:
            chosen = table[table["language"].isin(_LANGUAGES[language])].dropna(subset=[scorer])
            if len(chosen):
                measured = _measure(corpus, chosen, scorer, key=f"{scorer}/{language}")
                rows.append({"scorer": scorer, "language": language, **measured})
    ends = [f"{measure}{end}" for measure in ("spearman", "accuracy") for end in ("", "_low", "_high")]
    return pd.DataFrame(rows, columns=["scorer", "language", "n_passages", *ends])


def _measure(corpus: Corpus, table: pd.DataFrame, scorer: str, *, key: str) -> dict[str, float]:
    scores, coded = table[scorer].to_numpy(), table["score"].to_numpy()
    right = classify(scores, *_BOUNDS.get(scorer, (0.0, 0.5))) == classify(coded, -0.5, 0.5)
    measures: dict[str, Callable[[np.ndarray], float]] = {
        "spearman": lambda rows: _rank_correlation(scores[rows], coded[rows]),
        "accuracy": lambda rows: float(right[rows].mean()),
    }
    row: dict[str, float] = {"n_passages": len(table)}
    for name, measure in measures.items():
        low, high = _bootstrap(corpus, table["stretch"], measure, key=key)
        row |= {name: measure(np.arange(len(table))), f"{name}_low": low, f"{name}_high": high}
    return row


def _join_coding(corpus: Corpus, passages: pd.DataFrame) -> pd.DataFrame:
    placed = place_coding(corpus.codings.tone, passages, columns=["coder_a", "coder_b", "score"])
    return passages.merge(placed, on="passage_id").merge(score_passages(corpus, passages), on="passage_id")


def find_worst_errors(
    corpus: Corpus, passages: pd.DataFrame, *, part: str = "test", n_errors: int = 10
) -> pd.DataFrame:
    """Return the passages whose tone is farthest from their coding, the worst first.

    Returns: one row per passage: passage_id, speaker, score (coded), tone, tone_low, tone_high,
    attitude_words.
    """
    table = _join_coding(corpus, passages)
    table = table[table["part"] == part].assign(error=lambda rows: (rows["tone"] - rows["score"]).abs())
    worst = table.sort_values(["error", "passage_id"], ascending=[False, True]).head(n_errors)
    columns = ["passage_id", "speaker", "score", "tone", "tone_low", "tone_high", "attitude_words"]
    return worst[columns].reset_index(drop=True)


def _take_mean(values: np.ndarray, rows: np.ndarray) -> float:
    return float(values[rows].mean())


def report_tone(corpus: Corpus, passages: pd.DataFrame) -> pd.DataFrame:
    """Return all figures of the scorer as it is set: columns figure, value, low, high, to_reach.

    Of a corpus that nobody coded only the agreement on the written texts is known.
    """
    rows: list[tuple[str, float, float, float, str]] = []
    nothing = float("nan")
    for name, coding in (("passages", corpus.codings.tone), ("written texts", load_written())):
        if coding.empty:
            continue
        rows.append(
            (f"{name} coded by hand", len(coding), nothing, nothing, ">= 400" if name == "passages" else ">= 150")
        )
        rows += [
            (f"agreement of the two codings, {name}: {figure}", value, nothing, nothing, "")
            for figure, value in measure_agreement(coding).items()
        ]
    table = _join_coding(corpus, passages)
    targets = {"zh": ">= 0.70", "en": ">= 0.70", "both": ">= 0.75"}
    for part in ("dev", "test"):
        chosen = table[table["part"] == part]
        if chosen.empty:
            continue
        for language, target in targets.items():
            spoken = chosen[chosen["language"].isin(_LANGUAGES[language])]
            row, name = _measure(corpus, spoken, "tone", key=f"tone/{language}"), f"{part} part, {language}"
            for measure, told, wanted in (
                ("spearman", "rank correlation", target),
                ("accuracy", "three-way accuracy", ">= 0.75" if language == "both" else ""),
            ):
                rows.append((f"{told}, {name}", row[measure], row[f"{measure}_low"], row[f"{measure}_high"], wanted))
        inside = chosen["score"].between(chosen["tone_low"], chosen["tone_high"]).to_numpy()
        mean = functools.partial(_take_mean, inside)
        low, high = _bootstrap(corpus, chosen["stretch"], mean, key=part)
        rows.append((f"coded scores inside the interval, {part} part", inside.mean(), low, high, "0.88 to 0.92"))
        width = (chosen["tone_high"] - chosen["tone_low"]).mean()
        rows.append((f"mean width of the interval, {part} part", width, nothing, nothing, ""))
    return pd.DataFrame(rows, columns=["figure", "value", "low", "high", "to_reach"])
