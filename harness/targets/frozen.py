"""A clock that stands still for an app in this process, by freezegun, entered once and moved from then on.

freezegun decides who sees real time by the names of the five innermost callers. An app that is called directly, or in
a worker thread, is never that far from pytest or ``threading``, and would see real time. So here only the module that
itself reads the clock counts (``READERS``), and names that the standard library took from ``time`` for its timeouts
(``OWNERS``) are put back.

Load the app first, then start: a pydantic model that is made while frozen finds no schema for ``datetime``. What was
loaded before is frozen where it holds the clock as a module's name, and not in deeper places (a default argument, a
class attribute); whether an app obeys is for a probe to find out.
"""

import os
import time
from datetime import UTC, datetime
from typing import Any

import freezegun
from freezegun import api

_PACKAGES = ("harness", "_pytest", "pluggy", "xdist", "execnet", "rich", "hypothesis", "urllib3", "asyncio")
READERS = (*(f"{name}." for name in _PACKAGES), "concurrent.futures.", "multiprocessing.")
"""Modules that see real time when they themselves read the clock; whom they call does not."""
OWNERS = ("threading", "queue", "subprocess", "selectors", "sched", "socketserver")
"""Modules of the standard library whose timeouts stay real."""
LAZY = ("nose.plugins", "six.moves", "django.utils.six.moves", "google.gax", "gi.repository")
"""Modules that freezegun must not look into: looking loads, warns or fails."""


class FrozenClock:
    """Stands at one moment between ``start`` and ``stop``; one at a time in a process.

    Wall clock, monotonic clock and performance counter stand together, so that an app's caches age as its tokens do.
    asyncio's timeouts, sleeps and those of ``OWNERS`` run in real time. The process lives in UTC meanwhile, for that is
    what freezegun takes for local time; in another zone ``time.mktime`` of a frozen now would be hours off.
    """

    _running: "FrozenClock | None" = None

    def __init__(self) -> None:
        """Make a clock that runs until ``start``."""
        self._freezer: Any = None
        self._factory: Any = None
        self._limit = api.call_stack_inspection_limit
        self._zone: str | None = None

    def start(self, now: float = 0) -> None:
        """Freeze time at ``now`` (Unix seconds; 0 is the real time); again without effect.

        RuntimeError if another clock stands still already.
        """
        if self._freezer is not None:
            return
        if FrozenClock._running is not None:
            raise RuntimeError("another FrozenClock stands still already; stop it first")
        moment = _moment(now) if now else datetime.now(UTC)
        freezer: Any = freezegun.freeze_time(moment, real_asyncio=True)
        freezer.ignore = LAZY
        self._limit, api.call_stack_inspection_limit = api.call_stack_inspection_limit, 1
        try:
            self._factory = freezer.start()
        except BaseException:
            api.call_stack_inspection_limit = self._limit
            raise
        self._freezer, FrozenClock._running = freezer, self
        self._zone = os.environ.get("TZ")
        _live_in("UTC")
        api.ignore_lists[-1] = READERS
        for holder, name, real in freezer.undo_changes:
            owner = getattr(holder, "__name__", "")
            if isinstance(owner, str) and (owner in OWNERS or owner.startswith(READERS)):
                setattr(holder, name, real)

    def move_to(self, now: float) -> None:
        """Let the clock stand at ``now`` (Unix seconds, down to microseconds); RuntimeError if it is not started."""
        if self._freezer is None:
            raise RuntimeError("the clock is not frozen; start() it first")
        self._factory.move_to(_moment(now))

    def stop(self) -> None:
        """Let time run on; again without effect."""
        if self._freezer is None:
            return
        freezer, self._freezer, FrozenClock._running = self._freezer, None, None
        changed = list(freezer.undo_changes)
        freezer.stop()
        _tidy(changed)
        _live_in(self._zone)
        api.call_stack_inspection_limit = self._limit


def _moment(now: float) -> datetime:
    return datetime.fromtimestamp(now, UTC).replace(tzinfo=None)


def _tidy(changed: list[tuple[Any, str, Any]]) -> None:
    """Take away what freezegun leaves behind: an inherited method set on the loop's class, and ``time.clock``."""
    for holder, name, real in changed:
        if isinstance(holder, type) and any(vars(base).get(name) is real for base in holder.__mro__[1:]):
            delattr(holder, name)
    if api.real_clock is None:
        vars(time).pop("clock", None)


def _live_in(zone: str | None) -> None:
    if zone is None:
        os.environ.pop("TZ", None)
    else:
        os.environ["TZ"] = zone
    if hasattr(time, "tzset"):
        time.tzset()
