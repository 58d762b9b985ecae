"""Two targets under the same scenarios: where they differ, in the order of what a difference means. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from harness.contract.rules import rules
from harness.contract.words import Level, Severity, Verdict
from harness.verdict.records import Record

_OPEN = (Verdict.INCONCLUSIVE, Verdict.ERROR)
_ANSWERS = {"accepted", "refused"}


class Means(StrEnum):
    """What a difference means, gravest first."""

    BELIEVES = "one accepts what the other refuses, at a must"
    JUDGED = "another verdict"
    APPLIES = "applicable to one alone"
    SEEN = "the same verdict, seen otherwise"
    UNDECIDED = "not compared: nothing could be concluded of one or both"

    @property
    def judged(self) -> bool:
        """Whether the verdicts differ."""
        return self in (Means.BELIEVES, Means.JUDGED)


@dataclass(frozen=True, slots=True)
class Side:
    """One target's name and records.

    ``spelling`` holds whole words that stand for the same on both sides, such as each one's own address, and how it is
    compared.
    """

    name: str
    records: tuple[Record, ...]
    spelling: tuple[tuple[str, str], ...] = ()

    def seen(self, record: Record) -> str:
        """Return what was observed, in the words that both sides share."""
        text = record.observed
        for own, shared in self.spelling:
            text = re.sub(rf"(?<!\w){re.escape(own)}(?!\w)", shared, text)
        return text


@dataclass(frozen=True, slots=True)
class Difference:
    """One scenario that came out differently; a side is None where it has no such scenario."""

    means: Means
    a: Record | None
    b: Record | None

    @property
    def record(self) -> Record:
        """The side that speaks for the scenario: the one that binds more firmly."""
        return min(filter(None, (self.a, self.b)), key=lambda one: list(Level).index(one.level))

    @property
    def severity(self) -> Severity:
        """The graver severity of the rules that are spoken of."""
        known = [rules()[one.rule].severity for one in (self.a, self.b) if one and one.rule in rules()]
        return min((Severity(one) for one in known), key=list(Severity).index, default=Severity.INFO)

    def weight(self) -> tuple[Any, ...]:
        """Return what sorts the gravest first."""
        level, severity = list(Level).index(self.record.level), list(Severity).index(self.severity)
        return list(Means).index(self.means), level, severity, self.record.id


@dataclass(frozen=True, slots=True)
class Parity:
    """The comparison of two sides. ``agreed`` scenarios came out alike; ``neither`` applied to none of the two."""

    differences: tuple[Difference, ...]
    agreed: int
    neither: int

    def having(self, means: Means) -> tuple[Difference, ...]:
        """Return the differences that mean this."""
        return tuple(one for one in self.differences if one.means is means)

    @property
    def differs(self) -> bool:
        """Whether any verdict is another."""
        return any(one.means.judged for one in self.differences)

    @property
    def decided(self) -> bool:
        """Whether anything was compared, and nothing left open."""
        compared = self.agreed or any(one.means is not Means.UNDECIDED for one in self.differences)
        return bool(compared) and not self.having(Means.UNDECIDED)


def compare(a: Side, b: Side) -> Parity:
    """Return how two sides compare that were put to the same scenarios."""
    found = list(_paired(a.records, b.records))
    meant = [(pair, _means(a, b, *pair)) for pair in found]
    differences = [Difference(means, *pair) for pair, means in meant if means]
    neither = sum(not means and not _applies(pair[0]) for pair, means in meant)
    agreed = len(found) - len(differences) - neither
    return Parity(tuple(sorted(differences, key=Difference.weight)), agreed, neither)


def _paired(a: Iterable[Record], b: Iterable[Record]) -> Iterator[tuple[Record | None, Record | None]]:
    ours, theirs = {one.id: one for one in a}, {one.id: one for one in b}
    for name in {**ours, **theirs}:
        yield ours.get(name), theirs.get(name)


def _applies(record: Record | None) -> bool:
    return record is not None and record.verdict is not Verdict.NOT_APPLICABLE


def _means(a: Side, b: Side, ours: Record | None, theirs: Record | None) -> Means | None:
    """Return what it means how a scenario came out on both sides; None if that is the same."""
    if any(one is not None and one.verdict in _OPEN for one in (ours, theirs)):
        return Means.UNDECIDED
    if not _applies(ours) or not _applies(theirs):
        return Means.APPLIES if _applies(ours) or _applies(theirs) else None
    assert ours
    assert theirs
    if ours.verdict is not theirs.verdict:
        answers = {one.observed.partition(" ")[0] for one in (ours, theirs)}
        return Means.BELIEVES if answers == _ANSWERS and Level.MUST in (ours.level, theirs.level) else Means.JUDGED
    alike = a.seen(ours) == b.seen(theirs) and ours.rule == theirs.rule
    return None if alike else Means.SEEN
