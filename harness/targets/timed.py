"""Connections that bound a whole exchange in time: a server that sends a byte now and then outlasts every silence."""

import http.client
import io
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection

WHOLE = 2
"""How many times the longest silence a whole exchange may take, once it is connected."""

QUICK: int | None = getattr(socket, "TCP_QUICKACK", None)
"""Linux: acknowledge at once, until told otherwise."""


class StaleError(OSError):
    """A connection that had served before was closed before it answered: a server may do that at any moment."""


class _Slow(io.RawIOBase):
    """What a socket says until a deadline (of the monotonic clock); TimeoutError if more is wanted then."""

    def __init__(self, sock: socket.socket, deadline: float) -> None:
        self._sock, self._deadline = sock, deadline
        self._raw: Any = sock.makefile("rb", buffering=0)
        self._silence = sock.gettimeout()
        self.ended = False

    def readable(self) -> bool:
        """Say that it can be read from."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read what there is."""
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the whole answer took too long")
        if self._silence is not None:
            self._sock.settimeout(min(self._silence, left))
        if QUICK is not None:
            # Many servers send headers and body apart, and the body only once the headers are acknowledged.
            self._sock.setsockopt(socket.IPPROTO_TCP, QUICK, 1)
        found: int | None = self._raw.readinto(buffer)
        self.ended = found == 0
        return found

    def close(self) -> None:
        """Let go of the socket."""
        self._raw.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    """An answer that is read until a deadline."""

    def __init__(self, sock: socket.socket, *args: Any, deadline: float, **more: Any) -> None:
        super().__init__(sock, *args, **more)
        self.fp.close()
        self._slow = _Slow(sock, deadline)
        self.fp = io.BufferedReader(self._slow)

    def begin(self) -> None:
        """Read the headers; ones that end midway are none."""
        super().begin()
        if self._slow.ended:
            raise http.client.HTTPException("the headers end midway")


class _Timed:
    """The part that both kinds of connections have in common; ``timeout`` is urllib3's, for connecting or reading."""

    timeout: Any
    _began = 0.0
    _asked = 0

    def connect(self) -> None:
        """Connect; nothing was asked yet."""
        self._asked = 0
        super().connect()  # type: ignore[misc]

    def request(self, *args: Any, **more: Any) -> None:
        """Send a request; from now on the time runs."""
        self._began = time.monotonic()
        with self._fresh():
            super().request(*args, **more)  # type: ignore[misc]

    def getresponse(self) -> Any:
        """Return the answer."""
        with self._fresh():
            found = super().getresponse()  # type: ignore[misc]
        self._asked += 1
        return found

    @contextmanager
    def _fresh(self) -> Iterator[None]:
        """Tell a connection that was closed since its last answer from one that is cut off because of this request."""
        try:
            yield
        except ConnectionError as error:
            if self._asked:
                raise StaleError from error
            raise

    def send(self, data: Any) -> None:
        """Send a part of a request."""
        if time.monotonic() > self._deadline():
            raise TimeoutError("the request was not read in time")
        super().send(data)  # type: ignore[misc]

    def response_class(self, sock: socket.socket, *args: Any, **more: Any) -> _Answer:
        """Return the answer on ``sock``."""
        return _Answer(sock, *args, deadline=self._deadline(), **more)

    def _deadline(self) -> float:
        return self._began + WHOLE * self.timeout if isinstance(self.timeout, int | float) else float("inf")


class _TimedHTTP(_Timed, HTTPConnection):  # type: ignore[misc]
    """A connection in the clear."""


class _TimedHTTPS(_Timed, HTTPSConnection):  # type: ignore[misc]
    """A connection over TLS."""


def timed(pool: urllib3.HTTPConnectionPool) -> None:
    """Let every exchange over ``pool`` end within ``WHOLE`` times its read timeout."""
    pool.ConnectionCls = _TimedHTTPS if pool.scheme == "https" else _TimedHTTP
