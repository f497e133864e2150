"""Sample: which passages people code, drawn at random so that each stands for a known number of others."""

import math
from collections.abc import Mapping
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pandas as pd

from analysis.corpus.columns import Sheet, number, passage_id, text, whole
from analysis.corpus.csvfiles import read_csv
from analysis.corpus.folder import Corpus
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import digest, write_table

SAMPLE = Sheet(
    {
        "passage_id": passage_id(),
        "start": whole(),
        "end": whole(),
        "stratum": text(),
        "n_stratum": whole(1),
        "probability": number(0, 1),
    },
    key=["passage_id"],
    spans=[("start", "end")],
)
# A conversation of fewer passages is better coded whole.
WHOLE_UNDER = 200
# Who has fewer passages in a rendering than this is drawn together with the others of whom that is true.
_FEWEST_ALONE = 5
_OTHERS = "*"
# Standard deviations to plan with: of a theme that a fifth of a talk is about, and of tone as talks were coded.
_SHARE_SPREAD, _TONE_SPREAD = 0.4, 0.7


def sample_file(corpus: Corpus) -> Path:
    """Return where the sample is kept."""
    return corpus.folder / "coding" / "sample.csv"


def load_sample(corpus: Corpus, passages: pd.DataFrame) -> pd.DataFrame:
    """Return the passages that were drawn, in the order of the corpus: one row each, without rows where none were.

    Columns: passage_id, start, end, stratum (rendering and speaker), n_stratum (passages in it), probability (of being
    drawn). Errors: AnalysisError where one is no longer a passage of the corpus, or not in the same place.
    """
    path = sample_file(corpus)
    sample = read_csv(path, SAMPLE)
    keys = ["passage_id", "start", "end"]
    known = pd.MultiIndex.from_frame(passages[keys])
    strange = ~pd.MultiIndex.from_frame(sample[keys]).isin(known)
    if strange.any():
        raise AnalysisError(
            f"{path}, line {int(strange.argmax()) + 2}: {sample['passage_id'].iloc[int(strange.argmax())]} is no longer"
            " a passage in that place; bring back the settings and documents that it was drawn with, or move the file"
            " away and draw anew."
        )
    return sample


def draw_sample(
    passages: pd.DataFrame, *, n: int | Mapping[str, int], seed: int, earlier: pd.DataFrame
) -> pd.DataFrame:
    """Return a random sample of the passages, stratified by rendering and speaker; what was drawn earlier stays in it.

    n: how many of each conversation, at least one of each stratum, the rest in proportion; all of one that has fewer.
    seed: with the same one, passages drawn earlier are those that would be drawn first. earlier: load_sample. Returns:
    the columns of load_sample. In a stratum all passages have the same probability, also after it was enlarged, which
    is the number drawn over the number there are. Source: permanent random numbers (Ohlsson 1995, in Business Survey
    Methods); within a stratum the ones with the smallest are a simple random sample, and so are more of them. Misleads
    when passages are taken out of it, or are left uncoded because they are hard.
    """
    there = passages[~passages["elsewhere"]]
    there = there.iloc[np.argsort(pd.factorize(there["conversation"])[0], kind="stable")]
    talks = there["conversation"]
    wanted = {str(talk): max(n if isinstance(n, int) else n[str(talk)], 1) for talk in talks.unique()}
    by_speaker, known = _name_by_speaker(there), _find_known(there, earlier)
    few = 2 * by_speaker.groupby(talks, sort=False).transform("nunique") <= talks.map(wanted).clip(lower=2)
    strata = by_speaker.where(talks.map(known).astype("boolean").fillna(few).astype(bool), there["rendering"])
    drawn = there["passage_id"].isin(earlier["passage_id"])
    sizes, have = strata.value_counts(sort=False), drawn.groupby(strata, sort=False).sum()
    allocated = pd.concat(
        [
            pd.Series(allocate(sizes[names].to_numpy(), wanted[str(talk)]), index=names)
            for talk, names in strata.groupby(talks, sort=False).unique().items()
        ]
    ).clip(lower=have)
    numbers = there["passage_id"].map(lambda name: digest(str(seed), name))
    # Those that were drawn come first, whatever their numbers.
    order = pd.DataFrame({"stratum": strata, "late": ~drawn, "number": numbers}).sort_values(["late", "number"])
    chosen = (order.groupby("stratum").cumcount() < order["stratum"].map(allocated)).reindex(there.index)
    table = there.loc[chosen, ["passage_id", "start", "end"]].assign(stratum=strata[chosen])
    n_stratum = table["stratum"].map(sizes)
    table = table.assign(n_stratum=n_stratum, probability=(table["stratum"].map(allocated) / n_stratum).round(6))
    return table.reset_index(drop=True).astype(SAMPLE.kinds)


