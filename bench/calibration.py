"""Calibrate: `python -m bench.calibration [TRIALS]`. How often intervals hold the truth, and verdicts find what is not.

Talks are made of the exchanges of the shipped conversations, as readers coded them: drawn one by one, in runs of
neighbours, or so that the next exchange stays on the theme of the one before with the chance that it has there. Of two
talks made in one way nothing differs but by chance.
"""

import sys
from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis import open_corpus
from analysis.comparison.differences import compare_conversations
from analysis.comparison.pooling import pool_differences
from analysis.comparison.shares import measure_shares
from analysis.results import OpenCorpus

# How often the theme of an exchange is that of the one before: as in the shipped conversations.
STAY = 0.45
PROCESSES = ("one by one", "runs of 2", "runs of 4", "stays on its theme")
# Shares that are rare, small, middling and large, by their upper ends.
SIZES = {"about 2 %": 0.035, "about 5 %": 0.075, "about 10 %": 0.16, "about 30 %": 1.0}
SIZE_OF_TALKS = (41, 21)


def take_exchanges(corpus: OpenCorpus) -> list[pd.DataFrame]:
    """Return the passages of each exchange of the rendering that has most, in order: what talks are made of."""
    fullest = corpus.passages.groupby("rendering")["exchange"].nunique().idxmax()
    passages = corpus.passages[corpus.passages["rendering"] == fullest]
    return [rows for _, rows in passages[["exchange", "theme", "n_words", "speaker", "language"]].groupby("exchange")]


def draw_talk(exchanges: list[pd.DataFrame], size: int, process: str, generator: np.random.Generator) -> list[int]:
    """Return which exchanges a made talk of so many consists of."""
    n_all = len(exchanges)
    if process.startswith("runs of "):
        length = int(process.removeprefix("runs of "))
        starts = generator.integers(0, n_all, size=-(-size // length))
        return [int((start + step) % n_all) for start in starts for step in range(length)][:size]
    if process == "one by one":
        return generator.integers(0, n_all, size=size).tolist()
    mains = [rows.groupby("theme")["n_words"].sum().idxmax() for rows in exchanges]
    chosen = [int(generator.integers(0, n_all))]
    while len(chosen) < size:
        alike = [i for i in range(n_all) if mains[i] == mains[chosen[-1]]]
        stays = generator.random() < STAY
        chosen.append(int(generator.choice(alike) if stays else generator.integers(0, n_all)))
    return chosen


def make_talk(exchanges: list[pd.DataFrame], chosen: list[int], name: str) -> pd.DataFrame:
    """Return the passages of a made talk."""
    rows = [exchanges[place].assign(exchange=number) for number, place in enumerate(chosen, 1)]
    talk = pd.concat(rows, ignore_index=True)
    return talk.assign(conversation=name, rendering=name, turn=talk["exchange"], passage_id=talk.index.astype(str))


def simulate(corpus: OpenCorpus, process: str, n_trials: int, *, seed: int = 0) -> Iterator[pd.DataFrame]:
    """Yield pairs of made talks, named a and b."""
    exchanges, generator = take_exchanges(corpus), np.random.default_rng(seed)
    for _ in range(n_trials):
        yield pd.concat(
            [
                make_talk(exchanges, draw_talk(exchanges, size, process, generator), name)
                for name, size in zip("ab", SIZE_OF_TALKS, strict=True)
            ],
            ignore_index=True,
        )


def find_truth(corpus: OpenCorpus) -> pd.Series:
    """Return the share of each theme in what talks are made of."""
    every = pd.concat(take_exchanges(corpus))
    return every.groupby("theme")["n_words"].sum() / every["n_words"].sum()


def measure(corpus: OpenCorpus, process: str, n_trials: int) -> dict[str, float]:
    """Return how often intervals of shares hold the truth, by its size, and families with a false difference.

    Of differences that there are not, also what is seen of them and what partial pooling leaves, in points.
    """
    truth, hits, false, seen = find_truth(corpus), [], 0, []
    themes = sorted(truth.index)
    for passages in simulate(corpus, process, n_trials):
        shares = measure_shares(corpus, passages, whole=["conversation"], part="theme", parts=themes)
        true = shares["theme"].map(truth)
        hits.append(pd.DataFrame({"true": true, "held": shares["ci_low"].le(true) & shares["ci_high"].ge(true)}))
        gaps = compare_conversations(corpus, passages, part="theme", parts=themes)
        false += bool(gaps["beyond"].any())
        seen.append(pool_differences(corpus.settings, gaps, pair=["conversation_a", "conversation_b"]))
    table = pd.concat(hits)
    sizes = pd.cut(table["true"], [0, *SIZES.values()], labels=list(SIZES))
    held = table["held"].groupby(sizes, observed=True).mean().to_dict()
    pooled = pd.concat(seen)
    sure = (pooled["pooled_low"] > 0) | (pooled["pooled_high"] < 0)
    off = {name: 100 * float(np.sqrt((pooled[name] ** 2).mean())) for name in ("difference", "pooled")}
    return {
        **{str(size): float(share) for size, share in held.items()},
        "false": false / n_trials,
        "false, pooled": float(sure.mean()),
        **off,
    }


if __name__ == "__main__":
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    shipped = open_corpus()
    found = pd.DataFrame({process: measure(shipped, process, trials) for process in PROCESSES}).T
    print(found.round(3).to_string())
