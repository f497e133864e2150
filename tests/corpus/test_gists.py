"""Gists: every turn has one, short, in the project's own words."""

import re

import pytest

from analysis.corpus.gists import find_gists, load_gists
from analysis.ground.errors import AnalysisError
from analysis.passages.cutting import find_turns, read_rendering

TOKEN = re.compile(r"[\u4e00-\u9fff]|[a-z0-9']+")


def test_every_turn_of_the_corpus_has_a_gist_in_both_languages(corpus, passages):
    turns = set(zip(passages["rendering"], passages["turn"], strict=True))
    assert turns <= set(zip(corpus.gists["rendering"], corpus.gists["turn"], strict=True))


def test_every_turn_of_the_documents_has_a_gist_and_there_is_none_besides(corpus, documents):
    gists = corpus.gists
    turns = {
        (rendering.id, int(turn))
        for rendering in corpus.catalogue.renderings
        for turn in find_turns(read_rendering(corpus, rendering, documents[rendering.id]).spans)["turn"]
    }
    assert turns == set(zip(gists["rendering"], gists["turn"], strict=True))


def test_a_gist_is_short(corpus):
    gists = corpus.gists
    assert len(gists) > 100
    assert gists["gist_en"].str.split().str.len().max() <= 20
    assert gists["gist_zh"].str.len().max() <= 30
    assert not gists["gist_en"].str.contains("[\u4e00-\u9fff]").any()
    assert gists["gist_zh"].str.contains("[\u4e00-\u9fff]").all()


def test_no_gist_shares_a_run_of_words_with_a_document(corpus, documents):
    """At most 12 characters of Chinese and 6 words of English in a row."""
    texts = [" " + " ".join(TOKEN.findall(text.lower())) + " " for text in documents.values()]
    guilty = []
    for column, longest in (("gist_zh", 12), ("gist_en", 6)):
        for gist in corpus.gists[column]:
            tokens = TOKEN.findall(gist.lower())
            runs = (" " + " ".join(tokens[i : i + longest + 1]) + " " for i in range(len(tokens) - longest))
            if any(run in text for run in runs for text in texts):
                guilty.append(gist)
    assert guilty == []


def test_a_gist_is_found_in_the_language_asked_for(corpus, passages):
    some = passages.groupby("rendering").head(1)
    english = find_gists(corpus.gists, some, language="en")
    chinese = find_gists(corpus.gists, some, language="zh")
    assert all(re.search("[a-z]", text) for text in english)
    assert all(re.search("[\u4e00-\u9fff]", text) for text in chinese)
    strange = some.assign(rendering="somebody's own")
    assert find_gists(corpus.gists, strange, language="en") == [""] * len(some)


def test_a_gist_in_one_language_stands_for_the_other(tmp_path):
    path = tmp_path / "gists.csv"
    path.write_text("rendering,turn,gist_en,gist_zh\nx,1,,说\nx,2,says,\n", encoding="utf-8")
    assert load_gists(path, {"x"})[["gist_en", "gist_zh"]].values.tolist() == [["说", "说"], ["says", "says"]]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n1,2\n", "the columns are a, b"),
        (
            "rendering,turn,gist_en,gist_zh\nx,1,says so,说\nx,1,says no,不\n",
            "line 3: rendering is 'x'; a line before has the same rendering, turn",
        ),
        ("rendering,turn,gist_en,gist_zh\nx,1,,\n", "without words"),
        ("rendering,turn,gist_en,gist_zh\ny,1,says,说\n", "line 2: rendering is 'y'; the corpus has none of that name"),
        ("rendering,turn,gist_en,gist_zh\nx,one,says,说\n", "line 2: turn is 'one'; expected a whole number"),
    ],
)
def test_a_bad_table_of_gists_is_refused(tmp_path, content, message):
    path = tmp_path / "gists.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(AnalysisError, match=message):
        load_gists(path, {"x"})


def test_without_gists_the_table_is_empty(tmp_path):
    assert load_gists(tmp_path / "none.csv", {"x"}).empty
