"""The mock in the hands of a test: start it, mint for it, move its clock, read what it was asked."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from secrets import token_hex
from types import TracebackType
from typing import Any

from harness.contract.profile import Profile
from harness.store.app import Control
from harness.store.clock import Clock
from harness.store.journal import Journal
from harness.store.seeds import Seed, Shop
from harness.store.server import Running, run_in_thread
from harness.store.state import State
from harness.tokens import App, Customer, Scene, current, login


class MockStore(AbstractContextManager["MockStore"]):
    """A mock BigCommerce on loopback, as the fixture ``bigcommerce_store`` hands it out.

    ``app`` is the first app of the seed with the login scope; ``store_hash`` and ``customers`` are the first store's.
    With ``tls`` it is served a second time over TLS, at ``tls_host`` (host and port, else empty), under a certificate
    whose CA is in ``ca_file`` (else None); it is good for loopback, the seed's hosts, and ``names``.
    """

    def __init__(
        self,
        seed: Seed | None = None,
        profile: Profile | None = None,
        *,
        control: Control = "off",
        port: int = 0,
        tls: bool = False,
        names: Sequence[str] = (),
    ) -> None:
        self._running: Running = run_in_thread(State(seed, profile), control=control, port=port, tls=tls, names=names)
        self.state = self._running.state
        self.url = self._running.url
        self.tls_host = self._running.tls_host
        self.ca_file = self._running.ca_file

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop serving."""
        self._running.stop()

    def reset(self) -> None:
        """Go back to how the store was started: nobody signed in, nothing spent, the real clock."""
        self._running.call(self.state.reset)

    def furnish(self, seed: Seed) -> None:
        """Take up ``seed`` in place of the stores there are; nobody is signed in any more, nothing is spent."""
        self._running.call(lambda: self.state.furnish(seed))

    @property
    def apps(self) -> tuple[App, ...]:
        """All apps, in the order of the seed."""
        return tuple(self.state.seed.apps.values())

    @property
    def app(self) -> App:
        """The first app that may sign customers in: ``client_id``, ``client_secret``, ``scopes``."""
        scope = self.state.manner.policy.scope
        return next((app for app in self.apps if scope in app.scopes), self.apps[0])

    @property
    def store_hash(self) -> str:
        """The first store's hash."""
        return self._shop.store.hash

    @property
    def customers(self) -> Mapping[int | str, Customer]:
        """The first store's customers by id, by e-mail, and by first name in lower case; the first one wins."""
        found: dict[int | str, Customer] = {}
        for customer in list(self.state.estates[self.store_hash].customers.values()):
            for key in (customer.id, customer.email, customer.first_name.lower()):
                found.setdefault(key, customer)
        return found

    @property
    def clock(self) -> Clock:
        """The store's own clock: ``now()``, ``set(at)``, ``shift(by)``, ``freeze(at)``, ``advance(by)``, ``real()``."""
        return self.state.clock

    @property
    def journal(self) -> Journal:
        """The last requests, oldest first: ``last``, ``last_login``, ``clear()``, and all that sequences have."""
        return self.state.journal

    def login_token(self, customer: Customer | int | str, **claims: Any) -> str:
        """Return a fresh login token for ``customer`` (an id, e-mail or first name will do), with ``claims`` added."""
        return login(self._scene(customer), **claims).wire()

    def login_url(self, customer: Customer | int | str, redirect_to: str | None = None, **claims: Any) -> str:
        """Return the URL that signs ``customer`` in, once, within the login window."""
        if redirect_to is not None:
            claims["redirect_to"] = redirect_to
        return f"{self.url}/login/token/{self.login_token(customer, **claims)}"

    def current_token(self, customer: Customer | int | str) -> str:
        """Return what ``/customer/current.jwt`` gives ``app`` about ``customer``, without a session."""
        profile = self.state.profile
        algorithm, lifetime = profile.text("current.algorithm"), profile.number("current.lifetime")
        return current(self._scene(customer), algorithm, lifetime).wire()

    def _scene(self, who: Customer | int | str) -> Scene:
        if isinstance(who, Customer):
            customer = who
        elif who in self.customers:
            customer = self.customers[who]
        else:
            raise KeyError(f"no customer {who!r}; there are {', '.join(map(str, self.customers))}")
        return Scene(self.app, self._shop.store, customer, self.clock.seconds(), token_hex(16), other_customer=customer)

    @property
    def _shop(self) -> Shop:
        return self.state.seed.shops[0]
