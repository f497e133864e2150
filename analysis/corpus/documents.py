"""Documents: the user's own copies, recognised by what is in them."""

import hashlib
from pathlib import Path

from analysis.corpus.catalogue import Rendering
from analysis.corpus.folder import Corpus
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import (
    DOCX,
    decode_as,
    decode_document,
    guess_encoding,
    is_there,
    place_in,
    read_bytes,
    write_atomic,
)

_LARGEST = 50_000_000  # bytes; no transcript is larger


def document_path(corpus: Corpus, rendering: Rendering) -> Path:
    """Return where the user's copy of a rendering's document belongs."""
    return place_in(corpus.documents or corpus.folder / "documents", rendering.file)


def has_document(corpus: Corpus, rendering: Rendering) -> bool:
    """Return whether there is something in the place of the user's copy of a rendering's document."""
    return corpus.documents is not None and is_there(document_path(corpus, rendering))


def load_document(corpus: Corpus, rendering: Rendering) -> str:
    """Return the text of the user's copy of a rendering.

    Errors: AnalysisError where it is missing or is not, byte for byte, the catalogue's document.
    """
    path = document_path(corpus, rendering)
    if not has_document(corpus, rendering):
        raise AnalysisError(
            f"{path}: the document of {rendering.id} is not there; bring it with `make documents FROM=folder`."
        )
    content = read_bytes(path)
    found = hashlib.sha256(content).hexdigest()
    if found != rendering.sha256:
        decode_document(content, name=str(path))
        raise AnalysisError(
            f"{path}: its SHA-256 is {found[:12]}..., and the catalogue expects {rendering.sha256[:12]}... for"
            f" {rendering.id}{_explain_difference(content, rendering)}; bring the right copy with"
            " `make documents FROM=folder`, or correct the catalogue if the text was meant to change."
        )
    try:
        return decode_as(content, rendering.encoding, name=str(path))
    except UnicodeDecodeError:
        raise AnalysisError(
            f"{path}: it is not in {rendering.encoding}, as the catalogue has it; correct the encoding of"
            f" {rendering.id}."
        ) from None


def load_present_documents(corpus: Corpus) -> dict[str, str]:
    """Return the text of each rendering that the user has a copy of.

    Errors: AnalysisError where a copy is not the catalogue's document.
    """
    return {r.id: load_document(corpus, r) for r in corpus.catalogue.renderings if has_document(corpus, r)}


def find_documents(corpus: Corpus, folder: Path) -> list[Path]:
    """Copy the catalogue's documents found anywhere in a folder to their places; return those.

    Files are recognised by SHA-256, whatever they are called. Errors: AnalysisError for a folder
    that is not there, or, when those found are copied, naming the renderings that were not, and
    the files that would be theirs but for their encoding or line ends.
    """
    if not folder.is_dir():
        raise AnalysisError(f"{folder}: there is no such folder; give the one that holds the documents.")
    catalogue = corpus.catalogue
    found: dict[str, bytes] = {}
    spoilt: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        # Links are left alone: a document must not lead to other files of this machine.
        try:
            if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
                continue
            content = path.read_bytes()
        except OSError:  # what this user may not read is none of the documents
            continue
        rendering = catalogue.by_digest(content)
        if rendering:
            found[rendering.id] = content
        for candidate in catalogue.renderings:
            if not rendering and (difference := _explain_difference(content, candidate)):
                spoilt[candidate.id] = f"{path.name}{difference}"
    paths = [write_atomic(document_path(corpus, r), found[r.id]) for r in catalogue.renderings if r.id in found]
    missing = [r.id for r in catalogue.renderings if r.id not in found]
    if missing:
        hints = "".join(f" {spoilt[name]}." for name in missing if name in spoilt)
        raise AnalysisError(
            f"{folder}: {len(paths)} documents found and copied, but no file in it is that of {', '.join(missing)}"
            f" (compared by SHA-256 with the catalogue).{hints} Put an unchanged copy there and try again."
        )
    return paths


def _explain_difference(content: bytes, rendering: Rendering) -> str:
    """Say that bytes are the rendering's document in another encoding or with other line ends."""
    encoding = guess_encoding(content)
    try:
        text = content.decode(encoding) if encoding not in ("", DOCX) else ""
    except UnicodeDecodeError:
        return ""
    plain = text.replace("\r\n", "\n").encode("utf-8")
    if hashlib.sha256(plain).hexdigest() != rendering.sha256:
        return ""
    changes = [] if encoding == "utf-8" else [{"utf-8-sig": "a byte order mark"}.get(encoding, encoding.upper())]
    changes += ["Windows line ends"] if "\r\n" in text else []
    return f" is the right text of {rendering.id}, but saved with {' and '.join(changes)}"
