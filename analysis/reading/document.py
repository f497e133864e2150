"""The reading of a document: its form, then every reader's proposal, then the most plausible of them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from analysis.ground.errors import AnalysisError
from analysis.reading.candidates import find_candidates
from analysis.reading.forms import FORMS, open_held, open_source
from analysis.reading.labels import find_labels
from analysis.reading.merging import merge_names, merge_spellings
from analysis.reading.people import Known, find_known
from analysis.reading.proposals import Proposal, Verdict, judge
from analysis.reading.questions import INTERVIEWEE, read_questions
from analysis.reading.quotations import LONGEST_ARTICLE, guess_people, read_article, read_quotations
from analysis.reading.repeats import find_repeats, is_said_again
from analysis.reading.scenery import find_paragraphs, mark_preamble
from analysis.reading.shapes import rate_label
from analysis.reading.sources import Source
from analysis.reading.spans import Span, mark_rest, partition
from analysis.reading.speakers import Roster, find_main_name, normalise_name
from analysis.reading.talks import mark_talk, read_talk
from analysis.reading.turns import mark_line, mark_speech, mark_turns

# Below this confidence a reading is doubted; how it was chosen: see the notes on reading in analysis/README.md.
DOUBTED = 0.6
# What is believed less than this to be talk, or an article with quotations, is none: nobody speaks.
_NOBODY = 0.25
_ALONE = "Speaker"
# So many quotations before the first label are looked for behind it.
_MOST_PREVIEWS = 100
# A label ends within so many characters from the beginning of its line.
_LONGEST_LEAD = 5_000


@dataclass(frozen=True)
class Reading:
    """A document that was read.

    spans: a partition of the document. layout: how it was understood, one of LAYOUTS. roster: its people with their
    spellings. source: what its characters stand for. confidence: from 0 to 1, how plausible the reading is. reasons:
    what speaks against it, parts of sentences. cast: people whom the document itself lists, with the role or field that
    they stand under, "" where there is none.
    """

    spans: Sequence[Span]
    layout: str
    roster: Roster
    source: Source
    confidence: float
    reasons: Sequence[str]
    cast: Mapping[str, str]

    @property
    def is_doubted(self) -> bool:
        """Whether somebody has to look at it before it is relied on."""
        return self.confidence < DOUBTED

    def tell_doubt(self) -> str:
        """Return what speaks against the reading and what to do, as a sentence without its full stop."""
        return (
            f"{'; '.join(self.reasons) or 'little speaks for it'}; look at who speaks, and name them with --speaker and"
            " --label, say how it is set with --layout, or leave it out"
        )


_Reader = Callable[[str, Known, Roster | None], Proposal]


def read_document(text: str, *, name: str, roster: Roster | None = None, layout: str | None = None) -> Reading:
    """Return the reading of a document: its spans, a partition of `text`, its layout, and how sure it is.

    name: what error messages call the document. roster: the people who may speak; guessed where not given. layout: one
    of `LAYOUTS`; where not given, the most plausible.

    Errors: AnalysisError where nobody is found speaking, or where a label recurs whose name the given roster does not
    know.
    """
    if layout is not None and layout not in LAYOUTS:
        raise AnalysisError(f"{name}: there is no layout {layout!r}; use one of {', '.join(LAYOUTS)}.")
    try:
        source = open_source(text, layout)
    except AnalysisError as error:
        raise AnalysisError(f"{name}: {error}") from None
    if layout in FORMS and source.form != layout:
        raise AnalysisError(f"{name}: this is no {layout}, it looks like {source.form}; leave the layout out.")
    if source.names_somebody and layout != "monologue":
        proposal = _read_records(source, roster)
        verdict = judge(source.text, proposal)
        repeats, known = list(source.repeats), Known()
    else:
        is_record = bool(source.records)
        source = open_held(source) if is_record else source
        found = _settle(source.text, find_repeats(source.text))
        prose = _blank(source.text, found)
        known = find_known(prose)
        proposal, verdict = _read_prose(prose, known, name, roster, layout)
        repeats = [piece for start, end in found for piece in source.find_document(start, end)]
        if not proposal.speaks:
            raise AnalysisError(f"{name}: {_tell_nobody(source, is_record=is_record)}")
    marks = source.place_marks(proposal.marks, quoted=proposal.layout == "quotations")
    if not source.is_plain:
        marks = mark_rest(text, _overlay(marks, [Span(a, b, "label") for a, b in source.labels]), "furniture")
    marks = _overlay(marks, [Span(start, end, "repeat") for start, end in repeats])
    reasons = list(dict.fromkeys([*verdict.reasons, *proposal.notes]))
    spans = partition(text, marks)
    return Reading(spans, proposal.layout, proposal.roster, source, verdict.confidence, reasons, known.people)


def _tell_nobody(source: Source, *, is_record: bool) -> str:
    if is_record:
        return (
            f"nobody is named in it: {source.form} without speakers. Add who speaks, or read it as one speaker with"
            " --layout monologue."
        )
    if len(source.text) > LONGEST_ARTICLE:
        return (
            f"nobody speaks in it under a name, and it is longer than {LONGEST_ARTICLE:,} characters, which no article"
            " is; cut it into documents and read each by itself, or read it as one speaker with --layout monologue."
        )
    return (
        "nobody speaks in it; looked for records with a field of speakers, subtitles, names before a colon, a full"
        " stop, in brackets or on lines of their own, questions in bold, a talk that is announced, and for quotations"
        " next to a name and a verb of saying. Where it is a transcript that names nobody, read it as one speaker with"
        " --layout monologue; else declare it in the catalogue: speakers with their aliases, and the layout."
    )


def _read_prose(
    text: str, known: Known, name: str, roster: Roster | None, layout: str | None
) -> tuple[Proposal, Verdict]:
    readers = {layout: _PROSE[layout]} if layout else _PROSE
    proposals = [read(text, known, roster) for key, read in readers.items() if layout == key or key != "monologue"]
    told = next((proposal.told for proposal in proposals if proposal.layout == "quotations"), ())
    judged = [(each, judge(text, each)) for proposal in proposals if (each := replace(proposal, told=told)).speaks]
    if layout is None and roster is None:
        judged = [(each, its) for each, its in judged if its.likely >= _NOBODY]
    if not judged:
        silent = Proposal(layout or "labels", [], roster or Roster())
        return silent, judge(text, silent)
    best, verdict = max(judged, key=lambda pair: pair[1].score * _PRIOR.get(pair[0].layout, 1.0))
    rivals = [other.layout for other, its in judged if other is not best and its.score > 0.8 * verdict.score]
    if roster and roster.closed and best.layout == "labels":
        best = _allow_strangers(text, name, known, roster, best)
        verdict = judge(text, best)
    notes = [f"it could be read as {layout} nearly as well" for layout in rivals]
    return replace(best, notes=[*best.notes, *notes]), verdict


def _read_labels(text: str, known: Known, roster: Roster | None) -> Proposal:
    labelling = find_labels(text, known, roster)
    if not labelling.labels:
        return Proposal("labels", [], labelling.roster)
    labels = [label for label in labelling.labels if label.written or labelling.roster.resolve(label.name)]
    if all(label.written for label in labels):
        return Proposal("labels", [], labelling.roster)
    begin = labels[0].start
    opening, people = _read_opening(text, known, labelling.roster, roster, begin)
    answering: dict[str, str] = {}
    if labelling.asker:
        others = {
            speaker
            for label in labels
            if not label.written and (speaker := people.resolve(label.name)) and label.name != labelling.asker
        }
        answering[labelling.asker] = min(others, default=find_main_name(text[known.front : begin]) or INTERVIEWEE)
    marks = opening + mark_turns(
        text, labels, people, end=len(text), answering=answering, rolled=frozenset(labelling.rolled)
    )
    missed = [] if roster and roster.closed else labelling.missed
    return Proposal("labels", marks, people, labelling.ratings, missed=missed)


def _read_opening(
    text: str, known: Known, people: Roster, given: Roster | None, begin: int
) -> tuple[list[Span], Roster]:
    """Marks for what stands before the first label: a talk, somebody quoted, or a page's own text."""
    alone = known.speaker_of_talk()
    speaking = given or Roster.of({alone: []} if alone else {}, closed=False)
    if alone and not given and set(people.people.values()) <= {"Q", "A", alone, "Audience", "问", "答", "听众"}:
        people = Roster(
            {
                **{
                    spelling: (alone if person in ("A", "答") else person) for spelling, person in people.people.items()
                },
                normalise_name(alone): alone,
            }
        )
    talk = mark_talk(text, speaking if speaking.people else people, end=begin, start=known.front, announced=bool(alone))
    if talk:
        return _front(known) + talk, people
    quoting = people if people.closed else Roster({**guess_people(text[:begin]).people, **people.people})
    quoted, rest = read_quotations(text[:begin], quoting), text[begin:]
    shown = [mark for mark in quoted if mark.kind == "speech"][:_MOST_PREVIEWS]
    again = {mark for mark in shown if is_said_again(text[mark.start : mark.end], rest)}
    quoted = [Span(mark.start, mark.end, "repeat") if mark in again else mark for mark in quoted]
    marks = (
        [mark for mark in quoted if mark.start >= known.front] if quoted else mark_preamble(text, known.front, begin)
    )
    return _front(known) + marks, people


