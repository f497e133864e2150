"""Records: transcripts kept as JSON, as recognisers of speech and archives export them.

Field names differ from producer to producer, so it is the contents that decide: of all groups of fields that hold
words, the one that gives most words to speakers is read, and of two that hold the same words the coarser one.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.ground.errors import AnalysisError
from analysis.reading.alternating import are_words, find_alternating
from analysis.reading.joining import (
    NAMES,
    find_beside,
    find_by_time,
    find_in_rows,
    find_name,
    find_turns,
    find_under_names,
)
from analysis.reading.json_tree import MARKUP, Node, parse_json, read_value, unwrap_json, walk
from analysis.reading.sources import Record, Source, View, name_speaker
from analysis.reading.tables import find_named_columns, guess_columns
from analysis.reading.vocabulary import NOBODY, SPEAKER_FIELDS, WORD_FIELDS, is_speaker_field, plain_key

# Of the readings that a recogniser proposes for one stretch only the first counts.
_ALTERNATIVES = {"alternatives", "nbest", "cw"}
_ID_FIELDS = ("id", "speaker", "speakerid", "key", "spkid")
_MOST_RECORDS = 300_000
# Fields without a known name hold words when they have as many as this on average.
_WORDY = 4
# A field of this name says what a record is; where some are speech, nothing else is.
_KIND_FIELDS, _SPOKEN_KINDS = ("kind", "type", "itemtype"), {"speech", "utterance", "turn", "spoken", "dialogue"}
_SPEAKING = re.compile("speaker|spk|^rl$|[发發]言人|[说說讲講][话話]人")
# How the words of a post are called.
_POST = re.compile("(?:self|full|raw|plain)?(?:text|body|content|message)(?:plain|raw)?")
_LABEL_ENDS = re.compile(r"\s*+[.:：][\s]*+")


@dataclass(frozen=True, slots=True)
class _Group:
    """The fields of one path, and for each of them who is said to speak."""

    leaves: Sequence[Node]
    speakers: Sequence[Node | None]
    rank: int

    def count(self, *, spoken: bool) -> int:
        """How many characters the fields hold; spoken: only of those that name a speaker."""
        return sum(
            leaf.end - leaf.start
            for leaf, speaker in zip(self.leaves, self.speakers, strict=True)
            if speaker or not spoken
        )


def open_json(text: str) -> Source | None:
    """Return the source that JSON is, also lines of it, and in a statement of JavaScript; None where the text is none.

    Errors: AnalysisError, naming the fields there are, where none of them holds words.
    """
    outer = unwrap_json(text)
    return outer.nest(_open(outer.text)) if outer else None


def _open(text: str) -> Source:
    root = parse_json(text)
    source = _read_tree(text, root, "json")
    if source is None:
        keys = sorted({leaf.key for leaf in walk(root) if leaf.is_scalar and leaf.key})
        raise AnalysisError(
            f"JSON, but no field that is known holds words; the fields are {', '.join(keys[:12]) or 'none'}."
            " Rename the one with the words to text and the one with the speaker to speaker."
        )
    return source


def open_records(text: str, root: Node, form: str) -> Source | None:
    """Return the source that a tree of records is, None where it does not say who speaks, two people or more."""
    source = _read_tree(text, root, form)
    return source if source and len({record.who for record in source.records if record.who}) > 1 else None


def _read_tree(text: str, root: Node, form: str) -> Source | None:
    groups = list(_find_groups(text, root))
    chosen = _choose_group(groups)
    n_spoken = chosen.count(spoken=True) if chosen else 0
    if 2 * n_spoken < max((group.count(spoken=False) for group in groups), default=1):
        joined = [*_join_groups(text, root, groups), *_find_more_groups(text, root)]
        chosen = _choose_group([group for group in joined if group.count(spoken=True) > 2 * n_spoken]) or chosen
    return _build(text, root, _add_posts(text, chosen, groups), form) if chosen else None


def _add_posts(text: str, chosen: _Group, groups: Sequence[_Group]) -> _Group:
    """The fields with what is kept beside their list: the post of somebody to which the records of the list reply."""
    lists = {id(record.parent): record.parent for leaf in chosen.leaves if (record := leaf.parent) and record.parent}
    threads = {id(each.parent) for each in lists.values() if each.kind == "[" and each.parent is not None}
    taken = {id(leaf.parent) for leaf in chosen.leaves} | set(lists)
    said = {read_value(text, leaf) for leaf in chosen.leaves} if threads else set()
    found = list(zip(chosen.leaves, chosen.speakers, strict=True))
    for leaf in (leaf for group in groups if group is not chosen and threads for leaf in group.leaves):
        post = leaf.parent
        if post is None or post.kind != "{" or id(post) in taken or id(post.parent) not in threads:
            continue
        speaker = _find_named(post, leaf, alone=True) if _POST.fullmatch(plain_key(leaf.key)) else None
        if speaker is not None and read_value(text, leaf) not in said:
            found.append((leaf, speaker))
    found.sort(key=lambda pair: pair[0].start)
    return _Group([leaf for leaf, _ in found], [speaker for _, speaker in found], chosen.rank)


def _build(text: str, root: Node, group: _Group, form: str) -> Source:
    if len(group.leaves) > _MOST_RECORDS:
        raise AnalysisError(
            f"it has {len(group.leaves):,} records, more than {_MOST_RECORDS:,}, which no conversation has; cut it into"
            " conversations and read each by itself."
        )
    view = View(text)
    records: list[Record] = []
    labels: set[tuple[int, int]] = set()
    named = _find_speaker_map(text, root)
    silent = _find_silent(text, group.leaves)
    before = ""
    for leaf, speaker in zip(group.leaves, group.speakers, strict=True):
        who = _call(read_value(text, speaker)) if speaker and id(leaf) not in silent else ""
        who = "" if who.casefold() in NOBODY else named.get(who, who)
        words = read_value(text, leaf)
        if not words.strip():
            continue
        if records:
            view.insert(_joint(before, words, same=records[-1].who == who), leaf.start)
        begin = view.length
        if leaf.kind == MARKUP:
            view.take_markup(leaf.start, leaf.end)
        elif leaf.kind == '"':
            start = _find_words(text, leaf, speaker) if who else leaf.start + 1
            labels |= {(leaf.start + 1, start)} if start > leaf.start + 1 else set()
            view.take_json(start, leaf.end - 1)
        else:
            view.take(leaf.start, leaf.end)
        records.append(Record(begin, view.length, who))
        before = words
    unnamed = sum(not record.who for record in records)
    notes = [f"{unnamed} of {len(records)} records name no speaker"] if 0 < unnamed < len(records) else []
    labels |= {(s.start, s.end) for s in group.speakers if s is not None}
    return view.close(form, records=records, labels=sorted(labels), notes=notes)


def _find_silent(text: str, leaves: Sequence[Node]) -> set[int]:
    """The fields, by identity, of records that are not called speech, where others are."""
    kinds: dict[int, str] = {}
    for leaf in leaves:
        fields = leaf.parent.fields() if leaf.parent is not None and leaf.parent.kind == "{" else {}
        found = next((fields[key] for key in _KIND_FIELDS if key in fields and fields[key].is_words), None)
        kinds[id(leaf)] = plain_key(read_value(text, found)) if found is not None else ""
    spoken = _SPOKEN_KINDS & set(kinds.values())
    return {leaf for leaf, kind in kinds.items() if kind not in spoken} if spoken else set()


def _find_words(text: str, leaf: Node, speaker: Node | None) -> int:
    """Where the words of a field begin: behind the speaker's name, where the field says it once more."""
    start = leaf.start + 1
    label = text[speaker.start : speaker.end].strip('"').strip().rstrip(":：") if speaker is not None else ""
    if not label or not text.startswith(label, start):
        return start
    match = _LABEL_ENDS.match(text, start + len(label), leaf.end - 1)
    return match.end() if match and match.end() < leaf.end - 1 else start


