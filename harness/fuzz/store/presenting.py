"""Presenting the login token of a recipe to a store, judged by what can be known of the store from outside."""

from dataclasses import dataclass

from harness.contract.rules import fold
from harness.contract.words import Role, Rule
from harness.fuzz.recipe import Recipe
from harness.judge import Door, Judgement, LoginPolicy, judge_login
from harness.tokens import App, Draft, login
from harness.tokens.parties import Channel
from harness.verdict.context import party
from harness.verdict.storefront.outcome import Outcome
from harness.verdict.storefront.suite import StorefrontSuite


@dataclass(frozen=True, slots=True)
class Presented:
    """One login token as it was presented: what it is, what the judge says of it, what the store did, and when."""

    recipe: Recipe
    draft: Draft
    wire: str
    judgement: Judgement
    outcome: Outcome
    now: int

    @property
    def behaviour(self) -> str:
        """What tells this presentation from others, in a few words."""
        codes = sorted({reason.code for reason in self.judgement.reasons})
        return f"{self.outcome.answer} {self.outcome.exchange.status} {' '.join(codes) or 'valid'}"

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that the token puts to the test."""
        return tuple(fold(Role.STOREFRONT, rule) for rule in self.judgement.rules or {Rule.VARIANT})


class Presenting:
    """Presents login tokens to the store of ``suite``, each from a browser of its own."""

    def __init__(self, suite: StorefrontSuite) -> None:
        self.suite, self.policy, self.door = suite, LoginPolicy.of(suite.context.profile), door_of(suite)

    def present(self, recipe: Recipe) -> Presented:
        """Present the token of ``recipe``; Inapplicable where it cannot be written."""
        people = self.suite.alice, self.suite.bob
        customer, other = people[recipe.person % 2], people[1 - recipe.person % 2]
        twin = login(self.suite.scene(customer, other=other))
        draft, wire = recipe.apply(twin), recipe.wire(twin)
        now = self.suite.context.now()
        outcome = self.suite.presenter.present(wire, self.suite.visitor())
        return Presented(recipe, draft, wire, judge_login(wire, self.door, now, self.policy), outcome, now)

    def is_on_edge(self, shown: Presented) -> bool:
        """Whether the error of the clock, or a second that passed meanwhile, decides what is right."""
        bar = self.suite.context.bar + 1
        judged = [judge_login(shown.wire, self.door, shown.now + offset, self.policy) for offset in (-bar, 0, bar)]
        return len({one.accepted for one in judged}) > 1


def door_of(suite: StorefrontSuite) -> Door:
    """Return the store as the target file describes it: its apps, its customers, the one channel that is asked."""
    context, others = suite.context, suite.context.target.others
    apps = [context.app, *([party(others.app)] if others.app else [])]
    if others.unscoped_app:
        known = party(others.unscoped_app)
        apps.append(App(known.client_id, known.client_secret, frozenset()))
    channel = Channel(context.profile.number("login.channel.default"), allow_global_logins=True)
    return Door(
        context.store.hash,
        channel,
        {app.client_id: app for app in apps},
        {customer.id: customer for customer in context.people},
        {channel.id: channel},
        context.peer,
    )
