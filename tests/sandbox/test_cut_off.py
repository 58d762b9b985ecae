"""Runs that are killed: the next one, or the doctor, removes what they left."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from harness.sandbox.ledger import Page, Place, folder, left_pages, new_page
from tests.cli.command import records, tokenassay
from tests.sandbox.stores import Sandbox

PLACE = Place("abc123", "https://api.example/stores/abc123")


def begun(file: Path, reports: Path, *more: str) -> "subprocess.Popen[str]":
    """Start a run, and return when it has told of scenarios."""
    command = [sys.executable, "-m", "harness.cli.main", "run", str(file), "--reports", str(reports), *more]

    def heed_ctrl_c() -> None:
        # Whoever runs these tests in the background may have had us ignore it.
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "start_new_session": True}
    process = subprocess.Popen(command, preexec_fn=heed_ctrl_c, **pipes)  # type: ignore[call-overload] # noqa: PLW1509
    written, deadline = reports / "events.ndjson", time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        if written.exists() and written.read_text("utf-8").count("scenario-finished") > 5:
            return process
        time.sleep(0.02)
    pytest.fail(f"the run has not begun: {process.communicate()[0]}")


def killed(process: "subprocess.Popen[str]", how: signal.Signals) -> str:
    os.killpg(process.pid, how)
    return process.communicate(timeout=60)[0]


def test_a_whole_run_leaves_the_store_as_it_was(sandbox: Sandbox) -> None:
    before = sandbox.people
    done = tokenassay("run", sandbox.file(), "--reports", sandbox.folder / "out", "--rule", "logout", "--rule", "scope")
    assert done.code == 0, done.said
    found = records(sandbox.folder / "out")
    assert [one["verdict"] for one in found if "password" in one["id"]].count("not-applicable") == 0
    assert sandbox.people == before
    assert "tokenassay mint" not in json.dumps(found), "nobody can mint for customers who are gone"


@pytest.mark.parametrize("workers", ["", "2"], ids=["alone", "workers"])
def test_after_kill_9_the_next_run_removes_what_was_left(sandbox: Sandbox, workers: str) -> None:
    before, out = sandbox.people, sandbox.folder / "out"
    file = sandbox.file()
    killed(begun(file, out, *(["-n", workers] if workers else [])), signal.SIGKILL)
    assert len(sandbox.guests) == 2
    done = tokenassay("run", file, "--reports", out, "--rule", "scope")
    assert done.code == 0, done.said
    assert "removed the test customers of a run that was cut off (2)" in done.err
    assert sandbox.people == before
    assert not list(folder().glob("*.ndjson"))


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_told_to_stop_removes_its_own(sandbox: Sandbox, how: signal.Signals) -> None:
    before = sandbox.people
    process = begun(sandbox.file(), sandbox.folder / "out")
    out = killed(process, how)
    assert process.returncode == 130, out
    assert sandbox.people == before


def test_pages_are_read_as_far_as_they_were_written(sandbox: Sandbox) -> None:
    with new_page("cut") as page:
        page.owe(PLACE, ("a@example.com",))
        page.learn({"a@example.com": 7})
        path = page.path
    path.write_text(path.read_text() + '{"ids": {"b@exam')
    with left_pages(PLACE) as (found,):
        assert (found.emails, found.ids, found.settled) == (("a@example.com",), {"a@example.com": 7}, True)


def test_pages_of_other_stores_are_left_alone_and_empty_ones_go(sandbox: Sandbox) -> None:
    with new_page("other") as page:
        page.owe(Place("zz9", PLACE.url), ("a@example.com",))
    with new_page("empty"):
        pass
    with left_pages(PLACE) as pages:
        assert pages == list[Page]()
    assert [path.stem for path in folder().glob("*.ndjson")] == ["other"]
