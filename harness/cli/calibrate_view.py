"""A calibration as its reader sees it: progress, then each line with what was measured, then what was not."""

import sys
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from harness.calibrate.leniency import lenient
from harness.calibrate.measuring import Calibration
from harness.calibrate.registry import Ending, Line, Measurement, Value, measurements
from harness.contract.profile import Profile
from harness.report.terminal_console import Patient
from harness.report.terminal_ink import Ink

SAME, OTHER = "  ", "≠ "
WEAK = f"{Ending.ALARM.capitalize()}, and marked as lenient in the profile: runs do not expect it, the mock does it"
_STYLES = {Ending.ALARM: "fail", Ending.UNCLEAR: "inconclusive", Ending.MOOT: "label"}


class Progress:
    """A bar on standard error while measuring goes on; it shows on a real terminal alone."""

    def __init__(self) -> None:
        """Prepare the bar."""
        columns = (TextColumn("{task.description}"), BarColumn(12), MofNCompleteColumn(), TimeRemainingColumn())
        shown = sys.stderr.isatty()
        self._bar = Bar(*columns, console=Console(stderr=True), transient=True, disable=not shown)
        self._task = self._bar.add_task("", total=len(measurements()))
        self._begun = 0

    def __enter__(self) -> Self:
        """Show the bar."""
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away."""
        self._bar.stop()

    def begin(self, measurement: Measurement) -> None:
        """Say which measurement begins."""
        self._bar.update(self._task, completed=self._begun, description=measurement.title)
        self._begun += 1


def show(found: Calibration, profile: Profile) -> None:
    """Write what was measured, line by line, beside what ``profile`` says; then what was left out, and why."""
    ink = Ink(Patient())
    width = max((len(line.key) for line in found.lines), default=0)
    ink.heading(f"{'  measured':<{width + 2}}  {'value':<24}  in the profile")
    for line in found.lines:
        _row(ink, line, profile, width)
    weak = [line for line in found.lines if lenient(line)]
    if weak:
        ink.heading(WEAK)
    for line in weak:
        ink.field(2, "", f"{line.key}: {line.evidence}", _STYLES[Ending.ALARM])
    for ending in Ending:
        gaps = [gap for gap in found.gaps if gap.ending is ending]
        if gaps:
            ink.heading(f"{ending[:1].upper()}{ending[1:]}, and left out of the profile")
        for gap in gaps:
            ink.field(2, "", f"{gap.key}: {gap.why}", _STYLES[ending])


def _row(ink: Ink, line: Line, profile: Profile, width: int) -> None:
    fact = profile.fact(line.key)
    same = fact.value == line.value
    sure = f"{fact.standing}{', contested' if fact.contested else ''}"
    style = "" if same else "advisory"
    before = sure if same else f"{said(fact.value)} ({sure})"
    ink.line(
        (SAME if same else OTHER, style), f"{line.key:<{width}}  ", (f"{said(line.value):<24}", style), f"  {before}"
    )
    ink.field(4, "", line.evidence, "label")


def said(value: Value) -> str:
    """Return a value as it is read."""
    match value:
        case bool():
            return "true" if value else "false"
        case tuple():
            return ", ".join(value) or "none"
        case str():
            return value or '""'
        case _:
            return str(value)
