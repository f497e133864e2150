"""The explorer's data: what it begins with, and parts that it loads when they are needed."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.charts.frame import tell_view
from analysis.charts.style import conversation_colour, speaker_colour
from analysis.corpus.folder import Corpus
from analysis.corpus.gists import find_gists
from analysis.corpus.labels import name_column, name_value
from analysis.corpus.view import CONVERSATION, MOST_ALONE, SPEAKER, by_talk, list_columns
from analysis.explorer.landmarks import find_landmarks
from analysis.explorer.packing import compress, pack_columns, pack_lists, shorten_vectors, write_json
from analysis.ground.languages import list_variants
from analysis.ground.wording import LANGUAGES, set_language, the_language
from analysis.moves.asking import pair_parts
from analysis.passages.embedding import free_vectors
from analysis.passages.lengths import weigh_passages
from analysis.versions.renderings import align_renderings

# So many passages have their texts in one part.
TEXTS_AT_ONCE = 1500
_NO_TONE = -32768
_TONE_CODED = 1


@dataclass(frozen=True)
class ExplorerData:
    """What the explorer shows.

    meta: names, colours and what there is, as JSON will have it. parts: by name, compressed (see packing): core, a
    column for each passage and turn; words, what a search needs; vectors; texts-0 and on, gists and words.
    """

    meta: dict[str, Any]
    parts: dict[str, bytes]


def load_explorer_data(
    corpus: Corpus, passages: pd.DataFrame, *, quotations: Sequence[str] | None = None
) -> ExplorerData:
    """Return all that the explorer shows.

    What it calls conversations are groups where these are compared. passages: themed and with tone; tone is the coded
    one where readers gave one. quotations: the words of each from the user's own copies, none where they may not be
    shown.
    """
    passages = passages.reset_index(drop=True)
    words = list(quotations or [""] * len(passages))
    turns = passages.drop_duplicates(["rendering", "turn"]).reset_index(drop=True)
    places = {key: n for n, key in enumerate(zip(turns["rendering"], turns["turn"], strict=True))}
    turn_of = np.array([places[key] for key in zip(passages["rendering"], passages["turn"], strict=True)], dtype="u4")
    meta = _tell_corpus(corpus, passages)
    meta |= {"quoted": any(words), "texts_at_once": TEXTS_AT_ONCE, "landmarks": find_landmarks(corpus, passages)}
    parts = {
        "core": pack_columns(_list_columns(corpus, passages, turns, turn_of, meta)),
        "words": _pack_words(corpus, passages),
        "vectors": compress(shorten_vectors(free_vectors(corpus, passages)).tobytes()),
    }
    parts |= _pack_texts(corpus, turns, turn_of, words)
    return ExplorerData(meta, parts)


def _tell_corpus(corpus: Corpus, passages: pd.DataFrame) -> dict[str, Any]:
    """Names and colours of all that passages belong to, each list in the order by which core tells them."""
    catalogue, themes = corpus.catalogue, corpus.themes
    renderings = [r for r in catalogue.renderings if r.id in set(passages["rendering"])]
    talks = [c for c in catalogue.conversations if c.id in {r.conversation for r in renderings}]
    speakers = [s for s in catalogue.speakers if s.name in set(passages["speaker"])]
    en, zh = themes.names("en"), themes.names("zh")
    sizes = weigh_passages(corpus, passages).groupby(passages["theme"]).sum()
    order = sizes.sort_values(ascending=False, kind="stable").index.tolist()
    dates = [str(c.date) for c in talks if c.date]
    span = f", {min(dates)} to {max(dates)}" if dates else ""
    span_zh = f"（{min(dates)} 至 {max(dates)}）" if dates else ""
    counts = len(passages), len(renderings), len(talks)
    # What is on which side: 0 answers, 1 asks.
    sides = [int(corpus.asks(s.name)) for s in speakers]
    return {
        "title": {"en": catalogue.about.title or corpus.folder.name, "zh": catalogue.about.title_zh},
        "source": {
            "en": "{} passages of {} documents of {} conversations".format(*counts)
            + f"{span}. Measurements by conversation-themes; the texts are their authors'.",
            "zh": "{2} 场对话的 {1} 篇文档，共 {0} 个段落".format(*counts)
            + f"{span_zh}。测量由 conversation-themes 完成，原文归其作者所有。",
        },
        "view": _say_both(lambda: tell_view(corpus)),
        "grouped": bool(corpus.view.by),
        "conversations": [
            {
                "id": name,
                "name": _say_both(functools.partial(corpus.name_conversation, name)),
                "colour": conversation_colour(corpus, name),
            }
            for name in corpus.order_conversations(passages["conversation"])
        ],
        "speakers": [
            {
                "id": s.name,
                "name": {"en": s.name, "zh": s.name_zh or s.name},
                "colour": speaker_colour(corpus, s.name),
                "side": side,
            }
            for s, side in zip(speakers, sides, strict=True)
        ],
        "sides": [_say_both(functools.partial(corpus.name_side, side, many=True)) for side in corpus.sides]
        if len(set(sides)) > 1
        else [],
        "themes": [{"id": theme, "name": {"en": en[theme], "zh": zh[theme]}} for theme in order],
        "talks": [c.id for c in talks],
        "renderings": [
            {
                "id": r.id,
                "name": {"en": r.id, "zh": r.id},
                "conversation": r.conversation,
                "talk": talks.index(talk),
                "language": r.language,
            }
            for r in renderings
            for talk in talks
            if talk.id == r.conversation
        ],
        "columns": _tell_columns(corpus, [c.id for c in talks], [s.name for s in speakers], [r.id for r in renderings]),
    }


def _tell_columns(corpus: Corpus, talks: list[str], speakers: list[str], renderings: list[str]) -> list[dict[str, Any]]:
    """What else can be coloured and filtered by, with the value of each conversation, speaker or rendering."""
    catalogue = corpus.catalogue
    sides = dict(zip(speakers, corpus.take_sides(pd.Series(speakers, dtype=object)), strict=True))
    found = []
    for name, column in list_columns(catalogue, sides).items():
        owners = {CONVERSATION: talks, SPEAKER: speakers}.get(column.of, renderings)
        mine = [column.values.get(owner, "") for owner in owners]
        values = [value for value in column.order() if value in set(mine)]
        if name in (CONVERSATION, SPEAKER) or not 2 <= len(values) <= MOST_ALONE:
            continue
        found.append(
            {
                "id": name,
                "name": _say_both(functools.partial(name_column, corpus, name)),
                "of": {CONVERSATION: "talk", SPEAKER: "speaker"}.get(column.of, "rendering"),
                "values": [
                    {"id": value, "name": _say_both(functools.partial(name_value, corpus, value))} for value in values
                ],
                "codes": [values.index(value) if value in values else -1 for value in mine],
            }
        )
    return found


def _list_columns(
    corpus: Corpus, passages: pd.DataFrame, turns: pd.DataFrame, turn_of: np.ndarray, meta: dict[str, Any]
) -> dict[str, np.ndarray]:
    """The columns of core: by passage, by turn ("turn_..."), and which passages say the same ("same_...")."""

    def number(key: str, values: pd.Series) -> np.ndarray:
        numbers = {entry["id"]: n for n, entry in enumerate(meta[key])}
        return values.map(numbers).to_numpy(dtype="u2")

    coded = passages["coded_tone"].notna()
    tone = {name: passages["coded_tone"].fillna(passages[name]) for name in ("tone", "tone_low", "tone_high")}
    spot = passages[["x", "y"]].to_numpy(dtype=np.float64)
    low, size = spot.min(axis=0, initial=0), max(float(np.ptp(spot, axis=0).max()) if len(spot) else 1, 1e-9)
    meta["map"] = {"low": low.tolist(), "size": size}
    scaled = np.round((spot - low) / size * 65535).astype("u2")
    asked_from, asked_to, answer_from, answer_to = _pair_turns(corpus, turns)
    same_a, same_b = _find_same(passages)
    return {
        "x": scaled[:, 0],
        "y": scaled[:, 1],
        "theme": number("themes", passages["theme"]),
        "turn": turn_of,
        "number": passages["passage_id"].str.rpartition(".")[2].to_numpy(dtype="u2"),
        "n_words": passages["n_words"].to_numpy(dtype="u2"),
        **{
            name: np.where(values.isna(), _NO_TONE, (values.fillna(0) * 100).round()).astype("i2")
            for name, values in tone.items()
        },
        "flags": (_TONE_CODED * coded).to_numpy(dtype="u1"),
        "turn_rendering": number("renderings", turns["rendering"]),
        "turn_number": turns["turn"].to_numpy(dtype="u4"),
        "turn_speaker": number("speakers", turns["speaker"]),
        "turn_group": number("conversations", turns["conversation"]),
        "turn_asked_from": asked_from,
        "turn_asked_to": asked_to,
        "turn_answer_from": answer_from,
        "turn_answer_to": answer_to,
        "same_a": same_a,
        "same_b": same_b,
    }


def _pair_turns(corpus: Corpus, turns: pd.DataFrame) -> np.ndarray:
    """The first and last turn of what each turn answers, and of what answers it, -1 for none: shape (4, turns)."""
    found = np.full((4, len(turns)), -1, dtype="i4")
    if not turns["speaker"].map(corpus.asks).any():
        return found
    for _, group in turns.groupby("rendering", sort=False):
        for question, answer in pair_parts(corpus, group):
            asked, given = question.index.to_numpy(), answer.index.to_numpy()
            found[:2, given] = [[asked[0]], [asked[-1]]]
            found[2:, asked] = [[given[0]], [given[-1]]]
    return found


def _find_same(passages: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Which passages of two renderings say the same: pairs both ways round, in the order of the first of them."""
    number = {name: n for n, name in enumerate(passages["passage_id"])}
    pairs = set()
    for row in align_renderings(by_talk(passages)).itertuples():
        for one in row.passages_a.split():
            for other in row.passages_b.split():
                pairs |= {(number[one], number[other]), (number[other], number[one])}
    table = np.array(sorted(pairs), dtype="u4").reshape(-1, 2)
    return table[:, 0].copy(), table[:, 1].copy()


