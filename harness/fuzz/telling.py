"""What an answer gives away: a secret, the MAC that would have been right, or where the code broke."""

import re
from functools import lru_cache

from harness.jose import base64url
from harness.jose.mac import mac
from harness.targets.http import Exchange
from harness.tokens import App
from harness.verdict.telltale import TRACES, spellings, whole

_LONG = re.compile(r"[\w+/=-]{42}", re.ASCII)
"""What a MAC can stand in, in whatever spelling."""


def telling(exchange: Exchange, app: App, wire: str) -> str:
    """Return one sentence about what the answer to ``wire`` gives away, or ""."""
    text = whole(exchange)
    if not text.strip():
        return ""
    if any(spelling in text for spelling in _secret(app.key)):
        return "the answer holds the client secret"
    if not _LONG.search(text):
        return _trace(exchange)
    signed, _, sent = wire.rpartition(".")
    for algorithm in ("HS512", "HS256"):
        right = mac(algorithm, app.key, signed.encode("utf-8", "surrogatepass"))
        # An answer may well repeat what it was sent.
        if sent.rstrip("=") != base64url.encode(right) and any(one in text for one in spellings(right)):
            return "the answer holds the MAC that would have been right"
    return _trace(exchange)


def _trace(exchange: Exchange) -> str:
    found = TRACES.search(exchange.body)
    return f"the answer holds a stack trace: {found[0].strip():.60}" if found else ""


@lru_cache(maxsize=8)
def _secret(key: bytes) -> frozenset[str]:
    return frozenset(spellings(key))
