"""Test customers: created at the start of a run where the target file names none, removed after it whatever happens."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from secrets import token_hex, token_urlsafe
from typing import Any

from pydantic import SecretStr

from harness.sandbox.ledger import Page, new_page
from harness.sandbox.removal import CUSTOMERS, MARK, place_of, remove, remove_left
from harness.targets.errors import TargetDownError
from harness.targets.storefront_target import ChannelTable, StorefrontTarget
from harness.targets.tables import CustomerTable
from harness.verdict.storefront.context import StorefrontContext
from harness.verdict.storefront.management import Management, content, management_of, trouble

NAMES = ("alice", "bob")
STRANGER = "dora"
"""Who is allowed on another channel alone."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A customer to be created; ``channel`` is the only one where it is allowed, None for no such limit."""

    name: str
    email: str
    password: str
    channel: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return what the Customers API takes."""
        person = {"email": self.email, "first_name": self.name.title(), "last_name": MARK}
        sign_in = {"force_password_reset": False, "new_password": self.password}
        limit = {} if self.channel is None else {"channel_ids": [self.channel]}
        return {**person, "authentication": sign_in, **limit}


@contextmanager
def peopled(context: StorefrontContext, say: Callable[[str], None]) -> Iterator[StorefrontContext]:
    """Yield ``context`` with customers, as ``guests`` does, once what is left of runs that were cut off is removed."""
    remove_left(context, say)
    with guests(context, say) as context:
        yield context


@contextmanager
def guests(context: StorefrontContext, say: Callable[[str], None]) -> Iterator[StorefrontContext]:
    """Yield ``context`` with customers: those of its target file, or new ones that the store has for the block.

    ``say`` hears of a removal that fails. Raises TargetDownError if customers cannot be created, TargetError if the
    ledger cannot be written.
    """
    management, place = management_of(context), place_of(context)
    if context.target.customers or management is None or place is None:
        yield context
        return
    run = token_hex(8)
    people = wanted(context.target, run)
    with new_page(f"{context.target.app.store_hash}-{run}") as page:
        page.owe(place, tuple(one.email for one in people))
        try:
            made = _created(management, page, people, context.profile.text("management.scope.customers.change"))
            yield replace(context, target=_filled(context.target, people, made), created=len(made))
        finally:
            _removed(management, page, say)


def wanted(target: StorefrontTarget, run: str) -> list[Wanted]:
    """Return whom ``target`` lacks: two customers, and one for another channel that has none."""
    people = [_one(name, run) for name in NAMES]
    there = target.others.channel
    return people if there is None or there.customer else [*people, _one(STRANGER, run, there.id)]


def _one(name: str, run: str, channel: int | None = None) -> Wanted:
    # A store may ask for letters of both cases and for a digit.
    return Wanted(name, f"tokenassay-{run}-{name}@example.com", f"Aa1-{token_urlsafe(18)}", channel)


def _created(management: Management, page: Page, people: list[Wanted], scope: str) -> dict[str, int]:
    """Create ``people``, which takes ``scope``, and return their ids by e-mail."""
    exchange = management.ask("POST", CUSTOMERS, body=[one.as_json() for one in people])
    if 400 <= exchange.status < 500:
        page.learn({})
    if exchange.status == 403:
        raise TargetDownError(
            f"customers cannot be created: {trouble(exchange)}; it takes {scope}, or give [customers]"
        )
    answer = content(exchange)
    data = answer.get("data") if isinstance(answer, dict) else None
    rows = [one for one in data if isinstance(one, dict)] if isinstance(data, list) else []
    made = {one["email"]: one["id"] for one in rows if one.get("email") in page.emails and type(one.get("id")) is int}
    page.learn(made)
    if missing := [one.email for one in people if one.email not in made]:
        raise TargetDownError(f"management: POST {CUSTOMERS} did not tell the ids of {', '.join(missing)}")
    return made


def _filled(target: StorefrontTarget, people: list[Wanted], made: dict[str, int]) -> StorefrontTarget:
    """Return ``target`` with the customers that were created."""
    tables = {
        one.name: CustomerTable(id=made[one.email], email=one.email, password=SecretStr(one.password)) for one in people
    }
    stranger = tables.pop(STRANGER, None)
    filled = target.model_copy(update={"customers": tables})
    if stranger is None or target.others.channel is None:
        return filled
    there = ChannelTable(id=target.others.channel.id, customer=stranger)
    return filled.model_copy(update={"others": target.others.model_copy(update={"channel": there})})


def _removed(management: Management, page: Page, say: Callable[[str], None]) -> None:
    """Remove the customers on ``page`` and strike it; what cannot be removed stays in the ledger and is told."""
    try:
        left = remove(management, page)
    except KeyboardInterrupt:
        say("stopped while test customers were being removed; the next start removes the rest")
        raise
    if left:
        say(str(left))
    elif page.settled:  # else the store may yet carry out the creation that it has not answered
        page.strike()
