"""storefront.race: a jti opens one session, also when many present it in the same moment."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.contract.words import Answer
from harness.tokens import login
from harness.verdict.stop import Broken, InconclusiveError
from harness.verdict.storefront.outcome import Outcome
from harness.verdict.storefront.suite import StorefrontSuite

CROWD = 20
OVERLAPPING = 3
"""Requests that must have been on their way before the first was answered."""
ATTEMPTS = 8
Timed = tuple[float, float, Outcome]


@pytest.mark.parametrize("round_", range(3), ids=["first", "second", "third"])
def refuses_all_but_one_of_twenty(storefront: StorefrontSuite, round_: int) -> None:
    """Twenty browsers present one token at the same moment, and one is signed in."""
    outcomes = _at_once(storefront, lambda: [storefront.token()] * CROWD)
    winners = sum(one.answer is Answer.ACCEPTED for one in outcomes)
    storefront.note.step(f"presented one token {CROWD} times in parallel", f"{winners} signed in")
    if winners > 1:
        raise Broken(f"{winners} of {CROWD} parallel presentations of one token were signed in")
    if not winners:
        storefront.check_twin()
        raise Broken(f"none of {CROWD} parallel presentations of one token was signed in")


def refuses_all_but_one_of_twenty_tokens_with_one_jti(storefront: StorefrontSuite) -> None:
    """Twenty different tokens with one jti arrive at the same moment, and one is accepted."""

    def tokens() -> list[str]:
        draft = login(storefront.scene())
        return [draft.claim(redirect_to=f"/page-{number}").wire() for number in range(CROWD)]

    winners = sum(one.answer is Answer.ACCEPTED for one in _at_once(storefront, tokens))
    storefront.note.step(f"presented {CROWD} tokens with one jti in parallel", f"{winners} signed in")
    if winners > 1:
        raise Broken(f"{winners} of {CROWD} parallel tokens with one jti were signed in")
    storefront.check_twin()
    if not winners:
        raise Broken(f"none of {CROWD} parallel tokens with one jti was signed in")


def accepts_twenty_different_tokens_at_once(storefront: StorefrontSuite) -> None:
    """Twenty people who sign in at the same moment are each signed in as themselves."""
    people = [storefront.alice, storefront.bob] * (CROWD // 2)
    outcomes = _at_once(storefront, lambda: [storefront.token(one) for one in people])
    seen = [one.identity.customer for one in outcomes]
    storefront.note.step(
        f"signed {CROWD} browsers in, in parallel", f"{sum(one is not None for one in seen)} signed in"
    )
    if any(one.answer is not Answer.ACCEPTED for one in outcomes):
        storefront.check_twin()
        raise Broken("a valid token was refused while others were presented")
    if any(who not in (None, one.id) for who, one in zip(seen, people, strict=True)):
        raise Broken("somebody was signed in as somebody else who came at the same moment", "storefront.login")


def _at_once(storefront: StorefrontSuite, fresh: Callable[[], list[str]]) -> list[Outcome]:
    """Present fresh tokens, each from a browser of its own, at the same moment.

    On a busy machine the requests may not have overlapped; then the race is run again, and in the end inconclusive.
    """
    for _ in range(ATTEMPTS):
        timed = _race(storefront, fresh())
        for answer, blame in ((Answer.UNCLEAN, "storefront.robustness"), (Answer.UNCLEAR, "")):
            if spoiled := [outcome for _, _, outcome in timed if outcome.answer is answer]:
                if blame:
                    raise Broken(f"the server broke under {CROWD} requests at once: {spoiled[0]}", blame)
                raise InconclusiveError(f"not every answer can be told: {spoiled[0]}")
        first_end = min(ended for _, ended, _ in timed)
        if sum(started < first_end for started, _, _ in timed) >= OVERLAPPING:
            return [outcome for _, _, outcome in timed]
    raise InconclusiveError(f"fewer than {OVERLAPPING} requests overlapped, {ATTEMPTS} times over")


def _race(storefront: StorefrontSuite, tokens: list[str]) -> list[Timed]:
    gate = threading.Barrier(len(tokens))

    def present(token: str) -> Timed:
        visitor = storefront.visitor()
        gate.wait(timeout=30)
        exchange = storefront.driver.present(visitor, token)
        ended = time.perf_counter()
        return ended - exchange.seconds, ended, storefront.presenter.settle(exchange, visitor)

    with storefront.driver.site.burst(), ThreadPoolExecutor(len(tokens)) as pool:
        return list(pool.map(present, tokens))
