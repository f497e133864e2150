"""Scenery: what stands among what is said, and is not said: directions, events, targets of links, headings, fields."""

import json

import pytest

from analysis.ground.errors import AnalysisError
from analysis.reading import read_document
from tests.reading.test_chats import ALL
from tests.reading.test_forms import pieces, turns
from tests.reading.test_kinds import heard, spoken

PLAY = (
    "第一幕\n\n〔后院，天未亮。王嫂在喂鸡。\n王嫂：（放下盆）谁在那儿？\n老祁：（从门后出来）是我，来借个梯子。\n"
    "王嫂：借梯子做什么？\n〔鸡飞上了墙，众人都笑。\n老祁：（指着墙）抓它。\n王嫂（摇头）：它自己会下来。\n"
    "老祁（坐下）那我等着，（看天）天也快亮了。\n王嫂：等着吧。\n"
)


def test_what_is_done_in_a_play_is_not_said() -> None:
    assert pieces(PLAY) == [
        ("王嫂", "谁在那儿？"), ("老祁", "是我，来借个梯子。"), ("王嫂", "借梯子做什么？"), ("老祁", "抓它。"),
        ("王嫂", "它自己会下来。"), ("老祁", "那我等着，"), ("老祁", "天也快亮了。"), ("王嫂", "等着吧。"),
    ]  # fmt: skip


def test_events_of_a_chat_are_nobody_s_and_whatever_is_written_is_said() -> None:
    lines = [f"[{at}:07] <{who}> {words}" for at, who, words in ALL]
    lines[2:2] = ["[10:13:09] * Joins: dave (~d@host)", "[10:13:11] * dave waves at the harbour"]
    lines += ["[10:59:01] <annw> # not a heading", "[10:59:04] * Quits: dave (~d@host) (Ping timeout)"]
    text = "\n".join(lines) + "\n"
    assert heard(read_document(text, name="test")) == {"annw", "Ben Oto", "carla_99"}
    assert "not a heading" in spoken(text)
    assert "waves" not in spoken(text)
    assert "Ping" not in spoken(text)


def test_where_links_lead_is_not_said() -> None:
    text = (
        "Nora: Did you read [the old chart](https://example.org/chart?x=1 \"A chart\") of the bay?\n\n"
        "Otis: I drew [it][chart-of-1904], with [a friend](https://example.org/a_(b)).\n\nNora: When?\n\n"
        "Otis: Long ago.\n"
    )  # fmt: skip
    said = spoken(text)
    assert "the old chart" in said
    assert not any(part in said for part in ("example.org", "A chart", "chart-of-1904"))


LABELLED = (
    "<p>Nora: Who left the gate open?</p>\n<p>Otis: The wind.</p>\n<p>Nora: And the goat?</p>\n<p>Otis: Ask her.</p>\n"
)


def test_front_matter_before_a_page_is_not_said() -> None:
    text = f"---\nlayout: post\ntitle: The gate\nauthor: Somebody\n---\n{LABELLED}<p>Nora: I did.</p>\n"
    assert heard(read_document(text, name="test")) == {"Nora", "Otis"}
    assert "Somebody" not in spoken(text)


def test_the_foot_of_an_article_belongs_to_it() -> None:
    page = f"<html><body><article><h1>The gate</h1><footer>{LABELLED}</footer></article><footer><p>Nora: buy a boat</p>"
    assert "Ask her." in spoken(page + "</footer></body></html>")
    assert "buy a boat" not in spoken(page + "</footer></body></html>")


MINUTES = (
    "會議紀錄\n\n出席委員：王小明　李大同　陳美玉\n\n列席人員：水利署技士　張文山\n\n主席：現在開會，請何組長說明。\n\n"
    "何組長文山：主席、各位委員，今年的水比去年少兩成。\n\n王委員小明：少在哪裡？\n\n何組長文山：都少在上游。\n\n"
    "林署長秋水：我補充一點，下游也少。\n\n主席：謝謝。還有沒有問題？\n\n王委員小明：沒有了。\n\n決定：下次再議。\n"
)


