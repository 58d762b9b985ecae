"""One pytest session against one target: set up once, every verdict gathered once, findings made at the end."""

import gc
import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

import pytest

from harness.report.events import Event, ScenarioFinished, TargetFinished, TargetStarted
from harness.suite.again import check_kept
from harness.suite.collection import collect, fill_table, prepare
from harness.suite.kept import Kept
from harness.suite.known import PROPERTY as KNOWN
from harness.suite.known import Known
from harness.suite.roles import Hands, context_from, hands
from harness.suite.running import PROPERTY, Runner
from harness.suite.sharding import Sharding
from harness.suite.turns import Turns
from harness.targets.errors import TargetDownError
from harness.verdict.context import Context
from harness.verdict.diagnosis import conclude
from harness.verdict.plan import Shard, parse_shard
from harness.verdict.records import Record, TargetResult

INPUT = "tokenassay"


class Session:
    """The plugin object of the process that leads: alone, or the controller of several workers.

    ``emit`` hears the events; ``result`` is there when the session is over. ``known`` are the verdicts that stand from
    the run that is gone on with, by scenario. ``sharding`` says what was selected, over all shards.
    """

    leads_scenarios = True

    def __init__(
        self,
        context: Context,
        emit: Callable[[Event], None],
        rules: tuple[str, ...] = (),
        exact: str = "",
        known: Mapping[str, Record] = MappingProxyType({}),
        shard: Shard = Shard(),  # noqa: B008 - frozen
    ) -> None:
        """Prepare a session against the target of ``context``, of which ``rules`` or one ``exact`` id are wanted."""
        self.sharding = Sharding(shard)
        self.context, self.emit, self.rules, self.exact, self.known = context, emit, rules, exact, known
        self.records: list[Record] = []
        self.result: TargetResult | None = None
        self.broken: list[str] = []
        self.selected = 0
        self.lock = ""
        self.hands: Hands
        self._stack = ExitStack()
        self._started = False

    def greet(self) -> None:
        """Say hello to the target, before pytest starts.

        TargetDownError if it cannot be tried now, where verdicts of then would be told as if it could. TargetError for
        a kept example that nobody can read.
        """
        self.hands = self._stack.enter_context(hands(self.context))
        self.hands.greet()
        check_kept(self.context, self.hands)
        if self.known and self.context.stopped:
            raise TargetDownError(self.context.stopped)

    def close(self) -> None:
        """Let go of the target, also where pytest has not even begun."""
        self._stack.close()

    def pytest_configure(self, config: pytest.Config) -> None:
        """Serve scenarios here, unless workers do."""
        if config.getoption("numprocesses", None):
            lock = Path(self._stack.enter_context(TemporaryDirectory(prefix="tokenassay-"))) / "turns"
            lock.touch()
            self.lock = str(lock)
            config.pluginmanager.register(Merging(self), "tokenassay-merging")
        else:
            config.pluginmanager.register(
                Runner(self.context, self.hands, Turns(), pack=lambda record: record), "tokenassay-runner"
            )
            config.pluginmanager.register(
                Collecting(self.rules, self.exact, self.context.target.role, self.context.kept),
                "tokenassay-collecting",
            )
            config.pluginmanager.register(self.sharding, "tokenassay-sharding")
            config.pluginmanager.register(Known(self.known), "tokenassay-known")

    def pytest_internalerror(self, excrepr: object) -> bool:
        """Keep what broke pytest; it is told in a line, not as a traceback."""
        self.broken.append(str(excrepr).strip().rpartition("\n")[2])
        return True

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep what could not be collected: that is a fault of ours."""
        if report.failed:
            self.broken.append(f"{report.nodeid}: {report.longreprtext}")

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Tell how many scenarios are to come."""
        self.selected = max(self.selected, len(session.items))
        if session.items:
            self.begin()

    def begin(self) -> None:
        """Announce the target, once."""
        if not self._started:
            self._started = True
            target = self.context.target
            self.emit(TargetStarted(target.name, target.role, target.where, self.selected))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the record from a report: of the call, or of the phase that failed before it."""
        for name, value in report.user_properties:
            if name == KNOWN:
                self._take(self.known[str(value)])
                return
        if report.failed and not any(name == PROPERTY for name, _ in report.user_properties):
            self.broken.append(f"{report.nodeid} ended without a verdict: {report.longreprtext[-300:]}")
        for name, value in report.user_properties:
            if name == PROPERTY and (report.when == "call" or report.failed):
                record = value if isinstance(value, Record) else Record.from_json(json.loads(str(value)))
                self._take(record)
                return

    def _take(self, record: Record) -> None:
        self.records.append(record)
        resumed = self.known.get(record.id) is record
        self.emit(ScenarioFinished(self.context.target.name, record, resumed=resumed))

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Make the findings."""
        self.result = conclude(self.context.target.name, self.context.target.role, self.records)
        if self.records:
            self.emit(TargetFinished(self.result))
        self._stack.close()


