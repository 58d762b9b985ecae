"""An issuer under test, as a scenario sees it. Every step is written into the scenario's notebook."""

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from harness.contract.rules import fold
from harness.contract.words import Answer, Level, Role, Rule
from harness.judge.issued import Check, Issued, Order, checks, issued
from harness.targets.handed import Handed
from harness.targets.issuer_target import SessionTable
from harness.targets.sending import NOTHING, Beside
from harness.tokens import Customer
from harness.verdict import evidence
from harness.verdict.evidence import masked
from harness.verdict.issuer.asked import Asked, told
from harness.verdict.issuer.asker import Ask, Asker
from harness.verdict.issuer.context import CROWD, IssuerContext
from harness.verdict.issuer.door import Door, Redeemed
from harness.verdict.issuer.evidence import of_token
from harness.verdict.issuer.log import read_log, tail
from harness.verdict.notebook import Notebook
from harness.verdict.stop import Broken, InconclusiveError, NotApplicableError

MANY, FEW = 200, 30
"""Tokens that are made to compare them with each other, and those of an app on another machine."""


class IssuerSuite:
    """The app under test, the two people who are never to be taken for each other, and the store they sign in to."""

    def __init__(self, context: IssuerContext, asker: Asker, door: Door, note: Notebook) -> None:
        """Stand before the app of ``context``."""
        self.context, self.asker, self.door, self.note = context, asker, door, note
        self.alice, self.bob = context.people[:2]

    @property
    def crowd(self) -> Sequence[Customer]:
        """Fifty people, if the app logs in whoever is signed in, or else those of the target file."""
        return CROWD if self.context.any_customer else self.context.people

    def ask(
        self,
        customer: Customer | None = None,
        signed_in: Customer | str | None = "the same",
        return_to: str = "",
        *,
        text: str = "",
        beside: Beside = NOTHING,
        session: SessionTable | None = None,
        did: str = "",
    ) -> Asked:
        """Ask for a login of ``customer`` (by default the first), who by default is signed in at the app as well."""
        customer = customer or self.alice
        who = customer if isinstance(signed_in, str) else signed_in
        ask = Ask(customer, who, return_to, text, beside, session)
        if problem := self.asker.carries(ask):
            raise NotApplicableError(problem)
        since = self.context.now()
        handed = self.asker.ask(ask)
        self.saw(did or told(ask), handed)
        return Asked(self, ask, handed, since, self.context.now())

    def ask_together(self, asks: Sequence[Ask], did: str) -> list[Asked]:
        """Send many requests at the same moment."""
        since = self.context.now()
        found = self.asker.together(asks)
        until = self.context.now()
        minted = sum(1 for one in found if one.token)
        self.note.step(did, f"{minted} of {len(asks)} got a token")
        return [Asked(self, ask, handed, since, until) for ask, handed in zip(asks, found, strict=True)]

    def mint(self, customer: Customer | None = None, return_to: str = "", did: str = "") -> Issued:
        """Return a token that an honest request gets: its customer is signed in."""
        return self.ask(customer, return_to=return_to, did=did).must_mint()

    def path(self, wanted: str) -> str:
        """Return ``wanted`` where requests can say where a login leads; stops the scenario where they cannot."""
        if not self.asker.tells_path:
            raise NotApplicableError("requests do not say where the login is to lead: no {return_to} in [send]")
        return wanted

    def needs_session(self) -> None:
        """Stop the scenario where requests do not say who is signed in at the app."""
        if not self.asker.tells_session:
            why = "the target file has no [session]" if self.context.target.speaks_http else "it takes no session"
            raise NotApplicableError(f"nothing tells the app who is signed in there: {why}")

    def needs_http(self) -> None:
        """Stop the scenario where the app is a shim or a function, whose requests have nothing but their fields."""
        if not self.context.target.speaks_http:
            raise NotApplicableError("a shim or a function is asked without HTTP")

    @contextmanager
    def later(self, moment: float) -> Iterator[None]:
        """Let the issuer's time be ``moment`` or later for the block: a clock of ours is moved, another waited for."""
        clock = self.context.clock
        if not clock:
            time.sleep(max(0.0, moment - self.context.now()))
            yield
            return
        try:
            self.context.clock = math.ceil(moment)
            self.door.set_clock(self.context.now())
            yield
        finally:
            self.context.clock = clock
            self.door.set_clock(self.context.now())

    def taken(self, wire: str, order: Order) -> Issued:
        """Return another token, taken apart as one made for ``order``."""
        return issued(wire, order)

    def holds(self, check: Check) -> None:
        """Ask for a token and go on only if it passes ``check``; a breach shows what the store makes of the token."""
        self.note.concern_check(check)
        token = self.mint(return_to="/cart.php" if self.asker.tells_path else "")
        if not check.raw and not token.readable:
            raise NotApplicableError(f"the token cannot be read: {token.problem}")
        if said := check.look(token):
            self.broken(token, said)

    def must_be_right(self, token: Issued, *families: str) -> None:
        """Go on only if ``token`` passes every check, or those of ``families``, that a login could fail by.

        The firmest check that it does not pass says which rule is broken, and how firmly.
        """
        asked = [
            check
            for check in checks().values()
            # The chance in an id does not depend on what is asked, and takes long to look for.
            if check.id.startswith(families) or (not families and check.rule is not Rule.JTI)
        ]
        for level in (Level.MUST, Level.SHOULD):
            for check in asked:
                if check.level is level and (said := check.look(token)):
                    self.note.level, self.note.rests, self.note.deviation = level, check.rests, check.id
                    self.broken(token, said, fold(Role.ISSUER, check.rule))

    def must_sign_in(self, token: Issued, customer: Customer, landing: str = "") -> Redeemed:
        """Go on only if ``token`` signs ``customer`` in at the embedded store, and leads to ``landing`` if given.

        A token that is refused is looked at first: what is wrong with it tells more than that it is refused.
        """
        done = self.redeem(token.wire)
        if not done.accepted:
            self.must_be_right(token, "")
        return done.must_sign_in(customer, landing)

    def many(self) -> list[Issued]:
        """Return some hundred tokens, made one after the other for the first customer; once in each process."""
        if not self.asker.batch:
            wanted = MANY if self.context.target.local else FEW
            self.asker.batch += [self.ask().must_mint() for _ in range(wanted)]
            self.note.steps[:] = [{"did": f"asked {wanted} times, one after the other", "saw": "tokens"}]
        return list(self.asker.batch)

    def broken(self, token: Issued, said: str, blame: str = "") -> None:
        """Stop the scenario: ``token`` is wrong as ``said``. What the store makes of it is shown, too."""
        self.show(token)
        raise Broken(said, blame)

    def show(self, token: Issued) -> None:
        """Put a token, and what the embedded store says to it, into the evidence."""
        observed = self.note.observed
        self.redeem(token.wire)
        self.note.observed = observed
        self.note.evidence["token"] = of_token(token)

    def redeem(self, token: str) -> Redeemed:
        """Present ``token`` at the embedded store."""
        return self.door.redeem(token, self.note)

    def saw(self, did: str, handed: Handed) -> None:
        """Write down one step and the exchange that shows it."""
        self.note.step(did, handed)
        self.note.evidence |= evidence.shown(handed.exchange)

    def printed(self) -> str:
        """Return the end of what the app has printed, in its own process or in ours; not applicable if unseen."""
        context = self.context
        if not context.log and not context.target.shim and not context.target.inprocess:
            raise NotApplicableError("nothing shows what the app prints: tokenassay has not started it ([start])")
        return self.asker.app.printed() + read_log(context)

    def check_twin(self) -> None:
        """Stop as inconclusive unless an honest request is answered with a token right now."""
        handed = self.asker.ask(Ask(self.alice, self.alice))
        self.context.saw_twin(bool(handed.token))
        if not handed.token:
            raise InconclusiveError(f"an honest request gets no token either: {handed}")

    def not_as_expected(self, handed: Handed, reason: str, blame: str = "", level: Level = Level.MUST) -> None:
        """Stop the scenario: broken if an honest request still gets a token, inconclusive if not.

        ``level`` is how firmly the app has to answer this request cleanly: honest ones always.
        """
        if handed.answer is Answer.UNCLEAR:
            raise InconclusiveError(f"{reason}: {handed}")
        self.check_twin()
        if handed.answer is Answer.UNCLEAN:
            self.note.level, self.note.rests = level, ()
            if lines := tail(self.context):
                self.note.evidence["log"] = self.asker.sessions.without(masked("\n".join(lines)))
            raise Broken(f"the app broke: {handed}", "issuer.robustness")
        raise Broken(reason, blame)
