"""How far a hunt is: a live table on a terminal, a line now and then elsewhere, and each finding as it comes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.fuzz.tally import Tally
from harness.report.text import count, printable
from harness.targets.realtime import real_monotonic

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

EVERY = 10.0
"""Seconds between two lines where there is no terminal."""
LATELY = 10.0
"""Seconds over which the rate of now, and the behaviours that are new, are counted."""


@dataclass(frozen=True, slots=True)
class Moment:
    """How far all lanes together were at a reading of the clock."""

    at: float
    examples: int
    behaviours: int

    @classmethod
    def of(cls, tallies: Mapping[str, Tally], now: float) -> "Moment":
        """Return how far ``tallies`` are at ``now``."""
        behaviours = {name for tally in tallies.values() for name in tally.behaviours}
        return cls(now, sum(tally.examples for tally in tallies.values()), len(behaviours))


class FuzzView:
    """Shows the tallies of all lanes; ``examples`` and ``seconds`` are the budget, 0 for none.

    ``before`` is how many examples were tried by the hunt that is gone on with.
    """

    def __init__(self, console: "Console", examples: int, seconds: float, before: int = 0) -> None:
        from rich.live import Live

        self._console, self._examples, self._seconds = console, examples, seconds
        self._began = self._line = real_monotonic()
        self._live = Live(console=console, auto_refresh=False, transient=True) if console.is_terminal else None
        self._told: set[str] = set()
        self._lost = ""
        self._past: list[Moment] = []
        self._before = before

    def __enter__(self) -> "FuzzView":
        if self._live:
            self._live.start()
        return self

    def __exit__(self, *raised: object) -> None:
        if self._live:
            self._live.stop()

    def show(self, tallies: Mapping[str, Tally]) -> None:
        """Show what the lanes have done so far."""
        for tally in tallies.values():
            for find in tally.finds:
                if find.breach.rule not in self._told:
                    self._told.add(find.breach.rule)
                    after = f"after {count(find.examples, 'example')}" if find.examples else "again"
                    self._say(
                        f"found    {find.breach.rule} ({find.breach.level}) {after}: {printable(find.breach.reason)}"
                    )
            if tally.lost and not self._lost:
                self._lost = tally.lost
                self._say(f"database {tally.lost}")
        now = real_monotonic()
        self._note(tallies, now)
        if self._live:
            self._live.update(self._table(tallies, now), refresh=True)
        elif now - self._line >= EVERY:
            self._line = now
            self._say("fuzzing  " + " · ".join(self._facts(tallies, now).values()))

    def _say(self, line: str) -> None:
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)

    def _note(self, tallies: Mapping[str, Tally], now: float) -> None:
        """Remember how far the lanes are now, once a second at most, for as long as that is of late."""
        if self._past and now - self._past[-1].at < 1:
            return
        self._past = [*(one for one in self._past if now - one.at <= LATELY + 1), Moment.of(tallies, now)]

    def _table(self, tallies: Mapping[str, Tally], now: float) -> "Text":
        """Return what a terminal shows: a line for each fact, however narrow it is."""
        from rich.text import Text

        facts = self._facts(tallies, now)
        facts["broken"] += "".join(f" · shrinking {one}" for one in sorted(_chased(tallies)))
        lines = [Text.assemble((f"{word:9}", "dim"), fact) for word, fact in facts.items()]
        return Text("\n", no_wrap=True, overflow="ellipsis").join(lines)

    def _facts(self, tallies: Mapping[str, Tally], now: float) -> dict[str, str]:
        """Return how far the hunt is, each fact under a word."""
        here = Moment.of(tallies, now)
        then = next((one for one in self._past if now - one.at <= LATELY), here)
        shrinks = sum(tally.shrinks for tally in tallies.values())
        spent = max(now - self._began, 0.001)
        whole, lately = (
            (here.examples - self._before) / spent,
            (here.examples - then.examples) / max(now - then.at, 0.001),
        )
        pace = f"{lately:,.0f}/s now, {whole:,.0f}/s in all" if spent > LATELY else f"{whole:,.0f}/s"
        lanes = f", {len(tallies)} lanes" if len(tallies) > 1 else ""
        seen = f"{count(here.behaviours, 'behaviour')}, {here.behaviours - then.behaviours} new lately"
        broken = f"{shrinks:,} to shrink · {count(len(self._told), 'rule')} broken"
        tried = f"{count(here.examples, 'example')}, {pace}{lanes}"
        return {"fuzzing": tried, "seen": seen, "broken": broken, "time": self._left(here.examples, spent)}

    def _left(self, examples: int, spent: float) -> str:
        if self._seconds:
            return f"{max(0.0, self._seconds - spent):.0f} s left"
        return f"{max(0, self._examples + self._before - examples):,} left" if self._examples else "until Ctrl-C"


def _chased(tallies: Mapping[str, Tally]) -> set[str]:
    """Return the rules of which an example is being shrunk."""
    return {tally.chased.breach.rule for tally in tallies.values() if tally.chased}
