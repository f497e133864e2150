"""Likeness: whether a new document renders a conversation that is known, told by its words' meaning."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.corpus.catalogue import Catalogue
from analysis.corpus.settings import Settings
from analysis.ground.languages import simplify_pieces
from analysis.ground.storage import is_there, read_marked
from analysis.passages.cutting import clean_text, cut_speech, find_pieces
from analysis.passages.embedding import embed_texts, keep_vectors, to_unit_length
from analysis.passages.tokens import count_words
from analysis.reading import Reading
from analysis.versions.alignment import Link, align_pieces

# Pieces that render the same words read at least so much alike once each document's mean is taken away.
_ALIKE = 0.45
# Two documents render one conversation where so much of the shorter one has a counterpart in the other, in order.
_SAME_FROM = 0.5
# So many pieces of a document, evenly spaced, tell whether two are to be aligned at all.
_PROBES = 40


def embed_document(reading: Reading, language: str, settings: Settings) -> tuple[np.ndarray, list[str]]:
    """Return the vectors of what is said in a document, passage by passage, and who says each.

    Shape (passages, dimensions). They are those that its passages will have when they are measured, and are kept for
    that.
    """
    words = settings.aim_at(language)
    spoken, pieces, voices = reading.source.text, [], []
    for said in find_pieces(reading).itertuples(index=False):
        for start, end in cut_speech(spoken, said.view_start, said.view_end, words=words):
            piece = clean_text(spoken[start:end])
            if count_words(piece):
                pieces.append(piece)
                voices.append(str(said.speaker))
    pieces = simplify_pieces(pieces, spoken, language)
    model = settings.embedding_model
    return keep_vectors(pieces, lambda: embed_texts(pieces, model=model), model=model).astype(np.float64), voices


@dataclass(frozen=True)
class Match:
    """The known conversation whose words a document renders, "" where there is none.

    share: of the shorter one's passages that have a counterpart, 0 to 1. people: whom of the known people each voice
    of the document speaks for, by their counterparts, and in what share of them.
    """

    conversation: str
    share: float
    people: Mapping[str, tuple[str, float]]


@dataclass(frozen=True)
class _Known:
    conversation: str
    vectors: np.ndarray
    probes: np.ndarray
    people: Sequence[str]


class KnownWords:
    """The words of conversations that are known, by their vectors, to tell which one a document renders."""

    def __init__(self) -> None:
        self._known: list[_Known] = []

    @classmethod
    def of(cls, folder: Path, catalogue: Catalogue) -> "KnownWords":
        """Return those of a corpus's folder, as far as they are measured."""
        known = cls()
        for rendering in catalogue.renderings:
            path = folder / "measured" / f"{rendering.id}.parquet"
            if is_there(path):
                table = read_marked(path, cure="run `make corpus`, with its document in place")
                vectors = np.stack(table["vector"].tolist()).astype(np.float64)
                known.add(rendering.conversation, vectors, table["speaker"].tolist())
        return known

    def add(self, conversation: str, vectors: np.ndarray, people: Sequence[str]) -> None:
        """Take in what was said in a conversation, by one document. people: who says each passage."""
        centered = _center(vectors)
        self._known.append(_Known(conversation, centered, _choose_probes(centered), people))

    def find(self, vectors: np.ndarray, voices: Sequence[str]) -> Match:
        """Return which known conversation a document renders. voices: who says each of its passages.

        Only what a few passages already speak for is aligned. Misleads with a document of a few sentences.
        """
        mine = _center(vectors)
        probes = _choose_probes(mine)
        best = Match("", 0.0, {})
        for known in self._known:
            if _may_match(probes, mine, known):
                share, links = _align(mine, known.vectors)
                if share > best.share:
                    best = Match(known.conversation, share, _match_voices(links, voices, known.people))
        return best if best.share >= _SAME_FROM else Match("", best.share, {})


def _match_voices(links: Sequence[Link], voices: Sequence[str], people: Sequence[str]) -> dict[str, tuple[str, float]]:
    """Whom each voice speaks for: who says most of the counterparts of its passages, and what share of them."""
    counts: dict[str, Counter[str]] = {}
    for link in links:
        for piece in range(link.a, link.a_end):
            counts.setdefault(voices[piece], Counter()).update(people[link.b : link.b_end])
    return {
        voice: (count.most_common(1)[0][0], count.most_common(1)[0][1] / count.total())
        for voice, count in counts.items()
    }


def _center(vectors: np.ndarray) -> np.ndarray:
    """Vectors without their document's mean, of unit length."""
    return to_unit_length(vectors - vectors.mean(axis=0)) if len(vectors) > 1 else np.zeros((0, 1))


def _choose_probes(vectors: np.ndarray) -> np.ndarray:
    return vectors[:: max(1, len(vectors) // _PROBES)]


def _may_match(probes: np.ndarray, mine: np.ndarray, known: _Known) -> bool:
    """Whether so many passages of the shorter document have a like one in the other, in order, that it may render it.

    Half of what the bound asks for is enough, since passages that were cut differently read alike only when joined.
    Two talks of one show have many passages that are alike, but in no order.
    """
    if not len(mine) or not len(known.vectors) or mine.shape[1] != known.vectors.shape[1]:
        return False
    few, many = (probes, known.vectors) if len(mine) <= len(known.vectors) else (known.probes, mine)
    likeness = few @ many.T
    alike = likeness.max(axis=1) >= _ALIKE
    return _count_rising(likeness.argmax(axis=1)[alike]) >= len(few) * _SAME_FROM / 2


def _count_rising(places: np.ndarray) -> int:
    """How many of the places, in their order, form the longest rising series; two may be one."""
    ends: list[int] = []
    for place in places.tolist():
        at = bisect_right(ends, place)
        ends[at : at + 1] = [place]
    return len(ends)


def _align(a: np.ndarray, b: np.ndarray) -> tuple[float, list[Link]]:
    """What share of the shorter document's passages has a counterpart in the other, in order, and these."""
    links = [x for x in align_pieces(a, b, [1] * len(a), [1] * len(b)) if x.similarity >= _ALIKE]
    if len(a) <= len(b):
        return sum(link.a_end - link.a for link in links) / len(a), links
    return sum(link.b_end - link.b for link in links) / len(b), links
