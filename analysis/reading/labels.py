"""The reader of labelled transcripts: a name before what each person says.

Candidates come from the look of lines; which of them are labels the whole text decides: what recurs, alternates, looks
like somebody, is named elsewhere, and has words behind it that somebody can say.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.reading.candidates import Candidate, Style, find_candidates
from analysis.reading.naming import find_owners, name_examiners, unify_names
from analysis.reading.people import Known
from analysis.reading.rating import RatedName, rate_names
from analysis.reading.rolls import drop_lists, is_wording
from analysis.reading.scenery import is_furniture
from analysis.reading.shapes import initials, is_field, rate_shape
from analysis.reading.speakers import Roster, normalise_name
from analysis.reading.stamps import STAMP
from analysis.reading.turns import Label

_PREVIEW = re.compile(r"前言|预告|片头|引子|导语|精彩|preface|preview|teaser|cold open|highlight", re.IGNORECASE)
_TIMED = re.compile(r"\W*\d{1,2}:\d\d")
_WORDS = re.compile(r"(?<![^\S\r\n])[^\S\r\n]*+\S[^\r\n]*+")
_CODE = re.compile(
    r"^[ \t]{0,8}(?P<mark>```|~~~)[^\n]*\n(?:(?![ \t]{0,8}(?P=mark))[^\n]*\n)*+(?:[ \t]{0,8}(?P=mark)[^\n]*|[^\n]*\Z)",
    re.MULTILINE,
)
# Patterns of more names than this are slow.
_FEW_NAMES = 100
# What a label that stands once loses where it is set as hardly any that recurs is: an item of a list is rather a point.
_UNLIKE = {"bold": 1.2, "timed": 1.2, "heading": 1.2, "listed": 2.4}
# Behind these marks a label may stand inside a paragraph.
_BEHIND = set("。！？!?”」")
# What is rated so by its letters alone is hardly anything but a person.
_LIKE_A_NAME = 1.5
# Labels that are rated less than this are none; see rating.py.
ACCEPTED = 0.75


@dataclass(frozen=True)
class Labelling:
    """The labels of a text in order, who each name stands for, and how much the names look like people, by name.

    asker: who asks in bold, with the plain answers below, labelled or not, "" if nobody does. missed: names of which
    there are too many among the labels for chance, and which were not taken. rolled: where lines start that only
    list who did what.
    """

    labels: Sequence[Label]
    roster: Roster
    ratings: Mapping[str, float]
    asker: str = ""
    missed: Sequence[str] = ()
    rolled: Collection[int] = ()


def find_labels(text: str, known: Known, roster: Roster | None = None) -> Labelling:
    """Return the labels of a text, none where it is not labelled.

    known: who the document says its people are. roster: spellings from the catalogue, which alone then count; labels of
    others are found as well, so that a stranger does not speak as somebody else.
    """
    candidates = _Document(text, known).candidates
    candidates, rolled = drop_lists(text, candidates)
    candidates = unify_names(candidates, known)
    names, slots = rate_names(text, candidates, known, roster)
    chosen = _choose_styles(names, slots)
    kept = _in_order(candidate for name in chosen for candidate in name.candidates)
    if _is_form(kept):
        return Labelling([], roster or Roster(), {})
    kept = _drop_unlike(text, kept, {name.name: name for name in chosen}, known, roster)
    named = {candidate.name for candidate in kept}
    ratings = {name.name: name.rating for name in chosen if name.name in named}
    if any(candidate.style == "colon" for candidate in kept):
        kept = _add_inside(text, kept)
    if not kept:
        return Labelling([], roster or Roster(), {})
    labels = name_examiners(text, [_make_label(candidate) for candidate in kept])
    speaking = [label for label in labels if not label.written]
    if not speaking:
        return Labelling([], roster or Roster(), {})
    people = roster if roster and roster.closed else find_owners(text, speaking, known, roster)
    asker = _find_asker(text, kept)
    return Labelling(labels, people, ratings, asker, _find_missed(names, kept), rolled)


def _find_missed(names: Sequence[RatedName], kept: Sequence[Candidate]) -> list[str]:
    """Names of people, by their look, that stand as the labels do, and are none: where there is one to ten labels."""
    styles = Counter(candidate.style for candidate in kept)
    taken, (style, n_labels) = {candidate.start for candidate in kept}, styles.most_common(1)[0]
    missed = [
        name.name
        for name in names
        for candidate in name.candidates
        if candidate.style == style
        and candidate.start not in taken
        and kept[0].start < candidate.start < kept[-1].start
        and rate_shape(name.name) >= _LIKE_A_NAME
    ]
    return list(dict.fromkeys(missed)) if len(missed) > 1 and 10 * len(missed) >= n_labels else []


class _Document:
    """The candidates of a text but those in its front matter, its legends and its headline."""

    def __init__(self, text: str, known: Known) -> None:
        closed = [(0, known.front), *known.legends]
        opened = max(end for _, end in closed)
        headline = _find_headline(text, known.front)
        found = _leave_code(text, find_candidates(text))
        if any(candidate.timed and candidate.start < headline[1] for candidate in found):
            headline = (0, 0)
        self.candidates = [
            candidate
            for candidate in found
            if not (candidate.start < opened and any(start <= candidate.start < end for start, end in closed))
            and not (headline[0] <= candidate.start < headline[1])
        ]


def _leave_code(text: str, candidates: list[Candidate]) -> list[Candidate]:
    """The candidates without those in blocks of code, unless the text is mostly that, or has only them."""
    blocks = [match.span() for match in _CODE.finditer(text)]
    if not blocks or 2 * sum(end - start for start, end in blocks) > len(text):
        return candidates
    starts = [start for start, _ in blocks]
    kept = [c for c in candidates if (n := bisect_right(starts, c.start)) == 0 or blocks[n - 1][1] <= c.start]
    return kept or candidates


def _find_headline(text: str, front: int) -> tuple[int, int]:
    """The title's line: the first, where it is a heading, or stands over a line with date or by-line."""
    lines = _WORDS.finditer(text, front)
    first = next(lines, None)
    if first is None:
        return (0, 0)
    following = [match.group() for _, match in zip(range(3), lines, strict=False)]
    dated = any(is_furniture(line) and not _TIMED.match(line) and not _is_labelled(line) for line in following)
    opened = _TIMED.match(first.group()) or STAMP.match(first.group())
    if re.match(r"\s{0,3}#(?!#)\s", first.group()) or (dated and not opened):
        return (first.start(), first.end())
    return (0, 0)


