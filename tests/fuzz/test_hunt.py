"""The hunt: rounds, budgets, one finding a rule, shrunk and tried again, kept and forgotten."""

from collections.abc import Callable

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from hypothesis.database import InMemoryExampleDatabase

from harness.contract.words import Level
from harness.fuzz.finds import Find, Finds, Within, digest
from harness.fuzz.hunt import ROUND, Hunt
from harness.fuzz.probe import Breach, Ear, Json
from harness.fuzz.tally import Budget, Tally
from harness.suite.fuzzing.tallies import as_json, from_json, together
from harness.verdict.stop import InconclusiveError

Wrong = Callable[[int], str]


class Numbers:
    """Makes up numbers; ``wrong`` names the rule that a number breaks, "" for none, softly after a question mark."""

    name = "numbers"

    def __init__(self, wrong: Wrong) -> None:
        self.wrong, self.seeds = wrong, list[int]()

    def breach(self, number: int) -> Breach | None:
        rule = self.wrong(number)
        level = Level.SHOULD if rule.endswith("?") else Level.MUST
        return Breach(rule.rstrip("?"), level, f"{number} is wrong", "right", "wrong") if rule else None

    def explore(self, how: settings, start: int, ear: Ear) -> None:
        self.seeds.append(start)

        @seed(start)
        @how
        @given(st.integers(0, 1000))
        def tried(number: int) -> None:
            if ear.over():
                return
            breach = self.breach(number)
            ear.tried(str(number % 10), ["r.numbers"])
            if breach:
                ear.broke(number, breach)

        tried()

    def replay(self, example: Json) -> Breach | None:
        if not isinstance(example, int):
            raise ValueError("no number")  # noqa: TRY004
        return self.breach(example)

    def told(self, example: Json) -> list[str]:
        return [str(example)]


def test_a_sound_target_gets_its_whole_budget_and_no_finding() -> None:
    tally = Hunt([Numbers(lambda number: "")], Budget(700)).run()
    assert tally.examples == 700
    assert not tally.finds
    assert tally.rules["r.numbers"] == 700
    assert tally.rounds >= 700 // ROUND


def test_each_rule_is_found_once_by_its_smallest_example() -> None:
    def wrong(number: int) -> str:
        return "r.large" if number >= 500 else "r.odd" if number % 2 and number > 20 else ""

    tally = Hunt([Numbers(wrong)], Budget(2000)).run()
    found = {find.breach.rule: find.example for find in tally.finds}
    assert found == {"r.large": 500, "r.odd": 21}


def test_a_shrunk_example_keeps_its_rule() -> None:
    """What breaks another rule further down is not reported for the first, though it is smaller."""
    tally = Hunt([Numbers(lambda n: "r.b" if n >= 100 else "r.a" if n >= 5 else "")], Budget(3000), start=3).run()
    assert {find.breach.rule: find.example for find in tally.finds} == {"r.b": 100, "r.a": 5}


def test_what_is_softer_than_asked_is_counted_and_not_reported() -> None:
    probe = Numbers(lambda number: "r.soft?" if number > 10 else "")
    tally = Hunt([probe], Budget(300)).run()
    assert not tally.finds
    assert tally.softer["r.soft"] > 100
    assert [find.example for find in Hunt([probe], Budget(300), level=Level.SHOULD).run().finds] == [11]


def test_what_does_not_come_again_is_unsteady_and_the_hunt_goes_on() -> None:
    seen: list[int] = []

    def wrong(number: int) -> str:
        seen.append(number)
        return "r.once" if number > 900 and seen.count(number) == 1 else ""

    tally = Hunt([Numbers(wrong)], Budget(2000)).run()
    assert not tally.finds
    assert tally.unsteady["r.once"] >= 1
    assert tally.examples >= 2000


