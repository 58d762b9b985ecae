"""``/customer/current.jwt``: the store tells an app who is signed in (Current Customer API)."""

from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response

from harness.store.login_post import cors
from harness.store.sessions import Handed, Session
from harness.store.sign_in import session_of
from harness.store.state import State, Storefront
from harness.store.web import as_json, header
from harness.tokens import App, Scene, current


async def current_jwt(request: Request) -> Response:
    """Answer with the signed-in customer's token for the app that ``app_client_id`` names; guests get 404."""
    state: State = request.app.state.mock
    front = state.storefront(header(request.scope, b"host"))
    session = session_of(state, request.scope, front)
    ids = _ids(request.scope["query_string"])
    app = _asking(state, ids)
    if session is None:
        answer = _refusal(state, "current.guest.status", "There is no signed-in customer.")
    elif app is None:
        line = "current.client-id.status" if len(ids) == 1 and ids[0] else "current.client-id.missing.status"
        answer = _refusal(state, line, "The app_client_id is not one known app's client id.")
    else:
        answer = Response(_token(state, front, session, app), media_type=state.profile.text("current.content-type"))
    if caching := state.profile.text("current.cache-control"):
        answer.headers["cache-control"] = caching
    answer.headers["vary"] = "Cookie"
    if state.profile.flag("current.cors"):
        answer.raw_headers.extend(cors(request.scope, front))
    return answer


def _refusal(state: State, status: str, message: str) -> Response:
    return as_json({state.profile.text("current.guest.body"): [message]}, state.profile.number(status))


def _ids(query: bytes) -> list[str]:
    """Return every client id that the query names."""
    return parse_qs(query.decode("latin-1"), keep_blank_values=True).get("app_client_id", [])


def _asking(state: State, ids: list[str]) -> App | None:
    """Return the app that asks; None unless exactly one known client id is given."""
    app = state.seed.apps.get(ids[0]) if len(ids) == 1 else None
    scope = state.profile.text("current.scope")
    return None if app is None or (scope and scope not in app.scopes) else app


def _token(state: State, front: Storefront, session: Session, app: App) -> str:
    """Return the session's token for ``app``: the same one for its whole life where the profile caches."""
    now = state.clock.seconds()
    lifetime = state.profile.number("current.lifetime")
    handed = session.handed.get(app.client_id)
    if handed is not None and handed.exp - lifetime <= now < handed.exp:
        return handed.token
    left = lifetime if state.seconds_left is None else state.seconds_left
    issued = now + left - lifetime
    scene = Scene(app, front.store, session.customer, issued, jti="", other_customer=session.customer)
    token = current(scene, state.profile.text("current.algorithm"), lifetime).wire()
    if state.profile.flag("current.cached"):
        return state.sessions.hand(session, app.client_id, Handed(token, issued + lifetime)).token
    return token
