"""What scenarios of the storefront role speak to: a store, its visitors, and the tokens to present there."""

from dataclasses import dataclass
from typing import Any

from harness.contract.words import Answer
from harness.faults import Deviation
from harness.targets.control import Remote
from harness.targets.http import Exchange, Visitor
from harness.targets.storefront import StorefrontDriver
from harness.tokens import Customer, Scene, login
from harness.verdict import evidence
from harness.verdict.notebook import Notebook
from harness.verdict.stop import Broken, InconclusiveError, NotApplicableError
from harness.verdict.storefront.context import StorefrontContext
from harness.verdict.storefront.landing import path_of, request_target
from harness.verdict.storefront.outcome import Identity, Outcome
from harness.verdict.storefront.presenter import Presenter
from harness.verdict.storefront.session import by_page, identify, identity_in
from harness.verdict.storefront.table import UNTOLD, judge

ELSEWHERE = "127.0.0.2"
"""An address of this very machine that is not the usual one."""


@dataclass(frozen=True, slots=True)
class Redemption:
    """A token that was presented, ready to be asked about."""

    suite: "StorefrontSuite"
    visitor: Visitor
    outcome: Outcome

    def must_sign_in(self, customer: Customer | None = None, landing: str = "") -> "Redemption":
        """Go on only if somebody (or ``customer``) was signed in, and landed on ``landing`` if that is given."""
        who, where = self.outcome.identity.customer, self.outcome.landing
        if self.outcome.answer is not Answer.ACCEPTED:
            self.suite.not_as_expected(self.outcome, "a valid token was not accepted")
        if customer is not None and who is None:
            raise NotApplicableError(UNTOLD)
        if customer is not None and who != customer.id:
            raise Broken(f"signed in as customer {who} instead of {customer.id}")
        if landing and where and path_of(self.suite.url, where) != path_of(self.suite.url, landing):
            raise Broken(f"landed on {self.outcome.landing!r} instead of {landing!r}")
        return self

    def must_be_refused(self, blame: str = "") -> "Redemption":
        """Go on only if nobody was signed in, and a valid twin still can be.

        ``blame`` is the rule that is broken if somebody was, where that is not the scenario's own.
        """
        if self.outcome.answer is Answer.ACCEPTED:
            raise Broken("the token was accepted", blame)
        if self.outcome.answer is not Answer.REFUSED:
            self.suite.not_as_expected(self.outcome, "the token was not refused cleanly")
        self.suite.check_twin()
        return self


