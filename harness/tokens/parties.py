"""The parties that tokens speak of: apps, stores, channels, customers."""

from dataclasses import dataclass, field

LOGIN_SCOPE = "store_v2_customers_login"


@dataclass(frozen=True, slots=True)
class App:
    """An API account: its public client id, its secret (raw text, never decoded), the scopes it was granted."""

    client_id: str
    client_secret: str = field(repr=False)
    scopes: frozenset[str] = frozenset({LOGIN_SCOPE})
    name: str = ""

    @property
    def key(self) -> bytes:
        """The HMAC key: the secret's UTF-8 bytes, as every official client uses it."""
        return self.client_secret.encode()


@dataclass(frozen=True, slots=True)
class Customer:
    """A shopper. ``channels`` lists where they may sign in; None leaves it to the channel's global logins."""

    id: int
    email: str = ""
    group_id: int = 0
    channels: tuple[int, ...] | None = None
    first_name: str = ""
    last_name: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Channel:
    """A storefront channel; ``hosts`` are the host names it answers under."""

    id: int = 1
    name: str = ""
    hosts: tuple[str, ...] = ()
    allow_global_logins: bool = False

    def admits(self, customer: Customer) -> bool:
        """Whether ``customer`` may sign in here (Channel-specific customers)."""
        if customer.channels is None:
            return self.allow_global_logins
        return self.id in customer.channels


@dataclass(frozen=True, slots=True)
class Store:
    """A store by its bare hash."""

    hash: str
    name: str = ""