def _joint(before: str, after: str, *, same: bool) -> str:
    """What stands between two records: nothing before a mark or between Chinese characters, else a blank."""
    if not same:
        return "\n\n"
    if len(after.split()) > 1 or len(after) > 12:
        return "\n"
    return "" if re.match(r"[.,;:!?%)\]}’”…。，、；：！？]", after) or ("\u4e00" <= before[-1:] <= "\u9fff") else " "


def _find_groups(text: str, root: Node) -> Iterator[_Group]:
    """Fields that may hold what is said, those of one path together; below alternatives only the first."""
    leaves_at: dict[int, list[Node]] = defaultdict(list)
    # A path by its number: the last field's name in it, and whether it goes through a list.
    paths = [("", False)]
    numbers: dict[tuple[int, str], int] = {}
    stack: list[tuple[Node, int]] = [(root, 0)]
    while stack:
        node, path = stack.pop()
        if node.is_words:
            leaves_at[path].append(node)
            continue
        below = node.below
        if node.kind == "[":
            below = below[:1] if plain_key(node.key) in _ALTERNATIVES else below
        for child in reversed(below):
            step = "*" if node.kind == "[" or child.key.isdigit() else child.key
            number = numbers.setdefault((path, step), len(paths))
            if number == len(paths):
                paths.append((paths[path][0], True) if step == "*" else (step, paths[path][1]))
            stack.append((child, number))
    known: dict[int, Node | None] = {}
    for path, leaves in leaves_at.items():
        key, listed = plain_key(paths[path][0]), paths[path][1]
        if is_speaker_field(key) and not are_words(text, leaves):
            continue
        rank = WORD_FIELDS.get(key, WORD_FIELDS.get(key.removesuffix("s")))
        if rank is None:
            wordy = is_speaker_field(key) or _average_words(text, leaves) >= _WORDY
            if not listed or len(leaves) < 2 or not wordy:
                continue
            rank = len(WORD_FIELDS)
        leaves.sort(key=lambda leaf: leaf.start)
        yield _Group(leaves, [_find_speaker(leaf, known) for leaf in leaves], rank)


