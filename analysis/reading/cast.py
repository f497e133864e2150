"""The cast of an article: whom its names, surnames, pronouns and roles stand for as it goes on."""

import re
from collections import Counter, defaultdict

from analysis.reading.saying import Subject
from analysis.reading.shapes import HAN
from analysis.reading.speakers import SURNAMES, Roster, normalise_name

_TITLES = re.compile(
    r"^(?:(?:mr|mrs|ms|mx|dr|prof|professor|sir|dame|lord|lady|president|senator|sen|rep|representative|gov|governor|mayor"
    r"|sheriff|judge|justice|captain|capt|lt|sgt|sergeant|col|colonel|gen|general|officer|chief|detective|coach|minister"
    r"|prime|secretary|chairman|chairwoman|chair|director|councilman|councilwoman|councillor|councilor|congressman"
    r"|congresswoman|attorney|rev|reverend|father|sister|brother|pastor|bishop|king|queen|prince|princess|chancellor"
    r"|commissioner|superintendent|principal|deputy|vice|former|district|state|foreign|defense|defence|ceo|cto|cfo|coo"
    r"|executive|manager|editor|analyst|spokesman|spokeswoman|spokesperson)\.?\s+)++(?=\S)"
)
_RANKS = {
    "mr",
    "sir",
    "dame",
    "lord",
    "lady",
    "mrs",
    "ms",
    "dr",
    "prof",
    "sgt",
    "lt",
    "col",
    "gen",
    "capt",
    "rep",
    "sen",
    "gov",
    "president",
    "senator",
    "mayor",
    "director",
    "spokesman",
    "spokeswoman",
    "spokesperson",
    "attorney",
    "minister",
    "chief",
    "officer",
    "sheriff",
    "judge",
    "detective",
    "professor",
    "secretary",
    "chairman",
    "coach",
    "manager",
    "representative",
    "governor",
    "leader",
    "spc",
    "cpl",
    "rev",
    "reverend",
    "pastor",
    "constable",
}
_HAN_TITLE = re.compile(
    r"(?:先生|女士|小姐|太太|教授|博士|医生|醫生|律师|律師|老师|老師|校长|校長|经理|經理|主任|议员|議員|局长|局長|司长|司長|总理|總理|总统|總統|主席|部长|部長|特首)$"
)
_FEMALE = re.compile(r"^(?:ms|mrs|miss|dame|lady|councilwoman|congresswoman)\b|(?:女士|小姐|太太)$")
_MALE = re.compile(r"^(?:mr|sir|lord|councilman|congressman)\b|先生$")
_GENDERS = {"he": "m", "she": "f", "他": "m", "她": "f"}
_BODIES = re.compile(
    r"\b(?:company|government|ministry|department|agency|report|statement|council|court|university|association|office"
    r"|committee|party|union|group|inc|corp|ltd|post|times|news|institute|police|officials|study|paper|website)\b"
    r"|(?:公司|政府|局|部|委员会|委員會|中心|法院|大学|大學|报|報|网|網|社|协会|協會|集团|集團|方面|官方|警方|声明|報告|报告)$",
    re.IGNORECASE,
)
_KIN = re.compile(
    r"(?P<female>\b(?:mother|daughter|wife|sister|grandmother|granddaughter|aunt|niece|woman|girl|mom|spokeswoman)$"
    r"|(?:母亲|母親|妈妈|媽媽|妻子|太太|女儿|女兒|奶奶|姐姐|妹妹|阿姨|女士|小姐)$)"
    r"|\b(?:father|son|husband|brother|grandfather|grandson|uncle|nephew|man|boy|dad|spokesman)$"
    r"|(?:父亲|父親|爸爸|丈夫|儿子|兒子|爷爷|爺爺|哥哥|弟弟|叔叔|先生)$"
)
# How words for somebody of a trade, or in an office, end.
_PERSONS = re.compile(
    r"(?:[eo]r|ist|man|woman|person|[eai]nt|ian|ee|yst|ary|ate|boss|chief|coach|judge|official|witness|friend|neighbou?r"
    r"|boy|girl|child|head|host|guest|guard|captain|mayor|nurse|clerk|priest|pilot|victim)$"
)
_MANY = re.compile(
    r"^(?:some|many|several|others|critics|officials|[许許]多|一些|不少|很多|大家)|[们們]$|^[^A-Z]*[^s]s$"
)
_SUFFIXES = {"jr", "sr", "ii", "iii", "iv"}
_CAPITALISED = re.compile(r"\b[A-Z][a-z]\w*")
_MOST_RECENT = 12


def is_body(name: str) -> bool:
    """Whether a name or a role is a body's, not a person's."""
    return bool(_BODIES.search(name))


