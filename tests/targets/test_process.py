"""Targets that tokenassay starts: ready when told so, told with their output when they fail, ended for sure."""

import socket
import sys
import time
from pathlib import Path

import pytest

from harness.targets.errors import TargetDownError
from harness.targets.process import OURS, environment, running
from harness.targets.tables import StartTable


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def table(*command: str, timeout: float = 10.0) -> StartTable:
    return StartTable(command=command, timeout=timeout)


def test_a_command_runs_for_the_block_and_no_longer(tmp_path: Path) -> None:
    port = free_port()
    with running(
        table("python", "-m", "http.server", str(port), "--bind", "127.0.0.1"), tmp_path, f"http://127.0.0.1:{port}/"
    ):
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=2)


def test_a_port_that_is_taken_is_told_before_anything_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        with pytest.raises(TargetDownError, match="answers at .* already"), running(table("python"), tmp_path, url):
            pytest.fail("it was never started")


def test_children_end_as_well(tmp_path: Path) -> None:
    port = free_port()
    child = f"[sys.executable, '-m', 'http.server', '{port}', '--bind', '127.0.0.1']"
    code = f"import subprocess, sys; p = subprocess.Popen({child}); open('pid', 'w').write(str(p.pid)); p.wait()"
    with running(table("python", "-c", code), tmp_path, f"http://127.0.0.1:{port}/"):
        pid = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}/status").exists() and "zombie" not in Path(f"/proc/{pid}/status").read_text():
        assert time.monotonic() < deadline, "the child goes on"
        time.sleep(0.02)


def test_a_command_that_dies_is_told_with_its_output(tmp_path: Path) -> None:
    with (
        pytest.raises(TargetDownError, match="(?s)ended with 3.*no database"),
        running(table("python", "-c", "print('no database'); raise SystemExit(3)"), tmp_path, "http://127.0.0.1:9/"),
    ):
        pytest.fail("it never was ready")


def test_a_command_that_is_never_ready_is_told_and_ended(tmp_path: Path) -> None:
    start = table(sys.executable, "-c", "import time; print('waiting', flush=True); time.sleep(60)", timeout=0.5)
    with (
        pytest.raises(TargetDownError, match="(?s)start.ready.*0.5 s.*waiting"),
        running(start, tmp_path, f"http://127.0.0.1:{free_port()}/"),
    ):
        pytest.fail("it never was ready")


def test_a_command_that_is_not_there_is_told(tmp_path: Path) -> None:
    with (
        pytest.raises(TargetDownError, match="start.command: cannot run no-such-program"),
        running(table("no-such-program"), tmp_path, "http://127.0.0.1:9/"),
    ):
        pytest.fail("it never ran")


def test_what_a_command_prints_can_be_read_while_it_runs(tmp_path: Path) -> None:
    port = free_port()
    code = (
        "import http.server, sys\n"
        "print('to standard output')\n"
        "print('to standard error', file=sys.stderr)\n"
        f"http.server.HTTPServer(('127.0.0.1', {port}), http.server.SimpleHTTPRequestHandler).serve_forever()\n"
    )
    with running(table("python", "-c", code), tmp_path, f"http://127.0.0.1:{port}/") as log:
        assert "to standard output\n" in log.read_text("utf-8")
        assert "to standard error\n" in log.read_text("utf-8")
        assert '"GET / HTTP/1.1"' in log.read_text("utf-8")
    assert not log.exists()


def test_output_is_unbuffered_unless_the_owner_wants_it_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    code = "import os; print('value', os.environ['PYTHONUNBUFFERED'], flush=True); raise SystemExit(3)"
    for env, value in (({}, "1"), ({"PYTHONUNBUFFERED": "0"}, "0")):
        start = StartTable(command=("python", "-c", code), env=env)
        with (
            pytest.raises(TargetDownError, match=f"value {value}"),
            running(start, tmp_path, "http://127.0.0.1:9/"),
        ):
            pytest.fail("it never was ready")


def test_what_pytest_was_told_is_no_business_of_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    monkeypatch.setenv("OWN", "1")
    monkeypatch.setenv(OURS, "PYTEST_DISABLE_PLUGIN_AUTOLOAD")
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    found = environment()
    assert found["OWN"] == "1"
    assert not [name for name in found if name.startswith("PYTEST_XDIST_")]
    assert not {OURS, "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_CURRENT_TEST"} & found.keys()
