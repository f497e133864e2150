"""People: which name of a document is which person of the catalogue, and who of a talk asks and leads."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

import pandas as pd

from analysis.corpus.catalogue import Speaker
from analysis.reading import is_role, normalise_name

# Words that name a role rather than a person, and the role.
_ROLE_WORDS = {
    "host": "host", "interviewer": "host", "moderator": "moderator", "q": "host", "question": "host",
    "reporter": "reporter", "chair": "chair", "chairman": "chair", "chairwoman": "chair", "the chairman": "chair",
    "the chair": "chair", "主持人": "host", "主持": "host", "问": "host", "問": "host", "记者": "reporter",
    "記者": "reporter", "采访者": "host", "本刊": "reporter", "主席": "chair", "witness": "witness", "guest": "guest",
    "嘉宾": "guest", "presenter": "host", "interviewee": "guest", "panelist": "guest", "panellist": "guest",
    "主播": "host", "采访": "host", "嘉賓": "guest", "受访者": "guest", "受訪者": "guest",
}  # fmt: skip
_ROLE_PREFIX = re.compile(
    r"^(host|moderator|reporter|chair(?:man|woman)?|witness|guest|主持人|记者|嘉宾)[\s:：]+\S", re.IGNORECASE
)
# What recognisers call those whom they cannot name.
_NUMBERED = re.compile(
    r"(?:speaker|spk|voice|person|participant|说话人|說話人|说话者|講者|讲者)[ _#-]?[\dA-Z]{1,3}", re.I
)
# What tells a label that names nobody from the same one in another talk.
_OF_A_TALK = re.compile(r" \([^()]*\)$")
_DEGREE = re.compile(r"\b(?:ph\.?\s?d|psy\.?\s?d|m\.?d|j\.?d|mba|esq|jr|sr|i{2,3})\b\.?", re.IGNORECASE)
_TITLE = re.compile(r"^(?:mr|mrs|ms|dr|prof|professor|sir|sen|senator|rep|hon)\.?\s+", re.IGNORECASE)
_QUESTION = re.compile(r"[?？](?=[\"'”’」』)）]*\s*$|[\"'”’]*\s)|吗[。？]|呢[。？]")
# Who puts a question in so many of his turns, and so much more often than the next, asks.
_ASKS_FROM, _CLEARLY = 0.3, 0.2
_MOST_WORDS = 0.6
# Two may lead a talk together: one who asks at least so much as often as the other.
_MOSTLY = 0.5
# Who has a role in so many talks, and in so large a share of his talks, has it in the others too.
_OFTEN, _USUALLY = 3, 0.8
# Beside somebody who leads talks, who comes a third as often or less is a guest.
_SELDOM = 1 / 3


def _plain(name: str) -> list[str]:
    """The words of a name without title, degree, initials."""
    bare = _TITLE.sub("", normalise_name(_DEGREE.sub("", name)).strip(" ,."))
    words = [word.strip(".,") for word in bare.split()]
    return [word for word in words if len(word) > 1 or len(words) == 1]


def is_unnamed(name: str) -> bool:
    """Return whether a label names nobody: a role, a number, one letter. In two talks it then is two people."""
    plain = name.strip(" .:：#")
    return len(plain) <= 1 or bool(_NUMBERED.fullmatch(plain)) or (is_role(name) and not _find_prefix(name))


def is_another_name(name: str, person: str) -> bool:
    """Return whether a name shares no word with a person's own."""
    return not set(_plain(name)) & set(_plain(person))


