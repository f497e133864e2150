"""Proposals: what one reader makes of a text, and how plausible that is, with the reasons."""

import math
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.ground.languages import guess_language
from analysis.reading.given_names import is_given
from analysis.reading.scenery import ends_sentence, measure_width
from analysis.reading.shapes import is_field, rate_shape
from analysis.reading.spans import Span
from analysis.reading.speakers import ANSWERS, ASKS, Roster
from analysis.reading.subtitles import ALTERNATE, SPARSE

# Forms whose records say who speaks, though it may be no talk that they hold.
RECORDS = ("json", "table", "tei")
# A turn of so many words is a speech of its own; in a conversation rather one in which labels were missed.
_LONG_TURN = 1500
# Of turns of so many columns (a Chinese character takes two), where there are so many turns, at least so many hold a
# word by which people speak of themselves or to each other; of few turns at least one does.
_SOME_WORDS, _SOME_TURNS, _LITTLE_TALK, _FEW_TURNS = 22, 5, 0.45, 3
# What is rated so by its letters alone is hardly anything but a person.
_SURE_NAME, _TITLED = 1.3, 2.0
# Of those who answer all that somebody asks, at least so many speak of themselves, where they are asked so often.
_LITTLE_MINE, _SOME_ANSWERS = 0.25, 3
# Of so many turns at least half are more than a value.
_SOME_VALUES = 6
_ADDRESSED = re.compile(
    r"\b(?:I|we|you|your|my|our|us|me|yes|no|okay|yeah|thanks?|please)\b|[?？我你您咱吗呢吧嗎]|谢谢|謝謝", re.IGNORECASE
)
# Nobody reads out so much of what others say, with their names; it is measured: talks and interviews hold up to 0.06,
# articles that look like them 0.1 and more. Before the first label, where an interview is introduced, it may be more.
_MUCH_QUOTED, _INTRODUCED = 0.08, 0.2
# An article of which less is likely to have the right speaker is doubted, from which share on that costs is told.
_UNSURE, _UNSURE_COSTS, _SURE = 0.895, 0.4, 0.95
# Articles quote more, and talks and conversations hold more speech.
_FEW_QUOTED, _HARDLY = 0.03, 0.05
_MINE = re.compile(r"\b(?:I|my|me|we|our|us)\b|[我咱俺]", re.IGNORECASE)
# Of so many sentences of an article fewer are in the first person; of what somebody tells it is measured to be more.
_SOME_SENTENCES, _MUCH_MINE = 12, 0.25
_SENTENCE, _ME = re.compile(r"[^.!?。！？\n]{12,}"), re.compile(r"\b(?:I|my|me|myself)\b|[我咱](?![们們])")
_WORD = re.compile(r"[\u4e00-\u9fff]{2}|[^\W\d_\u4e00-\u9fff]{2,}")


@dataclass(frozen=True)
class Proposal:
    """A reading of a text: its marks, the people in it, and how much each of their labels looks like a person's.

    notes: what else has to be told. expected: what share of the speech is likely to have the right speaker, by how it
    was found. missed: what looks like labels, too, and was not taken for any. told: the quotations in the text that a
    verb of saying gives to somebody by name, as an article does. guessed: to whom others are given that no verb tells.
    """

    layout: str
    marks: Sequence[Span]
    roster: Roster
    ratings: Mapping[str, float] = field(default_factory=dict)
    notes: Sequence[str] = ()
    expected: float = 1.0
    missed: Sequence[str] = ()
    told: Sequence[Span] = ()
    guessed: Sequence[str] = ()

    @property
    def speaks(self) -> bool:
        """Whether anybody says anything in it."""
        return any(mark.kind == "speech" for mark in self.marks)


@dataclass(frozen=True)
class Verdict:
    """How plausible a proposal is, from 0 to 1, how much of the text it explains, and what speaks against it.

    likely: how plausible it is that anybody speaks so in the text, whoever of its people does.
    """

    confidence: float
    explained: float
    reasons: Sequence[str]
    likely: float = 0.0

    @property
    def score(self) -> float:
        """By which proposals are compared."""
        return self.confidence * (0.25 + 0.75 * self.explained)


