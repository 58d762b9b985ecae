"""The shape of the text: three segments, and nothing around them (RFC 7515 7.1)."""

import re

from harness.contract.words import Rule
from harness.jose.compact import SerializationError, split
from harness.judge.issued.order import Issued
from harness.judge.issued.registry import check, must

OPAQUE = re.compile(r"[0-9a-f]{64}_[0-9]{9,11}", re.IGNORECASE)
"""A customerAccessToken of the GraphQL Storefront API; ``operation`` says what it is."""


@check(Rule.SERIALIZATION, must, "RFC 7515 7.1; RFC 7519 1", raw=True)
def compact(token: Issued) -> str:
    """The token is three base64url segments joined by dots."""
    if not token.wire:
        return "the token is empty; hand over header, payload and MAC, joined by dots"
    if OPAQUE.fullmatch(token.wire):
        return ""
    try:
        split(token.wire)
    except SerializationError as error:
        return f"the token {error}; hand over the whole token, and nothing around it"
    return ""
