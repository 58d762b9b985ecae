"""Recipes: the same token again anywhere, whatever stands in them, and no secret in what is stored."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.contract.words import Kind
from harness.faults import Inapplicable
from harness.fuzz.blob import as_blob, from_blob
from harness.fuzz.keyring import KEYS, OWN
from harness.fuzz.moves import Source
from harness.fuzz.placeholders import filled
from harness.fuzz.recipe import Recipe
from harness.fuzz.rewriting import HOW, put_twice, rewritten, tampered
from harness.fuzz.steps import Claim, Deviate, Drop, Forge, Header, Rewrite, Sign, Tamper, Twice, step_from_json
from harness.fuzz.strategies import presentations, recipes
from harness.judge import CurrentPolicy, judge_current
from harness.tokens import App, Customer, Scene, Store, current

APP = App("r3clientid0000000000000000000000", "s3cr3t-S3cr3t-s3cr3t-S3cr3t-s3cr3t-S3cr3t")
SCENE = Scene(
    APP, Store("abc123"), Customer(4927, "alice@example.com"), 1_789_000_000, "a-jti", Customer(4928, "bob@example.com")
)
KINDS = st.sampled_from((Kind.CURRENT, Kind.LOGIN))
ANY = KINDS.flatmap(lambda kind: recipes(kind, 3, Source.BOTH))


def written(recipe: Recipe) -> str:
    return recipe.draft(SCENE).wire()


@given(ANY)
@settings(max_examples=300, deadline=None)
def test_a_recipe_that_was_stored_makes_the_same_token(recipe: Recipe) -> None:
    text = json.dumps(recipe.as_json())
    again = Recipe.from_json(json.loads(text))
    assert again == recipe
    assert APP.client_secret not in text
    assert written(again) == written(recipe)


@given(presentations(Kind.CURRENT, Source.MADE_UP, ("HS512", "HS256"), ("", "query", "resource")))
@settings(max_examples=50, deadline=None)
def test_a_recipe_goes_into_one_word_and_comes_out_of_it(batch: tuple[Recipe, ...]) -> None:
    for recipe in batch:
        blob = as_blob("tokens", recipe.as_json())
        assert from_blob(blob) == ("tokens", recipe.as_json())
        assert blob.split() == [blob]
        assert recipe.told()


@pytest.mark.parametrize("blob", ["", "ta1-", "ta1-x", "ta2-eJw", as_blob("tokens", {})[:-4], "ta1-" + "A" * 40])
def test_what_is_no_blob_is_told(blob: str) -> None:
    with pytest.raises(ValueError, match="example"):
        from_blob(blob)


@pytest.mark.parametrize(
    "data",
    [
        {}, [], None, {"kind": "current"}, {**Recipe(Kind.CURRENT).as_json(), "before": "whoever"},
        {**Recipe(Kind.CURRENT).as_json(), "steps": [["nonsense"]]}, {**Recipe(Kind.CURRENT).as_json(), "kind": "none"},
        {**Recipe(Kind.CURRENT).as_json(), "steps": [["drop"]]}, {**Recipe(Kind.CURRENT).as_json(), "steps": ["drop"]},
    ],
)  # fmt: skip
def test_what_is_no_recipe_is_told(data: object) -> None:
    with pytest.raises(ValueError, match="."):
        Recipe.from_json(data)


def test_a_step_that_cannot_be_taken_leaves_the_token_as_it_is() -> None:
    plain = written(Recipe(Kind.CURRENT))
    assert written(Recipe(Kind.CURRENT, (Drop("nothing.there"), Deviate("jti.missing")))) == plain


def test_each_step_does_what_it_says() -> None:
    policy, app = CurrentPolicy(), SCENE.app

    def codes(*steps: object) -> list[str]:
        wire = Recipe(Kind.CURRENT, steps).draft(SCENE).wire()  # type: ignore[arg-type]
        return [one.code for one in judge_current(wire, app, "abc123", SCENE.now, policy).reasons]

    assert codes() == []
    assert codes(Claim("aud", "{other_client_id}")) == ["aud"]
    assert codes(Claim("exp", {"$now": -400})) == ["exp-passed"]
    assert codes(Claim("exp", {"$ms": 0})) == ["exp-far"]
    assert codes(Claim("customer.id", "{other_id}")) == []
    assert codes(Drop("customer.id")) == ["customer-id-missing"]
    assert codes(Header("crit", ["exp"])) == ["crit"]
    assert codes(Sign("nothing", "HS512")) == ["mac-key"]
    assert codes(Forge({"alg": "none"}, OWN, "")) == ["alg-none"]
    assert codes(Forge({"kid": "{client_id}"}, "the kid", "HS512")) == ["mac-header-key"]
    assert codes(Rewrite("TOKEN", "append", 0, ".")) == ["not-compact"]
    assert codes(Twice("aud", "x", "last")) == ["payload-json"]
    assert codes(Tamper("customer.id", 1)) == ["mac"]


@pytest.mark.parametrize("name", [OWN, *KEYS])
def test_every_key_of_the_ring_signs(name: str) -> None:
    Recipe(Kind.CURRENT, (Sign(name, "HS256"),)).draft(SCENE).wire()


@given(
    st.text(max_size=20) | st.binary(max_size=20),
    st.sampled_from(tuple(HOW)),
    st.integers(-50, 50),
    st.text(max_size=3),
)
def test_any_text_and_any_bytes_can_be_edited_in_any_way(found: str | bytes, how: str, at: int, text: str) -> None:
    assert type(rewritten(found, how, at, text)) is type(found)


def test_placeholders_are_filled_however_deep_and_others_left() -> None:
    value = {"{client_id}": ["{id}", "x{id}", "{other_email|upper}", "{nobody}", {"$now": 5}, {"$now": 5, "more": 1}]}
    assert filled(value, SCENE) == {
        APP.client_id: [4927, "x4927", "BOB@EXAMPLE.COM", "{nobody}", SCENE.now + 5, {"$now": 5, "more": 1}]
    }


def test_duplicates_and_tampering_leave_what_they_do_not_know() -> None:
    assert put_twice(b"[1]", "aud", 1, "first") == b"[1]"
    assert put_twice(b'{"a":1}', "a", 2, "last") == b'{"a":1,"a":2}'
    assert tampered("no token", "aud", 1) == "no token"
    wire = current(SCENE).wire()
    assert tampered(wire, "aud", "x") != wire
    assert tampered(wire, "aud", "x").rpartition(".")[2] == wire.rpartition(".")[2]


def test_a_token_that_cannot_be_written_is_said_to_be_inapplicable() -> None:
    deep: object = 0
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(Inapplicable):
        Recipe(Kind.CURRENT).written(current(SCENE).claim(deep=deep))


def test_a_step_names_what_is_wrong_with_it() -> None:
    with pytest.raises(ValueError, match="a step starts with"):
        step_from_json({"drop": "aud"})
