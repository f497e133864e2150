"""Sampling: what is drawn anew for the intervals of words, medians and agreements, and from how many on it can be.

Words are never the unit of resampling (Lijffijt et al. 2016), nor are turns, since a question and its answer are not
independent: an exchange is drawn or left out whole, or, of eleven conversations or more, a whole conversation. Shares,
means and their differences have no need of it: see runs.
"""

import zlib

import numpy as np
import pandas as pd

from analysis.corpus.settings import Settings

# With fewer clusters than this even a cluster bootstrap is too sure of itself (Webb 2014): with fewer exchanges nothing
# is judged, and with fewer conversations nothing is claimed beyond them.
FEWEST_CLUSTERS = 11
# What an interval takes for independent.
EXCHANGES, CONVERSATIONS = "exchanges", "conversations"


def list_talks(passages: pd.DataFrame) -> pd.Series:
    """Return the conversation that each passage is of, also where the column of that name has the group compared."""
    return passages["talk"] if "talk" in passages else passages["conversation"]


def draw_talk(settings: Settings, talk: str) -> np.ndarray:
    """Return how much a conversation weighs in each bootstrap sample that draws whole conversations: shape (samples,).

    The Bayesian bootstrap (Rubin 1981): the weights are exponential, and hang on nothing but the conversation's name,
    so that groups that share conversations are drawn alike.
    """
    generator = np.random.Generator(np.random.PCG64(zlib.crc32(f"talk/{talk}".encode())))
    return generator.standard_exponential(settings.bootstrap_samples, method="inv")


def draw_blocks(settings: Settings, n_blocks: int, *, key: str, samples: int = 0) -> np.ndarray:
    """Return how often each block is drawn in each bootstrap sample: shape (samples, blocks).

    samples: how many; by default as the settings say.

    The draw depends on nothing but the number of blocks and the key, on every machine.
    """
    samples = samples or settings.bootstrap_samples
    generator = np.random.Generator(np.random.PCG64(zlib.crc32(key.encode("utf-8"))))
    draws = generator.integers(0, n_blocks, size=(samples, n_blocks))
    counts = np.zeros((samples, n_blocks), dtype=np.float64)
    np.add.at(counts, (np.arange(samples)[:, None], draws), 1.0)
    return counts


def find_interval(settings: Settings, values: np.ndarray) -> np.ndarray:
    """Return the percentile interval of bootstrap values along their first axis: shape (2, ...)."""
    tail = (1 - settings.confidence) / 2
    interval: np.ndarray = np.nanquantile(values, [tail, 1 - tail], axis=0)
    return interval
