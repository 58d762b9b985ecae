"""The mock's own clock: real, shifted or frozen, so that time is set and never slept."""

import time
from email.utils import formatdate

LATEST = 10_000_000_000
"""Unix seconds; the clock stays between 1970 and 2286, where every date can be written."""


class Clock:
    """A clock that tests may move. Every change is one assignment, so any thread may make it."""

    __slots__ = ("_date", "_frozen", "_shift")

    def __init__(self) -> None:
        self._frozen: float | None = None
        self._shift = 0.0
        self._date: tuple[int, bytes] = (-1, b"")

    def now(self) -> float:
        """Return Unix time in seconds as the mock sees it."""
        frozen = self._frozen
        return max(0.0, time.time() + self._shift) if frozen is None else frozen

    def seconds(self) -> int:
        """Return Unix time in whole seconds, rounded down."""
        return int(self.now())

    def date(self, seconds: int) -> bytes:
        """Return the value of the ``Date`` header at ``seconds`` (RFC 9110 6.6.1)."""
        held, text = self._date
        if held != seconds:
            text = formatdate(seconds, usegmt=True).encode("ascii")
            self._date = (seconds, text)
        return text

    def real(self) -> None:
        """Follow the machine's clock again."""
        self._shift, self._frozen = 0.0, None

    def shift(self, seconds: float) -> None:
        """Run ``seconds`` ahead of the machine's clock (behind it where negative)."""
        _within(time.time() + seconds)
        self._shift, self._frozen = float(seconds), None

    def freeze(self, at: float | None = None) -> None:
        """Stand still at Unix time ``at``, or at the present moment."""
        at = self.now() if at is None else at
        _within(at)
        self._frozen = float(at)

    def set(self, at: float) -> None:
        """Show Unix time ``at`` now and go on running."""
        self.shift(at - time.time())

    def advance(self, seconds: float) -> None:
        """Move on by ``seconds`` (back where negative), and stay frozen or running as before."""
        if self._frozen is None:
            self.shift(self._shift + seconds)
        else:
            self.freeze(self._frozen + seconds)

    def setting(self) -> dict[str, str | float]:
        """Return mode and seconds as the control takes them, and the time that results."""
        if self._frozen is not None:
            return {"mode": "freeze", "seconds": self._frozen, "now": self._frozen}
        mode = "shift" if self._shift else "real"
        return {"mode": mode, "seconds": self._shift, "now": self.now()}


def _within(at: float) -> None:
    if not 0 <= at <= LATEST:
        raise ValueError(f"the clock cannot show {at}; give a time between 0 and {LATEST} seconds since 1970")
