"""Attribution: which person of an article says each of its quotations."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from analysis.reading import saying_en, saying_zh
from analysis.reading.cast import Cast
from analysis.reading.clauses import Clause, find_paragraph_clauses
from analysis.reading.quotation_marks import Quotation
from analysis.reading.saying import Saying, Subject
from analysis.reading.scenery import Block
from analysis.reading.shapes import HAN

_DASH = re.compile(r"\s*(?:[-–—―]\s*)+(?=\S)")
# What somebody is reported to say goes on to the end of the sentence.
_REPORTS = re.compile(r"\s*(?:[，,]|that\b)")
_SIGNED = re.compile(r"[^\S\n]*+\n[>\s]*+[–—―]++[^\S\n]*+(?P<name>[^\W\d_][^\n]{1,120})(?=\n|$)")
_AS_AN_ASIDE = re.compile(r"\bwho (?:\w{1,20} )?$")
_COLON = re.compile(r"[:：]\s*$")
_UNITS = re.compile(r"[\u4e00-\u9fff]|[^\W\d_\u4e00-\u9fff](?:\w|['’-](?=\w))*+")
_ENDS = "。！？!?….｡"
_MARKS = " \t\r\n“”‘’「」『』«»\"＂'`"
_POINTS = ("", "\n", "。", "，", "、", ".", ",", ";", "；", "！", "？")
_PRONOUN = re.compile(r"[他她](?!们|們|人)|\b(?:he|she|his|her|him|herself|himself)\b", re.IGNORECASE)
_FEMALE = {"她", "she", "her", "herself"}
_BREAKS_OFF = ",，、—–-"
# Between a verb of saying and its quotation stand an object or a time, in so many words or characters.
_FEW_WORDS, _FEW_CHARACTERS = 7, 12
LONGEST_CLAUSE = 600
_ENOUGH = 40


@dataclass(frozen=True, slots=True)
class Heard:
    """A verb of saying in the narration, and whose it is."""

    saying: Saying
    person: str | None


class Attribution:
    """Goes through an article's narration and quotations in order, and remembers who was spoken of."""

    def __init__(self, text: str, words: str, cast: Cast) -> None:
        """words: the text with its quotations blanked."""
        self._text = text
        self._words = words
        self._cast = cast
        self._heard: dict[Clause, list[Heard]] = {}
        self._sayings: dict[str, list[Saying]] = {}
        self._clauses: dict[Quotation, list[str]] = {}
        # Quotations beside which nobody says anything: they are whoever's was spoken of last.
        self.guessed: set[Quotation] = set()

    def attribute(self, blocks: Sequence[Block], quotations: Sequence[Quotation]) -> Iterator[tuple[Quotation, str]]:
        """Yield the quotations that are speech, with who says them."""
        paragraphs = list(find_paragraph_clauses(self._words, blocks, quotations))
        self._meet(item for items in paragraphs for item in items if isinstance(item, Clause))
        for items in paragraphs:
            yield from self._read_paragraph(items)

    def _meet(self, clauses: Iterable[Clause]) -> None:
        """Learn beforehand who says something anywhere, and the genders that titles and pronouns tell."""
        before: str | None = None
        for clause in clauses:
            words = self._say(clause)
            for saying in self._find_sayings(words):
                if saying.subject.kind != "pronoun":
                    self._cast.confirm(self._cast.resolve(saying.subject))
                    self._cast.learn_title(saying.subject.words)
            before = self._learn_gender(words, before)

    def _learn_gender(self, words: str, before: str | None) -> str | None:
        """Learn the gender of somebody with whom a sentence begins that has pronouns of one gender only.

        before: with whom a sentence began last; where the pronouns may be that person's nothing is learnt.
        Returns: with whom a sentence has begun last now.
        """
        subject = self._find_subject(words)
        person = self._cast.find(subject.words) if subject and subject.kind == "name" else None
        if person is None:
            return before
        genders = {"f" if pronoun.lower() in _FEMALE else "m" for pronoun in _PRONOUN.findall(words)}
        if len(genders) == 1 and (before in (None, person) or not self._cast.has_gender(before, *genders)):
            self._cast.learn_gender(person, *genders)
        return person

    def beside(self, quotation: Quotation) -> list[str]:
        """Return the clauses before and behind a quotation in which somebody says something."""
        return self._clauses.get(quotation, [])

    def _read_paragraph(self, items: list[Clause | Quotation]) -> Iterator[tuple[Quotation, str]]:
        previous: str | None = None
        recent = self._cast.remember()
        for number, item in enumerate(items):
            if isinstance(item, Clause):
                recent = self._cast.remember()
                self._observe(item)
                continue
            before = items[number - 1] if number else None
            after = items[number + 1] if number + 1 < len(items) else None
            opening = before if isinstance(before, Clause) and not before.ended else None
            if opening and not self._says_much(opening):
                opening = None
            closing = after if isinstance(after, Clause) else None
            between = number > 1 and opening is not None and isinstance(items[number - 2], Quotation)
            self._clauses[item] = [
                self._say(clause) for clause in (opening, closing) if clause and self._listen(clause)
            ]
            said, person = self._find_speaker(item, opening, closing, previous if between else None, recent)
            previous = None
            recent = self._cast.remember()
            if said:
                self._cast.speak_of(person)
                previous = person
                if person:
                    yield item, person

    def _find_speaker(
        self,
        quotation: Quotation,
        opening: Clause | None,
        closing: Clause | None,
        previous: str | None,
        recent: list[str | None],
    ) -> tuple[bool, str | None]:
        """Whether a quotation is speech, and who says it. recent: who was spoken of before its sentence."""
        inner = self._text[quotation.start : quotation.end].strip(_MARKS)
        sentence = self._is_sentence(quotation, inner, opening)
        before = self._listen(opening)
        runs_on = self._runs_on(quotation, inner) and not _is_long(inner, 5, 8)
        if opening and self._introduces(opening, before) and _is_long(inner, 2, 3) and not runs_on:
            subject = before[-1].person if before else self._subject_of(opening)
            return True, subject
        embedded = opening is not None and not previous and not _ends_clause(self._say(opening))
        if closing and (_is_long(inner, 5, 8) if embedded else _is_long(inner, 1, 2)):
            found, person = self._find_behind(quotation, inner, closing, recent if embedded else None)
            if found:
                return True, person
        if previous and opening and (sentence or _is_long(inner, 3, 5)):
            return True, previous
        if opening and before and not before[0].saying.loose and (sentence or _is_long(inner, 4, 8)):
            return True, before[0].person
        if closing is None and (signer := self._read_signature(quotation)):
            return True, signer
        if sentence and (not embedded or any(_is_somebodys(heard.saying) for heard in before)):
            self.guessed.add(quotation)
            return True, self._cast.last()
        return False, None

    def _read_signature(self, quotation: Quotation) -> str | None:
        """Who stands behind a dash in the line under a quotation."""
        signed = _SIGNED.match(self._words, quotation.end)
        if signed is None:
            return None
        words = signed["name"]
        named = saying_zh.find_actor(words, self._cast.names) if HAN.search(words) else saying_en.read_name(words)
        return self._cast.resolve(named) if named else None

    def _says_much(self, opening: Clause) -> bool:
        """Whether a clause before a quotation is more than a conjunction."""
        words = self._say(opening)
        return len(_UNITS.findall(words)) > 1 or bool(self._listen(opening) or _COLON.search(words))

    def _runs_on(self, quotation: Quotation, inner: str) -> bool:
        """Whether the words behind a quotation go on as if it were one of them."""
        following = self._text[quotation.end : quotation.end + 2].lstrip(" ")[:1]
        return inner[-1:] not in _ENDS + _BREAKS_OFF and following.isalpha() and not following.isupper()

    def _is_sentence(self, quotation: Quotation, inner: str, opening: Clause | None) -> bool:
        """Whether a quotation is a sentence or a clause of its own: by its own marks, or by those around it."""
        if inner[-1:] in _ENDS:
            embedded = opening is not None and not _ends_clause(self._say(opening))
            return _is_long(inner, 5, 8) if embedded else _is_long(inner, 2, 3)
        following = self._text[quotation.end : quotation.end + 3].lstrip("*_ ")[:1]
        if opening is None:
            return following in _POINTS[2:] and _is_long(inner, 4, 7)
        return _ends_clause(self._say(opening)) and following in _POINTS and _is_long(inner, 4, 7)

    def _introduces(self, opening: Clause, heard: Sequence[Heard]) -> bool:
        """Whether a clause announces the quotation that follows it."""
        words = self._say(opening)
        if _COLON.search(words):
            return True
        if not heard:
            return False
        rest = words[heard[-1].saying.end :]
        units = len(_UNITS.findall(rest))
        few = _FEW_CHARACTERS if HAN.search(words) else _FEW_WORDS
        if heard[-1].saying.loose and not rest.rstrip().endswith((",", "，")):
            return False
        whole = not re.search("[，,]", rest.strip(" ，,"))
        return (units <= few and whole and rest.rstrip().endswith((",", "，"))) or units == 0

    def _find_behind(
        self, quotation: Quotation, inner: str, closing: Clause, recent: list[str | None] | None
    ) -> tuple[bool, str | None]:
        """Whether the clause behind a quotation says whose it is, and whose.

        recent: whom a pronoun may stand for, where it is not whoever was spoken of last.
        """
        words = self._say(closing)
        if words.startswith(("…", "...")):
            return False, None
        if dash := _DASH.match(words):
            named = saying_en.read_name(words[dash.end() :]) if not HAN.search(words) else None
            if named and len(_UNITS.findall(words)) <= 14 and not saying_en.find_sayings(words):
                return True, self._cast.resolve(named)
        heard = self._listen(closing)
        if not closing.ended and _COLON.search(words) and inner[-1:] not in _BREAKS_OFF:
            return False, None
        if heard and self._attributes(inner, words, heard[0].saying):
            subject = heard[0].saying.subject
            again = recent is not None and subject.kind == "pronoun"
            return True, self._cast.resolve(subject, recent) if again else heard[0].person
        goes_on = not closing.ended and words.rstrip().endswith((",", "，"))
        if (inner[-1:] in _BREAKS_OFF and goes_on) or (recent is None and words[:1] in ",，" and HAN.search(words)):
            person = self._name_subject(closing)
            return person is not None, person
        alone = recent is None and not heard and self._follows(quotation, closing)
        if alone and closing.ended and inner[-1:] in _ENDS:
            actor = find_actor(words, self._cast)
            return actor is not None, self._cast.resolve(actor) if actor else None
        return False, None

    def _follows(self, quotation: Quotation, closing: Clause) -> bool:
        """Whether a clause stands behind a quotation in the same paragraph."""
        return "\n" not in self._text[quotation.end : closing.start]

    def _attributes(self, inner: str, words: str, saying: Saying) -> bool:
        """Whether a verb of saying behind a quotation belongs to it, not to a sentence of its own."""
        ahead = words[: saying.start]
        if HAN.search(words):
            return len(re.findall("[，,；;]", ahead)) <= 1 and len(ahead) <= 60
        starts_anew = words[:1].isupper() and bool(re.search(r"[^.]\.['’]?$", inner))
        return not starts_anew and len(_UNITS.findall(ahead)) <= 25

    def _observe(self, clause: Clause) -> None:
        """Take in a piece of narration: whom it speaks of, and who says something in it."""
        subject = self._name_subject(clause)
        if subject is None and not self._listen(clause):
            subject = self._cast.find_only(self._say(clause))
        if subject:
            self._cast.speak_of(subject)
        heard = [each for each in self._listen(clause) if not each.saying.loose]
        if heard and _REPORTS.match(self._say(clause), heard[0].saying.end):
            heard = heard[:1]
        for each in heard:
            aside = subject and _AS_AN_ASIDE.search(self._say(clause)[: each.saying.start][-40:])
            if not aside:
                self._cast.speak_of(each.person)

    def _name_subject(self, clause: Clause) -> str | None:
        """The person of the cast with whom a sentence begins."""
        words = self._say(clause)
        subject = self._find_subject(words)
        if subject is None or subject.kind == "role":
            return None
        return self._cast.find(subject.words) if subject.kind == "name" else self._cast.resolve(subject)

    def _subject_of(self, clause: Clause) -> str | None:
        return self._name_subject(clause) or self._cast.last()

    def _find_subject(self, words: str) -> Subject | None:
        if HAN.search(words):
            return saying_zh.find_subject(words, self._cast.names)
        return saying_en.find_subject(words)

    def _listen(self, clause: Clause | None) -> list[Heard]:
        """The verbs of saying of a clause, each with whose it is."""
        if clause is None:
            return []
        if clause not in self._heard:
            words = self._say(clause)
            sayings = self._find_sayings(words)
            heard: list[Heard] = []
            for saying in sayings:
                subject = saying.subject
                if subject.kind == "pronoun" and heard and heard[-1].saying.subject.kind != "pronoun":
                    person = heard[-1].person
                elif subject.kind == "pronoun":
                    person = self._name_within(words, saying) or self._cast.resolve(subject)
                else:
                    person = self._cast.resolve(subject)
                heard.append(Heard(saying, person))
            self._heard[clause] = heard
        return self._heard[clause]

    def _find_sayings(self, words: str) -> list[Saying]:
        if words not in self._sayings:
            self._sayings[words] = find_sayings(words, self._cast)
        return self._sayings[words]

    def _name_within(self, words: str, saying: Saying) -> str | None:
        """The person with whom a clause begins, for a pronoun later in it."""
        subject = self._find_subject(words[: saying.start])
        return self._cast.find(subject.words) if subject and subject.kind == "name" else None

    def _say(self, clause: Clause) -> str:
        return self._words[max(clause.start, clause.end - LONGEST_CLAUSE) : clause.end].replace("\0", " ")


def find_sayings(words: str, cast: Cast) -> list[Saying]:
    """Return the verbs of saying in a clause of either language."""
    if HAN.search(words):
        return saying_zh.find_sayings(words, cast.names)
    return saying_en.find_sayings(words)


def _is_somebodys(saying: Saying) -> bool:
    """Whether somebody says something: what describes or calls may be a thing, unless it has a name."""
    return not saying.loose or saying.subject.kind != "role"


def find_actor(words: str, cast: Cast) -> Subject | None:
    """Return who acts in the clause behind a quotation, as its speaker does in Chinese where no verb says so."""
    return saying_zh.find_actor(words, cast.names) if HAN.search(words) else None


def _ends_clause(words: str) -> bool:
    return words.rstrip().endswith((",", "，", ":", "：", "—", "–", "-", ";", "；"))


def _is_long(inner: str, words: int, characters: int) -> bool:
    """Whether quoted words are at least so many, or so many Chinese characters."""
    units = [match.group() for match in islice(_UNITS.finditer(inner), _ENOUGH)]
    han = sum(1 for unit in units if "\u4e00" <= unit[0] <= "\u9fff")
    return han >= characters or len(units) - han >= words or (han > 0 and len(units) >= characters)
