"""The budget of a hunt, and what it has done so far."""

from collections import Counter
from dataclasses import dataclass, field

from harness.fuzz.finds import Find


@dataclass(frozen=True, slots=True)
class Budget:
    """When a hunt ends: after so many examples, or so many seconds; 0 sets no bound."""

    examples: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class Tally:
    """What a hunt has done so far; ``rules`` counts how many examples put each rule to the test.

    ``softer`` and ``unsteady`` count by rule what was seen and is no find: it binds too softly, or did not come again.
    ``mended`` is what was found before and is not broken any more, as it was stored. ``stopped`` says why the hunt
    ended before its budget was spent, "" if it did not. ``chased`` is the smallest example yet of what is being shrunk,
    so that whoever ends the hunt then does not lose it. ``unsettled`` is what the hunt before found, as long as nothing
    follows from trying it again. ``lost`` says why examples are kept no more, "" while they are.
    """

    examples: int = 0
    shrinks: int = 0
    rounds: int = 0
    behaviours: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    softer: Counter[str] = field(default_factory=Counter)
    unsteady: Counter[str] = field(default_factory=Counter)
    finds: list[Find] = field(default_factory=list)
    mended: list[bytes] = field(default_factory=list)
    stopped: str = ""
    chased: Find | None = None
    unsettled: list[Find] = field(default_factory=list)
    lost: str = ""
