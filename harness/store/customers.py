"""Customers of the management API: list, create, delete, and validate credentials (Customers v3)."""

from dataclasses import replace
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from harness.store.management_errors import exhausted, problem
from harness.store.seed_shapes import Email, Name, Number, Text, typed
from harness.store.state import Estate, State
from harness.store.storefront import password_owner
from harness.store.web import as_json, body_of
from harness.tokens.parties import Customer

MAX_CUSTOMERS = 20_000
"""Customers that one store of the mock holds."""

MAX_PAGE = 250


class _Body(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True, frozen=True)


class _Authentication(_Body):
    force_password_reset: bool = False
    new_password: Name = ""


class _NewCustomer(_Body):
    email: Email
    first_name: Text
    last_name: Text
    customer_group_id: Annotated[int, Field(ge=0, le=2**31)] = 0
    channel_ids: list[Number] | None = None
    authentication: _Authentication = _Authentication()


class _Credentials(_Body):
    email: Text
    password: Text
    channel_id: Number = 1


_NEW_CUSTOMERS = TypeAdapter(list[_NewCustomer])
_CREDENTIALS = TypeAdapter(_Credentials)


async def listed(state: State, estate: Estate, request: Request) -> Response:
    """Answer GET: ``id:in``, ``email:in``, ``customer_group_id:in``, ``page`` and ``limit``."""
    query = request.query_params
    try:
        ids = _numbers(query.get("id:in"))
        groups = _numbers(query.get("customer_group_id:in"))
        page, limit = int(query.get("page", "1")[:9]), int(query.get("limit", "50")[:9])
    except ValueError:
        return problem(422, "The filters id:in, customer_group_id:in, page and limit take whole numbers")
    if page < 1 or not 1 <= limit <= MAX_PAGE:
        return problem(422, f"page starts at 1, and limit goes from 1 to {MAX_PAGE}")
    emails = None if "email:in" not in query else {one.strip().lower() for one in query["email:in"].split(",")}
    found = [
        customer
        for customer in sorted(estate.customers.values(), key=lambda one: one.id)
        if (ids is None or customer.id in ids)
        and (groups is None or customer.group_id in groups)
        and (emails is None or customer.email.lower() in emails)
    ]
    shown = [_shown(estate, one) for one in found[(page - 1) * limit : page * limit]]
    return as_json({"data": shown, "meta": {"pagination": _pagination(len(found), len(shown), page, limit)}})


async def created(state: State, estate: Estate, request: Request) -> Response:
    """Answer POST of an array: all of them are created, or none."""
    try:
        wanted = _NEW_CUSTOMERS.validate_json(await body_of(request))
    except ValidationError as error:
        return _invalid(error)
    batch = state.profile.number("management.customers.batch")
    if len(wanted) > batch:
        return problem(413, f"At most {batch} customers can be created in one request")
    return estate.keeper.change(lambda: _create(state, estate, wanted))


def _create(state: State, estate: Estate, wanted: list[_NewCustomer]) -> Response:
    if len(estate.customers) + len(wanted) > MAX_CUSTOMERS:
        return problem(422, f"The mock holds at most {MAX_CUSTOMERS} customers per store")
    after = dict(estate.customers)
    made = []
    for one in wanted:
        customer = _customer(one, max(after, default=0) + 1)
        if not set(customer.channels or ()) <= {front.channel.id for front in estate.storefronts}:
            return problem(422, "The following fields are invalid: channel_ids", {"channel_ids": "no such channel"})
        if _clashes(estate, customer, after):
            status = state.profile.number("management.duplicate.status")
            return problem(status, "Create customers failed.", {".customer_create": "Error creating customers"})
        after[customer.id] = customer
        made.append(customer)
    estate.customers.update({customer.id: customer for customer in made})
    estate.resets.update(
        customer.id for customer, one in zip(made, wanted, strict=True) if one.authentication.force_password_reset
    )
    return as_json({"data": [_shown(estate, customer) for customer in made], "meta": {}})


async def deleted(state: State, estate: Estate, request: Request) -> Response:
    """Answer DELETE ``?id:in=``: the customers and their sessions are gone."""
    try:
        ids = _numbers(request.query_params.get("id:in"))
    except ValueError:
        ids = None
    if ids is None:
        return problem(422, "Say which customers to delete: id:in takes whole numbers", {"id:in": "missing or invalid"})
    estate.keeper.change(lambda: _remove(estate, ids))
    state.sessions.close_customers(estate.store.hash, ids)
    return Response(status_code=204)


def _remove(estate: Estate, ids: set[int]) -> None:
    for number in ids:
        estate.customers.pop(number, None)
    estate.resets.difference_update(ids)


async def credentials_checked(state: State, estate: Estate, request: Request) -> Response:
    """Answer whether e-mail and password belong together on a channel, under a limit of its own."""
    count = state.credentials_quota.count(estate.store.hash)
    if not count.allowed:
        return exhausted(request, count)
    try:
        asked = _CREDENTIALS.validate_json(await body_of(request))
    except ValidationError as error:
        return _invalid(error)
    front = next((one for one in estate.storefronts if one.channel.id == asked.channel_id), None)
    customer = front and password_owner(front, asked.email, asked.password)
    return as_json({"is_valid": customer is not None, "customer_id": customer.id if customer else None})


def _numbers(text: str | None) -> set[int] | None:
    return None if text is None else {int(one[:19]) for one in text.split(",")}


def _clashes(estate: Estate, new: Customer, customers: dict[int, Customer]) -> bool:
    """Whether someone on a channel of ``new`` has the e-mail already; it is unique per channel, not per store."""
    same = [one for one in customers.values() if one.email.lower() == new.email.lower()]
    channels = [front.channel for front in estate.storefronts]
    return any(channel.admits(new) and channel.admits(one) for one in same for channel in channels) or any(
        one.channels == new.channels for one in same
    )


def _customer(one: _NewCustomer, number: int) -> Customer:
    bare = Customer(number, one.email, one.customer_group_id, None, one.first_name, one.last_name)
    channels = None if one.channel_ids is None else tuple(one.channel_ids)
    return replace(bare, channels=channels, password=one.authentication.new_password)


def _shown(estate: Estate, customer: Customer) -> dict[str, Any]:
    return {
        "id": customer.id,
        "email": customer.email,
        "first_name": customer.first_name,
        "last_name": customer.last_name,
        "company": "",
        "phone": "",
        "notes": "",
        "customer_group_id": customer.group_id,
        "authentication": {"force_password_reset": customer.id in estate.resets},
        "origin_channel_id": estate.storefronts[0].channel.id,
        "channel_ids": None if customer.channels is None else list(customer.channels),
    }


def _pagination(total: int, count: int, page: int, limit: int) -> dict[str, Any]:
    return {
        "total": total,
        "count": count,
        "per_page": limit,
        "current_page": page,
        "total_pages": -(-total // limit),
        "links": {"current": f"?page={page}&limit={limit}"},
    }


def _invalid(error: ValidationError) -> Response:
    told = error.errors(include_input=False, include_url=False, include_context=False)[:10]
    errors = {typed(one["loc"]) or "body": one["msg"] for one in told}
    return problem(422, f"The following fields are invalid: {', '.join(errors)}", errors)