def _average_words(text: str, leaves: Sequence[Node]) -> float:
    sample = [read_value(text, leaf) for leaf in leaves[:50]]
    if any("://" in words for words in sample):
        return 0
    return sum(len(re.findall(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+", words)) for words in sample) / len(sample)


def _find_speaker(leaf: Node, known: dict[int, Node | None]) -> Node | None:
    """The field that says who speaks: of the record of these words, or of the nearest one around it.

    known: what was found for other leaves, by the record, which is added to.
    """
    passed: list[int] = []
    node, found = leaf.parent, None
    while node is not None:
        if id(node) in known and known[id(node)] is not leaf:
            found = known[id(node)]
            break
        if node.kind == "{" and (found := _find_named(node, leaf)):
            passed.append(id(node))
            break
        passed.append(id(node))
        node = node.parent
    known.update(dict.fromkeys(passed, found))
    return found


def _find_named(record: Node, leaf: Node, *, alone: bool = False) -> Node | None:
    """The field of a record that says who speaks, other than the leaf with the words.

    What is no item of a list may have a name of its own: there only a field that is called after speaking counts,
    unless it is known to be a post of its own, `alone`.
    """
    fields = record.fields()
    listed = alone or (record.parent is not None and (record.parent.kind == "[" or record.key.isdigit()))
    for key in (*SPEAKER_FIELDS, *(key for key in fields if is_speaker_field(key))):
        found = fields.get(key)
        if found is not None and found.kind == "{":
            found = find_name(found)
        if found is None or not found.is_scalar or found is leaf or not (listed or _SPEAKING.search(key)):
            continue
        if found.end - found.start > 2 * (found.kind == '"'):
            return found
    return None


def _join_groups(text: str, root: Node, groups: Sequence[_Group]) -> Iterator[_Group]:
    """The groups that name nobody with the speakers that are kept elsewhere: in a list beside, by time, in a field."""
    unnamed = [group for group in groups if not any(group.speakers)]
    turns = find_turns(text, root, [leaf for group in unnamed for leaf in group.leaves])
    for group in unnamed:
        yield _Group(group.leaves, find_beside(group.leaves), group.rank)
        yield _Group(group.leaves, find_by_time(text, group.leaves, turns), group.rank)
        yield _Group(group.leaves, find_alternating(text, group.leaves), group.rank)


def _find_more_groups(text: str, root: Node) -> Iterator[_Group]:
    """Groups whose speakers are the keys of what they say, or stand in a column of rows without names of fields."""
    for said in find_under_names(root):
        leaves = [one.leaf for one in said]
        if _average_words(text, leaves) >= _WORDY / 2:
            yield _Group(leaves, [one.speaker for one in said], len(WORD_FIELDS))
    for columns in find_in_rows(text, root):
        values = [[read_value(text, node) for node in column] for column in columns]
        words, speaker = find_named_columns([column[0] for column in values])
        headed = words is not None and speaker is not None and words != speaker
        if words is None or speaker is None or words == speaker:
            words, speaker = guess_columns(values, None) or (None, None)
        if words is not None and speaker is not None:
            yield _Group(columns[words][headed:], columns[speaker][headed:], len(WORD_FIELDS))


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


def _find_speaker_map(text: str, root: Node) -> dict[str, str]:
    """Names by what the records call a speaker: of a list of people with an id and a name, or an object of names."""
    named: dict[str, str] = {}
    for node in walk(root):
        if node.kind != "{":
            continue
        fields = node.fields()
        identifier = next((fields[key] for key in _ID_FIELDS if key in fields and fields[key].is_scalar), None)
        name = next((found for key in NAMES if key in fields and (found := find_name(fields[key]))), None)
        if identifier is not None and name is not None and not any(key in fields for key in WORD_FIELDS):
            named[_call(read_value(text, identifier))] = read_value(text, name).strip()
        if plain_key(node.key) in ("speakers", "speakermap", "speakernames", "participants", "names"):
            for child in node.below:
                if child.is_words:
                    named[_call(child.key)] = read_value(text, child).strip()
    return {who: name for who, name in named.items() if name and not name.isdigit()}
