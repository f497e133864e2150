"""Finding: what people do with words, told from the words alone, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.words import Words
from analysis.moves.markers import find_assents, find_hedges
from analysis.moves.mentions import find_figures, find_mentions, know_people
from analysis.moves.questions import KINDS, find_questions

WORDS = Words(
    (),
    (("organisation", "Birchwood"), ("organisation", "Otterline"), ("person", "Mara Quist"), ("person", "Ada Finch")),
    (("Birchwood", ("Birchwood", "桦木公司")), ("", ("AI",))),
    (),
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("What do the bees do in January?", "open"),
        ("So, after the flood, how did you dry the barn?", "open"),
        ("Can you walk us through the first winter?", "open"),
        ("Tell us about the goats.", "open"),
        ("how did you find the well", "open"),
        ("Did the roof hold?", "closed"),
        ("Is it a goat or a sheep?", "closed"),
        ("You sold the mill?", "closed"),
        ("You sold the mill, right?", "tag"),
        ("It rained all week, didn't it?", "tag"),
        ("冬天蜜蜂做什么？", "open"),
        ("请您谈谈第一年的收成。", "open"),
        ("屋顶撑住了吗？", "closed"),
        ("你们有什么办法吗？", "closed"),
        ("是山羊，还是绵羊？", "closed"),
        ("下雨会不会耽误收割？", "closed"),
        ("你把磨坊卖了，对吧？", "tag"),
    ],
)
def test_a_question_is_of_the_kind_that_a_reader_gives_it(text, kind):
    language = "en" if text.isascii() else "zh"
    assert [found for _, _, found in find_questions(text, language)] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "We asked him what he wanted.",
        'My aunt came in and said "Who let the goats out?" and left.',
        "What we need is a longer ladder.",
        "When the ice melts, we row across.",
        "我想知道的是，这里以前有什么。",
        "那年有人问过我：“羊到哪里去了？”",
        "我们谈谈收成吧。",
    ],
)
def test_what_only_tells_of_a_question_is_none(text):
    assert list(find_questions(text, "en" if text.isascii() else "zh")) == []


def test_several_questions_of_one_turn_are_all_found_where_they_stand():
    text = "The barn is dry. Who mended it? Did it cost much? Good."
    found = [(text[start:end], kind) for start, end, kind in find_questions(text, "en")]
    assert found == [("Who mended it?", "open"), ("Did it cost much?", "closed")]


def test_a_hedge_is_none_within_a_longer_phrase_and_a_rounder_only_beside_a_figure():
    english = "We keep about forty goats, kind of like this kind of grass, and we talk about it."
    assert [phrase for _, _, phrase in find_hedges(english, "en")] == ["about", "kind of"]
    assert [phrase for _, _, phrase in find_hedges("I think the goats may return.", "en")] == ["i think", "may"]
    chinese = "大概有四十只羊，重量五十斤左右，这种可能性很小，不可能再多，我觉得左右两边都可能有狼。"
    assert [phrase for _, _, phrase in find_hedges(chinese, "zh")] == ["大概", "左右", "我觉得", "可能"]


def test_an_assent_is_a_clause_of_nothing_else():
    english = "Yeah, exactly. Right now we sell cheese. Of course. Of course, the goats help. That's right! Right?"
    assert [phrase for _, _, phrase in find_assents(english, "en")] == ["yeah", "exactly", "of course", "that's right"]
    chinese = "对，没错，我们卖奶酪。对我们来说很难。当然。当然，羊也帮忙。是的！对吗？"
    assert [phrase for _, _, phrase in find_assents(chinese, "zh")] == ["对", "没错", "当然", "是的"]


def test_a_thing_has_one_name_in_both_scripts_and_a_person_is_meant_by_a_part_of_theirs():
    words = know_people(WORDS, {"Ada Finch": "Ada Finch", "艾达": "Ada Finch", "Will Stone": "Will Stone"})
    english = "At Birchwood I met Ada and Mara Quist, and we will sell Otterline a stone mill with AI."
    assert [(kind, thing) for _, _, kind, thing in find_mentions(english, "en", words)] == [
        ("organisation", "Birchwood"), ("person", "Ada Finch"), ("person", "Mara Quist"), ("organisation", "Otterline"),
    ]  # fmt: skip
    chinese = "艾达把桦木公司卖给了 Otterline。"
    assert [thing for *_, thing in find_mentions(chinese, "zh", words)] == ["Ada Finch", "Birchwood", "Otterline"]


def test_figures_have_value_and_unit_and_no_name_is_one():
    text = "In 1998 we had three million dollars, and an M3 press."
    found = [(q.values, q.unit) for q in find_figures(text, "en")]
    assert found == [((1998.0,), "year of the calendar"), ((3e6,), "USD")]


def test_in_other_languages_only_listed_names_are_found():
    text = "Was macht Otterline? Ich glaube, ungefähr drei Millionen. Ja."
    assert [list(find(text, "de")) for find in (find_questions, find_hedges, find_assents, find_figures)] == [[]] * 4
    assert [thing for *_, thing in find_mentions(text, "de", know_people(WORDS, {}))] == ["Otterline"]


@given(st.text(alphabet="aAiI who?？！.,，。\"“”'吗什么对可能3年 \n", max_size=200), st.sampled_from(["en", "zh"]))
def test_whatever_stands_there_finds_lie_within_it_in_order(text, language):
    for find in (find_questions, find_hedges, find_assents):
        found = list(find(text, language))
        assert all(0 <= start < end <= len(text) for start, end, _ in found)
        assert [start for start, _, _ in found] == sorted({start for start, _, _ in found})
    assert {kind for *_, kind in find_questions(text, language)} <= {*KINDS}
