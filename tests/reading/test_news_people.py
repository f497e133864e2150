"""People in English news: titles, offices, surnames and pronouns that stand for somebody named elsewhere."""

import pytest

from analysis.reading import read_document
from analysis.reading.quotations import guess_people, read_article, read_quotations
from analysis.reading.saying_en import find_subject


def said(text: str) -> list[tuple[str | None, str]]:
    """Who says what in an article, the marks of quotation left out."""
    spans = read_quotations(text, guess_people(text))
    quoted = sorted((span for span in spans if span.kind == "speech"), key=lambda span: span.start)
    return [(span.speaker, text[span.start : span.end].strip("“”\"'‘’")) for span in quoted]


def speakers(text: str) -> list[str | None]:
    return [speaker for speaker, _ in said(text)]


@pytest.mark.parametrize(
    ("sentence", "office"),
    [
        ("Mayor Ruth Abel opened the bridge.", "the mayor"),
        ("Ruth Abel, the mayor of Lower Marsh, opened the bridge.", "the mayor"),
        ("The town's mayor, Ruth Abel, opened the bridge.", "the mayor"),
        ("Sen. Ruth Abel, R-Ohio, opened the bridge.", "the Ohio Republican"),
        ("Sen. Ruth Abel opened the bridge.", "the senator"),
        ("Press secretary Ruth Abel opened the bridge.", "the press secretary"),
        ("Bell Company manager Ruth Abel opened the bridge.", "the Bell Company boss"),
        ("Ruth Abel opened the bridge.", "the first lady"),
    ],
)
def test_an_office_stands_for_who_was_called_so(sentence, office):
    text = f'Bridge\n\n{sentence}\n\n"It was time," {office} told the guests. "It was high time."'
    assert speakers(text)[-1] == "Ruth Abel"


@pytest.mark.parametrize(("clause", "speaker"), [("a driver told the guests", "driver"), ("one guest said", "guest")])
def test_somebody_new_is_nobody_named_before(clause, speaker):
    text = f'Ruth Abel opened the bridge.\n\n"It was time," {clause}. "It was high time."'
    assert speakers(text) == [speaker, speaker]


def test_an_office_in_small_letters_that_speaks_first_without_a_name_is_its_own():
    text = (
        'A guard said the gate was shut. Ruth Abel opened the bridge.\n\n"It stays shut," the guard said. "It is late."'
    )
    assert speakers(text) == ["guard", "guard"]


def test_of_two_offices_the_one_that_was_told_speaks():
    text = (
        "Sen. Ruth Abel of Ohio met Mayor Tom Inch. Inch was tired.\n\n"
        '"We shall see," the senator said.\n\n"We shall not," the mayor said.'
    )
    assert speakers(text) == ["Ruth Abel", "Tom Inch"]


def test_an_office_with_pronouns_of_another_gender_is_somebody_else():
    text = (
        "Gov. Mark Inch met the press. Susan Abel wrote to him.\n\n"
        'The governor said his words were twisted. He told Abel: "It is a pity that you wrote this."'
    )
    assert speakers(text) == ["Mark Inch"]


@pytest.mark.parametrize(
    ("lead", "speaker"),
    [
        ("Former House Speaker Ned Abel", "Ned Abel"),
        ("Attorney General Rita Abel", "Rita Abel"),
        ("Senate Minority Leader Rita Abel", "Rita Abel"),
        ("HULL, Ohio (AP) -- Chief Justice Rita Abel", "Rita Abel"),
        ("Tom Inch's campaign manager, Rita Abel,", "Rita Abel"),
        ("Tom Inch’s brother-in-law, Ned Abel,", "Ned Abel"),
    ],
)
def test_what_stands_before_a_name_is_no_part_of_it(lead, speaker):
    text = f'{lead} said on Monday: "The bill will pass before the summer."\n\n"It is certain," Abel said.'
    assert speakers(text) == [speaker, speaker]


def test_a_surname_that_two_have_is_whose_was_spoken_of_last():
    text = (
        "Sen. Mark Abel met his daughter, Susan Abel, at the bridge.\n\n"
        'Susan Abel smiled. "It is bigger than I thought," Abel said.\n\n'
        'Mr. Abel nodded. "It is a big bridge indeed," Mr. Abel said.'
    )
    assert speakers(text) == ["Susan Abel", "Mark Abel"]


def test_a_surname_stands_for_the_whole_name_that_the_article_gives():
    text = 'Rulo Quenby has shut the mill.\n\n"It was old," Quenby said. "It was older than my mother."'
    assert speakers(text) == ["Rulo Quenby", "Rulo Quenby"]


