"""The customers of all stores, in Redis: every process has a copy, and a version by which to know that it is old."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from secrets import token_hex
from typing import TypeVar

from harness.store.shared.link import Link
from harness.store.unavailable import UnavailableError
from harness.tokens.parties import Customer

Result = TypeVar("Result")

TRIES = 5
"""How often a change is thought out anew because another process came first."""


@dataclass(frozen=True, slots=True)
class Table:
    """One store's customers, and the ids of those who must choose a new password."""

    customers: dict[int, Customer]
    resets: set[int]


@dataclass(frozen=True, slots=True)
class Row:
    """A customer as Redis has them, under the field of their store and id."""

    store_hash: str
    customer: Customer
    must_reset: bool

    def text(self) -> str:
        """Return the value of the field."""
        return json.dumps({"customer": asdict(self.customer), "reset": self.must_reset})


@dataclass(slots=True)
class People:
    """The tables of this process, by store hash, and the version that they are of ("": not known)."""

    link: Link
    tables: dict[str, Table] = field(default_factory=dict)
    version: str = ""

    def refresh(self) -> None:
        """Read the tables again if another process has changed them."""
        if self.link.run("version") != self.version:
            self._read()

    def change(self, work: Callable[[], Result]) -> Result:
        """Do ``work`` on the tables, and at the server if nobody else was first; then it is done anew.

        If the server cannot be reached, neither it nor the tables of this process keep a change that it has not got.
        """
        for _ in range(TRIES):
            self.refresh()
            before, version = rows_of(self.tables), self.version
            self.version = ""  # until it is known what the server has
            try:
                done = work()
                self.version = self._written(before, version)
            finally:
                if not self.version:
                    self._fill(before.values())
            if self.version:
                return done
        raise UnavailableError("other processes change the customers all the time")

    def _written(self, before: Mapping[str, Row], version: str) -> str:
        """Have the server do what was done to the tables; return the version after it, or "" if another was first."""
        after = rows_of(self.tables)
        gone = [name for name in before if name not in after]
        new = [word for name, row in after.items() if before.get(name) != row for word in (name, row.text())]
        if not gone and not new:
            return version
        following = token_hex(16)
        return following if self.link.run("change", version, following, len(gone), *gone, *new) else ""

    def _read(self) -> None:
        self.version = ""
        version, words = self.link.run("people")
        rows = [_row(name, text) for name, text in zip(words[::2], words[1::2], strict=True)]
        self._fill(sorted(rows, key=lambda row: row.customer.id))
        self.version = version

    def _fill(self, rows: Iterable[Row]) -> None:
        for table in self.tables.values():
            table.customers.clear()
            table.resets.clear()
        for row in rows:
            table = self.tables[row.store_hash]
            table.customers[row.customer.id] = row.customer
            if row.must_reset:
                table.resets.add(row.customer.id)


def field_of(store_hash: str, customer_id: int) -> str:
    """Return the name of a customer's field in Redis."""
    return f"{store_hash}/{customer_id}"


def rows_of(tables: Mapping[str, Table]) -> dict[str, Row]:
    """Return all customers under their fields."""
    return {
        field_of(store_hash, one.id): Row(store_hash, one, one.id in table.resets)
        for store_hash, table in tables.items()
        for one in table.customers.values()
    }


def _row(name: str, text: str) -> Row:
    told = json.loads(text)
    return Row(name.rpartition("/")[0], customer_of(told["customer"]), told["reset"])


def customer_of(row: Mapping[str, object]) -> Customer:
    """Return the customer that JSON tells of."""
    channels = row["channels"]
    return Customer(**{**row, "channels": None if channels is None else tuple(channels)})  # type: ignore[arg-type]
