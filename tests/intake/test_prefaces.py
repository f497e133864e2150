"""Prefaces and people: what a document says of its title, its date and who speaks, and never more than it says."""

import datetime
from pathlib import Path

import pandas as pd
import pytest

from analysis.corpus.catalogue import Speaker, is_id, make_slug
from analysis.intake.people import People, guess_roles, is_unnamed, name_role, pool_roles
from analysis.intake.prefaces import find_date, find_title, read_front_matter

FRONT = '---\ntitle: "The lamp: a talk"\ndate: 2021-04-05\ntags:\n  - sea\n---\n\n# Another heading\n\nAda: Hello.\n'
TALK = "Ada: Hello there.\n\nOle: Hello to you.\n"


def test_front_matter_is_read_where_it_stands_first():
    assert read_front_matter(FRONT) == {"title": "The lamp: a talk", "date": "2021-04-05", "tags": ""}
    assert read_front_matter("Ada: see below\n" + FRONT) == {}
    assert read_front_matter(TALK) == {}


@pytest.mark.parametrize(
    ("text", "name", "title", "place"),
    [
        (FRONT, "x.md", "The lamp: a talk", "front matter"),
        ("# The *lamp* and the [sea](https://example.org)\n\n" + TALK, "x.md", "The lamp and the sea", "first heading"),
        ("# 2021-04-05 – The lamp\n\n" + TALK, "x.md", "The lamp", "first heading"),
        ("# 灯塔里的一夜\n\n" + TALK, "x.md", "灯塔里的一夜", "first heading"),
        # A heading that ends with a colon is who speaks, not what the talk is called.
        ("## Ada:\n\nHello.\n", "the-lamp.txt", "the lamp", "file name"),
        (TALK, "2021-04-05_the-lamp.talk.txt", "the lamp talk", "file name"),
        (TALK, "20210405.txt", "20210405", "file name"),
    ],
)
def test_a_title_is_taken_from_where_it_stands(text, name, title, place):
    assert find_title(text, Path(name)) == (title, place)


@pytest.mark.parametrize(
    ("text", "name", "date", "place"),
    [
        (FRONT, "2019-01-01.md", "2021-04-05", "front matter"),
        (TALK, "2021-04-05-lamp.txt", "2021-04-05", "file name"),
        (TALK, "lamp_20210405.txt", "2021-04-05", "file name"),
        (TALK, "lamp 5 April 2021.txt", "2021-04-05", "file name"),
        ("# The lamp, April 5th, 2021\n\n" + TALK, "x.txt", "2021-04-05", "first heading"),
        ("The lamp\nRecorded on 5th Apr. 2021 at the pier\n\n" + TALK, "x.txt", "2021-04-05", "its first lines"),
        ("The lamp\nDecember 31, 1999\n\n" + TALK, "x.txt", "1999-12-31", "its first lines"),
        ("灯塔\n2021年4月5日，于礁石上\n\n" + TALK, "x.txt", "2021-04-05", "its first lines"),
        ("灯塔\n2021 年 11 月 12 号\n\n" + TALK, "x.txt", "2021-11-12", "its first lines"),
        ("The lamp\n2021-02-30, or rather 2021-03-02\n\n" + TALK, "x.txt", "2021-03-02", "its first lines"),
    ],
)
def test_a_date_is_taken_from_where_it_stands(text, name, date, place):
    assert find_date(text, Path(name)) == (datetime.date.fromisoformat(date), place)


@pytest.mark.parametrize(
    "text",
    [
        TALK,
        "The lamp\nApril 2021\n\n" + TALK,
        "The lamp, order 120210405 of 2021\n\n" + TALK,
        TALK * 40 + "Ada: It was on 5 April 2021.\n",
        "The lamp\n2021-13-45\n\n" + TALK,
    ],
)
def test_where_a_document_gives_no_date_there_is_none_and_never_today(text):
    found, told = find_date(text, Path("lamp.txt"))
    assert found is None
    assert told.startswith("no date in")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("The lamp: a talk", "the-lamp-a-talk"),
        ("../../etc/passwd", "etc-passwd"),
        ("灯塔里的一夜", "灯塔里的一夜"),
        ("Ünder the _big_ lamp!", "ünder-the-big-lamp"),
        ("One very long title of a talk that goes on and on about lamps", "one-very-long-title-of-a-talk-that-goes"),
        ("…", ""),
    ],
)
def test_a_title_becomes_an_id(title, slug):
    assert make_slug(title) == slug
    assert not slug or is_id(slug)


