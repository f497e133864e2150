"""Correction: averages of a scorer's tone, put right by the passages that were also coded by hand."""

import numpy as np
import pandas as pd

from analysis.corpus.coding import place_coding
from analysis.corpus.folder import Corpus
from analysis.ground.wording import say
from analysis.sentiment.greetings import find_greetings
from analysis.sentiment.tone import score_passages


def correct_scores(scores: np.ndarray, coded: np.ndarray, strata: np.ndarray) -> np.ndarray:
    """Return scores whose average in any group is free of the scorer's errors: shape (texts,).

    scores: by the scorer. coded: by hand, NaN where not. strata: the coded texts of a stratum are a
    random draw from it. Each coded text gives its error, weighed by how many texts it stands for;
    where a whole stratum is coded, what is left is the coding. A stratum without coded texts has
    nothing to be put right by: its scores are NaN. Source: design-based supervised learning (Egami et
    al. 2023); the harm it mends is shown by TeBlunthuis, Hase and Chan (2024).
    Misleads for single texts, which may leave the scale, and where the coded texts were picked and
    not drawn.
    """
    known = ~np.isnan(coded)
    share = pd.Series(known.astype(np.float64)).groupby(pd.Series(strata)).transform("mean").to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        errors = np.where(known, (np.where(known, coded, 0.0) - scores) / share, 0.0)
    return np.where(share > 0, scores + errors, np.nan)


def add_tone(corpus: Corpus, passages: pd.DataFrame) -> pd.DataFrame:
    """Return the passages with their tone: the columns of score_passages, coded_tone and corrected_tone.

    coded_tone: the mean of the two codings by hand, NaN where there is none. corrected_tone: only
    for averages, see correct_scores; its strata are the renderings. Where the settings say that greetings do not count
    (tone_greetings), they have no tone at all: the columns are NaN.
    """
    scored = passages.merge(score_passages(corpus, passages), on="passage_id", validate="1:1")
    placed = place_coding(corpus.codings.tone, passages, columns=["score"]).rename(columns={"score": "coded_tone"})
    # Where nobody coded any, the empty table knows no numbers.
    placed = placed[["passage_id", "coded_tone"]].astype({"coded_tone": np.float64})
    scored = scored.merge(placed, on="passage_id", how="left", validate="1:1")
    tone, coded = scored["tone"].to_numpy(), scored["coded_tone"].to_numpy(dtype=np.float64)
    toned = scored.assign(corrected_tone=correct_scores(tone, coded, scored["rendering"].to_numpy()))
    if not corpus.settings.tone_greetings:
        columns = ["tone", "tone_low", "tone_high", "coded_tone", "corrected_tone"]
        toned.loc[find_greetings(passages), columns] = np.nan
    return toned


def tell_greetings(corpus: Corpus) -> str:
    """Return what a chart of tone says where greetings do not count, "" where they do."""
    if corpus.settings.tone_greetings:
        return ""
    return say("Greetings, welcomes and thanks are left out. ", "不含问候、欢迎和致谢。")
