"""The differential property: a target accepts exactly what the judge accepts.

Every example is judged at the moment it is presented, also while Hypothesis shrinks, so that what is reported of the
smallest one is true of that one, whatever it was that was seen first.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from hypothesis import given, seed, settings
from hypothesis.strategies import SearchStrategy

from harness.contract.words import Answer, Expect
from harness.faults import Inapplicable
from harness.fuzz.attempt import Attempt, Look, Token, fit, settle
from harness.fuzz.probe import Breach, Disagreed, Ear, Json
from harness.fuzz.recipe import Recipe
from harness.verdict.stop import InconclusiveError


class Shown(Token, Protocol):
    """What came of presenting one token."""

    @property
    def behaviour(self) -> str:
        """What tells this presentation from others, in a few words."""

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that the token puts to the test."""


S = TypeVar("S", bound=Shown)
Explain = Callable[[Recipe], list[str]]
"""What says in sentences where in a target's code the rule is broken that a recipe breaks."""


@dataclass(frozen=True, slots=True)
class TokenProbe(Generic[S]):
    """Presents tokens that are made up by recipes.

    ``present`` raises Inapplicable for a token that cannot be written or carried; ``breach`` says what came of one
    breaks; ``check`` raises InconclusiveError unless a fresh valid token is accepted right now. ``look`` reads an
    answer whatever is broken by it. ``algorithms`` and ``besides`` are what recipes may ask for at this target.
    ``explain`` is there where the target's own code can be looked at.
    """

    made: SearchStrategy[tuple[Recipe, ...]]
    present: Callable[[Recipe], S]
    breach: Callable[[S], Breach | None]
    check: Callable[[], None]
    look: Callable[[S], Look]
    algorithms: tuple[str, ...]
    besides: tuple[str, ...]
    name: str = "tokens"
    explain: Explain | None = None

    def explore(self, how: settings, start: int, ear: Ear) -> None:
        """Present made-up tokens; see ``Probe``."""
        self.run(seed(start)(self.property(how, ear)), ear)

    def run(self, test: Callable[[], None], ear: Ear) -> None:
        """Run a test that ``property`` made; lets Disagreed of the smallest example through."""
        try:
            test()
        except Disagreed as found:
            raise self._fewest(found, ear) from None

    def property(self, how: settings, ear: Ear) -> Any:
        """Return the test that Hypothesis runs, or another engine through its ``hypothesis.fuzz_one_input``."""

        @how
        @given(self.made)
        def accepts_what_the_judge_accepts(batch: tuple[Recipe, ...]) -> None:
            for recipe in batch:
                if ear.over():
                    return
                self._try(recipe, ear)

        return accepts_what_the_judge_accepts

    def _fewest(self, found: Disagreed, ear: Ear) -> Disagreed:
        """Return the disagreement with whatever can be left out of its example; Hypothesis shrinks what is left."""
        for simpler in Recipe.from_json(found.example).simpler():
            try:
                shown = self.present(simpler)
            except Inapplicable:
                continue
            ear.tried(shown.behaviour, shown.rules)
            breach = self.breach(shown)
            if breach and (breach.rule, breach.level) == (found.breach.rule, found.breach.level):
                return self._fewest(Disagreed(simpler.as_json(), breach), ear)
        return found

    def _try(self, recipe: Recipe, ear: Ear) -> None:
        try:
            shown = self.present(recipe)
        except Inapplicable:
            return
        ear.tried(shown.behaviour, shown.rules)
        if breach := self.breach(shown):
            ear.broke(recipe.as_json(), breach)

    def replay(self, example: Json) -> Breach | None:
        """Present the token of ``example`` again, and a valid one after it; see ``Probe``."""
        recipe = Recipe.from_json(example)
        try:
            shown = self.present(recipe)
        except Inapplicable as error:
            raise InconclusiveError(str(error)) from error
        breach, look = self.breach(shown), self.look(shown)
        if breach is None and look.answer is Answer.UNCLEAR:
            raise InconclusiveError(look.unsure)
        self.check()
        return self._explained(recipe, breach) if breach else None

    def _explained(self, recipe: Recipe, breach: Breach) -> Breach:
        """Return ``breach`` with what explains it among its evidence."""
        if not self.explain or not (told := self.explain(recipe)):
            return breach
        return replace(breach, evidence={**breach.evidence, "explanation": told})

    def attempt(self, example: Json, expect: Expect | None = None) -> Attempt:
        """Present the token of ``example`` and a valid one after it, and tell what came of it, whatever that is.

        Inapplicable where it cannot be made or carried here, or proves nothing; InconclusiveError where nothing
        follows from the answers; ValueError where ``example`` is no recipe.
        """
        recipe = Recipe.from_json(example)
        fit(recipe, self.algorithms, self.besides)
        shown = self.present(recipe)
        breach, look = self.breach(shown), self.look(shown)
        if breach is None:
            settle(shown, look, expect)
        self.check()
        return Attempt(breach, look.said)

    def told(self, example: Json) -> list[str]:
        """Return the steps of ``example`` in words."""
        return Recipe.from_json(example).told()
