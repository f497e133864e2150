"""Who has the word by what stands around the name: a party, a call by surname, a colon behind a verb of saying."""

import pytest

from tests.reading.test_kinds import turns

LONG = "We have looked at the weir from both banks, and I can tell you that it will not hold another winter.\n" * 4
LONGER = "Thank you, and I want to thank all of those who came down to the river with us in the rain today.\n" * 4


def test_names_with_their_party_on_lines_of_their_own_speak_though_each_of_them_but_once():
    text = (
        f"Committee on Rivers\n06/24/2031 02:30 PM\n\nSen. Ann Fell (R-Utah)\n{LONG}"
        f"In the meantime, let's turn it over to Ranking Member, Senator Blix.\nSen. Otis Blix (D-N.J.)\n{LONGER}"
    )
    assert [who for who, _ in turns(text)] == ["Sen. Ann Fell", "Sen. Otis Blix"]


def test_a_list_of_names_with_their_parties_is_no_talk():
    text = f"Committee on Rivers\n\nSen. Ann Fell (R-Utah)\nSen. Otis Blix (D-N.J.)\n\nNora: {LONG}\nTom: {LONGER}"
    assert [who for who, _ in turns(text)] == ["Nora", "Tom"]


def test_a_full_stop_before_the_colon_is_no_part_of_a_name_in_capitals():
    text = (
        "HON. A. FELL.: I ask about the weir, Sir.\n\nMR. SPEAKER.: The Minister has the floor.\n\n"
        "HON. O. BLIX: The weir is old, Sir.\n\nHON. A. FELL.: And the gate?\n\nMR. SPEAKER.: Order.\n"
    )
    assert [who for who, _ in turns(text)] == [
        "HON. A. FELL", "MR. SPEAKER", "HON. O. BLIX", "HON. A. FELL", "MR. SPEAKER"
    ]  # fmt: skip


@pytest.mark.parametrize(("says", "behind"), [("說", ""), ("说", " "), ("表示", "")])
def test_paragraphs_that_begin_with_who_says_them_are_said_without_marks(says, behind):
    text = (
        "河西的桥昨晚又封了，已是今年第三次。水务局称，桥要「等雨停再看」，没有说哪一天。\n\n"
        "桥头卖馒头的罗一鸣认为，封桥「最苦的是早市」，他已经三天没有开摊。\n\n"
        f"罗一鸣{says}：{behind}雨还没停，他们就来量桥，量完了也不告诉我们结果，我只好把面粉搬回家。\n\n"
        "住在桥西的梅小枝每天要绕两里路去上班，她对记者说，希望先搭一座木桥。\n\n"
        f"梅小枝{says}：{behind}绕路倒不怕，怕的是夜里没有灯，孩子放学要走那条路。\n"
    )
    said = turns(text)
    assert [words for who, words in said if who == "罗一鸣" and "面粉" in words]
    assert [words for who, words in said if who == "梅小枝" and "放学" in words]
    assert {who for who, _ in said} <= {"罗一鸣", "梅小枝", "水务局"}
