"""The login door as the checkout SDK uses it: POST, JSON and CORS (embedded checkout)."""

import json

from starlette.types import Scope

from harness.store.landing import landing, origin_of
from harness.store.redeem import Claims, entry, redeem
from harness.store.sign_in import Headers, peer_of, sign_in
from harness.store.state import State, Storefront
from harness.store.web import NO_STORE, cookies, header

Answer = tuple[int, Headers, bytes]
"""Status, headers (all but Date) and body."""

_JSON = (b"content-type", b"application/json")
_ALLOWED = (
    (b"access-control-allow-methods", b"POST"),
    (
        b"access-control-allow-headers",
        b"Accept, Content-Type, X-API-INTERNAL, X-Checkout-SDK-Version, X-Requested-With",
    ),
)


def post(state: State, scope: Scope, token: str) -> Answer:
    """Answer a POST of ``token``: 200 with ``redirectUrl`` and the session's cookie, or the invalid_login body."""
    front = state.storefront(header(scope, b"host"))
    origin = origin_of(scope)
    told = redeem(
        state,
        front,
        peer_of(state, scope),
        token,
        state.manner.absolute_policy,
        lambda claims: _land(state, claims, origin),
    )
    if told.customer is None:
        status, message = state.manner.post_failure, state.manner.message
        answer = {"status": status, "title": message, "type": "invalid_login", "errors": [message]}
        signed_in: Headers = []
    else:
        status, answer = 200, {"redirectUrl": told.landing}
        signed_in = sign_in(state, front, told.customer, cookies(scope))
    state.journal.add(entry(told, scope, status))
    body = json.dumps(answer).encode()
    return status, [_JSON, (b"content-length", b"%d" % len(body)), NO_STORE, *signed_in, *cors(scope, front)], body


def preflight(state: State, scope: Scope) -> Answer:
    """Answer the browser's question whether another origin may POST here (Fetch 3.2.2)."""
    allowed = cors(scope, state.storefront(header(scope, b"host")))
    return 204, [*allowed, *(_ALLOWED if len(allowed) > 1 else ())], b""


def cors(scope: Scope, front: Storefront) -> Headers:
    """Return the headers that let the channel's own site, and no other origin, read the answer."""
    origin = header(scope, b"origin")
    vary = (b"vary", b"Origin")
    if origin not in front.origins:
        return [vary]
    allowed = (b"access-control-allow-origin", origin.encode("latin-1"))
    return [vary, allowed, (b"access-control-allow-credentials", b"true")]


def _land(state: State, claims: Claims, origin: str) -> str | None:
    """Return the URL to load after the sign-in, or None where redirect_to leads away from the store."""
    ahead = origin if state.manner.same_host else ""
    place = landing(state.manner, claims, ahead)
    return f"{ahead}{place}" if place and place.startswith("/") else place
