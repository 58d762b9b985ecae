"""An app that hangs again and again is not waited for for ever."""

from dataclasses import dataclass

from harness.targets.app_target import AppTarget
from harness.targets.http import Exchange
from harness.targets.reaching import Reached
from harness.verdict.context import Context

SHORT = 1.0
"""Seconds that an answer is waited for at least once the app has hung several times."""
HANGS, ENOUGH_HANGS = 3, 25
"""Hangs after which waiting is cut short, and after which nothing more is learned."""


@dataclass(slots=True)
class Hangs:
    """Counts over all scenarios: an app that hangs at every odd request would otherwise take hours."""

    context: Context
    target: AppTarget
    app: Reached
    slowest: float = 0.0
    """Seconds that the slowest answer took."""

    def heard(self, exchange: Exchange) -> None:
        """Take note of an answer, or of its absence; the context says when to stop."""
        if exchange.error != "hang":
            self.slowest = max(self.slowest, exchange.seconds)
            return
        self.context.hangs += 1
        if self.context.hangs == HANGS:
            tables = (self.target.send, self.target.shim, self.target.inprocess)
            long = max(SHORT, 3 * self.slowest)
            self.app.hurry(min([long, *(table.timeout for table in tables if table)]))
        if self.context.hangs >= ENOUGH_HANGS:
            self.context.stopped = (
                f"the app has hung {self.context.hangs} times: what else it would say is not waited for"
            )
