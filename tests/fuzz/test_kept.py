"""The file of kept examples: what is written is read back, and what a person got wrong is told by its place."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.contract.words import Answer, Expect, Kind, Level
from harness.faults import Inapplicable
from harness.fuzz.attempt import Look, fit, settle
from harness.fuzz.flows.recording import FlowProbe, Taken
from harness.fuzz.moves import Source
from harness.fuzz.probe import Breach
from harness.fuzz.recipe import Recipe
from harness.fuzz.steps import Claim, Drop, Sign, Step
from harness.fuzz.strategies import recipes
from harness.fuzz.verifier.presenting import Presented
from harness.judge import CurrentPolicy, judge_current
from harness.suite.kept import Kept, Verb, kept_file, name_of
from harness.suite.kept_reading import kept_for, read
from harness.suite.kept_text import entry, head
from harness.suite.planning import plan_of
from harness.suite.resuming import likeness
from harness.targets.errors import TargetError
from harness.tokens import current
from harness.verdict.stop import InconclusiveError
from tests.fuzz.test_recipes import SCENE

ROOT = Path(__file__).resolve().parents[2]
PATH = Path("app.kept.toml")
RECIPE = Recipe(Kind.CURRENT, (Drop("aud"),))
ONE = Kept("one", "verifier.audience", Level.MUST, Verb.REFUSES, "Refuses it", "2026-11-28", "tokens", RECIPE.as_json())
TEXT = head("app.toml", "verifier") + entry(ONE, RECIPE.told(), "it was accepted")
ANYTHING = st.text(st.characters(exclude_categories=())).filter(str.strip)


@given(recipes(Kind.CURRENT, 3, Source.BOTH), ANYTHING, ANYTHING)
@settings(max_examples=150, deadline=None)
def test_whatever_stands_in_an_example_is_read_as_it_was_written(recipe: Recipe, seen: str, title: str) -> None:
    other = replace(ONE, name="zwei-ß", title=title, example=json.loads(json.dumps(recipe.as_json())))
    text = TEXT + entry(other, recipe.told(), seen)
    text.encode()
    assert "'''" not in json.dumps(other.example).replace("'", "\\u0027")
    if other.same != ONE.same:
        found = read(text, PATH, "verifier")
        assert [(one.name, one.example) for one in found] == [("one", ONE.example), ("zwei-ß", other.example)]
        assert Kept.from_json(json.loads(json.dumps(found[0].as_json()))) == ONE


@given(ANYTHING)
def test_what_is_made_a_name_is_one(text: str) -> None:
    assert name_of(name_of(text)) == name_of(text)
    assert not {" ", "[", "]", "\n", '"', "."} & set(name_of(text))


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ("[kept.one]", "[kept.one", "app.kept.toml is not TOML"),
        ('schema = "tokenassay/kept/1"', 'schema = "2"', "app.kept.toml: schema is '2'"),
        ('role = "verifier"', 'role = "storefront"', "app.kept.toml: role is 'storefront', and the target file beside"),
        ('role = "verifier"', 'role = "verifier"\nrules = 1', "app.kept.toml: rules is unknown"),
        ("[kept.one]", '[kept."One two"]', "kept.One two: a name is .*; call it one-two"),
        ("[kept.one]", '[kept."!"]', "kept.!: a name is"),
        ("[kept.one]", "[[kept.one]]", "kept.one has to be a table"),
        ("verifier.audience", "verifier.audiences", "kept.one.rule is 'verifier.audiences'; did you mean verifier.aud"),
        ("verifier.audience", "storefront.login", "kept.one.rule is 'storefront.login'"),
        ('"must"', '"most"', "kept.one.level is 'most'; did you mean must"),
        ('"refuses"', '"denies"', "kept.one.verb is 'denies'; there are refuses, accepts"),
        ('"Refuses it"', '" "', "kept.one.title is ' ', and has to be a text"),
        ("title = ", "titel = ", "kept.one.titel is unknown; did you mean title"),
        ('level = "must"\n', "", "kept.one.level is missing"),
        ("2026-11-28", '"2026-11-28"', "kept.one.found is 2026-11-28, and has to be a day"),
        ("2026-11-28", "2026-11-28T10:00:00", "kept.one.found is"),
        ('["drop", "aud"]', '["drop", "aud"', "kept.one.example is not JSON"),
        ('["drop", "aud"]', '["drip", "aud"]', "kept.one.example: .*is no step"),
        ('["drop", "aud"]', '["drop", 5]', "kept.one.example: the step 'drop': path is 5, and has to be of"),
        ('["drop", "aud"]', '["deviate", "audience.another"]', "kept.one.example: .*there is no deviation 'aud"),
        ('["drop", "aud"]', '["deviate", "jti.missing"]', "kept.one.example: it has the deviation jti.missing"),
        ('["drop", "aud"]', '["rewrite", "TOKEN", "bend", 0, ""]', "kept.one.example: .*nothing is edited by 'bend'"),
        ('["drop", "aud"]', '["rewrite", "SIDE", "cut", 0, ""]', "kept.one.example: .*there is no stage 'SIDE'"),
        ('"current"', '"login"', "kept.one.example: it is of a login token, which no verifier is shown"),
    ],
)  # fmt: skip
def test_what_is_amiss_is_told_by_its_place(was: str, now: str, said: str) -> None:
    assert was in TEXT
    with pytest.raises(TargetError, match=said):
        read(TEXT.replace(was, now), PATH, "verifier")


def test_one_example_is_kept_once() -> None:
    twice = TEXT + entry(replace(ONE, name="two"), RECIPE.told(), "")
    with pytest.raises(TargetError, match=r"kept\.two\.example is that of kept\.one"):
        read(twice, PATH, "verifier")


def test_what_is_kept_tells_one_run_from_another(tmp_path: Path) -> None:
    target = tmp_path / "app.toml"
    target.write_bytes((ROOT / "fixtures" / "targets" / "broken-app.toml").read_bytes())
    seen = []
    for text in ("", TEXT, TEXT.replace("must", "may")):
        if text:
            kept_file(str(target)).write_text(text, "utf-8")
        plan = plan_of((str(target),), "", "observed", strict=False, browser=False)
        seen.append((likeness(str(target), "observed", 0, strict=False), plan.targets[0].content))
    assert len({run for run, _ in seen}) == len({content for _, content in seen}) == 3
    assert [one.id for one in kept_for(str(target), "verifier")] == ["verifier.audience.refuses[kept.one]"]


def presented(*steps: Step, beside: str = "") -> Presented:
    recipe, twin = Recipe(Kind.CURRENT, steps, beside=beside), current(SCENE)
    draft, wire = recipe.written(twin)
    judged = judge_current(wire, SCENE.app, SCENE.store.hash, SCENE.now, CurrentPolicy())
    return Presented(recipe, draft, wire, judged, None, SCENE.now)  # type: ignore[arg-type]


YES, NO = Look(Answer.ACCEPTED, "yes"), Look(Answer.REFUSED, "no")


def test_an_answer_is_right_only_to_what_was_put_to_the_test() -> None:
    settle(presented(Drop("aud")), NO, Expect.REFUSED)
    settle(presented(Claim("more", 1)), YES, Expect.ACCEPTED)
    settle(presented(Drop("aud")), NO, None)
    settle(presented(beside="query"), YES, Expect.REFUSED)


@pytest.mark.parametrize(
    ("shown", "look", "expect", "ending", "said"),
    [
        (presented(Sign("no such key", "HS512")), NO, None, Inapplicable, "be done here: signs with no such key"),
        (presented(Drop("aud")), replace(NO, unsure="the clock"), None, InconclusiveError, "the clock"),
        (presented(Drop("aud")), YES, None, InconclusiveError, "nobody can be sure from outside that there is no aud"),
        (presented(Claim("more", 1)), YES, Expect.REFUSED, Inapplicable, "nothing is wrong with this token here"),
        (presented(Drop("aud")), NO, Expect.ACCEPTED, Inapplicable, "not valid here: there is no aud"),
        (presented(beside="query"), replace(YES, knows=False), None, Inapplicable, "whom the target believed"),
    ],
)  # fmt: skip
def test_an_answer_that_proves_nothing_ends_otherwise(
    shown: Presented, look: Look, expect: Expect | None, ending: type[Exception], said: str
) -> None:
    with pytest.raises(ending, match=said):
        settle(shown, look, expect)


def test_what_a_recipe_asks_for_has_to_be_there() -> None:
    fit(replace(RECIPE, algorithm="HS256", beside="query"), ("HS256",), ("", "query"))
    with pytest.raises(Inapplicable, match="no tokens under HS256"):
        fit(replace(RECIPE, algorithm="HS256"), ("HS512",), ("",))
    with pytest.raises(Inapplicable, match="nothing for this: form"):
        fit(replace(RECIPE, beside="form"), ("HS512",), ("", "query"))


class Walk:
    """A flow through a target that does not let anybody rest."""

    def take(self, name: str, arguments: Mapping[str, Any]) -> Taken:
        match name, arguments["n"]:
            case "rest", _:
                return Taken("nobody may rest here")
            case _, n:
                return Taken("", ("storefront.login",), BREACH if (1, 2, 13)[n] == 13 else None)

    def close(self) -> None:
        """Leave nothing behind."""


BREACH = Breach("storefront.login", Level.MUST, "it fell", "a walk", "a fall")
NUMBER = {"n": (0, 1, 2)}
WALKS = FlowProbe(
    Walk, {"walk": NUMBER, "rest": NUMBER}, {"walk": "walks {n}", "rest": "rests {n}", "fly": "flies {n}"}
)


def test_a_flow_is_taken_again_to_its_end() -> None:
    assert WALKS.attempt([["walk", {"n": 0}], ["walk", {"n": 1}]]).breach is None
    assert WALKS.attempt([["walk", {"n": 0}], ["walk", {"n": 2}]]).breach == BREACH
    for flow, ending, said in (
        ([["walk", {"n": 0}], ["rest", {"n": 0}]], Inapplicable, "rests 0: nobody may rest here"),
        ([["fly", {"n": 0}]], Inapplicable, "nothing for the step fly"),
        ([["wlk", {"n": 0}]], ValueError, "is no step here"),
        ([["walk", {}]], ValueError, "is no step here"),
        ({}, ValueError, "a list of steps"),
    ):
        with pytest.raises(ending, match=re.escape(said)):
            WALKS.attempt(flow)
    with pytest.raises(ValueError, match="is no step here"):
        WALKS.told([["wlk", {"n": 0}]])
