"""A Redis server of Debian's, on a free port and in a folder of its own, which tests may kill."""

import shutil
import socket
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.optional import lacking


class RedisServer:
    """A server that is started here; without ``snapshot`` nothing of it outlives ``kill``."""

    def __init__(self, folder: Path, *options: str) -> None:
        if not shutil.which("redis-server"):
            lacking("redis-server is not installed: apt-get install redis-server (or brew install redis)")
        self.folder = folder
        self.port = free_port()
        self.options = options
        self.start()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        settings = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        where = ["--dir", str(self.folder), "--dbfilename", "dump.rdb"]
        self.process = subprocess.Popen(
            ["redis-server", *settings, *where, *self.options], stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
        )
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                return
            assert self.process.poll() is None, "redis-server ended"
            time.sleep(0.02)
        raise AssertionError("redis-server does not listen")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def restart(self) -> None:
        """Kill it, and start it again from the last snapshot, if there is one."""
        self.kill()
        self.start()

    def snapshot(self) -> None:
        self.ask("SAVE")

    def ask(self, *command: str) -> Any:
        """Return the answer to a command."""
        from redis import Redis

        with Redis(port=self.port, decode_responses=True) as client:
            return client.execute_command(*command)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
