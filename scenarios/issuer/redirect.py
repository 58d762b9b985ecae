"""issuer.redirect: lead where it was asked to, by redirect_to, and never away from the store."""

from urllib.parse import urlsplit

import pytest

from harness.contract.words import Level
from harness.faults import Deviation
from harness.fuzz.issuing import hostile_paths, own_paths
from harness.fuzz.properties import for_all
from harness.judge.issued import Check
from harness.judge.redirect import is_own_path
from harness.targets.handed import DOOR
from harness.tokens import login
from harness.verdict.issuer import odd
from harness.verdict.issuer.suite import IssuerSuite
from harness.verdict.stop import Broken, NotApplicableError
from harness.verdict.storefront.landing import stays
from harness.verdict.terms import at

DEEP = {
    "query": "/search.php?search_query=mattress&section=product",
    "fragment": "/account.php#orders",
    "query-and-fragment": "/account.php?action=order_status&order_id=107#items",
    "encoded-space": "/shop-all/a%20b/",
    "plus": "/search.php?search_query=a+b",
    "unicode": "/käse/漢字/?q=žluťoučký",
    "unicode-encoded": "/caf%C3%A9/?q=%F0%9F%9B%92",
    "an-address-in-the-query": "/cart.php?next=https%3A%2F%2Fstore.example%2Fcheckout",
    "checkout": "/cart.php?embedded=1&action=loadInCheckout&id=bc218c65-7a32-4ab7-8082-68730c074d02",
}
ALIKE = {
    "host-longer": "{store}.evil.example/",
    "user": "{store}@evil.example/",
    "in-the-query": "https://evil.example/?{store}",
    "in-the-path": "https://evil.example/{host}/",
    "in-the-fragment": "https://evil.example/#{store}",
    "no-scheme": "//{host}.evil.example/",
    "backslash": "{store}\\@evil.example/",
}
"""Addresses that careless comparisons take for the store's."""
CLAIM = ("redirect.", "landing.")
LOGOUT = "/login.php?action=logout"
LONGEST = 8_000
"""Characters of an address that servers and proxies take by default."""


def mints(issuer: IssuerSuite, check: Check) -> None:
    """The token leads where it was asked to."""
    issuer.holds(check)


def contains(issuer: IssuerSuite, deviation: Deviation) -> None:
    """A path that leads elsewhere is refused, or left out of the token."""
    issuer.note.concern(deviation)
    path = deviation.change(login(issuer.context.scene())).claims["redirect_to"]
    if not path:
        raise NotApplicableError("no path at all is asked for in every other request")
    _contains(issuer, path)


@pytest.mark.parametrize("alike", ALIKE.values(), ids=list(ALIKE))
def keeps_out_what_looks_like_the_store(issuer: IssuerSuite, alike: str) -> None:
    """An address that holds the store's own, and leads elsewhere, is refused, or left out of the token."""
    _contains(issuer, alike.format(store=issuer.context.told, host=urlsplit(issuer.context.told).netloc))


@pytest.mark.parametrize("path", DEEP.values(), ids=list(DEEP))
@at(Level.SHOULD)
def keeps_a_deep_link(issuer: IssuerSuite, path: str) -> None:
    """A path with all that belongs to it comes through unchanged."""
    issuer.must_be_right(issuer.mint(return_to=issuer.path(path)), *CLAIM)


@at(Level.SHOULD)
def mints_what_lands_there(issuer: IssuerSuite) -> None:
    """At the store, the login leads to the path that was asked for."""
    path = issuer.path("/cart.php?coupon=SPRING")
    issuer.must_sign_in(issuer.mint(return_to=path), issuer.alice, path)


@at(Level.SHOULD)
def mints_a_login_that_logs_out(issuer: IssuerSuite) -> None:
    """A login that leads to the logout page leaves nobody signed in, as the documents have it."""
    done = issuer.must_sign_in(issuer.mint(return_to=issuer.path(LOGOUT)), issuer.alice, LOGOUT)
    done.suite.follow(done.visitor, done.outcome.landing)
    if done.suite.who(done.visitor, "looked after the logout").signed_in:
        raise Broken("the customer is still signed in after the page that logs out")


@at(Level.SHOULD)
def keeps_the_address_short(issuer: IssuerSuite) -> None:
    """With a path of 2,000 characters, the login's address stays below 8,000."""
    asked = issuer.ask(return_to=issuer.path(odd.DEEP))
    if not asked.handed.minted:
        asked.must_mint_nothing()  # a path that is too long may be refused
        return
    issuer.must_be_right(asked.must_mint(), "redirect.short-enough")
    address = asked.handed.link or f"{issuer.context.told}{DOOR}{asked.handed.token}"
    if len(address) > LONGEST:
        raise Broken(f"the login's address has {len(address)} characters; servers and proxies cut it")


def mints_right_for_any_path(issuer: IssuerSuite) -> None:
    """Whatever path of the store's own is asked for, the token is right in all (made up by Hypothesis)."""
    issuer.path("/")
    for_all(own_paths(), lambda path: issuer.must_be_right(issuer.mint(return_to=path)), issuer.context.seed)


def keeps_any_hostile_path_out(issuer: IssuerSuite) -> None:
    """Whatever hostile path is asked for, the login stays on the store (made up by Hypothesis)."""
    issuer.path("/")
    for_all(hostile_paths(), lambda path: _contains(issuer, path), issuer.context.seed)


def _contains(issuer: IssuerSuite, path: str) -> None:
    asked = issuer.ask(return_to=issuer.path(path))
    if not asked.handed.minted:
        asked.must_mint_nothing()
        return
    token = asked.issued
    found = token.claims.get("redirect_to")
    if found is not None and (not isinstance(found, str) or not is_own_path(found)):
        issuer.broken(token, f"the path {path!r:.60} was copied into redirect_to")
    if not stays(issuer.door.url, issuer.redeem(token.wire).outcome.landing):
        issuer.broken(token, f"asked for {path!r:.60}, the login leads away from the store")
