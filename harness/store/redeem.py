"""Presenting a login token: the judge decides, and the ledger sees to it that it decides so once.

Both doors come through here, GET and POST; a third (GraphQL) would share the spent ``jti``s by calling the same.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from starlette.types import Scope

from harness.contract.words import Rule
from harness.judge import Judgement, LoginPolicy, Reason, judge_login
from harness.judge.login import customer_of, seconds_of
from harness.judge.reasons import reason
from harness.store.journal import MAX_PATH, Entry
from harness.store.state import State, Storefront
from harness.tokens.parties import Customer

Claims = Mapping[str, Any]

_AFTER_JTI = frozenset({Rule.CUSTOMER, Rule.CHANNEL, Rule.REQUEST_IP, Rule.REDIRECT, Rule.CART})
"""Rules checked after the jti: a token refused for these alone was presented in earnest, and may be spent by it."""


class Redemption(NamedTuple):
    """What became of a token: the customer to sign in, or None and all the reasons why not.

    ``landing`` is where an accepted token leads; ``time`` is Unix time in seconds on the mock's clock.
    """

    customer: Customer | None
    landing: str
    judgement: Judgement
    reasons: tuple[Reason, ...]
    time: float


Landing = Callable[[Claims], str | None]
"""Where claims that were judged lead; None if that is no place to send a visitor to."""


def redeem(state: State, front: Storefront, peer: str, token: str, policy: LoginPolicy, landing: Landing) -> Redemption:
    """Judge ``token`` as presented at ``front`` by a visitor from ``peer``, and spend its jti.

    Nothing is awaited from the judge's look at the jti until its mark, so of parallel requests one wins.
    """
    now = state.clock.now()
    judgement = judge_login(token, front.door(peer), int(now), policy)
    reasons, claims = judgement.reasons, judgement.claims
    if not judgement.authentic:
        return Redemption(None, "", judgement, reasons, now)
    place = None
    if not reasons:
        place = landing(claims)
        reasons = _afterwards(state, front, claims, place)
    if _burns(state, reasons) and not _spend(state, claims, int(now)):
        reasons = (*reasons, reason("jti-spent", "the jti was used before, or nobody can tell any more whether it was"))
    if reasons or place is None:
        return Redemption(None, "", judgement, reasons, now)
    return Redemption(front.customers[customer_of(claims)], place, judgement, (), now)


def _spend(state: State, claims: Claims, now: int) -> bool:
    """Mark the jti of judged claims as spent; False if it was so before."""
    return state.ledger.spend(claims["iss"], claims["jti"], seconds_of(claims["iat"]), now)


def _burns(state: State, reasons: tuple[Reason, ...]) -> bool:
    if not state.manner.single_use:
        return False
    return not reasons or (state.manner.burns_presented and all(one.rule in _AFTER_JTI for one in reasons))


def _afterwards(state: State, front: Storefront, claims: Claims, place: str | None) -> tuple[Reason, ...]:
    """Return what only this store can know of a token that the judge accepts."""
    found: tuple[Reason, ...] = ()
    if front.resets and state.manner.resets_refused and customer_of(claims) in front.resets:
        found = (reason("customer-reset", f"customer {customer_of(claims)} must choose a new password first"),)
    if place is None:
        found += (reason("redirect-hostile", f"redirect_to is {claims['redirect_to']!r:.60}, which leads elsewhere"),)
    return found


def entry(told: Redemption, scope: Scope, status: int) -> Entry:
    """Return the journal's line about a redemption: who is spoken of is told of authentic tokens only."""
    app = person = None
    if told.judgement.authentic:
        claims = told.judgement.claims
        named, number = claims.get("iss"), claims.get("customer_id")
        app = named if type(named) is str else None
        person = number if type(number) is int else None
    path = str(scope["raw_path"][:MAX_PATH], "latin-1")
    signed_in = told.customer is not None
    return Entry(told.time, scope["method"], path, status, True, app, person, told.reasons, signed_in)
