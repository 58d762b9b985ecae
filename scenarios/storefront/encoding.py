"""storefront.encoding: the table of deviations, each presented at the login door beside its valid twin."""

from harness.faults import Deviation
from harness.verdict.storefront.suite import StorefrontSuite


def refuses(storefront: StorefrontSuite, deviation: Deviation) -> None:
    """A token with this fault signs nobody in."""
    storefront.judge(deviation)
