"""Orders of the management API, as far as an app needs them to tell customers what they bought (Orders v2).

The fields are those of a real order that such an app reads. Filters that the mock does not know are refused by name.
"""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from harness.store.catalogue import Order
from harness.store.customers import MAX_PAGE
from harness.store.customers_v2_shapes import Refused, Whole, filters_of
from harness.store.management_errors import problem_v2
from harness.store.state import Estate, State
from harness.store.web import as_json, clean_host


class _Filters(BaseModel):
    """Filters and the page asked for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    customer_id: Whole | None = None
    min_id: Whole = 0
    max_id: Whole = 2**53
    page: Annotated[int, Field(ge=1, le=2**31)] = 1
    limit: Annotated[int, Field(ge=1, le=2**31)] = 50


async def listed(state: State, estate: Estate, request: Request) -> Response:
    """Answer GET: the page of orders that the filters leave, by id from the lowest; an empty one has no body."""
    try:
        filters = filters_of(_Filters, request.query_params)
    except Refused as refused:
        return problem_v2(state.profile.number("management.v2.invalid.status"), str(refused))
    if filters.limit > MAX_PAGE:
        return problem_v2(state.profile.number("management.v2.limit.status"), f"limit goes up to {MAX_PAGE}")
    page = _found(estate, filters)[(filters.page - 1) * filters.limit : filters.page * filters.limit]
    if not page:
        return Response(status_code=state.profile.number("management.v2.empty.status"))
    return as_json([_shown(estate, request, order) for order in page])


async def products(state: State, estate: Estate, request: Request) -> Response:
    """Answer GET of what one order holds, each product under an id of its own there."""
    text = request.path_params["order_id"]
    order = estate.catalogue.orders.get(int(text)) if text.isascii() and text.isdecimal() and len(text) < 20 else None
    if order is None:
        return problem_v2(404, "The requested resource was not found.")
    return as_json(
        [
            {
                "id": number,
                "order_id": order.id,
                "product_id": product.id,
                "name": product.name,
                "quantity": 1,
                "price_inc_tax": f"{product.price}00",
            }
            for number, product in enumerate(order.products, start=1)
        ]
    )


def _found(estate: Estate, filters: _Filters) -> list[Order]:
    return [
        order
        for number, order in sorted(estate.catalogue.orders.items())
        if filters.min_id <= number <= filters.max_id and filters.customer_id in (None, order.customer_id)
    ]


def _shown(estate: Estate, request: Request, order: Order) -> dict[str, Any]:
    here = f"/orders/{order.id}/products"
    host = clean_host(request.scope, "localhost")
    return {
        "id": order.id,
        "customer_id": order.customer_id,
        "status_id": 10,
        "status": "Completed",
        "items_total": len(order.products),
        "is_deleted": False,
        "products": {
            "url": f"{request.scope['scheme']}://{host}/stores/{estate.store.hash}/v2{here}",
            "resource": here,
        },
    }
