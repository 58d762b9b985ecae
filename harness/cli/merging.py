"""Reporting the parts of runs as the one run that they are."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from harness.cli.errors import UsageError
from harness.cli.reporting import clear, expected_told
from harness.report.events import ScenarioFinished, TargetFinished, TargetStarted
from harness.report.text import count
from harness.suite.gathering import Gathering
from harness.suite.merging import Whole, plan_of_all, put_together
from harness.suite.parts import MergeError, Part, read
from harness.suite.run import Run
from harness.verdict.expectations import excuse, load_expectations
from harness.verdict.records import TargetResult


def merge(places: Sequence[str], reports: Path, expect: str) -> int:
    """Merge the runs in ``places`` and return the exit code; UsageError if they do not make a whole."""
    expected = load_expectations(Path(expect)) if expect else ()
    try:
        parts = [read(place) for place in places]
        wholes = put_together(parts)
    except MergeError as error:
        raise UsageError(str(error)) from error
    _apart(parts, reports)
    clear(reports)
    first, plan = parts[0].run, plan_of_all(parts, wholes)
    started = min(parts, key=lambda part: part.began).run.started
    run = Run(reports, first.seed, first.profile, merged=tuple(part.told for part in parts), started=started)
    gathering = Gathering(reports)
    results = [_reported(run, whole, gathering) for whole in wholes]
    everything = not any(one.selection for one in plan.targets)
    excused = excuse(expected, results, datetime.now(UTC).date(), whole=everything)
    code = run.finish(results, excused, plan=plan, seconds=_seconds(parts))
    if expect:
        click.echo("\n".join(expected_told(excused, expect)))
    for line in _open(wholes, gathering):
        click.echo(f"tokenassay: {line}", err=True)
    return code


def _reported(run: Run, whole: Whole, gathering: Gathering) -> TargetResult:
    """Let the renderers hear of one target as if it were run now, and return its result."""
    name, role = whole.planned.name, whole.planned.role
    run.emit(TargetStarted(name, role, "", len(whole.verdicts)))
    records = [gathering.gathered(part, name, record) for part, record in whole.verdicts]
    for record in records:
        run.emit(ScenarioFinished(name, record))
    result = whole.conclude(records)
    run.emit(TargetFinished(result))
    return result


def _apart(parts: Sequence[Part], reports: Path) -> None:
    """Make sure that no part lies where the reports on all are to be written."""
    for part in parts:
        if part.folder.resolve() == reports.resolve():
            raise UsageError(f"--reports {reports}: {part.place} is there, and is to be merged; give another folder")


def _seconds(parts: Sequence[Part]) -> float:
    """Return the time from the first beginning to the last end."""
    return (max(part.ended for part in parts) - min(part.began for part in parts)).total_seconds()


def _open(wholes: Sequence[Whole], gathering: Gathering) -> list[str]:
    """Return what is not all there, and what to do about it."""
    short = [f"{one.planned.name}: {lack}; go on with it by --resume, or run it again, and merge again"
             for one in wholes for lack in one.lacks]  # fmt: skip
    lost = count(len(gathering.lost), "file")
    left = [f"{lost} of browser scenarios are not there; copy the whole folders"] if gathering.lost else []
    return [*short, *left]
