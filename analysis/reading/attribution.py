"""Attribution: which person of an article says each of its quotations."""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.reading import saying_en, saying_zh
from analysis.reading.beside import BREAKS_OFF, COLON, ENDS, MARKS, Beside
from analysis.reading.cast import Cast
from analysis.reading.certainty import Way
from analysis.reading.clauses import Clause, find_paragraph_clauses
from analysis.reading.hearing import Heard, Narration
from analysis.reading.quotation_marks import Quotation
from analysis.reading.quoted_words import count_words, ends_clause, is_called, is_long, is_work
from analysis.reading.saying import Saying, Subject
from analysis.reading.scenery import Block
from analysis.reading.shapes import HAN
from analysis.reading.vocabulary_people import is_body, is_full_name, is_thing

_DASH = re.compile(r"\s*(?:[-–—―]\s*)+(?=\S)")
_SIGNED = re.compile(r"[^\S\n]*+\n[>\s]*+[–—―]++[^\S\n]*+(?P<name>[^\W\d_][^\n]{1,120})(?=\n|$)")
# A sentence that tells by name who speaks has no more parts than these before the quotation.
_FEW_PARTS = 8
# Who answers before a colon has not said what stands before it.
_ANSWERS = re.compile(r"(?:[问問答]|回[应應道复覆]|\b(?:ask|answer|repl|respond|retort|counter)\w{1,4})[^，,]{0,30}$")
# With so many characters of a paragraph its subject is told.
_OPENING = 12


@dataclass(frozen=True, slots=True)
class Attributed:
    """A quotation that is speech, who says it, and how that was found."""

    quotation: Quotation
    person: str
    way: Way


@dataclass(frozen=True, slots=True)
class Found:
    """Who says something, None for nobody of the cast, and how that was found."""

    person: str | None
    way: Way


