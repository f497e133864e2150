"""Search: whole words in any form, terms of several words, runs without spaces, concepts of two languages."""

import pytest

from analysis.corpus.words import Words
from analysis.passages.search import Searcher, find_places, read_query, read_term, write_term
from analysis.passages.tokens import find_tokens

WORDS = Words(
    (), (), (("Acme", ("Acme", "极点公司")),), (), (("open gate", "开门"), ("river", "河流"), ("river", "江"))
)


def says(query: str, text: str, *, language: str = "en", hidden: bool = False) -> bool:
    return Searcher(query, WORDS).says(find_tokens(text, WORDS, language=language), "" if hidden else text)


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize(
    ("query", "text", "said"),
    [
        ("ai", "She said it again.", False),
        ("ai", "AI's future", True),
        ("agents", "An agent came.", True),
        ("company", "Two companies.", True),
        ("glass", "He has glasses.", False),
        ("gate keeper", "The gate-keepers left.", True),
        ("gat*", "The gates.", True),
        ("gat", "The gates.", False),
        ("bees | ferries", "A ferry.", True),
        ("acme", "极点公司来了。", True),
        ("開門", "我们开门吧。", True),
        ("open gate", "我们开门吧。", True),
    ],
)
def test_whole_words_are_said_in_any_form_and_language(query, text, said, hidden):
    language = "zh" if any(c >= "\u4e00" for c in text) else "en"
    assert says(query, text, language=language, hidden=hidden) == said


def test_a_term_of_several_words_stands_in_order_where_its_text_is_known():
    text = "The gate was open."
    assert not says("open gate", text)
    assert says("open gate", text, hidden=True)


def test_a_figure_is_told_by_the_text_alone():
    assert says("300 ferries", "Of 300 ferries one sank.")
    assert not says("300 ferries", "Of 300 ferries one sank.", hidden=True)


def test_a_word_is_looked_for_by_all_that_it_is_called():
    assert [write_term(term) for term in read_query("River", WORDS)] == ["river", "河流", "江"]
    assert read_query("…", WORDS) == ()


def test_places_are_those_of_the_words():
    text = "open gates, the open-gate; openly gated"
    assert [text[a:b] for a, b in find_places(text, read_term("open gate"))] == ["open gates", "open-gate"]
