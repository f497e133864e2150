"""Tone: a score from -2 to 2 for texts in English and Chinese, on the scale of data/common/tone/codebook.md.

A score is the plain mean of two halves: the words of praise less those of blame, of which nothing is learned, and a
line through the texts' vectors, learned from sentences that were written for the project and coded by hand. It is the
same for every corpus and learns from none: on talk that it has not seen that ranks as well as learning from coded talk,
and better than either half. Chosen by what was reached across kinds of texts: data/common/tone/trials.csv.
"""

import functools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.corpus.coding import load_written, place_coding
from analysis.corpus.columns import Sheet, number, text, whole
from analysis.corpus.csvfiles import read_csv
from analysis.corpus.folder import Corpus
from analysis.corpus.reader import TONE, find_tone_reach, take_answers
from analysis.corpus.words import Words, load_shared_words
from analysis.ground.errors import AnalysisError
from analysis.ground.languages import WITH_TONE
from analysis.ground.storage import COMMON, digest, read_marked
from analysis.sentiment.attitude import FEATURES, measure_attitudes
from analysis.sentiment.encoder import DIMENSIONS, encode_texts, read_texts
from analysis.sentiment.names import exchange_kinds, mask_names

LOW, NEUTRAL, HIGH = -2.0, 0.0, 2.0
# How many of the coded scores the interval of a score is to hold.
CONFIDENCE = 0.9
# From where on a score is called negative or positive, and a coded score is.
NEGATIVE_TO, POSITIVE_FROM = -0.4, 0.4
VECTORS_FILE = COMMON / "tone" / "written-vectors.parquet"
SCORER_FILE = COMMON / "tone" / "scorer.csv"
# How far the scorer errs on each kind of texts.
TRANSFER_FILE = COMMON / "tone" / "transfer.csv"
WRITTEN, TALK, OTHER_TALK = "written", "talk", "other talk"
_SCORER = Sheet({"feature": text(), "weight": number(-1000, 1000)})
_TRANSFER = Sheet(
    {
        "kind": text(WRITTEN, TALK, OTHER_TALK),
        "language": text(*WITH_TONE),
        "group": whole(1),
        "n_texts": whole(1),
        "bias": number(LOW - HIGH, HIGH - LOW),
        "reach": number(0, HIGH - LOW),
    },
    key=["kind", "language", "group"],
)
# From so many coded texts on a group's bias, and a corpus's own reach, are told.
_FEWEST_FOR_BIAS, _FEWEST_FOR_REACH = 10, 40

# How strongly the line is drawn to a level one, and how strongly where names of another kind move the vectors, so that
# none moves a score by a tenth; how the mean of the halves, in standard deviations of the written
# texts, becomes a score: least squares over written texts, coded talk and talk of others, each counting the same.
_PENALTY, _NAMES_WEIGHT = 2000.0, 100.0
_SLOPE, _LEVEL = 0.65, 0.05
_FOLDS = 10
_NET, _CONSTANT = "net of attitude words", "constant"
_NET_PLACE = DIMENSIONS + FEATURES.index("net")


@dataclass(frozen=True)
class ToneScorer:
    """A fitted scorer: a weight for each number of a text's vector, shape (384,), one for its words, and a constant."""

    weights: np.ndarray
    net: float
    constant: float

    def score(self, features: np.ndarray) -> np.ndarray:
        """Return the tone of each row of features, shape (texts, 400): -2 to 2, three decimals."""
        scores = features[:, :DIMENSIONS] @ self.weights + features[:, _NET_PLACE] * self.net + self.constant
        clipped: np.ndarray = np.clip(scores, LOW, HIGH).round(3)
        return clipped

    def to_table(self) -> pd.DataFrame:
        """Return the weights as they are kept: feature, weight."""
        return pd.DataFrame({"feature": _name_features(), "weight": [*self.weights, self.net, self.constant]})


def _name_features() -> list[str]:
    return [*(f"vector {n}" for n in range(1, DIMENSIONS + 1)), _NET, _CONSTANT]


def measure_texts(texts: Sequence[str], words: Words) -> np.ndarray:
    """Return what the scorer sees of each text: shape (texts, 400), its vector and its attitude words."""
    return np.hstack([encode_texts(texts, words).astype(np.float64), measure_attitudes(texts, words)])


def measure_passages(passages: pd.DataFrame) -> np.ndarray:
    """Return what the scorer sees of each passage, as stored: shape (passages, 400)."""
    columns = [np.stack(passages[column].tolist()).astype(np.float64) for column in ("tone_vector", "attitude")]
    return np.hstack(columns)


