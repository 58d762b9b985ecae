"""issuer.issuer: name its client id (Customer Login API, iss)."""

from harness.judge.issued import Check
from harness.verdict.issuer.suite import IssuerSuite


def mints(issuer: IssuerSuite, check: Check) -> None:
    """The token names the app that made it."""
    issuer.holds(check)
