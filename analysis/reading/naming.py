"""Naming: whom a label means, by what the document says of its people, where the label alone does not say it."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from analysis.reading.candidates import Candidate
from analysis.reading.merging import merge_names
from analysis.reading.people import Known
from analysis.reading.shapes import HAN, initials, rate_shape
from analysis.reading.speakers import ANSWERS, ASKS, Roster, find_main_name, is_role, normalise_name
from analysis.reading.turns import Label

_NUMBERED = (
    (
        re.compile(
            r"(?:第?[一二三四五六七八九十\d]{1,3})?(?:个|個)?(?:问题?|提问|問題?|提問)\s?[一二三四五六七八九十\d]{0,3}"
        ),
        "问",
    ),
    (re.compile(r"(?:第?[一二三四五六七八九十\d]{1,3})?(?:回)?答\s?[一二三四五六七八九十\d]{0,3}"), "答"),
    (re.compile(r"(?:Q|Question)\s?#?\d{0,3}", re.IGNORECASE), "Q"),
    (re.compile(r"(?:A|Answer)\s?#?\d{0,3}", re.IGNORECASE), "A"),
)
_LETTERED = re.compile(r"([A-Z])\.\d{1,4}")
_VERB = re.compile(
    r"(?P<name>.{2,8}?)(?:笑着|笑|追|反|插|接|继续|繼續|再|又|则|點頭)*(?:问道|問道|宣读|宣讀|说明|說明|回应|回應|回复|回覆|提问|提問|提案|补充|補充|追问|追問|回答|答道|说道|說道|问|答|说|道|問|說|称|稱|指|表示|認為|认为|強調|强调)"
)
_EXAMINES = re.compile(
    r"(?:DIRECT |CROSS.?|REDIRECT |RECROSS )?(?:EXAMINATION )?BY (?P<name>(?:MR|MS|MRS|DR)\.? .+)", re.IGNORECASE
)
_SWORN = re.compile(
    r"^[ \t\d]*(?P<name>[A-Z][A-Z .'’-]{3,40}),?[ \t]*\r?\n(?:[^\r\n]*\r?\n){0,2}?[^\r\n]*(?:called as a|sworn"
    r"|affirmed)",
    re.MULTILINE,
)
_HOSTS = re.compile(r"host|主持|interviewer|采访", re.IGNORECASE)


def unify_names(candidates: Sequence[Candidate], known: Known) -> list[Candidate]:
    """Return the candidates under the names that they mean: numbered questions are questions, verbs are left out."""
    spoken = Counter(match["name"] for c in candidates if (match := _VERB.fullmatch(c.name)) and HAN.search(c.name))
    spoken.update(c.name for c in candidates if c.name in spoken)
    first = _name_askers(candidates)
    unified = []
    for candidate in candidates:
        name = candidate.name
        for pattern, plain in _NUMBERED:
            if pattern.fullmatch(name):
                name = plain
        name = first.get(name, name)
        if lettered := _LETTERED.fullmatch(name):
            name = lettered[1]
        verb = _VERB.fullmatch(name)
        if verb and HAN.search(name) and (spoken[verb["name"]] > 1 or verb["name"] in known.people):
            name = verb["name"]
        if candidate.extra and (person := _find_person(name, candidate.extra)):
            name = person
        unified.append(replace(candidate, name=name))
    return unified


def _name_askers(candidates: Sequence[Candidate]) -> dict[str, str]:
    """Who asks and who answers, where the first question and the first answer alone say so: "the reporter asks:"."""
    counts = Counter(candidate.name for candidate in candidates if candidate.style == "colon")
    named: dict[str, str] = {}
    for verb in ("问", "問", "答"):
        owners = [name for name, count in counts.items() if name.endswith(verb) and 2 < len(name) <= 9 and count == 1]
        if counts[verb] > 1 and len(owners) == 1:
            named |= {verb: owners[0][:-1], owners[0]: owners[0][:-1]}
    return named


def _find_person(name: str, extra: Sequence[str]) -> str | None:
    """Who speaks where a label is an office and the person stands in brackets behind it."""
    inside = re.sub(r"(?:代|代理|暂代|acting)$", "", extra[0]).strip()
    if HAN.search(inside):
        is_person = len(inside) <= 4 and not is_role(inside) and rate_shape(inside) > 0
    else:
        is_person = len(inside.split()) in (2, 3, 4) and rate_shape(inside) >= 1.5
    office = is_role(name) or name.casefold().startswith("the ") or name.endswith(("長", "长", "官", "司"))
    return inside if office and (is_person or re.search(r"代$", extra[0])) else None


def name_examiners(text: str, labels: Sequence[Label]) -> list[Label]:
    """Return the labels with who asks and who answers in a court.

    Q. is whoever examines and A. who was sworn last; BY MS. X: says who examines from there on. Where nobody is seen to
    be sworn the witness answers, and before anybody is named the only one who examines asks.
    """
    examining = {match["name"] for label in labels if (match := _EXAMINES.fullmatch(label.name))}
    if not examining:
        return list(labels)
    sworn = [(match.start(), " ".join(match["name"].title().split())) for match in _SWORN.finditer(text)]
    witness = next((label.name for label in labels if label.name.upper() == "THE WITNESS"), "")
    asking, told = examining.pop() if len(examining) == 1 else "", []
    for label in labels:
        if examines := _EXAMINES.fullmatch(label.name):
            asking = examines["name"]
            told.append(replace(label, name=asking))
            continue
        before = bisect_left(sworn, (label.start, ""))
        if label.name in ASKS and asking:
            told.append(replace(label, name=asking))
        elif (label.name in ANSWERS or label.name.upper() == "THE WITNESS") and before:
            told.append(replace(label, name=sworn[before - 1][1]))
        elif label.name in ANSWERS and witness:
            told.append(replace(label, name=witness))
        else:
            told.append(label)
    return told


def find_owners(text: str, labels: Sequence[Label], known: Known, given: Roster | None) -> Roster:
    """Return whom the labels' names stand for: spellings of one person are one, short forms are whom the text says."""
    counts = Counter(label.name for label in labels)
    keys = {normalise_name(name) for name in counts}
    full = _find_full_names(text, keys, known)
    people = merge_names(counts, [*known.people, *known.short.values(), *full])
    opening = text[known.front : labels[0].start]
    renamed: dict[str, list[str]] = {}
    for person, spellings in people.items():
        renamed.setdefault(_name_person(person, spellings, people, known, opening), []).extend(spellings)
    people_by_name = Roster.of(renamed, closed=False)
    return replace(people_by_name, people={**people_by_name.people, **given.people}) if given else people_by_name


def _find_full_names(text: str, keys: set[str], known: Known) -> list[str]:
    """For each first name or initials among the labels the full name that the text has most often."""
    full: dict[str, str] = {}
    for person in sorted(known.named, key=lambda name: (text.count(name), -len(name))):
        for key in keys & {initials(normalise_name(person)), normalise_name(person).split()[0]}:
            full[key] = person
    return list(full.values())


def _name_person(
    person: str, spellings: Sequence[str], people: Mapping[str, object], known: Known, opening: str
) -> str:
    """What a person of the labels is called: as the legend says, or whom an introduction names where only A. answers.

    people: all of them. opening: what stands before the first label.
    """
    for spelling in [person, *spellings]:
        if spelling in known.short:
            return known.short[spelling]
    if person not in ANSWERS or not ASKS & people.keys():
        return person
    if any(name not in ASKS | ANSWERS and not is_role(name) for name in people):
        return person
    alone = [name for name, role in known.people.items() if not _HOSTS.search(role)]
    return alone[0] if len(alone) == 1 else find_main_name(opening) or person
