"""Calling the command as a user does: a process of its own, its output and exit code kept."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Done:
    """A finished command."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """All that it printed."""
        return self.out + self.err


def tokenassay(*args: str | Path, stdin: str = "", cwd: Path | None = None, env: dict[str, str] | None = None) -> Done:
    """Run ``tokenassay`` with ``args``; a traceback is never acceptable."""
    command = [sys.executable, "-m", "harness.cli.main", *map(str, args)]
    full = {**os.environ, "COLUMNS": "100", **(env or {})}
    done = subprocess.run(
        command, input=stdin, capture_output=True, text=True, cwd=cwd, env=full, timeout=300, check=False
    )
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    return Done(done.returncode, done.stdout, done.stderr)


def results(folder: Path) -> dict[str, Any]:
    """Return what ``results.json`` says."""
    found = json.loads((folder / "results.json").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def records(folder: Path) -> list[dict[str, Any]]:
    """Return the scenarios of the only target."""
    target = results(folder)["targets"][0]
    scenarios = target["scenarios"]
    assert isinstance(scenarios, list)
    return scenarios
