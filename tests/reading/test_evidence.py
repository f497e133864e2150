"""What tells the names of those who speak from other words that stand before a colon or alone on a line."""

import pytest

from analysis.reading import read_document
from tests.reading.test_kinds import heard, spoken, turns

NOTES = (
    "# The Lock Keepers, Minutes\n\n## Gates\n\nHalla: how many gates are sound?\n\nPiet: nine of twelve. I oiled them"
    " in May.\n\nRuud: did you grease the hinges?\n\nPiet: twice, with tallow.\n\n## Water\n\ntarget: have the level up"
    " before June\n\ntarget: no boats aground\n\nHalla: is the second one new?\n\nPiet: yes, after last year.\n\n"
    "Ruud: I would add a lamp.\n"
)
LISTED = (
    "# Basket Makers, public notes\n\n## Agenda\n\n- PSA: A court in the north may ban wicker.\n\n## Attendees (sign"
    " in)\n\n1. Robin Wade (Reed)\n2. Simona Vint (Reed)\n3. Tomas Jovan (Osier)\n\n## Notes\n\n[Item 43](https://x.org/43):"
    " The picnic\n\n- [simona] Registration is open. We have two hours.\n\n[Item 55](https://x.org/55): The lid\n\n"
    "- [robin] Does the lid come with the basket?\n- [tomas] It does, since March.\n- [robin] Then I am in favour.\n"
)
GLUED = (
    "**Milo**\n\n今天我们请来两位做桥的人。桥为什么会响？**Anna Reve**\n\n因为木头会干，干了就缩，缩了就响。\n\n"
    "**Milo**\n\n那我走过去的时候，它是在跟我说话吗？**Anna Reve**\n\n它是在抱怨。\n\n**Oto Lind**\n\n"
    "我不这么看，它在数你的步子。\n\n**Milo**\n\n"
    "你数过吗？**Oto Lind**\n\n数过，四十步，不多不少。\n\n**Anna Reve**\n\n他的腿比我长。\n"
)
COUNCIL = (
    "主席：現在開始討論渡口的燈。\n\n許景明議員：主席，我想說渡口的燈太暗，老人家看不見路，我已經說了三年。\n\n主席：請下一位。\n\n"
    "鍾秀蘭議員：主席，我同意許議員，但燈油的錢由誰出呢？\n\n主席：請局長回應。\n\n葛長河局長：主席，錢已經備好了，我們等的是天氣。\n\n"
    "主席：多謝各位。\n"
)
ASKED_FIRST = (
    "渡口問答\n\n记者问：那天晚上你在船上吗？\n\n邬大同答：在，我在船尾打盹。\n\n问：谁解的缆绳？\n\n答：是自己松的，我没有碰。\n\n"
    "问：后来你找到船了吗？\n\n答：找到了，在下游的柳树底下。\n"
)
ANCHORED = (
    '<a name="wood">#</a> **Q:** What wood do you use for the back?\n\n**A:** Maple, if I can get it.\n\n'
    '<a name="glue">#</a> **Q:** Do you glue in winter?\n\n**A:** Only when I warm the room first.\n\n'
    '<a name="size">#</a> **Q:** Why are they so small?\n\n**A:** The players are small, you know.\n'
)
PRESS = (
    "MS. ORTEGA: Good morning. I have one thing for you at the top, about the ferry.\n\n"
    "Q    Can you say who will run it?\n\nMS. ORTEGA: We will tell you on Friday.\n\n"
    "Q Back on the lamps, do you know how many there are?\n\nMS. ORTEGA: I do not.\n\n"
    "Q    Anna, then one last thing: has the mayor seen them?\n\nMS. ORTEGA: He has, and he counted.\n"
)


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (NOTES, {"Halla", "Piet", "Ruud"}),
        (GLUED, {"Milo", "Anna Reve", "Oto Lind"}),
        (COUNCIL, {"主席", "許景明議員", "鍾秀蘭議員", "葛長河局長"}),
        (ASKED_FIRST, {"记者", "邬大同"}),
        (ANCHORED, {"Q", "A"}),
        (PRESS, {"MS. ORTEGA", "Q"}),
    ],
    ids=["words in lower case", "names behind a paragraph", "titles", "named at first", "anchors", "one blank"],
)
def test_who_is_heard(text: str, speakers: set[str]) -> None:
    assert heard(read_document(text, name="test")) == speakers


def test_people_of_a_list_are_known_where_they_speak_under_their_first_names() -> None:
    assert [name for name, _ in turns(LISTED)][-4:] == ["Simona Vint", "Robin Wade", "Tomas Jovan", "Robin Wade"]


def test_a_question_with_a_colon_in_it_is_asked_by_q() -> None:
    assert ("Q", "Anna, then one last thing: has the mayor seen them?") in turns(PRESS)


