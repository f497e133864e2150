"""Concordance: where something is said, by its words and, across the languages, by its meaning."""

import numpy as np
import pandas as pd

from analysis.embedding import embed_texts
from analysis.errors import AnalysisError
from analysis.passages import load_quotations, stack_vectors
from analysis.tokens import find_tokens, read_bag
from analysis.topics import find_language_means, free_of_language

# The vector of a reply of a few words is near to that of any other short text.
_FEWEST_WORDS = 12


def find_passages(passages: pd.DataFrame, query: str, *, n_near: int = 10) -> pd.DataFrame:
    """Return the passages in which words are said, and those in either language that come nearest in meaning.

    Words count as said where the user's own copy of the document has them as they stand, or, where
    there is none, where the passage's bag has each of their tokens. n_near: how many of the other
    passages to give. Returns: one row per passage: match (words, or meaning), similarity (cosine,
    both vectors freed of their language), passage_id, conversation, speaker, theme, tone, quotation
    ("" without the document); first those with the words in the order of the talks, then the others,
    the nearest first. Errors: AnalysisError for a query without words.
    Misleads when a query is a single common word: its vector then says little of its sense.
    """
    tokens = find_tokens(query)
    if not tokens:
        raise AnalysisError(f"{query!r} has no words to look for; give one or more in Chinese or English.")
    quotations = pd.Series(load_quotations(passages), index=passages.index)
    bags = [set(read_bag(bag)) for bag in passages["words"]]
    said = [
        query.casefold() in words.casefold() if words else set(tokens) <= bag
        for words, bag in zip(quotations, bags, strict=True)
    ]
    means = find_language_means(passages)
    vectors = free_of_language(stack_vectors(passages), passages["language"], means)
    language = "zh" if any("\u4e00" <= character <= "\u9fff" for character in query) else "en"
    wanted = free_of_language(embed_texts([query]).astype(np.float64), [language], means)[0]
    table = passages[["passage_id", "conversation", "speaker", "theme", "tone"]].assign(
        match=np.where(said, "words", "meaning"), similarity=(vectors @ wanted).round(3), quotation=quotations
    )
    enough = (passages["n_words"] >= _FEWEST_WORDS).to_numpy()
    near = table[(table["match"] == "meaning") & enough].sort_values(
        ["similarity", "passage_id"], ascending=[False, True]
    )
    chosen = pd.concat([table[table["match"] == "words"], near.head(n_near)], ignore_index=True)
    return chosen[["match", "similarity", "passage_id", "conversation", "speaker", "theme", "tone", "quotation"]]
