"""Runs that are killed at random moments lose nothing; `make kills` does the same a hundred times."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.long


def test_a_run_that_was_killed_loses_nothing_and_the_next_one_heals_it():
    command = [sys.executable, "-W", "ignore", "-m", "tests.kills", "4", "new", "add", "corpus"]
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    counts = json.loads(done.stdout[done.stdout.index("{") :])
    assert {outcome for kind in counts.values() for outcome in kind} <= {"whole after the next run", "had ended before"}
    assert sum(sum(kind.values()) for kind in counts.values()) == 4
