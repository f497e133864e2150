"""Moves of a corpus: found where documents are, kept beside what is measured, and counted by who speaks."""

import numpy as np
import pandas as pd
import pytest

from analysis import charts, open_corpus
from analysis.ground.wording import set_language
from analysis.moves import markers
from analysis.moves.stored import has_moves, list_found, measure_moves
from analysis.results import add_quotations
from tests.making import cut_shipped, make_corpus, measure, write_catalogue

PEOPLE = {"Ada Finch": "host", "Ole Brandt": "guest"}
ASKED = (
    "Ada Finch: What do the goats eat in the snow, Ole?\n\n"
    "Ole Brandt: I think about hay, and Birchwood sends us two hundred bales a year.\n\n"
    "Ada Finch: Does Birchwood send salt too?\n\n"
    "Ole Brandt: Yes. Salt and lamps.\n\n"
    "Ada Finch: That is a long winter. You light the lamps early, right?\n\n"
    "Ole Brandt: Perhaps at four. Why do I say so? Because the ridge takes the sun away from us at three.\n\n"
    "Ada Finch: The ridge is high.\n\n"
    "Ole Brandt: It is.\n"
)
# The same talk, published again: the first two questions stand in one turn.
JOINED = ASKED.replace(
    "Ole Brandt: I think about hay, and Birchwood sends us two hundred bales a year.\n\nAda Finch: Does", "And does"
)
NAMES = "name,kind\nBirchwood,organisation\n"


def make(folder, *, twice=False, people=PEOPLE, language="en", text=ASKED):
    catalogue = write_catalogue(people, {"goats": list(people)}, language=language)
    documents = {f"goats-{language}": text}
    if twice:
        catalogue += f'[[rendering]]\nid = "again"\nconversation = "goats"\nlanguage = "{language}"\nsha256 = "again"\n'
        documents["again"] = JOINED
    corpus = make_corpus(folder, catalogue, documents=documents, files={"words/names.csv": NAMES})
    measure(corpus)
    return open_corpus(folder)


@pytest.fixture
def goats(tmp_path):
    return make(tmp_path / "goats")


def test_who_asks_in_which_share_of_turns(goats):
    table = goats.make_table("questions").set_index(["speaker", "kind"])
    ada, ole = table.loc["Ada Finch"], table.loc["Ole Brandt"]
    assert ada["share_of_turns"].to_dict() == {"any question": 0.75, "open": 0.25, "closed": 0.25, "tag": 0.25}
    assert ole.loc[["any question", "open"], "share_of_turns"].tolist() == [0.25, 0.25]
    assert ada.loc["any question", "share_handed_over"] == 1.0
    assert ada.loc["any question", "n_turns"] == 4
    assert table["noise"].isna().all(), "published once: the noise is unknown, and not 0"
    assert table["asking"].groupby(level=0).first().to_dict() == {"Ada Finch": True, "Ole Brandt": False}


def test_what_each_question_gets(goats):
    exchanges = goats.make_table("exchanges")
    assert exchanges["kind"].tolist() == ["open", "closed", "tag", "no question"]
    assert exchanges["n_words"].tolist() == [13, 4, 19, 2]
    assert set(exchanges["answers"]) == {"Ole Brandt"}
    table = goats.make_table("answers").set_index("kind")
    assert table.loc["any question", "median"] == 13
    assert table.loc["any question", ["median_low", "mean_tone_low", "share_on_theme_low"]].isna().all(), "three only"


def test_an_answer_is_on_its_theme_by_the_words_that_have_one(goats):
    passages = goats.passages.copy()
    asks = passages["speaker"] == "Ada Finch"
    passages["theme"] = np.where(asks, "snow", "hay")
    from analysis.moves.asking import list_answers

    assert list_answers(goats, passages, goats.moves)["share_on_theme"].tolist() == [0.0] * 4
    passages["theme"] = np.where(asks, "unassigned", "hay")
    assert list_answers(goats, passages, goats.moves)["share_on_theme"].isna().all(), "unknown, and not 0"
    passages["theme"] = "snow"
    assert list_answers(goats, passages, goats.moves)["share_on_theme"].tolist() == [1.0] * 4


