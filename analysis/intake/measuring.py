"""Measuring: one document at a time, from its text to the row of numbers that stands for each passage."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.corpus.catalogue import Rendering
from analysis.corpus.documents import has_document, load_document
from analysis.corpus.folder import Corpus
from analysis.corpus.schemas import PASSAGES, check_table
from analysis.ground.errors import AnalysisError
from analysis.ground.languages import WITH_TONE, simplify_pieces
from analysis.ground.storage import write_table
from analysis.intake.spreading import find_workers, measure_spread
from analysis.moves.stored import has_moves, measure_moves, save_moves
from analysis.passages.cutting import cut_rendering
from analysis.passages.embedding import TONE, embed_texts, keep_vectors
from analysis.passages.quoting import load_texts
from analysis.passages.stored import LEFT_OUT as LEFT_OUT_TABLE
from analysis.passages.stored import is_measured, load_rendering, measured_path, save_measured
from analysis.passages.tokens import find_tokens, make_bag
from analysis.sentiment import SCORERS, score_texts
from analysis.sentiment.attitude import FEATURES, list_attitudes, measure_attitudes
from analysis.sentiment.encoder import DIMENSIONS, encode_texts
from analysis.sentiment.names import mask_names

NEW, CHANGED, KEPT, LEFT_OUT = "new", "changed", "kept", "left out"


@dataclass(frozen=True)
class Outcome:
    """What was done with a rendering: new, changed, kept or left out, and why it was left out."""

    rendering: str
    state: str
    reason: str = ""


def measure_corpus(corpus: Corpus, *, scheduler: str = "", jobs: int = 1) -> Iterator[Outcome]:
    """Measure each document whose measurements are not there or not of it; yield what was done with each rendering.

    A document that is missing or cannot be read stops nothing: it is left out, with the reason. What was measured of a
    rendering that the catalogue no longer has is removed, so that two corpora never mix. scheduler, jobs: see
    find_workers; whoever measures, the result is the same. What is measured is kept at once, so that a run that was
    broken off goes on where it was.
    """
    pending, left_out = [], []
    for rendering in corpus.catalogue.renderings:
        if is_measured(corpus, rendering) and not _lacks_moves(corpus, rendering):
            yield Outcome(rendering.id, KEPT)
        else:
            pending.append(rendering)
    with find_workers(corpus, pending, scheduler=scheduler, jobs=jobs) as client:
        here = ((rendering, *_measure_and_keep(corpus, rendering)) for rendering in pending)
        for rendering, state, reason in measure_spread(client, corpus, pending, _measure_and_keep) if client else here:
            if reason:
                left_out.append((rendering.id, reason))
            yield Outcome(rendering.id, LEFT_OUT if reason else state, reason)
    wanted = {f"{rendering.id}.parquet" for rendering in corpus.catalogue.renderings}
    for folder in (corpus.measured_folder, corpus.moves_folder):
        for path in folder.glob("*.parquet"):
            if path.name not in wanted:
                path.unlink()
    if left_out:
        write_table(corpus.left_out_file, pd.DataFrame(sorted(left_out), columns=list(LEFT_OUT_TABLE.columns)))
    else:
        corpus.left_out_file.unlink(missing_ok=True)


def _measure_and_keep(corpus: Corpus, rendering: Rendering) -> tuple[str, str]:
    """Measure a rendering and keep it; its state, and why it could not be measured, "" where it was.

    What it does hangs on lists of its own: where only they changed, moves are found anew and nothing is encoded.
    """
    state = CHANGED if measured_path(corpus, rendering).exists() else NEW
    try:
        if is_measured(corpus, rendering):
            table = load_rendering(corpus, rendering)
        else:
            table = measure_rendering(corpus, rendering)
            save_measured(corpus, rendering, table)
        save_moves(corpus, rendering, measure_moves(corpus, rendering, table))
    except AnalysisError as error:
        return LEFT_OUT, str(error)
    except Exception as error:  # a fault of ours in one document must not cost the others
        return LEFT_OUT, f"{rendering.id}: {type(error).__name__}: {error}; please report it."
    return state, ""


def _lacks_moves(corpus: Corpus, rendering: Rendering) -> bool:
    return has_document(corpus, rendering) and not has_moves(corpus, rendering)


def has_to_be_measured(corpus: Corpus) -> bool:
    """Return whether a document that is there is new, or changed since it was measured, or its moves were not found."""
    present = [rendering for rendering in corpus.catalogue.renderings if has_document(corpus, rendering)]
    return any(not is_measured(corpus, r) or not has_moves(corpus, r) for r in present)


def measure_rendering(corpus: Corpus, rendering: Rendering) -> pd.DataFrame:
    """Return the passages of one rendering, measured from its document (schema: PASSAGES).

    Errors: see cut_and_embed.
    """
    table, texts = _cut(corpus, rendering)
    words = corpus.words_of(rendering.conversation)
    for scorer in SCORERS:
        table[scorer] = score_texts(texts, table["language"], scorer=scorer)
    if rendering.language in WITH_TONE:
        table["attitude_words"] = [list_attitudes(text, words) for text in texts]
        table["attitude"] = list(measure_attitudes(texts, words).astype(np.float32))
    else:
        table["attitude_words"] = ""
        table["attitude"] = list(np.zeros((len(texts), len(FEATURES)), dtype=np.float32))
    if rendering.language in WITH_TONE:
        masked = [mask_names(text, words) for text in texts]
        table["tone_vector"] = list(keep_vectors(masked, lambda: encode_texts(texts, words), model=TONE))
    else:
        table["tone_vector"] = list(np.zeros((len(texts), DIMENSIONS), dtype=np.float16))
    table = table[list(PASSAGES.columns)]
    return check_table(table, PASSAGES, name=rendering.id, cure="this is a fault of the project, please report it")


def cut_and_embed(corpus: Corpus, rendering: Rendering) -> pd.DataFrame:
    """Return the passages of one rendering with their words and vectors, without their tone, which takes longest.

    Errors: AnalysisError where the document is missing, changed or not understood.
    """
    return _cut(corpus, rendering)[0]


def _cut(corpus: Corpus, rendering: Rendering) -> tuple[pd.DataFrame, list[str]]:
    """The passages of one rendering with words and vectors, and their texts: traditional Chinese in simplified."""
    document = load_document(corpus, rendering)
    table = cut_rendering(corpus, rendering, document)
    if table.empty:
        raise AnalysisError(f"{rendering.id}: nobody says anything in it; look at it with `python -m analysis read`.")
    texts = simplify_pieces(load_texts(corpus, table, {rendering.id: document}), document, rendering.language)
    words = corpus.words_of(rendering.conversation)
    table["words"] = [make_bag(find_tokens(text, words, language=rendering.language)) for text in texts]
    model = corpus.settings.embedding_model
    table["vector"] = list(keep_vectors(texts, lambda: embed_texts(texts, model=model), model=model))
    return table, texts
