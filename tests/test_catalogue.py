"""The catalogue and the documents: what is refused, and in which words."""

import hashlib
from pathlib import Path

import pytest

from analysis import catalogue
from analysis.catalogue import CATALOGUE, Rendering, find_documents, load_catalogue, load_document
from analysis.errors import AnalysisError
from analysis.storage import decode_text, read_bytes, write_atomic

TEXT = "甲某：第一句。\n\n乙某：第二句。\n"


def test_the_projects_own_catalogue_is_sound():
    loaded = load_catalogue()
    assert [c.id for c in loaded.conversations] == ["databricks", "bg2", "siggraph"]
    assert len(loaded.renderings) == 5
    assert loaded.roster(loaded.renderings[1]).resolve("Host") == "Ali Ghodsi"
    assert loaded.roster(loaded.renderings[0]).resolve("嘉宾黄仁勋") == "Jensen Huang"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('form = "article"', 'form = "article"\nfrom = "x"', r"\[\[rendering\]\] number 5.*unknown key 'from'"),
        ('id = "bg2-zh-b"', 'id = "bg2-zh-a"', "2 entries .*bg2-zh-a"),
        ('aliases = ["主持人", "Brad Gerstner", "Clark Tang"]', "aliases = []", "'BG2 hosts' has no alias"),
        ('aliases = ["Ali Ghodsi"', 'aliases = ["黄仁勋"', "'黄仁勋' is an alias of 'Jensen Huang' and"),
        ('conversation = "siggraph"', 'conversation = "sigraph"', "no conversation 'sigraph'"),
        ("date = 2024-06-12", 'date = "June"', "'date' is 'June'; expected a date"),
        ('language = "en"', "", "lacks the key 'language'"),
        ("\n[[speaker]]\n", "\n[[person]]\n", "unknown key 'person'"),
        ('labels = { "Host" = "Ali Ghodsi" }', 'labels = { "Host" = "Nobody" }', "'Host' stands for 'Nobody'"),
        ('text_kind = "edited"', 'text_kind = "gossip"', "text_kind is 'gossip'; use one of verbatim, edited"),
        ("\n[[conversation]]\n", "\n[[conversation\n", "not valid TOML"),
    ],
)
def test_a_catalogue_that_does_not_fit_is_refused_with_its_place(old, new, message, tmp_path):
    text = CATALOGUE.read_text("utf-8")
    assert old in text
    path = write_atomic(tmp_path / "documents.toml", text.replace(old, new, 1))
    with pytest.raises(AnalysisError, match=message):
        load_catalogue(path)


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A catalogue of one document, and an empty place for it."""
    monkeypatch.setattr(catalogue, "DOCUMENTS", tmp_path / "shelf")
    rendering = Rendering(
        "one", "c", "zh", "transcript", "edited", "t", "p", None, hashlib.sha256(TEXT.encode()).hexdigest()
    )
    return catalogue.Catalogue([], [], [rendering])


def test_documents_are_found_by_what_is_in_them_whatever_they_are_called(shelf, tmp_path):
    write_atomic(tmp_path / "in" / "deep" / "whatever.bin", TEXT)
    (path,) = find_documents(tmp_path / "in", shelf)
    assert path.read_bytes() == TEXT.encode()
    assert load_document(shelf.renderings[0]) == TEXT


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (TEXT.encode("gb18030"), "saved with GB18030"),
        (TEXT.encode("utf-16"), "saved with UTF-16"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "saved with a byte order mark"),
        (TEXT.replace("\n", "\r\n").encode(), "saved with Windows line ends"),
        (TEXT.encode() + b"!", "no file in it"),
    ],
)
def test_a_changed_copy_is_refused_and_the_change_named(content, told, shelf, tmp_path):
    write_atomic(tmp_path / "in" / "copy.txt", content)
    with pytest.raises(AnalysisError, match=told):
        find_documents(tmp_path / "in", shelf)
    assert not (tmp_path / "shelf").exists()


def test_a_document_that_was_changed_in_its_place_is_refused(shelf, tmp_path):
    write_atomic(tmp_path / "shelf" / "one.txt", TEXT + "更多")
    with pytest.raises(AnalysisError, match="SHA-256"):
        load_document(shelf.renderings[0])


def test_a_link_is_not_followed(shelf, tmp_path):
    target = write_atomic(tmp_path / "elsewhere.txt", TEXT)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.txt").symlink_to(target)
    with pytest.raises(AnalysisError, match="no file in it"):
        find_documents(tmp_path / "in", shelf)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (TEXT.encode("gb18030"), "GBK.*iconv -f GB18030"),
        (TEXT.encode("utf-16"), "UTF-16.*iconv"),
        ("Ann: Hi.".encode("utf-16-le"), "UTF-16.*iconv"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "byte order mark"),
        (bytes(range(128, 256)) * 3, "no text encoding"),
    ],
)
def test_another_encoding_is_named_with_its_cure(content, told):
    with pytest.raises(AnalysisError, match=told):
        decode_text(content, name="file.txt")


def test_windows_line_ends_are_left_as_they_are():
    assert decode_text(b"a\r\nb", name="file.txt") == "a\r\nb"


@pytest.mark.parametrize(("make", "told"), [(None, "no such file"), (b" \n", "empty"), ("folder", "folder")])
def test_what_is_no_document_is_refused(make, told, tmp_path):
    path: Path = tmp_path / "file.txt"
    if make == "folder":
        path.mkdir()
    elif make is not None:
        path.write_bytes(make)
    with pytest.raises(AnalysisError, match=told):
        read_bytes(path)


def test_a_write_that_fails_leaves_the_old_content(tmp_path, monkeypatch):
    path = write_atomic(tmp_path / "file.txt", "old")

    def fail(self, target):
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_atomic(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
