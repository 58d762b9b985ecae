"""What all users came to, on this machine and on all of them: counts, wrong answers, and ids that came twice."""

from collections import Counter
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

from harness.load.outcome import LONGEST, Fate, Outcome

MANY = 2_000_000
"""Ids of tokens that are remembered; some 200 MB."""
DIFFERENT = 200
"""Wrong answers that are told apart; an app that makes up its mistakes could fill any memory."""
SEEN_TWICE = "the same jti was given to more than one token"


@dataclass(slots=True)
class Breach:
    """One way in which answers were wrong: how often, and the first of them in words."""

    rule: str
    reason: str
    detail: str = ""
    times: int = 0


@dataclass(slots=True)
class Tally:
    """A tally of one process; ``drained`` and ``merge`` carry it to another.

    ``stopped`` are reasons why nothing more was asked. ``untold`` says that nothing tells whom an app believes,
    ``fault`` that the mistake was ours.
    """

    counts: Counter[tuple[str, Fate]] = field(default_factory=Counter)
    breaches: dict[tuple[str, str], Breach] = field(default_factory=dict)
    unclear: Counter[str] = field(default_factory=Counter)
    stopped: list[str] = field(default_factory=list)
    untold: bool = False
    fault: bool = False
    fresh: list[bytes] = field(default_factory=list)
    seen: set[bytes] = field(default_factory=set)

    def note(self, outcome: Outcome) -> None:
        """Count one answer."""
        self.counts[outcome.kind, outcome.fate] += 1
        match outcome.fate:
            case Fate.WRONG:
                self.blame(outcome.rule, outcome.reason, outcome.detail)
            case Fate.UNCLEAR if len(self.unclear) < DIFFERENT or outcome.reason in self.unclear:
                self.unclear[outcome.reason] += 1
            case _:
                pass

    def blame(self, rule: str, reason: str, detail: str, times: int = 1) -> None:
        """Count ``times`` answers that were wrong as ``reason`` says."""
        key = rule, reason
        if key not in self.breaches and len(self.breaches) >= DIFFERENT:
            key = rule, "other mistakes"
        self.breaches.setdefault(key, Breach(*key, detail[: 2 * LONGEST])).times += times

    def repeats(self, jti: str) -> bool:
        """Whether a token with this ``jti`` was made before, as far as this process knows."""
        digest = blake2b(jti.encode("utf-8", "surrogatepass"), digest_size=12).digest()
        if digest in self.seen:
            return True
        if len(self.seen) < MANY:
            self.seen.add(digest)
            self.fresh.append(digest)
        return False

    def total(self, fate: Fate) -> int:
        """Return how many answers were judged so."""
        return sum(times for (_, one), times in self.counts.items() if one is fate)

    def drained(self) -> dict[str, Any]:
        """Return what came in since the last time, as plain data, and forget all of it but the ids."""
        data = {
            "counts": [[kind, fate.value, times] for (kind, fate), times in self.counts.items()],
            "breaches": [[one.rule, one.reason, one.detail, one.times] for one in self.breaches.values()],
            "unclear": [list(pair) for pair in self.unclear.items()],
            "stopped": list(self.stopped),
            "untold": self.untold,
            "fault": self.fault,
            "jtis": b"".join(self.fresh),
        }
        self._forget()
        return data

    def clear(self) -> None:
        """Forget everything."""
        self._forget()
        self.seen.clear()
        self.untold = self.fault = False

    def _forget(self) -> None:
        for table in (self.counts, self.breaches, self.unclear, self.stopped, self.fresh):
            table.clear()

    def merge(self, data: dict[str, Any], jti_rule: str = "issuer.jti") -> int:
        """Add what another process drained; return how many of its tokens have the id of another process's token."""
        for kind, fate, times in data["counts"]:
            self.counts[kind, Fate(fate)] += times
        for rule, reason, detail, times in data["breaches"]:
            self.blame(rule, reason, detail, times)
        self.unclear.update(dict(data["unclear"]))
        self.stopped += data["stopped"]
        self.untold, self.fault = self.untold or data["untold"], self.fault or data["fault"]
        jtis = data["jtis"]
        digests = {jtis[at : at + 12] for at in range(0, len(jtis), 12)}
        twice = len(digests & self.seen)
        if twice:
            self.blame(jti_rule, SEEN_TWICE, "two processes that asked at the same time were given it", twice)
        if len(self.seen) < MANY:
            self.seen |= digests
        return twice