KNOWN = [Speaker("Mireille B. Reece, PsyD", "guest"), Speaker("Orla Devane", "host", aliases=["Devane", "欧拉"])]


@pytest.mark.parametrize(
    ("name", "person", "sure"),
    [
        ("Mireille B. Reece, PsyD", "Mireille B. Reece, PsyD", "sure"),
        ("Mireille Reece", "Mireille B. Reece, PsyD", "likely"),
        ("Dr. Mireille Reece", "Mireille B. Reece, PsyD", "likely"),
        ("Mireille B Reece", "Mireille B. Reece, PsyD", "likely"),
        ("orla devane", "Orla Devane", "sure"),
        ("Devane", "Orla Devane", "sure"),
        ("欧拉", "Orla Devane", "sure"),
        # One surname does not make two people one.
        ("Hector Reece", "Hector Reece", "sure"),
        ("Reece", "Reece", "sure"),
        ("Mireille Reece-Hall", "Mireille Reece-Hall", "sure"),
        ("Ms. Reece", "Ms. Reece", "sure"),
    ],
)
def test_who_is_who(name, person, sure):
    assert People(KNOWN).find(name)[:2] == (person, sure)


def test_two_who_could_be_meant_are_neither():
    twins = [Speaker("Anna K. Brandt", "guest"), Speaker("Anna M. Brandt", "guest")]
    assert People(twins).find("Anna Brandt")[0] == "Anna Brandt"


def told(*turns: tuple[str, str]) -> pd.DataFrame:
    table = pd.DataFrame(turns, columns=["speaker", "words"])
    return table.assign(turn=range(1, len(table) + 1))


ANSWER = "I trim the wick at dusk, and then I sit beside it until the wind drops and the ships are in."
ASKING = ["host", "interviewer", "reporter"]


def test_who_puts_the_questions_is_the_host():
    turns = told(*[("Ada", "Why is that?"), ("Ole", ANSWER)] * 6)
    roles = guess_roles(turns, ASKING, {})
    assert {name: role[:2] for name, role in roles.items()} == {"Ada": ("host", "likely"), "Ole": ("guest", "likely")}
    assert "puts a question in 100% of the turns" in roles["Ada"][2]


def test_questions_are_known_in_chinese_too():
    turns = told(*[("甲", "你为什么这样做？"), ("乙", "因为风大，灯要有人守着，船才回得来。")] * 5)
    assert {name: role[0] for name, role in guess_roles(turns, ASKING, {}).items()} == {"甲": "host", "乙": "guest"}


def test_who_speaks_most_of_the_words_is_no_host_whatever_he_asks():
    turns = told(*[("Ada", "Go on."), ("Ole", f"{ANSWER} Is it not so?")] * 6)
    assert guess_roles(turns, ASKING, {})["Ole"][0] == "guest"


def test_a_label_that_names_a_role_gives_it_and_what_is_known_stays():
    turns = told(*[("Moderator", "Please."), ("Ole", ANSWER), ("Zed", "Why?")] * 4)
    roles = guess_roles(turns, ASKING, {"Ole": "witness"})
    assert roles["Moderator"][0] == "moderator"
    assert roles["Ole"][:2] == ("witness", "sure")


def test_a_label_has_its_role_in_every_talk():
    turns = told(*[("Q (briefing-2)", "So you said."), ("Dr. Amsel", ANSWER), ("Zed", ANSWER)] * 4)
    roles = guess_roles(turns, ASKING, {})
    assert {name: role[0] for name, role in roles.items()} == {
        "Q (briefing-2)": "host", "Dr. Amsel": "guest", "Zed": "guest"
    }  # fmt: skip


def test_where_nobody_asks_all_is_a_guess():
    turns = told(*[("Ada", ANSWER), ("Ole", ANSWER)] * 4)
    assert {role[:2] for role in guess_roles(turns, ASKING, {}).values()} == {("guest", "a guess")}


