"""Tables too large to write down, of which one number picks an entry: a draw of Hypothesis costs more than a token."""

from collections.abc import Callable
from math import prod
from typing import Any, Generic, Protocol, TypeVar

from hypothesis import strategies as st

T = TypeVar("T")
Entry_co = TypeVar("Entry_co", covariant=True)
MOST = 2**24
"""Entries that three bytes tell apart."""


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


def numbers(count: int) -> st.SearchStrategy[tuple[int, ...]]:
    """Return ``count`` numbers below MOST, each as likely as any other: so bytes are drawn, and integers are not."""
    return st.binary(min_size=3 * count, max_size=3 * count).map(_numbers)


def _numbers(drawn: bytes) -> tuple[int, ...]:
    return tuple(int.from_bytes(drawn[at : at + 3]) for at in range(0, len(drawn), 3))


def entries(table: Table[T]) -> st.SearchStrategy[T]:
    """Return the entries of ``table``, all as likely; the first is the simplest."""
    assert len(table) <= MOST, len(table)
    return numbers(1).map(lambda drawn: table[drawn[0] % len(table)])


def entries_or(table: Table[T], free: st.SearchStrategy[T], share: int) -> st.SearchStrategy[T]:
    """Return entries of ``table``, and of ``free`` once in ``share`` times."""
    tabled = entries(table)
    return st.integers(1, share).flatmap(lambda drawn: free if drawn == share else tabled)
