"""Lanes in several processes: stopped together, and what they came to in numbers."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cli.test_fuzz import TARGET, environment, fuzz


def under_way(folder: Path, lanes: int) -> bool:
    """Whether every lane that keeps its files in ``folder`` has tried something."""
    said: list[dict[str, Any]] = [json.loads(path.read_text("utf-8")) for path in folder.glob("tokenassay-*/*.json")]
    return len([one for one in said if int(one["examples"])]) == lanes


def begun(folder: Path, *words: str, lanes: int) -> "subprocess.Popen[str]":
    """Start a long hunt in a session of its own, and return once all its lanes hunt."""
    (folder / "app.toml").write_text(TARGET, "utf-8")
    command = [sys.executable, "-m", "harness.cli.main", "fuzz", "app.toml", "--seconds", "200", *words]
    env = {**environment(ci=False), "TMPDIR": str(folder)}
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    process = subprocess.Popen(command, cwd=folder, env=env, start_new_session=True, **pipes)
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        if under_way(folder, lanes):
            return process
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    pytest.fail(f"the hunt has not begun: {process.communicate()[0]}")


@pytest.mark.parametrize("tell", [os.kill, os.killpg])
def test_lanes_stop_together_with_reports_and_without_orphans(tmp_path: Path, tell: Any) -> None:
    """A terminal tells every process of Ctrl-C, and whoever started the command tells that one alone."""
    process = begun(tmp_path, "-n", "2", lanes=2)
    tell(process.pid, signal.SIGTERM if tell is os.kill else signal.SIGINT)
    said = process.communicate(timeout=120)[0]
    assert process.returncode == 130, said
    assert "Traceback" not in said
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)
    state = json.loads((tmp_path / "reports" / "fuzz.json").read_text("utf-8"))
    assert all(lane["examples"] > 0 for lane in state["lanes"].values()), said
    assert (tmp_path / "reports" / "report.html").exists()
    assert not list(tmp_path.glob("tokenassay-*"))


def test_a_hunt_is_told_in_numbers_and_by_rules_that_it_did_not_touch(tmp_path: Path) -> None:
    done = fuzz(tmp_path, "app.toml", "--examples", "40", place="verifier.base.app:sound")
    assert done.returncode == 0, done.stdout
    results = json.loads((tmp_path / "reports" / "results.json").read_text("utf-8"))
    numbers = results["fuzz"]
    assert (numbers["examples"], numbers["seed"], numbers["lanes"]) == (40, 0, ["1"])
    assert numbers["rate"] > 0
    assert {"behaviours", "rounds", "shrinks", "softer", "unsteady", "mended"} <= numbers.keys()
    idle = [one for one in results["targets"][0]["scenarios"] if one["verdict"] == "not-applicable"]
    assert {one["rule"] for one in idle} >= {"verifier.transport"}
    assert {one["reason"] for one in idle} == {"no example put it to the test"}


def test_a_lane_whose_process_dies_leaves_what_the_others_do(tmp_path: Path) -> None:
    """An app in this process may bring it down with it."""
    process = begun(tmp_path, "-n", "2", "--seconds", "6", lanes=2)
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=True
    )
    os.kill(int(listed.stdout.split()[0]), signal.SIGKILL)
    said = process.communicate(timeout=120)[0]
    assert process.returncode == 1, said
    results = json.loads((tmp_path / "reports" / "results.json").read_text("utf-8"))["targets"][0]["scenarios"]
    assert {one["verdict"] for one in results} == {"fail", "inconclusive", "not-applicable"}
    assert "crashed amid an example" in next(one["reason"] for one in results if one["verdict"] == "inconclusive")
