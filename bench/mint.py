"""Mint rate of login tokens, against PyJWT alone."""

import time
import warnings
from collections.abc import Callable

import jwt
from common import CLIENT_CORE, Answer, Row, aimed, interleaved, main, pin, ratios, scenes, spread

from harness.tokens import App, login

NUMBER = 10_000
KEYS = {"64-character key": "0123456789abcdef" * 4, "31-character key": "0123456789abcdefghijklmnopqrstu"}


def measure(rounds: int) -> Answer:
    """Return mint rates as ratios, for a key of today and one of the length that older accounts have."""
    pin(CLIENT_CORE)
    # PyJWT warns of every key below 32 bytes; the suite's writer does not, and printing is not to be measured.
    warnings.simplefilter("ignore", jwt.InsecureKeyLengthWarning)
    how = f"{rounds} rounds of {NUMBER:,} tokens each, taking turns; processor time; every token has its own jti."
    rows = tuple(_row(name, key, rounds) for name, key in KEYS.items())
    return Answer("How fast are login tokens minted?", how, rows)


def _row(name: str, key: str, rounds: int) -> Row:
    app = App("r3hvlkdx8tqagxi2r7s1yz5n0example", key)
    scenery = scenes(NUMBER, int(time.time()), app)
    payloads = [dict(login(scene).claims) for scene in scenery]
    assert login(scenery[0]).wire() == jwt.encode(payloads[0], key, "HS256"), "both write the same bytes"

    def ours() -> None:
        for scene in scenery:
            login(scene).wire()

    def theirs() -> None:
        for payload in payloads:
            jwt.encode(payload, key, "HS256")

    mints, encodes = interleaved(rounds, lambda: _rate(ours), lambda: _rate(theirs))
    found = ratios(mints, encodes)
    against = f"jwt.encode {spread(encodes, '/s', 0)}"
    return Row(name, spread(mints, "/s", 0), against, cpu=spread(found), aim=aimed(found, least=0.8))


def _rate(work: Callable[[], None]) -> float:
    started = time.process_time()
    work()
    return NUMBER / (time.process_time() - started)


if __name__ == "__main__":
    main(measure, 15)
