"""Header and payload: one strict JSON object each, every name once (RFC 7515 4; RFC 7519 4 and 7.2; RFC 8259)."""

from harness.contract.words import Rule
from harness.jose.base64url import EncodingError
from harness.jose.compact import SerializationError, split
from harness.jose.strict_json import JsonError, parse
from harness.judge.issued.order import Issued
from harness.judge.issued.registry import check, must
from harness.judge.issued.spelling import decoded

ODD = "write it with a JSON library: one UTF-8 object, each name once"


def _problem(token: Issued, name: str) -> str:
    """Return what is wrong with a segment's JSON; "" where it cannot be decoded, which is told elsewhere."""
    try:
        data = decoded(getattr(split(token.wire), name))
    except (SerializationError, EncodingError):
        return ""
    try:
        parse(data)
    except JsonError as error:
        return f"the {name} {error!s:.60}; {ODD}"
    return ""


@check(Rule.JSON, must, "RFC 7515 4; RFC 8259", raw=True)
def header(token: Issued) -> str:
    """The header is one strict JSON object."""
    return _problem(token, "header")


@check(Rule.JSON, must, "RFC 7519 4 and 7.2; RFC 8259", raw=True)
def payload(token: Issued) -> str:
    """The payload is one strict JSON object."""
    return _problem(token, "payload")
