"""Removing test customers: found by e-mail, deleted only if they carry our mark, and looked for once more.

A customer counts as ours if the ledger names its e-mail, its last name is our mark, and its id is the one that the
store told us when it was created, where that is known.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from harness.sandbox.ledger import Page, Place, left_pages, pages_elsewhere
from harness.targets.errors import TargetDownError
from harness.verdict.storefront.context import StorefrontContext
from harness.verdict.storefront.management import Management, management_of

MARK = "Tokenassay test customer"
"""The last name of every customer that is ours."""
CUSTOMERS = "/v3/customers"
LOOKS = 3
"""Times that a store is asked to delete, and looked at after."""


@dataclass(frozen=True, slots=True)
class Left:
    """What a removal could not finish: the e-mails of customers that are still there, and why."""

    emails: tuple[str, ...]
    why: str

    def __str__(self) -> str:
        """Say what is left and how it goes by hand."""
        return (
            f"test customers were not removed: {self.why}\n"
            f"  still there: {', '.join(self.emails)}\n"
            "  they are removed at the next start, or now by `tokenassay doctor --clean` with the target file;\n"
            "  by hand: control panel, Customers, search for these addresses, delete"
        )


def place_of(context: StorefrontContext) -> Place | None:
    """Return where test customers of ``context`` are, if its target file gives the Management API."""
    table = context.target.management
    return Place(context.target.app.store_hash, table.url) if table else None


def remove(management: Management, page: Page) -> Left | None:
    """Delete every customer on ``page`` that is ours; return what is left, or None if all are gone."""
    found: list[dict[str, Any]] = []
    try:
        for _ in range(LOOKS):
            found = _found(management, page)
            ours = [one for one in found if _is_ours(one, page)]
            if not ours:
                break
            numbers = ",".join(str(one["id"]) for one in ours)
            management.told("DELETE", CUSTOMERS, {"id:in": numbers})
        else:
            found = _found(management, page)
    except TargetDownError as error:
        return Left(page.emails, str(error))
    if not found:
        return None
    strange = [one for one in found if not _is_ours(one, page)]
    why = "they do not carry our mark any more" if strange else "the store still lists them after deletion"
    return Left(tuple(str(one["email"]) for one in strange or found), why)


def remove_left(context: StorefrontContext, say: Callable[[str], None]) -> tuple[int, int]:
    """Remove what runs left at the store of ``context`` that were cut off; return how many, and how many stayed."""
    place, management = place_of(context), management_of(context)
    if place is None or management is None:
        return 0, 0
    gone = stayed = 0
    with left_pages(place) as pages:
        for page in pages:
            if left := remove(management, page):
                say(str(left))
                stayed += len(left.emails)
                continue
            page.strike()
            gone += len(page.emails)
    if gone:
        say(f"gone: the test customers of a run that was cut off ({gone})")
    return gone, stayed


def left_over(context: StorefrontContext) -> tuple[str, ...]:
    """Return the e-mails of test customers that runs left at the store of ``context`` that were cut off."""
    place = place_of(context)
    if place is None:
        return ()
    with left_pages(place) as pages:
        return tuple(email for page in pages for email in page.emails)


def left_elsewhere(context: StorefrontContext) -> str:
    """Say whom runs at the store of ``context`` left under another ``management.url``, or ""; all of them stay."""
    place = place_of(context)
    if place is None:
        return ""
    with pages_elsewhere(place) as pages:
        told = [f"{', '.join(page.emails)} at {page.place.url}" for page in pages if page.place]
    return f"test customers of runs that were cut off, under another management.url: {'; '.join(told)}" if told else ""


def _found(management: Management, page: Page) -> list[dict[str, Any]]:
    """Return the store's customers with the e-mails of ``page``."""
    answer = management.told("GET", CUSTOMERS, {"email:in": ",".join(page.emails)})
    data = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(data, list):
        raise TargetDownError("management: GET /v3/customers was answered without data; check management.url")
    return [one for one in data if isinstance(one, dict) and one.get("email") in page.emails]


def _is_ours(customer: dict[str, Any], page: Page) -> bool:
    """Whether ``customer`` is one that the ledger names and that carries our mark."""
    email, number = customer.get("email"), customer.get("id")
    known = page.ids.get(str(email), number)
    return email in page.emails and customer.get("last_name") == MARK and isinstance(number, int) and number == known
