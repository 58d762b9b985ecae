"""storefront.race: a jti opens one session, also when many present it in the same moment."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.contract.words import Answer
from harness.tokens import Draft
from harness.verdict.outcome import Outcome
from harness.verdict.stop import Broken, InconclusiveError
from harness.verdict.storefront import StorefrontSuite

CROWD = 20
Timed = tuple[float, float, Outcome]


@pytest.mark.parametrize("round_", range(3), ids=["first", "second", "third"])
def refuses_all_but_one_of_twenty(storefront: StorefrontSuite, login_token: Draft, round_: int) -> None:
    """Twenty browsers present one token at the same moment, and one is signed in."""
    token = login_token.wire()
    winners = [one for _, _, one in _at_once(storefront, [token] * CROWD) if one.answer is Answer.ACCEPTED]
    storefront.note.step(f"presented one token {CROWD} times in parallel", f"{len(winners)} signed in")
    if len(winners) > 1:
        raise Broken(f"{len(winners)} of {CROWD} parallel presentations of one token were signed in")
    if not winners:
        storefront.check_twin()
        raise Broken(f"none of {CROWD} parallel presentations of one token was signed in")


def refuses_all_but_one_of_twenty_tokens_with_one_jti(storefront: StorefrontSuite, login_token: Draft) -> None:
    """Twenty different tokens with one jti arrive at the same moment, and one is accepted."""
    tokens = [login_token.claim(redirect_to=f"/page-{number}").wire() for number in range(CROWD)]
    winners = [one for _, _, one in _at_once(storefront, tokens) if one.answer is Answer.ACCEPTED]
    storefront.note.step(f"presented {CROWD} tokens with one jti in parallel", f"{len(winners)} signed in")
    if len(winners) > 1:
        raise Broken(f"{len(winners)} of {CROWD} parallel tokens with one jti were signed in")


def accepts_twenty_different_tokens_at_once(storefront: StorefrontSuite) -> None:
    """Twenty people who sign in at the same moment are each signed in as themselves."""
    people = [storefront.alice, storefront.bob] * (CROWD // 2)
    outcomes = _at_once(storefront, [storefront.token(one) for one in people])
    seen = [one.identity.customer for _, _, one in outcomes]
    storefront.note.step(
        f"signed {CROWD} browsers in, in parallel", f"{sum(one is not None for one in seen)} signed in"
    )
    if any(one.answer is not Answer.ACCEPTED for _, _, one in outcomes):
        storefront.check_twin()
        raise Broken("a valid token was refused while others were presented")
    if any(who not in (None, one.id) for who, one in zip(seen, people, strict=True)):
        raise Broken("somebody was signed in as somebody else who came at the same moment", "storefront.login")


def _at_once(storefront: StorefrontSuite, tokens: list[str]) -> list[Timed]:
    """Present every token from a browser of its own, all at the same moment; inconclusive if they did not overlap."""
    gate = threading.Barrier(len(tokens))

    def present(token: str) -> Timed:
        visitor = storefront.visitor()
        gate.wait(timeout=10)
        started = time.perf_counter()
        exchange = storefront.driver.present(visitor, token)
        ended = time.perf_counter()
        return started, ended, storefront.presenter.settle(exchange, visitor)

    with ThreadPoolExecutor(len(tokens)) as pool:
        outcomes = list(pool.map(present, tokens))
    first_end = min(ended for _, ended, _ in outcomes)
    if sum(started < first_end for started, _, _ in outcomes) < 2:
        raise InconclusiveError("the requests did not overlap")
    return outcomes
