"""``junit.xml``: the verdicts as continuous integration servers read them, one test suite per target."""

from io import BytesIO
from pathlib import Path
from typing import Any

from harness.contract.words import Verdict
from harness.report.digest import observed
from harness.report.events import Event, RunFinished
from harness.report.files import write_whole
from harness.report.gallery import files
from harness.report.text import block, clip, printable
from harness.verdict.records import Record, RunResult, TargetResult

_MESSAGE = 500  # characters
_DETAIL = 4000


class JUnit:
    """Writes ``junit.xml`` into ``folder`` when the run is over."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "junit.xml"

    def handle(self, event: Event) -> None:
        """Write the document at the end of the run."""
        if isinstance(event, RunFinished):
            write_whole(self.path, junit_xml(event.result, self.path.parent))

    def close(self) -> None:
        """Do nothing: the document is written whole or not at all."""


def junit_xml(run: RunResult, folder: Path = Path()) -> str:
    """Return the run as JUnit XML; what XML 1.0 cannot carry is written as an escape.

    ``folder`` is where the files of browser scenarios lie; they are named as Jenkins and GitLab take attachments.
    """
    from junitparser import JUnitXml

    document: Any = JUnitXml("tokenassay")
    for target in run.targets:
        document.append(_suite(run, target, folder))
    document.update_statistics()
    written = BytesIO()
    document.write(written)
    return written.getvalue().decode("utf-8")


def _suite(run: RunResult, target: TargetResult, folder: Path) -> Any:
    from junitparser import TestSuite

    suite: Any = TestSuite(printable(target.name))
    suite.timestamp = run.started[:19]  # the schema knows neither fractions nor zones
    facts = {"role": target.role, "verdict": target.verdict, "profile": run.profile, "seed": run.seed}
    for name, value in facts.items():
        suite.add_property(name, printable(value))
    for record in target.scenarios:
        suite.append(_case(record, folder))
    return suite


def _case(record: Record, folder: Path) -> Any:
    from junitparser import TestCase

    case = TestCase(printable(record.id), printable(record.rule), round(record.seconds, 6))
    outcome = _outcome(record)
    if outcome is not None:
        outcome.text = clip(block(_detail(record)), _DETAIL)
        case.result = outcome
    advice = f"advisory: {_message(record)}\n{_detail(record)}" if record.verdict is Verdict.ADVISORY else ""
    attached = [f"[[ATTACHMENT|{(folder / place).as_posix()}]]" for place in files(record)]
    if told := "\n".join([*([clip(block(advice), _DETAIL)] if advice else []), *map(block, attached)]):
        case.system_out = told
    return case


def _outcome(record: Record) -> Any:
    from junitparser import Error, Failure, Skipped

    message = clip(printable(_message(record)), _MESSAGE)
    match record.verdict:
        case Verdict.FAIL:
            return Failure(message, "fail")
        case Verdict.INCONCLUSIVE:
            return Failure(message, "inconclusive")
        case Verdict.NOT_APPLICABLE:
            return Skipped(message, "not-applicable")
        case Verdict.ERROR:
            return Error(message, "error")
        case Verdict.PASS | Verdict.ADVISORY:
            return None


def _message(record: Record) -> str:
    match record.verdict:
        case Verdict.NOT_APPLICABLE | Verdict.INCONCLUSIVE | Verdict.ERROR if record.reason:
            return record.reason
        case _:
            return f"expected {record.expected}, observed {observed(record)}"


def _detail(record: Record) -> str:
    told = {
        "title": record.title,
        "level": f"{record.level} ({record.standing})",
        "expected": record.expected,
        "observed": observed(record),
        "reason": record.reason,
        "differs": record.evidence.get("differs"),
        "replay": record.replay,
        "curl": record.curl,
    }
    return "\n".join(f"{label}: {value}" for label, value in told.items() if value)
