"""The model of a flow through a store: which tokens there are, what they have opened, and who is signed in where."""

from contextlib import ExitStack
from uuid import uuid4

from harness.contract.words import Answer, Level
from harness.fuzz.flows.minted import Browser, Copy, Minted
from harness.fuzz.flows.recording import Taken, told, unclear
from harness.fuzz.probe import Breach
from harness.targets.http import Exchange, Visitor
from harness.tokens import Customer, login
from harness.verdict import evidence
from harness.verdict.stop import InconclusiveError, NotApplicableError
from harness.verdict.storefront.outcome import Outcome
from harness.verdict.storefront.session import by_page, identify
from harness.verdict.storefront.suite import StorefrontSuite

UNTOLD = 0
"""Somebody is signed in, and the store does not tell who."""


class Shop:
    """The store of ``suite``, as one flow knows it.

    ``opened`` says when a jti opened a session. ``doubtful`` are the jtis of true tokens that were refused or sent in
    some other way than by GET: whether that spends them is open. ``forged`` are jtis that a forgery has named.
    """

    def __init__(self, suite: StorefrontSuite) -> None:
        """Send three browsers to the store, one of them from another address where there is one."""
        self.suite, self.context = suite, suite.context
        self.people = [suite.alice, suite.bob]
        self.tokens: list[Minted] = []
        self.copies: list[Copy] = []
        self.opened: dict[str, int] = {}
        self.doubtful: set[str] = set()
        self.forged: set[str] = set()
        self.frozen = 0
        self.crowded = False
        self.ending = ExitStack()
        peer = self.context.peer
        self.browsers = [Browser(suite.visitor(), peer), Browser(suite.visitor(), peer)]
        try:
            elsewhere = suite.visitor_from_elsewhere()
            self.browsers.append(Browser(elsewhere, elsewhere.site.source))
        except NotApplicableError:
            self.browsers.append(Browser(suite.visitor(), peer))

    def now(self) -> int:
        """Return the store's time in whole seconds."""
        return self.frozen or self.context.now()

    def mint(self, customer: Customer, age: int = 0, landing: str = "", bound: str = "") -> Minted:
        """Return a new token, ``age`` seconds old."""
        named = {"redirect_to": landing, "request_ip": bound}
        jti, born = uuid4().hex, self.now() - age
        claims = {key: value for key, value in named.items() if value}
        wire = login(self.context.scene(customer, jti=jti), iat=born, **claims).wire()
        minted = Minted(wire, jti, customer, born, landing, bound)
        self.tokens.append(minted)
        return minted

    def token(self, token: int) -> Minted:
        """Return one of the tokens, the last for 0; the first is minted where there is none."""
        return self.tokens[-1 - token % len(self.tokens)] if self.tokens else self.mint(self.people[0])

    def wrong_with(self, minted: Minted, at: Browser) -> str:
        """Return the rule by which a store has to refuse a token, or "" where it need not."""
        window, bar = self.context.profile.number("login.window"), self.context.bar + 1
        age, spent = self.now() - minted.born, self.opened.get(minted.jti)
        if minted.forged:
            return "signature"
        if age > window + bar or age < -60 - bar:
            return "window"
        if spent is not None and self.now() - spent <= window:
            return "replay"
        if minted.bound and at.address and minted.bound != at.address:
            return "request-ip"
        return "" if minted.customer in self.people else "claims"

    def is_good(self, minted: Minted, at: Browser) -> bool:
        """Whether a store has to sign somebody in by a token, as far as is known."""
        age = self.now() - minted.born
        timely = 0 <= age < self.context.profile.number("login.window") - self.context.bar
        fresh = minted.jti not in self.doubtful and minted.jti not in self.opened
        return timely and fresh and not self.wrong_with(minted, at) and (not minted.bound or bool(at.address))

    def who(self, visitor: Visitor) -> int | None:
        """Return the id of who is signed in, None for nobody, UNTOLD; InconclusiveError where that cannot be told."""
        found = identify(self.suite.driver, self.context, visitor)
        if found.signed_in is None:
            raise unclear(found.problem)
        return (found.customer or UNTOLD) if found.signed_in else None

    def enter(self, at: Browser, customer: Customer | None, how: str) -> None:
        """Let ``customer`` (None: nobody) be signed in at a browser from now on; the last session ended by ``how``."""
        for copy in self.copies:
            if copy.browser is at and copy.customer is not None and not copy.ended:
                copy.ended = how
        at.customer = customer

    def left(self, copy: Copy) -> Taken | None:
        """Return what is broken if copied cookies are worth what they must not be."""
        found, held, now = self.who(copy.visitor), copy.customer, copy.browser.customer
        if found is None or copy.ended == "open" or (now and found in (now.id, UNTOLD) and held is not None):
            return None
        if held is None:
            if found == UNTOLD and not (now or copy.ended):
                return None
            return self.broken("session", "cookies from before a sign-in are signed in after it", "nobody signed in")
        if found not in (held.id, UNTOLD):
            return self.broken("session", f"cookies of customer {held.id} are {found}'s", f"customer {held.id} alone")
        if not copy.ended:
            return None
        rule, level = ("logout" if copy.ended == "logout" else "session"), Level.MUST
        if copy.ended == "deletion":
            level = Level.SHOULD  # no document says how long a session of theirs lives
        elif by_page(self.context, copy.visitor).signed_in is False:
            rule = "current-customer"
        said = f"a copy of the cookies still signs in after the {copy.ended}"
        return self.broken(rule, said, "nobody signed in", level=level)

    def check_alive(self) -> None:
        """Stop as inconclusive unless a fresh valid token signs in right now."""
        token = self.mint(self.people[0])
        self.tokens.remove(token)
        outcome = self.suite.presenter.present(token.wire, self.suite.visitor())
        if outcome.answer is not Answer.ACCEPTED:
            raise InconclusiveError(f"a fresh valid token is not accepted either: {outcome}")

    def broken(
        self, rule: str, said: str, expected: str, seen: Outcome | Exchange | None = None, level: Level = Level.MUST
    ) -> Taken:
        """Return what a step came to that broke a rule."""
        exchange = seen.exchange if isinstance(seen, Outcome) else seen
        shown = evidence.shown(exchange) if exchange else {}
        observed = str(seen) if isinstance(seen, Outcome) else said
        believed = seen.identity.customer if isinstance(seen, Outcome) else None
        id_ = f"storefront.{rule}"
        return told(said, (id_,), Breach(id_, level, said, expected, observed, believed, shown))
