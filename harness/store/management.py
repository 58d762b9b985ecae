"""The management API, as far as customer tokens need it: time, store, customers, their credentials and orders."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from harness.store import customers, customers_v2, orders_v2
from harness.store.management_errors import credentials_missing, exhausted, forbidden
from harness.store.quota import Count
from harness.store.state import Estate, State
from harness.store.web import as_json, clean_host

Endpoint = Callable[[State, Estate, Request], Awaitable[Response]]

_READ_INFORMATION = frozenset({"store_v2_information", "store_v2_information_read_only"})
_READ_CUSTOMERS = frozenset({"store_v2_customers", "store_v2_customers_read_only"})
_CHANGE_CUSTOMERS = frozenset({"store_v2_customers"})
_READ_ORDERS = frozenset({"store_v2_orders", "store_v2_orders_read_only"})
_CREDENTIALS = _READ_CUSTOMERS | {"store_v2_customers_login"}


def routes() -> list[Route]:
    """Return the management API's routes."""
    base = "/stores/{store_hash}"
    return [
        Route(f"{base}/v2/time", _guarded(_time, _READ_INFORMATION)),
        Route(f"{base}/v2/store", _guarded(_store, _READ_INFORMATION)),
        Route(f"{base}/v2/customers", _guarded(customers_v2.listed, _READ_CUSTOMERS)),
        Route(f"{base}/v2/customers", _guarded(customers_v2.created, _CHANGE_CUSTOMERS), methods=["POST"]),
        Route(f"{base}/v2/customers", _guarded(customers_v2.all_deleted, _CHANGE_CUSTOMERS), methods=["DELETE"]),
        Route(f"{base}/v2/customers/count", _guarded(customers_v2.counted, _READ_CUSTOMERS)),
        Route(f"{base}/v2/customers/{{customer_id}}", _guarded(customers_v2.shown, _READ_CUSTOMERS)),
        Route(
            f"{base}/v2/customers/{{customer_id}}", _guarded(customers_v2.updated, _CHANGE_CUSTOMERS), methods=["PUT"]
        ),
        Route(
            f"{base}/v2/customers/{{customer_id}}",
            _guarded(customers_v2.deleted, _CHANGE_CUSTOMERS),
            methods=["DELETE"],
        ),
        Route(f"{base}/v2/orders", _guarded(orders_v2.listed, _READ_ORDERS)),
        Route(f"{base}/v2/orders/{{order_id}}/products", _guarded(orders_v2.products, _READ_ORDERS)),
        Route(f"{base}/v3/customers", _guarded(customers.listed, _READ_CUSTOMERS)),
        Route(f"{base}/v3/customers", _guarded(customers.created, _CHANGE_CUSTOMERS), methods=["POST"]),
        Route(f"{base}/v3/customers", _guarded(customers.deleted, _CHANGE_CUSTOMERS), methods=["DELETE"]),
        Route(
            f"{base}/v3/customers/validate-credentials",
            _guarded(customers.credentials_checked, _CREDENTIALS),
            methods=["POST"],
        ),
    ]


def _guarded(endpoint: Endpoint, scopes: frozenset[str]) -> Callable[[Request], Awaitable[Response]]:
    """Return ``endpoint`` behind the access token, one of ``scopes``, and the rate limit."""

    async def guarded(request: Request) -> Response:
        state: State = request.app.state.mock
        account = state.accounts.get(request.headers.get(state.profile.text("management.auth-header"), ""))
        if account is None:
            return credentials_missing(request)
        count = state.quota.count(account.access_token)
        if not count.allowed:
            answer = exhausted(request, count)
        elif account.store_hash != request.path_params["store_hash"] or not account.scopes & scopes:
            answer = forbidden(request, state.profile.number("management.scope.status"))
        else:
            answer = await endpoint(state, state.estates[account.store_hash], request)
        answer.headers.update(_rate_headers(state, count))
        return answer

    return guarded


def _rate_headers(state: State, count: Count) -> dict[str, str]:
    return {
        "X-Rate-Limit-Time-Window-Ms": str(state.quota.window_ms),
        "X-Rate-Limit-Time-Reset-Ms": str(count.reset_ms),
        "X-Rate-Limit-Requests-Quota": str(state.quota.quota),
        "X-Rate-Limit-Requests-Left": str(count.left),
    }


async def _time(state: State, estate: Estate, request: Request) -> Response:
    return as_json({"time": state.clock.seconds()})


async def _store(state: State, estate: Estate, request: Request) -> Response:
    first = estate.storefronts[0]
    host = clean_host(request.scope, "localhost")
    if state.storefront(host).store.hash != estate.store.hash and first.channel.hosts:
        _, colon, port = host.rpartition(":")
        host = first.channel.hosts[0] + (colon + port if port.isdecimal() else "")
    url = f"{request.scope['scheme']}://{host}"
    return as_json(
        {
            "id": estate.store.hash,
            "domain": host,
            "secure_url": url,
            "control_panel_base_url": url,
            "status": "live",
            "name": estate.store.name,
            "default_channel_id": first.channel.id,
            "default_site_id": 1000,
        }
    )
