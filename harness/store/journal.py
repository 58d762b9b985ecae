"""What the mock was asked and why it answered so: the side channel that real stores do not have.

Customers and clients never see it; it is read in process, or through the control on loopback. Client secrets and
access tokens are not in it.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, overload

from harness.judge import Reason

LIMIT = 1000
"""Entries held; the oldest goes first."""

MAX_PATH = 4096
"""Characters of a path that are kept."""


class Entry(NamedTuple):
    """One request, and what became of it.

    The last five speak of logins: whether it was one, the app and customer that an authentic token names, the judge's
    reasons, and whether a session was opened.

    ``time`` is Unix time in seconds on the mock's clock; ``status`` 0 says that the connection was cut on demand.
    """

    time: float
    method: str
    path: str
    status: int
    login: bool = False
    app: str | None = None
    customer: int | None = None
    reasons: tuple[Reason, ...] = ()
    session: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the entry as the control shows it."""
        shown: dict[str, Any] = {"time": self.time, "method": self.method, "path": self.path, "status": self.status}
        if self.login:
            shown |= {"app": self.app, "customer": self.customer, "session": self.session}
            shown["reasons"] = [_reason(one) for one in self.reasons]
        return shown


def _reason(one: Reason) -> dict[str, str]:
    return {"code": one.code, "rule": one.rule.value, "message": one.message, "clause": one.clause, "mend": one.mend}


class Journal(Sequence[Entry]):
    """The last requests, oldest first; reading is safe from any thread."""

    __slots__ = ("_entries", "add")

    def __init__(self, limit: int = LIMIT) -> None:
        self._entries: deque[Entry] = deque(maxlen=limit)
        self.add = self._entries.append
        """Write down an Entry."""

    def __len__(self) -> int:
        return len(self._entries)

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> list[Entry]: ...
    def __getitem__(self, index: int | slice) -> Entry | list[Entry]:
        return list(self._entries.copy())[index]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.copy())

    @property
    def last(self) -> Entry:
        """The newest entry; IndexError if there is none."""
        return self._entries[-1]

    @property
    def last_login(self) -> Entry:
        """The newest entry about a login token presented; LookupError if there is none."""
        for entry in reversed(self):
            if entry.login:
                return entry
        raise LookupError("no login token was presented yet")

    def clear(self) -> None:
        """Forget all entries."""
        self._entries.clear()
