"""A server on bare sockets: true to valid tokens, and hostile in a chosen way to all others, or to everybody."""

import contextlib
import gzip
import json
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.verifier.apps import customer_of

Do = Callable[[socket.socket], None]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
FORGED = b'{"customer": {"id": 4927}}'
OK = b"%bContent-Length: %d\r\n\r\n%b"
ZEROS = b"0" * 30_000_000


def says(data: bytes) -> Do:
    return lambda connection: connection.sendall(data)


def drips(begin: bytes, drop: bytes) -> Do:
    def do(connection: socket.socket) -> None:
        connection.sendall(begin)
        for _ in range(600):
            connection.sendall(drop)
            time.sleep(0.7)

    return do


def floods(begin: bytes, chunk: bytes, times: int = 10**9) -> Do:
    def do(connection: socket.socket) -> None:
        connection.sendall(begin)
        for _ in range(times):
            connection.sendall(chunk)

    return do


def resets(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


def packed(data: bytes, coding: str) -> Do:
    return says(HEAD + f"Content-Encoding: {coding}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data)


BREAKS: dict[str, Do] = {
    "hang": lambda _: time.sleep(60),
    "hang-after-headers": drips(HEAD + b"Content-Length: 26\r\n\r\n", b""),
    "drip-status": drips(b"", b"H"),
    "drip-headers": drips(HEAD, b"X-A: b\r\n"),
    "drip-body": drips(HEAD + b"Content-Length: 26\r\n\r\n", b" "),
    "drop": lambda _: None,
    "reset": resets,
    "drop-in-status": says(b"HTTP/1.1 20"),
    "drop-after-status": says(b"HTTP/1.1 200 OK\r\n"),
    "garbage": says(b"\x16\x03\x01 garbage\r\n\r\n"),
    "http-0.9": says(FORGED),
    "huge-body": floods(HEAD + b"Content-Length: 9000000\r\n\r\n", b" " * 90_000, 100),
    "endless-body": floods(HEAD + b"\r\n", b" " * 65_536),
    "endless-chunks": floods(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"4\r\n    \r\n" * 1000),
    "gzip-bomb": packed(gzip.compress(ZEROS), "gzip"),
    "deflate-bomb": packed(zlib.compress(ZEROS), "deflate"),
    "too-long-length": says(OK % (HEAD, 5000, FORGED)),
    "cut-chunk": says(HEAD + b"Transfer-Encoding: chunked\r\n\r\n1a\r\n" + FORGED[:10]),
    "no-last-chunk": says(HEAD + b"Transfer-Encoding: chunked\r\n\r\n1a\r\n" + FORGED + b"\r\n"),
    "1000-headers": says(OK % (HEAD + b"X-A: b\r\n" * 1000, len(FORGED), FORGED)),
    "header-of-a-megabyte": says(OK % (HEAD + b"X-A: " + b"x" * 1_000_000 + b"\r\n", len(FORGED), FORGED)),
    "endless-continue": floods(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50),
    "server-error": says(b"HTTP/1.1 500 Oh no\r\nContent-Length: 0\r\n\r\n"),
}
"""What no sound server does, whatever it was sent."""
UNCLEAR: dict[str, Do] = {
    "redirect-loop": says(b"HTTP/1.1 302 Found\r\nLocation: /me\r\nContent-Length: 0\r\n\r\n"),
    "other-status": says(b"HTTP/1.1 299 Odd\r\nContent-Length: 0\r\n\r\n"),
    "another-body": says(OK % (HEAD, 2, b"{}")),
    "short-length": says(OK % (HEAD, 5, FORGED)),
    "busy": says(b"HTTP/1.1 429 Wait\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"),
}
"""What the target file does not describe."""
CLEAN: dict[str, Do] = {
    "continue": says(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n"),
    "more-than-an-answer": says(b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n" + OK % (HEAD, len(FORGED), FORGED)),
    "until-closed": says(b"HTTP/1.0 401 No\r\n\r\nno"),
}
"""Refusals that are odd, and refusals all the same."""


@contextlib.contextmanager
def hostile(do: Do, to_everybody: bool = False, tls: Path | None = None) -> Iterator[int]:
    """Yield the port of a server that does ``do`` to whoever has no valid token; ``tls`` holds certificate and key."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=200)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if tls else None
    if context and tls:
        context.load_cert_chain(tls)

    def serve(connection: socket.socket) -> None:
        connection.settimeout(30)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with contextlib.suppress(OSError), connection:
            if context:
                connection = context.wrap_socket(connection, server_side=True)
            while (head := _head(connection)) is not None:
                customer = customer_of(_bearer(head), time.time())
                if customer is None or to_everybody:
                    do(connection)
                    return
                body = json.dumps({"customer": {"id": customer["id"]}}).encode()
                date = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime()).encode()
                connection.sendall(OK % (HEAD + b"Cache-Control: no-store\r\nDate: " + date + b"\r\n", len(body), body))

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.close()


def _head(connection: socket.socket) -> bytes | None:
    """Return a request up to its end; None where there is none. Bodies are not expected here."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65_536)
        if not more or len(data) > 2_000_000:
            return None
        data += more
    return data


def _bearer(head: bytes) -> str:
    lines = [line for line in head.split(b"\r\n") if line.lower().startswith(b"authorization: bearer ")]
    return lines[0][22:].decode("latin-1") if len(lines) == 1 else ""
