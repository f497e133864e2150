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


@pytest.mark.parametrize("between", ["", "The tower at noon, with all the dogs\n\n"])
@pytest.mark.parametrize("mark", ["'", "‘"])
def test_a_single_mark_that_opens_again_goes_on_over_paragraphs(mark, between):
    closing = "'" if mark == "'" else "’"
    lines = ["We rang it for an hour.", "The dogs' howling was heard in Hull.", "Nobody's cat came home."]
    quoted = f"{mark}{lines[0]}\n\n{between}{mark}{lines[1]}\n\n{mark}{lines[2]}{closing}"
    others = "\n\n".join(f"{mark}It is loud,{closing} said Ned Fry. {mark}It hurts.{closing}" for _ in range(2))
    found = said(f"{others}\n\nIda Moor, the verger, said: {quoted}\n\nThe tower is shut.")[4:]
    assert {speaker for speaker, _ in found} == {"Ida Moor"}
    words = "".join(words for _, words in found)
    assert all(line in words for line in lines) and "noon" not in words and "shut" not in words


@pytest.mark.parametrize("between", ["相关新闻：[渡口](https://example.org/a)", "---", "* * *"])
def test_a_rule_or_a_link_in_the_middle_does_not_end_an_article(between):
    text = (
        "村里的小学\n\n校长窦怀玉说：“九个学生也要升旗。”\n\n村里人都走了。\n\n喇叭响了。\n\n"
        f"{between}\n\n窦怀玉没有走。他说：“我走了谁来升？”"
    )
    assert speakers(text) == ["窦怀玉", "窦怀玉"]


@pytest.mark.parametrize(
    ("behind", "speaker"),
    [
        ("守塔人桂明远心里很踏实。", "桂明远"),
        ("说到这口钟，桂明远红了眼圈。", "桂明远"),
        ("老桂的女儿在一旁插嘴。", "老桂的女儿"),
    ],
)
def test_whoever_acts_right_behind_a_quotation_says_it(behind, speaker):
    text = f"钟修好了，老桂守了它一夜。\n\n电工梁小雨说：“齿轮是新配的。”\n\n“它又响了，我听得见。”{behind}"
    assert speakers(text) == ["梁小雨", speaker]


def test_what_happens_behind_a_quotation_is_nobody():
    text = "电工梁小雨说：“齿轮是新配的，能用三十年。”\n\n“那就敲一下听听吧。”广场上响起一阵掌声。"
    assert speakers(text) == ["梁小雨", "梁小雨"]


@pytest.mark.parametrize(
    ("subject", "speaker"),
    [
        ("柳河镇镇政府主要负责同志", "柳河镇镇政府主要负责同志"),
        ("柳河镇文化站的负责人", "柳河镇文化站的负责人"),
        ("柳河镇文化站的值班员", "值班员"),
        ("老船工谭思远", "谭思远"),
        ("柳河日报", "柳河日报"),
    ],
)
def test_an_office_speaks_with_its_place_and_a_person_by_name(subject, speaker):
    assert speakers(f"河上没有桥。\n\n“渡船明年还开，票价不变。”{subject}说。") == [speaker]


def test_quoted_terms_in_a_list_that_breaks_off_are_nobodys():
    text = "墙上写着“少说话”“多听钟”“晚点名”……记者看到，来的人都点头。\n\n梁小雨说：“那是我写的。”"
    assert said(text) == [("梁小雨", "那是我写的。")]


def test_the_subject_of_a_causative_speaks():
    text = "梁小雨说：“我怕高，也怕响。”\n\n头一回上塔的经验让她觉得，“钟比人高，也比人老。”"
    assert speakers(text) == ["梁小雨", "梁小雨"]


def test_the_one_person_whom_a_sentence_names_is_spoken_of():
    text = '"I rang it," Ida Moor said.\n\n"I heard it," Ned Fry said.\n\n'
    text += 'The question was put to Moor again on Friday. Then he added: "It was late, and it was dark."'
    assert speakers(text)[-1] == "Ida Moor"


def test_somebody_in_a_relative_clause_is_not_spoken_of_last():
    text = '"I rang it," Mr. Ned Fry said.\n\nFry waved at the Hull captain who said he would never come back.\n\n'
    text += 'Of the bell, he said, "It is older than the town."'
    assert set(speakers(text)) == {"Ned Fry"}


@pytest.mark.parametrize("quoted", ["> “The bell is older than the town.”", "“The bell is older than the town.”"])
def test_the_name_behind_a_dash_below_a_quotation_speaks(quoted):
    text = (
        f"“I heard it,” Ned Fry said. He waited.\n\n{quoted}\n\n— Ida Moor, keeper of the tower\n\nThe tower is shut."
    )
    assert speakers(text) == ["Ned Fry", "Ida Moor"]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ('"It rings twice," said Dunmoor, Ohio, resident Ida Moor.', "Ida Moor"),
        ('Earlier, the Rev. Ida Moor, the chaplain, told the guests, "It rings twice a day."', "Ida Moor"),
    ],
)
def test_places_adverbs_and_titles_are_no_part_of_a_name(sentence, speaker):
    assert speakers(f'The bell is back.\n\n{sentence}\n\n"It is loud," Moor said.') == [speaker, speaker]


def test_what_a_thing_is_said_to_describe_is_nobodys():
    text = 'Ida Moor said, "It rings twice a day."\n\n'
    text += 'The old log describes the bell as a "loud thing that nobody needs. It wakes the dogs."'
    assert speakers(text) == ["Ida Moor"]


def test_with_a_closed_roster_nobody_else_speaks():
    text = '"I rang it," Ida Moor said.\n\n"I heard it," Ned Fry said.\n\n"Twice," he added. "It was late."'
    assert speakers(text, Roster.of({"Ida Moor": ["Moor"]})) == ["Ida Moor"]


@pytest.mark.parametrize("character", [".", "!", "说", "地"])
def test_a_million_of_one_character_take_seconds(character):
    text = f"a{character * (1_000_000 // len(character))}b"
    started = time.perf_counter()
    read_quotations(text, guess_people(text))
    assert time.perf_counter() - started < 8
