"""Customers of the management API as v2 has them: bare objects and arrays, one customer a request (Customers v2).

It is what BigCommerce's own Python client speaks. What the mock does not keep of a customer (company, phone, notes, …)
may be sent and is shown empty; filters by date are refused like those that v2 does not know.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from harness.store.customers import MAX_CUSTOMERS, MAX_PAGE
from harness.store.customers_v2_shapes import Changes, Filters, NewCustomer, Refused, filters_of, sent
from harness.store.management_errors import problem_v2
from harness.store.state import Estate, State
from harness.store.web import as_json, body_of, clean_host
from harness.tokens.parties import Customer

# The mock knows nothing of when a customer came, but clients parse these.
_DATE = "Thu, 01 Jan 2026 00:00:00 +0000"


async def listed(state: State, estate: Estate, request: Request) -> Response:
    """Answer GET: the page of those whom the filters leave, by id; an empty one has no body."""
    try:
        filters = filters_of(Filters, request.query_params)
    except Refused as refused:
        return _refusal(state, refused)
    if filters.limit > MAX_PAGE:
        return problem_v2(state.profile.number("management.v2.limit.status"), f"limit goes up to {MAX_PAGE}")
    page = _found(estate, filters)[(filters.page - 1) * filters.limit : filters.page * filters.limit]
    if not page:
        return Response(status_code=state.profile.number("management.v2.empty.status"))
    return as_json([_shown(estate, request, one) for one in page])


async def counted(state: State, estate: Estate, request: Request) -> Response:
    """Answer GET of the count, under the same filters."""
    try:
        return as_json({"count": len(_found(estate, filters_of(Filters, request.query_params)))})
    except Refused as refused:
        return _refusal(state, refused)


async def shown(state: State, estate: Estate, request: Request) -> Response:
    """Answer GET of one customer."""
    customer = _asked(estate, request)
    return _nobody() if customer is None else as_json(_shown(estate, request, customer))


async def created(state: State, estate: Estate, request: Request) -> Response:
    """Answer POST of one customer, who may sign in where global logins are allowed: v2 has no channels."""
    try:
        wanted = sent(NewCustomer, await body_of(request))
    except Refused as refused:
        return _refusal(state, refused)
    return estate.keeper.change(lambda: _create(state, estate, request, wanted))


def _create(state: State, estate: Estate, request: Request, wanted: NewCustomer) -> Response:
    if len(estate.customers) >= MAX_CUSTOMERS:
        return problem_v2(400, f"The mock holds at most {MAX_CUSTOMERS} customers per store")
    customer = _changed(Customer(max(estate.customers, default=0) + 1), wanted)
    if _is_taken(estate, customer):
        return _conflict(state)
    _keep(estate, customer, wanted)
    return as_json(_shown(estate, request, customer), state.profile.number("management.v2.created.status"))


async def updated(state: State, estate: Estate, request: Request) -> Response:
    """Answer PUT of one customer: what is not sent stays. Sessions go on as the customer who was signed in."""
    try:
        wanted = sent(Changes, await body_of(request))
    except Refused as refused:
        return _refusal(state, refused)
    return estate.keeper.change(lambda: _update(state, estate, request, wanted))


def _update(state: State, estate: Estate, request: Request, wanted: Changes) -> Response:
    before = _asked(estate, request)
    if before is None:
        return _nobody()
    customer = _changed(before, wanted)
    if _is_taken(estate, customer):
        return _conflict(state)
    _keep(estate, customer, wanted)
    return as_json(_shown(estate, request, customer))


async def deleted(state: State, estate: Estate, request: Request) -> Response:
    """Answer DELETE of one customer."""

    def gone() -> set[int]:
        customer = _asked(estate, request)
        return _remove(estate, set() if customer is None else {customer.id})

    ids = estate.keeper.change(gone)
    return _ended(state, estate, ids) if ids else _nobody()


async def all_deleted(state: State, estate: Estate, request: Request) -> Response:
    """Answer DELETE of all customers, of whom one request deletes the first so many."""
    most = state.profile.number("management.v2.customers.delete-all")
    ids = estate.keeper.change(lambda: _remove(estate, set(sorted(estate.customers)[:most])))
    return _ended(state, estate, ids)


def _asked(estate: Estate, request: Request) -> Customer | None:
    text = request.path_params["customer_id"]
    return estate.customers.get(int(text)) if text.isascii() and text.isdecimal() and len(text) < 20 else None


def _found(estate: Estate, filters: Filters) -> list[Customer]:
    asked = filters.fields()
    return [
        estate.customers[number]
        for number in sorted(estate.customers)
        if filters.min_id <= number <= filters.max_id and _has(estate.customers[number], asked)
    ]


def _has(customer: Customer, asked: Mapping[str, str]) -> bool:
    fields = _fields(customer) if asked else {}
    return all(str(fields[name]).lower() == value for name, value in asked.items())


def _changed(customer: Customer, wanted: Changes) -> Customer:
    password = wanted.authentication.password or customer.password
    return replace(customer, password=password, **wanted.kept())


def _is_taken(estate: Estate, new: Customer) -> bool:
    """Whether somebody else whom a channel of ``new`` admits has the e-mail, or somebody with the same channels."""
    channels = [front.channel for front in estate.storefronts]
    return any(
        one.channels == new.channels or any(channel.admits(one) and channel.admits(new) for channel in channels)
        for one in estate.customers.values()
        if one.id != new.id and one.email.lower() == new.email.lower()
    )


def _keep(estate: Estate, customer: Customer, wanted: Changes) -> None:
    estate.customers[customer.id] = customer
    match wanted.authentication.force_reset:
        case True:
            estate.resets.add(customer.id)
        case False:
            estate.resets.discard(customer.id)


def _remove(estate: Estate, ids: set[int]) -> set[int]:
    for number in ids:
        del estate.customers[number]
    estate.resets.difference_update(ids)
    return ids


def _ended(state: State, estate: Estate, ids: set[int]) -> Response:
    state.sessions.close_customers(estate.store.hash, ids)
    return Response(status_code=204)


def _fields(customer: Customer) -> dict[str, Any]:
    return {
        "id": customer.id,
        "company": "",
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "email": customer.email,
        "phone": "",
        "form_fields": None,
        "date_created": _DATE,
        "date_modified": _DATE,
        "store_credit": "0.0000",
        "registration_ip_address": "",
        "customer_group_id": customer.group_id,
        "notes": "",
        "tax_exempt_category": "",
        "accepts_marketing": False,
    }


def _shown(estate: Estate, request: Request, customer: Customer) -> dict[str, Any]:
    host = clean_host(request.scope, "localhost")
    here = f"/customers/{customer.id}/addresses"
    url = f"{request.scope['scheme']}://{host}/stores/{estate.store.hash}/v2{here}"
    return {
        **_fields(customer),
        "reset_pass_on_login": customer.id in estate.resets,
        "addresses": {"url": url, "resource": here},
    }


def _refusal(state: State, refused: Refused) -> Response:
    return problem_v2(state.profile.number("management.v2.invalid.status"), str(refused))


def _nobody() -> Response:
    return problem_v2(404, "The requested resource was not found.")


def _conflict(state: State) -> Response:
    return problem_v2(state.profile.number("management.v2.duplicate.status"), "The e-mail address is already in use.")
