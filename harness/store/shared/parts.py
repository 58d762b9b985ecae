"""The parts of a mock that keep everything in one Redis."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from hashlib import blake2b

from harness import __version__
from harness.contract.profile import Profile
from harness.judge import LoginPolicy
from harness.store.seeds import Seed, Shop
from harness.store.shared.address import Address
from harness.store.shared.ledger import SharedLedger
from harness.store.shared.limit import SharedLimit
from harness.store.shared.link import Founding, Link
from harness.store.shared.people import People, Table, rows_of
from harness.store.shared.sessions import SharedSessions
from harness.tokens.parties import Customer


class SharedParts:
    """What several processes share; each has its own connection, made when it is first needed."""

    def __init__(self, address: Address, seed: Seed, profile: Profile) -> None:
        tables = {shop.store.hash: _table(shop) for shop in seed.shops}
        people = [word for name, row in rows_of(tables).items() for word in (name, row.text())]
        founding = Founding(digest_of(seed, profile), LoginPolicy.of(profile).future, people)
        self.link = Link(address, founding)
        self._people = People(self.link)

    def refresh(self) -> None:
        """Learn what other processes have changed of the customers."""
        self._people.refresh()

    def ledger(self, horizon: int, future: int) -> SharedLedger:
        """Return the spent ``jti``s."""
        return SharedLedger(self.link, horizon, future)

    def sessions(self) -> SharedSessions:
        """Return the sessions."""
        return SharedSessions(self.link)

    def limit(self, name: str, quota: int, window_ms: int) -> SharedLimit:
        """Return the limit called ``name``."""
        return SharedLimit(self.link, name, quota, window_ms)

    def keeper(self, store_hash: str, customers: dict[int, Customer], resets: set[int]) -> People:
        """Return what keeps these tables of a store the same in all processes."""
        self._people.tables[store_hash] = Table(customers, resets)
        return self._people


def _table(shop: Shop) -> Table:
    return Table({one.id: one for one in shop.customers}, set(shop.resets))


def digest_of(seed: Seed, profile: Profile) -> str:
    """Return by what mocks are told apart: those that share have the same version, seed and profile."""
    facts = {key: fact.value for key, fact in profile.facts.items()}
    whole = f"{__version__} {_plain(seed)} {_plain(facts)}"
    return blake2b(whole.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _plain(value: object) -> str:
    """Return ``value`` as text that is the same in every process: sets have no order of their own."""
    match value:
        case Mapping():
            return f"{{{', '.join(sorted(f'{key!r}: {_plain(one)}' for key, one in value.items()))}}}"
        case frozenset() | set():
            return f"{{{', '.join(sorted(map(_plain, value)))}}}"
        case tuple() | list():
            return f"({', '.join(map(_plain, value))})"
        case _ if is_dataclass(value):
            return _plain({one.name: getattr(value, one.name) for one in fields(value)})
        case _:
            return repr(value)
