"""Kills: commands killed at random moments, again and again; what is left, and whether the next run heals it.

`python -m tests.kills 100` kills a hundred runs of `new`, `add`, `corpus`, `figures` and `share` in small corpora, and
prints what came of each kind; `python -m tests.kills 10 figures share` those of these alone.
"""

import atexit
import functools
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

from analysis import open_corpus
from analysis.__main__ import main
from analysis.corpus.catalogue import load_catalogue
from analysis.corpus.documents import load_present_documents
from analysis.ground.storage import NOTEBOOKS, UNFINISHED, digest
from analysis.passages.stored import is_measured
from analysis.publishing import execution

# Seconds that a kernel may take to see that who started it is gone.
_LONGEST_LEFT = 15.0
# Of pages it is enough that there are some of each sort: with a chart, and with cards.
_NOTEBOOKS = ("1-who-spoke.ipynb", "6-what-versions-disagree-about.ipynb")
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
    return _check_pages(folder) or _check_running(folder)


def _check_pages(folder: Path) -> str:
    """What is wrong with pages and the archive of them, "" where nothing is."""
    for path in folder.rglob("*.html"):
        if not path.read_text("utf-8").rstrip().endswith("</html>"):
            return "a page is written by half"
    archive = folder / "share.zip"
    if archive.exists():
        with zipfile.ZipFile(archive) as packed:
            if packed.testzip() or "share/index.html" not in packed.namelist():
                return "an archive is written by half"
    return ""


def _check_running(folder: Path) -> str:
    """Whether something that a killed run started for a corpus is running still after a while; "" where nothing is."""
    end = time.monotonic() + _LONGEST_LEFT
    while _is_left(folder):
        if time.monotonic() > end:
            return "a process is left running"
        time.sleep(0.2)
    return ""


def _is_left(folder: Path) -> bool:
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get("ANALYSIS_CORPUS") == str(folder):
                return True
        except (psutil.Error, OSError):
            continue
    return False


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


def prepare_pages(folder: Path, command: str) -> list[str]:
    """A measured corpus whose pages are made without pictures, of some notebooks alone."""
    prepare_corpus(folder)
    run(["--corpus", str(folder), "corpus", "--jobs", "1"])
    execution.NOTEBOOKS = _keep_few_notebooks()
    os.environ["BROWSER_PATH"] = os.devnull
    return ["--corpus", str(folder), command]


@functools.cache
def _keep_few_notebooks() -> Path:
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    for name in _NOTEBOOKS:
        shutil.copy(NOTEBOOKS / name, folder)
    return folder


def has_all(folder: Path, n: int) -> bool:
    path = folder / "catalogue.toml"
    return path.exists() and len(load_catalogue(path).renderings) == n


KINDS = {
    "new": (prepare_new, lambda folder: has_all(folder, 3)),
    "add": (prepare_add, lambda folder: has_all(folder, 4)),
    "corpus": (prepare_corpus, lambda folder: False),
    "figures": (functools.partial(prepare_pages, command="figures"), lambda folder: False),
    "share": (functools.partial(prepare_pages, command="share"), lambda folder: False),
}


def kill_all(
    n: int, kinds: Sequence[str] = (*KINDS,), *, seed: int, say: Callable[[str], None] = lambda told: None
) -> dict[str, Counter[str]]:
    """Kill n runs in all, of each kind as many; what came of each kind."""
    found = {}
    for number, name in enumerate(kinds):
        prepare, done = KINDS[name]
        share = n // len(kinds) + (number < n % len(kinds))
        found[name] = kill_at_random(
            prepare, n=share, seed=seed + number, done=done, say=lambda t, k=name: say(f"{k} {t}")
        )
    return found


if __name__ == "__main__":
    n_kills, *named = sys.argv[1:] or ["100"]
    counts = kill_all(int(n_kills), named or (*KINDS,), seed=int(time.time()), say=print)
    print(json.dumps(counts, indent=1))
