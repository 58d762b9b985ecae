"""The management API: credentials, scopes, limits, customers."""

import time

import pytest

from harness.store.mock import MockStore

from .visiting import ALL, StoreWith, Visitor

READ = {"X-Auth-Token": "sandbox-access-token-abc123-read"}
NONE = {"X-Auth-Token": "sandbox-access-token-abc123-none"}
COFFEE = {"X-Auth-Token": "sandbox-access-token-xyz789-all"}
CUSTOMERS = "/stores/abc123/v3/customers"
CREDENTIALS = f"{CUSTOMERS}/validate-credentials"
NEW = {"email": "new@example.com", "first_name": "New", "last_name": "Comer"}
TYPE = "https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes"


def listed(visitor: Visitor, query: str) -> list[int]:
    told = visitor.json("GET", f"{CUSTOMERS}?{query}", **ALL)
    assert visitor.status == 200, told
    return [customer["id"] for customer in told["data"]]


def test_the_time_is_the_mocks_clock(store: MockStore, visitor: Visitor) -> None:
    store.clock.freeze(1_790_000_000.9)
    assert visitor.json("GET", "/stores/abc123/v2/time", **ALL) == {"time": 1_790_000_000}


def test_the_store_tells_where_to_send_login_tokens(store: MockStore, visitor: Visitor) -> None:
    told = visitor.json("GET", "/stores/abc123/v2/store", **ALL)
    assert (told["id"], told["secure_url"], told["status"]) == ("abc123", store.url, "live")
    assert told["default_channel_id"] == 1
    told = visitor.json("GET", "/stores/xyz789/v2/store", **COFFEE)
    port = store.url.rpartition(":")[2]
    assert told["secure_url"] == f"http://store-xyz789.localhost:{port}"


@pytest.mark.parametrize("headers", [{}, {"X-Auth-Token": "nonsense"}, {"X-Auth-Token": ""}])
def test_no_known_access_token_is_401(visitor: Visitor, headers: dict[str, str]) -> None:
    told = visitor.json("GET", "/stores/abc123/v2/time", **headers)
    assert (visitor.status, told) == (401, [{"status": 401, "message": "Unauthorized"}])
    told = visitor.json("GET", CUSTOMERS, **headers)
    assert (visitor.status, told["status"], told["type"], told["errors"]) == (401, 401, TYPE, {})


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [
        ("GET", CUSTOMERS, NONE),
        ("POST", CUSTOMERS, READ),
        ("DELETE", f"{CUSTOMERS}?id:in=4927", READ),
        ("POST", CREDENTIALS, NONE),
        ("GET", CUSTOMERS, COFFEE),
        ("GET", "/stores/nowhere/v3/customers", ALL),
    ],
)
def test_a_missing_scope_and_a_wrong_store_are_the_same_403(
    store: MockStore, visitor: Visitor, method: str, path: str, headers: dict[str, str]
) -> None:
    told = visitor.json(method, path, **headers)
    title = "You don't have a required scope to access the endpoint"
    assert (visitor.status, told) == (403, {"status": 403, "title": title, "type": TYPE, "errors": {}})
    assert 4927 in store.customers


def test_v2_errors_are_an_array(visitor: Visitor) -> None:
    told = visitor.json("GET", "/stores/abc123/v2/store", **NONE)
    assert (visitor.status, told[0]["status"]) == (403, 403)


def test_the_rate_limit_counts_down_and_opens_again(store_with: StoreWith) -> None:
    store = store_with({"management.rate.quota": 3, "management.rate.window-ms": 300})
    visitor = Visitor(store.url)
    for left in ("2", "1", "0"):
        answer = visitor.get("/stores/abc123/v2/time", **ALL)
        assert answer.status == 200
        assert answer.headers["X-Rate-Limit-Requests-Left"] == left
        assert answer.headers["X-Rate-Limit-Requests-Quota"] == "3"
        assert answer.headers["X-Rate-Limit-Time-Window-Ms"] == "300"
        assert 0 < int(answer.headers["X-Rate-Limit-Time-Reset-Ms"]) <= 300
    answer = visitor.get(CUSTOMERS, **ALL)
    assert (answer.status, answer.json()["title"]) == (429, "Too many requests")
    assert answer.headers["Retry-After"] == "1"
    assert visitor.get(CUSTOMERS, **READ).status == 200, "each access token has its own quota"
    time.sleep(0.31)
    assert visitor.get(CUSTOMERS, **ALL).status == 200


