"""storefront.request-ip: a token bound to an address works from that address alone (Customer Login API, request_ip)."""

import pytest

from harness.faults import Deviation
from harness.verdict.naming import ADDRESS_HEADERS
from harness.verdict.storefront.suite import StorefrontSuite
from harness.verdict.terms import needs

ELSEWHERE = "203.0.113.7"


@needs("peer")
def refuses(storefront: StorefrontSuite, deviation: Deviation) -> None:
    """A token bound to something else than the peer's address signs nobody in."""
    storefront.judge(deviation)


@needs("peer")
def accepts(storefront: StorefrontSuite, deviation: Deviation) -> None:
    """A token bound to the peer's address signs in."""
    storefront.judge(deviation)


@pytest.mark.parametrize("header", ADDRESS_HEADERS, ids=[name.lower() for name in ADDRESS_HEADERS])
def refuses_an_address_that_only_a_header_claims(storefront: StorefrontSuite, header: str) -> None:
    """A header that the client writes does not make its address the right one."""
    value = f"for={ELSEWHERE}" if header == "Forwarded" else ELSEWHERE
    storefront.redeem(storefront.token(request_ip=ELSEWHERE), headers={header: value}).must_be_refused()


@needs("peer")
def refuses_the_bound_address_from_elsewhere(storefront: StorefrontSuite) -> None:
    """A token bound to one address signs nobody in who comes from another."""
    elsewhere = storefront.visitor_from_elsewhere()
    token = storefront.token(request_ip=storefront.context.peer)
    storefront.redeem(token, elsewhere, browser="another machine's").must_be_refused()


@needs("peer")
def accepts_another_address_from_there(storefront: StorefrontSuite) -> None:
    """A token bound to another address works from there."""
    elsewhere = storefront.visitor_from_elsewhere()
    token = storefront.token(request_ip=elsewhere.site.source)
    storefront.redeem(token, elsewhere, browser="another machine's").must_sign_in()


@needs("peer")
def accepts_the_peer_whatever_a_header_claims(storefront: StorefrontSuite) -> None:
    """A forwarding header does not lock the right peer out."""
    token = storefront.token(request_ip=storefront.context.peer)
    storefront.redeem(token, headers={"X-Forwarded-For": ELSEWHERE}).must_sign_in()
