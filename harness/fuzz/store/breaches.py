"""What a store's answer to a login token breaks, under which rule, and how much it matters."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from typing import Any

from harness.contract.rules import fold
from harness.contract.words import Answer, Expect, Level, Role
from harness.faults import deviation
from harness.fuzz.attempt import Look
from harness.fuzz.bindingness import bound, own_of
from harness.fuzz.firmness import firmness
from harness.fuzz.holder import leniently, signed_by_the_holder
from harness.fuzz.probe import Breach
from harness.fuzz.silence import Silence
from harness.fuzz.store.presenting import Presented, Presenting
from harness.fuzz.telling import telling
from harness.judge import Judgement
from harness.verdict import evidence
from harness.verdict.storefront.landing import contained


class Breaches:
    """Reads what was presented."""

    def __init__(self, presenting: Presenting) -> None:
        self.presenting, self.context = presenting, presenting.suite.context
        self.silence = Silence()

    def of(self, shown: Presented) -> Breach | None:
        """Return what the answer breaks, or None; InconclusiveError where answers tell nothing time and again."""
        answer = shown.outcome.answer
        self.silence.heard(shown.recipe, answer, shown.outcome)
        if answer is Answer.UNCLEAR or self.presenting.is_on_edge(shown):
            return None
        return next(filter(None, self._breaches(shown)), None)

    def look(self, shown: Presented) -> Look:
        """Return what the answer says, whatever it breaks."""
        outcome = shown.outcome
        unsure = "the error of the clock decides what is right" if self.presenting.is_on_edge(shown) else ""
        if outcome.answer is Answer.UNCLEAR:
            unsure = f"the answer tells nothing: {outcome}"
        return Look(outcome.answer, str(outcome), unsure, knows=outcome.identity.customer is not None)

    def _breaches(self, shown: Presented) -> Iterator[Breach | None]:
        outcome = shown.outcome
        if said := telling(outcome.exchange, self.context.app, shown.wire):
            yield _of(shown, "storefront.leak", Level.MUST, said, "nothing that gives the store away")
        if outcome.answer is Answer.UNCLEAN:
            signed = any(signed_by_the_holder(shown.wire, app) for app in self.presenting.door.apps.values())
            level = Level.SHOULD if signed else Level.MUST
            yield _of(shown, "storefront.robustness", level, "the store broke on this token", "a clean refusal")
        elif outcome.answer is Answer.ACCEPTED:
            yield self._led_away(shown)
            yield self._accepted(shown) if shown.judgement.reasons else self._believed(shown)
        elif shown.judgement.accepted:
            yield self._refused(shown)

    def _led_away(self, shown: Presented) -> Breach | None:
        if contained(shown.outcome.exchange):
            return None
        own = own_of(shown.recipe)
        level = own.level if own and own.expect is Expect.CONTAINED else Level.MUST
        said = f"the login leads away from the store, to {shown.outcome.landing!r:.80}"
        return _of(shown, "storefront.redirect", level, said, "the store's own origin")

    def _accepted(self, shown: Presented) -> Breach | None:
        """Return what is broken by a store that signs in by what the judge refuses."""
        own = own_of(shown.recipe)
        if own and own.expect in (Expect.LAST_WINS, Expect.CONTAINED):
            return self._believed(shown, own.level) if own.expect is Expect.LAST_WINS else None
        found = firmness(shown.wire, self.presenting.door.apps.values(), self._known(shown.judgement), shown.now)
        if found is None:
            return None
        reason, level = found
        who = shown.outcome.identity.customer
        if "twice" in reason.message and who == leniently(shown.wire).get("customer_id"):
            return None  # the last of several counts, as it may
        rule = fold(Role.STOREFRONT, reason.rule)
        if own and own.expect is Expect.REFUSED and not shown.recipe.beside:
            rule, level = fold(Role.STOREFRONT, own.rule), bound(own, self.context.profile)
        return _of(shown, rule, level, f"the token signed somebody in, though {reason.message}", "refused")

    def _known(self, judgement: Judgement) -> Judgement:
        """Return the judgement without reasons that nobody can be sure of from outside."""
        claims = judgement.claims
        channels = self.presenting.door.channels
        kept = [one for one in judgement.reasons if not _is_unsure(one.code, claims, channels, self.context.peer)]
        return replace(judgement, reasons=tuple(kept))

    def _believed(self, shown: Presented, level: Level = Level.MUST) -> Breach | None:
        """Return what is broken by a store that signs in somebody else than the token names."""
        who, named = shown.outcome.identity.customer, shown.draft.claims.get("customer_id")
        if who is None or str(who) == str(named) or str(named) not in map(str, self.presenting.door.customers):
            return None
        said = f"signed in as {who} instead of {named}"
        return _of(shown, "storefront.login", level, said, f"signed in as {named}")

    def _refused(self, shown: Presented) -> Breach | None:
        """Return what is broken by a store that refuses a good token: the more so the more it is like a real one."""
        if any(getattr(step, "path", "") == "jti" for step in shown.recipe.steps):
            return None  # it may have been spent, by this hunt or another
        levels = [Level.MAY] if len(shown.recipe.deviations) < len(shown.recipe.steps) else [Level.MUST]
        for name in shown.recipe.deviations:
            if deviation(name).expect is not Expect.ACCEPTED:
                return None
            levels.append(bound(deviation(name), self.context.profile))
        level = max(levels, key=list(Level).index)
        return _of(shown, "storefront.login", level, "a valid token was refused", "accepted")


def _is_unsure(code: str, claims: Any, channels: Collection[int], peer: str) -> bool:
    """Whether a reason depends on what the target file does not tell: further customers, channels, our address."""
    match code:
        case "customer-unknown":
            number = claims.get("customer_id")
            return isinstance(number, int) and 0 < number < 2**31
        case "request-ip":
            return not peer
        case "redirect-hostile":
            return True  # where it leads was looked at
        case "channel-unknown":
            return claims.get("channel_id") not in channels
        case _:
            return False


def _of(shown: Presented, rule: str, level: Level, reason: str, expected: str) -> Breach:
    outcome = shown.outcome
    told = evidence.presented(shown.draft, shown.wire, outcome.exchange)
    return Breach(rule, level, reason, expected, str(outcome), outcome.identity.customer, told)
