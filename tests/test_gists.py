"""Gists: every turn has one, short, in the project's own words."""

import re

import pytest

from analysis.catalogue import the_catalogue
from analysis.errors import AnalysisError
from analysis.gists import find_gists, load_gists
from analysis.language import set_language
from analysis.passages import find_turns, read_rendering

TOKEN = re.compile(r"[\u4e00-\u9fff]|[a-z0-9']+")


def test_every_turn_of_the_corpus_has_a_gist_in_both_languages(passages):
    gists = load_gists()
    turns = set(zip(passages["rendering"], passages["turn"], strict=True))
    assert turns <= set(zip(gists["rendering"], gists["turn"], strict=True))


def test_every_turn_of_the_documents_has_a_gist_and_there_is_none_besides(documents):
    catalogue, gists = the_catalogue(), load_gists()
    turns = {
        (rendering.id, int(turn))
        for rendering in catalogue.renderings
        for turn in find_turns(read_rendering(documents[rendering.id], rendering, catalogue))["turn"]
    }
    assert turns == set(zip(gists["rendering"], gists["turn"], strict=True))


def test_a_gist_is_short():
    gists = load_gists()
    assert gists["gist_en"].str.split().str.len().max() <= 20
    assert gists["gist_zh"].str.len().max() <= 30
    assert not gists["gist_en"].str.contains("[\u4e00-\u9fff]").any()
    assert gists["gist_zh"].str.contains("[\u4e00-\u9fff]").all()


def test_no_gist_shares_a_run_of_words_with_a_document(documents):
    """At most 12 characters of Chinese and 6 words of English in a row."""
    texts = [" " + " ".join(TOKEN.findall(text.lower())) + " " for text in documents.values()]
    guilty = []
    for column, longest in (("gist_zh", 12), ("gist_en", 6)):
        for gist in load_gists()[column]:
            tokens = TOKEN.findall(gist.lower())
            runs = (" " + " ".join(tokens[i : i + longest + 1]) + " " for i in range(len(tokens) - longest))
            if any(run in text for run in runs for text in texts):
                guilty.append(gist)
    assert guilty == []


def test_a_gist_is_found_in_the_language_chosen(passages):
    some = passages.groupby("rendering").head(1)
    english = find_gists(some)
    set_language("zh")
    chinese = find_gists(some)
    assert all(re.search("[a-z]", text) for text in english)
    assert all(re.search("[\u4e00-\u9fff]", text) for text in chinese)
    assert find_gists(some.assign(rendering="somebody's own")) == [""] * len(some)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n1,2\n", "the columns are a, b"),
        ("rendering,turn,gist_en,gist_zh\nx,1,says so,说\nx,1,says no,不\n", "turn 1 of x stands there twice"),
        ("rendering,turn,gist_en,gist_zh\nx,1,,说\n", "without words"),
        ("rendering,turn,gist_en,gist_zh\nx,one,says,说\n", "no table of gists"),
    ],
)
def test_a_bad_table_of_gists_is_refused(tmp_path, content, message):
    path = tmp_path / "gists.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(AnalysisError, match=message):
        load_gists(path)