def make_written_vectors() -> pd.DataFrame:
    """Return the vectors of the written texts: text_id, key (of the text with names masked), vector, exchanged.

    exchanged: the vector of the text where every person is a company and every company a person, None without either.
    """
    written = load_written()
    masked = written["text"].map(lambda text: mask_names(text, load_shared_words()))
    other = masked.map(exchange_kinds)
    names = other != masked
    table = pd.DataFrame({"text_id": written["text_id"], "key": written["text"].map(_key)})
    table["vector"] = list(encode_texts(written["text"].tolist(), load_shared_words()))
    read = (encoded.average().astype(np.float16) for encoded in read_texts(other[names].tolist()))
    table["exchanged"] = pd.Series(list(read), index=table.index[names])
    return table


def load_written_vectors() -> pd.DataFrame:
    """Return what make_written_vectors gave, as it is kept. Errors: AnalysisError where it is damaged."""
    return read_marked(VECTORS_FILE, cure="run `python -m analysis tone-vectors`, or bring it back with git")


def _key(text: str) -> str:
    return digest(mask_names(text, load_shared_words()))[:16]


def _measure_written() -> tuple[np.ndarray, pd.DataFrame, np.ndarray]:
    """What the scorer sees of the written texts, by the vectors that are kept, the texts, and what names do to vectors.

    The last has a row for each text: by how much its vector is another one where its names are of the other kind.
    """
    written = load_written()
    merged = written.merge(load_written_vectors(), on="text_id", how="left")
    stale = merged["key"] != written["text"].map(_key)
    if stale.any():
        raise AnalysisError(
            f"{VECTORS_FILE}: there is no vector of the text {written.loc[stale, 'text_id'].iloc[0]} as it stands in"
            " written.csv; run `python -m analysis tone-vectors`."
        )
    vectors = np.stack(merged["vector"].tolist()).astype(np.float64)
    other = np.stack(merged["exchanged"].fillna(merged["vector"]).tolist()).astype(np.float64)
    attitudes = measure_attitudes(written["text"].tolist(), load_shared_words())
    return np.hstack([vectors, attitudes]), written, other - vectors


def fit_scorer() -> ToneScorer:
    """Return the scorer fitted to the written texts, as it is kept in data/common/tone/scorer.csv.

    Source: ridge regression (Hoerl and Kennard 1970) for the line; halves that count the same, since a plain mean of
    standardised predictors carries to other data where fitted weights do not (Dawes 1979). That a person is spoken of
    and not a company must not move the score: the line is made level where they differ (Simard et al. 1992, Tangent
    prop).
    Misleads when a text is of another kind than interviews.
    """
    features, written, names = _measure_written()
    return _fit(features, written["score"].to_numpy(), names)


def _fit(features: np.ndarray, scores: np.ndarray, names: np.ndarray) -> ToneScorer:
    vectors, net = features[:, :DIMENSIONS], features[:, _NET_PLACE]
    mean, spread = vectors.mean(axis=0), vectors.std(axis=0) + 1e-9
    standard = (vectors - mean) / spread
    moved = names / spread
    steep = standard.T @ standard + _PENALTY * np.eye(DIMENSIONS) + _NAMES_WEIGHT * moved.T @ moved
    line = np.linalg.solve(steep, standard.T @ (scores - scores.mean()))
    # Both halves in standard deviations, each counting by half.
    weights = _SLOPE / 2 * line / spread / (standard @ line).std()
    net_weight = _SLOPE / 2 / net.std()
    return ToneScorer(weights, float(net_weight), float(_LEVEL - mean @ weights - net.mean() * net_weight))


def score_held_out(features: np.ndarray, scores: np.ndarray, names: np.ndarray) -> np.ndarray:
    """Return the tone of each written text by a scorer fitted to the other nine tenths of them: shape (texts,)."""
    fold, found = np.arange(len(scores)) % _FOLDS, np.zeros(len(scores))
    for part in range(_FOLDS):
        mine = fold == part
        found[mine] = _fit(features[~mine], scores[~mine], names[~mine]).score(features[mine])
    return found


@functools.cache
def load_scorer() -> ToneScorer:
    """Return the scorer as it is kept. Errors: AnalysisError where its file has other features than expected."""
    table = read_csv(SCORER_FILE, _SCORER, needed=True)
    weights = table["weight"].to_numpy()
    if table["feature"].tolist() != _name_features():
        raise AnalysisError(
            f"{SCORER_FILE}: expected the weights of {DIMENSIONS + 2} features in order; bring the file back with git."
        )
    return ToneScorer(weights[:DIMENSIONS], float(weights[-2]), float(weights[-1]))


def find_reach(errors: np.ndarray) -> float:
    """Return how far an interval must reach to hold nine of ten. errors: of scores with a coding, without their signs.

    Source: split conformal prediction (Lei et al. 2018, 2).
    """
    level = min(1.0, CONFIDENCE * (1 + 1 / len(errors)))
    return float(np.quantile(errors, level, method="higher"))


