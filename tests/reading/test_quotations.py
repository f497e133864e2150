"""News articles: who says each quotation, and which marks make one."""

import time

import pytest

from analysis.reading.quotations import guess_people, read_quotations
from analysis.reading.speakers import Roster


def said(text: str, roster: Roster | None = None) -> list[tuple[str | None, str]]:
    """Who says what in an article, the marks of quotation left out."""
    spans = read_quotations(text, roster or guess_people(text))
    quoted = sorted((span for span in spans if span.kind == "speech"), key=lambda span: span.start)
    return [(span.speaker, text[span.start : span.end].strip("“”「」\"'‘’`")) for span in quoted]


def speakers(text: str, roster: Roster | None = None) -> list[str | None]:
    return [speaker for speaker, _ in said(text, roster)]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("方小雨对郑国栋说：“桥墩要先补。”", "方小雨"),
        ("方小雨告诉郑国栋：“桥墩要先补。”", "方小雨"),
        ("郑国栋，方小雨的师傅，回忆：“桥墩要先补。”", "郑国栋"),
        ("郑国栋听完方小雨的话后表示：“桥墩要先补。”", "郑国栋"),
        ("石匠火三喜说：“桥墩要先补。”", "火三喜"),
        ("方小雨的母亲说：“桥墩要先补。”", "方小雨的母亲"),
        ("养路队的工作人员表示：“桥墩要先补。”", "工作人员"),
        ("建筑师马可·罗西（Marco Rossi）说：“桥墩要先补。”", "马可·罗西"),
    ],
)
def test_the_subject_of_the_verb_speaks_in_chinese(sentence, speaker):
    text = f"石桥要修了\n\n石桥由方小雨和郑国栋看守。方小雨说，石桥很老。郑国栋说，石桥不老。\n\n{sentence}"
    assert said(text) == [(speaker, said(text)[0][1])]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ('Vera Quill told Tom Ash: "The bridge comes first."', "Vera Quill"),
        ('"The bridge comes first," Mr. Ash said.', "Tom Ash"),
        ('"The bridge comes first," said the keeper of the Long Bridge, Vera Quill.', "Vera Quill"),
        ('Vera Quill, head of the Stone Fund, said on Friday: "The bridge comes first."', "Vera Quill"),
        ('Said Quill: "The bridge comes first."', "Vera Quill"),
        ('"The bridge comes first," Ash\'s mother said.', "Ash's mother"),
        ("“The bridge comes first.” — Vera Quill", "Vera Quill"),
    ],
)
def test_the_subject_of_the_verb_speaks_in_english(sentence, speaker):
    text = (
        "An old bridge is mended\n\nThe bridge is kept by Vera Quill and by Tom Ash. Vera Quill said that she liked it."
        f" Tom Ash said that he did not.\n\n{sentence}"
    )
    assert speakers(text) == [speaker]


def test_the_second_half_of_a_quotation_is_whose_the_first_half_is():
    text = (
        '"It rings by itself," said Ida Moor, a verger at the Chapel of Saint Bride. "Nobody pulls the rope."\n\n'
        '"We oiled it," added Ned Fry, who works for the Bell Company of Hull. "That was all."'
    )
    assert speakers(text) == ["Ida Moor", "Ida Moor", "Ned Fry", "Ned Fry"]


def test_a_name_that_is_a_word_is_no_mention_in_small_letters():
    text = (
        "Hope Mason said the mill was old. Grace Barker said it was not.\n\n"
        'People hope with good grace. "It turns, that is enough," Barker said.\n\n'
        'Barker will hope for rain. "It is too dry this year," she said.'
    )
    assert speakers(text) == ["Grace Barker", "Grace Barker"]


def test_a_pronoun_is_the_last_person_whose_gender_fits():
    text = (
        "Ms. Ida Moor said that the bell was cracked. Mr. Ned Fry said that it was not.\n\n"
        '"I have heard the crack myself," she said.'
    )
    assert speakers(text) == ["Ida Moor"]


