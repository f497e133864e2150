"""Rating: how much a label looks like somebody who speaks, by all that the text says of it."""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.reading.candidates import Candidate, Style
from analysis.reading.people import Known
from analysis.reading.said import URL, find_said, is_said
from analysis.reading.scenery import find_blocks
from analysis.reading.shapes import HAN, initials, rate_shape
from analysis.reading.speakers import Roster, is_common_han, normalise_name

_LISTED = re.compile(r"^[-*•] ", re.MULTILINE)
_WORD = re.compile(r"[\u4e00-\u9fff]|[^\W\u4e00-\u9fff]+")
_CAPITALISED = re.compile(r"[A-Z][\w'’.-]{0,60}+(?: [A-Z][\w'’.-]*+)++")
# What a label gains by standing so many times, and by the style in which it is set.
_RECURS = (0.0, 0.0, 0.9, 1.4, 1.8, 1.8, 2.0, 2.0, 2.3)
_STYLE_PRIOR: Mapping[Style, float] = {
    "colon": 0.0, "stop": 0.0, "letter": 0.3, "bracket": -0.3, "bar": -0.3, "dash": -0.9, "tab": -0.3, "own": -0.9,
    "inside": -0.8,
}  # fmt: skip
# Where labels open most paragraphs, or nearly every line, each of them is the likelier to be one.
_DENSE, _DENSE_STYLES = 0.9, ("colon", "stop", "letter", "bracket", "bar")
_UNIFORM, _UNIFORM_STYLES = 1.5, ("colon", "stop", "bracket", "tab")
_BEGINS_AT, _COMMON = -0.9, -1.3
# Where those who speak are set in capitals, what stands so once is somebody as well, and what does not is hardly.
_SHOUTED, _MOSTLY = 0.7, 0.8
_JOINED = re.compile(r"(?<=\b[A-Z])[a-z]{1,2}(?=[A-Z]{2})")
# What stands once, but is set off as nearly all who recur are and hardly anything else is, is somebody as well.
_ALIKE, _LIKE_A_NAME, _FEWEST_ALIKE = 1.2, 0.8, 6
# What stands where a chat has its names is one, as plainly as a word with a capital, unless it can be none at all.
_SLOTTED, _NO_NAME = 1.0, -3.0
# So many names in brackets, nearly all of which come again, are those of a log.
_FEWEST_LOGGED, _NEARLY_LOGGED = 30, 0.95
# What is rated no more than this by its letters is not looked at.
_LEAST = -2.0
# So many Chinese characters are rather a heading's than a name's, where they stand once.
_LONG_HAN = 4
# Who is asked by name to speak speaks next; so many characters before the label it is said.
_CALLED, _CALLED_WITHIN = 1.2, 160
_CALLS = re.compile(r"(?:[请請让讓]|欢迎|歡迎|[轮輪]到|交[给給]|[听聽]听?)[\u4e00-\u9fff]{0,3}\s?$")
# A surname behind a title, and whom somebody is called in English who has the word next.
_TITLED = re.compile(r"^[A-Z][a-z]{1,12}\.? (?:[A-Z][\w.'’-]* ){0,3}([A-Z][\w'’-]+)$")
_TURNS_TO = re.compile(
    r"\b(?:to|from|recognizes?|recognises?|welcome|thank you,)\s(?:[^.\n]{0,40}\s)?(?:[A-Z][a-z]{1,14}\.?\s){1,2}"
    r"([A-Z][\w'’-]+)[.,]"
)
# Behind a name the party and the state of who has it.
_PARTY, _OF_A_PARTY = re.compile(r"(?:R|D|I|Rep|Dem|Ind)\.?[-–—, ]+[A-Z][A-Za-z. ]{1,14}"), 1.8
# Where they have capitals, a word without one is hardly a name.
_LOWER = 2.2
# Of more names than this only the commonest are looked for elsewhere in the text.
_MOST_SOUGHT = 300
# Paragraphs with so many people in them are no conversation.
_MOST_INSIDE = 10_000


@dataclass(frozen=True, slots=True)
class RatedName:
    """A name as a label of one style: its candidates, and how much it looks like somebody who speaks."""

    name: str
    candidates: Sequence[Candidate]
    rating: float


_Groups = Mapping[str, Sequence[Candidate]]


