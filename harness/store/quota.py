"""Requests per time window, as the management API counts them (Rate limits)."""

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Count:
    """Where a client stands: requests left in this window, and milliseconds until the next."""

    left: int
    reset_ms: int
    allowed: bool


class Quota:
    """Fixed windows on the machine's own steady clock: a frozen mock must not lock its clients out for ever."""

    __slots__ = ("_seen", "quota", "window_ms")

    def __init__(self, quota: int, window_ms: int) -> None:
        self.quota = quota
        self.window_ms = window_ms
        self._seen: dict[str, tuple[float, int]] = {}

    def count(self, client: str) -> Count:
        """Count one request of ``client``; only clients that are known may come here, so that the table is bounded."""
        now = time.monotonic() * 1000
        start, used = self._seen.get(client, (now, 0))
        if now - start >= self.window_ms:
            start, used = now, 0
        allowed = used < self.quota
        used += allowed
        self._seen[client] = (start, used)
        return Count(self.quota - used, int(start + self.window_ms - now), allowed)
