"""What browser scenarios of the storefront role speak to: shoppers at the store, each in a window of their own."""

from typing import Any

from harness.targets.browser.log import Sent
from harness.targets.browser.passing import shown
from harness.targets.browser.sites import sibling
from harness.targets.browser.window import Window
from harness.targets.http import Exchange, path_encoded
from harness.tokens import Customer
from harness.verdict import evidence
from harness.verdict.stop import Broken, InconclusiveError, NotApplicableError
from harness.verdict.storefront.landing import path_of, resolved
from harness.verdict.storefront.outcome import Identity
from harness.verdict.storefront.session import NOBODY, identity_in, only_a_guests
from harness.verdict.storefront.suite import StorefrontSuite
from harness.verdict.storefront.table import UNTOLD
from harness.verdict.windows import Windows

POST = """url => fetch(url, {method: "POST", credentials: "include", headers: {Accept: "application/json"}})
  .then(async answer => [answer.status, await answer.json().catch(() => ({}))], () => [0, {}])"""
PREFETCH = """url => {
  const link = document.createElement("link");
  link.rel = "prefetch";
  link.href = url;
  document.head.append(link);
}"""


class Browsing:
    """The store under test as real browsers meet it."""

    def __init__(self, store: StorefrontSuite, windows: Windows) -> None:
        """Stand before the store, with no window open yet."""
        self.store, self.windows = store, windows
        self.url, self.alice, self.bob = store.url, store.alice, store.bob

    @property
    def elsewhere(self) -> str:
        """Another origin beside the store, from which browsers send its cookies along; its pages are ours alone."""
        return sibling(self.url)

    @property
    def embedding_origin(self) -> str:
        """The channel's own site, from which its checkout is embedded."""
        return self.store.context.target.embedding_origin or ""

    def shopper(self, name: str = "a shopper's") -> "Shopper":
        """Return a new shopper, whom nobody knows; ``name`` says in the report whose window it is."""
        return Shopper(self, self.windows.open(name))


