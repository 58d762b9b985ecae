"""A load from its beginning to its end, in each process that Locust has: the master, every worker, or one for all."""

import logging
import sys
import time
from pathlib import Path
from random import Random
from typing import Any

import gevent
from locust.runners import MasterRunner, WorkerRunner

from harness.contract.profile import ProfileError, load
from harness.load.arguments import MINE, of_this_machine, settings_of
from harness.load.ending import ended, tell
from harness.load.gathering import Gathering
from harness.load.issuer import IssuerLoad
from harness.load.outcome import Fate, Outcome
from harness.load.progress import show
from harness.load.settings import Settings, standing_target
from harness.load.tally import Tally
from harness.load.verifier import VerifierLoad
from harness.load.wire import Wire
from harness.targets.errors import TargetDownError, TargetError
from harness.targets.issuer_target import IssuerTarget
from harness.targets.reaching import reach
from harness.targets.said import one_line
from harness.targets.verifier_target import VerifierTarget
from harness.verdict.context import Context
from harness.verdict.issuer.context import IssuerContext
from harness.verdict.verifier.context import VerifierContext

USAGE = 2
LONGEST_WAIT = 5.0
"""Seconds that a Retry-After is obeyed."""


class Wrong(Exception):
    """A wrong answer, as Locust counts and shows it."""

    def __repr__(self) -> str:
        return str(self)


class Conductor:
    """Listens to Locust's events, and hands each user what to do. ``begin`` is called before anything else."""

    settings: Settings
    own: Settings
    target: VerifierTarget | IssuerTarget
    environment: Any
    secrets: tuple[str, ...]

    def __init__(self) -> None:
        """Wait for the beginning."""
        self.tally = Tally()
        self.side: VerifierLoad | IssuerLoad | None = None
        self.gathering: Gathering | None = None
        self.since = self.until = 0.0

    @property
    def timeout(self) -> float:
        """Seconds that an answer is waited for."""
        assert self.target.send
        return self.target.send.timeout

    @property
    def is_worker(self) -> bool:
        """Whether another process gathers what this one sees."""
        return isinstance(self.environment.runner, WorkerRunner)

    def begin(self, environment: Any, **_: Any) -> None:
        """Read the target file, and end here if it is of no use."""
        self.environment = environment
        self.settings = self.own = settings_of(environment.parsed_options)
        logging.getLogger("locust.stats_logger").disabled = self.own.calm
        try:
            self._read()
        except (TargetError, ProfileError) as error:
            sys.stderr.write(f"tokenassay: {error}\n")
            sys.exit(USAGE)
        if isinstance(environment.runner, MasterRunner | WorkerRunner):
            self.gathering = Gathering(environment.runner, self.tally, self._time_begins, self.quit)

    def start(self, **_: Any) -> None:
        """Say hello to the app, unless others do; every load starts with an empty tally."""
        self.tally.clear()
        self.side = None
        self.since = self.until = 0.0
        if self.gathering:
            self.gathering.renew()
        if isinstance(self.environment.runner, MasterRunner):
            gevent.spawn(show, self)
            return
        if self.is_worker:
            self.settings = of_this_machine(self.own, settings_of(self.environment.parsed_options))
        else:
            gevent.spawn(show, self)
        try:
            said = self._greeted()
        except Exception as error:  # noqa: BLE001 - the last stop before Locust, which would go on
            self._fail(error)
            return
        if said:
            self._give_up(said)
        elif self.gathering:
            self.gathering.begin()
        else:
            self._time_begins()

    def step(self, wire: Wire, chance: Random) -> None:
        """Have one user ask one thing."""
        side = self.side
        if side is None or self.tally.stopped or self.until:
            gevent.sleep(0.1)
            return
        try:
            outcome = self._asked(side, wire, chance)
        except Exception as error:  # noqa: BLE001 - ours, not the app's: nothing that follows could be trusted
            self._fail(error)
            return
        if outcome.fate is Fate.WAIT:
            wait = outcome.exchange.header("retry-after")
            gevent.sleep(min(float(wait), LONGEST_WAIT) if wait.isdecimal() else 1.0)

    def report(self, data: dict[str, Any], **_: Any) -> None:
        """Send along what this worker has seen since the last time."""
        if self.gathering:
            self.gathering.send(data)

    def take(self, client_id: str, data: dict[str, Any], **_: Any) -> None:
        """Add what a worker has seen."""
        if self.gathering:
            self.gathering.take(client_id, data)

    def gather(self, **_: Any) -> None:
        """Wait for what workers have seen last."""
        self.until = self.until or time.monotonic()
        if self.gathering and not self.is_worker:
            self.gathering.wait()

    def end(self, environment: Any, **_: Any) -> None:
        """Choose the exit code."""
        if self.is_worker:
            return
        environment.runner.quit()
        self.until = self.until or time.monotonic()
        environment.process_exit_code = ended(self).code

    def tell(self, **_: Any) -> None:
        """Tell what the load came to, after all that Locust has to tell."""
        if not self.is_worker:
            tell(self)

    def quit(self) -> None:
        """End the load; a worker only stops asking, and is ended by its master."""
        self.until = time.monotonic()
        if not self.is_worker:
            gevent.spawn(self.environment.runner.quit)

    def _asked(self, side: VerifierLoad | IssuerLoad, wire: Wire, chance: Random) -> Outcome:
        what: Any = side.next(chance)
        outgoing = side.outgoing(what)
        outcome = side.heard(what, wire.send(outgoing))
        self.tally.note(outcome)
        self._count(outgoing.method, outcome)
        return outcome

    def _read(self) -> None:
        if not self.own.target:
            raise TargetError("--tokenassay-target is missing; name the target file (docs/load.md)")
        load(self.own.profile)
        self.target = standing_target(self.own, MINE)
        self.secrets = Context(self.target).all_secrets()

    def _greeted(self) -> str:
        """Say hello; return why there can be no load, or ""."""
        target, settings, profile = self.target, self.settings, self.settings.profile
        app = reach(target, Path(settings.target).resolve().parent)
        try:
            if isinstance(target, VerifierTarget):
                verifier = VerifierContext(target, profile, settings.target, settings.seed)
                side: VerifierLoad | IssuerLoad = VerifierLoad(verifier, settings)
            else:
                side = IssuerLoad(IssuerContext(target, profile, settings.target, settings.seed), settings, self.tally)
            said = side.greet(app)
        except TargetDownError as error:
            return str(error)
        finally:
            app.close()
        self.tally.untold = side.untold
        self.side = None if said else side
        return said

    def _time_begins(self) -> None:
        """Begin to count the seconds: whatever hello took is none of the load's time."""
        if self.since:
            return
        self.since = time.monotonic()
        if self.settings.seconds and not self.until:
            gevent.spawn_later(self.settings.seconds, self.quit)

    def _fail(self, error: Exception) -> None:
        self.tally.fault = True
        self._give_up(f"a fault in tokenassay itself, please report it: {one_line(error)}")

    def _give_up(self, said: str) -> None:
        self.tally.stopped.append(said)
        if self.gathering:
            self.gathering.give_up()
        self.quit()

    def _count(self, method: str, outcome: Outcome) -> None:
        exchange, failure = outcome.exchange, outcome.failure
        self.environment.events.request.fire(
            request_type=method,
            name=outcome.name,
            response_time=exchange.seconds * 1000,
            response_length=len(exchange.body),
            exception=Wrong(failure) if failure else None,
            context={},
        )
