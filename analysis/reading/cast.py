"""The cast of an article: whom its names, surnames, pronouns and roles stand for as it goes on."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from analysis.reading.descriptions import find_kin
from analysis.reading.function_words import is_function_word
from analysis.reading.given_names import find_gender
from analysis.reading.saying import Subject
from analysis.reading.shapes import HAN
from analysis.reading.speakers import Roster, normalise_name
from analysis.reading.vocabulary_people import (
    ASKER,
    FEMALE,
    GENDERS,
    HAN_TITLE,
    KIN,
    MALE,
    MANY,
    SUFFIXES,
    TITLES,
    is_body,
    is_full_name,
    is_person,
)
from analysis.reading.vocabulary_zh import PERSON, SURNAMES

_CAPITALISED = re.compile(r"\b[A-Z][a-z]\w*")
_WORDS = re.compile(r"[A-Za-z]{3,}")
# Who is a person by how the word for it ends, of those that no office has.
_HUMAN = re.compile("[生孩子友兵娘娃姐妹哥弟授家主叔伯姨婶嬸爷爺奶婆总總]$|对方|對方|本人|女|男")
# What is set in capitals throughout is a body by its initials.
_ACRONYM = re.compile(r"[A-Z]{2,}")
# What stands for a body that has been named, by the last character of its name; for one of the state, by several.
_SHORT = re.compile(
    "[该該](?P<of>[局校院署部会會社行所馆館台臺厂廠府])|(?P<side>[局校院署部会會社所馆館台臺厂廠府])方|[当當]局"
)
_OFFICIAL = "局署部府厅廳处處"
_MOST_RECENT = 12


class Cast:
    """The people of an article, and who was spoken of last.

    With a closed roster nobody else is in it: a stranger stands for None.
    """

    def __init__(self, roster: Roster) -> None:
        self._closed = roster.closed
        self._people = dict(roster.people)
        self._named = set(self._people.values())
        self._known: dict[str, str | None] = {}
        self._parts = _parts_of(set(self._people.values()))
        self._genders: dict[str, Counter[str]] = defaultdict(Counter)
        for person in set(self._people.values()):
            if given := find_gender(person):
                self._genders[person][given] += 3
        self._described: dict[str, set[str]] = defaultdict(set)
        self._roles: set[str] = set()
        self._first: dict[str, int] = {}
        self._met: dict[str, int] = {}
        self._recent: list[str | None] = []
        # Who is named in full in this paragraph, and in the one before.
        self._here: set[str] = set()
        self._before: set[str] = set()
        self._shared = _find_shared(self._parts)
        self._introduced: dict[str, int] = {}
        self._mixed: set[str] = set()
        self._speaking: Counter[str | None] = Counter()
        self.names = self._compile()

    def _compile(self) -> re.Pattern[str] | None:
        """A pattern of the names in a Chinese clause, a surname alone among them where a clause begins with it."""
        spellings = sorted(
            (name for name in self._people if len(name) > 1 or not HAN.search(name)), key=lambda name: -len(name)
        )
        alone = "".join(sorted(part for part in self._parts if len(part) == 1 and HAN.search(part)))
        patterns = [rf"\b{re.escape(name)}\b" if name.isascii() else re.escape(name) for name in spellings if name]
        if alone:
            patterns.append(
                rf"^[{alone}](?![\u4e00-\u9fff]?氏)(?=$|[又也还還则則续續指称稱说說笑再就便并並表补補认認强強直坦聽听问問回])"
            )
        return re.compile("|".join(patterns), re.IGNORECASE) if patterns else None

    def resolve(
        self, subject: Subject, recent: list[str | None] | None = None, gender: str | None = None
    ) -> str | None:
        """Return the person who a subject is, None for one who is not of the cast, or for a pronoun of nobody.

        recent: who was spoken of, where a pronoun looks back from somewhere else than here. gender: what pronouns
        behind a role tell of its gender.
        """
        if subject.kind == "pronoun":
            return self._resolve_pronoun(subject.words, self._recent if recent is None else recent)
        if subject.kind == "role":
            known = self.find(subject.words) if HAN.search(subject.words) else None
            person = known or self._people.get(normalise_name(subject.words)) or self._find_described(subject, gender)
            person = person or self._find_body(subject.words)
        else:
            person = self.find(subject.words)
        if person is None and (is_function_word(subject.words) or subject.words in ("I", "i")):
            return None
        return subject.words if person is None and not self._closed else person

    def _find_described(self, role: Subject, gender: str | None) -> str | None:
        """Whom a role stands for that somebody has been told of: who was called so, else who was spoken of last."""
        words = [word.lower().strip(".") for word in role.words.split()]
        if not role.definite or HAN.search(role.words) or not is_person(words[-1]) or MANY.search(role.words):
            return None
        kin, others = find_kin(words[-1]), set(words[:-1])
        if own := KIN.search(role.words):
            gender = "f" if own["female"] else "m"
        called = [person for person, told in self._described.items() if told & kin and self._fits(person, gender)]
        told = [person for person in called if self._described[person] & others]
        if told or (called and not others):
            return min(told or called, key=self._how_long)
        last = self.last()
        new = words[-1] in self._roles or (last is not None and self._was_before(words[-1], last))
        if last is None or new or not self._is_somebody(last) or not self._fits(last, gender):
            return min(called, key=self._how_long) if called else None
        return last

    def _find_body(self, short: str) -> str | None:
        """Which body that speaks a short word in Chinese stands for: 校方, 该局, 当局; None where it may be several."""
        match = _SHORT.fullmatch(short)
        if match is None:
            return None
        head = match["of"] or match["side"] or _OFFICIAL
        bodies = [body for body in self._speaking if body and body != short and re.search(f"[{head}]$", body)]
        # With its place before its name a body is the same: 河西水务局.
        whole = [body for body in bodies if not any(body != other and body.endswith(other) for other in bodies)]
        return min(whole, key=self._how_long) if len(whole) == 1 or set(whole) & set(self._recent) else None

    def meet(self, words: str, place: int) -> None:
        """Remember in which clause first a word is used and a person is named."""
        for word in _WORDS.findall(words):
            self._first.setdefault(word.lower(), place)
        for mention in _CAPITALISED.findall(words):
            if person := self.find(mention):
                self._met.setdefault(person, place)
        for person in self._shared:
            if person in words:
                self._introduced.setdefault(person, place)
        self._mixed.clear()

    def begin(self) -> None:
        """Begin another paragraph: nobody has been named in it."""
        self._before, self._here = self._here, set()

    def is_mixed(self, person: str) -> bool:
        """Whether somebody was spoken of by a name that others have as well, and may be one of them."""
        return person in self._mixed

    def _was_before(self, role: str, person: str) -> bool:
        """Whether a role has been spoken of before a person was named, so stands for somebody else."""
        return self._first.get(role, self._met.get(person, 0)) < self._met.get(person, 0)

    def _is_somebody(self, person: str) -> bool:
        """Whether a person has a name, and is no body."""
        return person[0].isupper() and self._is_likely(person) and not is_body(person)

    def _how_long(self, person: str) -> int:
        """How many people have been spoken of since somebody was."""
        return self._recent.index(person) if person in self._recent else _MOST_RECENT

    def describe(self, name: str, words: Iterable[str]) -> None:
        """Remember what is said that the person is who has a name: words in small letters, the office among them."""
        if person := self.find(name):
            told = set(words)
            self._described[person].update(told)
            if any(FEMALE.match(word) or MALE.match(word) for word in told):
                self._genders[person]["f" if any(map(FEMALE.match, told)) else "m"] += 5

    def introduce(self, role: Subject) -> None:
        """Remember that somebody speaks whom only a role tells: a spokesman."""
        if not role.definite:
            self._roles.add(role.words.split()[-1].lower())

    def find(self, name: str) -> str | None:
        """Return the person whom a name stands for: in full, without its titles, or by a part that only one has."""
        wanted = normalise_name(name)
        if wanted not in self._known:
            self._known[wanted] = self._find(wanted)
        if person := self._known[wanted]:
            self._name_here(person)
            return person
        return self._find_relative(wanted)

    def _name_here(self, person: str) -> None:
        """Remember that a paragraph names somebody by more than what others are called, too."""
        if person in self._shared:
            self._here.add(person)
            self._mixed.discard(person)

    def _find_relative(self, wanted: str) -> str | None:
        """Whom a surname stands for that several have, of the gender that a title tells.

        It is who is named in full in the paragraph, or in the one before, else who was so first; of a first name, who
        was spoken of last.
        """
        owners = self._parts.get(TITLES.sub("", wanted), set())
        gender = "f" if FEMALE.search(wanted) else "m" if MALE.search(wanted) else None
        fitting = sorted(person for person in owners if self._fits(person, gender))
        if len(fitting) < 2 or not self._shared.issuperset(fitting):
            return min(fitting, key=lambda person: (self._how_long(person), person not in self._speaking), default=None)
        for near in (self._here, self._before):
            if named := near.intersection(fitting):
                return min(sorted(named), key=self._how_long)
        first = min(fitting, key=lambda person: self._introduced.get(person, len(self._first)))
        self._mixed.add(first)
        return first

    def _find(self, wanted: str) -> str | None:
        bare = HAN_TITLE.sub("", TITLES.sub("", wanted))
        for spelling in (wanted, bare):
            if spelling in self._people:
                return self._people[spelling]
            if len(self._parts.get(spelling, ())) == 1:
                return next(iter(self._parts[spelling]))
        words = bare.split()
        for start in range(1, len(words)):
            if " ".join(words[start:]) in self._people:
                return self._people[" ".join(words[start:])]
        return None

    def find_only(self, words: str) -> str | None:
        """Return the person whom a sentence names, None where it names nobody or several."""
        if HAN.search(words):
            mentions = self.names.findall(words) if self.names else []
        else:
            mentions = _CAPITALISED.findall(words)
        people = {person for mention in mentions if (person := self.find(mention))}
        return people.pop() if len(people) == 1 else None

    def learn_gender(self, person: str, gender: str) -> None:
        """Remember that pronouns of a gender, "f" or "m", stood for a person whose own name does not tell."""
        if find_gender(person) is None:
            self._genders[person][gender] += 1

    def has_gender(self, person: str, gender: str) -> bool:
        """Whether a person is known to be of a gender."""
        return self._genders[person].most_common(1)[:1] != [] and self._genders[person].most_common(1)[0][0] == gender

    def learn_title(self, name: str) -> None:
        """Remember what a person's title says of the gender."""
        person = self.find(name)
        wanted = normalise_name(name)
        if person and (FEMALE.search(wanted) or MALE.search(wanted)):
            self._genders[person]["f" if FEMALE.search(wanted) else "m"] += 5

    def confirm(self, person: str | None) -> None:
        """Remember that somebody says something in the article, so is a person or a body that speaks."""
        self._speaking[person] += 1

    def speak_of(self, person: str | None) -> None:
        """Make a person the one who was spoken of last; who writes the article only asks.

        None stands for somebody whom a closed roster leaves out; with another one it is nobody.
        """
        if (person is None and not self._closed) or (person and ASKER.fullmatch(person)):
            return
        if person in self._recent:
            self._recent.remove(person)
        self._recent.insert(0, person)
        del self._recent[_MOST_RECENT:]

    def last(self, *, named: bool = False) -> str | None:
        """Return who was spoken of last, of those who say something.

        named: whether somebody with a whole name, or who says something more than once, goes before others.
        """
        if named:
            for person in self._recent:
                if person and (self._speaking[person] > 1 or (is_full_name(person) and self._is_likely(person))):
                    return person
        likely = (person for person in self._recent if person is None or self._is_likely(person))
        return next(likely, self._recent[0] if self._recent else None)

    def remember(self) -> list[str | None]:
        """Return who was spoken of, the last first."""
        return list(self._recent)

    def _resolve_pronoun(self, pronoun: str, recent: list[str | None]) -> str | None:
        if pronoun.lower() == "it":
            return next((person for person in recent if person and find_gender(person) is None), None)
        if pronoun[-1] in "们們":
            return next((person for person in recent if person and MANY.search(person)), pronoun)
        gender = GENDERS.get(pronoun.lower() if pronoun.isascii() else pronoun)
        fitting = [person for person in recent if person is None or self._fits(person, gender)]
        likely = (person for person in fitting if person is None or self._is_likely(person))
        person = next(likely, fitting[0] if fitting else None)
        if person and gender:
            self.learn_gender(person, gender)
        return person

    def _is_likely(self, person: str) -> bool:
        """Whether somebody is known to be a person: who says something, whose gender is known, or with a full name."""
        return person in self._speaking or bool(self._genders[person]) or is_full_name(person)

    def _fits(self, person: str, gender: str | None) -> bool:
        if gender is None:
            return True
        if MANY.search(person):
            return False
        if kin := KIN.search(person):
            return gender == ("f" if kin["female"] else "m")
        head = person.rsplit(maxsplit=1)[-1]
        if head.isascii() and head.islower() and not is_person(head):
            return False
        if HAN.search(person) and person not in self._named and not (PERSON.search(person) or _HUMAN.search(person)):
            return False
        if _ACRONYM.fullmatch(person):
            return False
        seen = self._genders[person].most_common(1)
        return (not seen or seen[0][0] == gender) and not is_body(person)


