"""headless.url: addresses tell neither token nor password (RFC 6750 2.3 and 5.3; OWASP ASVS 5.0 14.2.1)."""

from harness.contract.words import Level
from harness.verdict.headless.scraps import Place
from harness.verdict.headless.suite import HeadlessSuite
from harness.verdict.headless.visit import PASSWORD
from harness.verdict.terms import at


def keeps_the_token_out_of_addresses(headless: HeadlessSuite) -> None:
    """At no moment of a visit is the token in the address of a page, and so in the history."""
    headless.must_not_be_seen(Place.ADDRESS)


def keeps_the_password_out_of_addresses(headless: HeadlessSuite) -> None:
    """The password is in no address of a page or request."""
    headless.must_not_be_seen(Place.ADDRESS, Place.REQUEST, what=PASSWORD)


@at(Level.SHOULD)
def keeps_the_token_out_of_requests_addresses(headless: HeadlessSuite) -> None:
    """Scripts show the token to the storefront's own servers in a header or a cookie, not in the address."""
    headless.must_not_be_seen(Place.REQUEST)
