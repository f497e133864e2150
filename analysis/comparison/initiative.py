"""Initiative: who raises a theme, who takes it up, and what is said without having been asked.

Who came first is told by passages at a change of theme, and there the machine is wrong in one case of three: only
renderings that readers coded throughout are counted.
"""

import pandas as pd

from analysis.corpus.coding import CODED
from analysis.corpus.folder import Corpus
from analysis.corpus.view import by_talk

_STRETCHES = [
    "conversation", "rendering", "stretch", "theme", "speaker", "start", "end", "n_passages", "n_words",
]  # fmt: skip


def find_stretches(passages: pd.DataFrame) -> pd.DataFrame:
    """Return the stretches of a conversation on one theme, and who began each.

    A stretch is a run of neighbouring passages of a rendering with one theme; its first speaker
    raised it. There is none where only some of those who speak count: who came first is then not seen; and none of
    renderings of which a passage is not coded.
    Returns: one row per stretch: conversation, rendering, stretch, theme, speaker (who began it),
    start and end (position, 0 to 1), n_passages, n_words.
    """
    rows = []
    for rendering, group in _keep_whole(passages).groupby("rendering", sort=False):
        number = (group["theme"] != group["theme"].shift()).cumsum()
        middle = group["n_words"].cumsum() / group["n_words"].sum()
        for stretch, run in group.groupby(number):
            rows.append(
                {
                    "conversation": run["conversation"].iloc[0],
                    "rendering": rendering,
                    "stretch": int(stretch),
                    "theme": run["theme"].iloc[0],
                    "speaker": run["speaker"].iloc[0],
                    "start": round(middle[run.index[0]] - run["n_words"].iloc[0] / group["n_words"].sum(), 6),
                    "end": round(middle[run.index[-1]], 6),
                    "n_passages": len(run),
                    "n_words": int(run["n_words"].sum()),
                }
            )
    return pd.DataFrame(rows, columns=_STRETCHES)


def _keep_whole(passages: pd.DataFrame) -> pd.DataFrame:
    """The passages of what was coded, as they followed each other: by conversation where groups part its speakers, none
    where some speakers are left out.
    """
    if "prompted" in passages:
        return passages.head(0)
    if "theme_source" in passages:
        coded = (passages["theme_source"] == CODED).groupby(passages["rendering"]).transform("all")
        passages = passages[coded]
    parted = "talk" in passages and passages.groupby("rendering")["conversation"].nunique().max() > 1
    return by_talk(passages) if parted else passages


def count_raised(stretches: pd.DataFrame) -> pd.DataFrame:
    """Return how often each speaker began a stretch on each theme.

    Returns: one row per conversation, rendering, theme and speaker: n_raised, and n_stretches on that theme in that
    rendering: counts, since there are few.
    """
    by = ["conversation", "rendering", "theme"]
    counts = stretches.groupby([*by, "speaker"]).size().reset_index(name="n_raised")
    counts["n_stretches"] = counts.groupby(by)["n_raised"].transform("sum")
    return counts


def count_uptakes(passages: pd.DataFrame) -> pd.DataFrame:
    """Return how often what one speaker raises is taken up by the next.

    A speaker initiates a theme in a turn where the turn before had not got it; it is taken up if
    the next turn, of somebody else, has it too. Returns: one row per conversation, rendering, theme and
    speaker who initiates: n_initiated, n_taken_up, and first: whether this speaker was the first of all to speak of it.
    Misleads where turns are short: a theme then seems to be dropped that is only paused.
    """
    rows = []
    for (conversation, rendering), group in _keep_whole(passages).groupby(["conversation", "rendering"], sort=False):
        turns = [(turn, rows_["speaker"].iloc[0], set(rows_["theme"])) for turn, rows_ in group.groupby("turn")]
        known: set[str] = set()
        for number, (_, speaker, themes) in enumerate(turns):
            before = turns[number - 1][2] if number else set()
            after = turns[number + 1][2] if number + 1 < len(turns) else set()
            rows += [(conversation, rendering, t, speaker, t in after, t not in known) for t in sorted(themes - before)]
            known |= themes
    table = pd.DataFrame(rows, columns=["conversation", "rendering", "theme", "speaker", "taken_up", "first"])
    return (
        table.groupby(["conversation", "rendering", "theme", "speaker"])
        .agg(n_initiated=("taken_up", "size"), n_taken_up=("taken_up", "sum"), first=("first", "any"))
        .reset_index()
    )


def mark_prompted(corpus: Corpus, passages: pd.DataFrame) -> pd.Series:
    """Return whether each passage is on a theme that a host brought into its exchange, by his or her own words.

    What a guest says unprompted is what he brings himself, whoever asked: it takes the questions out of
    a comparison of one guest with several hosts. A host's own passages count as prompted.
    Misleads where a question opens a theme without naming it.
    """
    if "prompted" in passages:
        return passages["prompted"].astype(bool)
    hosts = {name for name in passages["speaker"].unique() if corpus.asks(name)}
    keys = list(zip(passages["rendering"], passages["exchange"], passages["theme"], strict=True))
    asked = {key for key, speaker in zip(keys, passages["speaker"], strict=True) if speaker in hosts}
    return pd.Series([key in asked for key in keys], index=passages.index)
