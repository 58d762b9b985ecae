"""The probe that asks for logins."""

from dataclasses import dataclass

from hypothesis import given, seed, settings
from hypothesis.strategies import SearchStrategy

from harness.faults import Inapplicable
from harness.fuzz.asking.fewer import simpler
from harness.fuzz.asking.made import askings
from harness.fuzz.asking.trial import Trial, Tried
from harness.fuzz.asking.wish import Asking
from harness.fuzz.attempt import Attempt
from harness.fuzz.probe import Breach, Disagreed, Ear, Json
from harness.verdict.issuer.suite import IssuerSuite
from harness.verdict.stop import InconclusiveError

AGAIN = 3
"""How often requests at one moment are tried again until they are mixed up as before."""


@dataclass(frozen=True, slots=True)
class AskProbe:
    """Makes up examples by ``made`` and tries them by ``trial``."""

    made: SearchStrategy[Asking]
    trial: Trial
    name: str = "asks"

    def explore(self, how: settings, start: int, ear: Ear) -> None:
        """Ask made-up requests; see ``Probe``."""

        @seed(start)
        @how
        @given(self.made)
        def makes_tokens_for_who_is_signed_in_and_no_others(asking: Asking) -> None:
            if not ear.over():
                self._try(asking, ear)

        try:
            makes_tokens_for_who_is_signed_in_and_no_others()
        except Disagreed as found:
            raise self._fewest(found, ear) from None

    def _fewest(self, found: Disagreed, ear: Ear) -> Disagreed:
        """Return the disagreement with whatever can be left out of its example; Hypothesis shrinks what is left."""
        for less in simpler(Asking.from_json(found.example)):
            tried = self.trial.of(less)
            ear.tried(tried.behaviour, tried.rules)
            for breach in tried.breaches:
                if (breach.rule, breach.level) == (found.breach.rule, found.breach.level):
                    return self._fewest(Disagreed(less.as_json(breach.rule), breach), ear)
        return found

    def _try(self, asking: Asking, ear: Ear) -> None:
        try:
            tried = self.trial.of(asking)
        except Inapplicable:
            return
        ear.tried(tried.behaviour, tried.rules)
        for breach in tried.breaches:
            ear.broke(asking.as_json(breach.rule), breach)

    def replay(self, example: Json) -> Breach | None:
        """Ask again, and an honest request after it; see ``Probe``."""
        try:
            return self.attempt(example).breach
        except Inapplicable as error:
            raise InconclusiveError(str(error)) from error

    def attempt(self, example: Json) -> Attempt:
        """Ask again, and tell what came of it, whatever that is.

        Inapplicable where this app cannot be asked like that; InconclusiveError and ValueError as in ``replay``.
        """
        asking = Asking.from_json(example)
        tried = self.trial.of(asking)
        for _ in range(AGAIN if asking.together else 0):
            tried = tried if tried.breaches else self.trial.of(asking)
        breach = told_first(tried, asking.rule)
        self.trial.suite.check_twin()
        return Attempt(breach, breach.observed if breach else tried.behaviour)

    def told(self, example: Json) -> list[str]:
        """Return the requests of ``example`` in words."""
        return Asking.from_json(example).told()


def told_first(tried: Tried, rule: str) -> Breach | None:
    """Return the breach of ``rule``, or else the firmest one."""
    return next((one for one in tried.breaches if one.rule == rule), next(iter(tried.breaches), None))


def asks_probe(suite: IssuerSuite) -> AskProbe:
    """Return what asks the app of ``suite`` for logins."""
    return AskProbe(askings(suite), Trial(suite))
