"""The first look: what is doubtful, and the themes, before anything else is measured; what documents say is text."""

import re

import pytest

from analysis import open_corpus
from analysis.__main__ import main
from analysis.publishing.first_look import FILE
from tests.intake.test_additions import BEES, FERRY


@pytest.fixture
def page(tmp_path):
    files = tmp_path / "files"
    files.mkdir()
    (files / "bees.txt").write_text(BEES.read_text("utf-8"), "utf-8")
    hostile = '---\ntitle: "<img src=x onerror=alert(1)>"\n---\n\n' + FERRY.read_text("utf-8")
    (files / "ferry.txt").write_text(hostile, "utf-8")
    assert main(["new", str(tmp_path / "corpus"), "--from", str(files)]) == 0
    return (tmp_path / "corpus" / FILE).read_text("utf-8")


def test_it_has_the_documents_the_people_and_what_is_worth_bettering(page):
    for told in ("2 documents, 2 conversations, 4 people", "Worth bettering", "Leona Marsh", "date: none found"):
        assert told in page


def test_every_share_of_a_theme_is_of_the_words_of_its_conversation(page):
    rows = re.findall(r"<tr><td class=\"theme\">.*?</tr>", page, re.DOTALL)
    shares = [[float(share) for share in re.findall(r"--share: ([\d.]+)%", row)] for row in rows]
    assert len(shares) > 2
    assert [round(sum(column)) for column in zip(*shares, strict=True)] == [100, 100]


def test_every_theme_has_its_stability(page):
    rows = re.findall(r"<tr><td class=\"theme\">(.*?)</td>\s*<td class=\"number\">(.*?)</td>", page)
    told = [float(value) for theme, value in rows if theme != "unassigned"]
    assert len(told) > 2
    assert all(0 <= value <= 1 for value in told)
    assert max(told) > 0.5


def test_what_a_document_says_is_text_and_nothing_is_loaded(page):
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "default-src 'none'" in page
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?http", page)
    assert "<script" not in page


def test_what_the_first_look_measures_is_kept_for_measuring(tmp_path, monkeypatch, capsys):
    assert main(["new", str(tmp_path / "corpus"), "--from", str(BEES.parent)]) == 0
    encoded = []
    monkeypatch.setattr("analysis.intake.measuring.embed_texts", lambda texts, **_: encoded.append(texts))
    assert main(["--corpus", str(tmp_path / "corpus"), "corpus"]) == 0
    assert encoded == []
    assert len(open_corpus(tmp_path / "corpus").measured) > 10
