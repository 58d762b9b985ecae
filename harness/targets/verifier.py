"""An app's server, reached: over HTTP, through a shim, or in this process."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from urllib3 import HTTPHeaderDict

from harness.targets.frozen import FrozenClock
from harness.targets.http import Site
from harness.targets.inprocess import AsgiApp, Called, WsgiApp, load
from harness.targets.output import Output
from harness.targets.said import Outgoing, Said
from harness.targets.shim import Shim
from harness.targets.verifier_target import InprocessTable, VerifierTarget

PACE = 0.2
"""Seconds between two requests to an app on another machine."""


class Reached(Protocol):
    """An app that answers. ``now`` is Unix time in seconds, for those whose clock is ours to set."""

    obeys_clock: bool
    """Whether the app may go by ``now``; a probe has to tell."""
    parallel: bool
    """Whether many requests can be under way at the same moment."""

    def send(self, outgoing: Outgoing, now: int) -> Said:
        """Return what the app said to one request."""

    def together(self, outgoing: Sequence[Outgoing], now: int) -> list[Said]:
        """Return what the app said to many requests at the same moment, in their order."""

    def hurry(self, seconds: float) -> None:
        """Wait for an answer no longer than ``seconds`` from now on."""

    def release_clock(self) -> None:
        """Leave the app its own clock."""

    def close(self) -> None:
        """Let go of the app; what was started for it is stopped."""


@dataclass(slots=True)
class HttpApp:
    """An app behind a socket, with a clock of its own."""

    site: Site
    obeys_clock: bool = False
    parallel: bool = True

    def send(self, outgoing: Outgoing, now: int) -> Said:
        """Send one request; ``now`` is the app's own business."""
        headers = HTTPHeaderDict(outgoing.headers)
        if headers.get("connection") != "close":
            return Said(self.site.request(outgoing.method, outgoing.target, headers, outgoing.body))
        # The pool would use the connection again if the answer does not say close, too.
        once = replace(self.site)
        try:
            return Said(once.request(outgoing.method, outgoing.target, headers, outgoing.body))
        finally:
            once.pool.close()

    def together(self, outgoing: Sequence[Outgoing], now: int) -> list[Said]:
        """Send all requests from as many threads, none of them paced."""
        with self.site.burst(), ThreadPoolExecutor(len(outgoing)) as pool:
            return list(pool.map(lambda one: self.send(one, now), outgoing))

    def hurry(self, seconds: float) -> None:
        """Wait for an answer no longer than ``seconds`` from now on."""
        self.site.hurry(seconds)

    def release_clock(self) -> None:
        """Do nothing: the clock is the app's own anyway."""

    def close(self) -> None:
        """Close the connections."""
        self.site.pool.close()


@dataclass(slots=True)
class ShimApp:
    """A program behind a shim; it is told the time and may go by it."""

    shim: Shim
    obeys_clock: bool = True
    parallel: bool = False

    def send(self, outgoing: Outgoing, now: int) -> Said:
        """Ask about one token."""
        return self.shim.send(outgoing, now)

    def together(self, outgoing: Sequence[Outgoing], now: int) -> list[Said]:
        """Ask about one token after the other: there is one line to speak through."""
        return [self.shim.send(one, now) for one in outgoing]

    def hurry(self, seconds: float) -> None:
        """Wait for an answer no longer than ``seconds`` from now on."""
        self.shim.timeout = seconds

    def release_clock(self) -> None:
        """Do nothing: the program goes by its own clock anyway."""

    def close(self) -> None:
        """Stop the program."""
        self.shim.close()


@dataclass(slots=True)
class InprocessApp:
    """Python code in this process, whose clock stands where we put it until it is released.

    The first request sees real time: what an app imports or builds only then (a pydantic model with a datetime, say)
    could not be built from a frozen clock.
    """

    app: AsgiApp | WsgiApp | Called
    clock: FrozenClock | None
    obeys_clock: bool = True
    parallel: bool = True
    warm: bool = False
    output: Output = field(default_factory=Output)

    def send(self, outgoing: Outgoing, now: int) -> Said:
        """Ask about one token at the time ``now``."""
        if self.warm:
            self._set(now)
        self.warm = True
        with self.output.caught():
            return self.app.send(outgoing, now)

    def together(self, outgoing: Sequence[Outgoing], now: int) -> list[Said]:
        """Ask about many tokens at the same moment."""
        self._set(now)
        with self.output.caught():
            return self.app.together(list(outgoing), now)

    def hurry(self, seconds: float) -> None:
        """Wait for an answer no longer than ``seconds`` from now on."""
        self.app.timeout = seconds

    def release_clock(self) -> None:
        """Let the app's clock run."""
        if self.clock:
            self.clock.stop()
            self.clock = None

    def close(self) -> None:
        """Let time run, and the app shut down."""
        self.release_clock()
        with self.output.caught():
            self.app.close()

    def _set(self, now: int) -> None:
        if self.clock:
            self.clock.start(now)
            self.clock.move_to(now)


WAYS: dict[str, type[AsgiApp] | type[WsgiApp] | type[Called]] = {
    "asgi": AsgiApp,
    "wsgi": WsgiApp,
    "callable": Called,
}


def reach(target: VerifierTarget, folder: Path) -> Reached:
    """Return the app of ``target``, whose relative paths start at ``folder``.

    TargetError where code cannot be found, TargetDownError where it does not start.
    """
    if target.shim:
        return ShimApp(Shim(target.shim.command, folder, target.shim.env, target.shim.timeout))
    if target.inprocess:
        return _inprocess(target.inprocess, folder)
    assert target.send
    parts = urlsplit(target.send.url)
    pace = 0.0 if target.local else PACE
    return HttpApp(Site(f"{parts.scheme}://{parts.netloc}", read=target.send.timeout, pace=pace, bounded=True))


def _inprocess(table: InprocessTable, folder: Path) -> InprocessApp:
    kind, reference = table.chosen
    os.environ.update(table.env)
    output = Output()
    with output.caught():
        found = load(reference, folder, f"inprocess.{kind}")
    return InprocessApp(WAYS[kind](found, table.timeout), FrozenClock(), output=output)
