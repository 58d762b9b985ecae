"""ASGI apps in this process, called as a server would call them: nothing raises, hangs or grows."""

import asyncio
import json
import signal
import sys
import threading
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from harness.targets import asgi as asgi_module
from harness.targets.errors import TargetDownError
from harness.targets.http import MAX_BODY
from harness.targets.inprocess import AsgiApp
from harness.targets.said import Outgoing, Said

NOW = 1_789_000_000
FLOOD = f"flood (more than {MAX_BODY} bytes)"
ODD = "a\u00e9\u4e2d😀\n\t\x00 \"'"


def routed(**routes: Any) -> Starlette:
    return Starlette(routes=[Route(f"/{name}", call, methods=["GET", "POST"]) for name, call in routes.items()])


def sent(app: Any, target: str = "/", timeout: float = 2.0, **words: Any) -> Said:
    asgi = AsgiApp(app, timeout)
    try:
        return asgi.send(Outgoing("t", target=target, **words), NOW)
    finally:
        asgi.close()


def test_an_asgi_request_arrives_unchanged() -> None:
    seen: dict[str, Any] = {}

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            raise NotImplementedError
        seen.update(scope, received=await receive())
        await send({"type": "http.response.start", "status": 401, "headers": [(b"x-a", b"1"), (b"x-a", b"\xe9")]})
        await send({"type": "http.response.body", "body": b"n", "more_body": True})
        await send({"type": "http.response.body", "body": "ö".encode()})

    said = sent(
        app,
        "/a%2Fb/%C3%A9%00?x=%2e%2E&y=%C3",
        method="POST",
        body=b"{}",
        host="shop.test:8443",
        scheme="https",
        headers=(("Authorization", f"Bearer {ODD}"), ("X-Two", "1"), ("x-two", "\ud800")),
    )
    assert (seen["method"], seen["path"], seen["raw_path"]) == ("POST", "/a/b/é\x00", b"/a%2Fb/%C3%A9%00")
    assert (seen["query_string"], seen["server"], seen["scheme"]) == (b"x=%2e%2E&y=%C3", ("shop.test", 8443), "https")
    assert seen["headers"] == [
        (b"host", b"shop.test:8443"),
        (b"authorization", f"Bearer {ODD}".encode()),
        (b"x-two", b"1"),
        (b"x-two", b"\xed\xa0\x80"),
        (b"content-length", b"2"),
    ]
    assert seen["received"] == {"type": "http.request", "body": b"{}", "more_body": False}
    found = said.exchange
    assert (said.accepted, found.status, found.body, found.error) == (None, 401, "nö", "")
    assert (found.all("x-a"), found.url[:22], found.method) == (["1", "é"], "https://shop.test:8443", "POST")
    assert found.sent[0] == ("Authorization", f"Bearer {ODD}")


@asynccontextmanager
async def lifespan(app: Starlette) -> AsyncIterator[dict[str, object]]:
    app.state.log = ["up"]
    yield {"log": app.state.log}
    app.state.log.append("down")


def test_startup_and_shutdown_run_once_and_state_is_handed_on() -> None:
    async def log(request: Request) -> Response:
        await asyncio.sleep(0)
        return JSONResponse(request.state.log)

    app = Starlette(routes=[Route("/", log)], lifespan=lifespan)
    asgi = AsgiApp(app, 2)
    assert [json.loads(asgi.send(Outgoing("t"), NOW).exchange.body) for _ in range(2)] == [["up"], ["up"]]
    asgi.close()
    assert app.state.log == ["up", "down"]
    asgi.close()


def test_an_app_that_does_not_start_is_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asgi_module, "STARTUP", 0.2)

    @asynccontextmanager
    async def broken(_app: Starlette) -> AsyncIterator[None]:
        raise RuntimeError("no database")
        yield

    @asynccontextmanager
    async def slow(_app: Starlette) -> AsyncIterator[None]:
        await asyncio.sleep(9)
        yield

    @asynccontextmanager
    async def blocked(_app: Starlette) -> AsyncIterator[None]:
        time.sleep(9)
        yield

    @asynccontextmanager
    async def gone(_app: Starlette) -> AsyncIterator[None]:
        sys.exit("no settings")
        yield

    for life, words in (
        (broken, "failed: .*no database"),
        (slow, "more than 0.2 s"),
        (blocked, "0.2 s"),
        (gone, "no set"),
    ):
        with pytest.raises(TargetDownError, match=f"inprocess.asgi: the app's startup .*{words}"):
            sent(Starlette(lifespan=life))


