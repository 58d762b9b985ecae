"""verifier.signature: the MAC is checked over the bytes received."""

from harness.faults import Deviation
from harness.targets.sending import Beside
from harness.verdict.stop import NotApplicableError
from harness.verdict.verifier.suite import VerifierSuite


def refuses(verifier: VerifierSuite, deviation: Deviation, algorithm: str) -> None:
    """A token with this fault is refused."""
    verifier.judge(deviation, algorithm)


def refuses_a_request_without_any_token(verifier: VerifierSuite) -> None:
    """Whoever brings no token is nobody (CWE-306)."""
    if not verifier.presenter.wording:
        raise NotApplicableError("this app is asked about tokens alone")
    verifier.present("", Beside(drop=True), did="asked without a token").must_be_refused(said="no token was needed")
