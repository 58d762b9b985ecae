"""Starting Locust for ``tokenassay load``, in a process of its own: to import it changes how a process waits."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

import click

from harness.cli.errors import UsageError
from harness.contract.profile import load
from harness.load.settings import Settings, loadable, must_be_welcome
from harness.report.files import try_folder
from harness.suite.run import CONFORMS, FAULT, FINDINGS, INCONCLUSIVE
from harness.suite.standing import standing
from harness.targets.placing import PORT
from harness.targets.process import environment

LOCUSTFILE = Path(__file__).resolve().parents[1] / "load" / "locustfile.py"
SUMMARY = "load.json"
POLITE = 30.0
"""Seconds in which a load that was stopped has to tell what it came to."""


def wants_locust() -> None:
    """Raise UsageError where Locust is not installed."""
    if find_spec("locust") is None:
        raise UsageError("load needs Locust, which is not installed: pip install 'tokenassay[load]'")


def run(settings: Settings, users: int, spawn_rate: float, processes: int, reports: Path) -> int:
    """Load the target, and return the exit code; UsageError or TargetError where that cannot be done."""
    load(settings.profile)
    target = loadable(settings.target)
    must_be_welcome(target, mine=settings.mine, option="--remote-is-mine")
    _clear(reports)
    with _standing(settings) as port:
        click.echo(_told(settings, users, processes, target.where.replace(PORT, port)))
        return _locust([*_ours(settings, port, reports), *_own(users, spawn_rate, processes, reports)], reports)


def _clear(reports: Path) -> None:
    try:
        reports.mkdir(parents=True, exist_ok=True)
        try_folder(reports)
        (reports / SUMMARY).unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"--reports {reports}: {error.strerror}; give a folder that can be written") from error


@contextmanager
def _standing(settings: Settings) -> Iterator[str]:
    """Yield the port that stands for ``{port}``, "" where none does; the app is started if the file says how."""
    if not loadable(settings.target).start:
        yield ""
        return
    with standing(settings.target, settings.profile, settings.seed, strict=False) as context:
        yield str(urlsplit(context.target.where).port or "")


def _told(settings: Settings, users: int, processes: int, where: str) -> str:
    several = f" in {processes} processes" if processes > 1 else ""
    who = "1 user" if users == 1 else f"{users:,} users"
    return f"load     {who}{several} for {settings.seconds:g} s on {where}; {settings.valid:.0%} valid"


def _ours(settings: Settings, port: str, reports: Path) -> list[str]:
    """Return our arguments to Locust; no secret is among them, since the target file goes by its path."""
    given = {
        "target": settings.target,
        "profile": settings.profile,
        "valid": settings.valid,
        "faults": settings.faults,
        "seconds": settings.seconds,
        "pause": settings.pause,
        "seed": settings.seed,
        "port": port,
        "summary": reports / SUMMARY,
    }
    words = [f"--tokenassay-{name}={value}" for name, value in given.items() if value != ""]
    return [*words, "--tokenassay-calm", *(["--tokenassay-remote-is-mine"] if settings.mine else [])]


def _own(users: int, spawn_rate: float, processes: int, reports: Path) -> list[str]:
    """Return Locust's own arguments."""
    words = ["--headless", f"--users={users}", f"--spawn-rate={spawn_rate:g}", "--loglevel=WARNING"]
    words += [f"--csv={reports / 'load'}", f"--html={reports / 'load.html'}"]
    if processes > 1:
        port = _free_port()
        words += [
            f"--processes={processes}",
            "--expect-workers-max-wait=120",
            "--master-bind-host=127.0.0.1",
            f"--master-bind-port={port}",
        ]
        words += ["--master-host=127.0.0.1", f"--master-port={port}"]
    return words


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _locust(words: list[str], reports: Path) -> int:
    env = {name: value for name, value in environment().items() if not name.startswith("LOCUST_")}
    command = [sys.executable, "-P", "-m", "harness.load", "-f", str(LOCUSTFILE), *words]
    # In a session of its own, so that whoever stops us stops it once, and by us.
    process = subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
    try:
        code = process.wait()
    finally:
        _end(process)
    if code not in (CONFORMS, FINDINGS, INCONCLUSIVE, FAULT) or not (reports / SUMMARY).exists():
        raise RuntimeError(f"Locust ended with {code} before the load was over")
    return code


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End Locust and its workers: first politely, so that it tells what it has seen, then for sure."""
    if process.poll() is None:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(POLITE)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
