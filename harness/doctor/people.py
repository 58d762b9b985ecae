"""The customers whom tokens will name: those of the target file, looked up in the store; and those left over."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from harness.doctor.line import Line, none, note, well, wrong
from harness.doctor.visit import Visit
from harness.sandbox.removal import left_elsewhere, left_over
from harness.targets.tables import CustomerTable

CLEAN = "remove them: `tokenassay doctor --clean` with this target file; the next run does so, too"
ELSEWHERE = "remove them: `tokenassay doctor --clean` with a target file that has that management.url"


def leftovers(visit: Visit) -> Iterator[Line]:
    """Tell of test customers of runs that were cut off."""
    if emails := left_over(visit.context):
        yield note("leftovers", f"{len(emails)} test customers of a run that was cut off: {', '.join(emails)}", CLEAN)
    if told := left_elsewhere(visit.context):
        yield note("leftovers", told, ELSEWHERE)


def people(visit: Visit) -> Iterator[Line]:
    """Look the customers up."""
    context = visit.context
    named = ", ".join(f"{name} {one.id}" for name, one in context.target.customers.items())
    if context.created:
        yield well("customers", f"can be created and removed ({named})")
    elif visit.management is None or not visit.reads_customers:
        yield none("customers", f"{named}: whether they exist can be told by [management] alone")
    else:
        yield from _looked_up(visit, named)


def _looked_up(visit: Visit, named: str) -> Iterator[Line]:
    tables = visit.context.target.customers
    found = by_id(visit, [one.id for one in tables.values()])
    channel = visit.shop.get("default_channel_id", 1)
    bad = {name: said for name, one in tables.items() if (said := _complaint(one, found.get(one.id), channel))}
    for name, said in bad.items():
        yield wrong("customers", f"customers.{name}: {said}", f"correct customers.{name}, or leave [customers] out")
    if not bad:
        yield well("customers", f"{named} exist, and are allowed on channel {channel}")


def by_id(visit: Visit, numbers: list[int]) -> dict[int, dict[str, Any]]:
    """Return those of the store's customers with ``numbers``."""
    assert visit.management
    exchange = visit.management.ask("GET", "/v3/customers", {"id:in": ",".join(map(str, numbers))})
    try:
        data = json.loads(exchange.body)["data"]
        return {one["id"]: one for one in data}
    except (ValueError, KeyError, TypeError):
        return {}


def _complaint(table: CustomerTable, found: Mapping[str, Any] | None, channel: object) -> str:
    """Return what is wrong with a customer of the file, or ""."""
    if found is None:
        return f"the store has no customer {table.id}"
    if table.email and str(found.get("email", "")).lower() != table.email.lower():
        return f"customer {table.id} has another e-mail address"
    allowed = found.get("channel_ids")
    if isinstance(allowed, list) and channel not in allowed:
        return f"customer {table.id} is allowed on channels {allowed} alone, not on {channel}"
    return ""
