"""Who said what, on transcripts written for these tests, with every quirk that real pages have."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.ground.errors import AnalysisError
from analysis.reading import LAYOUTS, Roster, Span, read_document
from analysis.reading.repeats import find_repeats
from analysis.reading.spans import KINDS, partition


def said(text: str, **options) -> list[tuple[str, str]]:
    """Speaker and words of every span of speech."""
    spans = read_document(text, name="test", **options).spans
    return [(s.speaker, text[s.start : s.end].strip()) for s in spans if s.kind == "speech"]


def kinds(text: str, **options) -> list[tuple[str, str]]:
    spans = read_document(text, name="test", **options).spans
    return [(s.kind, text[s.start : s.end].strip()) for s in spans]


def assert_partition(text: str, spans: list[Span]) -> None:
    assert [s.start for s in spans] == [0, *(s.end for s in spans[:-1])][: len(spans)]
    assert (spans[-1].end if spans else 0) == len(text)
    assert all(s.kind in KINDS and s.start < s.end for s in spans)
    assert all((s.speaker is not None) == (s.kind == "speech") for s in spans)


def test_labels_at_line_starts_in_bold_and_plain():
    text = "**李明:** 你好。\n\n王芳：\n\n很高兴见到你。\n还有一行。\n\n****李明：****\n再说一句。"
    assert said(text) == [
        ("李明", "你好。"),
        ("王芳", "很高兴见到你。\n还有一行。"),
        ("李明", "再说一句。"),
    ]


def test_a_label_inside_a_paragraph_changes_the_speaker():
    text = "Ann: First point, and it goes on\n\nBob: Yes. Ann: That was quick.\n\nBob: Ann said: no such thing."
    assert said(text) == [
        ("Ann", "First point, and it goes on"),
        ("Bob", "Yes."),
        ("Ann", "That was quick."),
        ("Bob", "Ann said: no such thing."),
    ]


def test_a_teaser_of_what_comes_later_is_a_repeat_and_another_preface_is_not():
    later = "面包要慢慢来，我每天四点起床，这样面团才有足够的时间发酵，味道也会更好。"
    teaser = "我每天四点起床，面团才有足够的时间发酵，味道更好。"
    text = f"(前言)林涛：\n\n{teaser}\n\n周敏：你好。\n\n林涛：{later}\n\n周敏：好。"
    assert [words for kind, words in kinds(text) if kind == "repeat"] == [teaser]
    other = text.replace(later, "今天我们谈别的事情，从天气说起，再谈谈城里的新路和公园里的老树。")
    assert said(other)[0] == ("林涛", teaser)


@pytest.mark.parametrize(
    "quirk", ["Ann Lee:\n:Fine.", "Ann Lee: Lee: Fine.", "Ann Lee::  Fine.", "(preface) Ann Lee:\nFine."]
)
def test_a_stray_colon_or_the_name_again_belongs_to_the_label(quirk):
    text = f"Ann Lee: Hello.\n\nBob: Hi.\n\n{quirk}\n\nBob: Good."
    assert said(text)[2] == ("Ann Lee", "Fine.")


def test_a_role_before_a_name_is_the_same_person():
    text = "主持人：欢迎。\n\n嘉宾张伟：谢谢。\n\n主持人：开始吧。\n\n张伟：好。"
    assert [speaker for speaker, _ in said(text)] == ["主持人", "张伟", "主持人", "张伟"]


def test_headings_stage_directions_and_site_furniture_are_not_speech():
    text = (
        "深夜网\n\n两个人谈咖啡\n\n2024-05-01 10:00:00 来源:测试\n\n他们谈了一小时。\n\n"
        "甲某：第一句。[掌声]\n\n第二句（笑）还有。\n\n## 第一章\n\n乙某：回答。\n\n甲某：再问。\n\n乙某：再答。\n\n"
        "* * *\n\n往期回顾\n\n[旧文](https://example.org/1)\n"
    )
    found = kinds(text)
    assert found[:4] == [
        ("furniture", "深夜网"),
        ("heading", "两个人谈咖啡"),
        ("furniture", "2024-05-01 10:00:00 来源:测试"),
        ("narration", "他们谈了一小时。"),
    ]
    assert ("stage", "[掌声]") in found
    assert ("stage", "（笑）") in found
    assert ("heading", "## 第一章") in found
    assert found[-1][0] == "furniture"
    assert found[-1][1].startswith("* * *")
    assert said(text)[:3] == [("甲某", "第一句。"), ("甲某", "第二句"), ("甲某", "还有。")]


def test_a_plain_heading_between_turns_is_seen_and_a_short_last_line_is_not_one():
    text = "Ann: One.\n\nA Word About Coffee\n\nBob: Two.\n\nyes, quite so\n\nAnn: Three."
    assert ("heading", "A Word About Coffee") in kinds(text)
    assert ("Bob", "Two.\n\nyes, quite so") in said(text)


def test_metadata_is_not_a_speaker():
    text = "作者：某人\n\n来源：某网\n\n甲某：第一。\n\n乙某：第二。\n\n甲某：第三。\n\n乙某：第四。"
    assert {speaker for speaker, _ in said(text)} == {"甲某", "乙某"}


ARTICLE = (
    "一场关于面包的对话\n\n周一,面包师林涛在节目里说,面包要慢慢来。“我每天四点起床,这样面团才有时间。”\n\n"
    "“你不累吗?”记者周敏问道。\n\n"
    "这家店有一种“慢面包”,卖得很好。林涛解释说,秘诀是耐心。他表示:“发酵的时候,我就去散步。\n\n"
    "回来的时候,面团刚刚好。\n\n所以不用着急。”\n\n“我明白了。”周敏点头说,“下次我也试试。”\n\n关键词: 面包 慢"
)


def test_quotations_are_given_to_their_speaker_and_narration_to_nobody():
    roster = Roster.of({"林涛": [], "周敏": []})
    assert said(ARTICLE, roster=roster) == [
        ("林涛", "“我每天四点起床,这样面团才有时间。”"),
        ("周敏", "“你不累吗?”"),
        ("林涛", "“发酵的时候,我就去散步。\n\n回来的时候,面团刚刚好。\n\n所以不用着急。”"),
        ("周敏", "“我明白了。”"),
        ("周敏", "“下次我也试试。”"),
    ]
    found = kinds(ARTICLE, roster=roster)
    assert any(kind == "narration" and "慢面包" in words for kind, words in found)
    assert found[-1] == ("furniture", "关键词: 面包 慢")


def test_an_english_article_without_a_roster():
    text = (
        "Bread takes time\n\n“I get up at four, every single day,” Lin Tao said. “The dough needs it.”\n\n"
        "Zhou Min asked: “Are you never tired of it?”\n\nThe shop sells a “slow loaf” to many people."
    )
    assert said(text) == [
        ("Lin Tao", "“I get up at four, every single day,”"),
        ("Lin Tao", "“The dough needs it.”"),
        ("Zhou Min", "“Are you never tired of it?”"),
    ]


def sentences(n: int, word: str) -> str:
    return "".join(f"这是{word}第{i}句话,讲的是第{i * 7 % 11}件事。" for i in range(n))


def test_a_second_paste_is_cut_where_the_rest_reads_on():
    start, middle, end = (
        f"甲某：{sentences(20, w)}\n\n乙某：{sentences(18, w + '的')}\n\n" for w in ("早", "午", "晚")
    )
    pasted = middle[20:]
    text = start + middle + pasted + end
    spans = read_document(text, name="test").spans
    assert [text[s.start : s.end] for s in spans if s.kind == "repeat"] == [pasted]
    assert_partition(text, spans)
    without = [words for kind, words in kinds(text) if kind != "repeat"]
    assert without == [words for _, words in kinds(start + middle + end)]


def test_a_paste_with_other_white_space_is_found_and_a_chorus_is_kept():
    block = sentences(40, "副本")
    spaced = "\n \n".join(block[i : i + 60] for i in range(0, len(block), 60))
    (repeat,) = find_repeats(block + "之间还有别的话。" + spaced + "结束。")
    assert repeat == (len(block) + 8, len(block) + 8 + len(spaced))
    assert find_repeats("我们一起唱这首歌,一直唱到天亮。" * 3 + sentences(30, "别的")) == []


def test_nobody_speaks_is_an_error_that_says_what_was_looked_for():
    with pytest.raises(AnalysisError, match=r"nobody speaks.*colon.*quotations.*the catalogue"):
        read_document("A page of prose. Nothing is said here by anyone at all.", name="page.txt")


def test_a_speaker_that_the_catalogue_does_not_know_is_an_error():
    text = "甲某：一。\n\n丙某：二。\n\n甲某：三。\n\n丙某：四。"
    with pytest.raises(AnalysisError, match="丙某"):
        read_document(text, name="test", roster=Roster.of({"甲某": []}))


fragments = st.sampled_from(
    ["甲某：", "乙某:", "Ann: ", "**Bob:** ", "“", "”", '"', "说", " said ", "\n", "\n\n", "\r\n", "。", ". ", "[掌声]",
     "# ", "* * *", "> ", "(", ")", "http://x", "2024-01-02 10:00", "关键词:", "他",
     "林涛", "\u3000", "\ufeff", "😀", "a", "字"]
)  # fmt: skip


texts = st.one_of(st.lists(fragments, max_size=60).map("".join), st.text(max_size=200))


@settings(max_examples=300, deadline=None)
@given(texts, st.sampled_from([None, *LAYOUTS]))
def test_any_text_is_partitioned_or_refused_in_words(text, layout):
    try:
        spans = read_document(text, name="any", layout=layout).spans
    except AnalysisError:
        return
    assert_partition(text, spans)
    assert spans == read_document(text, name="any", layout=layout).spans


@given(st.text(max_size=80), st.data())
def test_partition_loses_and_doubles_nothing(text, data):
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    marks = [Span(a, b, data.draw(st.sampled_from(["label", "heading"]))) for a, b in pairwise(cuts)]
    assert_partition(text, partition(text, marks))


def test_a_label_under_which_nothing_is_said_is_no_stranger_and_no_words():
    text = "".join(
        f"**Ann Poe:** What about part {n}?\n\n**Bob Roe:** It went well enough, I think.\n\n**Break:**"
        f" \\[1{n}:09\\]\n\n"
        for n in range(1, 4)
    )
    roster = Roster.of({"Ann Poe": [], "Bob Roe": []})
    spans = read_document(text, name="talk.txt", roster=roster).spans
    assert {span.speaker for span in spans if span.speaker} == {"Ann Poe", "Bob Roe"}
    assert not any("Break" in text[span.start : span.end] for span in spans if span.kind == "speech")
