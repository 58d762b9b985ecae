"""A store, examined in the order in which one thing needs the other."""

from collections.abc import Iterator

from harness.doctor.api import credentials, identity, scopes
from harness.doctor.browsers import browser
from harness.doctor.clock import clock
from harness.doctor.line import Line, none, note, wrong
from harness.doctor.logins import current_jwt, logins
from harness.doctor.neighbours import neighbours
from harness.doctor.people import leftovers, people
from harness.doctor.reach import answers
from harness.doctor.visit import Check, Visit
from harness.sandbox.customers import guests
from harness.targets.errors import TargetDownError, TargetError
from harness.verdict.storefront.context import StorefrontContext

BEFORE: tuple[Check, ...] = (answers, credentials, scopes, identity, clock, leftovers)
WITH_PEOPLE: tuple[Check, ...] = (people, logins, current_jwt, neighbours)
NEXT = "give the access token the scope {scope} (Customers, modify), or name two customers in [customers]"


def store(context: StorefrontContext) -> Iterator[Line]:
    """Yield the checks of the store of ``context``; customers that it lacks are there for as long as that takes."""
    visit = Visit(context)
    for check in BEFORE:
        yield from check(visit)
    yield from _with_people(visit)
    yield from browser(visit)


def _with_people(visit: Visit) -> Iterator[Line]:
    if not visit.answers and not visit.context.target.customers:
        yield none("customers", "none were created, since the store does not answer")
        return
    said: list[str] = []
    try:
        with guests(visit.context, said.append) as context:
            offset, bar = visit.context.offset, visit.context.bar
            visit.context = context
            context.offset, context.bar = offset, bar
            for check in WITH_PEOPLE:
                yield from check(visit)
    except TargetError as error:  # the ledger cannot be written; it says what to do
        yield wrong("customers", f"none can be created: {error}", "")
    except TargetDownError as error:
        scope = visit.context.profile.text("management.scope.customers.change")
        yield wrong("customers", f"none can be created: {error}", NEXT.format(scope=scope))
    for words in said:
        yield note("customers", words)
