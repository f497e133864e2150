"""Whatever happens, a user gets one sentence and a status, and nothing is lost."""

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from analysis.__main__ import main
from analysis.ground.alone import work_alone
from analysis.ground.errors import AnalysisError
from analysis.ground.running import STOPPED, UNFORESEEN, WRONG, run_command
from analysis.ground.storage import is_id, place_in, read_bytes, write_atomic

ROOT = Path(__file__).resolve().parent.parent.parent


def _raise(error):
    def command():
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (AnalysisError("a.csv: no"), WRONG, "analysis: a.csv: no"),
        (OSError(errno.ENOSPC, "No space left on device"), WRONG, "No space left on device"),
        (KeyboardInterrupt(), STOPPED, "stopped"),
        (ValueError("what\nis this"), UNFORESEEN, "ValueError: what"),
        (RecursionError(), UNFORESEEN, "RecursionError"),
    ],
)
def test_whatever_is_raised_is_one_sentence_and_a_status(capsys, error, status, told):
    assert run_command(_raise(error)) == status
    said = capsys.readouterr().err
    assert told in said
    assert said.count("\n") == 1
    assert "Traceback" not in said


def test_the_details_of_what_nobody_foresaw_are_in_a_file_that_the_sentence_names(capsys):
    run_command(_raise(ValueError("odd")))
    path = Path(capsys.readouterr().err.split("details are in ")[1].split(",")[0])
    assert "Traceback" in path.read_text("utf-8")
    assert "ValueError: odd" in path.read_text("utf-8")
    path.unlink()


@pytest.mark.parametrize("name", ["x" * 5_000, "loop", "a-file/under", "nothing", ".", "empty"])
def test_a_file_that_cannot_be_read_is_named_in_one_sentence(capsys, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    Path("loop").symlink_to("loop")
    Path("a-file").write_text("words")
    Path("empty").write_text("")
    assert main(["read", name]) == WRONG
    said = capsys.readouterr().err
    assert said.startswith("analysis: ")
    assert len(said) < 700
    assert said.count("\n") == 1


def test_a_name_with_a_nul_is_spelt_out():
    with pytest.raises(AnalysisError, match=r"a\\x00b: it cannot be read"):
        read_bytes(Path("a\0b"))


@pytest.mark.parametrize(
    "argv",
    [
        ["find", "--near", "-5", "word"],
        ["sentiment", "--words", "-1", "texts.jsonl"],
        ["sentiment", "--words", "1e9", "texts.jsonl"],
        ["documents", ""],
        ["read", " "],
        ["corpus", "--jobs", "-2"],
    ],
)
def test_what_means_nothing_on_the_command_line_is_refused(capsys, argv):
    with pytest.raises(SystemExit, match="2"):
        main(argv)
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize("line", ['{"text": null}', '{"text": ["a"]}', '{"text": ' + "9" * 5_000 + "}", "[" * 100_000])
def test_a_line_without_a_text_is_named(capsys, tmp_path, line):
    path = write_atomic(tmp_path / "texts.jsonl", line + "\n")
    assert main(["sentiment", str(path)]) == WRONG
    assert "line 1 is no JSON object with a text" in capsys.readouterr().err


def test_output_that_cannot_be_written_is_one_sentence():
    with Path("/dev/full").open("w") as full:
        code = "from analysis.ground.running import run_command; raise SystemExit(run_command(lambda: print('x') or 0))"
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == WRONG
    assert done.stderr.count("\n") == 1
    assert "No space left" in done.stderr


@pytest.mark.parametrize("name", ["talk-1", "黄仁勋-a", "भाषण", "día_2", "a.b", "مقابلة"])
def test_letters_of_any_script_are_an_id(name):
    assert is_id(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../evil",
        "/tmp/evil",
        "a/b",
        "a\\b",
        "C:a",
        "-rf",
        ".hidden",
        "a\0b",
        "a\nb",
        "a b",
        "a\u202eb",
        "con",
        "nul.txt",
        "x" * 300,
        "a..b",
        "a.",
    ],
)
def test_a_path_is_no_id(name):
    assert not is_id(name)


@pytest.mark.parametrize("name", ["../evil.txt", "/tmp/evil.txt", "a/b.txt", "..", "."])
def test_nothing_is_written_outside_of_its_folder(tmp_path, name):
    with pytest.raises(AnalysisError, match="no name of a file"):
        place_in(tmp_path, name)


def test_a_second_run_says_that_it_waits_and_goes_on_when_the_first_has_ended(tmp_path):
    code = (
        "import sys, pathlib\n"
        "from analysis.ground.alone import work_alone\n"
        "with work_alone(pathlib.Path(sys.argv[1])):\n    print('in', flush=True)\n"
    )
    with work_alone(tmp_path):
        second = subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert "another run works on" in second.stderr.readline()
        time.sleep(0.3)
        assert second.poll() is None
        write_atomic(tmp_path / "a.txt", "kept")
    assert second.communicate(timeout=60)[0] == "in\n"
    assert (tmp_path / "a.txt").read_text() == "kept"


def test_what_a_killed_run_left_behind_is_cleared_away(tmp_path):
    left = tmp_path / "documents" / ".talk-en.txt.abc.unfinished"
    left.parent.mkdir()
    left.write_text("half")
    with work_alone(tmp_path):
        assert not left.exists()


def test_a_folder_that_cannot_be_written_in_is_worked_on_without_a_lock(tmp_path, monkeypatch):
    def refuse(*arguments, **options):
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr("analysis.ground.alone.FileLock.acquire", refuse)
    with work_alone(tmp_path):
        pass
