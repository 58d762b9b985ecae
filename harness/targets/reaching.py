"""An app's server, reached: over HTTP, through a shim, or in this process."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from urllib3 import HTTPHeaderDict

from harness.targets.app_target import AppTarget, InprocessTable
from harness.targets.believing import VERIFIER
from harness.targets.frozen import FrozenClock
from harness.targets.handing import ISSUER
from harness.targets.http import PACE, Site
from harness.targets.inprocess import AsgiApp, Called, WsgiApp, load
from harness.targets.output import Output
from harness.targets.said import Outgoing, Said
from harness.targets.shim import Shim
from harness.targets.speech import Speech


class Reached(Protocol):
    """An app that answers. ``now`` is Unix time in seconds, for those whose clock is ours to set."""

    obeys_clock: bool
    """Whether the app may go by ``now``; a probe has to tell."""
    parallel: bool
    """Whether many requests can be under way at the same moment."""

    def send(self, outgoing: Outgoing, now: float) -> Said:
        """Return what the app said to one request."""

    def together(self, outgoing: Sequence[Outgoing], now: float) -> list[Said]:
        """Return what the app said to many requests at the same moment, in their order."""

    def hurry(self, seconds: float) -> None:
        """Wait for an answer no longer than ``seconds`` from now on."""

    def takes(self, name: str) -> bool:
        """Whether ``name`` of a question reaches the app at all."""

    def printed(self) -> str:
        """Return the end of what the app has printed, where that can be seen."""

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

    def send(self, outgoing: Outgoing, now: float) -> Said:
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

    def together(self, outgoing: Sequence[Outgoing], now: float) -> list[Said]:
        """Send all requests from as many threads, none of them paced."""
        with self.site.burst(), ThreadPoolExecutor(len(outgoing)) as pool:
            return list(pool.map(lambda one: self.send(one, now), outgoing))

    def hurry(self, seconds: float) -> None:
        """Wait for an answer no longer than ``seconds`` from now on."""
        self.site.hurry(seconds)

    def takes(self, name: str) -> bool:
        """Say yes: [send] words it all."""
        return True

    def printed(self) -> str:
        """Return nothing: what a server prints is kept by whoever started it."""
        return ""

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

    def send(self, outgoing: Outgoing, now: float) -> Said:
        """Ask about one token."""
        return self.shim.send(outgoing, now)

    def together(self, outgoing: Sequence[Outgoing], now: float) -> list[Said]:
        """Ask about one token after the other: there is one line to speak through."""
        return [self.shim.send(one, now) for one in outgoing]

    def hurry(self, seconds: float) -> None:
        """Wait for an answer no longer than ``seconds`` from now on."""
        self.shim.timeout = seconds

    def takes(self, name: str) -> bool:
        """Say yes: each question is handed on whole."""
        return True

    def printed(self) -> str:
        """Return the end of the program's standard error."""
        return self.shim.complaints()

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

    def send(self, outgoing: Outgoing, now: float) -> Said:
        """Ask about one token at the time ``now``."""
        if self.warm:
            self._set(now)
        self.warm = True
        with self.output.caught():
            return self.app.send(outgoing, now)

    def together(self, outgoing: Sequence[Outgoing], now: float) -> list[Said]:
        """Ask about many tokens at the same moment."""
        self._set(now)
        with self.output.caught():
            return self.app.together(list(outgoing), now)

    def hurry(self, seconds: float) -> None:
        """Wait for an answer no longer than ``seconds`` from now on."""
        self.app.timeout = seconds

    def takes(self, name: str) -> bool:
        """Whether a function has such a parameter; a web app gets whole requests."""
        return not isinstance(self.app, Called) or self.app.takes(name)

    def printed(self) -> str:
        """Return the end of what the app has printed."""
        return self.output.text

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

    def _set(self, now: float) -> None:
        if self.clock:
            self.clock.start(now)
            self.clock.move_to(now)


SPEECHES: dict[str, Speech] = {"verifier": VERIFIER, "issuer": ISSUER}
"""How apps of each role say what they did, where they do not speak HTTP."""
WAYS: dict[str, type[AsgiApp] | type[WsgiApp]] = {"asgi": AsgiApp, "wsgi": WsgiApp}


def reach(target: AppTarget, folder: Path, workers: int = 1) -> Reached:
    """Return the app of ``target``, whose relative paths start at ``folder``; ``workers`` processes ask it at once.

    TargetError where code cannot be found, TargetDownError where it does not start.
    """
    speech = SPEECHES[target.role]
    if target.shim:
        shim = target.shim
        return ShimApp(Shim(shim.command, folder, shim.env, shim.timeout, speech, shim.unset))
    if target.inprocess:
        return _inprocess(target.inprocess, folder, speech)
    assert target.send
    parts = urlsplit(target.send.url)
    pace = 0.0 if target.local else PACE * workers
    return HttpApp(Site(f"{parts.scheme}://{parts.netloc}", read=target.send.timeout, pace=pace, bounded=True))


def _inprocess(table: InprocessTable, folder: Path, speech: Speech) -> InprocessApp:
    kind, reference = table.chosen
    os.environ.update(table.env)
    output = Output()
    with output.caught():
        found = load(reference, folder, f"inprocess.{kind}")
    app = WAYS[kind](found, table.timeout) if kind in WAYS else Called(found, table.timeout, speech)
    return InprocessApp(app, FrozenClock(), output=output)