def rate_names(
    text: str, candidates: Sequence[Candidate], known: Known, roster: Roster | None = None
) -> tuple[list[RatedName], set[Style]]:
    """Return each name of each style with its rating, from about -5 to 8, and the styles that are a chat's.

    known: who the document says its people are. roster: spellings from the catalogue or the user.
    """
    by_style: dict[Style, dict[str, list[Candidate]]] = defaultdict(lambda: defaultdict(list))
    for candidate in candidates:
        least = _NO_NAME if candidate.timed else _LEAST
        if candidate.name and (rate_shape(candidate.name) > least or (roster and roster.resolve(candidate.name))):
            by_style[candidate.style][normalise_name(candidate.name)].append(candidate)
    if len(by_style["inside"]) > _MOST_INSIDE:
        del by_style["inside"]
    evidence = _Evidence(text, candidates, by_style, known)
    rated = []
    for style, names in by_style.items():
        for key, group in names.items():
            spelling = Counter(candidate.name for candidate in group).most_common(1)[0][0]
            for part in evidence.part(group):
                rating = evidence.rate(style, key, spelling, part)
                if roster and roster.resolve(spelling):
                    rating += 6
                rated.append(RatedName(spelling, [replace(c, name=spelling) for c in part], rating))
    return rated, evidence.slots


