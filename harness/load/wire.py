"""One user's connection, on gevent: the bytes that ``[send]`` words, and the answer as it came.

Locust's FastHttpUser is made of the same parser, but follows redirects, asks again by itself when a connection is cut,
and does not check certificates; the client of a run (urllib3) does none of that and is three times slower here.
"""

import errno
import ssl
import time
from dataclasses import dataclass, field

import gevent
from gevent import socket
from gevent import ssl as gevent_ssl
from geventhttpclient.response import HTTPConnectionClosed, HTTPParseError, HTTPSocketResponse

from harness.targets.answer import FLOOD, Answer, heard, lines, server, wire
from harness.targets.connecting import trouble
from harness.targets.http import MAX_BODY
from harness.targets.said import Outgoing, Said
from harness.targets.timed import WHOLE
from harness.targets.unpacking import unpacked

CONNECT = 3.0
"""Seconds for connecting."""
BLOCK = 16_384
OURS = (errno.EMFILE, errno.ENFILE, errno.EADDRNOTAVAIL, errno.ENOBUFS)
"""Errors that this machine makes, and not the app's."""
_AWAY = (errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH)


class _Hang(gevent.Timeout):  # type: ignore[misc]
    """The whole exchange took too long."""


@dataclass(slots=True)
class Wire:
    """The one connection of a user, kept open between requests. ``timeout`` is in seconds, for one silence."""

    timeout: float
    _open: socket.socket | None = field(default=None, init=False)

    def send(self, outgoing: Outgoing) -> Said:
        """Return what the app said; nothing is raised for what a server does, and nobody is asked twice."""
        answer, error, problem = Answer(), "", ""
        started = time.perf_counter()
        limit = _Hang.start_new(CONNECT + WHOLE * self.timeout)
        try:
            error = self._exchanged(outgoing, answer)
        except (_Hang, TimeoutError):
            error = "hang"
        except ssl.SSLError as found:
            error = f"tls ({trouble(ssl.SSLError(found), f'{outgoing.scheme}://{outgoing.host}')})"
        except (HTTPParseError, ValueError) as found:
            error = f"cut ({type(found).__name__})"
        except OSError as found:
            error, problem = _blamed(found)
        finally:
            limit.close()
        if error or problem:
            self.close()
        said = heard(outgoing, answer, time.perf_counter() - started, error)
        return Said(said.exchange, problem=problem)

    def close(self) -> None:
        """Let go of the connection."""
        if self._open:
            self._open.close()
            self._open = None

    def _exchanged(self, outgoing: Outgoing, answer: Answer) -> str:
        """Fill ``answer``, and return what is wrong with it.

        A connection that was idle may have been closed meanwhile (RFC 9112 9.3.1); then there is a new one.
        """
        kept = self._open is not None
        try:
            response = self._asked(outgoing)
        except (HTTPConnectionClosed, ConnectionError):
            if not kept:
                raise
            self.close()
            response = self._asked(outgoing)
        return self._read(response, answer)

    def _asked(self, outgoing: Outgoing) -> HTTPSocketResponse:
        if self._open is None:
            self._open = _connected(outgoing, self.timeout)
        self._open.sendall(_worded(outgoing))
        return HTTPSocketResponse(self._open, BLOCK, outgoing.method)

    def _read(self, response: HTTPSocketResponse, answer: Answer) -> str:
        answer.status = response.get_code()
        answer.headers = tuple(response.items())
        while data := response.read(BLOCK):
            if not answer.take(bytes(data)):
                return FLOOD
        if not response.message_complete:
            return "cut (short)"
        if response.should_close():
            self.close()
        raw, too_much = unpacked(bytes(answer.body), str(response.get("content-encoding", "")), MAX_BODY)
        answer.body = bytearray(raw)
        return FLOOD if too_much else ""


def _connected(outgoing: Outgoing, timeout: float) -> socket.socket:
    """Return a connection to the app; over TLS, its certificate is checked."""
    host, port = server(outgoing)
    found = socket.create_connection(("127.0.0.1" if host.endswith(".localhost") else host, port), CONNECT)
    if outgoing.scheme == "https":
        found = gevent_ssl.create_default_context().wrap_socket(found, server_hostname=host)
    found.settimeout(timeout)
    return found


def _worded(outgoing: Outgoing) -> bytes:
    head = [f"{outgoing.method} {outgoing.target} HTTP/1.1", *(f"{name}: {value}" for name, value in lines(outgoing))]
    return wire("\r\n".join([*head, "", ""])) + (outgoing.body or b"")


def _blamed(error: OSError) -> tuple[str, str]:
    """Return what an exchange calls ``error`` of the app's, or why it is none of the app's."""
    if error.errno in OURS:
        return "", f"this machine can open no more connections ({error.strerror}): have fewer users, or more machines"
    down = error.errno in _AWAY or isinstance(error, socket.gaierror)
    return ("down" if down else f"cut ({type(error).__name__})"), ""