def bare_name(name: str) -> str:
    """Return a name in Latin letters without its titles, unless nothing else is left of it."""
    words = name.split()
    for number in range(len(words) - 1, 0, -1):
        if words[number - 1].lower().strip(".") in _RANKS:
            return " ".join(words[number:])
        office = words[number - 1]
        if office.isupper() and 2 <= len(office) <= 5 and "." not in office and len(words) - number > 1:
            return " ".join(words[number:])
    return name


class Cast:
    """The people of an article, and who was spoken of last.

    With a closed roster nobody else is in it: a stranger stands for None.
    """

    def __init__(self, roster: Roster) -> None:
        self._closed = roster.closed
        self._people = dict(roster.people)
        self._known: dict[str, str | None] = {}
        self._parts = _parts_of(set(self._people.values()))
        self._genders: dict[str, Counter[str]] = defaultdict(Counter)
        self._recent: list[str | None] = []
        self._speaking: set[str | None] = set()
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

    def resolve(self, subject: Subject, recent: list[str | None] | None = None) -> str | None:
        """Return the person who a subject is, None for one who is not of the cast, or for a pronoun of nobody.

        recent: who was spoken of, where a pronoun looks back from somewhere else than here.
        """
        if subject.kind == "pronoun":
            return self._resolve_pronoun(subject.words, self._recent if recent is None else recent)
        known = self._people.get(normalise_name(subject.words))
        person = known if subject.kind == "role" else self.find(subject.words)
        return subject.words if person is None and not self._closed else person

    def find(self, name: str) -> str | None:
        """Return the person whom a name stands for: in full, without its titles, or by a part that only one has."""
        wanted = normalise_name(name)
        if wanted not in self._known:
            self._known[wanted] = self._find(wanted)
        return self._known[wanted]

    def _find(self, wanted: str) -> str | None:
        bare = _HAN_TITLE.sub("", _TITLES.sub("", wanted))
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
        """Remember that pronouns of a gender, "f" or "m", stood for a person."""
        self._genders[person][gender] += 1

    def has_gender(self, person: str, gender: str) -> bool:
        """Whether a person is known to be of a gender."""
        return self._genders[person].most_common(1)[:1] != [] and self._genders[person].most_common(1)[0][0] == gender

    def learn_title(self, name: str) -> None:
        """Remember what a person's title says of the gender."""
        person = self.find(name)
        wanted = normalise_name(name)
        if person and (_FEMALE.search(wanted) or _MALE.search(wanted)):
            self._genders[person]["f" if _FEMALE.search(wanted) else "m"] += 5

    def confirm(self, person: str | None) -> None:
        """Remember that somebody says something in the article, so is a person or a body that speaks."""
        self._speaking.add(person)

    def speak_of(self, person: str | None) -> None:
        """Make a person the one who was spoken of last."""
        if person in self._recent:
            self._recent.remove(person)
        self._recent.insert(0, person)
        del self._recent[_MOST_RECENT:]

    def last(self) -> str | None:
        """Return who was spoken of last, of those who say something."""
        likely = (person for person in self._recent if person is None or self._is_likely(person))
        return next(likely, self._recent[0] if self._recent else None)

    def remember(self) -> list[str | None]:
        """Return who was spoken of, the last first."""
        return list(self._recent)

    def _resolve_pronoun(self, pronoun: str, recent: list[str | None]) -> str | None:
        gender = _GENDERS.get(pronoun.lower() if pronoun.isascii() else pronoun)
        fitting = [person for person in recent if person is None or self._fits(person, gender)]
        likely = (person for person in fitting if person is None or self._is_likely(person))
        return next(likely, fitting[0] if fitting else None)

    def _is_likely(self, person: str) -> bool:
        """Whether somebody is known to be a person: who says something, whose gender is known, or with a full name."""
        latin = " " in person and person[0].isupper()
        full = latin or (len(person) == 3 and person[0] in SURNAMES)
        return person in self._speaking or bool(self._genders[person]) or (full and not _BODIES.search(person))

    def _fits(self, person: str, gender: str | None) -> bool:
        if gender is None:
            return True
        if _MANY.search(person):
            return False
        if kin := _KIN.search(person):
            return gender == ("f" if kin["female"] else "m")
        if person.isascii() and person.rsplit(maxsplit=1)[-1].islower() and not _PERSONS.search(person):
            return False
        seen = self._genders[person].most_common(1)
        return (not seen or seen[0][0] == gender) and not _BODIES.search(person)


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
            words = [word for word in normalise_name(person).split() if word.strip(".") not in _SUFFIXES]
            for word in {words[0], words[-1]} if len(words) > 1 else set():
                if len(word.strip(".")) > 1:
                    parts[word].add(person)
    return parts
