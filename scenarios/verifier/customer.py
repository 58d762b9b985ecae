"""verifier.customer: the identity is customer.id, a positive integer."""

from harness.faults import Deviation
from harness.verdict.verifier.suite import VerifierSuite


def refuses(verifier: VerifierSuite, deviation: Deviation, algorithm: str) -> None:
    """A token with this fault is refused."""
    verifier.judge(deviation, algorithm)
