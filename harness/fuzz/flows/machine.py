"""The state machine that makes up flows, and one flow on its way."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, rule
from hypothesis.strategies import sampled_from

from harness.contract.words import Level
from harness.fuzz.flows.recording import STEPS, Choices, Flow
from harness.fuzz.probe import Breach, Disagreed, Ear, Json


class Run:
    """One flow on its way, of which ``ear`` hears.

    A step that breaks what is known already ends it: what the model says beyond that is worth nothing.
    """

    def __init__(self, flow: Flow, ear: Ear) -> None:
        """Stand at the beginning."""
        self.flow, self.ear = flow, ear
        self.taken: list[Json] = []
        self.said: set[str] = set()
        self.put: set[str] = set()
        self.lost = False

    def take(self, name: str, arguments: Mapping[str, Any]) -> None:
        """Take one step, unless the flow is over; raises Disagreed if it breaks something that is news."""
        if self.lost:
            return
        self.taken.append([name, dict(arguments)])
        taken = self.flow.take(name, arguments)
        self.said.add(f"{name}: {taken.said}")
        self.put.update(taken.rules)
        if taken.breach:
            self.lost = True
            self.ear.broke(list(self.taken), taken.breach)

    def close(self) -> None:
        """Count the flow, and leave the target as it was."""
        self.flow.close()
        self.ear.tried("; ".join(sorted(self.said)), self.put)


def machine_of(begin: Callable[[], Flow], steps: Choices, ear: Ear) -> type[RuleBasedStateMachine]:
    """Return the state machine whose rules are ``steps``, each run of it a flow of its own that ``ear`` hears of."""

    class Machine(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.run = None if ear.over() else Run(begin(), ear)

        def step(self, name: str, arguments: Mapping[str, Any]) -> None:
            """Take one step, unless no more are wanted."""
            if self.run:
                self.run.take(name, arguments)

        def teardown(self) -> None:
            """Count the flow, and leave the target as it was."""
            if self.run:
                self.run.close()

    make: Any = rule  # its overloads do not know a mapping of strategies
    rules = {name: make(**_strategies(choices))(_method(name)) for name, choices in steps.items()}
    machine: Any = type("Flows", (Machine,), rules)
    machine.TestCase.settings = settings(machine.TestCase.settings, stateful_step_count=STEPS)
    made: type[RuleBasedStateMachine] = machine
    return made


def _strategies(choices: Mapping[str, Sequence[int | str]]) -> dict[str, Any]:
    return {argument: sampled_from(values) for argument, values in choices.items()}


def _method(name: str) -> Callable[..., None]:
    def step(self: Any, **arguments: Any) -> None:
        self.step(name, arguments)

    step.__name__ = step.__qualname__ = name
    return step


@dataclass(frozen=True, slots=True)
class Loud:
    """An ear for tests: it wants all examples, and lets a test fail at the first ``must`` that is broken."""

    words: Callable[[Json], Sequence[str]]

    def over(self) -> bool:
        """Go on."""
        return False

    def tried(self, behaviour: str, rules: Iterable[str] = ()) -> None:
        """Count nothing."""

    def broke(self, example: Json, breach: Breach) -> None:
        """Fail with the steps that led here."""
        if breach.level is Level.MUST:
            error = Disagreed(example, breach)
            error.add_note("\n".join([*self.words(example), f"expected: {breach.expected}; seen: {breach.observed}"]))
            raise error
