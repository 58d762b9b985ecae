"""verifier.expiry: a numeric exp that is in the future; a minute of leeway is borne and told."""

from harness.contract.words import Level
from harness.faults import Deviation
from harness.tokens import Draft
from harness.verdict.stop import NotApplicableError
from harness.verdict.terms import at
from harness.verdict.verifier.suite import VerifierSuite

LEEWAYS = (60, 30, 10, 5, 2, 1)
"""Seconds after exp at which tokens are tried; beyond a minute the table goes on."""


def refuses(verifier: VerifierSuite, deviation: Deviation, algorithm: str) -> None:
    """A token with this fault is refused."""
    verifier.judge(deviation, algorithm)


def says_how_long_a_token_works_after_its_end(verifier: VerifierSuite) -> None:
    """The leeway after exp is a minute at most, and is known."""
    leeway = _leeway(verifier)
    verifier.check_twin()
    verifier.note.observed = f"a token works at least {leeway} s after its exp" if leeway else "no leeway after exp"


@at(Level.MAY)
def refuses_a_token_at_the_very_second_of_its_end(verifier: VerifierSuite) -> None:
    """On the second of exp a token is no longer good (RFC 7519 4.1.4: on or after)."""
    if not verifier.context.clock:
        raise NotApplicableError("the app has a clock of its own: its seconds cannot be told apart exactly")
    if leeway := _leeway(verifier):
        raise NotApplicableError(f"the app gives {leeway} s of leeway")
    verifier.present(_ending(verifier, -1), did="presented a token a second before its exp").must_be_accepted()
    verifier.present(_ending(verifier, 0), did="presented a token on the second of its exp").must_be_refused()


def _leeway(verifier: VerifierSuite) -> int:
    for seconds in LEEWAYS:
        reply = verifier.present(_ending(verifier, seconds), did=f"presented a token {seconds} s after its exp").reply
        if reply.accepted:
            return seconds
    return 0


def _ending(verifier: VerifierSuite, ago: int) -> Draft:
    """Return a valid token whose exp was ``ago`` seconds ago, for certain."""
    draft = verifier.token()
    life = verifier.context.profile.number("current.lifetime")
    exp = draft.scene.now - ago - (verifier.context.bar if ago > 0 else 0)
    return draft.claim(iat=exp - life, exp=exp)