def test_who_was_there_and_what_was_decided_speaks_not_and_who_has_an_office_in_the_name_does() -> None:
    assert heard(read_document(MINUTES, name="test")) == {"主席", "何組長文山", "王委員小明", "林署長秋水"}


def test_lines_of_dashes_make_headings() -> None:
    text = (
        "Nora: Who left the gate open?\n\nOtis: The wind.\n\n**The goat,**\n----------\n\nNora: And the goat?\n\n"
        "Otis: Ask her.\n\nWhat comes next\n===============\n\nNora: Rain.\n"
    )
    said = spoken(text)
    assert "The goat," not in said
    assert "What comes next" not in said


def test_questions_in_brackets_after_a_talk_are_the_audience_s() -> None:
    told = "I have kept bees for thirty years, and I still learn from them.\n\n" * 3
    text = (
        f"---\ntitle: Bees\nspeaker: Ada Quill\n---\n\n{told}[Audience member: Do they know you?]\n\n"
        "I think they know my coat.\n\n[Audience member: And when it rains?\nDo they stay in?]\n\n"
        "They do, as I would.\n"
    )
    found = turns(text)
    assert found[1] == ("Audience member", "Do they know you?")
    assert found[3] == ("Audience member", "And when it rains? Do they stay in?")
    assert {who for who, _ in found} == {"Ada Quill", "Audience member"}


def test_names_that_a_form_keeps_apart_are_apart() -> None:
    said = [("Rolf", "I am the frog."), ("Rolf (Mimi)", "No, I am."), ("Mimi", "You both are."), ("Chief", "Enough."),
            ("Chief Moor", "I agree."), ("rolf", "With whom?")]  # fmt: skip
    found = turns(json.dumps([{"speaker": who, "text": words} for who, words in said]))
    assert [who for who, _ in found] == ["Rolf", "Rolf (Mimi)", "Mimi", "Chief", "Chief Moor", "Rolf"]


def test_sounds_in_records_are_not_said() -> None:
    records = [
        {"speaker": "A1", "text": "It rains {vocalsound} again."},
        {"speaker": "B2", "text": "(Laughs) It does."},
    ]
    assert pieces(json.dumps(records)) == [("A1", "It rains"), ("A1", "again."), ("B2", "It does.")]


def test_who_speaks_in_a_play_is_not_said_where_the_name_has_a_number_of_its_own() -> None:
    text = "<TEI><text><body>" + "".join(
        f'<sp who="#{who}"><speaker xml:id="s{n}"><w>{who.upper()}</w> <w>OF KETTLE</w></speaker><p>{words}</p></sp>\n'
        for n, (who, words) in enumerate([("nora", "Who is there?"), ("otis", "The wind."), ("nora", "Come in.")])
    )
    assert turns(text + "</body></text></TEI>") == [
        ("nora", "Who is there?"),
        ("otis", "The wind."),
        ("nora", "Come in."),
    ]


def test_headings_of_which_few_ask_are_no_interview() -> None:
    heads = ["Where to use it", "How does it start?", "What it costs", "Is it safe?", "Where it breaks", "Who made it?"]
    text = "".join(
        f"## {number}. {head}\n\n- I keep a list of these\n- and of those\n\n" for number, head in enumerate(heads)
    )
    with pytest.raises(AnalysisError, match="nobody speaks"):
        read_document(text, name="test")


def test_a_paragraph_under_the_marks_of_a_heading_is_said_and_pictures_are_not() -> None:
    long = "I had thought of it for years, and " + "every spring I put it off again, because of the rain, and " * 4
    text = (
        f"**Nora:** Why now?\n\n**Otis:** Let me begin with the bridge,\n\n[![](https://example.org/a()?b)](https://c.example)\n\n"
        f"##### {long}then I did it.\n\n**Nora:** And the goat?\n\n##### What comes next\n\n**Otis:** Ask her.\n"
    )
    said = spoken(text)
    assert "then I did it." in said
    assert "example" not in said
    assert "What comes next" not in said
