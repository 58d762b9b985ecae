"""Kept examples as scenarios: what pytest collects beside the functions of a rule's file, and how each is tried.

All go through the probe that found them, tokens as well: it judges at the moment of presenting, knows what stood before
and beside the token, and blames the same rules as the hunt did, which no row of a table would.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pytest

from harness.contract.words import Expect
from harness.faults import Inapplicable
from harness.suite.kept import Kept, Verb, kept_file
from harness.suite.roles import Hands
from harness.targets.errors import TargetError
from harness.verdict.context import Context
from harness.verdict.notebook import Notebook
from harness.verdict.stop import Broken, InconclusiveError, NotApplicableError
from harness.verdict.terms import alone, at

if TYPE_CHECKING:
    from harness.fuzz.attempt import Attempt
    from harness.fuzz.probe import Probe

EXPECT = {Verb.REFUSES: Expect.REFUSED, Verb.ACCEPTS: Expect.ACCEPTED}


def kept_items(module: pytest.Module, kept: Iterable[Kept]) -> Iterator[pytest.Function]:
    """Yield a scenario of ``module`` for each of ``kept``."""
    for one in kept:
        name = f"{one.verb}[{one.row}]"
        yield pytest.Function.from_parent(module, name=name, callobj=_scenario(one), originalname=str(one.verb))


def _scenario(one: Kept) -> Callable[..., None]:
    def scenario(kept: "Retrying") -> None:
        kept.must_do_right(one)

    scenario.__doc__ = one.title
    scenario = at(one.level)(scenario)
    # What is more than tokens may move the target's clock, or end everybody's session.
    return scenario if one.is_token else alone(scenario)


class Retrying:
    """Tries kept examples on the target of ``context``, and writes down in ``note`` what came of it."""

    def __init__(self, context: Context, hands: Hands, note: Notebook) -> None:
        self.context, self.hands, self.note = context, hands, note

    def must_do_right(self, one: Kept) -> None:
        """Go on only if the target does right by ``one``, was seen to, and takes what is valid right now.

        Broken names the rule that is broken now; the level of the file holds for the rule of the file alone.
        """
        probe = named(one.probe, probes(self.context, self.hands))
        if probe is None:
            raise NotApplicableError(f"this version has no {one.probe} to try on such a target")
        try:
            found = attempt(probe, one.example, self.context, self.hands, EXPECT.get(one.verb))
        except ValueError as error:
            raise InconclusiveError(f"{kept_file(self.context.file)}: kept.{one.name}.example: {error}") from error
        self.note.step("; ".join(probe.told(one.example)), found.said)
        if breach := found.breach:
            self.note.evidence |= breach.evidence
            self.note.expected, self.note.believed = breach.expected, breach.believed
            if breach.rule != one.rule:
                self.note.level = breach.level
            raise Broken(breach.reason, breach.rule)


def attempt(probe: "Probe", example: Any, context: Context, hands: Hands, expect: Expect | None = None) -> "Attempt":
    """Try ``example`` by ``probe``, of which ``expect`` is asked if that is known; ValueError if it is none of its.

    What is valid is tried after it. NotApplicableError where it cannot be tried on this target, InconclusiveError where
    nothing follows.
    """
    from harness.fuzz.attempt import Attempt
    from harness.fuzz.differential import TokenProbe
    from harness.fuzz.flows.recording import FlowProbe
    from harness.suite.probing import check_twin

    try:
        match probe:
            case TokenProbe():
                return probe.attempt(example, expect)
            case FlowProbe():
                found = probe.attempt(example)
            case _:
                breach = probe.replay(example)
                found = Attempt(breach, breach.observed if breach else "as it has to be")
    except Inapplicable as error:
        raise NotApplicableError(str(error)) from error
    check_twin(context, hands)
    return found


def probes(context: Context, hands: Hands) -> Sequence["Probe"]:
    """Return the probes of a target, which are imported only where something is kept."""
    from harness.suite.probing import probes_of

    return probes_of(context, hands)


def named(name: str, found: Sequence["Probe"]) -> "Probe | None":
    """Return the probe called ``name``, if there is one."""
    return next((one for one in found if one.name == name), None)


def check_kept(context: Context, hands: Hands) -> None:
    """Make sure that every kept example is one that its probe can read; TargetError names what is wrong."""
    found = probes(context, hands) if context.kept else ()
    for one in map(Kept.from_json, context.kept):
        place = f"{kept_file(context.file)}: kept.{one.name}"
        probe = named(one.probe, found)
        if probe is None:
            names = ", ".join(each.name for each in found)
            raise TargetError(f"{place}.probe is {one.probe!r:.40}; for {context.target.role} there are {names}")
        try:
            probe.told(one.example)
        except Inapplicable:
            continue  # its scenario says so
        except ValueError as error:
            raise TargetError(f"{place}.example: {error}") from error
