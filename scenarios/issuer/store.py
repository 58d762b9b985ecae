"""issuer.store: name the bare store hash (Customer Login API, store_hash)."""

from harness.judge.issued import Check
from harness.verdict.issuer.suite import IssuerSuite


def mints(issuer: IssuerSuite, check: Check) -> None:
    """The token names the store."""
    issuer.holds(check)
