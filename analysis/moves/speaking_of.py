"""Speaking of: who names whom and what, and states which figures, each with the passages in which it stands."""

import itertools
import re

import numpy as np
import pandas as pd

from analysis.comparison.verdicts import FEWEST_EXCHANGES
from analysis.corpus.folder import Corpus
from analysis.ground.wording import the_language
from analysis.moves.rates import estimate
from analysis.moves.stored import FIGURE, NAME, list_found
from analysis.passages.sampling import list_talks

_HAN = re.compile("[\u4e00-\u9fff]")
_WHERE = ["conversation", "rendering", "language", "speaker", "exchange", "passage_id"]
_TONE = ("tone_of_passages", "tone_of_passages_low", "tone_of_passages_high")


def name_thing(corpus: Corpus, thing: str) -> str:
    """Return what a thing that somebody names is called: in Chinese by its spelling in that script, where it has one
    that is no other name, as 脸书 is of Meta.
    """
    told = corpus.name_speaker(thing)
    if the_language() != "zh" or told != thing:
        return told
    for name, spellings in corpus.words.spellings:
        before = list(itertools.takewhile(lambda spelling: not _HAN.search(spelling), spellings))
        if name == thing and thing in before and len(before) < len(spellings) and all(s in thing for s in before):
            return spellings[len(before)]
    return thing


def list_names(passages: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """Return who names whom and what: one row per name, in the order in which they are said.

    moves: load_moves. Returns: conversation, rendering, language, speaker, exchange, passage_id, kind (person,
    organisation, or other: a product, a place, or whatever the lists of names do not sort), thing (the same for all
    spellings in either script). Misleads where somebody is only called "he", or by a name that no list has.
    """
    named = moves.loc[moves["move"] == NAME, ["passage_id", "kind", "what"]].rename(columns={"what": "thing"})
    return passages[_WHERE].merge(named, on="passage_id")


def list_figures(passages: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """Return who states which figures: one row per figure, in the order in which they are said.

    moves: load_moves. Returns: conversation, rendering, language, speaker, exchange, passage_id, stated (the figure as
    it stands), value and value_high (the least and the most that it may mean, in its unit), unit_of ("" of a count).
    """
    columns = {"what": "stated", "value": "value", "value_high": "value_high", "kind": "unit_of"}
    stated = moves.loc[moves["move"] == FIGURE, ["passage_id", *columns]].rename(columns=columns)
    return passages[_WHERE].merge(stated, on="passage_id")


def count_mentions(corpus: Corpus, passages: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """Return who speaks of whom and what, and how often: one row per conversation, speaker and thing, most first.

    moves: load_moves. Returns: conversation, speaker, thing, kind (see list_names), n_mentions (mean of the
    renderings), least and most (of the renderings, NaN where there is one), n_passages (of all renderings),
    n_exchanges (of the rendering that has fewest), passage_id (all of them, a space between), and tone_of_passages with
    _low and _high: the mean tone of the passages that name it, as coded or, where nobody coded, as scored, NaN under
    five exchanges. The tone of a passage is not its speaker's stance to what it names: praise of one stands beside
    blame of another. Misleads where read as such.
    """
    wanted = set(list_found(corpus, names=True))
    heard = passages[passages["rendering"].isin(wanted)]
    names = list_names(heard, moves)
    tone = heard.assign(tone_of_passages=heard["corrected_tone"].fillna(heard["tone"])).set_index("passage_id")
    spoken_in = heard.groupby(["conversation", "speaker"])["rendering"].unique()
    talk_of = dict(zip(heard["rendering"], list_talks(heard), strict=True))
    rows = []
    for (conversation, speaker, thing), group in names.groupby(["conversation", "speaker", "thing"], sort=True):
        renderings = list(spoken_in[conversation, speaker])
        talks = pd.Series([talk_of[name] for name in renderings], index=renderings)
        counts = group["rendering"].value_counts().reindex(renderings, fill_value=0)
        exchanges = group.groupby("rendering")["exchange"].nunique().reindex(renderings, fill_value=0)
        alone = talks.nunique() == 1 and len(renderings) > 1
        ids = list(dict.fromkeys(group["passage_id"]))
        n_exchanges = int(exchanges.groupby(talks).min().sum())
        row = {
            "conversation": conversation,
            "speaker": speaker,
            "thing": thing,
            "kind": group["kind"].iloc[0],
            "n_mentions": float(counts.groupby(talks).mean().sum()),
            "least": float(counts.min()) if alone else np.nan,
            "most": float(counts.max()) if alone else np.nan,
            "n_passages": len(ids),
            "n_exchanges": n_exchanges,
        }
        toned = tone.loc[ids].reset_index().dropna(subset=["tone_of_passages"])
        told = [np.nan] * 3
        if n_exchanges >= FEWEST_EXCHANGES and len(toned):
            found = estimate(corpus, toned, "tone_of_passages")
            told = [found["value"], found["ci_low"], found["ci_high"]]
        rows.append(row | dict(zip(_TONE, told, strict=True)) | {"passage_id": " ".join(ids)})
    columns = [
        "conversation", "speaker", "thing", "kind", "n_mentions", "least", "most", "n_passages", "n_exchanges", *_TONE,
        "passage_id",
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values(["n_mentions", "thing"], ascending=[False, True], kind="stable").reset_index(drop=True)
