"""The differential property of stores: they sign in by what the judge accepts, nothing else, and the right person."""

from harness.contract.words import Kind
from harness.fuzz.differential import TokenProbe
from harness.fuzz.moves import Source
from harness.fuzz.store.breaches import Breaches
from harness.fuzz.store.presenting import Presented, Presenting
from harness.fuzz.strategies import presentations
from harness.verdict.storefront.suite import StorefrontSuite


def login_probe(suite: StorefrontSuite, source: Source = Source.BOTH) -> TokenProbe[Presented]:
    """Return what presents login tokens to the store of ``suite``, made by steps from ``source``."""
    presenting = Presenting(suite)
    breaches, algorithms, besides = Breaches(presenting), ("",), presenting.others()
    made = presentations(Kind.LOGIN, source, algorithms, besides, first=False)
    ways = made, presenting.present, breaches.of, suite.check_twin, breaches.look
    return TokenProbe(*ways, algorithms, besides)
