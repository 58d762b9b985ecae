"""Edits of a token's bytes and texts: near misses, duplicates, and payloads changed after signing."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

from harness.jose import base64url
from harness.jose.base64url import EncodingError
from harness.tokens.draft import compact_json

Edited = TypeVar("Edited", bytes, str)


def rewritten(found: Edited, how: str, at: int, text: str) -> Edited:
    """Return ``found`` edited as ``how`` says at ``at``, which wraps around its length; text for bytes is UTF-8."""
    if isinstance(found, bytes):
        put = text.encode("utf-8", "surrogatepass").decode("latin-1")
        return _edited(found.decode("latin-1"), how, at, put).encode("latin-1", "replace")
    return _edited(found, how, at, text)


def _edited(found: str, how: str, at: int, text: str) -> str:
    place = at % len(found) if found else 0
    return HOW[how](found, place, text)


def _put(found: str, at: int, text: str) -> str:
    return found[:at] + text + found[at + 1 :]


def _flip(found: str, at: int, text: str) -> str:
    """Flip one bit of one character, so that it stays one that can be printed where it was."""
    return _put(found, at, chr(ord(found[at]) ^ 1)) if found else found


HOW: dict[str, Callable[[str, int, str], str]] = {
    "cut": lambda found, at, text: found[:at],
    "cut before": lambda found, at, text: found[at:],
    "remove": lambda found, at, text: _put(found, at, ""),
    "insert": lambda found, at, text: found[:at] + text + found[at:],
    "append": lambda found, at, text: found + text,
    "prepend": lambda found, at, text: text + found,
    "put": _put,
    "flip": _flip,
    "double": lambda found, at, text: found + found,
    "upper": lambda found, at, text: found.upper(),
    "lower": lambda found, at, text: found.lower(),
    "reverse": lambda found, at, text: found[::-1],
    "replace": lambda found, at, text: text,
    "pad": lambda found, at, text: found + "=" * (-len(found) % 4),
    "standard alphabet": lambda found, at, text: found.replace("-", "+").replace("_", "/"),
}
"""Ways of editing; each gets the text, a place in it, and the text that comes in."""


def put_twice(payload: bytes, path: str, value: Any, where: str) -> bytes:
    """Return a JSON object with the member ``path`` once more, ``where`` first or last; others stay as they are."""
    member = json.dumps(path).encode() + b":" + compact_json(value)
    if not payload.startswith(b"{") or not payload.endswith(b"}") or len(payload) < 3:
        return payload
    return b"{" + member + b"," + payload[1:] if where == "first" else payload[:-1] + b"," + member + b"}"


def tampered(wire: str, path: str, value: Any) -> str:
    """Return the token with a claim set in its payload, header and signature left as they are."""
    parts = wire.split(".")
    try:
        claims = json.loads(base64url.decode(parts[1]))
    except (IndexError, EncodingError, ValueError):
        return wire
    if not isinstance(claims, dict):
        return wire
    name, _, inner = path.partition(".")
    outer = claims.get(name)
    claims[name] = {**(outer if isinstance(outer, dict) else {}), inner: value} if inner else value
    return ".".join((parts[0], base64url.encode(compact_json(claims)), *parts[2:]))
