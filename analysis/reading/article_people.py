"""Article people: whom a news article names, each with the spellings that stand for the person."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from analysis.ground.languages import simplify
from analysis.reading.attribution import find_sayings
from analysis.reading.cast import Cast, bare_name
from analysis.reading.clauses import Clause, find_paragraph_clauses
from analysis.reading.quotation_marks import Quotation
from analysis.reading.scenery import Block, ends_sentence
from analysis.reading.speakers import Roster, find_names, is_han_name, merge_names

_HAN = re.compile("[\u4e00-\u9fff]")
_OWNER = re.compile(r"^.*['’]s\s+|['’]s$")
# Second characters with which two make no name: what a surname alone does.
_NO_GIVEN_NAMES = set("又也还還则則续續指称稱说說再就便表补補认認坦听聽问問回的是在和了")
# An article has named its people within so many characters of narration.
_NAMED_WITHIN = 30_000
# A name without a surname is believed when it comes so often.
_OFTEN = 4
_MOST_PEOPLE = 400


def find_people(words: str, blocks: Sequence[Block], quotations: Sequence[Quotation]) -> Roster:
    """Return the people of an article: who says something in it by name, and whom else its sentences name.

    words: the text with its quotations blanked.
    """
    named = _find_named(words, blocks)
    cast = Cast(Roster.of({name: [] for name in named if _HAN.search(name)}, closed=False))
    said: Counter[str] = Counter()
    for items in find_paragraph_clauses(words, blocks, quotations):
        for item in items:
            if isinstance(item, Clause):
                clause = words[item.start : item.end].replace("\0", " ")
                subjects = (saying.subject for saying in find_sayings(clause, cast))
                said.update(subject.words for subject in subjects if subject.kind == "name")
    names = Counter(dict((said + named).most_common(_MOST_PEOPLE)))
    han = merge_names(Counter({name: count for name, count in names.items() if _HAN.search(name)}))
    latin = _merge_latin(name for name in names if not _HAN.search(name))
    return Roster.of({**han, **latin}, closed=False)


def _find_named(words: str, blocks: Sequence[Block]) -> Counter[str]:
    """The names of people in the sentences of the narration, headlines left out."""
    sentences = [words[block.start : block.end] for block in blocks]
    prose = "\n".join(words for words in sentences if ends_sentence(words) or "\0" in words)[:_NAMED_WITHIN]
    named: Counter[str] = Counter()
    for name, count in _find_names(prose).items():
        if _HAN.search(name):
            shaped = is_han_name(name) and not set(name[1:]) & _NO_GIVEN_NAMES and name[0] not in "的了"
            if "·" in name or shaped or (count >= _OFTEN and _begins_clauses(name, prose)):
                named[name] += count
        elif not name.isupper() and " " in (kept := _OWNER.sub("", name)):
            named[kept] += count
    return named


def _begins_clauses(name: str, prose: str) -> bool:
    """Whether a Chinese word that is tagged as a name also stands as the subject of sentences."""
    return len(re.findall(rf"(?:^|[。！？\n])\s*{re.escape(name)}", prose)) >= 2


def _find_names(prose: str) -> Counter[str]:
    """Names as they are written, told in Chinese on simplified characters."""
    simple = simplify(prose) if _HAN.search(prose) else prose
    if simple == prose or len(simple) != len(prose):
        return find_names(prose)
    names: Counter[str] = Counter()
    for name, count in find_names(simple).items():
        place = simple.find(name)
        names[prose[place : place + len(name)] if place >= 0 else name] += count
    return names


def _merge_latin(names: Iterable[str]) -> dict[str, list[str]]:
    """People with their spellings: a surname, or a first name, is of the one person whose full name has it."""
    spellings: dict[str, set[str]] = defaultdict(set)
    for name in names:
        spellings[bare_name(name)].add(name)
    full = [bare for bare in spellings if " " in bare]
    people: dict[str, list[str]] = {}
    for bare in sorted(spellings, key=lambda bare: (-len(bare.split()), bare)):
        owners = _find_owners(bare, full)
        if len(owners) == 1 and owners[0] in people:
            people[owners[0]] += spellings[bare]
        else:
            people[bare] = sorted(spellings[bare])
    return people


def _find_owners(bare: str, full: Sequence[str]) -> list[str]:
    """The longer names that a name may be short for: by its end first, else by first name or without the middle one."""
    words = bare.split()
    longer = [name for name in full if len(name.split()) > len(words)]
    by_end = [name for name in longer if name.split()[-len(words) :] == words]
    by_start = [name for name in longer if name.split()[0] == words[0] and words[-1] in (words[0], name.split()[-1])]
    return by_end or by_start
