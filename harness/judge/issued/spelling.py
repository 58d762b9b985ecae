"""How the raw checks read base64url: as the judge does, but past spare bits, which have a check of their own."""

from binascii import a2b_base64

from harness.jose import base64url
from harness.jose.base64url import EncodingError

ALPHABET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def decoded(text: str) -> bytes:
    """Return the bytes of base64url ``text``, whatever its spare bits are; raise EncodingError for anything else."""
    if set(text) <= ALPHABET and len(text) % 4 != 1:
        return a2b_base64(text.translate(str.maketrans("-_", "+/")) + "=" * (-len(text) % 4))
    return base64url.decode(text)


def is_canonical(text: str) -> bool:
    """Whether ``text`` is the one spelling of its bytes."""
    try:
        base64url.decode(text)
    except EncodingError:
        return False
    return True
