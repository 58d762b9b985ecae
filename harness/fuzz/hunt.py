"""A hunt: rounds of made-up examples, each breach shrunk, tried again and kept, until the budget is spent.

One round ends with the first breach that is news, shrunk by Hypothesis to the smallest example of the same rule; the
next goes on from another seed and no longer stops for it. What earlier hunts found, or others in this very moment, is
tried first. A target that is gone after an example ends the hunt, and that example is named: nothing else can be found
there, and what a dead target refuses shows nothing.
"""

from collections.abc import Callable, Iterable, Sequence

from hypothesis.database import ExampleDatabase
from hypothesis.errors import Flaky, Unsatisfiable

from harness.contract.words import Level
from harness.fuzz.blob import as_blob
from harness.fuzz.finds import Find, Finds
from harness.fuzz.probe import Breach, Disagreed, Json, Probe
from harness.fuzz.rounds import seed_of, settings_of
from harness.fuzz.tally import Budget, Tally
from harness.targets.errors import TargetDownError
from harness.targets.realtime import real_monotonic
from harness.verdict.stop import InconclusiveError

ROUND = 500
"""Examples of one round at most: then other processes' finds are looked at, and another seed is taken."""

LONGEST = 20.0
"""Seconds that one breach is shrunk at most: a target that hangs on it takes its time with each example."""
FEWEST = 20
"""Examples of one round at least: Hypothesis' first is the simplest there is, which may be none at all."""


def _nothing(tally: Tally) -> None:
    """Leave it at that."""


class ShrunkEnough(BaseException):
    """Ends a round in which something is shrunk; no Exception, since Hypothesis takes those for breaches."""


def _never(tally: Tally) -> bool:
    """Go on, whatever was found."""
    return False


