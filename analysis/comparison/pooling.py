"""Partial pooling: differences estimated together, each drawn towards none the less is known of it."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.comparison.verdicts import take_judged
from analysis.corpus.settings import Settings

# How large true differences of shares are thought to be before anything is seen: half-normal, of this scale.
PRIOR = 0.1
_FEWEST_PARTS = 3  # two say nothing of how far parts lie apart
_SPREADS = np.linspace(0.001, 4 * PRIOR, 400)
_DRAWS = 20_000
_COLUMNS = ("difference", "ci_low", "ci_high", "pooled", "pooled_low", "pooled_high", "share_left")


def pool_differences(settings: Settings, differences: pd.DataFrame, *, pair: Sequence[str]) -> pd.DataFrame:
    """Return what differences beyond these talks come to when the parts of a pair tell each other how large they are.

    differences: of shares, as compare_conversations or compare_sides returns them; pair: the columns that name a pair.
    A hierarchical model: the true differences of a pair's parts are spread around none, normally, since the shares of
    both sides sum to one; how widely has the prior PRIOR; each is seen with the error that its interval tells. Returns:
    one row per pair and part that is judged: the pair, the part, difference with ci_low and ci_high as they were,
    pooled (the mean of what the model then believes) with pooled_low and pooled_high (its central interval), and
    share_left (how much of the difference is left, 0 to 1).
    Source: Gelman and others, Bayesian Data Analysis (2013), 5.4 and 5.5; the spread by a grid, so that nothing is
    sampled but the ends. Misleads where one part differs unlike all others: it is drawn in too far.
    """
    part = differences.columns[len(pair)]
    tables = []
    for _, group in take_judged(differences, "verdict").groupby(list(pair), sort=False):
        if len(group) >= _FEWEST_PARTS:
            tables.append(group.assign(**_pool(settings, group)))
    names = [*pair, part, *_COLUMNS]
    return pd.concat(tables, ignore_index=True)[names] if tables else pd.DataFrame(columns=names)


def _pool(settings: Settings, group: pd.DataFrame) -> dict[str, np.ndarray]:
    from scipy.stats import norm

    level = 0.5 + settings.confidence / 2
    found = group["difference"].to_numpy(dtype=np.float64)
    error = (group["ci_high"] - group["ci_low"]).to_numpy(dtype=np.float64) / (2 * norm.ppf(level))
    error = np.maximum(error, 1e-6)
    # How probable each spread is: rows are spreads, columns parts.
    seen = norm.logpdf(found, scale=np.sqrt(_SPREADS[:, None] ** 2 + error**2)).sum(axis=1)
    weights = np.exp(seen - seen.max()) * norm.pdf(_SPREADS, scale=PRIOR)
    weights /= weights.sum()
    kept = _SPREADS[:, None] ** 2 / (_SPREADS[:, None] ** 2 + error**2)
    generator = np.random.Generator(np.random.PCG64(0))
    drawn = generator.choice(len(_SPREADS), size=_DRAWS, p=weights)
    noise = generator.standard_normal((_DRAWS, len(found)))
    believed = kept[drawn] * found + np.sqrt(kept[drawn]) * error * noise
    low, high = np.quantile(believed, [1 - level, level], axis=0)
    share = weights @ kept
    return {"pooled": share * found, "pooled_low": low, "pooled_high": high, "share_left": share}