def test_days_and_headlines_are_nobody():
    text = (
        "Bell Rings Again In Lower Marsh\n\n"
        'The bell of Lower Marsh rang all night. "Nobody slept, not even the cat," the verger said Friday.\n\n'
        'Lower Marsh is small. "It is small, and the bell is big," he said Saturday.'
    )
    assert speakers(text) == ["verger", "verger"]


def test_a_surname_with_an_adverb_is_the_person_with_that_surname():
    text = (
        "茶農葉秋明說，今年雨多。\n\n葉又指，「雨多葉子就薄，味道也淡。」\n\n葉則笑說，「明年再看吧，天的事誰知道。」"
    )
    assert speakers(text) == ["葉秋明", "葉秋明"]


def test_common_words_that_look_like_names_are_nobody():
    text = "舊戲院下月拆。老闆孔令儀說：「我捨不得。」\n\n"
    text += "戲院裡冷清，只有祝福的花牌。「昨天還有人來要簽名，我簽了一下午。」"
    assert speakers(text) == ["孔令儀", "孔令儀"]


def test_a_word_in_latin_letters_may_be_a_person_in_chinese():
    text = "磨坊来了学徒Tilo。师傅蓝采薇说：“他很勤快，也很吵。”\n\n“先磨麦子，再磨刀。”Tilo笑着说。"
    assert speakers(text) == ["蓝采薇", "Tilo"]


@pytest.mark.parametrize("closing", ["“", '"'])
def test_a_quotation_closed_by_the_wrong_mark_ends_in_its_paragraph(closing):
    text = f"“火候到了我才起锅。{closing}厨师江一帆说。\n\n他的灶在后院，冬天也不灭。\n\n“他从来不看钟。”邻居田小芹说。"
    quoted = said(text)
    assert [speaker for speaker, _ in quoted] == ["江一帆", "田小芹"]
    assert not any("后院" in words for _, words in quoted)


def test_a_straight_mark_that_opens_again_does_not_close():
    text = 'Ida Moor said: "The bell is cracked. "It was cracked in my time, and before." Then she left.'
    assert [words for _, words in said(text)] == ["The bell is cracked.", "It was cracked in my time, and before."]


@pytest.mark.parametrize("mark", ["'{}'", "‘{}’", "``{}''"])
def test_single_marks_and_typists_marks_quote_too(mark):
    lines = ["It's the dogs' bell,", "We don't ring it,", "I won't ring it,", "Nobody's here,"]
    text = "\n\n".join(f"{mark.format(line)} said Ida Moor." for line in lines)
    assert said(text) == [("Ida Moor", line) for line in lines]


@pytest.mark.parametrize("between", ["相关新闻：[渡口](https://example.org/a)", "---", "* * *"])
def test_a_rule_or_a_link_in_the_middle_does_not_end_an_article(between):
    text = (
        "村里的小学\n\n校长窦怀玉说：“九个学生也要升旗。”\n\n村里人都走了。\n\n喇叭响了。\n\n"
        f"{between}\n\n窦怀玉没有走。他说：“我走了谁来升？”"
    )
    assert speakers(text) == ["窦怀玉", "窦怀玉"]


def test_with_a_closed_roster_nobody_else_speaks():
    text = '"I rang it," Ida Moor said.\n\n"I heard it," Ned Fry said.\n\n"Twice," he added. "It was late."'
    assert speakers(text, Roster.of({"Ida Moor": ["Moor"]})) == ["Ida Moor"]


@pytest.mark.parametrize("character", [".", "!", "说", "地"])
def test_a_million_of_one_character_take_seconds(character):
    text = f"a{character * (1_000_000 // len(character))}b"
    started = time.perf_counter()
    read_quotations(text, guess_people(text))
    assert time.perf_counter() - started < 8
