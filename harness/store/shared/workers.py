"""Several processes that serve one mock on the same sockets, and the one that watches over them."""

import asyncio
import os
import select
import signal
import sys
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field

from harness.store.listening import Listening
from harness.store.server import serve_on
from harness.store.shared.link import Link, News
from harness.store.state import State

GRACE = 5.0
"""Seconds that workers have to end before they are killed."""

LOOK = 0.2
"""Seconds between two looks at whether all workers live."""


STOPS = (signal.SIGINT, signal.SIGTERM)


class WorkerError(RuntimeError):
    """A worker that could not be started, or ended before it served; the message says how."""


@dataclass(slots=True)
class Workers:
    """The workers of one mock; ``say`` is given what a person should know, one line at a time.

    The caller has no thread but its own, and ``link`` is closed: workers are forked, and each makes its own connection.
    A worker that dies is said and replaced; one that dies before it served ends all of them with WorkerError. None of
    them outlives this process, however it ends.
    """

    listening: Listening
    state: State
    link: Link
    number: int
    say: Callable[[str], None]
    _pipes: "_Pipes" = field(init=False)
    _serving: set[int] = field(default_factory=set)
    _starting: set[int] = field(default_factory=set)
    _away: bool = False

    def run(self, ready: Callable[[Collection[int]], None]) -> None:
        """Serve until interrupted; ``ready`` is called with the workers' process ids once all of them serve."""
        self._pipes = _Pipes.opened()
        try:
            for _ in range(self.number):
                self._start()
            while self._starting:
                self._look()
            ready(sorted(self._serving))
            while True:
                self._look()
        finally:
            self._end()
            self._pipes.close()

    def _start(self) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        # Until it is clear who is who, nobody is interrupted.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
        try:
            pid = os.fork()
            if pid == 0:
                _work(self.listening, self.state, self.link, self._pipes)
            self._starting.add(pid)
        except OSError as error:
            raise WorkerError(f"no process can be started: {error.strerror}") from error
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)

    def _look(self) -> None:
        for pid, word, rest in self._pipes.heard(LOOK):
            self._hear(pid, word, rest)
        for pid in [*self._starting, *self._serving]:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                self._bury(pid, _how(status))

    def _hear(self, pid: int, word: str, rest: str) -> None:
        """Pass on what a worker tells, but an outage only once, however many workers meet it."""
        address = self.link.address
        match word:
            case "serving":
                self._starting.discard(pid)
                self._serving.add(pid)
            case News.AWAY if not self._away:
                self._away = True
                self.say(f"{address} cannot be reached: {rest}; every request is answered with 503 until it can be")
            case News.BACK if self._away:
                self._away = False
                self.say(f"{address} can be reached again")
            case News.ANEW:
                self.say(
                    f"{address} is not as it was left: the mock is as its seed says again, nobody is signed in, "
                    "and tokens made until now are refused"
                )
            case "fault":
                self.say(f"a fault in worker {pid}: {rest}")

    def _bury(self, pid: int, how: str) -> None:
        if pid in self._starting:
            self._starting.discard(pid)
            raise WorkerError(f"worker {pid} {how} before it served")
        self._serving.discard(pid)
        self.say(f"worker {pid} {how}; another takes its place")
        self._start()

    def _end(self) -> None:
        left = self._starting | self._serving
        _tell(left, signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        while left and time.monotonic() < deadline:
            left -= {pid for pid in left if os.waitpid(pid, os.WNOHANG)[0]}
            time.sleep(0.01)
        _tell(left, signal.SIGKILL)
        for pid in left:
            os.waitpid(pid, 0)


@dataclass(frozen=True, slots=True)
class _Pipes:
    """Two pipes: one on which workers tell, and one that comes to its end for them when the parent does."""

    told: int
    telling: int
    leash: int
    held: int

    @classmethod
    def opened(cls) -> "_Pipes":
        return cls(*os.pipe(), *os.pipe())

    def close(self) -> None:
        for end in (self.told, self.telling, self.leash, self.held):
            os.close(end)

    def tell(self, word: str, rest: str = "") -> None:
        """Send one line to the parent; it is short enough to arrive whole."""
        line = f"{os.getpid()} {word} {' '.join(rest.split())[:300]}\n"
        with suppress(OSError):
            os.write(self.telling, line.encode()[:512])

    def heard(self, seconds: float) -> Iterator[tuple[int, str, str]]:
        """Yield what workers told, as pid, word and the rest, waiting up to ``seconds`` for it."""
        if select.select([self.told], [], [], seconds)[0]:
            for line in os.read(self.told, 65_536).decode("utf-8", "replace").splitlines():
                pid, word, rest = line.split(" ", 2)
                yield int(pid), word, rest


def _work(listening: Listening, state: State, link: Link, pipes: _Pipes) -> None:
    """Be a worker; never returns."""

    def ready(stop: Callable[[], None]) -> None:
        asyncio.get_running_loop().add_reader(pipes.leash, stop)
        pipes.tell("serving")

    code = 1
    try:
        os.setpgid(0, 0)  # Ctrl-C is the parent's, who then ends the workers
        os.close(pipes.held)
        link.heard = pipes.tell
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)
        serve_on(listening, state, ready=ready)
        code = 0
    except KeyboardInterrupt:
        code = 0
    except BaseException as error:  # noqa: BLE001 - nothing may get out into the parent's code
        pipes.tell("fault", f"{type(error).__name__}: {error}")
    finally:
        os._exit(code)


def _tell(pids: set[int], what: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, what)


def _how(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"was ended by signal {-code}" if code < 0 else f"ended with {code}"