class Merging:
    """The controller's part when workers run the scenarios (pytest-xdist)."""

    def __init__(self, session: Session) -> None:
        """Lead the workers of ``session``."""
        self.session = session

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Hand a worker what it needs; this travels through a pipe, never through a file or an argument."""
        session = self.session
        node.workerinput[INPUT] = json.dumps(
            {
                "context": {**session.context.as_json(), "workers": node.workerinput["workercount"]},
                "rules": session.rules,
                "exact": session.exact,
                "known": list(session.known),
                "lock": session.lock,
                "shard": str(session.sharding.shard),
            }
        )

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Learn from a worker what was selected, over all shards."""
        self.session.sharding.learn(getattr(node, "workeroutput", {}))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """Learn from the workers how many scenarios are to come."""
        self.session.selected = len(ids)
        self.session.begin()


class Collecting:
    """Collection: the same in a lone process and in each worker."""

    def __init__(self, rules: tuple[str, ...], exact: str, role: str = "", kept: Iterable[dict[str, Any]] = ()) -> None:
        """Want the scenarios of ``rules``, or the one called ``exact``; of ``role`` alone, where that is given.

        ``kept`` are the kept examples of the target, as a context holds them.
        """
        self.rules, self.exact, self.role = rules, exact, role
        self.kept = [Kept.from_json(one) for one in kept]

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.Module | None:
        """Collect files of scenarios."""
        return collect(file_path, parent, self.role, self.kept)

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Fill the tables."""
        fill_table(metafunc)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self) -> None:
        """Spare the garbage collector what stays until the end, such as the scenarios themselves."""
        gc.collect()
        gc.freeze()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Name the scenarios, keep the wanted ones, put those that run alone last."""
        kept, dropped = prepare(items, self.rules, self.exact)
        if dropped:
            config.hook.pytest_deselected(items=dropped)
        items[:] = kept


def worker(config: pytest.Config, sent: str) -> None:
    """Take part as a worker, with what the controller sent."""
    data = json.loads(sent)
    context = context_from(data["context"])
    stack = ExitStack()
    config.add_cleanup(stack.close)
    reaching = stack.enter_context(hands(context))
    reaching.join()
    runner = Runner(context, reaching, Turns(data["lock"]), pack=_as_text)
    config.pluginmanager.register(runner, "tokenassay-runner")
    config.pluginmanager.register(
        Collecting(tuple(data["rules"]), data["exact"], context.target.role, context.kept), "tokenassay-collecting"
    )
    config.pluginmanager.register(Sharding(parse_shard(data["shard"])), "tokenassay-sharding")
    config.pluginmanager.register(Known(data["known"]), "tokenassay-known")


def _as_text(record: Record) -> str:
    """Return a record as JSON, the form in which verdicts travel between processes."""
    return json.dumps(record.as_json(), default=str)
