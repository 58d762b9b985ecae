"""The first visit: a guest is kept out, a person signs in and looks around, and all that is seen is kept."""

from dataclasses import dataclass
from typing import Any

from harness.targets.headless_target import HeadlessTarget
from harness.verdict.headless.door import Door
from harness.verdict.headless.scraps import sightings
from harness.verdict.headless.shopper import Shopper
from harness.verdict.headless.shoppers import Shoppers
from harness.verdict.headless.token import Token, Way, parts
from harness.verdict.headless.visit import PASSWORD, TOKEN, Visit
from harness.verdict.keeping.masks import telling
from harness.verdict.stop import InconclusiveError

STORAGES = "() => ({local: {...localStorage}, session: {...sessionStorage}})"
FETCHED = ("fetch", "xhr")


@dataclass(slots=True)
class Tour:
    """Makes the visit to ``target``; InconclusiveError names the key to mend."""

    target: HeadlessTarget
    door: Door
    shoppers: Shoppers

    def made(self) -> Visit:
        """Go there as a guest, sign in, look around, and return what was seen."""
        shopper = self.shoppers.one("a shopper's")
        self._as_a_guest(shopper)
        before = _pairs(shopper.cookies())
        self._signed_in(shopper)
        reloaded = shopper.reload().opened
        shopper.spy.look()
        for path in self.target.pages.paths:
            shopper.visit(path)
            shopper.spy.look()
        same_site = shopper.spy.same_site()
        tab = shopper.tab()
        tabbed = tab.visit_account().opened
        tab.window.page.close()
        scraps = shopper.spy.scraps()
        found = shopper.candidates()
        fresh = [one for one in shopper.cookies() if (one["name"], one["value"]) not in before]
        storages = shopper.window.run(STORAGES)
        tokens = self._tokens(shopper, found, fresh)
        telltale = [(TOKEN, one.value) for one in tokens if telling(one.value)]
        typed = [(PASSWORD, one) for one in shopper.typed()]
        names, values = {one.cookie for one in tokens}, {one.value for one in tokens}
        return Visit(
            tokens=tuple(tokens),
            cookies=tuple(one for one in shopper.cookies() if one["name"] in names or one["value"] in values),
            same_site=same_site,
            passwords=tuple(shopper.passwords),
            secrets=(*found, *(one for _, one in typed)),
            sightings=tuple(sightings(scraps, [*telltale, *typed])),
            reloaded=reloaded,
            tabbed=tabbed,
            policies=self._policies(shopper),
            requests=self._requests(shopper),
            storages=storages,
            dropped=shopper.spy.dropped(),
        )

    def _as_a_guest(self, shopper: Shopper) -> None:
        try:
            seen = shopper.try_account()
        except InconclusiveError as error:
            raise InconclusiveError(f"{error} (url = {self.target.url}): start it, or correct url") from None
        if seen.opened:
            raise InconclusiveError(
                "the account opens for a guest as well, so that nothing can be said of sign-ins: mend that, or correct "
                "account.path, or say in account.shows (a CSS selector) what only the signed-in see"
            )
        if said := self.door.knock():
            raise InconclusiveError(said)

    def _signed_in(self, shopper: Shopper) -> None:
        seen = shopper.sign_in()
        shopper.spy.look()
        if not seen.opened:
            seen = shopper.visit_account()
            shopper.spy.look()
        if not seen.opened:
            raise InconclusiveError(
                f"the sign-in did not open the account, there is {seen}: check login.fields, login.form, login.button, "
                "account.path"
            )

    def _tokens(self, shopper: Shopper, found: list[str], fresh: list[Any]) -> list[Token]:
        """Return what opens the account; InconclusiveError if nothing does that was found."""
        tokens = self.door.tokens(shopper.cookies(), found, shopper.spy.scraps())
        if not tokens and self.target.me:
            raise InconclusiveError(f"nothing that was found opens {self.door.url} by itself: check [me]")
        known = {name for one in tokens for name in one.names}
        tokens += self._fetching([one for one in fresh if one["name"] not in known])
        name = self.target.session_cookie
        if name and name not in {one.cookie for one in tokens}:
            own = {one["name"]: one["value"] for one in shopper.cookies()}
            if name not in own:
                raise InconclusiveError(f"session_cookie: no {name} was set; there is {', '.join(own) or 'none'}")
            tokens.append(Token(own[name], (Way("cookie", name),)))
        if not tokens:
            mend = "give [me] path, JSON that says who is signed in"
            raise InconclusiveError(f"nothing that was found opens {self.door.url} by itself: {mend}")
        return tokens

    def _fetching(self, cookies: list[Any]) -> list[Token]:
        """Return those of ``cookies`` without which the account does not open in a new window, if it does with all."""
        if not cookies or not self._opens(cookies):
            return []
        for one in list(cookies):
            rest = [other for other in cookies if other is not one]
            if rest and self._opens(rest):
                cookies = rest
        return parts(cookies, fetches=True)

    def _opens(self, cookies: list[Any]) -> bool:
        shopper = self.shoppers.one("a new", cookies)
        opened = shopper.visit_account().opened
        for one in shopper.cookies():
            # A cookie that is good once has been exchanged for its next.
            next((old for old in cookies if old["name"] == one["name"]), one)["value"] = one["value"]
        return opened

    def _policies(self, shopper: Shopper) -> dict[str, str]:
        own = [one for one in shopper.window.log.network if one.kind == "document" and one.origin == self.target.url]
        return {one.url.partition("?")[0]: one.answered.get("referrer-policy", "") for one in own}

    def _requests(self, shopper: Shopper) -> tuple[tuple[str, str], ...]:
        network = shopper.window.log.network
        own = [one for one in network if one.kind in FETCHED and one.origin in self.target.origins]
        return tuple(dict.fromkeys((one.method, one.url.partition("?")[0]) for one in own))[:20]


def _pairs(cookies: list[dict[str, Any]]) -> set[tuple[str, str]]:
    return {(one["name"], one["value"]) for one in cookies}