def name_strata(passages: pd.DataFrame, sample: pd.DataFrame) -> pd.Series:
    """Return the stratum of each passage, drawn or not, as the sample has it; of a talk without any, the rendering."""
    known = passages["conversation"].map(_find_known(passages, sample)).astype("boolean").fillna(False).astype(bool)
    return _name_by_speaker(passages).where(known, passages["rendering"])


def _name_by_speaker(passages: pd.DataFrame) -> pd.Series:
    """The stratum of each passage, where strata are speakers; those of few passages share one."""
    size = passages.groupby(["rendering", "speaker"])["passage_id"].transform("size")
    return passages["rendering"] + "/" + passages["speaker"].where(size >= _FEWEST_ALONE, _OTHERS)


def _find_known(passages: pd.DataFrame, sample: pd.DataFrame) -> dict[str, bool]:
    """Whether strata are speakers, of each conversation of which something was drawn."""
    talks = passages.set_index("passage_id")["conversation"]
    there = sample[sample["passage_id"].isin(talks.index)]
    return there["stratum"].str.contains("/").groupby(talks[there["passage_id"]].to_numpy()).any().to_dict()


def allocate(sizes: np.ndarray, n: int) -> np.ndarray:
    """Return how many are drawn of each stratum: one, and of the rest in proportion to its size, by largest remainders.

    sizes: of the strata, shape (strata,), none empty. n: how many in all; with fewer than strata one of each is drawn.
    """
    n = min(max(n, len(sizes)), int(sizes.sum()))
    if n == len(sizes):
        return np.ones(len(sizes), dtype=int)
    exact = (n - len(sizes)) * (sizes - 1) / (sizes - 1).sum()
    whole = np.floor(exact).astype(int)
    largest = np.argsort(whole - exact, kind="stable")[: n - len(sizes) - whole.sum()]
    whole[largest] += 1
    return 1 + whole


def count_needed(n_passages: int, *, spread: float, half_width: float, confidence: float) -> int:
    """Return how many passages must be drawn for an interval of a mean that reaches so far to either side.

    spread: standard deviation of what is averaged, such as the root of p (1 - p) of a share p. With the correction for
    a finite population: of few passages fewer are needed. Source: Cochran (1977), Sampling Techniques, 4.4.
    """
    reach = (NormalDist().inv_cdf((1 + confidence) / 2) * spread) ** 2
    return min(n_passages, math.ceil(n_passages * reach / (n_passages * half_width**2 + reach)))


def plan_numbers(corpus: Corpus, passages: pd.DataFrame, *, half_width: float) -> pd.DataFrame:
    """Return how many passages of each conversation are needed for a wished precision.

    half_width: how far an interval may reach to either side, as a part of the scale: of a share 0 to 1, of tone -2 to
    2, which is four times as long. Returns: one row per conversation, the index: n_passages, needed (for the share of a
    theme that a fifth of the talk is about), needed_tone (for the mean tone). By the codes alone; what the machine gets
    right makes it fewer.
    """
    sizes = passages[~passages["elsewhere"]].groupby("conversation", sort=False)["passage_id"].size()
    confidence = corpus.settings.confidence
    table = pd.DataFrame({"n_passages": sizes})
    for column, spread, width in (("needed", _SHARE_SPREAD, half_width), ("needed_tone", _TONE_SPREAD, 4 * half_width)):
        table[column] = [count_needed(n, spread=spread, half_width=width, confidence=confidence) for n in sizes]
    return table


def save_sample(corpus: Corpus, sample: pd.DataFrame) -> Path:
    """Write the sample and return its path."""
    return write_table(sample_file(corpus), sample)
