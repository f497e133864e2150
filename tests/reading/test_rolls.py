"""What has the look of labels and is none: rolls, headlines, wordings; and parts of a document that nobody speaks."""

import pytest

from analysis.ground.errors import AnalysisError
from analysis.reading import read_document
from tests.reading.test_kinds import turns


def speakers(text: str) -> list[str | None]:
    return [who for who, _ in turns(text)]


TALK = [
    ("主席", "現在開會。請問各位對渡口的燈有沒有意見？"),
    ("許委員景明", "主席，我認為燈太暗，老人家看不見路。"),
    ("主席", "請鍾委員發言。"),
    ("鍾委員秀蘭", "主席，我同意許委員的看法，燈油的錢由我們來籌。"),
    ("主席", "大家沒有異議嗎？沒有，就照這樣辦。"),
    ("許委員景明", "謝謝主席，我沒有異議。"),
]
GAZETTE = "\n".join(f"{who}：{words}" for who, words in TALK)


def test_who_held_which_office_is_a_roll_and_not_what_they_say():
    roll = "主\u3000\u3000席：葛委員長河\n專門委員：江小魚\n主任秘書：陶一帆\n紀\u3000\u3000錄：宋青"
    text = (
        f"渡口委員會會議紀錄\n\n{GAZETTE}\n報\u3000告\u3000事\u3000項\n上次會議議事錄\n{roll}\n決議：通過。"
        f"\n\n{GAZETTE}\n"
    )
    assert set(speakers(text)) == {"主席", "許委員景明", "鍾委員秀蘭"}
    assert not any("江小魚" in words or "議事錄" in words for _, words in turns(text))


def test_a_short_name_set_to_the_width_of_a_long_one_is_the_same_name():
    text = GAZETTE.replace("主席：", "主\u3000\u3000席：", 2)
    assert set(speakers(text)) == {"主席", "許委員景明", "鍾委員秀蘭"}


def test_the_wording_of_a_bill_is_nobodys():
    bill = "許委員景明等三人提案條文：\n第一條\u3000渡口的燈由委員會點，天黑就點。\n第二條\u3000燈油由船家出。\n"
    text = f"{GAZETTE}\n{bill}{GAZETTE}\n{bill}{GAZETTE}\n"
    assert set(speakers(text)) == {"主席", "許委員景明", "鍾委員秀蘭"}
    assert not any("燈油由船家出" in words for _, words in turns(text))


def test_from_where_somebody_speaks_is_not_said():
    days = [GAZETTE.replace("。", f"，這是第{day}天。") for day in range(18)]
    asides = [day.replace("許委員景明：", "許委員景明：（在岸上）") for day in days[::6]]
    text = "\n".join(days[1:6] + days[7:12] + days[13:] + asides)
    assert not any("在岸上" in words for _, words in turns(text))


MORE = (
    "这件事说来话长，河上的人都记得那一年，冰厚得可以走马，走到对岸要半天。\n\n"
    "后来就不行了，冰薄了，人也不敢走了，桥就是那时候修的，修了两年才修好。\n\n"
)


def test_who_is_asked_by_name_to_speak_speaks_next():
    text = (
        f"主持人：今天我们谈谈河上的冰。\n\n{MORE}老葛：冰每年都晚来几天，"
        f"我看了三十年。\n\n{MORE}主持人：那您怕不怕它不来？\n\n"
        f"老葛：怕，我怕得很。\n\n{MORE}主持人：我看到有人举手，请Milo讲一下城里的情况。\n\n"
        f"Milo：城里没有冰，我们都去溜冰场，可是我想念河。\n\n{MORE}主持人：谢谢大家，我们下周再见。\n"
    )
    assert "Milo" in speakers(text)


def test_headings_with_a_name_and_a_colon_among_others_are_headlines():
    news = "".join(
        f"# {title}\n\n{body}他們說，河邊的事一件接一件，燈、樹、船都要人看着，看的人不夠。\n\n"
        for title, body in [
            ("渡口今起換燈", "渡口的燈今天換新。"),
            ("許景明：燈油夠用到冬天", "許景明出席活動，看過燈房。"),
            ("橋頭的樹倒了", "昨夜風大，橋頭一棵樹倒在路上。"),
            ("許景明：船票不漲價", "許景明昨日說明了船票的事。"),
            ("鍾秀蘭：樹會再種", "鍾秀蘭到場視察，量過樹圍。"),
            ("河水今早漲了半尺", "河水漲到第三級石階。"),
            ("石階要加高", "石階今年要加高兩級。"),
            ("集市改在週六", "集市因雨改期。"),
            ("許景明：集市不會停", "許景明走訪了集市。"),
        ]
    )
    with pytest.raises(AnalysisError):
        read_document(news, name="news.md")


