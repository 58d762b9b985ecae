"""What a hunt asks of a role: examples to make up, a way to try one again, and what came of it.

A probe makes up examples by Hypothesis and tries each; whatever it finds broken it tells an ``Ear``, which raises
``Disagreed`` where that is news, so that Hypothesis goes on to the smallest example. An example is plain JSON without
secrets: it can be stored, sent to another machine, and tried again years later, whatever version of Hypothesis is
there then.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Protocol

from hypothesis import settings

from harness.contract.words import Level

Json = Any
"""What ``json.dumps`` writes and ``json.loads`` reads back the same."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A duty that was seen broken by one example.

    ``rule`` is a rule's id, such as ``verifier.audience``. ``reason`` says in one sentence what is wrong, ``expected``
    and ``observed`` in a few words what should have come and what did. ``evidence`` is as in ``results.json``, not yet
    masked.
    """

    rule: str
    level: Level
    reason: str
    expected: str
    observed: str
    believed: int | str | None = None
    evidence: dict[str, Any] = field(default_factory=dict)


class Disagreed(AssertionError):
    """The target and the model disagree in a way not yet known; ``example`` shows it."""

    def __init__(self, example: Json, breach: Breach) -> None:
        super().__init__(f"{breach.rule}: {breach.reason}")
        self.example, self.breach = example, breach


class Ear(Protocol):
    """Who listens while examples are tried."""

    def over(self) -> bool:
        """Whether no more examples are wanted; what is asked before an example is begun is passed over then."""

    def tried(self, behaviour: str, rules: Iterable[str] = ()) -> None:
        """Count one example that is over, of which ``behaviour`` tells what was seen in a few words.

        Two examples of one behaviour are alike in what they put to the test and in what came of it. ``rules`` are the
        ids of the rules that the example put to the test.
        """

    def broke(self, example: Json, breach: Breach) -> None:
        """Hear what is broken; raises Disagreed if that is news, and returns if it is not."""


class Probe(Protocol):
    """One way of making up examples for a target."""

    @property
    def name(self) -> str:
        """What tells a target's probes apart, such as ``tokens`` and ``flows``; part of a stored example."""

    def explore(self, how: settings, start: int, ear: Ear) -> None:
        """Make up and try examples as ``how`` says, from the seed ``start``; lets Disagreed of the smallest through.

        InconclusiveError and TargetDownError where the target cannot be tried; both end the hunt.
        """

    def replay(self, example: Json) -> Breach | None:
        """Try ``example`` again, with fresh tokens, and return what is broken by it now.

        InconclusiveError where nothing follows, for the target does not take what is valid either; ValueError with a
        sentence where ``example`` is none of this probe's.
        """

    def told(self, example: Json) -> list[str]:
        """Return lines that tell a person what ``example`` does, one step a line."""
