"""Errors on demand: slow answers, 429, 503 and cut connections where a test asks for them."""

from dataclasses import dataclass

MAX_LATENCY = 30.0
"""Seconds."""

MAX_OUTAGES = 100


@dataclass(frozen=True, slots=True)
class Outage:
    """What goes wrong for paths that start with ``path``, the next ``times`` times (None: until taken away).

    ``latency`` and ``retry_after`` are in seconds. ``status`` is 429 or 503, or None to answer as usual; ``cut`` cuts
    the connection instead.
    """

    path: str = "/"
    latency: float = 0.0
    status: int | None = None
    retry_after: int = 1
    cut: bool = False
    times: int | None = None


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
            if path.startswith(outage.path):
                self._count(index, outage, left)
                return outage
        return None

    def _count(self, index: int, outage: Outage, left: int | None) -> None:
        if left == 1:
            del self._left[index]
        elif left is not None:
            self._left[index] = (outage, left - 1)
