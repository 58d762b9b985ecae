"""What an answer to a token breaks: how the app and the judge disagree, under which rule, and how much it matters."""

from collections.abc import Iterator
from dataclasses import replace

from harness.contract.rules import fold
from harness.contract.words import Answer, Expect, Level, Role
from harness.faults import Inapplicable, deviation
from harness.fuzz.attempt import Look
from harness.fuzz.bindingness import bound, own_of
from harness.fuzz.firmness import firmness
from harness.fuzz.holder import leniently, signed_by_the_holder
from harness.fuzz.probe import Breach
from harness.fuzz.silence import Silence
from harness.fuzz.steps import Forge, Header
from harness.fuzz.telling import telling
from harness.fuzz.verifier.presenting import Presented, Presenting
from harness.judge.current import current_reasons
from harness.tokens import Customer
from harness.verdict import evidence
from harness.verdict.verifier.identity import believes


class Breaches:
    """Reads what was presented; presents a token once more where only that tells which rule is to blame."""

    def __init__(self, presenting: Presenting) -> None:
        self.presenting, self.context = presenting, presenting.suite.context
        self.silence = Silence()

    def of(self, shown: Presented) -> Breach | None:
        """Return what the answer breaks, or None."""
        reply = shown.reply
        self.silence.heard(shown.recipe, reply.answer, reply)
        if reply.answer is Answer.UNCLEAR or self.presenting.is_on_edge(shown):
            return None
        found = next(filter(None, self._breaches(shown)), None)
        if found is None or reply.answer is not Answer.ACCEPTED or found.rule == "verifier.customer":
            return found
        return self._remembered(shown, found)

    def look(self, shown: Presented) -> Look:
        """Return what the answer says, whatever it breaks."""
        reply = shown.reply
        unsure = "the error of the clock decides what is right" if self.presenting.is_on_edge(shown) else ""
        if reply.answer is Answer.UNCLEAR:
            unsure = f"the answer tells nothing: {reply}"
        known = believes(self.context, reply, shown.draft.scene.customer) is not None
        return Look(reply.answer, str(reply), unsure, knows=known)

    def _breaches(self, shown: Presented) -> Iterator[Breach | None]:
        reply = shown.reply
        if said := telling(reply.exchange, self.context.app, shown.wire):
            yield self._of(shown, "verifier.leak", Level.MUST, said, "nothing that gives the app away")
        if reply.answer is Answer.UNCLEAN:
            level = Level.SHOULD if signed_by_the_holder(shown.wire, self.context.app) else Level.MUST
            yield self._of(shown, "verifier.robustness", level, "the server broke on this token", "a clean refusal")
        elif reply.answer is Answer.ACCEPTED and shown.judgement.reasons:
            yield self._accepted(shown)
        elif reply.answer is Answer.ACCEPTED and shown.recipe.beside == "resource":
            yield self._opened(shown)
        elif reply.answer is Answer.ACCEPTED:
            yield self._believed(shown)
        elif shown.judgement.accepted and not shown.recipe.beside:
            yield self._refused(shown)

    def _accepted(self, shown: Presented) -> Breach | None:
        """Return what is broken by an app that accepts what the judge refuses."""
        own = own_of(shown.recipe)
        if own and own.expect is Expect.LAST_WINS:
            right = believes(self.context, shown.reply, shown.draft.scene.customer)
            return self._customer(shown, own.level) if right is False else None
        found = firmness(shown.wire, (self.context.app,), shown.judgement, shown.now)
        if found is None:
            return None
        reason, level = found
        if "twice" in reason.message and self._takes_the_last(shown):
            return None
        rule = fold(Role.VERIFIER, reason.rule)
        if own and own.expect is Expect.REFUSED:
            rule, level = fold(Role.VERIFIER, own.rule), bound(own, self.context.profile)
        return self._of(shown, rule, level, f"the token was accepted, though {reason.message}", "refused")

    def _takes_the_last(self, shown: Presented) -> bool:
        """Whether nothing else is wrong with a token that names a claim twice, if the last one counts."""
        found = leniently(shown.wire)
        context = self.context
        app, store = context.app, context.store.hash
        if not found or any(current_reasons(found, app, store, shown.now, self.presenting.policy)):
            return False
        return believes(context, shown.reply, Customer(found["customer"]["id"])) is not False

    def _believed(self, shown: Presented) -> Breach | None:
        """Return what is broken by an app that accepts a good token, and may believe somebody else."""
        claims = shown.judgement.claims
        right = believes(self.context, shown.reply, shown.draft.scene.customer)
        named = isinstance(person := claims.get("customer"), dict) and person.get("id") == shown.draft.scene.customer.id
        if right is not False or not named:
            return None
        if shown.recipe.beside and self._is_right_alone(shown):
            said = f"the app believed {shown.reply.believed!r:.40}, who stands beside the token"
            return self._of(shown, "verifier.binding", Level.MUST, said, "the customer of the token believed")
        own = own_of(shown.recipe)
        touched = {getattr(step, "path", "") for step in shown.recipe.steps}
        level = own.level if own else Level.MUST if touched <= {"customer.email"} else Level.SHOULD
        return self._customer(shown, level)

    def _is_right_alone(self, shown: Presented) -> bool:
        """Whether the right customer is believed where no other one stands beside the token."""
        alone = self.presenting.present(replace(shown.recipe, beside=""))
        return believes(self.context, alone.reply, alone.draft.scene.customer) is not False

    def _opened(self, shown: Presented) -> Breach | None:
        """Return what is broken by an app that gives one customer what is asked for under another's id."""
        if shown.recipe.steps or believes(self.context, shown.reply, shown.draft.scene.customer):
            return None  # whom a deviating token opens doors for, the other examples tell
        said = "one customer's token opens another customer's resource"
        return self._of(shown, "verifier.binding", Level.MUST, said, "refused")

    def _refused(self, shown: Presented) -> Breach | None:
        """Return what is broken by an app that refuses a good token: the more so the more it is like a real one."""
        levels = [self._bound(step) for step in shown.recipe.deviations]
        if None in levels or any(isinstance(step, Header | Forge) for step in shown.recipe.steps):
            return None  # whoever is strict about parameters that are not needed is sound
        made_up = len(levels) < len(shown.recipe.steps)
        level = max([Level.MAY] if made_up else [], default=Level.MUST)
        for one in levels:
            level = max(level, one or level, key=list(Level).index)
        if shown.recipe.before and self.presenting.present(replace(shown.recipe, before="")).reply.accepted:
            said = "a valid token was refused only because of what was presented before"
            return self._of(shown, "verifier.reuse", level, said, "accepted")
        return self._of(shown, "verifier.real-tokens", level, "a valid token was refused", "accepted")

    def _bound(self, name: str) -> Level | None:
        """Return how firmly a token with this deviation has to be accepted; None where it may be refused."""
        found = deviation(name)
        return bound(found, self.context.profile) if found.expect is Expect.ACCEPTED else None

    def _remembered(self, shown: Presented, found: Breach) -> Breach:
        """Return the breach, blamed on memory where the token is refused as long as none like it was seen."""
        if not shown.recipe.before or not self.context.any_group:
            return found
        try:
            alone = self.presenting.present(replace(shown.recipe, before=""))
        except Inapplicable:
            return found
        if alone.reply.answer is not Answer.REFUSED:
            return found
        said = "the token was accepted only because one like it had been presented before"
        return self._of(shown, "verifier.reuse", Level.MUST, said, "refused")

    def _customer(self, shown: Presented, level: Level) -> Breach:
        said = f"the app believed {shown.reply.believed!r:.40} instead of {shown.draft.scene.customer.id}"
        return self._of(shown, "verifier.customer", level, said, "the customer of customer.id believed")

    def _of(self, shown: Presented, rule: str, level: Level, reason: str, expected: str) -> Breach:
        told = evidence.presented(shown.draft, shown.wire, shown.reply.exchange)
        return Breach(rule, level, reason, expected, str(shown.reply), shown.reply.believed, told)
