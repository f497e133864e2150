"""Asking: who asks how, and what each kind of question gets: how long an answer, in which tone, on which theme."""

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from analysis.comparison.verdicts import FEWEST_EXCHANGES
from analysis.corpus.folder import Corpus
from analysis.corpus.themes import UNASSIGNED
from analysis.moves.questions import KINDS
from analysis.moves.rates import COLUMNS, estimate, estimate_share
from analysis.moves.stored import QUESTION, list_found
from analysis.sentiment.summary import find_median_interval

ANY, NONE = "any question", "no question"
# A question hands over the word if its speaker says no more words after it than this.
_FEW_AFTER = 20


def measure_questions(corpus: Corpus, passages: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """Return how often each speaker asks: in which share of their turns there is a question of each kind.

    moves: load_moves. Only renderings in which questions were looked for count: see list_found. Returns: one row per
    conversation, speaker and kind (any question, open, closed, tag): asking (whether they are on the side that
    asks), share_of_turns with interval and noise (see estimate), n_questions, n_turns (of all renderings),
    share_handed_over: of these questions, after how many the speaker says hardly more. Misleads where renderings cut
    turns otherwise: who edits joins short turns, and then more of them hold a question.
    """
    turns = _list_turns(passages[passages["rendering"].isin(list_found(corpus))], moves)
    rows = []
    for (conversation, speaker), group in turns.groupby(["conversation", "speaker"], sort=True):
        for kind in (ANY, *KINDS):
            n = group[[*KINDS]].sum(axis=1) if kind == ANY else group[kind]
            over = group["last"].ne("") & (group["n_after"] <= _FEW_AFTER)
            told = estimate_share(corpus, group, n > 0)
            handed = int((over & ((group["last"] == kind) | (kind == ANY))).sum())
            rows.append(
                {
                    "conversation": conversation,
                    "speaker": speaker,
                    "asking": corpus.asks(str(speaker)),
                    "kind": kind,
                    "share_of_turns": told.pop("value"),
                    **told,
                    "n_questions": int(n.sum()),
                    "n_turns": len(group),
                    "share_handed_over": handed / n.sum() if n.sum() else np.nan,
                }
            )
    names = ["conversation", "speaker", "asking", "kind", "share_of_turns", *COLUMNS, "n_questions", "n_turns"]
    return pd.DataFrame(rows, columns=[*names, "share_handed_over"])


def _list_turns(passages: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """One row per turn: where it is, who speaks, its words, how many questions of each kind it has, the kind of the
    last one ("" without), how many words come after that, and the themes of its passages with their words.
    """
    asked = moves[moves["move"] == QUESTION]
    by_passage = dict(list(asked.groupby("passage_id", sort=False)))
    rows = []
    for (rendering, turn, speaker), group in passages.groupby(["rendering", "turn", "speaker"], sort=False):
        first, last, after, counts = group.iloc[0], "", 0, dict.fromkeys(KINDS, 0)
        for name, n_words in zip(group["passage_id"], group["n_words"], strict=True):
            after += int(n_words)
            for kind, n_after in by_passage[name][["kind", "n_after"]].to_numpy() if name in by_passage else ():
                counts[kind] += 1
                last, after = kind, int(n_after)
        row = {"conversation": first["conversation"], "rendering": rendering, "language": first["language"]}
        row |= {"talk": first["talk"]} if "talk" in group else {}
        row |= {"exchange": first["exchange"], "turn": turn, "speaker": speaker, "n_words": group["n_words"].sum()}
        rows.append(row | counts | {"last": last, "n_after": after, "passages": group.index.tolist()})
    columns = ["conversation", "rendering", "language", "exchange", "turn", "speaker", "n_words", *KINDS, "last"]
    return pd.DataFrame(rows, columns=[*columns, "n_after", "passages", *(["talk"] if "talk" in passages else [])])


def list_answers(corpus: Corpus, passages: pd.DataFrame, moves: pd.DataFrame) -> pd.DataFrame:
    """Return what was asked in each exchange, and what it got.

    passages: all who speak, by conversation. A question is what those who ask say before somebody of the others speaks;
    where nobody's role is to ask, it is a turn, and the answer is the next one. Returns: one row per answer:
    conversation, rendering, language, exchange, speaker (who asks last), answers (who answers most), kind (of the last
    question: open, closed, tag; or no question), n_questions, n_words of the answer, tone of it (mean over its
    passages by words, as coded or, where nobody coded, as scored; NaN in languages without), share_on_theme: of the
    answer's words that have a theme, those on a theme of the question; NaN where either has none; passage_id: those
    of the answer, separated by spaces.
    """
    turns = _list_turns(passages[passages["rendering"].isin(list_found(corpus))], moves)
    rows = []
    for _, group in turns.groupby("rendering", sort=False):
        for question, answer in pair_parts(corpus, group):
            rows.append(_describe_answer(passages, question, answer))
    columns = [
        "conversation", "rendering", "language", "exchange", "speaker", "answers", "kind", "n_questions", "n_words",
        "tone", "share_on_theme", "passage_id",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def pair_parts(corpus: Corpus, turns: pd.DataFrame) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Yield the parts of a rendering that ask, each with the part that follows it; where nobody's role is to ask, each
    turn with the next. turns: one row per turn of one rendering, in order, with speaker.
    """
    asks = turns["speaker"].map(corpus.asks)
    if not asks.any():
        parts = [turns.iloc[n : n + 1] for n in range(len(turns))]
        yield from itertools.pairwise(parts)
        return
    parts = [part for _, part in turns.groupby((asks != asks.shift()).cumsum(), sort=False)]
    for one, other in itertools.pairwise(parts):
        if corpus.asks(one["speaker"].iloc[0]):
            yield one, other


def _describe_answer(passages: pd.DataFrame, question: pd.DataFrame, answer: pd.DataFrame) -> dict[str, Any]:
    """The row of list_answers for one question and its answer."""
    with_question = question[question["last"] != ""]
    said = passages.loc[[place for places in answer["passages"] for place in places]]
    before = passages.loc[[place for places in question["passages"] for place in places]]
    themes = set(before["theme"]) - {UNASSIGNED}
    known = said[said["theme"] != UNASSIGNED]
    on_theme = known.loc[known["theme"].isin(themes), "n_words"].sum() / max(known["n_words"].sum(), 1)
    tone = said["corrected_tone"].fillna(said["tone"])
    toned = said[tone.notna()]
    return {
        **{name: question[name].iloc[0] for name in ("conversation", "rendering", "language")},
        "exchange": int(question["exchange"].iloc[-1]),
        "speaker": question["speaker"].iloc[-1],
        "answers": answer.groupby("speaker", sort=False)["n_words"].sum().idxmax(),
        "kind": with_question["last"].iloc[-1] if len(with_question) else NONE,
        "n_questions": int(question[[*KINDS]].to_numpy().sum()),
        "passage_id": " ".join(said["passage_id"]),
        "n_words": int(answer["n_words"].sum()),
        "tone": float(np.average(tone[toned.index], weights=toned["n_words"])) if len(toned) else np.nan,
        "share_on_theme": float(on_theme) if themes and len(known) else np.nan,
    }


def measure_answers(corpus: Corpus, answers: pd.DataFrame) -> pd.DataFrame:
    """Return what each kind of question gets in each conversation, by language, since words are not of one length.

    answers: list_answers. Returns: one row per conversation, language and kind (any question, each kind, no question)
    that there is: n_answers (of all renderings), n_exchanges (of the rendering that has fewest), median (length in
    words; in languages without spaces in characters) with median_low, median_high (bootstrap over runs of exchanges)
    and median_least, median_most (of the renderings in that language, NaN of one), mean_tone and share_on_theme (means
    of answers) each with _low and _high (t over runs), _least and _most, and passage_id: those of the answers,
    separated by spaces. Misleads where a long question has many themes, which then hardly can be missed; off a theme is
    not evasion, but where to look for it.
    """
    rows = []
    for (conversation, language), talk in answers.groupby(["conversation", "language"], sort=True):
        for kind in (ANY, *KINDS, NONE):
            group = talk[talk["kind"] != NONE] if kind == ANY else talk[talk["kind"] == kind]
            if group.empty:
                continue
            each = group.groupby("rendering")["n_words"].median()
            counts = group.groupby("rendering")["exchange"].nunique().reindex(talk["rendering"].unique(), fill_value=0)
            enough = counts.min() >= FEWEST_EXCHANGES
            key = f"{conversation}/{language}/{kind}"
            low, high = find_median_interval(corpus, group, "n_words", key=key) if enough else (np.nan, np.nan)
            row: dict[str, Any] = {
                "conversation": conversation, "language": language, "kind": kind, "n_answers": len(group),
                "n_exchanges": int(counts.min()), "median": float(each.mean()), "median_low": low,
                "median_high": high, "passage_id": " ".join(group["passage_id"]), **_spread("median", each),
            }  # fmt: skip
            for name, column, most in (("mean_tone", "tone", np.inf), ("share_on_theme", "share_on_theme", 1.0)):
                known = group.dropna(subset=[column])
                told = estimate(corpus, known, column, most=most) if len(known) else {}
                row |= {name + suffix: told.get(end, np.nan) for suffix, end in _ENDS.items()}
                if not enough:
                    row |= {f"{name}_low": np.nan, f"{name}_high": np.nan}
            rows.append(row)
    return pd.DataFrame(rows, columns=_ANSWER_COLUMNS)


def _spread(name: str, values: pd.Series) -> dict[str, float]:
    """The least and the most of several renderings, NaN of one."""
    several = len(values) > 1
    ends = {"least": values.min(), "most": values.max()}
    return {f"{name}_{end}": float(value) if several else np.nan for end, value in ends.items()}


# What a mean has behind its name, and what estimate calls that.
_ENDS = {"": "value", "_low": "ci_low", "_high": "ci_high", "_least": "least", "_most": "most"}
_ANSWER_COLUMNS = [
    "conversation", "language", "kind", "n_answers", "n_exchanges",
    *(name + suffix for name in ("median", "mean_tone", "share_on_theme") for suffix in _ENDS), "passage_id",
]  # fmt: skip
