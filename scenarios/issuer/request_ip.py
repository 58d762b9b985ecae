"""issuer.request-ip: name the peer's address, never what a header claims (Customer Login API, request_ip)."""

import pytest

from harness.judge.issued import Check
from harness.targets.sending import Beside
from harness.verdict.issuer.odd import ADDRESSES, CLAIMED
from harness.verdict.issuer.suite import IssuerSuite
from harness.verdict.stop import NotApplicableError


def mints(issuer: IssuerSuite, check: Check) -> None:
    """The address is the shopper's."""
    if "request_ip" not in issuer.mint().claims:
        raise NotApplicableError("the tokens hold no request_ip")
    issuer.holds(check)


@pytest.mark.parametrize("header", ADDRESSES, ids=[name.lower() for name in ADDRESSES])
def keeps_an_address_out_that_a_header_claims(issuer: IssuerSuite, header: str) -> None:
    """A header that anybody can write does not become the token's address."""
    issuer.needs_http()
    value = ADDRESSES[header]
    token = issuer.ask(beside=Beside(headers=((header, value),)), did=f"asked with {header}: {value}").must_mint()
    if "request_ip" not in token.claims:
        raise NotApplicableError("the tokens hold no request_ip")
    if CLAIMED in str(token.claims["request_ip"]):
        issuer.broken(token, f"request_ip is {CLAIMED}, which the header {header} claims and nobody has checked")
