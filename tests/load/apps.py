"""Apps in a thread: one that does well while requests come alone, and otherwise as soon as two are under way."""

import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn

from tests.verifier.apps import Handler, Server

INTEGRATIONS = Path(__file__).resolve().parents[2] / "fixtures" / "integrations"
WAIT = 0.005
"""Seconds that each answer takes at least, so that some are under way together."""


class Strained(Handler):
    """A sound verifier, but for what the mode of its server does while others ask as well."""

    def do_GET(self) -> None:  # noqa: N802
        server: Any = self.server
        with server.lock:
            server.busy += 1
            alone = server.busy == 1
        try:
            time.sleep(WAIT)
            if alone or not self.odd(server.mode):
                super().do_GET()
        finally:
            with server.lock:
                server.busy -= 1

    def odd(self, mode: str) -> bool:
        """Do what ``mode`` says, and return whether that was all."""
        match mode:
            case "busy":
                self.say(503, {"Retry-After": "0"})
            case "breaks":
                self.say(500, {})
            case "odd":
                self.say(299, {})
            case "cuts":
                self.close_connection = True
            case "hangs":
                time.sleep(1.0)
                self.close_connection = True
            case _:
                return False
        return True

    def say(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": "0", **headers}.items():
            self.send_header(name, value)
        self.end_headers()


@contextmanager
def strained(mode: str) -> Iterator[int]:
    """Yield the port of the verifier."""
    server: Any = Server(("127.0.0.1", 0), Strained)
    server.mode, server.busy, server.lock = mode, 0, threading.Lock()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def served(role: str, name: str) -> Iterator[int]:
    """Yield the port of a reference app, ``sound`` or broken."""
    if str(INTEGRATIONS) not in sys.path:
        sys.path.insert(0, str(INTEGRATIONS))
    config = uvicorn.Config(_app(role, name), port=0, lifespan="off", log_level="critical", server_header=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)


def _app(role: str, name: str) -> Any:
    from importlib import import_module

    if name == "sound":
        return import_module(f"{role}.base.app").sound
    known = import_module(f"{role}.broken")
    return getattr(known, f"broken_{role}s")()[name].app()
