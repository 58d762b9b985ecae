"""While Redis is away: 503 with Retry-After, in the shape that each caller reads, and soon."""

import os
import signal
import time
from collections.abc import Iterator

import pytest

from harness.contract.profile import load
from harness.store.seeds import load_seed
from harness.store.server import run_in_thread
from harness.store.shared.address import Address
from harness.store.shared.parts import SharedParts
from harness.store.state import State
from tests.store.visiting import ALL, Visitor

from .minting import minted
from .redis_server import RedisServer
from .serving import until


@pytest.fixture(scope="module")
def state(redis: RedisServer) -> State:
    parts = SharedParts(Address("127.0.0.1", redis.port), load_seed(), load())
    time.sleep(parts.link.found())
    return State(parts=parts)


@pytest.fixture(scope="module")
def url(state: State) -> Iterator[str]:
    running = run_in_thread(state)
    yield running.url
    running.stop()


def test_every_caller_is_told_to_come_again_and_then_it_goes_on(redis: RedisServer, state: State, url: str) -> None:
    visitor = Visitor(url)
    assert visitor.signs_in(minted())
    redis.kill()
    token = minted()
    answers = {
        "page": visitor.redeem(token),
        "sdk": visitor.redeem(token, "POST"),
        "home": visitor.get("/"),
        "v2": visitor.get("/stores/abc123/v2/time", **ALL),
        "v3": visitor.get("/stores/abc123/v3/customers", **ALL),
    }
    for name, answer in answers.items():
        assert (name, answer.status, answer.headers["retry-after"]) == (name, 503, "1")
        assert answer.headers["date"]
        assert "set-cookie" not in answer.headers
        assert b"come again" in answer.data.lower()
    assert answers["sdk"].json()["type"] == "unavailable"
    assert answers["v2"].json()[0]["status"] == answers["v3"].json()["status"] == 503
    assert [(entry.status, entry.login) for entry in state.journal[-2:]] == [(503, False)] * 2
    redis.start()
    until(lambda: visitor.redeem(minted()).headers.get("location") == "/account.php", "sign-ins")
    assert not visitor.signs_in(token)


def test_a_redis_that_hangs_holds_up_a_store_only_now_and_then(redis: RedisServer, url: str) -> None:
    visitor = Visitor(url)
    until(lambda: visitor.get("/").status == 200, "answers")
    os.kill(redis.process.pid, signal.SIGSTOP)
    try:
        started, answers = time.monotonic(), []
        while time.monotonic() < started + 2:
            answers.append(visitor.get("/").status)
    finally:
        os.kill(redis.process.pid, signal.SIGCONT)
    assert set(answers) == {503}
    assert len(answers) > 10, "each of them waited"
    until(lambda: visitor.get("/").status == 200, "answers")
