"""Every file of a corpus spoilt in every way: the same tables, or one sentence that names the file."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.corpus.damages import SAME, SENTENCE, prepare

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    root = tmp_path_factory.mktemp("spoilt")
    prepare(root, ROOT)
    environment = os.environ | {"ANALYSIS_ROOT": str(root), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "ignore", "-m", "tests.corpus.damages"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_whatever_is_spoilt_gives_the_same_tables_or_one_sentence_that_names_the_file(outcomes):
    assert outcomes["wrong"] == []


def test_damages_are_many_and_of_both_outcomes(outcomes):
    counts = outcomes["counts"]
    assert sum(counts.values()) >= 1_500
    assert counts[SENTENCE] > 1_000
    assert counts[SAME] > 100
