"""Markers: hedges, which leave what is said open, and short assents, which only agree with what was said before."""

import functools
import re
from collections.abc import Iterator

from analysis.corpus.columns import Sheet, text
from analysis.corpus.csvfiles import read_csv
from analysis.ground.languages import WITH_TONE
from analysis.ground.storage import COMMON
from analysis.passages.cutting import split_sentences
from analysis.versions.quantities import find_quantities

HEDGE, ASSENT = "hedge", "assent"
FILE = COMMON / "words" / "moves.csv"
# What the list has besides: hedges only before or behind a figure, and longer phrases in which a shorter one is none.
# Some assents are such only where nothing follows them in their sentence: "Of course." is one, "of course it does" not.
_ROUNDER, _AFTER, _NONE, _ALONE = "rounder", "rounder after", "none", "assent alone"
# So near to a figure a rounder stands, in characters.
_NEAR = 2
_MOVES = Sheet(
    {
        "language": text(*WITH_TONE),
        "kind": text("hedge", "assent", _ALONE, _ROUNDER, _AFTER, _NONE),
        "phrase": text(),
    },
    key=["language", "kind", "phrase"],
)
# What may stand before an assent, and parts the clauses of which it is one.
_BEFORE = re.compile(
    r"^(?:(?:oh|ah|well|and|so|but|no|hey|wow|um|uh|哦|噢|啊|哇|嘿|呃|那|哎|欸)(?:[,，!！…\s.]+|$))*", re.IGNORECASE
)
_CLAUSE = re.compile(r"[^,，;；:：.。!！?？…—、]+(?:[,，;；:：.。!！?？…—、]+|$)")
_EDGE = " \t\"“”‘’'「」『』()（）-"


@functools.cache
def _load() -> dict[tuple[str, str], frozenset[str]]:
    found: dict[tuple[str, str], set[str]] = {}
    for row in read_csv(FILE, _MOVES, needed=True).itertuples(index=False):
        found.setdefault((row.language, row.kind), set()).add(row.phrase)
    return {key: frozenset(phrases) for key, phrases in found.items()}


@functools.cache
def _pattern(language: str) -> re.Pattern[str]:
    """All that may be a hedge, or keeps another from being one, the longest first."""
    kinds = (HEDGE, _ROUNDER, _AFTER, _NONE)
    phrases = sorted({p for kind in kinds for p in _load().get((language, kind), ())}, key=lambda p: (-len(p), p))
    listed = "|".join(re.escape(phrase).replace(r"\ ", r"\s") for phrase in phrases)
    return re.compile(rf"(?<![\w'])(?:{listed})(?![\w'])" if language == "en" else listed)


def find_hedges(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Yield the hedges of a text in English or Chinese, in order: start, end and the phrase as listed.

    Hedges are those of data/common/words/moves.csv: shields, which leave open whether something is so ("I think",
    可能), and approximators, which leave open how far ("kind of", 几乎); rounders ("about", 左右) count only beside a
    figure. Source of the kinds: Prince, Frader and Bosk (1982). In other languages nothing is yielded. Misleads where a
    phrase is meant in full: "I think" as what one does, 可能 as what can be.
    """
    if (language, HEDGE) not in _load():
        return
    plain = text.casefold().replace("’", "'") if language == "en" else text
    hedges, before, behind = (_load().get((language, kind), frozenset()) for kind in (HEDGE, _ROUNDER, _AFTER))
    figures: list[tuple[int, int]] | None = None
    for match in _pattern(language).finditer(plain):
        phrase = match.group()
        if phrase not in hedges:
            if phrase not in before | behind:
                continue
            figures = [(q.start, q.end) for q in find_quantities(text)] if figures is None else figures
            start, end = match.span()
            gaps = [a - end if phrase in before else start - b for a, b in figures]
            inside = any(a <= start < b for a, b in figures)
            if not inside and not any(0 <= gap <= _NEAR for gap in gaps):
                continue
        yield match.start(), match.end(), phrase


def find_assents(text: str, language: str) -> Iterator[tuple[int, int, str]]:
    """Yield the short assents of a text in English or Chinese, in order: start, end and the phrase as listed.

    An assent is a clause that has nothing but one of the phrases of data/common/words/moves.csv and stands at the
    beginning of a sentence, or behind another assent there: "Yeah, exactly.", 对，没错。A question is none. In other
    languages nothing is yielded. Misleads where "right" or 对 opens what is said without agreeing to anything.
    """
    listed, alone = _load().get((language, ASSENT), frozenset()), _load().get((language, _ALONE), frozenset())
    for begin, end in split_sentences(text, 0, len(text)):
        sentence = text[begin:end]
        place = begin + len(sentence) - len(sentence.lstrip(_EDGE))
        place += _BEFORE.match(text[place:end]).end()  # type: ignore[union-attr]  # it matches the empty text too
        for match in _CLAUSE.finditer(text, place, end):
            clause = match.group().rstrip(",，;；:：.。!！?？…—、").strip(_EDGE)
            phrase = clause.casefold().replace("’", "'")
            ends = not text[match.end() : end].strip(_EDGE)
            if not (phrase in listed or (ends and phrase in alone)) or re.search("[?？]", match.group()):
                break
            start = text.index(clause, match.start())
            yield start, start + len(clause), phrase
