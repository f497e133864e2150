"""Agreement: how far coders agree with each other on the same passages, beyond chance, and where they part.

The coefficients are written here: the packages that have Krippendorff's are under other licences than this project or
no longer kept, and all four rest on counts of pairs, from which a bootstrap of the passages is one product of matrices.
"""

import itertools
from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.corpus.folder import Corpus
from analysis.passages.sampling import draw_blocks, find_interval

# From so many points of the scale of tone on, two codes are parted; one point is what readers differ by.
TONE_PARTS_FROM = 2.0
COLUMNS = ("what", "language", "n_passages", "n_coders", "measure", "value", "low", "high")


def measure_agreement(values: np.ndarray, *, interval: bool, counts: np.ndarray | None = None) -> dict[str, np.ndarray]:
    """Return how far coders agree.

    values: what each gave each passage, shape (passages, coders), None or NaN where nothing. interval: whether they
    are numbers whose distance counts, or names. counts: how often each passage is drawn in each bootstrap sample, shape
    (samples, passages), by default once in one. Returns, each of shape (samples,), NaN where nothing can be said:
    share_equal (of pairs of codes of a passage); kappa (Cohen 1960, mean over the pairs of coders as Light 1971 has it;
    of numbers with quadratic weights, Cohen 1968); alpha (Krippendorff 2011, Computing Krippendorff's
    alpha-reliability; of numbers for the interval scale); ac1 (Gwet 2008, Computing inter-rater reliability and its
    variance in the presence of high agreement; of numbers as of names). Misleads when coders share habits: agreement
    is no truth.
    """
    known = pd.notna(values)
    names = sorted(set(values[known].tolist()))
    numbers = np.full(values.shape, -1)
    numbers[known] = [names.index(value) for value in values[known].tolist()]
    hot = (numbers[:, :, None] == np.arange(len(names))).astype(np.float64)
    counts = np.ones((1, len(values))) if counts is None else counts
    scale = np.array(names, dtype=np.float64) if interval else np.arange(len(names))
    distance = (scale[:, None] - scale) ** 2 if interval else (scale[:, None] != scale).astype(np.float64)
    with np.errstate(invalid="ignore", divide="ignore"):
        return {
            "share_equal": _share_equal(hot, counts),
            "kappa": _kappa(hot, counts, distance),
            "alpha": _alpha(hot, counts, distance),
            "ac1": _ac1(hot, counts),
        }


