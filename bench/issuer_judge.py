"""What it costs to take an issued token apart and to ask it everything, against PyJWT, which verifies it."""

import time
from collections.abc import Callable

import jwt
from common import CLIENT_CORE, Answer, Row, interleaved, main, pin, ratios, scenes, spread

from harness.contract.words import Rule
from harness.judge.issued import Order, breaches, checks, issued
from harness.tokens import App, login

NUMBER = 2_000
KEY = "0123456789abcdef" * 4
LANDING = "/account.php?action=order_status"
QUESTION = "How fast are issued tokens taken apart and judged?"
HOW = (
    "{rounds} rounds of {number:,} valid tokens each, with a redirect_to, taking turns; processor time; a 64-character "
    "key; every token has its own jti. Against `jwt.decode`, which verifies the MAC and the registered claims and "
    "stops at the first mistake; all {checks} checks are asked of each token, and none of them finds anything. Those "
    "of the jti look for the hash of a time and take nearly all of it; most scenarios leave them out."
)


def measure(rounds: int) -> Answer:
    """Return the rate of taking tokens apart, and of judging them, against that of verifying them."""
    pin(CLIENT_CORE)
    now = int(time.time())
    app = App("r3hvlkdx8tqagxi2r7s1yz5n0example", KEY)
    scenery = scenes(NUMBER, now, app)
    order = Order(app, scenery[0].store.hash, scenery[0].customer.id, now, now + 1, LANDING)
    tokens = [login(scene).claim(redirect_to=LANDING).wire() for scene in scenery]
    assert not any(breaches(issued(token, order)) for token in tokens), "every token is valid"

    def apart() -> None:
        for token in tokens:
            issued(token, order)

    def asked() -> None:
        for token in tokens:
            taken = issued(token, order)
            assert not any(one.look(taken) for one in checks().values() if one.rule is not Rule.JTI)

    def judged() -> None:
        for token in tokens:
            breaches(issued(token, order))

    def verified() -> None:
        for token in tokens:
            jwt.decode(token, KEY, algorithms=["HS256"])

    *ours, theirs = interleaved(rounds, *(_rate(work) for work in (apart, asked, judged, verified)))
    names = ("taken apart", "and judged, but for the jti", "and judged")
    rows = tuple(_row(name, rates, theirs) for name, rates in zip(names, ours, strict=True))
    return Answer(QUESTION, HOW.format(rounds=rounds, number=NUMBER, checks=len(checks())), rows)


def _row(name: str, ours: list[float], theirs: list[float]) -> Row:
    against = f"jwt.decode {spread(theirs, '/s', 0)}"
    return Row(name, spread(ours, "/s", 0), against, cpu=spread(ratios(ours, theirs), digits=3))


def _rate(work: Callable[[], None]) -> Callable[[], float]:
    """Return what measures how many tokens ``work`` gets through in a second of processor time."""

    def measured() -> float:
        started = time.process_time()
        work()
        return NUMBER / (time.process_time() - started)

    return measured


if __name__ == "__main__":
    main(measure, 7)