def test_two_renderings_show_how_far_editing_moves_a_share(tmp_path):
    corpus = make(tmp_path / "goats", twice=True)
    row = corpus.make_table("questions").set_index(["speaker", "kind"]).loc[("Ada Finch", "any question")]
    assert (row["least"], row["most"]) == (pytest.approx(2 / 3), 0.75)
    assert row["noise"] == pytest.approx(0.75 - 2 / 3)
    assert row["share_of_turns"] == pytest.approx((0.75 + 2 / 3) / 2), "each rendering weighs the same"
    names = corpus.make_table("mentions").set_index(["speaker", "thing"]).loc[("Ole Brandt", "Birchwood")]
    assert (names["n_mentions"], names["least"], names["most"]) == (0.5, 0.0, 1.0)


def test_where_nobodys_role_is_to_ask_the_answer_is_the_next_turn(tmp_path):
    corpus = make(tmp_path / "goats", people={"Ada Finch": "guest", "Ole Brandt": "guest"})
    exchanges = corpus.make_table("exchanges")
    assert exchanges["speaker"].tolist()[:3] == ["Ada Finch", "Ole Brandt", "Ada Finch"]
    assert len(exchanges) == 7


def test_hedges_and_assents_are_counted_in_a_thousand_words_of_each_speaker(goats):
    table = goats.make_table("hedges").set_index(["speaker", "move"])
    words = goats.passages.groupby("speaker")["n_words"].sum()
    assert table.loc[("Ole Brandt", "hedge"), "per_thousand"] == pytest.approx(1000 * 1 / words["Ole Brandt"])
    assert table.loc[("Ole Brandt", "hedge"), "commonest"] == "perhaps 1"
    assert table.loc[("Ole Brandt", "assent"), "n_moves"] == 1
    assert table.loc[("Ada Finch", "hedge"), "per_thousand"] == 0


def test_names_and_figures_lead_to_the_words_and_no_tone_is_told_of_few_exchanges(goats):
    table = goats.make_table("mentions")
    assert set(zip(table["speaker"], table["thing"], strict=True)) == {
        ("Ada Finch", "Ole Brandt"), ("Ada Finch", "Birchwood"), ("Ole Brandt", "Birchwood"),
    }  # fmt: skip
    assert table["tone_of_passages"].isna().all()
    quoted = add_quotations(goats, table).set_index(["speaker", "thing"])
    assert "sends us two hundred bales" in quoted.loc[("Ole Brandt", "Birchwood"), "quotation"]
    figures = goats.make_table("figures")
    assert figures.loc[0, ["speaker", "stated", "value"]].tolist() == ["Ole Brandt", "two hundred", 200.0]


def test_only_what_has_changed_is_found_anew_without_measuring_again(goats, tmp_path, monkeypatch):
    measured = {path: path.read_bytes() for path in goats.measured_folder.iterdir()}
    assert {o.state for o in measure(goats).values()} == {"kept"}
    listed = markers.FILE.read_text("utf-8") + "en,hedge,salt\n"
    monkeypatch.setattr(markers, "FILE", tmp_path / "moves.csv")
    markers.FILE.write_text(listed, "utf-8")
    for cached in (markers._load, markers._pattern):
        cached.cache_clear()
    try:
        assert list_found(goats) == [], "what other lists found is not taken for what these would"
        assert {o.state for o in measure(goats).values()} == {"changed"}
        assert "salt" in open_corpus(goats.folder).make_table("hedges")["commonest"].str.cat()
        assert {path: path.read_bytes() for path in goats.measured_folder.iterdir()} == measured
    finally:
        for cached in (markers._load, markers._pattern):
            cached.cache_clear()


def test_what_was_not_looked_for_is_said(tmp_path):
    cut = cut_shipped(tmp_path / "cut", ["bg2"])  # has no moves, as a corpus measured before there were any
    assert all(cut.make_table(name).empty for name in ("questions", "answers", "hedges", "names", "mentions"))
    for language, told in (("en", "make corpus"), ("zh", "make corpus")):
        set_language(language)
        figure = charts.plot_questions(cut, cut.make_table("questions"))
        assert told in figure.layout.meta["alt"]
    german = make(tmp_path / "german", language="de", text=ASKED)
    set_language("en")
    assert german.make_table("questions").empty
    assert set(german.make_table("mentions")["thing"]) == {"Ole Brandt", "Birchwood"}
    assert "Not looked for in German" in charts.plot_hedges(german, german.make_table("hedges")).layout.meta["footer"]


def test_answers_are_not_told_where_only_some_of_those_who_speak_count(corpus):
    guests = corpus.compare(only={"role": "guest"})
    assert guests.make_table("answers").empty
    assert set(guests.make_table("questions")["speaker"]) == {"Jensen Huang"}
    assert "leave the filter out" in charts.plot_answers(guests, guests.make_table("answers")).layout.meta["alt"]


