"""The way to the shared state: bounded, never doubled, and begun anew whenever the server was."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from secrets import token_hex
from typing import Any

from harness.store.shared.address import Address
from harness.store.shared.wire import Wire, connected
from harness.store.unavailable import UnavailableError

PAUSE = 0.5
"""Seconds after a failure in which nothing is tried, so that a server that hangs does not hang its clients too."""

TOLERANCE = 0.25
"""Seconds by which the clock of a store may be ahead of the server's."""


class News(StrEnum):
    """What a link has to tell."""

    AWAY = "away"
    """The state cannot be reached."""
    BACK = "back"
    """It can be again."""
    ANEW = "anew"
    """It began anew, because the server did, or its data is gone."""


class EvictsError(Exception):
    """The server may drop keys when its memory is full, the spent jtis among them; the message is its policy."""


class OtherMockError(Exception):
    """The state in the database is of a mock with another seed or profile, or of another version."""


class ClockError(Exception):
    """The clock of this machine is ahead of the server's; the message is by how many seconds."""


REFUSALS = (EvictsError, OtherMockError, ClockError)


@dataclass(frozen=True, slots=True)
class Founding:
    """What an epoch begins with: which mock it is, the seconds that an iat may be ahead, and the people of the seed."""

    digest: str
    future: int
    people: Sequence[str]


class Link:
    """One process's way to the state; call it from one thread only.

    ``heard`` is told what happens to the state, once each time, and with ``AWAY`` why.
    """

    def __init__(self, address: Address, founding: Founding) -> None:
        self.address = address
        self.heard: Callable[[News, str], None] = lambda news, why: None
        self._founding = founding
        self._wire: Wire | None = None
        self._again = 0.0
        self._why = ""

    def run(self, script: str, *values: object) -> Any:
        """Run ``script`` with ``values`` and return its answer; UnavailableError if that is not surely to be had.

        The server may have done it all the same; it is never asked a second time.
        """
        if self._why and time.monotonic() < self._again:
            raise UnavailableError(self._why)
        from redis.exceptions import RedisError

        try:
            answer = self._run(script, values)
        except (RedisError, OSError, *REFUSALS) as error:
            self.close()
            self._failed(error)
            raise UnavailableError(self._why) from error
        if self._why:
            self._why = ""
            self.heard(News.BACK, "")
        return answer

    def found(self) -> float:
        """Begin an epoch if there is none of this run of the server, and return the seconds to wait.

        Until then no token that is made can be told from those that may have been spent before. Raises what redis-py
        raises, and REFUSALS.
        """
        founding, mine = self._founding, time.time()
        values = (founding.digest, founding.future, TOLERANCE, token_hex(16), *founding.people)
        floor, now, begun = self._asked("found", values)
        if (ahead := mine - float(now)) > TOLERANCE:
            raise ClockError(f"{ahead:.1f}")
        if begun:
            self.heard(News.ANEW, "")
        return max(0.0, float(floor) + 1 - float(now))

    def close(self) -> None:
        """End the connection; the next question makes another."""
        if self._wire is not None:
            self._wire.close()
        self._wire = None

    def _run(self, script: str, values: Sequence[object]) -> Any:
        from redis.exceptions import ResponseError

        try:
            return self._asked(script, values)
        except ResponseError as error:
            if not str(error).startswith("EPOCH"):
                raise
        # The script has done nothing yet.
        self.found()
        return self._asked(script, values)

    def _asked(self, script: str, values: Sequence[object]) -> Any:
        from redis.exceptions import ResponseError

        if self._wire is not None and not self._wire.is_whole():
            self.close()  # nothing was asked yet, so that asking on another wire asks nothing twice
        if self._wire is None:
            self._wire = connected(self.address)
        try:
            return self._wire.run(script, values)
        except ResponseError as error:
            kind, _, rest = str(error).partition(" ")
            match kind:
                case "EVICTS":
                    raise EvictsError(rest) from None
                case "OTHER":
                    raise OtherMockError(rest) from None
                case _:
                    raise
        except BaseException:
            self.close()  # a wire that broke off must not be used again
            raise

    def _failed(self, error: Exception) -> None:
        self._again = time.monotonic() + PAUSE
        before, self._why = self._why, said(error)
        if not before:
            self.heard(News.AWAY, self._why)


def said(error: Exception) -> str:
    """Return one line about why the state cannot be had."""
    match error:
        case EvictsError():
            return (
                f"its maxmemory-policy {error} may drop spent tokens, which would be taken again; set it to noeviction"
            )
        case ClockError():
            return f"the clock of this machine is {error} s ahead of its clock; set one of the two"
        case OtherMockError():
            return "it holds the state of a mock with another seed, profile or version"
        case _:
            return " ".join(str(error).split())[:200].rstrip(".") or type(error).__name__
