"""Quoting: the words of passages, cut from the user's own copies of the documents."""

import pandas as pd

from analysis.corpus.documents import load_document, load_present_documents
from analysis.corpus.folder import Corpus
from analysis.passages.cutting import clean_text
from analysis.reading import open_source


def load_texts(corpus: Corpus, passages: pd.DataFrame, documents: dict[str, str] | None = None) -> list[str]:
    """Return the words of each passage, cut from the user's documents.

    documents: texts by rendering; read from the corpus's folder where not given. Errors: AnalysisError where a document
    is missing or changed.
    """
    renderings = {name: corpus.rendering(name) for name in passages["rendering"].unique()}
    if documents is None:
        documents = {name: load_document(corpus, rendering) for name, rendering in renderings.items()}
    sources = {name: open_source(documents[name], r.layout or None) for name, r in renderings.items()}
    columns = zip(passages["rendering"], passages["start"], passages["end"], strict=True)
    return [clean_text(sources[rendering].take_words(start, end)) for rendering, start, end in columns]


def load_quotations(corpus: Corpus, passages: pd.DataFrame) -> list[str]:
    """Return the words of each passage, "" where the user has no copy of its document.

    Errors: AnalysisError where a copy is not the catalogue's document.
    """
    documents = load_present_documents(corpus)
    present = passages["rendering"].isin(documents.keys())
    quotations = pd.Series("", index=passages.index)
    quotations[present] = load_texts(corpus, passages[present], documents)
    return quotations.tolist()