def _find_shared(parts: Mapping[str, set[str]]) -> set[str]:
    """The people of whom another has the surname: the last part of both names, or the first where no given name is."""
    shared: set[str] = set()
    for part, owners in parts.items():
        people = {person for person in owners if not is_body(person)}
        whole = [normalise_name(person) for person in people]
        at_end = all(person.endswith(part) for person in whole)
        first = all(person.startswith(part) and find_gender(person) is None for person in whole)
        if len(people) > 1 and (at_end or first):
            shared |= people
    return shared


def _parts_of(people: set[str]) -> dict[str, set[str]]:
    """Surnames and first names, with the people who have them."""
    parts: dict[str, set[str]] = defaultdict(set)
    for person in people:
        if HAN.search(person):
            if 2 <= len(person) <= 3 and person[0] in SURNAMES:
                parts[person[0]].add(person)
                if len(person) == 3:
                    parts[person[1:]].add(person)
            pieces = re.split("[·•‧・]", person)
            for piece in pieces if len(pieces) > 1 else ():
                parts[piece].add(person)
        else:
            words = [word for word in normalise_name(person).split() if word.strip(".") not in SUFFIXES]
            for word in {words[0], words[-1]} if len(words) > 1 else set():
                if len(word.strip(".")) > 1:
                    parts[word].add(person)
    return parts
