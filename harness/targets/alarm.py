"""Ends code that blocks: SIGALRM in the main thread raises where the code stands. In other threads it does nothing."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from harness.targets.realtime import real_monotonic

AGAIN = 0.5
"""Seconds until code that swallowed the alarm is alarmed again."""


class Stuck(BaseException):
    """The time is over; no Exception, so that an app's ``except Exception`` does not swallow it."""


@contextmanager
def alarm(seconds: float, when: Callable[[], bool] = lambda: True) -> Iterator[None]:
    """Raise Stuck in the block after ``seconds`` if ``when()``; then give back handler and timer as they were."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    armed = True

    def ring(_number: int, _frame: object) -> None:
        if armed and when():
            raise Stuck

    old = signal.signal(signal.SIGALRM, ring)
    started = real_monotonic()
    left, interval = signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        try:
            yield
        finally:
            armed = False
    finally:  # also where the alarm strikes on the way out
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL if old is None else old)
        if left:
            signal.setitimer(signal.ITIMER_REAL, max(0.001, left - (real_monotonic() - started)), interval)
