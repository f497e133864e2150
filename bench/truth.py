"""Who said what in public documents, by hand: `python -m bench.truth FOLDER` scores the reader on those in a folder.

`truth.jsonl` has a line a document: its repository, the SHA-256 of its bytes, its language and kind, and who says which
characters (turns: start, end, number in people). None of its words are here: whoever has the documents, whatever they
are called, can score them. The right speaker's share of the speech is an F1 over letters and digits, names matched one
to one. `set` is open (looked at while the reader was bettered) or aside (scored once, in November 2026).
"""

import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from analysis.ground.errors import AnalysisError
from analysis.ground.storage import decode_document
from analysis.reading import read_document

TRUTH = Path(__file__).with_name("truth.jsonl")


def score(content: bytes, truth: Mapping[str, Any]) -> tuple[float, bool]:
    """Return the F1 of a reading, and whether it is doubted or refused."""
    people = truth["people"]
    try:
        text, _ = decode_document(content, name="document")
        reading = read_document(text, name="document")
    except AnalysisError:
        return float(not people), True
    told = [(s.start, s.end, s.speaker) for s in reading.spans if s.kind == "speech" and s.speaker]
    names = sorted({name for _, _, name in told})
    counts = np.array([character.isalnum() for character in text])
    right, found = np.zeros(len(text), dtype=int), np.zeros(len(text), dtype=int)
    for start, end, number in truth["turns"]:
        right[start:end] = number + 1
    for start, end, name in told:
        found[start:end] = names.index(name) + 1
    right, found = right[counts], found[counts]
    if not people or not names:
        return 0.0, reading.is_doubted
    both = np.array([[((right == i) & (found == j)).sum() for j in range(1, len(names) + 1)]
                     for i in range(1, len(people) + 1)])  # fmt: skip
    shared = both[linear_sum_assignment(-both)].sum()
    return 2 * shared / ((right > 0).sum() + (found > 0).sum()), reading.is_doubted


def main(folder: Path) -> None:
    """Print the score of each document that is there, and of each set."""
    truths = {truth["sha256"]: truth for truth in map(json.loads, TRUTH.read_text("utf-8").splitlines())}
    rows = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        if truth := truths.get(hashlib.sha256(content).hexdigest()):
            f1, doubted = score(content, truth)
            rows.append((truth["set"], f1, doubted, bool(truth["people"])))
            print(f"{f1:.3f} {'doubted' if doubted else '       '} {truth['set']:5} {truth['kind']:13} {path.name}")
    for chosen in sorted({row[0] for row in rows}):
        mine = [row for row in rows if row[0] == chosen]
        low = [row for row in mine if row[1] < 0.9]
        good = [row for row in mine if row[1] >= 0.9 and row[3]]
        mean, n_low, n_good = np.mean([row[1] for row in mine]), sum(row[2] for row in low), sum(row[2] for row in good)
        print(
            f"{chosen}: {len(mine)} documents, mean F1 {mean:.3f}, {len(low)} under 0.90, {n_low} of them doubted;"
            f" {n_good} of {len(good)} right ones that name somebody, too"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