def test_customers_are_filtered(store: MockStore, visitor: Visitor) -> None:
    assert listed(visitor, "id:in=4928,4927,1") == [4927, 4928]
    assert listed(visitor, "email:in=BOB@example.com,alice@example.com") == [4927, 4928]
    assert listed(visitor, "email:in=twin@example.com") == [4931, 4932]
    assert listed(visitor, "customer_group_id:in=6") == [4929]
    assert listed(visitor, "id:in=4927&customer_group_id:in=6") == []
    assert len(listed(visitor, "")) == 7
    shown = visitor.json("GET", f"{CUSTOMERS}?id:in=4930", **ALL)["data"][0]
    assert (shown["email"], shown["first_name"], shown["channel_ids"]) == ("dora@example.com", "Dora", [2])
    assert "password" not in str(shown).replace("force_password_reset", "")


def test_customers_come_in_pages(store: MockStore, visitor: Visitor) -> None:
    told = visitor.json("GET", f"{CUSTOMERS}?limit=3&page=3", **ALL)
    assert [customer["id"] for customer in told["data"]] == [4933]
    assert told["meta"]["pagination"] == {
        "total": 7,
        "count": 1,
        "per_page": 3,
        "current_page": 3,
        "total_pages": 3,
        "links": {"current": "?page=3&limit=3"},
    }


@pytest.mark.parametrize("query", ["id:in=x", "page=0", "limit=251", "limit=x", "customer_group_id:in=", "page=-1"])
def test_filters_that_are_no_numbers_are_422(visitor: Visitor, query: str) -> None:
    visitor.json("GET", f"{CUSTOMERS}?{query}", **ALL)
    assert visitor.status == 422


def test_customers_are_created_and_can_sign_in(store: MockStore, visitor: Visitor) -> None:
    new = {**NEW, "customer_group_id": 4, "channel_ids": [1], "authentication": {"new_password": "a-password"}}
    told = visitor.json("POST", CUSTOMERS, [new, {**NEW, "email": "second@example.com"}], **ALL)
    assert visitor.status == 200
    ids = [customer["id"] for customer in told["data"]]
    assert ids == [4934, 4935]
    assert told["data"][0]["customer_group_id"] == 4
    assert listed(visitor, "email:in=new@example.com") == [4934]
    assert visitor.signs_in(store.login_token(4934))
    asked = {"email": "new@example.com", "password": "a-password"}
    assert visitor.json("POST", CREDENTIALS, asked, **ALL) == {"is_valid": True, "customer_id": 4934}
    store.reset()
    assert listed(visitor, "email:in=new@example.com") == []


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ([{"email": "x@example.com", "first_name": "X"}], "[0].last_name"),
        ([{**NEW, "email": "no-address"}], "[0].email"),
        ([{**NEW, "first_name": 5}], "[0].first_name"),
        ([{**NEW, "customer_group_id": "6"}], "[0].customer_group_id"),
        ([{**NEW, "authentication": {"force_password_reset": "no"}}], "[0].authentication.force_password_reset"),
        ([{**NEW, "channel_ids": [9]}], "channel_ids"),
        (NEW, "body"),
        ("x", "body"),
    ],
)
def test_fields_are_validated(store: MockStore, visitor: Visitor, body: object, named: str) -> None:
    told = visitor.json("POST", CUSTOMERS, body, **ALL)
    assert (visitor.status, told["type"]) == (422, TYPE)
    assert list(told["errors"]) == [named]


