"""The differential property: a target accepts exactly what the judge accepts.

Every example is judged at the moment it is presented, also while Hypothesis shrinks, so that what is reported of the
smallest one is true of that one, whatever it was that was seen first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from hypothesis import given, seed, settings
from hypothesis.strategies import SearchStrategy

from harness.faults import Inapplicable
from harness.fuzz.probe import Breach, Ear, Json
from harness.fuzz.recipe import Recipe
from harness.verdict.stop import InconclusiveError


class Shown(Protocol):
    """What came of presenting one token."""

    @property
    def behaviour(self) -> str:
        """What tells this presentation from others, in a few words."""

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that the token puts to the test."""


S = TypeVar("S", bound=Shown)


@dataclass(frozen=True, slots=True)
class TokenProbe(Generic[S]):
    """Presents tokens that are made up by recipes.

    ``present`` raises Inapplicable for a token that cannot be written or carried; ``breach`` says what came of one
    breaks; ``check`` raises InconclusiveError unless a fresh valid token is accepted right now.
    """

    made: SearchStrategy[Recipe]
    present: Callable[[Recipe], S]
    breach: Callable[[S], Breach | None]
    check: Callable[[], None]
    name: str = "tokens"

    def explore(self, how: settings, start: int, ear: Ear) -> None:
        """Present made-up tokens; see ``Probe``."""

        @seed(start)
        @how
        @given(self.made)
        def accepts_what_the_judge_accepts(recipe: Recipe) -> None:
            if ear.over():
                return
            try:
                shown = self.present(recipe)
            except Inapplicable:
                return
            ear.tried(shown.behaviour, shown.rules)
            if breach := self.breach(shown):
                ear.broke(recipe.as_json(), breach)

        accepts_what_the_judge_accepts()

    def replay(self, example: Json) -> Breach | None:
        """Present the token of ``example`` again, and a valid one after it; see ``Probe``."""
        recipe = Recipe.from_json(example)
        try:
            breach = self.breach(self.present(recipe))
        except Inapplicable as error:
            raise InconclusiveError(str(error)) from error
        if breach:
            self.check()
        return breach

    def told(self, example: Json) -> list[str]:
        """Return the steps of ``example`` in words."""
        return Recipe.from_json(example).told()
