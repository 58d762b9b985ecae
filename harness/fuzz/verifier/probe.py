"""The probe of a verifier: made-up tokens, each judged at the moment it is presented.

That holds while Hypothesis shrinks as well, so that what is reported of the smallest example is true of that one,
whatever it was that was seen first.
"""

from hypothesis import given, seed, settings

from harness.contract.words import Kind
from harness.faults import Inapplicable
from harness.fuzz.moves import Source
from harness.fuzz.probe import Breach, Ear, Json
from harness.fuzz.recipe import Recipe
from harness.fuzz.strategies import presentations
from harness.fuzz.verifier.breaches import Breaches
from harness.fuzz.verifier.presenting import Presenting
from harness.verdict.stop import InconclusiveError
from harness.verdict.verifier.suite import VerifierSuite

FIRST = {
    "twin": "presents the valid token first",
    "itself": "presents the token itself first",
    "forged": "presents a forged one with the same claims first",
}
PLACES = {"query": "the query", "headers": "headers", "cookies": "cookies", "fields": "the body", "form": "a form"}


class TokenProbe:
    """Presents made-up tokens to the app of ``suite``; ``source`` says where their at most ``most`` steps come from."""

    name = "tokens"

    def __init__(self, suite: VerifierSuite, source: Source = Source.BOTH, most: int = 3) -> None:
        self.suite, self.source, self.most = suite, source, most
        self.presenting = Presenting(suite)
        self.breaches = Breaches(self.presenting)

    def explore(self, how: settings, start: int, ear: Ear) -> None:
        """Present made-up tokens; see ``Probe``."""
        takes, places = self.suite.context.takes, self.presenting.places()

        @seed(start)
        @how
        @given(presentations(Kind.CURRENT, self.most, self.source, takes, places))
        def accepts_what_the_judge_accepts(recipe: Recipe) -> None:
            if ear.over():
                return
            try:
                shown = self.presenting.present(recipe)
            except Inapplicable:
                return
            ear.tried(shown.behaviour, shown.rules)
            if breach := self.breaches.of(shown):
                ear.broke(recipe.as_json(), breach)

        accepts_what_the_judge_accepts()

    def replay(self, example: Json) -> Breach | None:
        """Present the token of ``example`` again, and a valid one after it; see ``Probe``."""
        recipe = Recipe.from_json(example)
        try:
            shown = self.presenting.present(recipe)
        except Inapplicable as error:
            raise InconclusiveError(str(error)) from error
        breach = self.breaches.of(shown)
        if breach:
            self.suite.check_twin()
        return breach

    def told(self, example: Json) -> list[str]:
        """Return the steps of ``example`` in words."""
        recipe = Recipe.from_json(example)
        start = f"a valid {recipe.kind} token" + (f" under {recipe.algorithm}" if recipe.algorithm else "")
        first = [FIRST[recipe.before]] if recipe.before else []
        beside = []
        if recipe.beside:
            place = PLACES.get(recipe.beside)
            beside = [f"puts another customer's id into {place}" if place else "asks for what is another customer's"]
        return [start, *map(str, recipe.steps), *first, *beside]
