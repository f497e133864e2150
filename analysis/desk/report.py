"""Report: how right the machine is on what was drawn and coded, and what its shares are once put right."""

import numpy as np
import pandas as pd

from analysis.corpus.coding import DRAWN, place_coding
from analysis.corpus.folder import Corpus
from analysis.desk.estimates import correct_mean, measure_share
from analysis.desk.sample import count_needed, load_sample, name_strata
from analysis.sentiment.tone import HIGH, LOW, score_passages
from analysis.themes.assignment import assign_themes

COLUMNS = ("figure", "group", "part", "n_coded", "n_passages", "machine", "value", "low", "high")
# Half the width that an interval of a share, and of a mean tone, is asked to have: a twentieth of either scale.
_HALF_WIDTHS = {"share": 0.05, "tone": 0.2}


def join_codes(corpus: Corpus, passages: pd.DataFrame) -> pd.DataFrame:
    """Return the passages with what the machine and people gave them: machine, tone, coded, score (missing where not).

    What counts is what was coded because it was drawn, and all of a rendering of which every passage was coded. Also
    stratum (of the draw, or the rendering) and changes: whether the machine's theme is
    another one before or behind.
    """
    there = passages[~passages["elsewhere"]]
    table = there.merge(
        assign_themes(corpus, passages)[["passage_id", "theme"]].rename(columns={"theme": "machine"}), on="passage_id"
    )
    table = table.merge(score_passages(corpus, there)[["passage_id", "tone"]], on="passage_id")
    for coding, column, name in ((corpus.codings.themes, "theme", "coded"), (corpus.codings.tone, "score", "score")):
        placed = place_coding(coding, there, columns=[column]).rename(columns={column: name})
        table = table.merge(
            placed[["passage_id", name, "part"]].rename(columns={"part": f"{name}_part"}), on="passage_id", how="left"
        )
        whole = table[name].notna().groupby(table["rendering"]).transform("all")
        table[name] = table[name].where(whole | (table.pop(f"{name}_part") == DRAWN))
    document = table.groupby("rendering")["machine"]
    before, behind = document.shift(), document.shift(-1)
    table["changes"] = ((before != table["machine"]) & before.notna()) | ((behind != table["machine"]) & behind.notna())
    strata = name_strata(table, load_sample(corpus, passages))
    # Where a stratum has no codes yet, those of its rendering stand for all of it.
    reached = table["coded"].notna().groupby(strata).transform("any").groupby(table["rendering"]).transform("all")
    return table.assign(stratum=strata.where(reached, table["rendering"]))


def report_codes(corpus: Corpus, passages: pd.DataFrame) -> pd.DataFrame:
    """Return what the codes say of the machine, and the shares and means that rest on them.

    passages: measured. Returns: one row per figure: figure (accuracy, theme share, mean tone, passages needed), group
    (whose), part (which theme), n_coded, n_passages, machine (its own share or mean), value, low, high. Accuracy:
    share of passages that get their coded theme, Wilson's interval with the effective number. Shares: of the words,
    put right by the codes, and the mean tone so too; see correct_mean. Where all of a group is coded it is the coding,
    and nothing is uncertain but the coding itself, which is in no interval. Passages needed: how many codes of that
    conversation, by themselves, bring an interval to five points of a share, of the largest theme, and to 0.2 of the
    mean tone. Misleads where fewer than about 50 of a conversation are coded: the machine alone is then nearer, see
    coding_gain.
    """
    table = join_codes(corpus, passages)
    rows: list[tuple[object, ...]] = []
    coded = table[table["coded"].notna()]
    if coded.empty:
        return pd.DataFrame(columns=list(COLUMNS))
    groups = {"all": table, **{f"language {name}": each for name, each in table.groupby("language")}}
    groups |= {"beside a change of theme": table[table["changes"]], "elsewhere": table[~table["changes"]]}
    groups |= {f"speaker {name}": each for name, each in table.groupby("speaker")}
    for name, group in groups.items():
        rows += _report_accuracy(corpus, table, group, name)
    for talk in corpus.order_conversations(table["conversation"]):
        rows += _report_talk(corpus, table[table["conversation"] == talk], talk)
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _report_accuracy(corpus: Corpus, table: pd.DataFrame, group: pd.DataFrame, name: str) -> list[tuple[object, ...]]:
    drawn = group[group["coded"].notna()]
    if drawn.empty:
        return []
    # How many passages a drawn one stands for hangs on its stratum, not on the group that is looked at.
    stands_for = 1 / table["coded"].notna().groupby(table["stratum"]).mean()
    right, weights = (drawn["machine"] == drawn["coded"]).to_numpy(), drawn["stratum"].map(stands_for).to_numpy()
    found = measure_share(right, weights, len(group), corpus.settings.confidence)
    return [("accuracy", name, "", len(drawn), len(group), np.nan, *found)]


def _report_talk(corpus: Corpus, group: pd.DataFrame, name: str) -> list[tuple[object, ...]]:
    confidence = corpus.settings.confidence
    rows: list[tuple[object, ...]] = []
    strata = group["stratum"].to_numpy()
    # A talk is the mean of its renderings, each weighing the same.
    words = (group["n_words"] / group.groupby("rendering")["n_words"].transform("sum")).to_numpy()
    is_coded = group["coded"].notna().to_numpy()
    reached = group["coded"].notna().groupby(group["stratum"]).transform("any")
    largest = 0.0
    if reached.all():
        for theme in corpus.themes.ids():
            machine = (group["machine"] == theme).to_numpy(dtype=np.float64)
            coded = np.where(is_coded, (group["coded"] == theme).to_numpy(), np.nan)
            found = correct_mean(machine, coded, words, strata, largest=1.0)
            ends = found.find_interval(confidence, low=0.0, high=1.0)
            alone = float(np.average(machine, weights=words))
            value, largest = min(max(found.value, 0.0), 1.0), max(largest, alone)
            rows.append(("theme share", name, theme, int(is_coded.sum()), len(group), alone, value, *ends))
    spoken = group.dropna(subset=["tone"])
    scored, n_scored = spoken["score"].to_numpy(dtype=np.float64), int(spoken["score"].notna().sum())
    if n_scored and spoken["score"].notna().groupby(spoken["stratum"]).any().all():
        tone = spoken["tone"].to_numpy()
        even = 1 / spoken.groupby("rendering")["tone"].transform("size").to_numpy()
        found = correct_mean(tone, scored, even, spoken["stratum"].to_numpy(), largest=0.0)
        ends = found.find_interval(confidence, low=LOW, high=HIGH)
        rows.append(("mean tone", name, "", n_scored, len(spoken), np.average(tone, weights=even), found.value, *ends))
    for what, spread in (
        ("share", (largest * (1 - largest)) ** 0.5),
        ("tone", float(np.nanstd(scored)) if n_scored > 1 else 0.0),
    ):
        if spread:
            n = count_needed(len(group), spread=spread, half_width=_HALF_WIDTHS[what], confidence=confidence)
            rows.append(("passages needed", name, what, int(is_coded.sum()), len(group), np.nan, n, np.nan, np.nan))
    return rows
