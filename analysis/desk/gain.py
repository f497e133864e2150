"""Gain: what codes buy, found by drawing again and again from talks of which every passage was coded by hand."""

import numpy as np
import pandas as pd

from analysis.corpus.coding import Codings, place_coding
from analysis.corpus.columns import Sheet, number, whole
from analysis.corpus.csvfiles import read_csv
from analysis.corpus.folder import Corpus
from analysis.corpus.reader import by_seeds
from analysis.desk.estimates import Estimate, correct_mean
from analysis.desk.sample import SAMPLE, draw_sample
from analysis.ground.storage import COMMON
from analysis.ground.wording import say
from analysis.sentiment.tone import HIGH, LOW, score_passages
from analysis.themes.assignment import assign_themes

FILE = COMMON / "desk.csv"
NUMBERS = (15, 30, 50, 80, 120, 150)
RUNS = 300
_NOTHING = SAMPLE.empty()
# Numbers that lie no farther apart than this are the same.
_SAME = 1e-12
_ERRORS = ("machine", "coded", "corrected")
_HELD = ("wald", "wilson", "held")
_GAIN = Sheet(
    {
        "n_passages": whole(1),
        "n_codes": whole(1),
        "runs": whole(1),
        **{f"share_{name}": number(0, 1) for name in (*_ERRORS, *_HELD, "reach")},
        **{f"tone_{name}": number(0, 4) for name in (*_ERRORS, "held", "reach")},
    },
    key=["n_passages", "n_codes"],
)


def load_gain() -> pd.DataFrame:
    """Return what codes buy: one row per number of codes and talk that they were drawn from, as measure_gain gave it.

    Columns: n_passages (of the talk), n_codes, runs; share_machine, share_coded, share_corrected: the root mean square
    error of a theme's share of the words by the machine alone, by the codes alone, and by the machine put right by the
    codes; share_wald, share_wilson, share_held: how often the usual interval of the last, Wilson's with the effective
    number, and the one that is shown hold the true share, of 0.95; share_reach: half the width of the last; tone_: the
    same of the mean tone, on its scale from -2 to 2.
    """
    return read_csv(FILE, _GAIN, needed=True)


def measure_gain(corpus: Corpus, passages: pd.DataFrame, *, runs: int = RUNS) -> pd.DataFrame:
    """Return what load_gain gives, measured anew: of each rendering whose every passage was coded by hand.

    What is true is the coding. Each run draws as the desk does. Misleads where the machine does better or worse.
    """
    rows = [
        measure_talk(corpus, talk, n_codes=n, runs=runs)
        for talk in list_whole_talks(corpus, passages)
        for n in NUMBERS
        if n < len(talk)
    ]
    found = pd.DataFrame(rows, columns=list(_GAIN.columns)).astype(_GAIN.kinds).round(4)
    return found.sort_values(["n_passages", "n_codes"], ascending=[False, True]).reset_index(drop=True)