def test_a_hunt_ends_with_its_seconds_or_where_enough_was_found() -> None:
    assert Hunt([Numbers(lambda number: "")], Budget(seconds=0.3)).run().examples > 0
    probe = Numbers(lambda number: "r.any" if number > 3 else "")
    tally = Hunt([probe], Budget(10_000), enough=lambda tally: bool(tally.finds)).run()
    assert tally.examples < 1000


def test_what_takes_long_to_shrink_is_told_as_small_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.fuzz.hunt.LONGEST", -1.0)
    tally = Hunt([Numbers(lambda number: "r.large" if number >= 500 else "")], Budget(500)).run()
    assert [find.breach.rule for find in tally.finds] == ["r.large"]
    assert tally.finds[0].shrinks <= 2


def test_a_target_that_is_gone_stops_the_hunt_with_the_reason() -> None:
    def wrong(number: int) -> str:
        raise InconclusiveError("the target is gone")

    tally = Hunt([Numbers(wrong)], Budget(1000)).run()
    assert tally.stopped == "the target is gone"


def test_lanes_and_rounds_make_up_other_examples_and_the_same_seed_the_same() -> None:
    first, same, other = (Numbers(lambda number: "") for _ in range(3))
    Hunt([first], Budget(1500), start=7, lane="1").run()
    Hunt([same], Budget(1500), start=7, lane="1").run()
    Hunt([other], Budget(1500), start=7, lane="2").run()
    assert first.seeds == same.seeds
    assert len(set(first.seeds)) == len(first.seeds)
    assert not set(first.seeds) & set(other.seeds)


def test_what_was_found_is_tried_first_by_the_next_hunt_and_forgotten_when_it_is_mended() -> None:
    database = InMemoryExampleDatabase()
    broken = Numbers(lambda number: "r.large" if number >= 500 else "")
    Hunt([broken], Budget(1000), database=database).run()
    again = Hunt([broken], Budget(1), database=database).run()
    assert [(find.example, find.examples) for find in again.finds] == [(500, 0)]
    mended = Hunt([Numbers(lambda number: "")], Budget(1), database=database).run()
    assert len(mended.mended) == 1
    assert not list(Finds(database))


def test_what_another_hunt_finds_meanwhile_is_taken_over_between_two_rounds() -> None:
    database = InMemoryExampleDatabase()
    probe = Numbers(lambda number: "r.rare" if number == 777 else "")
    hunt = Hunt([probe], Budget(1), database=database)
    Finds(database).save(Find("numbers", 777, Breach("r.rare", Level.MUST, "", "", "")))
    hunt.replay_known()
    assert [find.example for find in hunt.tally.finds] == [777]


def test_what_cannot_be_read_in_a_database_is_passed_over() -> None:
    database = InMemoryExampleDatabase()
    for stored in (b"\xff", b"[]", b'{"probe": "numbers", "example": "x"}', b'{"probe": "others", "example": 1}'):
        database.save(b"finds", stored)
    tally = Hunt([Numbers(lambda number: "")], Budget(10), database=database).run()
    assert tally.examples == 10
    assert not tally.finds


def test_targets_do_not_share_examples_in_one_database() -> None:
    whole = InMemoryExampleDatabase()
    one, other = Within(whole, digest("one")), Within(whole, digest("other"))
    one.save(b"key", b"value")
    assert set(one.fetch(b"key")) == {b"value"}
    assert not set(other.fetch(b"key"))
    one.delete(b"key", b"value")
    assert not set(one.fetch(b"key"))


def test_tallies_travel_and_come_together() -> None:
    wrong = Numbers(lambda number: "r.large" if number >= 500 else "")
    one, other = (Hunt([wrong], Budget(600), lane=lane).run() for lane in "12")
    again = from_json(as_json(one))
    assert (again.examples, again.behaviours, again.finds) == (one.examples, one.behaviours, one.finds)
    whole = together([again, other, Tally(stopped="gone")])
    assert whole.examples == one.examples + other.examples
    assert [find.breach.rule for find in whole.finds] == ["r.large"]
    assert whole.stopped == "gone"
