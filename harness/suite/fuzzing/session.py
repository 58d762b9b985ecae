"""Lanes as pytest's items, so that pytest-xdist hands them out: one process each, or this one alone."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from harness.fuzz.tally import Tally
from harness.suite.fuzzing.asked import Asked
from harness.suite.fuzzing.lane import Post, hunt, read
from harness.suite.fuzzing.stopping import heeding, wishing
from harness.suite.fuzzing.tallies import as_json, from_json
from harness.suite.roles import Hands, context_from, hands
from harness.verdict.context import Context

INPUT = PROPERTY = "tokenassay-fuzz"
HERE = Path(__file__)
CRASHED = "???"
"""The phase in which, as pytest-xdist tells it, an item was whose process is gone."""


class LaneFile(pytest.File):
    """The one file of a hunt: this one."""

    asked: Asked

    def collect(self) -> Iterator["Lane"]:
        """Yield the lanes."""
        for name in self.asked.names:
            yield Lane.from_parent(self, name=name)


class Lane(pytest.Item):
    """A lane; what it does is the business of the plugin that holds the target."""

    def runtest(self) -> None:
        """Hunt."""
        hunting: Hunting = self.config.stash[HUNTING]
        tally = hunting.run(self.name)
        self.user_properties.append((PROPERTY, json.dumps(as_json(tally), default=str)))


class Hunting:
    """Runs lanes in this process against the target of ``context``."""

    def __init__(self, context: Context, reaching: Hands, asked: Asked, post: Post) -> None:
        self.context, self.hands, self.asked, self.post = context, reaching, asked, post

    def run(self, lane: str) -> Tally:
        """Hunt as ``lane``."""
        return hunt(self.context, self.hands, self.asked, lane, self.post)

    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> pytest.File | None:
        """Collect this very file."""
        if file_path != HERE:
            return None
        found: LaneFile = LaneFile.from_parent(parent, path=file_path)
        found.asked = self.asked
        return found


HUNTING = pytest.StashKey[Hunting]()


class FuzzSession:
    """The plugin object of the process that leads a hunt; ``tallies`` are those of the lanes, by name."""

    leads_scenarios = True

    def __init__(self, context: Context, asked: Asked, post: Post) -> None:
        self.context, self.asked, self.post = context, asked, post
        self.ended: dict[str, Tally] = {}
        self.broken: list[str] = []
        self.crashed: set[str] = set()
        self.hands: Hands
        self._stack = ExitStack()

    @property
    def tallies(self) -> dict[str, Tally]:
        """What each lane came to, or how far it is."""
        tallies = {name: self.ended.get(name) or read(self.post.path(name)) for name in self.asked.names}
        for name in self.crashed:
            tallies[name].stopped = f"the process of lane {name} crashed amid an example"
        return tallies

    def greet(self) -> None:
        """Say hello to the target."""
        self.hands = self._stack.enter_context(hands(self.context))
        self.hands.greet()

    def close(self) -> None:
        """Let go of the target."""
        self._stack.close()

    def pytest_configure(self, config: pytest.Config) -> None:
        """Hunt here, unless workers do."""
        if not config.getoption("numprocesses", None):
            lead(config, Hunting(self.context, self.hands, self.asked, self.post))

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Hand a worker what it needs; this travels through a pipe, never through a file or an argument."""
        context = {**self.context.as_json(), "workers": node.workerinput["workercount"]}
        sent = {"context": context, "asked": self.asked.as_json(), "folder": str(self.post.folder)}
        node.workerinput[INPUT] = json.dumps(sent)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take what a lane came to."""
        lane = report.nodeid.rpartition("::")[2]
        for name, value in report.user_properties:
            if name == PROPERTY and report.when == "call":
                self.ended[lane] = from_json(json.loads(str(value)))
        if report.when == CRASHED:
            self.crashed.add(lane)
        elif report.failed:
            self.broken.append(report.longreprtext.strip().rpartition("\n")[2])

    def pytest_internalerror(self, excrepr: object) -> bool:
        """Keep what broke pytest; it is told in a line, not as a traceback."""
        self.broken.append(str(excrepr).strip().rpartition("\n")[2])
        return True


def lead(config: pytest.Config, hunting: Hunting) -> None:
    """Let ``hunting`` run the lanes of this process."""
    config.stash[HUNTING] = hunting
    config.pluginmanager.register(hunting, "tokenassay-hunting")


def worker(config: pytest.Config, sent: str) -> None:
    """Take part as a worker, with what the process that leads has sent."""
    data = json.loads(sent)
    context = context_from(data["context"])
    post = Post(Path(data["folder"]))
    stack = ExitStack()
    config.add_cleanup(stack.close)
    stack.enter_context(heeding(wishing(post.stop)))  # a terminal tells all processes at once
    reaching = stack.enter_context(hands(context))
    reaching.join()
    lead(config, Hunting(context, reaching, Asked.from_json(data["asked"]), post))
