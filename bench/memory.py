"""The memory of the mock store over a million logins."""

import argparse
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

from common import CLIENT_CORE, Answer, Row, aimed, pin, scenes, show
from loading import Served, ours

from harness.targets.control import Remote
from harness.tokens import login

LOGINS = 1_000_000
BATCH = 50
"""Requests that are under way together, on one connection."""

PACE = 1_000
"""Logins in a second of the store's own time."""

QUESTION = "Does the mock store hold what it no longer needs?"
HOW = (
    "One store process, whose clock is moved on by a second after every {pace:,} logins, so that it forgets as it "
    "would at that pace. The tokens were minted as they were presented, each once, and every answer opened a session; "
    "that took {seconds:.0f} s. Resident memory at every tenth, in MB: {samples}."
)


def measure(logins: int = LOGINS) -> Answer:
    """Return how far the memory of the store spreads after the first fifth of ``logins`` (Linux)."""
    pin(CLIENT_CORE)
    started = time.monotonic()
    with ours("store") as server:
        samples = list(_samples(server, logins // 10))
    settled = samples[2:]
    found = max(settled) / min(settled)
    held = f"{samples[0]:.0f} MB at a tenth, {min(settled):.0f} to {max(settled):.0f} MB after the first fifth"
    shown, seconds = ", ".join(f"{one:.0f}" for one in samples), time.monotonic() - started
    row = Row(f"{logins:,} logins", held, "highest by lowest", f"{found:.2f}", aim=aimed([found], most=1.2))
    return Answer(QUESTION, HOW.format(pace=PACE, seconds=seconds, samples=shown), (row,))


def _samples(server: Served, each: int) -> Iterator[float]:
    """Yield the memory of ``server`` in MB after each of ten times ``each`` logins."""
    host = urlsplit(server.url).netloc
    name, _, port = host.rpartition(":")
    with socket.create_connection((name, int(port)), 10) as connection:
        now = int(time.time())
        batch = _requests(host, now)
        for done in range(BATCH, 10 * each + 1, BATCH):
            if done % PACE == BATCH:
                now += 1
                Remote(f"{server.url}/_tokenassay").move(now)
            connection.sendall(batch)
            batch = _requests(host, now)
            _read(connection)
            if done % each == 0:
                yield server.rss()


def _requests(host: str, now: int) -> bytes:
    tokens = [login(scene).wire() for scene in scenes(BATCH, now)]
    return "".join(f"GET /login/token/{token} HTTP/1.1\r\nHost: {host}\r\n\r\n" for token in tokens).encode()


def _read(connection: socket.socket) -> None:
    """Read the answers to one batch, which have no bodies, and make sure that all of them are sign-ins."""
    data = b""
    while data.count(b"\r\n\r\n") < BATCH:
        more = connection.recv(65_536)
        if not more:
            raise RuntimeError("the store closed the connection")
        data += more
    if data.count(b"HTTP/1.1 302") != BATCH or data.count(b"SHOP_TOKEN=") != BATCH or b"/login.php" in data:
        raise RuntimeError(f"the store refused a token, so this measures nothing: {data[-500:]!r}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--logins", type=int, default=LOGINS, help="how many (default: %(default)s, some minutes)")
    show(measure(parser.parse_args().logins))
