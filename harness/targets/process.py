"""A target that tokenassay itself starts and stops (``[start]``): its output kept, its end certain."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

import urllib3

from harness.targets.errors import TargetDownError
from harness.targets.tables import StartTable

OURS = "TOKENASSAY_ENVIRONMENT"
"""Names the variables that were set for pytest's sake."""


@contextmanager
def running(start: StartTable, folder: Path, ready: str) -> Iterator[Path]:
    """Run ``start``'s command in ``folder`` until the block ends; TargetDownError shows its output if it fails.

    Yields the file that everything goes to that the program prints.

    A command that begins with ``python`` runs under this very interpreter. ``ready`` is polled until it answers.
    """
    _must_be_free(start.ready or ready)
    command = [sys.executable, *start.command[1:]] if start.command[0] in ("python", "python3") else list(start.command)
    with tempfile.NamedTemporaryFile("w+", prefix="tokenassay-", encoding="utf-8", errors="replace") as output:
        try:
            process = subprocess.Popen(  # noqa: S603 - the user's own command, from the user's own file
                command,
                cwd=folder,
                # What a program prints is looked at while it runs, so Python is not to hold it back.
                env={"PYTHONUNBUFFERED": "1", **environment(start.unset), **start.env},
                stdout=output,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError as error:
            raise TargetDownError(f"start.command: cannot run {command[0]}: {error.strerror}") from error
        try:
            _wait(process, start.ready or ready, start.timeout, output)
            yield Path(output.name)
        finally:
            _stop(process)


def environment(unset: Collection[str] = ()) -> dict[str, str]:
    """Return the environment as the user has it, without the variables ``unset``.

    What we set for pytest and its workers is none of a program's.
    """
    ours = (*os.environ.get(OURS, "").split(), OURS, *unset)
    return {
        name: value
        for name, value in os.environ.items()
        if name not in ours
        and not name.startswith("PYTEST_XDIST_")
        and name not in ("PYTEST_VERSION", "PYTEST_CURRENT_TEST")
    }


def _must_be_free(url: str) -> None:
    """Refuse to start where something answers already: it would be judged in place of what is started."""
    parts = urlsplit(url)
    with suppress(OSError), socket.create_connection((parts.hostname or "", parts.port or 80), timeout=1):
        raise TargetDownError(f"start: something answers at {url} already; stop it, or use another port")


def _wait(process: "subprocess.Popen[bytes]", url: str, timeout: float, output: IO[str]) -> None:
    deadline = time.monotonic() + timeout
    while True:
        if process.poll() is not None:
            raise TargetDownError(
                f"start.command ended with {process.returncode} before it was ready:\n{_tail(output)}"
            )
        with suppress(urllib3.exceptions.HTTPError):
            if urllib3.request("GET", url, retries=False, redirect=False, timeout=1.0).status < 500:
                return
        if time.monotonic() > deadline:
            raise TargetDownError(f"start.ready: {url} did not answer within {timeout:g} s:\n{_tail(output)}")
        time.sleep(0.05)


def _tail(output: IO[str]) -> str:
    output.seek(0)
    return "\n".join(output.read().splitlines()[-15:]) or "(it printed nothing)"


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End the process and all it started: first politely, then for sure."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(5)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(5)
