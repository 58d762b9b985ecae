"""The control: how tests move the mock's clock, read its journal, and break it on demand.

It exists only where it was asked for, and speaks only to callers on loopback who also call it by a loopback name,
so that neither another machine nor a web page (DNS rebinding, cross-site requests) can move it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from ipaddress import IPv6Address, ip_address
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harness.store.outages import MAX_LATENCY, MAX_OUTAGES, Barrier, Outage
from harness.store.seed_shapes import typed
from harness.store.seeds import seed_of
from harness.store.state import State
from harness.store.web import MAX_BODY, as_json, body_of, header

PREFIX = "/_tokenassay"

MAX_SEED = 4_194_304
"""Bytes of a seed."""

INDEX = {
    "GET /_tokenassay/": "this page",
    "GET /_tokenassay/clock": "the clock's mode, its seconds, and the time that it shows",
    "PUT /_tokenassay/clock": '{"mode": "real" | "shift" | "freeze", "seconds": n}: n ahead, or the time to stand at',
    "GET /_tokenassay/journal": "the last requests (?last=n: the last n), with the judge's reasons about login tokens",
    "DELETE /_tokenassay/journal": "forget them",
    "POST /_tokenassay/reset": "back to how the mock was started",
    "PUT /_tokenassay/seed": "other stores, apps and customers: a seed file's content as JSON",
    "GET /_tokenassay/errors": "the errors in force",
    "PUT /_tokenassay/errors": '[{"path": "/customer", "latency": s, "status": 403 | 429 | 503, "cut": true, '
    '"times": n, "retry_after": s | null, "page": "maintenance" | "challenge" | "coming-soon", "preview_code": code}]: '
    "what goes wrong for paths with that beginning",
    "DELETE /_tokenassay/errors": "all is well again",
    "PUT /_tokenassay/current": '{"seconds_left": n | null}: how long the next current.jwt tokens live',
}


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Clock(_Body):
    mode: Literal["real", "shift", "freeze"]
    seconds: Annotated[float, Field(allow_inf_nan=False)] | None = None


class _Error(_Body):
    path: Annotated[str, Field(max_length=1000)] = "/"
    latency: Annotated[float, Field(ge=0, le=MAX_LATENCY)] = 0.0
    status: Literal[403, 429, 503] | None = None
    retry_after: Annotated[int, Field(ge=0, le=86_400)] | None = 1
    cut: bool = False
    times: Annotated[int, Field(ge=1, le=1_000_000)] | None = None
    page: Annotated[Barrier, Field(strict=False)] | None = None
    preview_code: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{0,100}$")] = ""


class _Current(_Body):
    seconds_left: Annotated[int, Field(ge=1, le=86_400)] | None


_ERRORS = TypeAdapter(Annotated[list[_Error], Field(max_length=MAX_OUTAGES)])


def routes() -> list[Route]:
    """Return the control's routes."""
    return [
        Route(f"{PREFIX}/", _guarded(_index)),
        Route(f"{PREFIX}/clock", _guarded(_clock), methods=["GET", "PUT"]),
        Route(f"{PREFIX}/journal", _guarded(_journal), methods=["GET", "DELETE"]),
        Route(f"{PREFIX}/reset", _guarded(_reset), methods=["POST"]),
        Route(f"{PREFIX}/seed", _guarded(_seed), methods=["PUT"]),
        Route(f"{PREFIX}/errors", _guarded(_errors), methods=["GET", "PUT", "DELETE"]),
        Route(f"{PREFIX}/current", _guarded(_current), methods=["PUT"]),
    ]


def _guarded(
    endpoint: Callable[[State, Request], Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    async def guarded(request: Request) -> Response:
        if not _is_near(request):
            return as_json({"error": "the control answers loopback callers under a loopback name only"}, 403)
        try:
            return await endpoint(request.app.state.mock, request)
        except ValidationError as error:
            first = error.errors(include_input=False, include_url=False, include_context=False)[0]
            where = typed(first["loc"]) or "the body"
            return as_json({"error": f"{where}: {first['msg']}; GET {PREFIX}/ tells what fits"}, 400)
        except ValueError as error:
            return as_json({"error": str(error)}, 400)

    return guarded


def _is_near(request: Request) -> bool:
    client, host = request.scope["client"], header(request.scope, b"host")
    origin = header(request.scope, b"origin")
    if client is None or not _is_loopback(client[0]) or (origin and origin != f"http://{host}"):
        return False
    name, colon, port = host.rpartition(":")
    return _is_loopback((name if colon and port.isdecimal() else host).strip("[]"))


def _is_loopback(name: str) -> bool:
    if name.lower() == "localhost":
        return True
    try:
        address = ip_address(name)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return address.is_loopback or (mapped is not None and mapped.is_loopback)


async def _index(state: State, request: Request) -> Response:
    return as_json(INDEX)


async def _clock(state: State, request: Request) -> Response:
    if request.method == "PUT":
        asked = _Clock.model_validate_json(await body_of(request))
        match asked.mode:
            case "real":
                state.clock.real()
            case "shift":
                state.clock.shift(_needed(asked.seconds))
            case "freeze":
                state.clock.freeze(asked.seconds)
    return as_json(state.clock.setting())


def _needed(seconds: float | None) -> float:
    if seconds is None:
        raise ValueError("seconds is missing: say by how many the clock is to be ahead")
    return seconds


async def _journal(state: State, request: Request) -> Response:
    if request.method == "DELETE":
        state.journal.clear()
    last = int(request.query_params.get("last", "0")[:9])
    return as_json([entry.as_json() for entry in state.journal[-last if last > 0 else 0 :]])


async def _reset(state: State, request: Request) -> Response:
    state.reset()
    return as_json({"reset": True})


async def _seed(state: State, request: Request) -> Response:
    data: Any = TypeAdapter(dict[str, Any]).validate_json(await body_of(request, MAX_SEED))
    state.furnish(seed_of(data, "seed"))
    return as_json({"stores": list(state.estates)})


async def _errors(state: State, request: Request) -> Response:
    if request.method == "PUT":
        asked = _ERRORS.validate_json(await body_of(request, MAX_BODY))
        state.outages.set([_outage(one) for one in asked])
    elif request.method == "DELETE":
        state.outages.set([])
    return as_json([{**asdict(outage), "times": left} for outage, left in state.outages.listed()])


def _outage(one: _Error) -> Outage:
    return Outage(**one.model_dump())


async def _current(state: State, request: Request) -> Response:
    state.seconds_left = _Current.model_validate_json(await body_of(request)).seconds_left
    state.sessions.take_back()
    return as_json({"seconds_left": state.seconds_left})
