"""An ASGI 3 app in this process, called by hand.

Not by httpx.ASGITransport: its URL and header types normalize what is sent, it reads answers of any size, knows no
lifespan and no clients that wait at the same time in one loop, and takes several times as long.
"""

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import unquote_to_bytes

from harness.targets.answer import FLOOD, Answer, heard, lines, server, wire
from harness.targets.bounded import GRACE, Ended, Loop, is_stuck
from harness.targets.errors import TargetDownError
from harness.targets.realtime import real_monotonic, real_perf_counter
from harness.targets.said import Outgoing, Said, one_line

STARTUP = 30.0
"""Seconds that an app's startup may take."""
VERSIONS = {"version": "3.0", "spec_version": "2.4"}

Message = MutableMapping[str, Any]
App = Callable[[Any, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]]


class AsgiApp:
    """One app and its event loop, with its lifespan started at first use; ``timeout`` is in seconds an answer."""

    def __init__(self, app: object, timeout: float) -> None:
        """Take the app; nothing is run yet."""
        self._app: App = app  # type: ignore[assignment]
        self.timeout = timeout
        self._loop = Loop()
        self._life: _Lifespan | None = None

    def send(self, outgoing: Outgoing, now: float) -> Said:
        """Send one request; an app that fails to start is a TargetDownError, all else an answer."""
        return self.together([outgoing], now)[0]

    def together(self, outgoings: list[Outgoing], now: float) -> list[Said]:
        """Send many requests that run at the same time in one loop."""
        life = self._started()
        started = real_perf_counter()
        calls = [_Call(self._app, outgoing, dict(life.state)) for outgoing in outgoings]
        ends = self._loop.run([call.run() for call in calls], self.timeout)
        return [call.said(end, real_perf_counter() - started) for call, end in zip(calls, ends, strict=True)]

    def close(self) -> None:
        """Shut the app down, politely if it has a lifespan, and close its loop."""
        if self._life is not None and self._life.running:
            self._loop.run([self._life.stop()], STARTUP)
        self._loop.close()

    def _started(self) -> "_Lifespan":
        if self._life is None:
            life, begun = _Lifespan(self._app), real_monotonic()
            end = self._loop.run([life.start()], STARTUP)[0]
            if end.hung or real_monotonic() - begun > STARTUP:
                raise TargetDownError(f"inprocess.asgi: the app's startup took more than {STARTUP:g} s")
            if life.failed:
                raise TargetDownError(f"inprocess.asgi: the app's startup failed: {life.failed}")
            self._life = life
        return self._life


class _Lifespan:
    """The app's startup and shutdown; an app that raises before it has answered has none (as uvicorn has it)."""

    def __init__(self, app: App) -> None:
        self._app = app
        self.state: dict[str, Any] = {}
        self.running = False
        self.failed = ""

    async def start(self) -> None:
        """Tell the app to start, and wait until it has."""
        self._inbox: asyncio.Queue[Message] = asyncio.Queue()
        self._outbox: asyncio.Queue[Message] = asyncio.Queue()
        self._inbox.put_nowait({"type": "lifespan.startup"})
        self._task = asyncio.ensure_future(self._run())
        answer = await self._outbox.get()
        self.running = answer["type"] == "lifespan.startup.complete"
        if answer["type"] == "lifespan.startup.failed":
            said = str(answer.get("message", "")).strip().splitlines()
            self.failed = (said[-1] if said else "it gave no reason")[:300]

    async def stop(self) -> None:
        """Tell the app to stop, and wait until it has."""
        self.running = False
        self._inbox.put_nowait({"type": "lifespan.shutdown"})
        await self._outbox.get()
        await asyncio.wait([self._task], timeout=GRACE)

    async def _hear(self, message: Message) -> None:
        if not message["type"].startswith("lifespan."):
            raise RuntimeError(f"unexpected ASGI message {message['type']!r}")
        self._outbox.put_nowait(message)

    async def _run(self) -> None:
        scope = {"type": "lifespan", "asgi": VERSIONS, "state": self.state}
        try:
            await self._app(scope, self._inbox.get, self._hear)
        except (KeyboardInterrupt, asyncio.CancelledError):
            raise
        except BaseException as error:  # noqa: BLE001 - an exception says that the app knows no lifespan
            kind = "none" if isinstance(error, Exception) else "lifespan.startup.failed"
            self._outbox.put_nowait({"type": kind, "message": one_line(error)})
        else:
            self._outbox.put_nowait({"type": "none"})


class _Call:
    """One request to the app."""

    def __init__(self, app: App, outgoing: Outgoing, state: dict[str, Any]) -> None:
        self._app, self._outgoing, self._state = app, outgoing, state
        self._answer = Answer()
        self._error: BaseException | None = None
        self._asked = self._complete = False

    async def run(self) -> None:
        """Call the app until it returns, or its answer is complete and it dawdles, or it floods."""
        self._over = asyncio.Event()
        task = asyncio.ensure_future(self._called())
        try:
            await self._over.wait()
            if self._complete and not task.done():
                await asyncio.wait([task], timeout=GRACE)
        finally:
            if not task.done() and not self._complete:
                task.cancel()

    def said(self, end: Ended[None], seconds: float) -> Said:
        """Return what came of it, as a server would have put it on the wire."""
        answer, error = self._answer, self._error
        if answer.flooded:
            return heard(self._outgoing, answer, seconds, FLOOD)
        if self._complete:
            broke = answer.status >= 500 and error is not None
            return heard(self._outgoing, answer, seconds, body=one_line(error) if error and broke else None)
        if end.hung or (error is not None and is_stuck(error)):
            return heard(self._outgoing, answer, seconds, "hang")
        what = one_line(error) if error else "the app returned without a complete answer"
        if answer.status:
            return heard(self._outgoing, answer, seconds, f"cut (raised {type(error).__name__})" if error else "cut")
        answer.status = 500
        return heard(self._outgoing, answer, seconds, body=what)

    async def _called(self) -> None:
        try:
            await self._app(self._scope(), self._receive, self._send)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # noqa: BLE001 - whatever an app raises, a server goes on
            self._error = error
        finally:
            self._over.set()

    def _scope(self) -> Message:
        raw, _, query = self._outgoing.target.partition("?")
        return {
            "type": "http",
            "asgi": VERSIONS,
            "http_version": "1.1",
            "method": self._outgoing.method,
            "scheme": self._outgoing.scheme,
            "path": unquote_to_bytes(wire(raw)).decode("utf-8", "replace"),
            "raw_path": wire(raw),
            "query_string": wire(query),
            "root_path": "",
            "headers": [(wire(name.lower()), wire(value)) for name, value in lines(self._outgoing)],
            "client": ("127.0.0.1", 50_000),
            "server": server(self._outgoing),
            "state": self._state,
            "extensions": {},
        }

    async def _receive(self) -> Message:
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": self._outgoing.body or b"", "more_body": False}
        await self._over.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        answer = self._answer
        if answer.flooded:
            raise OSError("the client has gone away")
        match message["type"], bool(answer.status), self._complete:
            case "http.response.start", False, False:
                pairs = tuple(message.get("headers") or ())
                answer.headers = tuple((bytes(k).decode("latin-1"), bytes(v).decode("latin-1")) for k, v in pairs)
                answer.status = int(message["status"])
            case "http.response.body", True, False:
                fits = answer.take(bytes(message.get("body", b"")))
                self._complete = fits and not message.get("more_body", False)
                if self._complete or not fits:
                    self._over.set()
            case kind, _, _:
                raise RuntimeError(f"unexpected ASGI message {kind!r}")
