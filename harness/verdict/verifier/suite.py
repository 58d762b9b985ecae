"""An app's server under test, as a scenario sees it. Every step is written into the scenario's notebook."""

from dataclasses import dataclass
from typing import Any

from harness.contract.words import Answer
from harness.faults import Deviation
from harness.targets.listener import Listener
from harness.targets.reading import Reply
from harness.targets.sending import NOTHING, Beside
from harness.tokens import Customer, Draft
from harness.verdict import evidence
from harness.verdict.notebook import Notebook
from harness.verdict.stop import Broken, InconclusiveError, NotApplicableError
from harness.verdict.verifier.context import VerifierContext
from harness.verdict.verifier.identity import UNTOLD, believes
from harness.verdict.verifier.presenter import Presenter
from harness.verdict.verifier.table import judge


@dataclass(frozen=True, slots=True)
class Presentation:
    """A token that was presented, ready to be asked about."""

    suite: "VerifierSuite"
    reply: Reply

    def must_be_accepted(self, customer: Customer | None = None, blame: str = "") -> "Presentation":
        """Go on only if the token was accepted, and ``customer`` believed where that is given and can be told."""
        if self.reply.answer is not Answer.ACCEPTED:
            self.suite.not_as_expected(self.reply, "a valid token was not accepted", blame)
        if customer and believes(self.suite.context, self.reply, customer) is False:
            raise Broken(f"the app believed {self.reply.believed!r:.40} instead of {customer.id}", "verifier.customer")
        return self

    def must_be_refused(self, blame: str = "", said: str = "the token was accepted") -> "Presentation":
        """Go on only if the token was refused, and a valid twin is still accepted.

        ``blame`` is the rule that is broken if it was not, where that is not the scenario's own.
        """
        if self.reply.accepted:
            raise Broken(said, blame)
        if self.reply.answer is not Answer.REFUSED:
            self.suite.not_as_expected(self.reply, "the token was not refused cleanly")
        self.suite.check_twin()
        return self


class VerifierSuite:
    """The app under test, and the two people who are never to be taken for each other."""

    def __init__(
        self, context: VerifierContext, presenter: Presenter, note: Notebook, listener: Listener | None
    ) -> None:
        """Stand before the app of ``context``."""
        self.context, self.presenter, self.note, self.listener = context, presenter, note, listener
        self.app = presenter.app
        self.alice, self.bob = context.people[:2]

    def token(self, customer: Customer | None = None, algorithm: str = "", **claims: Any) -> Draft:
        """Return the draft of a fresh valid token for ``customer``, by default the first."""
        return self.context.token(self.context.scene(customer), algorithm).claim(**claims)

    def unseen(self, customer: Customer | None = None) -> Draft:
        """Return the draft of a valid token for ``customer`` whose like was never presented."""
        return self.token(self.context.unlike_any(customer or self.alice))

    def present(self, token: Draft | str, beside: Beside = NOTHING, did: str = "presented a token") -> Presentation:
        """Present ``token``; not applicable where the transport cannot carry it."""
        wire = token if isinstance(token, str) else token.wire()
        if problem := self.presenter.carries(wire):
            raise NotApplicableError(problem)
        customer = token.scene.customer if isinstance(token, Draft) else None
        reply = self.presenter.present(wire, customer, beside)
        self.saw(reply, did)
        return Presentation(self, reply)

    def saw(self, reply: Reply, did: str) -> None:
        """Write down one step and the exchange that shows it."""
        self.note.step(did, reply)
        self.note.believed = reply.believed
        self.note.evidence |= evidence.shown(reply.exchange)

    def told(self, reply: Reply, customer: Customer) -> bool | None:
        """Whether the app took the bearer for ``customer``; None where nothing tells."""
        return believes(self.context, reply, customer)

    def believed(self, reply: Reply, customer: Customer) -> bool:
        """Whether the app took the bearer for ``customer``; not applicable where nothing tells."""
        found = self.told(reply, customer)
        if found is None:
            raise NotApplicableError(UNTOLD)
        return found

    def judge(self, deviation: Deviation, algorithm: str = "") -> None:
        """Present the deviating token and its twin, and decide; stops the scenario unless all is well."""
        judge(self, deviation, algorithm)

    def check_twin(self) -> None:
        """Stop as inconclusive unless a fresh valid token is accepted right now."""
        reply = self.presenter.present(self.context.token().wire())
        self.context.saw_twin(reply.accepted)
        if not reply.accepted:
            raise InconclusiveError(f"a fresh valid token is not accepted either: {reply}")

    def not_as_expected(self, reply: Reply, reason: str, blame: str = "") -> None:
        """Stop the scenario: broken if a fresh valid token is still accepted, inconclusive if not."""
        if reply.answer is Answer.UNCLEAR:
            raise InconclusiveError(f"{reason}: {reply}")
        self.check_twin()
        raise Broken(reason, "verifier.robustness" if reply.answer is Answer.UNCLEAN else blame)
