"""Redeeming an issuer's tokens at the embedded store, which says what BigCommerce never tells: why."""

import json
from dataclasses import dataclass
from typing import Any

from harness.contract.rules import fold
from harness.contract.words import Answer, Role, Rule
from harness.targets.control import Remote
from harness.targets.http import Visitor, path_encoded
from harness.targets.storefront import StorefrontDriver
from harness.tokens import Customer
from harness.verdict.issuer.context import IssuerContext
from harness.verdict.notebook import Notebook
from harness.verdict.stop import Broken, InconclusiveError
from harness.verdict.storefront.landing import path_of
from harness.verdict.storefront.outcome import Outcome
from harness.verdict.storefront.suite import StorefrontSuite

LOOKED_AT = 50
"""Entries of the journal that are searched: others may be redeeming at the same time."""


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What came of a token at the store's login door; ``reasons`` are the judge's, from the store's journal."""

    suite: StorefrontSuite
    visitor: Visitor
    outcome: Outcome
    reasons: tuple[dict[str, Any], ...]

    @property
    def accepted(self) -> bool:
        """Whether the token signed somebody in; a browser may be signed in still from before."""
        return self.outcome.answer is Answer.ACCEPTED and not self.reasons

    def must_sign_in(self, customer: Customer, landing: str = "") -> "Redeemed":
        """Go on only if ``customer`` was signed in, and led to ``landing`` where that is given."""
        if not self.accepted:
            raise self._refused()
        who = self.outcome.identity.customer
        if who != customer.id:
            raise Broken(f"the token signs in customer {who} instead of {customer.id}", "issuer.customer")
        found = self.outcome.landing
        if landing and path_of(self.suite.url, found) != path_of(self.suite.url, landing):
            raise Broken(f"the login leads to {found!r:.100} instead of {landing!r:.100}", "issuer.redirect")
        return self

    def _refused(self) -> Exception:
        if not self.reasons:
            return InconclusiveError(
                f"the embedded store did not sign anybody in, and does not say why: {self.outcome}"
            )
        first = self.reasons[0]
        told = "; ".join(one["message"] for one in self.reasons)
        rule = fold(Role.ISSUER, Rule(first["rule"]))
        return Broken(f"the store answers “Invalid login”, because {told}. {first['mend']}", rule)


class Door:
    """The embedded store's login door."""

    def __init__(self, context: IssuerContext) -> None:
        """Stand before it; nothing is sent yet."""
        self._context = context.door()
        self._driver = StorefrontDriver(self._context.site())
        self.control = Remote(context.control)

    @property
    def url(self) -> str:
        """The store's address."""
        return self._context.target.url

    def redeem(self, token: str, note: Notebook, visitor: Visitor | None = None) -> Redeemed:
        """Present ``token`` in the browser of ``visitor``, by default a new one."""
        suite = StorefrontSuite(self._context, self._driver, note)
        before = dict(note.evidence)
        done = suite.redeem(token, visitor)
        accepted = done.outcome.answer is Answer.ACCEPTED
        reasons = () if accepted and visitor is None else self._reasons(token)
        # What passed between us and the app stays; of the store, all but the address, which holds the whole token.
        told = {"outcome": str(done.outcome), "reasons": [one["message"] for one in reasons]}
        note.evidence = {**before, "store": {**told, "response": note.evidence["response"]}}
        return Redeemed(suite, done.visitor, done.outcome, reasons)

    def set_clock(self, now: float) -> None:
        """Let the store's clock stand at ``now``; 0 lets it run."""
        how = {"mode": "freeze", "seconds": now} if now else {"mode": "real"}
        self.control.send("PUT", "/clock", how)

    def _reasons(self, token: str) -> tuple[dict[str, Any], ...]:
        """Return why the store refused ``token``, as its journal has it."""
        entries: list[dict[str, Any]] = json.loads(self.control.send("GET", f"/journal?last={LOOKED_AT}").body)
        end = path_encoded(token)[-40:]  # the journal keeps the path as it came
        mine = [one for one in entries if one.get("reasons") and end in one["path"]]
        return tuple(mine[-1]["reasons"]) if mine else ()
