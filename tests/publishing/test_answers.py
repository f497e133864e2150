"""Answers: what a page says first, in few words, of any corpus."""

import re

import nbformat
import pytest

from analysis.comparison import differences
from analysis.comparison.concordance import find_passages
from analysis.comparison.shares import measure_noise
from analysis.ground.wording import set_language
from analysis.publishing import answers, comparison_answers, pages, version_answers
from analysis.sentiment import summary
from analysis.versions.disagreement import describe_disagreements
from analysis.versions.validity import report_disagreements


def tell_all(corpus) -> dict[str, str]:
    """What each page opens with."""
    passages, named = corpus.passages, {"part": "theme", "parts": corpus.themes.ids()}
    report, links = corpus.make_table("themes_report").set_index("figure"), corpus.make_table("alignment_report")
    scorers, noise = corpus.make_table("tone_scorers"), measure_noise(corpus, corpus.talks, **named)
    query = answers.choose_query(corpus.make_table("distinctive_words"))
    found = describe_disagreements(corpus, corpus.disagreements, corpus.measured)
    return {
        "speech": answers.tell_speech(corpus, corpus.make_table("speech_shares")),
        "themes": answers.tell_themes(corpus, corpus.make_table("topics"), corpus.make_table("themes"), report),
        "tone": answers.tell_tone(
            corpus, passages, summary.summarise_tone(corpus, passages, by=["conversation", "speaker"]), scorers
        ),
        "comparison": comparison_answers.tell_comparison(
            corpus,
            differences.compare_conversations(corpus, passages, **named),
            noise,
            corpus.make_table("tone_differences"),
        ),
        "versions": version_answers.tell_versions(corpus, corpus.make_table("alignment"), links, noise),
        "disagreements": version_answers.tell_disagreements(
            corpus, found, report_disagreements(found, corpus.codings.disagreements)
        ),
        "word": answers.tell_concordance(corpus, find_passages(corpus, passages, query), query),
        "passages": answers.tell_passages(corpus, passages),
        "measuring": answers.tell_measuring(report, scorers, links),
    }


def count_words(text: str) -> int:
    return len(re.sub(r"[\u4e00-\u9fff]", " x ", text).split())


@pytest.fixture(scope="module", params=["shipped", "two-talks", "eight-talks", "sixty-talks"])
def told(request, corpus, tiny):
    """What each page opens with, in both languages."""
    chosen = corpus if request.param == "shipped" else tiny[request.param]
    found = {}
    for language in ("zh", "en"):
        set_language(language)
        found[language] = tell_all(chosen)
    return found


def test_a_page_answers_in_at_most_thirty_words(told):
    for language, most in (("en", 30), ("zh", 60)):
        fronts = {name: text.split("\n\n")[0] for name, text in told[language].items()}
        assert {name: text for name, text in fronts.items() if count_words(text) > most} == {}
        assert all(re.search(r"[.。]$", text) for text in fronts.values()), fronts


def test_an_answer_has_one_fold_and_the_same_in_both_languages(told):
    parts = {language: {name: text.count("\n\n") for name, text in texts.items()} for language, texts in told.items()}
    assert parts["en"] == parts["zh"]
    assert set(parts["en"].values()) <= {0, 1}


def test_a_page_folds_how_sure_an_answer_is_and_no_remark(corpus):
    def output(text: str):
        return nbformat.v4.new_output("display_data", {"text/markdown": text})

    answer = nbformat.v4.new_code_cell("answers.tell()", outputs=[output("**One** <b>thing</b>.\n\nNobody is sure.")])
    remark = nbformat.v4.new_code_cell("answers.show()", outputs=[output("A remark.\n\nAnd more.")])
    remark.metadata["tags"] = ["remark"]
    first = nbformat.v4.new_markdown_cell("# Why?", metadata={"zh": "# 为何？"})
    notebook = nbformat.v4.new_notebook(cells=[first, answer, remark])
    page = pages.render_page(corpus, notebook, name="why", language="en")
    ((front, sure),) = re.findall(r'<div class="answer">(.*?)<details class="sure">(.*?)</details>', page, re.S)
    assert "<strong>One</strong> &lt;b&gt;thing" in front
    assert "Nobody is sure." in sure
    assert page.count('<details class="sure">') == 1
    assert pages.find_question(notebook) == ("Why?", "One <b>thing</b>.")
