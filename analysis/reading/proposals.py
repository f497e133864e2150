"""Proposals: what one reader makes of a text, and how plausible that is, with the reasons."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from analysis.reading.shapes import is_field, rate_shape
from analysis.reading.spans import Span
from analysis.reading.speakers import Roster
from analysis.reading.subtitles import ALTERNATE, SPARSE

# A turn of so many words is a speech of its own; in a conversation rather one in which labels were missed.
_LONG_TURN = 1500
GUESSED, _GUESSED_COSTS = "no verb of saying tells the speaker", 0.45


@dataclass(frozen=True)
class Proposal:
    """A reading of a text: its marks, the people in it, and how much each of their labels looks like a person's.

    notes: what else has to be told. guessed: what share of the speech has a speaker whom nothing near it names. missed:
    what looks like labels, too, and was not taken for any.
    """

    layout: str
    marks: Sequence[Span]
    roster: Roster
    ratings: Mapping[str, float] = field(default_factory=dict)
    notes: Sequence[str] = ()
    guessed: float = 0.0
    missed: Sequence[str] = ()

    @property
    def speaks(self) -> bool:
        """Whether anybody says anything in it."""
        return any(mark.kind == "speech" for mark in self.marks)


@dataclass(frozen=True)
class Verdict:
    """How plausible a proposal is, from 0 to 1, how much of the text it explains, and what speaks against it."""

    confidence: float
    explained: float
    reasons: Sequence[str]

    @property
    def score(self) -> float:
        """By which proposals are compared."""
        return self.confidence * (0.25 + 0.75 * self.explained)


def judge(text: str, proposal: Proposal) -> Verdict:
    """Return how plausible a proposal is. Reasons are whole sentences' parts, for people to read."""
    said: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    turns: list[tuple[str, int]] = []
    headed = 0
    for mark in sorted(proposal.marks, key=lambda mark: mark.start):
        size = _count(text, mark)
        kinds[mark.kind] += size
        if mark.kind == "speech" and mark.speaker:
            said[mark.speaker] += size
            if turns and turns[-1][0] == mark.speaker:
                turns[-1] = (mark.speaker, turns[-1][1] + size)
            else:
                turns.append((mark.speaker, size))
        elif mark.kind == "heading":
            headed += 1
        elif mark.kind == "narration" and turns:
            turns.append(("", 0))
    spoken = sum(said.values())
    if not spoken:
        return Verdict(0.0, 0.0, ["nobody speaks"])
    explained = spoken / max(1, spoken + kinds["narration"])
    turns = [turn for turn in turns if turn[0]]
    doubts = [
        *(_doubt_names(proposal, said) if proposal.layout != "quotations" else []),
        *(_doubt_turns(turns, spoken) if proposal.layout == "labels" else []),
        *_doubt_shares(proposal, said, spoken, kinds),
    ]
    doubts += [(0.5, note) for note in proposal.notes if note.startswith((SPARSE, ALTERNATE))]
    doubts += [(1 - _GUESSED_COSTS * proposal.guessed, note) for note in proposal.notes if note.startswith(GUESSED)]
    confidence = 1.0
    for factor, _ in doubts:
        confidence *= factor
    return Verdict(round(confidence, 2), explained, [reason for _, reason in doubts])


def _count(text: str, mark: Span) -> int:
    return sum(map(len, text[mark.start : mark.end].split()))


def _doubt_names(proposal: Proposal, said: Counter[str]) -> list[tuple[float, str]]:
    """Labels that look like no person, as far as they speak."""
    if proposal.roster.closed:
        return []
    spoken = sum(said.values())
    odd = {
        name: share / spoken
        for name, share in said.items()
        if is_field(name) or (rate_shape(name) < 0 and proposal.ratings.get(name, 0.0) < 1.2)
    }
    weak = {
        name: said[name] / spoken
        for name, rating in proposal.ratings.items()
        if name in said and name not in odd and rating < 1.3
    }
    doubts = []
    if odd:
        doubts.append((1 - 0.7 * min(1.0, 0.3 + sum(odd.values())), f"labels look like no names: {_list(odd)}"))
    if weak and sum(weak.values()) > 0.1:
        doubts.append((1 - 0.3 * min(1.0, sum(weak.values())), f"few signs that these are people: {_list(weak)}"))
    return doubts


def _doubt_turns(turns: Sequence[tuple[str, int]], spoken: int) -> list[tuple[float, str]]:
    longest = max((size for _, size in turns), default=0)
    doubts = []
    if len(turns) >= 3 and longest > 0.6 * spoken and longest > 4 * _LONG_TURN:
        doubts.append((0.55, "one turn is most of the talk: labels in it may have been missed"))
    return doubts


def _doubt_shares(proposal: Proposal, said: Counter[str], spoken: int, kinds: Counter[str]) -> list[tuple[float, str]]:
    doubts = []
    total = sum(kinds.values())
    one_label = len(proposal.ratings) == 1 and max(said.values()) > 0.95 * spoken
    if proposal.layout == "labels" and (len(said) == 1 or one_label):
        doubts.append((0.45, "one speaker only"))
    if proposal.layout == "quotations" and spoken < 0.02 * total:
        doubts.append((0.5, f"only {spoken / total:.1%} of the text is quoted"))
    if proposal.layout != "quotations" and spoken < 0.2 * total:
        doubts.append((0.6, f"only {spoken / total:.0%} of the text is speech"))
    if proposal.layout == "labels" and kinds["narration"] > 1.5 * spoken:
        doubts.append((0.7, "more is narration than speech"))
    if proposal.missed:
        told = _list(dict.fromkeys(proposal.missed, 1.0))
        doubts.append((0.55, f"not taken for speakers, but like names before what is said: {told}"))
    return doubts


def _list(names: Mapping[str, float]) -> str:
    first = sorted(names, key=lambda name: -names[name])[:3]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(f"`{name}`" for name in first) + more
