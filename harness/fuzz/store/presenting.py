"""Presenting the login token of a recipe to a store, judged by what can be known of the store from outside."""

from dataclasses import dataclass, replace

from harness.contract.words import Role
from harness.fuzz.recipe import Recipe
from harness.fuzz.touched import behaviour_of, rules_touched
from harness.judge import Door, Judgement, LoginPolicy, judge_login
from harness.tokens import App, Customer, Draft, Scene, login
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
        return behaviour_of(self.outcome.answer, self.outcome.exchange, self.judgement)

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that the token puts to the test."""
        return rules_touched(Role.STOREFRONT, self.judgement)


class Presenting:
    """Presents login tokens to the store of ``suite``, each from a browser of its own."""

    def __init__(self, suite: StorefrontSuite) -> None:
        self.suite, self.policy, self.door = suite, LoginPolicy.of(suite.context.profile), door_of(suite)

    def present(self, recipe: Recipe) -> Presented:
        """Present the token of ``recipe``; Inapplicable where it cannot be written."""
        people = self.suite.alice, self.suite.bob
        customer, other = people[recipe.person % 2], people[1 - recipe.person % 2]
        twin = self._twin(recipe.beside, self.suite.scene(customer, other=other))
        draft, wire = recipe.written(twin)
        now = self.suite.context.now()
        outcome = self.suite.presenter.present(wire, self.suite.visitor())
        return Presented(recipe, draft, wire, judge_login(wire, self.door, now, self.policy), outcome, now)

    def others(self) -> tuple[str, ...]:
        """Return who else a token may be of here, as recipes name it."""
        others = self.suite.context.target.others
        known = {
            "another app": others.app,
            "an app without the scope": others.unscoped_app,
            "a customer of another channel": others.channel and others.channel.customer,
            "another channel": others.channel,
        }
        return ("", *(name for name, table in known.items() if table))

    def _twin(self, of: str, scene: Scene) -> Draft:
        """Return the valid token, of another app, channel or customer where ``of`` says so."""
        others = self.suite.context.target.others
        match of:
            case "another app" if others.app:
                return login(replace(scene, app=party(others.app)))
            case "an app without the scope" if others.unscoped_app:
                return login(replace(scene, app=party(others.unscoped_app)))
            case "a customer of another channel" if others.channel and others.channel.customer:
                stranger = others.channel.customer
                return login(replace(scene, customer=Customer(stranger.id, stranger.email)))
            case "another channel" if others.channel:
                return login(scene, channel_id=others.channel.id)
            case _:
                return login(scene)

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
    here = Channel(context.profile.number("login.channel.default"), allow_global_logins=True)
    channels, people = {here.id: here}, {customer.id: customer for customer in context.people}
    if there := others.channel:
        channels[there.id] = Channel(there.id)
        if there.customer:
            people[there.customer.id] = Customer(there.customer.id, there.customer.email, channels=(there.id,))
    known_apps = {app.client_id: app for app in apps}
    return Door(context.store.hash, here, known_apps, people, channels, context.peer)
