"""Figures and names in a text: what a reader would take for one, and which of them say the same."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analysis.corpus.words import Words, load_shared_words
from analysis.versions.quantities import YEAR, find_quantities
from analysis.versions.spellings import Name, find_names, find_sound_alikes, measure_likeness

WORDS = load_shared_words()

SAME = [
    ("3万", "30,000"),
    ("10万块", "100,000"),
    ("３０％", "30 per cent"),
    ("三成", "30%"),
    ("百分之四十", "40 percent"),
    ("一半", "half"),
    ("三分之一", "33.3%"),
    ("两到三倍", "two to three times"),
    ("十倍", "tenfold"),
    ("一百五十亿美元", "$15 billion"),
    ("2.5亿", "250 million"),
    ("三万亿美元", "3 trillion US dollars"),
    ("两兆", "2 trillion"),
    ("4艾字节", "4 exabytes"),
    ("250兆瓦", "250 megawatts"),
    ("五千公里", "5,000 km"),
    ("十年", "a decade"),
    ("22个月", "twenty-two months"),
    ("一个半小时", "1.5 hours"),
    ("四、五年", "four to five years"),
    ("3.2万名", "32,000 people"),
    ("50-50", "50%, 50%"),
    ("2024年", "in 2024"),
    ("5月17日", "May 17"),
    ("几百家", "hundreds of"),
    ("数十亿美元", "billions of dollars"),
    ("一千二百三十四", "one thousand two hundred and thirty four"),
    ("五六十个", "50 to 60"),
    ("翻倍", "doubled"),
    ("三成五", "35 per cent"),
    ("四分之三", "three quarters"),
    ("四分之一", "one in four"),
    ("半年", "six months"),
    ("一两年", "a year or two"),
    ("二十年", "two decades"),
    ("10月7号", "7 October"),
    ("六百多亿美元", "more than 60 billion dollars"),
    ("62港元", "HK$62"),
    ("上百万颗", "more than a million"),
    ("十几年", "more than ten years"),
    ("五倍", "a factor of five"),
    ("五十六岁", "56"),
    ("三毛五", "0.35 yuan"),
    ("六个半小时", "six and a half hours"),
    ("艾字节级的数据", "exabyte-scale data"),
    ("TB 级", "several terabytes"),
    ("两年半", "thirty months"),
    ("二〇一六年", "in 2016"),
    ("1.4美元", "a dollar forty"),
    ("0.9美元", "ninety cents"),
    ("12个", "a dozen"),
    ("八成", "eight out of ten"),
]
DIFFERENT = [
    ("三万亿", "30 trillion"),
    ("65亿美元", "$65 billion"),
    ("十亿倍", "亿倍"),
    ("一万亿美元", "数万亿美元"),
    ("4艾字节", "40 terabytes"),
    ("300万美元", "300万欧元"),
    ("三年", "三个月"),
    ("2019年", "2009年"),
    ("两到三倍", "两倍"),
    ("40%", "14%"),
    ("250兆瓦", "250千瓦"),
]


def read(text: str) -> list[tuple[tuple[float, ...], str]]:
    return [(q.values, q.unit) for q in find_quantities(text) if not q.weak]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_another_notation_is_no_other_figure(one, other):
    a, b = find_quantities(one), find_quantities(other)
    assert a
    assert b
    assert a[0].equals(b[0]) or {v for q in b for v in q.values} == set(a[0].values)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_another_figure_is_another_figure(one, other):
    (a,), (b,) = find_quantities(one), find_quantities(other)
    assert not a.equals(b)


def test_the_value_and_unit_of_figures_by_hand():
    text = "去年收入约为1,250万元，增长了三倍，其中四成来自海外；2021年只有两家工厂，现在有十几家。"
    assert read(text) == [
        ((12_500_000.0,), "CNY"),
        ((3.0,), "times"),
        ((40.0,), "percent"),
        ((2021.0,), YEAR),
        ((2.0,), ""),
        ((10.0, 19.0), ""),
    ]
    assert read("It took 18 months and $2.5m, twice as much as in 2019.") == [
        ((18 * 2629800.0,), "second"),
        ((2_500_000.0,), "USD"),
        ((2.0,), "times"),
        ((2019.0,), YEAR),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "一个人，一家公司，一些问题，第一次，第三，唯一一家",
        "十分重要，万一下雨，千万不要，一直都这样",
        "H100、DGX-1、Llama 3 和 x86 都在用 3D 图形",
        "One of them met another; both were first. GPT-4 and Boeing 747 are names.",
        "",
    ],
)
def test_what_is_no_figure_is_not_taken_for_one(text):
    assert read(text) == []


@given(
    st.text()
    | st.text("一二两三十百千万亿兆零点几数上半分之成0123456789.,%到年倍 ")
    | st.text("a half of ten-million 12.$")
)
@example("从0到0")
@example("0到0")
def test_any_text_is_read_and_every_figure_has_its_place(text):
    last = 0
    for quantity in find_quantities(text):
        assert last <= quantity.start < quantity.end <= len(text)
        assert list(quantity.values) == sorted(quantity.values)
        last = quantity.end


@pytest.mark.parametrize("unit", ["一", "十", "百万", "1", "1,", "hundred ", "twenty ", "字·", "A ", "几"])
def test_endless_numerals_and_names_are_read_to_their_end(unit):
    text = unit * 3000
    assert all(quantity.end <= len(text) for quantity in find_quantities(text))
    assert all(name.end <= len(text) for name in find_names(text, "zh", WORDS))


def test_chinese_names_that_sound_the_same_are_found():
    one, other = "我们在舟山的船坞见到了王老师。", "我们在周山的船坞见到了王老师。"
    assert [(a.text, b.text) for a, b in find_sound_alikes(one, other)] == [("舟山", "周山")]
    assert find_sound_alikes(one, one) == []


@given(st.integers(min_value=10, max_value=10**12))
def test_digits_with_and_without_separators_are_equal(number):
    (plain,), (parted,) = find_quantities(f"{number} metres"), find_quantities(f"{number:,} metres")
    assert plain.equals(parted)
    assert plain.values == (number,)


def names(text: str, language: str = "zh", words: Words = WORDS) -> dict[str, str]:
    return {name.text: name.thing for name in find_names(text, language, words) if not name.weak}


def test_names_in_both_scripts_are_of_one_thing(corpus):
    words = corpus.words
    assert names("英伟达和Nvidia，马斯克与Elon", words=words) == {
        "英伟达": "NVIDIA",
        "Nvidia": "NVIDIA",
        "马斯克": "Elon Musk",
        "Elon": "Elon Musk",
    }
    found = names("Yesterday Jensen Huang and NVIDIA's partners met at Kestrel Labs about CUDA.", "en", words)
    assert found == {
        "Jensen Huang": "Jensen Huang",
        "NVIDIA's": "NVIDIA",
        "Kestrel Labs": "kestrellab",
        "CUDA": "CUDA",
    }


def test_what_is_no_name_is_not_taken_for_one():
    assert names("The CEO and I use AI on our PC. It was the best of us, 30 US dollars a day.", "en") == {}
    assert names("CEO 说 AI 和 GPU 很重要，一共 20 GB。") == {}


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Kestral", "Kestrel", True),
        ("Lama", "LLaMA", True),
        ("Nickel", "NCCL", True),
        ("张伟·李", "张威·李", False),
        ("诺姆·布朗", "Noan Brown", True),
        ("Azure", "AWS", False),
        ("OpenAI", "DeepMind", False),
        ("Hopper", "Ampere", False),
    ],
)
def test_names_that_look_or_sound_alike(one, other, alike, corpus):
    words = corpus.words
    a, b = (find_names(text, "zh", words) for text in (one, other))
    if not a or not b:
        a, b = ([Name(0, len(text), text, text)] for text in (one, other))
    assert (measure_likeness(a[0], b[0], words) > 0) == alike
