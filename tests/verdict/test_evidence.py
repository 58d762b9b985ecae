"""Evidence shows what was sent and seen, and nobody's session, token or address."""

import time

import pytest

from harness.targets.http import Exchange, Site
from harness.tokens import login
from harness.verdict.evidence import differs, masked, masked_claims, scrubbed, shown
from tests.conftest import scene


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SHOP_TOKEN=0123456789abcdef; Path=/", "SHOP_TOKEN=0123…; Path=/"),
        ("a@shop.example and jane.doe@gmail.com", "a@shop.example and j…@gmail.com"),
        ("alice@example.com", "alice@example.com"),
        (login(scene()).wire(), "eyJhbGciOiJ….….…"),
        ("nothing to hide", "nothing to hide"),
    ],
)
def test_what_is_masked(text: str, expected: str) -> None:
    assert masked(text) == expected


def test_claims_are_masked_however_deep() -> None:
    found = masked_claims({"customer": {"id": 1, "email": "jane.doe@gmail.com"}, "list": ["a.b@c.de"], "n": None})
    assert found == {"customer": {"id": 1, "email": "j…@gmail.com"}, "list": ["a…@c.de"], "n": None}


def test_bodies_and_headers_are_masked_and_bounded() -> None:
    headers = (("Set-Cookie", "SHOP_TOKEN=0123456789abcdef; Secure"),)
    found = shown(Exchange("GET", "http://x/", 200, headers, login(scene()).wire() + "x" * 5000))
    assert found["response"]["headers"]["Set-Cookie"] == "SHOP_TOKEN=0123…; Secure"
    assert "eyJpc3Mi" not in str(found)
    assert len(found["response"]["body"]) <= 600


def test_what_differs_is_said_in_a_line() -> None:
    twin = login(scene())
    assert differs(twin.claim(store_hash="x"), twin) == 'claims.store_hash: "abc123" → "x"'
    assert differs(twin.without("jti"), twin) == 'claims.jti: "0123456789abcdef0123456789abcdef" → absent'
    assert differs(twin.head(alg="none"), twin) == 'header.alg: "HS256" → "none"'
    assert differs(twin.signed_with("x"), twin) == "the key that signs"
    assert differs(twin.signed_with(twin.key, "HS512"), twin) == "the MAC: HS256 → HS512"


def test_a_store_elsewhere_is_not_hurried() -> None:
    site = Site("http://127.0.0.1:9", pace=0.05)
    started = time.monotonic()
    for _ in range(4):
        site.request("GET", "/", {})
    assert time.monotonic() - started >= 0.15


def test_what_a_cut_text_left_of_a_secret_is_gone_too() -> None:
    secret = "5and6ox-0rders-secret"
    for length in (9, 15, len(secret)):
        told = scrubbed(f"a {secret[:length]}", (secret,))
        assert told == "a [secret]"
    assert scrubbed(f"{secret[:10]}, {secret}{secret[:8]}.", (secret,)) == "[secret], [secret][secret]."
    assert scrubbed("5and6ox", (secret,)) == "5and6ox"
