"""Certainty of articles: how a quotation was found tells how sure its speaker is, and what looks like talk is told."""

import pytest

from analysis.reading import DOUBTED, read_document
from analysis.reading.certainty import expect
from analysis.reading.quotations import guess_people, read_article

TOLD = (
    'Rita Abel said the mill was shut. "It was the last mill on the river," Abel said.\n\n'
    'Ned Inch said that he was sorry. "I bought my flour there every week," Inch said.\n\n'
)
GUESSED = (
    "Rita Abel met Ned Inch at the mill.\n\nThe river was high. "
    '"It was the last mill on the whole river."\n\nThe rain went on. "I bought my flour there every week."\n\n'
    'The bell rang. "Nobody will ever grind here again." The sun set over the hill.\n'
)


def test_what_a_verb_tells_is_surer_than_whoever_was_spoken_of_last():
    assert read_article(TOLD, guess_people(TOLD)).expected > 0.95
    assert read_article(GUESSED, guess_people(GUESSED)).expected < 0.85


def test_the_expected_share_is_of_characters():
    assert expect([("full name", 300), ("last", 100)]) == pytest.approx(
        (3 * expect([("full name", 1)]) + expect([("last", 1)])) / 4
    )
    assert expect([]) == 1.0


def test_an_article_most_of_whose_speakers_are_guessed_is_doubted():
    assert read_document(TOLD, name="mill.txt").confidence >= 0.9
    reading = read_document(GUESSED, name="mill.txt")
    assert reading.confidence < DOUBTED
    assert any("likely to be theirs" in reason for reason in reading.reasons)


def test_notes_with_names_before_a_colon_under_an_article_are_no_talk():
    notes = "".join(
        f"{team}: Dell {verb} his third match with a bad knee. ... The match was late by an hour for rain.\n\n"
        for team, verb in [("Rovers", "missed"), ("Wanderers", "won"), ("Rovers", "lost"), ("Wanderers", "saw")]
    )
    reading = read_document(f"{TOLD * 5}NOTES\n\n{notes}", name="match.txt")
    assert reading.layout == "quotations"
    assert {span.speaker for span in reading.spans if span.speaker} == {"Rita Abel", "Ned Inch"}


def test_an_article_under_a_few_questions_is_doubted():
    questions = "问：你住在哪儿？\n\n答：我住在磨坊里。\n\n问：磨坊在哪儿？\n\n答：在河边，过了桥就是。\n\n"
    body = "".join(
        f"{name}来到桥头，看了看河水，又看了看磨坊。{name}说：“{words}”\n\n"
        for name, words in [("罗一鸣", "馒头不涨价，街坊们可以放心。"), ("梅小枝", "我每天走两里路来买馒头。")] * 3
    )
    reading = read_document(questions + body, name="mill.txt")
    assert reading.layout == "quotations" or reading.confidence < DOUBTED


def test_who_goes_on_below_a_sentence_of_saying_is_surer_than_whoever_was_spoken_of_last():
    text = "".join(
        f'Rita Abel looked on. "{words}," Abel said.\n\n"{more}"\n\nThe river was high.\n\n'
        for words, more in [
            ("It was the last mill", "Nobody will grind here."),
            ("I know the road", "It is wet in May."),
        ]
    )
    assert read_article(text, guess_people(text)).expected > 0.95


def test_an_article_much_of_which_papers_and_boards_say_is_doubted_for_it():
    text = TOLD + (
        'The mill board\'s report states: "The wheel was never oiled, and the race was never cleared of its weeds."\n\n'
    )
    reading = read_document(text, name="mill.txt")
    assert reading.confidence < DOUBTED
    assert any("`report`" in reason for reason in reading.reasons)


def test_those_to_whom_quotations_are_given_by_guess_are_named():
    reading = read_document(GUESSED, name="mill.txt")
    assert any("look at `" in reason for reason in reading.reasons)
