"""One user's connection against servers that misbehave, over real sockets: nothing raises, nobody is asked twice."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from harness.load.outcome import LONGEST
from harness.targets.http import FLOOD, MAX_BODY, Exchange
from harness.targets.said import Outgoing

Handler = Callable[[socket.socket, bytes], bool]
"""Answers one request, and says whether the connection stays."""
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@contextlib.contextmanager
def served(handle: Handler) -> Iterator[tuple[str, list[bytes]]]:
    """Yield host and port of a server, and the requests that come in."""
    listener, heard = socket.create_server(("127.0.0.1", 0)), []

    def loop() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                connection.settimeout(5)
                while data := connection.recv(65_536):
                    heard.append(data)
                    if not handle(connection, data):
                        break

    threading.Thread(target=loop, daemon=True).start()
    try:
        yield f"127.0.0.1:{listener.getsockname()[1]}", heard
    finally:
        listener.close()


def answering(data: bytes, *, stays: bool = False) -> Handler:
    def handle(connection: socket.socket, _: bytes) -> bool:
        connection.sendall(data)
        return stays

    return handle


def wire(timeout: float = 5.0) -> Any:
    from harness.load.wire import Wire

    return Wire(timeout)


def asked(handle: Handler, timeout: float = 5.0, **more: Any) -> tuple[Exchange, list[bytes]]:
    with served(handle) as (host, heard):
        return wire(timeout).send(Outgoing(host=host, **more)).exchange, heard


def test_the_bytes_are_those_that_were_worded() -> None:
    target, headers = "/a%2Fb/..;x?q=%C3%A4", (("Authorization", "Bearer a.b.c"), ("X-Name", "é"))
    _, heard = asked(answering(OK), method="POST", target=target, headers=headers, body=b'{"a": 1}')
    head, _, body = heard[0].partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    assert lines[0] == b"POST /a%2Fb/..;x?q=%C3%A4 HTTP/1.1"
    assert lines[1].startswith(b"Host: 127.0.0.1:")
    assert lines[2:] == [b"Authorization: Bearer a.b.c", "X-Name: é".encode(), b"Content-Length: 8"]
    assert body == b'{"a": 1}'


def test_an_answer_is_read_whole_however_it_is_framed() -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n"
    until_closed = b"HTTP/1.1 401 No\r\nX-Two: a\r\nX-Two: b\r\n\r\n{}"
    for data, status in ((OK, 200), (chunked, 200), (until_closed, 401)):
        found, _ = asked(answering(data))
        assert (found.status, found.body, found.error) == (status, "{}", "")
    assert found.all("x-two") == ["a", "b"]


def test_a_redirect_is_an_answer() -> None:
    found, heard = asked(answering(b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", stays=True))
    assert (found.status, found.header("location"), len(heard)) == (302, "/x", 1)


@pytest.mark.parametrize(
    "data",
    [b"", b"garbage\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx", b"HTTP/1.1 200 OK\r\nContent-"],
    ids=["cut", "garbage", "short-body", "short-head"],
)
def test_a_broken_answer_is_unclean_and_asked_for_once(data: bytes) -> None:
    found, heard = asked(answering(data))
    assert found.unclean
    assert found.error.startswith("cut")
    assert (found.status, len(heard)) == (0, 1)


def test_a_connection_that_was_closed_while_idle_is_opened_again() -> None:
    with served(answering(OK)) as (host, heard):
        one = wire()
        found = [one.send(Outgoing(host=host)).exchange for _ in range(3)]
    assert [answer.status for answer in found] == [200] * 3
    assert len(heard) == 3


def test_a_connection_stays_open_between_requests() -> None:
    connections = set()

    def handle(connection: socket.socket, _: bytes) -> bool:
        connections.add(connection.getpeername())
        connection.sendall(OK)
        return True

    with served(handle) as (host, _):
        one = wire()
        assert [one.send(Outgoing(host=host)).exchange.status for _ in range(3)] == [200] * 3
    assert len(connections) == 1


def test_silence_is_a_hang() -> None:
    def silent(*_: object) -> bool:
        time.sleep(1)
        return False

    found, _ = asked(silent, timeout=0.2)
    assert (found.status, found.error) == (0, "hang")


def test_a_trickle_ends_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.load.wire.CONNECT", 0.2)

    def trickle(connection: socket.socket, _: bytes) -> bool:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(80):
            connection.sendall(b"x")
            time.sleep(0.1)
        return False

    began = time.monotonic()
    found, _ = asked(trickle, timeout=0.5)
    assert found.error == "hang"
    assert time.monotonic() - began < 7


def test_a_flood_is_not_kept() -> None:
    found, _ = asked(answering(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (3 * MAX_BODY)))
    assert found.error == FLOOD
    assert len(found.body) <= MAX_BODY


def test_a_closed_port_is_down() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    found = wire().send(Outgoing(host=f"127.0.0.1:{port}")).exchange
    assert (found.status, found.error) == (0, "down")


def test_a_certificate_that_nobody_trusts_is_refused() -> None:
    import ssl

    import trustme

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)

    listener = socket.create_server(("127.0.0.1", 0))

    def loop() -> None:
        with contextlib.suppress(OSError):
            connection, _ = listener.accept()
            context.wrap_socket(connection, server_side=True)

    threading.Thread(target=loop, daemon=True).start()
    found = wire().send(Outgoing(host=f"127.0.0.1:{listener.getsockname()[1]}", scheme="https")).exchange
    listener.close()
    assert found.error.startswith("tls (the certificate of 127.0.0.1 comes from an authority that is not trusted")
    assert len(found.error) < 2 * LONGEST


def test_what_this_machine_runs_out_of_is_not_blamed_on_the_app() -> None:
    import resource

    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    with served(answering(OK)) as (host, _):
        one = wire()
        one.send(Outgoing(host="127.0.0.1:1"))  # whatever gevent opens for itself is open
        resource.setrlimit(resource.RLIMIT_NOFILE, (3, before[1]))
        try:
            said = one.send(Outgoing(host=host))
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert not said.exchange.error
    assert "this machine can open no more connections" in said.problem
