"""Languages: told by a document's own letters and words, and what is known of each."""

import pytest

from analysis.ground.languages import (
    guess_language,
    has_spaces,
    is_language,
    is_traditional,
    join_stop_words,
    load_stop_words,
    simplify,
)


def test_guess_language():
    assert guess_language("我们谈谈GPU和AI工厂") == "zh"
    assert guess_language("We talk about 面 and more") == "en"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Wir haben die größten Äpfel für den schönen Markt gepflückt, und dann kam der Regen.", "de"),
        ("Los pescadores salieron temprano porque el mar estaba tranquilo aquella mañana.", "es"),
        ("漁師たちは朝早く港を出て、静かな海で魚を待ちました。", "ja"),
        ("渔民清早出海，那天海面很平静。", "zh"),
        ("漁民清早出海，那天海面很平靜。", "zh"),
        ("Hi.", "en"),
    ],
)
def test_a_third_language_is_told(text, language):
    assert guess_language(text) == language


def test_a_language_without_spaces_counts_characters():
    assert not has_spaces("ja")
    assert has_spaces("de")


@pytest.mark.parametrize(
    ("code", "right"), [("en", True), ("yue", True), ("English", False), ("EN", False), ("", False), ("e1", False)]
)
def test_a_language_is_named_by_its_code(code, right):
    assert is_language(code) is right


def test_stop_words_are_there_for_other_languages_too():
    assert {"und", "nicht"} <= load_stop_words("de")
    assert load_stop_words("xx") == frozenset()
    assert {"the", "und", "的"} <= join_stop_words({"de", "zh"})


def test_stop_words_of_both_languages_spare_the_themes():
    assert {"the", "and"} <= load_stop_words("en")
    assert {"的", "我们"} <= load_stop_words("zh")
    assert not {"飞轮", "推理", "监管"} & load_stop_words("zh")
    assert not {"energy", "data", "model"} & load_stop_words("en")


@pytest.mark.parametrize(
    ("text", "simple"),
    [
        ("我們在茶園裡聽雨，說說這幾年的變化。", "我们在茶园里听雨，说说这几年的变化。"),
        ("我们在茶园里听雨。", "我们在茶园里听雨。"),
        ("The 2nd tea, 3.5 yuan — naïve!", "The 2nd tea, 3.5 yuan — naïve!"),
        ("", ""),
    ],
)
def test_traditional_characters_are_made_simple_and_nothing_else_is_touched(text, simple):
    assert simplify(text) == simple


@pytest.mark.parametrize(
    ("text", "traditional"),
    [
        ("我們在茶園裡聽雨，說說這幾年的變化。", True),
        ("我们在茶园里听雨，说说这几年的变化。", False),
        # A name in traditional characters does not make a text traditional.
        (
            "黃仁勳今天来了，大家都在台下等着听他讲一讲公司这几年到底做对了什么，又做错了什么，还有以后怎么走，我们一起来听。"
            * 3,
            False,
        ),
        ("No Chinese at all.", False),
        ("", False),
    ],
)
def test_traditional_characters_are_told(text, traditional):
    assert is_traditional(text) is traditional
