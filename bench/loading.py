"""Load from ``wrk``, and servers to put under it, started and stopped."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from common import CLIENT_CORE, HERE, SERVER_CORE, pinned


class MissingError(Exception):
    """A tool that is not installed; the message names the command that installs it."""


def wrk_needed() -> str:
    """Return the path of wrk, or raise MissingError."""
    if found := shutil.which("wrk"):
        return found
    raise MissingError("wrk is not installed: apt-get install wrk (or brew install wrk)")


@dataclass(frozen=True, slots=True)
class Load:
    """What wrk saw: requests answered, how many a second, and how many in a second of the server's processor time."""

    requests: int
    rate: float
    cpu_rate: float


def load(server: "Served", seconds: int, *script: str, path: str = "") -> Load:
    """Load ``server`` from 32 connections for ``seconds``; RuntimeError if an answer was an error."""
    url = server.url + path
    lua = ["-s", str(HERE / "redeem.lua")] if script else []
    command = pinned(CLIENT_CORE, wrk_needed(), "-t1", "-c32", f"-d{seconds}", *lua, url, "--", *script)
    before = server.cpu()
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    used = server.cpu() - before
    if "Non-2xx" in said or "OUT OF TOKENS" in said:
        raise RuntimeError(f"the load at {url} is worth nothing:\n{said}")
    requests, rate = re.search(r"(\d+) requests in", said), re.search(r"Requests/sec:\s+([\d.]+)", said)
    assert requests is not None
    assert rate is not None
    return Load(int(requests[1]), float(rate[1]), int(requests[1]) / used)


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs, and its process."""

    url: str
    process: "subprocess.Popen[str]"

    def cpu(self) -> float:
        """Return the seconds of processor time that the server has used (Linux)."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rss(self) -> float:
        """Return the memory that the server holds, in MB (Linux)."""
        found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{self.process.pid}/status").read_text())
        assert found is not None
        return int(found[1]) / 1000


def free_port() -> int:
    """Return a port of loopback that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ours(name: str, *arguments: object) -> AbstractContextManager[Served]:
    """Serve ``name`` of ``servers.py`` for the block."""
    port = free_port()
    return serving([sys.executable, str(HERE / "servers.py"), name, str(port), *map(str, arguments)], port)


@contextmanager
def serving(command: Sequence[str], port: int, folder: Path | None = None) -> Iterator[Served]:
    """Run a server on its core for the block, from when it listens."""
    process = subprocess.Popen(
        pinned(SERVER_CORE, *command), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=folder
    )
    try:
        _wait(process, port)
        yield Served(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


def _wait(process: "subprocess.Popen[str]", port: int) -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} does not listen (it ended with {process.poll()})")
