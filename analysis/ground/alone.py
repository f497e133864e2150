"""Alone: one run at a time writes in a folder, and clears away what one that was killed left behind."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from analysis.ground.storage import UNFINISHED

_LOCK = ".lock"


@contextlib.contextmanager
def work_alone(folder: Path) -> Iterator[None]:
    """Hold a folder for this run; where another one has it, say so and wait for it.

    What is held is freed by the system when a process ends, however it ends. Files that a run was about to write when
    it was killed are removed. Where the folder cannot be written in there is nothing to hold.
    """
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / _LOCK, mode=0o666)
    try:
        try:
            lock.acquire(blocking=False)
        except Timeout:
            print(f"analysis: another run works on {folder}; waiting for it to end.", file=sys.stderr, flush=True)
            lock.acquire()
    except (OSError, NotImplementedError):  # a folder or a disk where nothing can be written or held
        yield
        return
    try:
        clear_unfinished(folder)
        yield
    finally:
        lock.release()
        if [path.name for path in folder.iterdir()] == [_LOCK]:  # nothing came of a new corpus
            (folder / _LOCK).unlink()
            folder.rmdir()


def clear_unfinished(folder: Path) -> None:
    """Remove from a folder what runs that were killed were about to write."""
    for path in folder.rglob(f".*{UNFINISHED}"):
        path.unlink(missing_ok=True)
