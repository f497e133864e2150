"""Sentences: what each rendering says, sentence by sentence, and which sentences of two render the same words."""

from dataclasses import dataclass

import numpy as np

from analysis.corpus.documents import load_document
from analysis.corpus.folder import Corpus
from analysis.passages.cutting import clean_text, find_pieces, read_rendering, split_sentences
from analysis.passages.embedding import SENTENCES, embed_texts, keep_vectors, to_unit_length
from analysis.passages.tokens import count_words
from analysis.sentiment.encoder import ALL_LAYERS, encode_texts
from analysis.sentiment.names import mask_names
from analysis.versions.alignment import Link, align_pieces


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a document: its place, who says it, its words as one line, and how many they are.

    raw: the document's characters from start to end, "" where its layout does not write words as they are.
    """

    start: int
    end: int
    speaker: str
    text: str
    n_words: int
    raw: str

    @property
    def words(self) -> str:
        """What figures and names are looked for in: the document's own characters, so that they have a place."""
        return self.raw or self.text

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Return where a piece of its words stands in the document; the whole sentence where that is not known."""
        return (self.start + start, self.start + end) if self.raw else (self.start, self.end)


@dataclass(frozen=True, slots=True)
class SentencePair:
    """The sentences of two renderings, their vectors of unit length, and the links between them."""

    a: list[Sentence]
    b: list[Sentence]
    vectors_a: np.ndarray
    vectors_b: np.ndarray
    links: list[Link]

    @property
    def alike(self) -> np.ndarray:
        """How alike each two sentences read: shape (sentences of a, sentences of b)."""
        alike: np.ndarray = np.round(self.vectors_a @ self.vectors_b.T, 6)
        return alike


def find_sentences(corpus: Corpus, name: str) -> list[Sentence]:
    """Return what is said in a rendering, in order. Needs its document."""
    rendering = corpus.rendering(name)
    text = load_document(corpus, rendering)
    reading = read_rendering(corpus, rendering, text)
    found = []
    for piece in find_pieces(reading).itertuples(index=False):
        for left, right in split_sentences(reading.source.text, piece.view_start, piece.view_end):
            start, end = reading.source.find_stretch(left, right)
            raw = reading.source.text[left:right]
            words = clean_text(raw)
            if n_words := count_words(words):
                plain = raw if raw == text[start:end] else ""
                found.append(Sentence(start, end, piece.speaker, words, n_words, plain))
    return found


def pair_sentences(corpus: Corpus, first: str, second: str) -> SentencePair:
    """Return the sentences of two renderings with their links.

    How alike two sentences read is the mean of the cosines of their vectors by two encoders that were
    trained on different data, each freed of its rendering's mean, which is its language and style.
    See align_pieces for the method of linking and its source. Needs the documents.
    """
    a, b = find_sentences(corpus, first), find_sentences(corpus, second)
    texts, model = [sentence.text for sentence in (*a, *b)], corpus.settings.embedding_model
    masked = [mask_names(text, corpus.words) for text in texts]
    views = [
        keep_vectors(texts, lambda: embed_texts(texts, model=model), model=model).astype(np.float64),
        keep_vectors(masked, lambda: encode_texts(texts, corpus.words, n_layers=ALL_LAYERS), model=SENTENCES).astype(
            np.float64
        ),
    ]
    of_a, of_b = (
        np.hstack([to_unit_length(view[side] - view[side].mean(axis=0)) for view in views]) / np.sqrt(2)
        for side in (slice(None, len(a)), slice(len(a), None))
    )
    links = align_pieces(of_a, of_b, [sentence.n_words for sentence in a], [sentence.n_words for sentence in b])
    return SentencePair(a, b, of_a, of_b, links)


def fill_links(pair: SentencePair) -> list[Link]:
    """Return the links in order, and between them one for each sentence that has no counterpart.

    Such a link has one sentence on one side, none on the other, and likeness 0.
    """
    filled: list[Link] = []
    a = b = 0
    for link in [*pair.links, Link(len(pair.a), len(pair.a), len(pair.b), len(pair.b), 0.0)]:
        filled += [Link(i, i + 1, b, b, 0.0) for i in range(a, link.a)]
        filled += [Link(link.a, link.a, j, j + 1, 0.0) for j in range(b, link.b)]
        filled.append(link)
        a, b = link.a_end, link.b_end
    return filled[:-1]
