"""What readers want of a target's result, sorted: findings with their scenarios, advice, what stayed open.

Nothing is judged here. The verdicts and findings are given; this only puts them into the order of reading,
and makes sure that a failing scenario which no finding tells of is shown too.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from harness.contract.rules import rules
from harness.contract.words import Level, Role, Verdict
from harness.report.text import count
from harness.verdict.plan import parse_shard
from harness.verdict.records import Finding, Record, RunResult, TargetResult

EXITS = {
    0: "conforms",
    1: "findings that fail",
    2: "the command or a file is wrong, or nothing was selected",
    3: "something is inconclusive",
    4: "a fault in tokenassay itself",
    130: "stopped before the end",
}
WHOLE = {
    Role.VERIFIER: "A whole verify function",
    Role.ISSUER: "A whole function that makes the login address",
}
"""What a role's whole function is called; a store has none."""


@dataclass(frozen=True, slots=True)
class Told:
    """A finding with the records that show it, and those of the rules that it explains.

    Failing ones come first, and of those the scenarios of its own rule: they speak of it most plainly.
    """

    finding: Finding
    shown: tuple[Record, ...]
    symptoms: tuple[Record, ...]

    @property
    def does(self) -> str:
        """What the rule asks for."""
        return duty(self.finding.rule)

    @property
    def fails(self) -> bool:
        """Whether the finding fails the run; otherwise it is advice."""
        if self.shown:
            return any(record.verdict is Verdict.FAIL for record in self.shown)
        return self.finding.level is Level.MUST


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One rule's scenarios and how many of them had each verdict."""

    rule: str
    counts: Counter[Verdict]
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """A target's result in the order of reading. ``findings`` fail the run, ``advice`` does not."""

    target: TargetResult
    findings: tuple[Told, ...]
    advice: tuple[Told, ...]
    rows: tuple[RuleRow, ...]

    def having(self, verdict: Verdict) -> tuple[Record, ...]:
        """Return the records with ``verdict``."""
        return tuple(record for record in self.target.scenarios if record.verdict == verdict)

    def untold(self, verdict: Verdict) -> tuple[Record, ...]:
        """Return the records with ``verdict`` that no finding tells of."""
        told = (*self.findings, *self.advice)
        known = {record.id for one in told for record in (*one.shown, *one.symptoms)}
        return tuple(record for record in self.having(verdict) if record.id not in known)

    def having_by_reason(self, verdict: Verdict) -> dict[str, list[Record]]:
        """Return the records with ``verdict`` under their reasons, the commonest reason first."""
        groups = grouped((record.reason or "no reason given", record) for record in self.having(verdict))
        return dict(sorted(groups.items(), key=lambda group: -len(group[1])))

    @property
    def mended(self) -> bool:
        """Whether there is code that mends any of it."""
        return any(told.finding.snippets for told in (*self.findings, *self.advice))

    @property
    def broken(self) -> tuple[str, ...]:
        """The broken rules, root causes in the order in which they were found out."""
        told = [told.finding.rule for told in self.findings]
        return tuple(dict.fromkeys([*told, *(record.rule for record in self.untold(Verdict.FAIL))]))


def digest(target: TargetResult) -> Digest:
    """Return ``target``'s result in the order of reading."""
    told = [_told(finding, target.scenarios) for finding in target.findings]
    return Digest(
        target=target,
        findings=tuple(one for one in told if one.fails),
        advice=tuple(one for one in told if not one.fails),
        rows=_rows(target.scenarios),
    )


def duty(rule: str) -> str:
    """Return what ``rule`` asks for, or nothing for a rule that no table defines."""
    text = rules().get(rule)
    return text.does if text else ""


def expected(record: Record) -> str:
    """Return what was expected, or nothing where the title has said so."""
    return "" if record.expected == record.title else record.expected


def observed(record: Record) -> str:
    """Return what was observed, and whom the target believed the visitor to be."""
    seen = record.observed or "nothing"
    told = record.believed is None or str(record.believed) in seen
    return seen if told else f"{seen}, taken for customer {record.believed}"


def headline(result: Digest) -> str:
    """Return the verdict on a target in one line."""
    match result.target.verdict:
        case "violates" if result.broken:
            return f"violates: {', '.join(result.broken)}"
        case "inconclusive":
            reasons = list(result.having_by_reason(Verdict.INCONCLUSIVE) or result.having_by_reason(Verdict.ERROR))
            more = f" (and {count(len(reasons) - 1, 'more reason')})" if len(reasons) > 1 else ""
            return f"inconclusive: {reasons[0]}{more}" if reasons else f"inconclusive: {_why_open(result)}"
        case verdict:
            return verdict


def _why_open(result: Digest) -> str:
    """Return why nothing can be said though nothing was inconclusive by itself."""
    if result.target.reason:
        return result.target.reason
    if not result.target.scenarios:
        return "the target is down or did not start"
    reasons = list(result.having_by_reason(Verdict.NOT_APPLICABLE))
    shown = result.target.counts.get(Verdict.PASS, 0)
    return (
        "the run was stopped before its end"
        if shown
        else f"nothing applies: {reasons[0]}"
        if reasons
        else "nothing ran"
    )


def ending(result: RunResult) -> str:
    """Return what the exit code means, and of which part of a run it speaks."""
    part = f", in {parse_shard(result.shard).told}" if result.shard else ""
    return f"exit code {result.exit_code}: {EXITS.get(result.exit_code, 'unknown')}{part}"


def by_rule(records: Iterable[Record]) -> dict[str, list[Record]]:
    """Return ``records`` under their rules."""
    return grouped((record.rule, record) for record in records)


def grouped(pairs: Iterable[tuple[str, Record]]) -> dict[str, list[Record]]:
    """Return the records under their keys, both in the order in which they came."""
    groups: dict[str, list[Record]] = {}
    for key, record in pairs:
        groups.setdefault(key, []).append(record)
    return groups


def _told(finding: Finding, records: tuple[Record, ...]) -> Told:
    named, explained, own = set(finding.scenarios), set(finding.explains), f"{finding.rule}."
    bad = [record for record in records if record.verdict in (Verdict.FAIL, Verdict.ADVISORY)]
    shown = [record for record in records if record.id in named]
    shown.sort(key=lambda record: (record.verdict is not Verdict.FAIL, not record.id.startswith(own)))
    return Told(
        finding=finding,
        shown=tuple(shown),
        symptoms=tuple(record for record in bad if record.rule in explained and record.id not in named),
    )


def _rows(records: tuple[Record, ...]) -> tuple[RuleRow, ...]:
    order = {rule: place for place, rule in enumerate(rules())}
    groups = grouped((record.rule, record) for record in records)
    names = sorted(groups, key=lambda rule: order.get(rule, len(order)))
    return tuple(RuleRow(rule, Counter(one.verdict for one in groups[rule]), tuple(groups[rule])) for rule in names)
