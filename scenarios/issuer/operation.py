"""issuer.operation: say customer_login (Customer Login API, operation)."""

from harness.judge.issued import Check
from harness.verdict.issuer.suite import IssuerSuite


def mints(issuer: IssuerSuite, check: Check) -> None:
    """The token says what it is for."""
    issuer.holds(check)
