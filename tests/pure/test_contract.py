"""The profile and the rules are data with standing and source on every line, and bad profiles are told by key."""

from pathlib import Path

import pytest

from harness.contract.profile import ProfileError, load
from harness.contract.rules import fold, rules
from harness.contract.words import Kind, Role, Rule, Standing


def test_every_fact_has_standing_and_source() -> None:
    facts = load().facts
    assert len(facts) >= 70
    assert all(one.source and one.standing in Standing for one in facts.values())
    assert {one.standing for one in facts.values()} == set(Standing)


def test_every_claim_table_is_there() -> None:
    tables = load().claims
    assert set(tables) == set(Kind)
    assert all(row.source and row.meaning for rows in tables.values() for row in rows)


def test_assumed_and_contested_lines_are_not_firm() -> None:
    assert load().fact("login.window").firm
    assert not load().fact("login.head").firm
    assert not load().fact("login.redirect.form").firm


def test_two_profiles_ship() -> None:
    assert load().text("current.algorithm") == "HS512"
    assert load("documented").text("current.algorithm") == "HS256"
    assert load("documented").number("login.window") == load().number("login.window") == 30


def test_a_profile_of_ones_own_changes_its_lines_alone(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        'name = "mine"\n[facts]\n"login.window" = { value = 60, standing = "observed", source = "measured" }\n'
    )
    found = load(str(path))
    assert (found.name, found.number("login.window"), found.number("current.lifetime")) == ("mine", 60, 900)
    assert found.judging() == found


def test_a_lenient_line_holds_for_the_mock_and_targets_are_judged_by_the_one_that_ships(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    line = '{ value = 60, standing = "observed", lenient = true, source = "measured" }'
    path.write_text(
        f'[facts]\n"login.window" = {line}\n"login.head" = {line.replace("60", chr(34) + "burns" + chr(34))}\n'
    )
    found = load(str(path))
    assert (found.number("login.window"), found.text("login.head")) == (60, "burns")
    assert found.judging().facts == load().facts
    assert found.judging().name == "mine"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            '[facts]\n"login.windows" = { value = 1, standing = "observed", source = "x" }',
            "did you mean 'login.window'",
        ),
        (
            '[facts]\n"login.window" = { value = "1", standing = "observed", source = "x" }',
            '"login.window".value must be like 30',
        ),
        ('[facts]\n"login.window" = { value = 1, standing = "sure", source = "x" }', '"login.window".standing'),
        ('[facts]\n"login.window" = { value = 1, standing = "observed" }', '"login.window".source'),
        ('[facts]\n"login.window" = 1', '"login.window" must be a table'),
        (
            '[facts]\n"login.window" = { value = 1, standing = "observed", source = "x", why = "y" }',
            '"login.window".why',
        ),
        (
            '[facts]\n"login.window" = { value = 1, standing = "observed", source = "x", lenient = "yes" }',
            '"login.window".lenient must be true or false',
        ),
        ("[fact]", "fact is unknown"),
        ("=", "is not TOML"),
    ],
)
def test_a_bad_profile_is_told_by_key(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(ProfileError) as caught:
        load(str(path))
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_missing_profile_is_told() -> None:
    with pytest.raises(ProfileError, match="observed or documented"):
        load("nowhere.toml")


def test_every_rule_says_all_there_is_to_say() -> None:
    for one in rules().values():
        assert one.does
        assert one.gain.endswith(".")
        assert one.remedy.endswith(".")
        assert one.cwe
        assert one.source
        assert set(one.explains) <= set(rules())


def test_folds_lead_to_rules_that_exist() -> None:
    for rule in Rule:
        assert fold(Role.STOREFRONT, rule) in rules() or rule in (Rule.REPLAY,)
    assert fold(Role.STOREFRONT, Rule.KEY) == "storefront.signature"
    assert fold(Role.VERIFIER, Rule.KEY) == "verifier.key"
