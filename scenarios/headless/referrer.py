"""headless.referrer: no Referer tells the token (RFC 9700 4.2; OWASP ASVS 5.0 3.4.5)."""

from harness.contract.words import Level
from harness.verdict.headless.scraps import Place
from harness.verdict.headless.suite import HeadlessSuite
from harness.verdict.headless.visit import PASSWORD
from harness.verdict.stop import Broken
from harness.verdict.terms import at

TELLING = ("unsafe-url", "no-referrer-when-downgrade")
"""Policies under which other sites are told whole addresses."""


def keeps_the_token_from_other_sites(headless: HeadlessSuite) -> None:
    """The Referer of no request to another site has the token or the password in it."""
    headless.must_not_be_seen(Place.OTHERS_REFERER)
    headless.must_not_be_seen(Place.OTHERS_REFERER, what=PASSWORD)


@at(Level.SHOULD)
def keeps_the_token_out_of_its_own_referers(headless: HeadlessSuite) -> None:
    """The Referer of no request to the storefront's own servers has the token in it, which their logs would keep."""
    headless.must_not_be_seen(Place.OWN_REFERER)


@at(Level.SHOULD)
def sets_no_policy_that_tells_whole_addresses(headless: HeadlessSuite) -> None:
    """No page has a Referrer-Policy under which other sites are told whole addresses; the browsers' default is fine."""
    policies = headless.visit.policies
    told = {url: policy for url, policy in policies.items() if policy.split(",")[-1].strip().lower() in TELLING}
    headless.note.step("looked at the Referrer-Policy of each page", told or "none tells whole addresses")
    if told:
        url, policy = next(iter(told.items()))
        raise Broken(f"{url} has Referrer-Policy: {policy}")
