"""The visitor's HTTP against servers that misbehave, over real sockets: nothing raises, hangs or grows."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.targets.http import MAX_BODY, Site, Visitor, path_encoded

Handler = Callable[[socket.socket], None]


@contextlib.contextmanager
def served(handle: Handler) -> Iterator[str]:
    """Serve every connection with ``handle`` on a free port."""
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def loop() -> None:
        while not stop.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                connection.settimeout(3)
                connection.recv(65_536)
                handle(connection)

    threading.Thread(target=loop, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        stop.set()
        listener.close()


def answering(data: bytes) -> Handler:
    return lambda connection: connection.sendall(data)


def test_a_closed_port_is_down() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    found = Visitor(Site(f"http://127.0.0.1:{port}")).get("/")
    assert (found.status, found.error, found.unclean) == (0, "down", False)


@pytest.mark.parametrize(
    "data",
    [b"", b"garbage\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"],
    ids=["cut", "garbage", "short-body"],
)
def test_a_broken_answer_is_unclean(data: bytes) -> None:
    with served(answering(data)) as url:
        found = Visitor(Site(url)).get("/")
    assert found.unclean
    assert found.error.startswith("cut")


def test_a_hang_ends_and_is_unclean() -> None:
    with served(lambda _: time.sleep(1.5)) as url:
        started = time.monotonic()
        found = Visitor(Site(url, read=0.2)).get("/")
    assert (found.error, found.unclean) == ("hang", True)
    assert time.monotonic() - started < 1.4


def test_an_endless_body_is_cut_off() -> None:
    def endless(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b"x" * 65_536)

    with served(endless) as url:
        found = Visitor(Site(url)).get("/")
    assert (found.status, len(found.body)) == (200, MAX_BODY)


def test_nothing_is_inflated() -> None:
    import gzip

    bomb = gzip.compress(b"0" * 50_000_000)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(bomb)}\r\n\r\n".encode()
    with served(answering(head + bomb)) as url:
        assert len(Visitor(Site(url)).get("/").body) <= MAX_BODY


def test_redirects_are_seen_and_not_followed() -> None:
    with served(answering(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n")) as url:
        found = Visitor(Site(url)).get("/")
    assert (found.status, found.header("location")) == (302, "/again")


def test_cookies_are_kept_apart_by_visitor_and_sent_back() -> None:
    seen: list[bytes] = []

    def remembering(connection: socket.socket) -> None:
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nSet-Cookie: SHOP_TOKEN=abc; Path=/; Secure; HttpOnly\r\n"
            b"Content-Length: 0\r\nConnection: close\r\n\r\n"
        )

    listener = socket.create_server(("127.0.0.1", 0))

    def loop() -> None:
        for _ in range(3):
            connection, _address = listener.accept()
            with connection:
                seen.append(connection.recv(65_536))
                remembering(connection)

    thread = threading.Thread(target=loop, daemon=True)
    thread.start()
    site = Site(f"http://127.0.0.1:{listener.getsockname()[1]}")
    one, other = Visitor(site), Visitor(site)
    one.get("/")
    one.get("/")
    other.get("/")
    thread.join(5)
    listener.close()
    assert one.cookie("SHOP_TOKEN") == "abc"
    assert [b"cookie: shop_token=abc" in request.lower() for request in seen] == [False, True, False]


@given(st.text(max_size=60))
def test_a_token_in_a_path_comes_back_as_it_was(token: str) -> None:
    encoded = path_encoded(token)
    assert unquote_to_bytes(encoded).decode("utf-8", "surrogatepass") == token
    assert not set(encoded) & set("/?#\\ \r\n\0") or not token
    assert encoded.strip(".") or not encoded
