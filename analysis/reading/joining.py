"""Joining: who speaks, where JSON keeps that apart from the words: by time, in a list beside them, or as their keys."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.reading.json_tree import Node, read_value, walk
from analysis.reading.shapes import rate_label, rate_shape
from analysis.reading.speakers import is_role
from analysis.reading.vocabulary import TIME_FIELDS, WORD_FIELDS, is_speaker_field, plain_key

NAMES = ("name", "displayname", "fullname", "label", "姓名")
_NAME_FIELDS = (*NAMES, "title", "id")
_BEGIN_FIELDS = ("starttime", "start", "begin", "offset", "from", "starttimestamp", "time")
_END_FIELDS = ("endtime", "end", "to", "endtimestamp")
_LENGTH_FIELDS = ("duration", "length", "dur")
_CLOCK = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2}(?:[.,]\d{1,6})?)|(\d{1,12}(?:\.\d{1,9})?)s?")
# So many turns before a word are looked at for the one that it lies in.
_NEAR = 20
_INSTANT = 1e-6
# A key of records that have others, too, is somebody's when it looks as much like a name.
_SURE_NAME = 1.2
_ANSWERS = {"answer", "response", "reply", "回答", "答复"}


@dataclass(frozen=True, slots=True)
class Turn:
    """From when to when a speaker has the word, in the unit of the file."""

    begin: float
    end: float
    speaker: Node


@dataclass(frozen=True, slots=True)
class Said:
    """Words, and the value or key that says who speaks, None where nothing does."""

    leaf: Node
    speaker: Node | None


def find_beside(leaves: Sequence[Node]) -> list[Node | None]:
    """Return who speaks in each leaf, by a list of speakers beside another of as many items that the leaf is in."""
    pairs: dict[int, dict[int, Node]] = {}
    known: dict[int, Node | None] = {}
    for leaf in leaves:
        passed: list[int] = []
        item: Node = leaf
        speaker = None
        while item.parent is not None and speaker is None and id(item) not in known:
            if id(item.parent) not in pairs:
                pairs[id(item.parent)] = _pair_items(item.parent)
            speaker = pairs[id(item.parent)].get(id(item))
            passed.append(id(item))
            item = item.parent
        known.update(dict.fromkeys(passed, speaker or known.get(id(item))))
    return [known.get(id(leaf)) for leaf in leaves]


def _pair_items(holder: Node) -> dict[int, Node]:
    """For each item of a list or object, its counterpart in one of speakers beside it, by identity."""
    if holder.parent is None or holder.parent.kind != "{" or len(holder.below) < 2:
        return {}
    for other in holder.parent.below:
        same = other.kind == holder.kind and len(other.below) == len(holder.below) and other is not holder
        if not same or not _names_speakers(other.key) or not all(node.is_scalar for node in other.below):
            continue
        if holder.kind == "[" or [node.key for node in holder.below] == [node.key for node in other.below]:
            return {id(item): node for item, node in zip(holder.below, other.below, strict=True)}
    return {}


def _names_speakers(key: str) -> bool:
    plain = plain_key(key)
    return any(is_speaker_field(re.sub(ending, "", plain)) for ending in ("$^", "s$", "(?:list|sequence|order)$"))


def find_by_time(text: str, leaves: Sequence[Node], turns: Sequence[Turn]) -> list[Node | None]:
    """Return who speaks in each leaf, by the turn in which the time of the record around it lies.

    A leaf without any time, such as a mark, is of whoever has the one before it.
    """
    begins = [turn.begin for turn in turns]
    known: dict[int, tuple[float, float] | None] = {}
    found: list[Node | None] = []
    for leaf in leaves:
        passed: list[int] = []
        node, time = leaf.parent, None
        while node is not None and time is None and id(node) not in known:
            time = _find_time(text, node)
            passed.append(id(node))
            node = node.parent
        time = time or (known.get(id(node)) if node is not None else None)
        known.update(dict.fromkeys(passed, time))
        if time is None:
            found.append(found[-1] if found else None)
            continue
        begin, end = time[0], max(time[1], time[0] + _INSTANT)
        near = turns[max(0, (last := bisect_left(begins, end)) - _NEAR) : last]
        shared = [min(end, turn.end) - max(begin, turn.begin) for turn in near]
        best = shared.index(max(shared)) if shared and max(shared) > 0 else -1
        found.append(near[best].speaker if near else None)
    return found


def find_turns(text: str, root: Node, words: Sequence[Node]) -> list[Turn]:
    """Return what records of speakers with times tell of turns, in order; one without an end lasts until the next.

    words: what is said, which names nobody whatever its field is called.
    """
    said = {id(leaf) for leaf in words}
    found: list[tuple[float, float, Node]] = []
    for node in walk(root):
        if node.kind != "{":
            continue
        named = (value for key, value in node.fields().items() if is_speaker_field(key))
        speaker = next((name for value in named if (name := find_name(value)) and id(name) not in said), None)
        if speaker is not None and (time := _find_time(text, node)):
            found.append((*time, speaker))
    found.sort(key=lambda turn: turn[0])
    stops = [turn[0] for turn in found[1:]] + [float("inf")]
    return [Turn(a, b if b > a else stop, speaker) for (a, b, speaker), stop in zip(found, stops, strict=False)]


def find_name(node: Node) -> Node | None:
    """Return the value that names somebody: a scalar itself, of an object its name, else its id."""
    if node.is_scalar:
        return node
    fields = node.fields() if node.kind == "{" else {}
    return next((fields[key] for key in _NAME_FIELDS if key in fields and fields[key].is_scalar), None)


def _find_time(text: str, node: Node) -> tuple[float, float] | None:
    """Begin and end of a record in its own unit, the end no later than the begin where it is not told."""
    fields = node.fields() if node.kind == "{" else {}
    begin = _read_time(text, fields, _BEGIN_FIELDS)
    if begin is None:
        return None
    end, length = _read_time(text, fields, _END_FIELDS), _read_time(text, fields, _LENGTH_FIELDS)
    return begin, begin + (length or 0.0) if end is None else end


def _read_time(text: str, fields: dict[str, Node], names: Sequence[str]) -> float | None:
    found = next((fields[name] for name in names if name in fields and fields[name].is_scalar), None)
    match = _CLOCK.fullmatch(read_value(text, found).strip()) if found else None
    if not match:
        return None
    hours, minutes, seconds, plain = match.groups()
    return float(plain) if plain else int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds.replace(",", "."))


def find_under_names(root: Node) -> Iterator[list[Said]]:
    """Yield what is said in each list of records, and each object, whose keys are the speakers."""
    for node in walk(root):
        records = [node] if node.kind == "{" else node.below if node.kind == "[" else []
        if not records or not all(record.kind == "{" for record in records):
            continue
        said = [[value for value in record.below if not _tells_time(value)] for record in records]
        flat = [value for values in said for value in values]
        if node.kind == "{" and _are_surely_people(flat):
            yield [Said(leaf, _name_node(value)) for value in flat for leaf in _list_words(value)]
        elif node.kind == "[" and all(value.kind == '"' for value in flat):
            single = all(len(values) == 1 for values in said)
            if _are_people(flat) if single else _are_roles(flat):
                yield [Said(value, _name_node(value)) for value in flat]


def _tells_time(value: Node) -> bool:
    return value.kind in ("0", "n") or plain_key(value.key) in TIME_FIELDS


def _are_surely_people(values: Sequence[Node]) -> bool:
    """Whether all keys of one object are names of people beyond doubt, who say something."""
    return len(values) >= 2 and all(rate_shape(value.key) >= _SURE_NAME and _list_words(value) for value in values)


def _are_people(values: Sequence[Node]) -> bool:
    """Whether the one key that each of many records has is a name rather than not."""
    counts = Counter(value.key for value in values)
    if len(counts) < 2 or any(plain_key(key) in WORD_FIELDS or is_speaker_field(plain_key(key)) for key in counts):
        return False
    return all(rate_label(key, count) > 0 for key, count in counts.items())


def _are_roles(values: Sequence[Node]) -> bool:
    """Whether the keys that records have are roles in a conversation, such as who asks and who answers."""
    keys = {value.key for value in values}
    return len(keys) >= 2 and all(is_role(key) or plain_key(key) in _ANSWERS for key in keys)


def _list_words(value: Node) -> list[Node]:
    """The strings that a value is, or is a list of."""
    leaves = value.below if value.kind == "[" else [value]
    return leaves if all(leaf.kind == '"' for leaf in leaves) else []


def _name_node(value: Node) -> Node | None:
    """The key of a value as a value."""
    return Node('"', value.key, *value.named, value.parent) if value.named else None


def find_in_rows(text: str, root: Node) -> Iterator[list[list[Node]]]:
    """Yield the columns of each list of rows, which are lists of values and all as long."""
    for node in walk(root):
        rows = node.below if node.kind == "[" else []
        width = len(rows[0].below) if rows else 0
        if len(rows) < 3 or not 2 <= width <= 20:
            continue
        if all(row.kind == "[" and len(row.below) == width and all(v.kind != "{" for v in row.below) for row in rows):
            yield [[row.below[number] for row in rows] for number in range(width)]
