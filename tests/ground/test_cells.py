"""Cells: what a spreadsheet would run is disarmed in every table that is written, and read back as it was."""

import io
import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import charts, open_corpus
from analysis.__main__ import main
from analysis.corpus import columns
from analysis.corpus.csvfiles import read_csv, read_sheet, write_sheet
from analysis.corpus.folder import SHIPPED
from analysis.ground.cells import bare_cell, disarm, write_cells
from analysis.ground.storage import write_table
from analysis.intake.overview import DOCUMENTS_FILE, read_overview
from analysis.publishing.drawing import HOUSE

RUN = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
NUMBER = re.compile(r"-\d+(\.\d+)?")
_SIGNS = st.text(st.sampled_from("'=+-@\t\n＝＠a1, \";"), max_size=6)


@given(st.lists(_SIGNS, min_size=1, max_size=6))
def test_what_is_disarmed_is_run_by_nobody_and_comes_back_as_it_was(texts):
    frame = pd.DataFrame({"text": texts})
    guarded = disarm(frame)["text"].tolist()
    assert not [cell for cell in guarded if RUN.match(cell) and cell[0] != "'" and not NUMBER.fullmatch(cell)]
    assert [bare_cell(cell) for cell in guarded] == texts
    read = pd.read_csv(io.StringIO(write_cells(frame)), dtype=str, keep_default_na=False, skip_blank_lines=False)
    assert [bare_cell(cell) for cell in read["text"]] == texts


def test_numbers_stay_numbers():
    assert write_cells(pd.DataFrame({"a": [-1.25], "b": ["-1"]}), digits=1) == "a,b\n-1.2,-1\n"


@pytest.mark.parametrize("write", [write_table, write_sheet])
def test_a_table_of_a_corpus_comes_back_without_loss(write, tmp_path):
    sheet = columns.Sheet({"name": columns.text(), "value": columns.number(-2, 2)})
    table = pd.DataFrame({"name": ["=cmd()", "'=x", "-- well", "plain", "-5", "''+1"], "value": [-1.5, 0, 1, 2, -2, 1]})
    path = write(tmp_path / "table.csv", table)
    assert "\n=cmd" not in path.read_text("utf-8")
    assert read_csv(path, sheet).to_dict("list") == table.to_dict("list")
    assert read_sheet(path, ["name", "value"])["name"].tolist() == table["name"].tolist()


def test_what_new_writes_of_documents_is_disarmed_and_revise_reads_it_as_it_was(tmp_path):
    text = "\n\n".join(f"**Ann Poe:** Bread number {n} is good.\n\n**Ben Loe:** So it is, all {n}." for n in range(9))
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "bread.txt").write_text(f"---\ntitle: '=HYPERLINK(\"x\")'\n---\n\n{text}", "utf-8")
    folder = tmp_path / "talks"
    assert main(["new", str(folder), "--from", str(tmp_path / "files")]) == 0
    assert ",\"'=HYPERLINK(" in (folder / DOCUMENTS_FILE).read_text("utf-8")
    assert read_overview(folder, DOCUMENTS_FILE)["title"].tolist() == ['=HYPERLINK("x")']
    assert main(["--corpus", str(folder), "revise"]) == 0
    assert open_corpus(folder).catalogue.conversations[0].title == '=HYPERLINK("x")'


def test_the_rows_of_a_chart_and_a_table_that_is_printed_are_disarmed(corpus, figures, tmp_path, capsys, monkeypatch):
    rows = pd.DataFrame({"=head": ["=cmd()"], "share": [-0.5]})
    monkeypatch.setattr("analysis.charts.export._start_export", lambda: False)
    path, *_ = charts.save_figure(corpus, figures["tone"], "tone", rows=rows, folder=tmp_path)
    assert path.read_text("utf-8") == "'=head,share\n'=cmd(),-0.5\n"
    monkeypatch.setattr("analysis.results.OpenCorpus.make_table", lambda self, name: rows)
    assert main(["--corpus", str(SHIPPED), "table", "tone"]) == 0
    assert capsys.readouterr().out == "'=head,share\n'=cmd(),-0.5\n"


def test_there_is_no_other_way_to_write_a_table_as_csv():
    texts = {path.relative_to(HOUSE).as_posix(): path.read_text("utf-8") for path in HOUSE.rglob("*.py")}
    users = {name for name, text in texts.items() if ".to_csv(" in text}
    assert users == {"ground/cells.py", "corpus/reader.py"}  # the latter makes a digest of one
