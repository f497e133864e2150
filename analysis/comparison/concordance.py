"""Concordance: where something is said, by its words in any language, and by its meaning."""

import numpy as np
import pandas as pd

from analysis.corpus.folder import Corpus
from analysis.ground.errors import AnalysisError
from analysis.ground.languages import guess_language, simplify
from analysis.passages.embedding import embed_texts, estimate_mean, free_vectors, load_background, to_unit_length
from analysis.passages.quoting import load_quotations
from analysis.passages.search import Searcher
from analysis.passages.stored import stack_vectors
from analysis.passages.tokens import read_bag

# The vector of a reply of a few words is near to that of any other short text.
_FEWEST_WORDS = 12


def find_passages(corpus: Corpus, passages: pd.DataFrame, query: str, *, n_near: int = 10) -> pd.DataFrame:
    """Return the passages in which words are said, and those in either language that come nearest in meaning.

    Words count as said as Searcher tells it: whole words, and of a concept or name what it is called in any language; a
    bar stands between what else to look for. n_near: how many of the other passages to give. Returns: one row per
    passage: match (words, or meaning), similarity (cosine, both freed of what is usual in their language, the passage
    also of its document's manner), passage_id, conversation, speaker, theme, tone, quotation ("" without the document);
    first those with the words in the order of the talks, then the others, the nearest first. Errors: AnalysisError for
    a query without words.
    Misleads when a query is a single common word: its vector then says little of its sense.
    """
    language = guess_language(query)
    plain = simplify(query) if language == "zh" else query
    searcher = Searcher(query, corpus.words)
    if not searcher.terms:
        raise AnalysisError(f"{query!r} has no words to look for; give one or more in Chinese or English.")
    quotations = pd.Series(load_quotations(corpus, passages), index=passages.index)
    said = [searcher.says(read_bag(bag), words) for words, bag in zip(quotations, passages["words"], strict=True)]
    model = corpus.settings.embedding_model
    vectors = free_vectors(corpus, passages)
    asked = embed_texts([plain], model=model).astype(np.float64)
    # The words are looked for as though they stood in this corpus: freed of how its talk in their language is usually.
    usual = load_background(model).get(language, np.zeros(asked.shape[1]))
    alike = (passages["language"] == language).to_numpy()
    wanted = to_unit_length(asked - (estimate_mean(stack_vectors(passages[alike]), usual) if alike.any() else usual))[0]
    table = passages[["passage_id", "conversation", "speaker", "theme", "tone"]].assign(
        match=np.where(said, "words", "meaning"), similarity=(vectors @ wanted).round(3), quotation=quotations
    )
    enough = (passages["n_words"] >= _FEWEST_WORDS).to_numpy()
    near = table[(table["match"] == "meaning") & enough].sort_values(
        ["similarity", "passage_id"], ascending=[False, True]
    )
    chosen = pd.concat([table[table["match"] == "words"], near.head(n_near)], ignore_index=True)
    return chosen[["match", "similarity", "passage_id", "conversation", "speaker", "theme", "tone", "quotation"]]
