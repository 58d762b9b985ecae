"""``tokenassay serve --workers`` as a person starts it, and connections that lead to a worker of one's choice."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from tests.store.visiting import Visitor

Made = TypeVar("Made")


class Served:
    """A mock of several processes; ``lines`` is all that it printed so far."""

    def __init__(self, *options: str, workers: int = 2, env: dict[str, str] | None = None) -> None:
        words = ["serve", "--port", "0", "--workers", str(workers), *options]
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "harness.cli.main", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, **(env or {})},
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.pids = [int(pid) for pid in self.wait_for(r"workers +([\d, ]+)").split(",")]
        self.url = self.wait_for(r"mock BigCommerce at (\S+)")
        assert len(self.pids) == workers

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)

    @property
    def said(self) -> str:
        return "".join(self.lines)

    def wait_for(self, pattern: str, times: int = 1) -> str:
        """Return the first group of ``pattern`` as soon as it was printed ``times`` times."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            found = re.findall(pattern, self.said)
            if len(found) >= times:
                return str(found[times - 1])
            assert self._reader.is_alive() or re.search(pattern, self.said), self.said
            time.sleep(0.02)
        raise AssertionError(f"{pattern} was not printed:\n{self.said}")

    def at(self, worker: int, connect: Callable[[], Made]) -> Made:
        """Return what ``connect`` connects while all workers but one stand still, so that this one takes it."""
        others = [pid for number, pid in enumerate(self.pids) if number != worker]
        for pid in others:
            os.kill(pid, signal.SIGSTOP)
        try:
            return connect()
        finally:
            for pid in others:
                os.kill(pid, signal.SIGCONT)

    def visitor(self, worker: int) -> Visitor:
        """Return a browser that speaks to one worker, over a connection that is kept."""

        def connect() -> Visitor:
            visitor = Visitor(self.url)
            assert visitor.get("/nowhere").status in (404, 503)
            return visitor

        return self.at(worker, connect)

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(how)
        code = self.process.wait(20)
        self._reader.join(10)
        assert "Traceback" not in self.said, self.said
        return code


@contextmanager
def serving(*options: str, workers: int = 2, env: dict[str, str] | None = None) -> Iterator[Served]:
    """Serve for the block."""
    served = Served(*options, workers=workers, env=env)
    try:
        yield served
    finally:
        if served.process.poll() is None:
            served.stop()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def until(holds: Callable[[], bool], what: str, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(0.05)
