"""Flows as Hypothesis' state machines, written down step by step as JSON, and taken again without Hypothesis."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

from hypothesis import Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

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
        from harness.fuzz.flows.machine import machine_of
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
        from harness.fuzz.flows.machine import Run

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


def told(said: str, rules: Iterable[str] = (), breach: Breach | None = None) -> Taken:
    """Return what came of a step that put ``rules`` to the test."""
    return Taken(said, tuple(rules), breach)


def unclear(said: object) -> InconclusiveError:
    """Return that nothing follows from an answer."""
    return InconclusiveError(f"the target's answer tells nothing: {said}")


def _fit(arguments: Mapping[str, Any], choices: Mapping[str, Sequence[int | str]]) -> bool:
    """Whether ``arguments`` are those of a step, each with a value that it can have."""
    return arguments.keys() == choices.keys() and all(value in choices[key] for key, value in arguments.items())
