"""What shows while a run goes on: a bar on a terminal, a quiet line per quarter elsewhere.

The bar redraws itself when scenarios end, at most ten times a second. It has no thread of its own, and its clock is
fetched before any scenario can freeze time.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from rich.console import Console
from rich.live import Live
from rich.text import Text

from harness.contract.words import Verdict
from harness.report.events import ScenarioFinished, TargetStarted
from harness.report.terminal_ink import SHORT, Ink
from harness.report.text import count

_PAUSE = 0.1  # seconds
_BAR = 12  # columns
_QUARTERS = 4


class Watch(Protocol):
    """What shows that a run goes on."""

    def start(self, target: TargetStarted) -> None:
        """A target begins."""

    def advance(self, scenario: ScenarioFinished) -> None:
        """A scenario is over."""

    def finish(self, target: str) -> None:
        """The target of this name is done."""

    def stop(self) -> None:
        """Leave the terminal clean; harmless when done twice."""


def progress_for(console: Console) -> Watch:
    """Return a bar for a terminal, lines for anything else (a forced colour does not make a terminal)."""
    live = console.is_interactive and console.is_terminal and console.file.isatty()
    return Bar(console) if live else Quarters(Ink(console))


@dataclass
class _Tally:
    """How far one target has come. ``started`` is a reading of the clock; ``rule`` is the one at work.

    ``resumed`` counts verdicts that a run before has come to; they say nothing of the pace of this one.
    """

    total: int
    started: float = 0.0
    rule: str = ""
    resumed: int = 0
    counts: Counter[Verdict] = field(default_factory=Counter)

    @property
    def done(self) -> int:
        """How many scenarios are over."""
        return self.counts.total()

    @property
    def words(self) -> str:
        """The counts so far."""
        return ", ".join(f"{self.counts[one]} {SHORT.get(one, one)}" for one in Verdict if self.counts[one])

    def left(self, now: float) -> str:
        """Return the time that is left, at the pace so far, as minutes and seconds."""
        own = self.done - self.resumed
        if not own:
            return "-:--"
        seconds = round((now - self.started) / own * max(0, self.total - self.done))
        return f"{seconds // 60}:{seconds % 60:02}"

    def count(self, scenario: ScenarioFinished, now: float = 0.0) -> None:
        """Count one more; the pace is measured from the last one that was resumed on."""
        self.counts[scenario.record.verdict] += 1
        self.rule = scenario.record.rule
        if scenario.resumed:
            self.resumed += 1
            self.started = now


class Bar:
    """A live line per target: bar, done, time left, counts, rule; what a narrow terminal has no room for is cut off."""

    def __init__(self, console: Console, clock: Callable[[], float] = time.monotonic) -> None:
        self._ink = Ink(console)
        self._clock = clock
        self._drawn = 0.0
        self._tallies: dict[str, _Tally] = {}
        self._live = Live(
            console=console, auto_refresh=False, transient=True, redirect_stdout=False, redirect_stderr=False
        )

    def start(self, target: TargetStarted) -> None:
        """Draw the target's bar."""
        self._tallies[target.name] = _Tally(target.scenarios, self._clock(), target.name)
        self._live.start()
        self._draw()

    def advance(self, scenario: ScenarioFinished) -> None:
        """Move the bar on."""
        tally = self._tallies.get(scenario.target)
        if tally is None:
            return
        now = self._clock()
        tally.count(scenario, now)
        if now - self._drawn >= _PAUSE:
            self._draw()

    def finish(self, target: str) -> None:
        """Take the target's bar away."""
        if self._tallies.pop(target, None) is not None:
            self._draw()

    def stop(self) -> None:
        """Take all bars away."""
        self._live.stop()

    def _draw(self) -> None:
        self._drawn = self._clock()
        lines = [self._line(tally) for tally in self._tallies.values()]
        self._live.update(Text("\n", no_wrap=True, overflow="ellipsis").join(lines), refresh=True)

    def _line(self, tally: _Tally) -> Text:
        full = min(_BAR, tally.done * _BAR // tally.total) if tally.total else 0
        far = f" {tally.done}/{tally.total or '?'}  {tally.left(self._drawn)}  {tally.words}  "
        bar = (("#" * full, "green"), ("-" * (_BAR - full), "dim"))
        return Text.assemble(*bar, far, (self._ink.safe(tally.rule), "dim"))


class Quarters:
    """A line when a target begins and after each quarter of its scenarios; no control codes."""

    def __init__(self, ink: Ink) -> None:
        self._ink = ink
        self._tallies: dict[str, _Tally] = {}

    def start(self, target: TargetStarted) -> None:
        """Say what is coming."""
        self._tallies[target.name] = _Tally(target.scenarios)
        coming = f": {count(target.scenarios, 'scenario')}" if target.scenarios else ""
        place = f" at {target.url}" if target.url else ""
        self._ink.line(f"{target.name} ({target.role}){place}{coming}")

    def advance(self, scenario: ScenarioFinished) -> None:
        """Say how far it is, if a quarter has just been passed."""
        tally = self._tallies.get(scenario.target)
        if tally is None:
            return
        tally.count(scenario)
        done = tally.done
        if tally.total and done * _QUARTERS // tally.total > (done - 1) * _QUARTERS // tally.total:
            self._ink.line(f"  {done * 100 // tally.total:>3}%  {done}/{tally.total}  {tally.words}")

    def finish(self, target: str) -> None:
        """Forget the target."""
        self._tallies.pop(target, None)

    def stop(self) -> None:
        """Do nothing: lines need no cleaning."""
