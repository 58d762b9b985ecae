"""issuer.channel: name the channel of the storefront, and write booleans as booleans."""

from harness.judge.issued import Check
from harness.verdict.issuer.suite import IssuerSuite


def mints(issuer: IssuerSuite, check: Check) -> None:
    """The channel is that of the storefront which the login is for."""
    issuer.holds(check)
