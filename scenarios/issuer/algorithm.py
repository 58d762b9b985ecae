"""issuer.algorithm: sign HS256 (Customer Login API, header)."""

from harness.judge.issued import Check
from harness.verdict.issuer.suite import IssuerSuite


def mints(issuer: IssuerSuite, check: Check) -> None:
    """The token is signed as the store wants it."""
    issuer.holds(check)
