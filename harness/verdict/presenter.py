"""Presenting a token: sent, waited for where the store asks to wait, and the answer read from who is signed in."""

import time
from dataclasses import dataclass

from harness.contract.words import Answer
from harness.targets.http import Exchange, Visitor
from harness.targets.storefront import StorefrontDriver
from harness.verdict.context import Context
from harness.verdict.outcome import Identity, Outcome
from harness.verdict.session import identify

LONGEST_WAIT = 5
"""Seconds that a Retry-After is obeyed."""


@dataclass(frozen=True, slots=True)
class Presenter:
    """Presents tokens to one target."""

    context: Context
    driver: StorefrontDriver

    def present(
        self, token: str, visitor: Visitor, method: str = "GET", headers: dict[str, str] | None = None
    ) -> Outcome:
        """Return what came of presenting ``token``; asked to wait, waits and tries once more."""
        exchange = self.driver.present(visitor, token, method, headers)
        if _asks_to_wait(exchange):
            wait = exchange.header("retry-after")
            time.sleep(min(int(wait) if wait.isdecimal() else 1, LONGEST_WAIT))
            exchange = self.driver.present(visitor, token, method, headers)
        return self.settle(exchange, visitor)

    def settle(self, exchange: Exchange, visitor: Visitor) -> Outcome:
        """Return what ``exchange`` came to, by looking who is signed in now."""
        found = identify(self.driver, self.context, visitor)
        return Outcome(self._answer(exchange, found), exchange, found, self._why(exchange, found))

    def _answer(self, exchange: Exchange, found: Identity) -> Answer:
        if found.signed_in:
            return Answer.ACCEPTED
        if _asks_to_wait(exchange) or exchange.error == "down":
            return Answer.UNCLEAR
        if exchange.unclean:
            return Answer.UNCLEAN
        if found.signed_in is None or exchange.status not in self.context.target.refused.status:
            return Answer.UNCLEAR
        return Answer.REFUSED

    def _why(self, exchange: Exchange, found: Identity) -> str:
        if exchange.error == "down":
            return "the store does not answer"
        if exchange.status in (429, 503):
            return "the store asks to wait"
        return found.problem or f"status {exchange.status} is not in [refused] status"


def _asks_to_wait(exchange: Exchange) -> bool:
    return exchange.status == 429 or (exchange.status == 503 and bool(exchange.header("retry-after")))
