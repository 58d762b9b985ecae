"""Customers of the management API as v2 has them, over real sockets; they are the same customers as v3's."""

from typing import Any

import pytest

from harness.contract.profile import load
from harness.store.mock import MockStore

from .visiting import ALL, StoreWith, Visitor

READ = {"X-Auth-Token": "sandbox-access-token-abc123-read"}
NONE = {"X-Auth-Token": "sandbox-access-token-abc123-none"}
V3 = "/stores/abc123/v3/customers"
V2 = "/stores/abc123/v2/customers"
NEW = {"email": "new@example.com", "first_name": "New", "last_name": "Comer"}


def listed(visitor: Visitor, query: str) -> list[int]:
    told = visitor.json("GET", f"{V2}?{query}", **ALL)
    return [one["id"] for one in told or []]


def refusal(visitor: Visitor, method: str, path: str, body: Any = None) -> tuple[int, str]:
    told = visitor.json(method, path, body, **ALL)
    assert [set(one) for one in told] == [{"status", "message"}]
    assert told[0]["status"] == visitor.status
    return visitor.status, told[0]["message"]


def test_a_customer_is_a_bare_object_with_links(store: MockStore, visitor: Visitor) -> None:
    told = visitor.json("GET", f"{V2}/4929", **ALL)
    assert (visitor.status, told["email"], told["customer_group_id"]) == (200, store.customers[4929].email, 6)
    assert told["addresses"] == {
        "url": f"{store.url}/stores/abc123/v2/customers/4929/addresses",
        "resource": "/customers/4929/addresses",
    }
    assert "password" not in str(told)
    assert told in visitor.json("GET", V2, **ALL)


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("email=BOB@example.com", [4928]),
        ("email=twin@example.com", [4931, 4932]),
        ("email=twin@example.com&max_id=4931", [4931]),
        ("first_name=alice", [4927]),
        ("customer_group_id=6", [4929]),
        ("min_id=4928&max_id=4929", [4928, 4929]),
        ("limit=3&page=3", [4933]),
        ("company=Nobody", []),
        ("page=99", []),
    ],
)
def test_customers_are_filtered_and_counted(visitor: Visitor, query: str, ids: list[int]) -> None:
    assert listed(visitor, query) == ids
    if "page" not in query:
        assert visitor.json("GET", f"{V2}/count?{query}", **ALL) == {"count": len(ids)}


def test_an_empty_list_has_no_body(visitor: Visitor) -> None:
    answer = visitor.get(f"{V2}?email=nobody@example.com", **ALL)
    assert (answer.status, answer.data) == (204, b"")


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        ("id=4927", 400, "The field 'id' is not supported by this resource."),
        ("email:in=a@example.com", 400, "The field 'email:in' is not supported by this resource."),
        ("min_date_created=2020-01-01", 400, "The field 'min_date_created' is not supported by this resource."),
        ("min_id=x", 400, "The field 'min_id' is invalid."),
        ("max_id=" + "9" * 5000, 400, "The field 'max_id' is invalid."),
        ("customer_group_id=-1", 400, "The field 'customer_group_id' is invalid."),
        ("page=0", 400, "The field 'page' is invalid."),
        ("limit=0", 400, "The field 'limit' is invalid."),
        ("limit=251", 413, "limit goes up to 250"),
        ("email=" + "a" * 201, 400, "The field 'email' is invalid."),
    ],
)
def test_filters_that_do_not_hold_are_told(visitor: Visitor, query: str, status: int, message: str) -> None:
    assert refusal(visitor, "GET", f"{V2}?{query}") == (status, message)
    if status == 400:
        assert refusal(visitor, "GET", f"{V2}/count?{query}") == (status, message)


@pytest.mark.parametrize("number", ["1", "x", "-4927", "4927.0", "%D9%A4", "0000000000000000004927", "9" * 5000])
@pytest.mark.parametrize(("method", "body"), [("GET", None), ("PUT", {"first_name": "X"}), ("DELETE", None)])
def test_nobody_is_404(store: MockStore, visitor: Visitor, method: str, body: Any, number: str) -> None:
    before = dict(store.customers)
    assert refusal(visitor, method, f"{V2}/{number}", body)[0] == 404
    assert store.customers == before


def test_a_new_customer_is_one_of_v3_and_signs_in(store: MockStore, visitor: Visitor) -> None:
    told = visitor.json("POST", V2, {**NEW, "customer_group_id": 4, "phone": "1", "store_credit": 0}, **ALL)
    assert (visitor.status, told["id"], told["customer_group_id"]) == (201, 4934, 4)
    shown = visitor.json("GET", f"{V3}?id:in=4934", **ALL)["data"][0]
    assert (shown["email"], shown["channel_ids"]) == (NEW["email"], None)
    waiting = store.login_token(4934)
    assert visitor.signs_in(store.login_token(4934))
    assert visitor.send("DELETE", f"{V2}/4934", **ALL).status == 204
    assert not visitor.is_signed_in()
    assert not visitor.signs_in(waiting)
    assert visitor.json("GET", f"{V3}?id:in=4934", **ALL)["data"] == []


