"""base64url as JWS wants it: no padding, one alphabet, canonical (RFC 7515 2, RFC 4648 3.5 and 5)."""

from binascii import Error, a2b_base64, b2a_base64

_TO_STANDARD = bytes.maketrans(b"-_", b"+/")
_TO_URL = bytes.maketrans(b"+/", b"-_")
_PADDING = (b"", b"===", b"==", b"=")


class EncodingError(ValueError):
    """Text that is not canonical base64url; the message says in what way."""


def encode(data: bytes) -> str:
    """Return ``data`` as base64url without padding."""
    return b2a_base64(data, newline=False).rstrip(b"=").translate(_TO_URL).decode("ascii")


def decode(text: str) -> bytes:
    """Return the bytes of canonical base64url ``text``; raise EncodingError for any other spelling."""
    try:
        raw = text.encode("ascii")
        data = a2b_base64(raw.translate(_TO_STANDARD) + _PADDING[len(raw) % 4])
    except (Error, UnicodeEncodeError) as error:
        raise EncodingError(_complaint(text)) from error
    if b2a_base64(data, newline=False).rstrip(b"=").translate(_TO_URL) != raw:
        raise EncodingError(_complaint(text))
    return data


def _complaint(text: str) -> str:
    strange = next((char for char in text if not (char.isascii() and (char.isalnum() or char in "-_"))), "")
    if strange == "=":
        return "has '=' padding, which JWS omits"
    if strange in ("+", "/"):
        return f"has '{strange}' of the standard base64 alphabet instead of base64url"
    if strange:
        return f"has the character {strange!r}, which is not base64url"
    if len(text) % 4 == 1:
        return "has an impossible length (1 more than a multiple of 4)"
    return "has non-zero spare bits in its last character"
