"""Making: small corpora for the tests, each a folder with a catalogue and documents, as a user has one."""

import copy
import dataclasses
import hashlib
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis import open_corpus
from analysis.corpus.folder import SHIPPED
from analysis.intake.measuring import Outcome, measure_corpus
from analysis.results import OpenCorpus


def make_corpus(
    folder: Path, catalogue: str, *, documents: Mapping[str, str] | None = None, files: Mapping[str, str] | None = None
) -> OpenCorpus:
    """Write a corpus into a folder and open it.

    documents: texts by rendering, saved in their places; sha256 = "ID" in the catalogue becomes the digest of the one
    of that id. files: further files of the corpus, by their path in the folder.
    """
    for name, text in (documents or {}).items():
        content = text.encode()
        catalogue = catalogue.replace(f'sha256 = "{name}"', f'sha256 = "{hashlib.sha256(content).hexdigest()}"')
        _write(folder / "documents" / f"{name}.txt", content)
    for name, text in {"catalogue.toml": catalogue, **(files or {})}.items():
        _write(folder / name, text.encode())
    return open_corpus(folder)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def write_catalogue(
    people: Mapping[str, str],
    talks: Mapping[str, Sequence[str]],
    *,
    language: str = "en",
    kinds: Mapping[str, str] | None = None,
) -> str:
    """Return a catalogue. people: roles by name. talks: who speaks, by conversation, each in one rendering.

    kinds: text_kind by conversation.
    """
    lines = []
    for name, role in people.items():
        lines += ["[[speaker]]", f'name = "{name}"', f'role = "{role}"']
    for name, speakers in talks.items():
        listed = ", ".join(f'"{speaker}"' for speaker in speakers)
        lines += ["[[conversation]]", f'id = "{name}"', f'title = "{name.title()}"', f"speakers = [{listed}]"]
        lines += ["[[rendering]]", f'id = "{name}-{language}"', f'conversation = "{name}"', f'language = "{language}"']
        lines += [f'sha256 = "{name}-{language}"', f'text_kind = "{(kinds or {}).get(name, "verbatim")}"']
    return "\n".join(lines) + "\n"


def measure(corpus: OpenCorpus) -> dict[str, Outcome]:
    """Measure a corpus; return what was done with each rendering."""
    return {outcome.rendering: outcome for outcome in measure_corpus(corpus)}


def with_settings(corpus: OpenCorpus, **changed: object) -> OpenCorpus:
    """Return the corpus with other settings, without any table that was made with those it has."""
    other = copy.copy(corpus)
    made = ("passages", "everything", "themes", "topic_model")
    other.__dict__ = {name: value for name, value in vars(corpus).items() if name not in made}
    other.settings = dataclasses.replace(corpus.settings, **changed)
    return other


def cut_shipped(folder: Path, conversations: Sequence[str]) -> OpenCorpus:
    """Write a copy of the shipped corpus into a folder as if there were some of its conversations alone, and open it.

    Its themes, words, settings and corrections stay, and what was measured of those conversations; gists, disagreements
    and codings are left out.
    """
    blocks = (SHIPPED / "catalogue.toml").read_text("utf-8").split("\n[[")
    kept = [block for block in blocks if _is_kept(block, conversations)]
    text = "\n[[".join(kept)
    for name in ("words", "settings.toml", "themes.toml"):
        (shutil.copytree if (SHIPPED / name).is_dir() else shutil.copy)(SHIPPED / name, _parent(folder / name))
    corpus = make_corpus(folder, text)
    lines = (SHIPPED / "corrections.csv").read_text("utf-8").splitlines(keepends=True)
    names = {"rendering", *(rendering.id for rendering in corpus.catalogue.renderings)}
    _write(folder / "corrections.csv", "".join(line for line in lines if line.split(",")[0] in names).encode())
    for rendering in corpus.catalogue.renderings:
        shutil.copy(SHIPPED / "measured" / f"{rendering.id}.parquet", _parent(folder / "measured" / "any").parent)
    return corpus


def _is_kept(block: str, conversations: Sequence[str]) -> bool:
    for table, key in (("conversation]]", "id"), ("rendering]]", "conversation")):
        if block.startswith(table):
            return any(f'\n{key} = "{name}"\n' in block for name in conversations)
    return True


def _parent(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path