class _Evidence:
    """What a text says of the names in it, looked up once for all of them."""

    def __init__(
        self, text: str, candidates: Sequence[Candidate], by_style: Mapping[Style, _Groups], known: Known
    ) -> None:
        self._text = text
        self._said = find_said(text, candidates)
        self._dense = _find_dense(text, by_style)
        self._uniform = _find_uniform(text, by_style)
        self._shouted = _find_shouted(by_style)
        self._set_off = _find_set_off(by_style)
        self.slots = _find_slots(by_style)
        self._logs = _find_logs(by_style)
        self._talking = {style for style in self._uniform if self._is_mostly_said(by_style[style])}
        self._written = {style for style, names in by_style.items() if _are_written(names)}
        self._families = {style: _count_families(names) for style, names in by_style.items()}
        self._inside = {key: len(group) for key, group in by_style.get("inside", {}).items()}
        self._following: dict[int, str] = {}
        counts: Counter[str] = Counter()
        for names in by_style.values():
            order = sorted((c for group in names.values() for c in group), key=lambda c: c.start)
            counts.update(candidate.name for candidate in order)
            self._following |= {id(a): normalise_name(b.name) for a, b in itertools.pairwise(order)}
        self._mentions = _count_mentions(text, counts)
        self._known = known
        self._words = Counter(re.findall(r"(?<![\w'’])[a-z][a-z'’-]*+", text))
        named = [normalise_name(name) for name in known.named]
        self._named = {word for name in named for word in name.split()} | {initials(name) for name in named}

    def _is_mostly_said(self, names: _Groups) -> bool:
        """Whether what stands behind most labels is such as somebody says."""
        said = [is_said(self._said.get(candidate.start, "")) for group in names.values() for candidate in group]
        return 2 * sum(said) >= len(said)

    def part(self, group: Sequence[Candidate]) -> list[Sequence[Candidate]]:
        """Return the candidates of a name that are set off as people are, and the others, none of them empty."""
        alike = [candidate for candidate in group if _set_off(candidate) in self._set_off]
        others = [candidate for candidate in group if _set_off(candidate) not in self._set_off]
        return [part for part in (alike, others) if part]

    def rate(self, style: Style, key: str, name: str, group: Sequence[Candidate]) -> float:
        """Return how much a name looks like somebody who speaks: log odds by thumb, summed."""
        shape, count = rate_shape(name), len(group)
        timed = sum(c.timed for c in group) > count / 2
        slotted = shape > _NO_NAME and ((style in self.slots and timed) or style in self._logs)
        shape = max(shape, _SLOTTED) if slotted else shape
        dense = style in self._dense and shape > -0.5
        family = self._families[style].get(key, count) + (self._inside.get(key, 0) if style != "inside" else 0)
        rating = shape + _RECURS[min(max(count, family), 8)] + _STYLE_PRIOR[style] + _BEGINS_AT
        rating += _DENSE * dense + _UNIFORM * (style in self._uniform and shape > -2)
        if self._known.knows(name):
            rating += 2.5
        elif shape < 2 and self._is_common(name, group):
            rating += _COMMON
        if len(key) > 1 and key in self._named:
            rating += 0.8
        said = self._rate_said([self._said.get(candidate.start, "") for candidate in group], dense=dense)
        rating += max(said, 0.0) if slotted or style in self._talking else said
        again = sum(self._following.get(id(candidate)) == key for candidate in group) / count
        rating += -0.8 if again > 0.7 and count > 2 and not timed else 0.3 if count > 1 and again < 0.5 else 0
        if timed:
            rating += 0.9 if style == "own" else 0.5
        if count == 1 and shape < _LIKE_A_NAME / 2 and len(HAN.findall(name)) > _LONG_HAN and "·" not in name:
            rating -= _LIKE_A_NAME
        if count == 1 and self._is_called(name, group[0]):
            rating += _CALLED
        if shape >= _LIKE_A_NAME and all(c.extra and _PARTY.fullmatch(c.extra[-1]) for c in group):
            rating += _OF_A_PARTY
        if count == 1 and shape >= _LIKE_A_NAME and (slotted or _set_off(group[0]) in self._set_off):
            rating += _ALIKE
        if style in self._written and not slotted and name[:1].islower() and not self._known.knows(name):
            rating -= _LOWER
        if style in self._shouted:
            rating += _SHOUTED if is_shouted(name) else -_SHOUTED if count == 1 else 0
        if sum(candidate.bold or candidate.heading > 1 for candidate in group) > count / 2:
            rating += 0.4
        return rating + (0.5 if self._mentions.get(name, 0) > count else 0)

    def _is_called(self, name: str, candidate: Candidate) -> bool:
        """Whether right before a label somebody is asked by name to speak, as in "Go ahead, Ann" or 请小李说."""
        before = self._text[max(0, candidate.start - _CALLED_WITHIN) : candidate.start]
        place = before.rfind(name)
        if place < 0 and (titled := _TITLED.search(name)):
            return any(match[1] == titled[1] for match in _TURNS_TO.finditer(before))
        if place < 0:
            return False
        ahead, behind = before[max(0, place - 8) : place], before[place + len(name) :][:1]
        return bool(_CALLS.search(ahead)) or (behind in ",，?？.。!！" and ahead.rstrip(" ")[-1:] in ",，")

    def _is_common(self, name: str, group: Sequence[Candidate]) -> bool:
        """Whether a label is made of words that the text, or Chinese at large, uses as such; who asks is somebody."""
        if not HAN.search(name):
            written = len(group) if name.islower() else 0
            return all(self._words[word.casefold()] > written for word in name.split()) and not name.isupper()
        asks = sum(self._said.get(c.start, "").rstrip(" *_").endswith(("？", "?")) for c in group)
        return 2 * asks < len(group) and is_common_han(name)

    def _rate_said(self, words: Sequence[str], *, dense: bool) -> float:
        """What stands behind a label speaks for it where somebody can say it, and against it where it is a value."""
        spoken = sum(is_said(line) for line in words) / len(words)
        if spoken:
            rating = 0.3 if spoken >= 0.6 else -0.8
        else:
            rating = -1.0 if dense or any(len(_WORD.findall(line)) > 4 for line in words) else -2.5
        return rating - 3 * (sum(bool(URL.match(line)) for line in words) > len(words) / 2)


def _count_families(names: _Groups) -> dict[str, int]:
    """How many labels there are of each name together with its parts: a full name once, and then the surname alone."""
    counts = {key: len(group) for key, group in names.items()}
    by_part: Counter[str] = Counter()
    for key, count in counts.items():
        if " " in key:
            by_part.update(dict.fromkeys({*key.split(), initials(key)}, count))
    families = {}
    for key, count in counts.items():
        parts = {*key.split(), initials(key)} if " " in key else set()
        same_surname = by_part[key.split()[-1]] - count if parts else by_part[key]
        families[key] = count + same_surname + sum(counts.get(part, 0) for part in parts)
    return families


def _count_mentions(text: str, counts: Counter[str]) -> dict[str, int]:
    """How often names of two words or more, or in Chinese, stand in a text at all."""
    found = Counter(match.group() for match in _CAPITALISED.finditer(text))
    sought = [name for name, _ in counts.most_common(_MOST_SOUGHT) if len(name) > 2]
    mentions = {name: text.count(name) for name in sought if HAN.search(name) or " " in name}
    return {**found, **mentions}


