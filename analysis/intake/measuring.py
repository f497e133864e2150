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
from analysis.ground.languages import WITH_TONE, is_traditional, simplify
from analysis.ground.storage import write_table
from analysis.passages.cutting import cut_rendering
from analysis.passages.embedding import TONE, embed_texts, keep_vectors
from analysis.passages.quoting import load_texts
from analysis.passages.stored import LEFT_OUT_COLUMNS, is_measured, save_measured
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


def measure_corpus(corpus: Corpus) -> Iterator[Outcome]:
    """Measure each document whose measurements are not there or not of it; yield what was done with each rendering.

    A document that is missing or cannot be read stops nothing: it is left out, with the reason. What was measured of a
    rendering that the catalogue no longer has is removed, so that two corpora never mix.
    """
    left_out = []
    for rendering in corpus.catalogue.renderings:
        current = is_measured(corpus, rendering)
        if current:
            yield Outcome(rendering.id, KEPT)
            continue
        try:
            save_measured(corpus, rendering, measure_rendering(corpus, rendering))
        except AnalysisError as error:
            left_out.append((rendering.id, str(error)))
            yield Outcome(rendering.id, LEFT_OUT, str(error))
            continue
        yield Outcome(rendering.id, NEW if current is None else CHANGED)
    wanted = {f"{rendering.id}.parquet" for rendering in corpus.catalogue.renderings}
    for path in corpus.measured_folder.glob("*.parquet"):
        if path.name not in wanted:
            path.unlink()
    if left_out:
        write_table(corpus.left_out_file, pd.DataFrame(left_out, columns=list(LEFT_OUT_COLUMNS)))
    else:
        corpus.left_out_file.unlink(missing_ok=True)


def has_to_be_measured(corpus: Corpus) -> bool:
    """Return whether a document that is there is new, or changed since it was measured."""
    return any(has_document(corpus, r) and not is_measured(corpus, r) for r in corpus.catalogue.renderings)


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
    texts = load_texts(corpus, table, {rendering.id: document})
    words = corpus.words_of(rendering.conversation)
    if rendering.language == "zh" and is_traditional(document):
        texts = [simplify(text) for text in texts]
    table["words"] = [make_bag(find_tokens(text, words, language=rendering.language)) for text in texts]
    model = corpus.settings.embedding_model
    table["vector"] = list(keep_vectors(texts, lambda: embed_texts(texts, model=model), model=model))
    return table, texts
