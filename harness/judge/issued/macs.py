"""Which HMAC a key fits under: what ``algorithm`` and ``signature`` both ask."""

from hmac import compare_digest

from harness.jose.mac import HMACS, mac
from harness.judge.issued.order import Issued


def is_hmac(alg: object) -> bool:
    """Whether ``alg`` names an HMAC of JWS."""
    return isinstance(alg, str) and alg in HMACS


def fitting(token: Issued, key: bytes) -> str:
    """Return the HMAC under which ``key`` made the token's MAC, the one that alg names first; "" for none."""
    if token.opened is None:
        return ""
    alg, data = token.header.get("alg"), token.opened.segments.signing_input
    for name in sorted(HMACS, key=lambda one: one != alg):
        if compare_digest(mac(name, key, data), token.opened.signature):
            return name
    return ""
