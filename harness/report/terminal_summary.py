"""The end of a run on the terminal: rules, findings, advice, what stayed open, and last the verdicts."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from harness.contract.words import Verdict
from harness.report.digest import Digest, Told, by_rule, digest, ending, expected, headline, observed
from harness.report.evidence import explained, reasons
from harness.report.gallery import trace_command, traces
from harness.report.terminal_ink import SHORT, Ink
from harness.report.text import count
from harness.verdict.records import Record, RunResult

_SHOWN = 3  # scenarios a finding, a reason and a list of failures are told with
_RULE = 34  # columns at most


@dataclass(frozen=True, slots=True)
class Written:
    """The reports that were written, and what lies beside them."""

    reports: tuple[Path, ...]

    def __str__(self) -> str:
        """Say where everything stands."""
        names = {path.name: path for path in self.reports}
        page = names.get("report.html") or names.get("results.json")
        return f"all in {page}" if page else "--reports DIR writes them all"

    def trace(self, record: Record) -> str:
        """Return the command that opens the first trace of a scenario, or ""."""
        first = traces(record)[:1] if self.reports else []
        return "".join(trace_command((self.reports[0].parent / place).as_posix()) for place in first)


def summarize(console: Console, run: RunResult, reports: Sequence[Path]) -> None:
    """Write the end of ``run``; ``reports`` are named as far as they exist."""
    ink = Ink(console)
    written = [path for path in reports if path.exists()]
    digests = [digest(target) for target in run.targets]
    for one in digests:
        _target(ink, one, Written(tuple(written)))
    ink.line()
    for one in digests:
        ink.line((f"{one.target.name} ({one.target.role}) ", "heading"), (headline(one), one.target.verdict))
    if written:
        names = ", ".join(path.name for path in written)
        ink.line(("reports   ", "label"), f"{written[0].parent}: {names}")
    seconds = f"{run.seconds:.1f} s"
    ink.line(("result    ", "label"), f"{ending(run)} ({seconds})")


def _target(ink: Ink, result: Digest, where: Written) -> None:
    _rules(ink, result)
    for told in result.findings:
        _finding(ink, told, where)
    _failures(ink, result.untold(Verdict.FAIL), where)
    _advice(ink, result)
    _by_reason(ink, "Inconclusive", result.having_by_reason(Verdict.INCONCLUSIVE), Verdict.INCONCLUSIVE)
    _by_reason(ink, "Errors", result.having_by_reason(Verdict.ERROR), Verdict.ERROR)
    _skipped(ink, result)


def _rules(ink: Ink, result: Digest) -> None:
    counts = result.target.counts
    heads = {one: SHORT.get(one, one) for one in Verdict if counts.get(one) or one in (Verdict.PASS, Verdict.FAIL)}
    wide = min(_RULE, max((len(row.rule) for row in result.rows), default=0))
    ink.heading(f"{result.target.name} ({result.target.role})")
    ink.line(("rule".ljust(wide) + "".join(f"  {head:>4}" for head in heads.values()), "label"))
    for row in result.rows:
        cells = (
            (row.counts[one], f"  {row.counts[one] or '-':>{max(4, len(head))}}", one) for one, head in heads.items()
        )
        ink.line(f"{row.rule:<{wide}}", *((text, style if number else "label") for number, text, style in cells))


def _finding(ink: Ink, told: Told, where: Written) -> None:
    finding = told.finding
    ink.line()
    ink.line((f"{finding.severity.upper()} ", finding.severity), (finding.rule, "heading"), f" ({finding.level})")
    ink.field(2, f"it {finding.level}", told.does)
    ink.field(2, "gain", finding.gain)
    ink.field(2, "remedy", finding.remedy)
    if finding.snippets:
        ink.command(2, "snippets", f"tokenassay list rules {finding.rule}")
    ink.field(2, "weakness", ", ".join(f"CWE-{number}" for number in finding.cwe))
    _cases(ink, told.shown, where)
    if finding.explains:
        also = f" ({count(len(told.symptoms), 'scenario')})" if told.symptoms else ""
        ink.field(2, "explains", ", ".join(finding.explains) + also)


def _failures(ink: Ink, records: Sequence[Record], where: Written) -> None:
    if records:
        ink.heading("Failed, without a finding of its own")
        _cases(ink, records, where)


def _cases(ink: Ink, records: Sequence[Record], where: Written) -> None:
    for record in records[:_SHOWN]:
        _case(ink, record, where)
    more = len(records) - _SHOWN
    if more > 0:
        ink.line((f"  and {count(more, 'more scenario')}, {where}", "label"))


def _case(ink: Ink, record: Record, where: Written) -> None:
    ink.line("  ", (record.verdict, record.verdict), " ", record.id)
    ink.field(4, "", record.title)
    ink.field(4, "expected", expected(record))
    ink.field(4, "observed", observed(record))
    ink.field(4, "because", record.reason)
    ink.field(4, "store", ", and ".join(one for one in reasons(record.evidence) if one not in record.reason))
    ink.field(4, "differs", record.evidence.get("differs"))
    for sentence in explained(record.evidence):
        ink.field(4, "code", sentence)
    ink.command(4, "curl", record.curl)
    ink.command(4, "replay", record.replay)
    ink.command(4, "trace", where.trace(record))


def _advice(ink: Ink, result: Digest) -> None:
    rules = by_rule(result.having(Verdict.ADVISORY))
    titles = {told.finding.rule: told.finding.title for told in result.advice}
    if rules:
        ink.heading("Advisory: worth mending, does not fail the run")
    for rule, records in rules.items():
        own = next((one for one in records if one.id.startswith(f"{rule}.")), records[0])
        about = titles.get(rule) or own.title
        because = f" ({own.reason})" if own.reason else ""
        ink.item(len(records), f"{rule}: {about}{because}")


def _by_reason(ink: Ink, heading: str, reasons: dict[str, list[Record]], style: Verdict) -> None:
    if reasons:
        ink.heading(heading)
    for reason, records in reasons.items():
        ink.item(len(records), reason, style)
        _names(ink, records)


def _names(ink: Ink, records: Sequence[Record]) -> None:
    rest = len(records) - _SHOWN
    for record in records[:_SHOWN]:
        ink.line("        ", (record.id, "label"))
    if rest > 0:
        ink.line("        ", (f"and {rest} more", "label"))


def _skipped(ink: Ink, result: Digest) -> None:
    reasons = result.having_by_reason(Verdict.NOT_APPLICABLE)
    if reasons:
        ink.heading("Not applicable")
    for reason, records in reasons.items():
        ink.item(len(records), reason)
