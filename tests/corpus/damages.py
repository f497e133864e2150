"""Damages: every file of a corpus, and of what all share, spoilt in every way, and what then comes of reading it.

`ANALYSIS_ROOT=COPY python -m tests.corpus.damages` spoils the files of a copy of the project's data one at a time,
reads them through the functions that commands use, and prints as JSON how often what came of it; never the real ones.
"""

import codecs
import csv
import io
import json
import os
import random
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis import open_corpus
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import COMMON, ROOT, digest

SHIPPED = ROOT / "data" / "huang-2024"
SMALL = ROOT / "data" / "two-talks"
SAME, SENTENCE, ELSEWHERE, TRACEBACK, SILENT = "same", "a sentence", "a sentence on another file", "traceback", "silent"
Damage = tuple[str, bytes | str | None]
FOLDER, LOOP = "(a folder)", "(a loop of links)"


def load_all(path: Path) -> list[tuple[str, Callable[[], Any]]]:
    """What reads a file: the functions that commands call for it, by name."""
    folder = SMALL if SMALL in path.parents else SHIPPED
    name = path.relative_to(folder if folder in path.parents else COMMON).as_posix()

    def opened():
        return open_corpus(folder)

    if COMMON in path.parents:
        return [(name, _COMMON[name])]
    if name.startswith("measured/"):
        return [(name, lambda: _measured(opened(), path.stem))]
    if name.startswith("moves/"):
        return [(name, lambda: _moved(opened(), path.stem))]
    if name.startswith("documents/"):
        return [(name, lambda: _documents(opened()))]
    if name.startswith("words/"):
        return [(name, lambda: opened().words)]
    return [(name, lambda: _CORPUS[name](opened()))]


def _measured(corpus, rendering):
    from analysis.passages.stored import load_rendering

    return load_rendering(corpus, corpus.catalogue.rendering(rendering))


def _moved(corpus, rendering):
    from analysis.moves.stored import _load_rendering

    return _load_rendering(corpus, corpus.catalogue.rendering(rendering))


def _documents(corpus):
    from analysis.corpus.documents import load_present_documents

    return load_present_documents(corpus)


def _cuts(corpus):
    from analysis.passages.cuts import load_cuts

    return load_cuts(corpus)


def _instructions(corpus):
    from analysis.corpus.instructions import write_instructions

    return write_instructions(corpus)


def _everything_of_the_catalogue(corpus):
    if not corpus.catalogue.renderings:
        return corpus.measured
    return corpus.catalogue, corpus.view, corpus.focus, corpus.title(), corpus.settings


_CORPUS: dict[str, Callable[[Any], Any]] = {
    "catalogue.toml": _everything_of_the_catalogue,
    "settings.toml": _everything_of_the_catalogue,
    "themes.toml": lambda corpus: corpus.themes,
    "gists.csv": lambda corpus: corpus.gists,
    "corrections.csv": lambda corpus: corpus.corrections,
    "disagreements.csv": lambda corpus: corpus.disagreements,
    "remarks.toml": lambda corpus: corpus.remarks,
    "cuts.csv": _cuts,
    **{
        f"coding/{kind}.csv": lambda corpus, kind=kind: getattr(corpus.codings, kind)
        for kind in ("themes", "tone", "disagreements", "questions", "markers", "alignment", "trials")
    },
    "coding/themes.md": _instructions,
    "documents.csv": lambda corpus: _overview(corpus, "documents.csv"),
    "people.csv": lambda corpus: _overview(corpus, "people.csv"),
}


def _overview(corpus, name):
    from analysis.intake.overview import read_overview

    return read_overview(corpus.folder, name)


def _settings():
    from analysis.corpus.settings import load_settings

    return load_settings()


def _words():
    from analysis.corpus.words import load_shared_words

    return load_shared_words()


def _moves():
    from analysis.moves.markers import _load

    return _load()


def _units():
    from analysis.versions.quantities import _units

    pattern, units = _units()
    return pattern.pattern, units


def _labels():
    from analysis.corpus.labels import load_labels

    return load_labels()


