"""The command line as a user meets it: output to build on, and one sentence when something is wrong."""

import csv
import io
import json
import subprocess
import sys

import pytest

from analysis import results
from analysis.__main__ import main
from analysis.ground.storage import ROOT
from analysis.results import RESULTS
from tests.word_files import make_docx

TRANSCRIPT = "Ann: How do you make bread?\n\nBob: Slowly.\nVery slowly.\n\nAnn: Why?\n\nBob: The dough needs time.\n"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture
def opened(corpus, monkeypatch):
    """What commands open, so that not every test makes every table anew."""
    monkeypatch.setattr(results, "open_corpus", lambda path, *, corrected=None: corpus)


# Of these the shipped corpus has no rows: all of it is measured, all was coded without a draw, and no reader is set.
EMPTY = {"left_out", "coding_sample", "reader_checks"}


@pytest.mark.parametrize("name", RESULTS)
def test_every_table_prints_as_csv(name, opened, capsys):
    assert main(["table", name]) == 0
    printed = capsys.readouterr().out
    assert len(printed.splitlines()[0].split(",")) > 1
    assert (len(rows(printed)) > 0) == (name not in EMPTY)


def test_the_passages_table_has_the_columns_that_others_build_on(opened, capsys):
    main(["table", "passages"])
    table = rows(capsys.readouterr().out)
    wanted = "passage_id conversation rendering language speaker turn start end topic theme snownlp vader"
    assert set(wanted.split()) <= set(table[0])


def test_a_table_compares_by_what_is_asked_for_of_what_alone_counts(opened, capsys):
    assert main(["table", "theme_shares", "--by", "language", "--only", "side=answering"]) == 0
    table = rows(capsys.readouterr().out)
    assert {row["group"] for row in table} == {"en", "zh"}
    assert "conversation" not in table[0]
    assert main(["table", "conversations", "--only", "role"]) == 2
    assert "not of the form COLUMN=VALUE" in capsys.readouterr().err
    assert main(["table", "theme_shares", "--by", "outlet"]) == 2
    assert "there is no column 'outlet'" in capsys.readouterr().err


def test_typical_passages_are_quoted_from_the_users_own_copies(opened, documents, capsys):
    assert main(["table", "topics", "--quote"]) == 0
    quotations = [row["quotation"] for row in rows(capsys.readouterr().out)]
    joined = "".join("".join(documents.values()).split())
    for quotation in quotations:
        begin = "".join(quotation.splitlines()[0].split())[:12]
        assert begin and begin in joined
    assert main(["table", "noise", "--quote"]) == 2
    assert "names no passages" in capsys.readouterr().err


def test_reading_any_file(tmp_path, capsys):
    path = tmp_path / "talk.txt"
    path.write_text(TRANSCRIPT, "utf-8")
    assert main(["read", str(path)]) == 0
    printed = capsys.readouterr()
    spans = [json.loads(line) for line in printed.out.splitlines()]
    assert "".join(TRANSCRIPT[s["start"] : s["end"]] for s in spans) == TRANSCRIPT
    assert [s["kind"] for s in spans[:2]] == ["label", "speech"]
    assert "guessed: layout labels, language en, speakers Ann, Bob" in printed.err
    assert main(["read", "--turns", str(path)]) == 0
    turns = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert turns[1] == {"speaker": "Bob", "text": "Slowly. Very slowly."}


def test_offsets_count_characters_with_line_ends_untouched(tmp_path, capsys):
    path = tmp_path / "talk.txt"
    content = TRANSCRIPT.replace("\n", "\r\n")
    path.write_bytes(content.encode("utf-8"))
    assert main(["read", str(path)]) == 0
    spans = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert "".join(content[s["start"] : s["end"]] for s in spans) == content


