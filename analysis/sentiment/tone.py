"""Tone: a score from -2 to 2 for texts in English and Chinese, on the scale of data/common/tone/codebook.md.

The scorer learns from texts coded by hand: sentences written for the project and, where a corpus has coded passages,
those of its development part. The passages of the test part are never learned from, and each passage of the
development part is scored by a scorer that has not seen its stretch of talk in any rendering.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.corpus.coding import load_written, place_coding
from analysis.corpus.csvfiles import read_csv
from analysis.corpus.folder import Corpus
from analysis.corpus.reader import TONE, find_tone_reach, take_answers
from analysis.corpus.words import Words, load_shared_words
from analysis.ground.errors import AnalysisError
from analysis.ground.languages import WITH_TONE
from analysis.ground.storage import COMMON, cached_table, digest
from analysis.sentiment.attitude import FEATURES, measure_attitudes
from analysis.sentiment.encoder import DIMENSIONS, encode_texts
from analysis.sentiment.names import mask_names

LOW, NEUTRAL, HIGH = -2.0, 0.0, 2.0
# How many of the coded scores the interval of a score is to hold.
CONFIDENCE = 0.9
# From where on a score is called negative or positive, and a coded score is.
NEGATIVE_TO, POSITIVE_FROM = -0.4, 0.4
VECTORS_FILE = COMMON / "tone" / "written-vectors.parquet"
# How far the scorer that has seen written texts alone errs on talk: measured on groups of coded passages.
TRANSFER_FILE = COMMON / "tone" / "transfer.csv"
_TRANSFER_COLUMNS = {"group": "int64", "n_passages": "int64", "bias": "float64", "reach": "float64"}
_FEWEST_FOR_BIAS = 10

# Chosen on the development part; data/common/tone/trials.csv has what was tried.
_PENALTY, _KERNEL_WIDTH, _TOLERANCE = 0.3, 1 / 4000, 0.3
_ATTITUDE_WEIGHT, _PASSAGE_WEIGHT = 4.0, 2.0
_FOLDS = 10
_LEAST_SPREAD = 0.15


@dataclass(frozen=True)
class Coded:
    """Texts coded by hand, as the scorer sees them, a row of features each.

    groups: texts of one group share a stretch of talk. passages: which texts are passages.
    """

    ids: np.ndarray
    features: np.ndarray
    scores: np.ndarray
    groups: np.ndarray
    passages: np.ndarray

    def without(self, left_out: np.ndarray) -> "Coded":
        """Return these texts but for some."""
        kept = ~left_out
        return Coded(self.ids[kept], self.features[kept], self.scores[kept], self.groups[kept], self.passages[kept])


@dataclass(frozen=True)
class ToneScorer:
    """A fitted scorer: support vector regression on standardised features, and the reach of its intervals."""

    mean: np.ndarray
    scale: np.ndarray
    model: Any
    spread: np.ndarray
    reach: float

    def score(self, features: np.ndarray) -> np.ndarray:
        """Return the tone of each row of features, shape (texts, 400): -2 to 2, three decimals."""
        return _predict(self.mean, self.scale, self.model, features)

    def find_interval(self, features: np.ndarray, scores: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the ends of each text's interval, which holds nine of ten scores that readers give."""
        reach = self.reach * _expect_error(self.spread, scores, features)
        return np.clip(scores - reach, LOW, HIGH).round(3), np.clip(scores + reach, LOW, HIGH).round(3)


def measure_texts(texts: Sequence[str], words: Words) -> np.ndarray:
    """Return what the scorer sees of each text: shape (texts, 400), its vector and its attitude words."""
    return np.hstack([encode_texts(texts, words).astype(np.float64), measure_attitudes(texts, words)])


def measure_passages(passages: pd.DataFrame) -> np.ndarray:
    """Return what the scorer sees of each passage, as stored: shape (passages, 400)."""
    columns = [np.stack(passages[column].tolist()).astype(np.float64) for column in ("tone_vector", "attitude")]
    return np.hstack(columns)


def make_written_vectors() -> pd.DataFrame:
    """Return the vectors of the written texts: text_id, key (of the text with names masked), vector."""
    written = load_written()
    vectors = list(encode_texts(written["text"].tolist(), load_shared_words()))
    return pd.DataFrame({"text_id": written["text_id"], "key": written["text"].map(_key), "vector": vectors})


def _key(text: str) -> str:
    return digest(mask_names(text, load_shared_words()))[:16]


