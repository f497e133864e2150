"""Multiverse: in how many ways of asking a difference holds, of those that a careful reader might have chosen.

Source: Steegen, Tuerlinckx, Gelman and Vanpaemel (2016). What is varied: whose themes they are (readers' or the
machine's), of the machine's how long passages are, what is counted (words or passages), which renderings (all, or one
of each conversation), and beyond these talks also how long runs are and how the number of comparisons is controlled.
Not the number of topics: no theme hangs on it. Nor how long a passage is that readers coded: words keep their code.
"""

import itertools
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from analysis.comparison.differences import MOST_PAIRED
from analysis.comparison.shares import measure_renderings
from analysis.comparison.verdicts import Pair, judge_pairs
from analysis.corpus.coding import CODED, MACHINE
from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED
from analysis.passages.cuts import load_cuts
from analysis.passages.permutation import permute
from analysis.passages.runs import RUN, Sample, sample_groups, sample_parts

# How far shares are off by passages of another length (runs.MACHINE_ERROR), found on the shipped coding likewise.
CUT_ERROR = {60: 2.3, 160: 2.0}
# A difference is a headline where it holds in at least so large a share of the ways.
NEARLY_ALL = 0.9
_RUNS = (3, RUN, 8)
_COLUMNS = (
    "conversation_a", "conversation_b", "theme", "least", "most", "n_lengths", "here_in", "n_here",
    "beyond_in", "n_beyond", "holds",
)  # fmt: skip


def survey_ways(corpus: Corpus, passages: pd.DataFrame) -> pd.DataFrame:
    """Return in how many ways of asking each difference of themes holds between each two conversations.

    Returns: one row per pair and theme: conversation_a, conversation_b, theme, least and most (the difference, over all
    ways), n_lengths (how many lengths of passages were tried), here_in of n_here ways (it is larger than reading and
    publishing bring), beyond_in of n_beyond (it is beyond these talks), holds: whether it does here with one sign and
    in nearly all of them, by the themes that stand and by the machine's each. Empty of groups, and of more than twelve
    conversations, which are not compared in pairs.
    """
    talks = sorted(passages["conversation"].unique())
    if "talk" in passages or not 1 < len(talks) <= MOST_PAIRED:
        return pd.DataFrame(columns=list(_COLUMNS))
    themes = corpus.themes.ids()
    tables = []
    cuts = load_cuts(corpus)
    # What is summed up by exchange knows nothing of who says it.
    cuts = cuts if corpus.view.is_plain and "theme_source" in passages else cuts.head(0)
    n_lengths = 1 + cuts["characters"].nunique()
    for whose, labels in _label(passages, cuts):
        for counted in (labels, labels.assign(n_words=1)):
            variance = measure_renderings(sample_groups(counted, part="theme", parts=themes).values(), len(themes))
            for a, b in itertools.combinations(talks, 2):
                for chosen in _choose_renderings(counted, a, b):
                    tables.append(_ask(corpus, chosen, (a, b), themes, variance).assign(whose=whose))
    every = pd.concat(tables, ignore_index=True)
    by = ["conversation_a", "conversation_b", "theme"]
    found = every.groupby(by, sort=False).agg(
        least=("difference", "min"), most=("difference", "max"), here_in=("here", "sum"), n_here=("here", "size"),
        beyond_in=("n_held", "sum"), n_beyond=("n_ways", "sum"),
    )  # fmt: skip
    one_sign = (found["least"] > 0) | (found["most"] < 0)
    by_each = every.groupby([*by, "whose"], sort=False)["here"].mean().groupby(level=by, sort=False).min()
    found["holds"] = one_sign & (by_each.reindex(found.index) >= NEARLY_ALL)
    return found.reset_index().assign(n_lengths=n_lengths)[list(_COLUMNS)]


