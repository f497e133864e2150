"""Reader: whose the machine's themes and tone are: the seeds', or those of a larger model that passed its checks."""

import copy
import dataclasses
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd

from analysis.corpus import columns
from analysis.corpus.csvfiles import read_csv
from analysis.corpus.folder import Corpus
from analysis.corpus.instructions import mark_instructions
from analysis.corpus.themes import UNASSIGNED
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import digest
from analysis.ground.wording import say

SEEDS = "seeds"
THEMES, TONE = "themes", "tone"
# How a passage was asked about: as usual; once more; in other words; with the names in it swapped.
FIRST, AGAIN, REWORDED, RENAMED = "first", "again", "reworded", "renamed"
YES, NO = "yes", "no"
_ANY = columns.text(empty=True)
ANSWERS = columns.Sheet(
    {
        "passage_id": columns.passage_id(), "start": columns.whole(), "end": columns.whole(),
        "asked": columns.text(FIRST, AGAIN, REWORDED, RENAMED), "theme": _ANY, "runner_up": _ANY,
        "tone": columns.number(-2, 2, empty=True), "sure": columns.number(0, 1, empty=True), "tries": columns.whole(),
        **dict.fromkeys(("question", "prompt", "model", "model_digest", "engine"), _ANY),
        "date": columns.date(empty=True),
    },
    spans=[("start", "end")],
)  # fmt: skip
_FIGURE = columns.number(-1e9, 1e9, empty=True)
CHECKS = columns.Sheet(
    {
        "check": columns.text(), "of": columns.text(THEMES, TONE), "figure": columns.text(), "group": _ANY,
        **dict.fromkeys(("value", "low", "high", "seeds"), _FIGURE), "to_reach": _ANY,
        "passed": columns.text(YES, NO, empty=True),
        **dict.fromkeys(("prompt", "model", "model_digest", "answers_digest"), _ANY), "date": columns.date(empty=True),
    }
)  # fmt: skip
# What a row of the checks is called that says how far a tone may lie off.
REACH = "nine of ten coded tones lie within"
_C = TypeVar("_C", bound=Corpus)


@dataclass(frozen=True)
class Choice:
    """The reader that the settings name: a model, and the address of the server that has it, "" of a package's."""

    model: str
    address: str = ""

    @property
    def name(self) -> str:
        """What its files are called by."""
        return re.sub(r"[^\w-]+", "-", self.model).strip("-").casefold()[:60] or "model"


def choose_reader(corpus: Corpus) -> Choice | None:
    """Return the reader that the settings name, None for the seeds. Errors: AnalysisError where none can be read."""
    told = corpus.settings.reader.split()
    if told == [SEEDS]:
        return None
    if len(told) == 1 and "://" not in told[0]:
        return Choice(told[0])
    if len(told) == 2 and told[0].startswith(("http://", "https://")):
        return Choice(told[1], told[0])
    raise AnalysisError(
        f"reader is {corpus.settings.reader!r}; expected {SEEDS!r}, the name of a sentence-transformers model, or a"
        ' server and its model, such as "http://localhost:11434/v1 NAME".'
    )


def answers_file(corpus: Corpus, choice: Choice) -> Path:
    """Return where a reader's answers are kept."""
    return corpus.folder / "coding" / f"machine-{choice.name}.csv"


def checks_file(corpus: Corpus, choice: Choice) -> Path:
    """Return where is written what the checks of a reader found."""
    return corpus.folder / "coding" / f"checks-{choice.name}.csv"


def load_answers(corpus: Corpus, choice: Choice) -> pd.DataFrame:
    """Return what a reader answered: one row per passage and way of asking (columns: ANSWERS).

    theme is "" where it gave no answer that fits. question: digest of what it was asked. tries: how often.
    """
    return read_csv(answers_file(corpus, choice), ANSWERS)


def load_checks(corpus: Corpus) -> pd.DataFrame:
    """Return what the checks of the reader found that the settings name: one row per figure (columns: CHECKS).

    of: themes or tone. value: the reader's, with its interval; seeds: theirs. passed: yes or no, "" where a figure is
    only told. Without a reader, or where it was not checked, there are no rows.
    """
    choice = choose_reader(corpus)
    if choice is None:
        return CHECKS.empty()
    return read_csv(checks_file(corpus, choice), CHECKS)


