"""A recipe: how a token is made from a valid one, as plain data that makes it again anywhere, with any secret."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from harness.contract.words import Kind
from harness.faults import Inapplicable
from harness.fuzz.steps import Deviate, Step, step_as_json, step_from_json
from harness.tokens import Draft, Scene, current, login

UNFIT = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError, OverflowError)
"""What a step raises that cannot be taken any more after those before it; Inapplicable is a ValueError."""

BEFORE = {
    "": "",
    "twin": "presents the valid token first",
    "itself": "presents the token itself first",
    "forged": "presents a forged one with the same claims first",
}
"""What may be presented right before, in words."""
_IN = "puts another customer's id into "
BESIDE = {
    "": "",
    "query": f"{_IN}the query",
    "headers": f"{_IN}headers",
    "cookies": f"{_IN}cookies",
    "fields": f"{_IN}the body",
    "form": f"{_IN}a form",
    "resource": "asks for what is another customer's",
    "another app": "made by another app of the store",
    "an app without the scope": "made by an app that lacks the login scope",
    "a customer of another channel": "for a customer who may sign in on another channel alone",
    "another channel": "for another channel",
}
"""Where another customer stands beside the token, or who else it is made by or for, in words."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """Steps from a valid token of ``kind``, signed by ``algorithm`` ("" is the target's usual one).

    ``person`` is the place of the customer among the target's own, 0 for the first. ``before`` says what is presented
    right before the token: its valid ``twin``, a ``forged`` one like it, the token ``itself``, or "" for nothing.
    ``beside`` says where another customer's id stands in the request, that it asks for what is another's, or, of a
    login token, which other app, channel or customer it is of; "" is nothing of that.
    """

    kind: Kind
    steps: tuple[Step, ...] = ()
    algorithm: str = ""
    person: int = 0
    before: str = ""
    beside: str = ""

    def apply(self, draft: Draft) -> Draft:
        """Return ``draft`` with every step taken that can be."""
        for step in self.steps:
            try:
                draft = step.apply(draft)
            except UNFIT:
                continue
        return draft

    def draft(self, scene: Scene) -> Draft:
        """Return the token of ``scene``, without those steps after which it could not be written."""
        draft = current(scene, self.algorithm or "HS512") if self.kind is Kind.CURRENT else login(scene)
        for step in self.steps:
            try:
                changed = step.apply(draft)
                changed.wire()
            except UNFIT:
                continue
            draft = changed
        return draft

    def written(self, twin: Draft) -> tuple[Draft, str]:
        """Return ``twin`` with every step taken, and how it travels; Inapplicable if it cannot be written at all."""
        try:
            draft = self.apply(twin)
            return draft, draft.wire()
        except UNFIT as error:
            raise Inapplicable(f"the token cannot be written: {error}") from error

    @property
    def deviations(self) -> tuple[str, ...]:
        """The ids of the catalogue's deviations among the steps."""
        return tuple(step.id for step in self.steps if isinstance(step, Deviate))

    def told(self) -> list[str]:
        """Return what is done, a line for each step."""
        start = f"a valid {self.kind} token" + (f" under {self.algorithm}" if self.algorithm else "")
        around = [BEFORE[self.before], BESIDE[self.beside]]
        return [start, *map(str, self.steps), *filter(None, around)]

    def simpler(self) -> "Iterator[Recipe]":
        """Yield the recipes that have one thing less: a step, what comes before or beside, another person or label."""
        for place in range(len(self.steps)):
            yield replace(self, steps=self.steps[:place] + self.steps[place + 1 :])
        plain = Recipe(self.kind)
        for name in ("before", "beside", "person", "algorithm"):
            if getattr(self, name) != getattr(plain, name):
                yield replace(self, **{name: getattr(plain, name)})

    def as_json(self) -> dict[str, Any]:
        """Return the recipe as JSON."""
        return {
            "kind": str(self.kind),
            "algorithm": self.algorithm,
            "person": self.person,
            "before": self.before,
            "beside": self.beside,
            "steps": [step_as_json(step) for step in self.steps],
        }

    @classmethod
    def from_json(cls, data: Any) -> "Recipe":
        """Return the recipe that ``as_json`` wrote; ValueError says what is wrong with ``data``."""
        match data:
            case {"kind": str(kind), "algorithm": "" | "HS256" | "HS512" as algorithm, "person": int(person),
                  "before": str(before), "beside": str(beside),
                  "steps": list(steps)} if before in BEFORE and beside in BESIDE:  # fmt: skip
                return cls(Kind(kind), tuple(map(step_from_json, steps)), algorithm, person, before, beside)
        raise ValueError("a recipe is an object with kind, algorithm, person, before, beside and steps")
