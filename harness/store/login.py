"""``/login/token/{token}``: the door that customers come in by (Customer Login API).

This is the mock's hot path, so it speaks ASGI itself and finds all that never changes ready in ``Manner``.
"""

from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Receive, Scope, Send

from harness.store.journal import MAX_PATH, Entry
from harness.store.landing import landing, origin_of
from harness.store.login_post import Answer, post, preflight
from harness.store.redeem import entry, redeem
from harness.store.sign_in import Headers, peer_of, sign_in
from harness.store.state import State
from harness.store.web import EMPTY, NO_STORE, cookies, header, location

PREFIX = b"/login/token/"


def login_door(state: State) -> ASGIApp:
    """Return the ASGI app of the login door; it reads no request bodies."""

    async def door(scope: Scope, receive: Receive, send: Send) -> None:
        match scope["method"]:
            case "GET":
                status, headers, body = _get(state, scope)
            case "HEAD":
                status, headers, body = _head(state, scope)
            case "POST" if "POST" in state.manner.methods:
                status, headers, body = post(state, scope, token_of(scope))
            case "OPTIONS" if "POST" in state.manner.methods:
                status, headers, body = _noted(state, scope, preflight(state, scope))
            case _:
                allow = (b"allow", ", ".join(state.manner.methods).encode())
                status, headers, body = _noted(state, scope, (405, [allow, EMPTY], b""))
        headers.append((b"date", state.clock.date(state.clock.seconds())))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return door


def token_of(scope: Scope) -> str:
    """Return the token in the path: percent-decoded once, UTF-8, with every odd byte kept (as a lone surrogate)."""
    raw: bytes = scope["raw_path"][len(PREFIX) :]
    if b"%" in raw:
        raw = unquote_to_bytes(raw)
    return raw.decode("utf-8", "surrogateescape")


def _get(state: State, scope: Scope) -> Answer:
    manner = state.manner
    front = state.storefront(header(scope, b"host"))
    origin = origin_of(scope) if manner.own_host else ""
    policy = manner.absolute_policy if origin else manner.policy
    told = redeem(
        state, front, peer_of(state, scope), token_of(scope), policy, lambda claims: landing(manner, claims, origin)
    )
    if told.customer is None:
        state.journal.add(entry(told, scope, manner.failure))
        return manner.failure, list(manner.refusal), b""
    state.journal.add(entry(told, scope, manner.success))
    where = manner.landing_location if told.landing is manner.landing else location(told.landing)
    headers: Headers = [(b"location", where), EMPTY, NO_STORE]
    headers += sign_in(state, front, told.customer, cookies(scope))
    return manner.success, headers, b""


def _head(state: State, scope: Scope) -> Answer:
    if state.manner.head_burns:
        return _get(state, scope)
    return _noted(state, scope, (200, [EMPTY, NO_STORE], b""))


def _noted(state: State, scope: Scope, answer: Answer) -> Answer:
    path = str(scope["raw_path"], "latin-1")[:MAX_PATH]
    state.journal.add(Entry(state.clock.now(), scope["method"], path, answer[0]))
    return answer
