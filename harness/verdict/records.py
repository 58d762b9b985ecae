"""What is known of a scenario, a finding and a target once they are over. These records feed every report."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from harness.contract.words import Level, Severity, Standing, Verdict
from harness.verdict.plan import Plan


@dataclass(frozen=True, slots=True)
class Record:
    """One scenario's outcome, as it stands in ``results.json``. ``seconds`` is the time it took.

    ``believed`` is the customer id that the target took the visitor for, where it told. ``reason`` says in one
    sentence why the verdict is what it is. ``curl`` and ``replay`` are command lines that show it again.
    ``artefacts`` are the files that each window of a browser left in the folder of the reports.
    """

    id: str
    title: str
    rule: str
    level: Level
    standing: Standing
    verdict: Verdict
    expected: str
    observed: str
    reason: str = ""
    deviation: str = ""
    believed: int | str | None = None
    seconds: float = 0.0
    evidence: dict[str, Any] = field(default_factory=dict)
    replay: str = ""
    curl: str = ""
    artefacts: tuple[dict[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the record as plain JSON, without ``artefacts`` where there are none."""
        return _without("artefacts", _shallow(self))

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Record":
        """Return the record that ``as_json`` wrote (verdicts travel between processes as JSON)."""
        words = {"level": Level(data["level"]), "standing": Standing(data["standing"])}
        kept = {"verdict": Verdict(data["verdict"]), "artefacts": tuple(data.get("artefacts", ()))}
        return cls(**{**data, **words, **kept})


@dataclass(frozen=True, slots=True)
class Finding:
    """A broken rule: a root cause with the scenarios that show it, what it gains an attacker, and the remedy.

    ``explains`` are broken rules that are only symptoms of this one. ``level`` must means that it fails the run.
    ``snippets`` are the lines of code that mend it, under the id of the library that they are for.
    """

    rule: str
    severity: Severity
    level: Level
    title: str
    gain: str
    remedy: str
    cwe: tuple[int, ...]
    scenarios: tuple[str, ...]
    explains: tuple[str, ...] = ()
    snippets: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the finding as plain JSON, without ``snippets`` where there are none."""
        return _without("snippets", _shallow(self))


@dataclass(frozen=True, slots=True)
class TargetResult:
    """All that was found out about one target. ``verdict`` is conforms, violates or inconclusive.

    ``reason`` says why not everything was judged, where no scenario says so.
    """

    name: str
    role: str
    verdict: str
    counts: dict[str, int]
    findings: tuple[Finding, ...]
    scenarios: tuple[Record, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RunResult:
    """A whole run, or one shard of it. ``started`` is ISO 8601 in UTC; ``seconds`` is wall time.

    ``exit_code`` is as in ``--help``. ``plan`` is what the whole was to be, None under plain pytest. ``shard`` says
    which part this is, such as 2/5, and ``merged`` of what parts it was put together. ``fuzz`` are the numbers of a
    hunt.
    """

    tokenassay: str
    started: str
    seconds: float
    seed: int
    profile: str
    targets: tuple[TargetResult, ...]
    exit_code: int = 0
    schema: str = "tokenassay/results/1"
    plan: Plan | None = None
    shard: str = ""
    merged: tuple[str, ...] = ()
    fuzz: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the run as ``results.json`` holds it, without what is not there."""
        told = {"schema": self.schema, **_shallow(self), "plan": asdict(self.plan) if self.plan else None}
        targets = [
            {
                **_without("reason", _shallow(target)),
                "findings": [one.as_json() for one in target.findings],
                "scenarios": [one.as_json() for one in target.scenarios],
            }
            for target in self.targets
        ]
        for name in ("plan", "shard", "merged", "fuzz"):
            told = _without(name, told)
        return {**told, "targets": targets}


def _without(name: str, told: dict[str, Any]) -> dict[str, Any]:
    """Return ``told`` without ``name``, if there is nothing under it."""
    return told if told[name] else {key: value for key, value in told.items() if key != name}


def _shallow(record: Any) -> dict[str, Any]:
    """Return a record's fields without copying what is in them (``asdict`` copies deeply, and recurses)."""
    return {field.name: getattr(record, field.name) for field in fields(record)}
