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


def dripping(begin: bytes, drop: bytes) -> Handler:
    def handle(connection: socket.socket) -> None:
        connection.sendall(begin)
        for _ in range(40):
            connection.sendall(drop)
            time.sleep(0.1)

    return handle


@pytest.mark.parametrize(
    ("begin", "drop"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", b"x"),
        (b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["status-line", "one-header", "headers", "body", "endless-body", "chunks", "continue"],
)
def test_a_drip_ends_in_time_as_a_whole(begin: bytes, drop: bytes) -> None:
    with served(dripping(begin, drop)) as url:
        site = Site(url, read=0.3)
        started = time.monotonic()
        found = Visitor(site).get("/")
        took = time.monotonic() - started
    assert (found.error, found.unclean) == ("hang", True)
    assert took < 1.2, "one silence is short, the whole is not"


def test_a_slow_answer_within_the_time_is_taken_whole() -> None:
    def slow(connection: socket.socket) -> None:
        for part in (b"HTTP/1.1 200 OK\r\n", b"Content-Length: 2\r\n", b"\r\n", b"o", b"k"):
            connection.sendall(part)
            time.sleep(0.05)

    with served(slow) as url:
        found = Visitor(Site(url, read=1)).get("/")
    assert (found.status, found.body, found.error) == (200, "ok", "")


def test_endless_continues_end() -> None:
    def endless(connection: socket.socket) -> None:
        while True:
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)

    with served(endless) as url:
        started = time.monotonic()
        found = Visitor(Site(url, read=0.3)).get("/")
    assert found.unclean
    assert time.monotonic() - started < 2


def test_one_continue_is_no_answer() -> None:
    data = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nno"
    with served(answering(data)) as url:
        found = Visitor(Site(url)).get("/")
    assert (found.status, found.body, found.error) == (401, "no", "")


def test_the_time_runs_anew_for_each_request_on_a_connection() -> None:
    def twice(connection: socket.socket) -> None:
        for _ in range(4):
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
            connection.recv(65_536)

    with served(twice) as url:
        site = Site(url, read=0.3)
        for _ in range(4):
            assert site.request("GET", "/", {}).error == ""
            time.sleep(0.25)


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
        b"HTTP/1.1 200 OK\r\nX-A: " + b"x" * 1_000_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 1000 + b"\r\n",
        b"HTTP/1.1 2",
        b"HTTP/1.1 401 No\r\n",
        b"HTTP/1.1 401 No\r\nX-A: b",
        b"HTTP/1.1 abc OK\r\n\r\n",
        b"<html>an answer of HTTP/0.9</html>",
        b"SSH-2.0-OpenSSH\r\n",
        b"\x00" * 100_000,
    ],
    ids=["cut-chunk", "bad-chunk", "no-last-chunk", "long-header", "many-headers", "cut-status", "no-headers",
         "cut-headers", "status", "0.9", "ssh",
         "nul"],
)  # fmt: skip
def test_what_is_no_whole_answer_is_cut(data: bytes) -> None:
    with served(answering(data)) as url:
        found = Visitor(Site(url, read=1)).get("/")
    assert found.unclean
    assert found.error.startswith("cut")


def test_what_follows_an_answer_is_not_taken_for_the_next() -> None:
    more = b"HTTP/1.1 401 No\r\nContent-Length: 2\r\n\r\nnoHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"
    with served(answering(more)) as url:
        site = Site(url, read=1)
        assert [site.request("GET", "/", {}).status for _ in range(3)] == [401, 401, 401]


@pytest.mark.parametrize(("bounded", "error"), [(True, "flood (more than 1048576 bytes)"), (False, "")])
@pytest.mark.parametrize("coding", ["", "gzip", "deflate"])
def test_too_much_is_a_flood_where_answers_are_bounded(bounded: bool, error: str, coding: str) -> None:
    import gzip
    import zlib

    plain = b"0" * 20_000_000
    packed = {"": plain, "gzip": gzip.compress(plain), "deflate": zlib.compress(plain)}[coding]
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: {coding}\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
    with served(answering(head + packed)) as url:
        found = Site(url, bounded=bounded).request("GET", "/", {})
    assert (found.status, found.error) == (200, error)
    assert len(found.body) == MAX_BODY


@pytest.mark.parametrize(
    ("first", "waits"),
    [
        (b"HTTP/1.1 429 Slow down\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n", 1),
        (b"HTTP/1.1 429 Slow down\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n", 0),
        (b"HTTP/1.1 429 Slow down\r\nRetry-After: " + b"9" * 400 + b"\r\nContent-Length: 0\r\n\r\n", 5),
        (b"HTTP/1.1 503 Later\r\nRetry-After: Fri, 31 Dec 2027 23:59:59 GMT\r\nContent-Length: 0\r\n\r\n", 1),
        (b"HTTP/1.1 429 Slow down\r\nContent-Length: 0\r\n\r\n", 1),
    ],
)
def test_who_asks_to_wait_is_asked_once_more(first: bytes, waits: float, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("harness.targets.http.time.sleep", slept.append)
    answers = iter([first, b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", first, first])

    with served(lambda connection: connection.sendall(next(answers))) as url:
        site = Site(url)
        assert site.request("GET", "/", {}).status == 200
        assert site.request("GET", "/", {}).asks_to_wait, "twice is enough"
    assert slept == [waits, waits]


def test_a_503_that_names_no_time_is_broken() -> None:
    with served(answering(b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n")) as url:
        found = Site(url).request("GET", "/", {})
    assert (found.asks_to_wait, found.unclean) == (False, True)


def test_in_a_hurry_a_hang_is_shorter() -> None:
    with served(lambda _: time.sleep(1.5)) as url:
        site = Site(url, read=30)
        site.hurry(0.2)
        started = time.monotonic()
        assert site.request("GET", "/", {}).error == "hang"
    assert time.monotonic() - started < 1.4


def test_requests_take_turns_except_in_a_burst() -> None:
    data = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    with served(answering(data)) as url:
        site = Site(url, pace=0.15)
        started = time.monotonic()
        for _ in range(3):
            site.request("GET", "/", {})
        assert time.monotonic() - started >= 0.3
        started = time.monotonic()
        with site.burst():
            for _ in range(3):
                site.request("GET", "/", {})
        assert time.monotonic() - started < 0.15
        assert site.pace == 0.15


def test_who_does_not_read_a_long_request_does_not_keep_us() -> None:
    with served(lambda _: time.sleep(3)) as url:
        started = time.monotonic()
        found = Site(url, connect=0.3, read=0.3).request("POST", "/", {}, b"x" * 20_000_000)
    assert found.unclean
    assert time.monotonic() - started < 2.5


def test_an_idle_connection_that_was_closed_is_no_break() -> None:
    asked: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def loop() -> None:
        for _ in range(2):
            connection, _address = listener.accept()
            with connection:
                asked.append(connection.recv(65_536))
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
                asked.append(connection.recv(65_536))  # and hang up on who asks again

    threading.Thread(target=loop, daemon=True).start()
    site = Site(f"http://127.0.0.1:{listener.getsockname()[1]}")
    assert [site.request("GET", f"/{number}", {}).status for number in range(2)] == [200, 200]
    listener.close()
    assert [request[:6] for request in asked[:3]] == [b"GET /0", b"GET /1", b"GET /1"]
