"""Figures as they read in the language chosen."""

import math

import pytest

from analysis.ground.wording import set_language
from analysis.versions.restating import measure_gap, restate


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("3万亿美元", "3 trillion US dollars", "3万亿美元"),
        ("30 trillion US dollars", "30 trillion US dollars", "30万亿美元"),
        ("65亿美元", "6.5 billion US dollars", "65亿美元"),
        ("4艾字节", "4 exabytes", "4艾字节"),
        ("40 trillion bytes", "40 terabytes", "40兆兆字节"),
        ("10月4日", "4 October", "10月4日"),
        ("1万倍", "10,000 times", "1万倍"),
        ("25%", "25%", "25%"),
        ("数百万", "somewhere from 2 million to 10 million", "大约200万至1,000万"),
        ("no figure at all", "", ""),
        ("in 2024 there were 30 dogs", "", ""),
    ],
)
def test_a_figure_is_said_again_in_either_language(text, english, chinese):
    assert restate(text) == english
    set_language("zh")
    try:
        assert restate(text) == chinese
    finally:
        set_language("en")


def test_how_far_two_figures_lie_apart():
    assert measure_gap("3万亿美元", "30 trillion US dollars") == pytest.approx(10)
    assert measure_gap("4艾字节", "40 trillion bytes") == pytest.approx(1e5)
    assert math.isnan(measure_gap("数百万", "3 million")), "vague"
    assert math.isnan(measure_gap("3 metres", "3 dollars")), "of two kinds"
    assert math.isnan(measure_gap("10月4日", "10月5日")), "dates are not times another"
