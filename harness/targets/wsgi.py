"""A WSGI app in this process, called by hand as PEP 3333 has it."""

import sys
from collections.abc import Callable, Iterable
from io import BytesIO
from types import TracebackType
from typing import Any
from urllib.parse import unquote_to_bytes

from harness.targets.answer import FLOOD, Answer, heard, lines, server, wire
from harness.targets.bounded import Ended, bounded, in_threads
from harness.targets.realtime import real_perf_counter
from harness.targets.said import Outgoing, Said, one_line

Environ = dict[str, Any]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType]
App = Callable[[Environ, Callable[..., Callable[[bytes], object]]], Iterable[bytes]]


class WsgiApp:
    """One app; ``timeout`` is in seconds an answer."""

    def __init__(self, app: object, timeout: float) -> None:
        """Take the app; nothing is run yet."""
        self._app: App = app  # type: ignore[assignment]
        self.timeout = timeout

    def send(self, outgoing: Outgoing, now: float) -> Said:
        """Send one request; whatever the app does is an answer."""
        started = real_perf_counter()
        call = _Call(self._app, outgoing)
        end = bounded(call.run, self.timeout)
        return call.said(end, real_perf_counter() - started)

    def together(self, outgoings: list[Outgoing], now: float) -> list[Said]:
        """Send many requests at the same time, each in a thread."""
        started = real_perf_counter()
        calls = [_Call(self._app, outgoing) for outgoing in outgoings]
        ends = in_threads([call.run for call in calls], self.timeout)
        return [call.said(end, real_perf_counter() - started) for call, end in zip(calls, ends, strict=True)]

    def close(self) -> None:
        """Do nothing: a WSGI app has no end."""


class _Flood(Exception):
    """The app's answer is too long; it is told as a server would tell it of a client that has gone away."""


class _Call:
    """One request to the app."""

    def __init__(self, app: App, outgoing: Outgoing) -> None:
        self._app, self._outgoing = app, outgoing
        self._answer = Answer()
        self._begun = False
        """Whether the first bytes of the body, and with them the status, are on the wire."""

    def run(self) -> None:
        """Call the app and read what it answers, and close that in any case."""
        chunks = self._app(environ(self._outgoing), self._start)
        try:
            for chunk in chunks:
                self._write(chunk)
            if not self._answer.status:
                raise AssertionError("the app did not call start_response")
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()

    def said(self, end: Ended[None], seconds: float) -> Said:
        """Return what came of it, as a server would have put it on the wire."""
        answer = self._answer
        if answer.flooded:
            return heard(self._outgoing, answer, seconds, FLOOD)
        if end.hung:
            return heard(self._outgoing, answer, seconds, "hang")
        if end.error is None:
            return heard(self._outgoing, answer, seconds)
        if self._begun:
            return heard(self._outgoing, answer, seconds, f"cut (raised {type(end.error).__name__})")
        broken = Answer(status=500)
        return heard(self._outgoing, broken, seconds, body=one_line(end.error))

    def _start(
        self, status: str, headers: list[tuple[str, str]], exc_info: ExcInfo | None = None
    ) -> Callable[[bytes], None]:
        try:
            if exc_info is not None and self._begun:
                raise exc_info[1].with_traceback(exc_info[2])
        finally:
            exc_info_given, exc_info = exc_info is not None, None  # no cycle of frames (PEP 3333)
        if self._answer.status and not exc_info_given:
            raise AssertionError("start_response was called again without exc_info")
        self._answer.headers = tuple((str(name), str(value)) for name, value in headers)
        self._answer.status = int(status[:3])
        return self._write

    def _write(self, chunk: bytes) -> None:
        if not isinstance(chunk, bytes):
            raise TypeError(f"the app's answer holds a {type(chunk).__name__}, not bytes")
        if not self._answer.status:
            raise AssertionError("the app sent a body before it called start_response")
        self._begun = self._begun or bool(chunk)
        if not self._answer.take(chunk):
            raise _Flood("the client has gone away")


def environ(outgoing: Outgoing) -> Environ:
    """Return the environ of ``outgoing``: bytes stand in texts as Latin-1, the path is decoded, the query is not."""
    raw, _, query = outgoing.target.partition("?")
    host, port = server(outgoing)
    found: Environ = {
        "REQUEST_METHOD": outgoing.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(wire(raw)).decode("latin-1"),
        "QUERY_STRING": wire(query).decode("latin-1"),
        "REQUEST_URI": wire(outgoing.target).decode("latin-1"),
        "RAW_URI": wire(outgoing.target).decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": outgoing.scheme,
        "wsgi.input": BytesIO(outgoing.body or b""),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for name, value in lines(outgoing):
        key = name.upper().replace("-", "_")
        key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        text = wire(value).decode("latin-1")
        found[key] = f"{found[key]}{'; ' if key == 'HTTP_COOKIE' else ', '}{text}" if key in found else text
    return found
