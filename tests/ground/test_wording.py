"""Wording: lists and shares as they stand in a sentence, in both languages."""

import pytest

from analysis.ground.errors import AnalysisError
from analysis.ground.wording import join_words, list_some, percent, say, set_language

FIVE = ["ash", "beech", "cedar", "elm", "fir"]


@pytest.mark.parametrize(
    ("items", "told", "chinese"),
    [
        ([], "", ""),
        (["ash"], "ash", "ash"),
        (FIVE[:2], "ash and beech", "ash 和 beech"),
        (FIVE[:3], "ash, beech and cedar", "ash、beech 和 cedar"),
        # "and 1 more" would be no shorter than the fourth name.
        (FIVE[:4], "ash, beech, cedar and elm", "ash、beech、cedar 和 elm"),
        (FIVE, "ash, beech, cedar and 2 more", "ash、beech、cedar等 5 个"),
    ],
)
def test_a_long_list_names_some_and_counts_the_rest(items, told, chinese):
    assert list_some(items) == told
    set_language("zh")
    assert list_some(items) == chinese


def test_how_many_are_named_can_be_chosen():
    assert list_some(FIVE, most=1) == "ash and 4 more"
    assert list_some(FIVE, most=4) == "ash, beech, cedar, elm and fir"
    assert list_some([f"tree {n}" for n in range(60)], most=2) == "tree 0, tree 1 and 58 more"


def test_chinese_names_are_joined_without_spaces():
    set_language("zh")
    assert join_words(["茶园", "面馆"]) == "茶园和面馆"
    assert join_words(["“收成”", "“洪水”", "“集市”"]) == "“收成”“洪水”和“集市”"


def test_shares_are_whole_percentages():
    assert [percent(share) for share in (0, 0.004, 0.005, 0.256, 1)] == ["0%", "under 1%", "0%", "26%", "100%"]


def test_a_language_that_nothing_is_said_in_is_refused():
    with pytest.raises(AnalysisError, match="the language is 'de'"):
        set_language("de")
    assert say("yes", "是") == "yes"
