"""Ending a hunt from outside: Ctrl-C and a polite end are heard, and every lane ends after its example."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

HEARD = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def heeding(stop: Callable[[], None]) -> Iterator[None]:
    """Call ``stop`` for Ctrl-C and SIGTERM within the block, also where whoever started us had them ignored.

    Python hears signals in the main thread alone; in another one this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, lambda *_: stop()) for number in HEARD}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def wishing(stop: Path) -> Callable[[], None]:
    """Return what writes the wish to stop down in the file ``stop``; it goes unsaid where the hunt is over already."""

    def heard() -> None:
        with suppress(OSError):
            stop.touch()

    return heard


def insisting(stop: Path) -> Callable[[], None]:
    """Return what writes the wish down when it is called first, and raises KeyboardInterrupt from the second time on.

    That the wish is there says nothing: a terminal tells the lanes as well, and one of them may have been quicker.
    """
    calls, write = count(1), wishing(stop)

    def heard() -> None:
        if next(calls) > 1:
            raise KeyboardInterrupt
        write()

    return heard