def judge(text: str, proposal: Proposal) -> Verdict:
    """Return how plausible a proposal is. Reasons are whole sentences' parts, for people to read."""
    kinds: Counter[str] = Counter()
    for mark in proposal.marks:
        kinds[mark.kind] += _count(text[mark.start : mark.end])
    turns = list(_join_turns(text, proposal.marks))
    said: Counter[str] = Counter()
    for speaker, words in turns:
        said[speaker] += _count(words)
    spoken = sum(said.values())
    if not spoken:
        return Verdict(0.0, 0.0, ["nobody speaks"])
    explained = spoken / max(1, spoken + kinds["narration"])
    doubts = [
        *(_doubt_names(proposal, said) if proposal.layout != "quotations" else []),
        *(_doubt_turns(turns, spoken) if proposal.layout == "labels" else []),
        *(_doubt_talk(turns) if proposal.layout in ("labels", "questions", *RECORDS) else []),
        *(_doubt_answers(proposal, turns) if proposal.layout in ("labels", "questions") else []),
        *(_doubt_values(turns) if proposal.layout in ("labels", *RECORDS) else []),
        *(_doubt_once(text, proposal.marks, turns) if proposal.layout in ("labels", *RECORDS) else []),
        *(_doubt_teller(text, proposal.marks) if proposal.layout == "quotations" else []),
        *_doubt_shares(proposal, said, spoken, kinds),
    ]
    doubts += [(0.5, note) for note in proposal.notes if note.startswith((SPARSE, ALTERNATE))]
    likely = math.prod(factor for factor, _ in doubts)
    if proposal.expected < _SURE:
        unsure = 1 - _UNSURE_COSTS * (1 - proposal.expected) / (1 - _UNSURE)
        told = f"by how its speakers are told, {proposal.expected:.0%} of what is quoted is likely to be theirs"
        told += f"; look at {_list(_rank(proposal.guessed))}" if proposal.guessed else ""
        doubts.append((max(0.1, unsure), told))
    confidence = math.prod(factor for factor, _ in doubts)
    return Verdict(round(confidence, 2), explained, [reason for _, reason in doubts], round(likely, 2))


def _count(words: str) -> int:
    """How many characters there are but white space."""
    return sum(map(len, words.split()))


def _join_turns(text: str, marks: Sequence[Span]) -> Iterator[tuple[str, str]]:
    """Yield who speaks and the words, until somebody else does or something is told."""
    speaker, words = "", ""
    for mark in sorted(marks, key=lambda mark: mark.start):
        who = mark.speaker or "" if mark.kind == "speech" else "" if mark.kind == "narration" else speaker
        if who != speaker:
            if speaker:
                yield speaker, words
            speaker, words = who, ""
        if mark.kind == "speech" and who:
            words += " " + text[mark.start : mark.end]
    if speaker:
        yield speaker, words


def _doubt_names(proposal: Proposal, said: Counter[str]) -> list[tuple[float, str]]:
    """Labels that look like no person, as far as they speak."""
    if proposal.roster.closed:
        return []
    spoken = sum(said.values())
    # Somebody is as likely as the likeliest of the labels that are theirs.
    ratings: dict[str, float] = {}
    for label, rating in proposal.ratings.items():
        person = proposal.roster.resolve(label) or label
        ratings[person] = max(rating, ratings.get(person, rating))
    odd = {
        name: share / spoken
        for name, share in said.items()
        if is_field(name) or (rate_shape(name) < 0 and ratings.get(name, 0.0) < 1.2)
    }
    weak = {
        name: said[name] / spoken
        for name, rating in ratings.items()
        if name in said and name not in odd and rating < 1.3
    }
    doubts = []
    if odd:
        doubts.append((1 - 0.7 * min(1.0, 0.6 + sum(odd.values())), f"labels look like no names: {_list(odd)}"))
    if weak and sum(weak.values()) > 0.1:
        unlike = sum(share * (0.3 if rate_shape(name) >= _SURE_NAME else 0.45) for name, share in weak.items())
        doubts.append((1 - min(0.45, unlike), f"few signs that these are people: {_list(weak)}"))
    return doubts


def _doubt_turns(turns: Sequence[tuple[str, str]], spoken: int) -> list[tuple[float, str]]:
    longest = max((_count(words) for _, words in turns), default=0)
    doubts = []
    if len(turns) >= 3 and longest > 0.6 * spoken and longest > 4 * _LONG_TURN:
        doubts.append((0.55, "one turn is most of the talk: labels in it may have been missed"))
    return doubts


def _doubt_once(text: str, marks: Sequence[Span], turns: Sequence[tuple[str, str]]) -> list[tuple[float, str]]:
    """Whether somebody speaks again: names on lines of their own, each of them once, may be headings as well."""
    n_turns = Counter(speaker for speaker, _ in turns)
    if len(n_turns) < 2 or max(n_turns.values()) > 1:
        return []
    labels = [text[mark.start : mark.end].rstrip(" \t*_") for mark in marks if mark.kind == "label"]
    if len(n_turns) > 2 and sum(label.endswith((":", "：")) for label in labels) > len(labels) / 2:
        return []
    told = f"each of {len(n_turns)} speakers speaks but once: these may be headings"
    if any(rate_shape(speaker) >= _TITLED or is_given(speaker.partition(" ")[0]) for speaker in n_turns):
        return [(0.6, told)]
    # Where none of them has a name that can be little else they are headings rather than people.
    return [(0.5 if any(rate_shape(speaker) >= _SURE_NAME for speaker in n_turns) else 0.3, told)]


