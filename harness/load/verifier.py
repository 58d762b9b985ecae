"""Load on a verifier: valid tokens of several customers, some again, and forged ones, each minted for its request."""

import time
from collections import deque
from dataclasses import dataclass, field
from random import Random

from harness.contract.rules import fold
from harness.contract.words import Answer, Role
from harness.faults import Deviation, Inapplicable
from harness.load.choosing import chosen
from harness.load.outcome import Fate, Outcome, unjudged
from harness.load.settings import Settings
from harness.targets.reaching import Reached
from harness.targets.reading import Reply
from harness.targets.said import Outgoing, Said
from harness.tokens import Customer
from harness.verdict.verifier.context import Part, VerifierContext
from harness.verdict.verifier.hello import hello
from harness.verdict.verifier.identity import believes, same
from harness.verdict.verifier.presenter import Presenter

VALID, AGAIN, REFUSED = "valid", "valid: again", "refused: "
OFTEN_AGAIN, HALF = 0.1, 0.5
"""The share of valid tokens that were accepted shortly before, and of these the share of the very last one."""
SHORTLY = 5.0
"""Seconds after which an accepted token is not presented again: some apps take only fresh ones."""
ALONE = "though not while it came alone"


@dataclass(frozen=True, slots=True)
class Shown:
    """One token on its way: what it is, whose it is, and what is wrong with it, if anything."""

    kind: str
    wire: str
    customer: Customer
    deviation: Deviation | None = None


@dataclass(slots=True)
class VerifierLoad:
    """The app of ``context``, and what it is shown; shared by all users of a process."""

    context: VerifierContext
    settings: Settings
    presenter: Presenter = field(init=False)
    faults: list[Deviation] = field(default_factory=list)
    accepted: deque[tuple[float, Shown]] = field(default_factory=lambda: deque(maxlen=100))
    wrong_alone: set[str] = field(default_factory=set)

    @property
    def untold(self) -> bool:
        """Whether nothing tells whom the app believes."""
        return self.context.target.accepted.customer_id is None and len(set(self.context.pristine.values())) < 2

    def greet(self, app: Reached) -> str:
        """Learn what the app does with one token at a time; return why there can be no load, or ""."""
        self.presenter = Presenter(self.context, app)
        hello(self.context, self.presenter)
        if self.context.stopped:
            return self.context.stopped
        self.faults = chosen(self.presenter, self.settings.faults, self.settings.seed)
        for shown in [self._valid(one) for one in self.context.people] + [self._forged(one) for one in self.faults]:
            reply = self.presenter.present(shown.wire, shown.customer)
            if self.judged(shown, reply).fate is Fate.WRONG:
                self.wrong_alone.add(shown.kind)
        return self.context.stopped

    def next(self, chance: Random) -> Shown:
        """Return what is shown next: a token that was minted this moment, or one that was accepted shortly before."""
        if self.faults and chance.random() >= self.settings.valid:
            return self._forged(chance.choice(self.faults))
        if chance.random() < OFTEN_AGAIN and (before := self._before(chance)):
            return before
        return self._valid(chance.choice(self.context.people))

    def outgoing(self, shown: Shown) -> Outgoing:
        """Return the request."""
        return self.presenter.outgoing(shown.wire, shown.customer)

    def heard(self, shown: Shown, said: Said) -> Outcome:
        """Judge the answer."""
        reply = self.presenter.read(said)
        outcome = self.judged(shown, reply)
        if shown.kind == VALID and outcome.fate is Fate.RIGHT:
            self.accepted.append((time.monotonic(), shown))
        return outcome

    def judged(self, shown: Shown, reply: Reply) -> Outcome:
        """Return what ``reply`` says of the app: each token is judged as if it were the only one."""
        robustness = "verifier.robustness"
        if outcome := unjudged(shown.kind, robustness, reply.answer, reply.exchange, reply.why):
            return outcome
        rule, reason, detail = self._breach(shown, reply)
        if not reason:
            return Outcome(shown.kind, Fate.RIGHT, reply.exchange)
        if shown.kind not in self.wrong_alone and rule != "verifier.reuse":
            rule, reason = "verifier.reuse", f"{reason}, {ALONE}"
        return Outcome(shown.kind, Fate.WRONG, reply.exchange, rule, reason, detail)

    def _breach(self, shown: Shown, reply: Reply) -> tuple[str, str, str]:
        """Return rule, reason and detail of what is wrong, or empty texts."""
        if shown.deviation:
            rule = fold(Role.VERIFIER, shown.deviation.rule)
            said = f"a token with {shown.deviation.id} was accepted"
            return (rule, said, shown.deviation.title) if reply.accepted else ("", "", "")
        if reply.answer is Answer.REFUSED:
            again = shown.kind == AGAIN
            said = "a valid token was refused" + (" that had been accepted before" if again else "")
            return "verifier.reuse" if again else "verifier.real-tokens", said, str(reply)
        if believes(self.context, reply, shown.customer) is not False:
            return "", "", ""
        others = [one for one in self.context.people if one.id != shown.customer.id]
        known = any(same(reply.believed, one.id) or believes(self.context, reply, one) for one in others)
        whom = "another" if known else "somebody who is not in [customers]"
        seen = f"the token names customer {shown.customer.id}, and {reply.believed!r:.40} was believed"
        return "verifier.customer", f"a customer was taken for {whom}", seen

    def _valid(self, customer: Customer) -> Shown:
        token = self.context.token(self.context.scene(customer, part=Part.TWIN))
        return Shown(VALID, token.wire(), token.scene.customer)

    def _forged(self, deviation: Deviation) -> Shown:
        scene = self.context.scene(part=Part.FAULT)
        try:
            wire = deviation.change(deviation.base(self.context.token(scene))).wire()
        except Inapplicable:  # this one moment's token has none of what is changed
            return self._valid(scene.customer)
        return Shown(f"{REFUSED}{deviation.id}", wire, scene.customer, deviation)

    def _before(self, chance: Random) -> Shown | None:
        """Return a token that was accepted in the last seconds, or None."""
        while self.accepted and self.accepted[0][0] < time.monotonic() - SHORTLY:
            self.accepted.popleft()
        if not self.accepted:
            return None
        # Some apps forget soon what they have seen, so it is the newest one as often as any other.
        shown = (self.accepted[-1] if chance.random() < HALF else chance.choice(self.accepted))[1]
        return Shown(AGAIN, shown.wire, shown.customer)
