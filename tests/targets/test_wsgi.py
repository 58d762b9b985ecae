"""WSGI apps in this process, called as a server would call them: nothing raises, hangs or grows."""

import sys
import threading
import time
import wsgiref.validate
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from harness.targets.http import MAX_BODY
from harness.targets.inprocess import WsgiApp
from harness.targets.said import Outgoing

NOW = 1_789_000_000
FLOOD = f"flood (more than {MAX_BODY} bytes)"


def test_a_wsgi_request_is_as_the_standard_has_it() -> None:
    seen: dict[str, Any] = {}

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterator[bytes]:
        seen.update(environ, read=environ["wsgi.input"].read(2))
        start("403 Forbidden", [("Content-Type", "text/plain"), ("X-A", "1")])
        return iter([b"n", b"", "ö".encode()])

    said = WsgiApp(wsgiref.validate.validator(app), 2).send(
        Outgoing(
            "t",
            method="POST",
            target="/a%2Fb/%C3%A9?x=%2e&y=%C3",
            body=b"{}",
            host="shop.test:81",
            headers=(("Authorization", "Bearer é😀"), ("Content-Type", "a/b"), ("Cookie", "a=1"), ("Cookie", "b=2")),
        ),
        NOW,
    )
    assert (said.exchange.status, said.exchange.body, said.exchange.header("x-a")) == (403, "nö", "1")
    assert (seen["PATH_INFO"].encode("latin-1").decode(), seen["QUERY_STRING"]) == ("/a/b/é", "x=%2e&y=%C3")
    assert seen["HTTP_AUTHORIZATION"].encode("latin-1").decode() == "Bearer é😀"
    assert (seen["HTTP_COOKIE"], seen["HTTP_HOST"], seen["SERVER_NAME"], seen["SERVER_PORT"]) == (
        *("a=1; b=2", "shop.test:81"),
        *("shop.test", "81"),
    )
    assert (seen["CONTENT_TYPE"], seen["CONTENT_LENGTH"], seen["read"]) == ("a/b", "2", b"{}")
    assert "HTTP_CONTENT_TYPE" not in seen


def called_with(app: Callable[..., Any], timeout: float = 2.0) -> Any:
    return WsgiApp(app, timeout).send(Outgoing("t"), NOW).exchange


def test_write_exc_info_and_close_work() -> None:
    class Body:
        closed = 0

        def __iter__(self) -> Iterator[bytes]:
            yield b" iterated"

        def close(self) -> None:
            Body.closed += 1

    def writes(_environ: Any, start: Callable[..., Any]) -> Body:
        start("200 OK", [])
        try:
            raise KeyError("kid")
        except KeyError:
            write = start("401 No", [("X-A", "1")], sys.exc_info())
        write(b"written")
        return Body()

    found = called_with(writes)
    assert (found.status, found.body, found.header("x-a"), Body.closed) == (401, "written iterated", "1", 1)

    def twice(_environ: Any, start: Callable[..., Any]) -> list[bytes]:
        start("200 OK", [])
        start("401 No", [])
        return []

    def late(_environ: Any, start: Callable[..., Any]) -> Iterator[bytes]:
        start("200 OK", [])
        yield b"x"
        try:
            raise KeyError("kid")
        except KeyError:
            start("500 No", [], sys.exc_info())

    assert called_with(twice).body.startswith("AssertionError: start_response was called again")
    assert called_with(late).error == "cut (raised KeyError)"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (lambda _start: 1 / 0, "ZeroDivisionError: division by zero"),
        (lambda _start: sys.exit(3), "SystemExit: 3"),
        (lambda _start: [b"x"], "AssertionError: the app sent a body before"),
        (lambda _start: [], "AssertionError: the app did not call start_response"),
        (lambda start: (start("200 OK", []), ["text"])[1], "TypeError: the app's answer holds a str"),
        (lambda start: (start("fine", []), [])[1], "ValueError"),
    ],
)
def test_a_wsgi_app_that_breaks_is_a_500(body: Callable[[Any], Any], words: str) -> None:
    found = called_with(lambda _environ, start: body(start))
    assert (found.status, found.error, found.unclean) == (500, "", True)
    assert found.body.startswith(words)


def test_a_wsgi_app_that_hangs_floods_or_swallows_is_bounded() -> None:
    def hangs(_environ: Any, _start: Any) -> list[bytes]:
        try:
            time.sleep(9)
        except Exception:  # noqa: BLE001
            time.sleep(9)
        return []

    def floods(_environ: Any, start: Callable[..., Any]) -> Iterator[bytes]:
        start("200 OK", [])
        while True:
            yield b"x" * 100_000

    begun = time.monotonic()
    assert called_with(hangs, 0.2).error == "hang"
    both = WsgiApp(hangs, 0.2).together([Outgoing("t")] * 2, NOW)
    assert [one.exchange.error for one in both] == ["hang", "hang"]
    assert called_with(floods).error == FLOOD
    assert time.monotonic() - begun < 3


def test_many_wsgi_requests_run_at_the_same_time() -> None:
    line = threading.Barrier(8)

    def app(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        line.wait(2)
        start("200 OK", [])
        return [environ["QUERY_STRING"].encode()]

    wsgi = WsgiApp(app, 3)
    found = wsgi.together([Outgoing("t", target=f"/?{n}") for n in range(8)], NOW)
    assert [one.exchange.body for one in found] == [str(n) for n in range(8)]
    wsgi.close()
