"""The rules of each role, read from ``rules.toml``: what a party has to do, what a breach gains, how to mend it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from harness.contract import reader
from harness.contract.words import Level, Role, Rule, Severity, Standing


@dataclass(frozen=True, slots=True)
class RuleText:
    """One rule: ``id`` is ``role.name``; ``explains`` are the rules whose breach is only a symptom of this one's."""

    id: str
    role: Role
    name: str
    does: str
    level: Level
    severity: Severity
    cwe: tuple[int, ...]
    standing: Standing
    source: str
    gain: str
    remedy: str
    explains: tuple[str, ...]


@cache
def rules() -> Mapping[str, RuleText]:
    """Return every rule under its id, in the order of the file."""
    data = _data()
    return {
        f"{role}.{name}": _rule(Role(role), name, row)
        for role, table in data.items()
        if role != "folds"
        for name, row in table.items()
    }


@cache
def fold(role: Role, rule: Rule) -> str:
    """Return the id of the rule that ``role`` owes where a deviation touches ``rule``."""
    folds = _data()["folds"].get(role, {})
    return f"{role}.{folds.get(rule.value, rule.value)}"


@cache
def _data() -> dict[str, dict[str, Any]]:
    return reader.shipped("harness.contract", "rules.toml")


def _rule(role: Role, name: str, row: dict[str, Any]) -> RuleText:
    return RuleText(
        id=f"{role}.{name}",
        role=role,
        name=name,
        does=row["does"],
        level=Level(row["level"]),
        severity=Severity(row["severity"]),
        cwe=tuple(row["cwe"]),
        standing=Standing(row["standing"]),
        source=row["source"],
        gain=row["gain"],
        remedy=row["remedy"],
        explains=tuple(f"{role}.{other}" for other in row.get("explains", ())),
    )
