"""A request for a login, answered: what a scenario may want of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from harness.contract.words import Answer, Level
from harness.judge.envelope import read
from harness.judge.issued import Issued, issued
from harness.judge.values import as_integer
from harness.targets.handed import Handed
from harness.tokens import Customer
from harness.verdict.issuer.asker import Ask
from harness.verdict.stop import Broken

if TYPE_CHECKING:
    from harness.verdict.issuer.suite import IssuerSuite


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for a login, answered between ``since`` and ``until`` (issuer's clock), ready to be asked about."""

    suite: "IssuerSuite"
    ask: Ask
    handed: Handed
    since: float
    until: float

    def must_mint(self, blame: str = "") -> Issued:
        """Return the token, taken apart; go on only if there is one."""
        if self.handed.answer is not Answer.ACCEPTED or not self.handed.token:
            self.suite.not_as_expected(self.handed, "no token was made for who is signed in", blame)
        return self.issued

    @property
    def issued(self) -> Issued:
        """The token, taken apart, with what was asked for."""
        context, customer = self.suite.context, self.ask.signed_in or self.ask.customer
        order = context.order(customer, self.since, self.until, self.ask.return_to)
        return issued(self.handed.token, order)

    def must_mint_nothing(self, said: str = "a token was made") -> None:
        """Go on only if no token was made, and an honest request is still answered with one."""
        if self.handed.minted:
            self._show()
            raise Broken(said)
        if self.handed.answer is not Answer.REFUSED:
            self.suite.not_as_expected(self.handed, "the request was not refused cleanly", level=Level.SHOULD)
        self.suite.check_twin()

    def must_not_name(self, other: Customer) -> "Asked":
        """Go on only if no token for ``other`` was made, whatever else was."""
        if any(names(token, other) for token in (self.handed.token, *self.handed.stray)):
            self._show()
            signed_in = self.ask.signed_in
            who = f"customer {signed_in.id} is signed in" if signed_in else "nobody is signed in"
            raise Broken(f"a token for customer {other.id} was made while {who}")
        if self.handed.answer in (Answer.UNCLEAN, Answer.UNCLEAR):
            self.suite.not_as_expected(self.handed, "the request was not answered cleanly", level=Level.SHOULD)
        return self

    def _show(self) -> None:
        tokens = (self.handed.token, *self.handed.stray)
        self.suite.show(issued(next(one for one in tokens if one), self.issued.order))


def names(token: str, customer: Customer) -> bool:
    """Whether a token, authentic or not, says that its bearer is ``customer``."""
    claims: Any = read(token).claims
    return as_integer(claims.get("customer_id"), takes_strings=True) == customer.id


def told(ask: Ask) -> str:
    """Say in a few words what is asked."""
    who = f"as customer {ask.signed_in.id}" if ask.signed_in else "with nobody signed in"
    wanted = f" for customer {ask.text or ask.customer.id}" if ask.text or ask.signed_in != ask.customer else ""
    return f"asked {who}{wanted}" + (f" for a login that leads to {ask.return_to!r:.80}" if ask.return_to else "")
