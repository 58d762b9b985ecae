"""Logins that the mock store redeems a second, against a bare server and against other mocks."""

import http.client
import json
import signal
import tempfile
import time
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from common import Answer, Row, aimed, interleaved, main, ratios, scenes, spread
from loading import Load, MissingError, Served, load, ours, wrk_needed
from peers import PEERS, Peer

from harness.tokens import login

TOKENS = 200_000
SECONDS = 4
WARM_UPS = 8
"""Loads before the first that counts; a JVM goes on getting faster for half a minute."""
MARGIN = 2_000
QUESTION = "How many logins a second does the mock store redeem?"
HOW = (
    "One process each, the server on one core, `wrk -t1 -c32` on another, {rounds} rounds of {seconds} s taking "
    "turns, all warmed up first. Every token is presented once; the store's spent jtis and its journal must agree that "
    "as many sessions were opened as wrk had answers."
)


def measure(rounds: int) -> Answer:
    """Return redemptions per second, against a hello-world on the same server and against the peers installed."""
    wrk_needed()
    missing: list[Row] = []
    goals = {"hello-world, same server and framework": 0.4}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        file, now = folder / "tokens", int(time.time())
        file.write_text("".join(f"{login(scene).wire()}\n" for scene in scenes(TOKENS, now)))
        hello = stack.enter_context(ours("hello"))
        candidates = [partial(_redeemed, file, now), partial(load, hello, SECONDS, path="/")]
        for name, peer in PEERS.items():
            try:
                candidates.append(_ready(stack.enter_context(peer.start()), peer, file))
                goals[name] = peer.least
            except MissingError as error:
                missing.append(Row(name, "LEFT OUT", str(error)))
        store, *others = interleaved(rounds, *candidates)
    rows = [_row(name, least, store, other) for (name, least), other in zip(goals.items(), others, strict=True)]
    return Answer(QUESTION, HOW.format(rounds=rounds, seconds=SECONDS), (*rows, *missing))


def _row(name: str, least: float, store: list[Load], other: list[Load]) -> Row:
    rates, theirs = [one.rate for one in store], [one.rate for one in other]
    found = ratios([one.cpu_rate for one in store], [one.cpu_rate for one in other])
    against = f"{name} {spread(theirs, '/s', 0)}"
    measured, rate = spread(rates, "/s", 0), ratios(rates, theirs)
    return Row("logins redeemed", measured, against, spread(rate), spread(found), aimed(rate, least=least))


def _redeemed(file: Path, now: int) -> Load:
    """Load a fresh store, after warming it up, and make sure that it opened a session for each token."""
    with ours("store", now) as server:
        host = urlsplit(server.url).netloc
        warm = load(server, 1, str(file), host, "0").requests
        found = load(server, SECONDS, str(file), host, str(warm + MARGIN))
        server.process.send_signal(signal.SIGINT)
        told = json.loads(server.process.communicate(timeout=20)[0])
    # Up to 32 requests are under way whenever wrk stops; the second load skips enough tokens to stay clear of those.
    if told["refused"] or not 0 <= told["redeemed"] - warm - found.requests <= 64:
        raise RuntimeError(f"not all were redeemed: {told}, answered {warm} and {found.requests}")
    return found


def _ready(server: Served, peer: Peer, file: Path) -> "partial[Load]":
    """Return the measurement of a peer, after looking at its answer and warming it up."""
    host = urlsplit(server.url).netloc
    connection = http.client.HTTPConnection(host)
    connection.request("GET", peer.path or "/login/token/a.b.c")
    answer = connection.getresponse()
    fits = answer.status == 200 if peer.path else answer.status == 302 and answer.getheader("Set-Cookie")
    assert fits, f"{server.url} answers {answer.status}"
    connection.close()
    work = partial(load, server, SECONDS, *(() if peer.path else (str(file), host)), path=peer.path)
    for _ in range(WARM_UPS):
        work()
    return work


if __name__ == "__main__":
    main(measure, 5)