def _is_labelled(line: str) -> bool:
    """Whether somebody may be speaking in a line: it has a colon behind what is no field's name."""
    label = re.match(r"\W*([^:：\n]{1,30})[:：](?!\d)", line)
    return label is not None and not is_field(label[1])


def _choose_styles(names: Sequence[RatedName], slots: Collection[Style]) -> list[RatedName]:
    """The accepted names of the style that the document uses most, and of others that go with it.

    slots: the styles of a chat, where whoever has a name of another style is somebody who has one of that, too.
    """
    accepted: dict[Style, list[RatedName]] = defaultdict(list)
    for name in names:
        if name.rating >= ACCEPTED:
            accepted[name.candidates[0].style].append(name)
    if accepted["colon"]:
        accepted["colon"] += [name for name in accepted.pop("inside", []) if len(name.candidates) > 1]
    strength = {style: _weigh(style, group) for style, group in accepted.items()}
    if not strength or max(strength.values()) <= 0:
        return []
    primary = max(strength, key=lambda style: strength[style])
    chosen = list(accepted[primary])
    mine = {normalise_name(name.name) for name in chosen}
    for style, group in accepted.items():
        if style == primary:
            continue
        shared = [name for name in group if normalise_name(name.name) in mine]
        rivals = primary == "own" or style == "own"
        for name in group:
            sure = name.rating >= ACCEPTED + (1.5 if rivals else 0.5) and (len(name.candidates) > 1 or not rivals)
            enough = strength[style] > 0 or len(name.candidates) > 1
            if normalise_name(name.name) in mine or (
                sure and enough and (bool(shared) or not rivals) and primary not in slots
            ):
                chosen.append(name)
    return chosen


def _weigh(style: Style, group: Sequence[RatedName]) -> float:
    """How much the accepted names of a style amount to; nothing where they cannot be a conversation's."""
    n_labels = sum(len(name.candidates) for name in group)
    repeated = [name for name in group if len(name.candidates) > 1]
    sure = [name for name in group if name.rating >= ACCEPTED + 1.5]
    timed = sum(c.timed or c.heading > 0 for name in group for c in name.candidates) > n_labels / 2
    if n_labels < 2 or (len(group) < 2 and n_labels < 3 and not sure):
        return 0.0
    if style in ("own", "dash", "inside") and not timed and (len(repeated) < 2 or n_labels < 4) and len(sure) < 2:
        return 0.0
    return sum(min(name.rating, 4.0) * len(name.candidates) ** 0.7 for name in group)


