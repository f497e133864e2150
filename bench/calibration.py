"""Calibrate: `python -m bench.calibration [TRIALS]`. How often intervals hold the truth, and verdicts find what is not.

Talks are made of the exchanges of the shipped conversations, as readers coded them: drawn one by one, in runs of
neighbours, or so that the next exchange stays on the theme of the one before with the chance that it has there. Of two
talks made in one way nothing differs but by chance. Groups of conversations are made of shares: spread evenly over
conversations, dwelt on in some, one theme a conversation, or some themes spread and others in heaps.
"""

import sys
from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis import open_corpus
from analysis.comparison.differences import compare_conversations
from analysis.comparison.pooling import pool_differences
from analysis.comparison.shares import measure_shares
from analysis.passages.intervals import find_bounds, find_difference_bounds
from analysis.passages.runs import Sample, sample_parts
from analysis.results import OpenCorpus

# How often the theme of an exchange is that of the one before: as in the shipped conversations.
STAY = 0.45
PROCESSES = ("one by one", "runs of 2", "runs of 4", "stays on its theme")
# Shares that are rare, small, middling and large, by their upper ends.
SIZES = {"about 2 %": 0.035, "about 5 %": 0.075, "about 10 %": 0.16, "about 30 %": 1.0}
SIZE_OF_TALKS = (41, 21)
# Shares of themes over many conversations, how they come, and how many conversations two groups have.
SHARES = np.array([0.02, 0.02, 0.05, 0.05, 0.06, 0.1, 0.1, 0.2, 0.4])
KINDS = {"spread": 60.0, "dwelt on": 4.0, "one a conversation": 0.0, "three in heaps": 60.0}
SIZES_OF_GROUPS = ((12, 12), (30, 12), (40, 40))
_N_IN_HEAPS, _HEAP = 3, 0.4


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


def draw_shares(kind: str, generator: np.random.Generator) -> np.ndarray:
    """Return what one conversation has of each theme: on average SHARES."""
    if kind == "one a conversation":
        return np.eye(len(SHARES))[generator.choice(len(SHARES), p=SHARES)]
    if kind != "three in heaps":
        return generator.dirichlet(SHARES * KINDS[kind])
    heaps, others = SHARES[:_N_IN_HEAPS], SHARES[_N_IN_HEAPS:]
    # One heap at most in a conversation, and the others less there: each has its share on average.
    heap = generator.choice(len(heaps) + 1, p=[*heaps / _HEAP, 1 - heaps.sum() / _HEAP])
    mine = np.where(np.arange(len(heaps)) == heap, _HEAP, 0)
    return np.concatenate([mine, generator.dirichlet(others * KINDS[kind]) * (1 - mine.sum())])


def draw_group(kind: str, n_talks: int, generator: np.random.Generator, *, name: str) -> Sample:
    """Return the sample of a group of so many made conversations of 20 to 60 exchanges; some stay on a theme."""
    themes, rows = np.array([str(number) for number in range(len(SHARES))], dtype=object), []
    for talk in range(n_talks):
        shares, size = draw_shares(kind, generator), int(generator.integers(20, 61))
        drawn, stays = generator.choice(len(shares), size=size, p=shares), generator.random(size) < STAY
        for place in np.flatnonzero(stays[1:]) + 1:
            drawn[place] = drawn[place - 1]
        words = generator.integers(40, 200, size=size)
        talk_rows = {"exchange": np.arange(size), "theme": themes[drawn], "n_words": words}
        rows.append(pd.DataFrame(talk_rows).assign(conversation=f"{name}{talk}"))
    group = pd.concat(rows, ignore_index=True)
    return sample_parts(group.assign(rendering=group["conversation"]), part="theme", parts=list(themes))


def measure_groups(corpus: OpenCorpus, kind: str, sizes: tuple[int, int], n_trials: int) -> dict[str, float]:
    """Return how often intervals of shares of a group hold the truth, and those of a difference of two hold none.

    Of all themes, and of the one where it is worst; with the mean width of the differences' intervals, in points.
    """
    generator, settings = np.random.default_rng(0), corpus.settings
    held, none, widths = [], [], []
    for _ in range(n_trials):
        one, other = (draw_group(kind, size, generator, name=name) for name, size in zip("ab", sizes, strict=True))
        low, high = find_bounds(settings, one)
        held.append((low <= SHARES) & (high >= SHARES))
        low, high = find_difference_bounds(settings, one, other)
        none.append((low <= 0) & (high >= 0))
        widths.append(high - low)
    shares, gaps = np.mean(held, axis=0), np.mean(none, axis=0)
    return {
        "shares": float(shares.mean()),
        "worst share": float(shares.min()),
        "differences": float(gaps.mean()),
        "worst difference": float(gaps.min()),
        "points wide": 100 * float(np.mean(widths)),
    }


if __name__ == "__main__":
    trials = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    shipped = open_corpus()
    found = pd.DataFrame({process: measure(shipped, process, trials) for process in PROCESSES}).T
    print(found.round(3).to_string())
    groups = {
        (kind, f"{one} and {other}"): measure_groups(shipped, kind, (one, other), trials)
        for kind in KINDS
        for one, other in SIZES_OF_GROUPS
    }
    print(pd.DataFrame(groups).T.round(3).to_string())
