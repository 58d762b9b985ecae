"""What every command that reports a run does before and after: the folder of the reports, and what was expected."""

from datetime import UTC, datetime
from pathlib import Path

from harness.cli.errors import UsageError
from harness.report.files import try_folder
from harness.suite.resuming import JOURNAL
from harness.verdict.expectations import Excused
from harness.verdict.keeping import folder

REPORTS = ("results.json", "events.ndjson", "junit.xml", "report.html")


def clear(reports: Path | None, *, resume: bool = False) -> None:
    """Make the folder for the reports; a run that ends early must not leave the verdict of the one before.

    What is gone on with by ``resume`` keeps its journal and its pictures. UsageError where nothing can be written.
    """
    if not reports:
        return
    try:
        reports.mkdir(parents=True, exist_ok=True)
        try_folder(reports)
        for name in REPORTS if resume else (*REPORTS, JOURNAL):
            (reports / name).unlink(missing_ok=True)
        if not resume:
            folder.swept(reports)
    except OSError as error:
        raise UsageError(f"--reports {reports}: {error.strerror}; give a folder that can be written") from error


def expected_told(excused: Excused, expect: str) -> list[str]:
    """Return what to say about the expectation file ``expect``."""
    lines = [f"expected  {len(excused.ids)} scenarios were excused by {expect}"]
    for one in excused.idle:
        why = "it is over" if one.until and one.until < datetime.now(UTC).date() else "no such thing happened"
        lines.append(f"          not so: {one.scenario} = {one.verdict} ({why}); take the entry out of {expect}")
    return lines