def test_headings_that_stand_once_each_and_name_nobody_are_no_speakers():
    where = "各桌轮流去看，每次一刻钟，看完的先走，从东边的门出去，西边的门晚上不开灯。"
    text = "# 船的聚会\n\n" + "".join(
        f"**{number + 9}:00-{number + 9}:20 {heading}**\n\n" + (f"{body}{where}\n\n" if body else "")
        for number, (heading, body) in enumerate(
            [
                ("茶歇 Tea and cakes", ""),
                ("船坞实践 Boats in practice", "修船的人带来两条旧船。"),
                ("讨论 Discussions", ""),
                ("讨论 Discussions", ""),
                ("茶歇 Tea and cakes", "茶点放在门口。"),
                ("装船 Loading in practice", "装船在码头。"),
                ("讨论 Discussions", "讨论在院子里。"),
            ]
        )
    )
    with pytest.raises(AnalysisError):
        read_document(text, name="agenda.md")


QUESTIONS = [("童一青", "您为什么造桥？"), ("桑大河", "因为我怕水，我从小就怕。"), ("童一青", "桥会不会响？")]
INTERVIEW = "\n\n".join(f"{who}：{words}" for who, words in [*QUESTIONS, ("桑大河", "会响，我听得懂它。")])
PROSE = "这一年修了十二座桥，其中七座是木桥。木桥便宜，修得快，坏得也快。石桥贵，一百年不用管它。" * 6


def test_parts_of_a_report_that_hold_no_talk_are_nobodys():
    text = (
        f"桥的年报\n\n一、这一年\n\n{PROSE}\n\n二、采访造桥人\n\n桑大河造了四十年桥。\n\n{INTERVIEW}\n\n"
        f"三、明年的桥\n\n{PROSE}\n\n四、再访造桥人\n\n{INTERVIEW}\n"
    )
    assert not any("木桥便宜" in words for _, words in turns(text))
    assert set(speakers(text)) == {"童一青", "桑大河"}


def test_chapters_of_a_talk_are_not_parts_of_a_report():
    long = "我年轻的时候修桥，一天走三个村子。" * 12
    text = f"{INTERVIEW}\n\n一、年轻的时候\n\n{long}\n\n二、老了以后\n\n{long}\n\n{INTERVIEW}\n"
    assert any("三个村子" in words for _, words in turns(text))


def test_two_spellings_of_a_foreign_name_are_one_person():
    text = INTERVIEW.replace("童一青", "埃莉诺·童") + "\n\n" + INTERVIEW.replace("童一青", "埃丽诺·童")
    assert len(set(speakers(text))) == 2


SET_IN, FLUSH = " " * 30, " " * 16
LINES = ["comes by the landing, with oil that the", "members pay for by turns, as it was in the"] * 6 + ["past."]
ROLL_CALL = [
    ("THE CHAIR", ["Senator Reed."]),
    ("SENATOR REED", ["Here."]),
    ("THE CHAIR", ["Senator Marsh."]),
    ("SENATOR MARSH", ["Here, and I thank you."]),
    ("THE CHAIR", ["The clerk will read the", "letter of the ferryman."]),
    ("THE CLERK", ["Dear Members:  I would be glad of", "a lamp at the landing, as it is dark"]),
    ("THE CHAIR", ["Thank you. Is there any", "objection to the lamp?"]),
    ("FERRYMAN LACK", ["Madam", "Chair, I have come from the other", "bank to say that we want it, too."]),
    ("THE CHAIR", ["Hearing none, the lamp is", "granted.  It will be lit at dusk by whoever", *LINES]),
]


def double_spaced(rows: list[tuple[str, list[str]]]) -> str:
    """Rows as courts set them: first lines far in, a blank line between any two; no two of them are the same."""
    lines = [
        f"{SET_IN}{who}:  {line}" if number == 0 else f"{FLUSH}{place} {line}"
        for place, (who, words) in enumerate(rows)
        for number, line in enumerate(words)
    ]
    return "\n\n".join(lines) + "\n"


OFTEN = [*ROLL_CALL[:5], ROLL_CALL[-1]] * 3


def test_where_labels_are_set_in_no_other_line_has_one():
    letter = [
        "By Senator",
        "Reed, Senate Petition:  Resolved that a lamp be lit",
        "of a bell, and I remain your ferryman.",
    ]
    text = double_spaced([*OFTEN, ("THE CLERK", letter), ROLL_CALL[-1]]).replace("18 Reed", "Reed")
    assert set(speakers(text)) == {"THE CHAIR", "THE CLERK", "SENATOR REED", "SENATOR MARSH"}


def test_what_is_said_on_double_spaced_lines_is_read_on_over_the_blank_one():
    assert "FERRYMAN LACK" in speakers(double_spaced(OFTEN + ROLL_CALL))