class People:
    """The people who are known, to find whom another spelling stands for."""

    def __init__(self, speakers: Iterable[Speaker] = ()) -> None:
        self._spellings: dict[str, str] = {}
        self._plain: dict[tuple[str, ...], set[str]] = {}
        self._parts: dict[str, set[str]] = {}
        for speaker in speakers:
            for spelling in (speaker.name, *speaker.aliases):
                self.add(speaker.name, spelling)

    def add(self, person: str, spelling: str) -> None:
        """Take in one spelling of a person."""
        self._spellings.setdefault(normalise_name(spelling), person)
        words = _plain(spelling)
        self._plain.setdefault(tuple(words), set()).add(person)
        if len(words) > 1:
            for word in {words[0], words[-1]}:
                self._parts.setdefault(word, set()).add(person)

    def find(self, name: str) -> tuple[str, str, str]:
        """Return whom a name stands for: a known person or the name itself, how sure, and what that rests on.

        The same spelling is sure. A spelling that differs by title, degree or a middle initial is likely the same
        person; one of the surname alone, or with another first name, is a person of its own.
        """
        if person := self._spellings.get(normalise_name(name)):
            return person, "sure", "the same spelling"
        words = _plain(name)
        alike = self._plain.get(tuple(words), set()) if len(words) >= 2 else set()
        if len(alike) == 1:
            return next(iter(alike)), "likely", f"{name} is the same but for title or initials"
        return name, "sure", "a name of its own"

    def find_regulars(self, talks: Sequence[Collection[str]]) -> dict[str, str]:
        """Return whom a first name that comes back stands for: who alone has it, comes back too and is never beside it.

        talks: who speaks in each. A show names whoever leads it in full here and by the first name there. Misleads
        where two of one first name both come back, and one of them is never named in full.
        """
        n_talks = Counter(name for talk in talks for name in set(talk))
        found = {}
        for name, n in n_talks.items():
            namesakes = self.find_namesakes(name)
            if n < 2 or len(namesakes) != 1 or is_unnamed(name):
                continue
            person = namesakes[0]
            beside = any(name in talk and person in talk for talk in talks)
            if n_talks[person] >= _OFTEN and not beside and _plain(person)[0] == _plain(name)[0]:
                found[name] = person
        return found

    def find_namesakes(self, name: str) -> list[str]:
        """Return who may be meant by a name of one word: those whose first or last name it is."""
        words = _plain(name)
        return sorted(self._parts.get(words[0], set()) - {name}) if len(words) == 1 else []


def guess_roles(
    turns: pd.DataFrame, asking: Sequence[str], known: Mapping[str, str], listed: Collection[str] = ()
) -> dict[str, tuple[str, str, str]]:
    """Return the role of each speaker of a talk, how sure it is, and what that rests on.

    turns: with turn, speaker and words. asking: the roles of those who ask. known: roles of people who are in the
    catalogue already. listed: those whom documents list as hosts; where one of them speaks nobody else leads. A label
    that names a role gives it; else who most often puts a question, and does not speak most of the words, is the host,
    unless a host is known.
    """
    told = turns.groupby(["turn", "speaker"], sort=False)["words"].agg(" ".join).reset_index()
    asks = told["words"].map(lambda words: bool(_QUESTION.search(words)))
    rates = asks.groupby(told["speaker"]).mean()
    lengths = told["words"].str.len().groupby(told["speaker"]).sum()
    shares = lengths / lengths.sum()
    roles: dict[str, tuple[str, str, str]] = {}
    for name in dict.fromkeys(told["speaker"]):
        if name in known:
            roles[name] = known[name], "sure", "the catalogue"
            continue
        label = _OF_A_TALK.sub("", name)
        named = name_role(label) or _find_prefix(label)
        if named:
            roles[name] = named, "likely", "its label"
    hosts = [name for name, (role, _, _) in roles.items() if role in asking]
    host_rate = max((rates[name] for name in hosts), default=0.0)
    names = list(dict.fromkeys(told["speaker"]))
    is_settled = any(name in listed for name in hosts)
    for name in names:
        if name in roles:
            continue
        others = [rates[other] for other in names if other != name and (other not in roles or other not in hosts)]
        lead = rates[name] - max(others, default=0.0)
        puts = f"puts a question in {rates[name]:.0%} of the turns, speaks {shares[name]:.0%} of the words"
        leads = (
            len(names) > 1 and not is_settled and rates[name] >= max(rates) * _MOSTLY and shares[name] <= _MOST_WORDS
        )
        if leads and rates[name] >= _ASKS_FROM and rates[name] >= host_rate - _CLEARLY / 2:
            roles[name] = "host", "likely" if lead >= _CLEARLY else "a guess", puts
        else:
            clear = bool(hosts) or max(others, default=0.0) - rates[name] >= _CLEARLY
            roles[name] = "guest", "likely" if clear else "a guess", puts
    return roles


