"""Records: transcripts kept as JSON, as recognisers of speech and archives export them.

Field names differ from producer to producer, so it is the contents that decide: of all groups of fields that hold
words, the one that gives most words to speakers is read, and of two that hold the same words the coarser one.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from analysis.ground.errors import AnalysisError
from analysis.reading.sources import Record, Source, View, name_speaker
from analysis.reading.vocabulary import SPEAKER_FIELDS, WORD_FIELDS, is_speaker_field, plain_key

_TOKEN = re.compile(r'"(?:[^"\\]++|\\.)*+"|[{}\[\],:]|-?\d++(?:\.\d++)?(?:[eE][+-]?\d++)?|true|false|null', re.DOTALL)
_DECODER = json.JSONDecoder(strict=False)
_READER = json.JSONDecoder(parse_int=str, parse_float=str)
# Of the readings that a recogniser proposes for one stretch only the first counts.
_ALTERNATIVES = {"alternatives", "nbest"}
_NAMES = ("name", "displayname", "fullname", "label", "姓名")
_NAME_FIELDS = (*_NAMES, "title", "id")
_ID_FIELDS = ("id", "speaker", "speakerid", "key", "spkid")
_MOST_RECORDS = 300_000
_BEGIN_FIELDS = ("starttime", "start", "begin", "offset", "from")
# Fields without a known name hold words when they have as many as this on average.
_WORDY = 4


@dataclass(slots=True)
class _Node:
    """A value of the JSON: its kind (one of { [ and, of a scalar, " or 0), its place, and where it hangs."""

    kind: str
    key: str
    start: int
    end: int
    parent: "_Node | None"
    below: "list[_Node]" = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Group:
    """The fields of one path, and for each of them who the records around it say speaks."""

    leaves: "Sequence[_Node]"
    speakers: "Sequence[_Node | None]"
    rank: int

    def count(self, *, spoken: bool) -> int:
        """How many characters the fields hold; spoken: only of those that name a speaker."""
        return sum(
            leaf.end - leaf.start
            for leaf, speaker in zip(self.leaves, self.speakers, strict=True)
            if speaker or not spoken
        )


def open_json(text: str) -> Source | None:
    """Return the source that JSON, or a line of JSON for each record, is; None where the text is neither.

    Errors: AnalysisError, naming the fields there are, where none of them holds words.
    """
    if not _is_json(text):
        return None
    root = _parse(text)
    groups = list(_find_groups(text, root))
    if not any(speaker for group in groups for speaker in group.speakers):
        groups = _join_by_time(text, root, groups)
    chosen = _choose_group(groups)
    if chosen is None:
        keys = sorted({leaf.key for leaf in _walk(root) if leaf.kind in '"0' and leaf.key})
        raise AnalysisError(
            f"JSON, but no field that is known holds words; the fields are {', '.join(keys[:12]) or 'none'}."
            " Rename the one with the words to text and the one with the speaker to speaker."
        )
    return _build(text, root, chosen)


def _build(text: str, root: _Node, group: _Group) -> Source:
    if len(group.leaves) > _MOST_RECORDS:
        raise AnalysisError(
            f"it has {len(group.leaves):,} records, more than {_MOST_RECORDS:,}, which no conversation has; cut it into"
            " conversations and read each by itself."
        )
    view = View(text)
    records: list[Record] = []
    named = _find_speaker_map(text, root)
    before = ""
    for leaf, speaker in zip(group.leaves, group.speakers, strict=True):
        who = _call(_read(text, speaker)) if speaker else ""
        who = named.get(who, who)
        words = _read(text, leaf)
        if not words.strip():
            continue
        if records:
            view.insert(_joint(before, words, same=records[-1].who == who), leaf.start)
        begin = view.length
        if leaf.kind == '"':
            view.take_json(leaf.start + 1, leaf.end - 1)
        else:
            view.take(leaf.start, leaf.end)
        records.append(Record(begin, view.length, who))
        before = words
    unnamed = sum(not record.who for record in records)
    notes = [f"{unnamed} of {len(records)} records name no speaker"] if 0 < unnamed < len(records) else []
    labels = sorted({(s.start, s.end) for s in group.speakers if s is not None})
    return view.close("json", records=records, labels=labels, notes=notes)


def _joint(before: str, after: str, *, same: bool) -> str:
    """What stands between two records: nothing before a mark or between Chinese characters, else a blank."""
    if not same:
        return "\n\n"
    if len(after.split()) > 1 or len(after) > 12:
        return "\n"
    return "" if re.match(r"[.,;:!?%)\]}’”…。，、；：！？]", after) or ("\u4e00" <= before[-1:] <= "\u9fff") else " "


def _is_json(text: str) -> bool:
    stripped = text.lstrip("\ufeff").strip()
    if stripped[:1] not in ("{", "["):
        return False
    try:
        _READER.decode(stripped)
    except json.JSONDecodeError:
        try:
            lines = [line for line in stripped.splitlines() if line.strip()]
            return all(isinstance(_READER.decode(line.strip()), dict) for line in lines)
        except (json.JSONDecodeError, RecursionError):
            return False
    except RecursionError:
        return False
    return True


def _parse(text: str) -> _Node:
    """The values as a tree, each with its place; lines of JSON hang side by side under one root."""
    root = _Node("[", "", 0, len(text), None)
    here, key = root, ""
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token in "{[":
            node = _Node(token, key or here.key, match.start(), len(text), here)
            here.below.append(node)
            here, key = node, ""
        elif token in "}]":
            here.end = match.end()
            here, key = here.parent or root, ""
        elif token == ",":
            key = ""
        elif token != ":":
            if here.kind == "{" and not key:
                key = _DECODER.decode(token) or " "
            elif token[0] == '"' or token[0].isdigit() or token[0] == "-":
                kind = '"' if token[0] == '"' else "0"
                here.below.append(_Node(kind, key or here.key, match.start(), match.end(), here))
    return root


def _walk(node: _Node) -> Iterator[_Node]:
    stack = [node]
    while stack:
        one = stack.pop()
        yield one
        stack += reversed(one.below)


def _read(text: str, node: _Node) -> str:
    raw = text[node.start : node.end]
    if node.kind != '"':
        return raw
    return str(_DECODER.decode(raw)).encode("utf-8", "replace").decode("utf-8")


def _find_groups(text: str, root: _Node) -> Iterator[_Group]:
    """Fields that may hold what is said, those of one path together; below alternatives only the first."""
    leaves_at: dict[int, list[_Node]] = defaultdict(list)
    # A path by its number: the last field's name in it, and whether it goes through a list.
    paths = [("", False)]
    numbers: dict[tuple[int, str], int] = {}
    stack: list[tuple[_Node, int]] = [(root, 0)]
    while stack:
        node, path = stack.pop()
        if node.kind == '"':
            leaves_at[path].append(node)
            continue
        below = node.below
        if node.kind == "[":
            below = below[:1] if plain_key(node.key) in _ALTERNATIVES else below
        for child in reversed(below):
            step = "*" if node.kind == "[" else child.key
            number = numbers.setdefault((path, step), len(paths))
            if number == len(paths):
                paths.append((paths[path][0], True) if step == "*" else (step, paths[path][1]))
            stack.append((child, number))
    known: dict[int, _Node | None] = {}
    for path, leaves in leaves_at.items():
        key, listed = plain_key(paths[path][0]), paths[path][1]
        if is_speaker_field(key):
            continue
        rank = WORD_FIELDS.get(key)
        if rank is None:
            if not listed or len(leaves) < 2 or _average_words(text, leaves) < _WORDY:
                continue
            rank = len(WORD_FIELDS)
        leaves.sort(key=lambda leaf: leaf.start)
        yield _Group(leaves, [_find_speaker(leaf, known) for leaf in leaves], rank)


def _average_words(text: str, leaves: Sequence[_Node]) -> float:
    sample = [_read(text, leaf) for leaf in leaves[:50]]
    if any("://" in words for words in sample):
        return 0
    return sum(len(re.findall(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+", words)) for words in sample) / len(sample)


def _find_speaker(leaf: _Node, known: dict[int, _Node | None]) -> _Node | None:
    """The field that says who speaks: of the record of these words, or of the nearest one around it.

    known: what was found for other leaves, by the record, which is added to.
    """
    passed: list[int] = []
    node, found = leaf.parent, None
    while node is not None:
        if id(node) in known and known[id(node)] is not leaf:
            found = known[id(node)]
            break
        if node.kind == "{" and _hangs_in_list(node) and (found := _find_named(node, leaf)):
            passed.append(id(node))
            break
        passed.append(id(node))
        node = node.parent
    known.update(dict.fromkeys(passed, found))
    return found


def _find_named(record: _Node, leaf: _Node) -> _Node | None:
    """The field of a record that says who speaks, other than the leaf with the words."""
    fields = _fields(record)
    for key in (*SPEAKER_FIELDS, *(key for key in fields if is_speaker_field(key))):
        found = fields.get(key)
        if found is not None and found.kind == "{":
            found = _find_name(found)
        if found is None or found.kind not in '"0' or found is leaf:
            continue
        if found.end - found.start > 2 * (found.kind == '"'):
            return found
    return None


def _fields(record: _Node) -> dict[str, _Node]:
    """The values of an object by the plain form of their keys."""
    return {plain_key(child.key): child for child in record.below}


def _hangs_in_list(node: _Node) -> bool:
    return node.parent is not None and node.parent.kind == "["


def _find_name(node: _Node) -> _Node | None:
    fields = _fields(node)
    return next((fields[key] for key in _NAME_FIELDS if key in fields and fields[key].kind in '"0'), None)


def _join_by_time(text: str, root: _Node, groups: Sequence[_Group]) -> list[_Group]:
    """The groups with speakers from records of their own, where these begin at the very time at which words do."""
    speakers: dict[str, _Node] = {}
    for node in _walk(root):
        if node.kind == "{":
            named = (c for key, c in _fields(node).items() if is_speaker_field(key) and c.kind in '"0')
            speaker = next(named, None)
            if speaker is not None and (begins := _find_begin(text, node)):
                speakers[begins] = speaker
    return (
        [replace(group, speakers=_take_by_time(text, group.leaves, speakers)) for group in groups]
        if speakers
        else list(groups)
    )


def _take_by_time(text: str, leaves: Sequence[_Node], speakers: Mapping[str, _Node]) -> list[_Node | None]:
    """Who speaks at the time of each field; a field without one, such as a mark, is whoever's was before it."""
    taken: list[_Node | None] = []
    for leaf in leaves:
        node, begins = leaf.parent, ""
        while node is not None and not begins:
            begins, node = _find_begin(text, node), node.parent
        taken.append(speakers.get(begins) if begins else taken[-1] if taken else None)
    return taken


def _find_begin(text: str, node: _Node) -> str:
    fields = _fields(node) if node.kind == "{" else {}
    found = next((fields[key] for key in _BEGIN_FIELDS if key in fields), None)
    return _read(text, found) if found is not None and found.kind in '"0' else ""


def _choose_group(groups: Sequence[_Group]) -> _Group | None:
    """The fields that give most words to speakers, or hold most where nobody is named; the coarsest that do."""
    for spoken in (True, False):
        counted = [(group.count(spoken=spoken), group) for group in groups]
        most = max((count for count, _ in counted), default=0)
        # A word of its own for each field has quotation marks of its own, too, so that sizes agree but roughly.
        same = [group for count, group in counted if most and count >= 0.6 * most]
        known = [group for group in same if group.rank < len(WORD_FIELDS)]
        if same:
            return min(known or same, key=lambda group: (len(group.leaves), group.rank))
    return None


def _call(who: str) -> str:
    return name_speaker(who.strip().strip(":：").strip())


def _find_speaker_map(text: str, root: _Node) -> dict[str, str]:
    """Names by what the records call a speaker: of a list of people with an id and a name, or an object of names."""
    named: dict[str, str] = {}
    for node in _walk(root):
        if node.kind != "{":
            continue
        fields = {key: child for key, child in _fields(node).items() if child.kind in '"0'}
        identifier = next((fields[key] for key in _ID_FIELDS if key in fields), None)
        name = next((fields[key] for key in _NAMES if key in fields), None)
        if identifier is not None and name is not None and not any(key in fields for key in WORD_FIELDS):
            named[_call(_read(text, identifier))] = _read(text, name).strip()
        if plain_key(node.key) in ("speakers", "speakermap", "speakernames", "participants", "names"):
            for child in node.below:
                if child.kind == '"':
                    named[_call(child.key)] = _read(text, child).strip()
    return {who: name for who, name in named.items() if name and not name.isdigit()}
