"""ConvoKit: a corpus in a folder as ConvoKit keeps it: utterances, speakers, conversations.

Source: Chang et al. (2020), ConvoKit: a toolkit for the analysis of conversations; the form is that of Corpus.dump.
Older corpora call a speaker user and a conversation root. What ConvoKit keeps in pickles can run code and is not read.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from analysis.ground.errors import AnalysisError
from analysis.intake.talks import Said, Talk, call_people, is_plain, mend

UTTERANCES, SPEAKERS, CONVERSATIONS = "utterances.jsonl", "speakers.json", "conversations.json"
_OLD_UTTERANCES, _OLD_SPEAKERS = "utterances.json", "users.json"
_LONGEST_LINE, _LARGEST = 20_000_000, 500_000_000
# What stands for a value that is kept in a pickle.
_IN_PICKLE = ("<##bin{", "}&&@**>")
NAMED = ("name", "display_name", "full_name")
PICKLED = "kept in a pickle"


def is_convokit(folder: Path) -> bool:
    """Return whether a folder is a ConvoKit corpus: by its files, and by what the first utterance has."""
    if not folder.is_dir() or not any((folder / name).is_file() for name in (SPEAKERS, _OLD_SPEAKERS)):
        return False
    try:
        _, first = next(_read_utterances(folder))
    except (AnalysisError, StopIteration):
        return False
    return "text" in first and "id" in first and bool({"speaker", "user"} & first.keys())


def read_talks(folder: Path) -> list[Talk]:
    """Return the conversations of a ConvoKit corpus, in the order of their first utterances.

    Utterances are in the order of their timestamps where all of a conversation have one, else in that of the file.
    People are called by the name that their meta has, where no two have the same, else by their id. Errors:
    AnalysisError naming file and line where something is damaged, missing, too large or a link.
    """
    speakers = _read_components(folder, SPEAKERS, _OLD_SPEAKERS)
    conversations = _read_components(folder, CONVERSATIONS)
    found: dict[str, list[tuple[str, Said]]] = {}
    for where, utterance in _read_utterances(folder):
        talk = utterance.get("conversation_id", utterance.get("root"))
        if not isinstance(talk, str | int) or talk == "":
            raise AnalysisError(f"{where}: the utterance names no conversation; give each its conversation_id.")
        found.setdefault(str(talk), []).append(_read_said(utterance, where))
    names = _name_people(speakers, [who for said in found.values() for who, _ in said])
    talks = []
    for talk, pairs in found.items():
        said = [
            Said(names[who], one.text, one.time, {**one.more, **_tell_id(who, names[who])})
            for who, one in _order(pairs)
        ]
        people = {names[who]: speakers.get(who, {}) for who in dict.fromkeys(who for who, _ in pairs) if names[who]}
        talks.append(Talk(talk, said, conversations.get(talk, {}), people))
    return talks


def _read_said(utterance: Mapping[str, Any], where: str) -> tuple[str, Said]:
    """The speaker's id, "" where there is none, and what is said, still without the speaker's name."""
    text, who = utterance.get("text"), utterance.get("speaker", utterance.get("user"))
    if not isinstance(text, str | None):
        raise AnalysisError(f"{where}: the text of the utterance is {str(text)[:40]!r}; expected text.")
    if not isinstance(who, str | int | None):
        raise AnalysisError(f"{where}: the speaker of the utterance is {str(who)[:40]!r}; expected an id.")
    meta = utterance.get("meta")
    more = {
        "utterance_id": utterance.get("id"),
        "reply_to": utterance.get("reply-to", utterance.get("reply_to")),
        **(_hide_pickled(meta) if isinstance(meta, dict) else {}),
    }
    time = utterance.get("timestamp")
    return "" if who is None else str(who), Said("", mend(text or ""), time if is_plain(time) else None, more)


def _tell_id(who: str, name: str) -> dict[str, str]:
    """The id of a speaker who is called otherwise."""
    return {"person_id": who} if name and name != who else {}


def _order(pairs: list[tuple[str, Said]]) -> list[tuple[str, Said]]:
    times = [_count_time(said.time) for _, said in pairs]
    if any(time is None for time in times):
        return pairs
    return [pair for _, pair in sorted(zip(times, pairs, strict=True), key=lambda both: both[0] or 0)]


def _count_time(time: object) -> float | None:
    try:
        return float(time) if isinstance(time, str | int | float) else None
    except (ValueError, OverflowError):
        return None


def _name_people(speakers: Mapping[str, Mapping[str, object]], spoken: list[str]) -> dict[str, str]:
    """What each speaker is called, by id."""
    ids = [who for who in dict.fromkeys(spoken) if who]
    called = {}
    for who in ids:
        told = (speakers.get(who, {}).get(key) for key in NAMED)
        called[who] = next((name for name in told if isinstance(name, str) and name.strip()), who)
    if len({name.casefold() for name in called.values()}) < len(called):
        called = {who: who for who in ids}
    names = call_people(called.values())
    return {"": ""} | {who: names[name] for who, name in called.items()}


def _hide_pickled(values: Mapping[str, object]) -> dict[str, object]:
    """The values, with a list in the place of what is kept in a pickle, so that it is told as left out."""
    hidden = [key for key, value in values.items() if _is_pickled(value)]
    return {**values, **{f"{key} ({PICKLED})": [PICKLED] for key in hidden}, **dict.fromkeys(hidden)}


def _is_pickled(value: object) -> bool:
    return isinstance(value, str) and value.startswith(_IN_PICKLE[0]) and value.endswith(_IN_PICKLE[1])


def _read_components(folder: Path, *names: str) -> dict[str, dict[str, object]]:
    """What is said of each conversation or speaker, by id; nothing where there is no file of it."""
    path = next((folder / name for name in names if (folder / name).exists()), None)
    if path is None:
        return {}
    table = _parse(_read_whole(path), str(path))
    if not isinstance(table, dict) or not all(isinstance(one, dict) for one in table.values()):
        raise AnalysisError(f"{path}: expected a table of {path.stem}, each with its meta; dump the corpus again.")
    metas = {name: one["meta"] if isinstance(one.get("meta"), dict) else one for name, one in table.items()}
    return {name: _hide_pickled(meta) for name, meta in metas.items()}


def _read_utterances(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each utterance, with the file and line that errors name."""
    path, old = folder / UTTERANCES, folder / _OLD_UTTERANCES
    if path.exists():
        _check_file(path)
        with path.open("rb") as stream:
            number = 0
            while line := stream.readline(_LONGEST_LINE + 1):
                number += 1
                where = f"{path}, line {number}"
                if len(line) > _LONGEST_LINE:
                    raise AnalysisError(f"{where}: it is longer than {_LONGEST_LINE:,} bytes, which no utterance is.")
                if line.strip():
                    yield where, _check_utterance(_parse(line, where), where)
    elif old.exists():
        utterances = _parse(_read_whole(old), str(old))
        if not isinstance(utterances, list):
            raise AnalysisError(f"{old}: expected a list of utterances; dump the corpus again.")
        for number, one in enumerate(utterances, 1):
            where = f"{old}, utterance {number}"
            yield where, _check_utterance(one, where)
    else:
        raise AnalysisError(
            f"{folder}: there is no {UTTERANCES} in it, so it is no ConvoKit corpus; dump it again with Corpus.dump."
            " Pickles (.bin, .p) can run code and are not read."
        )


