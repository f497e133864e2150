"""ConvoKit: a corpus as ConvoKit keeps one: `Corpus(filename=FOLDER)` opens it.

Source: Chang et al. (2020), ConvoKit: a toolkit for the analysis of conversations; the form is that of Corpus.dump.
"""

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pandas as pd

from analysis.corpus.documents import has_document
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import write_atomic
from analysis.ground.wording import list_some
from analysis.interchange.frames import frame_utterances
from analysis.results import OpenCorpus

FILES = ("utterances.jsonl", "speakers.json", "conversations.json", "corpus.json", "index.json")
_META = ("turn", "exchange", "elsewhere", "n_words", "passages", "theme", "theme_name", "themes", "tone")


def save_convokit(corpus: OpenCorpus, folder: Path) -> Path:
    """Write the corpus into a folder as ConvoKit keeps one; return the folder.

    An utterance is a turn, replying to the one before; its timestamp counts the turns from 1, which puts them in order.
    A conversation is one rendering, so that no talk is counted twice by whoever takes the renderings of one only; its
    meta tells which conversation it renders. Errors: AnalysisError where a document is not there: utterances without
    words would be measured as silence.
    """
    frame = frame_utterances(corpus)
    measured = [corpus.rendering(name) for name in frame["rendering"].unique()]
    if missing := [rendering.id for rendering in measured if not has_document(corpus, rendering)]:
        raise AnalysisError(
            f"ConvoKit works on what was said, and the documents of {list_some(missing)} are not there; bring them with"
            " `make documents FROM=folder`, or export csv or parquet, which have what was measured."
        )
    metas = _list_metas(frame)
    utterances = _list_utterances(frame, metas)
    speakers = _list_speakers(corpus, set(frame["speaker"]))
    conversations = _list_conversations(corpus, frame["rendering"].unique())
    about = {"title": corpus.title(), "themes": {theme: corpus.name_theme(theme) for theme in corpus.list_themes()}}
    index = {
        "utterances-index": _index(metas),
        "speakers-index": _index(speakers.values()),
        "conversations-index": _index(conversations.values()),
        "overall-index": _index([about]),
        "version": 1,
        "vectors": [],
    }
    contents = (
        "".join(json.dumps(utterance) + "\n" for utterance in utterances),
        json.dumps({name: {"meta": meta, "vectors": []} for name, meta in speakers.items()}),
        json.dumps({name: {"meta": meta, "vectors": []} for name, meta in conversations.items()}),
        json.dumps(about),
        json.dumps(index),
    )
    for name, content in zip(FILES, contents, strict=True):
        write_atomic(folder / name, content)
    return folder


def _list_metas(frame: pd.DataFrame) -> list[dict[str, object]]:
    turns = frame[list(_META)].to_dict("records")
    return [{**turn, "tone": None if pd.isna(turn["tone"]) else turn["tone"]} for turn in turns]


def _list_utterances(frame: pd.DataFrame, metas: Sequence[Mapping[str, object]]) -> list[dict[str, object]]:
    before = frame["id"].shift().where(frame["rendering"] == frame["rendering"].shift())
    numbers = frame.groupby("rendering").cumcount() + 1
    columns = zip(frame.to_dict("records"), metas, before, numbers, strict=True)
    return [
        {
            "id": turn["id"],
            "conversation_id": turn["rendering"],
            "text": turn["text"],
            "speaker": turn["speaker"],
            "meta": meta,
            "reply-to": None if pd.isna(reply_to) else reply_to,
            "timestamp": number,
            "vectors": [],
        }
        for turn, meta, reply_to, number in columns
    ]


def _list_speakers(corpus: OpenCorpus, spoken: set[str]) -> dict[str, dict[str, object]]:
    return {
        speaker.name: {
            **_make_plain(speaker.columns),
            "role": speaker.role,
            "aliases": list(speaker.aliases),
            **({"name_zh": speaker.name_zh} if speaker.name_zh else {}),
        }
        for speaker in corpus.catalogue.speakers
        if speaker.name in spoken
    }


def _list_conversations(corpus: OpenCorpus, renderings: Iterable[str]) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for name in renderings:
        rendering = corpus.rendering(name)
        talk = corpus.catalogue.conversation(rendering.conversation)
        told = {
            "conversation": talk.id,
            "title": talk.title,
            "occasion": talk.occasion,
            "date": talk.date,
            "language": rendering.language,
            "text_kind": rendering.text_kind,
            "publisher": rendering.publisher,
            "url": rendering.url,
        }
        found[name] = {**_make_plain(talk.columns), **_make_plain(told)}
    return found


def _make_plain(values: Mapping[str, object]) -> dict[str, object]:
    """The values that are given, a date as it is written."""
    dated = {key: value.isoformat() if isinstance(value, datetime.date) else value for key, value in values.items()}
    return {key: value for key, value in dated.items() if value not in (None, "")}


def _index(metas: Iterable[Mapping[str, object]]) -> dict[str, list[str]]:
    """Which kinds of values each key of meta has, as ConvoKit writes them."""
    kinds: dict[str, dict[str, None]] = {}
    for meta in metas:
        for key, value in meta.items():
            kinds.setdefault(key, {}).update({} if value is None else {str(type(value)): None})
    return {key: list(found) for key, found in kinds.items()}
