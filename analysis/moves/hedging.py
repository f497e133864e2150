"""Hedging: how often each speaker leaves open what they say, and how often they only assent."""

import pandas as pd

from analysis.corpus.folder import Corpus
from analysis.moves.rates import COLUMNS, estimate
from analysis.moves.stored import ASSENT, HEDGE, list_found

_COMMONEST = 5


def measure_hedges(corpus: Corpus, passages: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """Return how many hedges and short assents each speaker has in a thousand words, in each language.

    moves: load_moves. Returns: one row per conversation, speaker, language and move (hedge, assent): per_thousand words
    (in Chinese, characters) with interval and noise (see estimate; the renderings are those in that language),
    n_moves and n_words (of all of these), commonest: the phrases most used, with their counts. Figures of two languages
    are of two lists and two units, and say nothing beside each other. Misleads where a transcript leaves out short
    replies: then nobody assents.
    """
    found = passages[passages["rendering"].isin(list_found(corpus))]
    rows = []
    for move in (HEDGE, ASSENT):
        mine = moves[moves["move"] == move]
        counts = found["passage_id"].map(mine["passage_id"].value_counts()).fillna(0.0)
        counted = found.assign(n_moves=counts)
        for (talk, speaker, language), group in counted.groupby(["conversation", "speaker", "language"], sort=True):
            told = estimate(corpus, group, "n_moves", per="n_words", scale=1000.0)
            phrases = mine.loc[mine["passage_id"].isin(group["passage_id"]), "what"].value_counts()
            commonest = sorted(phrases.items(), key=lambda item: (-item[1], str(item[0])))[:_COMMONEST]
            rows.append(
                {
                    "conversation": talk,
                    "speaker": speaker,
                    "language": language,
                    "move": move,
                    "per_thousand": told.pop("value"),
                    **told,
                    "n_moves": int(group["n_moves"].sum()),
                    "n_words": int(group["n_words"].sum()),
                    "commonest": ", ".join(f"{phrase} {n}" for phrase, n in commonest),
                }
            )
    names = ["conversation", "speaker", "language", "move", "per_thousand", *COLUMNS, "n_moves", "n_words", "commonest"]
    return pd.DataFrame(rows, columns=names)