def _pack_words(corpus: Corpus, passages: pd.DataFrame) -> bytes:
    """For each word the passages that have it; the terms that say the same; and simple forms of characters."""
    found: dict[str, list[int]] = {}
    for n, bag in enumerate(passages["words"]):
        for item in bag.split():
            found.setdefault(item.rpartition(":")[0], []).append(n)
    vocabulary = sorted(found)
    packed, begins = pack_lists([np.array(found[word]) for word in vocabulary])
    terms = [*corpus.words.concepts, *(spellings for thing, spellings in corpus.words.spellings if thing)]
    texts = {"vocabulary": vocabulary, "concepts": terms, "variants": list_variants()}
    told = np.frombuffer(write_json(texts), dtype="u1")
    return pack_columns({"texts": told, "begins": begins, "passages": packed})


def _pack_texts(corpus: Corpus, turns: pd.DataFrame, turn_of: np.ndarray, words: list[str]) -> dict[str, bytes]:
    gists = {language: find_gists(corpus.gists, turns, language=language) for language in LANGUAGES}
    parts = {}
    for n, first in enumerate(range(0, len(words), TEXTS_AT_ONCE)):
        mine = words[first : first + TEXTS_AT_ONCE]
        a, b = int(turn_of[first]), int(turn_of[first + len(mine) - 1]) + 1
        parts[f"texts-{n}"] = compress(
            write_json({"turn": a, "gists": {name: gists[name][a:b] for name in LANGUAGES}, "words": mine})
        )
    return parts


def _say_both(tell: Callable[[], str]) -> dict[str, str]:
    """What is said in each language."""
    before, told = the_language(), {}
    for language in LANGUAGES:
        set_language(language)
        told[language] = tell()
    set_language(before)
    return told
