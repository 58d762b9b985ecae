"""Signing customers in at the app, as [session.login] says: the cookies of its answer are their sessions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from harness.contract.words import Answer
from harness.targets.handed import Handed
from harness.targets.http import Exchange
from harness.targets.issuer_target import ShopperTable
from harness.targets.reaching import Reached
from harness.targets.sending import Wording
from harness.tokens import Customer
from harness.verdict.clock import date_of
from harness.verdict.evidence import TELLING
from harness.verdict.issuer.context import IssuerContext
from harness.verdict.why import not_as_described


@dataclass(slots=True)
class Sessions:
    """The sessions of one app as it stands: whoever is in the target file signs in once, when first wanted.

    ``heard`` takes note of each answer. An app that was started again has forgotten its sessions; it has others here.
    """

    context: IssuerContext
    app: Reached
    heard: Callable[[Exchange], None]
    wording: Wording | None = field(init=False, default=None)
    opened: dict[int, dict[str, str]] = field(default_factory=dict)
    """Cookies by the id of the customer whose session they are; none where the app has signed nobody in."""

    def __post_init__(self) -> None:
        """Take [session.login]."""
        target = self.context.target
        if target.session and target.session.login:
            values = {"client_id": target.app.client_id, "store_hash": target.app.store_hash}
            self.wording = Wording(target.session.login, values)

    def sign_in(self) -> str:
        """Sign everybody of the target file in, once more if need be; return why somebody cannot, or ""."""
        self.opened.clear()
        people = self.context.people if self.wording else ()
        return next((said for one in people if (said := self._open(one))), "")

    def cookies(self, customer: Customer) -> Mapping[str, str]:
        """Return the session of ``customer``; the target file has no password of anybody else."""
        if self.wording and customer in self.context.people and customer.id not in self.opened:
            self._open(customer)
        return self.opened.get(customer.id, {})

    @property
    def names(self) -> frozenset[str]:
        """The names of the cookies."""
        return frozenset(name for cookies in self.opened.values() for name in cookies)

    def hidden(self, handed: Handed) -> Handed:
        """Return ``handed`` without the sessions: whoever reads a report is not to have them."""
        if not self.opened:
            return handed
        seen, cut = handed.exchange, self.without
        headers, sent = (tuple((name, cut(value)) for name, value in pairs) for pairs in (seen.headers, seen.sent))
        return replace(
            handed, exchange=replace(seen, url=cut(seen.url), headers=headers, body=cut(seen.body), sent=sent)
        )

    def without(self, text: str) -> str:
        """Return ``text`` without the sessions in it."""
        for cookies in self.opened.values():
            for value in cookies.values():
                text = text.replace(value, "[secret]") if len(value) >= TELLING else text
        return text

    def _open(self, customer: Customer) -> str:
        """Sign ``customer`` in; return why that cannot be done, or ""."""
        assert self.wording
        tables = self.context.target.customers.items()
        name, table = next((name, one) for name, one in tables if one.id == customer.id)
        now = self.context.now()
        exchange = self.app.send(self.wording.request(_values(table)), now).exchange
        self.heard(exchange)
        refused = not 0 < exchange.status < 400
        self.opened[customer.id] = {} if refused else set_by(exchange, now)
        return "" if self.opened[customer.id] else self._why_not(customer, name, exchange)

    def _why_not(self, customer: Customer, name: str, exchange: Exchange) -> str:
        target = self.context.target
        assert self.wording
        said = f"customer {customer.id} cannot sign in at the app"
        if exchange.error == "down" or "CERTIFICATE" in exchange.error:
            return not_as_described(target, Answer.UNCLEAR, exchange, f"{said} ({exchange.error})", "", "")
        seen = exchange.error or (f"{exchange.status}" if exchange.status >= 400 else f"{exchange.status}, no cookie")
        secret = next((one for one in ("password", "session") if f"{{{one}}}" in str(self.wording.send.carriers)), "id")
        return f"{said} ({seen}): check [session.login] and customers.{name}.{secret}"


def set_by(exchange: Exchange, now: float) -> dict[str, str]:
    """Return the cookies that an answer sets, without those that it takes away; its redirect is not followed."""
    found: dict[str, str] = {}
    for line in exchange.all("set-cookie"):
        pair, *attributes = line.split(";")
        name, _, value = (part.strip() for part in pair.partition("="))
        if name and not _over(attributes, now):
            found[name] = value
        else:
            found.pop(name, None)
    return found


def _over(attributes: list[str], now: float) -> bool:
    """Whether a cookie with ``attributes`` is none any more (RFC 6265 5.3: Max-Age goes before Expires)."""
    pairs = (one.partition("=") for one in attributes)
    given = {name.strip().lower(): value.strip() for name, _, value in pairs}
    age = given.get("max-age", "")
    if age.removeprefix("-").isdecimal():
        return int(age) <= 0
    end = date_of(given.get("expires", ""))
    return end is not None and end <= now


def _values(table: ShopperTable) -> dict[str, str]:
    """Return what stands for the placeholders of [session.login]."""
    password, session = (one.get_secret_value() if one else "" for one in (table.password, table.session))
    return {"customer_id": str(table.id), "email": table.email, "password": password, "session": session}