def _equal_pairs(hot: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The share of pairs of codes that are equal, of each passage, and whether it has a pair."""
    given = hot.sum(axis=1)
    n = given.sum(axis=1)
    paired = n > 1
    return np.where(paired, (given * (given - 1)).sum(axis=1) / np.maximum(n * (n - 1), 1), 0.0), paired.astype(
        np.float64
    )


def _share_equal(hot: np.ndarray, counts: np.ndarray) -> np.ndarray:
    equal, paired = _equal_pairs(hot)
    share: np.ndarray = (counts @ equal) / (counts @ paired)
    return share


def _kappa(hot: np.ndarray, counts: np.ndarray, distance: np.ndarray) -> np.ndarray:
    found = []
    for a, b in itertools.combinations(range(hot.shape[1]), 2):
        both = (hot[:, a, :, None] * hot[:, b, None, :]).reshape(len(hot), -1)
        table = (counts @ both).reshape(len(counts), *distance.shape)
        expected = table.sum(axis=2)[:, :, None] * table.sum(axis=1)[:, None, :] / table.sum(axis=(1, 2))[:, None, None]
        found.append(1 - (table * distance).sum(axis=(1, 2)) / (expected * distance).sum(axis=(1, 2)))
    kappa: np.ndarray = np.mean(found, axis=0)
    return kappa


def _alpha(hot: np.ndarray, counts: np.ndarray, distance: np.ndarray) -> np.ndarray:
    given = hot.sum(axis=1)
    n = given.sum(axis=1)
    # The ordered pairs of codes of each passage, which weighs as many as it has codes.
    pairs = given[:, :, None] * given[:, None, :] - given[:, :, None] * np.eye(len(distance))
    pairs = np.where(n[:, None, None] > 1, pairs / np.maximum(n - 1, 1)[:, None, None], 0.0)
    observed = (counts @ pairs.reshape(len(hot), -1)).reshape(len(counts), *distance.shape)
    total = observed.sum(axis=2)
    whole = total.sum(axis=1)
    expected = (total[:, :, None] * total[:, None, :] * distance).sum(axis=(1, 2)) / (whole - 1)
    alpha: np.ndarray = 1 - (observed * distance).sum(axis=(1, 2)) / expected
    return alpha


def _ac1(hot: np.ndarray, counts: np.ndarray) -> np.ndarray:
    given = hot.sum(axis=1)
    n = given.sum(axis=1)
    coded = (n > 0).astype(np.float64)
    share = (counts @ (given / np.maximum(n, 1)[:, None])) / (counts @ coded)[:, None]
    chance = (share * (1 - share)).sum(axis=1) / (given.shape[1] - 1)
    ac1: np.ndarray = (_share_equal(hot, counts) - chance) / (1 - chance)
    return ac1


def gather_codes(corpus: Corpus, coders: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return what is known of each coder, by name: those of the desk or, where it has none, of the coding.

    Each with the columns passage_id, theme ("" where not given), tone (NaN), unsure. Who coded less than half of what
    the busiest did, such as who read a third time where two part, is left out: hard passages alone are no sample.
    """
    if coders:
        most = max(len(codes) for codes in coders.values())
        coders = {name: codes for name, codes in coders.items() if 2 * len(codes) >= most}
        return {
            name: codes.assign(tone=pd.to_numeric(codes["tone"].replace("", np.nan)))[
                ["passage_id", "theme", "tone", "unsure"]
            ]
            for name, codes in coders.items()
        }
    themes, tone = corpus.codings.themes, corpus.codings.tone
    return {
        name: themes[["passage_id", name]]
        .rename(columns={name: "theme"})
        .merge(tone[["passage_id", name]].rename(columns={name: "tone"}), on="passage_id", how="outer")
        .assign(theme=lambda rows: rows["theme"].fillna(""), unsure="")
        for name in ("coder_a", "coder_b")
    }


def _lay_out(coders: Mapping[str, pd.DataFrame], column: str) -> pd.DataFrame:
    """What each coder gave each passage that two coded at least: a row a passage, a column a coder."""
    wide = pd.DataFrame(
        {name: codes.set_index("passage_id")[column].replace("", None) for name, codes in coders.items()}
    )
    return wide[wide.notna().sum(axis=1) > 1]


def report_agreement(corpus: Corpus, coders: Mapping[str, pd.DataFrame], languages: pd.Series) -> pd.DataFrame:
    """Return how far the coders agree on themes and tone, in all and by language.

    coders: gather_codes. languages: by passage_id. Returns: one row per measure: what, language, n_passages (that two
    coded at least), n_coders, measure (see measure_agreement), value, low, high (bootstrap over passages, percentiles).
    """
    rows = []
    for what, interval in (("theme", False), ("tone", True)):
        wide = _lay_out(coders, what)
        spoken = languages.reindex(wide.index)
        for language in ("all", *sorted(set(spoken.dropna()))):
            chosen = wide if language == "all" else wide[spoken == language]
            if chosen.empty:
                continue
            values = chosen.astype(np.float64 if interval else object).to_numpy()
            drawn = draw_blocks(corpus.settings, len(chosen), key=f"{what}/{language}")
            found = measure_agreement(values, interval=interval)
            spread = measure_agreement(values, interval=interval, counts=drawn)
            for measure, value in found.items():
                ends = find_interval(corpus.settings, spread[measure]) if not np.isnan(value[0]) else (np.nan, np.nan)
                rows.append((what, language, len(chosen), chosen.notna().any().sum(), measure, value[0], *ends))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def list_parted(coders: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return where the coders part: one row per passage: passage_id, theme, tone and unsure, each coder's in turn.

    coders: gather_codes. Themes that differ part them, and tones two points apart.
    """
    themes, tones = _lay_out(coders, "theme"), _lay_out(coders, "tone").astype(np.float64)
    parted = set(themes.index[themes.nunique(axis=1) > 1])
    parted |= set(tones.index[tones.max(axis=1) - tones.min(axis=1) >= TONE_PARTS_FROM])
    told = {
        name: codes.assign(tone=codes["tone"].map("{:g}".format).replace("nan", "")).set_index("passage_id")
        for name, codes in coders.items()
    }
    rows = [
        {"passage_id": passage} | {what: _tell_each(told, passage, what) for what in ("theme", "tone", "unsure")}
        for passage in sorted(parted)
    ]
    return pd.DataFrame(rows, columns=["passage_id", "theme", "tone", "unsure"])


def _tell_each(told: Mapping[str, pd.DataFrame], passage: str, what: str) -> str:
    given = {name: codes[what].get(passage, "") for name, codes in told.items()}
    return ", ".join(f"{name}: {value}" for name, value in given.items() if value)
