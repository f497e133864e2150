"""Checks: the seven that a larger reader has to pass before the machine's themes, or its tone, are what it answers.

What for: a machine's errors that hang on who speaks or in which language make differences that are not there
(TeBlunthuis, Hase and Chan 2024). The bounds were set before any reader was tried.
"""

import dataclasses
import datetime
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.corpus.coding import DRAWN, place_coding
from analysis.corpus.folder import Corpus
from analysis.corpus.instructions import mark_instructions
from analysis.corpus.reader import (
    AGAIN,
    CHECKS,
    FIRST,
    NO,
    REACH,
    RENAMED,
    REWORDED,
    THEMES,
    TONE,
    YES,
    by_seeds,
    checks_file,
    choose_reader,
    load_answers,
    mark_checked,
)
from analysis.desk.asking import TEST
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import write_table
from analysis.passages.runs import MACHINE_ERROR
from analysis.sentiment.tone import find_largest_bias, find_reach, score_passages
from analysis.themes.assignment import assign_themes
from analysis.themes.validity import measure_reading_error

# With five stretches all of which it gains, chance still has one case in sixteen.
_FEWEST_STRETCHES, _LEAST_ANSWERED = 6, 0.95
# Groups of fewer passages say nothing.
_FEWEST_IN_GROUP = 10
# What two runs, and two wordings, may lie apart: of themes the share that is the same, of tone the mean move.
_SAME_AGAIN, _SAME_REWORDED, _MOVE_AGAIN, _MOVE_REWORDED, _MOVE_RENAMED = 0.95, 0.85, 0.1, 0.25, 0.1
_MOST_MISCALIBRATED, _BINS = 0.15, (0.0, 0.5, 0.7, 0.8, 0.9, 1.0)
_LEAST_HELD = 0.85


@dataclasses.dataclass(frozen=True)
class _Row:
    """A figure of a check; passed: yes or no, "" where it is only told."""

    check: str
    figure: str
    group: str
    value: float
    low: float = np.nan
    high: float = np.nan
    seeds: float = np.nan
    to_reach: str = ""
    passed: str = ""


def _judge(check: str, figure: str, group: str, value: float, *, to_reach: str, passed: bool, **more: float) -> _Row:
    return _Row(check, figure, group, float(value), to_reach=to_reach, passed=YES if passed else NO, **more)


def check_reader(corpus: Corpus, passages: pd.DataFrame) -> pd.DataFrame:
    """Return what the seven checks find of the reader that the settings name (columns: CHECKS), of themes and of tone.

    passages: measured. They rest on coded passages of the test part, or drawn at random, alone: (1) there are enough
    and it answered them; (2) it errs less than the seeds, by the paired difference over stretches of talk, t interval
    over stretches, in all and in each language, over exchanges where one has fewer than six stretches; (3) the group it
    serves worst, of conversations, speakers, languages and places beside a change of theme, is served no worse than the
    seeds serve theirs; (4) it answers the same when asked again and in other words; (5) its tone stays where names are
    swapped; (6) it is as often right as it is sure, and its tone has an interval that holds; (7) its errors are no
    larger than those that the intervals of uncorrected shares and means reckon with, so that codes put them right as
    any other's. Errors: AnalysisError where no reader is set, nothing of this kind is coded, or it has answered nothing
    yet.
    """
    choice = choose_reader(corpus)
    if choice is None:
        raise AnalysisError('no reader is set; write reader = "http://localhost:11434/v1 NAME" into settings.toml.')
    answers = load_answers(corpus, choice)
    prompt = mark_instructions(corpus, of_server=bool(choice.address))
    mine = answers[answers["prompt"] == prompt]
    if mine.empty:
        raise AnalysisError(f"{choice.model} has not read these passages by these themes yet; run `code read` first.")
    mark = mine["model_digest"].iloc[-1]
    mine = mine[mine["model_digest"] == mark]
    seeds = by_seeds(corpus)
    machine = assign_themes(seeds, passages)[["passage_id", "theme"]].rename(columns={"theme": "machine"})
    table = passages.merge(machine, on="passage_id")
    table = table.merge(score_passages(seeds, passages)[["passage_id", "tone"]], on="passage_id")
    for way in (FIRST, AGAIN, REWORDED, RENAMED):
        found = mine[mine["asked"] == way].drop_duplicates("passage_id", keep="last")
        found = found.rename(columns={"theme": f"theme_{way}", "tone": f"tone_{way}", "sure": f"sure_{way}"})
        table = table.merge(
            found[["passage_id", f"theme_{way}", f"tone_{way}", f"sure_{way}"]], on="passage_id", how="left"
        )
    parts = [
        pd.DataFrame([dataclasses.asdict(row) for row in rows]).assign(of=of)
        for of, rows in ((THEMES, list(_check_themes(corpus, table))), (TONE, list(_check_tone(corpus, table))))
        if rows
    ]
    if not parts:
        raise AnalysisError(
            "nothing is coded that a reader could be checked on; `code draw` draws passages for people to code."
        )
    told = {
        "prompt": prompt, "model": choice.model, "model_digest": mark, "answers_digest": mark_checked(answers),
        "date": datetime.date.today().isoformat(),
    }  # fmt: skip
    return pd.concat(parts, ignore_index=True).assign(**told)[list(CHECKS.columns)].round(4)


