"""Files: where they are, how they are read, and writing that is done wholly or not at all."""

import codecs
import contextlib
import functools
import hashlib
import importlib.metadata
import io
import json
import os
import re
import tempfile
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.ground.cells import write_cells
from analysis.ground.errors import AnalysisError
from analysis.ground.word_documents import MAGIC, extract_text

ROOT = Path(os.environ.get("ANALYSIS_ROOT") or Path(__file__).resolve().parent.parent.parent)
# What belongs to the languages and not to one corpus: words, written texts, background means, default settings.
COMMON = ROOT / "data" / "common"
NOTEBOOKS = ROOT / "notebooks"
CACHE = ROOT / ".cache"
# How a document's characters are kept: in an encoding as Python calls it, or in a Word document.
DOCX = "docx"
READ_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "gb18030", "big5hkscs", "cp932", "cp949", DOCX)
# What no line of a list of words begins with: marks of pages, of data, and of versions that were not joined.
_NO_WORDS = ("<", "{", "[", "pk\x03", ">>>>", "====")
# What the file of a write is called until it is finished, and so what a run that was killed leaves behind.
UNFINISHED = ".unfinished"
_UMASK = os.umask(0o022)
os.umask(_UMASK)
_PAGE = re.compile(rb"\s*<(?:!doctype html|html)\b", re.IGNORECASE)
_IMPORT = re.compile(r"^ *from (analysis[.\w]*) import (\([^)]*\)|.*)$", re.MULTILINE)
# An id's bytes at the most, so that a file's ending and a mark of what is unfinished can stand behind it.
_LONGEST_ID = 160
# What Windows takes for a device, whatever its ending.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(1, 10))}
# Under what name a table says what is in it.
_CONTENT = "content"
# What files that are no text begin with.
_OTHER_FORMATS = {b"%PDF": "a PDF", b"{\\rtf": "rich text (RTF)", b"\xd0\xcf\x11\xe0": "an old Word document (.doc)"}
_CALLED = {"utf-16": "UTF-16", "gb18030": "GBK", "cp1252": "Windows-1252", "big5hkscs": "BIG5"}
_EAST_ASIAN = {"cp932", "shift_jis", "euc_jp", "iso2022_jp", "euc_kr", "cp949", "johab"}
# Pages and XML say what they are kept in. Those who read pages take these names for the larger sets that hold them.
_DECLARED = re.compile(rb"""(?:charset|encoding)[ \t]*=[ \t]*["']?([A-Za-z][\w.:-]{2,30})""")
_TAKEN_FOR = {"iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs",
              "shift_jis": "cp932", "euc_kr": "cp949"}  # fmt: skip
# Of the Chinese characters of a text more than a twentieth are these; in a wrong encoding hardly any.
_COMMONEST = frozenset("的一是不了在人有我他这這个個们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子")
_LEAST_COMMON, _FEWEST_HAN = 0.05, 40
# So many letters and marks beyond ASCII, all of them right where they stand, tell Windows' western encoding.
_FEWEST_WESTERN = 12
_CALLED_BY_ICONV = {"big5hkscs": "BIG5"}
# Of these each takes nearly any bytes for a text.
_ASIAN = {"gb18030", "big5hkscs", "cp932", "cp949"}
_NOT_WESTERN = re.compile("[A-Za-z][\u00a1-\u00bf\u00d7\u00f7][a-z]|[\x81\x8d\x8f\x90\x9d]")


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file.

    Errors: AnalysisError where the file is missing, a folder, empty, or the system does not give it.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise AnalysisError(f"{path}: there is no such file; check the name.") from None
    except IsADirectoryError:
        raise AnalysisError(f"{path}: this is a folder; name one file in it.") from None
    except PermissionError:
        raise AnalysisError(f"{path}: reading is not permitted; change the file's rights.") from None
    except (OSError, ValueError) as error:  # such as a loop of links, a name that is too long or has a NUL
        raise AnalysisError(f"{tell_path(path)}: it cannot be read ({_tell_system(error)}); check the name.") from None
    if not content.strip():
        raise AnalysisError(f"{path}: the file is empty; save the document's text in it as UTF-8.")
    return content


def _tell_system(error: OSError | ValueError) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)


