"""A target's clock, estimated from the times it tells."""

from collections.abc import Callable, Iterable
from email.utils import parsedate_to_datetime

from harness.targets.realtime import real_time

STALE = 1.0
"""Seconds that a server may go on giving the same Date."""


def estimate(asks: Iterable[Callable[[], float | None]], *, local: bool) -> tuple[float, int]:
    """Return how far the target's clock is ahead of ours and how wrong that may be, both in seconds.

    A Date of second d, received between our t0 and t1, means that the offset lies in [d - t1, d + 2 - t0]: servers keep
    a Date for up to a second. Several answers narrow that. On the same machine a zero offset inside the interval is
    taken as exact.
    """
    low, high = float("-inf"), float("inf")
    for ask in asks:
        before = real_time()
        shown = ask()
        after = real_time()
        if shown is not None:
            low, high = max(low, shown - after), min(high, shown + 1 + STALE - before)
    if low == float("-inf"):
        return 0.0, 2
    if low <= 0.0 <= high:
        return 0.0, 0 if local else 1
    return (low + high) / 2, int(abs(high - low) / 2) + 1


def date_of(header: str) -> float | None:
    """Return the time that a Date header tells (RFC 9110 6.6.1), in Unix seconds."""
    try:
        return parsedate_to_datetime(header).timestamp()
    except (TypeError, ValueError):
        return None
