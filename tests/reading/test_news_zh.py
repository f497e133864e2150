"""Chinese news and features: who speaks for whom, who is left out, and what is no speech."""

import pytest

from analysis.reading.saying_zh import find_sayings
from analysis.reading.vocabulary_people import is_body
from tests.reading.test_news_people import said, speakers


@pytest.mark.parametrize(
    ("subject", "speaker"),
    [
        ("橘码食品股份有限公司副总经理罗一鸣", "罗一鸣"),
        ("橘码市场部总监罗一鸣", "罗一鸣"),
        ("橘码科技CEO罗一鸣", "罗一鸣"),
        ("橘码的联合创始人Tilo Quast", "Tilo Quast"),
        ("橘码日报", "橘码日报"),
    ],
)
def test_somebody_speaks_for_a_house_by_name(subject, speaker):
    lead = "橘码开在河边。橘码卖馒头。橘码不卖酒，橘码只在早上开门。橘码很老，橘码有三代人。"
    assert speakers(f"{lead}\n\n{subject}表示：“我们明年搬到桥头，馒头还是原来的价钱。”")[0] == speaker


def test_an_adverb_behind_a_name_is_no_part_of_it():
    text = "罗鸣曾在桥头摆摊。罗鸣说，桥头风大。\n\n罗鸣曾说：“风大的日子馒头凉得快，客人也走得快。”"
    assert speakers(text) == ["罗鸣"]


@pytest.mark.parametrize("name", ["亚历克斯·申", "伊莎贝拉·金", "弗朗西斯·马"])
def test_a_foreign_name_is_whole_and_ends_before_the_verb(name):
    text = f"企业家{name}开了一家磨坊。{name}回忆，磨坊起初没有风。\n\n“后来风来了，我们连夜磨了三袋麦子。”{name}说。"
    assert speakers(text) == [name]


def test_a_quotation_that_is_a_paragraph_is_whose_the_next_begins_with():
    text = (
        "橘码的罗一鸣说：“馒头不涨价。”\n\n街坊不信，排队的人少了。\n\n"
        "“桥头的风比馒头还硬。”\n\n梅小枝说，她每天走两里路来买馒头，风再大也来。"
    )
    assert speakers(text) == ["罗一鸣", "梅小枝"]


def test_who_asks_for_the_paper_is_not_spoken_of():
    text = "罗一鸣说：“馒头不涨价。”\n\n记者追问：“酒呢？酒也不涨价吗？”\n\n他长出一口气。“酒我不卖，从来不卖。”"
    assert speakers(text) == ["罗一鸣", "记者", "罗一鸣"]


def test_what_nobody_tells_is_said_by_somebody_who_speaks_by_name():
    text = "罗一鸣说：“馒头不涨价。”他从前卖酒。\n\n罗一鸣在桥头遇到一位老人，老人说酒不好。\n\n"
    text += "那年冬天很冷。“我就不卖酒了，改卖馒头。”"
    assert speakers(text) == ["罗一鸣", "罗一鸣"]


@pytest.mark.parametrize(
    "sentence",
    [
        "“这样下去可不行啊。”他心想。",
        "“这样下去可不行啊。”罗一鸣想。",
        "他说，这就是所谓“桥头的第一口热馒头，也是最后一口”，他卖了十年。",
        "他说，街坊们把它叫做“桥头的第一口热馒头，也是最后一口”，他卖了十年。",
    ],
)
def test_what_is_thought_or_called_is_no_speech(sentence):
    assert speakers(f"罗一鸣说：“馒头不涨价。”\n\n{sentence}") == ["罗一鸣"]


def test_the_title_of_a_work_names_nobody():
    text = "罗一鸣说：“馒头不涨价。”\n\n他写了一本书。《梅小枝》里写道：“桥头的风比馒头还硬，比石头还硬。”"
    assert speakers(text) == ["罗一鸣", "罗一鸣"]


@pytest.mark.parametrize("marks", ["”{}“", "”{}”", "」{}「"])
def test_marks_the_wrong_way_round_quote(marks):
    words = "我天没亮就来了，馒头还没熟。"
    text = f"罗一鸣说：“馒头不涨价。”\n\n梅小枝笑着说：{marks.format(words)}她住在河那边，走了两里路。"
    quoted = said(text)
    assert quoted[1] == ("梅小枝", quoted[1][1])
    assert words in quoted[1][1] and "两里" not in quoted[1][1]


@pytest.mark.parametrize(
    ("clause", "speaker"),
    [
        ("桥头居民梅小枝说：", "梅小枝"),
        ("乐河居民梅小枝说：", "梅小枝"),
        ("河东日报的一篇报道指出，", "一篇报道"),
        ("业内人士分析：", "业内人士"),
        ("有网友评论道：", "网友"),
        ("店主老周笑着说：", "老周"),
        ("参与修桥的石料研究院佘万石告诉记者：", "佘万石"),
    ],
)
def test_people_of_a_place_papers_and_insiders_speak(clause, speaker):
    river = "乐河很长。乐河的水很清，乐河两岸都是人家，乐河养人。"
    text = f"罗一鸣说：“馒头不涨价。”{river}\n\n{clause}“桥头的风比馒头还硬。”"
    assert speakers(text) == ["罗一鸣", speaker]


