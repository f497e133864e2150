"""Characters: a text that is no page, but spells marks and letters by HTML's names, is read as what it spells."""

import json

from tests.reading.test_forms import pieces, read, turns

ARTICLE = (
    "The ferry stopped at noon, said the harbour master Ann Fell.\n\n"
    "&#8220;The chain is older than I am,&#8221; Ann Fell said. &#8220;We shall not cross on it again.&#8221;\n\n"
    "The mayor, Tom O&#39;Dare, said: &quot;We will buy a new chain this month.&quot;\n"
)


def test_an_article_with_spelt_marks_is_read_as_if_they_were_written():
    assert pieces(ARTICLE) == [
        ("Ann Fell", "The chain is older than I am,"),
        ("Ann Fell", "We shall not cross on it again."),
        ("Tom O'Dare", "We will buy a new chain this month."),
    ]


def test_spans_are_of_the_document_and_not_of_what_it_spells():
    spans = [span for span in read(ARTICLE).spans if span.kind == "speech"]
    assert ARTICLE[spans[0].start : spans[0].end] == "The chain is older than I am,"


def test_chinese_marks_that_close_on_both_sides_are_read_when_spelt():
    text = (
        "桥头在下雨。\n\n罗一鸣说：&#8221;馒头不涨价，伞也不收钱。&#8221;\n\n梅小枝说：&#8221;我明天还来排队。&#8221;\n"
    )
    assert turns(text) == [("罗一鸣", "馒头不涨价，伞也不收钱。"), ("梅小枝", "我明天还来排队。")]


def test_labels_and_words_that_are_spelt_are_read():
    text = (
        "Ren&eacute;e: Is the mill&nbsp;open?\n\nTom: It&#39;s open.\n\n"
        "Ren&eacute;e: And the weir?\n\nTom: Shut &amp; dry.\n"
    )
    assert turns(text) == [
        ("Renée", "Is the mill open?"),
        ("Tom", "It's open."),
        ("Renée", "And the weir?"),
        ("Tom", "Shut & dry."),
    ]


def test_prose_in_json_that_is_spelt_is_read():
    text = json.dumps({"title": "The chain", "content": ARTICLE})
    assert [who for who, _ in pieces(text)] == ["Ann Fell", "Ann Fell", "Tom O'Dare"]


def test_a_speaker_whose_name_a_record_spells_is_called_as_it_reads():
    rows = [("Tom O&#39;Dare", "Who holds the key?"), ("Ann", "The miller holds it."), ("Tom O&#39;Dare", "Ask him.")]
    text = json.dumps([{"speaker": who, "text": words} for who, words in rows])
    assert [who for who, _ in turns(text)] == ["Tom O'Dare", "Ann", "Tom O'Dare"]
