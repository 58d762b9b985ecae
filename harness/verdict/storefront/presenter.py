"""Presenting a token: sent, and the answer read from who is signed in afterwards."""

from dataclasses import dataclass

from harness.contract.words import Answer
from harness.targets.http import Exchange, Visitor
from harness.targets.storefront import StorefrontDriver
from harness.verdict.storefront.context import StorefrontContext
from harness.verdict.storefront.outcome import Identity, Outcome
from harness.verdict.storefront.session import identify


@dataclass(frozen=True, slots=True)
class Presenter:
    """Presents tokens to one target."""

    context: StorefrontContext
    driver: StorefrontDriver

    def present(
        self, token: str, visitor: Visitor, method: str = "GET", headers: dict[str, str] | None = None
    ) -> Outcome:
        """Return what came of presenting ``token``."""
        return self.settle(self.driver.present(visitor, token, method, headers), visitor)

    def settle(self, exchange: Exchange, visitor: Visitor) -> Outcome:
        """Return what ``exchange`` came to, by looking who is signed in now."""
        found = identify(self.driver, self.context, visitor)
        return Outcome(self._answer(exchange, found), exchange, found, self._why(exchange, found))

    def _answer(self, exchange: Exchange, found: Identity) -> Answer:
        if found.signed_in:
            return Answer.ACCEPTED
        if self.context.look(exchange) or exchange.error == "down":
            return Answer.UNCLEAR
        if exchange.unclean:
            return Answer.UNCLEAN
        if found.signed_in is None or exchange.status not in self.context.target.refused.status:
            return Answer.UNCLEAR
        return Answer.REFUSED

    def _why(self, exchange: Exchange, found: Identity) -> str:
        if exchange.error == "down":
            return "the store does not answer"
        return self.context.look(exchange) or found.problem or f"status {exchange.status} is not in [refused] status"
