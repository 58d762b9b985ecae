"""What is written down while one scenario runs, and the record it becomes."""

import time
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from harness.contract.profile import Profile
from harness.contract.words import Level, Standing, Verdict
from harness.faults import Deviation
from harness.judge.issued import Check
from harness.verdict.decide import weigh
from harness.verdict.evidence import masked_claims, scrubbed
from harness.verdict.records import Record
from harness.verdict.stop import NotApplicableError


@dataclass(slots=True)
class Notebook:
    """The scenario's own facts, what was seen, and the commands that show it again."""

    id: str
    title: str
    rule: str
    level: Level
    profile: Profile
    strict: bool
    rests: tuple[str, ...] = ()
    standing: Standing = Standing.DOCUMENTED
    expected: str = ""
    observed: str = ""
    deviation: str = ""
    believed: int | str | None = None
    steps: list[dict[str, str]] = field(default_factory=list)
    evidence: dict[str, Any] = field(default_factory=dict)
    curl: str = ""
    replay: str = ""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    started: float = field(default_factory=time.perf_counter)
    artefacts: list[dict[str, str]] = field(default_factory=list)
    """Files that were kept of this scenario, as they stand in ``results.json``."""
    endings: list[Callable[[bool], None]] = field(default_factory=list)
    """What has to be done when the scenario is over; each is told whether it went well."""

    def concern(self, deviation: Deviation) -> None:
        """Take over what ``deviation`` says of itself."""
        self.deviation, self.title, self.level = deviation.id, deviation.title, deviation.level
        self.rests = (*self.rests, *deviation.rests)
        self.expected = str(deviation.expect)

    def concern_check(self, check: Check) -> None:
        """Take over what a ``check`` of an issued token says of itself."""
        self.deviation, self.title, self.level = check.id, check.title, check.level
        self.expected = check.title
        self.rests = (*self.rests, *check.rests)

    def step(self, did: str, saw: object) -> None:
        """Write down one step of a flow."""
        self.steps.append({"did": did, "saw": str(saw)})
        self.observed = str(saw)

    @contextmanager
    def wound_up(self) -> Generator[None]:
        """Do what is left to do when the block is over, however it ends."""
        well = False
        try:
            yield
            well = True
        except NotApplicableError:
            well = True
            raise
        finally:
            self.wind_up(well=well)

    def wind_up(self, *, well: bool) -> None:
        """Do what is left to do when the scenario is over, all of it, whatever fails."""
        with ExitStack() as stack:
            for ending in reversed(self.endings):
                stack.callback(ending, well)

    @property
    def firm(self) -> bool:
        """Whether a failing verdict may rest on the profile's lines that this scenario rests on."""
        return all(self.profile.fact(key).firm for key in self.rests)

    def record(self, verdict: Verdict, reason: str = "", rule: str = "") -> Record:
        """Return the record, with the level weighed."""
        weighed = weigh(verdict, self.level, self.firm, self.strict)
        lines = [self.profile.fact(key) for key in self.rests]
        standing = next(
            (line.standing for line in lines if not line.firm), lines[0].standing if lines else self.standing
        )
        if weighed is Verdict.ADVISORY and not self.firm:
            line = next(line for line in lines if not line.firm)
            reason += f" (advisory: {line.key} is {'contested' if line.contested else line.standing})"
        evidence = {**self.evidence, **({"steps": self.steps} if self.steps else {})}
        return Record(
            id=self.id,
            title=self.title,
            rule=rule or self.rule,
            level=self.level,
            standing=standing,
            verdict=weighed,
            expected=self.expected,
            observed=str(scrubbed(self.observed, self.secrets)),
            reason=str(scrubbed(reason, self.secrets)),
            deviation=self.deviation,
            believed=scrubbed(masked_claims(self.believed), self.secrets),
            seconds=round(time.perf_counter() - self.started, 6),
            evidence=scrubbed(evidence, self.secrets) if weighed is not Verdict.PASS else {},
            replay=self.replay,
            curl=self.curl,
            artefacts=tuple(self.artefacts),
        )
