"""The spent jtis: every one counts once per app, and none is forgotten that could be used again."""

from functools import lru_cache
from hashlib import blake2b
from heapq import heappop, heappush

BUCKET = 32
"""Seconds of iat that share a bucket."""

KEEP = 100_000
"""Entries kept however old they are, so that moving the clock back still finds them."""

MAX_DROPPED = 4096
"""Dropped buckets remembered one by one; beyond that, all up to the oldest of them count as dropped."""


class Ledger:
    """Digests of spent ``jti``s, with buckets by ``iat``; call it from one thread, or one event loop, only.

    ``horizon`` is how many seconds after its iat a jti is remembered: at least the window and the future together.
    Only when there are more than ``keep`` entries are buckets dropped, oldest first, and only whole ones beyond the
    horizon. A dropped bucket leaves its number behind: should the clock go back there, its tokens count as spent,
    for nobody can tell any more which are.
    """

    __slots__ = ("_buckets", "_dropped", "_floor", "_horizon", "_keep", "_marks", "_numbers")

    def __init__(self, horizon: int, keep: int = KEEP) -> None:
        self._horizon = horizon
        self._keep = keep
        self._marks: set[bytes] = set()
        self._buckets: dict[int, list[bytes]] = {}
        self._numbers: list[int] = []  # the keys of _buckets as a heap
        self._dropped: set[int] = set()
        self._floor = -1

    def __len__(self) -> int:
        return len(self._marks)

    def spend(self, client_id: str, jti: str, iat: int, now: int) -> bool:
        """Mark ``jti`` as spent and return True, or return False because it was before.

        Check and mark are one step: nothing is awaited between them. ``iat`` and ``now`` are Unix seconds; the
        caller has found the iat to be within the window.
        """
        mark = _digest(client_id, jti)
        number = iat // BUCKET
        if mark in self._marks or number <= self._floor or number in self._dropped:
            return False
        bucket = self._buckets.get(number)
        if bucket is None:
            self._forget(now)
            bucket = self._buckets[number] = []
            heappush(self._numbers, number)
        bucket.append(mark)
        self._marks.add(mark)
        return True

    def is_spent(self, client_id: str, jti: str) -> bool:
        """Whether ``jti`` of the app ``client_id`` was spent before, as far as is remembered."""
        return _digest(client_id, jti) in self._marks

    def _forget(self, now: int) -> None:
        while len(self._marks) > self._keep and (self._numbers[0] + 1) * BUCKET + self._horizon < now:
            number = heappop(self._numbers)
            self._marks.difference_update(self._buckets.pop(number))
            self._dropped.add(number)
            if len(self._dropped) > MAX_DROPPED:
                self._floor = max(self._floor, min(self._dropped))
                self._dropped.discard(self._floor)


@lru_cache(maxsize=4)  # asked twice for each token: is it spent, and then spend it
def _digest(client_id: str, jti: str) -> bytes:
    # 12 bytes: small, and still no two jtis will ever share them. The length keeps the two parts apart.
    return blake2b(f"{len(client_id)}:{client_id}{jti}".encode(), digest_size=12).digest()
