"""Runs that do not get to their end."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest


def begun(*args: str | Path) -> "subprocess.Popen[str]":
    """Start ``tokenassay run`` with ``args``, and return when it has told of scenarios."""
    command = [sys.executable, "-m", "harness.cli.main", "run", *map(str, args)]

    def heed_ctrl_c() -> None:
        # Whoever runs these tests in the background may have had us ignore it.
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "start_new_session": True}
    process = subprocess.Popen(command, preexec_fn=heed_ctrl_c, **pipes)  # type: ignore[call-overload] # noqa: PLW1509
    written = Path(args[args.index("--reports") + 1]) / "events.ndjson"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if written.exists() and written.read_text("utf-8").count("scenario-finished") > 5:
            return process
        time.sleep(0.02)
    pytest.fail(f"the run has not begun: {process.communicate()[0]}")


def killed(process: "subprocess.Popen[str]", how: signal.Signals) -> str:
    """Send ``how`` to the run and all that it has started; return what it printed once it is over."""
    os.killpg(process.pid, how)
    return process.communicate(timeout=60)[0]
