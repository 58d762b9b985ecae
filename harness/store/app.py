"""The whole mock as one ASGI app: the login door first, everything else through Starlette, all of it in the journal."""

import asyncio
from typing import Literal

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from harness.store import control as control_room
from harness.store import management, shelves, storefront
from harness.store.barriers import knows, page, remembering
from harness.store.journal import MAX_PATH, Entry
from harness.store.login import PREFIX, login_door
from harness.store.outages import Outage
from harness.store.state import State
from harness.store.unavailable import UnavailableError, answer, unavailable
from harness.store.web import TooLongError, as_json

Control = Literal["off", "on"]

CUT = "tokenassay.cut"
"""The extension under which the server offers ``abort``, a way to cut the connection."""


def build(state: State, control: Control = "off") -> ASGIApp:
    """Return the mock over ``state``. With ``control`` on, ``/_tokenassay/`` answers loopback callers as well."""
    rooms = storefront.routes() + shelves.routes() + management.routes()
    if control == "on":
        rooms += control_room.routes()
    handlers = {TooLongError: _too_long, HTTPException: _http_error, UnavailableError: unavailable}
    rest = Starlette(routes=rooms, exception_handlers=handlers)
    rest.router.redirect_slashes = False
    rest.router.default = _elsewhere(rest.router.default)
    rest.state.mock = state
    door = login_door(state)

    async def mock(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        if "raw_path" not in scope:
            scope["raw_path"] = scope["path"].encode("utf-8", "surrogateescape")
        if state.outages and not scope["path"].startswith(control_room.PREFIX):
            outage = state.outages.take(scope["path"])
            if outage is not None:
                if await _happens(state, outage, scope, receive, send):
                    return
                if outage.preview_code:
                    send = remembering(outage.preview_code, state.profile, state.manner.cookie_flags, send)
        try:
            state.parts.refresh()
            if scope["raw_path"].startswith(PREFIX):
                await door(scope, receive, send)
            else:
                await rest(scope, receive, _told(state, scope, send))
        except UnavailableError:
            await answer(scope)(scope, receive, _told(state, scope, send))

    return mock


def _elsewhere(otherwise: ASGIApp) -> ASGIApp:
    """Return what answers where no route does: the storefront with a page, the APIs ``otherwise``, in JSON."""

    async def elsewhere(scope: Scope, receive: Receive, send: Send) -> None:
        api = scope["path"].startswith((f"{control_room.PREFIX}/", "/stores/"))
        await (otherwise if api else shelves.elsewhere)(scope, receive, send)

    return elsewhere


def _told(state: State, scope: Scope, send: Send) -> Send:
    """Return ``send`` with the mock's own Date on every answer, and a line in the journal."""

    async def telling(message: Message) -> None:
        if message["type"] == "http.response.start":
            now = state.clock.now()
            message["headers"] = [*message["headers"], (b"date", state.clock.date(int(now)))]
            if not scope["path"].startswith(control_room.PREFIX):
                state.journal.add(Entry(now, scope["method"], _shown(scope), message["status"]))
        await send(message)

    return telling


def _shown(scope: Scope) -> str:
    query = scope["query_string"]
    whole = scope["raw_path"] + b"?" + query if query else scope["raw_path"]
    return str(whole[:MAX_PATH], "latin-1")


async def _happens(state: State, outage: Outage, scope: Scope, receive: Receive, send: Send) -> bool:
    """Let ``outage`` happen and return whether it was an answer."""
    if outage.latency:
        await asyncio.sleep(outage.latency)
    cut = scope.get("extensions", {}).get(CUT)
    if outage.cut and cut is not None:
        state.journal.add(Entry(state.clock.now(), scope["method"], _shown(scope), 0))
        cut["abort"]()
        while (await receive())["type"] != "http.disconnect":
            pass
        return True
    answer = _instead(state, outage, scope)
    if answer is None:
        return False
    await answer(scope, receive, _told(state, scope, send))
    return True


def _instead(state: State, outage: Outage, scope: Scope) -> Response | None:
    """Return what ``outage`` answers in place of the store, or None."""
    if outage.page:
        if outage.preview_code and knows(outage.preview_code, scope, state.profile):
            return None
        answer = page(outage.page, state.profile, outage.status)
    elif outage.status:
        answer = as_json({"status": outage.status, "title": "An outage that was asked for"}, outage.status)
    else:
        return None
    if outage.retry_after is not None and answer.status_code in (429, 503):
        answer.headers["retry-after"] = str(outage.retry_after)
    return answer


async def _too_long(request: Request, error: Exception) -> Response:
    # The connection stays open: closing it on a client who is still sending would cost them the answer.
    return as_json({"status": 413, "title": "The request body is too long"}, 413)


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return as_json({"status": error.status_code, "title": error.detail}, error.status_code, error.headers)