def mark_checked(answers: pd.DataFrame) -> str:
    """Return a digest of the answers about passages that were asked about more than once: those that checks rest on."""
    checked = answers[answers["passage_id"].isin(answers.loc[answers["asked"] != FIRST, "passage_id"])]
    columns = ["passage_id", "asked", "theme", "runner_up", "tone", "sure"]
    return digest(checked.sort_values(["passage_id", "asked"])[columns].to_csv(index=False))[:16]


def by_seeds(corpus: _C) -> _C:
    """Return the corpus as it is by the seeds alone."""
    other = copy.copy(corpus)
    other.settings = dataclasses.replace(corpus.settings, reader=SEEDS)
    return other


def find_fault(corpus: Corpus, of: str) -> str:
    """Return why the reader that the settings name does not give the themes, or the tone, "" where it does.

    of: themes or tone.
    """
    choice = choose_reader(corpus)
    if choice is None:
        return say("no reader is set", "未设定阅读模型")
    checks = load_checks(corpus)
    mine = checks[checks["of"] == of]
    if mine.empty:
        return say(
            "it has not been checked: run `code read`, then `code check`",
            "尚未检验：请先运行 `code read`，再运行 `code check`",
        )
    failed = mine[mine["passed"] == NO]
    if len(failed):
        row = failed.iloc[0]
        told = f"{row['figure']}, {row['group']}" if row["group"] else row["figure"]
        return say(
            f"it failed check {row['check']} ({told}: {row['value']:.3f}, to reach {row['to_reach']})",
            f"未通过检验 {row['check']}（{told}：{row['value']:.3f}，应为 {row['to_reach']}）",
        )
    last, answers = mine.iloc[0], load_answers(corpus, choice)
    if last["prompt"] != mark_instructions(corpus, of_server=bool(choice.address)):
        return say("the themes or the codebook have changed since", "此后主题或编码手册已改变")
    if last["answers_digest"] != mark_checked(answers):
        return say("its answers are not those that were checked", "其回答并非当初检验的回答")
    return ""


def tell_reader(corpus: Corpus) -> list[str]:
    """Return what is to be said of the reader that the settings name: a sentence on themes and one on tone, if any."""
    choice = choose_reader(corpus)
    if choice is None:
        return []
    told = []
    for of, named in ((THEMES, say("themes", "主题")), (TONE, say("tone", "语气"))):
        fault = find_fault(corpus, of)
        told.append(
            say(
                f"{named}: the reader {choice.model} is not used, the seeds are: {fault}",
                f"{named}：未采用阅读模型 {choice.model}，仍用引导词：{fault}",
            )
            if fault
            else say(
                f"{named}: by the reader {choice.model}, which passed its seven checks",
                f"{named}：由阅读模型 {choice.model} 给出，已通过七项检验",
            )
        )
    return told


def take_answers(corpus: Corpus, passages: pd.DataFrame, of: str) -> pd.Series | None:
    """Return each passage's theme, or tone, by the reader, missing where it gave none; None where it gives none.

    of: themes or tone. Only a reader that passed its checks gives any, and only of passages that lie where they lay.
    """
    choice = choose_reader(corpus)
    if choice is None or find_fault(corpus, of):
        return None
    checked = load_checks(corpus).iloc[0]
    answers = load_answers(corpus, choice)
    same = (answers["asked"] == FIRST) & answers["theme"].isin([*corpus.themes.ids(), UNASSIGNED])
    for name in ("prompt", "model_digest"):
        same &= answers[name] == checked[name]
    column = "theme" if of == THEMES else "tone"
    mine = answers[same].drop_duplicates("passage_id").set_index(["passage_id", "start", "end"])[column]
    found = mine.reindex(pd.MultiIndex.from_frame(passages[["passage_id", "start", "end"]]))
    return pd.Series(found.to_numpy(), index=passages.index)


def find_tone_reach(corpus: Corpus) -> float:
    """Return how far the reader's tone may lie off either way to hold nine of ten coded ones, NaN where not checked."""
    checks = load_checks(corpus)
    found = checks.loc[checks["figure"] == REACH, "value"]
    return float(found.iloc[0]) if len(found) else float(np.nan)
