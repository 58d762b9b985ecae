"""Logins that one worker redeems a second with its state in Redis, against the store by itself."""

import json
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from common import CLIENT_CORE, Answer, Row, interleaved, main, pinned, ratios, scenes, spread
from loading import Load, MissingError, Served, free_port, load, ours, wrk_needed

from harness.tokens import login

SECONDS = 2
SHARED, ALONE = 20_000, 40_000
"""Tokens for one measurement; they are made for it, as a token is good for 30 seconds."""
QUESTION = "What does shared state cost: logins a second of one worker with Redis?"
HOW = (
    "One process each, the server on one core, `wrk -t1 -c32` and, in turn with it, Redis on another, {rounds} rounds "
    "of {seconds} s taking turns. Every token is presented once; spent jtis must agree with the answers that wrk had. "
    "Processor time is the worker's; what Redis uses comes on top."
)


def measure(rounds: int) -> Answer:
    """Return redemptions per second of one worker with Redis, against those of the store in one process."""
    wrk_needed()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        redis = stack.enter_context(_redis(folder))
        shared = stack.enter_context(ours("shared", redis))
        candidates = partial(_shared, shared, redis, folder / "one"), partial(_alone, folder / "other")
        with_redis, without = interleaved(rounds, *candidates)
    rates, others = [one.rate for one in with_redis], [one.rate for one in without]
    used = ratios([one.cpu_rate for one in with_redis], [one.cpu_rate for one in without])
    row = Row(
        "one worker with Redis",
        spread(rates, "/s", 0),
        f"the store in one process {spread(others, '/s', 0)}",
        spread(ratios(rates, others)),
        spread(used),
    )
    return Answer(QUESTION, HOW.format(rounds=rounds, seconds=SECONDS), (row,))


def _shared(server: Served, redis: int, file: Path) -> Load:
    before = _spent(redis)
    found = _load(server, file, SHARED)
    _agree(_spent(redis) - before, found)
    return found


def _alone(file: Path) -> Load:
    with ours("store") as server:
        found = _load(server, file, ALONE)
        server.process.send_signal(signal.SIGINT)
        told = json.loads(server.process.communicate(timeout=20)[0])
    assert not told["refused"]
    _agree(told["redeemed"], found)
    return found


def _load(server: Served, file: Path, tokens: int) -> Load:
    # Those of one second are made at once, so that none is from a second that has not come.
    now = int(time.time())
    file.write_text("".join(f"{login(scene).wire()}\n" for scene in scenes(tokens, now)))
    return load(server, SECONDS, str(file), urlsplit(server.url).netloc, "0")


def _agree(redeemed: int, found: Load) -> None:
    # Up to 32 requests are under way when wrk stops.
    if not 0 <= redeemed - found.requests <= 32:
        raise RuntimeError(f"not all were redeemed: {redeemed}, answered {found.requests}")


def _spent(redis: int) -> int:
    from redis import Redis

    with Redis(port=redis) as client:
        return sum(1 for _ in client.scan_iter("tokenassay:jti:*", count=10_000))


@contextmanager
def _redis(folder: Path) -> Iterator[int]:
    """Run a Redis on the clients' core for the block, and yield its port."""
    if not shutil.which("redis-server"):
        raise MissingError("redis-server is not installed: apt-get install redis-server (or brew install redis)")
    port = free_port()
    settings = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
    command = pinned(CLIENT_CORE, "redis-server", *settings)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            while process.poll() is None:
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.05)
            yield port
        finally:
            process.terminate()


if __name__ == "__main__":
    main(measure, 5)
