"""Charts and tables of a corpus that is compared by a column, or of which only a part counts."""

import pytest

from analysis import charts
from analysis.charts.style import conversation_colour, speaker_colour
from analysis.ground.wording import set_language
from analysis.results import RESULTS
from tests.charts.drawing import draw_figures
from tests.making import with_settings

pytestmark = pytest.mark.long

# What a chart stays with, whatever is compared.
BY_CONVERSATION = {
    "speech-shares", "renderings", "course", "alignment", "concordance", "trends",
    "disagreements", "answers",
}  # fmt: skip
VIEWS = {
    "series": ("series", {}),
    "answers": (None, {"side": "answering"}),
}


@pytest.fixture(scope="module")
def sixty(tiny):
    return with_settings(tiny["sixty-talks"], bootstrap_samples=100)


@pytest.fixture(scope="module")
def drawn(sixty):
    """The charts of each view, in English."""
    set_language("en")
    return {name: draw_figures(sixty.compare(by, only=only)) for name, (by, only) in VIEWS.items()}


@pytest.fixture(scope="module")
def roles(sixty):
    return sixty.compare("role, language", only={"year": [2020, 2021, 2022]})


@pytest.mark.parametrize("name", RESULTS)
def test_every_table_can_be_made_however_the_corpus_is_seen(roles, name):
    assert len(roles.make_table(name).columns) > 0


@pytest.mark.parametrize("view", VIEWS)
def test_what_is_compared_and_what_counts_stands_in_every_subtitle_or_why_not(drawn, view):
    notes = {
        "series": "Groups: series.",
        "answers": "Only side = answering.",
    }
    for name, figure in drawn[view].items():
        told = figure.layout.meta["subtitle"]
        if name in BY_CONVERSATION and "Groups" in notes[view]:
            assert "By conversation, not " in told, name
        else:
            assert told.endswith(notes[view]), (name, told)


def test_of_answers_alone_nobody_is_said_to_speak_most(drawn):
    title = drawn["answers"]["speech-shares"].layout.meta["title"]
    assert title == "Who speaks how much is not to be seen"


def test_groups_are_named_and_have_a_colour_each(sixty, drawn):
    series = sixty.compare("series")
    assert len({conversation_colour(series, name) for name in series.groups}) == len(series.groups) == 3
    names = {trace.name for trace in drawn["series"]["theme-shares"].data}
    assert {"radio", "hearing", "briefing"} <= names
    assert conversation_colour(series, "talk-01") == conversation_colour(series, "radio")


def test_speakers_have_the_colour_of_their_group_where_they_are_compared(tiny):
    corpus = tiny["two-talks"]
    sides = corpus.compare("side")
    asking = {sides.find_group(s.name): speaker_colour(sides, s.name) for s in corpus.catalogue.speakers}
    assert set(asking) == {"asking", "answering"}
    assert asking["asking"] != asking["answering"]


def test_a_claim_beyond_the_conversations_is_made_in_the_footer_and_only_there(sixty, drawn):
    both = sixty.compare("series", only={"series": ["radio", "hearing"]})
    gaps = both.make_table("theme_differences")
    n_talks = both.passages.groupby("conversation")["talk"].nunique()
    assert (n_talks >= 11).all()
    assert set(gaps["unit"]) == {"conversations"}
    assert "reach beyond these" in charts.plot_differences(both, gaps).layout.meta["footer"]
    few = sixty.compare("series, language", only={"language": ["en", "zh"]})
    footer = charts.plot_differences(few, few.make_table("theme_differences")).layout.meta["footer"]
    assert "reach beyond" not in footer


def test_a_view_measures_nothing_anew_and_leaves_the_corpus_as_it_was(sixty):
    before = sixty.passages
    view = sixty.compare("role", only={"year": 2020})
    assert view.everything is sixty.everything
    assert len(view.passages) < len(before)
    assert sixty.passages is before
    assert "talk" not in before
    assert view.compare("conversation", only={}).passages.equals(before)


def test_tables_say_group_where_groups_stand_in_them(sixty):
    view = sixty.compare("series")
    head = list(view.head_groups(view.make_table("theme_differences")))[:3]
    assert head == ["group_a", "group_b", "theme"]
    assert {"group", "conversation"} <= set(view.head_groups(view.make_table("passages")))
    assert "conversation" in view.head_groups(view.make_table("speech_shares"))
    assert list(sixty.head_groups(sixty.make_table("unassigned"))) == ["conversation", "share_unassigned"]


def test_columns_are_called_as_they_are_given_in_chinese_too(sixty):
    set_language("zh")
    series = sixty.compare("series")
    figure = charts.plot_map(series, series.passages)
    assert figure.layout.meta["subtitle"].endswith("分组：series。")