class Hunt:
    """Explores one target by ``probes``, in turns that leave each its share; it is the ear that they speak to.

    ``level`` is the softest that counts. ``start`` is the seed, ``lane`` tells processes apart that share it. ``told``
    hears of the tally after each example. ``enough`` ends the hunt before its budget is spent. ``tally`` is that of a
    hunt which is gone on with: its numbers count on, and its finds are tried again.
    """

    def __init__(
        self,
        probes: Sequence[Probe],
        budget: Budget,
        *,
        level: Level = Level.MUST,
        start: int = 0,
        lane: str = "",
        database: ExampleDatabase | None = None,
        told: Callable[[Tally], None] = _nothing,
        tally: Tally | None = None,
        enough: Callable[[Tally], bool] = _never,
    ) -> None:
        self.probes, self.budget, self.level, self.start, self.lane = probes, budget, level, start, lane
        self.tally, self.told, self._enough = tally or Tally(), told, enough
        self._database, self._finds = database, Finds(database)
        self.tally.unsettled += [*self.tally.finds, *filter(None, [self.tally.chased])]
        self.tally.finds, self.tally.chased = [], None
        self.tally.mended, self.tally.stopped, self.tally.lost = [], "", ""
        self._known: set[str] = set()
        self._read: set[bytes] = set()
        self._chased = self._gone = ""
        self._probe = probes[0]
        self._seen_at = self._shrinks_before = 0
        self._since = 0.0
        self._share = -(-(budget.examples - self.tally.examples) // len(probes)) if budget.examples else ROUND
        self._turn = float("inf")
        self._end = real_monotonic() + budget.seconds if budget.seconds else float("inf")

    def run(self) -> Tally:
        """Hunt until the budget is spent, or nothing follows from the target's answers any more."""
        try:
            self.replay_known()
            while not self._is_spent():
                self._round(self.probes[self.tally.rounds % len(self.probes)])
                self.replay_known()
        except (InconclusiveError, TargetDownError) as error:
            self._gone = self._gone or str(error)
        self.tally.stopped = self._gone
        return self.tally

    def over(self) -> bool:
        """Whether the round is over; what is being shrunk is shrunk to its end."""
        return not self._chased and (real_monotonic() >= self._turn or self._is_spent())

    def _is_spent(self) -> bool:
        spent = bool(self._gone) or (bool(self.budget.examples) and self.tally.examples >= self.budget.examples)
        return spent or real_monotonic() >= self._end or self._enough(self.tally)

    def tried(self, behaviour: str, rules: Iterable[str] = ()) -> None:
        """Count one example."""
        if self._chased:
            self.tally.shrinks += 1
            if self.tally.chased and (real_monotonic() - self._since > LONGEST or self._enough(self.tally)):
                raise ShrunkEnough
        else:
            self.tally.examples += 1
        self.tally.behaviours[behaviour] += 1
        self.tally.rules.update(rules)
        self.told(self.tally)

    def broke(self, example: Json, breach: Breach) -> None:
        """Stop the round for a breach that is news; while one is shrunk, only for one of the same rule."""
        if self._is_softer(breach):
            self.tally.softer[breach.rule] += 1
        elif breach.rule not in self._known and self._chased in ("", breach.rule) and not self._gone:
            if not self._chased and self._lives_after(example, breach):
                self._chased, self._seen_at, self._shrinks_before = breach.rule, self.tally.examples, self.tally.shrinks
                self._since = real_monotonic()
            if self._chased:
                self._note_chased(example, breach)
                raise Disagreed(example, breach)

    def _note_chased(self, example: Json, breach: Breach) -> None:
        shrinks = self.tally.shrinks - self._shrinks_before
        find, best = Find(self._probe.name, example, breach, self._seen_at, shrinks), self.tally.chased
        if best is None or len(find.stored()) < len(best.stored()):
            self.tally.chased = find
            self.told(self.tally)

    def _lives_after(self, example: Json, breach: Breach) -> bool:
        """Whether the target is still there after an example that it did not answer cleanly; if not, the hunt ends."""
        if not breach.rule.endswith(".robustness"):
            return True
        try:
            self._probe.replay(example)
        except (InconclusiveError, TargetDownError) as error:
            self.tally.unsteady[breach.rule] += 1
            self._gone = self._said_last(error, example)
        return not self._gone

    def _said_last(self, error: Exception, example: Json) -> str:
        """Return what ended the hunt, with the example that was tried before."""
        return f"{error}; before that, `--replay {as_blob(self._probe.name, example)}` was tried"

    def replay_known(self) -> None:
        """Try again what was found before, or by somebody else, and this hunt has not seen."""
        for find in list(self.tally.unsettled):
            if self._try_again(find.stored(), find.probe, find.example, find.examples, find.shrinks):
                self.tally.unsettled.remove(find)
        for stored, name, example in self._finds:
            if not self._is_spent():
                self._try_again(stored, name, example)
        self._note_lost()

    def _note_lost(self) -> None:
        if self._finds.lost and not self.tally.lost:
            self.tally.lost = self._finds.lost
            self.told(self.tally)

    def _try_again(self, stored: bytes, name: str, example: Json, *numbers: int) -> bool:
        """Try one example again, once, and return whether it is settled; what is not stays where it is."""
        probe = next((probe for probe in self.probes if probe.name == name), None)
        if stored in self._read or probe is None:
            return False
        self._read.add(stored)
        try:
            breach = probe.replay(example)
        except (ValueError, InconclusiveError):
            return False
        if breach is None:
            self.tally.mended.append(stored)
            self._finds.forget(stored)
        elif breach.rule not in self._known and not self._is_softer(breach):
            self._keep(Find(name, example, breach, *numbers))
        return True

    def _is_softer(self, breach: Breach) -> bool:
        return list(Level).index(breach.level) > list(Level).index(self.level)

    def _round(self, probe: Probe) -> None:
        self._chased, self._probe = "", probe
        left = self.budget.examples - self.tally.examples if self.budget.examples else ROUND
        how = settings_of(max(FEWEST, min(ROUND, left, self._share)), self._database)
        if self.budget.seconds and len(self.probes) > 1:
            self._turn = real_monotonic() + self.budget.seconds / len(self.probes)
        start = seed_of(self.start, self.lane, probe.name, self.tally.rounds)
        self.tally.rounds += 1
        try:
            probe.explore(how, start, self)
        except Disagreed as found:
            self._found(probe, found)
        except ShrunkEnough:
            best = self.tally.chased
            assert best
            self._found(probe, Disagreed(best.example, best.breach))
        except Flaky:
            self._unsteady()
        except Unsatisfiable:
            pass  # every example of the round was passed over
        self._chased, self.tally.chased = "", None

    def _found(self, probe: Probe, found: Disagreed) -> None:
        """Keep a breach that comes again with fresh tokens."""
        rule, shrinks = self._chased, self.tally.shrinks - self._shrinks_before
        try:
            again = probe.replay(found.example)
        except (InconclusiveError, TargetDownError) as error:
            self.tally.unsteady[rule] += 1
            raise InconclusiveError(self._said_last(error, found.example)) from error
        if again is None:
            self._unsteady()
        else:
            self._keep(Find(probe.name, found.example, again, self._seen_at, shrinks))
            self._known.add(rule)

    def _unsteady(self) -> None:
        """Note what was seen once and not again; after three times it is hunted no more, or nothing else would be."""
        if not self._chased:  # no breach, but an example from which nothing followed, and then something did
            return
        self.tally.unsteady[self._chased] += 1
        if self.tally.unsteady[self._chased] > 2:
            self._known.add(self._chased)

    def _keep(self, find: Find) -> None:
        self._known.add(find.breach.rule)
        self._read.add(find.stored())
        self._finds.save(find)
        self.tally.finds.append(find)
        self.told(self.tally)
