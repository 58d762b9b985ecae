"""The store's clock, as well as it can be told from the seconds that the store names."""

from dataclasses import dataclass
from math import floor

from harness.calibrate.registry import LeftOutError


@dataclass(slots=True)
class StoreClock:
    """How far the store's clock is ahead of ours: between ``low`` and ``high`` seconds."""

    low: float
    high: float

    @property
    def middle(self) -> float:
        """The likeliest offset, in seconds."""
        return (self.low + self.high) / 2

    @property
    def bar(self) -> float:
        """How wrong the likeliest offset may be, in seconds."""
        return (self.high - self.low) / 2

    def hear(self, second: int, before: float, after: float) -> None:
        """Learn that the store named the whole ``second`` between our ``before`` and ``after``.

        LeftOutError where that cannot be, given all that was heard: then its clock is not to be trusted.
        """
        low, high = max(self.low, second - after), min(self.high, second + 1 - before)
        if low > high:
            raise LeftOutError("the store's Date and the iat of its current.jwt do not go by one clock")
        self.low, self.high = low, high

    def until_clear(self, now: float, seconds: float) -> float:
        """Return how long to wait after ``now`` until the next ``seconds`` surely fall into one second of the store.

        Where they are too many for that, wait for the second's beginning, which is the best that can be done.
        """
        begun = (now + self.low) % 1
        return 0.0 if begun + seconds + self.high - self.low < 1 else 1 - begun

    def until_it_turns(self, now: float) -> float:
        """Return how many seconds after ``now`` the store's second turns over, if the middle is right."""
        return 1 - (now + self.middle) % 1

    def second(self, now: float) -> int:
        """Return the store's likeliest second at our ``now``."""
        return floor(now + self.middle)

    def ages(self, iat: int, before: float, after: float) -> tuple[int, int]:
        """Return the least and the greatest age that a token of ``iat`` had between ``before`` and ``after``."""
        return floor(before + self.low) - iat, floor(after + self.high) - iat
