"""A server on bare sockets: true to honest requests for a login, and hostile in a chosen way to all others."""

import contextlib
import socket
import threading
from collections.abc import Iterator

from tests.issuer.apps import respond
from tests.verifier.hostile import Do


@contextlib.contextmanager
def hostile(do: Do, to_everybody: bool = False) -> Iterator[int]:
    """Yield the port of a server that does ``do`` to whoever is to get no token."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=200)

    def serve(connection: socket.socket) -> None:
        connection.settimeout(30)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with contextlib.suppress(OSError), connection:
            while head := _head(connection):
                lines = head.decode("latin-1").split("\r\n")
                headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
                status, more, _ = respond(lines[0].split(" ")[1], headers, "127.0.0.1", "")
                if to_everybody or status != 302:
                    do(connection)
                    return
                told = "".join(f"{name}: {value}\r\n" for name, value in (*more, ("Content-Length", "0")))
                connection.sendall(f"HTTP/1.1 302 Found\r\n{told}\r\n".encode())

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


def _head(connection: socket.socket) -> bytes:
    """Return a request up to its end; nothing where there is none. Bodies are not expected here."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65_536)
        if not more or len(data) > 2_000_000:
            return b""
        data += more
    return data
