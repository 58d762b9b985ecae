"""issuer.request-ip: name the peer's address, never what a header claims (Customer Login API, request_ip)."""

import pytest

from harness.judge.issued import Check
from harness.targets.sending import Beside
from harness.verdict.issuer.suite import IssuerSuite
from harness.verdict.naming import ADDRESS_HEADERS
from harness.verdict.stop import NotApplicableError

ELSEWHERE = "203.0.113.7"


def mints(issuer: IssuerSuite, check: Check) -> None:
    """The address is the shopper's."""
    if "request_ip" not in issuer.mint().claims:
        raise NotApplicableError("the tokens hold no request_ip")
    issuer.holds(check)


@pytest.mark.parametrize("header", ADDRESS_HEADERS, ids=[name.lower() for name in ADDRESS_HEADERS])
def keeps_an_address_out_that_a_header_claims(issuer: IssuerSuite, header: str) -> None:
    """A header that anybody can write does not become the token's address."""
    issuer.needs_http()
    value = f"for={ELSEWHERE}" if header == "Forwarded" else ELSEWHERE
    token = issuer.ask(beside=Beside(headers=((header, value),)), did=f"asked with {header}: {value}").must_mint()
    if "request_ip" not in token.claims:
        raise NotApplicableError("the tokens hold no request_ip")
    if ELSEWHERE in str(token.claims["request_ip"]):
        issuer.broken(token, f"request_ip is {ELSEWHERE}, which the header {header} claims and nobody has checked")