def tell_path(path: Path | str) -> str:
    """Return a path as a sentence can have it: what has no sign of its own is spelt out, and what is long is cut."""
    told = "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in str(path))
    return told if len(told) <= 300 else f"{told[:150]}...{told[-50:]}"


def is_there(path: Path) -> bool:
    """Return whether there is anything of this name, be it a folder or a link that leads nowhere."""
    return os.path.lexists(path)


@functools.cache
def find_version(package: str) -> str:
    """Return the version of an installed package, "" where it is not installed."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def place_in(folder: Path, name: str) -> Path:
    """Return the path of a file in a folder. Errors: AnalysisError for a name that leads anywhere else."""
    path = folder / name
    if path.parent != folder or path.name != name or name in (".", ".."):
        raise AnalysisError(f"{tell_path(name)!r} is no name of a file in {folder}; use letters, digits and hyphens.")
    return path


def is_id(name: str) -> bool:
    """Return whether a text is an id, and so can be a file's name on any system.

    It has letters of any script, digits and hyphens; underscores and single dots may stand within.
    """
    letters = all(unicodedata.category(one)[0] in "LMN" or one in "-_." for one in name)
    plain = bool(name) and unicodedata.category(name[0])[0] in "LN" and ".." not in name and not name.endswith(".")
    return letters and plain and len(name.encode()) <= _LONGEST_ID and name.partition(".")[0].casefold() not in _DEVICES


def read_text(path: Path) -> str:
    """Return the text of a file of data, without a byte order mark and with plain line ends.

    Errors: AnalysisError where it cannot be read, is empty, or is not UTF-8.
    """
    content = read_bytes(path).removeprefix(codecs.BOM_UTF8)
    if _PAGE.match(content):
        raise AnalysisError(f"{path}: this is a web page and not the file that belongs here; bring the right one.")
    return decode_text(content, name=str(path)).replace("\r\n", "\n")


def read_lines(path: Path) -> list[str]:
    """Return the lines of a list of words, in small letters, without comments. Errors: see read_text."""
    lines = [line.strip().casefold() for line in read_text(path).splitlines()]
    for number, line in enumerate(lines, 1):
        if line.startswith(_NO_WORDS):
            raise AnalysisError(f"{path}, line {number}: {line[:40]!r} is no word; expected one word or phrase a line.")
    return [line for line in lines if line and not line.startswith("#")]


def read_toml(path: Path) -> dict[str, Any]:
    """Return what a TOML file says. Errors: AnalysisError where it cannot be read, or naming what is wrong."""
    return parse_toml(read_text(path), name=str(path))


def parse_toml(text: str, *, name: str) -> dict[str, Any]:
    """Return what a TOML text says. name: what errors call it. Errors: see read_toml."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise AnalysisError(f"{name}: this is not valid TOML ({error}); correct that place.") from None


def guess_encoding(content: bytes) -> str:
    """Return the encoding that bytes are most likely in, as Python calls it or DOCX, "" where nobody can tell."""
    if content.startswith(MAGIC):
        return DOCX
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _find_declared(content) or _guess_other(content)
    return "utf-8" if b"\x00" not in content else _guess_other(content)


