"""Words: what has to be known of single words, shared by all corpora and added to by one."""

import csv
import functools
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from analysis.ground.errors import AnalysisError
from analysis.ground.storage import COMMON, decode_text, digest, read_bytes

NAME_KINDS = ("organisation", "person")
ATTITUDE_KINDS = ("attitude", "negation", "strong", "weak", "contrast", "concession")
_SHARED = COMMON / "words"


@dataclass(frozen=True, eq=False)
class Words:
    """The words of a corpus: what all share, and after it what the corpus adds or says otherwise.

    terms: what segmentation of Chinese must not cut. names: kind and spelling of what must not carry tone. spellings:
    a thing ("" for what is no name) and the spellings of its name. attitudes: word, kind and value (-2 to 2). glosses:
    a word in Chinese and what it means in English.
    """

    terms: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    spellings: tuple[tuple[str, tuple[str, ...]], ...]
    attitudes: tuple[tuple[str, str, float], ...]
    glosses: tuple[tuple[str, str], ...] = ()

    def mark(self) -> str:
        """Return a digest of those that measuring hangs on, the same for the same words."""
        return digest(repr((self.terms, self.names, self.attitudes)))


def load_words(folder: Path, people: Iterable[str] = ()) -> Words:
    """Return the words of a corpus.

    folder: where it may keep words of its own: terms-zh.txt, names.csv, spellings.csv, attitude-en.csv,
    attitude-zh.csv, glosses.csv, in the form of the shared ones. people: further names of persons. Errors:
    AnalysisError naming file and line.
    """
    shared = load_shared_words()
    own = _load(folder)
    named = tuple(("person", name) for name in people)
    return Words(
        shared.terms + own.terms,
        tuple(dict.fromkeys((*shared.names, *own.names, *named))),
        shared.spellings + own.spellings,
        shared.attitudes + own.attitudes,
        shared.glosses + own.glosses,
    )


@functools.cache
def load_shared_words() -> Words:
    """Return the words that belong to the languages, read once."""
    return _load(_SHARED)


def _load(folder: Path) -> Words:
    names = []
    for where, row in _rows(folder / "names.csv", ("name", "kind")):
        if row["kind"] not in NAME_KINDS or not row["name"]:
            raise AnalysisError(f"{where}: the kinds of names are {' and '.join(NAME_KINDS)}; correct that line.")
        names.append((row["kind"], row["name"]))
    spellings = [
        (row["thing"], tuple(spelling for spelling in row["spellings"].split("|") if spelling))
        for _, row in _rows(folder / "spellings.csv", ("thing", "spellings"))
    ]
    attitudes = []
    for language in ("zh", "en"):
        for where, row in _rows(folder / f"attitude-{language}.csv", ("word", "kind", "value")):
            try:
                value = float(row["value"] or 0)
            except ValueError:
                value = float("nan")
            if row["kind"] not in ATTITUDE_KINDS or not -2 <= value <= 2 or not row["word"]:
                raise AnalysisError(
                    f"{where}: expected word, kind ({', '.join(ATTITUDE_KINDS)}) and value (-2 to 2); correct"
                    " that line."
                )
            attitudes.append((row["word"], row["kind"], value))
    path = folder / "terms-zh.txt"
    lines = decode_text(read_bytes(path), name=str(path)).splitlines() if path.exists() else []
    terms = [line.strip().casefold() for line in lines if line.strip() and not line.startswith("#")]
    glosses = [(row["zh"], row["en"]) for _, row in _rows(folder / "glosses.csv", ("zh", "en"))]
    return Words(tuple(terms), tuple(names), tuple(spellings), tuple(attitudes), tuple(glosses))


def _rows(path: Path, columns: Sequence[str]) -> list[tuple[str, dict[str, str]]]:
    """The rows of a table that may be missing, each with its place."""
    if not path.exists():
        return []
    reader = csv.DictReader(io.StringIO(decode_text(read_bytes(path), name=str(path))))
    rows = []
    for line, row in enumerate(reader, 2):
        if any(row.get(column) is None for column in columns):
            raise AnalysisError(f"{path}, line {line}: expected {', '.join(columns)}; correct that line.")
        rows.append((f"{path}, line {line}", {column: row[column].strip() for column in columns}))
    return rows
