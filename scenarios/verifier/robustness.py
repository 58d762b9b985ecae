"""verifier.robustness: a clean answer to everything, and still there afterwards."""

import json

from harness.contract.words import Level
from harness.jose import base64url
from harness.targets.sending import NOTHING, Beside
from harness.tokens import Stage
from harness.verdict.terms import at
from harness.verdict.verifier.suite import VerifierSuite

LONG = 5_000
"""Characters beyond which a server may find a line too long to be read."""


def keeps_answering_after_a_hundred_thousand_dots(verifier: VerifierSuite) -> None:
    """A token of dots is answered cleanly (CVE-2025-27144, CVE-2025-30204)."""
    _answers(verifier, "." * 7_000, "." * 100_000)


def keeps_answering_after_a_deeply_nested_header(verifier: VerifierSuite) -> None:
    """A header nested two thousand levels deep is answered cleanly."""
    header = base64url.encode(b'{"alg":"HS512","x":' + b"[" * 2000 + b"]" * 2000 + b"}")
    payload, signature = verifier.token().wire().split(".")[1:]
    _answers(verifier, f"{header}.{payload}.{signature}")


def keeps_answering_after_a_header_of_odd_types(verifier: VerifierSuite) -> None:
    """Headers that are no object, or whose alg is no string, are answered cleanly."""
    payload, signature = verifier.token().wire().split(".")[1:]
    odd = [b"[]", b"null", b"1", b'"x"', b'{"alg":null}', b'{"alg":{}}', b'{"alg":["HS512"]}', b"{}", b"\xff\xfe"]
    _answers(verifier, *(f"{base64url.encode(one)}.{payload}.{signature}" for one in odd))


def keeps_answering_after_a_number_of_four_hundred_digits(verifier: VerifierSuite) -> None:
    """An unsigned exp that no double holds is answered cleanly."""
    draft = verifier.token().edit(Stage.PAYLOAD_JSON, lambda data: data[:-1] + b',"exp":' + b"9" * 400 + b"}")
    _answers(verifier, draft.signed_with(b"forger").wire())


def keeps_answering_after_plain_garbage(verifier: VerifierSuite) -> None:
    """Texts that are no tokens are answered cleanly."""
    _answers(verifier, "x", "a.b", "a.b.c", "..", "null", "%00", "A" * 4000, "eyJhbGciOiJIUzUxMiJ9..", "{}")


@at(Level.SHOULD)
def keeps_serving_after_a_token_of_64_kilobytes(verifier: VerifierSuite) -> None:
    """A long token may be too long for the server, but it does not end it."""
    _serves_after(verifier, 64)


@at(Level.SHOULD)
def keeps_serving_after_a_token_of_a_megabyte(verifier: VerifierSuite) -> None:
    """A token of a megabyte may be cut off, but the server goes on."""
    _serves_after(verifier, 1024)


def keeps_answering_after_eight_kilobytes_of_claims(verifier: VerifierSuite) -> None:
    """A valid token that is somewhat long is answered cleanly, whether accepted or not."""
    _answers(verifier, verifier.token(note="x" * 4000).wire())


def _answers(verifier: VerifierSuite, *tokens: str) -> None:
    for token in tokens:
        if verifier.presenter.carries(token):
            continue
        # A server that refuses a line for its length closes the connection; nobody else is to be caught in that.
        alone = Beside(headers=(("Connection", "close"),)) if len(token) > LONG else NOTHING
        reply = verifier.presenter.present(token, beside=alone)
        verifier.saw(reply, f"presented {token[:24]}… ({len(token)} characters)")
        if reply.exchange.unclean and not _cut_for_its_length(token, reply.exchange.error):
            verifier.not_as_expected(reply, "the server broke")
    verifier.check_twin()


def _cut_for_its_length(token: str, error: str) -> bool:
    """Whether a server closed the connection over a line that is longer than servers need to read."""
    return len(token) > LONG and error.startswith("cut")


def _serves_after(verifier: VerifierSuite, kilobytes: int) -> None:
    header = base64url.encode(json.dumps({"alg": "HS512", "x": "y" * kilobytes * 768}).encode())
    payload, signature = verifier.token().wire().split(".")[1:]
    _answers(verifier, f"{header}.{payload}.{signature}")