class StorefrontSuite:
    """The store under test, as a scenario sees it. Every step is written into the scenario's notebook."""

    def __init__(self, context: StorefrontContext, driver: StorefrontDriver, note: Notebook) -> None:
        """Stand at the store of ``context``."""
        self.context, self.driver, self.note = context, driver, note
        self.presenter = Presenter(context, driver)
        self.url = context.target.url
        self.alice, self.bob = context.people[:2]

    def scene(self, customer: Customer | None = None, **changes: Any) -> Scene:
        """Return the circumstances of a fresh token."""
        return self.context.scene(customer, **changes)

    def token(self, customer: Customer | None = None, **claims: Any) -> str:
        """Return a fresh valid login token for ``customer``."""
        return login(self.scene(customer), **claims).wire()

    def visitor(self) -> Visitor:
        """Return a new visitor without cookies."""
        return self.driver.visitor()

    def visitor_from_elsewhere(self) -> Visitor:
        """Return a new visitor who comes from another address of this machine; not applicable where there is none."""
        visitor = Visitor(self.context.site(source=ELSEWHERE))
        if self.context.peer != "127.0.0.1" or visitor.get("/").error:
            raise NotApplicableError(f"the target cannot be reached from {ELSEWHERE} as well")
        return visitor

    def redeem(
        self,
        token: str,
        visitor: Visitor | None = None,
        *,
        browser: str = "a new",
        method: str = "GET",
        headers: dict[str, str] | None = None,
    ) -> Redemption:
        """Present ``token`` from ``visitor``, by default a new one; ``browser`` says in the report which."""
        visitor = visitor or self.visitor()
        outcome = self.presenter.present(token, visitor, method, headers)
        self.note.believed = outcome.identity.customer
        self.note.step(f"presented a login token from {browser} browser ({method})", outcome)
        self.note.evidence |= evidence.shown(outcome.exchange)
        return Redemption(self, visitor, outcome)

    def sign_in(self, customer: Customer | None = None, visitor: Visitor | None = None, **claims: Any) -> Visitor:
        """Sign in with a valid token as a step on the way; inconclusive if that fails."""
        visitor = visitor or self.visitor()
        outcome = self.presenter.present(self.token(customer, **claims), visitor)
        if outcome.answer is not Answer.ACCEPTED:
            raise InconclusiveError(f"could not sign in first: {outcome}")
        return visitor

    def who(self, visitor: Visitor, step: str = "asked who is signed in") -> Identity:
        """Return who ``visitor`` is signed in as; stops the scenario where that cannot be told."""
        found = identify(self.driver, self.context, visitor)
        said = {True: f"signed in as {found.customer}", False: "nobody signed in", None: found.problem}[found.signed_in]
        self.note.step(step, said)
        if found.exchange:
            self.note.evidence |= evidence.shown(found.exchange)
        if found.signed_in is None:
            if found.exchange and found.exchange.unclean and not self.context.look(found.exchange):
                self.check_twin()
                raise Broken(f"the server broke: {step}", "storefront.robustness")
            raise InconclusiveError(f"{found.problem}: {step}")
        return found

    def customer_in(self, token: str) -> int | None:
        """Return the customer that a current.jwt names, if ``token`` is one."""
        found = identity_in(self.context, Exchange("GET", self.url, 200, body=token))
        return found.customer if found else None

    def copy_of(self, visitor: Visitor) -> Visitor:
        """Return another browser with a copy of all the cookies of ``visitor``."""
        copy = self.visitor()
        for cookie in visitor.jar:
            copy.jar.set_cookie(cookie)
        return copy

    def session_cookie(self) -> str:
        """Return the name of the session's cookie: the profile's, or else the one that a login sets."""
        name = self.context.profile.text("login.cookie.session")
        found = [cookie.name for cookie in self.sign_in().jar]
        if name not in found and len(found) != 1:
            raise NotApplicableError(f"no cookie {name}; the store set {', '.join(found) or 'none'}")
        return name if name in found else found[0]

    def must_be_nobody(self, visitor: Visitor, step: str, but: tuple[Customer, ...] = ()) -> None:
        """Go on only if ``visitor`` is signed in as nobody (or as one of ``but``).

        A token for a visitor whom the account page sends away is a matter of current.jwt alone.
        """
        found = self.who(visitor, step)
        if not found.signed_in or found.customer in [one.id for one in but]:
            return
        page = by_page(self.context, visitor)
        blame = "storefront.current-customer" if page.signed_in is False else ""
        raise Broken(f"still signed in as {found.customer}: {step}", blame)

    def saw(self, did: str, exchange: Exchange) -> Exchange:
        """Write down a step that ended in ``exchange``, and stop if the server was not there."""
        where = exchange.header("location")
        self.note.step(did, f"{exchange.status or exchange.error}{f' to {where}' if where else ''}")
        self.note.evidence |= evidence.shown(exchange)
        if met := self.context.look(exchange):
            raise InconclusiveError(f"{met}: {did}")
        if exchange.unclean:
            self.check_twin()
            raise Broken(f"the server broke ({exchange.status or exchange.error}): {did}", "storefront.robustness")
        if not exchange.status:
            raise InconclusiveError(f"the store does not answer: {did}")
        return exchange

    @property
    def control(self) -> Remote:
        """The mock's control API; the target file names it."""
        assert self.context.target.control, "the scenario must say @needs('control')"
        return Remote(self.context.target.control, self.context.target.connect)

    def follow(self, visitor: Visitor, landing: str) -> Exchange:
        """Open the page of this store that an answer led ``visitor`` to."""
        target = request_target(self.url, landing)
        return self.saw(f"opened {target.partition('?')[0]}", visitor.get(target))

    def judge(self, deviation: Deviation) -> None:
        """Present the deviating token and its twin, and decide; stops the scenario unless all is well."""
        judge(self, deviation)

    def check_twin(self) -> None:
        """Stop as inconclusive unless a fresh valid token signs in right now."""
        outcome = self.presenter.present(self.token(), self.visitor())
        self.context.saw_twin(outcome.answer is Answer.ACCEPTED)
        if outcome.answer is not Answer.ACCEPTED:
            raise InconclusiveError(f"a fresh valid token is not accepted either: {outcome}")

    def not_as_expected(self, outcome: Outcome, reason: str) -> None:
        """Stop the scenario: broken if a fresh valid token still signs in, inconclusive if not."""
        if outcome.answer is Answer.UNCLEAR:
            raise InconclusiveError(f"{reason}: {outcome}")
        self.check_twin()
        raise Broken(reason, "storefront.robustness" if outcome.answer is Answer.UNCLEAN else "")