def _stop(language):
    from analysis.ground.languages import load_stop_words

    return load_stop_words(language)


def _background():
    from analysis.passages.embedding import load_background

    return load_background()


def _scorer():
    from analysis.sentiment.tone import load_scorer

    return load_scorer().to_table()


def _transfer():
    from analysis.sentiment.tone import find_common_reach, find_largest_bias, load_transfer

    return load_transfer(), find_common_reach(), find_largest_bias()


def _written():
    from analysis.sentiment.tone import load_written

    return load_written()


def _vectors():
    from analysis.sentiment.tone import load_written_vectors

    return load_written_vectors()


def _gain():
    from analysis.desk.gain import load_gain

    return load_gain()


def _greetings():
    from analysis.sentiment.greetings import _load_words

    return _load_words()


_COMMON: dict[str, Callable[[], Any]] = {
    "settings.toml": _settings,
    "background.parquet": _background,
    "desk.csv": _gain,
    "tone/written.csv": _written,
    "tone/transfer.csv": _transfer,
    "tone/scorer.csv": _scorer,
    "tone/written-vectors.parquet": _vectors,
    "tone/codebook.md": lambda: _instructions(open_corpus(SHIPPED)),
    "words/names.csv": _words,
    "words/spellings.csv": _words,
    "words/attitude-en.csv": _words,
    "words/attitude-zh.csv": _words,
    "words/greetings.csv": _greetings,
    "words/labels.csv": _labels,
    "words/moves.csv": _moves,
    "words/units.csv": _units,
    "words/stopwords-en.txt": lambda: _stop("en"),
    "words/stopwords-zh.txt": lambda: _stop("zh"),
}
# What a corpus may lack: then there is less to show, and what is not there is said where it would stand.
OPTIONAL = {"settings.toml", "themes.toml", "gists.csv", "corrections.csv", "disagreements.csv", "remarks.toml",
            "cuts.csv", "documents.csv", "people.csv"}  # fmt: skip


def is_optional(path: Path) -> bool:
    inside = COMMON not in path.parents
    return inside and (
        path.name in OPTIONAL or path.parent.name in ("words", "coding", "moves", "measured", "documents")
    )


def mark(found: Any) -> str:
    """A digest of whatever was loaded, the same for rows in another order."""
    return digest(_tell(found))


def _tell(found: Any) -> str:
    if isinstance(found, pd.DataFrame):
        rows = sorted(_tell(tuple(row)) for row in found.itertuples(index=False))
        return f"{list(found.columns)} {[str(kind) for kind in found.dtypes]} {rows}"
    if isinstance(found, pd.Series):
        return _tell(found.to_frame())
    if isinstance(found, np.ndarray):
        return f"{found.dtype} {found.shape} {found.tobytes().hex()}"
    if isinstance(found, dict):
        return str(sorted((str(key), _tell(value)) for key, value in found.items()))
    if isinstance(found, set | frozenset):
        return str(sorted(map(_tell, found)))
    if type(found).__name__ == "Words":
        return str([sorted(map(str, getattr(found, name))) for name in ("terms", "names", "spellings", "attitudes")])
    if isinstance(found, list | tuple):
        return str([_tell(each) for each in found])
    return repr(found)


def forget() -> None:
    """Have everything that is kept in memory read anew."""
    for name, module in list(sys.modules.items()):
        if name.startswith("analysis"):
            for value in list(vars(module).values()):
                if hasattr(value, "cache_clear"):
                    value.cache_clear()


def judge(path: Path) -> tuple[str, str]:
    """What comes of reading a file: a digest of what was loaded, or what was said; and the name of the outcome."""
    if COMMON in path.parents:
        forget()
    try:
        return "loaded", mark([load() for _, load in load_all(path)])
    except AnalysisError as error:
        return (SENTENCE if path.name in str(error) else ELSEWHERE), str(error)
    except Exception as error:
        import traceback

        place = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in place if "/analysis/" in frame.filename]
        where = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}" if ours else "?"
        return TRACEBACK, f"{type(error).__name__} at {where}: {str(error)[:150]}"