@functools.cache
def _load_written() -> Coded:
    written = load_written()
    merged = written.merge(pd.read_parquet(VECTORS_FILE), on="text_id", how="left")
    stale = merged["key"] != written["text"].map(_key)
    if stale.any():
        raise AnalysisError(
            f"{VECTORS_FILE}: there is no vector of the text {written.loc[stale, 'text_id'].iloc[0]} as it stands in"
            " written.csv; run `python -m analysis tone-vectors`."
        )
    vectors = np.stack(merged["vector"].tolist()).astype(np.float64)
    ids = written["text_id"].to_numpy()
    features = np.hstack([vectors, measure_attitudes(written["text"].tolist(), load_shared_words())])
    return Coded(ids, features, written["score"].to_numpy(), ids, np.zeros(len(ids), dtype=bool))


def load_coded(corpus: Corpus, passages: pd.DataFrame) -> Coded:
    """Return all that the scorer may learn from: the written texts, and the corpus's coded development part, if any."""
    written = _load_written()
    placed = place_coding(corpus.codings.tone, passages, columns=["score"])
    placed = placed[placed["part"] == "dev"]
    if placed.empty:
        return written
    mine = passages.set_index("passage_id").loc[placed["passage_id"]]
    return Coded(
        np.concatenate([written.ids, placed["passage_id"].to_numpy()]),
        np.vstack([written.features, measure_passages(mine)]),
        np.concatenate([written.scores, placed["score"].to_numpy()]),
        np.concatenate([written.groups, placed["stretch"].to_numpy()]),
        np.concatenate([written.passages, np.ones(len(placed), dtype=bool)]),
    )


def _fit(coded: Coded) -> tuple[np.ndarray, np.ndarray, Any]:
    from sklearn.svm import SVR

    mean, scale = coded.features.mean(axis=0), coded.features.std(axis=0) + 1e-9
    scale[DIMENSIONS:] /= _ATTITUDE_WEIGHT
    model = SVR(C=_PENALTY, gamma=_KERNEL_WIDTH, epsilon=_TOLERANCE)
    weights = np.where(coded.passages, _PASSAGE_WEIGHT, 1.0)
    return mean, scale, model.fit((coded.features - mean) / scale, coded.scores, sample_weight=weights)


def _predict(mean: np.ndarray, scale: np.ndarray, model: Any, features: np.ndarray) -> np.ndarray:
    scores: np.ndarray = np.clip(model.predict((features - mean) / scale), LOW, HIGH).round(3)
    return scores


def score_held_out(coded: Coded) -> np.ndarray:
    """Return the tone of each coded text by a scorer that has seen no text of its group: shape (texts,).

    The stretches of talk are left out one at a time, the written texts a tenth at a time.
    """

    def compute() -> pd.DataFrame:
        tenth = (np.arange(len(coded.ids)) % _FOLDS).astype(str)
        folds = np.where(coded.passages, coded.groups, tenth)
        scores = np.zeros(len(folds))
        for fold in sorted(set(folds)):
            held_out = folds == fold
            scores[held_out] = _predict(*_fit(coded.without(held_out)), coded.features[held_out])
        return pd.DataFrame({"score": scores})

    parameters = {"svr": (_PENALTY, _KERNEL_WIDTH, _TOLERANCE, _ATTITUDE_WEIGHT, _PASSAGE_WEIGHT, _FOLDS)}
    content: list[bytes | str] = [coded.features.round(6).tobytes(), coded.scores.tobytes(), "/".join(coded.groups)]
    table = cached_table("tone", compute, inputs=content, parameters=parameters, packages=("scikit-learn", "numpy"))
    return table["score"].to_numpy()


def fit_scorer(coded: Coded) -> ToneScorer:
    """Return a scorer fitted to coded texts.

    Source: support vector regression (Drucker et al. 1997) on the texts' vectors and attitude words;
    intervals by conformal prediction with errors weighed by their expected size (Lei et al. 2018,
    5.2): the reach is the quantile of the passages' held-out errors that makes the interval hold nine of ten. Where no
    passages of the corpus are coded, it is the reach that was measured on coded talk by the scorer of written texts
    alone. Misleads when a text is of another kind than interviews: the interval then knows too little of its errors.
    """
    held_out = score_held_out(coded)
    errors = np.abs(held_out - coded.scores)
    spread = np.linalg.lstsq(_describe_error(held_out, coded.features), errors, rcond=None)[0]
    relative = (errors / _expect_error(spread, held_out, coded.features))[coded.passages]
    reach = find_reach(relative) if len(relative) else float(load_transfer()["reach"].max())
    return ToneScorer(*_fit(coded), spread, reach)


