"""A token that an app has made, fit to be shown: taken apart, and not to be used by whoever reads the report."""

from typing import Any

from harness.judge.issued import Issued
from harness.verdict.evidence import masked, masked_claims

SHOWN = 1200
"""Characters of a token that are shown."""


def of_token(token: Issued) -> dict[str, Any]:
    """Return header, claims, and the string without its signature: a real store might still take it."""
    head, dot, _ = token.wire.rpartition(".")
    wire = f"{head}.…" if dot and token.readable else masked(token.wire)
    return {"header": dict(token.header), "claims": masked_claims(dict(token.claims)), "wire": wire[:SHOWN]}
