"""issuer.header: write typ JWT and nothing that steers (RFC 8725 3.10)."""

from harness.judge.issued import Check
from harness.verdict.issuer.suite import IssuerSuite


def mints(issuer: IssuerSuite, check: Check) -> None:
    """The header says what it has to say, and no more."""
    issuer.holds(check)
