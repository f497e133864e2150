"""Hearing: what an article's narration tells. Who says something in a clause, and who is spoken of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from analysis.reading import saying_en, saying_zh
from analysis.reading.cast import Cast
from analysis.reading.clauses import Clause
from analysis.reading.saying import Saying, Subject
from analysis.reading.shapes import HAN

# What somebody is reported to say goes on to the end of the sentence.
_REPORTS = re.compile(r"\s*(?:[，,]|that\b)")
_AS_AN_ASIDE = re.compile(r"\bwho (?:\w{1,20} )?$")
_PRONOUN = re.compile(r"[他她](?!们|們|人)|\b(?:he|she|his|herself|himself)\b", re.IGNORECASE)
_FEMALE = {"她", "she", "herself"}
# Where and by whom a report was sent, before its first sentence: HULL, Ohio (AP) -- The mayor said.
_DATELINE = re.compile(
    r"(?:[A-Z][\w.,' ]{1,40}\([\w./, ]{2,30}\)|[A-Z]{3}[A-Z.' ]{0,30}(?:, [A-Z][\w. ]{1,20})?)\s{0,3}(?:--|[–—-])\s"
)
LONGEST_CLAUSE = 600


@dataclass(frozen=True, slots=True)
class Heard:
    """A verb of saying in the narration, and whose it is."""

    saying: Saying
    person: str | None


class Narration:
    """An article's narration, listened to in order, with the cast who it speaks of."""

    def __init__(self, words: str, cast: Cast) -> None:
        """words: the text with its quotations blanked."""
        self._words = words
        self.cast = cast
        self._heard: dict[Clause, list[Heard]] = {}
        self._sayings: dict[str, list[Saying]] = {}

    def meet(self, clauses: Iterable[Clause]) -> None:
        """Learn beforehand who says something anywhere, and the genders that titles and pronouns tell."""
        before: str | None = None
        for place, clause in enumerate(clauses):
            words = self.say(clause)
            self.cast.meet(words, place)
            for saying in self._find_sayings(words):
                if saying.subject.kind == "role":
                    self.cast.introduce(saying.subject)
                if saying.subject.kind != "pronoun":
                    self.cast.confirm(self.cast.resolve(saying.subject))
                    self.cast.learn_title(saying.subject.words)
            before = self._learn_gender(words, before)
            for name, told in () if HAN.search(words) else saying_en.find_descriptions(words):
                self.cast.describe(name, told)

    def say(self, clause: Clause) -> str:
        """Return the words of a clause without the place and the agency before it, of a very long one its end."""
        words = self._words[max(clause.start, clause.end - LONGEST_CLAUSE) : clause.end].replace("\0", " ")
        dateline = _DATELINE.match(words)
        return words[dateline.end() :] if dateline else words

    def listen(self, clause: Clause | None) -> list[Heard]:
        """The verbs of saying of a clause, each with whose it is."""
        if clause is None:
            return []
        if clause not in self._heard:
            words = self.say(clause)
            sayings = self._find_sayings(words)
            heard: list[Heard] = []
            for saying in sayings:
                subject = saying.subject
                if subject.kind == "pronoun" and heard and heard[-1].saying.subject.kind != "pronoun":
                    person = heard[-1].person
                elif subject.kind == "pronoun":
                    person = self._name_within(words, saying) or self.cast.resolve(subject)
                else:
                    person = self.cast.resolve(subject, gender=_find_gender(words[saying.end :]))
                heard.append(Heard(saying, person))
            self._heard[clause] = heard
        return self._heard[clause]

    def observe(self, clause: Clause) -> None:
        """Take in a piece of narration: whom it speaks of, and who says something in it."""
        subject = self.name_subject(clause)
        if subject is None and not self.listen(clause):
            subject = self.cast.find_only(self.say(clause))
        if subject:
            self.cast.speak_of(subject)
        heard = [each for each in self.listen(clause) if not each.saying.loose]
        if heard and _REPORTS.match(self.say(clause), heard[0].saying.end):
            heard = heard[:1]
        for each in heard:
            aside = subject and _AS_AN_ASIDE.search(self.say(clause)[: each.saying.start][-40:])
            if not aside:
                self.cast.speak_of(each.person)

    def name_subject(self, clause: Clause) -> str | None:
        """The person of the cast with whom a sentence begins."""
        words = self.say(clause)
        subject = self._find_subject(words)
        if subject is None:
            return None
        if subject.kind == "role":
            person = self.cast.resolve(subject)
            return person if person != subject.words else None
        return self.cast.find(subject.words) if subject.kind == "name" else self.cast.resolve(subject)

    def _learn_gender(self, words: str, before: str | None) -> str | None:
        """Learn the gender of somebody with whom a sentence begins that has pronouns of one gender only.

        before: with whom a sentence began last; where the pronouns may be that person's nothing is learnt.
        Returns: with whom a sentence has begun last now.
        """
        subject = self._find_subject(words)
        person = self.cast.find(subject.words) if subject and subject.kind == "name" else None
        if person is None:
            return before
        gender = _find_gender(words)
        if gender and (before in (None, person) or not self.cast.has_gender(before, gender)):
            self.cast.learn_gender(person, gender)
        return person

    def _find_subject(self, words: str) -> Subject | None:
        if HAN.search(words):
            return saying_zh.find_subject(words, self.cast.names)
        return saying_en.find_subject(words)

    def _find_sayings(self, words: str) -> list[Saying]:
        if words not in self._sayings:
            self._sayings[words] = find_sayings(words, self.cast)
        return self._sayings[words]

    def _name_within(self, words: str, saying: Saying) -> str | None:
        """The person with whom a clause begins, for a pronoun later in it."""
        subject = self._find_subject(words[: saying.start])
        return self.cast.find(subject.words) if subject and subject.kind == "name" else None


def _find_gender(words: str) -> str | None:
    """The gender that the pronouns of words tell, None where they tell none or both."""
    genders = {"f" if pronoun.lower() in _FEMALE else "m" for pronoun in _PRONOUN.findall(words)}
    return genders.pop() if len(genders) == 1 else None


def find_sayings(words: str, cast: Cast) -> list[Saying]:
    """Return the verbs of saying in a clause of either language."""
    if HAN.search(words):
        return saying_zh.find_sayings(words, cast.names)
    return saying_en.find_sayings(words)
