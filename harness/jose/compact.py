"""The three segments of a compact JWS (RFC 7515 7.1)."""

import re
from typing import NamedTuple

MAX_LENGTH = 65_536
"""Characters; a longer token is refused unread (real ones stay below 1,000)."""


_AROUND = re.compile(r"""["'<(\[]|(?:bearer|jwt|token)[\s:=]+""", re.IGNORECASE)


class SerializationError(ValueError):
    """Text that is not one compact JWS; the message says in what way."""


class Segments(NamedTuple):
    """The base64url texts of header, payload and signature."""

    header: str
    payload: str
    signature: str

    @property
    def signing_input(self) -> bytes:
        """The bytes that the MAC covers (RFC 7515 5.1, step 5)."""
        return f"{self.header}.{self.payload}".encode("ascii", "surrogatepass")


def split(token: str) -> Segments:
    """Return the segments of ``token``; raise SerializationError unless there are exactly three and two hold text.

    An empty signature is the MAC stage's business: ``alg: none`` looks like that (RFC 7515 A.5).
    """
    if len(token) > MAX_LENGTH:
        raise SerializationError(f"is {len(token)} characters long; tokens beyond {MAX_LENGTH} are refused unread")
    if token.lstrip()[:1] == "{":
        raise SerializationError("is JSON, not the compact serialization that JWT wants (RFC 7519 1)")
    if found := _AROUND.match(token):
        raise SerializationError(f"starts with {found[0]!r}, which does not belong to it")
    parts = token.split(".", 5)
    if len(parts) != 3:
        raise SerializationError(_count(parts))
    if not parts[0] or not parts[1]:
        raise SerializationError("has an empty header or payload segment")
    return Segments(*parts)


def _count(parts: list[str]) -> str:
    if len(parts) == 5:
        return "has 5 segments: that is the shape of an encrypted token (JWE), or of junk"
    count = f"{len(parts)}" if len(parts) < 6 else "more than 5"
    return f"has {count} segment{'s' if parts[1:] else ''} where a compact JWS has 3"