@pytest.mark.parametrize("ends", ["。”", "”，"])
def test_words_before_a_clause_with_a_colon_are_of_who_says_what_follows(ends):
    text = f"罗一鸣说：“馒头不涨价。”\n\n“今年的麦子便宜得很{ends}梅小枝告诉记者：“可是柴火贵了。”"
    assert speakers(text) == ["罗一鸣", "梅小枝", "梅小枝"]


def test_a_question_before_an_answer_is_not():
    text = "梅小枝问：“馒头涨价吗？”\n\n梅小枝不走。“今年的麦子不是便宜得很吗？”罗一鸣答：“可是柴火贵了。”"
    assert speakers(text) == ["梅小枝", "梅小枝", "罗一鸣"]


def test_the_sentence_before_tells_by_name_who_speaks():
    text = (
        "罗一鸣说：“馒头不涨价。”罗一鸣说，桥头风大。辜井说，河边风小。\n\n"
        "辜井发现，街坊们有“囤面”的习惯，但家里太小，面放不下。“来找我的街坊，一来是真的不会蒸，二来也是真的懒。”"
    )
    assert speakers(text)[-1] == "辜井"


def test_in_whose_view_something_is_tells_who_says_it():
    text = (
        "梅小枝说，她爱吃馒头。罗一鸣说：“馒头不涨价。”罗一鸣说，桥头风大。\n\n"
        "梅小枝蒸馒头。但在她看来，桥头的馒头还早得很，“该像河水一样，天天都有，家家都有。”"
    )
    assert speakers(text) == ["罗一鸣", "梅小枝"]


def test_the_end_of_a_name_is_no_part_of_a_verb():
    text = "罗一鸣在桥头。黄先传在河边。\n\n“馒头的价钱是街坊们定的。”黄先传说：“我们开了会，人人都来了。”"
    assert speakers(text) == ["黄先传", "黄先传"]


def test_a_part_of_a_foreign_name_is_who_has_it():
    text = "企业家亚历克斯·申开了一家磨坊。“后来风来了，我们磨了三袋麦子。”亚历克斯·申说。\n\n"
    text += "“风又走了，我们就歇着。”亚历克斯说。"
    assert speakers(text) == ["亚历克斯·申", "亚历克斯·申"]


@pytest.mark.parametrize(
    ("lead", "name", "short"),
    [
        ("磨坊主管迈克·伯纳森 (Mike Bernason) ", "迈克·伯纳森", "伯纳森"),
        ("首席执行官约瑟夫·瓦劳迪（Jozef Varadi）", "约瑟夫·瓦劳迪", "瓦劳迪"),
        ("市长萨达娜·阿夫克先娃 (Sardana Afkseva) ", "萨达娜·阿夫克先娃", "阿夫克先娃"),
    ],
)
def test_a_foreign_name_is_what_stands_before_its_own_letters(lead, name, short):
    text = f"“后来风来了，我们连夜磨了三袋麦子。”{lead}说。\n\n河水涨了。\n\n“风又走了，我们就在桥头歇着。”{short}说。"
    assert speakers(text) == [name, name]


def test_whose_office_is_in_a_house_speaks_not_the_house():
    text = (
        "易捷磨坊很老。易捷磨坊在桥头。易捷卖面粉。\n\n"
        "河边的易捷磨坊首席执行官约翰·伦德格 (John Lundeg) 承认：“磨坊需要改变，风不够了。”"
    )
    assert speakers(text) == ["约翰·伦德格"]


def test_a_surname_with_a_word_for_a_given_name_is_a_name():
    text = "罗一鸣说：“馒头不涨价。”\n\n“今年的麦子便宜得很。”在桥头磨面的程至诚说，柴火贵了。"
    assert speakers(text) == ["罗一鸣", "程至诚"]


def test_what_ends_behind_its_mark_is_not_the_next_sentence_s():
    text = (
        "罗一鸣和梅小枝在桥头摆摊。梅小枝说，桥头风大，馒头凉得快。"
        "\n\n按照以往的规矩，摊主可以“在桥头摆到天黑但不许过桥去”。 "
        "但这条规矩遭到梅小枝批评，指“桥头太挤了，谁也走不动”。"
    )
    assert ("梅小枝", "在桥头摆到天黑但不许过桥去") not in said(text)


def test_some_of_many_are_not_who_was_named():
    text = (
        "罗一鸣在桥头摆摊，他的徒弟有五个。罗一鸣说，徒弟都走了。\n\n"
        "“天天对着面粉，不知道和谁说话。”他们中有人说，“夜里只听见水声。”"
    )
    assert speakers(text) == ["他们中有人", "他们中有人"]


