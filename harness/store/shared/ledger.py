"""The spent jtis of all processes: check and mark are one step at the server."""

from hashlib import blake2b

from harness.store.shared.link import TOLERANCE, Link
from harness.store.unavailable import UnavailableError

MARGIN = 3_600
"""Seconds that marks are kept beyond their use, so that a clock set back finds them."""


class SharedLedger:
    """Marks of spent ``jti``s in Redis; each goes by itself when its token is too old to be taken.

    ``horizon`` and ``future`` are the seconds after and before its iat in which a token may be presented.
    """

    __slots__ = ("_future", "_horizon", "_link")

    def __init__(self, link: Link, horizon: int, future: int) -> None:
        self._link = link
        self._horizon = horizon
        self._future = future

    def spend(self, client_id: str, jti: str, iat: int, now: int) -> bool:
        """Mark ``jti`` as spent and return True, or False because it was before, or nobody can tell any more.

        The server's clock decides, not ``now``. UnavailableError where it cannot be reached, or where this machine's
        clock is ahead of its.
        """
        mark = _mark(client_id, jti)
        told = self._link.run("spend", mark, iat, self._future, TOLERANCE, self._horizon, MARGIN)
        if told == "ahead":
            raise UnavailableError("the clock of this machine is ahead of the clock of the Redis server")
        return bool(told == "fresh")

    def is_spent(self, client_id: str, jti: str) -> bool:
        """Whether ``jti`` was spent before, as far as there is a mark."""
        return bool(self._link.run("spent", _mark(client_id, jti)))


def _mark(client_id: str, jti: str) -> str:
    # The length keeps the two parts apart. A jti may hold lone surrogates.
    whole = f"{len(client_id)}:{client_id}{jti}".encode("utf-8", "surrogatepass")
    return blake2b(whole, digest_size=16).hexdigest()
