"""The differential property of a verifier: it accepts exactly what the judge accepts, and believes the same customer.

Every example is judged at the moment it is presented, also while it shrinks, so that what is reported of the smallest
one is true of that one, whatever it was that Hypothesis saw first.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import given, seed, settings

from harness.contract.rules import fold
from harness.contract.words import Answer, Expect, Kind, Level, Role, Rule
from harness.faults import Deviation, Inapplicable, deviation
from harness.fuzz.firmness import firmness
from harness.fuzz.holder import signed_by_the_holder
from harness.fuzz.moves import Source
from harness.fuzz.probe import Breach, Ear, Json
from harness.fuzz.recipe import Recipe
from harness.fuzz.strategies import presentations
from harness.fuzz.telling import telling
from harness.judge import CurrentPolicy, Judgement, judge_current
from harness.targets.reading import Reply
from harness.tokens import Draft
from harness.verdict import evidence
from harness.verdict.stop import InconclusiveError
from harness.verdict.verifier.context import Part
from harness.verdict.verifier.identity import believes
from harness.verdict.verifier.suite import VerifierSuite

OWN_ID, LAST_WINS = Expect.OWN_ID, Expect.LAST_WINS


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
        codes = sorted({reason.code for reason in self.judgement.reasons})
        return f"{self.reply.answer} {self.reply.exchange.status} {' '.join(codes) or 'valid'}"

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that the token puts to the test."""
        touched = self.judgement.rules or {Rule.VARIANT}
        return tuple(fold(Role.VERIFIER, rule) for rule in touched)


