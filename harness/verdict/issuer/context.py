"""A run against an issuer: the store that it was told of, the clock it goes by, and the people it may log in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

from harness.judge.issued import Order
from harness.targets.issuer_target import IssuerTarget
from harness.targets.realtime import real_time
from harness.targets.storefront_target import StorefrontTarget
from harness.tokens import Customer, Scene
from harness.verdict.context import Context
from harness.verdict.storefront.context import StorefrontContext

FRACTION = 0.6
"""Where in its second a clock of ours stands: a time that is rounded, and not cut, is then in the future."""
CROWD = tuple(Customer(700_001 + n, f"shopper{n}@example.com", first_name=f"Shopper {n}") for n in range(50))
"""People whom the embedded store knows beside those of the target file."""


def _nothing(channel: int) -> None:
    """Leave the store as it is."""


@dataclass(slots=True)
class IssuerContext(Context):
    """``store_at`` is where the embedded store is that tokens are redeemed at, ``told`` the address the app has of it.

    ``clock`` is the time that an app obeys which lets us set it (0: it has a clock of its own). ``channel`` is the
    storefront channel that tokens are for, None while that is not known. ``any_customer`` says that the app logs in
    whoever is signed in, known to it before or not. ``log`` is the file of what [start]'s program prints. ``first`` is
    the first token that was ever made, and ``first_at`` when. ``handed_on`` are the values of the store that [start]
    may use, and ``asked_for`` the names of those that it does. ``furnish`` moves the store to another channel; only the
    process that started it can.
    """

    target: IssuerTarget
    store_at: str = ""
    log: str = ""
    clock: int = 0
    peer: str = ""
    channel: int | None = None
    any_customer: bool = False
    first: str = ""
    first_at: float = 0.0
    handed_on: dict[str, str] = field(default_factory=dict)
    asked_for: tuple[str, ...] = ()
    furnish: Callable[[int], None] = _nothing

    TRAVELS: ClassVar[tuple[str, ...]] = (
        *Context.TRAVELS,
        "store_at",
        "log",
        "clock",
        "peer",
        "channel",
        "any_customer",
        "first",
        "first_at",
        "handed_on",
        "asked_for",
    )

    @property
    def folder(self) -> Path:
        """The folder of the target file, where relative paths start."""
        return Path(self.file).resolve().parent

    @property
    def told(self) -> str:
        """The address of the store as the app was told it."""
        return self.handed_on.get("store_url") or self.store_at

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins that a login may lead to: what the app was told, or learned from the management API."""
        by_api = self.asks_the_store
        tls = self.handed_on.get("api_tls_host")
        return (self.told, *([self.store_at] if by_api else []), *([f"https://{tls}"] if by_api and tls else []))

    @property
    def knows_the_store(self) -> bool:
        """Whether it is known which store the app was told of: by the target file, or by us."""
        return bool(self.target.told_store) or "store_url" in self.asked_for or self.asks_the_store

    @property
    def asks_the_store(self) -> bool:
        """Whether the app knows the management API of the embedded store."""
        return not {"api_url", "api_tls_host"}.isdisjoint(self.asked_for)

    @property
    def control(self) -> str:
        """The control of the embedded store."""
        return f"{self.store_at}/_tokenassay"

    def now(self) -> float:
        """Return the issuer's time in seconds: exactly, where its clock is ours."""
        return self.clock + FRACTION if self.clock else real_time() + self.offset

    def scene(self, customer: Customer | None = None) -> Scene:
        """Return the circumstances of a fresh login token of our own making."""
        return Scene(
            app=self.app,
            store=self.store,
            customer=customer or self.people[0],
            other_customer=self.people[1],
            now=int(self.now()),
            jti=uuid4().hex,
            channel_id=self.channel,
        )

    def order(self, customer: Customer, since: float, until: float, return_to: str = "") -> Order:
        """Return what was asked for between two times of the issuer's clock."""
        bar = 0 if self.clock else self.bar
        return Order(
            app=self.app,
            store_hash=self.target.app.store_hash,
            customer_id=customer.id,
            earliest=since - bar,
            latest=until + bar,
            return_to=return_to,
            channel_id=self.target.channel_id,
            peer=self.peer,
            profile=self.profile,
        )

    def door(self) -> StorefrontContext:
        """Return the embedded store as a visitor meets it."""
        app = self.target.app
        data: dict[str, Any] = {
            "role": "storefront",
            "name": "embedded-store",
            "url": self.store_at,
            "peer": "127.0.0.1",
            "app": {
                "client_id": app.client_id,
                "client_secret": app.client_secret.get_secret_value(),
                "store_hash": app.store_hash,
            },
            "customers": {name: {"id": one.id, "email": one.email} for name, one in self.target.customers.items()},
        }
        return StorefrontContext(StorefrontTarget.model_validate(data), self.profile_name, peer="127.0.0.1")
