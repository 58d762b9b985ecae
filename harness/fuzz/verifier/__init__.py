"""The differential property of verifiers: they accept exactly what the judge accepts, and believe the same person."""

from functools import partial

from harness.contract.words import Kind
from harness.fuzz.differential import Explain, TokenProbe
from harness.fuzz.moves import Source
from harness.fuzz.strategies import presentations
from harness.fuzz.verifier.breaches import Breaches
from harness.fuzz.verifier.presenting import Presented, Presenting
from harness.verdict.verifier.suite import VerifierSuite


def token_probe(suite: VerifierSuite, source: Source = Source.BOTH) -> TokenProbe[Presented]:
    """Return what presents tokens to the app of ``suite``, made by steps from ``source``."""
    presenting = Presenting(suite)
    # What stores send is tried also where it is not taken, which is a finding.
    algorithms = tuple(dict.fromkeys((*suite.context.takes, "HS512")))
    breaches, besides = Breaches(presenting), presenting.places()
    made = presentations(Kind.CURRENT, source, algorithms, besides)
    ways = made, presenting.present, breaches.of, suite.check_twin, breaches.look
    return TokenProbe(*ways, algorithms, besides, explain=_explain(suite))


def _explain(suite: VerifierSuite) -> Explain | None:
    """Return what says where in the app's code a rule is broken, where that code runs in this process."""
    if not suite.context.target.inprocess:
        return None
    from harness.fuzz.deepening.explaining import explanation
    from harness.fuzz.deepening.tracing import Tracing

    tracing = Tracing()
    return partial(explanation, Presenting(suite, tracing).present, tracing)
