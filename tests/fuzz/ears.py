"""Ears for probes: what a hunt would hear, for tests that are about one probe alone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, Verbosity, settings

from harness.contract.words import Level
from harness.fuzz.probe import Breach, Disagreed, Json, Probe


@dataclass(slots=True)
class FirstNews:
    """Hears of everything, and stops the probe at the first breach that is at least as firm as ``level``.

    ``rules`` are those that are listened for; all of them, if there are none.
    """

    level: Level = Level.MUST
    rules: tuple[str, ...] = ()
    examples: int = 0
    seen: int = 0
    behaviours: Counter[str] = field(default_factory=Counter)
    put: Counter[str] = field(default_factory=Counter)
    softer: Counter[str] = field(default_factory=Counter)
    chased: str = ""

    def over(self) -> bool:
        """Say no: the settings say how many examples are wanted."""
        return False

    def tried(self, behaviour: str, rules: Iterable[str] = ()) -> None:
        """Count an example."""
        self.examples += 1
        self.seen += not self.chased
        self.behaviours[behaviour] += 1
        self.put.update(rules)

    def broke(self, example: Json, breach: Breach) -> None:
        """Stop, or count what is softer, or another rule's than that which is being shrunk."""
        if list(Level).index(breach.level) > list(Level).index(self.level):
            self.softer[breach.rule] += 1
        elif breach.rule in (self.chased or breach.rule, *self.rules) and breach.rule in (self.rules or (breach.rule,)):
            self.chased = self.chased or breach.rule
            raise Disagreed(example, breach)


def how(examples: int) -> settings:
    """Return settings for ``examples`` that are the same in every run."""
    return settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
        report_multiple_bugs=False,
        print_blob=False,
    )


def found(probe: Probe, ear: FirstNews, examples: int, start: int = 0) -> Disagreed | None:
    """Return the smallest disagreement that ``probe`` finds within ``examples``, or None."""
    try:
        probe.explore(how(examples), start, ear)
    except Disagreed as disagreed:
        return disagreed
    return None
