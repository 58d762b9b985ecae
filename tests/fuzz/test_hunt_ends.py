"""Hunts that end early, and hunts that are gone on with."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from hypothesis.database import InMemoryExampleDatabase

from harness.contract.words import Level
from harness.fuzz.blob import as_blob, from_blob
from harness.fuzz.finds import Finds
from harness.fuzz.hunt import Hunt
from harness.fuzz.probe import Breach, Ear, Json
from harness.fuzz.tally import Budget, Tally
from harness.suite.fuzzing.tallies import as_json, dealt, from_json, together
from harness.targets.errors import TargetDownError
from harness.verdict.stop import InconclusiveError


@dataclass
class Mortal:
    """A target of numbers: ``deadly`` ones end it, ``wrong`` ones break a rule; dead it breaks on everything.

    A dead one cannot be told from one that breaks on a number until something that is valid is tried.
    """

    deadly: int = 1000
    wrong: int = 1000
    name: str = "numbers"
    gone: type[Exception] = InconclusiveError
    dead: bool = False
    tried: list[int] = field(default_factory=list)

    def breach(self, number: int) -> Breach | None:
        self.tried.append(number)
        self.dead = self.dead or number >= self.deadly
        rule = "r.robustness" if self.dead else "r.wrong" if number >= self.wrong else ""
        return Breach(rule, Level.MUST, f"{number} is wrong", "right", "wrong") if rule else None

    def explore(self, how: settings, start: int, ear: Ear) -> None:
        @seed(start)
        @how
        @given(st.integers(0, 999))
        def numbers(number: int) -> None:
            if ear.over():
                return
            breach = self.breach(number)
            ear.tried("number")
            if breach:
                ear.broke(number, breach)

        numbers()

    def replay(self, example: Json) -> Breach | None:
        breach = self.breach(example)
        if breach and self.dead:
            raise self.gone("what is valid is not accepted either")
        return breach

    def told(self, example: Json) -> list[str]:
        return [str(example)]


@pytest.mark.parametrize("gone", [InconclusiveError, TargetDownError])
def test_an_example_that_ends_the_target_ends_the_hunt_and_is_named(gone: type[Exception]) -> None:
    """Dead it breaks on anything: the smallest example then would be one that it never minded."""
    target = Mortal(deadly=700, gone=gone)
    tally = Hunt([target], Budget(5000)).run()
    assert not tally.finds
    assert tally.stopped.startswith("what is valid is not accepted either")
    blob = tally.stopped.partition("--replay ")[2].partition("`")[0]
    assert from_blob(blob)[1] >= 700
    assert tally.unsteady["r.robustness"] == 1
    first = next(place for place, number in enumerate(target.tried) if number >= 700)
    assert len(target.tried) == first + 2  # the example, and the same again; nothing after it


def test_a_target_that_is_gone_when_a_find_is_tried_again_ends_the_hunt_and_the_find_is_named() -> None:
    class Late(Mortal):
        def replay(self, example: Json) -> Breach | None:
            raise TargetDownError("connection refused")

    tally = Hunt([Late(wrong=500)], Budget(5000)).run()
    assert tally.stopped == f"connection refused; before that, `--replay {as_blob('numbers', 500)}` was tried"
    assert tally.unsteady["r.wrong"] == 1
    assert not tally.finds


def test_a_target_that_breaks_and_lives_on_is_hunted_on() -> None:
    class Lives(Mortal):
        def breach(self, number: int) -> Breach | None:
            broke = number >= 700
            return Breach("r.robustness", Level.MUST, "it broke", "right", "500") if broke else None

    tally = Hunt([Lives()], Budget(1500)).run()
    assert [find.example for find in tally.finds] == [700]
    assert (tally.examples, tally.stopped) == (1500, "")


def test_an_answer_that_tells_nothing_once_is_no_unsteady_rule() -> None:
    class Stutters(Mortal):
        stuttered = False

        def breach(self, number: int) -> Breach | None:
            if number > 500 and not self.stuttered:
                self.stuttered = True
                raise InconclusiveError("too many answers in a row tell nothing")
            return None

    tally = Hunt([Stutters()], Budget(600)).run()
    assert not tally.unsteady
    assert (tally.examples >= 600, tally.stopped) == (True, "")


def gone_on(tally: Tally, target: Mortal, budget: int = 10) -> Tally:
    """Go on with a hunt that ended, as from a file."""
    return Hunt([target], Budget(tally.examples + budget), tally=from_json(as_json(tally))).run()


def test_going_on_counts_on_and_tries_again_what_was_found_without_a_database() -> None:
    before = Hunt([Mortal(wrong=500)], Budget(1000)).run()
    after = gone_on(before, Mortal(wrong=500))
    assert after.examples == before.examples + 10
    assert after.rounds > before.rounds
    assert after.finds == before.finds
    assert [find.examples for find in after.finds] > [0]


def test_going_on_tells_what_is_mended_and_reports_it_no_more() -> None:
    before = Hunt([Mortal(wrong=500)], Budget(1000)).run()
    after = gone_on(before, Mortal())
    assert not after.finds
    assert after.mended == [before.finds[0].stored()]
    assert not gone_on(after, Mortal()).mended


def test_going_on_after_a_stop_is_not_stopped_for_ever() -> None:
    before = Hunt([Mortal(deadly=700)], Budget(5000)).run()
    assert before.stopped
    assert not gone_on(before, Mortal()).stopped


def test_a_stored_example_from_which_nothing_follows_stays_and_the_hunt_goes_on() -> None:
    database = InMemoryExampleDatabase()
    Hunt([Mortal(wrong=500)], Budget(1000), database=database).run()

    class Unsure(Mortal):
        def replay(self, example: Json) -> Breach | None:
            raise InconclusiveError("this cannot be carried here")

    tally = Hunt([Unsure()], Budget(20), database=database).run()
    assert (tally.examples, tally.stopped, tally.mended) == (20, "", [])
    assert len(list(Finds(database))) == 1


def test_what_is_being_shrunk_when_somebody_stops_the_hunt_is_not_lost() -> None:
    class Stopped(Mortal):
        def breach(self, number: int) -> Breach | None:
            if self.tried and self.tried[-1] >= 500:
                raise KeyboardInterrupt
            return super().breach(number)

    hunt = Hunt([Stopped(wrong=500)], Budget(1000))
    with pytest.raises(KeyboardInterrupt):
        hunt.run()
    assert not hunt.tally.finds
    told = from_json(as_json(hunt.tally))
    (find,) = together([told]).finds
    assert (find.breach.rule, find.example) == ("r.wrong", hunt.probes[0].tried[-1])  # type: ignore[attr-defined]
    assert gone_on(told, Mortal(wrong=500)).finds[0].example == find.example


def test_nothing_is_chased_any_more_once_it_is_found_or_lost() -> None:
    assert Hunt([Mortal(wrong=500)], Budget(1000)).run().chased is None


def test_a_hunt_keeps_what_it_found_whatever_settings_its_user_has_loaded() -> None:
    """Hypothesis loads its profile `ci` by itself in continuous integration, and that one keeps nothing."""
    before, database = settings.get_current_profile_name(), InMemoryExampleDatabase()
    settings.register_profile("tokenassay-test", derandomize=True, database=None, max_examples=1, deadline=1)
    settings.load_profile("tokenassay-test")
    try:
        tally = Hunt([Mortal(wrong=500)], Budget(300), database=database).run()
    finally:
        settings.load_profile(before)
    assert [find.example for find in tally.finds] == [500]
    assert tally.examples == 300
    assert len(list(Finds(database))) == 1


def test_what_was_found_before_and_cannot_be_tried_now_waits_until_it_can() -> None:
    before = Hunt([Mortal(wrong=500)], Budget(1000)).run()

    class Unsure(Mortal):
        def replay(self, example: Json) -> Breach | None:
            raise InconclusiveError("nobody is there")

    meanwhile = gone_on(before, Unsure())
    assert not meanwhile.finds
    assert together([meanwhile]).unsettled == before.finds
    after = gone_on(meanwhile, Mortal(wrong=500))
    assert (after.finds, after.unsettled) == (before.finds, [])


def test_a_hunt_that_is_told_to_end_while_it_shrinks_tries_the_smallest_yet_again_and_keeps_it() -> None:
    target = Mortal(wrong=500)
    tally = Hunt([target], Budget(1000), enough=lambda tally: tally.shrinks == 3).run()
    assert tally.shrinks == 3
    assert [find.example for find in tally.finds] == [target.tried[-1]]


@pytest.mark.parametrize("budget", [Budget(60), Budget(seconds=1)])
def test_each_probe_has_its_turn_within_any_budget(budget: Budget) -> None:
    one, other = Mortal(name="one"), Mortal(name="other")
    Hunt([one, other], budget).run()
    assert len(one.tried) > 10
    assert len(other.tried) > 10


def test_fewer_lanes_take_over_what_others_did_and_new_ones_make_up_what_none_has_tried() -> None:
    hunts = {name: Hunt([Mortal(wrong=500)], Budget(300), lane=name).run() for name in ("1", "2")}
    before = {name: as_json(tally) for name, tally in hunts.items()}
    assert dealt(before, ["1", "2"]) == before
    alone = dealt(before, ["1"])
    taken = from_json(alone["1"])
    assert taken.examples == 600
    assert taken.rounds == sum(tally.rounds for tally in hunts.values())
    assert [find.breach.rule for find in taken.finds] == ["r.wrong"]
    more = dealt(alone, ["1", "2", "3"])
    assert more["1"] == alone["1"]
    assert more["2"] == more["3"] == {"rounds": taken.rounds}