def test_several_are_not_the_one_who_was_named():
    text = "记者找到了包括罗一鸣在内的三个摊主。罗一鸣摆摊最久。他们都表示：“现在卖馒头越来越难了。”"
    assert speakers(text) == ["他们"]


@pytest.mark.parametrize("clause", ["罗一鸣也知道，", "罗一鸣修的渠道，", "罗一鸣看过的报道，"])
def test_what_ends_in_a_word_for_a_way_is_no_verb_of_saying(clause):
    assert find_sayings(clause) == []


def test_a_quotation_that_is_a_shop_s_name_is_not_said_by_its_staff():
    text = (
        "罗一鸣举例说，镇上派人去了桥头的小店“青崖渡口老面馒头”三间分店，指这家店没有挂灯。罗一鸣说：“我们都挂了灯。”"
    )
    assert "三间分店" not in speakers(text)


@pytest.mark.parametrize("place", ["石家庄", "唐山"])
def test_a_place_with_a_surname_in_it_is_nobody(place):
    text = (
        f"罗一鸣从{place}来。罗一鸣说：“路上下了雨。”\n\n后来{place}火车站关了，"
        f"{place}的旅馆满了，人都在街上等着。“我站了一夜，腿都麻了。”"
    )
    assert place not in speakers(text)


@pytest.mark.parametrize("short", ["当局", "该局"])
def test_a_short_word_for_a_body_is_the_body(short):
    text = (
        f"水务局表示：“桥头不能再摆摊了。”\n\n\n\n罗一鸣表示：“那我也只好收摊了。"
        f"”\n\n后来{short}认为：“摊主应当搬到集市里去，集市有顶棚。”"
    )
    assert speakers(text) == ["水务局", "罗一鸣", "水务局"]


def test_who_said_something_in_the_sentence_before_goes_on():
    text = (
        "梅小枝卖馒头。\n\n镇长罗一鸣接任以后，摊子更乱了，"
        "梅小枝抱怨桥头的事都由罗一鸣说了算，谁都要听他的。“这个镇长真的很霸道。”"
    )
    assert speakers(text) == ["梅小枝"]


@pytest.mark.parametrize("body", ["镇政府", "港府", "教廷", "县医院"])
def test_what_ends_in_a_word_for_a_body_is_no_person(body):
    assert is_body(body)


def test_the_wording_of_an_oath_is_nobodys():
    text = "罗一鸣不肯签。罗一鸣说：“我不签。”\n\n摊主的誓词内容为：“本人在桥头摆摊，天黑就收，绝不过桥，绝不赊账。”"
    assert speakers(text) == ["罗一鸣"]


def test_whoever_is_only_called_by_surname_before_another_is_named_is_somebody_else():
    text = (
        "汤女士在桥头卖馒头。汤女士说：“我卖了十年。”汤女士不愿意说出名字。"
        "\n\n摊主会的汤大树表示：“摊位不够分，一人一尺半。”"
    )
    assert speakers(text) == ["汤女士", "汤大树"]


def test_what_a_body_does_in_the_next_sentence_is_not_how_it_spoke():
    text = (
        "罗一鸣卖馒头。罗一鸣说，他不服。“你们凭什么收我的摊？”"
        "镇里又宣布七条关于桥头摆摊和收摊时间的新规矩，罗一鸣一条也不认。"
    )
    assert speakers(text) == ["罗一鸣"]


@pytest.mark.parametrize("told", ["罗一鸣说。", "罗一鸣告诉记者。", "罗一鸣对街坊说，"])
def test_a_short_sentence_behind_the_point_may_say_who_spoke(told):
    assert speakers(f"梅小枝卖馒头。\n\n“桥头的风比馒头还要硬一些”。{told}\n") == ["罗一鸣"]


def test_somebody_who_is_gone_to_is_no_place():
    text = "罗一鸣卖馒头。在罗一鸣的带领下，街坊修了桥。从罗一鸣口中，人们听说了涨价。罗一鸣说：“一个馒头五毛钱。”"
    assert speakers(text) == ["罗一鸣"]


def test_another_verb_of_saying_is_not_who_says_it():
    text = "罗一鸣昨天在桥头贴出一封长信，并评论指出：“一座桥要是只给车走，桥头的馒头就只能卖给轮子。”"
    assert speakers(text) == ["罗一鸣"]


@pytest.mark.parametrize(
    "clause",
    ["收走违规摊位(指“挡住桥头去路的一切摊位”)", "河西桥梁水务管理处（“桥水处”）", "推荐了一种不怕风吹的“桥头小卫士”"],
)
def test_what_something_is_called_or_has_is_not_said(clause):
    text = f"罗一鸣在桥头摆摊。“风大的日子馒头凉得快，客人也走得快。”罗一鸣说，他找到了办法，有人{clause}，他没有要。"
    assert said(text) == [("罗一鸣", "风大的日子馒头凉得快，客人也走得快。")]
