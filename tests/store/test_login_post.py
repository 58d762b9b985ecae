"""POST /login/token: JSON for the checkout SDK, readable by the channel's own site alone."""

import pytest

from harness.store.mock import MockStore

from .visiting import StoreWith, Visitor


def test_success_answers_the_url_to_load_and_signs_in(store: MockStore, visitor: Visitor) -> None:
    answer = visitor.redeem(store.login_token("alice"), "POST")
    assert answer.status == 200
    assert answer.json() == {"redirectUrl": f"{store.url}/account.php"}
    assert answer.headers["cache-control"] == "no-store"
    assert visitor.is_signed_in()


def test_failure_answers_what_the_sdk_reads(store: MockStore, visitor: Visitor) -> None:
    answer = visitor.redeem("nonsense", "POST")
    message = "Invalid login. Please attempt to log in again."
    assert answer.status == 400
    assert answer.json() == {"status": 400, "title": message, "type": "invalid_login", "errors": [message]}
    assert "set-cookie" not in answer.headers
    assert store.journal.last_login.reasons[0].code == "not-compact"
    assert store.journal.last_login.status == 400


def test_get_and_post_share_the_spent_jtis(store: MockStore, visitor: Visitor) -> None:
    token = store.login_token("alice")
    assert visitor.redeem(token, "POST").status == 200
    assert visitor.redeem(token, "POST").status == 400
    assert not visitor.signs_in(token)


def test_an_absolute_redirect_to_may_name_the_same_host_only(store: MockStore, visitor: Visitor) -> None:
    own = f"{store.url}/checkout?x=1"
    assert visitor.redeem(store.login_token("alice", redirect_to=own), "POST").json() == {"redirectUrl": own}
    host = store.url.removeprefix("http://")
    for path in (
        "https://evil.example/",
        f"https://{host}.evil.example/",
        f"https://{host}@evil.example/",
        f"javascript://{host}/alert(1)",
        f"ftp://{host}/x",
        f"http://{host}//evil.example",
        "//evil.example/",
        f"http://{host}",
    ):
        assert visitor.redeem(store.login_token("alice", redirect_to=path), "POST").status == 400, path
        assert [reason.code for reason in store.journal.last_login.reasons] == ["redirect-hostile"]


def test_the_profile_may_want_relative_urls_or_default_pages(store_with: StoreWith) -> None:
    relative = store_with({"login.post.redirect": "relative"})
    visitor = Visitor(relative.url)
    told = visitor.redeem(relative.login_token("alice", redirect_to="/cart.php"), "POST")
    assert told.json() == {"redirectUrl": "/cart.php"}
    assert visitor.redeem(relative.login_token("alice", redirect_to=f"{relative.url}/x"), "POST").status == 400
    lenient = store_with({"login.redirect.hostile": "default-page"})
    told = Visitor(lenient.url).redeem(lenient.login_token("alice", redirect_to="https://evil.example"), "POST")
    assert told.json() == {"redirectUrl": f"{lenient.url}/account.php"}


def test_a_hostile_host_header_is_not_echoed(store: MockStore, visitor: Visitor) -> None:
    visitor.host = "evil.example/@x"
    assert visitor.redeem(store.login_token("alice"), "POST").json() == {"redirectUrl": "http://localhost/account.php"}


@pytest.mark.parametrize("origin", ["https://www.tea.example", "https://tea.example", "http://store-abc123.localhost"])
def test_the_channels_own_site_may_read_the_answer(store: MockStore, visitor: Visitor, origin: str) -> None:
    for token, status in ((store.login_token("alice"), 200), ("nonsense", 400)):
        answer = visitor.send("POST", f"/login/token/{token}", Origin=origin)
        assert answer.status == status
        assert answer.headers["access-control-allow-origin"] == origin
        assert answer.headers["access-control-allow-credentials"] == "true"
        assert answer.headers["vary"] == "Origin"
    asked = visitor.send("OPTIONS", "/login/token/x", Origin=origin, Access_Control_Request_Method="POST")
    assert asked.status == 204
    assert asked.headers["access-control-allow-methods"] == "POST"
    assert asked.headers["access-control-allow-origin"] == origin


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "https://headless.tea.example", "https://www.tea.example.evil.example"]
)
def test_no_other_origin_may(store: MockStore, visitor: Visitor, origin: str) -> None:
    for method in ("POST", "OPTIONS"):
        answer = visitor.send(method, f"/login/token/{store.login_token('alice')}", Origin=origin)
        assert "access-control-allow-origin" not in answer.headers
        assert "access-control-allow-methods" not in answer.headers


def test_each_channel_has_its_own_origins(store: MockStore) -> None:
    wholesale = Visitor(store.url, "wholesale.tea.example")
    answer = wholesale.send("OPTIONS", "/login/token/x", Origin="https://headless.tea.example")
    assert answer.headers["access-control-allow-origin"] == "https://headless.tea.example"


def test_no_post_where_the_profile_has_none(store_with: StoreWith) -> None:
    store = store_with({"login.post": False})
    answer = Visitor(store.url).redeem(store.login_token("alice"), "POST")
    assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD")
    assert Visitor(store.url).redeem("x", "OPTIONS").status == 405
