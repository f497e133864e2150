"""Browser: which one draws pictures of charts, and whether it starts at all, seen within a bounded time."""

import contextlib
import os
import signal
import subprocess
import tempfile

# Seconds in which a browser that works has started, on a slow machine too.
_LONGEST_START = 30.0
# What it is given to read, and reads back; the sum shows that it was understood and not merely repeated.
_PAGE = "data:text/html,<script>document.write('drawn'+(40+2))</script>"
_READ = b"drawn42"


def find_browser() -> str:
    """Return where the browser is that draws pictures, "" where there is none."""
    from choreographer.browsers.chromium import Chromium

    return os.environ.get("BROWSER_PATH") or Chromium.find_browser(skip_local=False) or ""


def can_start(browser: str) -> bool:
    """Return whether a browser starts and reads a page. What was started for it is ended, whatever it does."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, tempfile.TemporaryFile() as told:
        # As charts are drawn: without a sandbox, which root has not, and without a profile of anybody's.
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", f"--user-data-dir={folder}"]
        try:
            process = subprocess.Popen(
                [browser, *flags, "--dump-dom", _PAGE],
                stdin=subprocess.DEVNULL,
                stdout=told,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            return False
        try:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(_LONGEST_START)
        finally:
            _end(process)
        told.seek(0)
        return _READ in told.read()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and, where the system knows groups of them, all that it started."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
