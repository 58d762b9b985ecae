"""issuer.issued-at: take an integer of seconds, now, at each call (Customer Login API, iat)."""

import time

from harness.contract.words import Level
from harness.judge.issued import Check
from harness.judge.values import is_integer
from harness.verdict.issuer.second import second
from harness.verdict.issuer.suite import IssuerSuite
from harness.verdict.stop import Broken, NotApplicableError
from harness.verdict.terms import alone, at, rests

LATER = 2.0
"""Seconds after which a token that is not kept ready has another iat."""
SAMPLES, LATE = 20, 0.55
"""Tokens that are made late in a second, and from which part of it on: there, rounding and cutting differ."""
AHEAD = 40
"""Seconds that the store's clock is set ahead."""
EXACT = 3
"""Seconds that a clock which follows the store's may differ from it: it may ask only now and then."""


def mints(issuer: IssuerSuite, check: Check) -> None:
    """The iat is the time at which the token was asked for."""
    issuer.holds(check)


@alone
def gives_a_later_token_later(issuer: IssuerSuite) -> None:
    """A request some seconds later gets another token, of a later time: none is made ahead or kept ready."""
    context = issuer.context
    first, since = context.first, context.first_at
    if context.clock:
        first, since = issuer.mint().wire, context.now()
    with issuer.later(since + LATER):
        token = issuer.mint(did=f"asked again, {LATER:g} s after the first time or later")
        if token.wire == first:
            issuer.broken(token, "a token was kept, and handed out again some seconds later: its second use is refused")
        iat = token.claims.get("iat")
        if is_integer(iat) and iat == issuer.taken(first, token.order).claims.get("iat"):
            issuer.broken(token, f"the iat is that of a token {context.now() - since:.0f} seconds before")


@at(Level.SHOULD)
@rests("login.future.rounded")
def mints_no_iat_that_is_rounded_up(issuer: IssuerSuite) -> None:
    """Of many tokens made late in a second, none has the iat of the next one."""
    context = issuer.context
    if not context.clock and (context.bar or context.offset):
        raise NotApplicableError("the app's clock is not known to the part of a second")
    ahead = 0
    for _ in range(SAMPLES):
        if not context.clock and context.now() % 1 < LATE:
            time.sleep(LATE - context.now() % 1)
        asked = issuer.ask()
        iat = asked.must_mint().claims.get("iat")
        ahead += is_integer(iat) and int(asked.until) < iat <= asked.until + 1
    if ahead:
        raise Broken(
            f"{ahead} of {SAMPLES} tokens made late in a second have the iat of the next one: "
            "cut the fraction off (floor), do not round"
        )


@alone
@at(Level.MAY)
def says_whether_it_goes_by_the_stores_clock(issuer: IssuerSuite) -> None:
    """Started while the store's clock is ahead, the app goes by that clock (GET /v2/time)."""
    if not issuer.context.asks_the_store:
        raise NotApplicableError("[start] hands no {api_url} on, so the app cannot ask the store for the time")
    issuer.door.control.send("PUT", "/clock", {"mode": "shift", "seconds": AHEAD})
    try:
        with second(issuer) as other:
            asked = other.ask(did=f"started the app while the store's clock was {AHEAD} s ahead, and asked it")
            iat = asked.must_mint().claims.get("iat")
    finally:
        issuer.door.control.send("PUT", "/clock", {"mode": "real"})
    if not is_integer(iat) or abs(iat - (asked.until + AHEAD)) > EXACT:
        raise Broken("the app does not follow GET /v2/time: if its clock is off by 30 seconds, every login fails")
