"""Presenting the token of a recipe to an app, in the circumstances that the recipe asks for."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from harness.contract.words import Role
from harness.faults import Inapplicable, deviation
from harness.fuzz.recipe import Recipe
from harness.fuzz.touched import behaviour_of, rules_touched
from harness.judge import CurrentPolicy, Judgement, judge_current
from harness.targets.reading import Reply
from harness.targets.sending import NOTHING, Beside
from harness.tokens import Customer, Draft
from harness.verdict.naming import ID_HEADERS, NAMES
from harness.verdict.verifier.context import Part
from harness.verdict.verifier.suite import VerifierSuite

FORGERY = "signature.random-key.00"
"""What a forged token before the true one is made by."""


@dataclass(frozen=True, slots=True)
class Presented:
    """One token as it was presented: what it is, what the judge says of it, what the app did, at whose time."""

    recipe: Recipe
    draft: Draft
    wire: str
    judgement: Judgement
    reply: Reply
    now: int

    @property
    def behaviour(self) -> str:
        """What tells this presentation from others, in a few words."""
        return behaviour_of(self.reply.answer, self.reply.exchange, self.judgement)

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that the token puts to the test, and the circumstances that it was presented in."""
        around = {"verifier.reuse": self.recipe.before, "verifier.binding": self.recipe.beside}
        return (*rules_touched(Role.VERIFIER, self.judgement), *(rule for rule, there in around.items() if there))


class Presenting:
    """Presents tokens to the app of ``suite``, and has each judged at the moment it is presented.

    ``watch`` is entered for the token itself, and not for what is presented before it.
    """

    def __init__(self, suite: VerifierSuite, watch: AbstractContextManager[object] | None = None) -> None:
        self.suite, self.policy = suite, CurrentPolicy.of(suite.context.profile)
        self._watch = watch or nullcontext()

    def present(self, recipe: Recipe) -> Presented:
        """Present the token of ``recipe``; Inapplicable where it cannot be written, or cannot be carried there."""
        context, presenter = self.suite.context, self.suite.presenter
        customer, other = context.people[recipe.person % 2], context.people[1 - recipe.person % 2]
        twin = context.token(context.scene(customer, other, part=Part.FAULT), recipe.algorithm)
        draft, wire = recipe.written(twin)
        if problem := presenter.carries(wire):
            raise Inapplicable(problem)
        match recipe.before:
            case "twin":
                presenter.present(twin.wire(), customer)
            case "itself":
                presenter.present(wire, customer)
            case "forged":
                presenter.present(deviation(FORGERY).change(twin).wire(), customer)
        now = context.now()
        asked = other if recipe.beside == "resource" else customer
        beside = self._beside(recipe, other)
        with self._watch:
            reply = presenter.present(wire, asked, beside)
        return Presented(recipe, draft, wire, self._judged(wire, now), reply, now)

    def places(self) -> tuple[str, ...]:
        """Return where another customer's id may stand in a request to this app, as recipes name it."""
        target = self.suite.context.target
        if not target.send:
            return ("",)
        body = "form" if target.send.form is not None else "fields"
        return ("", "query", "headers", "cookies", body, *(["resource"] if target.resource else []))

    def is_on_edge(self, shown: Presented) -> bool:
        """Whether the error of the clock decides what is right."""
        bar = self.suite.context.bar
        if not bar:
            return False
        early, late = (self._judged(shown.wire, shown.now + offset).accepted for offset in (-bar, bar))
        return early != late

    def _judged(self, wire: str, now: int) -> Judgement:
        context = self.suite.context
        return judge_current(wire, context.app, context.store.hash, now, self.policy)

    def _beside(self, recipe: Recipe, other: Customer) -> Beside:
        """Return what ``recipe`` puts beside the token of one customer about the ``other``."""
        number, resource = str(other.id), self.suite.context.target.resource
        match recipe.beside:
            case "query":
                return Beside(query=dict.fromkeys(NAMES, number))
            case "headers":
                return Beside(headers=tuple((name, number) for name in ID_HEADERS))
            case "cookies":
                return Beside(cookies=dict.fromkeys(NAMES, number))
            case "fields":
                return Beside(fields=dict.fromkeys(NAMES, other.id))
            case "form":
                return Beside(form=dict.fromkeys(NAMES, number))
            case "resource" if resource:
                return Beside(url=resource.url)
            case _:
                return NOTHING
