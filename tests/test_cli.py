"""The command line as a user meets it: output to build on, and one sentence when something is wrong."""

import csv
import io
import json
import subprocess
import sys

import pytest

from analysis.__main__ import main
from analysis.results import RESULTS
from analysis.storage import ROOT

TRANSCRIPT = "Ann: How do you make bread?\n\nBob: Slowly.\nVery slowly.\n\nAnn: Why?\n\nBob: The dough needs time.\n"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("name", RESULTS)
def test_every_table_prints_as_csv(name, capsys):
    assert main(["table", name]) == 0
    assert len(rows(capsys.readouterr().out)) > 0


def test_the_passages_table_has_the_columns_that_others_build_on(capsys):
    main(["table", "passages"])
    table = rows(capsys.readouterr().out)
    wanted = "passage_id conversation rendering language speaker turn start end topic theme snownlp vader"
    assert set(wanted.split()) <= set(table[0])


def test_typical_passages_are_quoted_from_the_users_own_copies(documents, capsys):
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
        (["read", "FILE"], "Ann: hi".encode("utf-16"), "UTF-16"),
        (["read", "FILE"], b"\xef\xbb\xbfAnn: hi", "byte order mark"),
        (["read", "FILE"], b"Just prose.", "nobody speaks"),
        (["read", "--layout", "songs", "FILE"], b"Ann: hi", "no layout 'songs'"),
        (["table", "nonsense"], None, "no table 'nonsense'"),
        (["documents", "FILE"], None, "no such folder"),
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
    assert printed.err.count("\n") == 1
    assert "Traceback" not in printed.err


def test_help_names_every_command():
    shown = subprocess.run(
        [sys.executable, "-m", "analysis", "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert all(command in shown for command in ("read", "table", "documents", "corpus", "figures", "notebooks"))