def _front(known: Known) -> list[Span]:
    return [Span(0, known.front, "furniture")] if known.front else []


def _read_interview(text: str, known: Known, roster: Roster | None) -> Proposal:
    marks, people = read_questions(text, known.front, roster)
    return Proposal("questions", _front(known) + marks if marks else [], people)


def _read_talk(text: str, known: Known, roster: Roster | None) -> Proposal:
    marks, people = read_talk(text, known.front, roster, known.speaker_of_talk())
    return Proposal("talk", _front(known) + marks if marks else [], people)


def _read_article(text: str, known: Known, roster: Roster | None) -> Proposal:
    people = roster or guess_people(text[known.front :])
    article = read_article(text[known.front :], people)
    marks = [replace(mark, start=mark.start + known.front, end=mark.end + known.front) for mark in article.marks]
    told = [replace(mark, start=mark.start + known.front, end=mark.end + known.front) for mark in article.told]
    marks = _front(known) + marks if marks else []
    return Proposal("quotations", marks, people, expected=article.expected, told=told, guessed=article.guessed)


def _read_alone(text: str, known: Known, roster: Roster | None) -> Proposal:
    """Everything that is no scenery, by the one speaker that there is."""
    named = list(dict.fromkeys(roster.people.values())) if roster else []
    speaker = named[0] if len(named) == 1 else known.speaker_of_talk() or _ALONE
    marks = _front(known)
    for block in find_paragraphs(text, known.front, len(text)):
        marks += mark_speech(text, block, speaker)
    return Proposal("monologue", marks, roster or Roster.of({speaker: []}, closed=False))


