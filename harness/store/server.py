"""Running the mock: in a thread for tests, or blocking for the command. It binds loopback unless told otherwise."""

import asyncio
import logging
import socket
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from harness.store.app import CUT, Control, build
from harness.store.listening import Listening, Tls, authority_of, listen
from harness.store.state import State
from harness.store.tls import Certificate, certificate

MAX_HEAD = 1_048_576
"""Bytes of request line and headers; a longer head is answered with 400 and the connection closed."""

Result = TypeVar("Result")

# Malformed requests are a harness's daily bread; only faults of the mock itself are worth a line.
_LOG = logging.getLogger("tokenassay.store")
_LOG.setLevel(logging.ERROR)


class _Protocol(HttpToolsProtocol):
    """uvicorn's protocol with a bound on heads, a logger of its own, and a way to cut the connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.logger = _LOG
        self._head = 0
        self._in_head = True

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {CUT: {"abort": self.transport.abort}}
        self._in_head = True

    def on_headers_complete(self) -> None:
        super().on_headers_complete()
        self._in_head = False
        self._head = 0

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._in_head:
            self._head += len(data)
            if self._head > MAX_HEAD and not self.transport.is_closing():
                self.send_400_response("The request line and headers are too long.")


class _Server(uvicorn.Server):
    """uvicorn's server, which says when it is ready and stops at once when told; it may serve TLS as well."""

    def __init__(self, config: uvicorn.Config, tls: Tls | None = None) -> None:
        super().__init__(config)
        self.ready: Future[asyncio.AbstractEventLoop] = Future()
        self._tls = tls
        self._tls_server: asyncio.Server | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        loop = asyncio.get_running_loop()
        if self._tls is not None:
            # In the same loop, because the state must not be changed from two.
            self._tls_server = await loop.create_server(
                lambda: _Protocol(config=self.config, server_state=self.server_state, app_state={}, _loop=loop),
                sock=self._tls.listener,
                ssl=self._tls.certificate.context,
                backlog=self.config.backlog,
            )
        self.ready.set_result(loop)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self._tls is not None and self._tls_server is not None:
            # Not waited for: whoever never ends the handshake would hold it open.
            self._tls_server.close()
            self._tls.listener.close()
        for connection in list(self.server_state.connections):
            connection.transport.abort()
        await super().shutdown(sockets)


@dataclass(frozen=True, slots=True)
class Running:
    """A mock that serves from a thread of this process; ``url`` has no slash at its end.

    ``tls_host`` (host and port) and ``ca_file`` are there if it serves TLS as well.
    """

    url: str
    state: State
    loop: asyncio.AbstractEventLoop
    _server: _Server
    _thread: threading.Thread
    _tls: Tls | None = None

    @property
    def tls_host(self) -> str:
        """Host and port of the TLS listener, or the empty string."""
        return authority_of(self._tls.listener) if self._tls else ""

    @property
    def ca_file(self) -> Path | None:
        """The PEM file of the CA to trust for it; it is gone when the mock has stopped."""
        return self._tls.certificate.ca_file if self._tls else None

    def call(self, change: Callable[[], Result]) -> Result:
        """Run ``change`` between two requests, in the mock's own event loop, and return its result."""
        done: Future[Result] = Future()

        def run() -> None:
            try:
                done.set_result(change())
            except Exception as error:  # noqa: BLE001 - it belongs to the caller, in the other thread
                done.set_exception(error)

        self.loop.call_soon_threadsafe(run)
        return done.result(timeout=10)

    def stop(self) -> None:
        """Stop serving, and return when the ports are free again; a second call does nothing."""
        self._server.should_exit = True
        self._thread.join(timeout=10)
        if self._tls is not None:
            self._tls.certificate.remove()


def run_in_thread(
    state: State | None = None,
    *,
    control: Control = "off",
    host: str = "127.0.0.1",
    port: int = 0,
    allow_non_loopback: bool = False,
    tls: bool = False,
    names: Sequence[str] = (),
) -> Running:
    """Serve a mock from a daemon thread and return when it answers, with ``tls`` on a second, free port over TLS too.

    The certificate is good for loopback, the hosts of the seed, and ``names``, which lead here in whatever way.
    ``port`` 0 takes a free one. Raises ValueError for an address other machines can reach, unless
    ``allow_non_loopback``, and OSError where the address cannot be bound.
    """
    state = state or State()
    shown = certificate((*names, *state.hosts)) if tls else None
    listening = listen(host, port, allow_non_loopback=allow_non_loopback, shown=shown)
    server = _server(state, control, listening.tls)
    thread = threading.Thread(target=server.run, args=([listening.plain],), name="tokenassay-store", daemon=True)
    thread.start()
    loop = server.ready.result(timeout=30)
    return Running(listening.url, state, loop, server, thread, listening.tls)


def serve(
    state: State,
    *,
    control: Control = "off",
    host: str = "127.0.0.1",
    port: int = 0,
    allow_non_loopback: bool = False,
    shown: Certificate | None = None,
    tls_port: int = 0,
    ready: Callable[[str, int], None] = lambda url, tls_port: None,
) -> None:
    """Serve a mock until interrupted, and over TLS as well on ``tls_port`` where there is a certificate to be shown.

    ``ready`` is called with its URL, and the port for TLS or 0, once it listens. Raises as run_in_thread.
    """
    listening = listen(host, port, allow_non_loopback=allow_non_loopback, shown=shown, tls_port=tls_port)
    serve_on(listening, state, control, lambda _: ready(listening.url, listening.tls_port))


def serve_on(
    listening: Listening,
    state: State,
    control: Control = "off",
    ready: Callable[[Callable[[], None]], None] = lambda stop: None,
) -> None:
    """Serve a mock on sockets that listen already, until interrupted.

    ``ready`` is called in the event loop once it serves, with a function that stops it.
    """
    server = _server(state, control, listening.tls)

    def stop() -> None:
        server.should_exit = True

    server.ready.add_done_callback(lambda _: ready(stop))
    server.run([listening.plain])


def _server(state: State, control: Control, tls: Tls | None = None) -> _Server:
    return _Server(
        uvicorn.Config(
            build(state, control),
            http=_Protocol,
            ws="none",
            lifespan="off",
            interface="asgi3",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=1,
        ),
        tls,
    )
