"""Keys that people, libraries and attackers use in place of the client secret."""

import binascii
import re
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from hashlib import md5, sha1, sha256
from typing import Any

from harness.jose import base64url
from harness.tokens.parties import App

PLACEHOLDERS = (
    "your-256-bit-secret",
    "your-384-bit-secret",
    "your-512-bit-secret",
    "a-string-secret-at-least-256-bits-long",
    "a-string-secret-at-least-512-bits-long-which-is-surely-long-enough",
    "secret",
    "client_secret",
    "your-client-secret",
    "BC_CLIENT_SECRET",
    "APP_CLIENT_SECRET",
    "changeme",
    "password",
    "undefined",
    "null",
    "None",
    "nil",
    "false",
    "test",
    "key",
)
"""Texts that stand where a secret should: jwt.io's samples, names of variables, printed nothings."""

JWT_IO = PLACEHOLDERS[:5]

_UNION = re.compile(r"union\s+(?:all\s+)?select\s+'([^']*)'", re.IGNORECASE)


def header_keys(header: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Yield the keys that a header offers to whoever lets it choose: by ``kid``, ``jwk``, ``jku`` or ``x5u``."""
    jwk = header.get("jwk")
    if isinstance(jwk, dict) and isinstance(jwk.get("k"), str):
        try:
            yield "the key in the header's jwk", base64url.decode(jwk["k"])
        except base64url.EncodingError:
            yield "the text of the header's jwk", jwk["k"].encode("utf-8", "surrogatepass")
    kid = header.get("kid")
    if isinstance(kid, str):
        yield "the text of the header's kid", kid.encode("utf-8", "surrogatepass")
        if found := _UNION.search(kid):
            yield "the key that the kid's SQL selects", found[1].encode("utf-8", "surrogatepass")
    if {"kid", "jku", "x5u", "jwk", "x5c"} & header.keys():
        yield "an empty key, as from an empty file that the header points to", b""


def neighbours(app: App, claims: Mapping[str, Any], others: Iterable[App]) -> Iterator[tuple[str, bytes]]:
    """Yield keys that are mistaken for ``app``'s secret: blanks, placeholders, identifiers, other forms of it."""
    yield "an empty key", b""
    for text in PLACEHOLDERS:
        yield f"the placeholder key '{text}'", text.encode()
    yield "the client id", app.client_id.encode()
    for name in ("store_hash", "sub", "iss", "aud", "jti", "operation"):
        if isinstance(value := claims.get(name), str):
            yield f"the token's own {name}", value.encode("utf-8", "surrogatepass")
    yield from secret_forms(app.client_secret)
    for other in others:
        if other.client_id != app.client_id:
            yield f"the secret of another app ({other.client_id})", other.key


def secret_forms(secret: str) -> Iterator[tuple[str, bytes]]:
    """Yield the forms a secret takes on its way through configuration files, shells and helpers."""
    raw = secret.encode()
    yield "the secret in hex", raw.hex().encode()
    yield "the secret in base64", b64encode(raw)
    yield "the secret in base64url", base64url.encode(raw).encode()
    yield "the secret decoded as base64", _decoded_base64(secret)
    yield "the secret decoded as hex", _decoded_hex(secret)
    yield "the secret in UTF-16", secret.encode("utf-16-le")
    yield "the secret in UTF-16 with byte order mark", secret.encode("utf-16")
    yield "the secret in lower case", secret.lower().encode()
    yield "the secret in upper case", secret.upper().encode()
    yield "the secret with its white space trimmed", secret.strip().encode()
    for name, tail in (("a newline", "\n"), ("CR LF", "\r\n"), ("a space", " "), ("a second copy of itself", secret)):
        yield f"the secret followed by {name}", (secret + tail).encode()
    yield "the secret after a space", (" " + secret).encode()
    yield "the secret in quotes", f'"{secret}"'.encode()
    for length in (8, 16, 24, 31, 32, 48, 63, 72):
        yield f"the first {length} bytes of the secret", raw[:length]
    yield "the secret without its last character", raw[:-1]
    yield "the secret reversed", raw[::-1]
    for name, function in (("MD5", md5), ("SHA-1", sha1), ("SHA-256", sha256)):
        hashed = function(raw)
        yield f"the {name} of the secret", hashed.digest()
        yield f"the {name} of the secret in hex", hashed.hexdigest().encode()


def _decoded_base64(secret: str) -> bytes:
    try:
        return b64decode(secret + "=" * (-len(secret) % 4), altchars=b"-_")
    except (binascii.Error, ValueError):
        return b""


def _decoded_hex(secret: str) -> bytes:
    try:
        return bytes.fromhex(secret)
    except ValueError:
        return b""
