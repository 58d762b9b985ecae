"""Pages that stand before the store: maintenance, a challenge, a store that is not open yet."""

from collections.abc import Iterator
from typing import Any

import pytest

from harness.store.mock import MockStore

from .visiting import ALL, StoreWith, Visitor

CODE = "mezt1f77gd"
DOORS = ["/", "/login.php", "/account.php", "/customer/current.jwt?app_client_id=x", "/login/token/abc", "/nowhere"]


@pytest.fixture(autouse=True)
def _open_again(store: MockStore) -> Iterator[None]:
    yield
    store.reset()


def stand(store: MockStore, **outage: Any) -> None:
    Visitor(store.url).json("PUT", "/_tokenassay/errors", [outage])
    assert Visitor(store.url).json("GET", "/_tokenassay/errors")[0]["page"] == outage["page"]


@pytest.mark.parametrize("path", DOORS)
def test_maintenance_closes_every_door(store: MockStore, visitor: Visitor, path: str) -> None:
    stand(store, page="maintenance", retry_after=None)
    answer = visitor.get(path)
    assert (answer.status, answer.headers["content-type"]) == (503, "text/html; charset=utf-8")
    assert "retry-after" not in answer.headers
    assert b"Down for Maintenance" in answer.data
    assert not visitor.cookies


def test_maintenance_may_say_until_when(store: MockStore, visitor: Visitor) -> None:
    stand(store, page="maintenance", retry_after=120)
    assert visitor.get("/").headers["retry-after"] == "120"


def test_the_management_api_is_not_behind_the_page(store: MockStore, visitor: Visitor) -> None:
    stand(store, page="maintenance")
    assert visitor.get("/stores/abc123/v2/time", **ALL).status == 200


@pytest.mark.parametrize("status", [403, 429, 503])
def test_a_challenge_is_known_by_its_headers(store: MockStore, visitor: Visitor, status: int) -> None:
    stand(store, page="challenge", status=status, times=2)
    for path in ("/", f"/login/token/{store.login_token('alice')}"):
        answer = visitor.get(path)
        assert (answer.status, answer.headers["cf-mitigated"], answer.headers["server"]) == (
            status,
            "challenge",
            "cloudflare",
        )
        assert b"<title>Just a moment...</title>" in answer.data
    assert visitor.signs_in(store.login_token("alice")), "two were challenged, and no more"


def test_a_challenge_asks_nobody_to_wait(store: MockStore, visitor: Visitor) -> None:
    stand(store, page="challenge")
    assert (visitor.get("/").status, visitor.get("/").headers.get("retry-after")) == (403, None)


@pytest.mark.parametrize("path", DOORS)
def test_a_store_that_is_not_open_yet_says_so(store: MockStore, visitor: Visitor, path: str) -> None:
    stand(store, page="coming-soon", preview_code=CODE)
    answer = visitor.get(path)
    assert answer.status == 200
    assert b'id="guestTkn"' in answer.data
    assert CODE.encode() not in answer.data
    assert not visitor.cookies


def test_the_preview_code_opens_it_and_is_remembered(store: MockStore, visitor: Visitor, other: Visitor) -> None:
    stand(store, page="coming-soon", preview_code=CODE)
    assert visitor.get(f"/?guestTkn={CODE}").data.count(b"guestTkn") == 0
    assert visitor.cookies["guestTkn"]
    assert visitor.signs_in(store.login_token("alice"))
    assert visitor.is_signed_in()
    assert other.get("/?guestTkn=wrong").status == 200
    assert "guestTkn" not in other.cookies
    token = store.login_token("bob")
    assert b"Coming soon" in other.redeem(token).data
    assert other.redeem(f"{token}?guestTkn={CODE}").headers["location"] == "/account.php", "the page burns no token"


def test_what_nobody_documents_is_a_switch(store_with: StoreWith) -> None:
    store = store_with({"prelaunch.status": 403, "prelaunch.cookie": "PREVIEW"}, control="on")
    stand(store, page="coming-soon", preview_code=CODE)
    visitor = Visitor(store.url)
    assert visitor.get("/").status == 403
    assert visitor.get(f"/?guestTkn={CODE}").status == 200
    assert "PREVIEW" in visitor.cookies


@pytest.mark.parametrize(
    "wrong", [{"page": "snow"}, {"page": "coming-soon", "preview_code": "a\r\nb"}, {"status": 200}]
)
def test_other_orders_are_refused(store: MockStore, wrong: dict[str, Any]) -> None:
    visitor = Visitor(store.url)
    assert "error" in visitor.json("PUT", "/_tokenassay/errors", [wrong])
    assert visitor.status == 400
