"""The stream of events that every renderer hears, in order: run, targets, scenarios, findings, end."""

from dataclasses import dataclass, field
from typing import Protocol

from harness.verdict.records import Record, RunResult, TargetResult


@dataclass(frozen=True, slots=True)
class RunStarted:
    """The run begins. ``started`` is ISO 8601 in UTC.

    ``shard`` says which part of a run it is, such as 2/5, "" for a whole one; ``merged`` what is merged and not run.
    """

    tokenassay: str
    started: str
    seed: int
    profile: str
    shard: str = field(default="", kw_only=True)
    merged: tuple[str, ...] = field(default=(), kw_only=True)


@dataclass(frozen=True, slots=True)
class TargetStarted:
    """A target's scenarios begin. ``url`` is where it was found; ``scenarios`` is how many are to come."""

    name: str
    role: str
    url: str
    scenarios: int


@dataclass(frozen=True, slots=True)
class ScenarioFinished:
    """One scenario is over; ``resumed`` says that its verdict is of the run that is gone on with."""

    target: str
    record: Record
    resumed: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class TargetFinished:
    """A target's scenarios are over and the findings made."""

    result: TargetResult


@dataclass(frozen=True, slots=True)
class RunFinished:
    """The run is over."""

    result: RunResult


Event = RunStarted | TargetStarted | ScenarioFinished | TargetFinished | RunFinished


class Handler(Protocol):
    """A renderer: hears every event once, in order, and then ``close``."""

    def handle(self, event: Event) -> None:
        """Take note of ``event``."""

    def close(self) -> None:
        """Write what remains to be written."""
