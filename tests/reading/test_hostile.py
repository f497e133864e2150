"""Texts in which one thing stands in masses: each is read, or refused in words, whatever it is."""

import pytest

from analysis.ground.errors import AnalysisError
from analysis.reading import read_document
from analysis.reading.merging import merge_names
from analysis.reading.scenery import classify_line
from bench.reading import PATTERNS

SIZE = 20_000


@pytest.mark.parametrize("name", [name for name in PATTERNS if "in lines" not in name])
def test_masses_of_one_thing_are_read_or_refused_in_words(name: str) -> None:
    text = PATTERNS[name](SIZE)
    try:
        reading = read_document(text, name="masses")
    except AnalysisError as error:
        assert str(error).startswith("masses: ")
        assert "\n" not in str(error)
        return
    assert [span.start for span in reading.spans] == [0, *(span.end for span in reading.spans[:-1])]
    assert reading.spans[-1].end == len(text)


def test_more_lines_than_a_conversation_has_are_refused_with_their_number() -> None:
    with pytest.raises(AnalysisError, match="200,000 lines"):
        read_document("a\n" * 200_000, name="masses")


def test_more_angle_brackets_than_a_page_has_are_refused_with_their_number() -> None:
    with pytest.raises(AnalysisError, match="500,000 angle brackets"):
        read_document("<p>" * 500_000, name="masses")


def test_blank_lines_are_not_counted() -> None:
    text = "\n" * 200_000 + "Ann: Good morning, all.\n\nBen: Thank you, Ann.\n\n" * 3
    spans = read_document(text, name="masses").spans
    assert {span.speaker for span in spans if span.kind == "speech"} == {"Ann", "Ben"}


def test_a_text_longer_than_any_article_says_so() -> None:
    with pytest.raises(AnalysisError, match="longer than 300,000 characters"):
        read_document("word " * 100_000, name="masses")


def test_a_line_of_links_is_the_page_s_own() -> None:
    links = " ".join(f"[Part {number}](/{number})" for number in range(500))
    assert classify_line(links) == "furniture"
    assert classify_line(links + " and what I said of it") is None


def test_a_speaker_among_very_many_keeps_every_spelling() -> None:
    names = {f"Guest{number:05} Ode": 1 for number in range(3000)}
    people = merge_names({**names, "Ann Lee": 9, "Lee": 4, "Ms. Lee": 2, "AL": 3})  # type: ignore[arg-type]
    assert people["Ann Lee"] == ["Ann Lee", "Lee", "AL", "Ms. Lee"]
    assert len(people) == 3001


def test_a_character_that_nobody_sees_parts_no_name() -> None:
    text = "M\u200bira: Good evening.\n\nTobin: Thank you.\n\nMira: And the rain?\n\nTobin: It did not come.\n"
    said = [span.speaker for span in read_document(text, name="unseen").spans if span.kind == "speech"]
    assert said == ["Mira", "Tobin", "Mira", "Tobin"]


def test_the_words_of_a_voice_within_a_padded_line_are_its_own() -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\n  <v Mira>Good evening   \n\n00:02.000 --> 00:03.000\n"
        "   <v Tobin>Thank you all <v Mira>You are welcome\n"
    )
    reading = read_document(text, name="padded")
    said = [
        (span.speaker, reading.source.take_words(span.start, span.end).strip())
        for span in reading.spans
        if span.kind == "speech"
    ]
    assert said == [("Mira", "Good evening"), ("Tobin", "Thank you all"), ("Mira", "You are welcome")]
