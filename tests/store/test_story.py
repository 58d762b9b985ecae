"""The story's app over sockets: whom it believes, what it answers, who may read it."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jwt
import pytest
import urllib3

from harness.store.outages import Outage
from harness.store.seeds import load_seed

sys.path.insert(0, str(Path(__file__).parents[2] / "fixtures" / "integrations"))
from story.serve import SEED, Story, story

pytestmark = pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")
WISHLIST = load_seed(SEED).apps["sandbox2wishlist000000000000002"]


@pytest.fixture(scope="module")
def told() -> Iterator[Story]:
    with story() as found:
        yield found


def ask(told: Story, body: Any, **headers: str) -> urllib3.BaseHTTPResponse:
    data = body if isinstance(body, bytes) else json.dumps(body)
    return urllib3.request("POST", f"{told.app}/recently-purchased", body=data, headers=headers, retries=False)


def claims(told: Story) -> dict[str, Any]:
    return jwt.decode(told.store.current_token("alice"), options={"verify_signature": False})


def signed(told: Story, key: str = "", algorithm: str = "HS512", **changes: Any) -> str:
    return jwt.encode({**claims(told), **changes}, key or told.store.app.client_secret, algorithm=algorithm)


def test_each_customer_is_told_their_own_products_once(told: Story) -> None:
    answer = ask(told, {"token": told.store.current_token("alice")})
    assert [one["id"] for one in answer.json()["products"]] == [102, 101, 103]
    assert answer.headers["cache-control"] == "no-store"
    [cups] = ask(told, {"token": signed(told, algorithm="HS256", customer={"id": 4928})}).json()["products"]
    assert cups == {"id": 104, "name": "Two porcelain cups"}
    assert ask(told, {"token": told.store.current_token(4929)}).json() == {"products": []}


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "another secret of 31 characters"},
        {"algorithm": "HS384"},
        {"key": WISHLIST.client_secret, "aud": WISHLIST.client_id},
        {"aud": ["sandbox1loyalty0000000000000001", "another"]},
        {"iss": "bc"},
        {"exp": 1_700_000_000},
        {"exp": None},
        {"operation": "customer_login"},
        {"store_hash": "xyz789"},
        {"sub": "xyz789"},
        {"customer": {"id": "4927"}},
        {"customer": {"id": True}},
        {"customer": {"id": -1}},
        {"customer": {}},
        {"customer": 4927},
    ],
    ids=lambda changes: "-".join(changes),
)
def test_forged_and_foreign_tokens_are_refused(told: Story, changes: dict[str, Any]) -> None:
    answer = ask(told, {"token": signed(told, **changes)})
    assert (answer.status, "products" in answer.json()) == (401, False)


def test_login_tokens_and_unsigned_ones_are_refused(told: Story) -> None:
    unsigned = jwt.encode(claims(told), None, algorithm="none")
    for token in (told.store.login_token("alice"), unsigned, "", "x.y.z"):
        assert ask(told, {"token": token}).status == 401


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b"{}", b'{"token": 1}', b"[" * 9000, b" " * 20_000])
def test_bodies_without_a_token_are_refused(told: Story, body: bytes) -> None:
    assert ask(told, body).status == 400


def test_only_the_stores_pages_may_read_the_answer(told: Story) -> None:
    token = {"token": told.store.current_token("alice")}
    own = ask(told, token, Origin=told.store.url)
    assert own.headers["access-control-allow-origin"] == told.store.url
    for origin in ("http://elsewhere.example", "null", told.headless):
        assert "access-control-allow-origin" not in ask(told, token, Origin=origin).headers


def test_the_app_says_so_when_the_store_does_not_answer(told: Story) -> None:
    told.store.state.outages.set([Outage("/stores/", status=503)])
    answer = ask(told, {"token": told.store.current_token("alice")})
    told.store.state.outages.set([])
    assert (answer.status, answer.json()) == (502, {"error": "the store does not answer"})


def test_the_headless_storefront_hands_out_access_points_to_its_own_page_alone(told: Story) -> None:
    address = f"http://127.0.0.1:{told.headless.rpartition(':')[2]}/checkout-url"
    url = urllib3.request("POST", address).json()["url"]
    assert url.startswith(f"{told.wholesale}/login/token/")
    cross = urllib3.request("POST", address, headers={"Sec-Fetch-Site": "cross-site"})
    assert cross.status == 403
