"""Load on an issuer: logins of several customers at once, each token taken apart, no id twice, nobody mixed up."""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from random import Random

from harness.contract.rules import fold
from harness.contract.words import Level, Role
from harness.judge.issued import Check, Issued, checks, issued
from harness.load.outcome import Fate, Outcome, unjudged
from harness.load.settings import Settings
from harness.load.tally import SEEN_TWICE, Tally
from harness.targets.handed import Handed
from harness.targets.reaching import Reached
from harness.targets.said import Outgoing, Said
from harness.tokens import Customer
from harness.verdict.issuer.asked import names
from harness.verdict.issuer.asker import Ask, Asker
from harness.verdict.issuer.context import CROWD, IssuerContext
from harness.verdict.issuer.hello import hello

LOGIN, NOBODY, ANOTHER = "login", "refused: nobody is signed in", "refused: another customer's id"
ALONE = "though not while requests came alone"
FOR_OTHERS = "issuer.concurrency"
PATH = "/account.php?visit="
"""The page that a login leads to, with a number that no other request has."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One request on its way, begun at ``since`` on the issuer's clock."""

    kind: str
    ask: Ask
    since: float


@dataclass
class IssuerLoad:
    """The app of ``context``, and what it is asked; shared by all users of a process."""

    context: IssuerContext
    settings: Settings
    tally: Tally
    asker: Asker = field(init=False)
    paths: "count[int]" = field(default_factory=count)
    wrong_alone: set[str] = field(default_factory=set)
    untold: bool = False

    def greet(self, app: Reached) -> str:
        """Learn whom the app logs in, and whether it does so well alone; return why there can be no load, or ""."""
        self.asker = Asker(self.context, app)
        hello(self.context, self.asker)
        if self.context.stopped:
            return self.context.stopped
        for person in self.context.people:
            wanted = self._login(person)
            handed = self.asker.ask(wanted.ask)
            if handed.token:
                self.wrong_alone |= {check.id for check, _ in self._breaches(self._issued(wanted, handed))}
        return self.context.stopped

    def next(self, chance: Random) -> Wanted:
        """Return what is asked next."""
        people = CROWD if self.context.any_customer else self.context.people
        one, other = chance.sample(people, 2)
        kinds = self._refused_kinds
        if not kinds or chance.random() < self.settings.valid:
            return self._login(one)
        kind = chance.choice(kinds)
        ask = Ask(one, None) if kind == NOBODY else Ask(other, one)
        return Wanted(kind, ask, self.context.now())

    def outgoing(self, wanted: Wanted) -> Outgoing:
        """Return the request."""
        return self.asker.outgoing(wanted.ask)

    def heard(self, wanted: Wanted, said: Said) -> Outcome:
        """Judge the answer."""
        handed = self.asker.sessions.hidden(self.asker.taker.take(said))
        found = unjudged(wanted.kind, "issuer.robustness", handed.answer, handed.exchange, handed.why)
        if wanted.kind == LOGIN and found:
            return found
        rule, reason, detail = self._breach(wanted, handed)
        if reason:
            return Outcome(wanted.kind, Fate.WRONG, handed.exchange, rule, reason, detail)
        return found or Outcome(wanted.kind, Fate.RIGHT, handed.exchange)

    def _breach(self, wanted: Wanted, handed: Handed) -> tuple[str, str, str]:
        """Return rule, reason and detail of what is wrong, or empty texts."""
        rule, tokens = "issuer.authorization", [one for one in (handed.token, *handed.stray) if one]
        if wanted.kind == LOGIN:
            return self._login_breach(wanted, handed)
        if wanted.kind == NOBODY and tokens:
            return rule, "a token was made while nobody was signed in", str(handed)
        if wanted.kind == ANOTHER and any(names(token, wanted.ask.customer) for token in tokens):
            return rule, "a customer got a token for another one, whose id the request names", str(handed)
        return "", "", ""

    def _login_breach(self, wanted: Wanted, handed: Handed) -> tuple[str, str, str]:
        if not handed.token:
            return FOR_OTHERS, f"who is signed in got no token, {ALONE}", str(handed)
        token = self._issued(wanted, handed)
        for check, said in self._breaches(token):
            rule, reason = fold(Role.ISSUER, check.rule), f"{check.id} is broken ({check.title})"
            if check.id not in self.wrong_alone:
                rule, reason = FOR_OTHERS, f"{reason}, {ALONE}"
            return rule, reason, said
        if strays := self._of_others(token, wanted.ask.return_to):
            return FOR_OTHERS, "a login leads where somebody else asked to", f"to {strays[0]:.60}"
        jti = token.claims.get("jti")
        if isinstance(jti, str) and self.tally.repeats(jti):
            return "issuer.jti", SEEN_TWICE, f"it was given to customer {wanted.ask.customer.id} and before that"
        return "", "", ""

    def _login(self, person: Customer) -> Wanted:
        """Return an honest request, which leads to a path of its own where requests say where to."""
        path = f"{PATH}{next(self.paths)}" if self.asker.tells_path else ""
        return Wanted(LOGIN, Ask(person, person, path), self.context.now())

    def _issued(self, wanted: Wanted, handed: Handed) -> Issued:
        context, ask = self.context, wanted.ask
        return issued(handed.token, context.order(ask.customer, wanted.since, context.now(), ask.return_to))

    def _of_others(self, token: Issued, own: str) -> list[str]:
        """Return the paths in ``token`` that other requests asked for."""
        texts = [value for value in token.claims.values() if isinstance(value, str)]
        return [text for text in texts if own and text.startswith(PATH) and text != own]

    def _breaches(self, token: Issued) -> list[tuple[Check, str]]:
        return [(check, said) for check in self._checks if (said := check.look(token))]

    @cached_property
    def _checks(self) -> list[Check]:
        """The duties that a login fails by."""
        profile = self.context.profile
        return [
            check
            for check in checks().values()
            if check.level is Level.MUST and all(profile.fact(key).firm for key in check.rests)
        ]

    @cached_property
    def _refused_kinds(self) -> list[str]:
        """What a sound app refuses, as far as this app's requests can say it."""
        if not self.asker.tells_session:
            return []
        return [NOBODY, ANOTHER] if self.asker.tells_customer else [NOBODY]
