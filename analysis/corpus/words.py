"""Words: what has to be known of single words, shared by all corpora and added to by one."""

import functools
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from analysis.corpus import columns
from analysis.corpus.csvfiles import read_csv
from analysis.ground.languages import guess_language
from analysis.ground.storage import COMMON, digest, is_there, read_lines

NAME_KINDS = ("organisation", "person")
ATTITUDE_KINDS = ("attitude", "negation", "strong", "weak", "contrast", "concession")
_SHARED = COMMON / "words"
_NAMES = columns.Sheet({"name": columns.text(), "kind": columns.text(*NAME_KINDS)}, key=["name", "kind"])
_SPELLINGS = columns.Sheet({"thing": columns.text(empty=True), "spellings": columns.text()}, key=["thing", "spellings"])
_CONCEPTS = columns.Sheet({"spellings": columns.text()}, key=["spellings"])
_GLOSSES = columns.Sheet({"zh": columns.text(), "en": columns.text()}, key=["zh"])
_ATTITUDES = columns.Sheet(
    {"word": columns.text(), "kind": columns.text(*ATTITUDE_KINDS), "value": columns.number(-2, 2, empty=True)},
    key=["word", "kind"],
)


@dataclass(frozen=True, eq=False)
class Words:
    """The words of a corpus: what all share, and after it what the corpus adds or says otherwise.

    terms: what segmentation of Chinese must not cut. names: kind and spelling of what must not carry tone. spellings:
    a thing ("" for what is no name) and the spellings of its name. attitudes: word, kind and value (-2 to 2). concepts:
    terms of all languages that say the same, which are looked for together. glosses: a word in Chinese and
    what it means in English, of words that are no concept.
    """

    terms: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    spellings: tuple[tuple[str, tuple[str, ...]], ...]
    attitudes: tuple[tuple[str, str, float], ...]
    concepts: tuple[tuple[str, ...], ...] = ()
    glosses: tuple[tuple[str, str], ...] = ()

    def with_people(self, people: Iterable[str]) -> "Words":
        """Return these words with further names of persons."""
        named = tuple(("person", name) for name in people)
        return replace(self, names=tuple(dict.fromkeys((*self.names, *named))))

    def mark(self) -> str:
        """Return a digest of those that measuring hangs on, the same for the same words."""
        return digest(repr((self.terms, self.names, self.attitudes)))

    def list_meanings(self) -> list[tuple[str, str]]:
        """Return words in Chinese and what they mean in English, of several the last: of concepts, and the glosses."""
        pairs = []
        for terms in self.concepts:
            chinese = [term for term in terms if guess_language(term) == "zh"]
            if chinese and (others := [term for term in terms if term not in chinese]):
                pairs += [(chinese[0], term) for term in reversed(others)]
                pairs += [(term, others[0]) for term in reversed(chinese)]
        return [*pairs, *self.glosses]


def load_words(folder: Path) -> Words:
    """Return the words of a corpus.

    folder: where it may keep words of its own: terms-zh.txt, names.csv, spellings.csv, concepts.csv, glosses.csv,
    attitude-en.csv, attitude-zh.csv, in the form of the shared ones. Errors: AnalysisError naming file and line.
    """
    shared = load_shared_words()
    own = _load(folder, needed=False)
    return Words(
        shared.terms + own.terms,
        tuple(dict.fromkeys((*shared.names, *own.names))),
        shared.spellings + own.spellings,
        shared.attitudes + own.attitudes,
        shared.concepts + own.concepts,
        shared.glosses + own.glosses,
    )


@functools.cache
def load_shared_words() -> Words:
    """Return the words that belong to the languages, read once."""
    return _load(_SHARED, needed=True)


def _load(folder: Path, *, needed: bool) -> Words:
    """The words in a folder; needed: whether all but terms-zh.txt, which only corpora have, must be there."""
    names = read_csv(folder / "names.csv", _NAMES, needed=needed)
    spellings = read_csv(folder / "spellings.csv", _SPELLINGS, needed=needed)
    attitudes = [read_csv(folder / f"attitude-{language}.csv", _ATTITUDES, needed=needed) for language in ("zh", "en")]
    concepts = read_csv(folder / "concepts.csv", _CONCEPTS, needed=needed)
    glosses = read_csv(folder / "glosses.csv", _GLOSSES, needed=needed)
    path = folder / "terms-zh.txt"
    return Words(
        tuple(read_lines(path) if is_there(path) else ()),
        tuple((row.kind, row.name.strip()) for row in names.itertuples(index=False)),
        tuple((row.thing.strip(), split_spellings(row.spellings)) for row in spellings.itertuples(index=False)),
        tuple(
            (row.word.strip(), row.kind, 0.0 if np.isnan(row.value) else row.value)
            for table in attitudes
            for row in table.itertuples(index=False)
        ),
        tuple(split_spellings(row.spellings) for row in concepts.itertuples(index=False)),
        tuple((row.zh.strip(), row.en.strip()) for row in glosses.itertuples(index=False)),
    )


def split_spellings(told: str) -> tuple[str, ...]:
    """Return the spellings in a cell, which a | parts."""
    return tuple(spelling.strip() for spelling in told.split("|") if spelling.strip())
