"""The desk as a user has it: commands from the draw to the report, and a cell of a notebook that saves each answer."""

import csv
import io

import pytest

from analysis import open_corpus
from analysis.__main__ import main
from analysis.desk import open_desk
from analysis.desk.codes import coder_file, load_codes
from analysis.desk.sample import load_sample


def run(corpus, capsys, *arguments, status=0):
    capsys.readouterr()
    assert main(["--corpus", str(corpus.folder), "code", *arguments]) == status
    return capsys.readouterr()


def test_from_the_draw_to_the_report(tiny_corpus, capsys, write_nothing_of_words):
    corpus = tiny_corpus
    told = run(corpus, capsys, "draw", "--n", "6", "--dry-run").out
    assert "nothing was written" in told
    assert "beekeeper: 6 of 28 passages" in told
    assert "better code all" in told
    assert "What codes buy" in told
    assert run(corpus, capsys, "draw", "--n", "6").out.count("12 of them new") == 1
    assert "8 of them new" in run(corpus, capsys, "draw", "--n", "10").out
    ids = load_sample(corpus, corpus.measured)
    for coder, shift in (("ann", 0), ("ben", 1)):
        lines = ["coder,passage_id,start,end,theme,tone,unsure"]
        for number, row in enumerate(ids.itertuples()):
            theme = "boats" if number % (9 - shift) == 0 else "weather"
            lines.append(f"{coder},{row.passage_id},{row.start},{row.end},{theme},{number % 3 - 1},")
        (corpus.folder / f"{coder}.csv").write_text("\n".join(lines), "utf-8")
    taken = run(corpus, capsys, "take", str(corpus.folder / "ann.csv"), str(corpus.folder / "ben.csv")).out
    assert taken.count("20 of 20 coded") == 2
    agreement, parted = run(corpus, capsys, "agreement").out.split("\n\n")
    rows = {(row["what"], row["language"], row["measure"]): row for row in csv.DictReader(io.StringIO(agreement))}
    assert float(rows["theme", "all", "share_equal"]["value"]) == pytest.approx(16 / 20)
    assert {row["passage_id"] for row in csv.DictReader(io.StringIO(parted))} == set(
        ids["passage_id"].iloc[[8, 9, 16, 18]]
    )
    waiting = run(corpus, capsys, "settle", status=2)
    assert "4 passages wait for a third reading" in waiting.err
    assert run(corpus, capsys, "report", status=2).err.count("nothing that was drawn is coded") == 1
    (corpus.folder / "ann.csv").write_text(
        (corpus.folder / "ann.csv").read_text("utf-8").replace("ann,", "cleo,"), "utf-8"
    )
    run(corpus, capsys, "take", str(corpus.folder / "ann.csv"))
    assert "20 rows of 20 passages drawn" in run(corpus, capsys, "settle", "--third", "cleo").out
    report = list(csv.DictReader(io.StringIO(run(corpus, capsys, "report").out)))
    assert report[0]["figure"] == "accuracy"
    assert report[0]["n_coded"] == "20"
    assert {row["group"] for row in report if row["figure"] == "theme share"} == {"beekeeper", "ferry"}
    write_nothing_of_words(corpus)


@pytest.fixture
def write_nothing_of_words():
    """Check that no file of the coding has any of what was said."""

    def check(corpus):
        said = [text for text in corpus.quote(corpus.measured) if len(text) > 40]
        for path in (corpus.folder / "coding").iterdir():
            content = path.read_text("utf-8")
            assert not any(text[10:40] in content for text in said), path

    return check


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["draw", "--n", "0"], "draw at least one passage of each conversation"),
        (["draw", "--precision", "5"], "say how far to either side, such as 0.05"),
        (["draw", "--n", "9", "--precision", "0.05"], "give one of them"),
        (["page", "--coder", "ann"], "no passages are drawn yet"),
        (["page", "--coder", "a/b"], "is no name for a coder"),
        (["agreement"], "no passage was coded by two people"),
        (["settle"], "two coders are settled with each other, and there are 0"),
        (["gain"], "there is no talk of which every passage is coded by hand"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(arguments, told, tiny_corpus, capsys):
    assert told in run(tiny_corpus, capsys, *arguments, status=2).err


def test_a_precision_draws_as_many_as_it_needs(tiny_corpus, capsys):
    run(tiny_corpus, capsys, "draw", "--precision", "0.15")
    sample = load_sample(tiny_corpus, tiny_corpus.measured)
    # 28 passages, a share of a fifth, 15 points either way: 28 * 0.6147 / (28 * 0.0225 + 0.6147) = 13.8.
    assert (sample["passage_id"].str.startswith("beekeeper")).sum() == 14


def test_a_passage_left_by_one_coder_is_told_when_it_is_settled(drawn, write_codes, capsys):
    write_codes("ann")
    write_codes("ben", numbers=range(10))
    printed = run(drawn, capsys, "settle", status=3)
    assert "10 rows of 12 passages drawn" in printed.out
    assert "2 passages that were drawn are not coded by both yet" in printed.err


def test_in_a_notebook_each_answer_is_saved_before_the_next(drawn):
    desk = open_desk(drawn, coder="Ann")
    sample = load_sample(drawn, drawn.measured)
    first, second = (card["id"] for card in desk.data["cards"][:2])
    desk.answer = {"id": first, "code": ["hives", "", ""], "number": 1}
    desk.answer = {"id": first, "code": ["hives", "-1", "unsure"], "number": 2}
    kept = load_codes(drawn, "ann", sample)
    assert kept[["passage_id", "theme", "tone", "unsure"]].to_numpy().tolist() == [[first, "hives", "-1", "unsure"]]
    assert "answer 2 is saved in" in desk.told
    desk.answer = {"id": second, "code": ["boats", "2", ""], "number": 3}
    assert len(load_codes(drawn, "ann", sample)) == 2
    # Opened again it goes on where it was, with what was given.
    again = open_desk(open_corpus(drawn.folder), coder="ann")
    assert again.data["codes"] == {first: ["hives", "-1", "unsure"], second: ["boats", "2", ""]}


def test_a_cell_that_cannot_save_says_so(drawn, monkeypatch):
    desk = open_desk(drawn, coder="ann")
    first = desk.data["cards"][0]["id"]

    def fail(*_):
        raise OSError("the disk is full")

    monkeypatch.setattr("analysis.desk.codes.write_table", fail)
    desk.answer = {"id": first, "code": ["hives", "1", ""], "number": 1}
    assert desk.told.startswith("NOT SAVED: the disk is full")
    assert not coder_file(drawn, "ann").exists()


def test_a_third_reading_in_a_notebook_has_what_others_part_on(drawn, write_codes):
    write_codes("ann")
    write_codes("ben", lambda number: ("boats" if number == 4 else "hives", 0))
    desk = open_desk(drawn, coder="cleo", parted=True)
    assert [card["id"] for card in desk.data["cards"]] == [load_sample(drawn, drawn.measured)["passage_id"].iloc[4]]
