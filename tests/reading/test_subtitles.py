"""Subtitles: names that stand where the speaker changes, and files in which only some are named."""

import pytest

from analysis.reading import read_document

WORDS = "and then we went down to the harbour where the boats"


def write(names: list[str]) -> str:
    """Subtitles with one line a cue, each with its name where there is one."""
    cues = [
        f"{n}\n00:{n // 60:02d}:{n % 60:02d},000 --> 00:{n // 60:02d}:{n % 60:02d},900\n{name}{WORDS} {n}\n"
        for n, name in enumerate(names, 1)
    ]
    return "\n".join(cues)


def read(names: list[str]):
    return read_document(write(names), name="talk.srt")


def test_names_where_the_speaker_changes_are_believed_however_few():
    """Fifteen cues a turn: six cues in a hundred name somebody."""
    turns = [["Ada: "] + [""] * 14, ["Ole: "] + [""] * 14] * 6
    reading = read([name for turn in turns for name in turn])
    assert reading.confidence == 1 and not reading.reasons
    assert {span.speaker for span in reading.spans if span.kind == "speech"} == {"Ada", "Ole"}


@pytest.mark.parametrize(
    "names",
    [
        # Ada's name stands before many cues of hers, so that what has none may be another's.
        (["Ada: "] + [""] * 14) * 8 + (["Ole: "] + [""] * 14) * 4,
        # Names end in the middle.
        (["Ada: "] + [""] * 10 + ["Ole: "] + [""] * 10) * 4 + [""] * 100,
    ],
)
def test_where_names_are_left_out_it_is_doubted(names):
    assert "few speakers are named" in read(names).reasons[0]


def test_a_name_in_full_and_its_first_name_are_one_person():
    turns = ["Ada Moss: ", "Ole: ", "Ada: ", "Ole: ", "Ada: ", "Ole Wren: ", "Ada: "]
    assert {span.speaker for span in read(turns).spans if span.kind == "speech"} == {"Ada Moss", "Ole Wren"}


def test_what_a_sentence_runs_into_over_two_lines_of_a_cue_is_no_name():
    text = write(["Ada: ", "", "Ole: ", "Ada: ", "Ole: "]).replace(
        f"{WORDS} 2", "the book is called a\nChoose Your Harbour: boats"
    )
    assert {span.speaker for span in read_document(text, name="talk.srt").spans if span.kind == "speech"} == {
        "Ada",
        "Ole",
    }
    changed = text.replace("called a\nChoose Your Harbour", "called a harbour.\nMia Wren")
    speakers = {span.speaker for span in read_document(changed, name="talk.srt").spans if span.kind == "speech"}
    assert speakers == {"Ada", "Ole", "Mia Wren"}