def _in_order(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Candidates by their place; of two that overlap, the one that begins first, or is longer."""
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda c: (c.start, -c.end)):
        if not kept or candidate.start >= kept[-1].end:
            kept.append(candidate)
    return kept


def _is_form(kept: Sequence[Candidate]) -> bool:
    """Whether three labels or more come again and again in one order, as headings of a form do and people never."""
    names = [candidate.name for candidate in kept]
    period = len(set(names))
    people = any(rate_shape(name) >= 1.2 for name in names)
    return (
        not people
        and period > 2
        and len(names) >= 2 * period
        and all(a == b for a, b in zip(names, names[period:], strict=False))
    )


def _drop_unlike(
    text: str, kept: Sequence[Candidate], names: Mapping[str, RatedName], known: Known, roster: Roster | None
) -> list[Candidate]:
    """The candidates without those that stand once and are not set as the others are, or stand before all of them."""
    repeated = [c for c in kept if len(names[c.name].candidates) > 1]
    if len(repeated) < 4:
        return list(kept)
    first = repeated[0].start
    often = {normalise_name(c.name) for c in repeated}
    short = _find_short_forms(often, known)
    traits = {trait: sum(bool(getattr(c, trait)) for c in repeated) / len(repeated) for trait in _UNLIKE}
    dropped = set()
    for candidate in kept:
        name = names[candidate.name]
        if (
            len(name.candidates) > 1
            or initials(normalise_name(name.name)) in often
            or normalise_name(name.name) in short
            or (roster and roster.resolve(candidate.name))
            or known.knows(candidate.name)
            or (is_wording(candidate.name) and any(map(is_wording, often)))
        ):
            continue
        unlike = sum(
            _UNLIKE[trait]
            for trait, share in traits.items()
            if (share > 0.9 and not getattr(candidate, trait)) or (share < 0.1 and bool(getattr(candidate, trait)))
        )
        rating = name.rating - unlike - (0.5 if candidate.start < first else 0)
        if rating < ACCEPTED:
            dropped.add(candidate.start)
    return [candidate for candidate in kept if candidate.start not in dropped]


def _add_inside(text: str, kept: Sequence[Candidate]) -> list[Candidate]:
    """The labels with those that stand inside paragraphs, behind a blank or a sentence's end, under a label's name."""
    if not kept:
        return []
    starts = [candidate.start for candidate in kept]
    more = []
    for start, end, name in _find_named_inside(text, {c.name for c in kept}):
        number = bisect_right(starts, start) - 1
        if number >= 0 and kept[number].end <= start:
            more.append(Candidate(start, end, name, "inside"))
    return _in_order([*kept, *more])


def _find_short_forms(often: Collection[str], known: Known) -> set[str]:
    """The parts of the names of those people who label often by another part of theirs, or by their initials."""
    people = [normalise_name(person) for person in known.named]
    return {
        word
        for person in people
        if any(form in often for form in (initials(person), *person.split()))
        for word in person.split()
    }


def _find_named_inside(text: str, names: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Yield where a name with its colon stands behind a blank or a sentence's end."""
    if len(names) <= _FEW_NAMES:
        either = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
        inside = re.compile(
            rf"(?:(?<=[^\S\r\n])|(?<=[。！？!?”」]))(?P<name>{either})[ ]?[:：]"
            rf"|^[ \t\u3000]*(?P<acting>{either})[ \t]{{0,3}}(?=[(（][^()（）\n]{{1,80}}[)）][ \t]?[^\s:：])",
            re.MULTILINE,
        )
        yield from ((match.start(), match.end(), match["name"] or match["acting"]) for match in inside.finditer(text))
        return
    lengths = sorted({len(name) for name in names}, reverse=True)
    for match in re.finditer(r"(?<=\S)[ ]?[:：]", text):
        for length in lengths:
            start = match.start() - length
            before = text[start - 1 : start] if start > 0 else ""
            name = text[start : match.start()]
            if (before in _BEHIND or (before.isspace() and before not in "\r\n")) and name in names:
                yield start, match.end(), name
                break


def _make_label(candidate: Candidate) -> Label:
    written = is_wording(candidate.name)
    return Label(candidate.start, candidate.end, candidate.name, bool(_PREVIEW.search(candidate.note)), written)


def _find_asker(text: str, kept: Sequence[Candidate]) -> str:
    """Who alone asks in bold to the end of the paragraph, so that plain words below are somebody else's; "" if none."""
    names = Counter(candidate.name for candidate in kept)
    bold = Counter(
        candidate.name
        for candidate in kept
        if candidate.whole and text[candidate.end : candidate.line_end].rstrip().endswith(("**", "__"))
    )
    asking = [name for name, count in bold.items() if count >= 0.8 * names[name]]
    if len(asking) != 1 or names[asking[0]] < 3 or len(names) > 2 or (len(names) == 2 and len(bold) == 2):
        return ""
    return asking[0]
