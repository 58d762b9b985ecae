"""issuer.delivery: hand over https://store/login/token/<jwt>, from configuration, for one pair of eyes."""

import pytest

from harness.contract.words import Level
from harness.judge.issued import Check
from harness.targets.sending import Beside
from harness.verdict.issuer.asked import Asked
from harness.verdict.issuer.links import Link, can_be_read, kept_by_caches, leads_elsewhere, tells_referrers
from harness.verdict.issuer.odd import ELSEWHERE, HOSTS
from harness.verdict.issuer.second import second
from harness.verdict.issuer.suite import IssuerSuite
from harness.verdict.stop import Broken, InconclusiveError, NotApplicableError
from harness.verdict.terms import alone, at


def mints(issuer: IssuerSuite, check: Check) -> None:
    """What is handed over is one JSON Web Token."""
    issuer.holds(check)


def mints_what_signs_the_customer_in(issuer: IssuerSuite) -> None:
    """At the store, each customer's token signs that customer in."""
    for customer in (issuer.alice, issuer.bob):
        issuer.must_sign_in(issuer.mint(customer), customer)


def mints_what_signs_in_with_a_path(issuer: IssuerSuite) -> None:
    """At the store, a token with a path to land on signs its customer in."""
    issuer.must_sign_in(issuer.mint(return_to=issuer.path("/cart.php")), issuer.alice)


def gives_the_stores_login_address(issuer: IssuerSuite) -> None:
    """The token is led to /login/token/ of the store that the app was told of."""
    link = _link(issuer, issuer.ask())
    if not issuer.context.knows_the_store:
        raise InconclusiveError(f"the login leads to {link.origin}: is that the store? Say so in store_url")
    if said := leads_elsewhere(link, issuer.context):
        raise Broken(said)


def gives_an_https_address(issuer: IssuerSuite) -> None:
    """The login's address is https, unless the store is on this machine."""
    link = _link(issuer, issuer.ask())
    if said := can_be_read(link):
        raise Broken(said)


@pytest.mark.parametrize("header", HOSTS.values(), ids=list(HOSTS))
def keeps_to_the_store_it_was_told_of(issuer: IssuerSuite, header: tuple[str, str]) -> None:
    """A request that names another host gets no login address there."""
    issuer.needs_http()
    name, value = header
    asked = issuer.ask(beside=Beside(headers=(header,)), did=f"asked with {name}: {value}")
    if asked.handed.minted and ELSEWHERE in Link(asked.handed).authority:
        raise Broken(f"the header {name} decides where the token is sent: whoever can set it gets the token")
    if not asked.handed.minted and asked.handed.exchange.unclean:
        issuer.not_as_expected(asked.handed, "the request was not answered cleanly", level=Level.SHOULD)


@alone
def gives_one_slash_for_a_store_with_one_at_its_end(issuer: IssuerSuite) -> None:
    """Told of a store address that ends with a slash, the app still leads to /login/token/."""
    if "store_url" not in issuer.context.asked_for:
        raise NotApplicableError("[start] hands no {store_url} on, so it cannot be told another way")
    told = f"{issuer.context.told}/"
    with second(issuer, more={"store_url": told}) as other:
        link = _link(issuer, other.ask(did=f"started the app with the store {told}, and asked it"))
    if "//" in link.path:
        raise Broken(f"the login's path is {link.before_token!r}: BigCommerce does not know that page")


def keeps_the_answer_out_of_shared_caches(issuer: IssuerSuite) -> None:
    """No cache may give one customer's answer to the next."""
    if said := kept_by_caches(_http(issuer)):
        raise Broken(f"{said}: the next customer would be signed in as the one before")


@at(Level.SHOULD)
def says_that_the_answer_is_not_to_be_stored(issuer: IssuerSuite) -> None:
    """The answer says Cache-Control: no-store."""
    if "no-store" not in _http(issuer).handed.exchange.header("cache-control").lower():
        raise Broken("the answer does not say Cache-Control: no-store")


@at(Level.SHOULD)
def says_that_no_referrer_is_to_be_told(issuer: IssuerSuite) -> None:
    """The answer says a Referrer-Policy that keeps the address to the app and the store."""
    if said := tells_referrers(_http(issuer).handed.exchange.header("referrer-policy")):
        raise Broken(said)


def keeps_a_posted_form_to_itself(issuer: IssuerSuite) -> None:
    """A form that was posted is not posted on to the store."""
    send = issuer.context.target.send
    if not send or send.method == "GET":
        raise NotApplicableError("the app is asked by GET")
    if (status := _http(issuer).handed.exchange.status) in (307, 308):
        raise Broken(f"a posted form is answered with {status}, so it is posted to the store: answer with 303")


def _link(issuer: IssuerSuite, asked: Asked) -> Link:
    asked.must_mint()
    if not asked.handed.link:
        raise NotApplicableError("the token is handed over by itself, without the store's address")
    return Link(asked.handed)


def _http(issuer: IssuerSuite) -> Asked:
    issuer.needs_http()
    asked = issuer.ask()
    asked.must_mint()
    return asked
