"""Wording requests: whatever a token is, it arrives as it is, or the wording says why not."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote_to_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.targets.app_target import SendTable
from harness.targets.http import Site
from harness.targets.reaching import HttpApp
from harness.targets.said import Outgoing
from harness.targets.sending import Beside, Wording

VALUES = {"client_id": "r3/ä", "store_hash": "abc123"}
ODD = 'a/b?c#d&e=f+g h%25"\\\r\n\té😀;,.'
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


class Echo(BaseHTTPRequestHandler):
    """Answers with the request as it came in: path, headers and body."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        size = int(self.headers.get("content-length") or 0)
        seen = {"path": self.path, "headers": self.headers.items(), "body": self.rfile.read(size).decode("latin-1")}
        data = json.dumps(seen).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_POST = do_PUT = do_GET  # noqa: N815

    def log_message(self, *args: object) -> None: ...


@pytest.fixture(scope="module")
def app() -> Iterator[tuple[HttpApp, str]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    server.daemon_threads = True
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    reached = HttpApp(Site(url, read=5, bounded=True))
    yield reached, url
    reached.close()
    server.shutdown()
    server.server_close()


def wording(url: str = "http://127.0.0.1:1/me", **keys: Any) -> Wording:
    return Wording(SendTable.model_validate({"url": url, **keys}), VALUES)


def sent(outgoing: Outgoing, name: str) -> list[str]:
    return [value for key, value in outgoing.headers if key.lower() == name]


def arrived(app: tuple[HttpApp, str], table: dict[str, Any], token: str, path: str = "/me") -> dict[str, Any]:
    said = app[0].send(wording(app[1] + path, **table).outgoing(token, 4927), 0)
    assert said.exchange.status == 200, said
    found = json.loads(said.exchange.body)
    found["headers"] = {name.lower(): value for name, value in found["headers"]}
    return dict(found)


def test_in_an_address_everything_is_percent_encoded() -> None:
    text = "http://127.0.0.1:1/{store_hash}/{client_id}/{customer_id}/{token}?a={token}"
    outgoing = wording(text).outgoing("a/b?c#d &é", 4927)
    assert outgoing.target == "/abc123/r3%2F%C3%A4/4927/a%2Fb%3Fc%23d%20%26%C3%A9?a=a%2Fb%3Fc%23d%20%26%C3%A9"
    assert (outgoing.host, outgoing.scheme, outgoing.method, outgoing.body) == ("127.0.0.1:1", "http", "GET", None)


@pytest.mark.parametrize(("token", "shown"), [(".", "%2E"), ("..", "%2E%2E"), ("a..b", "a..b"), ("", "")])
def test_dots_alone_are_no_way_up(token: str, shown: str) -> None:
    assert wording("http://127.0.0.1:1/x/{token}").outgoing(token, 1).target == f"/x/{shown}"


def test_an_address_without_a_path_has_one_all_the_same() -> None:
    assert wording("http://127.0.0.1:1?t={token}").outgoing("x", 1).target == "/?t=x"
    assert wording("http://127.0.0.1:1", query={"t": "{token}"}).outgoing("x", 1).target == "/?t=x"


def test_the_query_joins_that_of_the_address_and_names_are_encoded() -> None:
    outgoing = wording("http://127.0.0.1:1/me?a=1", query={"b c": "x {token} y", "d": "{customer_id}"}).outgoing("&", 7)
    assert outgoing.target == "/me?a=1&b%20c=x%20%26%20y&d=7"


def test_in_headers_and_cookies_it_stands_as_it_is() -> None:
    table = {"headers": {"Authorization": "Bearer {token}"}, "cookies": {"a": "{token}", "b": "{store_hash}"}}
    outgoing = wording(**table).outgoing("x.y.z", 1)
    assert outgoing.headers == (("Authorization", "Bearer x.y.z"), ("Cookie", "a=x.y.z; b=abc123"))


def test_in_json_it_is_escaped_however_deep_and_in_names_too() -> None:
    shape = {"a": [{"b": "x{token}"}, 1, True, None, 1.5], "{token}": {"c": "{customer_id}"}}
    outgoing = wording(method="POST", json=shape).outgoing(ODD, 4927)
    assert outgoing.body is not None
    assert json.loads(outgoing.body) == {"a": [{"b": f"x{ODD}"}, 1, True, None, 1.5], ODD: {"c": "4927"}}
    assert sent(outgoing, "content-type") == ["application/json"]


def test_in_a_form_it_is_percent_encoded() -> None:
    outgoing = wording(method="POST", form={"a b": "x {token}"}).outgoing("&=+ é", 1)
    assert outgoing.body == b"a%20b=x%20%26%3D%2B%20%C3%A9"
    assert sent(outgoing, "content-type") == ["application/x-www-form-urlencoded"]


def test_other_braces_stand_for_themselves() -> None:
    shape = {"a": "{x} {{token}} {port} {}"}
    outgoing = wording("http://127.0.0.1:1/{id}/{ token }", method="POST", json=shape).outgoing("T", 1)
    assert outgoing.target == "/{id}/{ token }"
    assert json.loads(outgoing.body or b"") == {"a": "{x} {T} {port} {}"}


def test_a_token_that_looks_like_a_placeholder_is_not_filled() -> None:
    outgoing = wording(headers={"A": "{token}"}, method="POST", json="{token}").outgoing("{customer_id}{token}", 1)
    assert outgoing.headers[0] == ("A", "{customer_id}{token}")
    assert json.loads(outgoing.body or b"") == "{customer_id}{token}"


def test_a_request_that_has_a_body_where_none_belongs_ends_its_connection() -> None:
    assert sent(wording(json={"t": "{token}"}).outgoing("x", 1), "connection") == ["close"]
    assert sent(wording(json={"t": "{token}"}, method="POST").outgoing("x", 1), "connection") == []
    assert sent(wording(headers={"A": "{token}"}).outgoing("x", 1), "connection") == []


@pytest.mark.parametrize("table", [{"json": {"t": "{token}"}}, {"form": {"t": "{token}"}}])
def test_a_content_type_of_the_owner_s_own_stands_alone(table: dict[str, Any]) -> None:
    given = {"method": "POST", "headers": {"content-type": "application/vnd.api+json"}, **table}
    assert sent(wording(**given).outgoing("x", 1), "content-type") == ["application/vnd.api+json"]


def test_a_body_beside_the_token_has_its_own_type() -> None:
    given = wording(method="POST", headers={"Content-Type": "text/plain", "A": "{token}"})
    assert sent(given.outgoing("x", 1), "content-type") == ["text/plain"]
    assert sent(given.outgoing("x", 1, Beside(fields={"id": 1})), "content-type") == ["application/json"]
    form = given.outgoing("x", 1, Beside(form={"id": "1"}))
    assert (sent(form, "content-type"), form.body) == (["application/x-www-form-urlencoded"], b"id=1")


def test_what_is_beside_the_token() -> None:
    table = {"headers": {"A": "{token}"}, "query": {"q": "1"}, "cookies": {"c": "1"}, "json": {"x": "1", "id": "own"}}
    beside = Beside({"id": "4 8"}, (("X-Id", "4928"),), {"id": "4928"}, {"id": 4928})
    outgoing = wording(method="POST", **table).outgoing("T", 4927, beside)
    assert outgoing.target == "/me?q=1&id=4%208"
    assert (sent(outgoing, "x-id"), sent(outgoing, "cookie"), sent(outgoing, "a")) == (
        ["4928"],
        ["c=1; id=4928"],
        ["T"],
    )
    assert json.loads(outgoing.body or b"") == {"x": "1", "id": 4928}
    form = wording(method="POST", form={"t": "{token}"}).outgoing("T", 4927, Beside(form={"id": "4928"}))
    assert form.body == b"t=T&id=4928"


def test_cookies_beside_a_cookie_header_are_one_header() -> None:
    given = wording(headers={"Cookie": "bc_token={token}"})
    assert sent(given.outgoing("T", 1, Beside(cookies={"id": "4928"})), "cookie") == ["bc_token=T; id=4928"]


def test_another_address_beside_the_token() -> None:
    outgoing = wording(query={"q": "1"}, headers={"A": "{token}"}).outgoing(
        "T", 4928, Beside(url="http://127.0.0.1:1/customers/{customer_id}/orders")
    )
    assert (outgoing.target, outgoing.headers) == ("/customers/4928/orders?q=1", (("A", "T"),))


@pytest.mark.parametrize(
    "table",
    [
        {"headers": {"A": "Bearer {token}", "B": "b"}},
        {"query": {"t": "{token}", "b": "b"}},
        {"cookies": {"t": "{token}", "b": "b"}},
        {"form": {"t": "{token}", "b": "b"}, "method": "POST"},
        {"json": {"t": "{token}", "b": "b"}, "method": "POST"},
    ],
)
def test_dropped_the_token_is_nowhere_and_all_else_stays(table: dict[str, Any]) -> None:
    outgoing = wording(**table).outgoing("THETOKEN", 1, Beside(drop=True))
    assert "THETOKEN" not in f"{outgoing.target}{outgoing.headers}{outgoing.body!r}"
    assert "Bearer" not in str(outgoing.headers)
    assert "b" in f"{outgoing.target[3:]}{outgoing.headers}{outgoing.body!r}"


def test_dropped_it_leaves_an_empty_place_in_the_path() -> None:
    assert wording("http://127.0.0.1:1/t/{token}/x").outgoing("T", 1, Beside(drop=True)).target == "/t//x"


def test_it_is_known_whether_the_token_stands_in_the_address() -> None:
    assert wording("http://127.0.0.1:1/{token}").in_url()
    assert wording(query={"t": "{token}"}).in_url()
    assert not wording(headers={"A": "{token}"}).in_url()


@pytest.mark.parametrize("token", ["a\nb", "a\r", "é", "\x00", "a\t", " a", "a ", "", "\ud800"])
def test_what_a_header_cannot_carry_is_told(token: str) -> None:
    said = wording(headers={"X-Token": "{token}"}).carries(token)
    assert bool(said) == (token != "")
    if said:
        assert said == "the header X-Token cannot carry this token unchanged (send.headers)"


def test_white_space_within_a_header_is_carried() -> None:
    given = wording(headers={"Authorization": "Bearer {token}", "B": "{token} x"})
    assert given.carries("a b") == ""
    assert wording(headers={"Authorization": "Bearer {token}"}).carries("a ") != ""


@pytest.mark.parametrize("token", ["a;b", "a b", "a,b", 'a"b', "a\\b", "é", "a\nb", "\x7f"])
def test_what_a_cookie_cannot_carry_is_told(token: str) -> None:
    assert wording(cookies={"bc": "{token}"}).carries(token) == (
        "the cookie bc cannot carry this token unchanged (send.cookies)"
    )
    assert "send.headers" in wording(headers={"cookie": "bc={token}"}).carries(token)


@pytest.mark.parametrize(
    "table",
    [{"query": {"t": "{token}"}}, {"form": {"t": "{token}"}}, {"json": ["{token}"]}, {"url": "http://h/{token}"}],
)
def test_everything_else_carries_every_token(table: dict[str, Any]) -> None:
    assert wording(**{"url": "http://127.0.0.1/", **table}).carries("\x00\r\n é\ud800;") == ""


quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(token=TEXT)
def test_every_token_arrives_through_address_query_form_and_json(app: tuple[HttpApp, str], token: str) -> None:
    found = arrived(app, {"query": {"q": "{token}"}}, token, "/t/{token}/end?first={token}")
    path, _, query = found["path"].partition("?")
    assert unquote_to_bytes(path.removeprefix("/t/").removesuffix("/end")).decode() == token
    assert parse_qs(query, keep_blank_values=True) == {"first": [token], "q": [token]}
    found = arrived(app, {"method": "POST", "form": {"t": "{token}"}}, token)
    assert parse_qs(found["body"], keep_blank_values=True) == {"t": [token]}
    found = arrived(app, {"method": "POST", "json": {"t": "{token}"}}, token)
    assert json.loads(found["body"]) == {"t": token}


@quick
@given(token=TEXT | st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20))
def test_a_header_and_a_cookie_carry_a_token_unchanged_or_say_so(app: tuple[HttpApp, str], token: str) -> None:
    tables: list[tuple[dict[str, Any], str, str]] = [
        ({"headers": {"X-Token": "{token}"}}, "x-token", ""),
        ({"headers": {"Authorization": "Bearer {token}"}}, "authorization", "Bearer "),
        ({"cookies": {"bc": "{token}"}}, "cookie", "bc="),
        ({"headers": {"Cookie": "bc={token}"}}, "cookie", "bc="),
    ]
    for table, name, before in tables:
        if not wording(**table).carries(token):
            assert arrived(app, table, token)["headers"][name] == before + token


def test_a_body_with_get_arrives_and_the_next_request_is_its_own(app: tuple[HttpApp, str]) -> None:
    for _ in range(2):
        assert json.loads(arrived(app, {"json": {"t": "{token}"}}, "x")["body"]) == {"t": "x"}