def _find_declared(content: bytes) -> str:
    """The encoding that a page or XML says it is in, where it can be; "" of another."""
    match = _DECLARED.search(content[:4_000])
    try:
        encoding = codecs.lookup(match[1].decode("ascii")).name if match else ""
        encoding = _TAKEN_FOR.get(encoding, encoding)
        content.decode(encoding or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return ""
    return encoding if encoding in READ_ENCODINGS else ""


def _is_chinese(content: bytes, encoding: str) -> bool:
    """Whether bytes are a Chinese text of some length in an encoding, and not the like of one in another."""
    try:
        han = [character for character in content.decode(encoding) if "\u4e00" <= character <= "\u9fff"]
    except UnicodeDecodeError:
        return False
    return len(han) >= _FEWEST_HAN and sum(one in _COMMONEST for one in han) > _LEAST_COMMON * len(han)


def _is_sure(content: bytes, encoding: str) -> bool:
    """Whether an encoding that was guessed may be relied on: nearly any bytes are a text in some of them."""
    if encoding == "cp1252":
        return sum(map(content.count, range(0x80, 0x100))) >= _FEWEST_WESTERN
    return encoding not in _ASIAN or _is_chinese(content, encoding)


def _guess_other(content: bytes) -> str:
    """The encoding of bytes that are no UTF-8 and have no mark: one of several bytes a letter, or Windows' western."""
    from charset_normalizer import from_bytes

    if content.count(b"\x00") > len(content) / 5:
        return "utf-16-le" if content[1::2].count(b"\x00") >= content[::2].count(b"\x00") else "utf-16-be"
    # In western text bytes of accented letters and quotation marks stand alone, in others most have a neighbour.
    runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", content[:200_000])]
    if sum(length for length in runs if length > 1) > 0.6 * sum(runs):
        best = from_bytes(content[:200_000]).best()
        if best is not None and best.encoding in _EAST_ASIAN and sum(runs) >= 40:
            return best.encoding
        for chinese in ("gb18030", "big5hkscs"):
            if _is_chinese(content, chinese):
                return chinese
        # A character of GBK's common ones has two high bytes, of Big5's every other has a low one.
        encoding = "big5hkscs" if sum(length % 2 for length in runs) > 0.2 * len(runs) else "gb18030"
    else:
        encoding = "cp1252"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return ""
    # In another one-byte encoding letters turn to signs in the middle of words.
    return "" if encoding == "cp1252" and _NOT_WESTERN.search(text) else encoding


def call_encoding(encoding: str) -> str:
    """Return what people call an encoding."""
    return _CALLED.get(encoding, encoding.upper())


def decode_text(content: bytes, *, name: str) -> str:
    """Return the text of a UTF-8 file, its line ends untouched.

    Only plain UTF-8 is read, so that an offset means the same in every program. Errors:
    AnalysisError for any other encoding, naming it and the command that converts the file.
    """
    encoding = guess_encoding(content)
    if encoding == "utf-8":
        return content.decode("utf-8")
    if encoding == "utf-8-sig":
        found = "UTF-8 with a byte order mark"
        cure = "save it as UTF-8 without one (`sed -i '1s/^\\xEF\\xBB\\xBF//' FILE`)"
    elif encoding == DOCX:
        found, cure = "a Word document or another ZIP file", "save it as plain text in UTF-8"
    elif encoding:
        found = call_encoding(encoding)
        cure = f"convert it with `iconv -f {_CALLED_BY_ICONV.get(encoding, encoding.upper())} -t UTF-8 FILE > NEWFILE`"
    else:
        found, cure = "in no text encoding known here", "save it as plain text in UTF-8"
    raise AnalysisError(f"{name}: the file is {found}, and plain UTF-8 was expected; {cure}.")


def decode_document(content: bytes, *, name: str) -> tuple[str, str]:
    """Return the text of a document and its encoding; offsets count characters of that text, its line ends untouched.

    What says itself how it is kept is read so, and so is a text of some length in GBK, Big5 or Windows' western
    encoding. Errors: AnalysisError for what shares its bytes with too much else, naming the guess, for the user to
    decide.
    """
    for beginning, found in _OTHER_FORMATS.items():
        if content.startswith(beginning):
            raise AnalysisError(f"{name}: the file is {found}; save it as .docx or as plain text in UTF-8.")
    encoding = guess_encoding(content)
    if encoding in READ_ENCODINGS and (encoding == _find_declared(content) or _is_sure(content, encoding)):
        try:
            return decode_as(content, encoding, name=name), encoding
        except UnicodeDecodeError:
            pass
    return decode_text(content, name=name), "utf-8"


def decode_as(content: bytes, encoding: str, *, name: str) -> str:
    """Return the text of a document in one of READ_ENCODINGS, its line ends untouched.

    Errors: UnicodeDecodeError for bytes in another one, AnalysisError for a Word document that cannot be read.
    """
    return extract_text(content, name=name) if encoding == DOCX else content.decode(encoding)


def write_atomic(path: Path, content: bytes | str) -> Path:
    """Write a file so that readers see the old content or the new, never a part; return its path.

    Errors: AnalysisError where the system does not let it be written; what was there then stays.
    """
    data = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:100]}.", suffix=UNFINISHED)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
            Path(temporary).chmod(0o666 & ~_UMASK)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except (OSError, ValueError) as error:
        raise AnalysisError(
            f"{tell_path(path)}: it cannot be written ({_tell_system(error)}); nothing that was there is changed;"
            " make room or allow it, and try again."
        ) from None
    return path


