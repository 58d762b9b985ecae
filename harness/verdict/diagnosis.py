"""From records to findings: which broken rules are root causes, and which are only symptoms of those."""

from collections import Counter
from collections.abc import Iterable, Sequence

from harness.contract.rules import rules
from harness.contract.words import Level, Severity, Verdict
from harness.verdict.records import Finding, Record, TargetResult

STAGES = (
    "serialization",
    "encoding",
    "json",
    "crit",
    "algorithm",
    "signature",
    "key",
    "header-key",
    "claims",
    "scope",
    "channel",
    "window",
    "replay",
    "race",
    "request-ip",
    "redirect",
    "login",
    "session",
    "logout",
    "current-customer",
    "cookies",
    "leak",
    "robustness",
)
UNSIGNED = "signature.random-key."
"""A token signed with anybody's key: if that is accepted, no MAC is checked, and the parsers' sins follow from it."""
GARBAGE = "serialization.no-token."
MAC_RULES = ("algorithm", "encoding", "serialization", "json", "key", "header-key", "crit")


def findings(records: Iterable[Record]) -> tuple[Finding, ...]:
    """Return the root causes, those that fail the run first, then by stage; symptoms stand in ``explains``."""
    broken: dict[str, list[Record]] = {}
    for record in records:
        if record.verdict in (Verdict.FAIL, Verdict.ADVISORY):
            broken.setdefault(record.rule, []).append(record)
    explained = {rule: _explains(rule, broken) for rule in broken}
    symptoms = {other for others in explained.values() for other in others}
    roots = [_finding(rule, broken, explained[rule]) for rule in broken if rule not in symptoms]
    return tuple(sorted(roots, key=_order))


def _explains(rule: str, broken: dict[str, list[Record]]) -> tuple[str, ...]:
    if not _fails(broken[rule]):
        return ()
    role, _, name = rule.partition(".")
    found = set(rules()[rule].explains)
    if name == "signature" and _accepted(broken, rule, UNSIGNED):
        found |= {f"{role}.{other}" for other in MAC_RULES}
    if name == "serialization" and _accepted(broken, rule, GARBAGE):
        found |= set(broken)
    return tuple(sorted(other for other in found - {rule} if other in broken))


def _accepted(broken: dict[str, list[Record]], rule: str, family: str) -> bool:
    return any(record.deviation.startswith(family) and record.verdict is Verdict.FAIL for record in broken[rule])


def _fails(records: Sequence[Record]) -> bool:
    return any(record.verdict is Verdict.FAIL for record in records)


def _finding(rule: str, broken: dict[str, list[Record]], explains: tuple[str, ...]) -> Finding:
    text, fails = rules()[rule], _fails(broken[rule])
    shown = [record for record in broken[rule] if not fails or record.verdict is Verdict.FAIL]
    level = Level.MUST if fails else min((record.level for record in shown), key=list(Level).index)
    return Finding(
        rule=rule,
        severity=text.severity if fails else Severity.LOW if level is not Level.MAY else Severity.INFO,
        level=level,
        title=f"Does not {text.does}" if fails else f"Does not hold in a softer check: {shown[0].title}",
        gain=text.gain,
        remedy=text.remedy,
        cwe=text.cwe,
        scenarios=tuple(record.id for record in shown),
        explains=explains,
    )


def _order(finding: Finding) -> tuple[bool, int]:
    name = finding.rule.partition(".")[2]
    return finding.level is not Level.MUST, STAGES.index(name) if name in STAGES else len(STAGES)


def conclude(name: str, role: str, records: Sequence[Record]) -> TargetResult:
    """Return the result of a target: it violates if a scenario fails, else is inconclusive if one is, else conforms."""
    counts = Counter(record.verdict for record in records)
    if counts[Verdict.FAIL]:
        verdict = "violates"
    elif counts[Verdict.INCONCLUSIVE] or counts[Verdict.ERROR] or not counts[Verdict.PASS]:
        verdict = "inconclusive"
    else:
        verdict = "conforms"
    return TargetResult(name, role, verdict, {str(v): counts[v] for v in Verdict}, findings(records), tuple(records))
