"""Who is signed in: sessions by their unguessable token, with the current.jwt each was handed."""

from collections import OrderedDict
from dataclasses import dataclass, field
from secrets import token_hex

from harness.tokens.parties import Customer

LIMIT = 10_000
"""Sessions held at once; the oldest goes first."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A current.jwt as it was handed out; ``exp`` is in Unix seconds."""

    token: str
    exp: int


@dataclass(frozen=True, slots=True)
class Session:
    """A customer signed in at one storefront, told by store hash and channel id; ``handed`` is keyed by client id."""

    customer: Customer
    store_hash: str
    channel_id: int
    token: str = field(repr=False)
    handed: dict[str, Handed] = field(default_factory=dict)


class Sessions:
    """All sessions of one mock."""

    __slots__ = ("_held", "_limit")

    def __init__(self, limit: int = LIMIT) -> None:
        self._held: OrderedDict[str, Session] = OrderedDict()
        self._limit = limit

    def __len__(self) -> int:
        return len(self._held)

    def open(self, customer: Customer, store_hash: str, channel_id: int, replacing: str = "") -> str:
        """Sign ``customer`` in under a new token and return it; the session of ``replacing`` ends (ASVS 7.2.4)."""
        if replacing:
            self._held.pop(replacing, None)
        token = token_hex(32)
        self._held[token] = Session(customer, store_hash, channel_id, token)
        if len(self._held) > self._limit:
            self._held.popitem(last=False)
        return token

    def find(self, token: str, store_hash: str, channel_id: int) -> Session | None:
        """Return the session of ``token`` if it is one of this storefront."""
        session = self._held.get(token)
        if session is None or session.channel_id != channel_id or session.store_hash != store_hash:
            return None
        return session

    def hand(self, session: Session, client_id: str, made: Handed) -> Handed:
        """Hand ``made`` out in place of what ``session`` has for the app, and return it."""
        session.handed[client_id] = made
        return made

    def close(self, token: str) -> None:
        """End the session of ``token``, if there is one."""
        self._held.pop(token, None)

    def close_customers(self, store_hash: str, ids: set[int]) -> None:
        """End every session of the customers ``ids`` of a store."""
        for token, session in list(self._held.items()):
            if session.store_hash == store_hash and session.customer.id in ids:
                del self._held[token]

    def take_back(self) -> None:
        """Forget every current.jwt handed out, so that the next ones are new."""
        for session in self._held.values():
            session.handed.clear()
