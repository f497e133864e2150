"""Running: whatever happens to a command, its user gets one sentence and a status, never a traceback."""

import contextlib
import datetime
import io
import os
import platform
import sys
import tempfile
import traceback
from collections.abc import Callable

from analysis.ground.errors import AnalysisError
from analysis.ground.storage import tell_path

# What a command ends with: something is wrong with what it was given; it was stopped; nobody foresaw what happened
# (EX_SOFTWARE of sysexits.h).
WRONG, STOPPED, UNFORESEEN = 2, 130, 70


def run_command(command: Callable[[], int]) -> int:
    """Run a command and return its status, or WRONG, STOPPED or UNFORESEEN with one sentence on the error output.

    The details of what nobody foresaw are written to a file that the sentence names.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # what the terminal has no sign for is spelt out
            stream.reconfigure(errors="backslashreplace")
    try:
        status = command()
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads the output has enough of it
        _close_output()
        return 0
    except AnalysisError as error:
        return _tell(str(error), WRONG)
    except OSError as error:
        where = tell_path(error.filename) if error.filename else "the output"
        return _tell(
            f"{where}: the system says {error.strerror or error}; make room or allow it, and try again.", WRONG
        )
    except KeyboardInterrupt:
        return _tell("stopped; what was finished is kept, and the next run goes on from there.", STOPPED)
    except Exception as error:
        return _tell(_report(error), UNFORESEEN)
    return status


def _tell(sentence: str, status: int) -> int:
    try:
        sys.stdout.flush()
    except OSError:
        _close_output()
    with contextlib.suppress(OSError):
        print(f"analysis: {sentence}", file=sys.stderr)
    return status


def _close_output() -> None:
    """Have Python not write the rest of the output when it ends, where it could not be written before."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _report(error: Exception) -> str:
    """One sentence on an error that nobody foresaw; its details are in a file, where one can be written."""
    first = next(iter(str(error).splitlines()), "")[:200]
    told = f"this was not foreseen: {type(error).__name__}{': ' if first else ''}{first}"
    head = f"{datetime.datetime.now().isoformat(timespec='seconds')} Python {platform.python_version()} {sys.platform}"
    details = f"{head}\n{' '.join(map(repr, sys.argv[1:]))}\n{''.join(traceback.format_exception(error))}"
    try:
        handle, name = tempfile.mkstemp(prefix="analysis-", suffix=".log")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(details)
    except OSError:
        place = traceback.extract_tb(error.__traceback__)[-1]
        return f"{told} ({os.path.basename(place.filename)}, line {place.lineno}); please report it."  # noqa: PTH119
    return f"{told}; the details are in {name}, which you can send with a report."