class Shopper:
    """Somebody in front of one window. Every step is written into the scenario's notebook."""

    def __init__(self, browsing: Browsing, window: Window) -> None:
        """Sit down in front of ``window``."""
        self.browsing, self.store, self.window = browsing, browsing.store, window

    def visit(self, path: str) -> "Shopper":
        """Go to ``path`` of the store, and follow where it leads."""
        return self._went(f"opened {path.partition('?')[0]}", self.window.open(self.store.url + path))

    def redeem(self, token: str) -> "Shopper":
        """Follow a login link."""
        url = self.login_url(token)
        status = self.window.open(url)
        if self.window.url == url:
            self.window.left(url)
        return self._went("followed a login link", status)

    def login_url(self, token: str) -> str:
        """Return the login link with ``token``."""
        return f"{self.store.url}/login/token/{path_encoded(token)}"

    def follow(self, url: str) -> "Shopper":
        """Load what an answer led to."""
        return self._went("loaded what the answer led to", self.window.open(resolved(self.store.url, url)))

    def tab(self) -> "Shopper":
        """Open another tab of the same window, which has the same cookies."""
        return Shopper(self.browsing, self.window.tab())

    def back(self) -> "Shopper":
        """Press the back button."""
        return self._went("pressed the back button", self.window.back())

    def log_out(self) -> "Shopper":
        """Follow the link that signs out."""
        return self.visit(self.store.context.profile.text("logout.path"))

    def post_from(self, origin: str, token: str) -> tuple[int, dict[str, Any]]:
        """POST a token from a page at ``origin``, as the checkout SDK does; what it could read, or 0 and nothing."""
        self._stand_at(origin)
        status, answer = self.window.run(POST, self.login_url(token))
        self.store.note.step(f"posted a token from a page at {origin}", status or "the page may not read the answer")
        return status, answer

    def ask_from(self, origin: str, path: str) -> tuple[int, str]:
        """Fetch ``path`` of the store with its cookies from a page at ``origin``; 0 where that may not be read."""
        self._stand_at(origin)
        got = self.window.fetch(self.store.url + path, "include")
        self.store.note.step(f"asked from a page at {origin}", got.status or "the page may not read the answer")
        return got.status, got.body

    def prefetch(self, token: str) -> bool:
        """Show a page of another site that has the browser fetch a login link ahead; whether it did."""
        url = self.login_url(token)
        self._stand_at(self.browsing.elsewhere)
        self.window.run(PREFETCH, url)
        fetched = self.window.waited_for(lambda sent: sent.url == url and bool(sent.status))
        self.store.note.step("showed a page that fetches the link ahead", "fetched" if fetched else "not fetched")
        return fetched

    def led_away_by(self, token: str) -> list[str]:
        """Follow a login link in a window that asks nobody but the store; where else it was led to."""
        self.window.keep_within([self.store.url])
        status = self.window.open(self.login_url(token))
        self.window.waited_for(self._leads_away, 0.3)
        sent = self.window.log.network
        away = [one.origin for one in sent if self._leads_away(one)]
        if not sent or not (status or away):
            raise InconclusiveError(f"no page came: {self.window.problem}")
        seen = f"led to {', '.join(away)}" if away else f"{status} at {self._place(self.window.url)}"
        self.store.note.step(f"followed a login link in {self.window.name} window", seen)
        return away

    def _leads_away(self, sent: Sent) -> bool:
        return sent.kind == "document" and sent.origin != self.store.url

    def must_be(self, customer: Customer, landing: str = "") -> "Shopper":
        """Go on only if ``customer`` is signed in here, and the window shows ``landing`` if that is given."""
        url = self.window.url
        found = self.who()
        if not found.signed_in:
            self.broken("a valid token did not sign in")
        if found.customer is None:
            raise NotApplicableError(UNTOLD)
        if found.customer != customer.id:
            raise Broken(f"signed in as customer {found.customer} instead of {customer.id}")
        if landing and self._place(url) != path_of(self.store.url, landing):
            self.broken(f"landed on {self._place(url)!r} instead of {landing!r}")
        return self

    def must_be_nobody(self, reason: str = "somebody is signed in", blame: str = "") -> "Shopper":
        """Go on only if nobody is signed in here; ``blame`` is the rule that is broken where not the scenario's own."""
        found = self.who()
        if found.signed_in:
            who = f" as customer {found.customer}" if found.customer is not None else ""
            raise Broken(f"{reason}: signed in{who}", blame)
        return self

    def must_see_a_refusal(self) -> "Shopper":
        """Go on only if the window shows the login page with its banner, nobody is in, and a valid twin could be."""
        profile = self.store.context.profile
        place, message = path_of(self.store.url, profile.text("login.failure.location")), self.window.text()
        where = self._place(self.window.url)
        self.must_be_nobody("the token was accepted")
        self.store.check_twin()
        if where.partition("?")[0] != place:
            raise Broken(f"a refusal led to {where!r} instead of {place!r}", "storefront.login")
        if profile.text("login.failure.message") not in message:
            raise Broken("the login page does not say that the login failed", "storefront.login")
        return self

    def who(self) -> Identity:
        """Return who is signed in, as a script of the store's own page learns it; stops where that cannot be told."""
        found = self._who()
        said = {True: f"signed in as {found.customer}", False: "nobody signed in", None: found.problem}[found.signed_in]
        self.store.note.step(f"asked in {self.window.name} window who is signed in", said)
        if found.signed_in is None:
            raise InconclusiveError(found.problem)
        self.store.note.believed = found.customer
        return found

    @property
    def current_path(self) -> str:
        """Where the store tells who is signed in."""
        return self.store.driver.current_path(self.store.context.reader.client_id)

    def current_jwt(self) -> Exchange:
        """Fetch current.jwt as a script of the page that the window shows does."""
        return self.window.fetch(self.current_path)

    def broken(self, reason: str) -> None:
        """Stop the scenario: broken if a fresh valid token signs in over plain HTTP, inconclusive if not."""
        self.store.check_twin()
        raise Broken(reason)

    def _who(self) -> Identity:
        """Ask current.jwt, or else the account page, which takes the window there."""
        tells = self.store.context.target.signed_in
        if tells.current_jwt:
            exchange = self.current_jwt()
            self.store.note.evidence |= evidence.shown(exchange)
            if found := identity_in(self.store.context, exchange):
                return found
            if met := self.store.context.look(exchange):
                return Identity(signed_in=None, exchange=exchange, problem=met)
            if exchange.unclean:
                return Identity(signed_in=None, exchange=exchange, problem=f"current.jwt answered {exchange.status}")
            if exchange.status in NOBODY and only_a_guests(self.store.context, self._cookies()):
                return Identity(signed_in=False, exchange=exchange)
        return self._by_page(tells.page)

    def _by_page(self, page: str) -> Identity:
        """Ask the account page: by a script, or where scripts may not ask, by going there."""
        exchange = self.window.fetch(page)
        if not exchange.status and (status := self.window.open(self.store.url + page)):
            exchange = shown(self.window, status)
        if met := self.store.context.look(exchange):
            return Identity(signed_in=None, exchange=exchange, problem=met)
        if exchange.status in NOBODY:
            return Identity(signed_in=False, exchange=exchange)
        if exchange.status != 200:
            problem = f"signed_in.page: {page} answered {exchange.status or 'nothing'}"
            return Identity(signed_in=None, exchange=exchange, problem=problem)
        return Identity(signed_in=self._place(exchange.url).partition("?")[0] == page, exchange=exchange)

    def _cookies(self) -> list[str]:
        return [cookie["name"] for cookie in self.window.cookies()]

    def _stand_at(self, origin: str) -> None:
        """Show an empty page of ours at ``origin``."""
        self.window.stand_in(origin, "<!doctype html><title>A page of another site</title>")
        self.window.open(f"{origin}/")

    def _went(self, did: str, status: int) -> "Shopper":
        """Write down a step, and stop where no page came or the server broke."""
        self.store.note.believed = None
        seen = f"{status} at {evidence.masked(self._place(self.window.url))}" if status else self.window.problem
        self.store.note.step(f"{did} in {self.window.name} window", seen)
        if not status:
            raise InconclusiveError(f"no page came: {self.window.problem}")
        if met := self.store.context.look(shown(self.window, status)):
            raise InconclusiveError(f"{met}: {did}")
        if status >= 500:
            self.store.check_twin()
            raise Broken(f"the server broke ({status}): {did}", "storefront.robustness")
        return self

    def _place(self, url: str) -> str:
        """Return the path and query of ``url``, or all of it where it is not at the store."""
        return path_of(self.store.url, url) if url.startswith(f"{self.store.url}/") else url
