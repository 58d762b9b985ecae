"""What a load came to, in words and as data: every way in which answers were wrong, gravest rules first."""

from dataclasses import dataclass
from typing import Any

from harness.contract.rules import rules
from harness.contract.words import Severity
from harness.load.outcome import Fate
from harness.load.tally import MANY, Breach, Tally

CONFORMS, FINDINGS, INCONCLUSIVE, FAULT = 0, 1, 3, 4
REFUSED = "refused: "
"""How the names of requests begin that a sound app refuses."""
ORDER = list(Severity)
SHOWN = 20
"""Ways of being wrong that are shown; the summary file has them all."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How long answers to one kind of request took, in milliseconds."""

    kind: str
    times: int
    median: float
    slow: float
    """95 % were faster."""


@dataclass(frozen=True, slots=True)
class Ended:
    """A load that is over. ``seconds`` is how long requests were sent."""

    name: str
    role: str
    tally: Tally
    timings: tuple[Timing, ...]
    refused: Timing | None
    """What is shown in place of all kinds of requests that a sound app refuses, where there are many."""
    seconds: float

    @property
    def judged(self) -> int:
        """How many answers were right or wrong."""
        return self.tally.total(Fate.RIGHT) + self.tally.total(Fate.WRONG)

    @property
    def code(self) -> int:
        """The exit code: wrong answers go before doubts."""
        if self.tally.fault:
            return FAULT
        if self.tally.breaches:
            return FINDINGS
        doubts = self.tally.stopped or self.tally.unclear or not self.judged
        return INCONCLUSIVE if doubts else CONFORMS

    @property
    def verdict(self) -> str:
        """The same in a word."""
        return {CONFORMS: "conforms", FINDINGS: "violates"}.get(self.code, "inconclusive")


def breaches(tally: Tally) -> list[Breach]:
    """Return every way of being wrong, the gravest rule first, then the most frequent."""
    known = rules()
    return sorted(tally.breaches.values(), key=lambda one: (ORDER.index(known[one.rule].severity), -one.times))


def as_json(ended: Ended) -> dict[str, Any]:
    """Return the summary as ``load.json`` has it."""
    tally = ended.tally
    kinds = sorted({kind for kind, _ in tally.counts})
    return {
        "schema": "tokenassay/load/1",
        "target": ended.name,
        "role": ended.role,
        "verdict": ended.verdict,
        "seconds": round(ended.seconds, 1),
        "judged": ended.judged,
        "wrong": tally.total(Fate.WRONG),
        "asked_to_wait": tally.total(Fate.WAIT),
        "unclear": dict(tally.unclear),
        "stopped": tally.stopped,
        "kinds": {kind: {fate.value: tally.counts[kind, fate] for fate in Fate} for kind in kinds},
        "milliseconds": {one.kind: {"median": one.median, "p95": one.slow} for one in ended.timings},
        "findings": [_finding(one) for one in breaches(tally)],
    }


def _finding(breach: Breach) -> dict[str, Any]:
    text = rules()[breach.rule]
    return {
        "rule": breach.rule,
        "severity": text.severity.value,
        "reason": breach.reason,
        "times": breach.times,
        "detail": breach.detail,
        "gain": text.gain,
        "remedy": text.remedy,
        "cwe": list(text.cwe),
    }


def told(ended: Ended) -> list[str]:
    """Return the summary in lines."""
    return ["", *_timings(ended), *_wrong(ended), *_doubts(ended), _last(ended)]


def _timings(ended: Ended) -> list[str]:
    shown = [one for one in ended.timings if not (ended.refused and one.kind.startswith(REFUSED))]
    shown += [ended.refused] if ended.refused else []
    if not shown:
        return []
    wide = max(len(one.kind) for one in shown)
    head = f"{'asked':{wide}}  {'answers':>9}  {'median':>9}  {'95 %':>9}"
    rows = [f"{one.kind:{wide}}  {one.times:>9,}  {one.median:>6.0f} ms  {one.slow:>6.0f} ms" for one in shown]
    return [head, *rows, ""]


def _wrong(ended: Ended) -> list[str]:
    found, lines = breaches(ended.tally), []
    for one in found[:SHOWN]:
        lines.append(f"wrong    {one.rule}: {one.reason}; {_times(one.times)}")
        lines += [f"         {one.detail}"] if one.detail else []
    if len(found) > SHOWN:
        lines.append(f"         and {len(found) - SHOWN} more ways of being wrong")
    for rule in dict.fromkeys(one.rule for one in found):
        lines.append(f"mend     {rule}: {rules()[rule].remedy}")
    return lines


def _doubts(ended: Ended) -> list[str]:
    tally = ended.tally
    lines = [f"unclear  {reason}; {_times(times)}" for reason, times in tally.unclear.most_common(5)]
    lines += [f"stopped  {reason}" for reason in dict.fromkeys(tally.stopped)]
    if waits := tally.total(Fate.WAIT):
        lines.append(f"waited   the app asked to come again later (429, 503): {_times(waits)}; no mistake")
    if not ended.judged and not tally.stopped and not tally.unclear:
        lines.append("nothing  no answer could be judged; load it less, or longer")
    if tally.untold:
        lines.append("untold   nothing tells whom the app believes (accepted.customer_id): people were not compared")
    if len(tally.seen) >= MANY:
        lines.append(
            f"bounded  of the tokens' ids, {MANY:,} were remembered; later ones were compared with those alone"
        )
    return lines


def _last(ended: Ended) -> str:
    rate = ended.judged / ended.seconds if ended.seconds else 0.0
    wrong = ended.tally.total(Fate.WRONG)
    return f"{ended.verdict}: {ended.judged:,} answers judged in {ended.seconds:.0f} s ({rate:,.0f}/s), {wrong:,} wrong"


def _times(times: int) -> str:
    return "once" if times == 1 else f"{times:,} times"
