"""What came of one request under load."""

from dataclasses import dataclass
from enum import StrEnum

from harness.contract.words import Answer
from harness.targets.http import Exchange
from harness.targets.reading import in_words

LONGEST = 160
"""Characters of a reason: Locust keeps one line for each that is different."""


class Fate(StrEnum):
    """How an answer was judged."""

    RIGHT = "right"
    WRONG = "wrong"
    WAIT = "asked to wait"
    """Back-pressure: 429, or 503 with Retry-After. It is no mistake, and says nothing about the token."""
    UNCLEAR = "unclear"
    """An answer that the target file does not describe."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One request, judged. ``kind`` is what was asked, ``rule`` the one that a wrong answer breaks.

    ``reason`` is the same for all answers that are wrong in the same way; ``detail`` is about this one.
    """

    kind: str
    fate: Fate
    exchange: Exchange
    rule: str = ""
    reason: str = ""
    detail: str = ""

    @property
    def name(self) -> str:
        """What the request is counted under."""
        return f"back-pressure: {self.exchange.status}" if self.fate is Fate.WAIT else self.kind

    @property
    def failure(self) -> str:
        """What Locust counts as a failure, "" for none."""
        match self.fate:
            case Fate.WRONG:
                return f"{self.rule}: {self.reason}"
            case Fate.UNCLEAR:
                return f"unclear: {self.reason}"
            case _:
                return ""


def unjudged(kind: str, robustness: str, answer: Answer, exchange: Exchange, why: str) -> Outcome | None:
    """Return the outcome of an answer that says nothing about what was asked, None for one that does.

    ``robustness`` is the rule that an app breaks by breaking. It was reached before, so that one which takes no more
    connections has broken as well.
    """
    if exchange.asks_to_wait:
        return Outcome(kind, Fate.WAIT, exchange)
    if exchange.error == "down":
        return Outcome(kind, Fate.WRONG, exchange, robustness, f"it takes no more connections ({kind})")
    if answer is Answer.UNCLEAN:
        seen = in_words(answer, exchange, "", "")
        return Outcome(kind, Fate.WRONG, exchange, robustness, f"the app {seen:.60} ({kind})")
    if answer is Answer.UNCLEAR:
        return Outcome(kind, Fate.UNCLEAR, exchange, reason=f"{why:.{LONGEST}}")
    return None
