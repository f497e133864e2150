"""Search: which passages say something, told alike by the command, the chart and the explorer (search.js)."""

import functools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analysis.corpus.words import Words
from analysis.ground.languages import simplify

# Letters and figures of scripts that put spaces between words, and runs of those that put none.
_UNSPACED = "\u4e00-\u9fff\u3040-\u30ff\u0e00-\u0eff"
_PIECE = re.compile(rf"(?P<word>(?:(?![{_UNSPACED}])[^\W_])+(?:['’](?:(?![{_UNSPACED}])[^\W_])+)*\*?)|[{_UNSPACED}]+")
_WORD = re.compile(rf"(?:(?![{_UNSPACED}])[^\W_])+(?:['’](?:(?![{_UNSPACED}])[^\W_])+)*")
# What may stand between two pieces of a term that belong together.
_GAP = re.compile(r"[\s.&+'’\-‐‑–]?")
_FEWEST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a term: a word, folded, or the beginning of one; or a run of characters without spaces."""

    text: str
    spaced: bool
    begins: bool = False

    def fits(self, folded: str) -> bool:
        """Return whether a folded word is this one."""
        return folded.startswith(self.text) if self.begins else folded == self.text


Term = tuple[Piece, ...]


def fold_word(word: str) -> str:
    """Return a word without what is no difference in a search: case, a possessive, the s of a plural."""
    folded = re.sub("['’]s$", "", word.casefold()).replace("’", "'")
    if len(folded) > 4 and folded.endswith("ies"):
        return folded[:-3] + "y"
    if len(folded) > 3 and folded.endswith("s") and not folded.endswith(("ss", "us", "is")):
        return folded[:-1]
    return folded


def read_term(text: str) -> Term:
    """Return the pieces of a term, in order: none where it has no words. A star ends what only begins a word."""
    pieces = []
    for match in _PIECE.finditer(simplify(text).casefold()):
        if match["word"] is None:
            pieces.append(Piece(match.group(), spaced=False))
        elif match["word"].endswith("*"):
            pieces.append(Piece(match["word"][:-1], spaced=True, begins=True))
        else:
            pieces.append(Piece(fold_word(match["word"]), spaced=True))
    return tuple(pieces)


@functools.cache
def list_concepts(words: Words) -> tuple[tuple[Term, ...], ...]:
    """Return the terms of each concept, and the spellings of each thing that has a name, as they are looked for."""
    named = [spellings for thing, spellings in words.spellings if thing]
    return tuple(
        tuple(dict.fromkeys(filter(None, map(read_term, spellings)))) for spellings in (*words.concepts, *named)
    )


def read_query(query: str, words: Words) -> tuple[Term, ...]:
    """Return the terms of which a passage has to say one: those of a query and, of a concept or name, its other ones.

    query: a term, or several with a bar between them. Misleads where a word has several senses: its other spellings are
    those of all of them.
    """
    terms: dict[Term, None] = {}
    for asked in filter(None, map(read_term, query.split("|"))):
        terms[asked] = None
        for concept in list_concepts(words):
            if asked in concept:
                terms |= dict.fromkeys(term for term in concept if _tells(term))
    return tuple(terms)


def write_term(term: Term) -> str:
    """Return a term as it can be looked for again."""
    parts = [piece.text + ("*" if piece.begins else "") for piece in term]
    return "".join(
        part + (" " if n + 1 < len(term) and term[n].spaced and term[n + 1].spaced else "")
        for n, part in enumerate(parts)
    )


def _tells(term: Term) -> bool:
    """Whether a term that nobody typed says enough to be looked for: a single letter does not."""
    return any(not piece.spaced or len(piece.text) >= _FEWEST_LETTERS for piece in term)


def find_places(text: str, term: Term) -> Iterator[tuple[int, int]]:
    """Yield where a text says a term: from, to. text: in simplified characters and small letters."""
    first = term[0]
    starts = (
        (match.start() for match in _WORD.finditer(text))
        if first.spaced
        else (match.start() for match in re.finditer(re.escape(first.text), text))
    )
    for start in starts:
        end = _follow(text, start, term)
        if end:
            yield start, end


def _follow(text: str, start: int, term: Term) -> int:
    """Where a term ends that begins at a place, 0 where it does not."""
    at = start
    for n, piece in enumerate(term):
        if n:
            at = _GAP.match(text, at).end()  # type: ignore[union-attr]  # it matches also nothing
        if piece.spaced:
            match = _WORD.match(text, at)
            if not match or not piece.fits(fold_word(match.group())):
                return 0
            at = match.end()
        elif text.startswith(piece.text, at):
            at += len(piece.text)
        else:
            return 0
    return at


class Searcher:
    """What a query looks for, ready to be held against many passages.

    Whole words count, of any case, number and possessive; of scripts without spaces, what a word of the passage has in
    it or what is put together of its words. Where the passage's text is at hand, a term of several words has to stand
    there in order; else each of its words has to be in its bag.
    """

    def __init__(self, query: str, words: Words) -> None:
        self.terms = read_query(query, words)

    def says(self, bag: Iterable[str], text: str = "") -> bool:
        """Return whether a passage says it. bag: its words, see passages.tokens; text: "" where it is not at hand."""
        tokens = set(bag)
        parts = {fold_word(match.group()) for token in tokens for match in _WORD.finditer(token)}
        unsure = []
        for term in self.terms:
            if not all(_has_figure(piece) or _is_in(piece, tokens, parts) for piece in term):
                continue
            if _is_sure(term, tokens):
                return True
            unsure.append(term)
        if text and unsure:
            plain = simplify(text).casefold()
            return any(next(find_places(plain, term), None) for term in unsure)
        return any(not any(map(_has_figure, term)) for term in unsure)


def _has_figure(piece: Piece) -> bool:
    """Whether it begins with a figure: no bag has such words."""
    return piece.spaced and piece.text[:1].isdigit()


def _is_in(piece: Piece, tokens: set[str], parts: set[str]) -> bool:
    if piece.spaced:
        return any(map(piece.fits, parts)) if piece.begins else piece.text in parts
    return any(piece.text in token for token in tokens) or _is_put_together(piece.text, tokens)


def _is_put_together(run: str, tokens: set[str]) -> bool:
    """Whether a run of characters is nothing but whole words of a passage."""
    reached = {0}
    for start in range(len(run)):
        if start in reached:
            reached |= {end for end in range(start + 1, len(run) + 1) if run[start:end] in tokens}
    return len(run) in reached


def _is_sure(term: Term, tokens: set[str]) -> bool:
    """Whether a bag that has the pieces of a term has the term: a single word, or what one word has in it."""
    piece = term[0]
    if len(term) > 1 or _has_figure(piece):
        return False
    return piece.spaced or any(piece.text in token for token in tokens)
