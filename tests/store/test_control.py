"""The control: only where asked for, only from nearby, and every order of it obeyed."""

import time

import pytest
import urllib3

from harness.store.mock import MockStore

from .visiting import Visitor, raw

CLOCK = "/_tokenassay/clock"
PATHS = ["/_tokenassay/", CLOCK, "/_tokenassay/journal", "/_tokenassay/reset", "/_tokenassay/errors"]


def test_it_is_absent_unless_asked_for() -> None:
    with MockStore() as store:
        visitor = Visitor(store.url)
        for path in PATHS:
            for method in ("GET", "PUT", "POST", "DELETE"):
                assert visitor.send(method, path).status == 404


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost:8080", "LOCALHOST", "[::1]:80", "127.1.2.3:1", "[::ffff:127.0.0.1]"]
)
def test_loopback_names_are_answered(store: MockStore, host: str) -> None:
    assert Visitor(store.url, host).get("/_tokenassay/").status == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "192.0.2.1",
        "0.0.0.0",
        "tea.example",
        "::",
        "x@localhost",
    ],
)
def test_other_host_headers_are_refused(store: MockStore, host: str) -> None:
    store.clock.freeze(5)
    visitor = Visitor(store.url, host)
    assert visitor.get("/_tokenassay/").status == 403
    assert visitor.send("POST", "/_tokenassay/reset").status == 403
    assert store.clock.now() == 5


def test_an_empty_host_header_is_refused(store: MockStore) -> None:
    request = b"GET /_tokenassay/clock HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n"
    assert raw(store.url, request).startswith(b"HTTP/1.1 403 ")


def test_pages_of_other_origins_are_refused(store: MockStore, visitor: Visitor) -> None:
    store.clock.freeze(5)
    for origin in ("https://evil.example", "null", "http://localhost:1"):
        assert visitor.send("POST", "/_tokenassay/reset", Origin=origin).status == 403
    assert store.clock.now() == 5
    assert visitor.send("POST", "/_tokenassay/reset", Origin=store.url).status == 200


def test_peers_off_loopback_are_refused(store: MockStore) -> None:
    import asyncio

    from harness.store.app import build
    from harness.store.state import State

    sent = []

    async def send(message: dict) -> None:  # type: ignore[type-arg]
        sent.append(message)

    async def receive() -> dict:  # type: ignore[type-arg]
        return {"type": "http.request", "body": b"", "more_body": False}

    for client in (("192.0.2.7", 1), None):
        scope = {
            "type": "http",
            "method": "GET",
            "path": CLOCK,
            "query_string": b"",
            "headers": [(b"host", b"localhost")],
            "client": client,
            "scheme": "http",
            "http_version": "1.1",
            "root_path": "",
        }
        asyncio.run(build(State(), "on")(scope, receive, send))  # type: ignore[arg-type]
    assert [message["status"] for message in sent if "status" in message] == [403, 403]


def test_the_index_names_every_order(store: MockStore, visitor: Visitor) -> None:
    for line in visitor.json("GET", "/_tokenassay/"):
        method, path = line.split()
        assert visitor.send(method, path, body=None).status in (200, 400), line


def test_the_clock_is_moved(store: MockStore, visitor: Visitor) -> None:
    told = visitor.json("PUT", CLOCK, {"mode": "freeze", "seconds": 1_790_000_000})
    assert told == {"mode": "freeze", "seconds": 1_790_000_000, "now": 1_790_000_000}
    assert visitor.json("GET", CLOCK) == told
    visitor.json("PUT", CLOCK, {"mode": "shift", "seconds": -100.5})
    assert store.clock.now() == pytest.approx(time.time() - 100.5, abs=1)
    visitor.json("PUT", CLOCK, {"mode": "freeze"})
    assert visitor.json("GET", CLOCK)["now"] == pytest.approx(time.time() - 100.5, abs=1)
    visitor.json("PUT", CLOCK, {"mode": "real"})
    assert visitor.json("GET", CLOCK)["now"] == pytest.approx(time.time(), abs=1)


@pytest.mark.parametrize(
    ("path", "body", "named"),
    [
        (CLOCK, {"mode": "stop"}, "mode"),
        (CLOCK, {"mode": "shift"}, "seconds"),
        (CLOCK, {"mode": "shift", "seconds": "5"}, "seconds"),
        (CLOCK, {"mode": "freeze", "seconds": -1}, "clock"),
        (CLOCK, {"mode": "freeze", "seconds": 1e300}, "clock"),
        (CLOCK, {"mode": "shift", "seconds": 1e12}, "clock"),
        (CLOCK, {"mode": "real", "sekonds": 1}, "sekonds"),
        (CLOCK, [], "body"),
        ("/_tokenassay/current", {}, "seconds_left"),
        ("/_tokenassay/current", {"seconds_left": 0}, "seconds_left"),
        ("/_tokenassay/current", {"seconds_left": 5, "x": 1}, "x"),
        ("/_tokenassay/errors", [{"status": 500}], "[0].status"),
        ("/_tokenassay/errors", [{"latency": 31}], "[0].latency"),
        ("/_tokenassay/errors", [{}, {"tims": 1}], "[1].tims"),
        ("/_tokenassay/errors", {"path": "/"}, "body"),
        ("/_tokenassay/errors", [{}] * 101, "body"),
        ("/_tokenassay/seed", {"stores": []}, "stores"),
        ("/_tokenassay/seed", [], "body"),
    ],
)
def test_what_does_not_fit_is_400_and_named(
    store: MockStore, visitor: Visitor, path: str, body: object, named: str
) -> None:
    told = visitor.json("PUT", path, body)
    assert visitor.status == 400
    assert named in told["error"]