@pytest.mark.parametrize(
    ("arguments", "content", "told"),
    [
        (["read", "FILE"], None, "no such file"),
        (["read", "FILE"], b"", "empty"),
        (["read", "FILE"], "甲：好。".encode("gb18030"), "GBK"),
        (["read", "FILE"], "Ann: I don\u2019t know.\n\nBen: We\u2019ll see.".encode("cp1252"), "Windows-1252"),
        (["read", "FILE"], b"Just prose.", "nobody speaks"),
        (["read", "--layout", "songs", "FILE"], b"Ann: hi", "no layout 'songs'"),
        (["table", "nonsense"], None, "no table 'nonsense'"),
        (["documents", "FILE"], None, "no such folder"),
        (["--corpus", "FILE", "table", "passages"], None, "no such folder"),
        (["--corpus", "FILE", "corpus"], b"x", "no such folder"),
        (["convert", "FILE"], None, "no corpus of the old shape"),
        (["add", "FILE"], None, "none of 1 file(s) could be added"),
        (["add", "FILE", "--label", "Host"], b"Ann: hi", "--label 'Host' is not of the form NAME=SPEAKER"),
        (["themes", "FILE"], b'{"words": "x"}', "line 1 is no JSON object with"),
    ],
)
def test_bad_input_gives_one_sentence_and_status_2(arguments, content, told, tmp_path, capsys):
    path = tmp_path / "file.txt"
    if content is not None:
        path.write_bytes(content)
    assert main([str(path) if a == "FILE" else a for a in arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert told in printed.err
    # Of several files each that cannot be added has its own line.
    assert printed.err.count("\n") == (2 if "none of" in told else 1)
    assert "Traceback" not in printed.err


DIALOGUE = "Ann: Is it warm?\n\nBen: It is mild.\n\nAnn: And wet?\n\nBen: A little.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_byte_order_mark_and_utf_16_are_read_and_said(encoding, tmp_path, capsys):
    path = tmp_path / "file.txt"
    path.write_bytes(DIALOGUE.encode(encoding))
    assert main(["read", str(path)]) == 0
    printed = capsys.readouterr()
    spans = [json.loads(line) for line in printed.out.splitlines()]
    assert (spans[1]["start"], spans[1]["speaker"], spans[-1]["end"]) == (5, "Ann", len(DIALOGUE))
    assert (f"encoding {encoding}" in printed.err) == (encoding != "utf-8")


def test_a_word_document_is_read_by_its_text(tmp_path, capsys):
    path = tmp_path / "file.docx"
    path.write_bytes(make_docx(*DIALOGUE.split("\n\n")))
    assert main(["read", str(path)]) == 0
    printed = capsys.readouterr()
    spans = [json.loads(line) for line in printed.out.splitlines()]
    assert (spans[1]["start"], spans[1]["speaker"], spans[-1]["end"]) == (5, "Ann", len(DIALOGUE))
    assert "encoding docx" in printed.err


WESTERN = 4 * "Ann: I don\u2019t know if it\u2019s warm.\n\nBen: We\u2019ll see.\n\nAnn: And wet?\n\nBen: A bit.\n\n"
CHINESE = (
    "苏禾：今天我们去看老茶馆，他们说那里的水是井水，是不是？\n\n段川：是的，在那个院子里有一口井，我们家的人都喝那里的水。\n\n"
    "苏禾：那么井水和河水有什么不一样？\n\n段川：味道不一样，你来尝一尝就知道了。\n"
)
TRADITIONAL = (
    "蘇禾：今天我們去看老茶館，他們說那裡的水是井水，是不是？\n\n段川：是的，在那個院子裡有一口井，我們家的人都喝那裡的水。\n\n"
    "蘇禾：那麼井水和河水有什麼不一樣？\n\n段川：味道不一樣，你來嚐一嚐就知道了。\n"
)
LATIN_PAGE = (
    '<html><head><meta charset="iso-8859-1"></head><body><p><b>Ann:</b> Is caf\xe9 a word?</p>'
    "<p><b>Zo\xeb:</b> It is.</p><p><b>Ann:</b> And b\xbcd?</p><p><b>Zo\xeb:</b> No.</p></body></html>"
)


@pytest.mark.parametrize(
    ("content", "called", "speakers"),
    [
        (WESTERN.encode("cp1252"), "Windows-1252", {"Ann", "Ben"}),
        (CHINESE.encode("gb18030"), "GBK", {"苏禾", "段川"}),
        (TRADITIONAL.encode("big5"), "BIG5", {"蘇禾", "段川"}),
        (LATIN_PAGE.encode("iso-8859-1"), "Windows-1252", {"Ann", "Zo\xeb"}),
    ],
)
def test_what_is_no_utf_8_is_read_in_its_encoding_and_that_is_said(content, called, speakers, tmp_path, capsys):
    path = tmp_path / "file.txt"
    path.write_bytes(content)
    assert main(["read", "--turns", str(path)]) == 0
    printed = capsys.readouterr()
    assert f"({called})" in printed.err
    assert {json.loads(line)["speaker"] for line in printed.out.splitlines()} == speakers


def test_what_is_doubtful_is_printed_and_said_to_be_with_status_3(tmp_path, capsys):
    path = tmp_path / "file.txt"
    path.write_text("".join(f"Ann: This is sentence number {n}, and more.\n\n" for n in range(5)))
    assert main(["read", "--turns", str(path)]) == 3
    printed = capsys.readouterr()
    assert json.loads(printed.out.splitlines()[0])["speaker"] == "Ann"
    assert "doubtful: one speaker only" in printed.err
    assert "--layout" in printed.err


def test_who_is_named_on_the_command_line_wins_over_guesses(tmp_path, capsys):
    path = tmp_path / "file.txt"
    path.write_text(DIALOGUE.replace("Ben", "Note"))
    assert main(["read", "--turns", "--label", "Note=Ben Roe", str(path)]) in (0, 3)
    speakers = [json.loads(line)["speaker"] for line in capsys.readouterr().out.splitlines()]
    assert speakers == ["Ann", "Ben Roe", "Ann", "Ben Roe"]
    assert main(["read", "--turns", "--layout", "monologue", "--speaker", "Ann Poe", str(path)]) in (0, 3)
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {row["speaker"] for row in rows} == {"Ann Poe"}


def test_help_names_every_command():
    shown = subprocess.run(
        [sys.executable, "-m", "analysis", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert all(
        command in shown
        for command in (
            "read",
            "table",
            "add",
            "revise",
            "documents",
            "corpus",
            "convert",
            "themes",
            "sentiment",
            "find",
            "export",
            "figures",
            "explore",
            "share",
            "notebooks",
        )
    )


def test_a_corpus_is_chosen_before_the_command(tiny_folders, capsys):
    assert main(["--corpus", str(tiny_folders["two-talks"]), "table", "conversations"]) == 0
    assert [row["id"] for row in rows(capsys.readouterr().out)] == ["beekeeper", "ferry"]
    assert main(["--corpus", str(tiny_folders["eight-talks"]), "table", "renderings"]) == 0
    assert len(rows(capsys.readouterr().out)) == 8


def test_new_texts_get_the_themes_of_the_corpus_that_is_named(tiny_folders, tmp_path, capsys):
    path = tmp_path / "texts.jsonl"
    path.write_text('{"text": "We opened the hive and looked for the queen and her eggs."}\n', "utf-8")
    assert main(["--corpus", str(tiny_folders["two-talks"]), "themes", str(path)]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["theme"], row["name_en"]) == ("hives", "Hives and bees")
    assert main(["--corpus", str(tiny_folders["eight-talks"]), "themes", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["theme"] == "unassigned"


def test_corrected_tables_say_who_was_corrected(capsys):
    words = {}
    for option in ([], ["--corrected"]):
        assert main(["table", "speech_shares", *option]) == 0
        table = rows(capsys.readouterr().out)
        words[len(option)] = {(row["rendering"], row["speaker"]): int(row["n_words"]) for row in table}
    assert words[1]["bg2-zh-b", "BG2 hosts"] > words[0]["bg2-zh-b", "BG2 hosts"]
