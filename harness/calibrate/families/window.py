"""When a login token is good: how old it may be, and how far ahead, to the second of the store's own clock."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from harness.calibrate.bench import Bench
from harness.calibrate.registry import Ending, LeftOutError, Line, measures
from harness.calibrate.search import largest
from harness.calibrate.store_clock import StoreClock
from harness.targets.realtime import real_time

DAY = 86_400
HOUR = 3600
TRIES = 12
"""Presentations at most until one surely fell into a single second of the store."""
FIRST = 0.05
"""Seconds that the first answer may be expected to take."""


@dataclass(slots=True)
class _Trial:
    """Tokens of a chosen age; ``way`` 1 counts seconds of age, -1 seconds ahead of the store's clock."""

    bench: Bench
    clock: StoreClock
    way: int
    tokens: int = 0
    took: float = FIRST

    def takes(self, seconds: int) -> bool:
        """Whether a token ``seconds`` old (or ahead) is accepted, by the store's clock and no other."""
        for _ in range(TRIES):
            time.sleep(self.clock.until_clear(real_time(), self.bench.driver.site.pace + 1.5 * self.took))
            draft = self.bench.draft(iat=self.clock.second(real_time()) - self.way * seconds)
            shown = self.bench.present(draft.wire())
            self.tokens, self.took = self.tokens + 1, shown.after - shown.before
            ages = self.clock.ages(draft.claims["iat"], shown.before, shown.after)
            if ages == (self.way * seconds, self.way * seconds):
                return self.bench.settled(draft, shown.outcome)
        raise LeftOutError(f"no token was surely {seconds} s away: {self.known}, and answers take long")

    def limit(self, guess: int, most: int, what: str) -> int:
        """Return the greatest number of seconds that is accepted, looked at twice."""
        found = largest(self.takes, guess, most)
        if found is None:
            raise LeftOutError(f"a token {most} s {what} is still accepted", Ending.ALARM)
        if not self.takes(found) or self.takes(found + 1):
            raise LeftOutError(f"{found} s and {found + 1} s {what} were not answered alike twice")
        return found

    @property
    def known(self) -> str:
        """How well the store's clock is known."""
        return f"clock known to ±{self.clock.bar:.1f} s" if self.clock.bar else "the same clock as ours"


def _trial(bench: Bench, way: int) -> _Trial:
    clock = bench.listened()
    if clock.bar >= 0.5:
        raise LeftOutError(f"the store's clock is known only to ±{clock.bar:.1f} s")
    return _Trial(bench, clock, way)


@measures("login.window", "login.window.inclusive")
def window(bench: Bench) -> Iterator[Line]:
    """How old a login token may be."""
    documented = bench.context.profile.number("login.window")
    trial = _trial(bench, 1)
    oldest = trial.limit(documented, DAY, "old")
    seen = f"{oldest} s old accepted, {oldest + 1} s old refused, {trial.tokens} tokens, {trial.known}"
    # One second less than the window is the window without its end; from outside, there is no other difference.
    inclusive = oldest != documented - 1
    yield Line("login.window", oldest if inclusive else documented, seen)
    yield Line("login.window.inclusive", inclusive, seen)


@measures("login.future", "login.future.tolerance", "login.future.rounded")
def future(bench: Bench) -> Iterator[Line]:
    """How far ahead of the store's clock a login token may be."""
    trial = _trial(bench, -1)
    most = trial.limit(bench.context.profile.number("login.future"), HOUR, "ahead")
    seen = f"{most} s ahead accepted, {most + 1} s ahead refused, {trial.tokens} tokens, {trial.known}"
    yield Line("login.future", most, seen)
    yield Line("login.future.tolerance", f"{most} s" if most else "none", seen)
    yield Line("login.future.rounded", "accepted" if most else "refused", seen)
