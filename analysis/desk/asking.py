"""Asking: a larger reader gives passages their theme and tone; its answers are kept by passage, without any words."""

import copy
import dataclasses
import datetime
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.corpus.coding import DRAWN, place_coding
from analysis.corpus.folder import Corpus
from analysis.corpus.instructions import Answer, make_schema, mark_instructions, read_answer, write_instructions
from analysis.corpus.reader import (
    AGAIN,
    ANSWERS,
    FIRST,
    RENAMED,
    REWORDED,
    Choice,
    answers_file,
    choose_reader,
    load_answers,
)
from analysis.corpus.themes import Themes
from analysis.desk.cards import list_around
from analysis.ground.chat import ask_for_json, call, describe_model, open_chat
from analysis.ground.errors import AnalysisError
from analysis.ground.progress import track
from analysis.ground.storage import digest, write_table
from analysis.passages.embedding import embed_texts
from analysis.passages.quoting import load_quotations
from analysis.sentiment.names import swap_names
from analysis.themes.rating import rate_themes

TEST = "test"
# After so many answers they are written; after so many passages in a row on which the server fails it is given up.
_KEPT_AFTER, _MOST_FAILURES = 20, 3
_PROBE = "A harbour, a hive, a library; 港口、蜂箱、图书馆。"


@dataclass(frozen=True)
class Outcome:
    """What came of asking: where the answers are, how many were new, of these how many none, and how many are left."""

    path: Path
    n_new: int
    n_none: int
    n_left: int


@dataclass(frozen=True)
class _Source:
    """A model as each row tells it, and what asks it: of a passage, a way of asking and a question the answer, and how
    often it was asked for.
    """

    model: str
    model_digest: str
    engine: str
    prompt: str
    ask: Callable[[str, str, str], tuple[Answer | None, int]]


def list_checked(corpus: Corpus, passages: pd.DataFrame) -> set[str]:
    """Return the passages that a reader can be checked on: coded in the test part, or because they were drawn."""
    found: set[str] = set()
    for coding, column in ((corpus.codings.themes, "theme"), (corpus.codings.tone, "score")):
        placed = place_coding(coding, passages, columns=[column])
        found |= set(placed.loc[placed["part"].isin([TEST, DRAWN]), "passage_id"])
    return found


def read_passages(corpus: Corpus, passages: pd.DataFrame) -> Outcome:
    """Ask the reader that the settings name about every passage, and keep what it answers.

    passages: measured. Those that it can be checked on are asked about once more, in other words and, of a server's
    model, with the names in them swapped. What has an answer already, to the same question by the same model, is not
    asked again; so it goes on where it was stopped. An answer that does not fit is asked for once more and then counts
    as none. Errors: AnalysisError where no reader is set, words of a passage are missing, the model is not there, or
    the server fails three times in a row.
    """
    choice = choose_reader(corpus)
    if choice is None:
        raise AnalysisError('no reader is set; write reader = "http://localhost:11434/v1 NAME" into settings.toml.')
    texts = load_quotations(corpus, passages)
    if missing := sorted({row.rendering for row, text in zip(passages.itertuples(), texts, strict=True) if not text}):
        raise AnalysisError(
            f"{missing[0]}: the document is not there, and no model can read it; put it in place with `make documents"
            " FROM=folder`."
        )
    questions = _list_questions(corpus, passages, texts, renamed=bool(choice.address))
    source = _open_server(corpus, choice) if choice.address else _open_encoder(corpus, choice, passages, texts)
    return _ask_all(corpus, choice, source, questions)


def _list_questions(
    corpus: Corpus, passages: pd.DataFrame, texts: Sequence[str], *, renamed: bool
) -> list[tuple[pd.Series, str, str]]:
    """Each passage with how it is asked about, and the question: the ways that checks alone need come last."""
    said = dict(zip(passages["passage_id"], texts, strict=True))
    checked, asked, words = list_checked(corpus, passages), [], corpus.words
    around = list_around(passages, passages)
    for way in (FIRST, AGAIN, REWORDED, *((RENAMED,) if renamed else ())):
        for before, passage, behind in around:
            if way != FIRST and passage["passage_id"] not in checked:
                continue
            change: Callable[[str], str] = (lambda text: swap_names(text, words)) if way == RENAMED else str
            if way == RENAMED and change(said[passage["passage_id"]]) == said[passage["passage_id"]]:
                continue  # no name in it
            question = _write_question(said, before, passage, behind, change)
            asked.append((passage, way, question))
    return asked


def _write_question(
    said: dict[str, str],
    before: pd.DataFrame,
    passage: pd.Series,
    behind: pd.DataFrame,
    change: Callable[[str], str],
) -> str:
    def show(row: Any) -> dict[str, str]:
        return {"speaker": change(row.speaker), "text": change(said[row.passage_id])}

    question = {
        "before": [show(row) for row in before.itertuples()],
        "passage": show(passage),
        "after": [show(row) for row in behind.itertuples()],
    }
    return json.dumps(question, ensure_ascii=False)