def test_the_shipped_moves_are_of_the_corpus_as_it_is_and_hold_no_sentence(corpus):
    assert all(has_moves(corpus, rendering) for rendering in corpus.catalogue.renderings)
    moves = corpus.moves
    assert set(moves["passage_id"]) <= set(corpus.measured["passage_id"])
    assert (moves.loc[moves["move"] == "question", "what"] == "").all()
    assert moves["what"].str.split().str.len().max() <= 8
    assert moves["what"].str.len().max() <= 40


def test_the_documents_give_the_shipped_moves(corpus, documents):
    rendering = corpus.catalogue.rendering("databricks-en")
    passages = corpus.measured[corpus.measured["rendering"] == rendering.id]
    again = measure_moves(corpus, rendering, passages)
    kept = corpus.moves[corpus.moves["passage_id"].isin(passages["passage_id"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(again.reset_index(drop=True), kept)


def test_no_kind_is_counted_that_cannot_be_told(corpus):
    """Readers' coding against what is found: a kind under 0.8 would have to be merged with another."""
    report = corpus.make_table("moves_report")
    enough = report[report["n_found"] >= 5]
    assert {("test", "zh", "open"), ("test", "zh", "closed"), ("test", "zh", "tag")} <= set(
        zip(enough["part"], enough["language"], enough["kind"], strict=True)
    )
    assert (enough["precision"] >= 0.8).all()
    assert (enough["recall"] >= 0.8).all()


def test_a_report_counts_what_is_missed_and_what_is_too_much(corpus):
    asked = corpus.moves["move"] == "question"
    fewer = corpus.moves[~(asked & (corpus.moves["kind"] == "tag"))]
    from analysis.moves.validity import report_moves

    report = report_moves(corpus.codings, corpus.measured, fewer).set_index(["part", "language", "kind"])
    assert report.loc[("test", "zh", "tag"), ["n_found", "recall"]].tolist() == [0, 0.0]
    turned = corpus.moves.assign(kind=corpus.moves["kind"].replace({"open": "closed"}))
    report = report_moves(corpus.codings, corpus.measured, turned).set_index(["part", "language", "kind"])
    assert report.loc[("test", "zh", "closed"), "precision"] < 0.7
    assert report.loc[("test", "zh", "all questions"), "precision"] == 1.0


def test_charts_show_what_each_rendering_has_and_judge_no_few_exchanges(corpus, figures):
    table = corpus.make_table("questions").set_index(["conversation", "speaker", "kind"])
    hosts = table.loc[("bg2", "BG2 hosts", "any question")]
    shown = [trace for trace in figures["questions"].data if trace.visible]
    band = next(trace for trace in shown if trace.name == "each rendering")
    assert {hosts["least"], hosts["most"]} <= set(band.x)
    assert set(round(hosts[["least", "most"]], 2)) == {0.51, 0.84}
    dots = shown[-1]
    grey = sum(colour == "white" for colour in dots.marker.color)
    any_question = table.xs("any question", level="kind")
    assert grey == (any_question["n_exchanges"] < 5).sum() == 2
    for name in ("questions", "answers", "hedges", "mentions"):
        titles = figures[name].layout.meta["title"]
        assert "SIGGRAPH" not in titles, name
        assert "Zuckerberg" not in titles, name
    assert "33 points" in figures["questions"].layout.meta["title"], "the noise stands beside the finding"


def test_a_name_is_shown_in_the_readers_script_where_it_has_one(corpus):
    from analysis.moves.speaking_of import name_thing

    shown = ["NVIDIA", "Elon Musk", "Meta", "Moore's law", "OpenAI", "Mark Zuckerberg"]
    assert [name_thing(corpus, thing) for thing in shown] == shown
    set_language("zh")
    named = [name_thing(corpus, thing) for thing in shown]
    assert named == ["英伟达", "马斯克", "Meta", "Moore's law", "OpenAI", "扎克伯格"]


def test_a_cell_of_the_names_has_what_each_rendering_counts(corpus, figures):
    table = corpus.make_table("mentions")
    row = table[(table["thing"] == "NVIDIA") & (table["speaker"] == "BG2 hosts")].iloc[0]
    cells = [cell for trace in figures["mentions"].data for line in trace.text for cell in line]
    assert f"{row['least']:.0f}–{row['most']:.0f}" in cells
    hovers = [cell for trace in figures["mentions"].data for line in trace.customdata for cell in line]
    assert any(row["passage_id"].split(" ")[0] in hover for hover in hovers), "a mark leads back to its passages"
    assert any("no stance" in hover for hover in hovers)
