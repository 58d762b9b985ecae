"""Flows through a store: tokens minted and presented, browsers that sign in and out, cookies that somebody copies.

    from harness.fuzz.flows.storefront import store_flows

``store_flows(suite)`` is the probe; for a test of your own, ``machine_of`` in ``recording`` makes a state machine of it
whose ``TestCase`` pytest runs.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

from harness.contract.words import Answer, Level
from harness.fuzz.flows.minted import HONEST, LANDINGS, Browser, Copy, Minted, plant
from harness.fuzz.flows.recording import FlowProbe, Taken, told, unclear
from harness.fuzz.flows.storefront_steps import AGES, AT_ONCE, STEPS, WAITS, WORDS, WRONG
from harness.fuzz.flows.token_of_session import wrong_with
from harness.fuzz.probe import Breach
from harness.targets.control import Remote
from harness.targets.http import Exchange, Visitor
from harness.tokens import Customer, login
from harness.verdict import evidence
from harness.verdict.stop import NotApplicableError
from harness.verdict.storefront.landing import contained, path_of
from harness.verdict.storefront.outcome import Outcome
from harness.verdict.storefront.suite import StorefrontSuite


class StoreFlow:
    """One run through the store of ``suite``; the model is what was minted, what was opened, and who is where."""

    def __init__(self, suite: StorefrontSuite) -> None:
        self.suite, self.context = suite, suite.context
        self.people = [suite.alice, suite.bob]
        self.tokens: list[Minted] = []
        self.copies: list[Copy] = []
        self.opened: dict[str, int] = {}
        self.doubtful: set[str] = set()
        self.forged: set[str] = set()
        self.frozen = 0
        self.browsers = [Browser(suite.visitor()), Browser(suite.visitor())]
        try:
            self.browsers.append(Browser(suite.visitor_from_elsewhere(), elsewhere=True))
        except NotApplicableError:
            self.browsers.append(Browser(suite.visitor()))

    def take(self, name: str, arguments: Mapping[str, Any]) -> Taken:
        """Take the step called ``name``."""
        step = getattr(self, f"_{name}")
        taken: Taken = step(**arguments)
        return taken

    def close(self) -> None:
        """Let the store's clock run again."""
        if self.frozen:
            self._control.send("PUT", "/clock", {"mode": "real"})

    def now(self) -> int:
        """Return the store's time in seconds."""
        return self.frozen or self.context.now()

    def _mint(self, who: int, age: int, landing: int, ip: str) -> Taken:
        customer, born = self.people[who], self.now() - AGES[age]
        claims: dict[str, Any] = {"iat": born}
        if LANDINGS[landing]:
            claims["redirect_to"] = LANDINGS[landing]
        if ip:
            claims["request_ip"] = self.context.peer if ip == "right" else "203.0.113.9"
        if ip and not self.context.peer:
            return told("no address is known", ())
        jti = uuid4().hex
        wire = login(self.context.scene(customer, jti=jti), **claims).wire()
        self.tokens.append(Minted(wire, jti, customer, born, landing, ip))
        return told("", ())

    def _copy_token(self, token: int, how: str) -> Taken:
        """Make another token of one that there is: its jti in a token for somebody else, or under another key."""
        of = self._token(token)
        customer = self.people[1] if of.customer is self.people[0] and how == "other customer" else of.customer
        draft = login(self.context.scene(customer, jti=of.jti), iat=self.now())
        forged = how == "forged"
        wire = (draft.signed_with("forger") if forged else draft).wire()
        self.tokens.append(Minted(wire, of.jti, customer, self.now(), forged=forged))
        return told("", ())

    def _token(self, token: int) -> Minted:
        """Return one of the tokens, the last for 0; the first is minted where there is none."""
        if not self.tokens:
            self._mint(0, 0, 0, "")
        return self.tokens[-1 - token % len(self.tokens)]

    def _sign_in(self, who: int, browser: int) -> Taken:
        """Mint a token and present it at once."""
        self._mint(who, 0, 0, "")
        return self._present(0, browser, "GET")

    def _present(self, token: int, browser: int, method: str) -> Taken:
        minted, at = self._token(token), self.browsers[browser]
        before = at.customer
        outcome = self.suite.presenter.present(minted.wire, at.visitor, method)
        if method == "GET" and outcome.answer is Answer.UNCLEAR:
            raise unclear(outcome)
        who = outcome.identity.customer
        wrong = self._wrong_with(minted, at)
        if outcome.identity.signed_in and (before is None or who != before.id or not wrong):
            return self._signed_in(minted, browser, outcome, wrong, method)
        return self._refused(minted, browser, outcome, wrong, method)

    def _signed_in(self, minted: Minted, browser: int, outcome: Outcome, wrong: str, method: str) -> Taken:
        """Hold a login against the model, and remember it."""
        at, who = self.browsers[browser], outcome.identity.customer
        rules = ("storefront.login", "storefront.replay")
        self.opened[minted.jti] = self.opened.get(minted.jti, 0) + 1
        if wrong:
            said = f"the token signed somebody in, though {WRONG[wrong]}"
            return self._broken(wrong, said, "refused", outcome, rules)
        if who is not None and who != minted.customer.id:
            rule = "session" if at.customer and who == at.customer.id else "login"
            said = f"signed in as {who} instead of {minted.customer.id}"
            return self._broken(rule, said, f"signed in as {minted.customer.id}", outcome, rules)
        if not contained(outcome.exchange):
            said = f"the login leads away from the store, to {outcome.landing!r:.60}"
            return self._broken("redirect", said, "the store's own origin", outcome, rules)
        if method == "GET" and outcome.landing and minted.landing < HONEST and not self._lands(minted, outcome):
            said = f"the login leads to {outcome.landing!r:.60}"
            return self._broken("login", said, f"to {LANDINGS[minted.landing] or 'the default page'}", outcome, rules)
        self._ended(browser, "switch" if at.customer and at.customer.id != minted.customer.id else "")
        at.customer = minted.customer
        return told("signed in", rules)

    def _refused(self, minted: Minted, browser: int, outcome: Outcome, wrong: str, method: str) -> Taken:
        """Hold a refusal against the model: who was signed in before may stay so."""
        at = self.browsers[browser]
        if not outcome.identity.signed_in:
            self._ended(browser, "unknown")
            at.customer = None
        rules = ("storefront.login", *([f"storefront.{wrong}"] if wrong else []))
        if minted.forged:
            self.forged.add(minted.jti)
        elif method != "GET" or wrong in ("request-ip", "redirect") or minted.landing >= HONEST:
            self.doubtful.add(minted.jti)  # whether that spends it is open
        elif not wrong and minted.jti not in self.doubtful:
            rule = "replay" if minted.jti in self.forged else "login"
            return self._broken(rule, "a valid token was refused", "signed in", outcome, rules)
        return told(f"refused {wrong}", rules)

    def _wrong_with(self, minted: Minted, at: Browser) -> str:
        """Return the rule by which the store has to refuse a token, or ""."""
        age, bar = self.now() - minted.born, self.context.bar + 1
        window = self.context.profile.number("login.window")
        if minted.forged:
            return "signature"
        if self.opened.get(minted.jti):
            return "replay"
        if age > window + bar or age < -60 - bar:
            return "window"
        if minted.ip == "wrong" or (minted.ip == "right" and at.elsewhere):
            return "request-ip"
        return self._gone(minted.customer)

    def _gone(self, customer: Customer) -> str:
        return "" if customer in self.people else "claims"

    def _race(self, token: int) -> Taken:
        """Present one token from several browsers at the same moment."""
        minted = self._token(token)
        visitors = [self.suite.visitor() for _ in range(AT_ONCE)]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            sent = list(pool.map(lambda one: self.suite.driver.present(one, minted.wire), visitors))
        found = [self.suite.presenter.settle(*pair) for pair in zip(sent, visitors, strict=True)]
        winners = [one for one in found if one.answer is Answer.ACCEPTED]
        rules = ("storefront.race",)
        wrong = self._wrong_with(minted, self.browsers[0])
        self.opened[minted.jti] = self.opened.get(minted.jti, 0) + len(winners)
        if winners and wrong:
            return self._broken(wrong, f"a token signed in, though {WRONG[wrong]}", "refused", winners[0], rules)
        if len(winners) > 1:
            said = f"{len(winners)} of {AT_ONCE} browsers were signed in by one token"
            return self._broken("race", said, "one at most", winners[0], rules)
        if not winners:
            self.doubtful.add(minted.jti)
        return told(f"{len(winners)} won", rules)

    def _password(self, who: int, browser: int) -> Taken:
        table = list(self.context.target.customers.values())
        secret = next((one.password for one in table if one.id == self.people[who].id), None)
        if secret is None:
            return told("no password", ())
        at = self.browsers[browser]
        exchange = self.suite.driver.sign_in(at.visitor, self.people[who].email, secret.get_secret_value())
        found = self._who(at.visitor)
        if found != self.people[who].id:
            said = f"a password of {self.people[who].id} signed in {found or 'nobody'}"
            return self._broken("session", said, "the customer signed in", exchange, ("storefront.session",))
        self._ended(browser, "switch" if at.customer and at.customer.id != found else "")
        at.customer = self.people[who]
        return told("signed in", ("storefront.session",))

    def _log_out(self, browser: int) -> Taken:
        at = self.browsers[browser]
        exchange = self.suite.driver.log_out(at.visitor)
        rules = ("storefront.logout",)
        self._ended(browser, "logout")
        at.customer = None
        if found := self._who(at.visitor):
            return self._broken("logout", f"still signed in as {found} after logging out", "nobody", exchange, rules)
        return told("", rules)

    def _visit(self, browser: int) -> Taken:
        self.browsers[browser].visitor.get("/")
        return told("", ())

    def _plant(self, browser: int) -> Taken:
        """Give a browser a session id that somebody else knows."""
        at = self.browsers[browser]
        if at.customer is None:
            plant(at.visitor, self.context.profile.text("login.cookie.session"), self.context.host)
            self._copy(browser)
        return told("", ())

    def _copy(self, browser: int) -> Taken:
        at = self.browsers[browser]
        if not len(at.visitor.jar):
            at.visitor.get("/")
        self.copies.append(Copy(self.suite.copy_of(at.visitor), browser, at.customer))
        return told("", ())

    def _use_copy(self, copy: int) -> Taken:
        """Look who is signed in with cookies that were copied."""
        if not self.copies:
            self._copy(0)
        held = self.copies[copy % len(self.copies)]
        found = self._who(held.visitor)
        rule = "logout" if held.ended == "logout" else "session"
        rules = (f"storefront.{rule}",)
        if found is None or held.ended == "unknown":
            return told("nobody", rules)
        if held.customer is None:
            return self._broken("session", f"a guest's cookies are now {found}'s", "nobody signed in", None, rules)
        if found != held.customer.id and found != getattr(self.browsers[held.browser].customer, "id", None):
            return self._broken("session", f"cookies of {held.customer.id} are {found}'s", "nobody", None, rules)
        if held.ended and found == held.customer.id:
            said = f"cookies of {found} still sign in after the {held.ended}"
            return self._broken(rule, said, "nobody signed in", None, rules)
        return told("signed in", rules)

    def _current(self, browser: int) -> Taken:
        """Fetch current.jwt, and hold it against who is signed in there."""
        at, rules = self.browsers[browser], ("storefront.current-customer",)
        exchange = self.suite.driver.current_jwt(at.visitor, self.context.reader.client_id)
        if at.customer is None:
            if exchange.status == 200:
                return self._broken("current-customer", "a guest is given a token", "no token", exchange, rules)
            return told("none", rules)
        problem = wrong_with(exchange, self.context, at.customer, self.now())
        if problem:
            return self._broken("current-customer", problem, "the customer's own true token", exchange, rules)
        return told("given", rules)

    def _wait(self, seconds: int) -> Taken:
        """Let time pass at the store, where its clock is ours."""
        self.frozen = self.now() + WAITS[seconds]
        self._control.send("PUT", "/clock", {"mode": "freeze", "seconds": self.frozen})
        return told("", ())

    @property
    def _control(self) -> Remote:
        return self.suite.control

    def _who(self, visitor: Visitor) -> int | None:
        """Return who is signed in, None for nobody; InconclusiveError where that cannot be told."""
        found = self.suite.who(visitor)
        return (found.customer or 0) if found.signed_in else None

    def _ended(self, browser: int, how: str) -> None:
        """Remember how the session that copies of a browser's cookies hold has ended."""
        for copy in self.copies:
            if copy.browser == browser and copy.customer is not None and not copy.ended:
                # A second sign-in of the same customer may keep the first session, or end it.
                copy.ended = how or "unknown"

    def _lands(self, minted: Minted, outcome: Outcome) -> bool:
        wanted = LANDINGS[minted.landing] or self.context.profile.text("login.redirect.default")
        return path_of(self.suite.url, outcome.landing) == path_of(self.suite.url, wanted)

    def _broken(
        self, rule: str, said: str, expected: str, seen: Outcome | Exchange | None, rules: tuple[str, ...]
    ) -> Taken:
        exchange = seen.exchange if isinstance(seen, Outcome) else seen
        shown = evidence.shown(exchange) if exchange else {}
        observed = str(seen) if isinstance(seen, Outcome) else said
        return told(said, rules, Breach(f"storefront.{rule}", Level.MUST, said, expected, observed, None, shown))


def store_flows(suite: StorefrontSuite) -> FlowProbe:
    """Return what takes made-up flows through the store of ``suite``."""
    absent = set() if suite.context.target.control else {"wait"}
    if not any(one.password for one in suite.context.target.customers.values()):
        absent.add("password")
    return FlowProbe(
        lambda: StoreFlow(suite), {name: step for name, step in STEPS.items() if name not in absent}, WORDS
    )
