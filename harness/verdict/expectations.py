"""Expectation files: what is known to break, with the reason why that is borne for now.

An entry excuses the scenarios it names where they have the verdict it names. An entry that excuses nothing (because
the fault was mended, or the scenario renamed) is itself an error, so that no file outlives its purpose.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from harness.contract.words import Verdict
from harness.verdict.records import Record, TargetResult

KEYS = ("scenario", "verdict", "reason", "target", "until")
EXCUSABLE = (Verdict.FAIL, Verdict.ADVISORY, Verdict.INCONCLUSIVE)


class ExpectationError(ValueError):
    """An expectation file that cannot be used; the message names the entry and the key."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One entry. In ``scenario`` and ``target`` only ``*`` is special; after ``until`` it excuses nothing."""

    scenario: str
    verdict: Verdict
    reason: str
    target: str = "*"
    until: date | None = None

    def excuses(self, target: str, record: Record, today: date) -> bool:
        """Whether ``record`` of ``target`` is what was expected."""
        if self.until is not None and today > self.until:
            return False
        same = record.verdict is self.verdict
        return same and _matches(self.scenario, record.id) and _matches(self.target, target)


@dataclass(frozen=True, slots=True)
class Excused:
    """What came of an expectation file: the ids excused per target, and the entries that excused nothing."""

    ids: frozenset[tuple[str, str]] = frozenset()
    idle: tuple[Expectation, ...] = ()


def load_expectations(path: Path) -> tuple[Expectation, ...]:
    """Return the entries of the file ``path``; ExpectationError names what does not fit."""
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ExpectationError(f"expectation file '{path}': {error.strerror}") from error
    except ValueError as error:
        raise ExpectationError(f"expectation file '{path}' is not TOML: {error}") from error
    entries = data.pop("expect", [])
    if data or not isinstance(entries, list):
        raise ExpectationError(f"{path}: {min(data, default='expect')} is unknown; write [[expect]] entries")
    return tuple(_entry(f"{path}: expect[{number}]", entry) for number, entry in enumerate(entries))


def excuse(
    expected: tuple[Expectation, ...], results: list[TargetResult], today: date, *, whole: bool = True
) -> Excused:
    """Return what ``expected`` excuses in ``results``.

    Unless the run was ``whole``, an entry whose scenarios did not run is not idle.
    """
    ids: set[tuple[str, str]] = set()
    idle = []
    for one in expected:
        found = {(r.name, record.id) for r in results for record in r.scenarios if one.excuses(r.name, record, today)}
        ids |= found
        ran = any(_matches(one.scenario, record.id) for result in results for record in result.scenarios)
        if not found and (whole or ran):
            idle.append(one)
    return Excused(frozenset(ids), tuple(idle))


def _entry(where: str, entry: dict[str, Any]) -> Expectation:
    if unknown := set(entry) - set(KEYS):
        raise ExpectationError(f"{where}.{min(unknown)} is unknown; there are {', '.join(KEYS)}")
    for key in ("scenario", "verdict", "reason"):
        if not isinstance(entry.get(key), str) or not entry[key]:
            raise ExpectationError(f"{where}.{key} is missing")
    if entry["verdict"] not in EXCUSABLE:
        raise ExpectationError(f"{where}.verdict is {entry['verdict']!r}; it must be {', '.join(EXCUSABLE)}")
    until = entry.get("until")
    if until is not None and type(until) is not date:
        raise ExpectationError(f"{where}.until must be a date such as 2027-01-31, without quotes")
    return Expectation(entry["scenario"], Verdict(entry["verdict"]), entry["reason"], entry.get("target", "*"), until)


def _matches(pattern: str, text: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text, re.DOTALL) is not None
