"""What stands before a store is told from what it says itself."""

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.store.mock import MockStore
from harness.targets.http import Exchange, Site, Visitor
from harness.targets.obstacles import obstacle

FIELD = "guestTkn"
HTML = ("Content-Type", "text/html; charset=utf-8")
CLOUDFLARE = ("Server", "cloudflare")
STENCIL = '<link data-stencil-stylesheet href="/stencil/x/css/maintenance-1.css" rel="stylesheet">'


def answer(status: int, body: str = "", *headers: tuple[str, str], error: str = "") -> Exchange:
    return Exchange("GET", "https://shop.example/", status, headers, body, error)


@pytest.mark.parametrize(
    ("exchange", "said"),
    [
        (answer(403, "", ("CF-Mitigated", "challenge")), "a Cloudflare challenge stands before the store (403)"),
        (answer(200, "", ("cf-mitigated", "challenge")), "a Cloudflare challenge"),
        (answer(429, "", ("cf-mitigated", "challenge"), ("Retry-After", "5")), "a Cloudflare challenge"),
        (answer(503, "<title>Just a moment...</title>", HTML, CLOUDFLARE), "a Cloudflare challenge"),
        (answer(403, "<title>Attention Required! | Cloudflare</title>", HTML, CLOUDFLARE), "a Cloudflare challenge"),
        (answer(503, "<h1>Down for Maintenance</h1>", HTML), "the store is down for maintenance (503)"),
        (answer(503, "<title>Site Maintenance</title>", HTML, ("Retry-After", "9")), "down for maintenance"),
        (answer(200, STENCIL, HTML), "down for maintenance (200)"),
        (answer(429), "the store asks to wait (429)"),
        (answer(429, "", ("Retry-After", "30")), "the store asks to wait (429, Retry-After: 30)"),
        (answer(503, "{}", ("Retry-After", "1")), "the store asks to wait (503"),
        (answer(200, '<input type="text" id="guestTkn">', HTML), "give preview_code"),
        (answer(404, "<INPUT name=guestTkn>", HTML), "is not open yet"),
        (answer(0, error="tls (x comes from an authority that is not trusted: y)"), "y; give connect.ca_file"),
        (answer(0, error="tls (x is not good: expired)"), "no TLS connection to the store: x is not good: expired"),
    ],
)
def test_it_is_said_in_words(exchange: Exchange, said: str) -> None:
    assert said in obstacle(exchange, FIELD)


@pytest.mark.parametrize(
    "exchange",
    [
        answer(503, "Service Unavailable"),
        answer(503, "<h1>Oops</h1>", HTML, CLOUDFLARE),
        answer(500, "<h1>Maintenance</h1>", HTML),
        answer(200, "<h1>Maintenance of your teapot</h1>", HTML),
        answer(403, "<title>Forbidden</title>", HTML, CLOUDFLARE),
        answer(200, "<title>Just a moment of tea</title>", HTML, CLOUDFLARE),
        answer(403, "<title>Just a moment...</title>", HTML),
        answer(200, '{"html": "<input name=guestTkn>"}', ("Content-Type", "application/json")),
        answer(200, "<input name=guestTknOfSomeoneElse>", HTML),
        answer(404),
        answer(0, error="down"),
        answer(0, error="hang"),
    ],
)
def test_what_a_store_says_itself_is_none(exchange: Exchange) -> None:
    assert obstacle(exchange, FIELD) == ""


@given(
    st.sampled_from([200, 302, 303, 400, 401, 403, 404, 500, 502, 503]),
    st.text(),
    st.sampled_from([(), (CLOUDFLARE,), (HTML,), (HTML, CLOUDFLARE)]),
)
def test_no_text_without_marks_is_taken_for_one(status: int, text: str, headers: tuple[tuple[str, str], ...]) -> None:
    assert obstacle(answer(status, f"<html>{text}</html>", *headers), FIELD) == ""


@pytest.fixture(scope="module")
def store() -> Iterator[MockStore]:
    with MockStore() as running:
        yield running


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_ordinary_answer_of_the_mock_is_taken_for_one(store: MockStore, data: st.DataObject) -> None:
    visitor = Visitor(Site(store.url))
    if data.draw(st.booleans(), "signed in"):
        visitor.get(f"/login/token/{store.login_token('alice')}")
    pages = ["/", "/login.php", "/login.php?action=logout", "/account.php", "/customer/current.jwt", "/nowhere"]
    token = st.sampled_from([store.login_token("alice"), store.current_token("alice"), "a.b.c", ""]) | st.text()
    path = data.draw(
        st.sampled_from(pages) | token.map(lambda wire: f"/login/token/{quote(wire, safe='', errors='replace')}")
    )
    exchange = visitor.get(path, method=data.draw(st.sampled_from(["GET", "HEAD", "POST", "OPTIONS", "DELETE"])))
    assert exchange.status, exchange.error
    assert obstacle(exchange, FIELD) == ""
