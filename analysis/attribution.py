"""Attribution: where renderings of one conversation disagree about who says something.

The documents' own attribution is what every table uses. `data/corrections.csv` holds what people
decided after looking, and any table can be made with it too.
"""

import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.alignment import Link, align_pieces
from analysis.catalogue import Catalogue, load_document
from analysis.embedding import embed_texts
from analysis.errors import AnalysisError
from analysis.passages import clean_text, find_turns, read_rendering, split_sentences
from analysis.storage import DATA
from analysis.tokens import count_words

DOUBTFUL_FILE = DATA / "doubtful-attributions.csv"
# A piece shorter than this says too little to know it again: "right", "thank you".
_FEWEST_WORDS = {"zh": 6, "en": 4}
# Two pieces that read less alike than this do not render the same words.
_LEAST_ALIKE = 0.35
# A piece is known again from words of its own speaker within so many pieces, if there are any such.
_NEARBY = 5
_COLUMNS = [
    "conversation", "rendering_a", "start_a", "end_a", "speaker_a",
    "rendering_b", "start_b", "end_b", "speaker_b", "confidence",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int
    end: int
    speaker: str
    text: str


def find_doubtful(catalogue: Catalogue) -> pd.DataFrame:
    """Return where two renderings of one conversation give the same words to different people.

    Returns: one row per place: conversation, and for each of two renderings a and b its id, start
    and end (characters of the document) and the speaker there; confidence (0 to 1): how much more
    alike the two places read than anything near by that both give to one speaker. Needs the
    documents. Misleads when a translator merged a question and its answer: the words are then
    partly the one's and partly the other's.
    """
    rows = []
    for conversation in catalogue.conversations:
        renderings = [r for r in catalogue.renderings if r.conversation == conversation.id]
        for first, second in itertools.combinations(renderings, 2):
            a, b = (list(_find_pieces(catalogue, r.id)) for r in (first, second))
            fewest = (_FEWEST_WORDS[first.language], _FEWEST_WORDS[second.language])
            for doubt in _merge(_find_doubts(a, b, fewest), a, b):
                sides = [
                    (r.id, pieces[i].start, pieces[j - 1].end, pieces[i].speaker)
                    for r, pieces, i, j in ((first, a, doubt.a, doubt.a_end), (second, b, doubt.b, doubt.b_end))
                ]
                rows.append((conversation.id, *sides[0], *sides[1], round(doubt.similarity, 2)))
    return pd.DataFrame(rows, columns=_COLUMNS)


def load_doubtful(path: Path = DOUBTFUL_FILE) -> pd.DataFrame:
    """Return the committed table of doubtful attributions (see find_doubtful).

    Errors: AnalysisError where the file is missing or of another shape.
    """
    try:
        table = pd.read_csv(io.StringIO(path.read_text("utf-8")))
    except FileNotFoundError:
        raise AnalysisError(f"{path}: the table is missing; bring it back with git, or run `make corpus`.") from None
    if table.columns.tolist() != _COLUMNS:
        raise AnalysisError(f"{path}: its columns are {', '.join(table.columns)}; run `make corpus`.")
    return table


def _find_pieces(catalogue: Catalogue, name: str) -> Iterator[_Piece]:
    rendering = next(r for r in catalogue.renderings if r.id == name)
    text = load_document(rendering)
    for span in find_turns(read_rendering(text, rendering, catalogue)).itertuples(index=False):
        for start, end in split_sentences(text, span.start, span.end):
            words = clean_text(text[start:end])
            if count_words(words):
                yield _Piece(start, end, span.speaker, words)


def _find_doubts(a: list[_Piece], b: list[_Piece], fewest: tuple[int, int]) -> list[Link]:
    """Pairs of pieces that render the same words, said by different people; similarity is confidence."""
    vectors = embed_texts([piece.text for piece in (*a, *b)]).astype(np.float64)
    vectors -= vectors.mean(axis=0)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    lengths = [count_words(piece.text) for piece in (*a, *b)]
    links = align_pieces(vectors[: len(a)], vectors[len(a) :], lengths[: len(a)], lengths[len(a) :])
    alike = np.round(vectors[: len(a)] @ vectors[len(a) :].T, 6)
    same = np.array([[one.speaker == other.speaker for other in b] for one in a])
    doubts = set()
    for link in links:
        rows, columns = range(link.a, link.a_end), range(link.b, link.b_end)
        for i in rows:
            doubts.add((i, link.b + int(alike[i, link.b : link.b_end].argmax())))
        for j in columns:
            doubts.add((link.a + int(alike[link.a : link.a_end, j].argmax()), j))
    found = []
    for i, j in sorted(doubts):
        long_enough = lengths[i] >= fewest[0] and lengths[len(a) + j] >= fewest[1]
        if same[i, j] or not long_enough or alike[i, j] < _LEAST_ALIKE:
            continue
        around_j, around_i = slice(max(0, j - _NEARBY), j + _NEARBY + 1), slice(max(0, i - _NEARBY), i + _NEARBY + 1)
        elsewhere = max(
            float(np.max(alike[i, around_j], where=same[i, around_j], initial=0)),
            float(np.max(alike[around_i, j], where=same[around_i, j], initial=0)),
        )
        if alike[i, j] > elsewhere:
            found.append(Link(i, i + 1, j, j + 1, float(np.clip((alike[i, j] - elsewhere) * 2, 0.01, 1))))
    return found


def _merge(doubts: list[Link], a: list[_Piece], b: list[_Piece]) -> list[Link]:
    """Doubts that touch on one side and follow on the other, with the same two speakers, as one."""
    merged: list[Link] = []
    for doubt in doubts:
        last = merged[-1] if merged else None
        if (
            last
            and doubt.a <= last.a_end
            and last.b <= doubt.b <= last.b_end
            and (a[last.a].speaker, b[last.b].speaker) == (a[doubt.a].speaker, b[doubt.b].speaker)
        ):
            best = max(last.similarity, doubt.similarity)
            merged[-1] = Link(last.a, max(last.a_end, doubt.a_end), last.b, max(last.b_end, doubt.b_end), best)
        else:
            merged.append(doubt)
    return merged