def save_checks(corpus: Corpus, checks: pd.DataFrame) -> Path:
    """Write what the checks of the reader found, so that it takes effect, or does not; return the path."""
    choice = choose_reader(corpus)
    if choice is None:
        raise AnalysisError("no reader is set, so there are no checks to write.")
    return write_table(checks_file(corpus, choice), checks)


def _place(corpus: Corpus, table: pd.DataFrame, coding: pd.DataFrame, column: str) -> pd.DataFrame:
    """The passages that count, with what they were coded as and, as unit, the stretch of talk or exchange."""
    placed = place_coding(coding, table, columns=[column, "coder_a", "coder_b"]).rename(columns={column: "coded"})
    every = table.merge(placed, on="passage_id")
    before, behind = (every.groupby("rendering")["coded"].shift(step) for step in (1, -1))
    changes = ((before != every["coded"]) & before.notna()) | ((behind != every["coded"]) & behind.notna())
    every["beside"] = np.where(changes, "beside a change", "elsewhere")
    drawn = every["part"] == DRAWN
    every["exchange"] = every["rendering"] + "/" + every["exchange"].astype(str)
    every["unit"] = every["stretch"].where(~drawn, every["exchange"])
    return every[drawn | (every["part"] == TEST)].reset_index(drop=True)


def _check_themes(corpus: Corpus, table: pd.DataFrame) -> Iterator[_Row]:
    there = _place(corpus, table, corpus.codings.themes, "theme")
    if there.empty:
        return
    given = there[f"theme_{FIRST}"].replace("", np.nan)
    yield from _count(there, given.notna())
    right, before = (there[name] == there["coded"] for name in (f"theme_{FIRST}", "machine"))
    yield from _compare(there, right.astype(float), before.astype(float), "share right")
    yield from _search_groups(there, right.astype(float), before.astype(float), "share right", ("beside",))
    for way, figure, least in (
        (AGAIN, "same theme asked again", _SAME_AGAIN),
        (REWORDED, "same theme in other words", _SAME_REWORDED),
    ):
        both = there[given.notna() & (there[f"theme_{way}"].fillna("") != "")]
        same = (both[f"theme_{FIRST}"] == both[f"theme_{way}"]).mean() if len(both) else np.nan
        yield _judge("4", figure, "", same, to_reach=f">= {least}", passed=same >= least)
    both = there[given.notna() & (there[f"theme_{RENAMED}"].fillna("") != "")]
    same = (both[f"theme_{FIRST}"] == both[f"theme_{RENAMED}"]).mean() if len(both) else np.nan
    yield _Row("5", "same theme with names swapped", "", same)
    yield from _rate_sureness(there[given.notna()], right[given.notna()])
    coding = there[["passage_id", "coder_a", "coder_b"]]
    named = there.drop(columns=["coder_a", "coder_b"]).assign(theme=there["coded"])
    error, old = (
        measure_reading_error(named.assign(theme_model=there[name].fillna("")), coding)["machine"]
        for name in (f"theme_{FIRST}", "machine")
    )
    yield _judge(
        "7", "error of shares", "", error, to_reach=f"<= {MACHINE_ERROR}", passed=error <= MACHINE_ERROR, seeds=old
    )


def _check_tone(corpus: Corpus, table: pd.DataFrame) -> Iterator[_Row]:
    there = _place(corpus, table.dropna(subset=["tone"]), corpus.codings.tone, "score")
    if there.empty:
        return
    given = there[f"tone_{FIRST}"]
    yield from _count(there, given.notna())
    # What it does not answer is left to the scorer, so there it gains nothing.
    mine = given.fillna(there["tone"])
    off, before = (mine - there["coded"]).abs(), (there["tone"] - there["coded"]).abs()
    yield from _compare(there, -off, -before, "mean error, less than none")
    yield from _search_groups(there, -off, -before, "mean error, less than none", ())
    for check, way, figure, most in (
        ("4", AGAIN, "mean move asked again", _MOVE_AGAIN),
        ("4", REWORDED, "mean move in other words", _MOVE_REWORDED),
        ("5", RENAMED, "mean move with names swapped", _MOVE_RENAMED),
    ):
        move = (given - there[f"tone_{way}"]).abs().mean()
        yield _judge(check, figure, "", move, to_reach=f"< {most}", passed=bool(move < most))
    errors = (mine - there["coded"]).abs().to_numpy()
    yield _Row("6", REACH, "", find_reach(errors))
    held = [
        errors[there["unit"] == unit] <= find_reach(errors[there["unit"] != unit])
        for unit in there["unit"].unique()
        if (there["unit"] != unit).any()
    ]
    share = float(np.concatenate(held).mean()) if held else np.nan
    yield _judge(
        "6",
        "coded tones that such an interval holds",
        "",
        share,
        to_reach=f">= {_LEAST_HELD}",
        passed=share >= _LEAST_HELD,
    )
    bias, old, most = *(_find_bias(there, tone) for tone in (mine, there["tone"])), find_largest_bias()
    yield _judge(
        "7", "largest error of a speaker's mean", "", bias, to_reach=f"<= {most:.3f}", passed=bias <= most, seeds=old
    )


