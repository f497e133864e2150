"""The catalogue and the documents: what is refused, and in which words."""

from pathlib import Path

import pytest

from analysis.corpus.catalogue import load_catalogue
from analysis.corpus.documents import document_path, find_documents, load_document
from analysis.corpus.folder import SHIPPED
from analysis.ground.errors import AnalysisError
from analysis.ground.storage import decode_text, read_bytes, write_atomic
from tests.making import make_corpus, write_catalogue

CATALOGUE = SHIPPED / "catalogue.toml"
TEXT = "甲某：第一句。\n\n乙某：第二句。\n"


def test_the_projects_own_catalogue_is_sound():
    loaded = load_catalogue(CATALOGUE)
    assert [c.id for c in loaded.conversations] == ["databricks", "bg2", "siggraph"]
    assert len(loaded.renderings) == 5
    assert loaded.roster(loaded.renderings[1]).resolve("Host") == "Ali Ghodsi"
    assert loaded.roster(loaded.renderings[0]).resolve("嘉宾黄仁勋") == "Jensen Huang"
    assert loaded.about.focus == ["Jensen Huang"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('form = "article"', 'form = "article"\nfrom = "x"', r"\[\[rendering\]\] number 5.*unknown key 'from'"),
        ('id = "bg2-zh-b"', 'id = "bg2-zh-a"', "2 entries .*bg2-zh-a"),
        ('role = "guest"', 'role = " "', "'Jensen Huang' has no name or no role"),
        ('aliases = ["Ali Ghodsi"', 'aliases = ["黄仁勋"', "'黄仁勋' is an alias of 'Jensen Huang' and"),
        ('aliases = ["Ali Ghodsi"', 'aliases = ["jensen huang"', "'jensen huang' is an alias of 'Jensen Huang' and"),
        ('conversation = "siggraph"', 'conversation = "sigraph"', "no conversation 'sigraph'"),
        ("date = 2024-06-12", 'date = "June"', "'date' is 'June'; expected a date"),
        ("date = 2024-06-12", "date = 2024-06-12T10:00:00", "'date' is .*; expected a date"),
        ('language = "en"', "", "lacks the key 'language'"),
        ('language = "en"', 'language = "English"', "the language is 'English'; use a code such as en"),
        ("\n[[speaker]]\n", "\n[[person]]\n", "unknown key 'person'"),
        ('labels = { "Host" = "Ali Ghodsi" }', 'labels = { "Host" = "Nobody" }', "'Host' stands for 'Nobody'"),
        ('text_kind = "edited"', 'text_kind = "gossip"', "text_kind is 'gossip'; use one of verbatim, edited"),
        ('focus = ["Jensen Huang"]', 'focus = ["Nobody"]', "focus names 'Nobody', who is no"),
        ('title_zh = "Databricks"', "columns = { seat = [1] }", "'columns' is .*; expected a table"),
        ("\n[[conversation]]\n", "\n[[conversation\n", "not valid TOML"),
    ],
)
def test_a_catalogue_that_does_not_fit_is_refused_with_its_place(old, new, message, tmp_path):
    text = CATALOGUE.read_text("utf-8")
    assert old in text
    path = write_atomic(tmp_path / "catalogue.toml", text.replace(old, new, 1))
    with pytest.raises(AnalysisError, match=message):
        load_catalogue(path)


@pytest.mark.parametrize("evil", ["../evil", "a/b", "..", "", "a b", ".hidden", "c:evil", "a\\\\b", "-x"])
@pytest.mark.parametrize("table", ["conversation", "rendering"])
def test_an_id_that_leads_out_of_the_folder_is_refused(evil, table, tmp_path):
    text = CATALOGUE.read_text("utf-8").replace(
        'id = "databricks-zh"' if table == "rendering" else 'id = "siggraph"', f'id = "{evil}"'
    )
    with pytest.raises(AnalysisError, match=rf"of a \[\[{table}\]\] cannot be a file's name; use letters"):
        load_catalogue(write_atomic(tmp_path / "catalogue.toml", text))


def test_a_person_needs_no_alias_and_a_role_is_any_word(tmp_path):
    corpus = make_corpus(
        tmp_path, write_catalogue({"Ann Poe": "lighthouse keeper", "Bo Lind": "Chair"}, {"one": ["Ann Poe", "Bo Lind"]})
    )
    assert corpus.catalogue.roster(corpus.catalogue.renderings[0]).resolve("Ann Poe") == "Ann Poe"
    assert [corpus.asks(name) for name in ("Ann Poe", "Bo Lind", "Nobody")] == [False, True, False]
    assert corpus.sides == ("lighthouse keeper", "Chair")
    assert corpus.focus == ""


@pytest.fixture
def shelf(tmp_path):
    """A corpus of one document, and an empty place for it."""
    text = write_catalogue({"甲某": "host", "乙某": "guest"}, {"one": ["甲某", "乙某"]}, language="zh")
    corpus = make_corpus(tmp_path / "shelf", text, documents={"one-zh": TEXT})
    document_path(corpus, corpus.catalogue.renderings[0]).unlink()
    return corpus


def test_documents_are_found_by_what_is_in_them_whatever_they_are_called(shelf, tmp_path):
    write_atomic(tmp_path / "in" / "deep" / "whatever.bin", TEXT)
    (path,) = find_documents(shelf, tmp_path / "in")
    assert path.read_bytes() == TEXT.encode()
    assert load_document(shelf, shelf.catalogue.renderings[0]) == TEXT


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
        find_documents(shelf, tmp_path / "in")
    assert list(shelf.documents.iterdir()) == []


def test_a_document_that_was_changed_in_its_place_is_refused(shelf):
    write_atomic(shelf.documents / "one-zh.txt", TEXT + "更多")
    with pytest.raises(AnalysisError, match="SHA-256"):
        load_document(shelf, shelf.catalogue.renderings[0])


def test_a_document_in_another_encoding_than_the_catalogue_has_is_refused(tmp_path):
    entry = 'encoding = "utf-16"\n'
    text = write_catalogue({"甲某": "host", "乙某": "guest"}, {"one": ["甲某", "乙某"]}, language="zh") + entry
    corpus = make_corpus(tmp_path, text, documents={"one-zh": TEXT})
    with pytest.raises(AnalysisError, match="not in utf-16, as the catalogue has it; correct the encoding of one-zh"):
        load_document(corpus, corpus.catalogue.renderings[0])


def test_a_document_that_is_not_there_is_asked_for(shelf):
    with pytest.raises(AnalysisError, match=r"one-zh\.txt: .*make documents FROM=folder"):
        load_document(shelf, shelf.catalogue.renderings[0])


def test_a_link_is_not_followed(shelf, tmp_path):
    target = write_atomic(tmp_path / "elsewhere.txt", TEXT)
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.txt").symlink_to(target)
    with pytest.raises(AnalysisError, match="no file in it"):
        find_documents(shelf, tmp_path / "in")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (TEXT.encode("gb18030"), "GBK.*iconv -f GB18030"),
        (TEXT.encode("utf-16"), "UTF-16.*iconv"),
        ("Ann: Hi.".encode("utf-16-le"), "UTF-16.*iconv"),
        (b"\xef\xbb\xbf" + TEXT.encode(), "byte order mark"),
        (b"PK\x03\x04" + TEXT.encode(), "a Word document or another ZIP file.*plain text"),
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
    with pytest.raises(AnalysisError, match=r"file.txt: it cannot be written \(disk full\)"):
        write_atomic(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]