def test_passwords_and_resets_are_set(store: MockStore, visitor: Visitor) -> None:
    authentication = {"password": "one", "password_confirmation": "one", "force_reset": True}
    told = visitor.json("POST", V2, {**NEW, "_authentication": authentication}, **ALL)
    assert (told["reset_pass_on_login"], store.customers[4934].password) == (True, "one")
    told = visitor.json("PUT", f"{V2}/4934", {"_authentication": {"force_reset": False}}, **ALL)
    assert (told["reset_pass_on_login"], store.customers[4934].password) == (False, "one")
    visitor.json("PUT", f"{V2}/4934", {"_authentication": {"password": "two", "force_reset": True}}, **ALL)
    asked = {"email": NEW["email"], "password": "two"}
    assert visitor.json("POST", f"{V3}/validate-credentials", asked, **ALL)["is_valid"]
    visitor.send("DELETE", f"{V2}/4934", **ALL)
    assert store.state.default.resets == set()


def test_a_change_leaves_the_rest(store: MockStore, visitor: Visitor) -> None:
    before = store.customers[4930]
    told = visitor.json("PUT", f"{V2}/4930", {"last_name": "Other", "customer_group_id": 0}, **ALL)
    assert (visitor.status, told["last_name"], told["email"]) == (200, "Other", before.email)
    after = store.customers[4930]
    assert (after.channels, after.password, after.first_name) == (before.channels, before.password, before.first_name)


@pytest.mark.parametrize("name", load().names("management.v2.read-only"))
def test_read_only_fields_are_refused(store: MockStore, visitor: Visitor, name: str) -> None:
    said = (400, f"The field '{name}' is not supported by this resource.")
    assert refusal(visitor, "POST", V2, {**NEW, name: 1}) == said
    assert refusal(visitor, "PUT", f"{V2}/4927", {name: 1}) == said
    assert 4934 not in store.customers


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"email": "x@example.com", "first_name": "X"}, "The required field 'last_name' was not supplied."),
        ({**NEW, "email": "no-address"}, "The field 'email' is invalid."),
        ({**NEW, "email": None}, "The field 'email' is invalid."),
        ({**NEW, "first_name": ""}, "The field 'first_name' is invalid."),
        ({**NEW, "customer_group_id": "6"}, "The field 'customer_group_id' is invalid."),
        ({**NEW, "_authentication": {"password": 1}}, "The field '_authentication.password' is invalid."),
        ({**NEW, "_authentication": {"password_confirmation": "x"}}, "The field '_authentication' is invalid."),
        ({**NEW, "authentication": {}}, "The field 'authentication' is not supported by this resource."),
        ([NEW], "The body is no JSON object."),
        (None, "The body is no JSON object."),
    ],
)
def test_bodies_that_do_not_hold_are_told(store: MockStore, visitor: Visitor, body: Any, message: str) -> None:
    assert refusal(visitor, "POST", V2, body) == (400, message)
    assert 4934 not in store.customers


@pytest.mark.parametrize("body", ["{", "[" * 60_000, b"\xff", '"\\ud800"', '{"email": "\\ud800@example.com"}'])
def test_what_is_no_json_is_400(visitor: Visitor, body: Any) -> None:
    for method, path in (("POST", V2), ("PUT", f"{V2}/4927")):
        assert visitor.send(method, path, body=body, **ALL).status == 400
    assert visitor.send("POST", V2, body="x" * 70_000, **ALL).status == 413


def test_a_taken_address_is_a_conflict(store: MockStore, visitor: Visitor) -> None:
    assert refusal(visitor, "POST", V2, {**NEW, "email": "ALICE@example.com"})[0] == 409
    assert refusal(visitor, "PUT", f"{V2}/4928", {"email": "alice@example.com"})[0] == 409
    assert store.customers[4928].email == "bob@example.com"
    visitor.json("PUT", f"{V2}/4927", {"email": "ALICE@example.com"}, **ALL)
    assert visitor.status == 200, "one's own address is not taken"
    visitor.json("POST", V2, {**NEW, "email": "dora@example.com"}, **ALL)
    assert visitor.status == 201, "dora is a customer of another channel"


def test_all_are_deleted_so_many_at_a_time(store_with: StoreWith) -> None:
    store = store_with({"management.v2.customers.delete-all": 5})
    visitor, alice = Visitor(store.url), Visitor(store.url)
    assert alice.signs_in(store.login_token("alice"))
    assert visitor.send("DELETE", V2, **ALL).status == 204
    assert listed(visitor, "") == [4932, 4933]
    assert not alice.is_signed_in()
    for _ in range(2):
        assert visitor.send("DELETE", V2, **ALL).status == 204
    assert visitor.json("GET", f"{V2}/count", **ALL) == {"count": 0}


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", V2, {}, 401),
        ("GET", V2, NONE, 403),
        ("GET", f"{V2}/count", NONE, 403),
        ("GET", f"{V2}/4927", NONE, 403),
        ("POST", V2, READ, 403),
        ("DELETE", V2, READ, 403),
        ("PUT", f"{V2}/4927", READ, 403),
        ("DELETE", f"{V2}/4927", READ, 403),
        ("GET", "/stores/xyz789/v2/customers", ALL, 403),
    ],
)
def test_token_and_scope_are_those_of_v3(
    store: MockStore, visitor: Visitor, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    told = visitor.json(method, path, **headers)
    assert (visitor.status, told[0]["status"]) == (status, status)
    assert len(store.state.default.customers) == 7


def test_the_rate_limit_is_that_of_v3(store_with: StoreWith) -> None:
    visitor = Visitor(store_with({"management.rate.quota": 2}).url)
    assert visitor.get(f"{V2}/4927", **READ).headers["X-Rate-Limit-Requests-Left"] == "1"
    assert visitor.get(V3, **READ).status == 200
    assert visitor.json("GET", V2, **READ) == [{"status": 429, "message": "Too many requests"}]