def name_role(said: str) -> str:
    """Return the role that a label, or the field in which somebody is listed, names; "" where it names none."""
    plain = normalise_name(said)
    return _ROLE_WORDS.get(plain) or _ROLE_WORDS.get(plain.removesuffix("s"), "")


def _find_prefix(name: str) -> str:
    match = _ROLE_PREFIX.match(name)
    return _ROLE_WORDS.get(match[1].casefold(), "") if match else ""


def pool_roles(
    talks: Sequence[pd.DataFrame], asking: Sequence[str], known: Mapping[str, str], listed: Collection[str] = ()
) -> dict[str, tuple[str, str, str]]:
    """Return the role of each speaker over all talks, how sure it is, and what that rests on.

    talks, listed: as guess_roles takes them. Whoever leads most of several talks leads, so that those who speak with
    him are his guests: each talk is looked at once by itself and once with those who are known by then. So does
    whoever comes back and leaves most of the words to somebody who comes seldom.
    """
    returning = {name: told for name, told in _find_returning(talks).items() if name not in known}
    known = {**known, **dict.fromkeys(returning, "host")}
    first = _join_roles([guess_roles(turns, asking, known, listed) for turns in talks])
    often = {
        name: role
        for name, (role, share, n, _) in first.items()
        if name not in known and n >= _OFTEN and share >= _USUALLY
    }
    joined = (
        _join_roles([guess_roles(turns, asking, {**known, **often}, listed) for turns in talks]) if often else first
    )
    roles: dict[str, tuple[str, str, str]] = {}
    for name in joined:
        role, share, n, told = (first if name in often else joined)[name]
        if name in returning:
            roles[name] = role, "likely", returning[name]
        elif n == 1 or name in known:
            roles[name] = role, *told
        else:
            sure = "likely" if share >= _USUALLY and n >= _OFTEN else "a guess" if share < _USUALLY else told[0]
            roles[name] = role, sure, f"{role} in {round(share * n)} of {n} talks; in the first {told[1]}"
    return roles


def _find_returning(talks: Sequence[pd.DataFrame]) -> dict[str, str]:
    """Who comes back and leaves most of the words to others, who come seldom; with what that rests on."""
    lengths = [turns["words"].str.len().groupby(turns["speaker"]).sum() for turns in talks]
    n_talks = Counter(name for each in lengths for name in each.index)
    yielded = Counter(
        name for each in lengths for name in each.index if n_talks[each.idxmax()] <= _SELDOM * n_talks[name]
    )
    return {
        str(name): f"speaks in {n} of {len(talks)} talks, in {yielded[name]} less than somebody who comes seldom"
        for name, n in n_talks.items()
        if n >= _OFTEN and yielded[name] >= _USUALLY * n
    }


def _join_roles(
    talks: Sequence[Mapping[str, tuple[str, str, str]]],
) -> dict[str, tuple[str, float, int, tuple[str, str]]]:
    """Of each speaker the commonest role, in what share of his talks it is, how many these are, and the first told."""
    told: dict[str, list[tuple[str, str, str]]] = {}
    for talk in talks:
        for name, role in talk.items():
            told.setdefault(name, []).append(role)
    joined = {}
    for name, each in told.items():
        usual, count = Counter(role for role, _, _ in each).most_common(1)[0]
        first = next((sure, rests_on) for role, sure, rests_on in each if role == usual)
        joined[name] = usual, count / len(each), len(each), first
    return joined
