"""Bounded work of an app's own code: in an event loop, in this thread, or in many.

Work that blocks is ended by SIGALRM in the main thread. Elsewhere threads that block are left behind; a loop that is
blocked outside of the main thread is not bounded.
"""

import asyncio
import threading
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from harness.targets.alarm import Stuck, alarm
from harness.targets.realtime import real_monotonic

T = TypeVar("T")
GRACE = 0.5
"""Seconds for work to end once it was told to, or once its answer is complete."""


@dataclass(slots=True)
class Ended(Generic[T]):
    """How work ended: with a value, an error, or, ``hung``, not in time."""

    value: T | None = None
    error: BaseException | None = None
    hung: bool = False


class Loop:
    """One event loop for the life of an app, so that what the app opened in it stays usable."""

    def __init__(self) -> None:
        """Have no loop until there is work."""
        self._loop: asyncio.AbstractEventLoop | None = None
        self._turn = threading.Lock()

    def run(self, works: Sequence[Coroutine[Any, Any, T]], timeout: float) -> list[Ended[T]]:
        """Run ``works`` at the same time, each for ``timeout`` seconds at most; nothing runs on when this returns."""
        with self._turn:
            loop = self._loop = self._loop or asyncio.new_event_loop()
            try:
                # Only code within a task is ended: the loop itself must stay whole.
                with alarm(timeout + GRACE, lambda: asyncio.current_task(loop) is not None):
                    return loop.run_until_complete(_all(works, timeout))
            except Stuck:
                return [Ended(hung=True) for _ in works]

    def close(self) -> None:
        """Cancel what was left behind and close the loop."""
        if self._loop is None:
            return
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        if left:
            self.run([_awaited(left)], GRACE)
        self.run([self._loop.shutdown_asyncgens()], GRACE)
        self._loop.close()
        self._loop = None


async def _all(works: Sequence[Coroutine[Any, Any, T]], timeout: float) -> list[Ended[T]]:
    tasks = [asyncio.ensure_future(_ended(work)) for work in works]
    _, late = await asyncio.wait(tasks, timeout=timeout)
    for task in late:
        task.cancel()
    if late:
        await asyncio.wait(late, timeout=GRACE)
    return [Ended(hung=True) if task in late else task.result() for task in tasks]


async def _awaited(tasks: set[asyncio.Task[Any]]) -> None:
    await asyncio.wait(tasks, timeout=GRACE)


async def _ended(work: Coroutine[Any, Any, T]) -> Ended[T]:
    try:
        return Ended(await work)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever an app raises is an answer, SystemExit, too
        return Ended(error=error, hung=is_stuck(error))


def is_stuck(error: BaseException) -> bool:
    """Whether ``error`` is the alarm, also within the group that a task group makes of it."""
    return isinstance(error, Stuck) or (isinstance(error, BaseExceptionGroup) and error.subgroup(Stuck) is not None)


def bounded(work: Callable[[], T], timeout: float) -> Ended[T]:
    """Do ``work`` here, for ``timeout`` seconds at most; in another thread than the main one, in one more thread."""
    if threading.current_thread() is not threading.main_thread():
        return in_threads([work], timeout)[0]
    try:
        with alarm(timeout):
            return Ended(work())
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - as above
        return Ended(error=error, hung=is_stuck(error))


def in_threads(works: Sequence[Callable[[], T]], timeout: float) -> list[Ended[T]]:
    """Do ``works`` at the same time, each in a thread; what is not done after ``timeout`` seconds is left behind."""
    found: list[Ended[T]] = [Ended(hung=True) for _ in works]
    done = threading.Semaphore(0)
    line = threading.Barrier(len(works) + 1)

    def one(place: int, work: Callable[[], T]) -> None:
        line.wait()
        try:
            found[place] = Ended(work())
        except BaseException as error:  # noqa: BLE001 - as above
            found[place] = Ended(error=error)
        done.release()

    for place, work in enumerate(works):
        threading.Thread(target=one, args=(place, work), daemon=True, name=f"inprocess-{place}").start()
    line.wait()
    _wait_for(done, len(works), timeout)
    return list(found)


def _wait_for(done: threading.Semaphore, count: int, timeout: float) -> None:
    deadline = real_monotonic() + timeout
    for _ in range(count):
        if not done.acquire(timeout=max(0.0, deadline - real_monotonic())):
            return
