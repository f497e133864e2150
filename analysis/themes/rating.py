"""Rating: the theme of each passage with the one that it might have instead, and how far it leads."""

import numpy as np
import pandas as pd

from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED, Themes
from analysis.themes.assignment import Guide, list_bounds, weigh_scores


def rate_themes(corpus: Corpus, passages: pd.DataFrame, themes: Themes) -> pd.DataFrame:
    """Return each passage's theme by guide_themes: columns passage_id, theme, runner_up, confidence (0 to 1).

    runner_up: the other theme that its passage with its neighbours is nearest to. Misleads where confidence is taken
    for a share of right ones: it says how far the theme leads.
    """
    guide = Guide(corpus, passages)
    seeds = guide.embed(themes)
    scores = guide.score(seeds)
    ids = np.array([*themes.ids(), UNASSIGNED], dtype=object)
    found = guide.decode(seeds, list_bounds(corpus, themes), scores)
    beside = np.column_stack([scores[1], np.full(len(passages), -np.inf)])
    confidence = weigh_scores(scores[1]).max(axis=1)
    beside[np.arange(len(passages)), found] = -np.inf
    return pd.DataFrame(
        {
            "passage_id": passages["passage_id"].to_numpy(),
            "theme": ids[found],
            "runner_up": np.where(np.isfinite(beside).any(axis=1), ids[beside.argmax(axis=1)], UNASSIGNED),
            "confidence": confidence.round(3),
        }
    )
