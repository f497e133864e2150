"""People: which name of a document is which person of the catalogue, and who of a talk asks and leads."""

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.corpus.catalogue import Speaker
from analysis.reading import normalise_name

# Words that name a role rather than a person, and the role.
_ROLE_WORDS = {
    "host": "host", "interviewer": "host", "moderator": "moderator", "q": "host", "question": "host",
    "reporter": "reporter", "chair": "chair", "chairman": "chair", "chairwoman": "chair", "the chairman": "chair",
    "the chair": "chair", "主持人": "host", "主持": "host", "问": "host", "問": "host", "记者": "reporter",
    "記者": "reporter", "采访者": "host", "本刊": "reporter", "主席": "chair", "witness": "witness", "guest": "guest",
    "嘉宾": "guest",
}  # fmt: skip
_ROLE_PREFIX = re.compile(
    r"^(host|moderator|reporter|chair(?:man|woman)?|witness|guest|主持人|记者|嘉宾)[\s:：]+\S", re.IGNORECASE
)
_DEGREE = re.compile(r"\b(?:ph\.?\s?d|psy\.?\s?d|m\.?d|j\.?d|mba|esq|jr|sr|i{2,3})\b\.?", re.IGNORECASE)
_TITLE = re.compile(r"^(?:mr|mrs|ms|dr|prof|professor|sir|sen|senator|rep|hon)\.?\s+", re.IGNORECASE)
_QUESTION = re.compile(r"[?？](?=[\"'”’」』)）]*\s*$|[\"'”’]*\s)|吗[。？]|呢[。？]")
# Who puts a question in so many of his turns, and so much more often than the next, asks.
_ASKS_FROM, _CLEARLY = 0.3, 0.2
_MOST_WORDS = 0.6
# Two may lead a talk together: one who asks at least so much as often as the other.
_MOSTLY = 0.5


def _plain(name: str) -> list[str]:
    """The words of a name without title, degree, initials."""
    bare = _TITLE.sub("", normalise_name(_DEGREE.sub("", name)).strip(" ,."))
    words = [word.strip(".,") for word in bare.split()]
    return [word for word in words if len(word) > 1 or len(words) == 1]


def find_person(name: str, speakers: Sequence[Speaker]) -> tuple[str, str, str]:
    """Return whom a name stands for: a known speaker or the name itself, how sure, and what that rests on.

    The same spelling is sure. A spelling that differs by title, degree or a middle initial is likely the same person;
    one of the surname alone, or with another first name, is a person of its own.
    """
    wanted = normalise_name(name)
    for speaker in speakers:
        if wanted in {normalise_name(spelling) for spelling in (speaker.name, *speaker.aliases)}:
            return speaker.name, "sure", "the same spelling"
    words = _plain(name)
    if len(words) >= 2:
        alike = [s.name for s in speakers if any(_plain(spelling) == words for spelling in (s.name, *s.aliases))]
        if len(alike) == 1:
            return alike[0], "likely", f"{name} is the same but for title or initials"
    return name, "sure", "a name of its own"


def guess_roles(
    turns: pd.DataFrame, asking: Sequence[str], known: Mapping[str, str]
) -> dict[str, tuple[str, str, str]]:
    """Return the role of each speaker of a talk, how sure it is, and what that rests on.

    turns: with turn, speaker and words. asking: the roles of those who ask. known: roles of people who are in the
    catalogue already. A label that names a role gives it; else who most often puts a question, and does not speak most
    of the words, is the host, unless a host is known.
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
        named = _ROLE_WORDS.get(normalise_name(name)) or _find_prefix(name)
        if named:
            roles[name] = named, "likely", "its label"
    hosts = [name for name, (role, _, _) in roles.items() if role in asking]
    host_rate = max((rates[name] for name in hosts), default=0.0)
    names = list(dict.fromkeys(told["speaker"]))
    for name in names:
        if name in roles:
            continue
        others = [rates[other] for other in names if other != name and (other not in roles or other not in hosts)]
        lead = rates[name] - max(others, default=0.0)
        puts = f"puts a question in {rates[name]:.0%} of the turns, speaks {shares[name]:.0%} of the words"
        leads = len(names) > 1 and rates[name] >= max(rates) * _MOSTLY and shares[name] <= _MOST_WORDS
        if leads and rates[name] >= _ASKS_FROM and rates[name] >= host_rate - _CLEARLY / 2:
            roles[name] = "host", "likely" if lead >= _CLEARLY else "a guess", puts
        else:
            clear = bool(hosts) or max(others, default=0.0) - rates[name] >= _CLEARLY
            roles[name] = "guest", "likely" if clear else "a guess", puts
    return roles


def _find_prefix(name: str) -> str:
    match = _ROLE_PREFIX.match(name)
    return _ROLE_WORDS.get(match[1].casefold(), "") if match else ""
