"""Made-up inputs: the smallest one that fails is told, the rule that it breaks is blamed, and a seed brings it back."""

from pathlib import Path

import pytest
from hypothesis import strategies as st

from harness.fuzz.issuing import customer_ids, hostile_paths, own_paths
from harness.fuzz.properties import EXAMPLES, for_all
from harness.judge.redirect import is_own_path
from harness.verdict.stop import Broken, InconclusiveError, NotApplicableError
from scenarios.issuer import customer, redirect
from tests.issuer.trying import met, within


def tried(strategy: st.SearchStrategy[int], seed: int) -> list[int]:
    seen: list[int] = []
    for_all(strategy, seen.append, seed)
    return seen


def test_a_seed_makes_up_the_same_inputs_and_another_one_others() -> None:
    numbers = st.integers(0, 10**9)
    first, again, other = tried(numbers, 1), tried(numbers, 1), tried(numbers, 2)
    assert first == again
    assert first != other
    assert 10 < len(first) <= EXAMPLES + 5


def test_the_smallest_input_that_fails_is_what_is_told() -> None:
    def holds(number: int) -> None:
        if number >= 1000:
            raise Broken(f"{number} is too much", "issuer.customer")

    with pytest.raises(Broken, match="1000 is too much") as caught:
        for_all(st.integers(0, 10**6), holds, 0)
    assert caught.value.rule == "issuer.customer"


@pytest.mark.parametrize("ending", [InconclusiveError("down"), NotApplicableError("no {return_to}")])
def test_other_endings_come_through_as_they_are(ending: Exception) -> None:
    def holds(number: int) -> None:
        raise ending

    with pytest.raises(type(ending), match=str(ending)):
        for_all(st.integers(), holds, 0)


def test_what_fails_once_and_never_again_is_inconclusive() -> None:
    seen: list[int] = []

    def holds(number: int) -> None:
        seen.append(number)
        if len(seen) == 5:
            raise Broken("once")

    with pytest.raises(InconclusiveError, match="failed once, and not when it was tried again"):
        for_all(st.integers(0, 10**9), holds, 0)


def test_paths_are_what_they_are_meant_to_be() -> None:
    own, hostile = [], []
    for_all(own_paths(), own.append, 3)
    for_all(hostile_paths(), hostile.append, 3)
    assert all(path.startswith("/") for path in own)
    assert len({path for path in own if is_own_path(path)}) > EXAMPLES / 2
    assert any("?" in path for path in own)
    assert any("#" in path for path in own)
    assert not any(path.startswith("/") and path[1:2].isalnum() for path in hostile)
    assert len(set(hostile)) > 20


def test_ids_reach_the_edges_of_number_types() -> None:
    found: list[int] = []
    for_all(customer_ids(), found.append, 1, examples=300)
    assert min(found) >= 1
    assert max(found) <= 2**31 - 1
    assert {2**31 - 1, 2**16} & set(found)


def test_a_customer_whose_id_is_cut_is_the_smallest_one(tmp_path: Path) -> None:
    with met(tmp_path, within("small-ids")) as one:
        records = [one.run(customer.mints_right_for_any_customer) for _ in range(2)]
    for record in records:
        assert (record.verdict, record.rule, record.level) == ("fail", "issuer.customer", "must")
        assert record.evidence["token"]["claims"]["customer_id"] == 0
        asked = [step["did"] for step in record.evidence["steps"] if step["did"].startswith("asked ")]
        assert asked[-1] == f"asked as customer {2**20}"
    assert records[0].reason == records[1].reason


def test_a_path_that_becomes_an_address_is_the_smallest_one(tmp_path: Path) -> None:
    with met(tmp_path, within("whole-address")) as one:
        record = one.run(redirect.mints_right_for_any_path)
    assert (record.verdict, record.rule, record.level) == ("fail", "issuer.redirect", "must")
    asked = [step["did"] for step in record.evidence["steps"] if step["did"].startswith("asked ")]
    assert asked[-1].endswith(("leads to '/?='", "leads to '/?&'"))
    assert record.evidence["token"]["claims"]["redirect_to"].endswith("/?=")


def test_an_app_that_breaks_on_some_paths_is_told_as_broken(tmp_path: Path) -> None:
    with met(tmp_path, within("breaks-on-unicode")) as one:
        record = one.run(redirect.mints_right_for_any_path)
    assert (record.verdict, record.rule, record.level) == ("fail", "issuer.robustness", "must")


def test_a_sound_app_is_sound_for_all_of_them(tmp_path: Path) -> None:
    with met(tmp_path, within()) as one:
        for scenario in (
            redirect.mints_right_for_any_path,
            redirect.keeps_any_hostile_path_out,
            customer.mints_right_for_any_customer,
        ):
            assert one.run(scenario).verdict == "pass"
