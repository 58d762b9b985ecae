"""Comparing two targets: nothing differs from itself, sides can be swapped, and the gravest comes first."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.contract.rules import rules
from harness.contract.words import Level, Standing, Verdict
from harness.verdict.parity import Difference, Means, Side, compare
from harness.verdict.records import Record

SEEN = ("accepted (302 to /account.php), signed in as 7", "refused (302 to /login.php), nobody signed in", "404", "")
RULES = ("storefront.replay", "storefront.login", "storefront.cookies", "headless.unheard-of")


def record(name: str, verdict: Verdict = Verdict.PASS, observed: str = "404", level: Level = Level.MUST) -> Record:
    return Record(name, "x", "storefront.replay", level, Standing.DOCUMENTED, verdict, "refused", observed)


RECORDS = st.builds(
    lambda name, rule, level, verdict, observed: replace(record(name, verdict, observed, level), rule=rule),
    st.sampled_from([f"storefront.replay.refuses[{number}]" for number in range(6)]),
    st.sampled_from(RULES),
    st.sampled_from(Level),
    st.sampled_from(Verdict),
    st.sampled_from(SEEN),
)
SIDES = st.builds(Side, st.just("a"), st.lists(RECORDS, unique_by=lambda one: one.id).map(tuple))


def swapped(one: Difference) -> Difference:
    return Difference(one.means, one.b, one.a)


@given(SIDES)
def test_nothing_differs_from_itself(side: Side) -> None:
    found = compare(side, side)
    undecided = [one for one in side.records if one.verdict in (Verdict.INCONCLUSIVE, Verdict.ERROR)]
    assert [one.a for one in found.differences] == sorted(
        undecided, key=lambda one: Difference(Means.SEEN, one, one).weight()
    )
    assert not found.differs
    assert found.agreed + found.neither + len(undecided) == len(side.records)


@given(SIDES, SIDES)
def test_swapping_the_sides_swaps_the_answer(a: Side, b: Side) -> None:
    there, back = compare(a, b), compare(b, a)
    assert there.differences == tuple(map(swapped, back.differences))
    assert (there.agreed, there.neither, there.differs, there.decided) == (
        back.agreed,
        back.neither,
        back.differs,
        back.decided,
    )


@given(SIDES, SIDES)
def test_every_scenario_is_told_of_once(a: Side, b: Side) -> None:
    found = compare(a, b)
    ids = {one.id for one in (*a.records, *b.records)}
    assert len({one.record.id for one in found.differences}) == len(found.differences)
    assert found.agreed + found.neither + len(found.differences) == len(ids)
    assert found.differs == any(
        one.a and one.b and one.a.verdict is not one.b.verdict for one in found.differences if one.means.judged
    )


@given(SIDES, SIDES)
def test_the_gravest_comes_first(a: Side, b: Side) -> None:
    places = [list(Means).index(one.means) for one in compare(a, b).differences]
    assert places == sorted(places)
    levels = [list(Level).index(one.record.level) for one in compare(a, b).having(Means.JUDGED)]
    assert levels == sorted(levels)


@pytest.mark.parametrize(
    ("ours", "theirs", "means"),
    [
        (record("x"), record("x"), None),
        (record("x", Verdict.PASS, SEEN[1]), record("x", Verdict.FAIL, SEEN[0]), Means.BELIEVES),
        (record("x", Verdict.PASS, SEEN[0]), record("x", Verdict.ADVISORY, SEEN[1], Level.MAY), Means.BELIEVES),
        (
            record("x", Verdict.PASS, SEEN[1], Level.SHOULD),
            record("x", Verdict.ADVISORY, SEEN[0], Level.SHOULD),
            Means.JUDGED,
        ),
        (record("x", Verdict.PASS, "404"), record("x", Verdict.FAIL, "200"), Means.JUDGED),
        (record("x"), record("x", Verdict.NOT_APPLICABLE), Means.APPLIES),
        (record("x", Verdict.NOT_APPLICABLE), record("x", Verdict.NOT_APPLICABLE, "else"), None),
        (record("x", observed="302 to /login.php"), record("x", observed="303 to /login.php"), Means.SEEN),
        (record("x"), record("x", Verdict.INCONCLUSIVE), Means.UNDECIDED),
        (record("x", Verdict.ERROR), record("x", Verdict.ERROR), Means.UNDECIDED),
    ],
)
def test_what_a_difference_means(ours: Record, theirs: Record, means: Means | None) -> None:
    found = compare(Side("a", (ours,)), Side("b", (theirs,)))
    assert [one.means for one in found.differences] == ([means] if means else [])


def test_a_scenario_that_only_one_has_is_applicable_to_one_alone() -> None:
    found = compare(Side("a", (record("x"), record("y"))), Side("b", (record("x"),)))
    assert [(one.means, one.b) for one in found.differences] == [(Means.APPLIES, None)]
    assert (found.agreed, found.differs, found.decided) == (1, False, True)


def test_each_sides_own_address_and_customers_are_no_difference() -> None:
    ours = record("x", observed="accepted (302 to http://127.0.0.1:1/a), signed in as 7")
    theirs = record("x", observed="accepted (302 to https://b.example/a), signed in as 8")
    a = Side("a", (ours,), (("http://127.0.0.1:1", ""), ("as 7", "as alice")))
    b = Side("b", (theirs,), (("https://b.example", ""), ("as 8", "as alice")))
    assert compare(a, b).agreed == 1
    assert compare(Side("a", (ours,)), b).having(Means.SEEN)


def test_an_id_that_begins_as_a_customers_is_another_customer() -> None:
    """Customer 1 here is customer 2 there; signed in as 12, or sent to port 80 instead of 8080, is something else."""
    a, b = (("as 1", "as customer 1"), ("http://127.0.0.1:80", "")), (("as 2", "as customer 1"),)
    for ours, theirs, alike in (
        ("signed in as 1", "signed in as 2", True),
        ("signed in as 12", "signed in as customer 12", False),
        ("302 to http://127.0.0.1:8080/a", "302 to 80/a", False),
    ):
        sides = Side("a", (record("x", observed=ours),), a), Side("b", (record("x", observed=theirs),), b)
        assert (compare(*sides).agreed == 1) == alike
    assert Side("a", (), a).seen(record("x", observed="signed in as 12")) == "signed in as 12"


def test_graver_rules_come_first_within_a_level() -> None:
    mild, grave = "storefront.cookies", "storefront.replay"
    assert rules()[grave].severity == "critical" != rules()[mild].severity
    pairs = [
        (replace(record(name), rule=rule), replace(record(name, Verdict.FAIL, "200"), rule=rule))
        for name, rule in (("a", mild), ("b", grave))
    ]
    found = compare(Side("a", tuple(one for one, _ in pairs)), Side("b", tuple(other for _, other in pairs)))
    assert [one.record.rule for one in found.differences] == [grave, mild]


def test_nothing_compared_is_nothing_decided() -> None:
    assert not compare(Side("a", ()), Side("b", ())).decided
    nowhere = (record("x", Verdict.NOT_APPLICABLE),)
    assert not compare(Side("a", nowhere), Side("b", nowhere)).decided
