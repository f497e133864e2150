"""Files: where they are, how they are read, and writing that is done wholly or not at all."""

import base64
import codecs
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
READ_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "gb18030", "big5hkscs", "cp932", "cp949", DOCX)
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


def write_marked(path: Path, table: pd.DataFrame, *, name: str, mark: str) -> Path:
    """Write a table as parquet with the mark of what it was made from, under a name; return its path."""
    marked = table.reset_index(drop=True)
    marked.attrs = {name: mark}
    return write_table(path, marked)


def read_mark(path: Path, name: str) -> str | None:
    """Return the mark that write_marked left, "" where there is none; None where there is no such table."""
    try:
        import pyarrow.parquet

        schema = pyarrow.parquet.read_schema(path)
        attributes = json.loads((schema.metadata or {}).get(b"PANDAS_ATTRS", b"{}"))
    except (FileNotFoundError, OSError, ValueError):
        return None
    return str(attributes.get(name, ""))


def mark_content(text: str) -> str:
    """Return the SHA-256 of a script or a style sheet as a page's content security policy names it, behind sha256-."""
    return base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


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
