"""Kills: commands killed at random moments, again and again; what is left, and whether the next run heals it.

`python -m tests.kills 100` kills a hundred runs of `new`, `add` and `corpus` in small corpora, and prints what came of
each kind.
"""

import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from analysis import open_corpus
from analysis.__main__ import main
from analysis.corpus.catalogue import load_catalogue
from analysis.corpus.documents import load_present_documents
from analysis.ground.storage import UNFINISHED, digest
from analysis.passages.stored import is_measured

TALKS = Path(__file__).parent / "corpora" / "two-talks"
_TALK = (
    "{a}: {one} is what we came to speak of, and we spoke of it all day.\n\n{b}: Then let us speak of {one} again.\n\n"
)


def write_documents(folder: Path, n: int) -> list[Path]:
    """Write short talks of two people, none like another."""
    folder.mkdir(parents=True, exist_ok=True)
    words = ("bread", "harbour", "winter", "lantern", "orchard", "violin", "ferry", "meadow", "copper", "candle")
    paths = []
    for number in range(n):
        lines = [
            _TALK.format(a="Ann Poe", b="Ben Loe", one=f"the {words[(number + turn) % 10]} of {words[(turn * 3) % 10]}")
            for turn in range(6 + number)
        ]
        path = folder / f"{words[number % 10]}-{number}.txt"
        path.write_text(f"# {path.stem}\n\n{''.join(lines)}", "utf-8")
        paths.append(path)
    return paths


def run(argv: list[str], *, kill_after: float | None = None) -> int | None:
    """Run a command in a process of its own; kill it and its children after so many seconds (None: it was killed)."""
    child = os.fork()
    if not child:
        os.setsid()
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        try:
            os._exit(main(argv))
        except SystemExit as stop:
            os._exit(int(stop.code or 0))
        except BaseException:
            os._exit(99)
    end = time.monotonic() + (kill_after if kill_after is not None else 900)
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.001)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def mark(folder: Path) -> str:
    """A digest of all that a corpus's folder holds, wherever it is, but for what a run needs while it runs."""
    place = str(folder.parent).encode()
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".lock"]
    return digest(*(f"{path.relative_to(folder)} {digest(path.read_bytes().replace(place, b''))}" for path in files))


def check(folder: Path) -> str:
    """What is wrong with a corpus that a run was killed in, "" where nothing is."""
    if not (folder / "catalogue.toml").exists():
        return ""
    corpus = open_corpus(folder)
    if len(load_present_documents(corpus)) < len(corpus.catalogue.renderings):
        return "a document that is catalogued is not there"
    if any(is_measured(corpus, rendering) is False for rendering in corpus.catalogue.renderings):
        return "something half measured"
    return ""


def kill_at_random(
    prepare: Callable[[Path], list[str]], *, n: int, seed: int, done: Callable[[Path], bool], say: Callable[[str], None]
) -> Counter[str]:
    """Kill a command n times, each time in a fresh folder; count what came of it.

    prepare: makes the state before it in a folder, and returns the command. done: whether a finished run is to be seen
    there, when running it once more may say that there is nothing left to do.
    """
    rng, outcomes = random.Random(seed), Counter[str]()
    with tempfile.TemporaryDirectory() as temporary:
        whole = Path(temporary) / "whole" / "talks"
        begun = time.monotonic()
        status = run(prepare(whole))
        lasts, wanted = time.monotonic() - begun, mark(whole)
        if status:
            raise SystemExit(f"the command itself ends with {status}")
        for number in range(n):
            folder = Path(temporary) / f"run-{number}" / "talks"
            killed = run(prepare(folder), kill_after=rng.uniform(0, 1.05 * lasts))
            wrong = check(folder)
            finished = done(folder)
            healed = run(prepare_again(prepare, folder))
            left = list(folder.rglob(f"*{UNFINISHED}"))
            if wrong:
                outcome = wrong
            elif left and not finished:
                outcome = "something unfinished is left"
            elif healed and not finished:
                outcome = f"the next run ends with {healed}"
            elif mark(folder) != wanted and not left:
                outcome = "the corpus is another one than without the kill"
            else:
                outcome = "whole after the next run" if killed is None else "had ended before"
            outcomes[outcome] += 1
            say(f"{number + 1}: {outcome}")
            shutil.rmtree(folder.parent)
    return outcomes


def prepare_again(prepare: Callable[[Path], list[str]], folder: Path) -> list[str]:
    """The command of a folder that is prepared already."""
    with tempfile.TemporaryDirectory() as other:
        argv = prepare(Path(other) / "talks")
        return [part.replace(f"{other}/", f"{folder.parent}/") for part in argv]


def prepare_new(folder: Path) -> list[str]:
    write_documents(folder.parent / "texts", 3)
    return ["new", str(folder), "--from", str(folder.parent / "texts")]


def prepare_add(folder: Path) -> list[str]:
    _, *others = write_documents(folder.parent / "texts", 3)
    shutil.copytree(TALKS, folder)
    return ["--corpus", str(folder), "add", *map(str, others)]


def prepare_corpus(folder: Path) -> list[str]:
    shutil.copytree(TALKS, folder)
    return ["--corpus", str(folder), "corpus", "--jobs", "1"]


def has_all(folder: Path, n: int) -> bool:
    path = folder / "catalogue.toml"
    return path.exists() and len(load_catalogue(path).renderings) == n


KINDS = {
    "new": (prepare_new, lambda folder: has_all(folder, 3)),
    "add": (prepare_add, lambda folder: has_all(folder, 4)),
    "corpus": (prepare_corpus, lambda folder: False),
}


def kill_all(n: int, *, seed: int, say: Callable[[str], None] = lambda told: None) -> dict[str, Counter[str]]:
    """Kill n runs in all, of each kind as many; what came of each kind."""
    found = {}
    for number, (name, (prepare, done)) in enumerate(KINDS.items()):
        share = n // len(KINDS) + (number < n % len(KINDS))
        found[name] = kill_at_random(
            prepare, n=share, seed=seed + number, done=done, say=lambda t, k=name: say(f"{k} {t}")
        )
    return found


if __name__ == "__main__":
    counts = kill_all(int(sys.argv[1]) if len(sys.argv) > 1 else 100, seed=int(time.time()), say=print)
    print(json.dumps(counts, indent=1))