def write_table(path: Path, table: pd.DataFrame) -> Path:
    """Write a table as parquet (or, by the file's ending, as CSV that no spreadsheet runs) and return its path."""
    if path.suffix == ".csv":
        return write_atomic(path, write_cells(table))
    return write_atomic(path, table.to_parquet(None, index=False, compression="zstd"))


def write_marked(path: Path, table: pd.DataFrame, *, name: str, mark: str) -> Path:
    """Write a table as parquet with the mark of what it was made from, under a name; return its path.

    It also has a digest of its content, so that read_marked knows it from any other.
    """
    marked = table.reset_index(drop=True)
    marked.attrs = {name: mark, _CONTENT: _digest_table(marked)}
    return write_table(path, marked)


def read_marked(path: Path, *, cure: str) -> pd.DataFrame:
    """Return a table that write_marked wrote, its marks in attrs.

    cure: what to do where it is another. Errors: AnalysisError where it cannot be read, or is not as it was written.
    """
    content = read_bytes(path)
    try:
        table = pd.read_parquet(io.BytesIO(content))
        sound = table.attrs.get(_CONTENT) == _digest_table(table)
    except MemoryError:
        raise
    except Exception as error:  # of damaged bytes the package says what it likes
        raise AnalysisError(f"{path}: this is no parquet table ({_first_line(error)}); {cure}.") from None
    if not sound:
        raise AnalysisError(f"{path}: it was measured by another version, or changed since it was written; {cure}.")
    return table


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)[:120]


def _digest_table(table: pd.DataFrame) -> str:
    """A digest of all that a table holds, whoever wrote it and whatever read it."""
    parts: list[bytes | str] = []
    for name in table.columns:
        values = table[name].to_numpy()
        if values.dtype.kind in "iufb":
            parts += [f"{name} {values.dtype}", values.tobytes()]
        elif len(values) and isinstance(values[0], np.ndarray | None):
            arrays = [np.zeros(0) if each is None else np.asarray(each) for each in values]
            parts += [name, *(f"{each.dtype} {each.shape}".encode() + each.tobytes() for each in arrays)]
        else:
            parts += [name, *map(str, values)]
    return digest(*parts)[:32]


def digest(*parts: bytes | str) -> str:
    """Return the SHA-256 of the parts, each told apart from the next, as hexadecimal digits."""
    total = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8") if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


def cached_table(
    name: str,
    compute: Callable[[], pd.DataFrame],
    *,
    inputs: Iterable[bytes | str],
    parameters: Mapping[str, object],
    packages: Iterable[str] = (),
) -> pd.DataFrame:
    """Return `compute()`, or the table it gave before for the same inputs, parameters and versions.

    inputs: what the table is made from, or digests of it. packages: names of the distributions whose version changes
    the result; so does the code of the module that computes it, and of all that this imports. A damaged file in the
    cache is made again, and where none can be written the table is made each time.
    """
    versions = {package: find_version(package) for package in packages}
    key = digest(json.dumps([dict(parameters), versions], sort_keys=True, default=str), digest_code(compute), *inputs)
    path = CACHE / f"{name}-{key[:24]}.parquet"
    try:
        table = read_marked(path, cure="it is made again")
    except AnalysisError:
        # What was just made comes in the same shape as what was kept.
        table = pd.read_parquet(io.BytesIO(compute().to_parquet(None, index=False)))
        with contextlib.suppress(AnalysisError):
            write_marked(path, table, name="kept", mark=key)
    table.attrs = {}
    return table


def digest_code(function: Callable[..., object]) -> str:
    """Return a digest of the code of a function's module and of all modules of this project that it imports."""
    return _digest_modules(function.__module__)


@functools.cache
def _digest_modules(name: str) -> str:
    package, seen, found = Path(__file__).resolve().parent.parent, set[Path](), {name}
    while found:
        module = found.pop()
        place = package.parent.joinpath(*module.split("."))
        path = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        if path in seen or not path.exists():
            continue
        seen.add(path)
        for base, names in _IMPORT.findall(path.read_text("utf-8")):
            found |= {base, *(f"{base}.{each}" for each in re.findall(r"\w+", names))}
    return digest(*(path.read_bytes() for path in sorted(seen)))
