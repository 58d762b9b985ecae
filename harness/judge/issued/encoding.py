"""base64url as JWS wants it, for each of the three segments (RFC 7515 2; RFC 4648 3.5 and 5)."""

from collections.abc import Iterator

from harness.contract.words import Rule
from harness.jose.base64url import EncodingError
from harness.jose.compact import SerializationError, split
from harness.judge.issued.order import Issued
from harness.judge.issued.registry import check, must, should
from harness.judge.issued.spelling import decoded, is_canonical


def _named(token: Issued) -> Iterator[tuple[str, str]]:
    """Yield each segment after its name; none where there are not three."""
    try:
        yield from split(token.wire)._asdict().items()
    except SerializationError:
        return


@check(Rule.ENCODING, must, "RFC 7515 2; RFC 4648 5", raw=True)
def base64url(token: Issued) -> str:
    """Each segment is base64url without padding."""
    for name, text in _named(token):
        try:
            decoded(text)
        except EncodingError as error:
            return f"the {name} segment {error}; encode it as base64url without padding, as any JWT library does"
    return ""


@check(Rule.ENCODING, should, "RFC 4648 3.5: canonical encoding", raw=True)
def canonical(token: Issued) -> str:
    """The bits that a segment's last character has to spare are zero."""
    for name, text in _named(token):
        try:
            decoded(text)
        except EncodingError:
            return ""
        if not is_canonical(text):
            return f"the {name} segment has spare bits set in its last character; encode it with a JWT library"
    return ""
