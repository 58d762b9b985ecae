"""Flows as Hypothesis' state machines, written down step by step as JSON, and taken again without Hypothesis."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from hypothesis import Phase, seed, settings
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from hypothesis.strategies import sampled_from

from harness.contract.words import Level
from harness.faults import Inapplicable
from harness.fuzz.attempt import Attempt
from harness.fuzz.probe import Breach, Disagreed, Ear, Json
from harness.verdict.stop import InconclusiveError

STEPS = 16
"""Steps of one flow at most."""
Choices = Mapping[str, Mapping[str, Sequence[int | str]]]
"""The values of each argument of each step, simplest first; one that picks something wraps around what there is."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of one step. ``said`` is in a few words; ``rules`` are those that it put to the test."""

    said: str
    rules: tuple[str, ...] = ()
    breach: Breach | None = None


class Flow(Protocol):
    """One run through a target, with the model that it is held against."""

    def take(self, name: str, arguments: Mapping[str, Any]) -> Taken:
        """Take one step; KeyError or TypeError for one that there is not."""

    def close(self) -> None:
        """Leave the target as it was."""


@dataclass(frozen=True, slots=True)
class FlowProbe:
    """Takes made-up flows through a target. ``begin`` starts one, ``words`` say what a step does."""

    begin: Callable[[], Flow]
    steps: Choices
    words: Mapping[str, str]
    name: str = "flows"

    def explore(self, how: settings, start: int, ear: Ear) -> None:
        """Make up flows and take them; see ``Probe``. A flow that breaks something is made shorter step by step."""
        from harness.fuzz.flows.shrinking import shortest

        machine = machine_of(self.begin, self.steps, ear)
        quick = [phase for phase in how.phases if phase is not Phase.shrink]
        try:
            run_state_machine_as_test(
                seed(start)(machine), settings=settings(how, phases=quick, stateful_step_count=STEPS)
            )
        except Disagreed as found:
            if Phase.shrink not in how.phases:
                raise
            raise shortest(found, partial(self._again, ear), self.steps) from None

    def _again(self, ear: Ear, example: Json) -> Disagreed | None:
        """Take the steps of ``example``, and return what ``ear`` calls news in it."""
        run = Run(self.begin(), ear)
        try:
            for name, arguments in example:
                run.take(name, arguments)
        except Disagreed as found:
            return found
        finally:
            run.close()
        return None

    def replay(self, example: Json) -> Breach | None:
        """Take the steps of ``example`` again; see ``Probe``."""
        flow = self.begin()
        try:
            for name, arguments in self._steps(example):
                if breach := flow.take(name, arguments).breach:
                    return breach
        finally:
            flow.close()
        return None

    def attempt(self, example: Json) -> Attempt:
        """Take the steps of ``example`` again, and tell what came of it, whatever that is.

        Inapplicable where a step cannot be taken at this target; InconclusiveError and ValueError as in ``replay``.
        """
        flow, said = self.begin(), ""
        try:
            for name, arguments in self._steps(example):
                taken = flow.take(name, arguments)
                if taken.said and not taken.rules and not taken.breach:
                    raise Inapplicable(f"{self.words[name].format(**arguments)}: {taken.said}")
                said = f"{name}: {taken.said or 'done'}"
                if taken.breach:
                    return Attempt(taken.breach, taken.breach.observed)
        finally:
            flow.close()
        return Attempt(None, said)

    def told(self, example: Json) -> list[str]:
        """Return the steps of ``example`` in words."""
        return [self.words[name].format(**arguments) for name, arguments in self._steps(example)]

    def _steps(self, example: Json) -> list[tuple[str, dict[str, Any]]]:
        """Return the steps of ``example``; ValueError says what is wrong, Inapplicable what is not had here."""
        if not isinstance(example, list):
            raise ValueError("a flow is a list of steps")  # noqa: TRY004 - it is the content of a file that is wrong
        found = []
        for step in example:
            match step:
                case [str(name), dict(arguments)] if name in self.steps and _fit(arguments, self.steps[name]):
                    found.append((name, arguments))
                case [str(name), dict()] if name in self.words and name not in self.steps:
                    raise Inapplicable(f"the target file has nothing for the step {name}")
                case _:
                    raise ValueError(f"{step!r:.80} is no step here; there are {', '.join(self.steps)}")
        return found


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


def _fit(arguments: Mapping[str, Any], choices: Mapping[str, Sequence[int | str]]) -> bool:
    """Whether ``arguments`` are those of a step, each with a value that it can have."""
    return arguments.keys() == choices.keys() and all(value in choices[key] for key, value in arguments.items())


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


def told(said: str, rules: Iterable[str] = (), breach: Breach | None = None) -> Taken:
    """Return what came of a step that put ``rules`` to the test."""
    return Taken(said, tuple(rules), breach)


def unclear(said: object) -> InconclusiveError:
    """Return that nothing follows from an answer."""
    return InconclusiveError(f"the target's answer tells nothing: {said}")
