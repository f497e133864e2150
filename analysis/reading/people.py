"""People: who a document says its people are, before anybody looks at its labels.

It says so in front matter, in lists of participants, in a legend of initials, in fields such as "Guest:", and by
naming somebody in its title or introduction.
"""

import functools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.reading.front_matter import find_front_matter
from analysis.reading.shapes import HAN, rate_shape
from analysis.reading.speakers import ROLES_ZH, is_role, normalise_name

# Keys of front matter, and fields of a preamble, whose values are people; a talk's speaker among them.
_PEOPLE_KEYS = re.compile(
    r"(?:speakers?|guests?|hosts?|interviewees?|interviewers?|participants?|panell?ists?|presenters?|moderators?|attendees"
    r"|present|cast|people|witness(?:es)?|members?"
    r"|(?:参会|參會|与会|與會|参加|參加|出席|到会|到會)(?:人员|人員|者|人|名单|名單)|嘉宾|嘉賓|主持人?|主持|主讲人?|主講人?|演讲人|演講人|讲者|講者|受访者?|受訪者?|采访者?|訪問者?|采访|採訪|对谈人?|對談人?|与谈人?|與談人?|参与者|出席|列席"
    r"|主席|嘉宾介绍|本期嘉宾|本期主播|主播|发言人|發言人)",
    re.IGNORECASE,
)
_FIELD_LINE = re.compile(
    r"^[ \t\u3000>*_#\-•【\[]{0,8}(?P<key>[^\s:：*_】\]][^:：\n*_】\]]{0,30})[*_】\]]{0,4}[ \t]?[:：]"
    r"[*_ \t\u3000]{0,6}(?P<value>[^\n]{1,400})$",
    re.MULTILINE,
)
# A heading over a list of people, and an item of a list.
_LISTED_UNDER = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+|\*\*)(?P<key>[^\n:：(（*]{2,30}?)[ \t]*(?:[(（][^()（）\n]{0,60}[)）])?[:：]?"
    r"(?:\*\*)?[:：]?[ \t]*\r?\n",
    re.MULTILINE,
)
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+(?P<words>[^\n]{2,200})(?:\n|\Z)|[ \t]*\r?\n")
_LEAST_BODY = 0.1
_LIST = re.compile(r"[,，、;；|｜/\t\u3000]| {2,}|\band\b|&|和(?=[\u4e00-\u9fff]{2,4}$)")
_PAIR = re.compile(
    r"(?P<short>[A-Z]{1,4}|[\u4e00-\u9fff]{1,3}"
    r"|[A-Z][a-z]{0,2})[ \t]?[:：＝=][ \t]?"
    r"(?P<full>[^\s:：＝=|、，,;；。]{2,24}(?: [A-Z][^\s:：＝=|、，,;；。]{1,20}){0,3})"
)
_FULL = re.compile(r"(?<![\w.])[A-Z][a-zà-ÿ'’-]+(?: [A-Z]\.)?(?: [A-Z][\w'’-]+){1,2}")
_SPEAKS_ALONE = re.compile(r"speakers?|presenters?|主讲人?|主講人?|演讲人|演講人|讲者|講者", re.IGNORECASE)
_INITIALS = re.compile(r"(?<=\w )\((?P<short>[A-Z]{2,4})\)")


@dataclass(frozen=True)
class Known:
    """What a document says of its people.

    people: names, with the role or field they stand under, "" where it says none. short: initials and other short
    forms, with the name that each stands for. front: the end of the front matter, 0 where there is none. legends: where
    lines stand that only explain. initials: that stand in brackets behind a name. named: full names of two words and
    more near its beginning.
    """

    people: Mapping[str, str] = field(default_factory=dict)
    short: Mapping[str, str] = field(default_factory=dict)
    front: int = 0
    legends: Sequence[tuple[int, int]] = ()
    initials: Collection[str] = ()
    named: Collection[str] = ()

    @functools.cached_property
    def _spellings(self) -> set[str]:
        names = {normalise_name(name) for name in (*self.people, *self.short, *self.initials)}
        return names | {word for name in self.people for word in normalise_name(name).split() if len(word) > 2}

    @functools.cached_property
    def _joined(self) -> str:
        return "\n".join(self.people)

    def knows(self, name: str) -> bool:
        """Return whether a name, or a part of one, is that of somebody whom the document names as its own."""
        key = normalise_name(name)
        return key in self._spellings or (len(key) > 1 and bool(HAN.search(key)) and key in self._joined)

    def speaker_of_talk(self) -> str:
        """Return the one person whom the document names as its speaker, "" where there are none or several."""
        named = [name for name, role in self.people.items() if _SPEAKS_ALONE.fullmatch(role)]
        return named[0] if len(named) == 1 else ""