def _find_dense(text: str, by_style: Mapping[Style, _Groups]) -> set[Style]:
    """The styles whose candidates open most of the paragraphs between the first of them and the last."""
    items = {match.start() for match in _LISTED.finditer(text)}
    blocks = sorted({block.start for block in find_blocks(text, 0, len(text))} | items)
    dense: set[Style] = set()
    for style, names in by_style.items():
        starts = {c.start for name, group in names.items() if rate_shape(name) > -0.5 for c in group}
        opened = [number for number, start in enumerate(blocks) if start in starts]
        if style in _DENSE_STYLES and len(opened) > 1 and len(opened) >= 0.6 * (opened[-1] + 1 - opened[0]):
            dense.add(style)
    return dense


def is_shouted(name: str) -> bool:
    """Whether a name is set in capitals, but for the small letters of a particle joined to it: DeLUCA."""
    return _JOINED.sub("", name).isupper()


def _find_shouted(by_style: Mapping[Style, _Groups]) -> set[Style]:
    """The styles in which nearly all who recur and look like people are set in capitals, and are no initials."""
    shouted: set[Style] = set()
    for style, names in by_style.items():
        again = [group[0].name for group in names.values() if len(group) > 1 and rate_shape(group[0].name) >= 1.2]
        capital = [name for name in again if is_shouted(name) and len(name) > 4]
        if len(capital) > 1 and len(capital) >= _MOSTLY * len(again):
            shouted.add(style)
    return shouted


def _are_written(names: _Groups) -> bool:
    """Whether nearly all who recur under names of Latin letters have capitals."""
    again = [group[0].name for group in names.values() if len(group) > 1 and group[0].name[:1].isascii()]
    capital = [name for name in again if name[:1].isupper()]
    return len(capital) > 1 and len(capital) >= 0.6 * len(again)


def _set_off(candidate: Candidate) -> tuple[object, ...]:
    """How a candidate is set, () where it is set as any other line."""
    how = (candidate.style, candidate.heading, candidate.bold, candidate.timed, candidate.ruled)
    return how if any(how[1:]) else ()


def _find_set_off(by_style: Mapping[Style, _Groups]) -> set[tuple[object, ...]]:
    """The ways of setting that recurring people have, and hardly any other candidate."""
    people: Counter[tuple[object, ...]] = Counter()
    every: Counter[tuple[object, ...]] = Counter()
    for names in by_style.values():
        for group in names.values():
            somebody = rate_shape(group[0].name) >= _LIKE_A_NAME
            for candidate in group:
                every[_set_off(candidate)] += 1
                people[_set_off(candidate)] += somebody and len(group) > 1
    return {how for how, count in people.items() if how and count >= max(_FEWEST_ALIKE, 0.6 * every[how])}


def _find_slots(by_style: Mapping[Style, _Groups]) -> set[Style]:
    """The styles in which a time stands by nearly every name and names come again: chats, in which any word is one."""
    slots: set[Style] = set()
    for style, names in by_style.items():
        timed = [sum(candidate.timed for candidate in group) for group in names.values()]
        again = sum(count for count in timed if count > 1)
        if again >= _FEWEST_ALIKE and again >= 0.6 * sum(map(len, names.values())):
            slots.add(style)
    return slots


def _find_logs(by_style: Mapping[Style, _Groups]) -> set[Style]:
    """The styles of logs: names in brackets before lines, most of which come again and again."""
    logs: set[Style] = set()
    for style, names in by_style.items():
        counts = [len(group) for group in names.values()]
        again = sum(count for count in counts if count > 1)
        if style == "bracket" and again >= _FEWEST_LOGGED and again >= _NEARLY_LOGGED * sum(counts):
            logs.add(style)
    return logs


def _find_uniform(text: str, by_style: Mapping[Style, _Groups]) -> set[Style]:
    """The styles that nearly every line has, as those of a chat: what stands so once is somebody as well."""
    n_lines = sum(bool(line.strip()) for line in text.splitlines())
    counts = {style: (len(names), sum(map(len, names.values()))) for style, names in by_style.items()}
    return {
        style
        for style, (n_names, n_labels) in counts.items()
        if style in _UNIFORM_STYLES and n_labels >= 0.7 * n_lines and n_names <= n_labels / 2
    }
