"""Public strategies: they compose, they make what they say, and they shrink to the fewest deviations."""

import json
from typing import Any

import pytest
from hypothesis import find, given, settings
from hypothesis import strategies as st

from harness.contract.words import Kind, Level, Rule
from harness.fuzz import strategies
from harness.fuzz.moves import Source, moves
from harness.fuzz.strategies import (
    addresses,
    claim_objects,
    deviating_drafts,
    header_objects,
    hostile_json,
    near_misses,
    recipes,
    redirect_paths,
    valid_drafts,
)
from harness.judge import CurrentPolicy, judge_current
from harness.tokens import Draft, current
from tests.fuzz.test_recipes import SCENE

POLICY = CurrentPolicy()
QUIET = settings(max_examples=2000, deadline=None, database=None, derandomize=True)


def rules(draft: Draft) -> frozenset[Rule]:
    return judge_current(draft.wire(), SCENE.app, "abc123", SCENE.now, POLICY).rules


@given(valid_drafts(SCENE, firmest=Level.MAY))
@settings(max_examples=200, deadline=None)
def test_valid_drafts_are_accepted(draft: Draft) -> None:
    assert not rules(draft)


@pytest.mark.parametrize("source", list(Source))
def test_drafts_shrink_to_one_deviation(source: Source) -> None:
    found = find(
        recipes(Kind.CURRENT, 5, source, least=1), lambda one: Rule.EXPIRY in rules(one.draft(SCENE)), settings=QUIET
    )
    assert len(found.steps) == 1


def test_two_deviations_are_kept_where_it_takes_two() -> None:
    made = recipes(Kind.CURRENT, 5, Source.MADE_UP)
    found = find(made, lambda one: rules(one.draft(SCENE)) > {Rule.AUDIENCE}, settings=QUIET)
    assert len(found.steps) == 2


def test_a_scene_may_be_made_for_each_example() -> None:
    made = iter(range(10**9))

    def scene() -> Any:
        next(made)
        return SCENE

    @given(deviating_drafts(scene, most=1))
    @settings(max_examples=20, deadline=None, database=None)
    def used(draft: Draft) -> None:
        assert draft.scene.now == SCENE.now

    used()
    assert next(made) >= 20


def test_made_up_steps_reach_every_stage_of_the_judge() -> None:
    seen: set[str] = set()

    @given(recipes(Kind.CURRENT, 1, Source.MADE_UP, least=1))
    @settings(max_examples=3000, deadline=None, database=None, derandomize=True)
    def presented(recipe: Any) -> None:
        judged = judge_current(recipe.draft(SCENE).wire(), SCENE.app, "abc123", SCENE.now, POLICY)
        seen.update(one.code for one in judged.reasons)

    presented()
    assert seen >= {
        "not-compact", "header-encoding", "payload-encoding", "signature-encoding", "header-json", "payload-json",
        "crit",
        "alg-none", "alg-missing", "alg-other", "mac", "mac-key", "mac-header-key", "mac-length", "aud", "exp-passed",
        "exp-missing", "iss-current", "operation-current", "store-current", "customer-claim", "application", "version",
    }  # fmt: skip


@given(near_misses(current(SCENE).wire()))
@settings(deadline=None)
def test_near_misses_are_other_texts(wire: str) -> None:
    assert wire != current(SCENE).wire()


@given(st.tuples(header_objects(), claim_objects(), claim_objects(Kind.LOGIN), hostile_json()))
@settings(deadline=None)
def test_headers_claims_and_hostile_values_are_json(values: Any) -> None:
    assert json.loads(json.dumps(values)) == [*values]


@given(st.tuples(redirect_paths(), addresses()))
def test_paths_and_addresses_are_texts(pair: tuple[str, str]) -> None:
    assert all(isinstance(one, str) for one in pair)


def test_what_is_public_is_there() -> None:
    assert all(hasattr(strategies, name) for name in strategies.__all__)
    assert moves(Kind.CURRENT) is moves(Kind.CURRENT)