def _ask_all(corpus: Corpus, choice: Choice, source: _Source, questions: list[tuple[pd.Series, str, str]]) -> Outcome:
    known = load_answers(corpus, choice)
    mine = (known["prompt"] == source.prompt) & (known["model_digest"] == source.model_digest)
    answered = set(known.loc[mine, ["passage_id", "asked", "question"]].itertuples(index=False, name=None))
    marked = [(passage, way, question, digest(question)[:16]) for passage, way, question in questions]
    left = [each for each in marked if (each[0]["passage_id"], each[1], each[3]) not in answered]
    rows: list[tuple[object, ...]] = []
    today, n_failed, n_none = datetime.date.today().isoformat(), 0, 0
    try:
        for passage, way, question, mark in track(left, f"{source.model} reads"):
            try:
                answer, tries = source.ask(passage["passage_id"], way, question)
            except AnalysisError:
                n_failed += 1
                if n_failed == _MOST_FAILURES:
                    raise
                continue
            n_failed, n_none = 0, n_none + (answer is None)
            given = dataclasses.astuple(answer) if answer else ("", "", np.nan, np.nan)
            place = (passage["passage_id"], int(passage["start"]), int(passage["end"]))
            told = (source.prompt, source.model, source.model_digest, source.engine, today)
            rows.append((*place, way, *given, tries, mark, *told))
            if len(rows) % _KEPT_AFTER == 0:
                _keep(corpus, choice, known, rows)
    finally:
        path = _keep(corpus, choice, known, rows) if rows else answers_file(corpus, choice)
    return Outcome(path, len(rows), n_none, len(left) - len(rows))


def _keep(corpus: Corpus, choice: Choice, known: pd.DataFrame, rows: list[tuple[object, ...]]) -> Path:
    """Write the answers: a new one takes the place of an older one to the same passage asked about in the same way."""
    new = pd.DataFrame(rows, columns=list(ANSWERS.columns)).astype(ANSWERS.kinds)
    every = pd.concat([known, new], ignore_index=True).drop_duplicates(["passage_id", "asked"], keep="last")
    return write_table(answers_file(corpus, choice), every)


def _open_server(corpus: Corpus, choice: Choice) -> _Source:
    """A model on a server with the common chat interface."""
    client = open_chat(choice.address, allow_remote=corpus.settings.allow_remote)
    engine, told = call(choice.address, lambda: describe_model(client, choice.model))
    schema = make_schema(corpus)
    instructions = {way: write_instructions(corpus, reworded=way == REWORDED) for way in (FIRST, REWORDED)}

    def ask(passage: str, way: str, question: str) -> tuple[Answer | None, int]:
        told = instructions[REWORDED if way == REWORDED else FIRST]
        messages = [{"role": "system", "content": told}, {"role": "user", "content": question}]
        text = call(choice.address, lambda: ask_for_json(client, choice.model, messages, schema))
        if answer := read_answer(corpus, text):
            return answer, 1
        more = "That does not fit. Answer with one JSON object that has theme, runner_up, tone and sure as asked for."
        messages += [{"role": "assistant", "content": text[:500]}, {"role": "user", "content": more}]
        text = call(choice.address, lambda: ask_for_json(client, choice.model, messages, schema))
        return read_answer(corpus, text), 2

    mark = digest(json.dumps(told, sort_keys=True))[:16]
    return _Source(choice.model, mark, engine, mark_instructions(corpus, of_server=True), ask)


def _open_encoder(corpus: Corpus, choice: Choice, passages: pd.DataFrame, texts: Sequence[str]) -> _Source:
    """A sentence-transformers model, whose vectors take the place of the stored ones; it knows no tone.

    In other words means: by every second phrase of each theme alone.
    """
    other = copy.copy(corpus)
    other.settings = dataclasses.replace(corpus.settings, embedding_model=choice.model)
    mark = digest(embed_texts([_PROBE], model=choice.model).astype(np.float64).round(2).tobytes())[:16]
    embedded = passages.assign(vector=list(embed_texts(texts, model=choice.model)))
    fewer = Themes(
        [dataclasses.replace(t, seeds={k: v[::2] for k, v in t.seeds.items()}) for t in corpus.themes.themes]
    )
    found: dict[tuple[str, bool], Answer] = {}
    for reworded, themes in ((False, corpus.themes), (True, fewer)):
        for row in rate_themes(other, embedded, themes).itertuples():
            found[row.passage_id, reworded] = Answer(row.theme, row.runner_up, float("nan"), row.confidence)

    def ask(passage: str, way: str, question: str) -> tuple[Answer | None, int]:
        return found[passage, way == REWORDED], 1

    return _Source(choice.model, mark, "sentence-transformers", mark_instructions(corpus, of_server=False), ask)