def test_the_journal_is_read_and_cleared_and_leaves_the_control_out(store: MockStore, visitor: Visitor) -> None:
    visitor.redeem(store.login_token("alice"))
    visitor.redeem("nonsense")
    visitor.get("/account.php?x=1")
    visitor.send("HEAD", "/login/token/x")
    signed, refused, page, head = visitor.json("GET", "/_tokenassay/journal")
    assert (signed["app"], signed["customer"], signed["session"], signed["reasons"]) == (
        store.app.client_id,
        4927,
        True,
        [],
    )
    assert refused["reasons"][0].keys() == {"code", "rule", "message", "clause", "mend"}
    assert (refused["path"], refused["status"], refused["session"]) == ("/login/token/nonsense", 302, False)
    assert (page["method"], page["path"], page["status"]) == ("GET", "/account.php?x=1", 200)
    assert "reasons" not in page
    assert "reasons" not in head
    assert visitor.json("DELETE", "/_tokenassay/journal") == []
    assert len(store.journal) == 0


def test_odd_bytes_in_a_path_do_not_break_the_journal(store: MockStore, visitor: Visitor) -> None:
    raw(store.url, b"GET /login/token/%ff%ed%a0%80.x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert visitor.json("GET", "/_tokenassay/journal")[0]["path"] == "/login/token/%ff%ed%a0%80.x"


def test_reset_goes_back_to_the_start(store: MockStore, visitor: Visitor) -> None:
    token = store.login_token("alice")
    assert visitor.signs_in(token)
    store.clock.shift(5_000)
    visitor.json("PUT", "/_tokenassay/current", {"seconds_left": 5})
    visitor.json("PUT", "/_tokenassay/errors", [{"path": "/account.php", "status": 429}])
    assert visitor.json("POST", "/_tokenassay/reset") == {"reset": True}
    assert store.clock.setting()["mode"] == "real"
    assert len(store.journal) == 0
    assert visitor.get("/account.php").status == 302
    assert visitor.signs_in(token)
    assert store.state.seconds_left is None


def test_another_seed_is_taken_up_and_reset_brings_the_first_one_back(store: MockStore, visitor: Visitor) -> None:
    channel = {"id": 1, "allow_global_logins": True}
    customers = [{"id": 7, "email": "seven@example.com", "first_name": "Seven"}]
    app = {"client_id": "one", "client_secret": "two", "scopes": ["store_v2_customers_login"]}
    seed = {"stores": [{"hash": "mine", "channels": [channel], "customers": customers}], "apps": [app]}
    assert visitor.json("PUT", "/_tokenassay/seed", seed) == {"stores": ["mine"]}
    assert store.store_hash == "mine"
    assert visitor.signs_in(store.login_token("seven"))
    store.reset()
    assert store.store_hash == "abc123"


def test_errors_come_as_often_as_asked(store: MockStore, visitor: Visitor) -> None:
    rules = [{"path": "/login/token", "status": 503, "retry_after": 7, "times": 2}, {"path": "/account", "status": 429}]
    visitor.json("PUT", "/_tokenassay/errors", rules)
    token = store.login_token("alice")
    for _ in range(2):
        answer = visitor.redeem(token)
        assert (answer.status, answer.headers["retry-after"]) == (503, "7")
    assert visitor.signs_in(token)
    assert [visitor.get("/account.php").status for _ in range(3)] == [429, 429, 429]
    assert [rule["path"] for rule in visitor.json("GET", "/_tokenassay/errors")] == ["/account"]
    assert visitor.json("DELETE", "/_tokenassay/errors") == []
    assert visitor.is_signed_in()
    assert 503 in [entry.status for entry in store.journal]


def test_errors_never_lock_the_control_out(store: MockStore, visitor: Visitor) -> None:
    visitor.json("PUT", "/_tokenassay/errors", [{"path": "/", "status": 503}])
    assert visitor.get("/").status == 503
    assert visitor.get(CLOCK).status == 200
    visitor.send("DELETE", "/_tokenassay/errors")
    assert visitor.get("/").status == 200


def test_latency_and_cuts(store: MockStore, visitor: Visitor) -> None:
    visitor.json("PUT", "/_tokenassay/errors", [{"path": "/account", "latency": 0.2, "times": 1}])
    start = time.monotonic()
    assert visitor.get("/account.php").status == 302
    assert time.monotonic() - start >= 0.2
    visitor.json("PUT", "/_tokenassay/errors", [{"path": "/login/token", "cut": True, "times": 1}])
    token = store.login_token("alice")
    with pytest.raises(urllib3.exceptions.ProtocolError):
        visitor.redeem(token)
    assert store.journal.last.status == 0
    assert visitor.signs_in(token)