def find_reach(relative: np.ndarray) -> float:
    """Return how many times the expected error an interval must reach to hold nine of ten. relative: errors over it."""
    level = min(1.0, CONFIDENCE * (1 + 1 / len(relative)))
    return float(np.quantile(relative, level, method="higher"))


@functools.cache
def load_transfer() -> pd.DataFrame:
    """Return how far the scorer of written texts alone errs on talk that it has not learned from: one row per group.

    Columns: group (a speaker's coded passages in one conversation), n_passages, bias (mean of scored less coded), reach
    (of all groups together: see find_reach).
    """
    return read_csv(TRANSFER_FILE, _TRANSFER_COLUMNS)


def find_largest_bias() -> float:
    """Return by how much a mean of scores may lie off where nobody coded: the most of all groups that were measured."""
    table = load_transfer()
    return float(table.loc[table["n_passages"] >= _FEWEST_FOR_BIAS, "bias"].abs().max())


def measure_transfer(corpus: Corpus, passages: pd.DataFrame) -> pd.DataFrame:
    """Return what load_transfer gives, measured anew on the coded passages of a corpus."""
    placed = place_coding(corpus.codings.tone, passages, columns=["score"]).merge(passages, on="passage_id")
    features, written = measure_passages(placed), _load_written()
    scorer = fit_scorer(written)
    scores, coded = scorer.score(features), placed["score"].to_numpy()
    errors = np.abs(scores - coded) / _expect_error(scorer.spread, scores, features)
    groups = placed.assign(error=scores - coded).groupby(["conversation", "speaker"], sort=True)["error"]
    table = groups.agg(["size", "mean"]).reset_index(drop=True)
    return pd.DataFrame(
        {
            "group": range(1, len(table) + 1),
            "n_passages": table["size"],
            "bias": table["mean"].round(3),
            "reach": round(find_reach(errors), 3),
        }
    )


def _describe_error(scores: np.ndarray, features: np.ndarray) -> np.ndarray:
    """What the size of an error may hang on: a strong score, the text's length, praise and blame that meet."""
    attitude = {name: features[:, DIMENSIONS + number] for number, name in enumerate(FEATURES)}
    meeting = np.minimum(attitude["positive"], attitude["negative"])
    return np.stack([np.ones(len(scores)), np.abs(scores), attitude["length"], meeting], axis=1)


def _expect_error(spread: np.ndarray, scores: np.ndarray, features: np.ndarray) -> np.ndarray:
    expected: np.ndarray = np.maximum(_describe_error(scores, features) @ spread, _LEAST_SPREAD)
    return expected


def score_passages(corpus: Corpus, passages: pd.DataFrame) -> pd.DataFrame:
    """Return the tone of each passage: one row per passage: passage_id, tone, tone_low, tone_high.

    NaN in a language whose tone is not validated. A passage that the scorer learns from is scored by one that has not
    seen its stretch of talk. Where a reader that the settings name passed its checks, the tone is what it gave.
    Misleads when two single passages are compared: most intervals are wider than a step of the scale.
    """
    table = pd.DataFrame({"passage_id": passages["passage_id"].to_numpy(), "tone": np.nan})
    table = table.assign(tone_low=np.nan, tone_high=np.nan)
    readable = passages["language"].isin(WITH_TONE).to_numpy()
    if not readable.any():
        return table
    spoken = passages[readable]
    coded = load_coded(corpus, spoken)
    scorer, features = fit_scorer(coded), measure_passages(spoken)
    scores = pd.Series(scorer.score(features), index=spoken["passage_id"].to_numpy())
    if coded.passages.any():
        scores[coded.ids[coded.passages]] = score_held_out(coded)[coded.passages]
    low, high = scorer.find_interval(features, scores.to_numpy())
    table.loc[readable, ["tone", "tone_low", "tone_high"]] = np.stack([scores.to_numpy(), low, high], axis=1)
    answers = take_answers(corpus, passages, TONE)
    if answers is not None:
        read, reach = readable & answers.notna().to_numpy(), find_tone_reach(corpus)
        given = answers.to_numpy(dtype=np.float64)[read]
        ends = np.clip(given - reach, LOW, HIGH), np.clip(given + reach, LOW, HIGH)
        table.loc[read, ["tone", "tone_low", "tone_high"]] = np.stack([given, *ends], axis=1)
    return table
