"""Chats: what people write to each other, as programs export it; names in them may be any word."""

import pytest

from tests.reading.test_forms import turns

SAID = [
    ("annw", "did the boats come in before the storm?"),
    ("Ben Oto", "They waited behind the bar."),
    ("annw", "and the nets?"),
    ("Ben Oto", "two are gone"),
    ("annw", "what is one worth these days?"),
    ("Ben Oto", "More than I earn in a month."),
    ("carla_99", "take one of mine until spring"),
    ("Ben Oto", "I will bring it back whole."),
    ("carla_99", "no hurry"),
]
ALL = [(f"10:{number + 12}", who, words) for number, (who, words) in enumerate(SAID)]
CHATS = {
    "dates and a T": "".join(f"2023-04-01T{at}:07  <{who}> {words}\n" for at, who, words in ALL),
    "a heading for each message": "".join(f"[01/02/2023 {at} PM] {who}\n{words}\n\n" for at, who, words in ALL),
    "a dash before the date": "".join(f"{who} — 01/02/2023 {at} PM\n{words}\n" for at, who, words in ALL),
    "the time behind the name": "".join(f"{who}  {at} AM\n{words}\n" for at, who, words in ALL),
    "the time below the name": "".join(f"{who}\n  {at} AM\n{words}\n\n" for at, who, words in ALL),
    "from somebody to everyone": "".join(f"{at}:22 From {who} to Everyone:\n\t{words}\n" for at, who, words in ALL),
    "from somebody": "".join(f"{at}:22\t From  {who} : {words}\n" for at, who, words in ALL),
    "the time in brackets": "".join(f"**{who}** [{at}] {words}\n" for at, who, words in ALL),
    "a date in words": "".join(f"{who} 01-Jan-23 {at} PM\n{words}\n\n" for at, who, words in ALL),
    "tabs": "".join(f"{at}\t{who}\t{words}\n" for at, who, words in ALL),
}


@pytest.mark.parametrize("chat", list(CHATS))
def test_whoever_writes_in_a_chat_is_heard_under_any_name(chat: str) -> None:
    assert turns(CHATS[chat]) == SAID


def test_a_chat_without_times_is_read_by_its_names() -> None:
    assert turns("".join(f"{who}: {words}\n" for who, words in SAID)) == SAID


RECORDER = (
    "文字记录\n2023年1月2日 上午 10:12|30分钟 22秒\n\n关键词:\n船、网\n\n文字记录:\n"
    "苏禾 00:01:07\n船都回来了吗？\n\n段川 00:02:07\n都回来了，丢了两张网。\n\n苏禾 00:03:07\n怎么丢的？\n\n"
    "段川 00:04:07\n风大。\n\n陈姐 00:05:07\n先用我家的吧。\n\n段川 00:06:07\n用完一定还。\n"
)


def test_the_head_of_a_recorder_s_file_is_nobody() -> None:
    found = turns(RECORDER)
    assert [who for who, _ in found] == ["苏禾", "段川", "苏禾", "段川", "陈姐", "段川"]
    assert found[0][1] == "船都回来了吗？"


def test_a_first_line_with_a_name_and_a_time_is_no_title() -> None:
    text = "".join(f"{who} 2023/1/2 {at}\n{words}\n\n" for at, who, words in ALL)
    assert turns(text) == SAID
