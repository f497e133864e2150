"""Doubts: what has the form of talk, and may be none, is told aloud."""

import json

import pytest

from analysis.ground.errors import AnalysisError
from analysis.reading import Reading, read_document

TALK = (
    "Nora: Who left the gate open last night, do you know?\n\nOtis: I think it was the goat, and I told you so.\n\n"
    "Nora: The goat has no hands, as you may see.\n\nOtis: She has a good nose for latches, I can tell you.\n\n"
)


def read(text: str) -> Reading:
    return read_document(text, name="test")


def test_records_of_things_are_doubted_as_talk():
    things = [("Lost Weir", "Rope"), ("Old Weir", "Wheel"), ("Low Weir", "Gate"), ("Far Weir", "Chain")]
    records = [
        {"name": name, "description": f"The {part.lower()} of this weir was made in the valley and lasts for long."}
        for name, part in things
    ]
    reading = read(json.dumps(records))
    assert reading.is_doubted
    assert any("speaks but once" in reason for reason in reading.reasons)


def test_records_of_a_talk_are_not():
    said = [line.split(": ", 1) for line in TALK.strip().split("\n\n")]
    reading = read(json.dumps([{"name": who, "text": words} for who, words in said]))
    assert not reading.is_doubted
    assert not reading.reasons


@pytest.mark.parametrize("nobody", ["-", "无", "None"])
def test_a_table_in_which_nobody_is_named_names_nobody(nobody):
    rows = "".join(f'{nobody},"The gate number {n} was left open again in the night."\n' for n in range(5))
    with pytest.raises(AnalysisError, match="nobody"):
        read("speaker,text\n" + rows)


def test_names_in_code_are_nobody():
    code = "```\n" + "Self: Stream\nItem: Wheel of the mill, where Self turns.\n\n" * 4 + "```\n\n"
    more = (
        "Nora: How does a mill work?\n\nOtis: I turn the wheel, as above.\n\nNora: And the stream?\n\nOtis: It comes.\n"
    )
    spans = read(TALK + code + more).spans
    assert {span.speaker for span in spans if span.kind == "speech"} == {"Nora", "Otis"}


def test_a_talk_in_a_block_of_code_is_read():
    spans = read("A talk:\n\n```\n" + TALK + "```\n").spans
    assert {span.speaker for span in spans if span.kind == "speech"} == {"Nora", "Otis"}


def test_a_label_that_is_a_clause_is_told():
    asked = "And of course the first thing is: how many goats have you got, and do they all open gates?\n\n"
    reading = read(TALK * 2 + asked + TALK.replace("gate", "door") + asked.replace("goats", "hens") + TALK)
    names = {span.speaker for span in reading.spans if span.kind == "speech"}
    assert reading.is_doubted or names == {"Nora", "Otis"}


def test_titles_of_things_that_speak_once_each_are_doubted():
    text = (
        f"Melee Armour: {'You will need armour when you go to the weir, and we sell it. ' * 6}\n\n"
        f"Magic Defence: {'You may have a charm against the river, which I will not sell you. ' * 6}\n"
    )
    assert read(text).is_doubted
