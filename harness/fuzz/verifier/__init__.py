"""The differential property of verifiers: they accept exactly what the judge accepts, and believe the same person."""

from harness.contract.words import Kind
from harness.fuzz.differential import TokenProbe
from harness.fuzz.moves import Source
from harness.fuzz.strategies import presentations
from harness.fuzz.verifier.breaches import Breaches
from harness.fuzz.verifier.presenting import Presented, Presenting
from harness.verdict.verifier.suite import VerifierSuite


def token_probe(suite: VerifierSuite, source: Source = Source.BOTH, most: int = 3) -> TokenProbe[Presented]:
    """Return what presents tokens to the app of ``suite``, with at most ``most`` steps from ``source``."""
    presenting = Presenting(suite)
    made = presentations(Kind.CURRENT, most, source, suite.context.takes, presenting.places())
    return TokenProbe(made, presenting.present, Breaches(presenting).of, suite.check_twin)