def list_whole_talks(corpus: Corpus, passages: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the passages of each rendering that is coded whole, with theme, tone, coded_theme and coded_score.

    theme and tone are a machine's that knows no codes: neither the themes' phrases nor, here, the tone's scorer learned
    from them, as is so where somebody begins to code.
    """
    blind = by_seeds(corpus)
    blind.codings = Codings(corpus.folder / "coding" / "nobody's", (), ())
    there = passages[~passages["elsewhere"]]
    table = there.merge(assign_themes(blind, passages)[["passage_id", "theme"]], on="passage_id")
    table = table.merge(score_passages(blind, there)[["passage_id", "tone"]], on="passage_id")
    for coding, column in ((corpus.codings.themes, "theme"), (corpus.codings.tone, "score")):
        placed = place_coding(coding, there, columns=[column]).rename(columns={column: f"coded_{column}"})
        table = table.merge(placed[["passage_id", f"coded_{column}"]], on="passage_id", how="left")
    whole = (
        table[["coded_theme", "coded_score", "tone"]].notna().all(axis=1).groupby(table["rendering"]).transform("all")
    )
    return [talk.reset_index(drop=True) for _, talk in table[whole].groupby("rendering", sort=False)]


def measure_talk(corpus: Corpus, talk: pd.DataFrame, *, n_codes: int, runs: int) -> dict[str, float]:
    """Return what so many codes of one talk buy: a row of load_gain. talk: of list_whole_talks."""
    themes = np.array(sorted(set(talk["theme"]) | set(talk["coded_theme"])), dtype=object)
    # The tone is one more column, of which every passage weighs the same.
    machine, coded = (
        np.column_stack([talk[theme].to_numpy()[:, None] == themes, talk[tone]]).astype(np.float64)
        for theme, tone in (("theme", "tone"), ("coded_theme", "coded_score"))
    )
    weights = np.column_stack([talk["n_words"]] * len(themes) + [np.ones(len(talk))]).astype(np.float64)
    weights /= weights.sum(axis=0)
    truth, alone = (weights * coded).sum(axis=0), (weights * machine).sum(axis=0)
    strata = (talk["rendering"] + "/" + talk["speaker"]).to_numpy()
    # Of each run and part: three errors, whether each of three intervals holds the truth, and the reach of the last.
    found = np.zeros((runs, len(_ERRORS) + len(_HELD) + 1, len(truth)))
    for run in range(runs):
        sample = draw_sample(talk, n=n_codes, seed=run, earlier=_NOTHING).set_index("passage_id")
        drawn = talk["passage_id"].isin(sample.index).to_numpy()
        expanded = weights[drawn] / sample.loc[talk["passage_id"][drawn], "probability"].to_numpy()[:, None]
        found[run, 0] = alone - truth
        found[run, 1] = (expanded * coded[drawn]).sum(axis=0) / expanded.sum(axis=0) - truth
        for part, true in enumerate(truth):
            known = np.where(drawn, coded[:, part], np.nan)
            scale = (0.0, 1.0) if part < len(themes) else (LOW, HIGH)
            largest = 1.0 if part < len(themes) else 0.0
            estimate = correct_mean(machine[:, part], known, weights[:, part], strata, largest=largest)
            found[run, 2:, part] = _try_intervals(estimate, true, corpus.settings.confidence, scale)
    share, tone = found[:, :, :-1], found[:, :, -1]
    return {
        "n_passages": len(talk), "n_codes": n_codes, "runs": runs,
        **{f"share_{name}": _root(share[:, number]) for number, name in enumerate(_ERRORS)},
        **{f"share_{name}": float(share[:, 3 + number].mean()) for number, name in enumerate((*_HELD, "reach"))},
        **{f"tone_{name}": _root(tone[:, number]) for number, name in enumerate(_ERRORS)},
        "tone_held": float(tone[:, 5].mean()), "tone_reach": float(tone[:, 6].mean()),
    }  # fmt: skip


def _try_intervals(
    estimate: Estimate, true: float, confidence: float, scale: tuple[float, float]
) -> tuple[float, float, float, float, float]:
    """The error of an estimate, whether each of its intervals holds the truth, and the reach of the one shown."""
    shown = estimate.find_interval(confidence, low=scale[0], high=scale[1])
    ends = (estimate.find_wald(confidence), estimate.find_wilson(confidence), shown)
    wald, wilson, held = (float(a - _SAME <= true <= b + _SAME) for a, b in ends)
    return estimate.value - true, wald, wilson, held, (shown[1] - shown[0]) / 2


def _root(errors: np.ndarray) -> float:
    return float(np.sqrt((errors**2).mean()))


def summarise_gain(gain: pd.DataFrame) -> pd.DataFrame:
    """Return the gain over the talks from which each number could be drawn: one row per number, load_gain's columns."""
    large = gain[gain["n_passages"] > gain["n_codes"].max()]
    return large.groupby("n_codes", as_index=False).mean()[list(gain.columns)].round(4)


def tell_gain(gain: pd.DataFrame) -> list[list[str]]:
    """Return the gain as a table of texts to show, the first row its head."""
    head = [
        say("codes of a talk", "每场编码数"),
        say("share is off by: machine", "份额误差：机器"),
        say("codes alone", "仅编码"),
        say("corrected", "校正后"),
        say("give or take", "区间半宽"),
        say("interval holds", "区间覆盖"),
        say("mean tone is off by: machine", "平均语气误差：机器"),
        say("codes alone", "仅编码"),
        say("corrected", "校正后"),
    ]
    rows = []
    for row in summarise_gain(gain).itertuples():
        shares = [100 * each for each in (row.share_machine, row.share_coded, row.share_corrected, row.share_reach)]
        tones = row.tone_machine, row.tone_coded, row.tone_corrected
        rows.append(
            [
                str(row.n_codes),
                *(say(f"{share:.1f} points", f"{share:.1f} 个百分点") for share in shares),
                f"{100 * row.share_held:.0f} %",
                *(f"{tone:.2f}" for tone in tones),
            ]
        )
    return [head, *rows]