def damages(path: Path, rng: random.Random) -> Iterator[Damage]:
    """Every way in which this file is spoilt: a name and the content, None for no file at all."""
    content = path.read_bytes()
    yield "missing", None
    yield "folder", FOLDER
    yield "links in a loop", LOOP
    yield "empty", b""
    yield "blank", b" \n\n \t\n"
    yield "binary", bytes(rng.randrange(256) for _ in range(500))
    yield "a page of a server", b"<!DOCTYPE html><html><body><h1>404 Not Found</h1></body></html>\n"
    yield "zip", b"PK\x03\x04" + bytes(200)
    if path.suffix == ".parquet":
        yield from _damage_parquet(path, content, rng)
        return
    text = content.decode("utf-8")
    for n in range(3):
        place = rng.randrange(len(content))
        yield f"a wrong byte {n}", content[:place] + rng.choice([b"\xff", b"\x80\x80", b"\xc3("]) + content[place:]
    yield "a lone surrogate", content + b"\xed\xa0\x80\n"
    yield "NUL within", content[: len(content) // 2] + b"\0\0" + content[len(content) // 2 :]
    yield "NUL at the end", content + b"\0" * 512
    yield "UTF-16", text.encode("utf-16")
    yield "UTF-32", text.encode("utf-32")
    yield "GBK", text.encode("gb18030")
    yield "byte order mark", codecs.BOM_UTF8 + content
    yield "Windows line ends", text.replace("\n", "\r\n").encode()
    if path.suffix == ".csv":
        yield from _damage_csv(path, text, rng)
    elif path.suffix == ".toml":
        yield from _damage_toml(path, text, rng)


def _write_rows(rows: list[list[str]], **options: Any) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", **options).writerows(rows)
    return out.getvalue()


def _is_number(values: list[str]) -> bool:
    given = [value for value in values if value]
    try:
        return bool(given) and all(float(value) == float(value) for value in given)
    except ValueError:
        return False


# Columns whose values name something that has to be there, and those that only have the values they have.
_REFERENCES = {"rendering", "rendering_a", "rendering_b", "passage_id", "conversation", "speaker", "kind",
               "part", "type", "move", "feature", "language", "certainty", "judgement"}  # fmt: skip
# Tables in which a number is whatever it is, and a second row of one name says nothing else than the first.
_FREE = {"trials.csv", "documents.csv", "people.csv"}


def _damage_csv(path: Path, text: str, rng: random.Random) -> Iterator[Damage]:
    rows = list(csv.reader(io.StringIO(text)))
    head, body = rows[0], rows[1:]

    def put(line: int, column: int, value: str) -> str:
        changed = [list(row) for row in rows]
        changed[line + 1][column] = value
        return _write_rows(changed)

    yield "the head alone is gone", _write_rows(body)
    yield "conflict of versions", text.replace("\n", "\n<<<<<<< HEAD\n", 2)
    yield "an open quotation mark", text.rstrip("\n") + '\n"' + text[:40]
    if body[-1][0]:
        yield "cut in a row", text[: text.rstrip("\n").rindex("\n") + 1] + ",".join(body[-1][:1])
    yield "JSON", json.dumps([dict(zip(head, row, strict=False)) for row in body[:5]])
    yield "semicolons", _write_rows(rows, delimiter=";")
    yield "tabs", _write_rows(rows, delimiter="\t")
    yield "all quoted", _write_rows(rows, quoting=csv.QUOTE_ALL)
    yield "blank lines at the end", text + "\n\n\n"
    yield "rows in another order", _write_rows([head, *rng.sample(body, len(body))])
    yield "columns in another order", _write_rows([row[::-1] for row in rows])
    yield "a column too many", _write_rows([[*row, "x"] for row in rows])
    yield "a column without a head", _write_rows([head, *([*row, "x"] for row in body)])
    yield "a column twice", _write_rows([[*row, row[0]] for row in rows])
    for number, name in enumerate(head):
        yield f"without {name}", _write_rows([[v for n, v in enumerate(row) if n != number] for row in rows])
        yield f"{name} misspelt", _write_rows([[*head[:number], name + "s", *head[number + 1 :]], *body])
    for n in rng.sample(range(len(body)), min(3, len(body))):
        yield f"row {n} too short", _write_rows([head, *body[:n], body[n][:-1], *body[n + 1 :]])
        yield f"row {n} too long", _write_rows([head, *body[:n], [*body[n], "x"], *body[n + 1 :]])
        if path.name not in _FREE:
            yield f"row {n} twice", _write_rows([head, *body[:n], body[n], *body[n:]])
    for number, name in enumerate(head):
        line = rng.randrange(len(body))
        values = [row[number] for row in body]
        if path.name in _FREE:
            continue
        if _is_number(values):
            whole = all(float(value).is_integer() for value in values if value)
            given = [n for n, value in enumerate(values) if value]
            line = rng.choice(given)
            for wrong in ("abc", "12px", "1e999", "-1e12", "1e30", "--", "0x10", "[1]"):
                yield f"{name} is {wrong}", put(line, number, wrong)
            if whole and "." not in values[line]:
                yield f"{name} is 1.5", put(line, number, f"{float(values[line]) + 0.5}")
            if len(given) == len(values):
                yield f"{name} is nothing", put(line, number, "")
                yield f"{name} is nan", put(line, number, "nan")
        elif name in _REFERENCES:
            for wrong in ("nobody-knows", "../evil", "no:1.1"):
                yield f"{name} is {wrong}", put(line, number, wrong)
            if all(values):
                yield f"{name} is nothing", put(line, number, "")
        elif all(values) and name in ("value", "word", "phrase", "spellings", "text_id", "passages_a", "id"):
            yield f"{name} is blank", put(line, number, " ")


_ODD = {
    "an integer": "3", "a list of numbers": "[1, 2]", "a truth value": "true", "a date": "2024-06-12",
    "a date with time": "2024-06-12T10:00:00Z", "a time": "07:32:00", "a table": "{ a = 1 }", "a float": "nan",
    "a list of tables": "[{ a = 1 }]", "a text": '"odd"', "a list of texts": '["odd"]', "a huge number": "9" * 20,
    "nothing": '""',
}  # fmt: skip
# Texts that say what they say: others are no damage.
_ANY_TEXT = ("title", "occasion", "publisher", "url", "name_", "description_", "form", "en", "zh", "query", "published",
             "date", "aliases", "proposed", "n_topics", "neighbours", "name_server", "name_model", "compare_by",
             "passage_words", "passage_characters", "bootstrap_samples", "seeds_", "text_kind", "labels", "anchors",
             "examples", "role", "embedding_model", "reader", "use_corrections", "tone_greetings", "allow_remote",
             "stay_bonus", "neighbour_weight", "columns", "asking_roles", "language", "confidence", "layout", "focus",
             "only", "most_unassigned")  # fmt: skip
_PATHS = ("../evil", "/tmp/evil", "a/b", "a\\\\b", "", ".", "..", ".hidden", "a b", "a\\u0000b", "a\\nb", "con/",
          "x" * 300, "a\\u202eb", "C:evil", "-rf", "a\\u200bb")  # fmt: skip


def _damage_toml(path: Path, text: str, rng: random.Random) -> Iterator[Damage]:
    lines = text.split("\n")
    keyed = [n for n, line in enumerate(lines) if " = " in line and not line.startswith((" ", "#", "]"))]
    yield "no TOML", text + "\nthis is no TOML\n"
    yield "conflict of versions", text.replace("\n", "\n<<<<<<< HEAD\n", 1)
    yield "a table that nobody knows", text + "\n[[nobody-knows]]\nid = 1\n"
    yield "a key that nobody knows", "nobody_knows = 1\n" + text
    if path.name in ("catalogue.toml", "themes.toml") or COMMON in path.parents:
        yield "only comments", "# nothing\n"
    quoted = [n for n in keyed if lines[n].rstrip().endswith('"')]
    for n in rng.sample(quoted, min(4, len(quoted))):
        yield f"cut in line {n}", "\n".join(lines[: n + 1]).rstrip()[:-2]
        yield f"line {n} twice", "\n".join([*lines[: n + 1], *lines[n:]])
    seen: set[tuple[str, str]] = set()
    table = ""
    for n, line in enumerate(lines):
        if line.startswith("["):
            table = line.strip("[] ")
        if n not in keyed:
            continue
        key, _, value = line.partition(" = ")
        if (table, key) in seen:
            continue
        seen.add((table, key))
        end = n + 1
        if value.split("#")[0].strip() == "[":
            end = next(m for m in range(n, len(lines)) if lines[m].startswith("]")) + 1

        def put(new: str, *, n: int = n, end: int = end) -> str:
            return "\n".join([*lines[:n], new, *lines[end:]])

        kind = _kind(value)
        for told, odd in _ODD.items():
            free = key.startswith(_ANY_TEXT) or key in ("id", "sha256")
            if _kind(odd) != kind or (not free and path.name != "remarks.toml"):
                yield f"{table} {key} is {told}", put(f"{key} = {odd}")
        if key in ("id", "conversation"):
            for odd in _PATHS:
                yield f"{table} {key} is the path {odd[:20]}", put(f'{key} = "{odd}"')
        needed = ("id", "speakers", "name", "role", "sha256", "language", "conversation")
        if key in needed or (table == "conversation" and key == "title"):
            yield f"{table} without {key}", put("")
        if COMMON in path.parents:
            yield f"{table} without {key}", put("")
        if path.name == "settings.toml" and kind in ("int", "float"):
            for odd in ("-1", "nan", "inf", "1e300", "-0.5", "99999999999"):
                yield f"{key} is {odd}", put(f"{key} = {odd}")
    entries = [n for n, line in enumerate(lines) if line.startswith("[[")]
    for n in rng.sample(entries, min(4, len(entries))):
        following = next((m for m in entries if m > n), len(lines))
        yield f"entry of line {n} twice", "\n".join([*lines[:following], *lines[n:following], *lines[following:]])
        yield f"entry of line {n} empty", "\n".join([*lines[: n + 1], "", *lines[following:]])
        yield (
            f"line {n} with one bracket",
            "\n".join([*lines[:n], lines[n].replace("[[", "[").replace("]]", "]"), *lines[n + 1 :]]),
        )


def _kind(value: str) -> str:
    import tomllib

    try:
        found = tomllib.loads(f"x = {value}")["x"]
    except tomllib.TOMLDecodeError:
        return "list"
    return type(found).__name__


def _damage_parquet(path: Path, content: bytes, rng: random.Random) -> Iterator[Damage]:
    table = pd.read_parquet(io.BytesIO(content))
    attributes = dict(table.attrs)

    def put(changed: pd.DataFrame) -> bytes:
        changed = changed.reset_index(drop=True)
        changed.attrs = attributes
        return changed.to_parquet(None, index=False, compression="zstd")

    for part in (0.1, 0.5, 0.9, 0.999):
        yield f"cut at {part}", content[: int(len(content) * part)]
    for n in range(6):
        place = rng.randrange(8, int(len(content) * 0.9))
        yield f"wrong bits {n}", content[:place] + bytes([content[place] ^ 0x55]) + content[place + 1 :]
    yield "a table of text", table.iloc[:, :2].to_csv(index=False)
    yield "without its mark", table.assign().to_parquet(None, index=False) if not attributes else _unmarked(table)
    yield "no rows", put(table.iloc[:0])
    yield "row twice", put(pd.concat([table, table.iloc[:1]]))
    yield "a column too many", put(table.assign(odd=1))
    yield "of other columns", put(pd.DataFrame({"a": [1, 2]}))
    # One file of each kind is spoilt in each of its columns.
    whole = path.parent.name not in ("measured", "moves") or path.name.startswith("siggraph")
    for name in table.columns if whole else table.columns[:1]:
        yield f"without {name}", put(table.drop(columns=name))
        yield f"{name} of texts", put(table.assign(**{name: "odd"}))
        yield f"{name} of numbers", put(table.assign(**{name: -7.5}))
        yield f"{name} of nothing", put(table.assign(**{name: None}))
        if isinstance(table[name].iloc[0], np.ndarray):
            short, spoilt = table[name].map(lambda v: v[:-1]), [np.array(v) for v in table[name]]
            yield f"{name} too short", put(table.assign(**{name: short}))
            spoilt[0] = np.full_like(spoilt[0], np.nan)
            yield f"{name} not a number", put(table.assign(**{name: spoilt}))
            ragged = [v[:-1] if n == 0 else v for n, v in enumerate(table[name])]
            yield f"{name} ragged", put(table.assign(**{name: ragged}))
        elif table[name].dtype.kind in "if":
            wrong = table[name].copy()
            wrong.iloc[0] = 10**9
            yield f"{name} out of range", put(table.assign(**{name: wrong}))
        elif name in ("conversation", "rendering", "language", "speaker", "passage_id", "corrected_speaker", "move"):
            wrong = table[name].copy()
            wrong.iloc[0] = "nobody knows"
            yield f"{name} unknown", put(table.assign(**{name: wrong}))


def _unmarked(table: pd.DataFrame) -> bytes:
    bare = table.copy()
    bare.attrs = {}
    return bare.to_parquet(None, index=False)


def _spoil(path: Path, content: bytes | str | None) -> None:
    path.unlink()
    if content == FOLDER:
        path.mkdir()
    elif content == LOOP:
        path.symlink_to(path.name)
    elif content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def _restore(path: Path, content: bytes) -> None:
    if path.is_dir() and not path.is_symlink():
        path.rmdir()
    else:
        path.unlink(missing_ok=True)
    path.write_bytes(content)


def list_files() -> list[Path]:
    """The files that are spoilt: those that something reads."""
    found = [COMMON / name for name in _COMMON]
    for folder in (SHIPPED, SMALL):
        found += [folder / name for name in _CORPUS if (folder / name).exists()]
        for below in ("measured", "moves", "words", "documents"):
            found += [p for p in sorted((folder / below).glob("*")) if p.suffix in (".parquet", ".csv", ".txt")]
    return found


def run(*, seed: int = 19, only: str = "") -> tuple[Counter[str], list[tuple[str, str, str, str]]]:
    """Spoil every file in every way; return how often what came of it, and each that is no right answer."""
    counts: Counter[str] = Counter()
    wrong = []
    for path in list_files():
        if only and only not in str(path):
            continue
        content = path.read_bytes()
        kind, whole = judge(path)
        if kind != "loaded":
            raise SystemExit(f"{path}: {whole}")
        rng = random.Random(f"{seed} {path.name}")
        for name, damaged in damages(path, rng):
            if damaged == content or (isinstance(damaged, str) and damaged.encode() == content):
                continue
            _spoil(path, damaged)
            try:
                outcome, told = judge(path)
            finally:
                _restore(path, content)
            if damaged is None and is_optional(path) and outcome != TRACEBACK:
                outcome = SAME  # as if it had never been written
            elif outcome == "loaded":
                outcome = SAME if told == whole else SILENT
            counts[outcome] += 1
            if outcome not in (SAME, SENTENCE):
                wrong.append((path.relative_to(ROOT).as_posix(), name, outcome, told if outcome != SILENT else ""))
    return counts, wrong


def prepare(root: Path, source: Path) -> None:
    """Copy what is spoilt into a folder that then is a root of its own."""
    shutil.copytree(source / "data", root / "data", ignore=shutil.ignore_patterns("documents"))
    shutil.copytree(source / "tests" / "corpora" / "two-talks", root / "data" / "two-talks")


if __name__ == "__main__":
    if not os.environ.get("ANALYSIS_ROOT"):
        raise SystemExit("say with ANALYSIS_ROOT which copy is to be spoilt")
    found, faults = run(only=sys.argv[1] if len(sys.argv) > 1 else "")
    print(json.dumps({"counts": found, "wrong": faults}, ensure_ascii=False, indent=1))
