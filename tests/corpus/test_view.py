"""What is compared, and what alone counts: columns, groups, filters, and what is said where they do not fit."""

import pytest

from analysis.ground.errors import AnalysisError
from analysis.publishing.answers import tell_corpus
from tests.making import make_corpus, write_catalogue

PEOPLE = {"Ada Quill": "guest", "Ben Marl": "host", "Cora Wick": "guest"}


def write_talks(n_talks: int, *, columns: bool = True, dated: bool = False) -> str:
    """A catalogue of many conversations: the shows take turns, the last conversation has none."""
    lines = []
    for line in write_catalogue(PEOPLE, {f"talk{n}": list(PEOPLE) for n in range(n_talks)}).splitlines():
        lines.append(line)
        if line.startswith('id = "talk') and not line.endswith('-en"'):
            number = int(line.removeprefix('id = "talk').removesuffix('"'))
            show = f'show = "{"east" if number % 2 else "west"}", ' if number < n_talks - 1 else ""
            lines += [f"columns = {{ {show}part = {10 - number % 10} }}"] if columns else []
            lines += [f"date = {2020 + number % 3}-05-01"] if dated else []
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def four(tmp_path_factory):
    return make_corpus(tmp_path_factory.mktemp("four"), write_talks(4))


def test_conversations_are_compared_where_nothing_is_set(four):
    assert four.view.is_plain
    assert four.groups == ["talk0", "talk1", "talk2", "talk3"]
    assert four.count_units(4) == "4 conversations"


def test_numbers_come_in_order_of_size_texts_as_catalogued_and_what_is_not_given_last(four):
    assert list(four.look(by="part", only={}).groups) == ["7", "8", "9", "10", "not given"]
    assert list(four.look(by="show", only={}).groups) == ["west", "east", "not given"]


def test_two_columns_are_crossed(four):
    assert list(four.look(by="role, show", only={}).groups)[:3] == ["guest · west", "guest · east", "guest · not given"]
    assert four.look(by=["role", "show"], only={}) == four.look(by="role, show", only={})


@pytest.mark.parametrize(
    ("by", "only", "message"),
    [
        ("outlet", {}, "compare_by: there is no column 'outlet' in this corpus; there are conversation, .*show.*part"),
        ("", {"outlet": "x"}, "only: there is no column 'outlet'"),
        ("", {"role": "chair"}, "only: role is never 'chair' in this corpus; its values are guest and host"),
        ("", {"part": [7, 11]}, "only: part is never '11' in this corpus; its values are 7, 8"),
    ],
)
def test_what_is_not_there_is_named_with_what_is(four, by, only, message):
    with pytest.raises(AnalysisError, match=message):
        four.look(by=by, only=only)


def test_settings_say_what_is_compared(tmp_path):
    told = 'compare_by = "show"\nonly = { role = "guest", part = [9, 10] }\n'
    corpus = make_corpus(tmp_path, write_talks(4), files={"settings.toml": told})
    assert (corpus.view.describe_by(), corpus.view.describe_only()) == ("show", "role = guest, part = 9 | 10")
    assert "compared by **show**" in tell_corpus(corpus, corpus.left_out)
    assert "Only **role = guest, part = 9 | 10** counts" in tell_corpus(corpus, corpus.left_out)


@pytest.mark.parametrize("told", ["only = 3", "only = { role = [] }", "only = { role = { a = 1 } }", "compare_by = 2"])
def test_settings_of_another_kind_are_refused(tmp_path, told):
    with pytest.raises(AnalysisError, match="expected a value such as"):
        make_corpus(tmp_path, write_talks(3), files={"settings.toml": told + "\n"})


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ('[[conversation]]\nid = "t"\ntitle = "T"\nspeakers = []\ncolumns = { role = "x" }', "is called 'role'"),
        ('[[speaker]]\nname = "Di"\nrole = "guest"\ncolumns = { show = "x" }', r"a \[\[speaker\]\] is called 'show'"),
    ],
)
def test_a_column_means_one_thing(tmp_path, columns, message):
    with pytest.raises(AnalysisError, match=message):
        make_corpus(tmp_path, write_talks(3) + columns + "\n")


def test_people_can_be_compared_by_columns_of_theirs(tmp_path):
    more = '[[speaker]]\nname = "Di"\nrole = "guest"\ncolumns = { party = "Oak" }\n'
    corpus = make_corpus(tmp_path, write_talks(3) + more)
    assert list(corpus.look(by="party", only={}).groups) == ["Oak", "not given"]
    assert corpus.look(by="party", only={}).parts_people


def test_more_than_sixty_conversations_are_grouped_by_the_first_column_that_fits_and_it_is_said(tmp_path):
    assert make_corpus(tmp_path / "sixty", write_talks(60)).view.is_plain
    corpus = make_corpus(tmp_path / "more", write_talks(61))
    assert corpus.view.describe_by() == "show"
    assert "compared by **show**, since there are more than 60" in tell_corpus(corpus, corpus.left_out)


def test_where_no_column_fits_the_year_groups_them(tmp_path):
    corpus = make_corpus(tmp_path, write_talks(61, columns=False, dated=True))
    assert list(corpus.view.groups) == ["2020", "2021", "2022", "not given"]


def test_where_nothing_groups_very_many_it_is_asked_for_in_one_sentence(tmp_path):
    corpus = make_corpus(tmp_path, write_talks(61, columns=False))
    assert corpus.view.is_plain
    assert "by what shall they be grouped?" in tell_corpus(corpus, corpus.left_out)


def test_very_many_are_compared_one_by_one_where_that_is_set(tmp_path):
    corpus = make_corpus(tmp_path, write_talks(61), files={"settings.toml": 'compare_by = "conversation"\n'})
    assert corpus.view.is_plain
