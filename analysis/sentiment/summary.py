"""Summary: tone and raw scores of groups of passages, and the words and passages that make them differ."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.corpus.folder import Corpus
from analysis.passages.intervals import find_bounds
from analysis.passages.lengths import weigh_passages
from analysis.passages.runs import number_runs, sample_parts
from analysis.passages.sampling import CONVERSATIONS, EXCHANGES, draw_blocks, find_interval, list_talks
from analysis.sentiment import SCORERS
from analysis.sentiment.tone import HIGH, LOW, find_largest_bias

_TONE_COLUMNS = (
    "scored_mean", "scored_low", "scored_high", "mean", "ci_low", "ci_high", "median", "q25", "q75", "median_low",
    "median_high", "n_passages", "n_turns", "n_exchanges",
)  # fmt: skip
_SCORE_COLUMNS = (
    "scorer",
    "median",
    "ci_low",
    "ci_high",
    "q25",
    "q75",
    "share_extreme",
    "n_passages",
    "n_turns",
    "n_exchanges",
)
# An attitude word is proposed to be silenced from so many passages on.
_FEWEST_TIMES = 5


def summarise_scores(corpus: Corpus, passages: pd.DataFrame, *, by: Sequence[str], scorer: str) -> pd.DataFrame:
    """Return the middle and the spread of a scorer's raw scores in each group.

    Returns: one row per group that has scores: the columns of by, scorer, median, ci_low, ci_high
    (of the median, bootstrap over runs of exchanges), q25, q75, share_extreme (scores in the outer hundredth of
    the scale at either end), n_passages, n_turns, n_exchanges. Misleads where score_texts says so.
    """
    scale = SCORERS[scorer]
    margin = (scale.high - scale.low) / 100
    rows = []
    scored = passages.dropna(subset=[scorer])
    for name, group in scored.groupby(list(by), sort=True):
        values = group[scorer].to_numpy()
        low, high = find_median_interval(corpus, group, scorer, key="/".join(map(str, name)))
        extreme = (values < scale.low + margin) | (values > scale.high - margin)
        rows.append(
            {
                **dict(zip(by, name, strict=True)),
                "scorer": scorer,
                "median": float(np.median(values)),
                "ci_low": low,
                "ci_high": high,
                "q25": float(np.quantile(values, 0.25)),
                "q75": float(np.quantile(values, 0.75)),
                "share_extreme": float(extreme.mean()),
                **_count(group),
            }
        )
    return pd.DataFrame(rows, columns=[*by, *_SCORE_COLUMNS])


def summarise_tone(corpus: Corpus, passages: pd.DataFrame, *, by: Sequence[str]) -> pd.DataFrame:
    """Return how the tone of each group lies: its average as scored and as corrected, and its spread.

    passages: with their tone, see add_tone; those in a language whose tone is not validated are left out. A group in
    two renderings is the mean of the two. Returns: one row per group: the columns of by, scored_mean, scored_low,
    scored_high (of the scorer's own tone), mean, ci_low, ci_high (of the corrected tone, NaN where nothing was coded by
    hand), median, q25, q75, median_low, median_high (of the tone as scored), n_passages, n_turns, n_exchanges (of the
    rendering that has fewest). Intervals of means: t over runs of exchanges, of the scored mean wider, where nothing
    was coded, by what such a mean was found to lie off elsewhere (find_largest_bias); of medians: bootstrap over runs.
    Of groups, where each has eleven conversations or more these are the unit, and the column unit says so. Misleads
    when a group has few exchanges, and for the scored mean, whose errors differ by language and speaker.
    """
    rows = []
    spoken = passages.dropna(subset=["tone"])
    for name, group in spoken.groupby(list(by), sort=True):
        row = dict(zip(by, name, strict=True))
        known = bool(group["corrected_tone"].notna().any())
        for prefix, column in (("scored_", "tone"), ("", "corrected_tone")):
            sample = sample_parts(group.assign(all="all"), part="all", parts=["all"], value=column)
            low, high = (float(ends[0]) for ends in find_bounds(corpus.settings, sample))
            if prefix and not known:
                low, high = low - find_largest_bias(), high + find_largest_bias()
            ends = ("scored_low", "scored_high") if prefix else ("ci_low", "ci_high")
            row |= {f"{prefix}mean": float(sample.estimate[0]), ends[0]: max(low, LOW), ends[1]: min(high, HIGH)}
        low, high = find_median_interval(corpus, group, "tone", key="/".join(map(str, name)))
        quantiles = group["tone"].quantile([0.5, 0.25, 0.75]).tolist()
        row |= dict(zip(("median", "q25", "q75"), quantiles, strict=True)) | {"median_low": low, "median_high": high}
        row |= _count(group)
        rows.append(row | {"unit": CONVERSATIONS if sample.is_of_many[0] else EXCHANGES})
    return pd.DataFrame(rows, columns=[*by, *_TONE_COLUMNS, *(["unit"] if "talk" in passages else [])])


def _count(group: pd.DataFrame) -> dict[str, int]:
    """How many passages, turns, and, of each conversation's rendering that has fewest, exchanges a group has."""
    exchanges = group.groupby([list_talks(group).rename("talk"), group["rendering"]])["exchange"].nunique()
    return {
        "n_passages": len(group),
        "n_turns": group.groupby(["rendering", "turn"]).ngroups,
        "n_exchanges": int(exchanges.groupby(level=0).min().sum()),
    }


