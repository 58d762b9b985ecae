"""Orders of the management API, over real sockets."""

from typing import Any

import pytest

from harness.store.mock import MockStore

from .visiting import ALL, Visitor

ORDERS = "/stores/abc123/v2/orders"
READ = {"X-Auth-Token": "sandbox-access-token-abc123-orders"}


def ids(visitor: Visitor, query: str) -> list[int]:
    return [one["id"] for one in visitor.json("GET", f"{ORDERS}?{query}", **READ) or []]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("customer_id=4927", [1001, 1003]), ("customer_id=4928", [1002]), ("", [1001, 1002, 1003]),
        ("min_id=1002&max_id=1002", [1002]), ("limit=2&page=2", [1003]), ("customer_id=4927&limit=1&page=2", [1003]),
    ],
)  # fmt: skip
def test_orders_are_filtered_and_come_by_id(visitor: Visitor, query: str, found: list[int]) -> None:
    assert ids(visitor, query) == found


def test_an_order_says_whose_it_is_and_where_its_products_are(store: MockStore, visitor: Visitor) -> None:
    [order] = visitor.json("GET", f"{ORDERS}?customer_id=4928", **READ)
    assert (order["customer_id"], order["items_total"], order["is_deleted"]) == (4928, 1, False)
    assert order["products"] == {"url": f"{store.url}{ORDERS}/1002/products", "resource": "/orders/1002/products"}
    [line] = visitor.json("GET", f"{ORDERS}/1002/products", **READ)
    assert (line["order_id"], line["product_id"], line["name"]) == (1002, 104, "Two porcelain cups")
    assert line["price_inc_tax"] == "18.7500"


def test_nothing_found_has_no_body(visitor: Visitor) -> None:
    answer = visitor.get(f"{ORDERS}?customer_id=1", **READ)
    assert (answer.status, answer.data) == (204, b"")


@pytest.mark.parametrize(
    ("path", "status", "message"),
    [
        ("?nickname=x", 400, "The field 'nickname' is not supported by this resource."),
        ("?customer_id=x", 400, "The field 'customer_id' is invalid."),
        ("?limit=251", 413, "limit goes up to 250"),
        ("/9/products", 404, "The requested resource was not found."),
        ("/x/products", 404, "The requested resource was not found."),
        ("/" + "9" * 5000 + "/products", 404, "The requested resource was not found."),
    ],
)
def test_refusals_are_told(visitor: Visitor, path: str, status: int, message: str) -> None:
    told: Any = visitor.json("GET", ORDERS + path, **READ)
    assert told == [{"status": status, "message": message}]
    assert visitor.status == status


@pytest.mark.parametrize("path", [ORDERS, f"{ORDERS}/1001/products"])
def test_orders_want_their_own_scope_and_their_own_store(visitor: Visitor, path: str) -> None:
    assert visitor.get(path, **ALL).status == 403
    assert visitor.get(path.replace("abc123", "xyz789"), **READ).status == 403
    assert visitor.get(path).status == 401
