"""Tables too large to write down, of which one number picks an entry: a draw of Hypothesis costs more than a token."""

from collections.abc import Callable
from math import prod
from typing import Any, Generic, Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
Entry_co = TypeVar("Entry_co", covariant=True)
MOST = 2**24
"""Beyond that many entries, Hypothesis would favour small numbers."""


class Table(Protocol[Entry_co]):
    """Entries by their places, such as a tuple's."""

    def __len__(self) -> int: ...
    def __getitem__(self, place: int, /) -> Entry_co: ...


class Grid(Generic[T]):
    """Every combination of ``columns``, made by ``make`` when it is asked for; the first column varies fastest."""

    def __init__(self, make: Callable[..., T], *columns: Table[Any]) -> None:
        self._make, self._columns = make, columns

    def __len__(self) -> int:
        return prod(map(len, self._columns))

    def __getitem__(self, place: int) -> T:
        values = []
        for column in self._columns:
            place, at = divmod(place, len(column))
            values.append(column[at])
        return self._make(*values)


class Shares(Generic[T]):
    """Several tables, each of which gets as many places as the longest: none drowns the others."""

    def __init__(self, *parts: Table[T]) -> None:
        self._parts, self._longest = parts, max(map(len, parts))

    def __len__(self) -> int:
        return len(self._parts) * self._longest

    def __getitem__(self, place: int) -> T:
        row, part = divmod(place, len(self._parts))
        return self._parts[part][row % len(self._parts[part])]


def entries(table: Table[T]) -> st.SearchStrategy[T]:
    """Return the entries of ``table``, all as likely; the first is the simplest."""
    assert len(table) <= MOST, len(table)
    return st.integers(0, len(table) - 1).map(table.__getitem__)


def entries_or(table: Table[T], free: st.SearchStrategy[T], share: int) -> st.SearchStrategy[T]:
    """Return entries of ``table``, and of ``free`` once in ``share`` times."""
    last = len(table)
    assert last * 2 <= MOST, last

    def chosen(place: int) -> st.SearchStrategy[T]:
        return st.just(table[place]) if place < last else free

    return st.integers(0, last + last // (share - 1)).flatmap(chosen)