def _doubt_talk(turns: Sequence[tuple[str, str]]) -> list[tuple[float, str]]:
    """Whether turns are such as people say to each other, where the words for that are known: English and Chinese.

    Of few turns it is asked only where nobody has a name that can be little else.
    """
    long = [words for _, words in turns if measure_width(words) >= _SOME_WORDS]
    addressed = sum(bool(_ADDRESSED.search(words)) for words in long)
    least = _LITTLE_TALK * len(long) if len(long) >= _SOME_TURNS else 1
    if len(long) < _FEW_TURNS or addressed >= least:
        return []
    if len(long) < _SOME_TURNS and any(rate_shape(speaker) >= _SURE_NAME for speaker, _ in turns):
        return []
    if guess_language(" ".join(long)[:5_000]) not in ("en", "zh"):
        return []
    told = f"only {addressed} of {len(long)} turns say I, you or we, or ask: these may be notes or a list, not talk"
    return [(0.55, told)]


def _doubt_answers(proposal: Proposal, turns: Sequence[tuple[str, str]]) -> list[tuple[float, str]]:
    """Whether who answers is anybody: what is asked often, and answered by nobody in person, is asked of a thing."""
    if len({speaker for speaker, _ in turns}) != 2 or not (
        proposal.layout == "questions" or {speaker for speaker, _ in turns} <= ASKS | ANSWERS
    ):
        return []
    answers = [words for _, words in turns[1::2]]
    mine = sum(bool(_MINE.search(words)) for words in answers)
    if len(answers) < _SOME_ANSWERS or mine >= _LITTLE_MINE * len(answers):
        return []
    told = f"{mine} of {len(answers)} answers say I or we: these may be questions about a thing, which nobody was asked"
    return [(0.55, told)]


def _doubt_teller(text: str, marks: Sequence[Span]) -> list[tuple[float, str]]:
    """Whether what stands around quotations is told by nobody in particular, as in an article, and not spoken."""
    told = [text[mark.start : mark.end] for mark in marks if mark.kind == "narration"]
    sentences = [sentence for words in told for sentence in _SENTENCE.findall(words)]
    mine = sum(bool(_ME.search(sentence)) for sentence in sentences)
    if len(sentences) < _SOME_SENTENCES or mine < _MUCH_MINE * len(sentences):
        return []
    share = mine / len(sentences)
    return [(0.45, f"{share:.0%} of the sentences around the quotations say I: somebody may be speaking throughout")]


def _doubt_values(turns: Sequence[tuple[str, str]]) -> list[tuple[float, str]]:
    """Whether what stands behind the labels are words that somebody says, and not values of fields."""
    said = sum(len(_WORD.findall(words)) >= 2 or ends_sentence(words) for _, words in turns)
    if len(turns) < _SOME_VALUES or 2 * said >= len(turns):
        return []
    return [(0.55, f"{len(turns) - said} of {len(turns)} turns are a word or a number: these may be fields of a form")]


def _doubt_shares(proposal: Proposal, said: Counter[str], spoken: int, kinds: Counter[str]) -> list[tuple[float, str]]:
    doubts = []
    total = sum(kinds.values())
    one_label = len(proposal.ratings) == 1 and max(said.values()) > 0.95 * spoken
    unlikely = proposal.layout in RECORDS and rate_shape(max(said)) < _SURE_NAME
    if (proposal.layout == "labels" or unlikely) and (len(said) == 1 or one_label):
        doubts.append((0.45, "one speaker only"))
    if proposal.layout == "quotations" and spoken < _FEW_QUOTED * total:
        doubts.append((0.5, f"only {spoken / total:.1%} of the text is quoted"))
    if proposal.layout != "quotations" and spoken < 0.2 * total:
        doubts.append((0.6 if spoken >= _HARDLY * total else 0.4, f"only {spoken / total:.0%} of the text is speech"))
    elif proposal.layout == "labels" and kinds["narration"] > 1.5 * spoken:
        doubts.append((0.7, "more is narration than speech"))
    if proposal.layout != "quotations" and (quoted := _count_quoted(proposal)) > _MUCH_QUOTED:
        doubts.append((0.35, f"an article: {quoted:.0%} of what is said are quotations that tell whom they are from"))
    if proposal.missed:
        told = _list(dict.fromkeys(proposal.missed, 1.0))
        doubts.append((0.55, f"not taken for speakers, but like names before what is said: {told}"))
    return doubts


def _count_quoted(proposal: Proposal) -> float:
    """What share of the speech is quoted from others by name, within what somebody else says or before any label."""
    speech = sorted((mark.start, mark.end) for mark in proposal.marks if mark.kind == "speech")
    begin = min((mark.start for mark in proposal.marks if mark.kind == "label"), default=0)
    starts = [start for start, _ in speech]
    quoted = 0.0
    for span in proposal.told:
        number = bisect_right(starts, span.start) - 1
        within = number >= 0 and span.start < speech[number][1]
        if within and span.end <= begin:
            quoted += _INTRODUCED * (span.end - span.start)
        elif within and (span.start, span.end) != speech[number]:
            quoted += span.end - span.start
    return quoted / sum(end - start for start, end in speech)


def _rank(names: Sequence[str]) -> Mapping[str, float]:
    """Names, each with less than the one before."""
    return {name: -place for place, name in enumerate(names)}


def _list(names: Mapping[str, float]) -> str:
    first = sorted(names, key=lambda name: -names[name])[:3]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(f"`{name}`" for name in first) + more
