"""Files: where they are, how they are read, and writing that is done wholly or not at all."""

import hashlib
import importlib.metadata
import json
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pandas as pd

from analysis.ground.errors import AnalysisError
from analysis.ground.word_documents import MAGIC, extract_text

ROOT = Path(os.environ.get("ANALYSIS_ROOT") or Path(__file__).resolve().parent.parent.parent)
# What belongs to the languages and not to one corpus: words, written texts, background means, default settings.
COMMON = ROOT / "data" / "common"
NOTEBOOKS = ROOT / "notebooks"
CACHE = ROOT / ".cache"
# How a document's characters are kept: in an encoding as Python calls it, or in a Word document.
DOCX = "docx"
READ_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", DOCX)
# What files that are no text begin with.
_OTHER_FORMATS = {b"%PDF": "a PDF", b"{\\rtf": "rich text (RTF)", b"\xd0\xcf\x11\xe0": "an old Word document (.doc)"}
_CALLED = {"utf-16": "UTF-16", "gb18030": "GBK", "cp1252": "Windows-1252"}
_EAST_ASIAN = {"cp932", "shift_jis", "euc_jp", "iso2022_jp", "euc_kr", "cp949", "johab"}
_NOT_WESTERN = re.compile("[A-Za-z][\u00a1-\u00bf\u00d7\u00f7][a-z]|[\x81\x8d\x8f\x90\x9d]")


def read_bytes(path: Path) -> bytes:
    """Return the bytes of a file.

    Errors: AnalysisError where the file is missing, a folder, or empty.
    """
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        raise AnalysisError(f"{path}: there is no such file; check the name.") from None
    except IsADirectoryError:
        raise AnalysisError(f"{path}: this is a folder; name one file in it.") from None
    except PermissionError:
        raise AnalysisError(f"{path}: reading is not permitted; change the file's rights.") from None
    if not content.strip():
        raise AnalysisError(f"{path}: the file is empty; save the document's text in it as UTF-8.")
    return content


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
        return _guess_other(content)
    return "utf-8" if b"\x00" not in content else _guess_other(content)


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
        # A character of GBK's common ones has two high bytes, of Big5's every other has a low one.
        encoding = "big5" if sum(length % 2 for length in runs) > 0.2 * len(runs) else "gb18030"
    else:
        encoding = "cp1252"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return ""
    # In another one-byte encoding letters turn to signs in the middle of words.
    return "" if encoding == "cp1252" and _NOT_WESTERN.search(text) else encoding


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
        found = _CALLED.get(encoding, encoding.upper())
        cure = f"convert it with `iconv -f {encoding.upper()} -t UTF-8 FILE > NEWFILE`"
    else:
        found, cure = "in no text encoding known here", "save it as plain text in UTF-8"
    raise AnalysisError(f"{name}: the file is {found}, and plain UTF-8 was expected; {cure}.")


def decode_document(content: bytes, *, name: str) -> tuple[str, str]:
    """Return the text of a document and its encoding; offsets count characters of that text, its line ends untouched.

    A byte order mark, UTF-16 and Word documents are read as they are. Errors: AnalysisError for any other encoding but
    UTF-8: the many that share their bytes are told apart by guessing, so it names its guess and leaves it to the user.
    """
    for beginning, found in _OTHER_FORMATS.items():
        if content.startswith(beginning):
            raise AnalysisError(f"{name}: the file is {found}; save it as .docx or as plain text in UTF-8.")
    encoding = guess_encoding(content)
    if encoding in READ_ENCODINGS:
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
    """Write a file so that readers see the old content or the new, never a part; return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = content.encode("utf-8") if isinstance(content, str) else content
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink()
        raise
    return path


def write_table(path: Path, table: pd.DataFrame) -> Path:
    """Write a table as parquet (or CSV, by the file's ending) and return its path."""
    if path.suffix == ".csv":
        return write_atomic(path, table.to_csv(index=False, lineterminator="\n"))
    return write_atomic(path, table.to_parquet(None, index=False, compression="zstd"))


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

    inputs: what the table is made from, or digests of it. packages: names of the distributions
    whose version changes the result. A damaged file in the cache is made again.
    """
    versions = {package: importlib.metadata.version(package) for package in packages}
    key = digest(json.dumps([dict(parameters), versions], sort_keys=True, default=str), *inputs)
    path = CACHE / f"{name}-{key[:24]}.parquet"
    try:
        return pd.read_parquet(path)
    except (FileNotFoundError, OSError, ValueError):
        table = compute()
    write_table(path, table)
    return pd.read_parquet(path)