def test_a_first_name_tells_for_whom_a_pronoun_can_stand():
    text = (
        "Susan Abel met Brian Inch at the mill.\n\n"
        'Inch waved. Abel waved back and said that it was late. "I had to run for the bus," he said.'
    )
    assert speakers(text) == ["Brian Inch"]


@pytest.mark.parametrize("clause", ["One man joked", "Another joked"])
def test_one_and_another_speak(clause):
    assert speakers(f'Nobody bought the mill. {clause}: "I would buy it for the cat alone."')


@pytest.mark.parametrize(
    "sentence",
    [
        "Rita Abel, whose remarks were loud, called the plan “a gift to those who own the river and the mill”.",
        "Rita Abel called the comments “a very old trick of a very old party,” though she said she liked them.",
        "Rita Abel, a former Ohio state senator who made demands, said: “A very old trick of a very old party.”",
    ],
)
def test_a_noun_that_looks_like_a_verb_of_saying_says_nothing(sentence):
    assert speakers(f"The mill is for sale. Vera Quill said so.\n\n{sentence}") == ["Rita Abel"]


def test_an_official_of_a_country_is_a_role():
    assert speakers("“They wanted to hide this,” said one U.S. official, who asked for time.") == ["U.S. official"]


def test_what_somebody_was_before_anybody_was_named_is_somebody_else():
    text = (
        "The sleeper woke on the bridge and could not stand.\n\n"
        'Dr. Ruth Abel found a feather. "It is a common thing," Abel said.\n\n'
        '"I sleep very well now," the sleeper wrote in a letter. "Nothing wakes me."'
    )
    assert speakers(text) == ["Ruth Abel", "sleeper", "sleeper"]


def test_who_is_told_by_what_they_did_says_so():
    text = (
        'Ruth Abel shut the gate and called it old.\n\nThe guard who wrote the note recalled that she said, "I shall '
        'never open this gate again."'
    )
    assert speakers(text) == ["guard"]


def test_it_says_what_a_house_says():
    text = (
        "Susan Abel shut the mill. Grey Stone, which owns it, denied that she did.\n\n"
        '"We shut the mill ourselves," Grey Stone said.\n\n"It is shut for good," it says.'
    )
    assert speakers(text) == ["Grey Stone", "Grey Stone"]


def test_a_new_paragraph_is_no_second_half():
    text = (
        'Ned Abel, the keeper, said: "The gate is old and it is heavy.\n\n"Nobody can lift it any more."\n\n'
        'The town\'s mayor Rita Inch has said that the town has the "money and the men" to lift the gate.'
    )
    assert speakers(text) in (["Ned Abel"], ["Ned Abel", "Rita Inch"])


@pytest.mark.parametrize("lead", ["many with signs such as,", "singing a song titled"])
def test_an_example_and_a_title_are_nobodys_words(lead):
    text = (
        f'Ned Abel said the mill is old. "It is very old," Abel said.\n\nThey came, {lead} "We Want More Flour Here."'
    )
    assert speakers(text) == ["Ned Abel"]


@pytest.mark.parametrize("verb", ["added", "went on and said"])
def test_words_before_a_clause_that_announces_more_are_of_who_says_that(verb):
    text = "Ruth Abel came late. Ned Inch said that he was early.\n\n"
    text += f'"The gate was open." Abel {verb}: "I had no key for it."'
    assert speakers(text) == ["Ruth Abel", "Ruth Abel"]


def test_words_before_a_clause_that_announces_an_answer_are_not():
    text = 'Ned Inch waited.\n\nInch waved. "Is the gate open at last?" Ruth Abel answered: "I have no key for it."'
    assert speakers(text) == ["Ned Inch", "Ruth Abel"]


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ('The town\'s report, printed in May, states: "The gate was never open."', "report"),
        ('"The gate was never open," reads the letter from the guild.', "letter"),
        ('Nobody came. The notice reads: "The gate was never open."', "notice"),
    ],
)
def test_what_is_written_says_what_it_states(sentence, speaker):
    assert speakers(f"Rita Abel said the gate was shut. Ned Inch came by.\n\n{sentence}") == [speaker]


def test_a_point_behind_the_mark_ends_the_sentence():
    text = (
        'Ned Inch keeps the mill.\n\nThe guild\'s notice says that it "often locks the gate before dusk (or at noon)".'
        " Abel says nobody minds. Ruth Abel keeps the gate.\n\n"
        '"It stays shut," said Ruth Abel.'
    )
    assert ("Ruth Abel", "often locks the gate before dusk (or at noon)") not in said(text)
    assert said('"It stays shut, whatever they pay". Ruth Abel said.')[0][0] == "Ruth Abel"


