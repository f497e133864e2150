"""Watching: what a whole process costs, with all that it starts."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

# A process of its own tells its own peak; what the command prints goes to the error stream.
_WATCHED = """import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=sys.stderr)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


def watch(
    command: Sequence[str], *, folder: Path, environment: Mapping[str, str], quiet: bool = False
) -> tuple[float, float]:
    """Return the CPU seconds and the peak memory, in kB, of a command. quiet: whether what it tells is left out."""
    watched = [sys.executable, "-c", _WATCHED, *command]
    told = subprocess.DEVNULL if quiet else None
    done = subprocess.run(
        watched, cwd=folder, env=environment, check=True, stdout=subprocess.PIPE, stderr=told, text=True
    )
    cpu, peak = map(float, done.stdout.split())
    return cpu, peak
