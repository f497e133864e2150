"""The front page: a story of any corpus, told from its own results, in few words."""

import dataclasses
import html
import re

import pandas as pd
import pytest

from analysis.charts.address import address
from analysis.comparison.multiverse import find_firmest
from analysis.ground.wording import set_language
from analysis.publishing import cards, pages, story
from analysis.publishing.glossary import explain_terms, list_terms
from tests.charts.drawing import HOSTILE

FOUND = pd.DataFrame(
    [
        ("figure", "3万亿美元", "30 trillion US dollars", 0.9),
        ("figure", "两三个", "", 0.99),
        ("name", "Nemotron", "Neotron", 0.95),
        ("name", "Nemotron", "Neotron", 0.92),
        ("figure", "数百万", "上百万", 0.99),
    ],
    columns=["kind", "value_a", "value_b", "confidence"],
)


def describe(corpus, rows: pd.DataFrame) -> pd.DataFrame:
    first, second = [r.id for r in corpus.catalogue.renderings][:2]
    passages = corpus.measured.drop_duplicates("rendering").set_index("rendering")["passage_id"]
    return rows.assign(
        rendering_a=first, rendering_b=second, quotation_a=HOSTILE, quotation_b="", passage_a=passages[first],
        passage_b=passages[second],
    )  # fmt: skip


def link(**chosen) -> str:
    return address(**chosen)


def tell(corpus) -> str:
    results = pages._gather_results(corpus, quote=False)
    return story.render_story(corpus, results, charts={}, link=link, versions="pages/6.html")


def list_answers(told: str) -> list[str]:
    return [html.unescape(answer) for answer in re.findall(r'answer-short">(.*?)</p>', told)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_story_opens_with_a_finding_and_has_disagreements_where_there_are_some(corpus, language):
    set_language(language)
    told = tell(corpus)
    set_language("en")
    answers = list_answers(told)
    assert len(answers) == 6
    assert re.search(r"\d", answers[0])
    assert re.search(r"\d+%", answers[1])
    assert told.count('class="told"') == 6
    if language == "en":
        assert all(len(answer.split()) <= 30 for answer in answers), answers
    else:
        assert all(len(re.sub(r"[\u4e00-\u9fff]", "x ", answer).split()) <= 60 for answer in answers), answers


def test_a_difference_opens_the_story_only_where_it_holds_in_nearly_all_ways_of_asking(corpus):
    """Otherwise the page opens with how many there are, and says of the firmest in how many ways it holds."""
    gaps, ways = corpus.make_table("theme_differences"), corpus.make_table("multiverse")
    firmest = find_firmest(gaps, ways)
    assert firmest["here_in"] == ways.loc[ways["theme"].isin(gaps.loc[gaps["here"], "theme"]), "here_in"].max()
    theme = corpus.name_theme(firmest["theme"], inside=True)
    answers = list_answers(tell(corpus))
    assert not firmest["holds"]
    assert theme not in answers[0]
    assert "none in every way of asking" in answers[0]
    assert theme in answers[1]
    assert f"in {firmest['here_in']} of {firmest['n_here']} ways" in answers[1]
    assert "cannot be told" in answers[1]

    results = pages._gather_results(corpus, quote=False)
    held = (ways["theme"] == firmest["theme"]) & (ways["here_in"] == firmest["here_in"])
    firm = dataclasses.replace(results, ways=ways.assign(holds=held))
    assert theme in story.tell_finding(corpus, firm)
    assert story.tell_certainty(corpus, firm).startswith("It holds in ")


def test_of_another_corpus_the_story_starts_with_what_is_known(tiny):
    """No second renderings, no coding: no cards, and the tone is called the machine's."""
    for name, corpus in tiny.items():
        told = tell(corpus)
        answers = list_answers(told)
        assert all(len(answer.split()) <= 30 for answer in answers), (name, answers)
        assert ('class="cards"' in told) == bool(len(corpus.disagreements)), name
        assert not re.search(r"SIGGRAPH|Databricks|Jensen|nan\b", told), name
        if corpus.codings.tone.empty and "sounds warmest" in told:
            assert "unchecked here" in told, name


def test_one_conversation_alone_has_a_story_too(tiny):
    corpus = tiny["two-talks"]
    one = corpus.compare(only={"conversation": [corpus.catalogue.conversations[0].id]})
    answers = list_answers(tell(one))
    assert "of the words of" in answers[0]
    assert any("nothing to compare" in answer for answer in answers)


def test_figures_that_lie_farthest_apart_come_first_and_what_one_side_lacks_last(corpus):
    found = cards.list_cards(corpus, describe(corpus, FOUND))
    assert [card.sides[0].value for card in found] == ["3万亿美元", "数百万", "Nemotron", "两三个"]
    assert found[0].gap == pytest.approx(10)
    assert found[2].n_places == 2
    assert (found[0].sides[0].reading, found[0].sides[1].reading) == ("3 trillion US dollars", "")
    assert cards.tell_card(corpus, found[0]) == "One figure is 10 times the other"


def test_words_of_documents_stay_words_on_a_card(corpus):
    shown = cards.render_cards(corpus, cards.list_cards(corpus, describe(corpus, FOUND)), link=lambda _: 'x"onclick=1')
    assert "<script" not in shown
    assert html.escape(HOSTILE) in shown
    assert 'href="x&quot;onclick=1"' in shown


def test_a_front_page_that_may_not_quote_has_no_words_around_a_disagreement(corpus):
    results = pages._gather_results(corpus, quote=False)
    assert set(results.disagreements["quotation_a"]) == set(results.disagreements["quotation_b"]) == {""}


def test_a_term_is_explained_once_and_neither_in_links_nor_in_code():
    page = '<p><a href="x">theme</a> <code>theme</code> Each theme is a theme of passages.</p>'
    told = explain_terms(page)
    assert told.count("<dfn") == 2
    assert told.index("<dfn") > told.index("Each")
    assert html.escape(list_terms()["theme"]) in told
    assert re.sub(r'<span class="tip".*?</span>|</?dfn[^>]*>', "", told) == page
