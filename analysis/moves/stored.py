"""Stored moves: where each move of a corpus stands, one file a rendering, with the mark of what it was found by."""

import json
from pathlib import Path

import pandas as pd

from analysis.corpus.catalogue import Rendering
from analysis.corpus.documents import load_document
from analysis.corpus.folder import Corpus
from analysis.corpus.schemas import MOVES, check_table
from analysis.ground.errors import AnalysisError
from analysis.ground.languages import WITH_TONE, simplify_pieces
from analysis.ground.storage import digest, find_version, is_there, place_in, read_marked, read_text, write_marked
from analysis.moves import markers, questions
from analysis.moves.mentions import find_figures, find_mentions, know_people
from analysis.passages.quoting import load_texts
from analysis.passages.stored import describe_inputs
from analysis.passages.tokens import count_words
from analysis.versions.quantities import UNITS_FILE

QUESTION, HEDGE, ASSENT, NAME, FIGURE = "question", "hedge", "assent", "name", "figure"
# Those whose questions, hedges, assents and figures are found, and were measured against readings by hand.
WITH_MOVES = WITH_TONE
# Counted up where the same words would have other moves than before.
_METHOD = 1
_MARK = "found_by"
_PACKAGES = ("cn2an", "text2num")


def moves_path(corpus: Corpus, rendering: Rendering) -> Path:
    """Return where the moves of a rendering are."""
    return place_in(corpus.moves_folder, f"{rendering.id}.parquet")


def _describe_finding(corpus: Corpus, rendering: Rendering) -> str:
    """The mark of what moves are found by: what the passages are measured from, the lists and the people."""
    inputs = {
        "method": _METHOD,
        "passages": describe_inputs(corpus, rendering),
        "lists": digest(read_text(markers.FILE), read_text(UNITS_FILE)),
        "spellings": corpus.words_of(rendering.conversation).spellings,
        "people": sorted(_list_people(corpus, rendering).items()),
        "packages": {name: find_version(name) for name in _PACKAGES},
    }
    return digest(json.dumps(inputs, sort_keys=True, ensure_ascii=False))[:32]


def _list_people(corpus: Corpus, rendering: Rendering) -> dict[str, str]:
    """Whom each spelling of a name stands for, of those who speak in the conversation; a role is no name."""
    names = {name for _, name in corpus.words_of(rendering.conversation).names}
    mine = set(corpus.catalogue.conversation(rendering.conversation).speakers)
    speakers = [speaker for speaker in corpus.catalogue.speakers if speaker.name in mine]
    return {alias: s.name for s in speakers for alias in (s.name, *s.aliases) if alias in names}


def has_moves(corpus: Corpus, rendering: Rendering) -> bool:
    """Return whether a rendering's moves are there and whole, and are of it as it is catalogued and measured now."""
    try:
        return _load_rendering(corpus, rendering) is not None
    except AnalysisError:
        return False


def _load_rendering(corpus: Corpus, rendering: Rendering) -> pd.DataFrame | None:
    """The moves of a rendering, None where there are none or they are stale. Errors: see load_moves."""
    path = moves_path(corpus, rendering)
    if not is_there(path):
        return None
    table = read_marked(path, cure="run `make corpus`, with its document in place")
    return table if table.attrs.get(_MARK) == _describe_finding(corpus, rendering) else None


def measure_moves(corpus: Corpus, rendering: Rendering, passages: pd.DataFrame) -> pd.DataFrame:
    """Return the moves of one rendering, found in its document (schema: MOVES).

    passages: its measured passages. Errors: AnalysisError where the document is missing or changed.
    """
    document, language = load_document(corpus, rendering), rendering.language
    texts = simplify_pieces(load_texts(corpus, passages, {rendering.id: document}), document, language)
    words = know_people(corpus.words_of(rendering.conversation), _list_people(corpus, rendering))
    rows: list[tuple[object, ...]] = []
    for passage, text in zip(passages["passage_id"], texts, strict=True):
        found: list[tuple[object, ...]] = []
        found += [(QUESTION, kind, "", a, b, 0.0, 0.0) for a, b, kind in questions.find_questions(text, language)]
        for move, find in ((HEDGE, markers.find_hedges), (ASSENT, markers.find_assents)):
            found += [(move, "", phrase, a, b, 0.0, 0.0) for a, b, phrase in find(text, language)]
        found += [(NAME, kind, thing, a, b, 0.0, 0.0) for a, b, kind, thing in find_mentions(text, language, words)]
        found += [
            (FIGURE, q.unit, text[q.start : q.end], q.start, q.end, min(q.values), max(q.values))
            for q in find_figures(text, language)
        ]
        rows += [(passage, *row, count_words(text[int(str(row[4])) :])) for row in found]
    table = pd.DataFrame(rows, columns=list(MOVES.columns)).astype({n: str(c.dtype) for n, c in MOVES.columns.items()})
    return check_table(table, MOVES, name=rendering.id, cure="this is a fault of the project, please report it")


def save_moves(corpus: Corpus, rendering: Rendering, moves: pd.DataFrame) -> Path:
    """Write the moves of a rendering with the mark of what they were found by; return their path."""
    mark = _describe_finding(corpus, rendering)
    return write_marked(moves_path(corpus, rendering), moves, name=_MARK, mark=mark)


def load_moves(corpus: Corpus) -> pd.DataFrame:
    """Return the moves of a corpus, in the order of the catalogue (schema: MOVES).

    What is not there, or was found by other lists or settings than those there are now, is left out: see list_found.
    Errors: AnalysisError where a file is damaged.
    """
    loaded = (_load_rendering(corpus, rendering) for rendering in corpus.catalogue.renderings)
    parts = [table for table in loaded if table is not None]
    if not parts:
        return pd.DataFrame({name: pd.Series(dtype=str(c.dtype)) for name, c in MOVES.columns.items()})
    table = check_table(pd.concat(parts, ignore_index=True), MOVES, name="moves", cure="run `make corpus`")
    table.attrs = {}
    return table


def list_found(corpus: Corpus, *, names: bool = False) -> list[str]:
    """Return the renderings whose moves are known; names: whose names alone are, which are found in any language."""
    return [
        rendering.id
        for rendering in corpus.catalogue.renderings
        if has_moves(corpus, rendering) and (names or rendering.language in WITH_MOVES)
    ]