def find_known(text: str) -> Known:
    """Return the people that a document names as its own."""
    front, people = _read_front_matter(text)
    short: dict[str, str] = {}
    legends: list[tuple[int, int]] = []
    head = text[front : front + 8000]
    for match in _FIELD_LINE.finditer(head):
        pairs = list(_PAIR.finditer(match.group()))
        if len(pairs) >= 2 and all(_is_short_for(pair["short"], pair["full"]) for pair in pairs):
            short.update({pair["short"]: pair["full"].strip("*_") for pair in pairs})
            legends.append((front + match.start(), front + match.end()))
        elif _PEOPLE_KEYS.fullmatch(match["key"].strip()) and (
            names := _split_names(match["value"]) or _take_introduced(text, match)
        ):
            people.update({name: match["key"].strip() for name in names if name not in people})
            legends.append((front + match.start(), front + match.end()))
            if len(names) == 1 and is_role(match["key"].strip()):
                short.setdefault(match["key"].strip(), names[0])
    for match in _LISTED_UNDER.finditer(head):
        if _PEOPLE_KEYS.fullmatch(match["key"].strip()):
            people.update({name: "" for name in _take_items(head, match.end()) if name not in people})
    initials = {match["short"] for match in _INITIALS.finditer(head)}
    named = {name for name in _FULL.findall(head) if rate_shape(name) >= 1.5}
    return Known(people, short, front, legends, initials, named)


def _read_front_matter(text: str) -> tuple[int, dict[str, str]]:
    front = find_front_matter(text)
    # What has hardly anything below it is no front matter, but the document.
    if not front or len(text[front.end :].strip()) < _LEAST_BODY * front.body:
        return 0, {}
    people: dict[str, str] = {}
    for key, value in front.fields.items():
        if _PEOPLE_KEYS.fullmatch(key):
            people.update(dict.fromkeys(_take_names(value), key))
    return front.end, people


def _take_names(value: Any) -> Iterator[str]:
    """The names in a value of front matter: a text, a list of texts, or of entries with a name."""
    if isinstance(value, str):
        yield from _split_names(value)
    elif isinstance(value, dict):
        yield from _take_names(value.get("name") or value.get("title") or "")
    elif isinstance(value, list):
        for entry in value:
            yield from _take_names(entry)


def _split_names(value: str) -> list[str]:
    """The names that a field's value lists, none where it is no list of names but words that somebody says."""
    bare = re.sub(r"\[([^\]\n]*)\]\([^)\s]*\)", r"\1", value)
    bare = re.sub(r"[(（][^()（）]*[)）]|[*_\"“”]", "", bare).strip()
    if re.search(r"[。！？!?]|[a-z]\.(?: |$)", bare):
        return []
    parts = [part.strip(" .@-–—:：") for part in _LIST.split(bare)]
    # Behind a name of Chinese stands what the person is, after a blank.
    parts = [
        part.split(" ")[0] if HAN.search(part) and " " in part and len(part.split(" ")[0]) <= 4 else part
        for part in parts
    ]
    names = [part for part in parts if part and len(part) <= 40 and rate_shape(part) > 0.2 and not is_role(part)]
    return names if names and 2 * len(names) >= len([part for part in parts if part]) else []


def _take_items(text: str, place: int) -> Iterator[str]:
    """The names with which the items of a list begin, before what else is said of each."""
    while place < len(text) and (item := _ITEM.match(text, place)):
        name = re.split(r"[(（,，:：;；]| [-–—] ", re.sub(r"\[([^\]\n]*)\]\([^)\s]*\)", r"\1", item["words"] or ""))[0]
        if (name := name.strip(" *_@")) and rate_shape(name) > 0.2 and len(name) <= 40:
            yield name
        place = item.end()


def _take_introduced(text: str, match: re.Match[str]) -> list[str]:
    """The one name that a field begins with, before what else it says of the person; of a field that stands once."""
    name = re.split(r"[,，.。;；(（]", match["value"])[0].strip(" *_")
    once = len(re.findall(rf"^\W*{re.escape(match['key'].strip())}\W*[:：]", text, re.MULTILINE)) == 1
    return [name] if once and " " in name and rate_shape(name) >= 1.5 else []


def _is_short_for(short: str, full: str) -> bool:
    """Whether a short form can stand for a name or a role: its beginning, its initials, or a letter of a role."""
    plain = full.strip("*_ ")
    if HAN.search(short):
        return plain.startswith(short) or short in plain or bool(ROLES_ZH.search(plain))
    return plain[:1].upper() == short[0].upper() or is_role(plain) or bool(HAN.search(plain))