def test_who_leads_most_talks_leads_them_all():
    """One talk alone would make the guest the host: there he puts more questions."""
    usual = told(*[("Ada", "Why is that?"), ("Ole", ANSWER)] * 6)
    odd = told(*[("Ada", "Go on, tell me."), ("Ole", "Is it so?")] * 3, ("Ada", ANSWER), ("Ada", ANSWER))
    assert guess_roles(odd, ASKING, {})["Ole"][0] == "host"
    roles = pool_roles([usual, usual, usual, usual, odd], ASKING, {})
    assert {name: role[:2] for name, role in roles.items()} == {"Ada": ("host", "likely"), "Ole": ("guest", "likely")}
    assert "host in 4 of 5 talks" in roles["Ada"][2]


def test_a_guest_of_one_talk_is_told_by_the_host_of_the_others():
    alone = told(*[("Ada", ANSWER), ("Zed", ANSWER)] * 4)
    assert guess_roles(alone, ASKING, {})["Zed"][1] == "a guess"
    others = [told(*[("Ada", "Why is that?"), (f"Guest {n}", ANSWER)] * 6) for n in "BCDE"]
    assert pool_roles([*others, alone], ASKING, {})["Zed"][:2] == ("guest", "likely")


@pytest.mark.parametrize(
    ("label", "unnamed"),
    [
        ("Host", True), ("Speaker 2", True), ("SPEAKER_00", True), ("说话人 3", True), ("主持人", True), ("Q", True),
        ("M", True),        ("主持人 李明", False), ("Orla Devane", False), ("Ms. Reece", False), ("欧拉", False),
    ],
)  # fmt: skip
def test_what_label_names_nobody(label, unnamed):
    assert is_unnamed(label) == unnamed


def test_a_title_over_two_lines_is_whole_and_a_list_is_no_field():
    text = '---\ntitle: "The lamp, the keeper and\\\n  \\ the sea"\ndate: 2021-03-04\ntags: [a, b]\n---\n\nAda: Yes.\n'
    assert read_front_matter(text) == {"title": "The lamp, the keeper and the sea", "date": "2021-03-04", "tags": ""}
    assert find_date(text, Path("x.md"))[0] == datetime.date(2021, 3, 4)
    assert read_front_matter("---\ntitle: A: B\n---\n") == {"title": "A: B"}


def test_front_matter_between_plus_signs_is_toml():
    text = '+++\ntitle = "The lamp: a talk"\ndate = 2021-04-05\nhosts = ["Ada Moss", "Ole Wren"]\n+++\n\nADA: Yes.\n'
    assert read_front_matter(text) == {"title": "The lamp: a talk", "date": "2021-04-05", "hosts": ""}
    assert find_date(text, Path("x.md")) == (datetime.date(2021, 4, 5), "front matter")
    assert read_front_matter("+++\ntitle = A: B\n+++\n") == {"title": "A: B"}


def test_who_comes_back_and_lets_others_speak_is_the_host_though_nobody_asks():
    talks = [told(*[("Ada", "Go on."), (f"Guest {n}", ANSWER)] * 6) for n in "BCD"]
    roles = pool_roles(talks, ASKING, {})
    assert roles["Ada"] == (
        "host",
        "likely",
        "speaks in 3 of 3 talks, in 3 less than somebody who comes seldom",
    )
    assert {roles[f"Guest {n}"][:2] for n in "BCD"} == {("guest", "likely")}


def test_who_comes_back_and_speaks_most_is_no_host():
    """One guest at three hosts', as in these talks of one man."""
    talks = [told(*[(f"Host {n}", "Go on."), ("Ada", ANSWER)] * 6) for n in "BCD"]
    assert pool_roles(talks, ASKING, {})["Ada"][0] == "guest"


@pytest.mark.parametrize(
    ("said", "role"), [("hosts", "host"), ("Guest", "guest"), ("主持人", "host"), ("cast", ""), ("speakers", "")]
)
def test_a_field_under_which_people_are_listed_may_name_their_role(said, role):
    assert name_role(said) == role


def test_beside_a_host_whom_the_document_lists_nobody_else_leads():
    turns = told(*[("Ada", "Go on."), ("Ole", "Is it so?"), ("Ada", ANSWER)] * 4)
    assert guess_roles(turns, ASKING, {"Ada": "host"})["Ole"][0] == "host"
    assert guess_roles(turns, ASKING, {"Ada": "host"}, {"Ada"})["Ole"][:2] == ("guest", "likely")