class TokenProbe:
    """Presents made-up tokens to the app of ``suite``; ``source`` says where their deviations come from."""

    name = "tokens"

    def __init__(self, suite: VerifierSuite, source: Source = Source.BOTH, most: int = 3) -> None:
        self.suite, self.source, self.most = suite, source, most
        self.policy = CurrentPolicy.of(suite.context.profile)
        self.unclear = 0

    def explore(self, how: settings, start: int, ear: Ear) -> None:
        """Present made-up tokens; see ``Probe``."""
        context = self.suite.context
        made = presentations(Kind.CURRENT, self.most, self.source, context.takes, one_time=context.one_time)

        @seed(start)
        @how
        @given(made)
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
            shown = self.present(recipe)
        except Inapplicable as error:
            raise InconclusiveError(str(error)) from error
        breach = self.breach(shown)
        if breach:
            self.suite.check_twin()
        return breach

    def told(self, example: Json) -> list[str]:
        """Return the steps of ``example`` in words."""
        recipe = Recipe.from_json(example)
        first = {"twin": ["presents the valid token first"], "itself": ["presents the token itself first"]}
        start = f"a valid {recipe.kind} token" + (f" under {recipe.algorithm}" if recipe.algorithm else "")
        return [start, *map(str, recipe.steps), *first.get(recipe.before, [])]

    def present(self, recipe: Recipe) -> Presented:
        """Present the token of ``recipe``; Inapplicable where it cannot be written, or cannot be carried there."""
        context, presenter = self.suite.context, self.suite.presenter
        customer = context.people[recipe.person % 2]
        other = context.people[1 - recipe.person % 2]
        twin = context.token(context.scene(customer, other, part=Part.FAULT), recipe.algorithm)
        draft = recipe.apply(twin)
        wire = recipe.wire(twin)
        if problem := presenter.carries(wire):
            raise Inapplicable(problem)
        if recipe.before:
            presenter.present(twin.wire() if recipe.before == "twin" else wire, customer)
        now = context.now()
        reply = presenter.present(wire, customer)
        return Presented(recipe, draft, wire, self._judged(wire, now), reply, now)

    def _judged(self, wire: str, now: int) -> Judgement:
        app, store = self.suite.context.app, self.suite.context.store.hash
        return judge_current(wire, app, store, now, self.policy)

    def _is_on_edge(self, wire: str, now: int) -> bool:
        """Whether the error of the clock decides what is right."""
        bar = self.suite.context.bar
        return bool(bar) and self._judged(wire, now - bar).accepted != self._judged(wire, now + bar).accepted

    def breach(self, shown: Presented) -> Breach | None:
        """Return what the answer breaks, or None."""
        reply = shown.reply
        self.unclear = self.unclear + 1 if reply.answer is Answer.UNCLEAR else 0
        if self.unclear >= 5:
            raise InconclusiveError(f"five answers in a row tell nothing: {reply}")
        if reply.answer is Answer.UNCLEAR or self._is_on_edge(shown.wire, shown.now):
            return None
        found = next(filter(None, self._breaches(shown)), None)
        if found is None or reply.answer is not Answer.ACCEPTED or found.rule == "verifier.customer":
            return found
        return self._remembered(shown, found)

    def _breaches(self, shown: Presented) -> Iterator[Breach | None]:
        reply = shown.reply
        if said := telling(reply.exchange, self.suite.context.app, shown.wire):
            yield self._of(shown, "verifier.leak", Level.MUST, said, "nothing that gives the app away")
        if reply.answer is Answer.UNCLEAN:
            level = Level.SHOULD if signed_by_the_holder(shown.wire, self.suite.context.app) else Level.MUST
            yield self._of(shown, "verifier.robustness", level, "the server broke on this token", "a clean refusal")
        elif reply.answer is Answer.ACCEPTED and shown.judgement.reasons:
            yield self._accepted(shown)
        elif reply.answer is Answer.ACCEPTED:
            yield self._believed(shown)
        elif shown.judgement.accepted:
            yield self._refused(shown)

    def _accepted(self, shown: Presented) -> Breach | None:
        """Return what is broken by an app that accepts what the judge refuses."""
        own = self._own(shown.recipe)
        if own and own.expect is LAST_WINS:
            right = believes(self.suite.context, shown.reply, shown.draft.scene.customer)
            return self._customer(shown, own.level) if right is False else None
        found = firmness(shown.wire, self.suite.context.app, shown.judgement, shown.now)
        if found is None:
            return None
        reason, level = found
        rule = fold(Role.VERIFIER, reason.rule)
        if own and own.expect is Expect.REFUSED and own.rule in shown.judgement.rules | {own.rule}:
            rule, level = fold(Role.VERIFIER, own.rule), own.level
        return self._of(shown, rule, level, f"the token was accepted, though {reason.message}", "refused")

    def _believed(self, shown: Presented) -> Breach | None:
        """Return what is broken by an app that accepts a good token, and may believe somebody else."""
        claims = shown.judgement.claims
        right = believes(self.suite.context, shown.reply, shown.draft.scene.customer)
        named = isinstance(person := claims.get("customer"), dict) and person.get("id") == shown.draft.scene.customer.id
        if right is not False or not named:
            return None
        own = self._own(shown.recipe)
        touched = {getattr(step, "path", "") for step in shown.recipe.steps}
        level = own.level if own else Level.MUST if touched <= {"customer.email"} else Level.SHOULD
        return self._customer(shown, level)

    def _refused(self, shown: Presented) -> Breach | None:
        """Return what is broken by an app that refuses a good token: the more so the more it is like a real one."""
        levels = [self._bound(step) for step in shown.recipe.deviations]
        if None in levels:
            return None
        made_up = len(levels) < len(shown.recipe.steps)
        level = max([Level.MAY] if made_up else [], default=Level.MUST)
        for one in levels:
            level = max(level, one or level, key=list(Level).index)
        if shown.recipe.before == "itself":
            again = self.present(Recipe(Kind.CURRENT, shown.recipe.steps, shown.recipe.algorithm, shown.recipe.person))
            if again.reply.accepted:
                return self._of(shown, "verifier.reuse", level, "a token is accepted once alone", "accepted")
        return self._of(shown, "verifier.real-tokens", level, "a valid token was refused", "accepted")

    @staticmethod
    def _bound(name: str) -> Level | None:
        """Return how firmly a token with this deviation has to be accepted; None where it may be refused."""
        found = deviation(name)
        return found.level if found.expect is Expect.ACCEPTED else None

    def _remembered(self, shown: Presented, found: Breach) -> Breach:
        """Return the breach, blamed on memory where the token is refused as long as none like it was seen."""
        context = self.suite.context
        if not shown.recipe.before or not context.any_group:
            return found
        bare = Recipe(shown.recipe.kind, shown.recipe.steps, shown.recipe.algorithm, shown.recipe.person)
        try:
            alone = self.present(bare)
        except Inapplicable:
            return found
        if alone.reply.answer is not Answer.REFUSED:
            return found
        said = "the token was accepted only because one like it had been presented before"
        return self._of(shown, "verifier.reuse", Level.MUST, said, "refused")

    def _customer(self, shown: Presented, level: Level) -> Breach:
        said = f"the app believed {shown.reply.believed!r:.40} instead of {shown.draft.scene.customer.id}"
        return self._of(shown, "verifier.customer", level, said, "the customer of customer.id believed")

    @staticmethod
    def _own(recipe: Recipe) -> Deviation | None:
        """Return the one deviation of a recipe that has no other step: its own level is better than any reckoning."""
        return deviation(recipe.deviations[0]) if len(recipe.steps) == len(recipe.deviations) == 1 else None

    def _of(self, shown: Presented, rule: str, level: Level, reason: str, expected: str) -> Breach:
        told = evidence.presented(shown.draft, shown.wire, shown.reply.exchange)
        return Breach(rule, level, reason, expected, str(shown.reply), shown.reply.believed, told)