def test_a_time_may_stand_between_a_name_and_what_is_said():
    text = "".join(
        f"**{who}:**\n\n00:0{number}:10\n\n{words}\n\n"
        for number, (who, words) in enumerate(
            [("Nora", "Is the kettle on yet, or"), ("Otis", "It is, but the fire"), ("Nora", "is out again, I see.")]
            * 2
        )
    )
    assert speakers(text)[:3] == ["Nora", "Otis", "Nora"]


def log(first: int) -> str:
    """A log in which no line is the same."""
    said = [("ferry", "is lamp {} lit"), ("gate", "lamp {} is not, the oil is late"), ("ferry", "who has oil {} then")]
    return "".join(f"**\\<{who}>** {words.format(n)}  \n" for n in range(first, first + 12) for who, words in said)


@pytest.mark.parametrize("nick", ["oilman", "oilman[m]"])
def test_in_a_log_of_nicknames_one_that_stands_once_is_somebody(nick):
    assert nick in speakers(f"{log(0)}**\\<{nick}>** i have it here  \n{log(50)}")


def test_what_stands_behind_a_label_is_said_though_a_notice_may_look_so():
    notice = "I wrote down how to subscribe, it is here: https://lamp.example/ferry"
    assert any(notice in words for _, words in turns(f"{log(0)}**\\<gate>** {notice}\n{log(50)}"))


def test_a_long_paragraph_with_a_link_is_no_notice():
    words = "You can subscribe, it is at https://lamp.example/ferry, and then the lamp comes by boat. " * 6
    text = f"**Nora:**\n\nIs the lamp lit?\n\n**Otis:**\n\n{words}\n\n**Nora:**\n\nI see.\n\n**Otis:**\n\nYou do.\n"
    assert any("comes by boat" in said for _, said in turns(text))


def test_tags_over_several_lines_are_not_said():
    picture = '<a href="https://lamp.example/1">\n  <img src="https://lamp.example/one.png"\n     alt="A lamp" /></a>'
    text = f"**Nora:**\n\nIs it lit?\n\n**Otis:**\n\nIt is.\n\n{picture}\n\n**Nora:**\n\nI see.\n\n**Otis:**\n\nGood.\n"
    assert not any("lamp.example" in words for _, words in turns(text))


def test_answers_by_letter_below_questions_without_one_are_no_items():
    text = "".join(
        f"**Where does the {thing} hang?**\n\nA. I hang it by the door, you know.\n\n"
        for thing in ("lamp", "net", "rope")
    )
    assert turns(text)


CREDITS = "主持人：毓清\n\n策划：江小鱼、陶一帆\n\n海报：宋青\n\n录音：江小鱼\n"


def test_credits_behind_a_talk_are_not_said():
    text = f"{INTERVIEW.replace('童一青', '主持人')}\n\n主持人：谢谢各位，下次再见。\n\n鸣谢\n\n{CREDITS}"
    assert not any("江小鱼" in words for _, words in turns(text))
    assert len(set(speakers(text))) == 2


@pytest.mark.parametrize("heading", ["**结语**", "写在最后"])
def test_an_afterword_behind_the_last_label_is_whose_wrote_the_talk_down(heading):
    text = f"{INTERVIEW}\n\n{heading}\n\n桑大河后来又修了三座桥，每一座都会响，村里人都说听得出是他的桥。\n"
    assert not any("村里人" in words for _, words in turns(text))


def test_the_last_chapter_of_a_talk_is_said():
    told = "我年轻的时候修桥，一天走三个村子，晚上住在船上。"
    text = f"{INTERVIEW}\n\n## 年轻的时候\n\n{told}\n\n## 结语\n\n我说完了，桥还在那里，你们去听一听。\n"
    assert any("你们去听一听" in words for _, words in turns(text))


def test_initials_before_a_surname_are_part_of_the_name():
    call = "".join(
        f"{who}\n--\n{what}\n{words}\n"
        for who, what, words in [
            ("Ann Lee", "Operator", "Good morning. The first question comes from Ben Ode."),
            ("Ben Ode", "Analyst", "Thank you. How many lamps did you sell?"),
            ("Cy Roe", "Chief Executive Officer", "We sold nine hundred, which is more than last year."),
            ("Ann Lee", "Operator", "The next question comes from C.J. Moor."),
            ("C.J. Moor", "Analyst", "Thank you. And how much oil went with them?"),
            ("Cy Roe", "Chief Executive Officer", "As much as last year, the lamps are better now."),
            ("Ann Lee", "Operator", "Thank you all."),
        ]
    )
    assert "C.J. Moor" in speakers(call)


@pytest.mark.parametrize("opening", ["One:  We know the lamp is dear", "For example:  Those lamps at the"])
def test_an_opening_with_a_colon_within_a_speech_is_said(opening):
    text = f"Ann Lee: Good morning. I have two points.\n\n{opening}\nlanding are out.\n\nBen Ode: Thank you. Which?\n\n"
    assert any(opening in words for _, words in turns(text + "Ann Lee: All of them.\n\nBen Ode: I see.\n"))