def _check_utterance(utterance: Any, where: str) -> dict[str, Any]:
    if not isinstance(utterance, dict):
        raise AnalysisError(f"{where}: this is no utterance; expected a JSON object with id, speaker and text.")
    return utterance


def _check_file(path: Path) -> None:
    if path.is_symlink() or not path.is_file():
        raise AnalysisError(f"{path}: this is a link or no file, and is not followed; put the file itself there.")


def _read_whole(path: Path) -> bytes:
    _check_file(path)
    if (size := path.stat().st_size) > _LARGEST:
        raise AnalysisError(f"{path}: it has {size:,} bytes, more than {_LARGEST:,}; cut the corpus into several.")
    return path.read_bytes()


def _parse(content: bytes, where: str) -> Any:
    """The value that JSON is; it may be nested as deeply as Python reads."""
    try:
        return json.loads(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise AnalysisError(f"{where}: byte {error.start + 1} is no UTF-8; dump the corpus again.") from None
    except json.JSONDecodeError as error:
        place = f"{where}, line {error.lineno}" if error.lineno > 1 else where
        raise AnalysisError(f"{place}: this is no valid JSON ({error.msg}, column {error.colno}).") from None
    except (ValueError, RecursionError):
        raise AnalysisError(f"{where}: this JSON is nested too deeply or has too long a number.") from None
