"""Where a mock listens: loopback unless told otherwise, in the clear, and over TLS where there is a certificate."""

import socket
from dataclasses import dataclass
from ipaddress import ip_address

from harness.store.tls import Certificate


@dataclass(frozen=True, slots=True)
class Tls:
    """The second listener of a mock, and the certificate that it shows."""

    listener: socket.socket
    certificate: Certificate


@dataclass(frozen=True, slots=True)
class Listening:
    """The sockets of one mock, bound and listening."""

    plain: socket.socket
    tls: Tls | None = None

    @property
    def url(self) -> str:
        """The URL in the clear, without a slash at its end."""
        return url_of(self.plain)

    @property
    def tls_port(self) -> int:
        """The port for TLS, or 0."""
        return int(self.tls.listener.getsockname()[1]) if self.tls else 0


def listen(
    host: str,
    port: int,
    *,
    allow_non_loopback: bool = False,
    shown: Certificate | None = None,
    tls_port: int = 0,
) -> Listening:
    """Return the sockets of a mock, the second of them if there is a certificate to be shown; raises as bind."""
    plain = bind(host, port, allow_non_loopback=allow_non_loopback)
    if shown is None:
        return Listening(plain)
    return Listening(plain, Tls(bind(host, tls_port, allow_non_loopback=allow_non_loopback), shown))


def url_of(listener: socket.socket) -> str:
    """Return the URL under which ``listener`` is reached."""
    return f"http://{authority_of(listener)}"


def authority_of(listener: socket.socket) -> str:
    """Return host and port of ``listener`` as they stand in a URL."""
    host, port = listener.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def bind(host: str, port: int, *, allow_non_loopback: bool) -> socket.socket:
    """Return a listening socket; port 0 takes a free one.

    Raises ValueError for an address that other machines can reach, unless ``allow_non_loopback``, and OSError where it
    cannot be bound.
    """
    family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    if not ip_address(address[0]).is_loopback and not allow_non_loopback:
        raise ValueError(
            f"'{host}' can be reached from other machines, and a mock store signs in anybody who knows its secrets; "
            "bind 127.0.0.1, or say so explicitly (--allow-non-loopback) if you mean it"
        )
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    return listener
