"""The time at which an example begins, where the app's clock is ours: none sees the traces of the one before."""

from dataclasses import dataclass, field

from harness.verdict.issuer.suite import IssuerSuite

APART = 100
"""Seconds between the beginnings of two examples: no token of one, and nothing kept for some clicks, is good later."""
SPAN = 2 * 86_400
"""Seconds after which it begins anew: a session of the target file may not be good for ever."""


@dataclass(slots=True)
class Moments:
    """Moves the clock of the app of ``suite``; an app that signs its customers in has sessions that would end."""

    suite: IssuerSuite
    first: int = field(init=False)

    def __post_init__(self) -> None:
        """Take the time as it is."""
        self.first = self.suite.context.clock

    @property
    def ours(self) -> bool:
        """Whether time is ours to move: several processes share one store, and its clock."""
        context = self.suite.context
        return bool(self.first) and context.workers == 1 and self.suite.asker.sessions.wording is None

    def begin(self) -> None:
        """Let another example begin, later than whatever was done in the one before."""
        if self.ours:
            gone = self.suite.context.clock - self.first + APART
            self.suite.context.clock = self.first + gone % SPAN

    def wait(self, seconds: int) -> bool:
        """Let ``seconds`` pass, and return whether that could be."""
        if self.ours:
            self.suite.context.clock += seconds
        return self.ours

    def start_over(self) -> None:
        """Let the embedded store forget the logins of other flows, so that each shows by itself what is wrong."""
        context = self.suite.context
        if context.workers == 1:
            context.furnish(context.channel or context.target.channel_id or 1)
        self.agree()

    def agree(self) -> None:
        """Let the embedded store go by the same time."""
        if self.ours:
            self.suite.door.set_clock(self.suite.context.now())