def test_an_exception_is_a_500_with_its_words_as_evidence() -> None:
    async def starlettes(_request: Request) -> Response:
        raise KeyError("kid")

    async def bare(_scope: Any, _receive: Any, _send: Any) -> None:
        raise SystemExit("bye\nbye" + "x" * 1_000)

    async def silent(scope: Any, _receive: Any, _send: Any) -> None:
        assert scope["type"] == "http"

    for app, words in ((routed(x=starlettes), "KeyError: 'kid'"), (silent, "the app returned without")):
        found = sent(app, "/x").exchange
        assert (found.status, found.error, found.unclean) == (500, "", True)
        assert found.body.startswith(words)

    async def lifeless(scope: Any, receive: Any, send: Any) -> None:
        await (silent if scope["type"] == "lifespan" else bare)(scope, receive, send)

    found = sent(lifeless, "/x").exchange
    assert found.body.startswith("SystemExit: bye bye")
    assert len(found.body) == 300


def test_an_exception_amidst_an_answer_is_a_cut_and_one_after_it_nothing() -> None:
    async def parts(_request: Request) -> Response:
        async def body() -> AsyncIterator[bytes]:
            yield b"x"
            raise ValueError("late")

        return StreamingResponse(body())

    async def after(_request: Request) -> Response:
        def fail() -> None:
            raise ValueError("too late")

        return PlainTextResponse("fine", background=BackgroundTask(fail))

    app = routed(parts=parts, after=after)
    found = sent(app, "/parts").exchange
    assert (found.status, found.error) == (0, "cut (raised ValueError)")
    found = sent(app, "/after").exchange
    assert (found.status, found.body, found.error) == (200, "fine", "")


def test_hangs_are_bounded_whether_they_wait_block_or_refuse_to_end() -> None:
    async def waits(_request: Request) -> Response:
        await asyncio.sleep(9)
        return Response()

    async def blocks(_request: Request) -> Response:
        time.sleep(9)
        return Response()

    async def refuses(_request: Request) -> Response:
        for _ in range(3):
            try:
                await asyncio.sleep(0.4)
            except asyncio.CancelledError:
                continue
        return Response()

    async def spins(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while True:
            await send({"type": "http.response.body", "body": b"", "more_body": True})

    async def fine(_request: Request) -> Response:
        return PlainTextResponse("fine")

    old = signal.getsignal(signal.SIGALRM)
    asgi = AsgiApp(routed(waits=waits, blocks=blocks, refuses=refuses, fine=fine), 0.2)
    for target in ("/waits", "/blocks", "/refuses"):
        begun = time.monotonic()
        found = asgi.send(Outgoing("t", target=target), NOW).exchange
        assert (found.status, found.error, found.unclean) == (0, "hang", True)
        assert time.monotonic() - begun < 1.5
        assert asgi.send(Outgoing("t", target="/fine"), NOW).exchange.body == "fine"
    asgi.close()
    assert sent(spins, timeout=0.2).exchange.error == "hang"
    assert signal.getsignal(signal.SIGALRM) is old
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_an_answer_that_is_complete_counts_though_work_goes_on() -> None:
    async def slow() -> None:
        await asyncio.sleep(9)

    async def app(_request: Request) -> Response:
        return PlainTextResponse("fine", background=BackgroundTask(slow))

    assert sent(routed(x=app), "/x").exchange.body == "fine"


@pytest.mark.parametrize("polite", [True, False])
def test_an_endless_answer_is_a_flood(polite: bool) -> None:
    async def app(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        while True:
            try:
                await send({"type": "http.response.body", "body": b"x" * 100_000, "more_body": True})
            except OSError:
                if polite:
                    raise
            await asyncio.sleep(0)

    found = sent(app).exchange
    assert (found.status, found.error, len(found.body)) == (0, FLOOD, MAX_BODY)


def test_many_run_at_the_same_time_in_one_loop() -> None:
    inside, most = 0, 0

    async def app(request: Request) -> Response:
        nonlocal inside, most
        inside, most = inside + 1, max(most, inside + 1)
        await asyncio.sleep(0.05)
        inside -= 1
        return PlainTextResponse(request.query_params["n"])

    asgi = AsgiApp(routed(x=app), 2)
    found = asgi.together([Outgoing("t", target=f"/x?n={n}") for n in range(20)], NOW)
    assert ([int(one.exchange.body) for one in found], most) == (list(range(20)), 20)
    asgi.close()


def test_an_asgi_app_can_be_reached_from_another_thread() -> None:
    async def app(_request: Request) -> Response:
        return PlainTextResponse("fine")

    asgi, found = AsgiApp(routed(x=app), 2), []
    thread = threading.Thread(target=lambda: found.append(asgi.send(Outgoing("t", target="/x"), NOW)))
    thread.start()
    thread.join(5)
    asgi.close()
    assert found[0].exchange.body == "fine"
