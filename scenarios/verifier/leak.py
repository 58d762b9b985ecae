"""verifier.leak: an answer tells neither the secret, nor the right MAC, nor where the code broke."""

from collections.abc import Iterator

from harness.faults import Inapplicable, deviation
from harness.jose import base64url
from harness.jose.mac import mac
from harness.targets.reading import Reply
from harness.verdict.stop import Broken, NotApplicableError
from harness.verdict.telltale import TRACES, spellings, whole
from harness.verdict.verifier.suite import VerifierSuite

PROVOCATIONS = (
    "signature.random-key.00", "signature.bit-flip.000", "signature.cut.to-4", "algorithm.none.none",
    "algorithm.wrong-type.null", "algorithm.wrong-type.array", "expiry.passed.3600-s", "expiry.missing",
    "audience.another.made-up", "audience.missing", "operation.missing", "store.missing", "customer.missing",
    "customer.null", "json.payload-not-an-object.array", "json.header-not-an-object.array",
    "encoding.impossible-length.payload", "serialization.too-little.two", "crit.malformed.null",
    "header-key.kid-path.dev-null",
)  # fmt: skip
"""Tokens that are refused at every stage, some of them in ways that break careless code."""


def keeps_the_secret_out_of_its_answers(verifier: VerifierSuite) -> None:
    """No answer holds the client secret, in any spelling."""
    _needs_http(verifier)
    for name, reply, _ in _answers(verifier):
        for spelling in spellings(verifier.context.app.key):
            if spelling in whole(reply.exchange):
                raise Broken(f"the answer to {name} holds the client secret")


def keeps_the_right_mac_out_of_its_answers(verifier: VerifierSuite) -> None:
    """No answer holds the MAC that the token should have had."""
    _needs_http(verifier)
    for name, reply, wire in _answers(verifier):
        signed, _, sent = wire.rpartition(".")
        for algorithm in ("HS512", "HS256"):
            right = mac(algorithm, verifier.context.app.key, signed.encode("utf-8", "surrogatepass"))
            if sent.rstrip("=") == base64url.encode(right):
                continue  # an answer may well repeat what it was sent
            if any(spelling in whole(reply.exchange) for spelling in spellings(right)):
                raise Broken(f"the answer to {name} holds the MAC that would have been right")


def keeps_its_stack_traces_to_itself(verifier: VerifierSuite) -> None:
    """No answer tells where in the code it was made."""
    _needs_http(verifier)
    for name, reply, _ in _answers(verifier):
        if found := TRACES.search(reply.exchange.body):
            raise Broken(f"the answer to {name} holds a stack trace: {found[0].strip():.60}")


def _answers(verifier: VerifierSuite) -> Iterator[tuple[str, Reply, str]]:
    """Yield each provocation, the answer to it, and the token."""
    for name in PROVOCATIONS:
        try:
            wire = deviation(name).change(verifier.token()).wire()
        except Inapplicable:
            continue
        if not verifier.presenter.carries(wire):
            reply = verifier.presenter.present(wire)
            verifier.saw(reply, f"presented {name}")
            yield name, reply, wire
    verifier.check_twin()


def _needs_http(verifier: VerifierSuite) -> None:
    if not verifier.context.target.speaks_http:
        raise NotApplicableError("this app answers with yes or no alone")
