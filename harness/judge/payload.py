"""How a sound app judges the ``signed_payload_jwt`` of its load, uninstall and remove-user callbacks."""

from collections.abc import Iterator, Mapping
from typing import Any

from harness.judge.current import audience, times
from harness.judge.envelope import check_header, explain_mac, read, verifies
from harness.judge.reasons import Judgement, Reason, reason
from harness.tokens.parties import App

LIFETIME = 86_400
"""Seconds; exp is 24 hours after iat (App callbacks)."""


def judge_payload(token: str, app: App, store_hash: str | None, now: int) -> Judgement:
    """Return what ``app``'s sound server decides about ``token`` at Unix time ``now``, with every reason."""
    opened = read(token)
    if isinstance(opened, Judgement):
        return opened
    if refused := check_header(opened.header, ("HS256",), typ="", needs_typ=False):
        return Judgement((refused,), opened.header, opened.claims)
    if not verifies(opened, app.key):
        return Judgement((explain_mac(opened, app, list),), opened.header, opened.claims)
    reasons = tuple(payload_reasons(opened.claims, app, store_hash, now))
    return Judgement(reasons, opened.header, opened.claims, authentic=True)


def payload_reasons(claims: Mapping[str, Any], app: App, store_hash: str | None, now: int) -> Iterator[Reason]:
    """Yield every reason of the claims stage."""
    if claims.get("iss") != "bc":
        yield reason("iss-payload", f"iss is {claims.get('iss')!r:.60}; it must be 'bc'")
    yield from audience(claims, app)
    sub = claims.get("sub")
    wanted = f"stores/{store_hash}" if store_hash else "stores/…"
    if sub != wanted and not (store_hash is None and isinstance(sub, str) and sub.startswith("stores/")):
        yield reason("sub-payload", f"sub is {sub!r:.60}; it must be {wanted}")
    yield from times(claims, now, LIFETIME, leeway=0)