class Attribution:
    """Goes through an article's narration and quotations in order, and remembers who was spoken of."""

    def __init__(self, text: str, words: str, cast: Cast) -> None:
        """words: the text with its quotations blanked."""
        self._text = text
        self._words = words
        self._cast = cast
        self._narration = Narration(words, cast)
        self._beside = Beside(text, self._narration)
        self._clauses: dict[Quotation, list[str]] = {}
        # Whether the paragraph before ends with a quotation.
        self._open = False
        # Who says something in the sentence with which it ends.
        self._told: str | None = None

    def attribute(self, blocks: Sequence[Block], quotations: Sequence[Quotation]) -> Iterator[Attributed]:
        """Yield the quotations that are speech, with who says them, and how that was found."""
        paragraphs = list(find_paragraph_clauses(self._words, blocks, quotations))
        self._narration.meet(item for items in paragraphs for item in items if isinstance(item, Clause))
        for items, following in itertools.pairwise([*paragraphs, []]):
            yield from self._read_paragraph(items, following)

    def beside(self, quotation: Quotation) -> list[str]:
        """Return the clauses before and behind a quotation in which somebody says something."""
        return self._clauses.get(quotation, [])

    def _read_paragraph(
        self, items: list[Clause | Quotation], following: list[Clause | Quotation]
    ) -> Iterator[Attributed]:
        previous: Found | None = None
        self._cast.begin()
        recent = self._cast.remember()
        for number, item in enumerate(items):
            if isinstance(item, Clause):
                recent = self._cast.remember()
                self._narration.observe(item)
                continue
            before = items[number - 1] if number else None
            after = items[number + 1] if number + 1 < len(items) else None
            opening = before if isinstance(before, Clause) and not before.ended else None
            if opening and not self._beside.says_much(opening):
                opening = None
            closing = after if isinstance(after, Clause) else None
            earlier = items[number - 2] if number > 1 else None
            between = opening is not None and isinstance(earlier, Quotation) and self._beside.follows(earlier, opening)
            self._clauses[item] = [
                self._narration.say(clause)
                for clause in (opening, closing)
                if clause and self._narration.listen(clause)
            ]
            found = self._find_speaker(item, opening, closing, previous if between else None, recent)
            if (
                found
                and found.way == "last"
                and (topic := self._find_topic(items[max(0, number - _FEW_PARTS) : number]))
            ):
                found = Found(topic, "topic")
            if found and found.way == "last" and (number == 0 if self._open else previous):
                found = Found(found.person, "paragraph" if number else "follows")
            alone = not any(isinstance(each, Clause) for each in items)
            if found and found.way == "last" and number == 0 and self._told and alone:
                found = Found(self._told, "resumed")
            if found and found.way == "last" and len(items) == 1:
                found = self._find_next(following) or found
            previous = found
            recent = self._cast.remember()
            if found:
                self._cast.speak_of(found.person)
                if found.person:
                    yield Attributed(item, found.person, self._rank(found))
        self._open = bool(previous) and isinstance(items[-1], Quotation)
        last = items[-1] if items else None
        told = self._narration.listen(last) if isinstance(last, Clause) else []
        self._told = next((heard.person for heard in reversed(told) if not heard.saying.loose), None)

    def _rank(self, found: Found) -> Way:
        """How somebody was found, and whether it may be somebody else, or nobody, all the same."""
        if is_thing(found.person or ""):
            return "thing"
        return "namesake" if self._cast.is_mixed(found.person or "") else found.way

    def _find_speaker(
        self,
        quotation: Quotation,
        opening: Clause | None,
        closing: Clause | None,
        previous: Found | None,
        recent: list[str | None],
    ) -> Found | None:
        """Who says a quotation, None where it is no speech. recent: who was spoken of before its sentence."""
        inner = self._text[quotation.start : quotation.end].strip(MARKS)
        if (opening and is_called(self._narration.say(opening))) or (closing and self._beside.is_thought(closing)):
            return None
        sentence = self._beside.is_sentence(quotation, inner, opening)
        before = self._narration.listen(opening)
        runs_on = self._beside.runs_on(quotation, inner) and not is_long(inner, 5, 8)
        if opening and self._beside.introduces(opening, before) and is_long(inner, 2, 3) and not runs_on:
            return self._found(before[-1]) if before else self._find_subject_of(opening)
        embedded = opening is not None and not previous and not ends_clause(self._narration.say(opening))
        within = opening is not None and not ends_clause(self._narration.say(opening))
        if within and opening and inner[-1:] not in ENDS and (is_work(inner) or self._beside.owns(opening)):
            return None
        acting = [heard.person for heard in before if heard.person][:1]
        if closing and (is_long(inner, 5, 8) if embedded else is_long(inner, 1, 2)):
            behind = self._find_behind(quotation, inner, closing, [*acting, *recent] if embedded else None)
            if behind:
                return behind
        if previous and opening and (sentence or is_long(inner, 3, 5)):
            return Found(previous.person, "carried")
        if (
            opening
            and before
            and _is_somebodys(before[0].saying)
            and self._beside.quotes(before[0].saying, inner, sentence)
        ):
            return self._found(before[0])
        if closing is None and (signer := self._read_signature(quotation)):
            return Found(signer, "signed")
        told = [heard for heard in before if _is_somebodys(heard.saying)]
        if sentence and (not embedded or told):
            return self._found(told[0]) if told else Found(self._cast.last(named=bool(HAN.search(inner))), "last")
        return None

    def _find_topic(self, items: Sequence[Clause | Quotation]) -> str | None:
        """Who says something in the sentence before a quotation in Chinese, else by name with whom it begins."""
        first: Clause | None = None
        for item in reversed(items):
            if isinstance(item, Clause):
                if first and item.ended:
                    break
                first = item
                told = [heard.person for heard in self._narration.listen(item) if not heard.saying.loose]
                if HAN.search(self._narration.say(item)) and told and told[-1]:
                    return told[-1]
            elif first is None:
                return None
        words = self._narration.say(first) if first else ""
        subject = saying_zh.find_subject(words, self._cast.names) if HAN.search(words) else None
        return self._cast.find(subject.words) if subject and subject.kind == "name" else None

    def _find_next(self, following: list[Clause | Quotation]) -> Found | None:
        """Who says a quotation that is a Chinese paragraph by itself: with whom the next one begins."""
        first = following[0] if following else None
        if not isinstance(first, Clause) or not HAN.search(self._narration.say(first)):
            return None
        actor = find_actor(self._narration.say(first)[:_OPENING], self._cast)
        person = self._cast.find(actor.words) if actor and actor.kind == "name" else None
        return Found(person, "next") if person and not is_body(person) else None

    def _found(self, heard: Heard) -> Found:
        kind = heard.saying.subject.kind
        if kind == "role" and heard.person != heard.saying.subject.words:
            return Found(heard.person, "office")
        full = kind == "name" and heard.person is not None and is_full_name(heard.person)
        return Found(heard.person, "full name" if full else kind)

    def _find_subject_of(self, clause: Clause) -> Found:
        subject = self._narration.name_subject(clause)
        return Found(subject, "subject") if subject else Found(self._cast.last(), "last")

    def _read_signature(self, quotation: Quotation) -> str | None:
        """Who stands behind a dash in the line under a quotation."""
        signed = _SIGNED.match(self._words, quotation.end)
        if signed is None:
            return None
        words = signed["name"]
        named = saying_zh.find_actor(words, self._cast.names) if HAN.search(words) else saying_en.read_name(words)
        return self._cast.resolve(named) if named else None

    def _find_behind(
        self, quotation: Quotation, inner: str, closing: Clause, recent: list[str | None] | None
    ) -> Found | None:
        """Who says a quotation, by the clause behind it; None where it does not tell.

        recent: whom a pronoun may stand for, where it is not whoever was spoken of last.
        """
        words = self._narration.say(closing)
        if words.startswith(("…", "...")):
            return None
        if dash := _DASH.match(words):
            named = saying_en.read_name(words[dash.end() :]) if not HAN.search(words) else None
            if named and count_words(words) <= 14 and not saying_en.find_sayings(words):
                return Found(self._cast.resolve(named), "signed")
        heard = self._narration.listen(closing)
        if heard and self._beside.is_apart(quotation, closing, heard[0].saying):
            heard = []
        if not closing.ended and COLON.search(words) and inner[-1:] not in BREAKS_OFF:
            shared = (
                recent is None and heard and self._beside.follows(quotation, closing) and not _ANSWERS.search(words)
            )
            return Found(heard[0].person, "shared") if shared else None
        subject = heard[0].saying.subject if heard else None
        if (
            subject
            and recent is not None
            and subject.kind == "role"
            and self._beside.describes(quotation, inner, words)
        ):
            return None
        if subject and self._beside.attributes(inner, words, heard[0].saying):
            again = recent is not None and subject.kind == "pronoun"
            return Found(self._cast.resolve(subject, recent), "pronoun") if again else self._found(heard[0])
        goes_on = not closing.ended and words.rstrip().endswith((",", "，"))
        if (inner[-1:] in BREAKS_OFF and goes_on) or (recent is None and words[:1] in ",，" and HAN.search(words)):
            person = self._narration.name_subject(closing)
            return Found(person, "actor") if person else None
        alone = recent is None and not heard and self._beside.follows(quotation, closing)
        if alone and closing.ended and inner[-1:] in ENDS:
            actor = find_actor(words, self._cast)
            return Found(self._cast.resolve(actor), "actor") if actor else None
        return None


def _is_somebodys(saying: Saying) -> bool:
    """Whether somebody says something: what describes or calls may be a thing, unless it has a name."""
    return not saying.loose or saying.subject.kind != "role"


def find_actor(words: str, cast: Cast) -> Subject | None:
    """Return who acts in the clause behind a quotation, as its speaker does in Chinese where no verb says so."""
    return saying_zh.find_actor(words, cast.names) if HAN.search(words) else None
