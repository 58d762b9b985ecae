"""verifier.header-key: the header chooses no key."""

from harness.faults import Deviation
from harness.verdict.stop import Broken, NotApplicableError
from harness.verdict.terms import alone
from harness.verdict.verifier.suite import VerifierSuite


def refuses(verifier: VerifierSuite, deviation: Deviation, algorithm: str) -> None:
    """A token with this fault is refused."""
    verifier.judge(deviation, algorithm)


@alone
def keeps_from_calling_any_address_in_a_header(verifier: VerifierSuite) -> None:
    """No address that any token's header named was called, not even after the answer (CWE-918)."""
    if not verifier.listener:
        raise NotApplicableError("an app on another machine cannot reach a listener on this one")
    if calls := verifier.listener.calls:
        raise Broken(f"the app fetched {calls[0]:.60}, an address that a token's header named")
