"""What a mock keeps while it runs, as small interfaces, and the parts that keep it in this process.

Which parts a mock has is chosen once, at its start. ``harness.store.shared`` has those that several processes share.
"""

from collections.abc import Callable
from typing import Protocol, TypeVar

from harness.store.ledger import Ledger
from harness.store.quota import Count, Quota
from harness.store.sessions import Handed, Session, Sessions
from harness.tokens.parties import Customer

Result = TypeVar("Result")


class SpentTokens(Protocol):
    """The ``jti``s that were spent."""

    def spend(self, client_id: str, jti: str, iat: int, now: int) -> bool:
        """Mark ``jti`` as spent and return True, or return False because it was before; one step, never two."""

    def is_spent(self, client_id: str, jti: str) -> bool:
        """Whether ``jti`` was spent before, as far as is remembered."""


class SignedIn(Protocol):
    """The sessions."""

    def open(self, customer: Customer, store_hash: str, channel_id: int, replacing: str = "") -> str:
        """Sign ``customer`` in under a new token and return it; the session of ``replacing`` ends."""

    def find(self, token: str, store_hash: str, channel_id: int) -> Session | None:
        """Return the session of ``token`` if it is one of this storefront."""

    def hand(self, session: Session, client_id: str, made: Handed) -> Handed:
        """Hand ``made`` out in place of what ``session`` has for the app; return what it has from now on."""

    def close(self, token: str) -> None:
        """End the session of ``token``, if there is one."""

    def close_customers(self, store_hash: str, ids: set[int]) -> None:
        """End every session of the customers ``ids`` of a store."""

    def take_back(self) -> None:
        """Forget every current.jwt handed out."""


class Limit(Protocol):
    """Requests per time window; ``window_ms`` is in milliseconds."""

    quota: int
    window_ms: int

    def count(self, client: str) -> Count:
        """Count one request of ``client``, who is known."""


class Keeper(Protocol):
    """Keeps the customers of one store."""

    def change(self, work: Callable[[], Result]) -> Result:
        """Do ``work``, which changes the store's tables at once and may be done again if another came first."""


class Parts(Protocol):
    """Makes what one mock keeps."""

    def refresh(self) -> None:
        """Learn what others have changed; called before every request is answered."""

    def ledger(self, horizon: int, future: int) -> SpentTokens:
        """Return the spent ``jti``s; ``horizon`` and ``future`` are seconds after and before an iat."""

    def sessions(self) -> SignedIn:
        """Return the sessions."""

    def limit(self, name: str, quota: int, window_ms: int) -> Limit:
        """Return the limit called ``name``."""

    def keeper(self, store_hash: str, customers: dict[int, Customer], resets: set[int]) -> Keeper:
        """Return what keeps these tables of a store, which stay the same objects."""


class OwnParts:
    """Parts of one process: nothing is shared, and nothing outlives it."""

    def refresh(self) -> None:
        """Do nothing: there are no others."""

    def ledger(self, horizon: int, future: int) -> Ledger:
        """Return a ledger in memory."""
        return Ledger(horizon)

    def sessions(self) -> Sessions:
        """Return sessions in memory."""
        return Sessions()

    def limit(self, name: str, quota: int, window_ms: int) -> Quota:
        """Return a count in memory."""
        return Quota(quota, window_ms)

    def keeper(self, store_hash: str, customers: dict[int, Customer], resets: set[int]) -> "OwnKeeper":
        """Return what changes tables that nobody else has."""
        return OwnKeeper()


class OwnKeeper:
    """Keeps tables that nobody else has."""

    def change(self, work: Callable[[], Result]) -> Result:
        """Do ``work``."""
        return work()
