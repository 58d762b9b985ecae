"""A run from its first event to its last: the hub of renderers, the exit code, and the pytest sessions between."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest

from harness import __version__
from harness.contract.words import Verdict
from harness.report.events import Event, Handler, RunFinished, RunStarted
from harness.report.hub import Hub
from harness.suite.places import SCENARIOS
from harness.suite.session import Session
from harness.targets.process import OURS
from harness.verdict.diagnosis import shows_something
from harness.verdict.expectations import Excused
from harness.verdict.plan import Plan
from harness.verdict.records import RunResult, TargetResult

CONFORMS, FINDINGS, USAGE, INCONCLUSIVE, FAULT = range(5)
STOPPED = 130
"""The exit code of a run that somebody stopped."""


@dataclass(slots=True)
class Run:
    """The reports of one run; ``reports`` None writes no files, ``terminal`` False leaves the terminal alone.

    ``shard`` is which part of a run this is, "" for a whole one; ``merged`` are the parts that are put together, of
    which the first began when ``started`` says (ISO 8601 in UTC; "" is now).
    """

    reports: Path | None
    seed: int
    profile: str
    terminal: bool = True
    shard: str = ""
    merged: tuple[str, ...] = ()
    started: str = ""
    hub: Hub = field(init=False)
    clock: float = field(init=False)

    def __post_init__(self) -> None:
        """Open the renderers and announce the run."""
        self.hub = Hub(handlers(self.reports, terminal=self.terminal))
        self.started = self.started or datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        self.clock = time.perf_counter()
        begun = RunStarted(__version__, self.started, self.seed, self.profile, shard=self.shard, merged=self.merged)
        self.emit(begun)

    def emit(self, event: Event) -> None:
        """Let every renderer hear ``event``."""
        self.hub.handle(event)

    def finish(
        self,
        results: Sequence[TargetResult],
        excused: Excused = Excused(),  # noqa: B008 - frozen
        *,
        stopped: bool = False,
        plan: Plan | None = None,
        seconds: float | None = None,
        fuzz: dict[str, Any] | None = None,
    ) -> int:
        """End the run, write the reports, and return the exit code; ``stopped`` says that not everything was run.

        ``plan`` is what the run was to be, and ``seconds`` how long it took where it was not just now. ``fuzz`` are the
        numbers of a hunt.
        """
        code = STOPPED if stopped else exit_code(results, excused)
        took = time.perf_counter() - self.clock if seconds is None else seconds
        begun = (__version__, self.started, round(took, 3), self.seed, self.profile)
        parts: dict[str, Any] = {"shard": self.shard, "merged": self.merged, "fuzz": fuzz or {}}
        self.emit(RunFinished(RunResult(*begun, tuple(results), code, plan=plan, **parts)))
        self.hub.close()
        for broken in self.hub.broken:
            click.echo(f"tokenassay: {broken}", err=True)
        return FAULT if self.hub.broken else code


def handlers(reports: Path | None, *, terminal: bool) -> list[Handler]:
    """Return the renderers: files below ``reports``, and the terminal last."""
    from harness.report.html import Html
    from harness.report.junit import JUnit
    from harness.report.ndjson import Ndjson
    from harness.report.results import Results
    from harness.report.terminal import Terminal

    if reports is None:
        return [Terminal()] if terminal else []
    files = (Results(reports), Ndjson(reports), JUnit(reports), Html(reports))
    paths = [one.path for one in files]
    return [*files, Terminal(reports=paths)] if terminal else [*files]


def exit_code(results: Sequence[TargetResult], excused: Excused = Excused()) -> int:  # noqa: B008 - frozen
    """Return the exit code that the results call for: 4 before 1 before 3 before 0.

    What an expectation file excuses does not count; an entry of it that excuses nothing counts as a failure.
    """
    seen = {one.verdict for result in results for one in result.scenarios if (result.name, one.id) not in excused.ids}
    if Verdict.ERROR in seen:
        return FAULT
    if Verdict.FAIL in seen or excused.idle:
        return FINDINGS
    if Verdict.INCONCLUSIVE in seen or any(
        result.verdict == "inconclusive" and not result.scenarios for result in results
    ):
        return INCONCLUSIVE
    if any(result.reason or not shows_something(result.counts) for result in results):
        return INCONCLUSIVE
    return CONFORMS


def run_scenarios(session: Session, expression: str, workers: str) -> int:
    """Run the shipped scenarios of the session's role in this process (or with xdist workers); return pytest's code.

    pytest gets its own configuration and root and no one else's plugins, whatever folder this is started from.
    """
    try:
        return _run(session, expression, workers)
    finally:
        session.close()


def _run(session: Session, expression: str, workers: str) -> int:
    if workers not in ("", "0"):
        import xdist.plugin  # noqa: F401 - keeps sys.path as it is now for the workers, before an app's folder is on it
    session.greet()
    role = SCENARIOS / session.context.target.role
    args = [str(role), *quiet_arguments()]
    if expression:
        args += ["-k", expression]
    if workers not in ("", "0"):
        args += ["-p", "xdist", "-n", workers]
    with quiet_environment():
        return int(pytest.main(args, plugins=[session, Quiet()]))


def quiet_arguments() -> list[str]:
    """Return the arguments that give pytest our own configuration and root, whatever folder this is started from."""
    unwanted = ("cacheprovider", "doctest", "faulthandler", "junitxml", "logging", "pastebin", "setuponly", "setupplan",
                "skipping", "stepwise", "subtests", "threadexception", "tmpdir", "unittest",
                "unraisableexception", "warnings")  # fmt: skip
    own = [
        "-c",
        str(SCENARIOS / "pytest.ini"),
        f"--rootdir={SCENARIOS}",
        "--import-mode=importlib",
        "-p",
        "harness.pytest_plugin",
    ]
    without = [word for name in unwanted for word in ("-p", f"no:{name}")]
    return [*own, *without, "--capture=no", "--assert=plain"]


class Quiet:
    """Takes pytest's own terminal away: the run has its own."""

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Drop the reporter; its options stay, other plugins ask for them."""
        if reporter := config.pluginmanager.getplugin("terminalreporter"):
            config.pluginmanager.unregister(reporter)


@contextmanager
def quiet_environment() -> Iterator[None]:
    """Keep the user's pytest settings, and modules of the folder we stand in, out of this run and its workers."""
    own = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONSAFEPATH": "1"}
    own[OURS] = " ".join(name for name in own if name not in os.environ)
    saved = {name: os.environ.get(name) for name in (*own, "PYTEST_ADDOPTS", "PYTEST_PLUGINS")}
    os.environ.update(own)
    for name in ("PYTEST_ADDOPTS", "PYTEST_PLUGINS"):
        os.environ.pop(name, None)
    try:
        yield
    finally:
        for name, value in saved.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