def shift_words(passages: pd.DataFrame, *, one: pd.Series, other: pd.Series) -> pd.DataFrame:
    """Return the attitude words that make two groups of passages differ in praise and blame.

    one, other: which passages belong to each group. The praise less the blame of a passage is the sum
    of its attitude words' values where they stand; the difference of the two groups' means is taken
    apart word by word. Returns: one row per word, the largest contribution first: word, value (mean
    over both groups), rate_one, rate_other (times a hundred passages), contribution (to the difference
    one less other; they sum to it), of which by_rate (the word being said more) and by_value (its
    being said otherwise, negated or strengthened). Source: Gallagher et al. (2021), Generalized word
    shift graphs. Misleads when taken for the difference in tone: words are only a part of it.
    """
    sums = []
    for chosen in (one, other):
        items = passages.loc[chosen, "attitude_words"].str.split("|").explode().dropna()
        pairs = items[items != ""].str.rsplit("=", n=1, expand=True).reindex(columns=[0, 1])
        values = pd.Series(pd.to_numeric(pairs[1]).to_numpy(), index=pairs[0].to_numpy())
        table = values.groupby(level=0).agg(["sum", "size"]) / max(1, int(chosen.sum()))
        sums.append(table)
    joined = sums[0].add_suffix("_one").join(sums[1].add_suffix("_other"), how="outer").fillna(0.0)
    rate_one, rate_other = joined["size_one"], joined["size_other"]
    value_one = (joined["sum_one"] / rate_one).fillna(joined["sum_other"] / rate_other)
    value_other = (joined["sum_other"] / rate_other).fillna(value_one)
    table = pd.DataFrame(
        {
            "word": joined.index,
            "value": ((value_one + value_other) / 2).to_numpy(),
            "rate_one": (100 * rate_one).to_numpy(),
            "rate_other": (100 * rate_other).to_numpy(),
            "contribution": (joined["sum_one"] - joined["sum_other"]).to_numpy(),
            "by_rate": ((rate_one - rate_other) * (value_one + value_other) / 2).to_numpy(),
            "by_value": ((value_one - value_other) * (rate_one + rate_other) / 2).to_numpy(),
        }
    )
    order = table["contribution"].abs().round(9)
    return (
        table.assign(order=order)
        .sort_values(["order", "word"], ascending=[False, True])
        .drop(columns="order")
        .reset_index(drop=True)
    )


