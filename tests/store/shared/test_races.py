"""One winner of two presentations at the same moment, over four workers, whatever happens to Redis.

``TOKENASSAY_PAIRS=10000`` makes it as many tokens; with ``-s`` the numbers are shown.
"""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest

from .racing import Race
from .redis_server import RedisServer
from .serving import serving

PAIRS = int(os.environ.get("TOKENASSAY_PAIRS", "400"))
WORKERS = 4
OUTAGES = max(1, PAIRS // 2000)
AWAY = 0.3
"""Seconds between the end of a server and the start of the next."""


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    yield server
    server.kill()


def test_of_two_presentations_at_once_exactly_one_wins(redis: RedisServer) -> None:
    with serving("--state", redis.url, workers=WORKERS) as served:
        race = Race.at(served)
        started = time.monotonic()
        race.run(PAIRS)
        tell(f"undisturbed: {race.told()}; {time.monotonic() - started:.1f} s")
        assert [pair for pair in race.pairs if pair.winners != 1] == []
        assert all({pair.first, pair.second} == {"in", "refused"} for pair in race.pairs)


@pytest.mark.parametrize("kept", ["nothing", "an-old-snapshot"])
def test_at_most_one_wins_when_redis_is_killed_and_started_again(redis: RedisServer, kept: str) -> None:
    with serving("--state", redis.url, workers=WORKERS) as served:
        race = Race.at(served)
        started = time.monotonic()
        lost = 0
        for number in range(1, OUTAGES + 1):
            race.run(PAIRS // OUTAGES // 2)
            if kept == "an-old-snapshot":
                redis.snapshot()
            race.run(PAIRS // OUTAGES // 2)
            before = marks(redis)
            outage(race, redis)
            lost += before - marks(redis)
            assert set(race.again()) == {"refused"}
            served.wait_for("is not as it was left", number)
        lines = f"{OUTAGES} times killed, {kept} kept: {race.told()}; {lost} spent jtis lost"
        tell(f"{lines}; {time.monotonic() - started:.1f} s")
        assert lost > 0
        assert [pair for pair in race.pairs if pair.winners > 1] == []
        # One line for each outage, or two where a worker heard of it when another was back already: not one a request.
        assert OUTAGES <= served.said.count("cannot be reached") <= 2 * OUTAGES


def outage(race: Race, redis: RedisServer) -> None:
    """Kill the server under the load and start it again; return when sign-ins work again."""
    timer = Timer(0.05, lambda: (redis.kill(), time.sleep(AWAY), redis.start()))
    timer.start()
    met, deadline = False, time.monotonic() + 30
    while True:
        made = race.one_round()
        met = met or any("503" in (pair.first, pair.second) for pair in made)
        calm = not timer.is_alive() and not any("503" in (pair.first, pair.second) for pair in made)
        if met and calm and any(pair.winners for pair in made):
            return
        assert time.monotonic() < deadline, "no sign-in after Redis came back"


def tell(line: str) -> None:
    sys.stdout.write(f"\n{line}\n")


def marks(redis: RedisServer) -> int:
    return len(redis.ask("KEYS", "tokenassay:jti:*"))
