"""The bench of a calibration: tokens for the store, presented so that each answer says something or nothing.

A refusal counts only if a fresh valid token is accepted right after it; whatever is neither accepted nor cleanly
refused ends the measurement.
"""

import json
import time
from dataclasses import dataclass
from typing import Any, NamedTuple

from harness.calibrate.registry import Ending, LeftOutError
from harness.calibrate.store_clock import StoreClock
from harness.contract.words import Answer
from harness.judge.envelope import Opened, read
from harness.judge.values import is_integer
from harness.targets.http import Exchange, Visitor
from harness.targets.realtime import real_time
from harness.targets.storefront import StorefrontDriver
from harness.tokens import Draft, login
from harness.verdict.storefront.context import StorefrontContext
from harness.verdict.storefront.outcome import Outcome
from harness.verdict.storefront.presenter import Presenter

NOBODYS = "192.0.2.1"
"""An address that nobody comes from (RFC 5737)."""
FINE = 0.1
"""Seconds of error at which a clock is known well enough."""
LISTENINGS = 6
"""Times that a store's clock is asked for at most; each halves the error."""
MARGIN = 0.05
"""Seconds that are waited beyond a turn of the second, since no clock is that exact."""
SLACK = 3.0
"""Seconds beside the bar that a clock is first allowed, since a Date may be another machine's."""


class Presented(NamedTuple):
    """What came of a token, and between which of our times, in seconds, the store must have looked at it."""

    outcome: Outcome
    before: float
    after: float


@dataclass(slots=True)
class Bench:
    """The store of ``context``, reached by ``driver``; its clock is listened for when it is first needed."""

    context: StorefrontContext
    driver: StorefrontDriver
    clock: StoreClock | None = None

    @property
    def url(self) -> str:
        """The store's address, without a slash at its end."""
        return self.context.target.url

    def draft(self, **claims: Any) -> Draft:
        """Return a fresh valid login token, with ``claims`` changed or added."""
        return login(self.context.scene(), **claims)

    def forged(self) -> Draft:
        """Return a token that every store refuses: it is signed with a key that nobody has."""
        return self.draft().signed_with(b"the key of nobody, " * 2)

    def takes(self, draft: Draft, method: str = "GET") -> bool:
        """Whether the store signs somebody in for ``draft``; LeftOutError where that cannot be said."""
        return self.settled(draft, self.present(draft.wire(), method).outcome)

    def settled(self, draft: Draft, outcome: Outcome) -> bool:
        """Whether ``outcome`` is a sign-in, or a refusal that counts; LeftOutError for anything else."""
        who = outcome.identity.customer
        match outcome.answer:
            case Answer.ACCEPTED if who not in (None, draft.scene.customer.id):
                raise LeftOutError(f"the token signed in customer {who} instead of its own", Ending.ALARM)
            case Answer.ACCEPTED:
                return True
            case Answer.REFUSED:
                self.check_twin()
                return False
            case _:
                raise LeftOutError(str(outcome))

    def check_twin(self) -> None:
        """Go on only if a fresh valid token is accepted now."""
        outcome = self.present(self.draft().wire()).outcome
        self.context.saw_twin(outcome.answer is Answer.ACCEPTED)
        if outcome.answer is not Answer.ACCEPTED:
            raise LeftOutError(f"a fresh valid token was not accepted right after: {outcome}")

    def present(self, token: str, method: str = "GET", visitor: Visitor | None = None) -> Presented:
        """Present ``token`` from ``visitor``, by default a new one, and look who is signed in then."""
        visitor = visitor or self.driver.visitor()
        exchange = self.driver.present(visitor, token, method)
        after = real_time()
        outcome = Presenter(self.context, self.driver).settle(exchange, visitor)
        return Presented(outcome, after - exchange.seconds, after)

    def signed_in(self) -> tuple[Visitor, Exchange]:
        """Return a visitor who has just signed in, and the answer that let them in."""
        visitor = self.driver.visitor()
        outcome = self.present(self.draft().wire(), visitor=visitor).outcome
        self.context.saw_twin(outcome.answer is Answer.ACCEPTED)
        if outcome.answer is not Answer.ACCEPTED:
            raise LeftOutError(f"a fresh valid token was not accepted: {outcome}")
        return visitor, outcome.exchange

    def refused(self) -> Outcome:
        """Return how the store refuses a token; LeftOutError if it does not, or refuses all."""
        draft = self.forged()
        outcome = self.present(draft.wire()).outcome
        if self.settled(draft, outcome):
            raise LeftOutError("a token under a key of nobody's was accepted", Ending.ALARM)
        return outcome

    def told(self, visitor: Visitor) -> tuple[str, Opened]:
        """Return the current.jwt of ``visitor``, as it is and opened."""
        exchange = self.answered(self.driver.current_jwt(visitor, self.context.reader.client_id))
        text = exchange.body.strip()
        opened = read(text) if exchange.status == 200 else None
        if not isinstance(opened, Opened):
            raise LeftOutError(f"current.jwt answered {exchange.status}, and no token, to somebody who is signed in")
        return text, opened

    def answered(self, exchange: Exchange) -> Exchange:
        """Return ``exchange`` if it is an answer of the store; LeftOutError where it was kept from answering."""
        if not exchange.status or exchange.asks_to_wait or exchange.unclean:
            raise LeftOutError(f"{exchange.method} was answered by {exchange.error or exchange.status}")
        return exchange

    def wait_a_second(self) -> None:
        """Wait until the store's second has surely turned over."""
        longest = 1.0 if self.context.bar else self.listened().until_it_turns(real_time())
        time.sleep(longest + MARGIN)

    def listened(self) -> StoreClock:
        """Return the store's clock, as exact as it can be had from the iat of its own tokens."""
        if self.clock is None:
            slack = self.context.bar + SLACK if self.context.bar else 0.0
            clock = StoreClock(self.context.offset - slack, self.context.offset + slack)
            for _ in range(LISTENINGS):
                if clock.bar > FINE:
                    self._listen(clock)
            self.clock = clock
        return self.clock

    def _listen(self, clock: StoreClock) -> None:
        """Ask for a session's first token just as the store's second should turn over, and hear which second it is."""
        visitor = self.driver.visitor()
        self.answered(self.driver.present(visitor, self.draft().wire()))
        time.sleep(clock.until_it_turns(real_time()))
        exchange = self.answered(self.driver.current_jwt(visitor, self.context.reader.client_id))
        after = real_time()
        opened = read(exchange.body.strip())
        if isinstance(opened, Opened) and is_integer(iat := opened.claims.get("iat")):
            clock.hear(iat, after - exchange.seconds, after)


def fields_of(exchange: Exchange) -> dict[str, Any]:
    """Return the JSON object that an answer holds; LeftOutError if it holds none."""
    try:
        found = json.loads(exchange.body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise LeftOutError(f"the answer ({exchange.status}) is no JSON object")
    return found
