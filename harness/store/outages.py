"""Errors on demand: slow answers, 429, 503, cut connections, and pages that stand before the store."""

from dataclasses import dataclass
from enum import StrEnum

MAX_LATENCY = 30.0
"""Seconds."""

MAX_OUTAGES = 100

API = "/stores/"
"""Where the Management API begins."""


class Barrier(StrEnum):
    """A page that stands before the store."""

    MAINTENANCE = "maintenance"
    """The store's own while its owner has closed it."""
    CHALLENGE = "challenge"
    """Cloudflare's, which only a browser gets past."""
    COMING_SOON = "coming-soon"
    """The store's own until it is opened; its preview code leads past it."""


@dataclass(frozen=True, slots=True)
class Outage:
    """What goes wrong for paths that start with ``path``, the next ``times`` times (None: until taken away).

    ``latency`` and ``retry_after`` (None: not told) are in seconds. ``status`` is 403, 429 or 503, or None to answer as
    usual; ``cut`` cuts the connection instead. With ``page`` it is that page that answers, before the storefront and
    not the Management API, and lets those pass who bring the ``preview_code``, if there is one.
    """

    path: str = "/"
    latency: float = 0.0
    status: int | None = None
    retry_after: int | None = 1
    cut: bool = False
    times: int | None = None
    page: Barrier | None = None
    preview_code: str = ""

    def meets(self, path: str) -> bool:
        """Whether it happens to requests for ``path``."""
        return path.startswith(self.path) and not (self.page and path.startswith(API))


class Outages:
    """The outages in force; false when there are none."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left: list[tuple[Outage, int | None]] = []

    def __len__(self) -> int:
        return len(self._left)

    def set(self, outages: list[Outage]) -> None:
        """Put ``outages`` in force instead of those there are."""
        self._left = [(outage, outage.times) for outage in outages if outage.times != 0]

    def listed(self) -> list[tuple[Outage, int | None]]:
        """Return the outages in force with how often each will still happen (None: always)."""
        return list(self._left)

    def take(self, path: str) -> Outage | None:
        """Return the first outage that meets ``path``, and count it."""
        for index, (outage, left) in enumerate(self._left):
            if outage.meets(path):
                self._count(index, outage, left)
                return outage
        return None

    def _count(self, index: int, outage: Outage, left: int | None) -> None:
        if left == 1:
            del self._left[index]
        elif left is not None:
            self._left[index] = (outage, left - 1)