def _count(there: pd.DataFrame, answered: pd.Series) -> Iterator[_Row]:
    n_units = there["unit"].nunique()
    yield _Row("1", "passages", "", len(there))
    yield _judge("1", "stretches", "", n_units, to_reach=f">= {_FEWEST_STRETCHES}", passed=n_units >= _FEWEST_STRETCHES)
    share = answered.mean()
    yield _judge("1", "share answered", "", share, to_reach=f">= {_LEAST_ANSWERED}", passed=share >= _LEAST_ANSWERED)


def _compare(there: pd.DataFrame, mine: pd.Series, seeds: pd.Series, figure: str) -> Iterator[_Row]:
    """The paired difference to the seeds, in all and in each language; of few stretches there by exchanges."""
    yield _Row("2", figure, "", mine.mean(), seeds=float(seeds.mean()))
    for group, rows in {"all": there, **dict(list(there.groupby("language")))}.items():
        gain = (mine - seeds)[rows.index].to_numpy()
        few = group != "all" and rows["unit"].nunique() < _FEWEST_STRETCHES
        low, high = find_paired_interval(gain, rows["exchange" if few else "unit"].to_numpy())
        yield _judge(
            "2", "gain over the seeds", group, gain.mean(), to_reach="lower end > 0", passed=low > 0, low=low, high=high
        )


def find_paired_interval(gains: np.ndarray, units: np.ndarray, confidence: float = 0.95) -> tuple[float, float]:
    """Return the ends of the t interval of a mean over units that stay together (linearised ratio, Cochran 1977, 6.10).

    gains: of each passage. units: which it is in. NaN twice where there are fewer than two units.
    """
    from scipy.stats import t

    groups = pd.Series(gains).groupby(units).agg(["sum", "count"]).to_numpy(dtype=np.float64)
    n, mean = len(groups), float(np.mean(gains))
    if n < 2:
        return float("nan"), float("nan")
    rests = (groups[:, 0] - mean * groups[:, 1]) / groups[:, 1].mean()
    reach = float(t.ppf((1 + confidence) / 2, n - 1) * np.sqrt((rests**2).sum() / (n - 1) / n))
    return mean - reach, mean + reach


def _search_groups(
    there: pd.DataFrame, mine: pd.Series, seeds: pd.Series, figure: str, more: tuple[str, ...]
) -> Iterator[_Row]:
    """What each group gets, and for each way of grouping whether the worst is no worse off than by the seeds."""
    for by in ("conversation", "speaker", "language", *more):
        groups = [(name, rows.index) for name, rows in there.groupby(by) if len(rows) >= _FEWEST_IN_GROUP]
        if not groups:
            continue
        for name, rows in groups:
            yield _Row("3", figure, str(name), mine[rows].mean(), seeds=float(seeds[rows].mean()))
        worst, old = (min(float(each[rows].mean()) for _, rows in groups) for each in (mine, seeds))
        yield _judge("3", f"worst of each {by}", "", worst, to_reach=">= the seeds'", passed=worst >= old, seeds=old)


def _rate_sureness(there: pd.DataFrame, right: pd.Series) -> Iterator[_Row]:
    """How often it is right where it is so sure: the curve, and how far it lies off."""
    sure = there[f"sure_{FIRST}"]
    bins = pd.cut(sure, _BINS, include_lowest=True)
    off = 0.0
    for each, rows in right.groupby(bins, observed=True):
        told, share = float(sure[rows.index].mean()), float(rows.mean())
        off += abs(told - share) * len(rows) / len(right)
        yield _Row(
            "6",
            f"share right where it is {told:.2f} sure",
            f"{each.left:.1f} to {each.right:.1f}, {len(rows)} passages",
            share,
        )
    off = off if len(right) else np.nan
    yield _judge(
        "6",
        "how far sureness lies off",
        "",
        off,
        to_reach=f"<= {_MOST_MISCALIBRATED}",
        passed=off <= _MOST_MISCALIBRATED,
    )


def _find_bias(there: pd.DataFrame, tone: pd.Series) -> float:
    """The largest difference of scored and coded mean of a speaker in a conversation, of those with passages enough."""
    groups = (tone - there["coded"]).groupby([there["conversation"], there["speaker"]]).agg(["size", "mean"])
    large = groups.loc[groups["size"] >= _FEWEST_IN_GROUP, "mean"].abs()
    return float(large.max()) if len(large) else float("nan")
