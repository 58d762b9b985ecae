"""storefront.login: the right customer signed in, landed right; every refusal told by the same banner."""

import json
from collections.abc import Callable

import pytest

from harness.faults import Deviation
from harness.tokens import Draft
from harness.verdict.stop import Broken
from harness.verdict.storefront.landing import path_of
from harness.verdict.storefront.suite import StorefrontSuite
from harness.verdict.terms import rests

BAD: dict[str, tuple[str, Callable[[Draft], Draft]]] = {
    "another-secret": ("storefront.signature", lambda draft: draft.signed_with("not-the-secret")),
    "expired": ("storefront.window", lambda draft: draft.claim(iat=draft.scene.at(-3600))),
    "unknown-customer": ("storefront.claims", lambda draft: draft.claim(customer_id=987_654_321)),
    "unsigned": ("storefront.algorithm", lambda draft: draft.head(alg="none").signed_with(b"", "")),
}
"""Refused tokens, and the rule that is to blame if one is not."""


def accepts(storefront: StorefrontSuite, deviation: Deviation) -> None:
    """A valid token in another form signs its customer in."""
    storefront.judge(deviation)


def accepts_each_customer_as_themselves(storefront: StorefrontSuite) -> None:
    """The session is that of the customer in the token."""
    for customer in (storefront.alice, storefront.bob):
        storefront.redeem(storefront.token(customer)).must_sign_in(customer)


def gives_the_account_page_by_default(storefront: StorefrontSuite) -> None:
    """Without redirect_to, the browser lands on the account page."""
    landing = storefront.context.profile.text("login.redirect.default")
    storefront.redeem(storefront.token()).must_sign_in(landing=landing)


@pytest.mark.parametrize("path", ["/cart.php", "/search.php?q=a+b&page=2"], ids=["path", "query"])
def gives_the_page_that_was_asked_for(storefront: StorefrontSuite, path: str) -> None:
    """With redirect_to, the browser lands there."""
    storefront.redeem(storefront.token(redirect_to=path)).must_sign_in(landing=path)


def gives_the_customer_their_account_page(storefront: StorefrontSuite) -> None:
    """The account page opens for the one who signed in, and sends a guest to the login page."""
    page = storefront.context.target.signed_in.page
    visitor = storefront.sign_in()
    if (seen := storefront.saw("opened the account page", visitor.get(page))).status != 200:
        raise Broken(f"the account page answered {seen.status} to a customer who just signed in")
    guest = storefront.saw("opened the account page as a guest", storefront.visitor().get(page))
    if guest.status == 200:
        raise Broken("the account page opened for a guest")


@rests("login.failure.location", "login.failure.message")
@pytest.mark.parametrize("cause", BAD)
def says_the_banner_after_a_refusal(storefront: StorefrontSuite, login_token: Draft, cause: str) -> None:
    """A refused login leads to the login page, which says so."""
    profile = storefront.context.profile
    blame, change = BAD[cause]
    attempt = storefront.redeem(change(login_token).wire()).must_be_refused(blame)
    landing, wanted = path_of(storefront.url, attempt.outcome.landing), profile.text("login.failure.location")
    if landing.partition("?")[0] != wanted.partition("?")[0]:
        raise Broken(f"a refused login leads to {attempt.outcome.landing!r}")
    if profile.text("login.failure.message") not in storefront.follow(attempt.visitor, attempt.outcome.landing).body:
        raise Broken("the login page does not say that the login failed")


@rests("login.post")
def accepts_by_post(storefront: StorefrontSuite) -> None:
    """POST signs in as well, and tells in JSON where to go (embedded checkout)."""
    attempt = storefront.redeem(storefront.token(redirect_to="/checkout"), method="POST").must_sign_in()
    found = _json(attempt.outcome.exchange.body).get("redirectUrl", "")
    if path_of(storefront.url, str(found)) != "/checkout":
        raise Broken(f"redirectUrl is {found!r} instead of /checkout")


@rests("login.post", "login.post.failure.status")
def refuses_by_post(storefront: StorefrontSuite, login_token: Draft) -> None:
    """A refused POST says so in JSON: type invalid_login and a title."""
    token = login_token.signed_with("not-the-secret").wire()
    attempt = storefront.redeem(token, method="POST").must_be_refused("storefront.signature")
    body = _json(attempt.outcome.exchange.body)
    if body.get("type") != "invalid_login" or not body.get("title"):
        raise Broken(f"the answer has type {body.get('type')!r} and title {body.get('title')!r}")


def _json(body: str) -> dict[str, object]:
    try:
        found = json.loads(body)
    except ValueError as error:
        raise Broken(f"the answer is not JSON: {body[:80]!r}") from error
    return found if isinstance(found, dict) else {}
