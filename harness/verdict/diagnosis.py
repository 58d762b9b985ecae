"""From records to findings: which broken rules are root causes, and which are only symptoms of those."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from harness.contract.rules import rules
from harness.contract.snippets import snippets
from harness.contract.words import Level, Severity, Verdict
from harness.verdict.explanations import explains, fails
from harness.verdict.records import Finding, Record, TargetResult

STAGES = (
    "serialization",
    "encoding",
    "json",
    "crit",
    "header",
    "algorithm",
    "signature",
    "key",
    "header-key",
    "claims",
    "expiry",
    "issued-at",
    "not-before",
    "audience",
    "issuer",
    "application",
    "operation",
    "store",
    "version",
    "customer",
    "binding",
    "real-tokens",
    "reuse",
    "scope",
    "channel",
    "window",
    "jti",
    "replay",
    "race",
    "request-ip",
    "redirect",
    "authorization",
    "concurrency",
    "delivery",
    "login",
    "session",
    "logout",
    "referrer",
    "third-party",
    "url",
    "cookie",
    "storage",
    "cors",
    "lifetime",
    "current-customer",
    "cookies",
    "robustness",
    "leak",
    "transport",
)


def findings(records: Iterable[Record]) -> tuple[Finding, ...]:
    """Return the root causes, those that fail the run first, then by stage; symptoms stand in ``explains``."""
    broken: dict[str, list[Record]] = {}
    for record in records:
        if record.verdict in (Verdict.FAIL, Verdict.ADVISORY):
            broken.setdefault(record.rule, []).append(record)
    explained: dict[str, tuple[str, ...]] = {}
    symptoms: set[str] = set()
    # What is itself a symptom explains nothing; the signature comes first, since it can explain all the others.
    for rule in sorted(broken, key=lambda one: (not one.endswith(".signature"), _stage(one))):
        explained[rule] = () if rule in symptoms else explains(rule, broken)
        symptoms |= set(explained[rule])
    roots = [_finding(rule, broken, explained[rule]) for rule in broken if rule not in symptoms]
    return tuple(sorted(roots, key=lambda one: (*_weight(broken[one.rule]), _stage(one.rule))))


def _weight(records: Sequence[Record]) -> tuple[bool, int]:
    """Return what comes first: what fails the run, then what binds more firmly."""
    return not fails(records), min(list(Level).index(record.level) for record in records)


def _finding(rule: str, broken: dict[str, list[Record]], explains: tuple[str, ...]) -> Finding:
    text, failing = rules()[rule], fails(broken[rule])
    shown = [record for record in broken[rule] if not failing or record.verdict is Verdict.FAIL]
    level = min((record.level for record in shown), key=list(Level).index)
    own = next((record for record in shown if record.id.startswith(f"{rule}.")), shown[0])
    return Finding(
        rule=rule,
        severity=text.severity if failing else Severity.LOW if level is not Level.MAY else Severity.INFO,
        level=level,
        title=_denied(text.does) if failing else f"Does not hold in a softer check: {own.title}",
        gain=text.gain,
        remedy=text.remedy,
        cwe=text.cwe,
        scenarios=tuple(record.id for record in shown),
        explains=explains,
        snippets=dict(snippets(rule)),
    )


def _denied(does: str) -> str:
    """Return the sentence that says that a duty is not done."""
    return f"Is not {does.removeprefix('be ')}" if does.startswith("be ") else f"Does not {does}"


def _stage(rule: str) -> int:
    name = rule.partition(".")[2]
    return STAGES.index(name) if name in STAGES else len(STAGES)


def shows_something(counts: Mapping[Any, int]) -> bool:
    """Whether anything was learned of a target: scenarios that do not apply show nothing."""
    return any(counts.get(one, 0) for one in (Verdict.PASS, Verdict.ADVISORY, Verdict.FAIL))


def conclude(name: str, role: str, records: Sequence[Record]) -> TargetResult:
    """Return the result of a target: it violates if a scenario fails, else is inconclusive if one is, else conforms."""
    counts = Counter(record.verdict for record in records)
    if counts[Verdict.FAIL]:
        verdict = "violates"
    elif counts[Verdict.INCONCLUSIVE] or counts[Verdict.ERROR] or not shows_something(counts):
        verdict = "inconclusive"
    else:
        verdict = "conforms"
    return TargetResult(name, role, verdict, {str(v): counts[v] for v in Verdict}, findings(records), tuple(records))