@functools.cache
def load_transfer() -> pd.DataFrame:
    """Return how far the scorer errs on texts that it has not learned from: one row per kind, language and group.

    Columns: kind (written: each tenth by a scorer of the rest; talk: a speaker's coded passages in a conversation of
    the shipped corpus, those of its test part left out; other talk: a public document whose passages were coded for
    this alone), language, group, n_texts,
    bias (mean of scored less coded), reach (of all texts of that kind and language together: see find_reach).
    """
    return read_csv(TRANSFER_FILE, _TRANSFER, needed=True)


def find_largest_bias() -> float:
    """Return by how much a mean of scores may lie off where nobody coded: the most of all groups that were measured."""
    table = load_transfer()
    return float(table.loc[table["n_texts"] >= _FEWEST_FOR_BIAS, "bias"].abs().max())


@functools.cache
def find_common_reach() -> dict[str, float]:
    """Return how far the interval of a score reaches in each language: the mean over the kinds of texts.

    What kind a text is that nobody coded is not known, so each kind counts the same, however many of it were coded.
    """
    table = load_transfer().drop_duplicates(["kind", "language"])
    return {str(language): float(reach) for language, reach in table.groupby("language")["reach"].mean().items()}


def find_interval(scores: np.ndarray, reach: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends of each score's interval. reach: of each score, see find_common_reach."""
    return np.clip(scores - reach, LOW, HIGH).round(3), np.clip(scores + reach, LOW, HIGH).round(3)


def measure_transfer(corpus: Corpus, passages: pd.DataFrame) -> pd.DataFrame:
    """Return what load_transfer gives, measured anew on the written texts and the coded passages of a corpus.

    Those of its test part are left out. The rows of other talk stay as they are: its documents are not kept.
    """
    features, written, names = _measure_written()
    texts = written.assign(tone=score_held_out(features, written["score"].to_numpy(), names), group=1, kind=WRITTEN)
    placed = place_coding(corpus.codings.tone, passages, columns=["score"]).query("part != 'test'")
    placed = placed.merge(passages, on="passage_id")
    placed = placed.assign(tone=fit_scorer().score(measure_passages(placed)), kind=TALK)
    placed["group"] = placed.groupby(["conversation", "speaker"], sort=True).ngroup() + 1
    both = pd.concat([table[["kind", "language", "group", "score", "tone"]] for table in (texts, placed)])
    both["error"] = both["tone"] - both["score"]
    groups = both.groupby(["kind", "language", "group"], sort=True)["error"]
    table = groups.agg(n_texts="size", bias="mean").reset_index().sort_values("kind", ascending=False, kind="stable")
    reach = both.groupby(["kind", "language"])["error"].agg(lambda errors: find_reach(errors.abs().to_numpy()))
    table["reach"] = reach.loc[list(zip(table["kind"], table["language"], strict=True))].to_numpy()
    other = load_transfer().query("kind == @OTHER_TALK")
    return pd.concat([table.round(3), other], ignore_index=True)[list(_TRANSFER.columns)]


def score_passages(corpus: Corpus, passages: pd.DataFrame) -> pd.DataFrame:
    """Return the tone of each passage: one row per passage: passage_id, tone, tone_low, tone_high.

    NaN in a language whose tone is not validated. An interval reaches as far as the corpus's own coded passages ask for
    that nothing is tested on, where there are forty or more, and otherwise as far as such scores err elsewhere. Where a
    reader that the settings name passed its checks, the tone is what it gave.
    Misleads when two single passages are compared: most intervals are wider than a step of the scale.
    """
    table = pd.DataFrame({"passage_id": passages["passage_id"].to_numpy(), "tone": np.nan})
    table = table.assign(tone_low=np.nan, tone_high=np.nan)
    readable = passages["language"].isin(WITH_TONE).to_numpy()
    if not readable.any():
        return table
    spoken = passages[readable]
    scores = load_scorer().score(measure_passages(spoken))
    reach = spoken["language"].map(find_common_reach()).to_numpy(dtype=np.float64)
    placed = place_coding(corpus.codings.tone, spoken, columns=["score"]).query("part != 'test'")
    if len(placed) >= _FEWEST_FOR_REACH:
        own = pd.Series(scores, index=spoken["passage_id"].to_numpy()).loc[placed["passage_id"]].to_numpy()
        reach = np.full(len(spoken), find_reach(np.abs(own - placed["score"].to_numpy())))
    table.loc[readable, ["tone", "tone_low", "tone_high"]] = np.stack([scores, *find_interval(scores, reach)], axis=1)
    answers = take_answers(corpus, passages, TONE)
    if answers is not None:
        read, reach = readable & answers.notna().to_numpy(), find_tone_reach(corpus)
        given = answers.to_numpy(dtype=np.float64)[read]
        ends = np.clip(given - reach, LOW, HIGH), np.clip(given + reach, LOW, HIGH)
        table.loc[read, ["tone", "tone_low", "tone_high"]] = np.stack([given, *ends], axis=1)
    return table