def shift_words_by_conversation(corpus: Corpus, passages: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the attitude words that make the two sides of each conversation differ: shift_words, answers less asks.

    Conversations without both sides, or without any attitude word, are left out.
    """
    shifts = {}
    for name in corpus.order_conversations(passages["conversation"]):
        here, (guest, host) = passages["conversation"] == name, name_sides(corpus, passages, name)
        if guest and host:
            one, other = here & (passages["speaker"] == guest), here & (passages["speaker"] == host)
            shift = shift_words(passages, one=one, other=other)
            if len(shift):
                shifts[name] = shift
    return shifts


def name_sides(corpus: Corpus, passages: pd.DataFrame, conversation: str) -> tuple[str, str]:
    """Return who says most of those who answer in a conversation, and of those who ask, "" where there is none."""
    mine = passages[passages["conversation"] == conversation]
    sizes = weigh_passages(corpus, mine).groupby(mine["speaker"]).sum()
    names = sizes.sort_values(ascending=False, kind="stable").index
    return tuple(next((name for name in names if corpus.asks(name) == asking), "") for asking in (False, True))  # type: ignore[return-value]


def find_ends(passages: pd.DataFrame, *, n_passages: int = 2) -> pd.DataFrame:
    """Return the passages at both ends of each speaker's tone, as coded by hand and then as scored.

    Returns: one row per passage: speaker, end (warmest or coolest), passage_id, theme, coded_tone,
    tone, tone_low, tone_high, attitude_words. Misleads when read as what a speaker is like: these are
    the extremes.
    """
    columns = ["passage_id", "theme", "coded_tone", "tone", "tone_low", "tone_high", "attitude_words"]
    rows = []
    for speaker, group in passages.dropna(subset=["tone"]).groupby("speaker", sort=True):
        ordered = group.assign(known=group["coded_tone"].fillna(group["tone"])).sort_values(
            ["known", "tone", "passage_id"], kind="stable"
        )
        for end, chosen in (("warmest", ordered.tail(n_passages).iloc[::-1]), ("coolest", ordered.head(n_passages))):
            rows.append(chosen[columns].assign(speaker=speaker, end=end))
    empty = pd.DataFrame(columns=["speaker", "end", *columns])
    return pd.concat(rows, ignore_index=True)[["speaker", "end", *columns]] if rows else empty


def find_median_interval(corpus: Corpus, group: pd.DataFrame, column: str, *, key: str) -> tuple[float, float]:
    """Return the interval of the median of a column of a group: bootstrap over runs of exchanges, in which all
    renderings stand together. key: of the draw.
    """
    ordered = group.sort_values(column, kind="stable")
    runs = pd.Series(0, index=ordered.index)
    for _, talk in ordered.groupby(list_talks(ordered)):
        runs[talk.index] = runs.max() + 1 + number_runs(talk.sort_index())[talk.index.argsort().argsort()]
    numbers = pd.factorize(runs, sort=True)[0]
    weights = draw_blocks(corpus.settings, numbers.max() + 1, key=key)[:, numbers]
    reached = np.cumsum(weights, axis=1) >= weights.sum(axis=1, keepdims=True) / 2
    low, high = find_interval(corpus.settings, ordered[column].to_numpy()[np.argmax(reached, axis=1)])
    return float(low), float(high)


def propose_silenced(passages: pd.DataFrame, topic_words: Sequence[str]) -> pd.DataFrame:
    """Return attitude words that are rather what the talk is about: one row per word, the most frequent first.

    topic_words: words that set a topic or theme apart. A word that praises or blames in general ("shame", "nervous")
    may be a subject here; whoever finds it so silences it in the corpus's words/attitude-en.csv (or -zh) with the value
    0. Returns: word, value, n_passages, share_of_passages.
    """
    known = set(topic_words)
    items = passages["attitude_words"].str.split("|").explode()
    pairs = items[items.fillna("") != ""].str.rsplit("=", n=1, expand=True).reindex(columns=[0, 1])
    table = pd.DataFrame({"word": pairs[0], "value": pd.to_numeric(pairs[1])})
    table = table.groupby("word")["value"].agg(["mean", "size"]).reset_index()
    found = table[table["word"].map(lambda word: any(part in known for part in (word, *word.split())))]
    found = found[found["size"] >= _FEWEST_TIMES].sort_values(["size", "word"], ascending=[False, True])
    return pd.DataFrame(
        {
            "word": found["word"],
            "value": found["mean"].round(2),
            "n_passages": found["size"],
            "share_of_passages": found["size"] / max(len(passages), 1),
        }
    ).reset_index(drop=True)