def _read_records(source: Source, roster: Roster | None) -> Proposal:
    named = [record.who for record in source.records if record.who]
    if roster is None:
        counts = Counter(named)
        # Who speaks in subtitles is typed by hand, once in full and then by a first name; data keep whole names.
        merged = merge_names(counts) if source.form == "subtitles" else merge_spellings(counts)
        people = Roster.of(merged, closed=False)
        ratings = {name: max(2.0, rate_label(name, count)) for name, count in counts.items()}
    else:
        people, ratings = roster, {}
    marks: list[Span] = []
    for record in source.records:
        speaker = people.resolve(record.who) if record.who else None
        said = mark_line(source.text, record.start, record.end, speaker) if speaker else []
        if any(mark.kind == "speech" for mark in said):
            marks += said
        elif speaker:
            marks.append(Span(record.start, record.end, "speech", speaker))
        else:
            marks.append(Span(record.start, record.end, "narration"))
    return Proposal(source.form, marks, people, ratings, source.notes)


_PROSE: Mapping[str, _Reader] = {
    "labels": _read_labels,
    "questions": _read_interview,
    "talk": _read_talk,
    "quotations": _read_article,
    "monologue": _read_alone,
}
# A reader of labels knows talks and quotations, too, where they stand before labels; the others know no labels.
_PRIOR = {"questions": 0.95, "talk": 0.9, "quotations": 0.9}
# The ways in which documents are set; a monologue is only read where it is asked for.
LAYOUTS = (*FORMS, *_PROSE)


