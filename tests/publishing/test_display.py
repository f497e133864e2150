"""Tables as notebooks show them."""

import pandas as pd

from analysis.ground.wording import set_language
from analysis.publishing.display import show_table


def cells(styler) -> list[list[str]]:
    rows = pd.read_html(styler.to_html(), keep_default_na=False)[0]
    return [list(map(str, row)) for row in rows.to_numpy()]


def test_rows_stay_together_whatever_their_index(corpus):
    table = pd.DataFrame({"passage_id": ["a:1.1", "b:2.1", "c:3.1"], "value_a": ["x", "y", "z"], "n_words": [1, 2, 3]})
    shown = show_table(corpus, table.sort_values("n_words", ascending=False), verbatim=["value_a"]).data
    assert shown.to_numpy().tolist() == [["c:3.1", "z", 3], ["b:2.1", "y", 2], ["a:1.1", "x", 1]]
    shown = show_table(corpus, table[table["n_words"] > 1], gist_of="passage_id", verbatim=["value_a"]).data
    assert shown["value A"].tolist() == ["y", "z"]


def test_words_of_documents_stay_words(corpus):
    page = show_table(
        corpus, pd.DataFrame({"quotation": ["<script>alert(1)</script>"]}), verbatim=["quotation"]
    ).to_html()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_names_that_head_columns_stay_words_too(corpus):
    page = show_table(corpus, pd.DataFrame({"<img src=x onerror=alert(1)>": [1], "n_words": [2]})).to_html()
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_the_same_table_is_the_same_page_each_time(corpus):
    table = pd.DataFrame({"speaker": ["x", "y"], "n_words": [1, 2]})
    assert show_table(corpus, table).to_html() == show_table(corpus, table.copy()).to_html()
    assert show_table(corpus, table).to_html() != show_table(corpus, table.assign(n_words=[1, 3])).to_html()


def test_headings_values_and_numbers_are_written_for_readers(corpus):
    table = pd.DataFrame(
        {"conversation": ["bg2"], "speaker": ["Jensen Huang"], "theme": ["data"], "share": [0.256],
         "difference": [-0.25], "n_turns": [12], "value": [519.0], "verdict": ["cannot be told"],
         "to_reach": [">= 0.65"]}
    )  # fmt: skip
    page = show_table(corpus, table).to_html()
    for text in ("26%", "\N{MINUS SIGN}0.25", ">12<", ">519<", "≥ 0.65", "share of words"):
        assert text in page.replace("&ge;", "≥"), text
    set_language("zh")
    page = show_table(corpus, table).to_html()
    for text in ("黄仁勋", "数据与飞轮", "对话", "无从判断"):
        assert text in page, text


def test_a_gist_follows_the_passage_that_it_tells_of(corpus):
    shown = show_table(
        corpus, pd.DataFrame({"passage_id": ["bg2-zh-a:002.01", "mine:001.01"]}), gist_of="passage_id"
    ).data
    assert list(shown.columns) == ["passage", "gist"]
    assert shown["gist"].iloc[0].strip()
    assert shown["gist"].iloc[1] == ""


def test_an_index_with_names_becomes_columns(corpus):
    table = pd.DataFrame({"n_words": [3]}, index=pd.Index(["data"], name="theme"))
    assert show_table(corpus, table).data.to_numpy().tolist() == [["Data and the flywheel", 3]]


def test_a_long_table_says_how_many_rows_it_has(corpus):
    assert "40 rows" in show_table(corpus, pd.DataFrame({"n_words": range(40)})).to_html()


def test_a_table_with_nothing_in_it_says_so(corpus):
    empty = pd.DataFrame({"theme": pd.Series([], dtype=str), "share": pd.Series([], dtype=float)})
    assert "nothing to list" in show_table(corpus, empty, ["theme", "share", "not_there"]).to_html()


def test_a_table_of_hundreds_of_rows_shows_the_first_and_says_how_many_there_are(corpus):
    page = show_table(corpus, pd.DataFrame({"n_words": range(400)})).to_html()
    assert "of 400 rows" in page
    assert ">399<" not in page


def test_a_corpus_without_gists_shows_no_column_of_them(tiny):
    shown = show_table(tiny["two-talks"], pd.DataFrame({"passage_id": ["beekeeper-en:001.01"]}), gist_of="passage_id")
    assert list(shown.data.columns) == ["passage"]


def test_a_column_that_says_nothing_is_left_out(corpus):
    table = pd.DataFrame({"word": ["one", "two"], "quotation": ["", ""], "value": [1.0, float("nan")]})
    shown = show_table(corpus, table, verbatim=["word", "quotation"]).data
    assert list(shown.columns) == ["word", "value"]
