"""Who a visitor is: where they come from, the session they hold, and how they come by a new one."""

from secrets import token_hex

from starlette.requests import Request
from starlette.types import Scope

from harness.store.sessions import Session
from harness.store.state import State, Storefront
from harness.store.web import cookie, cookies, header
from harness.tokens.parties import Customer

Headers = list[tuple[bytes, bytes]]


def peer_of(state: State, scope: Scope) -> str:
    """Return the address at the other end; a forwarding header counts only if the profile names one."""
    name = state.manner.ip_header
    if name and (claimed := header(scope, name)):
        return claimed.rpartition(",")[2].strip()[:64]
    client = scope["client"]
    return client[0] if client else ""


def sign_in(state: State, front: Storefront, customer: Customer, sent: str) -> Headers:
    """Open a session for ``customer`` and return the cookies that carry it.

    ``sent`` is the Cookie header: the session that came with it ends, and a guest's cookie is replaced as well, so
    that nothing planted before the sign-in is worth anything after it.
    """
    manner = state.manner
    token = state.sessions.open(
        customer, front.store.hash, front.channel.id, replacing=cookie(sent, manner.session_cookie) if sent else ""
    )
    made: Headers = [(b"set-cookie", f"{manner.session_cookie}={token}{manner.cookie_flags}".encode("latin-1"))]
    if manner.guest_cookie in sent:
        made.append(guest_cookie(state))
    return made


def guest_cookie(state: State) -> tuple[bytes, bytes]:
    """Return the cookie of a visitor whom nobody knows yet."""
    manner = state.manner
    return b"set-cookie", f"{manner.guest_cookie}={token_hex(32)}{manner.cookie_flags}".encode("latin-1")


def sign_out(state: State, scope: Scope) -> tuple[bytes, bytes]:
    """End the visitor's session on the server and return the cookie that takes theirs away."""
    manner = state.manner
    state.sessions.close(cookie(cookies(scope), manner.session_cookie))
    return b"set-cookie", f"{manner.session_cookie}=; Max-Age=0{manner.cookie_flags}".encode("latin-1")


def session_of(state: State, scope: Scope, front: Storefront) -> Session | None:
    """Return the visitor's session at ``front``, or None for a guest."""
    token = cookie(cookies(scope), state.manner.session_cookie)
    return state.sessions.find(token, front.store.hash, front.channel.id) if token else None


def visit(request: Request) -> tuple[State, Storefront, Customer | None]:
    """Return the mock, the storefront that ``request`` came to, and the customer who is signed in there, or None."""
    state: State = request.app.state.mock
    front = state.storefront(header(request.scope, b"host"))
    session = session_of(state, request.scope, front)
    return state, front, session.customer if session else None