def _allow_strangers(text: str, name: str, known: Known, roster: Roster, best: Proposal) -> Proposal:
    """The reading in which the labels of nobody in the roster under which nothing is said stand for themselves.

    Errors: AnalysisError where somebody who is not in the roster speaks under such a label.
    """
    guessed = find_labels(text, known)
    counts = Counter(label.name for label in guessed.labels if roster.resolve(label.name) is None)
    unknown = {label: count for label, count in counts.items() if count > 1}
    if not unknown:
        return best
    heard = {mark.speaker for mark in mark_turns(text, guessed.labels, guessed.roster, end=len(text)) if mark.speaker}
    for stranger, count in unknown.items():
        if (guessed.roster.resolve(stranger) or stranger) in heard:
            raise AnalysisError(
                f"{name}: {count} turns are labelled {stranger!r}, who is no speaker of this conversation in"
                " the catalogue; add the speaker, or add the name to a speaker's aliases."
            )
    wider = replace(roster, people={**roster.people, **{normalise_name(label): label for label in unknown}})
    return _read_labels(text, known, wider)


def _settle(text: str, repeats: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Repeats that cut no label in two: one that ends within the line of a label ends before that line."""
    settled = []
    for start, end in repeats:
        line = text.rfind("\n", 0, end) + 1
        stop = text.find("\n", end, line + _LONGEST_LEAD)
        labelled = find_candidates(text[line : stop if stop >= 0 else line + _LONGEST_LEAD])
        cut = any(
            candidate.style != "own" and line + candidate.start < end < line + candidate.end for candidate in labelled
        )
        settled.append((start, line if cut and line > start else end))
    return settled


def _blank(text: str, repeats: Sequence[tuple[int, int]]) -> str:
    """The text with blanks for its repeats, so that what stands around them reads on and keeps its place.

    Ends of lines at a repeat's own ends stay: the next line must not become part of the one before.
    """
    pieces, position = [], 0
    for start, end in repeats:
        words = text[start:end]
        left, right = start + len(words) - len(words.lstrip()), start + len(words.rstrip())
        pieces += [text[position:left], " " * (right - left)]
        position = max(left, right)
    return "".join(pieces) + text[position:]


def _overlay(marks: Sequence[Span], over: Sequence[Span]) -> list[Span]:
    """The marks with others laid over them, which win."""
    covers = sorted(over, key=lambda mark: mark.start)
    kept: list[Span] = []
    number = 0
    for mark in sorted(marks, key=lambda mark: mark.start):
        position = mark.start
        while number < len(covers) and covers[number].end <= position:
            number += 1
        here = number
        while here < len(covers) and covers[here].start < mark.end:
            if covers[here].start > position:
                kept.append(_cut(mark, position, covers[here].start))
            position = max(position, covers[here].end)
            here += 1
        if position < mark.end:
            kept.append(mark if position == mark.start else _cut(mark, position, mark.end))
    return [*kept, *over]


def _cut(mark: Span, start: int, end: int) -> Span:
    return Span(start, end, mark.kind, mark.speaker, mark.elsewhere)
