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

ATTACKER = b"a-key-that-the-attacker-serves-from-a-url-of-their-own"
"""What our faults sign with when a header points to a key elsewhere (``jku``, ``x5u``)."""

ZEROS = (65, 128, 129, 256)
"""Lengths of buffers of zeros; those beyond a hash's block are other HMAC keys than none (RFC 2104 2)."""

_UNION = re.compile(r"union(?:\s|/\*.*?\*/)+(?:all\s+)?select(?:\s|/\*.*?\*/)+'([^']*)'", re.IGNORECASE)


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
        if "/ostype" in kid:
            yield "the content of the file that the kid names", b"Linux\n"
            yield "the content of the file that the kid names", b"Linux"
        if found := _UNION.search(kid):
            yield "the key that the kid's SQL selects", found[1].encode("utf-8", "surrogatepass")
    if {"jku", "x5u", "kid"} & header.keys():
        yield "the key behind the header's URL", ATTACKER
    if {"kid", "jku", "x5u", "jwk", "x5c", "x5t", "x5t#S256"} & header.keys():
        yield "an empty key, as from an empty file that the header points to", b""


def neighbours(app: App, claims: Mapping[str, Any], others: Iterable[App]) -> Iterator[tuple[str, bytes]]:
    """Yield keys that are mistaken for ``app``'s secret: blanks, placeholders, identifiers, other forms of it."""
    yield "an empty key", b""
    for size in ZEROS:
        yield f"{size} zero bytes", bytes(size)
    for text in PLACEHOLDERS:
        yield f"the placeholder key '{text}'", text.encode()
    yield "the client id", app.client_id.encode()
    for name in ("store_hash", "sub", "iss", "aud", "jti", "operation"):
        if isinstance(value := claims.get(name), str):
            yield f"the token's own {name}", value.encode("utf-8", "surrogatepass")
    customer = claims.get("customer")
    person = customer if isinstance(customer, dict) else {}
    if isinstance(number := claims.get("customer_id", person.get("id")), int):
        yield "the customer id", str(number).encode()
    if isinstance(email := person.get("email"), str):
        yield "the customer's e-mail", email.encode("utf-8", "surrogatepass")
    for slug, key in secret_forms(app.client_secret).items():
        yield f"the client secret {SECRET_FORMS[slug]}", key
    for other in others:
        if other.client_id != app.client_id:
            yield f"the secret of another app ({other.client_id})", other.key


SECRET_FORMS = {
    "hex": "in hex",
    "base64": "in base64",
    "base64url": "in base64url",
    "base64-decoded": "decoded as base64",
    "hex-decoded": "decoded as hex",
    "utf-16": "in UTF-16",
    "utf-16-bom": "in UTF-16 with a byte order mark",
    "lower-case": "in lower case",
    "upper-case": "in upper case",
    "trimmed": "with its white space trimmed",
    "newline": "followed by a newline",
    "cr-lf": "followed by CR LF",
    "space-after": "followed by a space",
    "space-before": "after a space",
    "quoted": "in double quotes",
    "single-quoted": "in single quotes",
    "doubled": "twice over",
    "reversed": "reversed",
    "first-8": "cut to 8 bytes",
    "first-16": "cut to 16 bytes",
    "first-24": "cut to 24 bytes",
    "first-31": "cut to 31 bytes",
    "first-32": "cut to 32 bytes",
    "first-48": "cut to 48 bytes",
    "without-last": "without its last character",
    "without-first": "without its first character",
    "md5": "hashed with MD5",
    "md5-hex": "hashed with MD5, in hex",
    "sha-1": "hashed with SHA-1",
    "sha-1-hex": "hashed with SHA-1, in hex",
    "sha-256": "hashed with SHA-256",
    "sha-256-hex": "hashed with SHA-256, in hex",
}
"""The forms a secret takes on its way through configuration files, shells and helpers."""


def secret_forms(secret: str) -> dict[str, bytes]:
    """Return the key of every form in SECRET_FORMS; a form that does not apply is the secret itself."""
    raw = secret.encode()
    hashes = {"md5": md5(raw), "sha-1": sha1(raw), "sha-256": sha256(raw)}  # noqa: S324 - keys people derive, not ours
    forms = {
        "hex": raw.hex().encode(),
        "base64": b64encode(raw),
        "base64url": base64url.encode(raw).encode(),
        "base64-decoded": _decoded_base64(secret),
        "hex-decoded": _decoded_hex(secret),
        "utf-16": secret.encode("utf-16-le"),
        "utf-16-bom": b"\xff\xfe" + secret.encode("utf-16-le"),
        "lower-case": secret.lower().encode(),
        "upper-case": secret.upper().encode(),
        "trimmed": secret.strip().encode(),
        "newline": raw + b"\n",
        "cr-lf": raw + b"\r\n",
        "space-after": raw + b" ",
        "space-before": b" " + raw,
        "quoted": b'"' + raw + b'"',
        "single-quoted": b"'" + raw + b"'",
        "doubled": raw + raw,
        "reversed": raw[::-1],
        "without-last": raw[:-1],
        "without-first": raw[1:],
    }
    forms |= {f"first-{length}": raw[:length] for length in (8, 16, 24, 31, 32, 48)}
    forms |= {name: hashed.digest() for name, hashed in hashes.items()}
    return forms | {f"{name}-hex": hashed.hexdigest().encode() for name, hashed in hashes.items()}


def _decoded_base64(secret: str) -> bytes:
    try:
        return b64decode(secret + "=" * (-len(secret) % 4), altchars=b"-_")
    except (binascii.Error, ValueError):
        return secret.encode()


def _decoded_hex(secret: str) -> bytes:
    try:
        return bytes.fromhex(secret)
    except ValueError:
        return secret.encode()