def _label(passages: pd.DataFrame, cuts: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The passages with the themes that stand and, where some are coded, with the machine's, and cut otherwise."""
    coded = "theme_source" in passages and (passages["theme_source"] == CODED).any()
    yield (CODED if coded else MACHINE), passages
    if coded:
        yield MACHINE, passages.assign(theme=passages["theme_model"], theme_source=MACHINE)
    talks = passages.drop_duplicates("rendering").set_index("rendering")["conversation"]
    for characters, cut in cuts.groupby("characters"):
        # Every passage of an exchange and theme is taken to be as long as the others.
        each = cut.loc[cut.index.repeat(cut["n_passages"])].reset_index(drop=True)
        each["n_words"] = each["n_words"] / each["n_passages"]
        each = each.assign(conversation=each["rendering"].map(talks), theme_error=CUT_ERROR[int(characters)])
        yield MACHINE, each.dropna(subset=["conversation"])


def _choose_renderings(passages: pd.DataFrame, a: str, b: str) -> Iterator[pd.DataFrame]:
    """The passages of two conversations in all renderings, and in each choice of one rendering of either."""
    both = passages[passages["conversation"].isin([a, b])]
    yield both
    choices = [sorted(both.loc[both["conversation"] == talk, "rendering"].unique()) for talk in (a, b)]
    if max(map(len, choices)) > 1:
        for chosen in itertools.product(*choices):
            yield both[both["rendering"].isin(chosen)]


def _ask(
    corpus: Corpus, passages: pd.DataFrame, talks: tuple[str, str], themes: Sequence[str], variance: np.ndarray
) -> pd.DataFrame:
    """One way for these talks, and all ways beyond them: difference, here, n_held of n_ways."""
    from scipy.stats import false_discovery_control

    def sample(run: int) -> tuple[Sample, Sample]:
        one, other = (
            sample_parts(passages[passages["conversation"] == talk], part="theme", parts=themes, run=run)
            for talk in talks
        )
        return one, other

    one, other = sample(RUN)
    pair = Pair(
        names=dict(zip(("conversation_a", "conversation_b"), talks, strict=True)),
        one=one,
        other=other,
        renderings=variance * (one.renderings + other.renderings),
        unlike=len({talk in corpus.press_reports for talk in talks}) > 1,
        unfitting=False,
        alone=np.ones(len(themes), dtype=bool),
    )
    table = judge_pairs(corpus.settings, [pair], "theme", themes, spread=None, in_groups=False)
    level = 1 - corpus.settings.confidence
    here, held = table["here"].to_numpy(dtype=bool), np.zeros(len(themes), dtype=int)
    for run in _RUNS if here.any() else ():
        p_value = permute(*sample(run))[0]
        for controlled in (p_value, np.minimum(p_value * len(themes), 1), false_discovery_control(p_value)):
            held += (controlled <= level) & here
    shown = table[["conversation_a", "conversation_b", "theme", "difference", "here"]]
    return shown.assign(n_held=held, n_ways=3 * len(_RUNS))


def find_firmest(differences: pd.DataFrame, ways: pd.DataFrame | None) -> pd.Series | None:
    """Return the difference in these talks that holds in most ways of asking, of equals the widest, if any.

    differences: compare_conversations of themes. ways: survey_ways; None or empty where nobody asked otherwise.
    Returns: a row of differences and, where they are known, here_in, n_here and holds: what does not hold in nearly all
    ways is no headline.
    """
    held = differences[differences["here"].astype(bool) & (differences["theme"] != UNASSIGNED)]
    if held.empty:
        return None
    by = ["conversation_a", "conversation_b", "theme"]
    if ways is None or ways.empty:
        widest: pd.Series = held.loc[held["difference"].abs().idxmax()]
        return widest
    told = held.merge(ways[[*by, "here_in", "n_here", "holds"]], on=by, how="left")
    firmest = told.assign(width=told["difference"].abs(), holds=told["holds"].eq(True))
    firmest = firmest.sort_values(["holds", "here_in", "width"], ascending=False)
    found: pd.Series = firmest.drop(columns="width").iloc[0]
    return found