def test_a_line_does_not_name_somebody_where_a_sentence_begins() -> None:
    text = (
        "Nell: You type on the left.\n\nOtto: And you see it on the right?\n\nNell: Yes. I like that.\n\n"
        "And Padmaker: it is one of the nicer ones.\n\nOtto: I agree with you.\n\nAnd Padmaker: it counts words.\n"
    )
    assert heard(read_document(text, name="test")) == {"Nell", "Otto"}


UNDER_HEADINGS = (
    "## Lamps\n\nNell: Who lights them?\n\nOtto: I do.\n\n## Ropes\n\nNell: And who pulls?\n\nOtto: You do.\n\n"
    "## Boats\n\nNell: Is there one left?\n\nOtto: Half of one.\n\n## Conclusion\n\nLamps first, boats last.\n"
)


def test_what_stands_below_a_heading_is_nobody_s_where_labels_stand_below_all_others() -> None:
    assert "Lamps first" not in spoken(UNDER_HEADINGS)
    chapters = UNDER_HEADINGS.replace("Otto: I do.\n", "Otto: I do.\n\n## Oil\n\nIt takes a cup for each.\n").replace(
        "## Ropes\n\nNell: And", "## Ropes\n\nAnd so on.\n\nNell: And"
    )
    assert "It takes a cup" in spoken(chapters)


def doubts(text: str) -> str:
    reading = read_document(text, name="test")
    return reading.tell_doubt() if reading.is_doubted else ""


def test_headings_of_a_report_are_doubted() -> None:
    report = "".join(
        f"**Strengths:** The {thing} was built in good time, and the wood is dry.\n\n"
        f"**Weaknesses:** The {thing} leans to the north, and the paint is thin there.\n\n"
        f"**Outlook:** Another winter will show whether the {thing} holds.\n\n"
        f"**Strengths:** Its {thing} rope is new.\n\n"
        for thing in ("pier", "shed", "mast")
    )
    assert "notes or a list" in doubts(report)


def test_headings_with_names_are_doubted_where_nobody_speaks_again() -> None:
    profiles = "".join(
        f"## {name}\n\n{name} builds boats in the old harbour, and sells them to those who come by in the"
        " summer. The shop has a red door, and a bell that nobody rings any more.\n\n"
        for name in ("Nora Blix", "Otis Fenn", "Ada Quill", "Piet Moor")
    )
    assert "speaks but once" in doubts(profiles)


def test_points_of_a_list_within_an_answer_are_said_by_who_answers() -> None:
    text = (
        "**Nora:** What do you need for a boat?\n\n**Otis:** Three things, I would say:\n\n"
        "- **Wood:** it has to be dry, or it warps on you.\n- **Patience:** it takes a winter, and then another.\n"
        "- **Help:** nobody lifts a keel alone.\n\n**Nora:** And money?\n\n**Otis:** I try not to think of it.\n\n"
        "**Nora:** How long does it last?\n\n**Otis:** Longer than me.\n"
    )
    assert heard(read_document(text, name="test")) == {"Nora", "Otis"}


def test_plain_words_below_a_question_in_bold_are_the_answer_also_where_others_are_labelled() -> None:
    text = (
        "**Harbour Post: What made you come back?**\n\n**Ada Quill:** My mother was ill.\n\n"
        "**Harbour Post: Did you regret it?**\n\nEvery day for a year. Then I bought the boat.\n\n"
        "**Harbour Post: And now?**\n\n**Ada Quill:** Now I would not leave if you paid me.\n"
    )
    assert ("Ada Quill", "Every day for a year. Then I bought the boat.") in turns(text)


QUESTIONS = [
    ("How do I open the lid?", "Turn it to the left until it clicks."),
    ("Can I wash it?", "Yes, but not in hot water."),
    ("Where is the key?", "Under the lamp, in a small box."),
    ("What does it cost?", "Nothing, as long as it comes back."),
]


def test_questions_about_a_thing_are_doubted() -> None:
    for text in (
        "".join(f"**{asked}**\n\n{told}\n\n" for asked, told in QUESTIONS),
        "".join(f"Q: {asked}\n\nA: {told}\n\n" for asked, told in QUESTIONS),
    ):
        assert "nobody was asked" in doubts(text)
    mine = "".join(f"Q: {asked}\n\nA: I never do. {told}\n\n" for asked, told in QUESTIONS)
    assert not doubts(mine)


def test_fields_of_a_form_are_doubted() -> None:
    form = "".join(
        f"Voltage: {12 * n} V\nCurrent: {n} A\nWeight: {n + 3} kg\n\n" + ("Colour: red\n\n" if n == 2 else "")
        for n in range(1, 5)
    )
    assert "fields of a form" in doubts(form + "Safety: never run it dry.\n")


def test_words_and_what_they_mean_are_doubted() -> None:
    meant = [
        ("Stern", "The back of a boat, where the helm is."),
        ("Helm", "The tiller by which it is steered."),
        ("Keel", "The beam that holds it upright."),
        ("Helm", "Whoever holds the tiller on that day."),
    ]
    assert "notes or a list" in doubts("".join(f"**{word}**: {meaning}\n\n" for word, meaning in meant))
