"""Archives: small conversations as those who collect them keep them, in XML, CHAT, tables and records of prose."""

import csv
import io
import json

import pytest

from analysis.ground.errors import AnalysisError
from analysis.reading import read_document
from tests.reading.test_forms import read, turns

SAID = [
    ("Ann Weber", "Did the boats come in before the storm?"),
    ("Ben Oto", "They waited, all three of them, behind the bar."),
    ("Ann Weber", "And the nets?"),
    ("Ben Oto", "We lost two of them; the third is torn."),
    ("Carla Lund", "I can lend you one until spring."),
    ("Ben Oto", "That is kind. You get it back whole."),
]


def write_rows(rows: list[list[object]]) -> str:
    file = io.StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue()


def _number(who: str) -> int:
    return ["Ann Weber", "Ben Oto", "Carla Lund"].index(who)


NAMES = "".join(
    f'<agent xml:id="p{n}"><name type="full">{who}</name></agent>'
    for n, who in enumerate(dict.fromkeys(w for w, _ in SAID))
)
XML = '<?xml version="1.0"?>\n'
LABELLED = "\n\n".join(f"{who}: {words}" for who, words in SAID)
CELLS = [*LABELLED.replace("\n\nBen Oto: We", "\n\n\nBen Oto: We").split("\n\n\n"), "Ann Weber: Thank you both."]
FORMS = {
    "attributes that name who speaks": XML
    + "<debate><title>Nets</title>"
    + "".join(f"<speech speakername='{who}' id='s'><p>{words}</p></speech>" for who, words in SAID)
    + "</debate>",
    "records of elements": XML
    + "<log>"
    + "".join(f"<entry><speaker>{who}</speaker><at>1</at><text>{words}</text></entry>" for who, words in SAID)
    + "</log>",
    "timed text": XML
    + f"<tt><head><metadata>{NAMES}</metadata></head><body><div>"
    + "".join(f'<p begin="1s" end="2s" agent="p{_number(who)}">{words}</p>' for who, words in SAID)
    + "</div></body></tt>",
    "pages within XML": "<?xml version='1.0'?><page><![CDATA["
    + "".join(f"<p><b>{who}:</b> {words}</p>" for who, words in SAID)
    + "]]></page>",
    "a parliament's contributions": XML
    + "<house>"
    + "".join(f"<p><member>{who}</member><membercontribution>: {words}</membercontribution></p>" for who, words in SAID)
    + "</house>",
    "CHAT": "@UTF8\n@Begin\n@Participants:\tANN Ann_Weber Adult, BEN Ben_Oto Adult, CAR Carla_Lund Adult\n"
    + "".join(f"*{who[:3].upper()}:\t{words} \x15100_200\x15\n%com:\tthe wind is heard\n" for who, words in SAID)
    + "@End\n",
    "a table without a head": write_rows([[number, who, words] for number, (who, words) in enumerate(SAID)]),
    "a talk in each cell": write_rows(
        [["id", "title", "transcript"], *([n, "Nets", part] for n, part in enumerate(CELLS))]
    ),
    "a talk in one field": json.dumps({"title": "Nets", "transcript": LABELLED}),
    "a line in each item": json.dumps({"title": "Nets", "lines": [f"{who}: {words}" for who, words in SAID]}),
    "a page in one field": json.dumps({"body": "".join(f"<p><b>{who}:</b> {words}</p>" for who, words in SAID)}),
    "a fence around the talk": f"# Nets\n\nWhat they said:\n\n```\n{LABELLED}\n```\n\nThe next one is about boats.\n",
    "a fold around the talk": f"<details>\n<summary>Transcript</summary>\n\n{LABELLED}\n\n</details>\n",
    "rules around names": "\n\n".join(f"----------\n{who}\n----------\n\n{words}" for who, words in SAID) + "\n",
    "times below names": "".join(f"{who}\n\n0:0{number}\n\n{words}\n\n" for number, (who, words) in enumerate(SAID)),
}


@pytest.mark.parametrize("form", list(FORMS))
def test_each_form_gives_every_speaker_what_they_say(form: str) -> None:
    wanted = [*SAID, ("Ann Weber", "Thank you both.")] if form == "a talk in each cell" else SAID
    assert turns(FORMS[form]) == wanted


def test_tags_and_names_of_characters_within_words_are_not_said() -> None:
    text = FORMS["records of elements"].replace("boats", "b&#111;ats &amp; <i>sails</i>")
    reading = read(text)
    start, end = text.index("Did"), text.index(" come")
    said = [span for span in reading.spans if span.kind == "speech" and start <= span.start < end]
    assert {span.speaker for span in said} == {"Ann Weber"}
    assert reading.source.take_words(start, end) == "Did the boats & sails"


def test_records_that_name_nobody_and_hold_prose_of_nobody_are_refused() -> None:
    with pytest.raises(AnalysisError, match="nobody is named in it: json"):
        read_document(
            json.dumps([{"text": "The tide was out."}, {"text": "The boats lay on their sides."}]), name="test"
        )


def test_names_before_a_comma_are_no_table() -> None:
    text = "".join(f"{who}, Harbour House: {words.replace(',', '')}\n\n" for who, words in SAID)
    assert read(text).layout == "labels"


def test_an_interview_without_any_marks_is_questions_and_answers_in_turn() -> None:
    asked = ["When did you come here?", "Was it the sea?", "Who taught you to row?", "Do you still go out at night?"]
    told = [
        "I came with my father, before the school was built.",
        "My mother says so. I remember the smell of tar.",
        "I taught myself, in a boat that leaked.",
        "We do, when the moon is up and my knees allow it.",
    ]
    text = "\n\n".join(line for pair in zip(asked, told, strict=True) for line in pair) + "\n"
    assert turns(text) == [(who, line) for pair in zip(asked, told, strict=True)
                           for who, line in zip(("interviewer", "interviewee"), pair, strict=True)]  # fmt: skip


COURT = (
    "DIRECT EXAMINATION\n\nBY MR. HALE:\n\nQ. Where were you that night?\n\nA. On the pier.\n\nQ. Alone?\n\n"
    "A. With my dog.\n\nTHE COURT: Keep your voice up.\n\nTHE WITNESS: I will.\n\nQ. Did you see the boat?\n\n"
    "A. I did.\n"
)


def test_a_is_the_witness_and_q_whoever_examines() -> None:
    found = turns(COURT)
    assert {who for who, _ in found} == {"MR. HALE", "THE COURT", "THE WITNESS"}
    assert ("THE WITNESS", "With my dog.") in found
    assert ("MR. HALE", "Did you see the boat?") in found


def test_what_stands_before_the_talk_between_rules_is_no_talk() -> None:
    text = f"---\ntitle: Nets\nspeakers: [Ann Weber, Ben Oto]\n---\n\n{LABELLED}\n"
    reading = read(text)
    assert turns(text) == SAID
    assert next(span for span in reading.spans if span.kind == "speech").start > text.index("\n---\n", 4)


def test_elements_without_a_declaration_are_xml_all_the_same() -> None:
    text = "".join(f"<message><user>{who}</user><text>{words}</text></message>\n" for who, words in SAID)
    assert turns(f"<chat>\n<channel>boats</channel>\n{text}</chat>\n") == SAID


def test_lines_of_json_may_be_lists() -> None:
    records = [{"role": who, "text": words} for who, words in SAID]
    assert turns("\n".join(json.dumps(records[n : n + 2]) for n in (0, 2, 4)) + "\n") == SAID