def test_at_most_ten_at_once(store: MockStore, visitor: Visitor) -> None:
    batch = [{**NEW, "email": f"c{number}@example.com"} for number in range(11)]
    visitor.json("POST", CUSTOMERS, batch, **ALL)
    assert visitor.status == 413
    visitor.json("POST", CUSTOMERS, batch[:10], **ALL)
    assert visitor.status == 200


@pytest.mark.parametrize(
    "batch",
    [
        [{**NEW, "email": "ALICE@example.com"}],
        [NEW, NEW],
        [{**NEW, "email": "twin@example.com", "channel_ids": [2]}],
    ],
)
def test_duplicates_are_refused_whole(store: MockStore, visitor: Visitor, batch: list[dict[str, object]]) -> None:
    told = visitor.json("POST", CUSTOMERS, [{**NEW, "email": "innocent@example.com"}, *batch], **ALL)
    assert visitor.status == 422
    assert (told["title"], told["errors"]) == (
        "Create customers failed.",
        {".customer_create": "Error creating customers"},
    )
    assert listed(visitor, "email:in=innocent@example.com") == []


def test_one_e_mail_may_be_taken_on_another_channel(store: MockStore, visitor: Visitor) -> None:
    visitor.json("POST", CUSTOMERS, [{**NEW, "email": "dora@example.com", "channel_ids": [1]}], **ALL)
    assert visitor.status == 200


def test_deleting_customers_ends_their_sessions(store: MockStore, visitor: Visitor, other: Visitor) -> None:
    assert visitor.signs_in(store.login_token("alice"))
    assert other.signs_in(store.login_token("bob"))
    waiting = store.login_token("alice")
    assert other.send("DELETE", f"{CUSTOMERS}?id:in=4927,77", **ALL).status == 204
    assert not visitor.is_signed_in()
    assert other.is_signed_in()
    assert not visitor.signs_in(waiting)
    for query in ("", "?id:in=x"):
        assert other.send("DELETE", CUSTOMERS + query, **ALL).status == 422
    assert other.is_signed_in()


def test_credentials_are_validated_per_channel(store: MockStore, visitor: Visitor) -> None:
    twin = {"email": "twin@example.com", "password": "frank-opens-the-wholesale"}
    nobody = {"is_valid": False, "customer_id": None}
    assert visitor.json("POST", CREDENTIALS, twin, **ALL) == nobody
    assert visitor.json("POST", CREDENTIALS, {**twin, "channel_id": 2}, **ALL) == {
        "is_valid": True,
        "customer_id": 4932,
    }
    assert visitor.json("POST", CREDENTIALS, {**twin, "channel_id": 9}, **ALL) == nobody
    told = visitor.json("POST", CREDENTIALS, {"email": "twin@example.com"}, **ALL)
    assert (visitor.status, list(told["errors"])) == (422, ["password"])


def test_credentials_have_a_limit_of_their_own(store_with: StoreWith) -> None:
    store = store_with({"management.credentials.rate": 2})
    visitor = Visitor(store.url)
    asked = {"email": "alice@example.com", "password": "alice-opens-the-sandbox"}
    for status in (200, 200, 429):
        told = visitor.json("POST", CREDENTIALS, asked, **ALL)
        assert visitor.status == status
    assert told == {"status": 429, "title": "Too many requests", "type": TYPE, "errors": {}}
    assert visitor.get(CUSTOMERS, **ALL).status == 200


def test_a_forced_password_reset_is_kept(store: MockStore, visitor: Visitor) -> None:
    new = {**NEW, "authentication": {"force_password_reset": True}}
    told = visitor.json("POST", CUSTOMERS, [new], **ALL)
    assert told["data"][0]["authentication"] == {"force_password_reset": True}
    assert store.state.default.resets == {4934}
    visitor.send("DELETE", f"{CUSTOMERS}?id:in=4934", **ALL)
    assert store.state.default.resets == set()
