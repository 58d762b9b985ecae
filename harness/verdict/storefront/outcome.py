"""What one presentation came to, as far as could be seen."""

from dataclasses import dataclass

from harness.contract.words import Answer
from harness.targets.http import Exchange


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is signed in. ``signed_in`` None means that it could not be told, and ``problem`` says why."""

    signed_in: bool | None
    customer: int | None = None
    exchange: Exchange | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to one token, with the exchange that shows it and the identity found after."""

    answer: Answer
    exchange: Exchange
    identity: Identity
    why: str = ""

    @property
    def landing(self) -> str:
        """Where the answer sends the browser, or ""."""
        return self.exchange.header("location")

    def __str__(self) -> str:
        """Say in a few words what was seen."""
        seen = f"{self.exchange.status}" if self.exchange.status else self.exchange.error
        where = f" to {self.landing}" if self.landing else ""
        match self.answer:
            case Answer.ACCEPTED:
                who = self.identity.customer
                return f"accepted ({seen}{where}), signed in{f' as {who}' if who is not None else ''}"
            case Answer.REFUSED:
                return f"refused ({seen}{where}), nobody signed in"
            case Answer.UNCLEAN:
                return f"broke ({seen})"
            case Answer.UNCLEAR:
                return f"unclear ({seen}): {self.why}"