@pytest.mark.parametrize("body", ["the Ada Marsh Center", "the MGA"])
def test_a_pronoun_is_no_body(body):
    text = (
        f'Ned Inch keeps the mill.\n\n"I locked it," Ned Inch says. He lives at {body}. {body} said it was glad.\n\n'
        '"It was time to do so," he says. "It was high time."'
    )
    assert speakers(text)[1:] == ["Ned Inch", "Ned Inch"]


def test_a_first_name_cut_short_is_of_the_same_person():
    text = '"The gate is shut," said Joshua Abel, a smith.\n\n"It stays shut all day," says the guild\'s Josh Abel.'
    assert speakers(text) == ["Joshua Abel", "Joshua Abel"]


def test_a_surname_that_is_a_pronoun_has_its_capital_within_a_sentence():
    text = (
        "Ned Inch keeps the mill. A team led by smith Kai He, who built the gate, oiled it. Inch held the lamp.\n\n"
        'Where the hinge is old, He said that "no oil will help it, and no prayer either. It needs a new pin."\n\n'
        '"It creaks all night," Inch said.'
    )
    assert speakers(text)[0] == "Kai He"


def test_a_body_with_two_words_at_its_end_is_whole():
    text = 'As the Board of Gates and Bridges has pointed out, "the gate was never open on a Monday. It is not now."'
    assert speakers(text) == ["Board of Gates and Bridges"]


def test_where_a_link_leads_nobody_says():
    text = (
        'He read [the notice](https://gates.example/notice "The gates of the town"). "It is a long one," says'
        " [Ruth Abel](https://gates.example/abel), a smith.\n"
    )
    assert said(text) == [("Ruth Abel", "It is a long one,")]


def test_the_title_of_a_work_is_nobodys():
    text = '"It is a good gate," said Ruth Abel, a smith and author of "Gates and Hinges: The Whole Story" (Fry, 2014).'
    assert said(text) == [("Ruth Abel", "It is a good gate,")]


def test_spelt_marks_on_a_page_are_no_part_of_what_is_said():
    paragraph = "<p>&quot;The gate was shut all night,&quot; said Ruth Abel, a smith.</p>"
    page = f"<html><body><article><h1>Gates</h1>{paragraph * 2}</article></body></html>"
    spans = [span for span in read_document(page, name="gates.html").spans if span.kind == "speech"]
    assert {page[span.start : span.end] for span in spans} == {"The gate was shut all night,"}


FAMILY = (
    "Voss Mirel, 17, repairs clocks in Hull.\n\n"
    '"The tower clock has lost a minute a day since spring," Voss said.\n\n'
    '"We pay for the oil and for nothing else," said Voss Tadek, who keeps the tower.\n\n'
    "The mayor has seen three such clocks in his time. None of them had a tower as old as this one.\n\n"
)


def test_a_name_that_two_people_share_stands_for_the_first_of_them():
    assert speakers(FAMILY + '"I would take the hands off and begin again," Voss said.') == [
        "Voss Mirel",
        "Voss Tadek",
        "Voss Mirel",
    ]


def test_a_name_that_two_people_share_stands_for_whom_the_paragraph_names_in_full():
    text = FAMILY + 'Voss Tadek opened the door. "I would take the hands off and begin again," Voss said.'
    assert speakers(text)[-1] == "Voss Tadek"


def test_a_name_that_two_people_share_is_told_to_be_uncertain():
    sure = read_article(FAMILY, guess_people(FAMILY))
    text = FAMILY + '"I would take the hands off and begin again," Voss said.\n\nThe mayor left.'
    unsure = read_article(text, guess_people(text))
    assert unsure.expected < sure.expected
    assert unsure.guessed[0] == "Voss Mirel"


@pytest.mark.parametrize("place", ["Hull-based", "Oak-shaded"])
def test_where_somebody_is_based_is_no_participle(place):
    subject = find_subject(f"{place} keeper Ann Fell wrote a letter, a year, he said, after the storm.")
    assert subject is not None
    assert subject.words == "Ann Fell"


def test_who_owns_somebody_in_capitals_is_no_part_of_the_name():
    text = 'Ann Fell of CLOCKS mends towers.\n\n"The clock stops at noon," said CLOCKS’ Fell.'
    assert speakers(text) == ["Ann Fell"]
