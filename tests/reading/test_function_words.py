"""Function words: no pronoun, contraction, interjection or opening of a sentence is ever somebody's name."""

import pytest

from analysis.reading.function_words import is_function_word
from analysis.reading.shapes import is_field, rate_shape
from tests.reading.test_news_people import speakers


@pytest.mark.parametrize(
    "name", ["the", "The", "And", "Well", "Well,", "I've", "I’ll", "We're", "don't", "Oh, well", "as if",
             "我们", "那么", "他", "因为", "这样的话", "嗯"]
)  # fmt: skip
def test_function_words_are_nobody(name):
    assert is_function_word(name)
    assert rate_shape(name) < -2


@pytest.mark.parametrize(
    "name", ["I", "A", "An", "Will", "May", "Me", "He Ping", "Wei Oh", "Theo", "Andy", "那英", "何以", "Q"]
)
def test_names_that_look_like_them_are_somebody(name):
    assert not is_function_word(name)


def test_what_stands_first_in_a_sentence_of_an_article_is_nobody():
    text = (
        "Ann Fell keeps the lock. Well said Ann Fell, the gate is old.\n\n"
        '"I was born beside this lock and shall not leave it," Ann Fell said.\n\n'
        '"The gate is older than the town," I said. "So is the chain on it."\n\n'
        '"I’ve oiled it twice this year already," she told me.\n'
    )
    assert set(speakers(text)) == {"Ann Fell"}


def test_a_surname_that_is_spelt_as_a_pronoun_is_somebodys():
    text = 'The lock was built by Bin He.\n\nThe gate is old, but, He said, "it will hold for another winter or two."'
    assert speakers(text) == ["Bin He"]


def test_who_tells_the_story_does_not_stand_in_the_way_of_a_pronoun():
    text = 'Tom Fell keeps the lock.\n\nI asked who owns it. I say it is old.\n\n"It is older than I am," he said.'
    assert speakers(text) == ["Tom Fell"]


@pytest.mark.parametrize("label", ["Date & Time", "Notes and links", "Audio/Video"])
def test_two_fields_in_one_label_are_nobody(label):
    assert is_field(label)


def test_two_people_in_one_label_are_no_fields():
    assert not is_field("Nora and Otis")
